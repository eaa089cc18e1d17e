//! Signing in by a unified login: out to the provider, back with its answer, and the second factor where one is owed.

use askama::Template as _;
use axum::{
    body::Bytes,
    extract::Path,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use guohe_cases::{
    credit_code::CreditCode, linked::Link, message::owner::Affair, ports::Account, unit,
};
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use crate::{
    noted::{self, Failed},
    pages::account::{LeavePage, SecondStep},
    parts::{ErrorLine, Field, Input},
    passkey, second_factor,
    sent::Sent,
    session, step_up,
    trouble::Trouble,
    unified::{self, Access, Aim, Back, Claims, Holds, Provider, Wrong, more, out},
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, Asked, go, page, wrong},
    entry::within,
};

/// Where everything leads that came to nothing.
const FAILED: &str = "/sign-in?failed=unified";
/// The same for somebody who links a login.
const NOT_LINKED: &str = "/account/logins?failed=unified";
/// Under what the second step is kept.
const STEP: &str = "second step";

/// Somebody whom a provider has named, and who has yet to show their second factor.
#[derive(Debug, Serialize, Deserialize)]
struct Pending {
    account: Uuid,
    provider: String,
    next: String,
}

/// Sends somebody to a provider to sign in.
pub(crate) async fn begin(here: Here, Path(id): Path<String>, sent: Sent) -> Answer {
    if !here.site.secure && !here.visit.is_local() {
        return go(FAILED);
    }
    let aim = Aim::SignIn(within(sent.text("next")).to_owned());
    sends(&here, &id, aim, FAILED).await
}

/// Sends somebody to a provider; where that cannot be, back to a page that says so.
pub(super) async fn sends(here: &Here, id: &str, aim: Aim, failed: &str) -> Answer {
    match unified::leads(here, id, aim).await {
        Ok(to) => leave(here, id, &to, Out::In).await,
        Err(why) => {
            unified::told(id, why)?;
            go(failed)
        }
    }
}

/// To what somebody leaves for a provider.
#[derive(Debug, Clone, Copy)]
enum Out {
    /// To sign in.
    In,
    /// To sign out.
    Away,
}

/// A page that goes on to a provider by itself, and by a link where a browser does not. No redirect: browsers hold those
/// that answer a form to the addresses to which forms may be sent, and these are ours alone.
async fn leave(here: &Here, id: &str, to: &Url, out: Out) -> Answer {
    let lang = here.lang();
    let provider = here.site.unified.providers().get(id);
    let name = provider.map_or(id, |provider| here.say(&provider.name));
    let (title, lead) = match out {
        Out::In => ("unified.leave", "unified.leave.lead"),
        Out::Away => ("unified.away", "unified.away.lead"),
    };
    let page = LeavePage {
        ui: here.frame().await?,
        title: fill(lang, title, &[&name]),
        lead: fill(lang, lead, &[&name]),
        to: to.to_string(),
        go: fill(lang, "unified.go", &[&name]),
    };
    let refresh = HeaderValue::from_str(&format!("0;url={to}")).map_err(Trouble::broken)?;
    let name = HeaderName::from_static("refresh");
    Ok(([(name, refresh)], Html(page.render()?)).into_response())
}

/// Signs out at the provider too, after the session here has ended.
pub(super) async fn goes_on(here: &Here, provider: &str, gone: Response) -> Answer {
    let Some(to) = unified::leaves(here, provider).await else { return Ok(gone) };
    let mut answer = leave(here, provider, &to, Out::Away).await?;
    for name in [header::SET_COOKIE, HeaderName::from_static("clear-site-data")] {
        let kept = gone.headers().get(&name).cloned();
        answer.headers_mut().extend(kept.map(|value| (name, value)));
    }
    Ok(answer)
}

