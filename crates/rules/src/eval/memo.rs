//! What has been worked out for one situation, so that it is not worked out again.
//!
//! While a shortfall is looked for, many situations are supposed that differ from the one at hand in a few
//! rows, an answer or the day. A memo for such a situation falls back on that of the one at hand for all that
//! does not read what was changed.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    ops::Deref,
    rc::Rc,
};

use super::{Scope, planes::Planes};
use crate::{
    compile::Reads, facts::CellRef, model::Column, pack::Pack, situation::Situation, value,
    value::Truth,
};

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
pub(super) struct Room {
    columns: Vec<Cell<Remembered>>,
    clauses: Vec<Cell<(u32, Truth)>>,
    /// When a fact was last changed that a column reads, or a clause: what lies beneath says nothing of them.
    own_columns: Vec<Cell<u32>>,
    own_clauses: Vec<Cell<u32>>,
    /// Results that are older than this are forgotten; moments begin with one.
    since: Cell<u32>,
    /// Rooms for supposed situations that are not in use just now.
    spare: RefCell<Vec<Rc<Self>>>,
    /// Whether there is anything in the two that follow.
    tried: Cell<bool>,
    /// The values of fields that were asked for.
    values: RefCell<Values>,
    /// A copy of the situation, in which facts are tried.
    copy: RefCell<Option<Situation>>,
}

/// The values of each field that can be listed.
type Values = BTreeMap<(u16, u16), Option<Rc<[value::Cell]>>>;

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
            own_columns: vec![Cell::default(); columns],
            own_clauses: vec![Cell::default(); clauses],
            since: Cell::new(1),
            spare: RefCell::default(),
            tried: Cell::new(false),
            values: RefCell::default(),
            copy: RefCell::default(),
        }
    }

    fn forget(&self) {
        if self.tried.replace(false) {
            self.values.take();
            self.copy.take();
        }
        self.since.set(self.since.get() + 1);
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

    /// What a column comes to in the scope, if that was worked out here.
    pub(super) fn column(&self, column: Column, scope: &Scope) -> Option<Planes> {
        let found = self.slot(column, scope)?.get();
        let same_period = !column.in_period || found.period == scope.period;
        (found.when == self.since.get() && same_period).then_some(found.planes)
    }

    /// Remembers what a column comes to.
    pub(super) fn keep(&self, column: Column, scope: &Scope, planes: Planes) {
        if let Some(slot) = self.slot(column, scope) {
            let when = self.since.get();
            slot.set(Remembered { when, period: scope.period, planes });
        }
    }

    /// Whether no fact was changed since, whatever else was, that the thing at this place reads.
    fn is_untouched(&self, own: &[Cell<u32>], at: u16) -> bool {
        own.get(usize::from(at)).is_none_or(|when| when.get() != self.since.get())
    }

    fn clause(&self, clause: u16) -> Option<Truth> {
        let (when, truth) = self.clauses.get(usize::from(clause))?.get();
        (when == self.since.get()).then_some(truth)
    }
}

impl Memo {
    /// Nothing is remembered yet.
    pub(crate) fn new(pack: &Pack) -> Self {
        let room = Room::new(pack.readers.count, pack.clauses.len());
        Self { room: Rc::new(room), beneath: None, differs: Cell::default() }
    }

    /// A memo for a situation that differs from this one only so far.
    pub(crate) fn lend_where(&self, differs: Reads) -> Lent<'_> {
        let room = self.room.spare.borrow_mut().pop().unwrap_or_else(|| {
            Rc::new(Room::new(self.room.columns.len(), self.room.clauses.len()))
        });
        let beneath = Some(Rc::clone(&self.room));
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

    /// One fact has changed: columns and clauses that read its field are not what they were, here or beneath.
    pub(crate) fn forget_fact(&self, pack: &Pack, cell: CellRef) {
        let now = self.room.since.get();
        for column in pack.readers.columns(cell) {
            let slots = self.room.columns.get(column.slots()).unwrap_or_default();
            for slot in slots {
                slot.set(Remembered::default());
            }
            if let Some(own) = self.room.own_columns.get(usize::from(column.at)) {
                own.set(now);
            }
        }
        for clause in pack.readers.clauses(cell) {
            if let Some(slot) = self.room.clauses.get(usize::from(*clause)) {
                slot.set((0, Truth::False));
            }
            if let Some(own) = self.room.own_clauses.get(usize::from(*clause)) {
                own.set(now);
            }
        }
    }

    /// The same situation is looked at for a type, whatever it was looked at for before.
    pub(crate) fn moved_to_type(&self, pack: &Pack, kind: usize) {
        if let Some((record, field)) = pack.kind {
            self.forget_fact(pack, CellRef { at: value::RowRef { record, row: 0 }, field });
        }
        self.room.clauses.iter().for_each(|clause| clause.set((0, Truth::False)));
        let copy = self.room.copy.take();
        self.room.copy.replace(copy.map(|copy| copy.for_type(pack, kind)));
    }

    /// The values of a field, which are listed once; `None` where they cannot be.
    pub(crate) fn values(
        &self,
        field: (u16, u16),
        list: impl FnOnce() -> Option<Vec<value::Cell>>,
    ) -> Option<Rc<[value::Cell]>> {
        self.room.tried.set(true);
        let mut known = self.room.values.borrow_mut();
        known.entry(field).or_insert_with(|| list().map(Rc::from)).clone()
    }

    /// A copy of the situation, which is to be given back as it was.
    pub(crate) fn borrow_copy(&self, of: &Situation) -> Situation {
        self.room.copy.take().unwrap_or_else(|| of.clone())
    }

    /// Takes a copy back in which nothing differs any more.
    pub(crate) fn give_back(&self, copy: Situation) {
        self.room.tried.set(true);
        self.room.copy.replace(Some(copy));
    }

    /// Its own room, where whoever evaluates looks first.
    pub(super) fn room(&self) -> &Room {
        &self.room
    }

    /// What a column comes to in the scope, if that is known of the situation beneath and the same in this one.
    pub(super) fn beneath(&self, pack: &Pack, column: Column, scope: &Scope) -> Option<Planes> {
        let beneath = self.beneath.as_ref()?;
        let same = self.room.is_untouched(&self.room.own_columns, column.at)
            && !pack.readers.of_column(column).meets(self.differs.get());
        same.then(|| beneath.column(column, scope)).flatten()
    }

    /// What a clause comes to under the ground reading, if that is known.
    pub(super) fn recall_clause(&self, pack: &Pack, clause: u16) -> Option<Truth> {
        self.room.clause(clause).or_else(|| {
            let beneath = self.beneath.as_ref()?;
            let same = self.room.is_untouched(&self.room.own_clauses, clause)
                && !pack.readers.of_clause(clause).meets(self.differs.get());
            same.then(|| beneath.clause(clause)).flatten()
        })
    }

    /// Remembers what a clause comes to under the ground reading.
    pub(super) fn keep_clause(&self, clause: u16, truth: Truth) {
        if let Some(slot) = self.room.clauses.get(usize::from(clause)) {
            slot.set((self.room.since.get(), truth));
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
