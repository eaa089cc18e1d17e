//! Events: what happened, in order, for ever.
//!
//! A case is its events. An event says which act a person did, for whom, when it was recorded and on which
//! day it takes effect; the particulars are JSON whose shape belongs to the kind and its schema version.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// An authority's realm within one installation; nothing is ever read across realms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tenant(pub String);

/// What a stream of events is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// One round: its call, parameters and readings.
    Round,
    /// One case: from the first keystroke to the end of the base's life.
    Case,
    /// One public notice with its entries and objections.
    Notice,
    /// One organisation.
    Organisation,
    /// What is known of a register: rows loaded from outside, or since when cases keep it.
    Registry,
    /// The values of one parameter.
    Parameter,
    /// One expert of the pool.
    Expert,
    /// One draw of experts.
    Draw,
    /// The service itself: when nobody could reach it.
    Service,
    /// Who acts for one account while its owner is away.
    Deputies,
    /// One account: what was done with it, and what its owner was shown.
    Account,
}

/// The name of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StreamId {
    /// What it is about.
    pub about: About,
    /// Which one.
    pub id: Uuid,
}

/// Who acts, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person's account.
    pub account: Uuid,
    /// The role of the pack in which they act, for instance the id of the authority's officer.
    pub role: String,
    /// The account they act for, when they act as a deputy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acting_for: Option<Uuid>,
}

/// An event that has not been recorded yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewEvent {
    /// The kind, a closed set of words in [`crate`].
    pub kind: String,
    /// The version of the shape of `payload`.
    pub schema: u16,
    /// Who acted.
    pub actor: Actor,
    /// The day on which it takes effect, Asia/Shanghai.
    pub effective_on: Date,
    /// The particulars, without text about natural persons.
    pub payload: Value,
    /// Text about natural persons, kept apart so that it can be erased without breaking the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal: Option<Value>,
}

/// A recorded event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream, from one without a gap.
    pub seq: u64,
    /// The instant at which it was recorded, UTC, to the microsecond.
    pub recorded_at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub what: NewEvent,
}
