//! The log of outages: when nobody could reach the service, and how that is known.
//!
//! An outage is an event of its own stream, so it can be added and never altered. It is recorded by the operator, or when
//! the program starts again after it was told to stop; what ended the program otherwise leaves no mark, and then nothing
//! is made up.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    desk::Desk,
    event::{About, Event, StreamId},
    happened::{Entry, Happened, Unreadable},
    ports::Row,
    verbs::Failure,
};

/// The stream of outages; each realm has one.
pub const STREAM: StreamId =
    StreamId { about: About::Service, id: Uuid::from_u128(0x0075_7461_6765) };

/// The role under which outages are recorded.
pub const OPERATOR: &str = "operator";

/// The particulars of an outage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Since when the service could not be reached.
    pub from: Timestamp,
    /// Since when it could be reached again.
    pub to: Timestamp,
    /// How that is known.
    pub known: String,
}

/// An outage with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// Its place in the stream.
    pub number: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The account of whoever stated it; none where the program found it by itself. Never a name: those are erased
    /// with their accounts, and what an event says is not.
    pub by: Option<Uuid>,
    /// What is known of it.
    pub noted: Noted,
}

/// The outages in the order in which they were recorded.
///
/// # Errors
/// An event that cannot be read.
#[expect(clippy::wildcard_enum_match_arm, reason = "only one kind is about outages")]
pub fn fold(events: &[Event]) -> Result<Vec<Outage>, Unreadable> {
    let read = |event: &Event| match Entry::read(event)?.what {
        Happened::Outage(noted) => {
            let account = event.what.actor.account;
            let by = (!account.is_nil()).then_some(account);
            Ok(Outage { number: event.seq, recorded_at: event.recorded_at, by, noted })
        }
        _ => Err(Unreadable::stray(event)),
    };
    events.iter().map(read).collect()
}

/// All outages that were recorded in a realm.
///
/// # Errors
/// The failure of the store.
pub async fn outages(desk: Desk<'_>) -> Result<Vec<Outage>, Failure> {
    Ok(fold(&desk.events(STREAM).await?)?)
}

/// The row of the stream in lists.
pub(crate) fn row(outages: &[Outage]) -> Option<Row> {
    let last = outages.last()?;
    Some(Row {
        stream: STREAM,
        version: last.number,
        pack: String::new(),
        round: None,
        organisation: None,
        kind: None,
        stage: "outages".to_owned(),
        waits_for: None,
        since: crate::moment::civil_day(last.recorded_at),
        due: None,
        title: String::new(),
        number: None,
        extra: serde_json::json!({}),
        people: Vec::new(),
    })
}
