//! Findings: the tree of what a rule asked, what each limb came to, what was compared and which rows
//! counted.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    FactAddress, Maker, Measure, RowAddress, both, reading::reason_names, shortfall::op_word,
};
use crate::{
    eval::{
        Node,
        trace::{Seen, SeenRow, Trace},
    },
    facts::CellRef,
    model::{Op, Path, Quantity, Question, Rare, Test, TestKind, date_of},
    prose,
    report::Outcome,
    situation::Answer,
    syntax::Words,
    value::{Cell, Level, Range, RowRef, Truth},
};

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It cannot be said.
    Unknown,
}

impl From<Truth> for Holds {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::Yes,
            Truth::False => Self::No,
            Truth::Unknown(_) => Self::Unknown,
        }
    }
}

impl From<Outcome> for Holds {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Met | Outcome::Done | Outcome::Present => Self::Yes,
            Outcome::NotMet
            | Outcome::Waived
            | Outcome::NotDone
            | Outcome::Late
            | Outcome::Missing
            | Outcome::Absent => Self::No,
            Outcome::Undetermined
            | Outcome::NeedsJudgement
            | Outcome::NotApplicable
            | Outcome::NotYetDue
            | Outcome::DueUnknown => Self::Unknown,
        }
    }
}

/// A limb of a rule and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The kind of limb, as in rules: `all`, `any`, `at_least`, `judge` …; `period` for one period.
    pub kind: String,
    /// What it came to.
    pub holds: Holds,
    /// Why that is unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// What it asks; for a limb with limbs below it, only the words that lead into them.
    pub text: Words,
    /// Two quantities that it compares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// Facts that it looks at directly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FoundFact>,
    /// Rows that it looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowDocument>,
    /// A question to a person, with the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgement: Option<JudgedSlot>,
    /// The clause that it refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refers_to: Option<String>,
    /// The period that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The limbs below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limbs: Vec<Finding>,
}

/// Two quantities and how the first must stand to the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// What was measured, in words.
    pub what: Words,
    /// How it must stand: `at_least`, `more_than`, `at_most`, `less_than`, `equal`.
    pub op: String,
    /// What was found.
    pub found: Measure,
    /// What it was held against.
    pub against: Measure,
}

/// A fact as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundFact {
    /// Where it stands.
    #[serde(flatten)]
    pub fact: FactAddress,
    /// Its name.
    pub name: Words,
    /// Its value as in a facts file; none when it is not known.
    pub value: Option<String>,
    /// Its value in words.
    pub words: Words,
    /// How well it is supported.
    pub support: Level,
    /// Attachments that prove it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

/// A row that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowDocument {
    /// The row.
    #[serde(flatten)]
    pub at: RowAddress,
    /// Its name.
    pub name: Words,
    /// Whether it counted.
    pub counted: Holds,
    /// Why it did not, or may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Words>,
    /// The kind of the limb that kept it out or leaves it open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limb: Option<String>,
}

/// A question to a person, with the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedSlot {
    /// The slot.
    pub slot: String,
    /// The question.
    pub question: Words,
    /// Who answers, as named in the pack.
    pub by: String,
    /// The answer; unknown while it is pending.
    pub answer: Holds,
}

/// A period, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// A limb at the end of the tree that made the whole come out as it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deciding<'f> {
    /// The limb.
    pub leaf: &'f Finding,
    /// The period under which it was asked.
    pub period: Option<Period>,
}

impl Finding {
    /// The limbs at the ends of the tree that made the whole come out as it did.
    pub fn deciding(&self) -> Vec<Deciding<'_>> {
        let mut found = Vec::new();
        self.decide(None, &mut found);
        found
    }

    fn decide<'f>(&'f self, period: Option<Period>, found: &mut Vec<Deciding<'f>>) {
        let period = self.period.or(period);
        if self.limbs.is_empty() {
            found.push(Deciding { leaf: self, period });
        }
        for limb in &self.limbs {
            if self.kind == "not" || limb.holds == self.holds {
                limb.decide(period, found);
            }
        }
    }

    /// The rows that counted, that did not, or that may have.
    pub fn rows_that(&self, counted: Holds) -> impl Iterator<Item = &RowDocument> {
        self.rows.iter().filter(move |row| row.counted == counted)
    }
}

