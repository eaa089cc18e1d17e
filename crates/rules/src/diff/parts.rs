//! The parts of a clause that differ, in words.
//!
//! It compares the words, the kind of norm and the sentence that a rule reads as; which of two rules asks for
//! more is no question of this module.

use serde::{Deserialize, Serialize};

use super::Of;
use crate::{
    model::{Clause, Test},
    pack::Pack,
    prose::{Lang, Prose, ReadingNote, Writer},
    syntax::Words,
};

/// A part of a clause in both versions; a part that one version does not have is empty there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Which part it is.
    pub part: Part,
    /// In the first pack.
    pub a: Words,
    /// In the second.
    pub b: Words,
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
    /// Its duty: what triggers it and when it is due.
    Duty,
    /// The bar that it sets.
    Bar,
    /// The values from outside that it names.
    Parameters,
    /// The readings on which it depends, the one taken first.
    Readings,
    /// Who may waive it, and on what authority.
    Waiver,
    /// What follows when it is not met.
    Consequence,
}

/// The parts of two clauses that differ.
pub(super) fn between(a: Of<'_>, b: Of<'_>) -> Vec<Difference> {
    differences(&parts(a.0, a.1), &parts(b.0, b.1))
}

fn differences(old: &[(Part, Words)], new: &[(Part, Words)]) -> Vec<Difference> {
    let pairs = old.iter().zip(new).filter(|((_, old), (_, new))| old != new);
    pairs
        .map(|((part, old), (_, new))| Difference { part: *part, a: old.clone(), b: new.clone() })
        .collect()
}

/// All parts, always in the same order.
fn parts(pack: &Pack, clause: &Clause) -> [(Part, Words); 15] {
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
        (Part::Duty, duty(pack, clause)),
        (Part::Bar, sentence(clause.bar.as_ref())),
        (Part::Parameters, noted(pack, clause, parameters)),
        (Part::Readings, noted(pack, clause, readings)),
        (Part::Waiver, waiver(pack, clause)),
        (Part::Consequence, written.consequence.clone().unwrap_or_default()),
    ]
}

/// The word by which files know a coded part.
fn coded(value: &impl Serialize) -> Words {
    let word = serde_json::to_value(value).ok();
    let word = word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
    Words { zh: word.clone(), en: word }
}

fn duty(pack: &Pack, clause: &Clause) -> Words {
    let said = |lang: Lang| {
        let duty = clause.duty.as_ref();
        duty.map(|duty| Writer::new(pack, lang).duty(duty).sentence(lang)).unwrap_or_default()
    };
    Words { zh: said(Lang::Zh), en: said(Lang::En) }
}

fn noted(pack: &Pack, clause: &Clause, said: impl Fn(Prose) -> Vec<String>) -> Words {
    let both = |lang: Lang| said(Writer::new(pack, lang).clause(clause)).join("; ");
    Words { zh: both(Lang::Zh).replace("; ", "；"), en: both(Lang::En) }
}

fn parameters(prose: Prose) -> Vec<String> {
    prose.parameters.into_iter().map(|note| format!("{}: {}", note.title, note.value)).collect()
}

fn readings(prose: Prose) -> Vec<String> {
    let taken = |note: ReadingNote| note.options.into_iter().map(|option| option.text);
    prose.readings.into_iter().flat_map(taken).collect()
}

fn waiver(pack: &Pack, clause: &Clause) -> Words {
    let Some(waiver) = &clause.written.waiver else { return Words::default() };
    let said = |lang: Lang| {
        let by = pack.actor(&waiver.by).map_or("", |actor| lang.of(&actor.name));
        format!("{by}: {}", lang.of(&waiver.authority))
    };
    Words { zh: said(Lang::Zh).replace(": ", "："), en: said(Lang::En) }
}
