//! Late entries (补录): acts that took place earlier, on paper, and are entered afterwards.
//!
//! Nobody gives an act another time than that at which it is recorded. What took place on paper is entered as what
//! it is: one officer says which act, on which day it took place, why it comes late, and shows the paper; another
//! confirms it. Only then the act is done, in the same transaction as the confirmation, and bears the mark [`Late`]
//! wherever it is shown. It counts from the day on which it is recorded, unless the procedure cites a clause by
//! which what was handed over on paper counts from the day on which it was (`on_paper`).

pub mod table;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    attachment::Attachment,
    case::Case,
    event::Actor,
    procedure::{Act, Kind},
};

/// What is recorded about a late entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// An officer entered an act. What was done by it is personal text until the act is recorded: nobody has looked
    /// yet whether it names people.
    Entered {
        /// The act of the procedure.
        act: String,
        /// The day on which it took place.
        took_place_on: Date,
        /// Why it was not recorded then.
        reasons: String,
        /// The paper that shows it.
        evidence: Attachment,
    },
    /// Another officer confirmed it; the act follows in the same transaction.
    Confirmed {
        /// The number of the event that entered it.
        entry: u64,
    },
    /// Another officer declined it, or whoever entered it took it back.
    Declined {
        /// The number of the event that entered it.
        entry: u64,
        /// Why.
        reasons: String,
    },
}

/// The mark of an act that was entered late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Late {
    /// The number of the event that entered it, in the same stream.
    pub entry: u64,
    /// The day on which it took place.
    pub took_place_on: Date,
}

/// A late entry as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entered {
    /// The number of the event that entered it.
    pub number: u64,
    /// The act of the procedure.
    pub act: String,
    /// The day on which it took place.
    pub took_place_on: Date,
    /// Why it was not recorded then.
    pub reasons: String,
    /// The paper that shows it.
    pub evidence: Attachment,
    /// What was done by it, as the act takes it; none when it was erased.
    #[serde(skip)]
    pub input: Option<Value>,
    /// Who entered it.
    pub by: Actor,
    /// When that was recorded.
    pub at: Timestamp,
    /// Whether it was confirmed, by whom, and the reasons of whoever declined it; none while it waits.
    pub settled: Option<(bool, Actor, String)>,
}

/// Whether an act can be entered late: what one person does alone, outside panels and decisions.
pub fn is_enterable(act: &Act) -> bool {
    let alone = matches!(
        act.kind.value,
        Kind::Record | Kind::File | Kind::Withdraw | Kind::Object | Kind::Award | Kind::Evaluate
    );
    alone && act.sets.jointly.is_none()
}

impl Case {
    /// A late entry by the number of the event that entered it.
    pub fn late_entry(&self, number: u64) -> Option<&Entered> {
        self.late_entries.iter().find(|entered| entered.number == number)
    }

    /// Late entries that wait for a second person.
    pub fn late_entries_waiting(&self) -> impl Iterator<Item = &Entered> {
        self.late_entries.iter().filter(|entered| entered.settled.is_none())
    }
}
