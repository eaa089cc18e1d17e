//! What a case asks of the rules of its pack: tests of the procedure, days, and the machine's findings.
//!
//! Everything here is answered by evaluation of data; nothing is decided. In the tests and days of a
//! procedure the reference date is the day of the act; the conditions of an application are looked at on the
//! reference date of its round.

mod because;
mod count;
mod term;

use std::collections::BTreeSet;

use guohe_rules::{
    diagnostic::Diagnostic,
    eval::Open,
    facts::Tree,
    guard,
    model::{self, QuantityKind},
    pack::Pack,
    report::{self, ClauseResult, Outcome},
    situation::{self, Situation},
    syntax::{Quantity, Test, Words},
    value::{Num, RowRef, Truth},
    yaml::Located,
};
use jiff::civil::Date;
use serde_json::Value;

use crate::{
    case::{Case, Machine, Question},
    law::Law,
    outside::Outside,
    parameter::Entered,
    procedure::Level,
    refusal::words,
    round::Round,
};

pub use because::Because;
pub use term::Waiting;

/// What became of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Holds,
    /// It does not.
    Fails(Because),
    /// It cannot be said: something is missing.
    Unknown(Because),
}

/// A day found by the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// How it was found: every day counted and every day passed over.
    pub arithmetic: Words,
}

/// A case as the rules see it, on a day and at a level of evidence.
#[derive(Debug)]
pub struct Asked<'a> {
    pack: &'a Pack,
    situation: Situation,
    /// What could not be read of the case; empty unless the log holds facts of another vocabulary.
    pub findings: Vec<Diagnostic>,
}

/// The name under which findings about tests that stand in no file are given; they were checked on loading.
const IN_MEMORY: &str = "procedure";

