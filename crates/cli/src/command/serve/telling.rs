//! Telling addresses outside what has changed, beside everything else: one that does not answer holds up nobody.

use std::{sync::Arc, time::Duration};

use guohe_web::{chores::Chore, hooks::Teller};
use tokio::task::JoinHandle;

use super::{Clock, Realm};
use crate::outward::Line;

/// How often.
pub(super) const OFTEN: Duration = Duration::from_secs(5);

/// The telling that is under way, if it is, and the way out; none where there is none.
#[derive(Debug)]
pub(super) struct Telling {
    line: Option<Arc<Line>>,
    under_way: Option<JoinHandle<()>>,
}

impl Telling {
    /// With a way out, to the machine itself as well where that is allowed.
    pub(super) fn begin(this_machine: bool) -> Self {
        let line = Line::beyond(this_machine).inspect_err(|error| {
            tracing::error!(%error, "nobody outside can be told of changes");
        });
        Self { line: line.ok().map(Arc::new), under_way: None }
    }

    /// Begins to tell what has changed in each realm, with the address by which it is reached, unless that is still
    /// under way.
    pub(super) fn tell(&mut self, realms: Vec<(Realm, String)>, clock: &Clock) {
        let Some(line) = self.line.clone() else { return };
        if self.under_way.as_ref().is_none_or(JoinHandle::is_finished) {
            let clock = clock.clone();
            self.under_way = Some(tokio::spawn(async move {
                for (realm, origin) in realms {
                    let told = told(&realm, &origin, (&*line, &clock));
                    realm.does(Chore::Webhooks, &clock, told).await;
                }
            }));
        }
    }
}

async fn told(realm: &Realm, origin: &str, (line, clock): (&Line, &Clock)) {
    let installation = &realm.installation;
    let teller = Teller {
        desk: installation.desk(),
        log: &*installation.store,
        outward: line,
        outside: clock,
        origin,
    };
    let told = async {
        teller.notice().await?;
        teller.send().await
    };
    if let Err(error) = told.await {
        tracing::error!(authority = realm.id(), %error, "webhooks could not be looked at");
    }
}
