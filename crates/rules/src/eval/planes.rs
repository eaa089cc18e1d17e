//! A filter over many rows at once.
//!
//! Up to 64 rows of a list are taken together, a bit for each: one word says which of them certainly pass,
//! another which of them possibly do. To join two tests is then to join words, and a test that recurs (see
//! [`crate::compile`]) is looked up. Why a row is uncertain is not kept here; it is asked again, row by row,
//! for the few rows for which it matters.

use super::{
    Quiet, Run, Scope,
    asked::{Asked, Glance},
};
use crate::{
    model::{Column, Path, Test, TestKind},
    value::{Reasons, RowRef, Truth},
};

/// So many rows are taken together.
const TOGETHER: u32 = 64;

/// Rows of a list that are taken together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) record: u16,
    /// The first row.
    pub(super) first: u32,
    /// How many; at least one.
    count: u32,
    /// Whether these are all rows of the list.
    whole: bool,
}

impl Block {
    /// The blocks of a list.
    pub(super) fn all(record: u16, rows: u32) -> impl Iterator<Item = Self> {
        let mut first = 0;
        std::iter::from_fn(move || {
            let count = (rows - first).min(TOGETHER);
            let block = Self { record, first, count, whole: rows <= TOGETHER };
            first += count;
            (count > 0).then_some(block)
        })
    }

    /// How many rows.
    pub(super) fn rows(self) -> usize {
        self.count as usize
    }

    /// Whether these are all rows of the list.
    pub(super) fn is_whole(self) -> bool {
        self.whole
    }

    /// A bit for each row.
    pub(super) fn every(self) -> u64 {
        u64::MAX >> (TOGETHER - self.count)
    }
}

/// The places of the bits of a word, ascending.
pub(super) fn bits(mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let at = word.trailing_zeros();
        word &= word.wrapping_sub(1);
        (at < TOGETHER).then_some(at)
    })
}

/// What a test comes to for each row of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Planes {
    /// Rows for which it holds.
    pub(super) certain: u64,
    /// Rows for which it is unknown for want of a fact …
    missing: u64,
    /// … those for which a person has to judge …
    pending: u64,
    /// … and those for which it is unknown for other reasons: these, where they are the same for all of them.
    other: u64,
    why: Reasons,
    /// They are not the same.
    mixed: bool,
}

/// The reasons that are kept row by row, because rows of one list often differ in them.
const BY_ROW: Reasons = Reasons::MISSING_FACT.or(Reasons::JUDGEMENT_PENDING);

impl Planes {
    /// It holds for these rows and for no others.
    pub(super) fn known(rows: u64) -> Self {
        Self { certain: rows, ..Self::default() }
    }

    /// It is unknown for these rows and does not hold for others.
    fn unknown(rows: u64, reasons: Reasons) -> Self {
        let why = reasons.without(BY_ROW);
        let of = |there: bool| if there { rows } else { 0 };
        Self {
            certain: 0,
            missing: of(reasons.has(Reasons::MISSING_FACT)),
            pending: of(reasons.has(Reasons::JUDGEMENT_PENDING)),
            other: of(!why.is_none()),
            why,
            mixed: false,
        }
    }

    /// Rows for which it is unknown.
    pub(super) fn uncertain(self) -> u64 {
        self.missing | self.pending | self.other
    }

    /// Rows for which it holds or may hold.
    pub(super) fn possible(self) -> u64 {
        self.certain | self.uncertain()
    }

    /// For how many rows it holds, and for how many it may at the most.
    pub(super) fn counts(self) -> (usize, usize) {
        let ones = |word: u64| word.count_ones() as usize;
        let (certain, uncertain) = (ones(self.certain), self.uncertain());
        (certain, if uncertain == 0 { certain } else { certain + ones(uncertain) })
    }

    /// Why it is unknown for any row; none when rows must be asked singly.
    pub(super) fn why(self) -> Option<Reasons> {
        if self.uncertain() == 0 {
            return Some(Reasons::NONE);
        }
        (!self.mixed).then(|| self.reasons(u64::MAX))
    }

