//! Outcomes as they are shown: a word, a sign and a tone, never the tone alone.

/// What is shown for a clause. Conditions use the first six; duties, steps and grounds their own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A condition that holds.
    Met,
    /// A condition that does not hold.
    NotMet,
    /// A fact or a parameter is missing.
    Undetermined,
    /// A person has to decide.
    NeedsJudgement,
    /// It does not hold and was waived.
    Waived,
    /// It does not apply.
    NotApplicable,
    /// A duty done in time.
    Done,
    /// A duty done late.
    Late,
    /// A duty not done and overdue.
    Missing,
    /// A duty not yet due.
    NotYetDue,
    /// A duty without a known due day.
    DueUnknown,
    /// A step that was validly done.
    StepDone,
    /// A step that was not done.
    StepNotDone,
    /// A ground for a sanction that is there.
    Present,
    /// A ground for a sanction that is not there.
    Absent,
}

impl Outcome {
    /// The six of a condition, in the order in which they are counted.
    pub const CONDITION: [Self; 6] = [
        Self::Met,
        Self::NotMet,
        Self::Undetermined,
        Self::NeedsJudgement,
        Self::Waived,
        Self::NotApplicable,
    ];

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Met => "outcome.met",
            Self::NotMet => "outcome.not_met",
            Self::Undetermined => "outcome.undetermined",
            Self::NeedsJudgement => "outcome.needs_judgement",
            Self::Waived => "outcome.waived",
            Self::NotApplicable => "outcome.not_applicable",
            Self::Done => "outcome.done",
            Self::Late => "outcome.late",
            Self::Missing => "outcome.missing",
            Self::NotYetDue => "outcome.not_yet_due",
            Self::DueUnknown => "outcome.due_unknown",
            Self::StepDone => "outcome.step_done",
            Self::StepNotDone => "outcome.step_not_done",
            Self::Present => "outcome.present",
            Self::Absent => "outcome.absent",
        }
    }

    /// The key of its word for a whole application.
    pub fn overall_key(self) -> &'static str {
        match self {
            Self::Met => "overall.eligible",
            Self::NotMet => "overall.not_eligible",
            Self::NeedsJudgement => "overall.needs_judgement",
            Self::Undetermined
            | Self::Waived
            | Self::NotApplicable
            | Self::Done
            | Self::Late
            | Self::Missing
            | Self::Present
            | Self::Absent
            | Self::StepDone
            | Self::StepNotDone
            | Self::DueUnknown
            | Self::NotYetDue => "overall.undetermined",
        }
    }

    /// The tone: the ending of the classes `is-…`, `c-…` and `t-…`.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Met | Self::Done | Self::StepDone => "good",
            Self::NotMet | Self::Late | Self::Missing | Self::Present => "bad",
            Self::Undetermined | Self::DueUnknown => "open",
            Self::NeedsJudgement => "human",
            Self::Waived => "eased",
            Self::NotApplicable | Self::NotYetDue | Self::StepNotDone | Self::Absent => "mute",
        }
    }

    /// The sign, as a path on a ground of 16 by 16.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Met | Self::Done | Self::StepDone => "M3 8.6l3.2 3.2L13 5",
            Self::NotMet | Self::Missing => "M4 4l8 8M12 4l-8 8",
            Self::Undetermined | Self::DueUnknown => {
                "M5.4 5.9a2.6 2.6 0 1 1 3.8 2.3C8.3 8.7 8 9.1 8 10M8 12.9v.1"
            }
            Self::NeedsJudgement => {
                "M8 7.4a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM2.8 13.8c.6-2.8 2.6-4.2 5.2-4.2s4.6 1.4 5.2 4.2"
            }
            Self::Waived => "M2.5 11.5c1.4-7 9.6-7 11 0M11 10l2.5 1.6L14.6 9M8 12.2v.1",
            Self::NotApplicable | Self::Absent | Self::StepNotDone => "M4 8h8",
            Self::Late | Self::NotYetDue => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6",
            Self::Present => "M4 14V2.6h7.4l-1.7 3 1.7 3H4",
        }
    }
}

/// How well a fact is supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Stated by the applicant.
    Declared,
    /// Stated, with a file beside it.
    Evidenced,
    /// Looked at and confirmed.
    Verified,
    /// Doubted; counts as missing until it is cleared up.
    Contested,
}

impl Level {
    /// How much is to be done about it: the more, the weaker.
    pub fn doubt(self) -> u8 {
        match self {
            Self::Verified => 0,
            Self::Evidenced => 1,
            Self::Declared => 2,
            Self::Contested => 3,
        }
    }

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Declared => "level.declared",
            Self::Evidenced => "level.evidenced",
            Self::Verified => "level.verified",
            Self::Contested => "level.contested",
        }
    }

    /// The tone, as of an outcome.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Declared => "mute",
            Self::Evidenced => "eased",
            Self::Verified => "good",
            Self::Contested => "bad",
        }
    }
}
