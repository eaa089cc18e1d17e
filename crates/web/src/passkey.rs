//! Passkeys: what is asked of a browser, and whether what it answers holds.
//!
//! What was asked lies in the store, under a digest of the purpose and of the session or visit that it was given to.
//! The answer takes it out: it counts once, there alone, and for what it was asked for. The checks themselves
//! are in [`check`].

mod check;

use std::{borrow::Borrow, time::Duration};

use guohe_cases::{
    passkey::{Ceremony, Passkey},
    ports::Account,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;
use uuid::Uuid;

use crate::{alarms::Odd, noted, session::SignedIn, trouble::Trouble, visit::Here};
use check::{Answer, ES256, Key, Party, written};

/// An answer is waited for so long.
const PATIENCE: Duration = Duration::from_mins(5);
/// Most passkeys of an account; nobody has so many devices.
pub(crate) const MOST: usize = 20;

/// What an answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A passkey more.
    New,
    /// To prove anew who is signed in.
    Prove,
    /// To sign in.
    SignIn,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Prove => "prove",
            Self::SignIn => "sign-in",
        }
    }
}

/// Whom passkeys are made for: the address by which people reach the site. None where that has no name, because
/// passkeys are bound to one.
fn party(here: &Here) -> Option<Party> {
    let url = Url::parse(&here.origin()?).ok()?;
    let name = url.domain()?.to_owned();
    Some(Party { name, origin: url.origin().ascii_serialization() })
}

/// Whether passkeys can be used at the address by which the page was reached.
pub(crate) fn is_possible(here: &Here) -> bool {
    party(here).is_some()
}

/// Under what a ceremony is kept: of one purpose there is one for a session, or for a visit without one.
fn binder(here: &Here, purpose: Purpose) -> [u8; 32] {
    let whose = here.visit.signed_in.as_ref().map_or_else(
        || format!("visit {}", here.visit.form_token),
        |signed_in| format!("session {}", signed_in.session.id),
    );
    Sha256::digest(format!("{} {whose}", purpose.word())).into()
}

/// A question that nobody can guess, kept until it is answered.
async fn challenge(here: &Here, purpose: Purpose) -> Result<String, Trouble> {
    let (site, now) = (&here.site, here.site.outside.now());
    let asked = written(&site.outside.random());
    let patience = SignedDuration::try_from(PATIENCE).unwrap_or_default();
    let ceremony = Ceremony {
        binder: binder(here, purpose),
        state: json!({ "challenge": asked }),
        ends_at: now.checked_add(patience).unwrap_or(now),
    };
    site.store.begin_ceremony(&site.tenant, &ceremony, now).await?;
    Ok(asked)
}

/// What was asked, which is gone then; and the answer, when it can be read.
async fn taken(
    here: &Here,
    purpose: Purpose,
    answer: &str,
) -> Result<Option<(String, Answer, Party)>, Trouble> {
    let (site, now) = (&here.site, here.site.outside.now());
    let state = site.store.take_ceremony(&site.tenant, &binder(here, purpose), now).await?;
    let asked = state.as_ref().and_then(|state| state.get("challenge")).and_then(Value::as_str);
    let answer = serde_json::from_str(answer).ok();
    let found = asked.map(str::to_owned).zip(answer).zip(party(here));
    Ok(found.map(|((asked, answer), party)| (asked, answer, party)))
}

/// Keys in the words of a browser.
fn named(passkeys: impl IntoIterator<Item = impl Borrow<Passkey>>) -> Vec<Value> {
    let name = |one: &Passkey| json!({ "type": "public-key", "id": written(&one.id) });
    passkeys.into_iter().map(|one| name(one.borrow())).collect()
}

/// What to ask of a browser for a passkey more; none where that cannot be.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn ask_new(here: &Here, owner: &SignedIn) -> Result<Option<Value>, Trouble> {
    let Some(party) = party(here) else { return Ok(None) };
    let account = &owner.account;
    let known = here.site.store.passkeys(&here.site.tenant, account.id).await?;
    if known.len() >= MOST {
        return Ok(None);
    }
    // Found without a name typed, whether it may sign in alone yet or not: its owner can change that.
    Ok(Some(json!({ "publicKey": {
        "rp": { "id": party.name, "name": "国合 / Guohe" },
        "user": {
            "id": written(account.id.as_bytes()), "name": account.login, "displayName": account.name,
        },
        "challenge": challenge(here, Purpose::New).await?,
        "pubKeyCredParams": [{ "type": "public-key", "alg": ES256 }],
        "timeout": milliseconds(),
        "attestation": "none",
        "excludeCredentials": named(&known),
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
        },
    }})))
}