    /// Why it is unknown for any of some rows, where other reasons are the same for all.
    fn reasons(self, rows: u64) -> Reasons {
        let of = |kept: u64, reason| if kept & rows != 0 { reason } else { Reasons::NONE };
        of(self.other, self.why)
            | of(self.missing, Reasons::MISSING_FACT)
            | of(self.pending, Reasons::JUDGEMENT_PENDING)
    }

    /// What it comes to for a row of the first block; none when the row must be asked singly.
    pub(super) fn of_row(self, row: u32) -> Option<Truth> {
        let bit = 1_u64.checked_shl(row)?;
        if self.uncertain() & bit == 0 {
            return Some(Truth::known(self.certain & bit != 0));
        }
        (!self.mixed).then(|| Truth::Unknown(self.reasons(bit)))
    }

    fn and(self, other: Self) -> Self {
        let certain = self.certain & other.certain;
        self.joined(other, certain, self.possible() & other.possible() & !certain)
    }

    fn or(self, other: Self) -> Self {
        let certain = self.certain | other.certain;
        self.joined(other, certain, (self.uncertain() | other.uncertain()) & !certain)
    }

    /// The same with what it comes to for rows after so many.
    fn and_then(self, later: Self, rows: u32) -> Self {
        let moved = |word: u64| word.checked_shl(rows).unwrap_or_default();
        self.or(Self {
            certain: moved(later.certain),
            missing: moved(later.missing),
            pending: moved(later.pending),
            other: moved(later.other),
            ..later
        })
    }

    /// A row that stays unknown is so for the reasons of those sides on which it was.
    fn joined(self, with: Self, certain: u64, uncertain: u64) -> Self {
        if uncertain == 0 {
            return Self::known(certain);
        }
        let (why, mixed) = if self.other == 0 {
            (with.why, with.mixed)
        } else if with.other == 0 {
            (self.why, self.mixed)
        } else {
            (self.why, self.mixed || with.mixed || self.why != with.why)
        };
        Self {
            certain,
            missing: (self.missing | with.missing) & uncertain,
            pending: (self.pending | with.pending) & uncertain,
            other: (self.other | with.other) & uncertain,
            why,
            mixed,
        }
    }

    /// From what is known for each row; where nothing is, a fact is missing.
    pub(super) fn missing_where(rows: impl Iterator<Item = Option<bool>>) -> Self {
        let (mut certain, mut missing) = (0, 0);
        for (at, holds) in rows.enumerate() {
            certain |= u64::from(holds == Some(true)) << at;
            missing |= u64::from(holds.is_none()) << at;
        }
        Self { certain, missing, ..Self::default() }
    }

    fn negated(self, every: u64) -> Self {
        Self { certain: every & !self.possible(), ..self }
    }

    /// The same with what it comes to for one more row.
    fn note(&mut self, at: u32, truth: Truth) {
        let row = 1 << at;
        match truth {
            Truth::False => {}
            Truth::True => self.certain |= row,
            Truth::Unknown(why) => *self = self.or(Self::unknown(row, why)),
        }
    }
}

