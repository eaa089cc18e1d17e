//! What changed between two versions of an instrument, clause by clause.
//!
//! It compares the words, the kind of norm and the sentence that a rule reads as; which of two
//! rules asks for more is no question of this module.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    model::{Clause, Test},
    pack::Pack,
    prose::{Lang, Writer},
    syntax::Words,
};

/// What became of a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Only the new version has it.
    Added {
        /// Its id.
        clause: String,
        /// Its short name.
        name: Words,
        /// What it says.
        text: Words,
    },
    /// Only the old version has it.
    Removed {
        /// Its id.
        clause: String,
        /// Its short name.
        name: Words,
        /// What it said.
        text: Words,
    },
    /// Both have it and it reads differently.
    Changed {
        /// Its id.
        clause: String,
        /// Its short name in the new version.
        name: Words,
        /// The parts that differ.
        parts: Vec<Difference>,
    },
}

/// A part of a clause in both versions; a part that one version does not have is empty there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Which part it is.
    pub part: Part,
    /// As it was.
    pub old: Words,
    /// As it is.
    pub new: Words,
}

/// A part of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Where it stands.
    Citation,
    /// Its short name.
    Name,
    /// What it says, in own words.
    Text,
    /// The kind of norm, as coded.
    Class,
    /// How binding it is, as coded.
    Modality,
    /// How far a machine decides it, as coded.
    Computable,
    /// The types to which it applies; empty for all.
    Types,
    /// When it applies.
    Applies,
    /// What its rule asks.
    Rule,
    /// The bar that it sets.
    Bar,
    /// What follows when it is not met.
    Consequence,
}

/// The clauses that differ: those of the new version in its order, then those that are gone in the old order.
pub fn between(old: &Pack, new: &Pack) -> Vec<Change> {
    let before: BTreeMap<&str, &Clause> = by_id(old).collect();
    let after: BTreeMap<&str, &Clause> = by_id(new).collect();
    let mut changes = Vec::new();
    for (id, clause) in by_id(new) {
        let (name, text) = (clause.written.name.clone(), clause.written.text.clone());
        let Some(was) = before.get(id) else {
            changes.push(Change::Added { clause: id.to_owned(), name, text });
            continue;
        };
        let parts = differences(&parts(old, was), &parts(new, clause));
        if !parts.is_empty() {
            changes.push(Change::Changed { clause: id.to_owned(), name, parts });
        }
    }
    for (id, clause) in by_id(old).filter(|(id, _)| !after.contains_key(id)) {
        let (name, text) = (clause.written.name.clone(), clause.written.text.clone());
        changes.push(Change::Removed { clause: id.to_owned(), name, text });
    }
    changes
}

fn by_id(pack: &Pack) -> impl Iterator<Item = (&str, &Clause)> {
    pack.clauses.iter().map(|clause| (clause.written.id.value.as_str(), clause))
}

fn differences(old: &[(Part, Words)], new: &[(Part, Words)]) -> Vec<Difference> {
    let pairs = old.iter().zip(new).filter(|((_, old), (_, new))| old != new);
    pairs
        .map(|((part, old), (_, new))| Difference {
            part: *part,
            old: old.clone(),
            new: new.clone(),
        })
        .collect()
}

/// All parts, always in the same order.
fn parts(pack: &Pack, clause: &Clause) -> [(Part, Words); 11] {
    let written = &clause.written;
    let sentence = |test: Option<&Test>| Words {
        zh: test.map(|test| Writer::new(pack, Lang::Zh).sentence(test)).unwrap_or_default(),
        en: test.map(|test| Writer::new(pack, Lang::En).sentence(test)).unwrap_or_default(),
    };
    let types: Vec<_> =
        pack.file.types.iter().enumerate().filter(|(at, _)| clause.applies_to(*at)).collect();
    let all = types.len() == pack.file.types.len();
    let named = |lang: Lang| {
        let names: Vec<_> = types.iter().map(|(_, def)| lang.of(&def.name)).collect();
        if all { String::new() } else { names.join(if lang == Lang::Zh { "、" } else { ", " }) }
    };
    [
        (Part::Citation, Words { zh: written.cite.zh.clone(), en: written.cite.en.clone() }),
        (Part::Name, written.name.clone()),
        (Part::Text, written.text.clone()),
        (Part::Class, coded(&written.class)),
        (Part::Modality, coded(&written.modality)),
        (Part::Computable, coded(&written.computable)),
        (Part::Types, Words { zh: named(Lang::Zh), en: named(Lang::En) }),
        (Part::Applies, sentence(clause.applies_if.as_ref())),
        (Part::Rule, sentence(clause.rule.as_ref())),
        (Part::Bar, sentence(clause.bar.as_ref())),
        (Part::Consequence, written.consequence.clone().unwrap_or_default()),
    ]
}

/// The word by which files know a coded part.
fn coded(value: &impl Serialize) -> Words {
    let word = serde_json::to_value(value).ok();
    let word = word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
    Words { zh: word.clone(), en: word }
}
