//! The messages of whoever is signed in, and the calendar of their terms.

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::IntoResponse as _,
};
use guohe_cases::message::{Message, Messages, agenda};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    format, message,
    pages::message::{MessageRow, MessagesPage},
    sent::Sent,
    sheets::list::wanted,
    site::Site,
    trouble::Trouble,
    views::calendar,
    visit::Here,
};

use super::{
    answer::{Answer, Asked, go},
    lists,
};

/// So many are shown; older ones lie in the cases themselves.
const MOST: u32 = 200;

/// The messages.
pub(crate) async fn messages(here: Here, Query(asked): Asked) -> Answer {
    let (lang, account) = (here.lang(), here.signed_in()?.account.id);
    let found = match &here.site.messages {
        Some(messages) => messages.messages_of(&here.site.tenant, account, MOST).await?,
        None => Vec::new(),
    };
    let row = |one: Message| MessageRow {
        id: one.id.to_string(),
        title: message::title(lang, &one.matter),
        details: message::details(lang, &one.matter),
        otherwise: message::otherwise(lang, &one.matter).unwrap_or_default(),
        at: format::instant(one.settled.map_or(one.made_at, |(at, _)| at)),
        unread: one.read_at.is_none(),
        note: one.note,
    };
    let list = lists::messages(lang);
    let (rows, search) = list.look(&here, &asked, found.into_iter().map(row).collect()).await?;
    if wanted(&asked) {
        return list.workbook(&here, &rows).await;
    }
    let ui = here.frame().await?;
    let shown = MessagesPage { unread: ui.unread, rows, search, ui };
    shown.search.answer(&shown)
}

/// Opens a message, or says that it was read or not.
pub(crate) async fn mark(here: Here, sent: Sent) -> Answer {
    let (site, account) = (&here.site, here.signed_in()?.account.id);
    let Some(messages) = &site.messages else { return Err(Trouble::NotFound) };
    let now = here.moment(&sent).now;
    if sent.text("do") == "all" {
        messages.mark_read(&site.tenant, account, None, Some(now)).await?;
        return go("/messages");
    }
    let one = own(&here, &**messages, (account, sent.text("message"))).await?;
    let read_at = (sent.text("do") != "unread").then_some(now);
    messages.mark_read(&site.tenant, account, Some(one.id), read_at).await?;
    if sent.text("do") == "open" { go(&message::leads_to(&one.matter)) } else { go("/messages") }
}

/// A released message of an account; nobody else's exists.
async fn own(
    here: &Here,
    messages: &dyn Messages,
    (account, id): (Uuid, &str),
) -> Result<Message, Trouble> {
    let id = id.parse::<Uuid>().map_err(|_no_id| Trouble::NotFound)?;
    let found = messages.message(&here.site.tenant, id).await?;
    let released = guohe_cases::message::State::Released;
    let mine = found.filter(|one| one.account == account && one.state == released);
    mine.ok_or(Trouble::NotFound)
}

/// The terms that run for whoever holds the word of an address, as a calendar. A word that was taken back, and one that never
/// was, are answered alike.
pub(crate) async fn calendar(
    State(site): State<Arc<Site>>,
    Path(file): Path<String>,
    here: Here,
) -> Answer {
    let word = file.strip_suffix(".ics").ok_or(Trouble::NotFound)?;
    let Some(messages) = &site.messages else { return Err(Trouble::NotFound) };
    let digest: [u8; 32] = Sha256::digest(word.as_bytes()).into();
    let owner = messages.calendar_of(&site.tenant, &digest).await?.ok_or(Trouble::NotFound)?;
    let account = site.store.account(&site.tenant, owner).await?;
    let open = account.filter(|account| !account.is_closed() && !account.is_erased());
    let account = open.ok_or(Trouble::NotFound)?;
    let deadlines = agenda::of(site.desk(), &account).await?;
    let choice = messages.choice(&site.tenant, owner).await?;
    let origin = here.origin();
    let made = (site.outside.now(), origin.as_deref());
    let text = calendar::feed(&choice, &deadlines, made);
    let kind = (header::CONTENT_TYPE, "text/calendar; charset=utf-8");
    Ok(([kind, (header::CACHE_CONTROL, "no-store")], text).into_response())
}
