//! One's own account: what it is, its sessions, its password. The second factor is in [`factor`].

pub(super) mod data;
pub(super) mod deputies;
pub(super) mod factor;
pub(super) mod hooks;
pub(super) mod logins;
pub(super) mod passkeys;
pub(super) mod reach;
pub(super) mod tokens;
pub(super) mod views;

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{AppendHeaders, IntoResponse as _, Redirect},
};
use guohe_cases::{message::owner::Affair, ports::Session, unit};
use uuid::Uuid;

use crate::{
    acting, format,
    noted::{self, Failed},
    pages::account::{Form, Overview, SessionLine, SessionsPage},
    parts::{ErrorLine, Field, Input, Link, Pair},
    password::{self, Fault},
    routes::Proof,
    second_factor,
    sent::Sent,
    session::{self, SignedIn},
    step_up,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, go, page, wrong};

impl Here {
    /// Who is signed in.
    pub(crate) fn signed_in(&self) -> Result<&SignedIn, Trouble> {
        self.visit.signed_in.as_ref().ok_or(Trouble::Forbidden)
    }
}

/// What the account is.
pub(crate) async fn overview(here: Here) -> Answer {
    let (lang, signed_in) = (here.lang(), here.signed_in()?);
    let account = &signed_in.account;
    let say = |key| word(lang, key).into_owned();
    let factor = here.site.store.factor(&here.site.tenant, account.id).await?;
    let factor = factor.map_or_else(
        || say("account.factor.none"),
        |factor| fill(lang, "account.factor.since", &[&format::instant(factor.since)]),
    );
    let passkeys = here.site.store.passkeys(&here.site.tenant, account.id).await?;
    let ui = here.frame().await?;
    let role = ui.person.as_ref().map(|person| person.role.clone()).unwrap_or_default();
    page(&Overview {
        facts: vec![
            Pair::new(say("account.login"), account.login.clone()),
            Pair::new(say("account.name"), account.name.clone()),
            Pair::new(say("account.role"), role),
            Pair::new(say("account.factor"), factor),
            Pair::new(say("passkeys.title"), passkeys.len().to_string()),
        ],
        ways: vec![
            Link::new(say("factor.title"), "/account/second-factor"),
            Link::new(say("passkeys.title"), "/account/passkeys"),
            Link::new(say("logins.title"), "/account/logins"),
            Link::new(say("account.password"), "/account/password"),
            Link::new(say("sessions.title"), "/account/sessions"),
            Link::new(say("reach.title"), "/account/messages"),
            Link::new(say("data.title"), "/account/data"),
            Link::new(say("deputies.title"), "/account/deputies"),
            Link::new(say("views.title"), "/account/views"),
            Link::new(say("tokens.title"), "/account/tokens"),
            Link::new(say("hooks.title"), "/account/webhooks"),
        ],
        ui,
    })
}

/// The sessions of the account.
pub(crate) async fn sessions(here: Here) -> Answer {
    let (lang, signed_in) = (here.lang(), here.signed_in()?);
    let found = here.site.store.sessions_of(&here.site.tenant, signed_in.account.id).await?;
    let line = |session: Session| SessionLine {
        id: session.id.to_string(),
        device: if session.device.is_empty() {
            word(lang, "sessions.device.unknown").into_owned()
        } else {
            session.device
        },
        place: session.place,
        opened: format::instant(session.opened_at),
        seen: format::instant(session.seen_at),
        current: session.token == signed_in.session.token,
    };
    let limits = here.site.limits;
    let staff = second_factor::is_staff(&signed_in.account, &here.site.laws);
    let idle = if staff { limits.staff_idle_minutes } else { limits.idle_minutes };
    page(&SessionsPage {
        ui: here.frame().await?,
        sessions: found.into_iter().map(line).collect(),
        ends: fill(lang, "sessions.ends", &[&idle, &limits.longest_hours]),
    })
}

/// Whoever only found a browser open does not turn its owner out: but for the session at hand, which is signing out, ending
/// one asks for a proof.
pub(crate) const OTHERS: Proof = Proof::Where("proof: other sessions", |here, sent| {
    let own = here.visit.signed_in.as_ref().map(|own| here.visit.session(own).id.to_string());
    own.as_deref() != Some(sent.text("session"))
});

/// Ends one of the sessions of the account, or all.
pub(crate) async fn end_session(here: Here, sent: Sent) -> Answer {
    let signed_in = here.signed_in()?;
    let (store, tenant) = (&here.site.store, &here.site.tenant);
    if sent.text("session") == "all" {
        // What somebody else may have made with an open session goes first: it would outlast the sessions.
        store.drop_tokens(tenant, signed_in.account.id).await?;
        store.close_sessions_of(tenant, signed_in.account.id, None).await?;
        return gone(&here, signed_in).await;
    }
    let Ok(id) = sent.text("session").parse::<Uuid>() else { return Err(Trouble::NotFound) };
    let own = store.sessions_of(tenant, signed_in.account.id).await?;
    let Some(ended) = own.into_iter().find(|session| session.id == id) else {
        return go("/account/sessions");
    };
    store.close_session(tenant, &ended.token).await?;
    if ended.token == signed_in.session.token {
        return gone(&here, signed_in).await;
    }
    go("/account/sessions")
}

