//! The evaluator: one pass over the tree of a rule, three-valued, over facts that may be partly unknown.
//!
//! The same code runs with and without an observer. With [`Quiet`] it stops at the first limb that decides
//! and gives a bare verdict; with a [`trace::Tracer`] it looks at every limb and keeps what was compared,
//! which rows counted and what was missing. Observers never change a result.

mod asked;
mod chain;
mod memo;
mod planes;
mod points;
mod quantity;
mod rare;
mod rows;
mod test;
mod time;
pub mod trace;

use jiff::civil::Date;
use smallvec::SmallVec;

use crate::{
    facts::CellRef,
    model::{Path, Quantity, Test, day_number},
    pack::Pack,
    situation::Situation,
    value::{Cell, Range, Reasons, RowRef, Truth},
    vocabulary::Kind,
};

use memo::Room;

pub(crate) use memo::{Lent, Memo};

/// Something that is open: what would have to be known, entered, judged or decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Open {
    /// A fact.
    Fact(CellRef),
    /// Whether a list has further rows.
    List(u16),
    /// A parameter, and the year for a series or calendar.
    Parameter(u16, Option<i64>),
    /// A judgement, and the row it is about.
    Judgement(u16, Option<RowRef>),
    /// A reading of the text.
    Reading(u16),
    /// A document that the pack takes in and that is not loaded.
    Document(u16),
}

/// A node of the rule that an observer is told about.
#[derive(Debug, Clone, Copy)]
pub enum Node<'p> {
    /// A test.
    Test(&'p Test),
    /// One period of `every_period`: first and last day.
    Period(i64, i64),
}

/// Whoever looks on.
pub(crate) trait Observer<'p> {
    /// Whether every limb is looked at even when the result is decided.
    const DEEP: bool;
    /// Whether it wants to know what is open.
    const OPENS: bool;

    /// Whether it still wants to know what is open.
    fn listens(&self) -> bool {
        Self::OPENS
    }
    /// Whether it wants to look at what came to this, though that is known.
    fn looks_into(&self, _truth: Truth) -> bool {
        Self::DEEP || Self::OPENS
    }
    /// A node begins; the number is given back when it ends.
    fn enter(&mut self, _node: Node<'p>) -> usize {
        0
    }
    /// A node ends.
    fn leave(&mut self, _mark: usize, _truth: Truth) {}
    /// Two quantities were compared.
    fn compared(&mut self, _left: Range, _right: Range) {}
    /// A row was looked at by a count, a sum or a quantifier.
    fn row(&mut self, _seen: trace::SeenRow<'p>) {}
    /// The same for many rows, one after another.
    fn rows(&mut self, seen: impl Iterator<Item = trace::SeenRow<'p>>) {
        seen.for_each(|row| self.row(row));
    }
    /// Something is open.
    fn open(&mut self, _item: Open) {}
    /// Tells again what was told of the rule of a clause, where it was: what that comes to.
    fn tells_again(&mut self, _clause: u16) -> Option<Truth> {
        None
    }
}

/// Nobody looks on.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Quiet;

impl Observer<'_> for Quiet {
    const DEEP: bool = false;
    const OPENS: bool = false;
}

/// Only what is open is of interest.
#[derive(Debug, Clone, Default)]
pub(crate) struct Opens(pub(crate) SmallVec<[Open; 4]>);

impl Observer<'_> for Opens {
    const DEEP: bool = false;
    const OPENS: bool = true;

    fn open(&mut self, item: Open) {
        if !self.0.contains(&item) {
            self.0.push(item);
        }
    }
}

/// Which row of each record is in scope, and the period if there is one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    /// Only records of which a row was chosen; they are few.
    rows: SmallVec<[RowRef; 4]>,
    period: Option<(i64, i64)>,
}

impl Scope {
    /// Outside any filter.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The row of a record that is in scope.
    pub(crate) fn row(&self, record: u16) -> u32 {
        self.rows.iter().find(|at| at.record == record).map_or(0, |at| at.row)
    }

    /// The same inside a period.
    pub(crate) fn within(mut self, period: (i64, i64)) -> Self {
        self.period = Some(period);
        self
    }

    /// Puts a row of a record in scope.
    pub(crate) fn set_row(&mut self, record: u16, row: u32) {
        match self.rows.iter_mut().find(|at| at.record == record) {
            Some(at) => at.row = row,
            None => self.rows.push(RowRef { record, row }),
        }
    }
}

/// A situation under evaluation, with what is worked out about it once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) at: &'a Situation,
    /// The reference date: that of the situation, or a later one on which it is looked at as it stands.
    pub(crate) on: Date,
    /// The ground reading: what the round fixed, else the recommended option of each register entry.
    pub(crate) ground: &'a [u16],
    pub(crate) memo: &'a Memo,
}

