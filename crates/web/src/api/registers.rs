//! Registers: what is known of each, its entries, loading a list and stating that cases keep it.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::{
    law::Law,
    refusal::Refusal,
    registry::{Basis, Part, Sheet, Whole, looked_at, table, whole},
    verbs::registry::{Keeping, Loading, keep, load},
};
use guohe_rules::{
    syntax::{ActorKind, Words},
    vocabulary::RecordDef,
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    body::{Call, Sent},
    officer::{Done, calling, done},
    operation::{Area, Operation, schema},
    paging::{PAGE, Page, Slice},
};
use crate::{
    desks::{Answer, Asked, is_shown_of_register, register_of},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listRegisters",
    Area::Desk,
    (
        "列出条款所查的名录及其是否齐全",
        "Lists the registers that clauses look at, and whether each is complete",
    ),
    schema::<RegisterLine>,
);
pub(crate) const ONE: Operation = Operation::lists(
    "listEntriesOfRegister",
    Area::Desk,
    ("列出一份名录的各条", "Lists the entries of a register"),
    schema::<EntryLine>,
)
.asked(PAGE);
pub(crate) const LOAD: Operation = Operation::gives(
    "loadRegister",
    Area::Desk,
    ("载入一份名录：全部载入，或者全部不载入", "Loads a register: all of its rows or none"),
    schema::<Loaded>,
)
.takes(schema::<List>)
.changes();
pub(crate) const KEEP: Operation = Operation::gives(
    "stateThatCasesKeepRegister",
    Area::Desk,
    (
        "声明某名录自某日起由办件形成",
        "States that cases write every row of a register from a day on",
    ),
    schema::<Done>,
)
.takes(schema::<Stating>)
.changes();

/// A register.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RegisterLine {
    /// The law, by its id.
    law: String,
    /// The record of the vocabulary.
    record: String,
    /// Its name.
    name: Words,
    /// Whether it is complete.
    complete: bool,
    /// Why there may be other rows; absent when it is complete.
    open: Option<Words>,
    /// The parts that the law looks at; all of it when there are none.
    #[schemars(with = "Vec<Value>")]
    parts: Vec<Part>,
    /// How many entries the law looks at.
    entries: usize,
    /// What was loaded and stated of it, the latest first.
    sheets: Vec<SheetLine>,
}

/// What was loaded or stated of a register.
#[derive(Debug, Serialize, JsonSchema)]
struct SheetLine {
    /// The part; all of the register when absent.
    #[schemars(with = "Option<Value>")]
    part: Option<Part>,
    /// What it rests on: loaded as of a day, or kept by cases since one.
    #[schemars(with = "Value")]
    basis: Basis,
    /// Where it comes from, or why it was stated.
    source: String,
    /// How many rows it has.
    rows: usize,
    /// When it was entered.
    at: String,
}

/// An entry of a register.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EntryLine {
    /// Its id.
    id: String,
    /// Its facts by field, as in a facts file. Fields about persons are left out.
    facts: BTreeMap<String, Value>,
    /// The case that wrote it; absent for one that was loaded.
    case: Option<String>,
}

/// A list to load.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    /// The table as CSV, with the fields of the record as its columns; or YAML.
    table: String,
    /// The part; all of the register when absent.
    #[serde(default)]
    part: Option<PartOf>,
    /// The day on which it was complete.
    as_of: Date,
    /// Where it comes from.
    source: String,
    /// Whether only the table is looked at.
    #[serde(default)]
    dry_run: bool,
}

/// A part of a register: the rows with one code in one field.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PartOf {
    /// The field.
    field: String,
    /// The code.
    code: String,
}

/// What was loaded.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Loaded {
    /// How many rows there are.
    rows: usize,
    /// Whether they were recorded.
    entered: bool,
}

/// A statement that cases keep a register.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stating {
    /// The part; all of the register when absent.
    #[serde(default)]
    part: Option<PartOf>,
    /// The first day.
    since: Date,
    /// Whether it was empty before; otherwise what it held has to be loaded.
    empty_before: bool,
    /// What the statement rests on.
    reasons: String,
}

impl From<PartOf> for Part {
    fn from(PartOf { field, code }: PartOf) -> Self {
        Self { field, code }
    }
}

impl From<Sheet> for SheetLine {
    fn from(sheet: Sheet) -> Self {
        let Sheet { part, basis, source, rows, at, .. } = sheet;
        Self { part, basis, source, rows, at: at.to_string() }
    }
}

impl RegisterLine {
    fn of(law: &Law, def: &RecordDef, known: Whole) -> Self {
        Self {
            law: law.pack.id().to_owned(),
            record: def.id.clone(),
            name: def.written.name.clone(),
            complete: known.open.is_none(),
            entries: known.looked_at().count(),
            open: known.open,
            parts: known.parts,
            sheets: known.sheets.into_iter().map(SheetLine::from).collect(),
        }
    }

    fn key(&self) -> String {
        format!("{}/{}", self.law, self.record)
    }
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let person = here.person();
    let mut found = Vec::new();
    for law in here.site.laws.iter().filter(|law| person.holds_under(law, ActorKind::Officer)) {
        for def in looked_at(law) {
            let known = whole(here.site.desk(), law, def, here.site.today()).await?;
            found.push(RegisterLine::of(law, def, known));
        }
    }
    let (items, next) = slice.cut(found, RegisterLine::key);
    Page { items, next }.answer(&here)
}

type Place = (String, String, String);

pub(crate) async fn one(here: Here, Path(place): Path<Place>, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let (law, def): (Arc<Law>, RecordDef) = register_of(&here, &place)?;
    let known = whole(here.site.desk(), &law, &def, here.site.today()).await?;
    let (rows, next) = slice.cut(known.rows, |held| held.row.id.clone());
    let shown = |(field, value): (String, Value)| {
        let def = def.fields.iter().find(|def| def.id == field)?;
        is_shown_of_register(def).then_some((field, value))
    };
    let entry = |held: guohe_cases::registry::Held| EntryLine {
        id: held.row.id,
        facts: held.row.cells.into_iter().filter_map(shown).collect(),
        case: held.case.map(|case| case.to_string()),
    };
    Page { items: rows.into_iter().map(entry).collect(), next }.answer(&here)
}

pub(crate) async fn read_in(Path(place): Path<Place>, call: Call<Sent<List>>) -> Answer {
    let (law, def) = register_of(&call.here, &place)?;
    let Sent(List { table, part, as_of, source, dry_run }) = &call.body;
    let rows = table::rows(table, &def, law.vocabulary())
        .map_err(|faults| Trouble::from(Refusal::of_faults("table", faults)))?;
    let count = rows.len();
    if !dry_run {
        let (list, part) = (def.list.clone().unwrap_or_default(), part.clone().map(Part::from));
        let loading = Loading { list, part, as_of: *as_of, source: source.clone(), rows };
        load(call.here.site.desk(), &law, &calling(&call), loading).await?;
    }
    Ok(Json(Loaded { rows: count, entered: !dry_run }).into_response())
}

pub(crate) async fn state(Path(place): Path<Place>, call: Call<Sent<Stating>>) -> Answer {
    let (law, def) = register_of(&call.here, &place)?;
    let Sent(Stating { part, since, empty_before, reasons }) = &call.body;
    let (list, part) = (def.list.clone().unwrap_or_default(), part.clone().map(Part::from));
    let (since, empty_before, reasons) = (*since, *empty_before, reasons.clone());
    let keeping = Keeping { list, part, since, empty_before, reasons };
    done(&keep(call.here.site.desk(), &law, &calling(&call), keeping).await?)
}
