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
    /// The records in which there are more rows than beneath, after those, while those are as they are there.
    grown: Cell<Reads>,
}

/// Where results lie, each with the moment at which it was worked out.
#[derive(Debug)]
pub(super) struct Room {
    columns: Vec<Slot>,
    clauses: Vec<Cell<(u32, Truth)>>,
    /// When a fact was last changed that a clause reads.
    changed_clauses: Vec<Cell<u32>>,
    /// The moment: one more with every change. Moments begin with one.
    now: Cell<u32>,
    /// Results that are older than this are forgotten.
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

/// The place of a column. Most looks at it end with the first part.
#[derive(Debug, Clone, Default)]
struct Slot {
    /// When it was worked out; zero for never.
    when: Cell<u32>,
    /// When a fact was last changed that it reads: what lies beneath says nothing of it then.
    changed: Cell<u32>,
    /// For how many rows, from the first one.
    rows: Cell<u32>,
    /// For which period, where that makes a difference.
    period: Cell<(i64, i64)>,
    planes: Cell<Planes>,
}

thread_local! {
    /// The room of the last memo that is not in use any more, with those that were lent from it. To make room for
    /// a whole pack takes as long as to look at some of its clauses.
    static VACANT: Cell<Option<Rc<Room>>> = const { Cell::new(None) };
}

/// A room that has seen so many moments is not used again, so that they are never counted beyond their type.
const MOST_MOMENTS: u32 = u32::MAX / 2;

/// What stands for no period.
const NO_PERIOD: (i64, i64) = (i64::MAX, i64::MIN);

impl Room {
    fn new(columns: usize, clauses: usize) -> Self {
        Self {
            columns: vec![Slot::default(); columns],
            clauses: vec![Cell::new((0, Truth::False)); clauses],
            changed_clauses: vec![Cell::default(); clauses],
            now: Cell::new(1),
            since: Cell::new(1),
            spare: RefCell::default(),
            tried: Cell::new(false),
            values: RefCell::default(),
            copy: RefCell::default(),
        }
    }

    /// A room in which nothing is remembered, for so many columns and clauses: one that was given back, where there
    /// is one that is large enough.
    fn vacant(columns: usize, clauses: usize) -> Rc<Self> {
        let large =
            |room: &Rc<Self>| room.columns.len() >= columns && room.clauses.len() >= clauses;
        let vacant = VACANT.take().filter(large);
        vacant.unwrap_or_else(|| Rc::new(Self::new(columns, clauses)))
    }

    fn forget(&self) {
        if self.tried.replace(false) {
            self.values.take();
            self.copy.take();
        }
        self.since.set(self.next());
    }

    /// A moment later.
    fn next(&self) -> u32 {
        self.now.set(self.now.get() + 1);
        self.now.get()
    }

    /// The place of a column: one that depends on the period has several, which neighbouring years do not
    /// share.
    fn slot(&self, column: Column, scope: &Scope) -> Option<&Slot> {
        // Years begin one or two steps of 256 days after each other: three in a row never share a place.
        let year = match scope.period {
            Some((first, _)) if column.in_period => (first >> 8) & (PERIODS - 1),
            Some(_) | None => 0,
        };
        self.columns.get(usize::from(column.at) + usize::try_from(year).unwrap_or_default())
    }

    /// What a column comes to in the scope, if that was worked out here.
    #[inline]
    pub(super) fn column(&self, column: Column, scope: &Scope) -> Option<Planes> {
        self.found(column, scope).map(|slot| slot.planes.get())
    }

    #[inline]
    fn found(&self, column: Column, scope: &Scope) -> Option<&Slot> {
        let slot = self.slot(column, scope)?;
        let same_period =
            || !column.in_period || slot.period.get() == scope.period.unwrap_or(NO_PERIOD);
        let when = slot.when.get();
        let stands = when >= self.since.get() && when >= slot.changed.get();
        (stands && same_period()).then_some(slot)
    }

