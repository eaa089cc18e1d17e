//! Telling addresses outside that a case reads otherwise now: noticing, signing, sending, trying again.
//!
//! Whoever serves the pages calls [`Teller::notice`] and [`Teller::send`] from time to time. What is told is as little as
//! can be: that a case has changed, its number, and the address at which the subscriber reads it. It is signed as
//! Standard Webhooks says, by a secret that follows from a key of the realm and the id of the subscription.

use std::{collections::BTreeSet, net::IpAddr};

use axum::http::{Request, Uri};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use guohe_cases::{
    auditing::{Auditing, LogQuery},
    case::Case,
    desk::Desk,
    event::About,
    hook::{Delivery, Hook},
    law::Law,
    person::Person,
    ports::{RowQuery, Store, StoreError},
    seen::Seen,
    verbs::Failure,
};
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    access::{APPLICANTS, OFFICERS},
    policy::{Class, House, Object, Policy as _, Relation, Rule},
    site::Outside,
    unified::{Outward, OutwardError},
    views::case::number,
};

/// The name under which the key of the realm lies sealed; no provider of logins has it, because of its slash.
const KEY: &str = "webhooks/key";
/// The setting that says up to which event of the log changes were noticed.
const THROUGH: &str = "webhooks_through";
/// So many events are looked at once; of a longer pause the newest.
const AT_ONCE: u64 = 2_000;
/// So many are sent at once.
const SENT_AT_ONCE: u32 = 50;
/// So long nobody else sends what somebody has taken; no answer is waited for as long.
const TAKEN: SignedDuration = SignedDuration::from_mins(1);
/// What was sent is shown for so long.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);
/// No answer says more than this of what went wrong.
const LONGEST: usize = 120;

/// Tells addresses outside of changes in one realm.
#[derive(Debug, Clone, Copy)]
pub struct Teller<'a> {
    /// The realm with its packs.
    pub desk: Desk<'a>,
    /// Its log.
    pub log: &'a dyn Auditing,
    /// The way out.
    pub outward: &'a dyn Outward,
    /// The clock and the dice.
    pub outside: &'a dyn Outside,
    /// Scheme and name by which the installation is reached.
    pub origin: &'a str,
}

/// Whether an address can be told: https to a name; on the machine itself http too, where that is allowed.
///
/// It is read as it is when it is sent to ([`Outward::send`]), so that nobody is judged by one reading and asked by another.
/// What that would leave out or take for something else is refused: whom one would be there, a port that is none, what
/// stands behind `#`, and names that a system may take for a number.
pub(crate) fn is_address(text: &str, this_machine: bool) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return false };
    let name = authority.host();
    let port = authority.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
    let bare = authority.as_str() == format!("{name}{port}") && !text.contains('#');
    let number = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let here = number.map_or_else(|_no_number| is_here(name), |number| number.is_loopback());
    let way = if here {
        this_machine && ["http", "https"].contains(&scheme)
    } else {
        scheme == "https" && is_name(name)
    };
    bare && way && text.len() <= 500
}

/// Whether a name is one of the machine itself (RFC 6761).
fn is_here(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether it is a name and nothing that could be a number: its last part begins with a letter.
fn is_name(name: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let part = |part: &str| !part.is_empty() && part.bytes().all(sign);
    let last = name.rsplit('.').next().unwrap_or_default();
    name.split('.').all(part) && last.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// The secret by which deliveries of a subscription are signed, as its owner keeps it.
pub(crate) async fn secret(
    desk: Desk<'_>,
    fresh: [u8; 32],
    hook: Uuid,
) -> Result<String, StoreError> {
    let key = if let Some(key) = desk.store.provider_secret(desk.tenant, KEY).await? {
        key
    } else {
        desk.store.set_provider_secret(desk.tenant, KEY, Some(&fresh)).await?;
        fresh.to_vec()
    };
    Ok(format!("whsec_{}", STANDARD.encode(derived(&key, hook))))
}

fn derived(key: &[u8], hook: Uuid) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, hook.as_bytes()).as_ref().to_vec()
}

/// How a case reads for the subscriber now; nothing where they may not see it.
pub(crate) fn state(person: &Person, law: &Law, case: &Case, hook: &Hook) -> Option<Seen> {
    let stands = |who, to| {
        let rule = Rule::new(who, to, Class::Confidential);
        House.stands(&rule, Some(person), Object::Case(law, case))
    };
    if hook.law.is_empty() {
        return stands(APPLICANTS, Relation::Own).then(|| Seen::by_the_host(law, case));
    }
    let theirs = hook.law == law.pack.id() && stands(OFFICERS, Relation::Before);
    theirs.then(|| Seen::at_the_desk(law, case, person))
}

/// Notes how the cases of an organisation read when it subscribes: nobody is told of what was before, nor learns from
/// the first word that something happened which they may not know of.
pub(crate) async fn begin(desk: Desk<'_>, (person, hook): (&Person, &Hook)) -> Result<(), Failure> {
    let query = RowQuery {
        about: Some(About::Case),
        organisation: person.organisation.filter(|_| hook.law.is_empty()),
        ..RowQuery::default()
    };
    for row in desk.rows(query).await? {
        let case = desk.case(row.stream.id).await?;
        let Ok(law) = desk.laws.get(&case.pack) else { continue };
        let Some(state) = state(person, law, &case, hook) else { continue };
        let first = noticed(hook, (case.id, state.to_string()), None, (hook.made_at, None));
        desk.store.add_delivery(desk.tenant, &first).await?;
    }
    Ok(())
}

