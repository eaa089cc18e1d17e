//! The outbox: what the program is about to tell people, looked at by an officer before it goes out, and what became of it.
//!
//! An officer sees what concerns cases of laws under which they run the procedure. Who reviews is not said here, whatever
//! else an officer may know.

mod several;

use std::collections::BTreeMap;

use axum::extract::Query;
use guohe_cases::message::{
    Delivery, Message, Messages, Outcome, Settled, Standing, State, Way, rules::Rules,
};
use guohe_cases::ports::Account;
use guohe_rules::syntax::ActorKind;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    access::OFFICERS,
    desks::{
        answer::{Answer, Asked, go, page, wrong},
        lists,
    },
    format,
    lang::Lang,
    message,
    pages::{
        message::{DeliveryRow, OutboxOnePage, OutboxPage, OutboxRow, Preview, TryRow},
        officer::Tab,
    },
    parts::{ErrorLine, Field, Input},
    policy::{Class, Object, Relation, Rule},
    sent::Sent,
    sheets::list::wanted,
    trouble::Trouble,
    ui::Crumb,
    views::case,
    visit::Here,
    words::{fill, word},
};

pub(crate) use several::{act, faulty, settle_one};

/// Where it is.
const PAGE: &str = "/desk/outbox";
/// So many messages of a state are looked through.
const MOST: u32 = 500;
/// No note is longer.
pub(crate) const LONGEST: usize = 300;

/// A part of the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    In(State),
    Failed,
}

impl View {
    const ALL: [Self; 4] =
        [Self::In(State::Draft), Self::In(State::Held), Self::In(State::Released), Self::Failed];

    fn word(self) -> &'static str {
        match self {
            Self::In(state) => state.word(),
            Self::Failed => "failed",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::In(state) => of_state(state),
            Self::Failed => "outbox.failed",
        }
    }

    fn of_address(asked: &BTreeMap<String, String>) -> Self {
        Self::of(asked.get("view").map(String::as_str).unwrap_or_default())
    }

    fn of(asked: &str) -> Self {
        let found = Self::ALL.into_iter().find(|view| view.word() == asked);
        found.unwrap_or(Self::In(State::Draft))
    }
}

fn of_state(state: State) -> &'static str {
    match state {
        State::Draft => "outbox.draft",
        State::Held => "outbox.held",
        State::Released => "outbox.released",
        State::Overtaken => "outbox.overtaken",
    }
}

/// How an officer must stand to the case of a message: a draft belongs to its applicant alone, and so does what is told of it.
const BEFORE: Rule = Rule::new(OFFICERS, Relation::Before, Class::Confidential);

/// Whether the case of a message is before an officer. What is told of accounts is nobody's but their owners'.
async fn may_see(here: &Here, message: &Message) -> Result<bool, Trouble> {
    let Some(of) = message.matter.of_case() else { return Ok(false) };
    let Some(law) = here.site.laws.of_row(&of.pack) else { return Ok(false) };
    let case = here.site.desk().case(of.case).await?;
    let person = here.person();
    Ok(here.site.policy.stands(&BEFORE, Some(&person), Object::Case(law, &case)))
}

async fn found(here: &Here, view: View) -> Result<Vec<Message>, Trouble> {
    let (Some(messages), tenant) = (&here.site.messages, &here.site.tenant) else {
        return Ok(Vec::new());
    };
    let found = match view {
        View::In(state) => messages.outbox(tenant, state, MOST).await?,
        View::Failed => messages.failed(tenant, MOST).await?,
    };
    let mut seen = Vec::new();
    for message in found {
        if may_see(here, &message).await? {
            seen.push(message);
        }
    }
    Ok(seen)
}

/// The messages in a part of the outbox, by its word in addresses, as far as an officer may see them.
pub(crate) async fn outgoing(here: &Here, part: &str) -> Result<Vec<Message>, Trouble> {
    found(here, View::of(part)).await
}

/// The outbox.
pub(crate) async fn outbox(here: Here, Query(asked): Asked) -> Answer {
    if wanted(&asked) {
        let mut rows = Vec::new();
        for message in found(&here, View::of_address(&asked)).await? {
            rows.push(row(&here, &message).await?);
        }
        let list = lists::outbox();
        let (rows, _) = list.look(&here, &asked, rows).await?;
        return list.workbook(&here, &rows).await;
    }
    let shown = outbox_page(&here, &asked, None).await?;
    shown.search.answer(&shown)
}