impl<'p> Run<'p, '_> {
    /// What a test comes to for each row of a block.
    pub(super) fn planes(&self, test: &'p Test, block: Block, scope: &mut Scope) -> Planes {
        match &test.what {
            TestKind::All(limbs) => self.joined_limbs(test, limbs, block, scope),
            TestKind::Any(limbs) => {
                let Some((first, others)) = limbs.split_first() else { return Planes::known(0) };
                let mut any = self.planes(first, block, scope);
                for limb in others {
                    if any.certain == block.every() {
                        break;
                    }
                    any = any.or(self.planes(limb, block, scope));
                }
                any
            }
            TestKind::Not(limb) => self.planes(limb, block, scope).negated(block.every()),
            TestKind::Readings(register, options) => match self.reading(*register, options) {
                Some(one) => self.planes(one, block, scope),
                None => Planes::unknown(block.every(), Reasons::READING_DEPENDENT),
            },
            TestKind::AtLeastKOf(..)
            | TestKind::OneOf { .. }
            | TestKind::Is(_)
            | TestKind::Given(_)
            | TestKind::Absent(_)
            | TestKind::Compare(..)
            | TestKind::Within(..)
            | TestKind::Overlap(_)
            | TestKind::Covered { .. }
            | TestKind::InList { .. }
            | TestKind::OwnedBy { .. }
            | TestKind::Same(..)
            | TestKind::Named(..)
            | TestKind::Some(_)
            | TestKind::No(_)
            | TestKind::Each(..)
            | TestKind::EveryPeriod(..)
            | TestKind::Document(_)
            | TestKind::Judge(_)
            | TestKind::Refer(_)
            | TestKind::Rare(_) => self.column(test, block, scope),
        }
    }

    /// The same for a conjunction: its steady limbs at once, where they are remembered together, and then the others.
    fn joined_limbs(
        &self,
        test: &'p Test,
        limbs: &'p [Test],
        block: Block,
        scope: &mut Scope,
    ) -> Planes {
        let Some(column) = test.column else {
            return self.every_limb(limbs.iter(), block, scope);
        };
        let steady = || limbs.iter().filter(|limb| limb.is_steady());
        let mut all = self.remembered(column, block, scope, |block, scope| {
            self.every_limb(steady(), block, scope)
        });
        for limb in limbs.iter().filter(|limb| !limb.is_steady()) {
            if all.possible() == 0 {
                break;
            }
            all = all.and(self.planes(limb, block, scope));
        }
        all
    }

    fn every_limb(
        &self,
        mut limbs: impl Iterator<Item = &'p Test>,
        block: Block,
        scope: &mut Scope,
    ) -> Planes {
        let Some(first) = limbs.next() else { return Planes::known(block.every()) };
        let mut all = self.planes(first, block, scope);
        for limb in limbs {
            if all.possible() == 0 {
                break;
            }
            all = all.and(self.planes(limb, block, scope));
        }
        all
    }

    /// The same for a test that joins no others.
    fn column(&self, test: &'p Test, block: Block, scope: &mut Scope) -> Planes {
        match test.column {
            Some(column) => self.remembered(column, block, scope, |block, scope| {
                self.row_by_row(test, block, scope)
            }),
            None => self.row_by_row(test, block, scope),
        }
    }

    /// What a column comes to, from memory where it is there; rows that were added to those that are remembered are
    /// looked at alone.
    #[inline]
    fn remembered(
        &self,
        column: Column,
        block: Block,
        scope: &mut Scope,
        look: impl Fn(Block, &mut Scope) -> Planes,
    ) -> Planes {
        if !block.whole {
            return look(block, scope);
        }
        if let Some(planes) = self.room.column(column, scope) {
            return planes;
        }
        let planes = match self.memo.beneath(self.pack, column, scope) {
            Some((planes, rows)) if rows == block.count => planes,
            Some((planes, rows)) if rows < block.count => {
                let added = Block { first: rows, count: block.count - rows, whole: false, ..block };
                planes.and_then(look(added, scope), rows)
            }
            _ => look(block, scope),
        };
        self.room.keep(column, scope, (planes, block.count));
        planes
    }

    /// The same, looking at the rows.
    fn row_by_row(&self, test: &'p Test, block: Block, scope: &mut Scope) -> Planes {
        if let Some((path, asked)) = self.asked(test, block.record, scope) {
            return self.one_fact(path, asked, block);
        }
        let (mut planes, left) = self.at_first_sight(test, block);
        let outer = scope.row(block.record);
        for at in bits(left) {
            scope.set_row(block.record, block.first + at);
            planes.note(at, self.test(test, scope, &mut Quiet));
        }
        scope.set_row(block.record, outer);
        planes
    }

    /// What a test comes to for the rows of which one field tells, and the rows that are left.
    fn at_first_sight(&self, test: &'p Test, block: Block) -> (Planes, u64) {
        let every = block.every();
        let Some((field, glance)) = Glance::at(test, block.record) else {
            return (Planes::known(0), every);
        };
        let Some(table) = self.at.facts.table(block.record) else {
            return (Planes::known(0), every);
        };
        let rows = block.first..block.first + block.count;
        let (holds, seen) = glance.seen(table.column(field, rows));
        (Planes::known(holds), every & !seen)
    }

    /// The same for a test of a single fact of the row.
    fn one_fact(&self, path: &Path, asked: Asked<'_>, block: Block) -> Planes {
        let rows = block.first..block.first + block.count;
        if let (Some(table), [field]) = (self.at.facts.table(block.record), &path.steps[..]) {
            return asked.sweep(table.column(*field, rows));
        }
        asked.each(rows.map(|row| self.cell_from(RowRef { record: block.record, row }, path)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn truth() -> impl Strategy<Value = Truth> {
        let reasons = vec![
            Reasons::MISSING_FACT,
            Reasons::JUDGEMENT_PENDING,
            Reasons::MISSING_FACT.or(Reasons::JUDGEMENT_PENDING),
            Reasons::MISSING_PARAMETER,
            Reasons::MISSING_FACT.or(Reasons::MISSING_PARAMETER),
            Reasons::READING_DEPENDENT,
        ];
        prop_oneof![
            Just(Truth::True),
            Just(Truth::False),
            prop::sample::select(reasons).prop_map(Truth::Unknown),
        ]
    }

    fn planes(rows: &[Truth]) -> Planes {
        let mut planes = Planes::default();
        (0..).zip(rows).for_each(|(at, truth)| planes.note(at, *truth));
        planes
    }

    /// Each row comes to what it comes to by itself, or has to be asked; that only where rows differ in reasons
    /// other than a missing fact and a judgement.
    fn is_row_by_row(planes: Planes, rows: &[Truth]) {
        let kinds: Vec<Reasons> =
            rows.iter().map(|truth| truth.reasons().without(BY_ROW)).collect();
        let differ = kinds
            .iter()
            .filter(|why| !why.is_none())
            .any(|why| kinds.iter().any(|other| !other.is_none() && other != why));
        for (at, truth) in (0..).zip(rows) {
            match planes.of_row(at) {
                Some(known) => assert_eq!(known, *truth, "{at} of {rows:?}"),
                None => assert!(planes.mixed, "{at} of {rows:?}"),
            }
        }
        assert!(!differ || planes.mixed, "{rows:?}");
        let certain = rows.iter().filter(|truth| **truth == Truth::True).count();
        let possible = rows.iter().filter(|truth| **truth != Truth::False).count();
        assert_eq!(planes.counts(), (certain, possible));
    }

    proptest! {
        #[test]
        fn rows_that_are_joined_at_once_come_to_what_each_comes_to(
            pairs in prop::collection::vec((truth(), truth()), 1..64),
        ) {
            let (left, right): (Vec<Truth>, Vec<Truth>) = pairs.iter().copied().unzip();
            let each = |join: fn(Truth, Truth) -> Truth| -> Vec<Truth> {
                pairs.iter().map(|(a, b)| join(*a, *b)).collect()
            };
            is_row_by_row(planes(&left).and(planes(&right)), &each(Truth::and));
            is_row_by_row(planes(&left).or(planes(&right)), &each(Truth::or));
            let every = u64::MAX >> (64 - left.len());
            let contrary: Vec<Truth> = left.iter().map(|truth| truth.negated()).collect();
            is_row_by_row(planes(&left).negated(every), &contrary);
        }

        #[test]
        fn rows_that_are_added_stand_after_those_that_were_there(
            before in prop::collection::vec(truth(), 0..32),
            added in prop::collection::vec(truth(), 1..32),
        ) {
            let rows = u32::try_from(before.len()).unwrap();
            let all: Vec<Truth> = before.iter().chain(&added).copied().collect();
            is_row_by_row(planes(&before).and_then(planes(&added), rows), &all);
        }
    }
}
