//! Readings: what the text leaves open, what was chosen, and what follows from each choice.

use serde::{Deserialize, Serialize};

use super::Maker;
use crate::{
    eval::Open,
    report::{ClauseResult, Outcome, Ranked, ReadingResult, alternatives},
    syntax::{RegisterPolicy, Words},
    value::{Reasons, Truth},
};

/// An entry of the ambiguity register that bears on a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterDocument {
    /// Its id.
    pub register: String,
    /// The question that the text leaves.
    pub question: Words,
    /// Whether the pack decides it or a round must.
    pub policy: RegisterPolicy,
    /// The option under which the result was traced.
    pub option: String,
    /// That option in words.
    pub text: Words,
    /// Whether the round chose it; otherwise it is the recommended one.
    pub fixed_by_round: bool,
}

/// An option taken for a register entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenOption {
    /// The register entry.
    pub register: String,
    /// The option.
    pub option: String,
    /// The option in words.
    pub text: Words,
}

/// The result under another combination of readings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingDocument {
    /// Where it departs from the reading that was traced.
    pub taken: Vec<TakenOption>,
    /// The result under it.
    pub outcome: Outcome,
    /// Why that result is unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Whether it takes part in the decision; the alternatives of a fixed entry are only shown.
    pub decides: bool,
}

impl Maker<'_> {
    /// The register entries that a clause depends on.
    pub(super) fn registers(&self, result: &ClauseResult<'_>) -> Vec<RegisterDocument> {
        result.clause.registers.iter().filter_map(|at| self.register(*at)).collect()
    }

    fn register(&self, at: u16) -> Option<RegisterDocument> {
        let def = self.pack.names.register_def(at)?;
        let option = self.ground.get(usize::from(at)).copied().unwrap_or_default();
        let taken = self.taken(at, option)?;
        let fixed = self.at.readings.get(usize::from(at)).copied().flatten();
        Some(RegisterDocument {
            register: taken.register,
            question: def.question.clone(),
            policy: def.policy,
            option: taken.option,
            text: taken.text,
            fixed_by_round: fixed.is_some(),
        })
    }

    /// An option of a register entry, by its place.
    pub(super) fn taken(&self, register: u16, option: u16) -> Option<TakenOption> {
        let def = self.pack.names.register_def(register)?;
        let reading = def.options.get(usize::from(option))?;
        Some(TakenOption {
            register: def.id.value.clone(),
            option: reading.id.value.clone(),
            text: reading.text.clone(),
        })
    }

    /// The results under other readings.
    pub(super) fn readings(&self, result: &ClauseResult<'_>) -> Vec<ReadingDocument> {
        let one = |reading: &ReadingResult| ReadingDocument {
            taken: reading.taken.iter().filter_map(|(r, o)| self.taken(*r, *o)).collect(),
            outcome: Outcome::of(reading.truth, result.clause.written.class),
            reasons: reason_names(reading.truth.reasons()),
            decides: reading.decides,
        };
        let shown = alternatives(self.pack, self.at, result);
        result.readings.iter().chain(&shown).map(one).collect()
    }

    /// The register entries that a round must settle, where the readings disagree: those in which a reading
    /// with another result departs from the traced one by a single choice, or by any when none does.
    pub(super) fn unsettled(result: &ClauseResult<'_>) -> Vec<Ranked> {
        if !result.truth.reasons().has(Reasons::READING_DEPENDENT) {
            return Vec::new();
        }
        let traced = result.trace.nodes.first().map_or(Truth::MISSING, |node| node.truth);
        let other = |reading: &&ReadingResult| reading.decides && reading.truth != traced;
        let differing: Vec<_> = result.readings.iter().filter(other).collect();
        let single = differing.iter().any(|reading| reading.taken.len() == 1);
        let mut found: Vec<u16> = differing
            .iter()
            .filter(|reading| !single || reading.taken.len() == 1)
            .flat_map(|reading| reading.taken.iter().map(|(register, _)| *register))
            .collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|at| Ranked { open: Open::Reading(at), decides: 0 }).collect()
    }
}

/// The names of reasons.
pub(super) fn reason_names(reasons: Reasons) -> Vec<String> {
    reasons.names().map(str::to_owned).collect()
}
