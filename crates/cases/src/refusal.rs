//! Refusals: what is wrong, where, what to do next, and under which clause.
//!
//! A refusal is an answer to a person, not a failure of the machine; causes that only an operator can mend
//! travel as [`crate::ports::StoreError`]. Words are in both languages because the same refusal is read at
//! every desk.

use std::fmt;

use guohe_rules::{syntax::Words, yaml::Place};
use serde::Serialize;

pub use guohe_rules::diagnostic::words;

/// What sort of refusal it is; pages and the API choose their answer by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The person may not do this.
    NotAllowed,
    /// There is no such case, act, row or file.
    NotFound,
    /// The act does not exist in the stage the case is in: a forbidden order.
    WrongStage,
    /// Somebody else wrote first.
    Conflict,
    /// What was handed in has faults; see [`Refusal::faults`].
    Invalid,
    /// The condition of the act is not fulfilled, or cannot be determined.
    Condition,
}

/// One fault in what was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where: the path of a field of the input or of the facts, for instance `events[E3].held_on`.
    pub place: String,
    /// What is wrong there and what would be right.
    pub what: Words,
}

impl Fault {
    /// A fault at a place.
    pub fn at(place: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { place: place.into(), what: words(zh, en) }
    }
}

/// Why an act was not done. Nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// What sort.
    pub sort: Sort,
    /// What is wrong.
    pub what: Box<Words>,
    /// Where: an act, a stage or a path; empty when the whole request is meant.
    pub place: String,
    /// What to do next.
    pub next: Box<Words>,
    /// Clauses it rests on, by id.
    pub cites: Vec<String>,
    /// Where in the pack the condition stands that was not fulfilled, when it was one.
    #[serde(skip)]
    pub condition: Option<Box<Place>>,
    /// All faults at once, so that nobody mends one to hear of the next.
    pub faults: Vec<Fault>,
}

impl Refusal {
    /// A refusal without citations and faults.
    pub fn new(sort: Sort, place: impl Into<String>, what: Words, next: Words) -> Self {
        let (what, next) = (Box::new(what), Box::new(next));
        let (place, cites, faults) = (place.into(), Vec::new(), Vec::new());
        Self { sort, what, place, next, cites, condition: None, faults }
    }

    /// The same, resting on clauses.
    #[must_use]
    pub fn citing(mut self, cites: impl IntoIterator<Item = String>) -> Self {
        self.cites.extend(cites);
        self
    }

    /// A refusal because of faults in what was handed in.
    pub fn of_faults(place: impl Into<String>, faults: Vec<Fault>) -> Self {
        let mut refusal = Self::new(
            Sort::Invalid,
            place,
            words(
                format!("提交的内容有 {} 处需要更正", faults.len()),
                format!("{} item(s) of what was handed in need correction", faults.len()),
            ),
            words("请按下列提示逐项更正后再提交", "Correct the items listed and hand it in again"),
        );
        refusal.faults = faults;
        refusal
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.what.zh, self.what.en)
    }
}

impl std::error::Error for Refusal {}
