//! What a workbook that came back would change: every difference with its place, and whatever cannot be read with its own.
//!
//! A cell counts as unchanged when it holds what would be written for the facts as they are, or reads as the same. What
//! was added on the pages after the workbook was taken is left alone.

use std::collections::{BTreeMap, BTreeSet};

use guohe_cases::{
    facts::{Cell as Known, Edit, Listing, edit::plan, read::Reader},
    refusal::Fault,
};
use guohe_rules::{
    diagnostic::words,
    syntax::Words,
    vocabulary::{FieldDef, Kind as Fact},
};
use guohe_sheets::{Found, Line, Place, Table, Workbook};

use crate::{
    views::{
        form::{Section, row_title, shown},
        words::say,
    },
    words::word,
};

use super::{ABOUT, ANSWER, FACTS, Form, ROW, cell::typed};

/// At most so many rows are added by one workbook.
const MOST_ADDED: usize = 10_000;
/// The keys of columns stand among the first rows of a sheet.
const KEYS_WITHIN: u32 = 10;

/// What sort of difference it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Something that was not there.
    New,
    /// Something else than before.
    Changed,
    /// Nothing where there was something.
    Gone,
}

/// A difference between the draft and the workbook.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Difference {
    /// The sheet and the cell.
    pub(crate) at: String,
    /// What it is about.
    pub(crate) what: String,
    /// As it is in the draft.
    pub(crate) was: String,
    /// As it is in the workbook.
    pub(crate) becomes: String,
    pub(crate) sort: Sort,
    /// What takes it over.
    pub(crate) edit: Edit,
}

/// What came of laying a workbook beside the draft.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Compared {
    pub(crate) differences: Vec<Difference>,
    /// What cannot be read, by sheet and cell.
    pub(crate) faults: Vec<Fault>,
    /// So many cells say what the draft says.
    pub(crate) unchanged: usize,
}

impl Form<'_> {
    /// Lays a workbook beside the draft.
    pub(crate) fn compare(&self, book: &Workbook) -> Compared {
        let mut comparing =
            Comparing { form: self, places: BTreeMap::new(), found: Compared::default() };
        let mut late = Vec::new();
        if comparing.belongs(book) {
            // A row can be named by facts that come after it, so lists come first, and facts that name rows last.
            for section in self.sections.iter().filter(|section| section.is_list()) {
                match sheet(book, section.key()) {
                    Some(table) => comparing.list(table, section, &mut late),
                    None => comparing.missing(&say(self.lang, &section.record.written.name)),
                }
            }
            match sheet(book, FACTS) {
                Some(table) => comparing.facts(table),
                None => comparing.missing(word(self.lang, "workbook.facts").as_ref()),
            }
        }
        comparing.found.differences.extend(late);
        comparing.read()
    }
}

/// The sheet of a key.
fn sheet<'b>(book: &'b Workbook, key: &str) -> Option<&'b Table> {
    book.sheets.iter().find(|table| {
        let own = table.text(Place::new(0, 0)).unwrap_or_default();
        own.split_once('/').map_or(own, |(own, _)| own) == key
    })
}

#[derive(Debug)]
struct Comparing<'c> {
    form: &'c Form<'c>,
    /// Where in the workbook each fact stands.
    places: BTreeMap<String, String>,
    found: Compared,
}

/// A sheet and a cell, as people look for it.
fn at(table: &Table, place: Place) -> String {
    format!("{} {place}", table.name)
}

impl<'c> Comparing<'c> {
    fn fault(&mut self, at: String, what: Words) {
        self.found.faults.push(Fault { place: at, what });
    }

    fn missing(&mut self, name: &str) {
        self.fault(
            name.to_owned(),
            words(
                "工作簿中没有这张表，或表中 A1 的代码被改动；请在下载的工作簿中填写",
                "the workbook has no such sheet, or the key in its A1 was changed; fill in the workbook as it was taken",
            ),
        );
    }

