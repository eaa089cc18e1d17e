//! The exact pass: whether a result that Kleene logic leaves open is in fact the same under every
//! completion of the missing facts (the certain answers of Imieliński and Lipski 1984).
//!
//! Missing facts with closed domains are tried value by value; values that no rule of the pack tells apart
//! are tried once. A branch ends where the bare evaluation decides, so that the search seldom sees more
//! than a few dozen of the combinations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::clause::{Matter, Readings};
use crate::{
    eval::{Memo, Open, Opens, Setting},
    facts::CellRef,
    pack::{Pack, ParamValue},
    situation::Situation,
    value::{Cell, Level, Reasons, Truth},
    vocabulary::Kind,
};

/// At most so many missing facts are tried together (ruling 6).
const MOST_CELLS: usize = 12;
/// At most so many evaluations.
const MOST_EVALUATIONS: u32 = 4_096;

/// What the exact pass found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exactness {
    /// No fact was missing.
    NotNeeded,
    /// The result is the same under every completion of the missing facts.
    Certain,
    /// Two completions give different results, so something is really missing.
    Open,
    /// There were too many missing facts to try; the Kleene result stands.
    NotExhausted,
}

/// The truth of a clause under every completion of its missing facts, when it is one and the same.
pub(super) fn settle(
    matter: Matter<'_>,
    at: Setting<'_>,
    readings: &Readings,
    kleene: Truth,
) -> (Truth, Exactness) {
    let mut search = Search::new(matter.pack, at);
    search.walk(0, &mut |at| matter.truth_and_opens(at, readings));
    search.conclude(kleene)
}

