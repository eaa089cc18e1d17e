//! Rows of a register from a file: CSV with a heading of field names, or YAML with a list of rows.
//!
//! Cells are read as people type them, by the kinds of the vocabulary. Every row and column that is wrong is
//! named; an empty cell is a fact that nobody has stated.

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::{
    facts::Tree,
    vocabulary::{FieldDef, RecordDef, Vocabulary},
    yaml::{self, Located},
};
use serde_json::Value;

use crate::{
    csv::Table,
    facts::{Document, read::Reader},
    happened::Wrote,
    refusal::Fault,
};

/// A row as it was written: where it stands, and its cells by field.
struct Line {
    at: u64,
    cells: Vec<(String, String)>,
}

/// Reads the rows of a register.
///
/// # Errors
/// Everything that is wrong, each with line and column.
pub fn rows(
    text: &str,
    def: &RecordDef,
    vocabulary: &Vocabulary,
) -> Result<Vec<Wrote>, Vec<Fault>> {
    let list = def.list.clone().unwrap_or_default();
    let lines = if looks_like_yaml(text) { of_yaml(text)? } else { of_csv(text)? };
    let document = Document::default();
    let reader = Reader { vocabulary, document: &document };
    let (mut rows, mut faults, mut ids) = (Vec::new(), Vec::new(), BTreeSet::new());
    for line in lines {
        let mut cells = BTreeMap::new();
        let mut id = format!("{}-{}", def.id, line.at);
        for (name, typed) in &line.cells {
            if name == "id" {
                typed.trim().clone_into(&mut id);
                continue;
            }
            let place = format!("line {}, {name}", line.at);
            let Some(field) = def.fields.iter().find(|field| is_named(field, name)) else {
                faults.push(unknown(place, name, def));
                continue;
            };
            match reader.read(field, typed) {
                Ok(Value::Null) => {}
                Ok(value) => drop(cells.insert(field.id.clone(), value)),
                Err(what) => faults.push(Fault { place, what }),
            }
        }
        if !ids.insert(id.clone()) {
            faults.push(Fault::at(
                format!("line {}, id", line.at),
                format!("标识“{id}”出现了两次"),
                format!("the id `{id}` stands twice"),
            ));
        }
        rows.push(Wrote { list: list.clone(), id, cells });
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// A column is headed by the key of a fact or by its name on screen.
fn is_named(field: &FieldDef, name: &str) -> bool {
    let words = &field.written.name;
    field.id == name || words.zh == name || words.en.eq_ignore_ascii_case(name)
}

fn unknown(place: String, name: &str, def: &RecordDef) -> Fault {
    let known: Vec<&str> = def.fields.iter().map(|field| field.id.as_str()).collect();
    Fault::at(
        place,
        format!("没有事实“{name}”；可用：id、{}", known.join("、")),
        format!("there is no fact `{name}`; there are: id, {}", known.join(", ")),
    )
}

/// A list of rows begins with a dash or a bracket; a heading of field names never does.
fn looks_like_yaml(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| line.starts_with('-') || line.starts_with('['))
}

fn of_yaml(text: &str) -> Result<Vec<Line>, Vec<Fault>> {
    let wrong = |at: u64, zh: &str, en: &str| Fault::at(format!("line {at}"), zh, en);
    let document: Located<Tree> = yaml::parse(text).map_err(|fault| {
        let (zh, en) = (format!("无法读取：{}", fault.message), fault.message.clone());
        vec![Fault::at(format!("line {}", fault.place.line), zh, en)]
    })?;
    let Tree::List(all) = &document.value else {
        return Err(vec![wrong(1, "应为若干行", "a list of rows is expected")]);
    };
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for row in all {
        let at = row.place.line;
        let Tree::Map(entries) = &row.value else {
            faults.push(wrong(at, "每一行应为一组事实", "a row is a set of facts"));
            continue;
        };
        let mut cells = Vec::new();
        for (name, value) in entries {
            match written(&value.value) {
                Some(typed) => cells.push((name.value.clone(), typed)),
                None => faults.push(wrong(at, "这里应为单个值", "a single value is expected here")),
            }
        }
        lines.push(Line { at, cells });
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

/// A value as one would type it.
fn written(value: &Tree) -> Option<String> {
    match value {
        Tree::Null => Some(String::new()),
        Tree::List(all) => {
            let parts: Option<Vec<String>> = all.iter().map(|one| one.value.scalar()).collect();
            parts.map(|parts| parts.join("、"))
        }
        Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_) | Tree::Map(_) => value.scalar(),
    }
}

fn of_csv(text: &str) -> Result<Vec<Line>, Vec<Fault>> {
    let Some(table) = Table::read(text)? else { return Ok(Vec::new()) };
    let (rows, faults) = table.rows();
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(rows.into_iter().map(|(at, cells)| Line { at, cells }).collect())
}
