//! Passkeys: what is asked of a browser, and whether what it answers holds.
//!
//! What was asked lies in the store, under a digest of the purpose and of the session or visit that it was given to.
//! The answer takes it out: it counts once, there alone, and for what it was asked for. The checks of `WebAuthn`
//! themselves are those of `webauthn-rs`.

use std::time::Duration;

use guohe_cases::{
    passkey::{Ceremony, Passkey},
    ports::Account,
};
use jiff::SignedDuration;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        AuthenticationResult, DiscoverableAuthentication, Passkey as Key, PasskeyAuthentication,
        PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, WebauthnError,
    },
};

use crate::{session::SignedIn, site::Site, trouble::Trouble, visit::Here};

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
fn party(here: &Here) -> Option<Webauthn> {
    let url = Url::parse(&here.origin()?).ok()?;
    let name = url.domain()?.to_owned();
    let builder = WebauthnBuilder::new(&name, &url).ok()?;
    builder.rp_name("国合 / Guohe").timeout(PATIENCE).build().ok()
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

async fn keep(here: &Here, purpose: Purpose, state: &impl Serialize) -> Result<(), Trouble> {
    let (site, now) = (&here.site, here.site.outside.now());
    let patience = SignedDuration::try_from(PATIENCE).unwrap_or_default();
    let ceremony = Ceremony {
        binder: binder(here, purpose),
        state: serde_json::to_value(state).map_err(Trouble::broken)?,
        ends_at: now.checked_add(patience).unwrap_or(now),
    };
    Ok(site.store.begin_ceremony(&site.tenant, &ceremony, now).await?)
}

/// What was asked, which is gone then; and the answer, when it can be read.
async fn taken<S: DeserializeOwned, A: DeserializeOwned>(
    here: &Here,
    purpose: Purpose,
    answer: &str,
) -> Result<Option<(S, A)>, Trouble> {
    let (site, now) = (&here.site, here.site.outside.now());
    let state = site.store.take_ceremony(&site.tenant, &binder(here, purpose), now).await?;
    let Some(state) = state else { return Ok(None) };
    let state = serde_json::from_value(state).map_err(Trouble::broken)?;
    Ok(serde_json::from_str(answer).ok().map(|answer| (state, answer)))
}

fn refused(error: &WebauthnError) {
    tracing::info!(%error, "the answer of a passkey does not hold");
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
    let known = known.into_iter().map(|one| one.id).collect();
    let asked =
        party.start_passkey_registration(account.id, &account.login, &account.name, Some(known));
    let (asked, state) = asked.map_err(Trouble::broken)?;
    keep(here, Purpose::New, &state).await?;
    let mut asked = serde_json::to_value(asked).map_err(Trouble::broken)?;
    // Found without a name typed, whether it may sign in alone yet or not: its owner can change that.
    let choice = asked.pointer_mut("/publicKey/authenticatorSelection");
    if let Some(choice) = choice.and_then(Value::as_object_mut) {
        choice.insert("residentKey".to_owned(), Value::from("required"));
        choice.insert("requireResidentKey".to_owned(), Value::from(true));
    }
    Ok(Some(asked))
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
    let taken =
        taken::<PasskeyRegistration, RegisterPublicKeyCredential>(here, Purpose::New, answer);
    let Some(((state, answer), party)) = taken.await?.zip(party(here)) else { return Ok(None) };
    let key = match party.finish_passkey_registration(&answer, &state) {
        Ok(key) => key,
        Err(error) => {
            refused(&error);
            return Ok(None);
        }
    };
    let now = here.site.outside.now();
    Ok(Some(Passkey {
        id: key.cred_id().clone(),
        account: owner.account.id,
        name: String::new(),
        key: serde_json::to_value(&key).map_err(Trouble::broken)?,
        counter: 0,
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
    let sound = known.iter().filter(|one| !one.doubted);
    let keys: Vec<Key> = sound.filter_map(|one| key(one).ok()).collect();
    let Some(party) = party(here).filter(|_| !keys.is_empty()) else { return Ok(None) };
    let (asked, state) = party.start_passkey_authentication(&keys).map_err(Trouble::broken)?;
    keep(here, Purpose::Prove, &state).await?;
    serde_json::to_value(asked).map(Some).map_err(Trouble::broken)
}

/// Whether an answer proves that it is still the one who is signed in.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn proves(here: &Here, owner: &SignedIn, answer: &str) -> Result<bool, Trouble> {
    let taken = taken::<PasskeyAuthentication, PublicKeyCredential>(here, Purpose::Prove, answer);
    let Some(((state, answer), party)) = taken.await?.zip(party(here)) else { return Ok(false) };
    let site = &here.site;
    let known = site.store.passkeys(&site.tenant, owner.account.id).await?;
    let Some(passkey) = known.into_iter().find(|one| one.id == answer.get_credential_id()) else {
        return Ok(false);
    };
    let result = party.finish_passkey_authentication(&answer, &state);
    is_used(site, &passkey, result).await
}

/// What to ask of a browser so that somebody signs in; none where that cannot be.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn ask_who(here: &Here) -> Result<Option<Value>, Trouble> {
    let Some(party) = party(here) else { return Ok(None) };
    let (asked, state) = party.start_discoverable_authentication().map_err(Trouble::broken)?;
    keep(here, Purpose::SignIn, &state).await?;
    let mut asked = serde_json::to_value(asked).map_err(Trouble::broken)?;
    // It is asked for with a button, and not beside a field.
    if let Some(asked) = asked.as_object_mut() {
        asked.remove("mediation");
    }
    Ok(Some(asked))
}

/// Whose passkey answered, and which; nobody's when the answer does not hold.
///
/// # Errors
/// The failure of the store.
pub(crate) async fn who(here: &Here, answer: &str) -> Result<Option<(Account, Passkey)>, Trouble> {
    let taken =
        taken::<DiscoverableAuthentication, PublicKeyCredential>(here, Purpose::SignIn, answer);
    let Some(((state, answer), party)) = taken.await?.zip(party(here)) else { return Ok(None) };
    let Ok((owner, id)) = party.identify_discoverable_authentication(&answer) else {
        return Ok(None);
    };
    let site = &here.site;
    let known = site.store.passkeys(&site.tenant, owner).await?;
    let Some(passkey) = known.into_iter().find(|one| one.id == id) else { return Ok(None) };
    let result = party.finish_discoverable_authentication_v2(&answer, state, &key(&passkey)?);
    if !is_used(site, &passkey, result).await? {
        return Ok(None);
    }
    let account = site.store.account(&site.tenant, owner).await?;
    Ok(account.filter(|account| !account.is_closed()).map(|account| (account, passkey)))
}

fn key(passkey: &Passkey) -> Result<Key, Trouble> {
    serde_json::from_value(passkey.key.clone()).map_err(Trouble::broken)
}

/// Notes the use of a passkey when its answer holds. A counter that went back means that there is another copy:
/// then it is doubted from now on.
async fn is_used(
    site: &Site,
    passkey: &Passkey,
    result: Result<AuthenticationResult, WebauthnError>,
) -> Result<bool, Trouble> {
    let (store, tenant) = (&site.store, &site.tenant);
    let counts = match result {
        Ok(result) => {
            let mut key = key(passkey)?;
            key.update_credential(&result);
            let key = serde_json::to_value(&key).map_err(Trouble::broken)?;
            let (counter, now) = (result.counter().into(), site.outside.now());
            result.user_verified()
                && store.use_passkey(tenant, &passkey.id, counter, &key, now).await?
        }
        Err(WebauthnError::CredentialPossibleCompromise) => false,
        Err(error) => {
            refused(&error);
            return Ok(false);
        }
    };
    if !counts {
        tracing::warn!(account = %passkey.account, "a passkey may have been copied; it is not taken any more");
        store.doubt_passkey(tenant, &passkey.id).await?;
    }
    Ok(counts)
}
