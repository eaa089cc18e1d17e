//! The facts of an application: what was typed, what it was read as, and how well it is supported.
//!
//! Nothing typed is lost: a cell that cannot be read keeps its text and counts as unknown. [`read`] turns
//! text into values by the vocabulary, [`edit`] changes the document, [`paste`] takes whole tables.

pub mod edit;
pub mod paste;
pub mod read;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use edit::{Change, Edit};

/// How well a fact is supported.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Somebody disputes it; it counts as missing.
    Contested,
    /// The applicant says so.
    #[default]
    Declared,
    /// A file is tied to it.
    Evidenced,
    /// An officer has checked it.
    Verified,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Cell {
    /// As it was typed.
    pub typed: String,
    /// As it was read; null when nothing was typed or it could not be read.
    pub value: Value,
    /// How well it is supported by marking; ties to files are looked up in the case.
    pub standing: Standing,
    /// It was about a natural person and has been erased.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

impl Cell {
    /// Whether something was typed that could not be read.
    pub fn is_faulty(&self) -> bool {
        self.value.is_null() && !self.typed.trim().is_empty()
    }
}

/// The cells of a record or a row, by field.
pub type Cells = BTreeMap<String, Cell>;

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Line {
    /// Its id, unique in the list and never used again.
    pub id: String,
    /// Its facts.
    pub cells: Cells,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Listing {
    /// Its owner has said that it is complete.
    pub closed: bool,
    /// Its rows in the order in which they were added.
    pub rows: Vec<Line>,
    /// How many rows were ever added; ids follow from it.
    pub added: u64,
}

/// All facts of an application.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Document {
    /// Records that exist once, by their noun.
    pub once: BTreeMap<String, Cells>,
    /// Lists, by their plural noun.
    pub lists: BTreeMap<String, Listing>,
}

impl Document {
    /// A row.
    pub fn row(&self, list: &str, id: &str) -> Option<&Line> {
        self.lists.get(list)?.rows.iter().find(|row| row.id == id)
    }

    /// A fact by its place.
    pub fn cell(&self, place: &Place) -> Option<&Cell> {
        let cells = match &place.row {
            None => self.once.get(&place.of)?,
            Some(row) => &self.row(&place.of, row)?.cells,
        };
        cells.get(&place.field)
    }

    /// A fact of a record that exists once, as it was read.
    pub fn value(&self, record: &str, field: &str) -> Option<Value> {
        let value = &self.once.get(record)?.get(field)?.value;
        (!value.is_null()).then(|| value.clone())
    }

    /// The text of a fact that was read as text.
    pub fn text(&self, record: &str, field: &str) -> Option<&str> {
        self.once.get(record)?.get(field)?.value.as_str()
    }

    /// The section `facts` of a facts file; `proves` gives the files tied to a place.
    pub fn as_facts(&self, proves: &BTreeMap<String, Vec<String>>) -> Map<String, Value> {
        let mut facts = Map::new();
        for (record, cells) in &self.once {
            facts.insert(record.clone(), Value::Object(cells_json(record, cells, proves)));
        }
        for (list, listing) in &self.lists {
            let rows: Vec<Value> =
                listing.rows.iter().map(|row| row.as_facts(list, proves)).collect();
            let closed = Value::Bool(listing.closed);
            facts.insert(list.clone(), object([("closed", closed), ("rows", Value::Array(rows))]));
        }
        facts
    }
}

impl Line {
    fn as_facts(&self, list: &str, proves: &BTreeMap<String, Vec<String>>) -> Value {
        let place = format!("{list}[{}]", self.id);
        let mut cells = cells_json(&place, &self.cells, proves);
        cells.insert("id".to_owned(), Value::String(self.id.clone()));
        Value::Object(cells)
    }
}

/// Facts that could be read, each with its level and the files tied to it, to its row or to its record.
fn cells_json(
    place: &str,
    cells: &Cells,
    proves: &BTreeMap<String, Vec<String>>,
) -> Map<String, Value> {
    let whole = proves.get(place).map_or(&[][..], Vec::as_slice);
    let known = cells.iter().filter(|(_, cell)| !cell.value.is_null());
    known
        .map(|(field, cell)| {
            let own = proves.get(&format!("{place}.{field}")).map_or(&[][..], Vec::as_slice);
            let evidence: Vec<&String> = whole.iter().chain(own).collect();
            let level = match cell.standing {
                Standing::Declared if !evidence.is_empty() => Standing::Evidenced,
                stated @ (Standing::Contested
                | Standing::Declared
                | Standing::Evidenced
                | Standing::Verified) => stated,
            };
            let value = [
                ("value", cell.value.clone()),
                ("level", json!(level)),
                ("evidence", json!(evidence)),
            ];
            (field.clone(), object(value))
        })
        .collect()
}

/// An object of values that are there already; `json!` would take each apart and put it together anew.
pub(crate) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The place of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The record that exists once, or the list.
    pub of: String,
    /// The row, in a list.
    pub row: Option<String>,
    /// The field.
    pub field: String,
}

impl Place {
    /// Reads `host.kind` or `events[event-1].held_on`.
    pub fn read(text: &str) -> Option<Self> {
        let (head, field) = text.rsplit_once('.')?;
        let (of, row) = match head.split_once('[') {
            Some((of, row)) => (of, Some(row.strip_suffix(']')?.to_owned())),
            None => (head, None),
        };
        let plain = |word: &str| !word.is_empty() && !word.contains(['[', ']', '.']);
        (plain(of) && plain(field) && row.as_deref().is_none_or(plain)).then(|| Self {
            of: of.to_owned(),
            row,
            field: field.to_owned(),
        })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.row {
            Some(row) => write!(f, "{}[{row}].{}", self.of, self.field),
            None => write!(f, "{}.{}", self.of, self.field),
        }
    }
}