impl Teller<'_> {
    /// Notices what has changed since it was looked last, and lays it ready.
    ///
    /// # Errors
    /// The failure of the store; what was not noticed is the next time.
    pub async fn notice(&self) -> Result<(), Failure> {
        let Desk { tenant, store, .. } = self.desk;
        let size = self.log.size(tenant).await?;
        let through = store.setting(tenant, THROUGH).await?.as_ref().and_then(Value::as_u64);
        let new = size.saturating_sub(through.unwrap_or(size)).min(AT_ONCE);
        if through == Some(size) {
            return Ok(());
        }
        let mut hooks = store.hooks(tenant, None).await?;
        hooks.retain(|hook| hook.stopped_at.is_none());
        if new > 0 && !hooks.is_empty() {
            let limit = u32::try_from(new).unwrap_or(u32::MAX);
            let lines = self.log.lines(tenant, &LogQuery { limit, ..LogQuery::default() }).await?;
            let cases = lines.iter().filter(|line| line.stream.about == About::Case);
            let cases: BTreeSet<Uuid> = cases.map(|line| line.stream.id).collect();
            for case in cases {
                self.changed(case, &hooks).await?;
            }
        }
        store.set_setting(tenant, THROUGH, &json!(size)).await?;
        let old = self.outside.now().checked_sub(KEPT).unwrap_or(Timestamp::MIN);
        Ok(store.forget_deliveries(tenant, old).await?)
    }

    async fn changed(&self, id: Uuid, hooks: &[Hook]) -> Result<(), Failure> {
        let Desk { tenant, store, laws, .. } = self.desk;
        let case = self.desk.case(id).await?;
        let Ok(law) = laws.get(&case.pack) else { return Ok(()) };
        for hook in hooks {
            let Some(person) = subscriber(store, self.desk, hook).await? else { continue };
            let Some(state) = state(&person, law, &case, hook) else { continue };
            let before = store.deliveries(tenant, hook.id, Some(id), 1).await?;
            let state = state.to_string();
            if before.first().is_some_and(|before| before.state == state) {
                continue;
            }
            let now = self.outside.now();
            let next = noticed(hook, (id, state), before.first(), (now, Some(now)));
            store.add_delivery(tenant, &next).await?;
        }
        Ok(())
    }

    /// Sends what is due.
    ///
    /// # Errors
    /// The failure of the store.
    pub async fn send(&self) -> Result<(), Failure> {
        let Desk { tenant, store, .. } = self.desk;
        let due = store.due_deliveries(tenant, self.outside.now(), SENT_AT_ONCE).await?;
        if due.is_empty() {
            return Ok(());
        }
        let hooks = store.hooks(tenant, None).await?;
        for delivery in due {
            let hook = hooks.iter().find(|hook| hook.id == delivery.hook);
            let Some(hook) = hook.filter(|hook| hook.stopped_at.is_none()) else {
                store.note_delivery(tenant, &Delivery { next_at: None, ..delivery }).await?;
                continue;
            };
            // Where several programs serve one database, one of them sends it.
            let now = self.outside.now();
            let until = now.checked_add(TAKEN).unwrap_or(now);
            if !store.take_delivery(tenant, &delivery, until).await? {
                continue;
            }
            self.one(hook.clone(), delivery).await?;
        }
        Ok(())
    }

    async fn one(&self, hook: Hook, delivery: Delivery) -> Result<(), Failure> {
        let Desk { tenant, store, laws, .. } = self.desk;
        let case = self.desk.case(delivery.subject).await?;
        let person = subscriber(store, self.desk, &hook).await?;
        let law = laws.get(&case.pack).ok();
        let sees = person
            .zip(law)
            .is_some_and(|(person, law)| state(&person, law, &case, &hook).is_some());
        if !sees {
            store.note_delivery(tenant, &Delivery { next_at: None, ..delivery }).await?;
            return Ok(());
        }
        let request = self.request(&hook, &delivery).await?;
        let answer = match request {
            Some(request) => self.outward.send(request).await,
            None => Err(OutwardError("no address".to_owned())),
        };
        let now = self.outside.now();
        let (arrived, gone, said) = match answer {
            Ok(answer) => {
                let status = answer.status();
                (status.is_success(), status.as_u16() == 410, status.as_u16().to_string())
            }
            Err(OutwardError(why)) => (false, false, why.chars().take(LONGEST).collect()),
        };
        let mut hook = hook.after(arrived, now);
        // Whoever says that it is gone wants no more.
        hook.stopped_at = hook.stopped_at.or(gone.then_some(now));
        store.note_hook(tenant, &hook).await?;
        store.note_delivery(tenant, &delivery.after(arrived, said, now)).await?;
        Ok(())
    }

    /// What is sent: signed over its id, the instant and the body.
    async fn request(
        &self,
        hook: &Hook,
        delivery: &Delivery,
    ) -> Result<Option<Request<Vec<u8>>>, Failure> {
        let body = body(self.origin, hook, delivery).to_string();
        let secret = secret(self.desk, self.outside.random(), hook.id).await?;
        let at = self.outside.now().as_second();
        let signature = signature(&secret, &format!("{}.{at}.{body}", delivery.id));
        let request = Request::post(hook.address.as_str())
            .header("content-type", "application/json")
            .header("user-agent", "guohe")
            .header("webhook-id", delivery.id.to_string())
            .header("webhook-timestamp", at.to_string())
            .header("webhook-signature", format!("v1,{signature}"))
            .body(body.into_bytes());
        Ok(request.ok())
    }
}

