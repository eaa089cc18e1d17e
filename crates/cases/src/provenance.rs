//! Where what a clause took from outside comes from: for each value of a parameter its source and since when
//! it is known here, for each register what it rests on and where its rows stand.
//!
//! It is read off the values with which the case was evaluated and decides nothing. Asked together with
//! [`crate::outside::then`] it says what was known on a past day.

use guohe_rules::{
    document::{self, Address, ClauseDocument, Document, Holds, OutsideValue, RowDocument},
    situation::Situation,
    syntax::{ParameterKind, Words},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use uuid::Uuid;

use crate::{law::Law, outside::Outside, parameter::Known, registry::Sheet, round::Round};

/// What one clause took from outside; clauses that took nothing have none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Used {
    /// The clause, by its id in the document of the check.
    pub clause: String,
    /// Its name.
    pub name: Words,
    /// The values of parameters that it looked at.
    pub values: Vec<ValueUsed>,
    /// The registers that it looked at.
    pub registers: Vec<RegisterUsed>,
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueUsed {
    /// The value.
    #[serde(flatten)]
    pub value: OutsideValue,
    /// Where it comes from; several for what is put together from several, none while it is missing.
    pub origins: Vec<Origin>,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Origin {
    /// The round set it itself.
    Round,
    /// Two officers entered and confirmed it.
    Entered {
        /// The source they gave.
        source: String,
        /// The day on which the source was published.
        published_on: Date,
        /// The instant of the confirmation, from which it is known here.
        since: Timestamp,
    },
    /// The pack carries it.
    Pack {
        /// Its source.
        source: Option<Words>,
        /// The day on which the source was published, where the pack says so.
        published_on: Option<Date>,
    },
}

/// A register as a clause saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterUsed {
    /// The register, by the plural noun of its rows.
    pub list: String,
    /// What one of its rows is called.
    pub name: Words,
    /// Why it is not known to be complete; none when it is.
    pub open: Option<Words>,
    /// What it rests on.
    pub rests_on: Vec<Sheet>,
    /// The rows that counted or may count, with where they stand.
    pub rows: Vec<RowUsed>,
}

/// A row of a register that a clause looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowUsed {
    /// Its name.
    pub name: Words,
    /// Whether it counted.
    pub counted: Holds,
    /// The stream that wrote it, another case or one of the sheets; none for the case itself.
    pub from: Option<Uuid>,
}

/// What the clauses of a check took from outside, in their order.
pub fn used(
    law: &Law,
    round: &Round,
    outside: &Outside,
    situation: &Situation,
    check: &Document,
) -> Vec<Used> {
    let teller = Teller { law, round, outside, situation };
    let one = |clause: &ClauseDocument| {
        let id = clause.id.strip_suffix("#bar").unwrap_or(&clause.id);
        let known = law.pack.clause(id)?;
        let values = document::outside_values(&law.pack, situation, known);
        // A missing value that nothing waits for belongs to a reading that was not taken.
        let used = |value: &OutsideValue| value.value.is_some() || awaits(clause, &value.name);
        let values = values.into_iter().filter(used);
        let values: Vec<_> = values.map(|value| teller.value(value)).collect();
        let mut rows = Vec::new();
        clause.tree.iter().for_each(|tree| gather(tree, &mut rows));
        let registers = document::registers(&law.pack, known);
        let registers: Vec<_> =
            registers.into_iter().filter_map(|list| teller.register(list, &rows)).collect();
        let nothing = values.is_empty() && registers.is_empty();
        let (clause, name) = (clause.id.clone(), clause.name.clone());
        (!nothing).then_some(Used { clause, name, values, registers })
    };
    check.clauses.iter().filter_map(one).collect()
}

/// Whether a clause is open for want of a parameter.
fn awaits(clause: &ClauseDocument, parameter: &str) -> bool {
    let mut open = clause.open.iter();
    open.any(|open| matches!(&open.address, Address::Parameter { name, .. } if name == parameter))
}

fn gather<'d>(limb: &'d document::Finding, rows: &mut Vec<&'d RowDocument>) {
    rows.extend(&limb.rows);
    limb.limbs.iter().for_each(|limb| gather(limb, rows));
}

struct Teller<'a> {
    law: &'a Law,
    round: &'a Round,
    outside: &'a Outside,
    situation: &'a Situation,
}

impl Teller<'_> {
    fn value(&self, value: OutsideValue) -> ValueUsed {
        let mut origins = Vec::new();
        if value.value.is_some() {
            origins = self.origins(&value);
        }
        ValueUsed { value, origins }
    }

    /// The last that gave the value; all of them where it is put together from several.
    fn origins(&self, value: &OutsideValue) -> Vec<Origin> {
        let names = &self.law.pack.names;
        let written = names.parameter(&value.name).and_then(|at| names.parameter_def(at));
        let Some((written, _)) = written else { return Vec::new() };
        let mut all = Vec::new();
        if gives(&written.kind, value.year) {
            let (source, published_on) = (written.source.clone(), written.published_on);
            all.push(Origin::Pack { source, published_on });
        }
        let known = self.outside.parameters.known().iter();
        let known = known.filter(|known| known.name == value.name);
        all.extend(known.filter(|known| gives(&known.value, value.year)).map(entered));
        if self.round.terms.parameters.contains_key(&value.name) {
            all.push(Origin::Round);
        }
        let joined = match &written.kind {
            ParameterKind::Series { .. } => value.year.is_none(),
            ParameterKind::Calendar { .. } | ParameterKind::Bands { .. } => true,
            ParameterKind::Value { .. } | ParameterKind::List { .. } => false,
        };
        if !joined {
            all.drain(..all.len().saturating_sub(1));
        }
        all
    }

    fn register(&self, list: String, rows: &[&RowDocument]) -> Option<RegisterUsed> {
        let vocabulary = self.law.vocabulary();
        let def = vocabulary.list(&list).and_then(|at| vocabulary.record_def(at))?;
        let day = self.situation.on();
        let own = rows.iter().filter(|row| row.at.record == def.id && row.counted != Holds::No);
        let mut found: Vec<RowUsed> = Vec::new();
        for row in own {
            let from = row.at.row.as_deref().and_then(|id| id.split_once(':')?.0.parse().ok());
            let (name, counted) = (row.name.clone(), row.counted);
            let used = RowUsed { name, counted, from };
            if !found.contains(&used) {
                found.push(used);
            }
        }
        Some(RegisterUsed {
            name: def.written.name.clone(),
            open: self.outside.registries.on(&list, day, &[]).open,
            rests_on: self.outside.registries.rests_on(&list, day).into_iter().cloned().collect(),
            rows: found,
            list,
        })
    }
}

fn entered(known: &Known) -> Origin {
    let (source, published_on, since) = (known.source.clone(), known.published_on, known.since);
    Origin::Entered { source, published_on, since }
}

/// Whether a written value gives that of a year, or of any where none is asked for.
fn gives(kind: &ParameterKind, year: Option<i64>) -> bool {
    let wanted = |known: &i16| year.is_none_or(|year| i64::from(*known) == year);
    match kind {
        ParameterKind::Value { value, .. } => value.is_some(),
        ParameterKind::Series { years, .. } => years.keys().any(wanted),
        ParameterKind::List { members, .. } => members.is_some(),
        ParameterKind::Bands { bands, .. } => !bands.is_empty(),
        ParameterKind::Calendar { years } => years.keys().any(wanted),
    }
}
