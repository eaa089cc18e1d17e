//! Tables pasted from a spreadsheet: tab-separated rows, with or without a heading.
//!
//! Gives edits that add one row for each line; cells that cannot be read come back as faults with the line
//! and column of the table and are kept as typed.

use std::collections::BTreeMap;

use guohe_rules::vocabulary::{RecordDef, Vocabulary};

use super::Edit;
use crate::refusal::Fault;

/// The most rows one paste may add.
pub const MOST_ROWS: usize = 2000;

/// Reads a table for a list. Columns follow the heading when the first line names fields, by key or by name
/// in either language; otherwise they follow the order of the form.
///
/// # Errors
/// A table that does not fit the list, with the place of every misfit.
pub fn rows(table: &str, list: &str, vocabulary: &Vocabulary) -> Result<Vec<Edit>, Vec<Fault>> {
    let record = vocabulary.list(list).and_then(|at| vocabulary.record_def(at));
    let Some(record) = record.filter(|record| record.is_stated()) else {
        return Err(vec![Fault::at(
            list,
            format!("没有名为“{list}”的列表"),
            format!("there is no list called `{list}`"),
        )]);
    };
    let mut lines = cells(table);
    let columns = match lines.first().and_then(|first| heading(first, record)) {
        Some(columns) => {
            lines.remove(0);
            columns
        }
        None => record.fields.iter().map(|field| Some(field.id.clone())).collect(),
    };
    if lines.len() > MOST_ROWS {
        return Err(vec![Fault::at(
            list,
            format!("粘贴了 {} 行，一次最多 {MOST_ROWS} 行", lines.len()),
            format!("{} rows were pasted; at most {MOST_ROWS} at a time", lines.len()),
        )]);
    }
    let mut faults = Vec::new();
    let mut edits = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match one(line, &columns) {
            Ok(cells) if cells.is_empty() => {}
            Ok(cells) => edits.push(Edit::Add { list: list.to_owned(), cells }),
            Err(column) => faults.push(too_wide(list, at + 1, column, columns.len())),
        }
    }
    if faults.is_empty() { Ok(edits) } else { Err(faults) }
}

fn one(line: &[String], columns: &[Option<String>]) -> Result<BTreeMap<String, String>, usize> {
    let mut cells = BTreeMap::new();
    for (at, text) in line.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        match columns.get(at) {
            Some(Some(field)) => {
                cells.insert(field.clone(), text.clone());
            }
            Some(None) => {}
            None => return Err(at + 1),
        }
    }
    Ok(cells)
}

fn too_wide(list: &str, line: usize, column: usize, columns: usize) -> Fault {
    Fault::at(
        format!("{list}:{line}:{column}"),
        format!("第 {line} 行第 {column} 列没有对应的项目；本表共 {columns} 列"),
        format!("row {line}, column {column} has no field; the table has {columns} columns"),
    )
}

/// The fields that a heading names; columns it does not know are passed over. None when it names no field.
fn heading(line: &[String], record: &RecordDef) -> Option<Vec<Option<String>>> {
    let columns: Vec<Option<String>> = line
        .iter()
        .map(|text| {
            let text = text.trim();
            let named = |field: &&guohe_rules::vocabulary::FieldDef| {
                let name = &field.written.name;
                field.id == text || name.zh == text || name.en.eq_ignore_ascii_case(text)
            };
            record.fields.iter().find(named).map(|field| field.id.clone())
        })
        .collect();
    let named = columns.iter().flatten().count();
    let filled = line.iter().filter(|text| !text.trim().is_empty()).count();
    (named > 0 && named * 2 >= filled).then_some(columns)
}

/// Lines and cells of a table as spreadsheets put them on the clipboard: a cell that holds a tab, a line
/// break or a quotation mark stands in quotation marks, doubled inside.
fn cells(table: &str) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut rest = table.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => {
                rest.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\t' if !quoted => line.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            '\r' if !quoted => {}
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !line.is_empty() {
        line.push(cell);
        lines.push(line);
    }
    lines.retain(|line| line.iter().any(|cell| !cell.trim().is_empty()));
    lines
}

#[cfg(test)]
mod tests;
