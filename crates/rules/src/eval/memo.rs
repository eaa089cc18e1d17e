//! What has been worked out for one situation, so that it is not worked out again.
//!
//! While a shortfall is looked for, many situations are supposed that differ from the one at hand in a few
//! rows, an answer or the day. A memo for such a situation falls back on that of the one at hand for all that
//! does not read what was changed.

use std::{
    cell::{Cell, RefCell},
    ops::Deref,
    rc::Rc,
};

use super::{Scope, planes::Planes};
use crate::{compile::Reads, facts::CellRef, model::Column, pack::Pack, value::Truth};

/// For so many periods the results of a column are kept; a power of two.
const PERIODS: i64 = 4;

/// The columns and clauses of a pack as far as they have been worked out for one situation, under its ground
/// reading.
///
/// It belongs to a situation that does not change; after a change, [`Memo::forget`] it, or say with
/// [`Memo::changed`] what has changed.
#[derive(Debug)]
pub(crate) struct Memo {
    room: Rc<Room>,
    /// The room of the situation from which this one was supposed, and what differs from it.
    beneath: Option<Rc<Room>>,
    differs: Cell<Reads>,
}

/// Where results lie, each with the moment at which it was worked out.
#[derive(Debug)]
struct Room {
    columns: Vec<Cell<Remembered>>,
    clauses: Vec<Cell<(u32, Truth)>>,
    /// Results for columns that are older than this are forgotten; moments begin with one.
    columns_since: Cell<u32>,
    clauses_since: Cell<u32>,
    /// Rooms for supposed situations that are not in use just now.
    spare: RefCell<Vec<Rc<Self>>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Remembered {
    /// When it was worked out; zero for never.
    when: u32,
    period: Option<(i64, i64)>,
    planes: Planes,
}

impl Room {
    fn new(columns: usize, clauses: usize) -> Self {
        Self {
            columns: vec![Cell::default(); columns],
            clauses: vec![Cell::new((0, Truth::False)); clauses],
            columns_since: Cell::new(1),
            clauses_since: Cell::new(1),
            spare: RefCell::default(),
        }
    }

    fn forget(&self) {
        self.columns_since.set(self.columns_since.get() + 1);
        self.forget_clauses();
    }

    fn forget_clauses(&self) {
        self.clauses_since.set(self.clauses_since.get() + 1);
    }

    /// The place of a column: one that depends on the period has several, which neighbouring years do not
    /// share.
    fn slot(&self, column: Column, scope: &Scope) -> Option<&Cell<Remembered>> {
        // Years begin one or two steps of 256 days after each other: three in a row never share a place.
        let year = match scope.period {
            Some((first, _)) if column.in_period => (first >> 8) & (PERIODS - 1),
            Some(_) | None => 0,
        };
        self.columns.get(usize::from(column.at) + usize::try_from(year).unwrap_or_default())
    }

    fn column(&self, column: Column, scope: &Scope) -> Option<Planes> {
        let found = self.slot(column, scope)?.get();
        let same_period = !column.in_period || found.period == scope.period;
        (found.when == self.columns_since.get() && same_period).then_some(found.planes)
    }

    fn clause(&self, clause: u16) -> Option<Truth> {
        let (when, truth) = self.clauses.get(usize::from(clause))?.get();
        (when == self.clauses_since.get()).then_some(truth)
    }
}

impl Memo {
    /// Nothing is remembered yet.
    pub(crate) fn new(pack: &Pack) -> Self {
        let room = Room::new(pack.readers.count, pack.clauses.len());
        Self { room: Rc::new(room), beneath: None, differs: Cell::default() }
    }

    /// A memo in which nothing is remembered, for a situation that is only supposed.
    pub(crate) fn lend(&self) -> Lent<'_> {
        self.lent(None, Reads::NOTHING)
    }

    /// A memo for a situation that differs from this one only so far.
    pub(crate) fn lend_where(&self, differs: Reads) -> Lent<'_> {
        self.lent(Some(Rc::clone(&self.room)), differs)
    }

    fn lent(&self, beneath: Option<Rc<Room>>, differs: Reads) -> Lent<'_> {
        let room = self.room.spare.borrow_mut().pop().unwrap_or_else(|| {
            Rc::new(Room::new(self.room.columns.len(), self.room.clauses.len()))
        });
        Lent { memo: Self { room, beneath, differs: Cell::new(differs) }, by: self }
    }

    /// The situation has changed, nobody says in what.
    pub(crate) fn forget(&self) {
        self.room.forget();
    }

    /// The situation has changed so far.
    pub(crate) fn changed(&self, what: Reads) {
        self.differs.set(self.differs.get() | what);
        self.room.forget();
    }

    /// One fact has changed.
    pub(crate) fn forget_fact(&self, pack: &Pack, cell: CellRef) {
        for column in pack.readers.columns(cell) {
            let slots = self.room.columns.get(column.slots()).unwrap_or_default();
            for slot in slots {
                slot.set(Remembered::default());
            }
        }
        self.room.forget_clauses();
    }

    /// What a column comes to in the scope, if that is known.
    pub(super) fn recall(&self, pack: &Pack, column: Column, scope: &Scope) -> Option<Planes> {
        self.room.column(column, scope).or_else(|| {
            let beneath = self.beneath.as_ref()?;
            let same = !pack.readers.of_column(column).meets(self.differs.get());
            same.then(|| beneath.column(column, scope)).flatten()
        })
    }

    /// Remembers what a column comes to.
    pub(super) fn keep(&self, column: Column, scope: &Scope, planes: Planes) {
        if let Some(slot) = self.room.slot(column, scope) {
            let when = self.room.columns_since.get();
            slot.set(Remembered { when, period: scope.period, planes });
        }
    }

    /// What a clause comes to under the ground reading, if that is known.
    pub(super) fn recall_clause(&self, pack: &Pack, clause: u16) -> Option<Truth> {
        self.room.clause(clause).or_else(|| {
            let beneath = self.beneath.as_ref()?;
            let same = !pack.readers.of_clause(clause).meets(self.differs.get());
            same.then(|| beneath.clause(clause)).flatten()
        })
    }

    /// Remembers what a clause comes to under the ground reading.
    pub(super) fn keep_clause(&self, clause: u16, truth: Truth) {
        if let Some(slot) = self.room.clauses.get(usize::from(clause)) {
            slot.set((self.room.clauses_since.get(), truth));
        }
    }
}

/// A memo for a situation that is only supposed. Its room is lent by the memo of the one that is.
#[derive(Debug)]
pub(crate) struct Lent<'a> {
    memo: Memo,
    by: &'a Memo,
}

impl Deref for Lent<'_> {
    type Target = Memo;

    fn deref(&self) -> &Memo {
        &self.memo
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.memo.forget();
        self.by.room.spare.borrow_mut().push(Rc::clone(&self.memo.room));
    }
}
