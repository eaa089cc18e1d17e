//! What a panel does besides answering: its answers are opened by two people, corrected only with leave, talked over
//! under aliases; it keeps minutes, and who differs is kept beside them.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{case::Answer, event::Actor};

/// Something that happened on a panel, or to a waiver, which needs a second person or is said under an alias.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// The first of two people wants the answers opened.
    OpeningAsked {
        /// The panel.
        panel: String,
    },
    /// The second one did; from then on they are seen.
    Opened {
        /// The panel.
        panel: String,
    },
    /// A member wants to correct what was handed in. Why is personal text.
    CorrectionAsked {
        /// The panel.
        panel: String,
        /// The alias.
        alias: String,
    },
    /// Somebody else allowed it, or not.
    CorrectionRuled {
        /// The panel.
        panel: String,
        /// The alias.
        alias: String,
        /// Whether a new version may be handed in.
        allowed: bool,
        /// Why.
        reasons: String,
    },
    /// Leave to correct was taken back before it was used: what was handed in first stands again.
    CorrectionTakenBack {
        /// The panel.
        panel: String,
        /// The alias.
        alias: String,
        /// Why.
        reasons: String,
    },
    /// A member said something to the others. What is personal text.
    Said {
        /// The panel.
        panel: String,
        /// The alias.
        alias: String,
    },
    /// The minutes were written; what was confirmed of earlier ones falls.
    Minuted {
        /// The panel.
        panel: String,
        /// The alias of whoever took the chair.
        chair: String,
        /// What they say.
        text: String,
    },
    /// A member confirmed the minutes, or did not.
    MinutesAnswered {
        /// The panel.
        panel: String,
        /// The alias.
        alias: String,
        /// Whether they say what was said.
        agrees: bool,
        /// What they should say instead; nothing where they are confirmed.
        reasons: String,
    },
    /// A member differs from the panel, and says so beside its opinion.
    Dissented {
        /// The panel.
        panel: String,
        /// The alias.
        alias: String,
        /// In which words.
        text: String,
    },
}

impl Step {
    /// The panel it is about.
    pub fn panel(&self) -> &str {
        match self {
            Self::OpeningAsked { panel }
            | Self::Opened { panel }
            | Self::CorrectionAsked { panel, .. }
            | Self::CorrectionRuled { panel, .. }
            | Self::CorrectionTakenBack { panel, .. }
            | Self::Said { panel, .. }
            | Self::Minuted { panel, .. }
            | Self::MinutesAnswered { panel, .. }
            | Self::Dissented { panel, .. } => panel,
        }
    }
}

/// What a panel did besides answering, as it stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Work {
    /// Who wanted the answers opened, and who opened them.
    pub opening: Vec<(Actor, Date)>,
    /// Whether both have.
    pub opened: bool,
    /// Corrections that members asked for, the latest last.
    pub corrections: Vec<Correction>,
    /// What members said to each other.
    pub said: Vec<Said>,
    /// The minutes.
    pub minutes: Option<Minutes>,
    /// Who differs.
    pub dissents: Vec<Dissent>,
}

impl Work {
    /// The request of a member on which nobody has ruled.
    pub fn open_correction(&self, alias: &str) -> Option<&Correction> {
        self.corrections.iter().find(|one| one.alias == alias && one.ruled.is_none())
    }

    /// The last leave that a member was given to correct, used or not, unless it was taken back.
    pub fn leave(&self, alias: &str) -> Option<&Correction> {
        let last = self.corrections.iter().rfind(|one| one.alias == alias);
        last.filter(|one| one.is_allowed() && one.taken_back.is_none())
    }
}

/// A correction of what was handed in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Correction {
    /// Whose.
    pub alias: String,
    /// Why, in the words of the member; text about persons that may have been erased.
    pub reasons: Option<String>,
    /// When it was asked for.
    pub asked_on: Date,
    /// Whether the answers of all had been opened by then.
    pub after_opening: bool,
    /// Whether it was allowed, why, by whom and when.
    pub ruled: Option<(bool, String, Actor, Date)>,
    /// Why, by whom and when the leave was taken back, where it was before it was used.
    pub taken_back: Option<(String, Actor, Date)>,
}

impl Correction {
    /// Whether it was allowed.
    pub fn is_allowed(&self) -> bool {
        self.ruled.as_ref().is_some_and(|(allowed, ..)| *allowed)
    }
}

/// Something that a member said to the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// Who.
    pub alias: String,
    /// What; text about persons that may have been erased.
    pub text: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// The minutes of a panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Minutes {
    /// Who took the chair.
    pub chair: String,
    /// What they say.
    pub text: String,
    /// Who wrote them.
    pub by: Actor,
    /// When.
    pub on: Date,
    /// Who has confirmed them, or not, with what they should say instead.
    pub answers: Vec<(String, bool, String, Date)>,
}

impl Minutes {
    /// What a member said of them.
    pub fn answer(&self, alias: &str) -> Option<(bool, &str)> {
        let mut own = self.answers.iter().filter(|(of, ..)| of == alias);
        own.next_back().map(|(_, agrees, reasons, _)| (*agrees, reasons.as_str()))
    }
}

/// Words of a member who differs from the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dissent {
    /// Who.
    pub alias: String,
    /// In which words.
    pub text: String,
    /// When.
    pub on: Date,
}

/// Answers as they were before a correction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Earlier {
    /// The answers.
    pub answers: Vec<Answer>,
    /// The day on which they had become final.
    pub final_on: Date,
}
