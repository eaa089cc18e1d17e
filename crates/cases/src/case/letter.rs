//! Letters with the defects of an application, and what came of each.

use guohe_rules::syntax::Words;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::Case;
use crate::term::Until;

/// One letter with all defects of an application.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Letter {
    /// The defects.
    pub defects: Vec<Defect>,
    /// When it went out.
    pub sent_on: Date,
    /// Whether it is to be revised as a whole; otherwise single defects are to be corrected.
    pub revision: bool,
    /// The last day for correction.
    pub due: Option<Date>,
    /// Until which minute of that day; until its end when absent.
    pub due_at: Option<Time>,
    /// How that day was found.
    pub arithmetic: Option<Words>,
    /// The event by which it went out.
    pub seq: u64,
    /// The act by which it went out.
    pub act: String,
    /// The stage in which the application waits for the answer; none where it stayed in its stage.
    pub stage: Option<String>,
    /// The last day of the stage that it left, whose clock has stood still since.
    pub stopped: Option<Date>,
    /// When the application came back.
    pub answered_on: Option<Date>,
    /// When it was over without an answer: its term had passed, or the application went on or ended otherwise.
    pub over_on: Option<Date>,
    /// How the last day of the stage to which it came back was found, where that stage has one.
    pub restarted: Option<Words>,
}

impl Letter {
    /// Until when it is to be answered.
    pub fn until(&self) -> Option<Until> {
        Some(Until { day: self.due?, at: self.due_at })
    }

    /// Whether its answer is still waited for.
    pub fn is_open(&self) -> bool {
        self.answered_on.is_none() && self.over_on.is_none()
    }
}

/// A defect that the applicant can mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defect {
    /// Where: a fact, a row, a file, a clause.
    pub place: String,
    /// What is wrong and what would be right, in the words of the reviewer.
    pub what: String,
    /// The clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

impl Case {
    /// The letter with defects that is open or was the last.
    pub fn letter(&self) -> Option<&Letter> {
        self.letters.last()
    }

    /// How many letters went out by an act: whoever recommends and the authority each have rounds of their own.
    pub fn letters_by(&self, act: &str) -> usize {
        self.letters.iter().filter(|letter| letter.act == act).count()
    }

    /// Which letter of its act one is, counted from one.
    pub fn round_of(&self, letter: &Letter) -> usize {
        let same = |one: &&Letter| one.act == letter.act && one.seq <= letter.seq;
        self.letters.iter().filter(same).count()
    }
}
