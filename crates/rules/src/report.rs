//! Results: what a clause comes to, under every reading, with what is open and what would mend it.

mod clause;
mod duty;
mod exact;
mod joint;
mod overall;
mod rank;
mod trial;

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    eval::{Memo, Open, Quiet, Setting, set, set_with, trace::Trace},
    model::Clause,
    pack::Pack,
    repair::Repair,
    situation::{Situation, Waived},
    syntax::{Blocked, Class},
    value::{Reasons, Truth},
};

use clause::Workbench;
pub(crate) use clause::{Matter, Readings};
pub use duty::DutyRow;
pub use exact::Exactness;

/// What a result is called. Criteria use the first six words; duties, steps and grounds for sanctions have
/// their own, so that a ground is never a green "met" (ruling 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds.
    Met,
    /// It does not hold.
    NotMet,
    /// A fact or a parameter is missing.
    Undetermined,
    /// A person must judge, or a reading must be chosen.
    NeedsJudgement,
    /// It does not hold and was waived.
    Waived,
    /// It does not concern this case.
    NotApplicable,
    /// A step or a duty was done, in time.
    Done,
    /// A step was not done, or not validly.
    NotDone,
    /// A duty was done too late.
    Late,
    /// A duty was not done and its term is over.
    Missing,
    /// A duty is not due yet.
    NotYetDue,
    /// The term of a duty cannot be computed.
    DueUnknown,
    /// A ground exists.
    Present,
    /// A ground does not exist.
    Absent,
}

impl Outcome {
    /// The word used in files and interfaces.
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Undetermined => "undetermined",
            Self::NeedsJudgement => "needs_judgement",
            Self::Waived => "waived",
            Self::NotApplicable => "not_applicable",
            Self::Done => "done",
            Self::NotDone => "not_done",
            Self::Late => "late",
            Self::Missing => "missing",
            Self::NotYetDue => "not_yet_due",
            Self::DueUnknown => "due_unknown",
            Self::Present => "present",
            Self::Absent => "absent",
        }
    }

    /// The outcome with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        const ALL: [Outcome; 14] = [
            Outcome::Met,
            Outcome::NotMet,
            Outcome::Undetermined,
            Outcome::NeedsJudgement,
            Outcome::Waived,
            Outcome::NotApplicable,
            Outcome::Done,
            Outcome::NotDone,
            Outcome::Late,
            Outcome::Missing,
            Outcome::NotYetDue,
            Outcome::DueUnknown,
            Outcome::Present,
            Outcome::Absent,
        ];
        ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// The word for a truth in a class of norms.
    pub fn of(truth: Truth, class: Class) -> Self {
        match (truth, class) {
            (Truth::True, Class::ProcedureStep) => Self::Done,
            (Truth::False, Class::ProcedureStep) => Self::NotDone,
            (Truth::True, Class::Sanction) => Self::Present,
            (Truth::False, Class::Sanction) => Self::Absent,
            (Truth::True, _) => Self::Met,
            (Truth::False, _) => Self::NotMet,
            (Truth::Unknown(why), _) if why.something_missing() => Self::Undetermined,
            (Truth::Unknown(_), _) => Self::NeedsJudgement,
        }
    }
}

/// Where an application stands as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overall {
    /// Every condition is satisfied.
    Eligible,
    /// People must judge, waive or choose a reading.
    NeedsJudgement,
    /// Something is missing.
    Undetermined,
    /// A hard condition fails.
    NotEligible,
}

impl Overall {
    /// The word used in files and interfaces.
    pub fn word(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::NeedsJudgement => "needs_judgement",
            Self::Undetermined => "undetermined",
            Self::NotEligible => "not_eligible",
        }
    }
}

/// A result under one combination of readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingResult {
    /// The register entries that differ from the ground reading, each with the option taken.
    pub taken: Vec<(u16, u16)>,
    /// The result.
    pub truth: Truth,
    /// Whether it takes part in the decision; the alternatives of a fixed entry are only shown.
    pub decides: bool,
}

/// Something open with how often it decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// What is open.
    pub open: Open,
    /// Of a thousand values it can take, how many decide the clause by themselves; zero where its values
    /// cannot be listed.
    pub decides: u16,
}

