//! Moving the last day of a call to a later one: one person proposes it with reasons, another confirms it.
//!
//! Everybody can read both days. A call never ends earlier than it said, and what was handed in stays as it is.
//!
//! Whether a regulation knows this at all, and who does it, stands in its procedure.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::event::Actor;

/// What happens to an extension, in the stream of its round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A later last day was proposed.
    Proposed {
        /// The day.
        closes_on: Date,
        /// Why.
        reasons: String,
        /// The outage of the service it rests on, by its number in the list of outages.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outage: Option<u64>,
    },
    /// Another person confirmed it; the call ends on that day from then on.
    Confirmed {
        /// The number of the event that proposed it.
        proposal: u64,
    },
    /// It was declined, or taken back.
    Declined {
        /// The number of the event that proposed it.
        proposal: u64,
        /// Why.
        reasons: String,
    },
}

/// A later last day, as far as it has come.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Extension {
    /// The number of the event that proposed it.
    pub number: u64,
    /// The last day of the call when it was proposed, or, once confirmed, before that.
    pub from: Date,
    /// The later one.
    pub to: Date,
    /// Why.
    pub reasons: String,
    /// The outage it rests on.
    pub outage: Option<u64>,
    /// Who proposed it.
    pub by: Actor,
    /// What became of it; nothing yet.
    pub settled: Option<Settled>,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settled {
    /// Whether it was confirmed.
    pub confirmed: bool,
    /// Why it was declined.
    pub reasons: String,
    /// Who said so.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

impl Extension {
    /// Whether the call ends on the later day.
    pub fn is_confirmed(&self) -> bool {
        self.settled.as_ref().is_some_and(|settled| settled.confirmed)
    }
}
