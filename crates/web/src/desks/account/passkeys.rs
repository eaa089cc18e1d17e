//! The passkeys of an account: adding, naming and removing them.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use guohe_cases::{attachment::hexadecimal, message::owner::Affair, passkey::Passkey};
use serde_json::Value;

use crate::{
    format, noted,
    pages::account::{PasskeyLine, PasskeysPage},
    parts::{ErrorLine, Field, Input},
    passkey, second_factor,
    sent::Sent,
    session,
    trouble::Trouble,
    visit::Here,
    words::word,
};

use super::super::answer::{Answer, go, page, wrong};

/// The longest name, in signs.
const LONGEST_NAME: usize = 40;

/// The passkeys that there are, and the form for one more.
pub(crate) async fn form(here: Here) -> Answer {
    page(&passkeys_page(&here, None).await?)
}

async fn passkeys_page(here: &Here, fault: Option<&str>) -> Result<PasskeysPage, Trouble> {
    let (lang, signed_in, site) = (here.lang(), here.signed_in()?, &here.site);
    let known = site.store.passkeys(&site.tenant, signed_in.account.id).await?;
    let mut field =
        Field::new("name", word(lang, "passkeys.name"), Input::Text { value: String::new() })
            .help(word(lang, "passkeys.name.help"));
    if let Some(fault) = fault {
        field = field.wrong(word(lang, fault));
    }
    let line = |one: Passkey| PasskeyLine {
        id: hexadecimal(&one.id),
        name: one.name,
        since: format::instant(one.since),
        used: format::instant(one.used_at),
        alone: one.alone,
        doubted: one.doubted,
    };
    Ok(PasskeysPage {
        ui: here.frame().await?,
        errors: ErrorLine::of(std::slice::from_ref(&field)),
        field,
        owed: signed_in.owes_factor,
        possible: passkey::is_possible(here),
        full: known.len() >= passkey::MOST,
        passkeys: known.into_iter().map(line).collect(),
    })
}

/// What the script asks the browser, as JSON.
pub(crate) async fn ask(here: Here, sent: Sent) -> Answer {
    let signed_in = here.signed_in()?;
    let asked = match sent.text("purpose") {
        "new" => passkey::ask_new(&here, signed_in).await?,
        "prove" => passkey::ask_proof(&here, signed_in).await?,
        _ => None,
    };
    Ok(told(asked))
}

/// What to ask, or that nothing can be asked.
pub(in super::super) fn told(asked: Option<Value>) -> Response {
    asked.map_or_else(|| StatusCode::CONFLICT.into_response(), |asked| Json(asked).into_response())
}

fn name(sent: &Sent) -> Option<&str> {
    let name = sent.text("name").trim();
    (1..=LONGEST_NAME).contains(&name.chars().count()).then_some(name)
}

/// Puts a passkey into use.
pub(crate) async fn add(here: Here, sent: Sent) -> Answer {
    let (site, signed_in) = (&here.site, here.signed_in()?);
    let Some(name) = name(&sent) else {
        return wrong(&passkeys_page(&here, Some("passkeys.name.wrong")).await?);
    };
    let Some(made) = passkey::made(&here, signed_in, sent.text("passkey")).await? else {
        return wrong(&passkeys_page(&here, Some("passkeys.failed")).await?);
    };
    let alone = sent.text("alone") == "yes";
    let made = Passkey { name: name.to_owned(), alone, ..made };
    let but = Some(here.visit.session(signed_in).token);
    if !site.store.add_passkey(&site.tenant, &made, but).await? {
        return wrong(&passkeys_page(&here, Some("passkeys.failed")).await?);
    }
    // The present session goes on under a new token, in whatever way it was renewed before.
    noted::changed(signed_in.account.id, "passkey");
    here.tells(signed_in.account.id, Affair::PasskeyAdded).await?;
    session::renew(&here, signed_in, true).await?;
    go("/account/passkeys")
}

/// Names a passkey anew and says whether it signs in alone, or takes it away.
pub(crate) async fn change(here: Here, sent: Sent) -> Answer {
    let (site, signed_in) = (&here.site, here.signed_in()?);
    let (tenant, account) = (&site.tenant, &signed_in.account);
    let known = site.store.passkeys(tenant, account.id).await?;
    let Some(passkey) = known.into_iter().find(|one| hexadecimal(&one.id) == sent.text("passkey"))
    else {
        return go("/account/passkeys");
    };
    if sent.text("remove") == "yes" {
        let needed = second_factor::is_asked(site, account);
        let but = Some(here.visit.session(signed_in).token);
        if !site.store.remove_passkey(tenant, account.id, &passkey.id, needed, but).await? {
            return wrong(&passkeys_page(&here, Some("passkeys.last")).await?);
        }
        noted::changed(account.id, "passkey");
        here.tells(account.id, Affair::PasskeyRemoved).await?;
        let left = second_factor::has_any(site, account.id).await?;
        session::renew(&here, signed_in, left).await?;
        return go("/account/passkeys");
    }
    let Some(name) = name(&sent) else {
        return wrong(&passkeys_page(&here, Some("passkeys.name.wrong")).await?);
    };
    let alone = sent.text("alone") == "yes";
    site.store.change_passkey(tenant, account.id, &passkey.id, name, alone).await?;
    go("/account/passkeys")
}