impl<'a> Asked<'a> {
    /// Reads a facts file as JSON: round, facts (the case file included), judgements, waivers, registry. What
    /// officers have entered counts where the round sets nothing itself.
    pub fn of(
        (pack, entered): (&'a Pack, &Entered),
        facts: &Value,
        kind: &str,
        on: Date,
        level: Level,
    ) -> Self {
        let document = Located::nowhere(Tree::from(facts));
        let parameters = entered.over(pack);
        let (situation, findings) =
            situation::read_with(pack, &parameters, "case", &document, Some(on));
        let situation = match pack.type_at(kind) {
            Some(kind) => situation.for_type(pack, kind),
            None => situation,
        };
        Self { pack, situation: situation.at_level(level.into()), findings }
    }

    /// A case with its round and what is known from outside, on a day and at a level of evidence.
    pub fn about(
        law: &'a Law,
        (round, case): (&Round, &Case),
        outside: &Outside,
        on: Date,
        level: Level,
    ) -> Self {
        let facts = case.as_facts(round, law.vocabulary(), &outside.registries, on);
        Self::of((&law.pack, &outside.parameters), &facts, &case.kind, on, level)
    }

    /// The same under another type.
    #[must_use]
    pub fn under(mut self, kind: &str) -> Self {
        if let Some(kind) = self.pack.type_at(kind) {
            self.situation = self.situation.for_type(self.pack, kind);
        }
        self
    }

    /// The situation itself, for those who explain clause by clause.
    pub fn situation(&self) -> &Situation {
        &self.situation
    }

    /// The same, for those who look at it again and again.
    pub fn into_situation(self) -> Situation {
        self.situation
    }

    /// Whether a test of the procedure holds.
    pub fn test(&self, test: &Located<Test>) -> Answer {
        let Ok(test) = guard::compile_test(self.pack, IN_MEMORY, test) else {
            return Answer::Unknown(unreadable());
        };
        let checked = guard::check(self.pack, &self.situation, &test);
        let because = || Because::of(self.pack, &self.situation, &checked);
        match checked.truth {
            Truth::True => Answer::Holds,
            Truth::False => Answer::Fails(because()),
            Truth::Unknown(_) => Answer::Unknown(because()),
        }
    }

    /// Whether the bar that a clause sets is absent.
    pub fn unbarred(&self, clause: &str) -> Answer {
        let bar = self.pack.clause(clause).and_then(|clause| clause.written.bar.as_ref());
        bar.map_or(Answer::Holds, |bar| match self.test(&bar.test) {
            Answer::Holds => Answer::Holds,
            Answer::Fails(because) => Answer::Fails(because.under(self.pack, clause)),
            Answer::Unknown(because) => Answer::Unknown(because.under(self.pack, clause)),
        })
    }

    /// A date of the procedure, resolved; none when it cannot be read.
    pub fn compiled(&self, quantity: &Located<Quantity>) -> Option<model::Quantity> {
        let quantity = guard::compile_date(self.pack, IN_MEMORY, quantity).ok()?;
        Some(self.under_reading(&quantity).clone())
    }

    /// A quantity of any kind of the procedure, resolved; none when it cannot be read.
    pub fn resolved(&self, quantity: &Located<Quantity>) -> Option<model::Quantity> {
        let quantity = guard::compile_quantity(self.pack, IN_MEMORY, quantity).ok()?;
        Some(self.under_reading(&quantity).clone())
    }

    /// A day by a quantity of the procedure.
    ///
    /// # Errors
    /// What is missing, named.
    pub fn day(&self, quantity: &Located<Quantity>) -> Result<Day, Because> {
        let Some(quantity) = self.compiled(quantity) else { return Err(unreadable()) };
        let dated = guard::date(self.pack, &self.situation, &quantity);
        let Some(day) = dated.day else {
            return Err(Because::missing(self.pack, &self.situation, &dated.opens));
        };
        let source = |year| {
            guard::calendar(self.pack, &self.situation).and_then(|c| c.sources.get(&year).cloned())
        };
        let arithmetic = match &dated.count {
            Some(count) => count::told(count, source),
            None => words(day.to_string(), day.to_string()),
        };
        Ok(Day { day, arithmetic })
    }

    /// A number by a quantity of the procedure; none when it is known that there is no such number.
    ///
    /// # Errors
    /// What is missing, named.
    pub fn number(&self, quantity: &Located<Quantity>) -> Result<Option<Num>, Because> {
        let Some(quantity) = self.resolved(quantity) else { return Err(unreadable()) };
        let (range, opens) = guard::quantity(self.pack, &self.situation, &quantity);
        match range.known() {
            Some(number) => Ok(Some(number)),
            None if range.absent => Ok(None),
            None => Err(Because::missing(self.pack, &self.situation, &opens)),
        }
    }

    /// A quantity under the readings that the round fixes, else under the recommended ones.
    fn under_reading<'q>(&self, quantity: &'q model::Quantity) -> &'q model::Quantity {
        let QuantityKind::Readings(register, options) = &quantity.what else { return quantity };
        let fixed = self.situation.readings.get(usize::from(*register)).copied().flatten();
        let taken = options.get(usize::from(fixed.unwrap_or_default()));
        taken.map_or(quantity, |taken| self.under_reading(taken))
    }

    /// All conditions that bear on an application, with the result over all.
    pub fn machine(&self) -> Machine {
        let kind = self.situation.kind.unwrap_or_default();
        let report = report::evaluate(self.pack, &self.situation, kind);
        let conditions = report.conditions();
        Machine {
            overall: report.overall.word().to_owned(),
            clauses: conditions.map(|r| (r.id(), r.outcome.word().to_owned())).collect(),
        }
    }

    /// The questions that the conditions and priorities of the application leave to people, as far as nobody
    /// has answered them; each once.
    pub fn questions(&self) -> Vec<Question> {
        let kind = self.situation.kind.unwrap_or_default();
        let report = report::evaluate(self.pack, &self.situation, kind);
        let opens = report.results.iter().flat_map(|result| &result.trace.opens);
        let asked: BTreeSet<(u16, Option<RowRef>)> = opens
            .filter_map(|open| match open {
                Open::Judgement(slot, row) => Some((*slot, *row)),
                Open::Fact(_)
                | Open::List(_)
                | Open::Parameter(..)
                | Open::Reading(_)
                | Open::Document(_) => None,
            })
            .collect();
        asked.into_iter().filter_map(|(slot, row)| self.question(slot, row)).collect()
    }

    fn question(&self, slot: u16, row: Option<RowRef>) -> Option<Question> {
        let slot = self.pack.names.slot_def(slot)?.id.value.clone();
        let row = match row {
            Some(row) => {
                let table = self.situation.facts.table(row.record)?;
                Some(table.ids.get(usize::try_from(row.row).ok()?)?.clone())
            }
            None => None,
        };
        Some(Question { slot, row })
    }

    /// One clause; `None` when there is nothing in it to evaluate.
    pub fn clause(&self, id: &str) -> Option<ClauseResult<'a>> {
        let clause = self.pack.clause(id)?;
        report::evaluate_clause(self.pack, &self.situation, clause)
    }

    /// The outcome of one clause.
    pub fn outcome(&self, id: &str) -> Option<Outcome> {
        self.clause(id).map(|result| result.outcome)
    }
}

fn unreadable() -> Because {
    let line = words("规则包中的这一条件无法读取", "this condition of the pack cannot be read");
    Because { lines: vec![line], cites: Vec::new() }
}

impl From<Level> for guohe_rules::value::Level {
    fn from(level: Level) -> Self {
        match level {
            Level::Declared => Self::Declared,
            Level::Evidenced => Self::Evidenced,
            Level::Verified => Self::Verified,
        }
    }
}
