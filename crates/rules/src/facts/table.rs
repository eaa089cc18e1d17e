//! A table: the cells of the rows of one record.
//!
//! Cells lie field by field, because a rule asks the same of every row, and packed into a byte that says of
//! what sort they are and a word with their value: a filter then runs over a short stretch of memory. Each
//! field has room for more rows than there are, so that a row can be added in place.

use std::sync::Arc;

use crate::{
    value::{Cell, Level, Num, RowRef},
    vocabulary::index,
};

/// The rows of one record.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Whether there are no other rows than these.
    pub closed: bool,
    /// Number of rows.
    rows: u32,
    /// Number of rows for which each field has room.
    room: usize,
    /// Number of fields of a row.
    width: usize,
    /// Of what sort each cell is, field after field.
    sorts: Vec<Sort>,
    /// What each cell says, in the way of its sort.
    words: Vec<i64>,
    /// The numbers that are not whole.
    fractions: Vec<Num>,
    /// For each field, a sort and how many cells surely are of it.
    alike: Vec<Alike>,
    /// The support of each cell.
    levels: Vec<Level>,
    /// The ids by which rows are known; a row that was only supposed has none.
    pub ids: Arc<Vec<String>>,
}

/// Of what sort a cell is, and what its word then means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Sort {
    /// Nobody has said; the word means nothing.
    #[default]
    Unknown,
    /// Known not to exist; the word means nothing.
    Absent,
    /// Yes is one and no is zero.
    Flag,
    /// A whole number.
    Whole,
    /// The place of a number that is not whole, among those of the table.
    Fraction,
    /// A code.
    Code,
    /// Codes, as bits.
    Codes,
    /// The place of a text.
    Text,
    /// A row, with its record in the upper half.
    Row,
}

/// How many cells of a field are of a sort, at the least: where it is as many as there are rows, all are.
#[derive(Debug, Clone, Copy, Default)]
struct Alike {
    sort: Sort,
    cells: u32,
}

impl Alike {
    /// A cell was of one sort and is of another now. A sort of which no cell was known to be gives way.
    fn changed(&mut self, from: Sort, to: Sort) {
        if from == self.sort {
            self.cells = self.cells.saturating_sub(1);
        }
        if self.cells == 0 {
            self.sort = to;
        }
        if to == self.sort {
            self.cells += 1;
        }
    }
}

/// The cells of one field, from one row to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<'f> {
    /// The sort of which all cells of the field are known to be.
    all: Option<Sort>,
    sorts: &'f [Sort],
    words: &'f [i64],
    fractions: &'f [Num],
}

impl<'f> Column<'f> {
    /// A bit for each of at most 64 cells, the first one lowest: whether its word is as asked for. None
    /// unless all cells are known to be of the sort.
    #[inline]
    pub(crate) fn bits(self, sort: Sort, holds: impl Fn(i64) -> bool) -> Option<u64> {
        let words = (self.all == Some(sort)).then_some(self.words)?;
        Some(words.iter().rev().fold(0, |bits, word| bits << 1 | u64::from(holds(*word))))
    }

    /// The same for cells that lead to rows.
    pub(crate) fn rows(self, holds: impl Fn(RowRef) -> bool) -> Option<u64> {
        self.bits(Sort::Row, |word| holds(row_in(word)))
    }

    /// The words of the cells, where all are stated and known to be of one sort: cells are then equal when their
    /// words are.
    pub(crate) fn words_of_one_sort(self) -> Option<&'f [i64]> {
        self.all.filter(|sort| *sort != Sort::Unknown).map(|_| self.words)
    }

    /// The cells.
    pub(crate) fn cells(self) -> impl Iterator<Item = Cell> + use<'f> {
        let pairs = self.sorts.iter().zip(self.words);
        pairs.map(move |(sort, word)| unpacked(*sort, *word, self.fractions))
    }
}

fn code_in(word: i64) -> u16 {
    u16::try_from(word).unwrap_or_default()
}

fn low_half(word: i64) -> u32 {
    u32::try_from(word & i64::from(u32::MAX)).unwrap_or_default()
}

fn row_in(word: i64) -> RowRef {
    RowRef { record: code_in(word >> 32), row: low_half(word) }
}