impl Maker<'_> {
    /// The tree of a trace; none when nothing was traced.
    pub(super) fn tree(&self, trace: &Trace<'_>) -> Option<Finding> {
        let (first, seen) = trace.below(None).next()?;
        Some(self.finding(trace, first, seen))
    }

    fn finding(&self, trace: &Trace<'_>, at: usize, seen: &Seen<'_>) -> Finding {
        let below = trace.below(Some(at));
        let limbs: Vec<_> = below.map(|(at, seen)| self.finding(trace, at, seen)).collect();
        let rows = trace.rows_of(seen).iter().map(|row| self.seen_row(row)).collect();
        let bare = Finding {
            kind: "period".to_owned(),
            holds: seen.truth.into(),
            reasons: reason_names(seen.truth.reasons()),
            text: Words::default(),
            compared: None,
            facts: Vec::new(),
            rows,
            judgement: None,
            refers_to: None,
            period: None,
            limbs,
        };
        match seen.node {
            Node::Test(test) => self.tested(test, (seen.truth, trace.compared(seen)), bare),
            Node::Period(first, last) => period(first, last, bare),
        }
    }

    fn tested(
        &self,
        test: &Test,
        (truth, ranges): (Truth, Option<(Range, Range)>),
        bare: Finding,
    ) -> Finding {
        let leads = !bare.limbs.is_empty();
        let text = both(|lang| {
            let passage = self.writer(lang).passage(test);
            if leads { passage.text } else { passage.line(lang) }
        });
        let mut paths = Vec::new();
        facts_of(&test.what, &mut paths);
        let compared = match (&test.what, ranges) {
            (TestKind::Compare(op, left, right), Some(ranges)) => {
                Some(self.compared(*op, (left, right), ranges))
            }
            (_, _) => None,
        };
        Finding {
            kind: kind_word(&test.what).to_owned(),
            text,
            compared,
            facts: paths.into_iter().filter_map(|path| self.found(path)).collect(),
            judgement: asked(&test.what).and_then(|question| self.judged(question, truth)),
            refers_to: self.referred(&test.what),
            ..bare
        }
    }

    fn compared(
        &self,
        op: Op,
        (left, right): (&Quantity, &Quantity),
        (found, against): (Range, Range),
    ) -> Compared {
        Compared {
            what: both(|lang| self.writer(lang).quantity(left)),
            op: op_word(op).to_owned(),
            found: self.measure(left, found),
            against: Measure {
                // A bare number takes the measure word of what it is held against.
                words: both(|lang| self.writer(lang).range(left, against)),
                ..self.measure(right, against)
            },
        }
    }

    /// The fact at the end of a path that starts from a record that exists once.
    fn found(&self, path: &Path) -> Option<FoundFact> {
        let vocabulary = &self.pack.names.vocabulary;
        let single = vocabulary.record_def(path.root)?.list.is_none();
        let (last, way) = path.steps.split_last().filter(|_| single)?;
        let mut at = RowRef { record: path.root, row: 0 };
        for step in way {
            let Cell::Row(next) = self.at.facts.cell(CellRef { at, field: *step }) else {
                return None;
            };
            at = next;
        }
        let of = CellRef { at, field: *last };
        let field = vocabulary.field_def(at.record, *last)?;
        Some(FoundFact {
            fact: self.fact(of),
            name: field.written.name.clone(),
            value: self.exact_cell(self.at.facts.cell(of), &field.kind),
            words: both(|lang| prose::cell(self.pack, self.at, of, lang)),
            support: self.at.facts.table(at.record)?.level(at.row, *last),
            evidence: self.at.evidence.get(&of).cloned().unwrap_or_default(),
        })
    }

    fn seen_row(&self, seen: &SeenRow<'_>) -> RowDocument {
        let because = both(|lang| prose::because(self.pack, self.at, seen, lang));
        RowDocument {
            at: self.row(seen.row),
            name: both(|lang| prose::row(self.pack, self.at, seen.row, lang)),
            counted: seen.truth.into(),
            because: Some(because).filter(|words| !words.zh.is_empty()),
            limb: seen.because.map(|limb| kind_word(&limb.what).to_owned()),
        }
    }

    fn judged(&self, question: &Question, truth: Truth) -> Option<JudgedSlot> {
        let slot = self.pack.names.slot_def(question.slot)?;
        let answer = match question.about {
            Some(_) => truth.into(),
            None => match self.at.judgements.answer(question.slot, None) {
                Answer::Yes => Holds::Yes,
                Answer::No => Holds::No,
                Answer::Pending => Holds::Unknown,
            },
        };
        Some(JudgedSlot {
            slot: slot.id.value.clone(),
            question: slot.question.clone(),
            by: slot.by.value.clone(),
            answer,
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only two kinds refer")]
    fn referred(&self, what: &TestKind) -> Option<String> {
        let clause = match what {
            TestKind::Refer(clause) => *clause,
            TestKind::Rare(rare) => rare.clause()?,
            _ => return None,
        };
        let clause = self.pack.clauses.get(usize::from(clause))?;
        Some(clause.written.id.value.clone())
    }
}

impl Period {
    /// A calendar year by its number, any other period by its days.
    pub fn words(self) -> Words {
        let Self { from, to } = self;
        let year = from.year();
        if (from, to) == (Date::constant(year, 1, 1), Date::constant(year, 12, 31)) {
            return Words { zh: format!("{year}年"), en: year.to_string() };
        }
        Words { zh: format!("{from} 至 {to}"), en: format!("{from} to {to}") }
    }
}

fn period(first: i64, last: i64, bare: Finding) -> Finding {
    let period = date_of(first).zip(date_of(last)).map(|(from, to)| Period { from, to });
    let text = period.map_or_else(Words::default, Period::words);
    Finding { text, period, ..bare }
}

/// The facts that a test looks at without going through rows.
fn facts_of<'t>(what: &'t TestKind, found: &mut Vec<&'t Path>) {
    match what {
        TestKind::OneOf { fact, .. }
        | TestKind::InList { fact, .. }
        | TestKind::Is(fact)
        | TestKind::Given(fact)
        | TestKind::Absent(fact) => found.push(fact),
        TestKind::OwnedBy { owner, .. } => found.push(owner),
        TestKind::Same(left, right) => found.extend([left, right]),
        TestKind::Rare(rare) => {
            if let Rare::Shares(pair) = &**rare {
                found.extend([&pair.0, &pair.1]);
            }
        }
        TestKind::Named(fact, template) => {
            found.push(fact);
            found.extend(template.facts());
        }
        TestKind::All(_)
        | TestKind::Any(_)
        | TestKind::Not(_)
        | TestKind::AtLeastKOf(..)
        | TestKind::Compare(..)
        | TestKind::Within(..)
        | TestKind::Overlap(_)
        | TestKind::Covered { .. }
        | TestKind::Some(_)
        | TestKind::No(_)
        | TestKind::Each(..)
        | TestKind::EveryPeriod(..)
        | TestKind::Document(_)
        | TestKind::Judge(_)
        | TestKind::Refer(_)
        | TestKind::Readings(..) => {}
    }
}

/// The question that a test is, or ends in where its list is open.
fn asked(what: &TestKind) -> Option<&Question> {
    if let TestKind::Judge(question) = what {
        return Some(question);
    }
    let TestKind::OneOf { otherwise, .. } = what else { return None };
    otherwise.as_ref()
}

/// The name of a kind of test, as in rules.
fn kind_word(what: &TestKind) -> &'static str {
    match what {
        TestKind::All(_) => "all",
        TestKind::Any(_) => "any",
        TestKind::Not(_) => "not",
        TestKind::AtLeastKOf(..) => "at_least_k_of",
        TestKind::OneOf { .. } => "one_of",
        TestKind::Is(_) => "is",
        TestKind::Given(_) => "given",
        TestKind::Absent(_) => "absent",
        TestKind::Compare(op, ..) => op_word(*op),
        TestKind::Within(..) => "within",
        TestKind::Overlap(_) => "overlap",
        TestKind::Covered { .. } => "covered",
        TestKind::InList { .. } => "in_list",
        TestKind::OwnedBy { .. } => "owned_by",
        TestKind::Same(..) => "same",
        TestKind::Named(..) => "named",
        TestKind::Some(_) => "some",
        TestKind::No(_) => "no",
        TestKind::Each(..) => "each",
        TestKind::EveryPeriod(..) => "every_period",
        TestKind::Document(_) => "document",
        TestKind::Judge(_) => "judge",
        TestKind::Refer(_) => "refer",
        TestKind::Readings(..) => "readings",
        TestKind::Rare(rare) => rare.word(),
    }
}