/// Somebody comes back from a provider.
pub(crate) async fn back(here: Here, Path(id): Path<String>, answer: Asked) -> Answer {
    let Back { claims, access, aim } = match unified::back(&here, &id, &answer).await {
        Ok(back) => back,
        Err(why) => {
            unified::told(&id, why)?;
            return go(if here.visit.signed_in.is_some() { NOT_LINKED } else { FAILED });
        }
    };
    match aim {
        Aim::Link(account) => link(&here, &id, &claims, account).await,
        Aim::SignIn(next) => signs_in(&here, &id, (&claims, &access), next).await,
    }
}

/// Links a login with the account of whoever asked for it, who is still signed in.
async fn link(here: &Here, id: &str, claims: &Claims, account: Uuid) -> Answer {
    let (site, signed_in) = (&here.site, here.signed_in()?);
    let link = linked_now(here, id, claims, account);
    let but = Some(here.visit.session(signed_in).token);
    if signed_in.account.id != account || !site.store.link(&site.tenant, &link, but).await? {
        unified::told(id, Wrong::Taken)?;
        return go(NOT_LINKED);
    }
    noted::linked(account, id, true);
    here.tells(account, Affair::LoginLinked).await?;
    session::goes_on(here, signed_in).await?;
    go("/account/logins")
}

fn linked_now(here: &Here, id: &str, claims: &Claims, account: Uuid) -> Link {
    let now = here.site.outside.now();
    let (provider, subject) = (id.to_owned(), claims.subject().to_owned());
    Link { provider, subject, account, since: now, used_at: now }
}

/// Signs in whoever a provider names, or asks for their second factor first.
async fn signs_in(here: &Here, id: &str, told: (&Claims, &Access), next: String) -> Answer {
    let site = &here.site;
    let provider = site.unified.providers().get(id).ok_or(Trouble::NotFound)?;
    let Some(account) = account_of(here, (id, provider), told).await? else {
        unified::told(id, Wrong::Unlinked)?;
        return go(FAILED);
    };
    if provider.counts.hold(told.0) {
        return enters(here, &account, id, (&next, true)).await;
    }
    if !second_factor::has_any(site, account.id).await? {
        return enters(here, &account, id, (&next, false)).await;
    }
    let pending = Pending { account: account.id, provider: id.to_owned(), next };
    waits(here, &pending).await?;
    go("/sign-in/code")
}

async fn waits(here: &Here, pending: &Pending) -> Result<(), Trouble> {
    let state = serde_json::to_value(pending).map_err(Trouble::broken)?;
    Ok(unified::keep(here, STEP, state).await?)
}

/// Opens the session.
async fn enters(here: &Here, account: &Account, id: &str, (next, two): (&str, bool)) -> Answer {
    let site = &here.site;
    // Whoever was signed in here before is so no longer.
    if let Some(before) = &here.visit.signed_in {
        session::close(site, before).await?;
    }
    let cookie = session::open(site, account, &here.visit.origin, (two, id)).await?;
    noted::signed_in(account.id, id, two);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(within(next))).into_response())
}

/// Whose login it is: by the link, or by what the provider knows of an applicant who has linked none.
async fn account_of(
    here: &Here,
    (id, provider): (&str, &Provider),
    told: (&Claims, &Access),
) -> Result<Option<Account>, Trouble> {
    let (store, tenant, claims) = (&here.site.store, &here.site.tenant, told.0);
    let open = |account: Option<Account>| account.filter(|account| !account.is_closed());
    if let Some(link) = store.linked(tenant, id, claims.subject()).await? {
        let account = open(store.account(tenant, link.account).await?);
        if account.is_some() {
            store.use_link(tenant, &link, here.site.outside.now()).await?;
        }
        return Ok(account);
    }
    let Some(account) = open(found(here, (id, provider), told).await?) else { return Ok(None) };
    // Whoever decides or judges has linked their login themselves.
    if second_factor::is_needed(&account, &here.site.laws) {
        return Ok(None);
    }
    let link = linked_now(here, id, claims, account.id);
    let linked = store.link(tenant, &link, None).await?;
    if linked {
        noted::linked(account.id, id, true);
        here.tells(account.id, Affair::LoginLinked).await?;
    }
    Ok(linked.then_some(account))
}

