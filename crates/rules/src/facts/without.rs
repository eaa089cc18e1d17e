//! Facts without one of their rows, for whoever looks what hangs on it.

use std::sync::Arc;

use super::{Facts, Table};
use crate::value::{Cell, RowRef};

impl Facts {
    /// The same without a row. Rows after it move up by one, and facts that named it are not known.
    #[must_use]
    pub(crate) fn without(&self, gone: RowRef) -> Self {
        let mut left = self.clone();
        for (record, table) in (0..).zip(left.all_mut()) {
            let row = (record == gone.record).then_some(gone.row);
            if row.is_some() || table.names(gone.record) {
                *table = Arc::new(table.without(row, |cell| after(gone, cell)));
            }
        }
        left
    }
}

/// What a cell says once a row is gone.
fn after(gone: RowRef, cell: Cell) -> Cell {
    match cell {
        Cell::Row(row) => moved(gone, row).map_or(Cell::Unknown, Cell::Row),
        Cell::Unknown
        | Cell::Absent
        | Cell::Flag(_)
        | Cell::Number(_)
        | Cell::Code(_)
        | Cell::Codes(_)
        | Cell::Text(_) => cell,
    }
}

/// Where a row stands once another is gone; none when it is that one.
pub(crate) fn moved(gone: RowRef, row: RowRef) -> Option<RowRef> {
    if row.record != gone.record || row.row < gone.row {
        return Some(row);
    }
    (row.row > gone.row).then(|| RowRef { row: row.row - 1, ..row })
}

impl Table {
    /// Whether a cell names a row of a record.
    fn names(&self, record: u16) -> bool {
        let named = |cell: Cell| cell.row().is_some_and(|row| row.record == record);
        self.fields().any(|field| (0..self.len()).any(|row| named(self.cell(row, field))))
    }

    /// The same without a row, if there is one to leave out, with every cell as it is given back.
    fn without(&self, gone: Option<u32>, cell: impl Fn(Cell) -> Cell) -> Self {
        let mut left = Self::of_width(self.fields().len());
        left.closed = self.closed;
        for row in (0..self.len()).filter(|row| Some(*row) != gone) {
            let to = left.suppose_row();
            for field in self.fields() {
                left.set(to, field, cell(self.cell(row, field)), self.level(row, field));
            }
        }
        let ids = (0..).zip(self.ids.iter()).filter(|(row, _)| Some(*row) != gone);
        left.ids = Arc::new(ids.map(|(_, id)| id.clone()).collect());
        left
    }
}
