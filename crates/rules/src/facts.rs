//! Facts: tables of cells, one table a record of the vocabulary.
//!
//! A record that exists once is a table of one row. A list says whether it is closed: "we have these and no
//! others". A list that was never given is an open list without rows, which is unknown and not empty.

mod cell;
mod read;
mod table;
mod tree;
mod without;
mod write;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    syntax::Words,
    value::{Cell, Level, RowRef},
    vocabulary::{Vocabulary, index},
};

pub use read::Reader;
pub use table::Table;
pub(crate) use table::{Column, Sort};
pub use tree::Tree;
pub(crate) use without::moved;
pub(crate) use write::entry;

/// So many tables are kept apart before all are.
const MOST_OWN: usize = 4;

/// One fact: a field of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// The row.
    pub at: RowRef,
    /// The field of its record.
    pub field: u16,
}

/// All tables, and the texts that cells point to. Cloning is cheap: tables are shared until one is changed.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    tables: Arc<[Arc<Table>]>,
    /// Tables that were changed while the others were shared, by record, in place of those above. There are few:
    /// whoever supposes something supposes it of one list or two, and need not take hold of all the others.
    own: Vec<(u16, Arc<Table>)>,
    texts: Arc<Vec<String>>,
    /// Why lists are open, where whoever gave them knows better than that nobody closed them.
    because: Arc<BTreeMap<u16, Words>>,
}

impl Facts {
    /// Nothing known: single records with unknown cells, open lists without rows.
    pub fn unknown(vocabulary: &Vocabulary) -> Self {
        let tables = vocabulary.records.iter().map(|def| {
            let mut table = Table::of_width(def.fields.len());
            if def.list.is_none() {
                table.closed = true;
                table.add_row(def.id.clone());
            }
            Arc::new(table)
        });
        Self { tables: tables.collect(), ..Self::default() }
    }

    /// How many records there are.
    pub(crate) fn records(&self) -> usize {
        self.tables.len()
    }

    /// The table of a record.
    #[inline]
    pub fn table(&self, record: u16) -> Option<&Table> {
        if !self.own.is_empty()
            && let Some((_, own)) = self.own.iter().find(|(of, _)| *of == record)
        {
            return Some(own);
        }
        self.tables.get(usize::from(record)).map(Arc::as_ref)
    }

    /// The table of a record, to change it.
    pub fn table_mut(&mut self, record: u16) -> Option<&mut Table> {
        if let Some(at) = self.own.iter().position(|(of, _)| *of == record) {
            return self.own.get_mut(at).map(|(_, table)| Arc::make_mut(table));
        }
        let place = usize::from(record);
        if self.own.len() == MOST_OWN || Arc::get_mut(&mut self.tables).is_some() {
            return self.all_mut().get_mut(place).map(Arc::make_mut);
        }
        self.own.push((record, Arc::clone(self.tables.get(place)?)));
        self.own.last_mut().map(|(_, table)| Arc::make_mut(table))
    }

    /// All tables, to change them.
    fn all_mut(&mut self) -> &mut [Arc<Table>] {
        let tables = Arc::make_mut(&mut self.tables);
        for (record, own) in self.own.drain(..) {
            if let Some(table) = tables.get_mut(usize::from(record)) {
                *table = own;
            }
        }
        tables
    }

    /// Why a list is open, in the words of whoever gave it; none when they said nothing.
    pub fn why_open(&self, record: u16) -> Option<&Words> {
        self.because.get(&record)
    }

    /// Says why a list is open.
    pub fn set_why_open(&mut self, record: u16, because: Words) {
        Arc::make_mut(&mut self.because).insert(record, because);
    }

    /// A cell.
    #[inline]
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

    /// A code of another pack as a cell: the place of its text, counted on from the code that stands for all of
    /// them, so that two of them differ. That code itself where there are too many texts for it.
    pub(crate) fn foreign(&mut self, other: u16, text: &str) -> Cell {
        let Cell::Text(at) = self.text(text) else { return Cell::Code(other) };
        let code = u32::from(other).checked_add(1).and_then(|first| first.checked_add(at));
        Cell::Code(code.and_then(|code| u16::try_from(code).ok()).unwrap_or(other))
    }

    /// The text of a code of another pack; none for a code of the list itself.
    pub(crate) fn foreign_words(&self, other: u16, code: u16) -> Option<&str> {
        let at = code.checked_sub(other)?.checked_sub(1)?;
        self.texts.get(usize::from(at)).map(String::as_str)
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
        for table in seen.all_mut() {
            if table.has_below(level) {
                Arc::make_mut(table).blank_below(level);
            }
        }
        seen
    }

    /// Every cell that differs in its support from what a desk asks for, though it has a value.
    pub fn below_level(&self, level: Level) -> Vec<CellRef> {
        let mut found = Vec::new();
        for record in 0..index(self.records()) {
            let at = |row| RowRef { record, row };
            let below = self.table(record).into_iter().flat_map(|table| table.below(level));
            found.extend(below.map(|(row, field)| CellRef { at: at(row), field }));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six lists of one field, without rows.
    fn lists() -> Facts {
        let tables = (0..6).map(|_| Arc::new(Table::of_width(1)));
        Facts { tables: tables.collect(), ..Facts::default() }
    }

    /// The cells of all lists.
    fn cells(facts: &Facts) -> Vec<Vec<(Cell, Level)>> {
        let table = |record: u16| facts.table(record).unwrap();
        let cell = |record, row| (table(record).cell(row, 0), table(record).level(row, 0));
        let of = |record| (0..table(record).len()).map(|row| cell(record, row)).collect();
        (0..6).map(of).collect()
    }

    #[test]
    fn a_copy_takes_the_changes_of_its_own_and_the_other_stays_as_it_was() {
        let mut facts = lists();
        for record in 0..6 {
            assert_eq!(facts.table_mut(record).unwrap().suppose_row(), 0);
        }
        let before = cells(&facts);
        let mut copy = facts.clone();
        for code in 0..6_u16 {
            // The other way round, so that tables are kept apart and then together.
            let of = CellRef { at: RowRef { record: 5 - code, row: 0 }, field: 0 };
            copy.set(of, Cell::Code(code), Level::Verified);
            let mut expected = before.clone();
            for set in 0..=code {
                expected[usize::from(5 - set)] = vec![(Cell::Code(set), Level::Verified)];
            }
            assert_eq!(cells(&copy), expected);
            assert_eq!(cells(&copy.clone()), expected);
            assert_eq!(cells(&facts), before);
        }
        facts.set(
            CellRef { at: RowRef { record: 0, row: 0 }, field: 0 },
            Cell::Flag(true),
            Level::Declared,
        );
        assert_eq!(
            copy.cell(CellRef { at: RowRef { record: 0, row: 0 }, field: 0 }),
            Cell::Code(5)
        );
    }

    #[test]
    fn a_desk_sees_nothing_of_what_has_too_little_support_in_tables_kept_apart() {
        let mut facts = lists();
        let shared = facts.clone();
        assert_eq!(facts.table_mut(3).unwrap().suppose_row(), 0);
        let of = CellRef { at: RowRef { record: 3, row: 0 }, field: 0 };
        facts.set(of, Cell::Code(1), Level::Declared);
        assert_eq!(facts.below_level(Level::Evidenced), vec![of]);
        assert_eq!(facts.at_level(Level::Evidenced).cell(of), Cell::Unknown);
        assert_eq!(facts.at_level(Level::Declared).cell(of), Cell::Code(1));
        assert_eq!(cells(&shared), vec![Vec::new(); 6]);
    }
}
