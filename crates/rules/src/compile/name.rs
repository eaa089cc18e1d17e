//! The names a rule may use, beyond those of the vocabulary.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    model::Score,
    syntax::{self, Measured, ParameterKind, Words},
    vocabulary::{Kind, Vocabulary, index},
};

/// What a parameter is, as far as types go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamKind {
    /// One value.
    Value(Kind),
    /// A value a year.
    Series(Kind),
    /// A list of codes.
    List(u16),
    /// Bands by one kind, giving another.
    Bands(Kind, Kind),
    /// A working calendar.
    Calendar,
}

/// Another document that a pack takes in.
#[derive(Debug, Clone)]
pub struct Document {
    /// The id of its pack.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// Its clauses with their places, where it is loaded.
    pub(crate) clauses: Option<Vec<(u16, syntax::Clause)>>,
}

/// Names of a pack: slots, registers, parameters, clauses and types, each with its place in the pack.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Records, fields and codes.
    pub vocabulary: Vocabulary,
    /// Parameters with their kinds.
    pub parameters: Vec<(syntax::Parameter, ParamKind)>,
    /// Register entries.
    pub registers: Vec<syntax::Register>,
    /// Judgement slots.
    pub slots: Vec<syntax::Slot>,
    /// Scores.
    pub scores: Vec<Arc<Score>>,
    /// The phases in which clauses are looked at, in order.
    pub(crate) phases: Vec<String>,
    /// Other documents that the pack takes in.
    pub documents: Vec<Document>,
    /// Clauses that somebody may waive.
    pub(crate) waivable: BTreeSet<u16>,
    pub(crate) parameter_at: BTreeMap<String, u16>,
    pub(crate) register_at: BTreeMap<String, u16>,
    pub(crate) slot_at: BTreeMap<String, u16>,
    pub(crate) clause_at: BTreeMap<String, u16>,
    options_of: Vec<Vec<String>>,
}

impl Names {
    /// Names over a vocabulary.
    pub fn over(vocabulary: Vocabulary) -> Self {
        Self { vocabulary, ..Self::default() }
    }

    /// Adds a parameter; false when the name is taken.
    pub fn add_parameter(&mut self, written: syntax::Parameter, kind: ParamKind) -> bool {
        let at = index(self.parameters.len());
        let fresh = self.parameter_at.insert(written.name.value.clone(), at).is_none();
        self.parameters.push((written, kind));
        fresh
    }

    /// Adds a register entry; false when the id is taken.
    pub fn add_register(&mut self, entry: syntax::Register) -> bool {
        let at = index(self.registers.len());
        let fresh = self.register_at.insert(entry.id.value.clone(), at).is_none();
        self.options_of.push(entry.options.iter().map(|o| o.id.value.clone()).collect());
        self.registers.push(entry);
        fresh
    }

    /// Adds a slot; false when the id is taken.
    pub fn add_slot(&mut self, slot: syntax::Slot) -> bool {
        let at = index(self.slots.len());
        let fresh = self.slot_at.insert(slot.id.value.clone(), at).is_none();
        self.slots.push(slot);
        fresh
    }

    /// The place of a parameter.
    pub fn parameter(&self, name: &str) -> Option<u16> {
        self.parameter_at.get(name).copied()
    }

    /// The definition of a parameter.
    pub fn parameter_def(&self, at: u16) -> Option<&(syntax::Parameter, ParamKind)> {
        self.parameters.get(usize::from(at))
    }

    /// The place of a register entry.
    pub fn register(&self, id: &str) -> Option<u16> {
        self.register_at.get(id).copied()
    }

    /// The definition of a register entry.
    pub fn register_def(&self, at: u16) -> Option<&syntax::Register> {
        self.registers.get(usize::from(at))
    }

    /// The options of a register entry, in order; the first is the recommended one.
    pub fn options(&self, at: u16) -> &[String] {
        self.options_of.get(usize::from(at)).map_or(&[], Vec::as_slice)
    }

    /// The place of a slot.
    pub fn slot(&self, id: &str) -> Option<u16> {
        self.slot_at.get(id).copied()
    }

    /// The definition of a slot.
    pub fn slot_def(&self, at: u16) -> Option<&syntax::Slot> {
        self.slots.get(usize::from(at))
    }

    /// The place of a clause.
    pub fn clause(&self, id: &str) -> Option<u16> {
        self.clause_at.get(id).copied()
    }
}

/// The kind of a parameter as written; the name of a code list that does not exist is the error.
pub(crate) fn parameter_kind(
    written: &ParameterKind,
    vocabulary: &Vocabulary,
) -> Result<ParamKind, String> {
    Ok(match written {
        ParameterKind::Value { of, value: _ } => ParamKind::Value(measured(*of)),
        ParameterKind::Series { of, years: _, covers: _ } => ParamKind::Series(measured(*of)),
        ParameterKind::List { of, outside: _, members: _ } => {
            ParamKind::List(vocabulary.code_list(of).ok_or_else(|| of.clone())?)
        }
        ParameterKind::Bands { by, of, bands: _ } => ParamKind::Bands(measured(*by), measured(*of)),
        ParameterKind::Calendar { years: _ } => ParamKind::Calendar,
    })
}

fn measured(of: Measured) -> Kind {
    match of {
        Measured::Date => Kind::Date,
        Measured::Year => Kind::Year,
        Measured::Number => Kind::Number,
        Measured::Money => Kind::Money,
        Measured::Area => Kind::Area,
        Measured::Ratio => Kind::Ratio,
    }
}