async fn outbox_page(
    here: &Here,
    asked: &BTreeMap<String, String>,
    fault: Option<&str>,
) -> Result<OutboxPage, Trouble> {
    let (lang, view) = (here.lang(), View::of_address(asked));
    let (mut tabs, mut rows) = (Vec::new(), Vec::new());
    for one in View::ALL {
        let messages = found(here, one).await?;
        tabs.push(Tab {
            label: word(lang, one.key()).into_owned(),
            href: format!("{PAGE}?view={}", one.word()),
            count: messages.len(),
            current: one == view,
        });
        if one == view {
            for message in &messages {
                rows.push(row(here, message).await?);
            }
        }
    }
    let (rows, search) = lists::outbox().look(here, asked, rows).await?;
    let fault = fault
        .map(|key| ErrorLine { field: "message".to_owned(), text: word(lang, key).into_owned() });
    Ok(OutboxPage {
        ui: here.frame().await?,
        tabs,
        search,
        errors: fault.into_iter().collect(),
        view: view.word(),
        can_release: [View::In(State::Draft), View::In(State::Held)].contains(&view),
        can_hold: view == View::In(State::Draft),
        rows,
    })
}

/// For whom a message is, as an officer is told.
async fn reader(here: &Here, message: &Message) -> Result<String, Trouble> {
    if message.matter.of_case().is_some_and(|of| of.reader == ActorKind::Expert) {
        return Ok(word(here.lang(), "outbox.to.expert").into_owned());
    }
    name(here, message.account).await
}

async fn name(here: &Here, account: Uuid) -> Result<String, Trouble> {
    let account = here.site.store.account(&here.site.tenant, account).await?;
    Ok(account.map(|account: Account| account.name).unwrap_or_default())
}

async fn row(here: &Here, message: &Message) -> Result<OutboxRow, Trouble> {
    let lang = here.lang();
    let of = message.matter.of_case().ok_or(Trouble::NotFound)?;
    let file = here.dossier(of.case).await?;
    let settled = match message.settled {
        None => String::new(),
        Some((at, None)) => {
            let rule = word(lang, "outbox.settled.rule");
            fill(lang, "outbox.settled", &[&format::instant(at), &rule])
        }
        Some((at, Some(by))) => {
            fill(lang, "outbox.settled", &[&format::instant(at), &name(here, by).await?])
        }
    };
    let until = of.until().map(|until| message::until(lang, until));
    Ok(OutboxRow {
        id: message.id.to_string(),
        href: format!("{PAGE}/{}", message.id),
        title: message::title(lang, &message.matter),
        details: until.unwrap_or_default(),
        to: reader(here, message).await?,
        case: case::named(lang, file.case.title()),
        number: case::number(of.case),
        made: format::instant(message.made_at),
        settled,
    })
}

fn crumbs(lang: Lang) -> Vec<Crumb> {
    vec![Crumb::new(word(lang, "outbox.title"), PAGE)]
}

/// What releasing a message brings with it.
async fn released(
    here: &Here,
    messages: &dyn Messages,
    (message, now): (&Message, Timestamp),
    note: Option<String>,
) -> Result<Settled, Trouble> {
    let of = message.matter.of_case();
    let law = of.and_then(|of| here.site.laws.of_row(&of.pack));
    let rules = law.and_then(|law| law.messages.as_ref()).unwrap_or_else(|| Rules::of_product());
    let choice = messages.choice(&here.site.tenant, message.account).await?;
    Ok(Settled {
        state: State::Released,
        reasons: String::new(),
        note,
        by: here.person().account,
        at: now,
        outgoing: choice.deliveries(message.urgent, now, rules.gathering(now)),
    })
}

/// What becomes of a message that is released or, where reasons are given, held back.
async fn settled(
    here: &Here,
    messages: &dyn Messages,
    of: (&Message, Timestamp),
    (note, hold): (Option<String>, Option<&str>),
) -> Result<Settled, Trouble> {
    let settled = released(here, messages, of, note).await?;
    Ok(match hold {
        None => settled,
        Some(reasons) => Settled {
            state: State::Held,
            reasons: reasons.to_owned(),
            outgoing: Vec::new(),
            ..settled
        },
    })
}

/// Whether a message can still be released or held back.
fn is_open(message: &Message) -> bool {
    [State::Draft, State::Held].contains(&message.state)
}

/// A question that is answered at length, with what is wrong with the answer.
fn long(lang: Lang, name: &str, (key, value): (&str, &str), fault: Option<&str>) -> Field {
    let input = Input::Long { value: value.to_owned(), limit: Some(LONGEST) };
    let field = Field::new(name, word(lang, key), input).optional();
    match fault {
        Some(fault) => field.wrong(fill(lang, fault, &[&LONGEST])),
        None => field,
    }
}

/// A message that the officer may see.
pub(crate) async fn one(
    here: &Here,
    messages: &dyn Messages,
    id: &str,
) -> Result<Message, Trouble> {
    let id = id.parse::<Uuid>().map_err(|_no_id| Trouble::NotFound)?;
    let found = messages.message(&here.site.tenant, id).await?.ok_or(Trouble::NotFound)?;
    if may_see(here, &found).await? { Ok(found) } else { Err(Trouble::NotFound) }
}

