//! The exact pass over a conjunction: whether conditions that are each open on their own can all hold
//! together.

use std::mem;

use super::{
    clause::{Matter, Readings},
    exact::{MOST_CELLS, MOST_EVALUATIONS, Missing, look},
    trial::Trial,
};
use crate::{
    compile::Fields,
    eval::Setting,
    facts::CellRef,
    pack::Pack,
    value::{Cell, Reasons, Truth},
};

/// A condition that lacks a fact, as it stands before anything is tried.
pub(super) struct Conjunct<'p> {
    pub(super) matter: Matter<'p>,
    pub(super) readings: Readings,
    /// The fields that it looks at; when none of them changes, neither does it.
    pub(super) fields: Option<&'p Fields>,
}

impl Conjunct<'_> {
    fn reads(&self, cell: CellRef) -> bool {
        self.fields.is_none_or(|fields| fields.contains(&(cell.at.record, cell.field)))
    }
}

/// Whether a conjunction is false under every completion of the missing facts.
pub(super) fn is_impossible(pack: &Pack, at: Setting<'_>, conjuncts: &[Conjunct<'_>]) -> bool {
    let trial = Trial::new(pack, at);
    let mut search = Search { conjuncts, trial, tried: Vec::new(), evaluations: 0 };
    let unseen = vec![(Truth::MISSING, None); conjuncts.len()];
    search.fails(&unseen, None)
}

/// What a conjunct comes to, and what might settle it.
type Seen = (Truth, Option<Missing>);

struct Search<'a> {
    conjuncts: &'a [Conjunct<'a>],
    trial: Trial<'a>,
    tried: Vec<CellRef>,
    evaluations: u32,
}

impl Search<'_> {
    /// Whether some conjunct is false under every completion of what is still missing; no, too, where that is
    /// more than can be tried. Only the conjuncts that read what was supposed last are looked at again.
    fn fails(&mut self, before: &[Seen], supposed: Option<CellRef>) -> bool {
        self.evaluations += 1;
        if self.evaluations > MOST_EVALUATIONS {
            return false;
        }
        let mut seen = before.to_vec();
        for (conjunct, seen) in self.conjuncts.iter().zip(&mut seen) {
            if supposed.is_none_or(|cell| conjunct.reads(cell)) {
                *seen = look(conjunct.matter, &conjunct.readings, &self.trial, &self.tried);
            }
            if seen.0 == Truth::False {
                return true;
            }
        }
        let lacking = |seen: &&mut Seen| seen.0.reasons().has(Reasons::MISSING_FACT);
        let next = seen.iter_mut().filter(lacking).find_map(|seen| mem::take(&mut seen.1));
        next.is_some_and(|(cell, values)| {
            self.tried.len() < MOST_CELLS && self.fails_with_each(&seen, cell, &values)
        })
    }

    fn fails_with_each(&mut self, before: &[Seen], cell: CellRef, values: &[Cell]) -> bool {
        self.tried.push(cell);
        let all = values.iter().all(|value| {
            self.trial.set(cell, *value);
            self.fails(before, Some(cell))
        });
        self.trial.set(cell, Cell::Unknown);
        self.tried.pop();
        all
    }
}