/// Whether a conjunction is false under every completion of the missing facts.
pub(super) fn is_impossible(
    pack: &Pack,
    at: Setting<'_>,
    unknown: &[(Matter<'_>, Readings)],
) -> bool {
    let mut search = Search::new(pack, at);
    search.walk(0, &mut |at| {
        let mut all = Truth::True;
        let mut opens = Opens::default();
        for (matter, readings) in unknown {
            let (truth, more) = matter.truth_and_opens(at, readings);
            all = all.and(truth);
            opens.0.extend(more.0);
        }
        (all, opens)
    });
    search.conclude(Truth::MISSING).0 == Truth::False
}

struct Search<'a> {
    pack: &'a Pack,
    ground: &'a [u16],
    scratch: Situation,
    memo: Memo,
    domains: BTreeMap<(u16, u16), Option<Vec<Cell>>>,
    tried: Vec<CellRef>,
    evaluations: u32,
    exceeded: bool,
    /// Results of leaves so far: false, true.
    seen: [bool; 2],
    /// Reasons of leaves that stay unknown without a missing fact.
    seen_unknown: Option<Reasons>,
    /// A leaf stays open for want of a fact whose values cannot be listed.
    irreducible: bool,
}

impl<'a> Search<'a> {
    fn new(pack: &'a Pack, at: Setting<'a>) -> Self {
        Self {
            pack,
            ground: at.ground,
            scratch: at.at.clone(),
            memo: Memo::new(pack),
            domains: BTreeMap::new(),
            tried: Vec::new(),
            evaluations: 0,
            exceeded: false,
            seen: [false; 2],
            seen_unknown: None,
            irreducible: false,
        }
    }

    fn is_over(&self) -> bool {
        self.exceeded || self.irreducible || self.seen == [true; 2]
    }

    fn walk(&mut self, depth: usize, truth_of: &mut dyn FnMut(Setting<'_>) -> (Truth, Opens)) {
        if self.is_over() {
            return;
        }
        self.evaluations += 1;
        if self.evaluations > MOST_EVALUATIONS {
            self.exceeded = true;
            return;
        }
        let setting = Setting { at: &self.scratch, ground: self.ground, memo: &self.memo };
        let (truth, opens) = truth_of(setting);
        match truth {
            Truth::True => self.seen[1] = true,
            Truth::False => self.seen[0] = true,
            Truth::Unknown(why) if !why.has(Reasons::MISSING_FACT) => {
                let before = self.seen_unknown.unwrap_or_default();
                self.seen_unknown = Some(before | why);
            }
            Truth::Unknown(_) => self.branch(depth, &opens, truth_of),
        }
    }

    fn branch(
        &mut self,
        depth: usize,
        opens: &Opens,
        truth_of: &mut dyn FnMut(Setting<'_>) -> (Truth, Opens),
    ) {
        let Some((cell, values)) = self.next(opens) else {
            self.irreducible = true;
            return;
        };
        if depth >= MOST_CELLS {
            self.exceeded = true;
            return;
        }
        self.tried.push(cell);
        for value in values {
            self.set(cell, value);
            self.walk(depth + 1, truth_of);
        }
        self.set(cell, Cell::Unknown);
        self.tried.pop();
    }

    fn set(&mut self, cell: CellRef, value: Cell) {
        self.scratch.facts.set(cell, value, Level::Verified);
        self.memo.forget();
    }

    /// The first missing fact whose values can be listed.
    fn next(&mut self, opens: &Opens) -> Option<(CellRef, Vec<Cell>)> {
        opens.0.iter().find_map(|open| {
            let Open::Fact(cell) = open else { return None };
            let fresh = !self.tried.contains(cell);
            fresh.then(|| self.values(*cell)).flatten().map(|values| (*cell, values))
        })
    }

    fn values(&mut self, cell: CellRef) -> Option<Vec<Cell>> {
        let key = (cell.at.record, cell.field);
        if let Some(known) = self.domains.get(&key) {
            return known.clone();
        }
        let values = values(self.pack, &self.scratch, key);
        self.domains.insert(key, values.clone());
        values
    }

    fn conclude(self, kleene: Truth) -> (Truth, Exactness) {
        if self.exceeded {
            return (kleene, Exactness::NotExhausted);
        }
        if self.irreducible {
            return (kleene, Exactness::Open);
        }
        match (self.seen, self.seen_unknown) {
            ([false, true], None) => (Truth::True, Exactness::Certain),
            ([true, false], None) => (Truth::False, Exactness::Certain),
            ([false, false], Some(why)) => (Truth::Unknown(why), Exactness::Certain),
            (_, _) => (kleene, Exactness::Open),
        }
    }
}

/// The values of a field that the rules of the pack can tell apart; `None` when they cannot be listed.
pub(super) fn values(
    pack: &Pack,
    at: &Situation,
    (record, field): (u16, u16),
) -> Option<Vec<Cell>> {
    let def = pack.names.vocabulary.field_def(record, field)?;
    let mut values = if def.kind == Kind::Flag {
        vec![Cell::Flag(true), Cell::Flag(false)]
    } else if let Kind::Code(list) = def.kind {
        codes(pack, at, (record, field), list)?
    } else {
        return None;
    };
    if def.written.none.is_some() {
        values.push(Cell::Absent);
    }
    Some(values)
}

/// One code of each class that the rules tell apart: by being listed, and by membership of dated lists.
fn codes(pack: &Pack, at: &Situation, key: (u16, u16), list: u16) -> Option<Vec<Cell>> {
    let mentioned = pack.mentions.get(&key);
    if mentioned.is_some_and(|mentioned| mentioned.otherwise_compared) {
        return None;
    }
    let count = u16::try_from(pack.names.vocabulary.code_def(list)?.codes.len()).ok()?;
    let mut classes: BTreeMap<(Option<u16>, Vec<bool>), u16> = BTreeMap::new();
    for code in 0..count {
        let own = mentioned.and_then(|m| m.codes.contains(&code).then_some(code));
        let mut member = Vec::new();
        for parameter in mentioned.into_iter().flat_map(|m| &m.lists) {
            let ParamValue::List(members) = at.parameters.get(*parameter) else { continue };
            member.push(members.contains(code, at.day));
        }
        classes.entry((own, member)).or_insert(code);
    }
    Some(classes.into_values().map(Cell::Code).collect())
}
