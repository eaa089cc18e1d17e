//! Shortfalls: what would make a clause hold, as steps with addresses and as a sentence.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FactAddress, Maker, Measure, OpenDocument, both};
use crate::{
    eval::Open,
    facts::CellRef,
    model::{Op, Quantity, Rows},
    prose,
    repair::{Action, Repair},
    report::{ClauseResult, Ranked},
    syntax::Words,
    value::{Num, RowRef},
    vocabulary::Kind,
};

/// A minimal set of changes after which the clause holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortfall {
    /// The whole in words.
    pub text: Words,
    /// The first reference date on which it helps, when that is later than the present one.
    pub earliest: Option<Date>,
    /// Whether the changed facts were evaluated and the clause held; a plan that did not is not offered.
    pub verified: bool,
    /// Whether the applicant can do it: none of the facts is one that cannot be changed.
    pub actionable: bool,
    /// What to do; nothing when time alone helps.
    pub actions: Vec<ActionDocument>,
    /// Judgements that were taken to be yes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assumes: Vec<OpenDocument>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum ActionDocument {
    /// Add rows that pass a filter.
    AddRows {
        /// The list.
        list: String,
        /// How many.
        count: u32,
        /// Whether they must differ from those that are there.
        distinct: bool,
        /// The conditions on each.
        conditions: Words,
        /// First day, when the rule asks for a period.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Date>,
        /// Last day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Date>,
    },
    /// Add to a sum over rows that pass a filter.
    AddAmount {
        /// The list.
        list: String,
        /// How much more.
        amount: Measure,
        /// The conditions on the rows.
        conditions: Words,
        /// First day, when the rule asks for a period.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Date>,
        /// Last day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Date>,
    },
    /// Bring a number to a value.
    Reach {
        /// The fact.
        #[serde(flatten)]
        fact: FactAddress,
        /// How it must stand to the value.
        op: String,
        /// The value.
        value: Measure,
    },
    /// Make a coded fact one of these.
    Become {
        /// The fact.
        #[serde(flatten)]
        fact: FactAddress,
        /// The codes that pass.
        codes: Vec<String>,
    },
    /// Make a yes-or-no fact yes.
    MakeTrue {
        /// The fact.
        #[serde(flatten)]
        fact: FactAddress,
    },
    /// Provide a fact.
    Provide {
        /// The fact.
        #[serde(flatten)]
        fact: FactAddress,
    },
}

impl Maker<'_> {
    /// The plans for a clause; one that applies for another type answers another question.
    pub(super) fn shortfalls(&self, result: &ClauseResult<'_>) -> Vec<Shortfall> {
        let changes_type = |action: &Action<'_>| match action {
            Action::Become { cell, .. } => Some((cell.at.record, cell.field)) == self.pack.kind,
            Action::AddRows { .. }
            | Action::AddAmount { .. }
            | Action::Reach { .. }
            | Action::MakeTrue { .. }
            | Action::Provide { .. } => false,
        };
        let about_this = result.repairs.iter().filter(|one| !one.actions.iter().any(changes_type));
        about_this.map(|repair| self.shortfall(repair)).collect()
    }

    fn shortfall(&self, repair: &Repair<'_>) -> Shortfall {
        let assumed = |(slot, row): &(u16, Option<RowRef>)| {
            self.open(Ranked { open: Open::Judgement(*slot, *row), decides: 0 })
        };
        Shortfall {
            text: both(|lang| prose::repair(self.pack, self.at, repair, lang)),
            earliest: repair.earliest,
            verified: true,
            actionable: repair.actionable,
            actions: repair.actions.iter().map(|action| self.action(action)).collect(),
            assumes: repair.assumes.iter().map(assumed).collect(),
        }
    }

    fn action(&self, action: &Action<'_>) -> ActionDocument {
        match action {
            Action::AddRows { rows, count, distinct, period } => ActionDocument::AddRows {
                list: self.list(rows),
                count: *count,
                distinct: *distinct,
                conditions: self.conditions(rows),
                from: period.map(|(first, _)| first),
                to: period.map(|(_, last)| last),
            },
            Action::AddAmount { rows, value, amount, period } => {
                self.add_amount(rows, (value, *amount), *period)
            }
            Action::Reach { cell, op, value } => ActionDocument::Reach {
                fact: self.fact(*cell),
                op: op_word(*op).to_owned(),
                value: self.reached(*cell, *value),
            },
            Action::Become { cell, codes } => {
                ActionDocument::Become { fact: self.fact(*cell), codes: self.codes(*cell, codes) }
            }
            Action::MakeTrue { cell } => ActionDocument::MakeTrue { fact: self.fact(*cell) },
            Action::Provide { cell } => ActionDocument::Provide { fact: self.fact(*cell) },
        }
    }

    fn add_amount(
        &self,
        rows: &Rows,
        (value, amount): (&Quantity, Num),
        period: Option<(Date, Date)>,
    ) -> ActionDocument {
        ActionDocument::AddAmount {
            list: self.list(rows),
            amount: Self::number(amount, &value.kind),
            conditions: self.conditions(rows),
            from: period.map(|(first, _)| first),
            to: period.map(|(_, last)| last),
        }
    }

    fn list(&self, rows: &Rows) -> String {
        let def = self.pack.names.vocabulary.record_def(rows.record);
        def.and_then(|def| def.list.clone()).unwrap_or_default()
    }

    /// The filter of rows in words; empty for none.
    fn conditions(&self, rows: &Rows) -> Words {
        rows.filter.as_ref().map_or_else(Words::default, |filter| {
            both(|lang| self.writer(lang).limb(rows.record, filter))
        })
    }

    fn reached(&self, of: CellRef, value: Num) -> Measure {
        let field = self.pack.names.vocabulary.field_def(of.at.record, of.field);
        Self::number(value, field.map_or(&Kind::Number, |field| &field.kind))
    }

    fn codes(&self, of: CellRef, codes: &[u16]) -> Vec<String> {
        let field = self.pack.names.vocabulary.field_def(of.at.record, of.field);
        let Some(field) = field else { return Vec::new() };
        codes.iter().map(|code| self.code(&field.kind, *code)).collect()
    }
}

/// The word of a comparison, as in rules.
pub(super) fn op_word(op: Op) -> &'static str {
    match op {
        Op::AtLeast => "at_least",
        Op::MoreThan => "more_than",
        Op::AtMost => "at_most",
        Op::LessThan => "less_than",
        Op::Equal => "equal",
    }
}