/// What one clause comes to.
#[derive(Debug, Clone)]
pub struct ClauseResult<'p> {
    /// The clause.
    pub clause: &'p Clause,
    /// Whether this is the bar that the clause sets, and not its rule.
    pub bar: bool,
    /// The truth of its rule, after readings and the exact pass.
    pub truth: Truth,
    /// Its name.
    pub outcome: Outcome,
    /// The trace under the ground reading: what the round fixed, else the recommended option.
    pub trace: Arc<Trace<'p>>,
    /// Results under the other readings that decide together with the ground one.
    pub readings: Vec<ReadingResult>,
    /// What the exact pass found.
    pub exact: Exactness,
    /// The waiver that applies.
    pub waiver: Option<Waived>,
    /// Whether it fails only in principle and nobody has decided on a waiver.
    pub waiver_pending: bool,
    /// What is open, the most decisive first.
    pub opens: Vec<Ranked>,
    /// Minimal sets of changes that would satisfy it, each verified by evaluating the changed facts.
    pub repairs: Vec<Repair<'p>>,
    /// For a duty: each row that triggers it.
    pub duties: Vec<DutyRow>,
    /// For a bar that blocks: the first day on which it does not any more with the facts as they are, where
    /// there is one; the day before it is the last that is blocked.
    pub free_on: Option<Date>,
}

impl ClauseResult<'_> {
    /// The id of the clause, with `#bar` for the bar that it sets.
    pub fn id(&self) -> String {
        let id = &self.clause.written.id.value;
        if self.bar { format!("{id}#bar") } else { id.clone() }
    }

    /// Whether it is one of the conditions of an application, bars to applying included.
    pub fn is_conjoined(&self) -> bool {
        if self.bar { self.clause.bars(Blocked::Apply) } else { self.clause.is_condition() }
    }

    /// Whether it is told to whoever applies and keeps nobody from it.
    pub fn is_warning(&self) -> bool {
        self.bar && !self.is_conjoined()
    }

    /// What it alone would make of the whole application.
    pub fn weight(&self) -> Overall {
        match self.outcome {
            Outcome::NotMet if self.waiver_pending => Overall::NeedsJudgement,
            Outcome::NotMet => Overall::NotEligible,
            Outcome::NotDone if self.clause.is_condition() => Overall::NotEligible,
            Outcome::Undetermined => Overall::Undetermined,
            Outcome::NeedsJudgement => Overall::NeedsJudgement,
            Outcome::Met
            | Outcome::Waived
            | Outcome::NotApplicable
            | Outcome::Done
            | Outcome::NotDone
            | Outcome::Late
            | Outcome::Missing
            | Outcome::NotYetDue
            | Outcome::DueUnknown
            | Outcome::Present
            | Outcome::Absent => Overall::Eligible,
        }
    }

    /// Why it is unknown.
    pub fn reasons(&self) -> Reasons {
        self.truth.reasons()
    }
}

/// The result of a whole type.
#[derive(Debug, Clone)]
pub struct Report<'p> {
    /// The pack.
    pub pack: &'p Pack,
    /// The type, by its place in the pack.
    pub kind: usize,
    /// Where the application stands.
    pub overall: Overall,
    /// Whether `overall` rests on the exact pass over the whole conjunction.
    pub by_conjunction: bool,
    /// Conditions in the order of the law; then bars that block a certification only, then priorities. Reports on
    /// several types share what does not lean on the type.
    pub results: Vec<Arc<ClauseResult<'p>>>,
}

impl Report<'_> {
    /// How far the application is from being eligible: failing conditions weigh a thousand each, then what
    /// is undetermined, then what is to be judged.
    pub fn distance(&self) -> u32 {
        let weigh = |result: &ClauseResult<'_>| match result.weight() {
            Overall::NotEligible => 1_000,
            Overall::Undetermined => 10,
            Overall::NeedsJudgement => 1,
            Overall::Eligible => 0,
        };
        self.conditions().map(weigh).sum()
    }

    /// The results of conditions and of bars to applying.
    pub fn conditions(&self) -> impl Iterator<Item = &ClauseResult<'_>> {
        self.results.iter().map(|result| &**result).filter(|result| result.is_conjoined())
    }
}

/// What is asked for besides what each clause comes to, why, and what is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing: no result has repairs or a day on which a bar ends. For whoever compares types and shows neither.
    Results,
    /// What would mend each clause that fails.
    Plans,
}

/// Evaluates all conditions and priorities of a type.
pub fn evaluate<'p>(pack: &'p Pack, situation: &Situation, kind: usize) -> Report<'p> {
    let situation = situation.clone().for_type(pack, kind);
    let mut bench = Workbench::new(Wanted::Plans);
    set(pack, &situation, |setting| overall::evaluate(pack, setting, kind, &mut bench))
}

