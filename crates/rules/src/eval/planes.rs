//! A filter over many rows at once.
//!
//! Up to 64 rows of a list are taken together, a bit for each: one word says which of them certainly pass,
//! another which of them possibly do. To join two tests is then to join words, and a test that recurs (see
//! [`crate::compile`]) is looked up. Why a row is uncertain is not kept here; it is asked again, row by row,
//! for the few rows for which it matters.

use super::{Quiet, Run, Scope, asked::Asked};
use crate::{
    model::{Path, Test, TestKind},
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
    /// Rows for which it holds or may hold.
    pub(super) possible: u64,
    /// Why it is unknown, when that is the same for every row for which it is.
    why: Reasons,
    /// It is not the same for every row.
    mixed: bool,
}

impl Planes {
    /// It holds for these rows and for no others.
    pub(super) fn known(rows: u64) -> Self {
        Self { certain: rows, possible: rows, ..Self::default() }
    }

    /// It is unknown for these rows and does not hold for others.
    fn unknown(rows: u64, why: Reasons) -> Self {
        Self { certain: 0, possible: rows, why, mixed: false }
    }

    /// Rows for which it is unknown.
    pub(super) fn uncertain(self) -> u64 {
        self.possible & !self.certain
    }

    /// For how many rows it holds, and for how many it may at the most.
    pub(super) fn counts(self) -> (usize, usize) {
        let ones = |word: u64| word.count_ones() as usize;
        let certain = ones(self.certain);
        (certain, if self.uncertain() == 0 { certain } else { ones(self.possible) })
    }

    /// Why it is unknown for any row; none when rows must be asked singly.
    pub(super) fn why(self) -> Option<Reasons> {
        if self.uncertain() == 0 {
            return Some(Reasons::NONE);
        }
        (!self.mixed).then_some(self.why)
    }

    /// What it comes to for a row of the first block; none when the row must be asked singly.
    pub(super) fn of_row(self, row: u32) -> Option<Truth> {
        let bit = 1_u64.checked_shl(row)?;
        match (self.certain & bit != 0, self.possible & bit != 0) {
            (true, _) => Some(Truth::True),
            (false, false) => Some(Truth::False),
            (false, true) => self.why().map(Truth::Unknown),
        }
    }

    fn and(self, other: Self) -> Self {
        let (certain, possible) = (self.certain & other.certain, self.possible & other.possible);
        self.joined(other, certain, possible)
    }

    fn or(self, other: Self) -> Self {
        let (certain, possible) = (self.certain | other.certain, self.possible | other.possible);
        self.joined(other, certain, possible)
    }

    /// A row that stays unknown is so for the reasons of those sides on which it was.
    fn joined(self, other: Self, certain: u64, possible: u64) -> Self {
        let (why, mixed) = if self.uncertain() == 0 {
            (other.why, other.mixed)
        } else if other.uncertain() == 0 {
            (self.why, self.mixed)
        } else {
            (self.why, self.mixed || other.mixed || self.why != other.why)
        };
        Self { certain, possible, why, mixed }
    }

    /// From what is known for each row; where nothing is, a fact is missing.
    pub(super) fn missing_where(rows: impl Iterator<Item = Option<bool>>) -> Self {
        let (mut certain, mut missing) = (0, 0);
        for (at, holds) in rows.enumerate() {
            certain |= u64::from(holds == Some(true)) << at;
            missing |= u64::from(holds.is_none()) << at;
        }
        let why = if missing == 0 { Reasons::NONE } else { Reasons::MISSING_FACT };
        Self { certain, possible: certain | missing, why, mixed: false }
    }

    fn negated(self, every: u64) -> Self {
        Self { certain: every & !self.possible, possible: every & !self.certain, ..self }
    }

    /// The same with what it comes to for one more row.
    fn note(&mut self, at: u32, truth: Truth) {
        let row = 1 << at;
        match truth {
            Truth::False => {}
            Truth::True => {
                self.certain |= row;
                self.possible |= row;
            }
            Truth::Unknown(why) => *self = self.or(Self::unknown(row, why)),
        }
    }
}

impl<'p> Run<'p, '_> {
    /// What a test comes to for each row of a block.
    pub(super) fn planes(&self, test: &'p Test, block: Block, scope: &mut Scope) -> Planes {
        match &test.what {
            TestKind::All(limbs) => {
                let mut all = Planes::known(block.every());
                for limb in limbs {
                    all = all.and(self.planes(limb, block, scope));
                    if all.possible == 0 {
                        break;
                    }
                }
                all
            }
            TestKind::Any(limbs) => {
                let mut any = Planes::known(0);
                for limb in limbs {
                    any = any.or(self.planes(limb, block, scope));
                    if any.certain == block.every() {
                        break;
                    }
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

    /// The same for a test that joins no others, from memory where it is there.
    fn column(&self, test: &'p Test, block: Block, scope: &mut Scope) -> Planes {
        let Some(column) = test.column.filter(|_| block.whole) else {
            return self.row_by_row(test, block, scope);
        };
        let known = self.room.column(column, scope);
        known.or_else(|| self.memo.beneath(self.pack, column, scope)).unwrap_or_else(|| {
            let planes = self.row_by_row(test, block, scope);
            self.room.keep(column, scope, planes);
            planes
        })
    }

    /// The same, looking at the rows.
    fn row_by_row(&self, test: &'p Test, block: Block, scope: &mut Scope) -> Planes {
        if let Some((path, asked)) = self.asked(test, block.record, scope) {
            return self.one_fact(path, asked, block);
        }
        let outer = scope.row(block.record);
        let mut planes = Planes::default();
        for at in 0..block.count {
            scope.set_row(block.record, block.first + at);
            planes.note(at, self.test(test, scope, &mut Quiet));
        }
        scope.set_row(block.record, outer);
        planes
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