    /// Whether the workbook was made for this application.
    fn belongs(&mut self, book: &Workbook) -> bool {
        let about = sheet(book, ABOUT);
        let said = |key: &str| {
            let table = about?;
            let mut rows = table.rows.iter();
            let row = rows.find(|line| table.text(Place::new(line.row, 0)) == Some(key))?;
            let place = Place::new(row.row, 2);
            Some((at(table, place), table.text(place).unwrap_or_default().to_owned()))
        };
        let case = self.form.of.case.to_string();
        match (said("case"), said("law")) {
            (Some((_, own)), Some((_, law))) if own == case && law == self.form.law.pack.id() => {
                true
            }
            (Some((place, _)), Some(_)) => {
                self.fault(
                    place,
                    words(
                        "这是另一份申报的工作簿；请到那份申报中上传，或重新下载本申报的工作簿",
                        "this is the workbook of another application; send it there, or take the one of this application",
                    ),
                );
                false
            }
            _ => {
                self.missing(word(self.form.lang, "workbook.about").as_ref());
                false
            }
        }
    }

    /// Facts that exist once. Those that name rows come after the others.
    fn facts(&mut self, table: &Table) {
        self.merged(table, 0);
        let mut rows: BTreeMap<String, &Line> = BTreeMap::new();
        for line in &table.rows {
            let Some(key) = table.text(Place::new(line.row, 0)).filter(|key| key.contains('.'))
            else {
                continue;
            };
            if rows.insert(key.to_owned(), line).is_some() {
                self.fault(at(table, Place::new(line.row, 0)), twice());
            }
        }
        let mut naming = Vec::new();
        for section in self.form.sections.iter().filter(|section| !section.is_list()) {
            let cells = self.form.facts.once.get(section.key());
            for field in &section.fields {
                let key = format!("{}.{}", section.key(), field.id);
                let Some(line) = rows.remove(&key) else { continue };
                let known = cells.and_then(|cells| cells.get(&field.id));
                let place = at(table, Place::new(line.row, ANSWER.into()));
                let what = self.about(section, None, field);
                let found = line.cells.get(&ANSWER.into());
                let difference = self.cell(field, known, found, (&key, place, what));
                let names = matches!(field.kind, Fact::Row(_) | Fact::Party(_));
                if names {
                    naming.extend(difference);
                } else {
                    self.found.differences.extend(difference);
                }
            }
        }
        self.found.differences.extend(naming);
        for line in rows.into_values() {
            self.fault(at(table, Place::new(line.row, 0)), unknown_key());
        }
    }