fn unpacked(sort: Sort, word: i64, fractions: &[Num]) -> Cell {
    match sort {
        Sort::Unknown => Cell::Unknown,
        Sort::Absent => Cell::Absent,
        Sort::Flag => Cell::Flag(word != 0),
        Sort::Whole => Cell::Number(Num::whole(word)),
        Sort::Fraction => {
            let number = usize::try_from(word).ok().and_then(|at| fractions.get(at));
            number.map_or(Cell::Unknown, |number| Cell::Number(*number))
        }
        Sort::Code => Cell::Code(code_in(word)),
        Sort::Codes => Cell::Codes(word.cast_unsigned()),
        Sort::Text => Cell::Text(low_half(word)),
        Sort::Row => Cell::Row(row_in(word)),
    }
}

impl Table {
    /// No rows yet, of so many fields.
    pub(super) fn of_width(width: usize) -> Self {
        Self { width, alike: vec![Alike::default(); width], ..Self::default() }
    }

    /// Number of rows.
    pub fn len(&self) -> u32 {
        self.rows
    }

    /// The places of its fields.
    pub(super) fn fields(&self) -> std::ops::Range<u16> {
        0..index(self.width)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The cell of a row, unknown where there is none.
    pub fn cell(&self, row: u32, field: u16) -> Cell {
        let packed =
            self.place(row, field).and_then(|at| self.sorts.get(at).zip(self.words.get(at)));
        packed.map_or(Cell::Unknown, |(sort, word)| unpacked(*sort, *word, &self.fractions))
    }

    /// The support of a cell.
    pub fn level(&self, row: u32, field: u16) -> Level {
        self.place(row, field).and_then(|at| self.levels.get(at)).copied().unwrap_or_default()
    }

    /// The cells of a field, for some rows that there are.
    pub(crate) fn column(&self, field: u16, rows: std::ops::Range<u32>) -> Column<'_> {
        let cells = self.at(rows.start, field)..self.at(rows.end.min(self.rows), field);
        let alike = self.alike.get(usize::from(field)).filter(|alike| alike.cells == self.rows);
        Column {
            all: alike.map(|alike| alike.sort),
            sorts: self.sorts.get(cells.clone()).unwrap_or_default(),
            words: self.words.get(cells).unwrap_or_default(),
            fractions: &self.fractions,
        }
    }

    /// Where the cell of a row lies; none outside the table.
    fn place(&self, row: u32, field: u16) -> Option<usize> {
        (row < self.rows).then(|| self.at(row, field))
    }

    fn at(&self, row: u32, field: u16) -> usize {
        usize::from(field) * self.room + row as usize
    }

    /// Adds a row of unknown cells and gives its place.
    pub fn add_row(&mut self, id: String) -> u32 {
        Arc::make_mut(&mut self.ids).push(id);
        self.suppose_row()
    }

    /// The same for a row that nobody has stated, and that has no id: after it, none with an id is added.
    pub(crate) fn suppose_row(&mut self) -> u32 {
        let row = self.rows;
        if row as usize == self.room {
            self.make_room(1);
        }
        self.rows += 1;
        row
    }

    /// Room for so many rows more, and for some that may follow.
    fn make_room(&mut self, rows: usize) {
        let room = (self.room * 2).max(self.rows as usize + rows);
        let size = (self.width, self.room, room);
        self.sorts = spread(&self.sorts, size, Sort::Unknown);
        self.words = spread(&self.words, size, 0);
        self.levels = spread(&self.levels, size, Level::Verified);
        self.room = room;
    }

    /// Adds so many rows of unknown cells that nobody has stated; the place of the first.
    pub(crate) fn suppose_rows(&mut self, rows: u32) -> u32 {
        let first = self.rows;
        if (first + rows) as usize > self.room {
            self.make_room(rows as usize);
        }
        self.rows += rows;
        first
    }

    /// Sets the cells of a field for some rows, all to the same; places outside the table are left alone.
    pub(crate) fn fill(
        &mut self,
        rows: std::ops::Range<u32>,
        field: u16,
        cell: Cell,
        level: Level,
    ) {
        let places = self.at(rows.start, field)..self.at(rows.end.min(self.rows), field);
        let (sort, word) = self.packed(cell);
        let slots = (self.sorts.get_mut(places.clone()), self.words.get_mut(places.clone()));
        if let ((Some(sorts), Some(words)), Some(levels)) = (slots, self.levels.get_mut(places)) {
            if let Some(alike) = self.alike.get_mut(usize::from(field)) {
                for before in sorts.iter() {
                    alike.changed(*before, sort);
                }
            }
            sorts.fill(sort);
            words.fill(word);
            levels.fill(level);
        }
    }