/// The answer to somebody who has signed out: the browser forgets what it kept.
pub(super) async fn gone(here: &Here, signed_in: &SignedIn) -> Answer {
    let cookie = session::close(&here.site, signed_in).await?;
    noted::signed_out(signed_in.account.id);
    let kept = HeaderValue::from_static("\"cache\", \"storage\"");
    let clear = HeaderName::from_static("clear-site-data");
    // For whom they acted is no business of whoever signs in next.
    let cookies = AppendHeaders(
        [cookie, acting::chosen(&here.site, None)].map(|one| (header::SET_COOKIE, one)),
    );
    Ok((cookies, [(clear, kept)], Redirect::to("/")).into_response())
}

/// The form to change the password.
pub(crate) async fn password_form(here: Here) -> Answer {
    page(&password_page(&here, [None; 3]).await?)
}

/// The form, with what is wrong with the present password, the new one, and its repetition.
async fn password_page(here: &Here, faults: [Option<&str>; 3]) -> Result<Form, Trouble> {
    let lang = here.lang();
    let say = |key: &str| word(lang, key).into_owned();
    let field = |name: &str, key: &str, input, fault: Option<&str>| {
        let field = Field::new(name, say(key), input);
        match fault {
            Some(fault) => field.wrong(say(fault)),
            None => field,
        }
    };
    let [now, new, again] = faults;
    let signed_in = here.signed_in()?;
    let demands = &here.site.demands;
    let lead = match (signed_in.owes_password, signed_in.account.has_first_password()) {
        (true, true) => "password.first",
        (true, false) => "password.expired",
        (false, _) if demands.password_days + demands.password_kinds > 0 => {
            "password.lead.demanded"
        }
        (false, _) => "password.lead",
    };
    let fields = vec![
        field("now", "password.now", Input::Password, now),
        field("new", "password.new", Input::NewPassword, new),
        field("again", "password.again", Input::NewPassword, again),
    ];
    Ok(Form {
        ui: here.frame().await?,
        title: say("account.password"),
        lead: say(lead),
        errors: ErrorLine::of(&fields),
        fields,
        action: "/account/password".to_owned(),
        carried: Vec::new(),
        by_passkey: false,
        submit: say("password.submit"),
    })
}

/// Changes the password, and ends all other sessions.
pub(crate) async fn change_password(here: Here, sent: Sent) -> Answer {
    let (site, signed_in) = (&here.site, here.signed_in()?);
    let account = &signed_in.account;
    let new = sent.text("new");
    let unit = match account.organisation {
        Some(organisation) => unit::find(site.desk(), organisation).await?,
        None => None,
    };
    let names = unit.map(|unit| [unit.statement.name_zh, unit.statement.name_en]);
    let [zh, en] = names.unwrap_or_default();
    let same = (signed_in.owes_password && new == sent.text("now")).then_some("password.same");
    let names = [account.login.as_str(), &account.name, &zh, &en];
    let fault = password::fault_under(&site.demands, new, &names).map(Fault::key);
    let fault = fault.or(same);
    let differ = (fault.is_none() && new != sent.text("again")).then_some("password.differ");
    if fault.is_some() || differ.is_some() {
        return wrong(&password_page(&here, [None, fault, differ]).await?);
    }
    let locked = !step_up::may_try(site, &account.login).await?;
    let kept = Some(account.hash().to_owned());
    if !password::is_right(site, sent.text("now").to_owned(), kept).await || locked {
        let why = if locked { Failed::Locked } else { Failed::Password };
        noted::proved(account.id, Some(why));
        here.visit.noticed(why.odd(Some(account.id)));
        return wrong(&password_page(&here, [Some("password.wrong"), None, None]).await?);
    }
    step_up::forgive(site, &account.login).await?;
    let hash = password::hashed(site, new.to_owned()).await.map_err(Trouble::broken)?;
    let but = Some(here.visit.session(signed_in).token);
    let chosen = (hash.as_str(), site.outside.now());
    site.store.set_password(&site.tenant, account.id, chosen, but).await?;
    noted::changed(account.id, "password");
    here.tells(account.id, Affair::Password).await?;
    session::renew(&here, signed_in, signed_in.session.two_factors).await?;
    if signed_in.owes_password {
        return go("/home");
    }
    let mut page_now = password_page(&here, [None; 3]).await?;
    page_now.ui.flash = Some(word(here.lang(), "password.done").into_owned());
    page(&page_now)
}
