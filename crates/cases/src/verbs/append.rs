//! Recording one event that is no act of the procedure: typing, attaching, marking.

use super::{Failure, Receipt, fill::Filling, write};
use crate::{
    case::Case,
    desk::Desk,
    event::{About, Event, StreamId},
    happened::Entry,
    ports::{Act, Append},
    refusal::Fault,
};

/// Appends an event to a case that the person has seen in this version, in a role.
pub(super) async fn append(
    desk: Desk<'_>,
    by: &Filling,
    (case, role): (&Case, &str),
    mut entry: Entry,
    faults: Vec<Fault>,
) -> Result<Receipt, Failure> {
    if write::done_before(&case.done, by.once.as_ref())? {
        return Ok(Receipt::of_case(case, by.moment.now));
    }
    entry.frame.once = write::once(by.once.as_ref());
    let event = entry.record(by.person.acting_as(role), by.moment.today())?;
    let stream = StreamId { about: About::Case, id: case.id };
    let mut after = case.clone();
    let (seq, recorded_at) = (case.version + 1, by.moment.now);
    after.apply(&Event { stream, seq, recorded_at, what: event.clone() }, entry)?;
    let append = Append {
        stream,
        expected: case.version,
        events: vec![event],
        row: after.row(),
        registered: Vec::new(),
    };
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        appends: vec![append],
        freezes: false,
    };
    desk.store.append(act).await?;
    Ok(Receipt { faults, ..Receipt::of_case(&after, by.moment.now) })
}