/// The account that a claim means.
async fn found(
    here: &Here,
    (id, provider): (&str, &Provider),
    told: (&Claims, &Access),
) -> Result<Option<Account>, Trouble> {
    let (store, tenant) = (&here.site.store, &here.site.tenant);
    let Some(finds) = &provider.finds else { return Ok(None) };
    let value = match more::claim(here, id, told, &finds.claim).await {
        Ok(Some(value)) => value,
        Ok(None) => return Ok(None),
        Err(why) => {
            unified::told(id, why)?;
            return Ok(None);
        }
    };
    match finds.holds {
        Holds::Login => Ok(store.account_by_login(tenant, &value.trim().to_lowercase()).await?),
        Holds::CreditCode => {
            let Ok(code) = CreditCode::read(&value) else { return Ok(None) };
            let held = unit::of_code(here.site.desk(), &code).await?;
            let unit = unit::find(here.site.desk(), held).await?;
            match unit.and_then(|unit| unit.administrator()) {
                Some(administrator) => Ok(store.account(tenant, administrator).await?),
                None => Ok(None),
            }
        }
    }
}

/// The word of a provider that somebody has signed out there is no longer than this, in bytes.
pub(crate) const LONGEST_WORD: usize = 16 * 1024;

/// Hears from a provider that somebody has signed out there. Whatever is wrong has one answer; whether anybody was
/// signed in here is not told either.
pub(crate) async fn signed_out(
    here: Here,
    Path(id): Path<String>,
    word: Bytes,
) -> Result<StatusCode, Trouble> {
    match out::sign_out(&here, &id, &word).await {
        Ok(ended) => {
            noted::signed_out_elsewhere(&id, ended);
            Ok(StatusCode::OK)
        }
        Err(why) => {
            unified::told(&id, why)?;
            Ok(StatusCode::BAD_REQUEST)
        }
    }
}

/// The form for the second factor.
pub(crate) async fn code_form(here: Here) -> Answer {
    page(&second_step(&here, false).await?)
}

async fn second_step(here: &Here, is_wrong: bool) -> Result<SecondStep, Trouble> {
    let lang = here.lang();
    let mut field = Field::new("code", word(lang, "sign_in.code"), Input::Code)
        .help(word(lang, "unified.code.help"));
    if is_wrong {
        field = field.wrong(word(lang, "step_up.wrong"));
    }
    Ok(SecondStep {
        ui: here.frame().await?,
        errors: ErrorLine::of(std::slice::from_ref(&field)),
        field,
        by_passkey: passkey::is_possible(here),
    })
}

/// Takes the second factor of somebody whom a provider has named.
pub(crate) async fn code(here: Here, sent: Sent) -> Answer {
    let site = &here.site;
    let Some(pending) = unified::take::<Pending>(&here, STEP).await? else { return go(FAILED) };
    let account = site.store.account(&site.tenant, pending.account).await?;
    let Some(account) = account.filter(|account| !account.is_closed()) else { return go(FAILED) };
    if shows(&here, &account, &sent).await? {
        return enters(&here, &account, &pending.provider, (&pending.next, true)).await;
    }
    waits(&here, &pending).await?;
    wrong(&second_step(&here, true).await?)
}

/// Whether what was sent shows the second factor of an account, and there were not too many attempts.
async fn shows(here: &Here, account: &Account, sent: &Sent) -> Result<bool, Trouble> {
    let site = &here.site;
    let may_try = step_up::may_try(site, &account.login).await?;
    let answer = sent.text("passkey");
    let right = if answer.is_empty() {
        may_try && second_factor::proves(site, account, sent.text("code")).await?
    } else {
        let who = passkey::who(here, answer).await?;
        may_try && who.is_some_and(|(owner, _)| owner.id == account.id)
    };
    if right {
        step_up::forgive(site, &account.login).await?;
    } else {
        let why = if may_try { Failed::Factor } else { Failed::Locked };
        noted::not_signed_in(Some(account.id), why);
        here.visit.noticed(why.odd(Some(account.id)));
    }
    Ok(right)
}
