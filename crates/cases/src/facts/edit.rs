//! Changes to the facts: from what a person does in the form to what is recorded, and back into a document.
//!
//! A change keeps what was typed beside what it was read as. Text about natural persons goes into the
//! personal part of the event, by place, and folds to nothing once it was erased.

use std::collections::BTreeMap;

use guohe_rules::{
    syntax::Words,
    vocabulary::{FieldDef, RecordDef, Vocabulary},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Cell, Cells, Document, Line, Place, Standing, read::Reader};
use crate::refusal::{Fault, words};

/// What a person does in the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "edit", rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// Types into a cell; an empty text clears it.
    Set {
        /// The cell, for instance `host.kind` or `events[event-1].held_on`.
        place: String,
        /// What was typed.
        typed: String,
    },
    /// Adds a row.
    Add {
        /// The list.
        list: String,
        /// What was typed, by field.
        #[serde(default)]
        cells: BTreeMap<String, String>,
    },
    /// Removes a row.
    Remove {
        /// The list.
        list: String,
        /// The row.
        row: String,
    },
    /// Says that a list is complete; an empty one then means "none".
    Close {
        /// The list.
        list: String,
    },
    /// Says that there may be more.
    Reopen {
        /// The list.
        list: String,
    },
}

/// What is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A cell was set.
    Set {
        /// The cell.
        place: String,
        /// To what.
        typed: Typed,
    },
    /// A row was added.
    Added {
        /// The list.
        list: String,
        /// The row.
        row: String,
        /// Its cells.
        cells: BTreeMap<String, Typed>,
    },
    /// A row was removed.
    Removed {
        /// The list.
        list: String,
        /// The row.
        row: String,
    },
    /// A list was closed.
    Closed {
        /// The list.
        list: String,
    },
    /// A list was reopened.
    Reopened {
        /// The list.
        list: String,
    },
}

/// What was typed, and what it was read as.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the text as typed has no better name")]
pub struct Typed {
    /// As typed; empty when it is kept in the personal part.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed: String,
    /// As read; null when it could not be read.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub value: Value,
    /// Whether it is kept in the personal part of the event.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
}

/// What edits come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Planned {
    /// What is to be recorded.
    pub changes: Vec<Change>,
    /// Text about natural persons, by place.
    pub personal: Map<String, Value>,
    /// Cells that could not be read; they are recorded as typed.
    pub faults: Vec<Fault>,
}

/// Reads edits in their order against a document.
///
/// # Errors
/// Edits that name what does not exist; then nothing is to be recorded.
pub fn plan(
    edits: &[Edit],
    document: &Document,
    vocabulary: &Vocabulary,
) -> Result<Planned, Vec<Fault>> {
    let mut planner =
        Planner { vocabulary, document: document.clone(), planned: Planned::default() };
    let wrong: Vec<Fault> = edits.iter().filter_map(|edit| planner.take(edit).err()).collect();
    if wrong.is_empty() { Ok(planner.planned) } else { Err(wrong) }
}

/// The faults of all cells that could not be read, by place.
pub fn faults(document: &Document, vocabulary: &Vocabulary) -> Vec<Fault> {
    let reader = Reader { vocabulary, document };
    let mut faults = Vec::new();
    let mut look = |prefix: String, record: Option<&RecordDef>, cells: &Cells| {
        for (field, cell) in cells.iter().filter(|(_, cell)| cell.is_faulty()) {
            let Some(def) = record.and_then(|def| field_of(def, field)) else { continue };
            let what = reader.read(def, &cell.typed).err().unwrap_or_else(cannot_stay);
            faults.push(Fault { place: format!("{prefix}.{field}"), what });
        }
    };
    for (name, cells) in &document.once {
        let def = vocabulary.record(name).and_then(|at| vocabulary.record_def(at));
        look(name.clone(), def, cells);
    }
    for (name, listing) in &document.lists {
        let def = vocabulary.list(name).and_then(|at| vocabulary.record_def(at));
        for row in &listing.rows {
            look(format!("{name}[{}]", row.id), def, &row.cells);
        }
    }
    faults
}

fn cannot_stay() -> Words {
    words("所指的条目已被删除，请重新选择", "the entry it names was removed; choose again")
}

fn field_of<'a>(record: &'a RecordDef, field: &str) -> Option<&'a FieldDef> {
    record.fields.iter().find(|def| def.id == field)
}

struct Planner<'a> {
    vocabulary: &'a Vocabulary,
    document: Document,
    planned: Planned,
}

