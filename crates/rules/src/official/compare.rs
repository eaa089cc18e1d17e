//! A document against the ledger of a pack: which sentences are there, and what became of the others.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Kind, Ledger, Unit};

/// Something that is not as the ledger has it; numbers are places in the ledger and among the sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// A sentence of the ledger stands nowhere in the document; behind it, the sentence before.
    Missing {
        /// The sentence of the ledger.
        entry: usize,
        /// The sentence of the document after which it should stand.
        after: Option<usize>,
    },
    /// A sentence of the document stands nowhere in the ledger.
    New {
        /// The sentence of the document.
        unit: usize,
    },
    /// A sentence has other words than the ledger knows in its place.
    Altered {
        /// The sentence of the ledger.
        entry: usize,
        /// The sentence of the document that stands in its place.
        unit: usize,
    },
    /// A sentence is there in the same words, but not in its place.
    Moved {
        /// The sentence of the ledger.
        entry: usize,
        /// The sentence of the document.
        unit: usize,
    },
}

/// How much of both sides found its counterpart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Clauses that the ledger names.
    pub clauses: usize,
    /// Those of them all of whose sentences are in the document, in order.
    pub with_words: usize,
    /// Sentences of the document that state something.
    pub sentences: usize,
    /// Those of them that have a clause.
    pub with_clause: usize,
}

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Sentences that stand in both, in order: ledger and document.
    pub pairs: Vec<(usize, usize)>,
    /// What differs in sentences that state something, in the order of the document.
    pub deviations: Vec<Deviation>,
    /// What differs in titles, dates and the like; it makes no import fail.
    pub notes: Vec<Deviation>,
    /// The figures.
    pub figures: Figures,
}

impl Comparison {
    /// Whether words and clauses match both ways.
    pub fn matches(&self) -> bool {
        let Figures { clauses, with_words, sentences, with_clause } = self.figures;
        self.deviations.is_empty()
            && clauses == with_words
            && sentences == with_clause
            && clauses > 0
    }
}

/// Lays a document beside a ledger.
pub fn compare(ledger: &Ledger, units: &[Unit]) -> Comparison {
    let pairs = in_order(&ledger.units, units);
    let mut all = moved(&ledger.units, units, &pairs);
    let taken: Taken =
        all.iter().filter_map(|one| ends_of(*one)).chain(pairs.iter().copied()).collect();
    let mut from = (0, 0);
    let mut before = None;
    for (entry, unit) in pairs.iter().copied().chain([(ledger.units.len(), units.len())]) {
        let gap = Gap {
            entries: (from.0..entry).filter(|at| !taken.has_entry(*at)).collect(),
            units: (from.1..unit).filter(|at| !taken.has_unit(*at)).collect(),
            before,
        };
        gap.explain(&ledger.units, units, &mut all);
        from = (entry + 1, unit + 1);
        before = Some(unit);
    }
    all.sort_by_key(|one| place_of(*one));
    let binding = |one: &Deviation| is_binding(*one, &ledger.units, units);
    let (deviations, notes): (Vec<_>, Vec<_>) = all.into_iter().partition(binding);
    let figures = figures(ledger, units, &pairs, &deviations);
    Comparison { pairs, deviations, notes, figures }
}

/// The sentences that are accounted for.
#[derive(Debug, Default)]
struct Taken {
    entries: BTreeSet<usize>,
    units: BTreeSet<usize>,
}

impl Taken {
    fn has_entry(&self, at: usize) -> bool {
        self.entries.contains(&at)
    }

    fn has_unit(&self, at: usize) -> bool {
        self.units.contains(&at)
    }
}

impl FromIterator<(usize, usize)> for Taken {
    fn from_iter<I: IntoIterator<Item = (usize, usize)>>(pairs: I) -> Self {
        let (entries, units) = pairs.into_iter().unzip();
        Self { entries, units }
    }
}

fn ends_of(one: Deviation) -> Option<(usize, usize)> {
    match one {
        Deviation::Moved { entry, unit } | Deviation::Altered { entry, unit } => {
            Some((entry, unit))
        }
        Deviation::Missing { .. } | Deviation::New { .. } => None,
    }
}

fn place_of(one: Deviation) -> (usize, usize) {
    match one {
        Deviation::Missing { entry, after } => (after.map_or(0, |after| after + 1), entry),
        Deviation::New { unit } => (unit, 0),
        Deviation::Altered { entry, unit } | Deviation::Moved { entry, unit } => (unit, entry),
    }
}