/// The same without what would mend a clause that fails: what each comes to, and why.
pub fn findings<'p>(pack: &'p Pack, situation: &Situation, kind: usize) -> Report<'p> {
    let situation = situation.clone().for_type(pack, kind);
    let mut bench = Workbench::new(Wanted::Results);
    set(pack, &situation, |setting| overall::evaluate(pack, setting, kind, &mut bench))
}

/// The same for every type of a pack, in the order of the pack. What does not lean on the type is worked out
/// once.
pub fn evaluate_types<'p>(
    pack: &'p Pack,
    situation: &Situation,
    wanted: Wanted,
) -> Vec<Report<'p>> {
    let memo = Memo::new(pack);
    let mut bench = Workbench::for_types(pack, wanted);
    let mut reports = Vec::with_capacity(pack.file.types.len());
    for kind in 0..pack.file.types.len() {
        let situation = situation.clone().for_type(pack, kind);
        memo.moved_to_type(pack, kind);
        bench.moved_to_type(pack);
        let report = set_with(&memo, &situation, |setting| {
            overall::evaluate(pack, setting, kind, &mut bench)
        });
        reports.push(report);
    }
    reports
}

/// Evaluates one clause of whatever class; `None` when there is nothing in it to evaluate.
pub fn evaluate_clause<'p>(
    pack: &'p Pack,
    situation: &Situation,
    clause: &'p Clause,
) -> Option<ClauseResult<'p>> {
    let mut bench = Workbench::new(Wanted::Plans);
    set(pack, situation, |setting| clause::evaluate(pack, setting, clause, &mut bench))
}

/// What one clause comes to, in a word and without the reasons; `None` when there is nothing in it to
/// evaluate. For whoever asks very often: it is the outcome that [`evaluate_clause`] gives.
pub fn outcome(pack: &Pack, situation: &Situation, clause: &Clause) -> Option<Outcome> {
    set(pack, situation, |setting| clause::outcome(pack, setting, clause))
}

/// The same for the bar that a clause sets; `None` when it sets none.
pub fn outcome_of_bar(pack: &Pack, situation: &Situation, clause: &Clause) -> Option<Outcome> {
    let matter = Matter::bar(pack, clause)?;
    Some(set(pack, situation, |setting| clause::outcome_of(matter, setting, true)))
}

/// Whether the rule of a clause holds under the readings that decide, and nothing besides: for one host after
/// another, with the room that the work takes kept in between.
#[derive(Debug)]
pub struct Verdicts<'p> {
    matter: Matter<'p>,
    memo: Memo,
}

impl<'p> Verdicts<'p> {
    /// For a clause; `None` when it has no rule.
    pub fn of(pack: &'p Pack, clause: &'p Clause) -> Option<Self> {
        Some(Self { matter: Matter::rule(pack, clause)?, memo: Memo::new(pack) })
    }

    /// Whether the rule holds in a situation.
    pub fn truth(&self, situation: &Situation) -> Truth {
        self.memo.forget();
        let Matter { pack, clause, .. } = self.matter;
        if clause.registers.is_empty() {
            let setting =
                Setting { at: situation, on: situation.on(), ground: &[], memo: &self.memo };
            return self.matter.under(setting, &[], &mut Quiet);
        }
        set_with(&self.memo, situation, |setting| {
            self.matter.truth(setting, &Readings::of(pack, clause, setting))
        })
    }
}

/// Evaluates the bar that a clause sets; `None` when it sets none.
pub fn evaluate_bar<'p>(
    pack: &'p Pack,
    situation: &Situation,
    clause: &'p Clause,
) -> Option<ClauseResult<'p>> {
    let matter = Matter::bar(pack, clause)?;
    let mut bench = Workbench::new(Wanted::Plans);
    Some(set(pack, situation, |setting| clause::decided(matter, setting, true, &mut bench)))
}

/// What a clause comes to under the readings that are registered and do not decide: the alternatives of a
/// fixed entry, and those that the round has put aside. They are shown, and change nothing.
pub fn alternatives(
    pack: &Pack,
    situation: &Situation,
    result: &ClauseResult<'_>,
) -> Vec<ReadingResult> {
    let clause = result.clause;
    let matter = if result.bar { Matter::bar(pack, clause) } else { Matter::rule(pack, clause) };
    matter.map_or_else(Vec::new, |matter| {
        set(pack, situation, |setting| clause::alternatives(matter, setting))
    })
}
