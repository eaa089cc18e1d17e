//! Registers: an officer loads one as it stands on a day, or states since when cases keep it.

use guohe_rules::vocabulary::Kind;
use jiff::civil::Date;

use super::{Failure, Receipt, mark::officer, round::Calling, write};
use crate::{
    desk::Desk,
    event::{About, Event, StreamId},
    happened::{Entry, Frame, Happened, Wrote},
    law::Law,
    ports::{Act, Append},
    refusal::{Fault, Refusal},
    registry::{self, Part, Sheet},
};

/// A register as it stood on a day.
#[derive(Debug, Clone)]
pub struct Loading {
    /// The list, by its plural noun.
    pub list: String,
    /// The part; all of the register when absent.
    pub part: Option<Part>,
    /// The day on which it was complete.
    pub as_of: Date,
    /// Where it comes from.
    pub source: String,
    /// Its rows.
    pub rows: Vec<Wrote>,
}

/// The statement that cases write every row of a register.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// The list, by its plural noun.
    pub list: String,
    /// The part; all of the register when absent.
    pub part: Option<Part>,
    /// The first day.
    pub since: Date,
    /// Whether it was empty before; otherwise what it held has to be loaded.
    pub empty_before: bool,
    /// What the statement rests on.
    pub reasons: String,
}

/// Loads a register. What was loaded before stays, for looking at a case as of a day before this one.
///
/// # Errors
/// A refusal with all faults at once, or the failure of the store.
pub async fn load(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    what: Loading,
) -> Result<Receipt, Failure> {
    let mut faults = stated(law, by, &what.list, what.part.as_ref(), what.as_of);
    if what.source.trim().is_empty() {
        faults.push(Fault::at("source", "请写明出处", "say where the register comes from"));
    }
    if let Some(part) = &what.part {
        let outside = |row: &&Wrote| {
            row.cells.get(&part.field).and_then(|cell| cell.as_str()) != Some(part.code.as_str())
        };
        faults.extend(what.rows.iter().filter(outside).map(|row| {
            Fault::at(
                row.id.clone(),
                format!("该行不属于 {}={}", part.field, part.code),
                format!("the row does not belong to {}={}", part.field, part.code),
            )
        }));
    }
    if !faults.is_empty() {
        return Err(Refusal::of_faults("registry", faults).into());
    }
    let Loading { list, part, as_of, source, rows } = what;
    let source = source.trim().to_owned();
    let rows = rows.into_iter().map(|row| write::qualified(law, row)).collect();
    append(desk, law, by, Happened::RegistryLoaded { list, part, as_of, source, rows }).await
}

/// States that cases write every row of a register from a day on.
///
/// # Errors
/// A refusal with all faults at once, or the failure of the store.
pub async fn keep(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    what: Keeping,
) -> Result<Receipt, Failure> {
    let mut faults = stated(law, by, &what.list, what.part.as_ref(), what.since);
    if what.reasons.trim().is_empty() {
        faults.push(Fault::at("reasons", "请写明依据", "say what the statement rests on"));
    }
    if !faults.is_empty() {
        return Err(Refusal::of_faults("registry", faults).into());
    }
    let Keeping { list, part, since, empty_before, reasons } = what;
    let reasons = reasons.trim().to_owned();
    append(desk, law, by, Happened::RegistryKept { list, part, since, empty_before, reasons }).await
}

/// States of every register of a vocabulary that cases write every row of it, and that it was empty before.
///
/// # Errors
/// The first refusal, or the failure of the store.
pub async fn keep_every(
    desk: Desk<'_>,
    law: &Law,
    since: Date,
    reasons: &str,
    mut by: impl FnMut(&str) -> Calling,
) -> Result<(), Failure> {
    for list in registry::lists(law.vocabulary()) {
        let (part, empty_before) = (None, true);
        let (of, reasons) = (list.to_owned(), reasons.to_owned());
        let what = Keeping { list: of, part, since, empty_before, reasons };
        keep(desk, law, &by(list), what).await?;
    }
    Ok(())
}

async fn append(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    what: Happened,
) -> Result<Receipt, Failure> {
    let role = officer(law, &by.person)?;
    let stream = StreamId { about: About::Registry, id: by.moment.fresh };
    let frame = Frame { once: write::once(by.once.as_ref()), ..Frame::default() };
    let entry = Entry { frame, what, personal: None };
    let event = entry.record(by.person.acting_as(&role), by.moment.today())?;
    let (seq, recorded_at) = (1, by.moment.now);
    let events = [Event { stream, seq, recorded_at, what: event.clone() }];
    let Some((sheet, rows)) = Sheet::fold(&events)? else { return Err(write::conflict().into()) };
    let registered = registry::of_sheet(law.vocabulary(), sheet.id, &rows);
    let row = sheet.row();
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        appends: vec![Append { stream, expected: 0, events: vec![event], row, registered }],
        freezes: false,
    };
    desk.store.append(act).await?;
    let (version, at) = (1, by.moment.now);
    Ok(Receipt { stream, version, at, stage: None, tells: None, faults: Vec::new() })
}

/// What is wrong with the register named, its part, or its day.
fn stated(law: &Law, by: &Calling, list: &str, part: Option<&Part>, day: Date) -> Vec<Fault> {
    let vocabulary = law.vocabulary();
    let def = vocabulary.list(list).and_then(|at| vocabulary.record_def(at));
    let Some(def) = def.filter(|def| def.is_registry()) else {
        let known: Vec<&str> = registry::lists(vocabulary).collect();
        return vec![Fault::at(
            "list",
            format!("“{list}”不是登记；可用：{}", known.join("、")),
            format!("`{list}` is no register; there are: {}", known.join(", ")),
        )];
    };
    let mut faults = Vec::new();
    if day > by.moment.today() {
        let (zh, en) = ("日期不能晚于今天", "the day cannot lie after today");
        faults.push(Fault::at("day", zh, en));
    }
    if let Some(part) = part {
        let field = def.fields.iter().find(|field| field.id == part.field);
        let list = field
            .and_then(|field| if let Kind::Code(list) = field.kind { Some(list) } else { None });
        let codes = list.and_then(|list| vocabulary.code_def(list));
        if codes.is_none_or(|codes| codes.code(&part.code).is_none()) {
            faults.push(Fault::at(
                "part",
                format!("“{}={}”不是这一登记的一部分", part.field, part.code),
                format!("`{}={}` is no part of this register", part.field, part.code),
            ));
        }
    }
    faults
}
