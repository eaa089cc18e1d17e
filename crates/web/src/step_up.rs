//! Proving anew who one is, before an act that decides: a code, or the password where there is no second factor.
//!
//! The door of a route that declares it asks [`asks`] before its handler runs. When the last proof is old, the answer is a page that carries what was
//! sent and sends it again together with the proof, so that nothing is typed twice.

use axum::response::{Html, IntoResponse as _, Redirect, Response};
use guohe_cases::{credential::Attempt, ports::StoreError, procedure::Kind};
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};

use askama::Template as _;

use crate::{
    noted::{self, Failed},
    pages::account::Form,
    parts::{ErrorLine, Field, Input},
    passkey, password, second_factor,
    sent::Sent,
    session::{self, SignedIn},
    site::Site,
    trouble::Trouble,
    visit::Here,
    words::word,
};

/// The field with the proof.
const PROOF: &str = "proof_of_person";
/// The field with the answer of a passkey, in place of it.
const BY_PASSKEY: &str = "proof_by_passkey";

/// Whether an act of a kind decides, so that whoever does it proves anew who they are.
pub(crate) fn decides(kind: Kind) -> bool {
    matches!(kind, Kind::PrepareDecision | Kind::ConfirmDecision | Kind::Waive)
}

/// What to answer before a person may go on, if anything. After a proof that is right the session goes on under a
/// new token.
///
/// # Errors
/// The failure of the store; nobody signed in.
pub(crate) async fn asks(here: &Here, sent: &Sent) -> Result<Option<Response>, Trouble> {
    let signed_in = here.visit.signed_in.as_ref().ok_or(Trouble::Forbidden)?;
    if session::is_fresh(&here.visit.session(signed_in), here.site.outside.now()) {
        return Ok(None);
    }
    let (typed, answer) = (sent.text(PROOF), sent.text(BY_PASSKEY));
    if typed.is_empty() && answer.is_empty() {
        return Ok(Some(Html(page(here, signed_in, sent).await?.render()?).into_response()));
    }
    let unproved = if answer.is_empty() {
        unproved(&here.site, signed_in, typed).await?
    } else {
        (!passkey::proves(here, signed_in, answer).await?).then_some(Failed::Passkey)
    };
    noted::proved(signed_in.account.id, unproved);
    if let Some(why) = unproved {
        here.visit.noticed(why.odd(Some(signed_in.account.id)));
    }
    if unproved.is_none() {
        let goes_on = session::renew(here, signed_in, signed_in.session.two_factors).await?;
        // Ended while the page waited for the proof: whoever ended it did not mean to let this pass.
        return Ok((!goes_on).then(|| Redirect::to("/sign-in").into_response()));
    }
    Ok(Some(Html(page(here, signed_in, sent).await?.render()?).into_response()))
}

/// Why what was typed proves nobody; nothing when it proves who is signed in.
async fn unproved(
    site: &Site,
    signed_in: &SignedIn,
    typed: &str,
) -> Result<Option<Failed>, StoreError> {
    let account = &signed_in.account;
    let locked = !may_try(site, &account.login).await?;
    let (right, what) = if has_code(site, signed_in).await? {
        (!locked && second_factor::proves(site, account, typed).await?, Failed::Factor)
    } else {
        let kept = Some(account.hash().to_owned());
        (password::is_right(site, typed.to_owned(), kept).await, Failed::Password)
    };
    if locked {
        return Ok(Some(Failed::Locked));
    }
    if right {
        forgive(site, &account.login).await?;
    }
    Ok((!right).then_some(what))
}

/// Whether somebody proves themselves by a second factor: the provider by whose login they came may have had it, and
/// they none here.
async fn has_code(site: &Site, signed_in: &SignedIn) -> Result<bool, StoreError> {
    Ok(signed_in.session.two_factors && second_factor::has_any(site, signed_in.account.id).await?)
}

/// Counts an attempt to prove to be somebody; false when there were too many.
pub(crate) async fn may_try(site: &Site, login: &str) -> Result<bool, StoreError> {
    let at = site.outside.now();
    let pause = SignedDuration::from_mins(site.limits.locked_minutes.into());
    let most = u64::from(site.limits.failures);
    let since = at.checked_sub(pause).unwrap_or(at);
    let attempt = Attempt { who: who(login), at, since, most };
    Ok(site.store.attempt(&site.tenant, &attempt).await? <= most)
}

/// Forgets the attempts, after one that was right.
pub(crate) async fn forgive(site: &Site, login: &str) -> Result<(), StoreError> {
    site.store.forget_attempts(&site.tenant, &who(login)).await
}

fn who(login: &str) -> [u8; 32] {
    Sha256::digest(login.as_bytes()).into()
}

async fn page(here: &Here, signed_in: &SignedIn, sent: &Sent) -> Result<Form, Trouble> {
    let lang = here.lang();
    let say = |key| word(lang, key).into_owned();
    let mut field = if has_code(&here.site, signed_in).await? {
        Field::new(PROOF, say("step_up.code"), Input::Code).help(say("sign_in.code.help"))
    } else {
        Field::new(PROOF, say("sign_in.password"), Input::Password)
    };
    if ![PROOF, BY_PASSKEY].map(|name| sent.text(name)).concat().is_empty() {
        field = field.wrong(say("step_up.wrong"));
    }
    let carried =
        sent.fields().filter(|(name, _)| ![PROOF, BY_PASSKEY, "form_token"].contains(name));
    let errors = ErrorLine::of(std::slice::from_ref(&field));
    let account = signed_in.account.id;
    let passkeys = here.site.store.passkeys(&here.site.tenant, account).await?;
    Ok(Form {
        ui: here.frame().await?,
        title: say("step_up.title"),
        lead: say("step_up.lead"),
        errors,
        fields: vec![field],
        action: here.visit.here.clone(),
        carried: carried.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        by_passkey: passkeys.iter().any(|one| !one.doubted) && passkey::is_possible(here),
        submit: say("step_up.submit"),
    })
}
