//! The stage in which a case stands, and when the term for it is over.
//!
//! A term ends with its last day, or at a minute of it: what is done at the stroke is in time, what is done later is not.

use guohe_rules::syntax::Words;
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};

use crate::{
    moment::{civil_day, instant},
    procedure::End,
};

/// The stage a case was moved to, with what lists need to know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The stage.
    pub to: String,
    /// Whose turn it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Until which minute of that day, Asia/Shanghai; until its end when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Time>,
    /// What the case has come to, at an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// How the last day was found, where the clock had stood still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arithmetic: Option<Words>,
}

impl Moved {
    /// Whether the term is over at an instant; one that has no last day never is.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until().is_some_and(|until| until.is_over(now))
    }

    /// The end of the term, where it has one.
    pub fn until(&self) -> Option<Until> {
        Some(Until { day: self.due?, at: self.due_at })
    }
}

/// The end of a term, a notice or another stretch in which something can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Until {
    /// The last day.
    pub day: Date,
    /// Until which minute of it, Asia/Shanghai; until its end when absent.
    pub at: Option<Time>,
}

impl Until {
    /// Whether it is over at an instant.
    pub fn is_over(self, now: Timestamp) -> bool {
        match self.at {
            None => civil_day(now) > self.day,
            Some(time) => now > instant(self.day.to_datetime(time)),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn over(due_at: Option<Time>, now: &str) -> bool {
        let to = "stage".to_owned();
        let due = Some(date(2026, 5, 15));
        Moved { to, waits_for: None, due, due_at, end: None, arithmetic: None }
            .is_over(now.parse().unwrap())
    }

    #[test]
    fn a_term_ends_with_its_day_or_at_the_stroke_of_its_minute_in_shanghai() {
        assert!(!over(None, "2026-05-15T15:59:59Z"));
        assert!(over(None, "2026-05-15T16:00:00Z"));
        let noon = Some(time(12, 0, 0, 0));
        assert!(!over(noon, "2026-05-15T04:00:00Z"));
        assert!(over(noon, "2026-05-15T04:00:00.001Z"));
    }
}
