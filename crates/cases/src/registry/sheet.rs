//! A sheet: what was loaded of a register at one time, or the statement that cases keep it from a day on.
//!
//! A sheet is never changed. Who loads the list anew makes a further one, and those before it stay, so that
//! a case can be looked at as of a day on which they were the newest.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    event::{About, Event, StreamId},
    happened::{Entry, Happened, Unreadable, Wrote},
    ports::Row,
};

/// A part of a register: the rows with one code in one field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Part {
    /// The field.
    pub field: String,
    /// The code.
    pub code: String,
}

/// What a sheet rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A list from outside, complete as of a day.
    Loaded {
        /// The day.
        as_of: Date,
    },
    /// Cases of this installation write every row from a day on.
    Kept {
        /// The first day.
        since: Date,
        /// Whether the register was empty before that day; otherwise what it held has to be loaded.
        empty_before: bool,
    },
}

/// A sheet without its rows: who says what about which register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its stream.
    pub id: Uuid,
    /// The register, by the plural noun of its rows.
    pub list: String,
    /// The part it holds; all of the register when absent.
    pub part: Option<Part>,
    /// What it rests on.
    pub basis: Basis,
    /// Where it comes from, or why the statement is made.
    pub source: String,
    /// How many rows it has.
    pub rows: usize,
    /// Who entered it.
    pub by: Uuid,
    /// When.
    pub at: Timestamp,
}

impl Sheet {
    /// Folds the events of a sheet, with its rows; none when there are none.
    ///
    /// # Errors
    /// An event that cannot be read.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only two kinds are about registers")]
    pub fn fold(events: &[Event]) -> Result<Option<(Self, Vec<Wrote>)>, Unreadable> {
        let [event] = events else {
            return events.get(1).map_or(Ok(None), |second| Err(Unreadable::stray(second)));
        };
        let (list, part, basis, source, rows) = match Entry::read(event)?.what {
            Happened::RegistryLoaded { list, part, as_of, source, rows } => {
                (list, part, Basis::Loaded { as_of }, source, rows)
            }
            Happened::RegistryKept { list, part, since, empty_before, reasons } => {
                (list, part, Basis::Kept { since, empty_before }, reasons, Vec::new())
            }
            _ => return Err(Unreadable::stray(event)),
        };
        let (by, at) = (event.what.actor.account, event.recorded_at);
        let sheet =
            Self { id: event.stream.id, list, part, basis, source, rows: rows.len(), by, at };
        Ok(Some((sheet, rows)))
    }

    /// Its row in lists.
    pub fn row(&self) -> Row {
        let (stage, since) = match self.basis {
            Basis::Loaded { as_of } => ("loaded", as_of),
            Basis::Kept { since, .. } => ("kept", since),
        };
        Row {
            stream: StreamId { about: About::Registry, id: self.id },
            version: 1,
            pack: String::new(),
            round: None,
            organisation: None,
            kind: Some(self.list.clone()),
            stage: stage.to_owned(),
            waits_for: None,
            since,
            due: None,
            title: self.source.clone(),
            number: None,
            extra: json!(self),
            people: Vec::new(),
        }
    }

    /// A sheet from its row in lists, without reading what it holds; none where the row is of another kind.
    pub(crate) fn of_row(row: &Row) -> Option<Self> {
        let extra: &Value = &row.extra;
        Self::deserialize(extra).ok()
    }
}
