//! Recording that nobody could reach the service.

use jiff::Timestamp;

use super::{Failure, Receipt, round::Calling, write};
use crate::{
    desk::Desk,
    event::{Actor, Event},
    happened::{Entry, Happened},
    outage::{self, Noted, OPERATOR, STREAM},
    ports::{Act, Append},
    refusal::{Fault, Refusal},
};

/// Records an outage. Recording the same again does nothing.
///
/// # Errors
/// A refusal with all faults at once, or the failure of the store.
pub async fn note(desk: Desk<'_>, by: &Calling, noted: Noted) -> Result<Receipt, Failure> {
    check(&noted, by.moment.now)?;
    let mut events = desk.events(STREAM).await?;
    let before = outage::fold(&events)?;
    if let Some(same) = before.iter().find(|one| one.noted == noted) {
        return Ok(receipt(same.number, by));
    }
    let expected = u64::try_from(events.len()).unwrap_or(u64::MAX);
    let actor = Actor {
        account: by.person.account,
        role: OPERATOR.to_owned(),
        acting_for: by.person.acting_for,
    };
    let what = Entry::plain(Happened::Outage(noted)).record(actor, by.moment.today())?;
    let (seq, recorded_at) = (expected + 1, by.moment.now);
    events.push(Event { stream: STREAM, seq, recorded_at, what: what.clone() });
    let Some(row) = outage::row(&outage::fold(&events)?) else {
        return Err(write::conflict().into());
    };
    let appends =
        vec![Append { stream: STREAM, expected, events: vec![what], row, registered: Vec::new() }];
    let (tenant, idempotency) = (desk.tenant.clone(), by.once.clone());
    let act = Act { tenant, at: by.moment.now, idempotency, appends, freezes: false };
    desk.store.append(act).await?;
    Ok(receipt(seq, by))
}

fn receipt(version: u64, by: &Calling) -> Receipt {
    let at = by.moment.now;
    Receipt { stream: STREAM, version, at, stage: None, tells: None, faults: Vec::new() }
}

fn check(noted: &Noted, now: Timestamp) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if noted.to <= noted.from {
        let (zh, en) = ("恢复时间应晚于中断时间", "it ended later than it began");
        faults.push(Fault::at("to", zh, en));
    }
    if noted.to > now {
        let (zh, en) = ("恢复之后才能登记", "it is recorded once it is over");
        faults.push(Fault::at("to", zh, en));
    }
    if noted.known.trim().is_empty() {
        let (zh, en) = ("请写明如何得知", "say how it is known");
        faults.push(Fault::at("known", zh, en));
    }
    if faults.is_empty() { Ok(()) } else { Err(Refusal::of_faults("outage", faults)) }
}
