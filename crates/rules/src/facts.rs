//! Facts: tables of cells, one table a record of the vocabulary.
//!
//! A record that exists once is a table of one row. A list says whether it is closed: "we have these and no
//! others". A list that was never given is an open list without rows, which is unknown and not empty.

mod cell;
mod read;
mod tree;

use std::sync::Arc;

use crate::{
    value::{Cell, Level, RowRef},
    vocabulary::{Vocabulary, index},
};

pub use read::Reader;
pub use tree::Tree;

/// One fact: a field of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// The row.
    pub at: RowRef,
    /// The field of its record.
    pub field: u16,
}

/// The rows of one record.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Whether there are no other rows than these.
    pub closed: bool,
    /// Number of rows.
    rows: u32,
    /// Number of fields of a row.
    width: usize,
    /// Cells, row after row.
    cells: Vec<Cell>,
    /// The support of each cell.
    levels: Vec<Level>,
    /// The ids by which rows are known; a row that was only supposed has none.
    pub ids: Arc<Vec<String>>,
}

impl Table {
    /// Number of rows.
    pub fn len(&self) -> u32 {
        self.rows
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The cell of a row, unknown where there is none.
    pub fn cell(&self, row: u32, field: u16) -> Cell {
        self.cells.get(self.at(row, field)).copied().unwrap_or_default()
    }

    /// The support of a cell.
    pub fn level(&self, row: u32, field: u16) -> Level {
        self.levels.get(self.at(row, field)).copied().unwrap_or_default()
    }

    fn at(&self, row: u32, field: u16) -> usize {
        row as usize * self.width + usize::from(field)
    }

    /// Adds a row of unknown cells and gives its place.
    pub fn add_row(&mut self, id: String) -> u32 {
        Arc::make_mut(&mut self.ids).push(id);
        self.suppose_row()
    }

    /// The same for a row that nobody has stated, and that has no id: after it, none with an id is added.
    pub(crate) fn suppose_row(&mut self) -> u32 {
        let row = self.rows;
        self.rows += 1;
        self.cells.resize(self.cells.len() + self.width, Cell::Unknown);
        self.levels.resize(self.levels.len() + self.width, Level::Verified);
        row
    }

    /// Sets a cell; a place outside the table is left alone.
    pub fn set(&mut self, row: u32, field: u16, cell: Cell, level: Level) {
        let at = self.at(row, field);
        if let (Some(slot), Some(support)) = (self.cells.get_mut(at), self.levels.get_mut(at)) {
            *slot = cell;
            *support = level;
        }
    }
}

/// All tables, and the texts that cells point to. Cloning is cheap: tables are shared until one is changed.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    tables: Arc<[Arc<Table>]>,
    texts: Arc<Vec<String>>,
}

impl Facts {
    /// Nothing known: single records with unknown cells, open lists without rows.
    pub fn unknown(vocabulary: &Vocabulary) -> Self {
        let tables = vocabulary.records.iter().map(|def| {
            let mut table = Table { width: def.fields.len(), ..Table::default() };
            if def.list.is_none() {
                table.closed = true;
                table.add_row(def.id.clone());
            }
            Arc::new(table)
        });
        Self { tables: tables.collect(), texts: Arc::default() }
    }

    /// The table of a record.
    pub fn table(&self, record: u16) -> Option<&Table> {
        self.tables.get(usize::from(record)).map(Arc::as_ref)
    }

    /// The table of a record, to change it.
    pub fn table_mut(&mut self, record: u16) -> Option<&mut Table> {
        let tables = Arc::make_mut(&mut self.tables);
        tables.get_mut(usize::from(record)).map(Arc::make_mut)
    }

    /// A cell.
    pub fn cell(&self, of: CellRef) -> Cell {
        self.table(of.at.record).map_or(Cell::Unknown, |table| table.cell(of.at.row, of.field))
    }

    /// Sets a cell. What says the same already is left shared.
    pub fn set(&mut self, of: CellRef, cell: Cell, level: Level) {
        let CellRef { at: RowRef { record, row }, field } = of;
        let same = |t: &Table| t.cell(row, field) == cell && t.level(row, field) == level;
        if self.table(record).is_some_and(same) {
            return;
        }
        if let Some(table) = self.table_mut(of.at.record) {
            table.set(of.at.row, of.field, cell, level);
        }
    }

    /// The place of a text, added when it is new.
    pub fn text(&mut self, text: &str) -> Cell {
        let at = self.texts.iter().position(|known| known == text).unwrap_or_else(|| {
            Arc::make_mut(&mut self.texts).push(text.to_owned());
            self.texts.len() - 1
        });
        Cell::Text(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// The words of a text cell.
    pub fn words(&self, text: u32) -> &str {
        self.texts.get(text as usize).map_or("", String::as_str)
    }

    /// The id of a row.
    pub fn id(&self, row: RowRef) -> &str {
        let id = self.table(row.record).and_then(|table| table.ids.get(row.row as usize));
        id.map_or("", String::as_str)
    }

    /// The facts as a desk that asks for a level of evidence sees them: what has less counts as unknown.
    #[must_use]
    pub fn at_level(&self, level: Level) -> Self {
        let mut seen = self.clone();
        for table in Arc::make_mut(&mut seen.tables) {
            let weaker = |support: &Level| *support < level;
            if table.levels.iter().any(weaker) {
                let table = Arc::make_mut(table);
                for (cell, support) in table.cells.iter_mut().zip(&table.levels) {
                    if weaker(support) {
                        *cell = Cell::Unknown;
                    }
                }
            }
        }
        seen
    }

    /// Every cell that differs in its support from what a desk asks for, though it has a value.
    pub fn below_level(&self, level: Level) -> Vec<CellRef> {
        let mut found = Vec::new();
        for (record, table) in self.tables.iter().enumerate() {
            for row in 0..table.len() {
                for field in 0..index(table.width) {
                    if table.level(row, field) < level && table.cell(row, field) != Cell::Unknown {
                        let at = RowRef { record: index(record), row };
                        found.push(CellRef { at, field });
                    }
                }
            }
        }
        found
    }
}
