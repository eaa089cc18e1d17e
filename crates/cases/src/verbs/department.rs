//! Departments and what stands under them: read in from tables by an officer, all rows or none.

use uuid::Uuid;

use super::{
    Failure,
    round::Calling,
    unit::{Doing, keeper},
};
use crate::{
    department::{self, Department, Listed, table},
    desk::Desk,
    event::{About, Event, StreamId},
    happened::{Entry, Happened},
    ports::{Act, Append},
    refusal::{Fault, Refusal},
    unit::{self, Step},
    verbs::write,
};

/// The most rows that are read in at once.
pub const MOST_ROWS: usize = 5000;

/// What a table comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Rows that say something new.
    pub new: usize,
    /// Rows that say what is known.
    pub same: usize,
}

/// Reads in a table of departments. With `dry` it is only looked at.
///
/// # Errors
/// Every fault of every row with line and column; not an officer; the failure of the store.
pub async fn list(desk: Desk<'_>, by: &Calling, text: &str, dry: bool) -> Result<Told, Failure> {
    let role = keeper(desk, &by.person)?;
    let known = department::all(desk).await?;
    let read = table::departments(text, &known).map_err(in_table)?;
    few(read.len())?;
    let all = read.len();
    let new: Vec<Listed> =
        read.into_iter().filter(|one| known.get(&one.code) != Some(one)).collect();
    let told = Told { new: new.len(), same: all - new.len() };
    if dry || new.is_empty() {
        return Ok(told);
    }
    let mut appends = Vec::new();
    for listed in new {
        appends.push(listing(desk, by, &role, listed).await?);
    }
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        appends,
        freezes: false,
    };
    desk.store.append(act).await?;
    Ok(told)
}

async fn listing(
    desk: Desk<'_>,
    by: &Calling,
    role: &str,
    listed: Listed,
) -> Result<Append, Failure> {
    let id = department::id_of(&listed.code);
    let stream = StreamId { about: About::Organisation, id };
    let mut events = desk.events(stream).await?;
    let expected = u64::try_from(events.len()).unwrap_or(u64::MAX);
    let entry = Entry::plain(Happened::Department(listed));
    let event = entry.record(by.person.acting_as(role), by.moment.today())?;
    let (seq, recorded_at) = (expected + 1, by.moment.now);
    events.push(Event { stream, seq, recorded_at, what: event.clone() });
    let since = events.first().map_or(by.moment.today(), |event| event.what.effective_on);
    let Some(after) = Department::fold(&events)? else { return Err(write::conflict().into()) };
    let (row, registered) = (after.row(since), Vec::new());
    Ok(Append { stream, expected, events: vec![event], row, registered })
}

/// Reads in which organisations stand under which departments; those whose code no unit holds are entered by it. With
/// `dry` it is only looked at.
///
/// # Errors
/// Every fault of every row with line and column; not an officer; the failure of the store.
pub async fn place(desk: Desk<'_>, by: &Calling, text: &str, dry: bool) -> Result<Told, Failure> {
    let role = keeper(desk, &by.person)?;
    let known = department::all(desk).await?;
    let read = table::places(text, &known).map_err(in_table)?;
    few(read.len())?;
    let (all, mut steps) = (read.len(), Vec::new());
    for placed in read {
        let id: Uuid = unit::of_code(desk, &placed.code).await?;
        let before = unit::find(desk, id).await?;
        let same = before.as_ref().is_some_and(|unit| {
            unit.above == placed.above
                && (placed.name.is_empty() || unit.statement.name_zh == placed.name)
        });
        if !same {
            let (code, name, above) = (placed.code.to_string(), placed.name, placed.above);
            steps.push((id, Step::Placed { code, name, above }, None));
        }
    }
    let told = Told { new: steps.len(), same: all - steps.len() };
    if !dry && !steps.is_empty() {
        Doing::new(by, &role).record(desk, steps, &[]).await?;
    }
    Ok(told)
}

fn in_table(faults: Vec<Fault>) -> Failure {
    Refusal::of_faults("table", faults).into()
}

fn few(rows: usize) -> Result<(), Failure> {
    if (1..=MOST_ROWS).contains(&rows) {
        return Ok(());
    }
    Err(in_table(vec![Fault::at(
        "table",
        format!("表中有 {rows} 行；一次可导入 1 至 {MOST_ROWS} 行"),
        format!("the table has {rows} rows; from 1 to {MOST_ROWS} can be read in at once"),
    )]))
}
