//! A list of the workbook beside a list of the draft, row by row.

use std::collections::{BTreeMap, BTreeSet};

use guohe_cases::facts::{Edit, Listing};
use guohe_rules::vocabulary::FieldDef;
use guohe_sheets::{Line, Place, Table};

use crate::{
    sheets::compared::{Difference, KEYS_WITHIN, Sort, at, no_column, no_keys, plain, says},
    views::{
        form::{Section, row_title},
        words::say,
    },
    words::word,
};

use super::{ROW, cell::typed, compare::Comparing, faults};

/// At most so many rows are added by one workbook.
const MOST_ADDED: usize = 10_000;
/// Where a list says whether it is complete.
const COMPLETE: Place = Place { row: 1, column: 2 };

/// A list on both sides.
struct Both<'b> {
    table: &'b Table,
    section: &'b Section<'b>,
    listing: &'b Listing,
    /// The field of each column of the workbook.
    columns: BTreeMap<u32, &'b FieldDef>,
}

impl Both<'_> {
    fn at(&self, row: u32, column: u32) -> String {
        at(self.table, Place::new(row, column))
    }

    /// The word under which it stands in facts.
    fn key(&self) -> String {
        self.section.key().to_owned()
    }
}

impl Comparing<'_> {
    /// A list.
    pub(super) fn list(&mut self, table: &Table, section: &Section<'_>) {
        let Some((keys, columns)) = self.columns(table, section) else { return };
        self.merged(table, keys + 2);
        let none = Listing::default();
        let listing = self.form.facts.lists.get(section.key()).unwrap_or(&none);
        let both = Both { table, section, listing, columns };
        let (mut seen, mut added) = (BTreeSet::new(), 0);
        for line in table.rows.iter().filter(|line| line.row > keys + 1) {
            if let Some(id) = line.cells.get(&0).map(plain) {
                self.kept(&both, (line, &id), &mut seen);
            } else {
                added += 1;
                self.added(&both, line, added);
            }
        }
        if added > MOST_ADDED {
            self.fault(table.name.clone(), faults::too_many(added, MOST_ADDED));
        }
        self.removed(&both, &seen);
        self.stated(&both);
    }

    /// The row of the keys, and the field of each column.
    fn columns<'s>(
        &mut self,
        table: &Table,
        section: &Section<'s>,
    ) -> Option<(u32, BTreeMap<u32, &'s FieldDef>)> {
        let mut heads = table.rows.iter().take_while(|line| line.row < KEYS_WITHIN);
        let keys = heads.find(|line| table.text(Place::new(line.row, 0)) == Some(ROW));
        let Some(keys) = keys else {
            self.fault(at(table, Place::new(2, 0)), no_keys(ROW));
            return None;
        };
        let mut columns: BTreeMap<u32, &FieldDef> = BTreeMap::new();
        for (column, found) in keys.cells.range(1..) {
            let place = Place::new(keys.row, *column);
            let key = plain(found);
            let field = section.fields.iter().copied().find(|field| field.id == key);
            match field {
                None => self.fault(at(table, place), faults::unknown_key()),
                Some(field) if columns.values().any(|known| known.id == field.id) => {
                    self.fault(at(table, place), faults::twice());
                }
                Some(field) => drop(columns.insert(*column, field)),
            }
        }
        Some((keys.row, columns))
    }

    /// A row that has a name: it is one of the draft.
    fn kept(&mut self, both: &Both<'_>, (line, id): (&Line, &str), seen: &mut BTreeSet<String>) {
        let facts = self.form.facts;
        let first = both.at(line.row, 0);
        let Some(row) = facts.row(both.section.key(), id) else {
            return self.fault(first, faults::no_row());
        };
        if !seen.insert(id.to_owned()) {
            return self.fault(first, faults::twice_row());
        }
        if line.cells.keys().all(|column| *column == 0) && !row.cells.is_empty() {
            let removal = self.removal(both, id, first);
            return self.late.push(removal);
        }
        let record = both.section.record;
        let title = row_title(self.form.lang, self.form.law, facts, record, row);
        for (column, field) in &both.columns {
            let key = format!("{}[{id}].{}", both.section.key(), field.id);
            let place = both.at(line.row, *column);
            let what = self.about(both.section, Some(title.clone()), field);
            let known = row.cells.get(&field.id);
            let difference = self.cell(field, known, line.cells.get(column), (&key, place, what));
            self.found.differences.extend(difference);
        }
        self.beyond(both, line);
    }

    /// A row without a name: it is a new one, so many of them with it.
    fn added(&mut self, both: &Both<'_>, line: &Line, added: usize) {
        let lang = self.form.lang;
        let number = both.listing.added + u64::try_from(added).unwrap_or(u64::MAX);
        let mut cells = BTreeMap::new();
        let mut told = Vec::new();
        for (column, found) in &line.cells {
            let Some(field) = both.columns.get(column) else { continue };
            let place = both.at(line.row, *column);
            match typed(field, Some(found)) {
                Ok(typed) => {
                    let (list, noun) = (both.section.key(), &both.section.record.id);
                    self.places.insert(format!("{list}[{noun}-{number}].{}", field.id), place);
                    let name = say(lang, &field.written.name);
                    told.push(format!("{name}{}{typed}", lang.of("：", ": ")));
                    cells.insert(field.id.clone(), typed);
                }
                Err(wrong) => self.fault(place, wrong),
            }
        }
        self.beyond(both, line);
        let name = say(lang, &both.section.record.written.name);
        self.found.differences.push(Difference {
            at: both.at(line.row, 0),
            what: format!("{name} · {}", word(lang, "workbook.new_row")),
            was: String::new(),
            becomes: told.join(lang.of("；", "; ")),
            sort: Sort::New,
            edit: Edit::Add { list: both.key(), cells },
        });
    }

    /// Cells of a row in columns that nobody asked for.
    fn beyond(&mut self, both: &Both<'_>, line: &Line) {
        for column in line.cells.keys() {
            if *column > 0 && !both.columns.contains_key(column) {
                self.fault(both.at(line.row, *column), no_column());
            }
        }
    }

    /// Rows that the workbook had when it was taken and has no longer.
    fn removed(&mut self, both: &Both<'_>, seen: &BTreeSet<String>) {
        let head = both.table.text(Place::new(0, 0)).and_then(|key| key.split_once('/'));
        let had = head.and_then(|(_, added)| added.parse::<u64>().ok()).unwrap_or(0);
        let number = |id: &str| id.rsplit_once('-')?.1.parse::<u64>().ok();
        for row in both.listing.rows.iter().filter(|row| !seen.contains(&row.id)) {
            if number(&row.id).is_some_and(|number| number <= had) {
                let removal = self.removal(both, &row.id, both.table.name.clone());
                self.late.push(removal);
            }
        }
    }

    fn removal(&self, both: &Both<'_>, id: &str, at: String) -> Difference<Edit> {
        let (lang, law, facts) = (self.form.lang, self.form.law, self.form.facts);
        let record = both.section.record;
        let row = facts.row(both.section.key(), id);
        let title = row.map(|row| row_title(lang, law, facts, record, row));
        Difference {
            at,
            what: format!(
                "{} · {}",
                say(lang, &record.written.name),
                word(lang, "workbook.row_gone")
            ),
            was: title.unwrap_or_else(|| id.to_owned()),
            becomes: String::new(),
            sort: Sort::Gone,
            edit: Edit::Remove { list: both.key(), row: id.to_owned() },
        }
    }

    /// Whether somebody says that the list is complete: yes, or nothing.
    fn stated(&mut self, both: &Both<'_>) {
        let (lang, closed) = (self.form.lang, both.listing.closed);
        let found = both.table.cell(COMPLETE);
        if self.form.complete(both.listing).found().as_ref() == found {
            self.found.unchanged += usize::from(found.is_some());
            return;
        }
        let place = at(both.table, COMPLETE);
        let Some(yes) = found.map_or(Some(false), says) else {
            return self.fault(place, faults::neither());
        };
        if yes == closed {
            self.found.unchanged += 1;
            return;
        }
        let list = both.key();
        let (edit, sort) = if yes {
            (Edit::Close { list }, Sort::New)
        } else {
            (Edit::Reopen { list }, Sort::Gone)
        };
        let said =
            |yes: bool| word(lang, if yes { "form.yes" } else { "workbook.not_said" }).into_owned();
        let name = say(lang, &both.section.record.written.name);
        self.late.push(Difference {
            at: place,
            what: format!("{name} · {}", word(lang, "workbook.complete")),
            was: said(closed),
            becomes: said(yes),
            sort,
            edit,
        });
    }
}
