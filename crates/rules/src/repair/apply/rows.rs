//! Rows that a plan adds: made to pass a filter, and filled with what is looked at afterwards.

use super::{Worker, made_up};
use crate::{
    facts::CellRef,
    model::{Quantity, QuantityKind, Rows, Test, TestKind},
    value::{Cell, Level, Num, RowRef},
    vocabulary::Kind,
};

/// What cells of a row were given, by field; nothing where another row like it needs a value of its own.
pub(super) type Given = Vec<(u16, Option<Cell>)>;

/// How the rows after one that passes a filter are made.
enum Made {
    /// Like it: it took nothing of its own to pass.
    Alike(Given),
    /// Each for itself.
    Singly,
}

impl<'p> Worker<'p, '_> {
    /// Adds so many rows that pass a filter. Where the first one took nothing of its own to pass, no text, no
    /// other row and no judgement, the later ones are given what it was given.
    pub(super) fn add_rows(&mut self, rows: &'p Rows, count: u32) -> Option<()> {
        let like_first = match self.made.iter().position(|(of, _)| std::ptr::eq(*of, rows)) {
            Some(at) => self.once_more(at)?,
            None => self.first_of(rows)?,
        };
        match like_first {
            Made::Alike(cells) => {
                let count = count.saturating_sub(1);
                self.add_alike(rows.record, &cells, count)?;
                self.made.push((rows, cells));
            }
            Made::Singly => {
                (1..count).try_for_each(|_| self.add_row(rows, None).map(|_row| ()))?;
            }
        }
        Some(())
    }

    /// Adds so many rows with these cells. Where only texts are to be their own, the list is changed in one go.
    fn add_alike(&mut self, record: u16, cells: &Given, count: u32) -> Option<()> {
        let fields = &self.pack.names.vocabulary.record_def(record)?.fields;
        let is_text =
            |field: u16| fields.get(usize::from(field)).is_some_and(|f| f.kind == Kind::Text);
        if cells.iter().any(|(field, cell)| cell.is_none() && !is_text(*field)) {
            for _ in 0..count {
                let row = self.new_row(record)?;
                self.give(row, cells);
            }
            return Some(());
        }
        if count == 0 {
            return Some(());
        }
        self.memo.grown(record);
        self.rows_made += count;
        let table = self.at.facts.table_mut(record)?;
        let first = table.suppose_rows(count);
        for (field, cell) in cells {
            if let Some(cell) = cell {
                table.fill(first..first + count, *field, *cell, Level::Verified);
            } else {
                (first..first + count).for_each(|row| {
                    table.set(row, *field, made_up(&mut self.texts_made), Level::Verified);
                });
            }
        }
        Some(())
    }

    /// Adds a row that passes a filter; what it was given, where it took nothing of its own to pass.
    fn first_of(&mut self, rows: &'p Rows) -> Option<Made> {
        let before = (self.rows_made + 1, self.texts_made, self.assumed.len());
        let first = self.passing_row(rows, None)?;
        let alike = (self.rows_made, self.texts_made, self.assumed.len()) == before;
        let cells = self.fill_keys(first);
        Some(if alike { Made::Alike(cells) } else { Made::Singly })
    }

    /// Adds a row like one that was made to pass the same filter, often in another period: what does not hold any
    /// more is mended. Where that does not make it pass, it is made anew.
    fn once_more(&mut self, at: usize) -> Option<Made> {
        let (rows, mut cells) = self.made.swap_remove(at);
        let row = self.new_row(rows.record)?;
        self.give(row, &cells);
        let outer = self.scope.row(rows.record);
        self.scope.set_row(rows.record, row.row);
        let before = (self.rows_made, self.texts_made, self.assumed.len());
        let passes = rows.filter.as_deref().is_none_or(|filter| self.passes_again(filter));
        if !passes {
            for (field, _) in &cells {
                self.set(CellRef { at: row, field: *field }, Cell::Unknown);
            }
            self.satisfy(rows.filter.as_deref()?)?;
            self.fill_keys(row);
        }
        self.scope.set_row(rows.record, outer);
        for (field, cell) in &mut cells {
            *cell = cell.map(|_| self.at.facts.cell(CellRef { at: row, field: *field }));
        }
        let alike = (self.rows_made, self.texts_made, self.assumed.len()) == before;
        Some(if passes && alike { Made::Alike(cells) } else { Made::Singly })
    }

    /// Mends for the row in scope what depends on the period; whether the filter then holds.
    fn passes_again(&mut self, filter: &'p Test) -> bool {
        let limbs = if let TestKind::All(limbs) = &filter.what {
            limbs.as_slice()
        } else {
            std::slice::from_ref(filter)
        };
        let in_period = |limb: &&Test| limb.column.is_some_and(|column| column.in_period);
        limbs.iter().filter(in_period).all(|limb| self.attempt(limb).is_some())
            && self.holds(filter)
    }

    pub(super) fn add_row(
        &mut self,
        rows: &'p Rows,
        amount: Option<(&'p Quantity, Num)>,
    ) -> Option<RowRef> {
        let row = self.passing_row(rows, amount)?;
        self.fill_keys(row);
        Some(row)
    }

    /// Adds a row that passes a filter, with an amount where one is wanted.
    fn passing_row(
        &mut self,
        rows: &'p Rows,
        amount: Option<(&'p Quantity, Num)>,
    ) -> Option<RowRef> {
        let row = self.new_row(rows.record)?;
        let outer = self.scope.row(rows.record);
        self.scope.set_row(rows.record, row.row);
        if let Some(filter) = &rows.filter {
            self.satisfy(filter)?;
        }
        if let Some((value, amount)) = amount
            && let QuantityKind::Fact(path) = &value.what
        {
            let cell = self.cell(path)?;
            self.set(cell, Cell::Number(amount));
        }
        self.scope.set_row(rows.record, outer);
        Some(row)
    }

    /// Cells by which rows are told apart get values of their own: fresh texts and fresh rows. What the row
    /// then holds, with nothing where another row like it needs a value of its own.
    fn fill_keys(&mut self, row: RowRef) -> Given {
        let pack = self.pack;
        let Some(def) = pack.names.vocabulary.record_def(row.record) else { return Vec::new() };
        let mut cells = Vec::with_capacity(def.fields.len());
        let looks = self.looks.map(|looks| looks.fields_of(row.record));
        for (field, def) in (0..).zip(&def.fields) {
            let of = CellRef { at: row, field };
            let given = self.at.facts.cell(of);
            if given != Cell::Unknown {
                cells.push((field, Some(given)));
            } else if self.is_seen((field, &def.kind), looks.as_deref()) {
                let own = matches!(def.kind, Kind::Text | Kind::Row(_));
                let fresh = self.fresh(of);
                self.at.facts.set(of, fresh.unwrap_or_default(), Level::Verified);
                if own || fresh.is_some() {
                    cells.push((field, fresh.filter(|_| !own)));
                }
            }
        }
        self.memo.grown(row.record);
        cells
    }

    /// Whether it can be seen afterwards if a cell is given a value, or a row that is made for it; the fields of its
    /// record that are looked at are given, where that is not all of them.
    fn is_seen(&self, (field, kind): (u16, &Kind), looked_at: Option<&[u16]>) -> bool {
        looked_at.is_none_or(|fields| fields.contains(&field))
            || matches!(kind, Kind::Row(record) if self.looks.is_some_and(|l| l.at_rows(*record)))
    }

    /// Gives cells of a row their values, and fresh ones where none is given.
    fn give(&mut self, row: RowRef, cells: &[(u16, Option<Cell>)]) {
        for (field, _) in cells.iter().filter(|(_, cell)| cell.is_none()) {
            let of = CellRef { at: row, field: *field };
            if let Some(cell) = self.fresh(of) {
                self.at.facts.set(of, cell, Level::Verified);
            }
        }
        if let Some(table) = self.at.facts.table_mut(row.record) {
            for (field, cell) in cells {
                if let Some(cell) = cell {
                    table.set(row.row, *field, *cell, Level::Verified);
                }
            }
        }
        self.memo.grown(row.record);
    }
}
