//! What a workbook that came back would change: every difference with its place, and whatever cannot be read with its own.
//!
//! A cell counts as unchanged when it holds what would be written for the facts as they are, or reads as the same. What
//! was added on the pages after the workbook was taken is left alone.

use std::collections::BTreeMap;

use guohe_cases::{
    facts::{Cell as Known, Edit, edit::plan, read::Reader},
    refusal::Fault,
};
use guohe_rules::{
    syntax::Words,
    vocabulary::{FieldDef, Kind as Fact},
};
use guohe_sheets::{Found, Line, Place, Table, Workbook};

use crate::{
    sheets::compared::{Compared, Difference, Sort, at, merged},
    views::{
        form::{Section, shown},
        words::say,
    },
    words::word,
};

use super::{ABOUT, ANSWER, FACTS, Form, cell::typed, faults};

impl Form<'_> {
    /// Lays a workbook beside the draft.
    pub(crate) fn compare(&self, book: &Workbook) -> Compared<Edit> {
        let mut comparing = Comparing {
            form: self,
            places: BTreeMap::new(),
            late: Vec::new(),
            found: Compared::default(),
        };
        if comparing.belongs(book) {
            // A row can be named by facts that come after it, so lists come first, and facts that name rows last.
            for section in self.sections.iter().filter(|section| section.is_list()) {
                match sheet(book, section.key()) {
                    Some(table) => comparing.list(table, section),
                    None => comparing.missing(&say(self.lang, &section.record.written.name)),
                }
            }
            match sheet(book, FACTS) {
                Some(table) => comparing.facts(table),
                None => comparing.missing(word(self.lang, "workbook.facts").as_ref()),
            }
        }
        comparing.found.differences.append(&mut comparing.late);
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

/// A comparison while it is made.
#[derive(Debug)]
pub(super) struct Comparing<'c> {
    pub(super) form: &'c Form<'c>,
    /// Where in the workbook each fact stands.
    pub(super) places: BTreeMap<String, String>,
    /// What follows everything else: what is taken away, and what is stated about whole lists.
    pub(super) late: Vec<Difference<Edit>>,
    pub(super) found: Compared<Edit>,
}

impl Comparing<'_> {
    pub(super) fn fault(&mut self, at: String, what: Words) {
        self.found.faults.push(Fault { place: at, what });
    }

    fn missing(&mut self, name: &str) {
        self.fault(name.to_owned(), faults::no_sheet());
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
                self.fault(place, faults::of_another());
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
                self.fault(at(table, Place::new(line.row, 0)), faults::twice());
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
            self.fault(at(table, Place::new(line.row, 0)), faults::unknown_key());
        }
    }

    /// What a fact is called.
    pub(super) fn about(
        &self,
        section: &Section<'_>,
        row: Option<String>,
        field: &FieldDef,
    ) -> String {
        let lang = self.form.lang;
        let parts = [
            Some(say(lang, &section.record.written.name)),
            row,
            Some(say(lang, &field.written.name)),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// A cell beside a fact.
    pub(super) fn cell(
        &mut self,
        field: &FieldDef,
        known: Option<&Known>,
        found: Option<&Found>,
        (key, place, what): (&str, String, String),
    ) -> Option<Difference<Edit>> {
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

    /// Blocks of merged cells from a row on.
    pub(super) fn merged(&mut self, table: &Table, from: u32) {
        for (first, last) in table.merged.iter().filter(|(_, last)| last.row >= from) {
            self.fault(format!("{} {first}:{last}", table.name), merged());
        }
    }

    /// Reads what is to be taken over, all of it against the draft; each cell that cannot be read is named by its place.
    fn read(mut self) -> Compared<Edit> {
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