    /// Remembers what a column comes to for so many rows.
    pub(super) fn keep(&self, column: Column, scope: &Scope, (planes, rows): (Planes, u32)) {
        if let Some(slot) = self.slot(column, scope) {
            slot.when.set(self.now.get());
            slot.rows.set(rows);
            slot.planes.set(planes);
            if column.in_period {
                slot.period.set(scope.period.unwrap_or(NO_PERIOD));
            }
        }
    }

    /// Whether no fact was changed, whatever else was, that a column reads.
    fn is_untouched(&self, column: Column) -> bool {
        let slot = self.columns.get(usize::from(column.at));
        slot.is_none_or(|slot| slot.changed.get() < self.since.get())
    }

    fn clause(&self, clause: u16) -> Option<Truth> {
        let (when, truth) = self.clauses.get(usize::from(clause))?.get();
        (when >= self.since.get() && when >= self.changed(clause)).then_some(truth)
    }

    /// When a fact was last changed that a clause reads.
    fn changed(&self, clause: u16) -> u32 {
        self.changed_clauses.get(usize::from(clause)).map_or(0, Cell::get)
    }
}

impl Memo {
    /// Nothing is remembered yet.
    pub(crate) fn new(pack: &Pack) -> Self {
        let room = Room::vacant(pack.readers.count, pack.clauses.len());
        Self { room, beneath: None, differs: Cell::default(), grown: Cell::default() }
    }

    /// A memo for a situation that differs from this one only so far.
    pub(crate) fn lend_where(&self, differs: Reads) -> Lent<'_> {
        let room = self.room.spare.borrow_mut().pop().unwrap_or_else(|| {
            Rc::new(Room::new(self.room.columns.len(), self.room.clauses.len()))
        });
        let beneath = Some(Rc::clone(&self.room));
        let differs = Cell::new(differs);
        Lent { memo: Self { room, beneath, differs, grown: Cell::default() }, by: self }
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

    /// Rows of a record were added, or have changed that had been added.
    pub(crate) fn grown(&self, record: u16) {
        self.grown.set(self.grown.get() | Reads::record(record));
        self.room.forget();
    }

    /// One fact has changed: columns and clauses that read its field are not what they were, here or beneath.
    pub(crate) fn forget_fact(&self, pack: &Pack, cell: CellRef) {
        let now = self.room.next();
        for column in pack.readers.columns(cell) {
            let slots = self.room.columns.get(column.slots()).unwrap_or_default();
            for slot in slots {
                slot.changed.set(now);
            }
        }
        for clause in pack.readers.clauses(cell) {
            if let Some(changed) = self.room.changed_clauses.get(usize::from(*clause)) {
                changed.set(now);
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

    /// What a column comes to in the scope for so many rows, from the first one, if that is known of the situation
    /// beneath and the same in this one.
    pub(super) fn beneath(
        &self,
        pack: &Pack,
        column: Column,
        scope: &Scope,
    ) -> Option<(Planes, u32)> {
        let beneath = self.beneath.as_ref()?;
        let same = self.room.is_untouched(column)
            && !pack.readers.of_column(column).meets(self.differs.get())
            && !pack.readers.minds_more_rows(column, self.grown.get());
        let found = same.then(|| beneath.found(column, scope)).flatten()?;
        Some((found.planes.get(), found.rows.get()))
    }

    /// What a clause comes to under the ground reading, if that is known.
    pub(super) fn recall_clause(&self, pack: &Pack, clause: u16) -> Option<Truth> {
        self.room.clause(clause).or_else(|| {
            let beneath = self.beneath.as_ref()?;
            let same = self.room.changed(clause) < self.room.since.get()
                && !pack.readers.of_clause(clause).meets(self.differs.get() | self.grown.get());
            same.then(|| beneath.clause(clause)).flatten()
        })
    }

    /// Remembers what a clause comes to under the ground reading.
    pub(super) fn keep_clause(&self, clause: u16, truth: Truth) {
        if let Some(slot) = self.room.clauses.get(usize::from(clause)) {
            slot.set((self.room.now.get(), truth));
        }
    }
}

impl Drop for Memo {
    fn drop(&mut self) {
        if self.beneath.is_none() && self.room.now.get() < MOST_MOMENTS {
            self.room.forget();
            VACANT.set(Some(Rc::clone(&self.room)));
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
