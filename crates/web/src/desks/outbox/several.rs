//! Releasing several messages at once, or holding them back: first what would be done with each, then what became of each.

use std::collections::BTreeMap;

use guohe_cases::message::{Message, Messages, State};
use jiff::Timestamp;

use crate::{
    desks::{
        answer::{Answer, page, wrong},
        lists,
    },
    pages::{
        bulk::{BulkDone, BulkDonePage, BulkPage, BulkRow},
        message::OutboxRow,
    },
    parts::ErrorLine,
    sent::Sent,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::{
    LONGEST, PAGE, View, crumbs, found, is_open, long, of_state, one, outbox_page, row, settled,
};

/// What can be done with several messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Release,
    Hold,
}

impl Act {
    fn of(sent: &Sent) -> Self {
        if sent.text("do") == "hold" { Self::Hold } else { Self::Release }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Hold => "hold",
        }
    }

    fn state(self) -> State {
        match self {
            Self::Release => State::Released,
            Self::Hold => State::Held,
        }
    }

    /// The keys: the question, what it brings with it, the button, what was done, and what was done of less.
    fn keys(self) -> [&'static str; 5] {
        match self {
            Self::Release => [
                "outbox.sure",
                "outbox.sure.text",
                "outbox.sure.go",
                "outbox.done",
                "outbox.done.less",
            ],
            Self::Hold => [
                "outbox.hold.sure",
                "outbox.hold.sure.text",
                "outbox.hold.sure.go",
                "outbox.hold.done",
                "outbox.hold.done.less",
            ],
        }
    }
}

/// Shows what would be done with the messages that were chosen, and does it once that is confirmed.
pub(crate) async fn act(here: Here, sent: Sent) -> Answer {
    let Some(messages) = &here.site.messages else { return Err(Trouble::NotFound) };
    let (act, chosen) = (Act::of(&sent), chosen(&here, &**messages, &sent).await?);
    if chosen.is_empty() {
        let asked = BTreeMap::from([("view".to_owned(), sent.text("view").to_owned())]);
        return wrong(&outbox_page(&here, &asked, Some("outbox.release.nothing")).await?);
    }
    let reasons = sent.text("reasons").trim();
    let confirmed = sent.text("sure") == "yes";
    let fault = (confirmed && act == Act::Hold).then(|| faulty(reasons)).flatten();
    if !confirmed || fault.is_some() {
        let asks = asking(&here, (act, reasons, fault), &chosen).await?;
        return if fault.is_some() { wrong(&asks) } else { page(&asks) };
    }
    let now = here.moment(&sent).now;
    let mut rows = Vec::new();
    for message in &chosen {
        rows.push(done(&here, &**messages, (act, reasons), (message, now)).await?);
    }
    page(&report(&here, act, rows).await?)
}

/// What is wrong with the reasons for holding back.
pub(crate) fn faulty(reasons: &str) -> Option<&'static str> {
    let long = (reasons.chars().count() > LONGEST).then_some("outbox.note.long");
    long.or(reasons.is_empty().then_some("outbox.hold.missing"))
}

/// The messages that were chosen: one by one, or all that the query of the list finds.
async fn chosen(
    here: &Here,
    messages: &dyn Messages,
    sent: &Sent,
) -> Result<Vec<Message>, Trouble> {
    let mut chosen: Vec<Message> = Vec::new();
    if sent.text("all") == "yes" {
        let all = found(here, View::of(sent.text("view"))).await?;
        let asked = BTreeMap::from([("q".to_owned(), sent.text("q").to_owned())]);
        let mut rows = Vec::new();
        for message in &all {
            rows.push(row(here, message).await?);
        }
        let (rows, _) = lists::outbox().look(here, &asked, rows).await?;
        let finds = |message: &Message| rows.iter().any(|row| row.id == message.id.to_string());
        chosen.extend(all.into_iter().filter(finds));
        return Ok(chosen);
    }
    for id in sent.all("message") {
        let message = one(here, messages, id).await?;
        if chosen.iter().all(|other| other.id != message.id) {
            chosen.push(message);
        }
    }
    Ok(chosen)
}