/// Works out what an evaluation of a situation needs and hands it over.
pub(crate) fn set<T>(pack: &Pack, at: &Situation, look: impl FnOnce(Setting<'_>) -> T) -> T {
    set_with(&Memo::new(pack), at, look)
}

/// The same with a memo in which nothing of another situation is left.
pub(crate) fn set_with<T>(memo: &Memo, at: &Situation, look: impl FnOnce(Setting<'_>) -> T) -> T {
    let fixed = at.readings.iter();
    let ground: SmallVec<[u16; 32]> = fixed.map(|option| option.unwrap_or(0)).collect();
    look(Setting { at, on: at.on(), ground: &ground, memo })
}

/// An evaluation: a pack, a situation, and one reading for every register entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'p, 'a> {
    pub(crate) pack: &'p Pack,
    pub(crate) at: &'a Situation,
    memo: &'a Memo,
    /// The room of the memo: most of what is known lies there.
    room: &'a Room,
    /// The option in force for each register entry; the recommended one where the slice ends.
    pub(crate) choice: &'a [u16],
    /// The option on the ground reading for each.
    ground: &'a [u16],
    /// Whether that is the ground reading.
    on_ground: bool,
    /// The reference date, and as a day number.
    pub(crate) on: Date,
    pub(crate) day: i64,
}

impl<'p, 'a> Run<'p, 'a> {
    /// An evaluation under one choice of readings.
    pub(crate) fn new(pack: &'p Pack, setting: Setting<'a>, choice: &'a [u16]) -> Self {
        let Setting { at, on, ground, memo } = setting;
        let day = if on == at.on() { at.day() } else { day_number(on) };
        let on_ground = std::ptr::eq(choice, ground);
        Self { pack, at, memo, room: memo.room(), choice, ground, on_ground, on, day }
    }

    /// An evaluation under the ground reading.
    pub(crate) fn on_ground(pack: &'p Pack, setting: Setting<'a>) -> Self {
        Self::new(pack, setting, setting.ground)
    }
}

/// Where a path led.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Found {
    /// To a cell.
    Cell(Cell, CellRef),
    /// To a row.
    Row(RowRef),
    /// Nowhere: a row on the way is not known; the cell that would tell.
    Broken(CellRef),
    /// Nowhere: it is known that there is no such row.
    Nothing,
}

impl<'p> Run<'p, '_> {
    /// Follows a path from the rows in scope.
    pub(crate) fn find(&self, path: &Path, scope: &Scope) -> Found {
        self.find_from(RowRef { record: path.root, row: scope.row(path.root) }, path)
    }

    fn find_from(&self, mut at: RowRef, path: &Path) -> Found {
        if let [field] = path.steps[..] {
            let of = CellRef { at, field };
            return Found::Cell(self.at.facts.cell(of), of);
        }
        let Some((last, way)) = path.steps.split_last() else { return Found::Row(at) };
        for step in way {
            let of = CellRef { at, field: *step };
            match self.at.facts.cell(of) {
                Cell::Row(next) => at = next,
                Cell::Absent => return Found::Nothing,
                Cell::Unknown
                | Cell::Flag(_)
                | Cell::Number(_)
                | Cell::Code(_)
                | Cell::Codes(_)
                | Cell::Text(_) => return Found::Broken(of),
            }
        }
        let of = CellRef { at, field: *last };
        Found::Cell(self.at.facts.cell(of), of)
    }

    /// The value of a path that starts from a row.
    fn cell_from(&self, row: RowRef, path: &Path) -> Cell {
        match self.find_from(row, path) {
            Found::Cell(cell, _) => cell,
            Found::Row(row) => Cell::Row(row),
            Found::Broken(_) => Cell::Unknown,
            Found::Nothing => Cell::Absent,
        }
    }

    /// The value of a path as a cell; what is open is told.
    pub(crate) fn value<O: Observer<'p>>(&self, path: &Path, scope: &Scope, o: &mut O) -> Cell {
        if let [field] = path.steps[..] {
            let at = RowRef { record: path.root, row: scope.row(path.root) };
            let of = CellRef { at, field };
            let cell = self.at.facts.cell(of);
            if cell == Cell::Unknown {
                o.open(Open::Fact(of));
            }
            return cell;
        }
        match self.find(path, scope) {
            Found::Cell(Cell::Unknown, of) | Found::Broken(of) => {
                o.open(Open::Fact(of));
                Cell::Unknown
            }
            Found::Cell(cell, _) => cell,
            Found::Row(row) => Cell::Row(row),
            Found::Nothing => Cell::Absent,
        }
    }

    /// How far a code lies beyond those that this pack knows: zero for the one that stands for all of other
    /// packs, more for one that was named; none for a code of this pack and for anything else.
    fn foreign(&self, path: &Path, cell: Cell) -> Option<u16> {
        let (Cell::Code(code), Kind::Code(list)) = (cell, &path.kind) else { return None };
        let other = self.pack.names.vocabulary.code_def(*list)?.other()?;
        code.checked_sub(other)
    }

    /// Whether a code at the end of a path may be one of another pack.
    fn leads_to_foreign_codes(&self, path: &Path) -> bool {
        let Kind::Code(list) = &path.kind else { return false };
        self.pack.names.vocabulary.code_def(*list).is_some_and(|list| list.other().is_some())
    }

    /// Tells that the fact at the end of a path is open.
    fn tell_fact<O: Observer<'p>>(&self, path: &Path, scope: &Scope, o: &mut O) {
        if let Found::Cell(_, of) = self.find(path, scope) {
            o.open(Open::Fact(of));
        }
    }

    /// The row that a path names or leads to.
    fn row_of<O: Observer<'p>>(&self, path: &Path, scope: &Scope, o: &mut O) -> Option<RowRef> {
        self.value(path, scope, o).row()
    }

    /// The option in force for a register entry.
    fn option(&self, register: u16) -> usize {
        self.choice.get(usize::from(register)).copied().map_or(0, usize::from)
    }

    /// What stands under the reading in force.
    fn reading<'t, T>(&self, register: u16, options: &'t [T]) -> Option<&'t T> {
        options.get(self.option(register)).or_else(|| options.first())
    }

    /// A quantity outside any filter, without an observer.
    pub(crate) fn bare_quantity(&self, quantity: &'p Quantity) -> Range {
        self.quantity(quantity, &mut Scope::new(), &mut Quiet)
    }

    /// A parameter that has not been entered.
    fn missing<O: Observer<'p>>(at: u16, year: Option<i64>, o: &mut O) -> Range {
        o.open(Open::Parameter(at, year));
        Range::unknown(Reasons::MISSING_PARAMETER)
    }
}