    /// Sets a cell; a place outside the table is left alone.
    pub fn set(&mut self, row: u32, field: u16, cell: Cell, level: Level) {
        let Some(at) = self.place(row, field) else { return };
        let (sort, word) = self.packed(cell);
        let slots = (self.sorts.get_mut(at), self.words.get_mut(at), self.levels.get_mut(at));
        if let (Some(sorts), Some(words), Some(levels)) = slots {
            if let Some(alike) = self.alike.get_mut(usize::from(field)) {
                alike.changed(*sorts, sort);
            }
            (*sorts, *words, *levels) = (sort, word, level);
        }
    }

    fn packed(&mut self, cell: Cell) -> (Sort, i64) {
        match cell {
            Cell::Unknown => (Sort::Unknown, 0),
            Cell::Absent => (Sort::Absent, 0),
            Cell::Flag(yes) => (Sort::Flag, i64::from(yes)),
            Cell::Number(number) => match number.as_whole() {
                Some(whole) => (Sort::Whole, whole),
                None => (Sort::Fraction, self.fraction(number)),
            },
            Cell::Code(code) => (Sort::Code, i64::from(code)),
            Cell::Codes(bits) => (Sort::Codes, bits.cast_signed()),
            Cell::Text(text) => (Sort::Text, i64::from(text)),
            Cell::Row(RowRef { record, row }) => {
                (Sort::Row, i64::from(record) << 32 | i64::from(row))
            }
        }
    }

    /// The place of a number that is not whole, added when it is new.
    fn fraction(&mut self, number: Num) -> i64 {
        let at = self.fractions.iter().position(|known| *known == number).unwrap_or_else(|| {
            self.fractions.push(number);
            self.fractions.len() - 1
        });
        i64::try_from(at).unwrap_or(i64::MAX)
    }

    /// Whether a desk that asks for a level of evidence misses anything.
    pub(super) fn has_below(&self, level: Level) -> bool {
        self.levels.iter().any(|support| *support < level)
    }

    /// Takes away what has less support than a desk asks for.
    pub(super) fn blank_below(&mut self, level: Level) {
        for (sort, support) in self.sorts.iter_mut().zip(&self.levels) {
            if *support < level {
                *sort = Sort::Unknown;
            }
        }
        let fields = self.sorts.chunks_exact(self.room.max(1)).zip(&mut self.alike);
        for (sorts, alike) in fields {
            *alike = Alike::default();
            let sorts = sorts.iter().take(self.rows as usize);
            sorts.for_each(|sort| alike.changed(Sort::Unknown, *sort));
        }
    }

    /// Row and field of every cell that has a value and less support than a desk asks for.
    pub(super) fn below(&self, level: Level) -> impl Iterator<Item = (u32, u16)> {
        let cells = (0..self.rows).flat_map(|row| (0..index(self.width)).map(move |f| (row, f)));
        cells.filter(move |(row, field)| {
            self.level(*row, *field) < level && self.cell(*row, *field) != Cell::Unknown
        })
    }
}