impl<'a> Planner<'a> {
    fn take(&mut self, edit: &Edit) -> Result<(), Fault> {
        match edit {
            Edit::Set { place, typed } => self.set(place, typed),
            Edit::Add { list, cells } => self.add(list, cells),
            Edit::Remove { list, row } => self.remove(list, row),
            Edit::Close { list } => {
                self.list(list)?;
                self.push(Change::Closed { list: list.clone() });
                Ok(())
            }
            Edit::Reopen { list } => {
                self.list(list)?;
                self.push(Change::Reopened { list: list.clone() });
                Ok(())
            }
        }
    }

    /// Records a change and brings the working document up to it.
    fn push(&mut self, change: Change) {
        let personal = Value::Object(std::mem::take(&mut self.planned.personal));
        self.document.apply(change.clone(), Some(&personal));
        if let Value::Object(personal) = personal {
            self.planned.personal = personal;
        }
        self.planned.changes.push(change);
    }

    fn set(&mut self, text: &str, typed: &str) -> Result<(), Fault> {
        let place = Place::read(text).ok_or_else(|| no_place(text))?;
        let record = match &place.row {
            None => self.once(&place.of, text)?,
            Some(row) => {
                let record = self.stated(&place.of).ok_or_else(|| no_place(text))?;
                self.document.row(&place.of, row).ok_or_else(|| no_row(text))?;
                record
            }
        };
        let field = field_of(record, &place.field).ok_or_else(|| no_place(text))?;
        let typed = self.typed(text, field, typed);
        self.push(Change::Set { place: text.to_owned(), typed });
        Ok(())
    }

    fn add(&mut self, list: &str, typed: &BTreeMap<String, String>) -> Result<(), Fault> {
        let record = self.list(list)?;
        let added = self.document.lists.get(list).map_or(0, |listing| listing.added);
        let row = format!("{}-{}", record.id, added + 1);
        let mut cells = BTreeMap::new();
        for (name, text) in typed.iter().filter(|(_, text)| !text.trim().is_empty()) {
            let place = format!("{list}[{row}].{name}");
            let field = field_of(record, name).ok_or_else(|| no_place(&place))?;
            cells.insert(name.clone(), self.typed(&place, field, text));
        }
        self.push(Change::Added { list: list.to_owned(), row, cells });
        Ok(())
    }

    /// Removes a row; cells that name it keep their text and become faulty.
    fn remove(&mut self, list: &str, row: &str) -> Result<(), Fault> {
        let record = self.list(list)?;
        let noun = record.id.clone();
        self.document.row(list, row).ok_or_else(|| no_row(&format!("{list}[{row}]")))?;
        let removed = json!(row);
        let dangling: Vec<(Place, String)> = self
            .cells()
            .filter(|(place, cell)| cell.value == removed && self.may_name(place, &noun))
            .map(|(place, cell)| (place, cell.typed.clone()))
            .collect();
        self.push(Change::Removed { list: list.to_owned(), row: row.to_owned() });
        for (place, typed) in dangling {
            self.planned.faults.push(Fault { place: place.to_string(), what: cannot_stay() });
            let typed = Typed { typed, value: Value::Null, personal: false };
            self.push(Change::Set { place: place.to_string(), typed });
        }
        Ok(())
    }

    fn cells(&self) -> impl Iterator<Item = (Place, &Cell)> {
        let once = self.document.once.iter().flat_map(|(of, cells)| {
            cells.iter().map(move |(field, cell)| {
                (Place { of: of.clone(), row: None, field: field.clone() }, cell)
            })
        });
        let rows = self.document.lists.iter().flat_map(|(of, listing)| {
            listing.rows.iter().flat_map(move |row| {
                row.cells.iter().map(move |(field, cell)| {
                    let row = Some(row.id.clone());
                    (Place { of: of.clone(), row, field: field.clone() }, cell)
                })
            })
        });
        once.chain(rows)
    }

    /// Whether a cell holds the name of a row of a record.
    fn may_name(&self, place: &Place, noun: &str) -> bool {
        let at = match place.row {
            None => self.vocabulary.record(&place.of),
            Some(_) => self.vocabulary.list(&place.of),
        };
        let record = at.and_then(|at| self.vocabulary.record_def(at));
        let named = self.vocabulary.record(noun);
        let Some((field, named)) =
            record.and_then(|record| field_of(record, &place.field)).zip(named)
        else {
            return false;
        };
        field.kind.records().contains(&named)
    }

    /// Reads a cell; what cannot be read is kept as typed, and said.
    fn typed(&mut self, place: &str, field: &FieldDef, typed: &str) -> Typed {
        let reader = Reader { vocabulary: self.vocabulary, document: &self.document };
        let value = match reader.read(field, typed) {
            Ok(value) => value,
            Err(what) => {
                self.planned.faults.push(Fault { place: place.to_owned(), what });
                Value::Null
            }
        };
        if field.is_personal() {
            let kept = json!({"typed": typed, "value": value});
            self.planned.personal.insert(place.to_owned(), kept);
            return Typed { personal: true, ..Typed::default() };
        }
        Typed { typed: typed.to_owned(), value, personal: false }
    }

