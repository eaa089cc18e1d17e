//! Registers: who has a base, who is barred, who has a title elsewhere, who has applied already.
//!
//! A row of a register comes from a case of this installation, or from a [`Sheet`]: a list that an authority
//! keeps and that was loaded here as of a day. Rows are found by whom they are about, whichever organisation
//! the case is of. That a register holds nothing about somebody is an answer only where it is known to be
//! complete; [`complete`] says whether it is, and everywhere else the list is open.

pub mod complete;
mod entries;
mod gather;
mod past;
mod sheet;
pub mod table;
mod whole;

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::{syntax::Identity, syntax::Words, vocabulary::RecordDef, vocabulary::Vocabulary};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    case::Case,
    event::{About, StreamId},
    happened::Wrote,
    ports::Registered,
};

pub(crate) use gather::about;
pub use gather::sheets;
pub use sheet::{Basis, Part, Sheet};
pub use whole::{Held, Whole, looked_at, whole};

/// What registers say about a case, whatever day is asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Registries {
    /// Every list of a register, with what is known of it.
    lists: BTreeMap<String, Known>,
}

/// What is known of one register.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Known {
    /// Which part the pack needs, and how old it may be.
    need: complete::Need,
    /// Texts of the case that would have to be known before anybody can be looked up.
    unnamed: Vec<Words>,
    /// What was loaded of it, and since when cases keep it.
    sheets: Vec<Sheet>,
    /// Rows with the sheet they stand on; none for rows that cases wrote.
    rows: Vec<(Option<Uuid>, Wrote)>,
    /// The fields that tell one entry from another.
    key: Vec<String>,
}

/// A register on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract<'a> {
    /// Its rows.
    pub rows: Vec<&'a Wrote>,
    /// Why there may be others; none when it is complete.
    pub open: Option<Words>,
}

impl Registries {
    /// What a register rests on, on a day: the lists whose rows count, and the statements that cases keep it.
    pub fn rests_on(&self, list: &str, day: Date) -> Vec<&Sheet> {
        let Some(known) = self.lists.get(list) else { return Vec::new() };
        let ground = complete::on(&known.sheets, &known.need, day);
        let rests = |sheet: &&Sheet| match sheet.basis {
            Basis::Loaded { .. } => ground.sheets.contains(&sheet.id),
            Basis::Kept { since, .. } => since <= day,
        };
        known.sheets.iter().filter(rests).collect()
    }

    /// The rows of a register that count on a day, and whether they are all there are, besides those that the case at
    /// hand wrote itself. A list of which nothing is known is open.
    pub fn on(&self, list: &str, day: Date, own: &[Wrote]) -> Extract<'_> {
        let Some(known) = self.lists.get(list) else {
            return Extract { rows: Vec::new(), open: Some(complete::never_stated()) };
        };
        let basis = complete::on(&known.sheets, &known.need, day);
        let counts = |of: Option<Uuid>| of.is_none_or(|sheet| basis.sheets.contains(&sheet));
        let found = known.rows.iter().filter(|(of, _)| counts(*of));
        let own: Vec<Wrote> = own.iter().filter(|row| row.list == list).cloned().collect();
        let rows = entries::once(found, &own, known);
        let open = known.unnamed.first().cloned().or(basis.open);
        Extract { rows, open }
    }
}

/// Every register there is, by the plural noun of its rows.
pub fn lists(vocabulary: &Vocabulary) -> impl Iterator<Item = &str> {
    let registers = vocabulary.records.iter().filter(|def| def.is_registry());
    registers.filter_map(|def| def.list.as_deref())
}

/// The fields of a record whose text tells whom a row is about.
pub(crate) fn identities(def: &RecordDef) -> impl Iterator<Item = (&str, Identity)> {
    let named = def.fields.iter();
    named.filter_map(|field| Some((field.id.as_str(), field.written.identifies?)))
}

/// Rows of registers among those that a case wrote, as the store keeps them.
pub(crate) fn registered(vocabulary: &Vocabulary, case: &Case, rows: &[Wrote]) -> Vec<Registered> {
    let stream = StreamId { about: About::Case, id: case.id };
    let names: BTreeSet<(&str, &str)> =
        rows.iter().map(|row| (row.list.as_str(), row.id.as_str())).collect();
    let written = case.rows.iter().filter(|row| names.contains(&(&row.list, &row.id)));
    let all = written.filter_map(|row| entry(vocabulary, stream, row));
    all.map(|row| Registered { organisation: Some(case.organisation), ..row }).collect()
}

/// A row as the store keeps it; none when its list is no register.
fn entry(vocabulary: &Vocabulary, stream: StreamId, row: &Wrote) -> Option<Registered> {
    let def = vocabulary.record_def(vocabulary.list(&row.list)?)?;
    if !def.is_registry() {
        return None;
    }
    let key = |(field, _): (&str, Identity)| {
        Some((field.to_owned(), row.cells.get(field)?.as_str()?.to_owned()))
    };
    Some(Registered {
        stream,
        list: row.list.clone(),
        row: row.id.clone(),
        organisation: None,
        cells: row.cells.clone(),
        keys: identities(def).filter_map(key).collect(),
    })
}

/// The rows of a sheet as the store keeps them.
pub(crate) fn of_sheet(vocabulary: &Vocabulary, sheet: Uuid, rows: &[Wrote]) -> Vec<Registered> {
    let stream = StreamId { about: About::Registry, id: sheet };
    rows.iter().filter_map(|row| entry(vocabulary, stream, row)).collect()
}