/// What lies field by field with room for so many rows, laid out anew with more room.
fn spread<T: Copy>(old: &[T], (width, from, to): (usize, usize, usize), empty: T) -> Vec<T> {
    let mut new = Vec::with_capacity(width * to);
    for field in 0..width {
        new.extend_from_slice(old.get(field * from..(field + 1) * from).unwrap_or_default());
        new.resize((field + 1) * to, empty);
    }
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cell of every sort, with the ends of what its word can hold.
    const CELLS: [Cell; 13] = [
        Cell::Unknown,
        Cell::Absent,
        Cell::Flag(true),
        Cell::Flag(false),
        Cell::Number(Num::whole(i64::MIN)),
        Cell::Number(Num::whole(i64::MAX)),
        Cell::Code(0),
        Cell::Code(u16::MAX),
        Cell::Codes(u64::MAX),
        Cell::Text(u32::MAX),
        Cell::Row(RowRef { record: 0, row: 0 }),
        Cell::Row(RowRef { record: u16::MAX, row: u32::MAX }),
        Cell::Row(RowRef { record: 1, row: 1 << 31 }),
    ];

    #[test]
    fn every_cell_is_read_as_it_was_set_and_stays_when_rows_are_added() {
        let mut cells = CELLS.to_vec();
        cells.extend([1, 2].map(|n| Cell::Number(Num::ratio(n, 3))));
        let mut table = Table::of_width(cells.len());
        for round in 0..5_u32 {
            let row = table.suppose_row();
            assert_eq!(row, round);
            for field in 0..cells.len() {
                let cell = cells[(field + row as usize) % cells.len()];
                table.set(row, index(field), cell, Level::Declared);
            }
        }
        for field in 0..cells.len() {
            let expected: Vec<Cell> =
                (0..5).map(|row| cells[(field + row) % cells.len()]).collect();
            let read: Vec<Cell> = (0..5).map(|row| table.cell(row, index(field))).collect();
            assert_eq!(read, expected);
            assert_eq!(table.column(index(field), 0..5).cells().collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn rows_that_are_added_and_filled_together_are_as_if_they_came_one_by_one() {
        let (mut together, mut singly) = (Table::of_width(2), Table::of_width(2));
        for table in [&mut together, &mut singly] {
            assert_eq!(table.suppose_row(), 0);
            table.set(0, 0, Cell::Code(2), Level::Declared);
        }
        assert_eq!(together.suppose_rows(5), 1);
        together.fill(1..6, 0, Cell::Code(4), Level::Verified);
        together.fill(4..9, 1, Cell::Number(Num::ratio(1, 3)), Level::Verified);
        for row in 1..6 {
            assert_eq!(singly.suppose_row(), row);
            singly.set(row, 0, Cell::Code(4), Level::Verified);
            if row >= 4 {
                singly.set(row, 1, Cell::Number(Num::ratio(1, 3)), Level::Verified);
            }
        }
        let cells = |table: &Table| -> Vec<(Cell, Level)> {
            let places = (0..7).flat_map(|row| [(row, 0), (row, 1)]);
            places.map(|(row, field)| (table.cell(row, field), table.level(row, field))).collect()
        };
        assert_eq!(cells(&together), cells(&singly));
        assert_eq!((even(&together), even(&singly)), (Some(0b11_1111), Some(0b11_1111)));
        together.fill(2..3, 0, Cell::Unknown, Level::Verified);
        assert_eq!(even(&together), None);
    }

    #[test]
    fn there_is_nothing_beyond_the_rows() {
        let mut table = Table::of_width(2);
        (0..3).for_each(|_| assert!(table.suppose_row() < 3));
        table.set(3, 0, Cell::Flag(true), Level::Verified);
        assert_eq!(table.cell(3, 0), Cell::Unknown);
        assert_eq!(table.suppose_row(), 3);
        assert_eq!(table.cell(3, 0), Cell::Unknown);
        assert_eq!(table.column(0, 2..9).cells().count(), 2);
    }

    /// The bits of a column whose codes are even; none where not all are codes.
    fn even(table: &Table) -> Option<u64> {
        table.column(0, 0..table.len()).bits(Sort::Code, |code| code % 2 == 0)
    }

    #[test]
    fn a_column_of_one_sort_says_so_for_as_long_as_it_is() {
        let mut table = Table::of_width(1);
        for row in 0..3 {
            assert_eq!(table.suppose_row(), row);
            assert_eq!(even(&table), None);
            table.set(row, 0, Cell::Code(7 + u16::from(row == 1)), Level::Verified);
        }
        assert_eq!(even(&table), Some(0b010));
        for other in [Cell::Unknown, Cell::Absent, Cell::Codes(1), Cell::Number(Num::ONE)] {
            table.set(2, 0, other, Level::Verified);
            assert_eq!(even(&table), None);
            table.set(2, 0, Cell::Code(4), Level::Verified);
            assert_eq!(even(&table), Some(0b110));
        }
        table.set(0, 0, Cell::Code(2), Level::Declared);
        table.blank_below(Level::Evidenced);
        assert_eq!(even(&table), None);
        table.set(0, 0, Cell::Code(2), Level::Verified);
        assert_eq!(even(&table), Some(0b111));
    }

    proptest::proptest! {
        /// Whatever is set in whatever order: a column answers for a sort only when every cell is of it.
        #[test]
        fn a_column_never_speaks_for_cells_of_another_sort(
            sets in proptest::collection::vec((0_u32..4, 0_usize..CELLS.len()), 0..40),
        ) {
            let mut table = Table::of_width(1);
            (0..4).for_each(|row| assert_eq!(table.suppose_row(), row));
            for (row, cell) in sets {
                table.set(row, 0, CELLS[cell], Level::Verified);
                let cells: Vec<Cell> = (0..4).map(|row| table.cell(row, 0)).collect();
                if let Some(bits) = even(&table) {
                    let even = |cell: &Cell| matches!(cell, Cell::Code(code) if code % 2 == 0);
                    let codes = cells.iter().filter(|cell| matches!(cell, Cell::Code(_))).count();
                    let word = cells.iter().rev().fold(0, |word, c| word << 1 | u64::from(even(c)));
                    assert_eq!((codes, bits), (4, word));
                }
            }
        }
    }
}
