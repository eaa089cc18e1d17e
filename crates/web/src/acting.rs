//! Who acts: somebody by their own rights, or as the deputy of somebody who is away.
//!
//! The browser only says for whom its owner chose to act. Whether they may is read from the log with every request, so
//! that what was ended, and a day that is over, end it at once.

use axum::http::{HeaderMap, HeaderValue};
use guohe_cases::{
    department::{self, Reach},
    person::Person,
    ports::{Account, StoreError},
    verbs::{Failure, deputy},
};
use guohe_rules::syntax::ActorKind;
use uuid::Uuid;

use crate::{
    access::holds,
    second_factor,
    session::{self, SignedIn},
    site::Site,
};

/// The cookie with the account for which its owner chose to act.
const CHOICE: &str = "guohe-for";

/// The cookie that says so; without an account it is forgotten.
pub(crate) fn chosen(site: &Site, other: Option<Uuid>) -> HeaderValue {
    let (value, age) = match other {
        Some(id) => (id.to_string(), None),
        None => (String::new(), Some(0)),
    };
    session::set(CHOICE, &value, age, site.secure)
}

/// Who acts, and for whom. A deputy of somebody who needs a second factor owes one as they do.
pub(crate) async fn who(
    site: &Site,
    signed_in: &mut SignedIn,
    headers: &HeaderMap,
) -> Result<(Person, Option<Account>), StoreError> {
    let other = session::cookie(headers, CHOICE).and_then(|text| text.parse::<Uuid>().ok());
    let own = &signed_in.account;
    if let Some(other) = other {
        let moment = site.moment();
        let acting = deputy::acting_for(site.desk(), own.id, other, &moment).await;
        if let Some((person, account)) = acting.map_err(as_store)? {
            let needed = second_factor::is_asked(site, &account);
            signed_in.owes_factor |= needed && !signed_in.session.two_factors;
            return Ok((person, Some(account)));
        }
    }
    let person = Person::of(own);
    let recommends = holds(&person, &site.laws, ActorKind::Recommender);
    let reach = if recommends {
        department::reach(site.desk(), own).await.map_err(as_store)?
    } else {
        Reach::Nobody
    };
    Ok((Person { reach, ..person }, None))
}

fn as_store(failure: Failure) -> StoreError {
    match failure {
        Failure::Store(error) => error,
        other @ (Failure::Refused(_) | Failure::Unreadable(_) | Failure::Unwritable(_)) => {
            StoreError::Database(Box::new(other))
        }
    }
}
