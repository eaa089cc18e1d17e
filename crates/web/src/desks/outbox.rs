//! The outbox: what the program is about to tell people, looked at by an officer before it goes out, and what became of it.
//!
//! An officer sees what concerns cases of laws under which they run the procedure. Who reviews is not said here, whatever
//! else an officer may know.

use guohe_cases::message::{
    Delivery, Message, Messages, Outcome, Settled, Standing, State, Way, rules::Rules,
};
use guohe_cases::ports::Account;
use guohe_rules::syntax::ActorKind;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    access::OFFICERS,
    desks::answer::{Answer, Asked, go, page, wrong},
    format,
    lang::Lang,
    message,
    pages::{
        message::{DeliveryRow, OutboxOnePage, OutboxPage, OutboxRow, Preview, SurePage, TryRow},
        officer::Tab,
    },
    parts::{ErrorLine, Field, Input},
    policy::{Class, Object, Relation, Rule},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::case,
    visit::Here,
    words::{fill, word},
};

/// Where it is.
const PAGE: &str = "/desk/outbox";
/// So many messages of a state are looked through.
const MOST: u32 = 500;
/// No note is longer.
const LONGEST: usize = 300;

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

/// Whether the case of a message is before an officer.
async fn may_see(here: &Here, message: &Message) -> Result<bool, Trouble> {
    let Some(law) = here.site.laws.of_row(&message.matter.pack) else { return Ok(false) };
    let case = here.site.desk().case(message.matter.case).await?;
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

/// The outbox.
pub(crate) async fn outbox(here: Here, asked: Asked) -> Answer {
    let view = View::of(asked.get("view").map(String::as_str).unwrap_or_default());
    page(&outbox_page(&here, view, None).await?)
}

async fn outbox_page(here: &Here, view: View, fault: Option<&str>) -> Result<OutboxPage, Trouble> {
    let lang = here.lang();
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
    let fault = fault
        .map(|key| ErrorLine { field: "message".to_owned(), text: word(lang, key).into_owned() });
    Ok(OutboxPage {
        ui: here.frame().await?,
        tabs,
        errors: fault.into_iter().collect(),
        waiting: view == View::In(State::Draft),
        rows,
    })
}

/// For whom a message is, as an officer is told.
async fn reader(here: &Here, message: &Message) -> Result<String, Trouble> {
    if message.matter.reader == ActorKind::Expert {
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
    let file = here.dossier(message.matter.case).await?;
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
    let until = message.matter.until().map(|until| message::until(lang, until));
    Ok(OutboxRow {
        id: message.id.to_string(),
        href: format!("{PAGE}/{}", message.id),
        title: message::title(lang, &message.matter),
        details: until.unwrap_or_default(),
        to: reader(here, message).await?,
        case: case::named(lang, file.case.title()),
        number: case::number(message.matter.case),
        made: format::instant(message.made_at),
        settled,
    })
}

/// Releases the messages that were chosen: first they are shown with those whom they reach, then they go.
pub(crate) async fn release(here: Here, sent: Sent) -> Answer {
    let Some(messages) = &here.site.messages else { return Err(Trouble::NotFound) };
    let mut chosen = Vec::new();
    for id in sent.all("message") {
        let message = one(&here, &**messages, id).await?;
        if chosen.iter().all(|other: &Message| other.id != message.id) {
            chosen.push(message);
        }
    }
    if chosen.is_empty() {
        let view = View::In(State::Draft);
        return wrong(&outbox_page(&here, view, Some("outbox.release.nothing")).await?);
    }
    if sent.text("sure") != "yes" {
        let mut rows = Vec::new();
        for message in &chosen {
            rows.push(row(&here, message).await?);
        }
        let crumbs = crumbs(here.lang());
        return page(&SurePage { ui: here.frame().await?, crumbs, rows });
    }
    let now = here.moment(&sent).now;
    let mut done = 0;
    for message in &chosen {
        let settled = released(&here, &**messages, (message, now), None).await?;
        done += usize::from(messages.settle(&here.site.tenant, message.id, &settled).await?);
    }
    let mut next = outbox_page(&here, View::In(State::Draft), None).await?;
    let lang = here.lang();
    next.ui.flash = Some(match chosen.len() - done {
        0 => fill(lang, "outbox.done", &[&done]),
        less => fill(lang, "outbox.done.less", &[&done, &less]),
    });
    page(&next)
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
    let law = here.site.laws.of_row(&message.matter.pack);
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

/// A message that the officer may see.
async fn one(here: &Here, messages: &dyn Messages, id: &str) -> Result<Message, Trouble> {
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
    let mut settled = released(&here, &**messages, (&message, now), Some(note.to_owned())).await?;
    if hold {
        let (state, reasons) = (State::Held, reasons.to_owned());
        settled = Settled { state, reasons, outgoing: Vec::new(), ..settled };
    }
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
    let open = [State::Draft, State::Held].contains(&message.state);
    let (note, reasons) = typed.unwrap_or((&message.note, &message.reasons));
    let field = |name: &str, key: &str, value: &str, fault: Option<&str>| {
        let input = Input::Long { value: value.to_owned(), limit: Some(LONGEST) };
        let field = Field::new(name, word(lang, key), input).optional();
        match fault {
            Some(fault) => field.wrong(fill(lang, fault, &[&LONGEST])),
            None => field,
        }
    };
    let [of_note, of_reasons] = faults;
    let note_field = field("note", "outbox.note", note, of_note)
        .help(word(lang, "outbox.note.help").into_owned());
    let fields = [note_field, field("reasons", "outbox.hold.reasons", reasons, of_reasons)];
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
        open: open.then(|| fields.into()),
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