/// That a case reads otherwise than it did before. Its id follows from what it tells of: two programs that notice the same
/// notice one thing.
fn noticed(
    hook: &Hook,
    (subject, state): (Uuid, String),
    before: Option<&Delivery>,
    (made_at, next_at): (Timestamp, Option<Timestamp>),
) -> Delivery {
    let mut told = Sha256::new();
    for part in [hook.id, subject, before.map(|before| before.id).unwrap_or_default()] {
        told.update(part.as_bytes());
    }
    told.update(&state);
    let told: [u8; 32] = told.finalize().into();
    let id = uuid::Builder::from_custom_bytes(told.first_chunk().copied().unwrap_or_default());
    let id = id.into_uuid();
    Delivery {
        id,
        hook: hook.id,
        subject,
        state,
        made_at,
        tries: 0,
        next_at,
        done_at: None,
        said: String::new(),
    }
}

/// Who subscribed, as they are now; nobody where the account is closed.
async fn subscriber(
    store: &dyn Store,
    desk: Desk<'_>,
    hook: &Hook,
) -> Result<Option<Person>, StoreError> {
    let account = store.account(desk.tenant, hook.account).await?;
    Ok(account.filter(|account| !account.is_closed()).map(|account| Person::of(&account)))
}

fn body(origin: &str, hook: &Hook, delivery: &Delivery) -> Value {
    let place = if hook.law.is_empty() { "applications" } else { "desk/cases" };
    let case = delivery.subject;
    json!({
        "type": "case.changed",
        "timestamp": delivery.made_at.to_string(),
        "data": {
            "case": case,
            "number": number(case),
            "href": format!("{origin}/api/v1/{place}/{case}"),
        },
    })
}

/// The signature by a secret as its owner keeps it.
fn signature(secret: &str, text: &str) -> String {
    let key = secret.strip_prefix("whsec_").and_then(|text| STANDARD.decode(text).ok());
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key.unwrap_or_default());
    STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use guohe_cases::hook::{Delivery, Hook};
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::{is_address, noticed, signature};

    #[test]
    fn what_is_noticed_twice_is_one_thing_and_the_same_again_later_another() {
        let hook = Hook {
            id: Uuid::from_u128(1),
            account: Uuid::from_u128(2),
            address: String::new(),
            law: String::new(),
            made_at: Timestamp::UNIX_EPOCH,
            failing_since: None,
            stopped_at: None,
        };
        let at = |state: &str, before: Option<&Delivery>| {
            let when = (Timestamp::UNIX_EPOCH, None);
            noticed(&hook, (Uuid::from_u128(3), state.to_owned()), before, when)
        };
        let first = at("a", None);
        let second = at("b", Some(&first));
        let third = at("a", Some(&second));
        assert_eq!(at("b", Some(&first)), second);
        assert!(first.id != second.id && second.id != third.id && third.id != first.id);
    }

    #[test]
    fn only_names_over_https_are_told_and_this_machine_where_that_is_allowed() {
        for good in ["https://example.org/told?x=1", "https://hooks.example.gov.cn:8443/"] {
            assert!(is_address(good, false), "{good}");
        }
        for wrong in [
            "http://example.org/",
            "https://10.0.0.1/",
            "https://[::1]/",
            "https://localhost/",
            "http://127.0.0.1:9/",
            "https://user:word@example.org/",
            "https://example.org/#part",
            "ftp://example.org/",
            "example.org",
            "",
            // What one reader takes for a number, a port or another host, and another does not.
            "https://2130706433/",
            "https://127.1/",
            "https://0x7f.1/",
            "https://example.org:99999/",
            "https://example.org:/",
            "https://example.org\\@evil.example/",
            "https://evil.example\\.example.org/",
            "https://example.org./",
            "https://exa mple.org/",
            "https://名称.example/",
        ] {
            assert!(!is_address(wrong, false), "{wrong}");
        }
        assert!(is_address("http://127.0.0.1:9/", true) && is_address("http://localhost:9/", true));
        assert!(!is_address("http://10.0.0.1/", true) && !is_address("http://example.org/", true));
    }

    #[test]
    fn a_signature_is_that_of_the_published_example() {
        // From the specification of Standard Webhooks.
        let body = r#"{"test": 2432232314}"#;
        let text = format!("msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{body}");
        assert_eq!(
            signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &text),
            "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }
}
