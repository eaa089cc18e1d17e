//! Opening a case as the authority: nobody applies, and no call is open for it.
//!
//! What has to be stated is recorded together with the opening; the acts of the stage in which the case begins say
//! what becomes of it. Such a case names no type. Its organisation is the unit that holds the code by which the facts
//! name the host, so that the host sees it and does what the procedure lets it; without a code it is nobody's.

use guohe_rules::{syntax::Identity, vocabulary::FieldDef};
use serde_json::Value;
use uuid::Uuid;

use super::{Failure, Receipt, round::Calling, write};
use crate::{
    case::Case,
    credit_code::CreditCode,
    desk::Desk,
    event::{About, Event, NewEvent, StreamId},
    facts::{Document, Edit, edit::plan},
    happened::{Entry, Frame, Happened, Moved},
    intake::standing_id,
    law::{Law, PackRef},
    person::Person,
    ports::{Act, Append},
    procedure::Opened,
    refusal::{Fault, Refusal, Sort, words},
    unit,
};

/// The sorts of case that a person may open under a law.
pub fn ways<'l>(law: &'l Law, person: &Person) -> impl Iterator<Item = &'l Opened> {
    let person = person.clone();
    law.procedure.opened().iter().filter(move |opened| role(law, opened, &person).is_some())
}

/// The facts that have to be stated of a case, with their paths.
pub fn asked<'l>(law: &'l Law, opened: &'l Opened) -> Vec<(&'l str, &'l FieldDef)> {
    let vocabulary = law.vocabulary();
    let found = |path: &'l str| {
        let (record, field) = path.split_once('.')?;
        let def = vocabulary.record_def(vocabulary.record(record)?)?;
        let field = def.fields.iter().find(|def| def.id == field)?;
        Some((path, field))
    };
    opened.facts.iter().filter_map(|path| found(&path.value)).collect()
}

/// Opens a case; it gets the fresh id of the moment.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn open(
    desk: Desk<'_>,
    by: &Calling,
    (pack, way): (&PackRef, &str),
    edits: &[Edit],
) -> Result<Receipt, Failure> {
    let law = desk.laws.get(pack)?;
    let opened = law.procedure.opened().iter().find(|opened| opened.id.value == way);
    let opened = opened.ok_or_else(|| no_way(way))?;
    let role = role(law, opened, &by.person).ok_or_else(not_allowed)?;
    let stream = StreamId { about: About::Case, id: by.moment.fresh };
    let mut events: Vec<NewEvent> = Vec::new();
    let stated = stated(law, opened, edits)?;
    let organisation = match host_code(law, opened, edits) {
        Some(code) => unit::of_code(desk, &code).await?,
        None => by.moment.fresh,
    };
    for entry in [begins(law, opened, by, organisation), stated] {
        events.push(entry.record(by.person.acting_as(role), by.moment.today())?);
    }
    let recorded: Vec<Event> = (1..)
        .zip(&events)
        .map(|(seq, what)| Event { stream, seq, recorded_at: by.moment.now, what: what.clone() })
        .collect();
    let Some(case) = Case::fold(&recorded)? else { return Err(write::conflict().into()) };
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        freezes: false,
        appends: vec![Append {
            stream,
            expected: 0,
            events,
            row: case.row(),
            registered: Vec::new(),
        }],
    };
    desk.store.append(act).await?;
    Ok(Receipt::of_case(&case, by.moment.now))
}

/// The role in which a person may open one.
fn role<'l>(law: &'l Law, opened: &'l Opened, person: &Person) -> Option<&'l str> {
    let held = opened.by.iter().find(|actor| {
        law.kind_of(&actor.value)
            .is_some_and(|kind| person.holds(law.pack.id(), &actor.value, kind))
    });
    held.map(|actor| actor.value.as_str())
}

fn begins(law: &Law, opened: &Opened, by: &Calling, organisation: Uuid) -> Entry {
    let stage = law.procedure.stage(&opened.stage.value);
    let moved = Moved {
        to: opened.stage.value.clone(),
        waits_for: stage.and_then(|stage| stage.waits_for.as_ref()).map(|a| a.value.clone()),
        due: None,
        due_at: None,
        end: stage.and_then(|stage| stage.end),
        arithmetic: None,
    };
    let pack = law.reference();
    let what =
        Happened::CaseOpened { round: standing_id(&pack), pack, organisation, kind: String::new() };
    let (moved, once) = (Some(moved), write::once(by.once.as_ref()));
    Entry { frame: Frame { moved, once, ..Frame::default() }, what, personal: None }
}

/// The code by which the first fact that is asked for and tells organisations apart names the host; none where it
/// is no code, as with invented units.
fn host_code(law: &Law, opened: &Opened, edits: &[Edit]) -> Option<CreditCode> {
    let telling = |(_, field): &(&str, &FieldDef)| {
        matches!(field.written.identifies, Some(Identity::Host | Identity::Organisation))
    };
    let (path, _) = asked(law, opened).into_iter().find(telling)?;
    CreditCode::read(typed(edits, path)?).ok()
}

/// What was typed for a fact.
fn typed<'e>(edits: &'e [Edit], path: &str) -> Option<&'e str> {
    edits.iter().find_map(|edit| {
        let Edit::Set { place, typed } = edit else { return None };
        (place == path).then(|| typed.trim())
    })
}

/// What was stated: every fact that is asked for, and no other.
fn stated(law: &Law, opened: &Opened, edits: &[Edit]) -> Result<Entry, Refusal> {
    let mut faults = Vec::new();
    let mut own = Vec::new();
    for (path, field) in asked(law, opened) {
        match typed(edits, path).filter(|typed| !typed.is_empty()) {
            Some(typed) => own.push(Edit::Set { place: path.to_owned(), typed: typed.to_owned() }),
            None => faults.push(Fault::at(
                path,
                format!("请填写“{}”", field.written.name.zh),
                format!("fill in “{}”", field.written.name.en),
            )),
        }
    }
    let planned = plan(&own, &Document::default(), law.vocabulary());
    let planned = planned.map_err(|faults| Refusal::of_faults("facts", faults))?;
    faults.extend(planned.faults);
    if !faults.is_empty() {
        return Err(Refusal::of_faults("facts", faults));
    }
    let personal = (!planned.personal.is_empty()).then_some(Value::Object(planned.personal));
    let what = Happened::FactsChanged { changes: planned.changes };
    Ok(Entry { frame: Frame::default(), what, personal })
}

fn no_way(way: &str) -> Refusal {
    Refusal::new(
        Sort::NotFound,
        way,
        words(
            format!("本规则包没有可由主管部门建立的“{way}”"),
            format!("this pack has no case `{way}` that the authority opens"),
        ),
        words("请从列表中选择", "choose one from the list"),
    )
}

fn not_allowed() -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        "",
        words("您的角色不能建立这类案卷", "your role does not open cases of this sort"),
        words("请由规则包指定的人员办理", "let somebody do it whom the pack names"),
    )
}