async fn asking(
    here: &Here,
    (act, reasons, fault): (Act, &str, Option<&str>),
    chosen: &[Message],
) -> Result<BulkPage, Trouble> {
    let (lang, [title, lead, go, ..]) = (here.lang(), act.keys());
    let mut rows = Vec::new();
    for message in chosen {
        let why_not = (!is_open(message)).then(|| word(lang, of_state(message.state)).into_owned());
        rows.push(line(row(here, message).await?, why_not));
    }
    let fields = match act {
        Act::Release => Vec::new(),
        Act::Hold => vec![long(lang, "reasons", ("outbox.hold.reasons", reasons), fault)],
    };
    let possible = rows.iter().filter(|row| row.why_not.is_none()).count();
    Ok(BulkPage {
        ui: here.frame().await?,
        crumbs: crumbs(lang),
        errors: ErrorLine::of(&fields),
        title: fill(lang, title, &[&possible]),
        lead: word(lang, lead).into_owned(),
        action: PAGE,
        field: "message",
        act: act.word(),
        rows,
        fields,
        go: word(lang, go).into_owned(),
    })
}

fn line(row: OutboxRow, why_not: Option<String>) -> BulkRow {
    let below = [row.details, row.to, format!("{} {}", row.case, row.number)];
    BulkRow {
        // Ids begin with the time and end by chance.
        short: row.id.chars().skip(row.id.len().saturating_sub(8)).collect(),
        id: row.id,
        href: row.href,
        name: row.title,
        below: below.into_iter().filter(|text| !text.is_empty()).collect(),
        why_not,
    }
}

/// Releases a message or, where reasons are given, holds it back. Gives it as it is then, and whether this has done it:
/// whoever was first has settled it.
pub(crate) async fn settle_one(
    here: &Here,
    messages: &dyn Messages,
    (message, now): (&Message, Timestamp),
    (note, hold): (Option<String>, Option<&str>),
) -> Result<(Message, bool), Trouble> {
    let settled = settled(here, messages, (message, now), (note, hold)).await?;
    let same = hold.is_some_and(|why| message.state == State::Held && message.reasons == why);
    let is_new = is_open(message)
        && !same
        && messages.settle(&here.site.tenant, message.id, &settled).await?;
    Ok((one(here, messages, &message.id.to_string()).await?, is_new))
}

/// Does it with one message, and says what became of it.
async fn done(
    here: &Here,
    messages: &dyn Messages,
    (act, reasons): (Act, &str),
    (message, now): (&Message, Timestamp),
) -> Result<BulkDone, Trouble> {
    let lang = here.lang();
    let hold = (act == Act::Hold).then_some(reasons);
    let (after, is_new) = settle_one(here, messages, (message, now), (None, hold)).await?;
    // A form that is sent twice finds its own work.
    let own = after.settled.is_some_and(|(_, by)| by == Some(here.person().account));
    let done = is_new || own && after.state == act.state();
    let says = if is_new { None } else { Some(word(lang, of_state(after.state))) };
    let row = line(row(here, &after).await?, None);
    Ok(BulkDone { row, done, says: says.unwrap_or_default().into_owned() })
}

async fn report(here: &Here, act: Act, rows: Vec<BulkDone>) -> Result<BulkDonePage, Trouble> {
    let (lang, [.., all, less]) = (here.lang(), act.keys());
    let count = rows.iter().filter(|row| row.done).count();
    let title = match rows.len() - count {
        0 => fill(lang, all, &[&count]),
        rest => fill(lang, less, &[&count, &rest]),
    };
    let lead = match act {
        Act::Release => String::new(),
        Act::Hold => word(lang, "outbox.hold.undo").into_owned(),
    };
    let back = match act {
        Act::Release => PAGE.to_owned(),
        Act::Hold => format!("{PAGE}?view={}", State::Held.word()),
    };
    Ok(BulkDonePage { ui: here.frame().await?, crumbs: crumbs(lang), title, lead, rows, back })
}
