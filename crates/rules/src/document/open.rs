//! Addresses: where a fact, a list, a parameter, a judgement or a reading is to be entered.

use serde::{Deserialize, Serialize};

use super::{Maker, both};
use crate::{
    eval::Open,
    facts::CellRef,
    prose,
    report::Ranked,
    syntax::Words,
    value::{Level, RowRef},
};

/// A row by the names used in a facts file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowAddress {
    /// The record, by its singular noun.
    pub record: String,
    /// The id of the row; none for a record that exists once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
}

/// A fact by the names used in a facts file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactAddress {
    /// The row.
    #[serde(flatten)]
    pub at: RowAddress,
    /// The field.
    pub field: String,
}

/// Where something is to be entered or decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Address {
    /// A fact.
    Fact(FactAddress),
    /// Whether a list is complete.
    List {
        /// The list, by its plural noun.
        list: String,
    },
    /// A value from outside.
    Parameter {
        /// Its name.
        name: String,
        /// The year, for a yearly series or a calendar.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        year: Option<i64>,
    },
    /// A question that a person answers.
    Judgement {
        /// The slot.
        slot: String,
        /// Who answers, as named in the pack.
        by: String,
        /// The row it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<RowAddress>,
    },
    /// A reading of the text that a round must choose.
    Reading {
        /// The register entry.
        register: String,
    },
    /// Another document that has to be loaded as a pack.
    Document {
        /// The id of the pack.
        pack: String,
    },
}

/// Something open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDocument {
    /// Where it is to be entered or decided.
    #[serde(flatten)]
    pub address: Address,
    /// What is missing, in words.
    pub text: Words,
    /// Of a thousand values it can take, how many decide the clause by themselves; zero where the values
    /// cannot be listed.
    #[serde(default)]
    pub decides: u16,
    /// For a fact that was stated: the support it has, which is less than what is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<Level>,
}

impl Maker<'_> {
    pub(super) fn open(&self, ranked: Ranked) -> OpenDocument {
        OpenDocument {
            address: self.address(ranked.open),
            text: self.open_words(ranked.open),
            decides: ranked.decides,
            support: self.support(ranked.open),
        }
    }

    pub(super) fn open_words(&self, open: Open) -> Words {
        both(|lang| prose::open(self.pack, self.at, open, lang))
    }

    fn support(&self, open: Open) -> Option<Level> {
        let Open::Fact(of) = open else { return None };
        let level = self.at.facts.table(of.at.record)?.level(of.at.row, of.field);
        (level < self.level).then_some(level)
    }

    pub(super) fn address(&self, open: Open) -> Address {
        let names = &self.pack.names;
        match open {
            Open::Fact(of) => Address::Fact(self.fact(of)),
            Open::List(record) => {
                let def = names.vocabulary.record_def(record);
                let list = def.and_then(|def| def.list.clone()).unwrap_or_default();
                Address::List { list }
            }
            Open::Parameter(at, year) => {
                let def = names.parameter_def(at);
                let name = def.map(|(written, _)| written.name.value.clone()).unwrap_or_default();
                Address::Parameter { name, year }
            }
            Open::Judgement(slot, row) => {
                let def = names.slot_def(slot);
                Address::Judgement {
                    slot: def.map(|def| def.id.value.clone()).unwrap_or_default(),
                    by: def.map(|def| def.by.value.clone()).unwrap_or_default(),
                    about: row.map(|row| self.row(row)),
                }
            }
            Open::Document(document) => {
                let def = names.documents.get(usize::from(document));
                Address::Document { pack: def.map(|def| def.id.clone()).unwrap_or_default() }
            }
            Open::Reading(register) => {
                let def = names.register_def(register);
                let register = def.map(|def| def.id.value.clone()).unwrap_or_default();
                Address::Reading { register }
            }
        }
    }

    pub(super) fn fact(&self, of: CellRef) -> FactAddress {
        let field = self.pack.names.vocabulary.field_def(of.at.record, of.field);
        let field = field.map(|field| field.id.clone()).unwrap_or_default();
        FactAddress { at: self.row(of.at), field }
    }

    /// A record of which no row is meant.
    pub(super) fn record(&self, record: u16) -> RowAddress {
        let def = self.pack.names.vocabulary.record_def(record);
        RowAddress { record: def.map(|def| def.id.clone()).unwrap_or_default(), row: None }
    }

    pub(super) fn row(&self, row: RowRef) -> RowAddress {
        let def = self.pack.names.vocabulary.record_def(row.record);
        let listed = def.is_some_and(|def| def.list.is_some());
        RowAddress {
            record: def.map(|def| def.id.clone()).unwrap_or_default(),
            row: listed.then(|| self.at.facts.id(row).to_owned()),
        }
    }
}