fn milliseconds() -> u64 {
    u64::try_from(PATIENCE.as_millis()).unwrap_or_default()
}

/// The passkey that was made, if the answer holds.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn made(
    here: &Here,
    owner: &SignedIn,
    answer: &str,
) -> Result<Option<Passkey>, Trouble> {
    let taken = taken(here, Purpose::New, answer).await?;
    let made = taken.and_then(|(asked, answer, party)| answer.made(&party, &asked));
    let Some(made) = made else {
        return Ok(None);
    };
    let now = here.site.outside.now();
    Ok(Some(Passkey {
        id: made.id,
        account: owner.account.id,
        name: String::new(),
        key: serde_json::to_value(&made.key).map_err(Trouble::broken)?,
        counter: made.counter,
        alone: false,
        doubted: false,
        since: now,
        used_at: now,
    }))
}

/// What to ask of a browser so that somebody proves with a passkey that it is still they; none without a passkey.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn ask_proof(here: &Here, owner: &SignedIn) -> Result<Option<Value>, Trouble> {
    let known = here.site.store.passkeys(&here.site.tenant, owner.account.id).await?;
    let sound = named(known.iter().filter(|one| !one.doubted));
    let Some(party) = party(here).filter(|_| !sound.is_empty()) else { return Ok(None) };
    question(here, Purpose::Prove, &party, &sound).await.map(Some)
}

/// Whether an answer proves that it is still the one who is signed in.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn proves(here: &Here, owner: &SignedIn, answer: &str) -> Result<bool, Trouble> {
    let Some((asked, answer, party)) = taken(here, Purpose::Prove, answer).await? else {
        return Ok(false);
    };
    let account = owner.account.id;
    let theirs = answer.owner().is_none_or(|owner| owner == account.as_bytes());
    let known = here.site.store.passkeys(&here.site.tenant, account).await?;
    let known = known.into_iter().find(|one| answer.id().as_ref() == Some(&one.id));
    let Some(passkey) = known.filter(|_| theirs) else { return Ok(false) };
    is_used(here, &passkey, (&asked, &answer, &party)).await
}

/// What to ask of a browser so that somebody signs in; none where that cannot be.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn ask_who(here: &Here) -> Result<Option<Value>, Trouble> {
    let Some(party) = party(here) else { return Ok(None) };
    question(here, Purpose::SignIn, &party, &[]).await.map(Some)
}

async fn question(
    here: &Here,
    purpose: Purpose,
    party: &Party,
    among: &[Value],
) -> Result<Value, Trouble> {
    Ok(json!({ "publicKey": {
        "challenge": challenge(here, purpose).await?,
        "timeout": milliseconds(),
        "rpId": party.name,
        "userVerification": "required",
        "allowCredentials": among,
    }}))
}

/// Whose passkey answered, and which; nobody's when the answer does not hold.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn who(here: &Here, answer: &str) -> Result<Option<(Account, Passkey)>, Trouble> {
    let Some((asked, answer, party)) = taken(here, Purpose::SignIn, answer).await? else {
        return Ok(None);
    };
    let owner = answer.owner().and_then(|owner| Uuid::from_slice(&owner).ok());
    let Some(owner) = owner else { return Ok(None) };
    let site = &here.site;
    let known = site.store.passkeys(&site.tenant, owner).await?;
    let known = known.into_iter().find(|one| answer.id().as_ref() == Some(&one.id));
    let Some(passkey) = known else { return Ok(None) };
    if !is_used(here, &passkey, (&asked, &answer, &party)).await? {
        return Ok(None);
    }
    let account = site.store.account(&site.tenant, owner).await?;
    Ok(account.filter(|account| !account.is_closed()).map(|account| (account, passkey)))
}

/// Notes the use of a passkey when its answer holds. A counter that went back means that there is another copy:
/// then it is doubted from now on.
async fn is_used(
    here: &Here,
    passkey: &Passkey,
    (asked, answer, party): (&str, &Answer, &Party),
) -> Result<bool, Trouble> {
    let site = &here.site;
    let (store, tenant) = (&site.store, &site.tenant);
    let key: Key = serde_json::from_value(passkey.key.clone()).map_err(Trouble::broken)?;
    let Some(counter) = answer.signed(party, asked, &key) else {
        return Ok(false);
    };
    let now = site.outside.now();
    let counts = store.use_passkey(tenant, &passkey.id, counter, now).await?;
    if !counts {
        noted::copied(passkey.account);
        here.visit.noticed(Odd::Copied(passkey.account));
        store.doubt_passkey(tenant, &passkey.id).await?;
    }
    Ok(counts)
}