    fn once(&self, name: &str, place: &str) -> Result<&'a RecordDef, Fault> {
        let at = self.vocabulary.record(name);
        let record = at.and_then(|at| self.vocabulary.record_def(at));
        record.filter(|def| def.list.is_none() && def.is_stated()).ok_or_else(|| no_place(place))
    }

    fn list(&self, name: &str) -> Result<&'a RecordDef, Fault> {
        self.stated(name).ok_or_else(|| no_place(name))
    }

    /// The record of a list that the applicant fills in.
    fn stated(&self, list: &str) -> Option<&'a RecordDef> {
        let at = self.vocabulary.list(list)?;
        self.vocabulary.record_def(at).filter(|def| def.is_stated())
    }
}

fn no_place(place: &str) -> Fault {
    Fault::at(
        place,
        format!("填报表中没有“{place}”这一项"),
        format!("there is nothing called `{place}` in the form"),
    )
}

fn no_row(place: &str) -> Fault {
    Fault::at(
        place,
        "这一行已不存在，可能已被删除；请刷新页面",
        "this row does not exist any more, perhaps it was removed; reload the page",
    )
}

impl Document {
    /// Takes a recorded change; one that names a row that is gone changes nothing.
    pub fn apply(&mut self, change: Change, personal: Option<&Value>) {
        match change {
            Change::Set { place, typed } => {
                let cell = cell_of(&place, typed, personal);
                if let Some(at) = Place::read(&place) {
                    self.put(at, cell);
                }
            }
            Change::Added { list, row, cells } => {
                let cells = cells.into_iter().map(|(field, typed)| {
                    let cell = cell_of(&format!("{list}[{row}].{field}"), typed, personal);
                    (field, cell)
                });
                let line = Line { cells: cells.collect(), id: row.clone() };
                let listing = self.lists.entry(list).or_default();
                listing.added += 1;
                listing.rows.push(line);
            }
            Change::Removed { list, row } => {
                if let Some(listing) = self.lists.get_mut(&list) {
                    listing.rows.retain(|line| line.id != row);
                }
            }
            Change::Closed { list } => self.lists.entry(list).or_default().closed = true,
            Change::Reopened { list } => self.lists.entry(list).or_default().closed = false,
        }
    }

    fn put(&mut self, place: Place, cell: Cell) {
        let cells = match place.row {
            None => Some(self.once.entry(place.of).or_default()),
            Some(row) => self.lists.get_mut(&place.of).and_then(|listing| {
                listing.rows.iter_mut().find(|line| line.id == row).map(|line| &mut line.cells)
            }),
        };
        let Some(cells) = cells else { return };
        if cell.typed.trim().is_empty() && cell.value.is_null() && !cell.erased {
            cells.remove(&place.field);
        } else {
            cells.insert(place.field, cell);
        }
    }

    /// Marks facts as checked or disputed: one, or all of a row, of a list or of a record. Gives how many there are.
    pub fn mark(&mut self, place: &str, standing: Standing) -> usize {
        let named = |at: &Place| {
            let row = at.row.as_ref().map(|row| format!("{}[{row}]", at.of));
            at.of == place || row.as_deref() == Some(place) || at.to_string() == place
        };
        let mut marked = 0;
        for (of, cells) in &mut self.once {
            marked += mark_in(of, None, cells, standing, &named);
        }
        for (of, listing) in &mut self.lists {
            for line in &mut listing.rows {
                marked += mark_in(of, Some(&line.id), &mut line.cells, standing, &named);
            }
        }
        marked
    }
}

fn mark_in(
    of: &str,
    row: Option<&str>,
    cells: &mut Cells,
    standing: Standing,
    named: &impl Fn(&Place) -> bool,
) -> usize {
    let mut marked = 0;
    for (field, cell) in cells {
        let row = row.map(str::to_owned);
        let at = Place { of: of.to_owned(), row, field: field.clone() };
        if named(&at) {
            cell.standing = standing;
            marked += 1;
        }
    }
    marked
}

/// A cell as recorded; what was typed anew counts as declared until it is checked again.
fn cell_of(place: &str, typed: Typed, personal: Option<&Value>) -> Cell {
    let Typed { typed, value, personal: kept_apart } = typed;
    if !kept_apart {
        return Cell { typed, value, ..Cell::default() };
    }
    let kept = personal.and_then(|kept| kept.get(place)).cloned();
    let erased = kept.is_none();
    let kept: Typed = kept.and_then(|kept| serde_json::from_value(kept).ok()).unwrap_or_default();
    Cell { typed: kept.typed, value: kept.value, erased, ..Cell::default() }
}