/// The longest common run of digests, in order.
fn in_order(entries: &[Entry], units: &[Unit]) -> Vec<(usize, usize)> {
    let same = |entry: &Entry, unit: &Unit| entry.words.value == unit.digest;
    let width = units.len() + 1;
    // Row by row from the end: how many can still be matched from here on.
    let mut rows = vec![vec![0_u32; width]];
    for entry in entries.iter().rev() {
        let below = rows.last().map_or(&[][..], Vec::as_slice);
        let mut row = vec![0_u32; width];
        for (at, unit) in units.iter().enumerate().rev() {
            let value = |cells: &[u32], at: usize| cells.get(at).copied().unwrap_or(0);
            let best = if same(entry, unit) {
                value(below, at + 1) + 1
            } else {
                value(below, at).max(value(&row, at + 1))
            };
            if let Some(cell) = row.get_mut(at) {
                *cell = best;
            }
        }
        rows.push(row);
    }
    rows.reverse();
    let longest = |entry: usize, unit: usize| {
        rows.get(entry).and_then(|row| row.get(unit)).copied().unwrap_or(0)
    };
    let (mut pairs, mut e, mut u) = (Vec::new(), 0, 0);
    while let (Some(entry), Some(unit)) = (entries.get(e), units.get(u)) {
        if same(entry, unit) {
            pairs.push((e, u));
            (e, u) = (e + 1, u + 1);
        } else if longest(e + 1, u) >= longest(e, u + 1) {
            e += 1;
        } else {
            u += 1;
        }
    }
    pairs
}

/// Sentences left over on both sides in the same words.
fn moved(entries: &[Entry], units: &[Unit], pairs: &[(usize, usize)]) -> Vec<Deviation> {
    let taken: Taken = pairs.iter().copied().collect();
    let mut free: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate().rev().filter(|(at, _)| !taken.has_unit(*at)) {
        free.entry(&unit.digest).or_default().push(at);
    }
    let left = entries.iter().enumerate().filter(|(at, _)| !taken.has_entry(*at));
    left.filter_map(|(entry, of)| {
        let unit = free.get_mut(&of.words.value)?.pop()?;
        Some(Deviation::Moved { entry, unit })
    })
    .collect()
}

/// What is left between two sentences that stand in both.
#[derive(Debug)]
struct Gap {
    entries: Vec<usize>,
    units: Vec<usize>,
    before: Option<usize>,
}

impl Gap {
    /// Sentences of the same place are taken for altered, and so are as many as there should be; the rest is
    /// missing or new.
    fn explain(self, entries: &[Entry], units: &[Unit], all: &mut Vec<Deviation>) {
        let Self { entries: mut missing, units: mut new, before } = self;
        let path = |unit: usize| units.get(unit).map(|unit| unit.path.as_str());
        missing.retain(|entry| {
            let place = entries.get(*entry).map(|entry| entry.at.as_str());
            let Some(at) = new.iter().position(|unit| path(*unit) == place) else { return true };
            all.push(Deviation::Altered { entry: *entry, unit: new.remove(at) });
            false
        });
        if missing.len() == new.len() {
            let both = missing.into_iter().zip(new);
            all.extend(both.map(|(entry, unit)| Deviation::Altered { entry, unit }));
        } else {
            let gone = missing.into_iter().map(|entry| Deviation::Missing { entry, after: before });
            all.extend(gone.chain(new.into_iter().map(|unit| Deviation::New { unit })));
        }
    }
}

/// Whether something that states a rule is concerned, on either side.
fn is_binding(one: Deviation, entries: &[Entry], units: &[Unit]) -> bool {
    let entry = |at: usize| entries.get(at).is_some_and(|entry| entry.no_norm.is_none());
    let unit = |at: usize| units.get(at).is_some_and(states);
    match one {
        Deviation::Missing { entry: at, .. } | Deviation::Moved { entry: at, .. } => entry(at),
        Deviation::New { unit: at } => unit(at),
        Deviation::Altered { entry: e, unit: u } => entry(e) || unit(u),
    }
}

/// Whether an unknown sentence has to be taken for a norm: all but titles, and before the first article all
/// that does not end like a sentence.
fn states(unit: &Unit) -> bool {
    match unit.kind {
        Kind::Heading => false,
        Kind::Preface => unit.words.trim_end().ends_with(['。', '；', '！', '？', ';', '!', '?']),
        Kind::Norm => true,
    }
}

fn figures(
    ledger: &Ledger,
    units: &[Unit],
    pairs: &[(usize, usize)],
    deviations: &[Deviation],
) -> Figures {
    let found: BTreeSet<usize> = pairs.iter().map(|(entry, _)| *entry).collect();
    let mut clauses: BTreeMap<&str, bool> = BTreeMap::new();
    for (at, entry) in ledger.units.iter().enumerate() {
        for clause in &entry.clauses {
            *clauses.entry(clause.value.as_str()).or_insert(true) &= found.contains(&at);
        }
    }
    let norm = |(entry, _): &&(usize, usize)| {
        ledger.units.get(*entry).is_some_and(|entry| entry.no_norm.is_none())
    };
    let with_clause = pairs.iter().filter(norm).count();
    let without = deviations.iter().filter(|one| match one {
        Deviation::Missing { .. } => false,
        Deviation::New { .. } | Deviation::Moved { .. } => true,
        Deviation::Altered { unit, .. } => units.get(*unit).is_some_and(states),
    });
    Figures {
        clauses: clauses.len(),
        with_words: clauses.values().filter(|has| **has).count(),
        sentences: with_clause + without.count(),
        with_clause,
    }
}
