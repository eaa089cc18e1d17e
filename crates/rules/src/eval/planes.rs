//! A filter over many rows at once.
//!
//! Up to 64 rows of a list are taken together, a bit for each: one word says which of them certainly pass,
//! another which of them possibly do. To join two tests is then to join words, and a test that recurs (see
//! [`crate::compile`]) is looked up. Why a row is uncertain is not kept here; it is asked again, row by row,
//! for the few rows for which it matters.

use std::cell::Cell;

use super::{Quiet, Run, Scope};
use crate::{
    model::{Column, Test, TestKind},
    pack::Pack,
    value::Truth,
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
        (0..rows).step_by(TOGETHER as usize).map(move |first| {
            let count = (rows - first).min(TOGETHER);
            Self { record, first, count, whole: rows <= TOGETHER }
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
}

impl Planes {
    /// It holds for these rows and for no others.
    pub(super) fn known(rows: u64) -> Self {
        Self { certain: rows, possible: rows }
    }

    /// Rows for which it is unknown.
    pub(super) fn uncertain(self) -> u64 {
        self.possible & !self.certain
    }

    fn and(self, other: Self) -> Self {
        Self { certain: self.certain & other.certain, possible: self.possible & other.possible }
    }

    fn or(self, other: Self) -> Self {
        Self { certain: self.certain | other.certain, possible: self.possible | other.possible }
    }

    fn negated(self, every: u64) -> Self {
        Self { certain: every & !self.possible, possible: every & !self.certain }
    }
}

/// The columns of a pack as far as they have been worked out for one situation.
///
/// It belongs to a situation that does not change; after a change, [`Memo::forget`] it.
#[derive(Debug)]
pub(crate) struct Memo {
    columns: Vec<Cell<Remembered>>,
    now: Cell<u32>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Remembered {
    /// When it was worked out; zero for never.
    when: u32,
    period: Option<(i64, i64)>,
    planes: Planes,
}

impl Memo {
    /// Nothing is remembered yet.
    pub(crate) fn new(pack: &Pack) -> Self {
        Self { columns: vec![Cell::default(); pack.columns], now: Cell::new(1) }
    }

    /// The situation has changed.
    pub(crate) fn forget(&self) {
        self.now.set(self.now.get() + 1);
    }

    fn recall(&self, column: Column, scope: &Scope) -> Option<Planes> {
        let found = self.columns.get(usize::from(column.at))?.get();
        let same_period = !column.in_period || found.period == scope.period;
        (found.when == self.now.get() && same_period).then_some(found.planes)
    }

    fn keep(&self, column: Column, scope: &Scope, planes: Planes) {
        if let Some(slot) = self.columns.get(usize::from(column.at)) {
            slot.set(Remembered { when: self.now.get(), period: scope.period, planes });
        }
    }
}

impl<'p> Run<'p, '_> {
    /// What a test comes to for each row of a block. The row in scope is lost.
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
                None => Planes { certain: 0, possible: block.every() },
            },
            _ => self.column(test, block, scope),
        }
    }

    /// The same for a test that joins no others, from memory where it is there.
    fn column(&self, test: &'p Test, block: Block, scope: &mut Scope) -> Planes {
        let Some(column) = test.column.filter(|_| block.whole) else {
            return self.row_by_row(test, block, scope);
        };
        self.memo.recall(column, scope).unwrap_or_else(|| {
            let planes = self.row_by_row(test, block, scope);
            self.memo.keep(column, scope, planes);
            planes
        })
    }

    fn row_by_row(&self, test: &'p Test, block: Block, scope: &mut Scope) -> Planes {
        let mut planes = Planes::default();
        for at in 0..block.count {
            scope.set_row(block.record, block.first + at);
            match self.test(test, scope, &mut Quiet) {
                Truth::True => planes = planes.or(Planes::known(1 << at)),
                Truth::False => {}
                Truth::Unknown(_) => planes.possible |= 1 << at,
            }
        }
        planes
    }
}