    /// What a fact is called.
    fn about(&self, section: &Section<'_>, row: Option<String>, field: &FieldDef) -> String {
        let lang = self.form.lang;
        let parts = [
            Some(say(lang, &section.record.written.name)),
            row,
            Some(say(lang, &field.written.name)),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// A cell beside a fact.
    fn cell(
        &mut self,
        field: &FieldDef,
        known: Option<&Known>,
        found: Option<&Found>,
        (key, place, what): (&str, String, String),
    ) -> Option<Difference> {
        self.places.insert(key.to_owned(), place.clone());
        if self.form.cell(field, known).found().as_ref() == found {
            self.found.unchanged += usize::from(found.is_some());
            return None;
        }
        let typed = match typed(field, found) {
            Ok(typed) => typed,
            Err(wrong) => {
                self.fault(place, wrong);
                return None;
            }
        };
        let (law, facts) = (self.form.law, self.form.facts);
        let reader = Reader { vocabulary: law.vocabulary(), document: facts };
        let reads = |known: &Known| {
            !known.is_faulty()
                && !known.erased
                && reader.read(field, &typed).is_ok_and(|value| value == known.value)
        };
        if known.map_or(typed.is_empty(), |known| known.typed.trim() == typed || reads(known)) {
            self.found.unchanged += 1;
            return None;
        }
        let was = shown(self.form.lang, law, facts, field, known).unwrap_or_default();
        let sort = match (was.is_empty(), typed.is_empty()) {
            (true, _) => Sort::New,
            (false, true) => Sort::Gone,
            (false, false) => Sort::Changed,
        };
        let edit = Edit::Set { place: key.to_owned(), typed: typed.clone() };
        Some(Difference { at: place, what, was, becomes: typed, sort, edit })
    }

    /// A list. What is taken away and what is stated about the whole goes to `late`: it follows everything else.
    fn list(&mut self, table: &Table, section: &Section<'_>, late: &mut Vec<Difference>) {
        let Some((keys, columns)) = self.columns(table, section) else { return };
        self.merged(table, keys + 2);
        let none = Listing::default();
        let listing = self.form.facts.lists.get(section.key()).unwrap_or(&none);
        let (mut seen, mut added) = (BTreeSet::new(), 0);
        for line in table.rows.iter().filter(|line| line.row > keys + 1) {
            let id = line.cells.get(&0).map(|found| typed_id(found));
            match id.as_deref() {
                Some(id) => self.kept(table, section, (line, id), &columns, &mut seen, late),
                None => self.added(table, section, line, &columns, (listing.added, &mut added)),
            }
        }
        if added > MOST_ADDED {
            self.fault(table.name.clone(), too_many(added));
        }
        self.removed(table, section, listing, &seen, late);
        self.stated(table, section, listing, late);
    }

    /// The row of the keys, and the field of each column.
    fn columns(
        &mut self,
        table: &Table,
        section: &Section<'_>,
    ) -> Option<(u32, BTreeMap<u32, &'c FieldDef>)> {
        let mut heads = table.rows.iter().take_while(|line| line.row < KEYS_WITHIN);
        let keys = heads.find(|line| table.text(Place::new(line.row, 0)) == Some(ROW));
        let Some(keys) = keys else {
            self.fault(at(table, Place::new(2, 0)), no_keys());
            return None;
        };
        let own = self.form.sections.iter().find(|own| own.key() == section.key())?;
        let mut columns: BTreeMap<u32, &'c FieldDef> = BTreeMap::new();
        for (column, found) in keys.cells.range(1..) {
            let place = Place::new(keys.row, *column);
            let key = typed_id(found);
            let field = own.fields.iter().copied().find(|field| field.id == key);
            match field {
                None => self.fault(at(table, place), unknown_key()),
                Some(field) if columns.values().any(|known| known.id == field.id) => {
                    self.fault(at(table, place), twice());
                }
                Some(field) => {
                    columns.insert(*column, field);
                }
            }
        }
        Some((keys.row, columns))
    }

    /// A row that has a name: it is one of the draft.
    fn kept(
        &mut self,
        table: &Table,
        section: &Section<'_>,
        (line, id): (&Line, &str),
        columns: &BTreeMap<u32, &'c FieldDef>,
        seen: &mut BTreeSet<String>,
        late: &mut Vec<Difference>,
    ) {
        let facts = self.form.facts;
        let first = at(table, Place::new(line.row, 0));
        let Some(row) = facts.row(section.key(), id) else {
            return self.fault(first, no_row());
        };
        if !seen.insert(id.to_owned()) {
            return self.fault(first, twice_row());
        }
        if line.cells.keys().all(|column| *column == 0) && !row.cells.is_empty() {
            late.push(self.removal(section, id, first));
            return;
        }
        let title = row_title(self.form.lang, self.form.law, facts, section.record, row);
        for (column, field) in columns {
            let key = format!("{}[{id}].{}", section.key(), field.id);
            let place = at(table, Place::new(line.row, *column));
            let what = self.about(section, Some(title.clone()), field);
            let known = row.cells.get(&field.id);
            let difference = self.cell(field, known, line.cells.get(column), (&key, place, what));
            self.found.differences.extend(difference);
        }
        self.beyond(table, line, columns);
    }

    /// A row without a name: it is a new one.
    fn added(
        &mut self,
        table: &Table,
        section: &Section<'_>,
        line: &Line,
        columns: &BTreeMap<u32, &'c FieldDef>,
        (before, added): (u64, &mut usize),
    ) {
        let lang = self.form.lang;
        *added += 1;
        let number = before + u64::try_from(*added).unwrap_or(u64::MAX);
        let mut cells = BTreeMap::new();
        let mut told = Vec::new();
        for (column, found) in &line.cells {
            let place = at(table, Place::new(line.row, *column));
            let Some(field) = columns.get(column) else { continue };
            match typed(field, Some(found)) {
                Ok(typed) => {
                    let key =
                        format!("{}[{}-{number}].{}", section.key(), section.record.id, field.id);
                    self.places.insert(key, place);
                    told.push(format!(
                        "{}{}{typed}",
                        say(lang, &field.written.name),
                        lang.of("：", ": ")
                    ));
                    cells.insert(field.id.clone(), typed);
                }
                Err(wrong) => self.fault(place, wrong),
            }
        }
        self.beyond(table, line, columns);
        let name = say(lang, &section.record.written.name);
        self.found.differences.push(Difference {
            at: at(table, Place::new(line.row, 0)),
            what: format!("{name} · {}", word(lang, "workbook.new_row")),
            was: String::new(),
            becomes: told.join(lang.of("；", "; ")),
            sort: Sort::New,
            edit: Edit::Add { list: section.key().to_owned(), cells },
        });
    }

    /// Cells of a row in columns that nobody asked for.
    fn beyond(&mut self, table: &Table, line: &Line, columns: &BTreeMap<u32, &'c FieldDef>) {
        let beyond =
            line.cells.keys().filter(|column| **column > 0 && !columns.contains_key(column));
        for column in beyond.copied().collect::<Vec<_>>() {
            self.fault(at(table, Place::new(line.row, column)), no_column());
        }
    }

    /// Rows that the workbook had when it was taken and has no longer.
    fn removed(
        &mut self,
        table: &Table,
        section: &Section<'_>,
        listing: &Listing,
        seen: &BTreeSet<String>,
        late: &mut Vec<Difference>,
    ) {
        let head = table.text(Place::new(0, 0)).and_then(|key| key.split_once('/'));
        let had = head.and_then(|(_, added)| added.parse::<u64>().ok()).unwrap_or(0);
        let number =
            |id: &str| id.rsplit_once('-').and_then(|(_, number)| number.parse::<u64>().ok());
        for row in listing.rows.iter().filter(|row| !seen.contains(&row.id)) {
            if number(&row.id).is_some_and(|number| number <= had) {
                late.push(self.removal(section, &row.id, table.name.clone()));
            }
        }
    }

    fn removal(&self, section: &Section<'_>, id: &str, at: String) -> Difference {
        let (lang, law, facts) = (self.form.lang, self.form.law, self.form.facts);
        let row = facts.row(section.key(), id);
        let title = row
            .map_or_else(|| id.to_owned(), |row| row_title(lang, law, facts, section.record, row));
        Difference {
            at,
            what: format!(
                "{} · {}",
                say(lang, &section.record.written.name),
                word(lang, "workbook.row_gone")
            ),
            was: title,
            becomes: String::new(),
            sort: Sort::Gone,
            edit: Edit::Remove { list: section.key().to_owned(), row: id.to_owned() },
        }
    }

    /// Whether somebody says that the list is complete: yes, or nothing.
    fn stated(
        &mut self,
        table: &Table,
        section: &Section<'_>,
        listing: &Listing,
        late: &mut Vec<Difference>,
    ) {
        let place = Place::new(1, 2);
        let found = table.cell(place);
        if self.form.complete(listing).found().as_ref() == found {
            self.found.unchanged += usize::from(found.is_some());
            return;
        }
        let yes = match found {
            None => Some(false),
            Some(found) => says(found),
        };
        let list = section.key().to_owned();
        let (edit, sort) = match yes {
            None => return self.fault(at(table, place), neither()),
            Some(yes) if yes == listing.closed => {
                self.found.unchanged += 1;
                return;
            }
            Some(true) => (Edit::Close { list }, Sort::New),
            Some(false) => (Edit::Reopen { list }, Sort::Gone),
        };
        let said = |yes: bool| {
            let key = if yes { "form.yes" } else { "workbook.not_said" };
            word(self.form.lang, key).into_owned()
        };
        late.push(Difference {
            at: at(table, place),
            what: format!(
                "{} · {}",
                say(self.form.lang, &section.record.written.name),
                word(self.form.lang, "workbook.complete")
            ),
            was: said(listing.closed),
            becomes: said(!listing.closed),
            sort,
            edit,
        });
    }

    /// Blocks of merged cells from a row on: what they hold belongs to one row and looks as if it did to several.
    fn merged(&mut self, table: &Table, from: u32) {
        for (first, last) in table.merged.iter().filter(|(_, last)| last.row >= from) {
            self.fault(
                format!("{} {first}:{last}", table.name),
                words(
                    "单元格已合并，分不清属于哪一行；请取消合并，每行分别填写",
                    "cells were merged, so it is not known to which row they belong; split them and fill in each row",
                ),
            );
        }
    }

    /// Reads what is to be taken over, all of it against the draft; each cell that cannot be read is named by its place.
    fn read(mut self) -> Compared {
        let edits: Vec<Edit> =
            self.found.differences.iter().map(|difference| difference.edit.clone()).collect();
        let (facts, vocabulary) = (self.form.facts, self.form.law.vocabulary());
        let faults = match plan(&edits, facts, vocabulary) {
            Ok(planned) => planned.faults,
            Err(faults) => faults,
        };
        for Fault { place, what } in faults {
            let place = self.places.get(&place).cloned().unwrap_or(place);
            self.found.faults.push(Fault { place, what });
        }
        self.found
    }
}

/// The name of a row, also where a spreadsheet took it for something else.
fn typed_id(found: &Found) -> String {
    match found {
        Found::Text(text) | Found::Number(text) | Found::Percent(text) | Found::Moment(text) => {
            text.trim().to_owned()
        }
        Found::Day(day) => day.to_string(),
        Found::Flag(flag) => flag.to_string(),
        Found::Error(error) => error.clone(),
    }
}

fn says(found: &Found) -> Option<bool> {
    if let Found::Flag(flag) = found {
        return Some(*flag);
    }
    match typed_id(found).to_lowercase().as_str() {
        "是" | "yes" => Some(true),
        "否" | "no" => Some(false),
        _ => None,
    }
}

fn twice() -> Words {
    words("这一代码出现了两次；请删去多余的一处", "this key stands twice; take one away")
}

fn twice_row() -> Words {
    words(
        "这一行号出现了两次，应是复制整行所致；请清空复制出的那一行的 A 列，它就是新的一行",
        "this row is named twice, perhaps a row was copied; empty column A of the copy, and it is a new row",
    )
}

fn no_row() -> Words {
    words(
        "申报中没有这一行，可能已在网页上删除；要作为新行填报，请清空本行 A 列",
        "the application has no such row, perhaps it was removed on the pages; to add it, empty column A of this row",
    )
}

fn unknown_key() -> Words {
    words(
        "申报中没有这一代码，可能被改动，或模板已旧；请重新下载工作簿",
        "the application knows no such key; it was changed, or the workbook is an old one: take it anew",
    )
}

fn no_keys() -> Words {
    words(
        "找不到列代码所在的一行（A 列为 row）；请不要删除灰色的小字",
        "the row with the keys of the columns (`row` in column A) is gone; leave the small grey text in place",
    )
}

fn no_column() -> Words {
    words(
        "这一列不属于本表，内容未读取；请移到已有的列，或删除",
        "this column is none of the form and was not read; move what it holds, or take it out",
    )
}

fn neither() -> Words {
    words("请填“是”，或留空", "write yes, or leave it empty")
}

fn too_many(rows: usize) -> Words {
    words(
        format!("新增 {rows} 行，一次最多 {MOST_ADDED} 行；请分次上传"),
        format!(
            "{rows} rows are new; at most {MOST_ADDED} are taken at a time, so send it in parts"
        ),
    )
}
