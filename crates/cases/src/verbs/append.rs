//! Recording one event that is no act of the procedure: typing, attaching, marking.

use std::sync::Arc;

use super::{Failure, Receipt, fill::Filling, mark::officer, write};
use crate::{
    case::Case,
    desk::Desk,
    event::{About, Event, StreamId},
    happened::Entry,
    law::Law,
    ports::{Act, Append},
    refusal::Fault,
};

/// A case with its law, and the role in which an officer acts on it.
pub(super) struct AtDesk<'d> {
    /// The case.
    pub(super) case: Arc<Case>,
    /// Its law.
    pub(super) law: &'d Law,
    /// The role.
    pub(super) role: String,
}

/// How everything begins that an officer does to a case outside the procedure.
///
/// # Errors
/// There is no such case, or the person is no officer under its law; the failure of the store.
pub(super) async fn at_desk<'d>(desk: Desk<'d>, by: &Filling) -> Result<AtDesk<'d>, Failure> {
    let case = desk.case(by.case).await?;
    let law = desk.law_of(&case)?;
    let role = officer(law, &by.person)?;
    Ok(AtDesk { case, law, role })
}

/// The same where the form has to have been made from the case as it stands, unless it was sent before.
///
/// # Errors
/// As [`at_desk`]; somebody has changed the case in between.
pub(super) async fn at_desk_as_seen<'d>(
    desk: Desk<'d>,
    by: &Filling,
) -> Result<AtDesk<'d>, Failure> {
    let found = at_desk(desk, by).await?;
    let AtDesk { case, law, .. } = &found;
    let repeated = write::done_before(&case.done, by.once.as_ref())?;
    if by.seen.as_ref().is_some_and(|seen| !seen.stands(law, case, &by.person)) && !repeated {
        return Err(write::conflict().into());
    }
    Ok(found)
}

/// Appends an event to a case that the person has seen in this version, in a role.
pub(super) async fn append(
    desk: Desk<'_>,
    by: &Filling,
    (case, role): (&Case, &str),
    entry: Entry,
    faults: Vec<Fault>,
) -> Result<Receipt, Failure> {
    if write::done_before(&case.done, by.once.as_ref())? {
        return Ok(Receipt::of_case(case, by.moment.now));
    }
    let (act, after) = built(desk, by, (case, role), entry)?;
    desk.store.append(act).await?;
    Ok(Receipt { faults, ..Receipt::of_case(&after, by.moment.now) })
}

/// The act that records an event of a case, with the case as it is afterwards.
///
/// # Errors
/// The event cannot follow those before it.
pub(super) fn built(
    desk: Desk<'_>,
    by: &Filling,
    (case, role): (&Case, &str),
    mut entry: Entry,
) -> Result<(Act, Case), Failure> {
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
    Ok((act, after))
}
