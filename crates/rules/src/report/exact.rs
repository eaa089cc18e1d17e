//! The exact pass: whether a result that Kleene logic leaves open is in fact the same under every
//! completion of the missing facts (the certain answers of Imieliński and Lipski 1984).
//!
//! Missing facts with closed domains are tried value by value; values that no rule of the pack tells apart
//! are tried once. A branch ends where the bare evaluation decides, so that the search seldom sees more
//! than a few dozen of the combinations.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{
    clause::{Matter, Readings},
    trial::{self, Trial},
};
use crate::{
    eval::{Node, Observer, Open, Opens, Setting},
    facts::CellRef,
    pack::{ListValue, Pack, ParamValue},
    situation::Situation,
    value::{Cell, Reasons, Truth},
    vocabulary::Kind,
};

/// At most so many missing facts are tried together (ruling 6).
pub(super) const MOST_CELLS: usize = 12;
/// At most so many evaluations.
pub(super) const MOST_EVALUATIONS: u32 = 4_096;

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
    let mut search = Search::new(matter, readings, at);
    search.walk(0);
    search.conclude(kleene)
}

/// The same where all that is open is known: without a missing fact whose values can be listed there is nothing
/// to try.
pub(super) fn settle_open(
    matter: Matter<'_>,
    at: Setting<'_>,
    readings: &Readings,
    (kleene, opens): (Truth, &Opens),
) -> (Truth, Exactness) {
    let can_be_tried = |open: &Open| match open {
        Open::Fact(cell) => trial::values(matter.pack, at, *cell).is_some(),
        Open::List(_)
        | Open::Parameter(..)
        | Open::Judgement(..)
        | Open::Reading(_)
        | Open::Document(_) => false,
    };
    let nothing_to_try = !opens.0.iter().any(can_be_tried);
    if nothing_to_try {
        let open = (kleene, Exactness::Open);
        debug_assert_eq!(open, settle(matter, at, readings, kleene), "there is something to try");
        return open;
    }
    settle(matter, at, readings, kleene)
}

struct Search<'a> {
    matter: Matter<'a>,
    readings: &'a Readings,
    trial: Trial<'a>,
    tried: Vec<CellRef>,
    evaluations: u32,
    /// Results of leaves so far: false, true.
    seen: [bool; 2],
    /// Reasons of leaves that stay unknown without a missing fact.
    seen_unknown: Option<Reasons>,
    /// Why nothing can be found: a leaf stays open for want of a fact whose values cannot be listed, or
    /// there is too much to try.
    in_vain: Option<Exactness>,
}

/// A missing fact, and the values that it can have.
pub(super) type Missing = (CellRef, Rc<[Cell]>);

/// The truth before trying further, and the first missing fact whose values can be listed.
pub(super) fn look(
    matter: Matter<'_>,
    readings: &Readings,
    trial: &Trial<'_>,
    tried: &[CellRef],
) -> (Truth, Option<Missing>) {
    let mut next = Next { trial, tried, found: None };
    let truth = matter.truth_seen(trial.setting(), readings, &mut next);
    (truth, next.found)
}

/// Waits for the first missing fact whose values can be listed, and then for nothing more.
struct Next<'s, 't> {
    trial: &'s Trial<'t>,
    tried: &'s [CellRef],
    found: Option<Missing>,
}

impl Observer<'_> for Next<'_, '_> {
    const DEEP: bool = false;
    const OPENS: bool = true;

    fn listens(&self) -> bool {
        self.found.is_none()
    }

    fn looks_into(&self, truth: Truth) -> bool {
        self.listens() && !truth.is_known()
    }

    fn enter(&mut self, _node: Node<'_>) -> usize {
        usize::from(self.found.is_some())
    }

    /// What was found inside a test that is decided without it is of no use.
    fn leave(&mut self, found_before: usize, truth: Truth) {
        if found_before == 0 && truth.is_known() {
            self.found = None;
        }
    }

    fn open(&mut self, item: Open) {
        let Open::Fact(cell) = item else { return };
        if self.found.is_none() && !self.tried.contains(&cell) {
            self.found = self.trial.values(cell).map(|values| (cell, values));
        }
    }
}

impl<'a> Search<'a> {
    fn new(matter: Matter<'a>, readings: &'a Readings, at: Setting<'a>) -> Self {
        Self {
            matter,
            readings,
            trial: Trial::new(matter.pack, at),
            tried: Vec::new(),
            evaluations: 0,
            seen: [false; 2],
            seen_unknown: None,
            in_vain: None,
        }
    }

    /// Whether nothing that is still to be tried changes anything: two completions have given different results.
    fn is_over(&self) -> bool {
        let known = usize::from(self.seen[0]) + usize::from(self.seen[1]);
        self.in_vain.is_some() || known + usize::from(self.seen_unknown.is_some()) > 1
    }

    fn walk(&mut self, depth: usize) {
        if self.is_over() {
            return;
        }
        self.evaluations += 1;
        if self.evaluations > MOST_EVALUATIONS {
            self.in_vain = Some(Exactness::NotExhausted);
            return;
        }
        match look(self.matter, self.readings, &self.trial, &self.tried) {
            (Truth::True, _) => self.seen[1] = true,
            (Truth::False, _) => self.seen[0] = true,
            (Truth::Unknown(why), _) if !why.has(Reasons::MISSING_FACT) => {
                let before = self.seen_unknown.unwrap_or_default();
                self.seen_unknown = Some(before | why);
            }
            (Truth::Unknown(_), None) => self.in_vain = Some(Exactness::Open),
            (Truth::Unknown(_), Some(_)) if depth >= MOST_CELLS => {
                self.in_vain = Some(Exactness::NotExhausted);
            }
            (Truth::Unknown(_), Some((cell, values))) => {
                self.tried.push(cell);
                for value in values.iter() {
                    self.trial.set(cell, *value);
                    self.walk(depth + 1);
                }
                self.trial.set(cell, Cell::Unknown);
                self.tried.pop();
            }
        }
    }

    fn conclude(self, kleene: Truth) -> (Truth, Exactness) {
        if let Some(exactness) = self.in_vain {
            return (kleene, exactness);
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
    let lists = mentioned.into_iter().flat_map(|mentioned| &mentioned.lists);
    let lists = lists.filter_map(|list| {
        let ParamValue::List(members) = at.parameters.get(*list) else { return None };
        Some(members)
    });
    let lists: SmallVec<[&ListValue; 8]> =
        lists.take(usize::try_from(u64::BITS).ok()? + 1).collect();
    if lists.len() > u64::BITS as usize {
        return None;
    }
    let mut classes: Vec<((Option<u16>, u64), u16)> = Vec::new();
    for code in 0..count {
        let own = mentioned.and_then(|m| m.codes.contains(&code).then_some(code));
        let member = |bits, list: &&ListValue| bits << 1 | u64::from(list.contains(code, at.day()));
        let class = (own, lists.iter().fold(0, member));
        if !classes.iter().any(|(known, _)| *known == class) {
            classes.push((class, code));
        }
    }
    classes.sort_unstable();
    Some(classes.into_iter().map(|(_, code)| Cell::Code(code)).collect())
}