/// One message.
pub(crate) async fn look(
    axum::extract::Path(id): axum::extract::Path<String>,
    here: Here,
) -> Answer {
    let Some(messages) = &here.site.messages else { return Err(Trouble::NotFound) };
    let message = one(&here, &**messages, &id).await?;
    page(&one_page(&here, &**messages, (&message, None), [None; 2]).await?)
}

/// Releases one message, or holds it back; with a note.
pub(crate) async fn settle(
    axum::extract::Path(id): axum::extract::Path<String>,
    here: Here,
    sent: Sent,
) -> Answer {
    let Some(messages) = &here.site.messages else { return Err(Trouble::NotFound) };
    let message = one(&here, &**messages, &id).await?;
    let (note, reasons) = (sent.text("note").trim(), sent.text("reasons").trim());
    let hold = sent.text("do") == "hold";
    let [of_note, of_reasons] =
        [note, reasons].map(|text| (text.chars().count() > LONGEST).then_some("outbox.note.long"));
    let missing = (hold && reasons.is_empty()).then_some("outbox.hold.missing");
    let faults = [of_note, of_reasons.or(missing)];
    if faults.iter().any(Option::is_some) {
        let typed = Some((note, reasons));
        return wrong(&one_page(&here, &**messages, (&message, typed), faults).await?);
    }
    let now = here.moment(&sent).now;
    let settled = settled(
        &here,
        &**messages,
        (&message, now),
        (Some(note.to_owned()), hold.then_some(reasons)),
    )
    .await?;
    // Whoever comes second finds what the first has done.
    messages.settle(&here.site.tenant, message.id, &settled).await?;
    go(&format!("{PAGE}/{}", message.id))
}

async fn one_page(
    here: &Here,
    messages: &dyn Messages,
    (message, typed): (&Message, Option<(&str, &str)>),
    faults: [Option<&str>; 2],
) -> Result<OutboxOnePage, Trouble> {
    let lang = here.lang();
    let (note, reasons) = typed.unwrap_or((&message.note, &message.reasons));
    let [of_note, of_reasons] = faults;
    let note_field = long(lang, "note", ("outbox.note", note), of_note)
        .help(word(lang, "outbox.note.help").into_owned());
    let fields = [note_field, long(lang, "reasons", ("outbox.hold.reasons", reasons), of_reasons)];
    let deliveries = messages.deliveries(&here.site.tenant, message.id).await?;
    let errors = ErrorLine::of(&fields);
    Ok(OutboxOnePage {
        ui: here.frame().await?,
        crumbs: crumbs(lang),
        errors,
        row: row(here, message).await?,
        state: word(lang, of_state(message.state)).into_owned(),
        reasons: message.reasons.clone(),
        note: message.note.clone(),
        previews: Lang::ALL.map(|lang| preview(here, lang, message)).into(),
        open: is_open(message).then(|| fields.into()),
        deliveries: deliveries.into_iter().map(|one| delivery(lang, one)).collect(),
    })
}

fn preview(here: &Here, lang: Lang, message: &Message) -> Preview {
    let origin = here.origin();
    let authority = here.site.authority();
    let letter =
        message::letter(lang, std::slice::from_ref(message), (&authority, origin.as_deref()));
    let inside =
        [vec![message::title(lang, &message.matter)], message::details(lang, &message.matter)];
    Preview {
        lang: lang.tag(),
        name: lang.own_name(),
        inside: inside.concat().join(" · "),
        subject: letter.subject,
        text: letter.text,
    }
}

fn delivery(lang: Lang, delivery: Delivery) -> DeliveryRow {
    let say = |key| word(lang, key).into_owned();
    let way = match delivery.way {
        Way::Mail => "outbox.way.mail",
        Way::Sms => "outbox.way.sms",
    };
    let (state, tone) = match delivery.standing {
        Standing::Waiting => ("outbox.standing.waiting", "open"),
        Standing::Sent => ("outbox.standing.sent", "good"),
        Standing::Failed => ("outbox.standing.failed", "bad"),
        Standing::Dropped => ("outbox.standing.dropped", "na"),
    };
    let tries = delivery.tries.into_iter().map(|one| TryRow {
        at: format::instant(one.at),
        outcome: say(match one.outcome {
            Outcome::Begun => "outbox.outcome.begun",
            Outcome::Sent => "outbox.outcome.sent",
            Outcome::Deferred => "outbox.outcome.deferred",
            Outcome::Refused => "outbox.outcome.refused",
        }),
        said: one.said,
    });
    DeliveryRow {
        way: say(way),
        state: say(state),
        tone,
        next: (delivery.standing == Standing::Waiting).then(|| format::instant(delivery.next_at)),
        gathered: delivery.gathered,
        tries: tries.collect(),
    }
}
