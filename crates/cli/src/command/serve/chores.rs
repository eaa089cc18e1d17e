//! What the program does beside the pages: one loop, in which each chore is caught when it panics and the others go on.

use std::{
    sync::{Arc, RwLock},
    time::Duration,
};

use guohe_cases::{
    account::Expiry,
    desk::Desk,
    message::owner::{self, Affair, Origin},
    moment::Moment,
    ports::{Evidence as _, Store as _, StoreError},
    verbs::{Failure, account::expire, attach::Room, lapse, scan},
};
use guohe_store::Contradiction;
use guohe_web::{chores::Chore, demands::Demands, site::Outside as _};
use tokio::{signal::unix::Signal, time::interval};
use uuid::Builder;

use super::{
    super::outage,
    Work,
    clock::{Jump, chance},
    realm::{Houses, Realm},
    telling::{self, Telling},
};
use crate::{apart::Apart, installation::Installation};

/// How often a checkpoint is signed when something was recorded.
const SEALED: Duration = Duration::from_mins(10);

/// How often it is looked at what the passing of time has brought about.
const OFTEN: Duration = Duration::from_mins(1);

/// How often it is looked at what there is to tell, and what is to go out.
const POSTED: Duration = Duration::from_secs(10);

impl Work {
    /// Reads the packs again whenever the program is told to (SIGHUP), and records meanwhile what the passing
    /// of time brings about. A request under way ends with the packs with which it began.
    #[expect(
        clippy::cognitive_complexity,
        reason = "it counts what the macro of choices expands to"
    )]
    pub(super) async fn goes_on(
        self,
        mut reread: Signal,
        mut realms: Vec<Realm>,
        current: Arc<RwLock<Houses>>,
    ) {
        let (mut ticks, mut seals) = (interval(OFTEN), interval(SEALED));
        let (mut tells, mut telling) = (interval(telling::OFTEN), Telling::begin(self.hooks));
        let mut posts = interval(POSTED);
        loop {
            tokio::select! {
                more = reread.recv() => match more {
                    Some(()) => self.takes_over(&mut realms, &current).await,
                    None => return,
                },
                _ = tells.tick(), if !self.demonstration => {
                    let reached = |realm: &Realm| {
                        self.origin.as_ref().map(|origin| realm.origin(origin)).unwrap_or_default()
                    };
                    let told = realms.iter().map(|realm| (realm.clone(), reached(realm)));
                    telling.tell(told.collect(), &self.clock);
                },
                _ = posts.tick() => for realm in &realms {
                    realm.does(Chore::Messages, &self.clock, self.posts(realm)).await;
                },
                // The story of a demonstration tells by itself what time brings about.
                _ = seals.tick() => for realm in &realms {
                    realm.does(Chore::Checkpoints, &self.clock, self.seal(realm)).await;
                },
                _ = ticks.tick(), if !self.demonstration => {
                    self.compares_clocks(&realms).await;
                    for realm in &realms {
                        Box::pin(realm.does(Chore::Terms, &self.clock, self.time_passes(realm))).await;
                        Box::pin(realm.does(Chore::Accounts, &self.clock, self.accounts_end(realm))).await;
                        Box::pin(realm.does(Chore::Scans, &self.clock, self.scans(realm))).await;
                    }
                },
            }
        }
    }

    /// Tells of a jump of the clock: in the log of the program, and in that of each authority.
    async fn compares_clocks(&self, realms: &[Realm]) {
        let Some(Jump { here, machine }) = self.clock.jumped() else { return };
        tracing::error!(
            target: "guohe::security", %here, %machine,
            "the clock of the machine jumped; look whether it is right, and start the program anew where it was not"
        );
        for realm in realms {
            let jumped = async {
                // Why it could not be recorded has been said.
                let _said = outage::jumped(&realm.installation, (here, machine), &self.clock).await;
            };
            realm.does(Chore::Clock, &self.clock, jumped).await;
        }
    }

    /// Terms that are over move their cases on, without a person.
    #[expect(
        clippy::cognitive_complexity,
        reason = "it counts what the macros of the log expand to"
    )]
    async fn time_passes(&self, realm: &Realm) {
        let Installation { tenant, store, kept, laws, .. } = &realm.installation;
        let desk = Desk { tenant, store: &**store, kept, laws };
        match lapse::sweep(desk, || self.moment()).await {
            Ok(swept) => {
                if swept.passed > 0 {
                    tracing::info!(
                        authority = realm.id(),
                        passed = swept.passed,
                        "terms were over"
                    );
                }
                for (case, failure) in swept.failed {
                    tracing::error!(%case, %failure, "a term is over and could not be recorded");
                }
            }
            Err(error) => tracing::error!(%error, "terms could not be looked at"),
        }
    }

    /// Accounts that nobody needs any more are closed, and their owners are told.
    async fn accounts_end(&self, realm: &Realm) {
        let ended = async {
            let Installation { tenant, store, .. } = &realm.installation;
            let kept = store.setting(tenant, Demands::SETTING).await?;
            let demands: Option<Demands> = kept.and_then(|kept| serde_json::from_value(kept).ok());
            let days = demands.unwrap_or_default().unused_days;
            let closed = expire(realm.installation.desk(), days, || self.moment()).await?;
            for (account, why) in closed {
                let affair = match why {
                    Expiry::Ended => Affair::Ended,
                    Expiry::Unused => Affair::Unused,
                };
                let by = (Origin::Time, &self.moment());
                owner::tell(&**store, tenant, (account, affair), by).await?;
            }
            Ok::<(), Failure>(())
        };
        if let Err(error) = ended.await {
            tracing::error!(authority = realm.id(), %error, "accounts could not be looked at");
        }
    }

    /// Makes the messages that follow from what happened, and sends those that are to be sent.
    async fn posts(&self, realm: &Realm) {
        let origin = self.origin.as_ref().map(|origin| realm.origin(origin.trim_end_matches('/')));
        self.ways.post(&realm.installation, origin.as_deref(), || self.moment()).await;
    }

    /// Asks the scanner again about files that are held.
    #[expect(
        clippy::cognitive_complexity,
        reason = "it counts what the macros of the log expand to"
    )]
    async fn scans(&self, realm: &Realm) {
        let installation = &realm.installation;
        if realm.scanner.is_none() {
            return;
        }
        let inspector = Apart::scanned_by(realm.scanner.clone());
        let room = Room { inspector: &inspector, files: &*installation.files };
        match scan::sweep(installation.desk(), room, || self.moment()).await {
            Ok(swept) => {
                if let Some((_, error)) = swept.held.first() {
                    let held = swept.held.len();
                    tracing::error!(held, %error, "files stay held: they could not be scanned");
                }
            }
            Err(error) => tracing::error!(%error, "held files could not be looked at"),
        }
    }

    /// What comes from outside with what nobody does.
    fn moment(&self) -> Moment {
        let fresh = chance().first_chunk().copied().unwrap_or_default();
        let fresh = Builder::from_random_bytes(fresh).into_uuid();
        Moment { now: self.clock.now(), fresh, seed: chance() }
    }

    /// Signs where the log stands, when something was recorded since.
    async fn seal(&self, realm: &Realm) {
        let Installation { tenant, store, .. } = &realm.installation;
        match store.seal(tenant, self.clock.now()).await {
            Ok(Some(sealed)) => self.stamp(realm, &sealed.note).await,
            Ok(None) => {}
            Err(error) => unsealed(realm.id(), &error),
        }
    }

    /// Has a checkpoint stamped outside. It stands whatever becomes of this; the next one is tried again.
    async fn stamp(&self, realm: &Realm, note: &str) {
        let Some(stamping) = &self.stamping else { return };
        let stamped = stamping.stamp(note).await;
        if let Err(why) = stamped {
            tracing::error!(authority = realm.id(), %why, "a checkpoint was not stamped");
        }
    }
}

/// Says why the log was not sealed; that it contradicts what was sealed before is an alarm.
#[expect(clippy::cognitive_complexity, reason = "it counts what the macros of the log expand to")]
fn unsealed(authority: &str, error: &StoreError) {
    let cause = std::error::Error::source(error);
    if let Some(contradiction) = cause.and_then(|cause| cause.downcast_ref::<Contradiction>()) {
        tracing::error!(
            target: "guohe::security", authority, size = contradiction.size,
            "refused to sign: the log contradicts its last checkpoint outside the database"
        );
    } else {
        tracing::error!(authority, %error, "the log could not be sealed");
    }
}
