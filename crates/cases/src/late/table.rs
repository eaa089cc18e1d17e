//! A table of late entries: what stands in a row, and what the act of the row takes from it.
//!
//! Objections are left out: in whose name one speaks, and under which seal, is entered one by one.

use std::collections::BTreeMap;

use guohe_rules::{
    syntax::Words,
    vocabulary::{FieldDef, RecordDef},
};
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::is_enterable;
use crate::{
    case::Case,
    csv::{Table, means},
    facts::read::Reader,
    law::Law,
    procedure::{Act, Kind},
    refusal::{Fault, words},
};

/// The columns that every table has.
pub const COLUMNS: [&str; 10] =
    ["case", "title", "act", "took_place_on", "why", "paper", "page", "outcome", "note", "reasons"];

/// What says which case a row is about; a row that says no more is not filled in.
const GIVEN: [&str; 2] = ["case", "title"];

/// The cells of a row, by column.
pub type Cells = BTreeMap<String, String>;

/// The acts of a law that a table can enter.
pub fn acts(law: &Law) -> impl Iterator<Item = &Act> {
    law.procedure.acts.iter().filter(|act| is_tabled(act))
}

/// Whether a table can enter an act.
pub fn is_tabled(act: &Act) -> bool {
    is_enterable(act) && act.kind.value != Kind::Object
}

/// The facts that an act asks for, with their record and whether they may be left out.
fn asked<'l>(law: &'l Law, act: &'l Act) -> Vec<(&'l RecordDef, &'l FieldDef, bool)> {
    let vocabulary = law.vocabulary();
    let record = act.sets.record.as_ref();
    let def = record.and_then(|own| vocabulary.record_def(vocabulary.record(&own.value)?));
    let Some(def) = def else { return Vec::new() };
    let field = |id: &str| def.fields.iter().find(|field| field.id == id);
    let asked = act.sets.ask.iter();
    asked.filter_map(|ask| Some((def, field(&ask.field.value)?, ask.optional))).collect()
}

/// The columns for what the acts of a law ask, each with its fact.
pub fn asked_columns(law: &Law) -> Vec<(String, &FieldDef)> {
    let mut columns: Vec<(String, &FieldDef)> = Vec::new();
    for (record, field, _) in acts(law).flat_map(|act| asked(law, act)) {
        let column = column(record, field);
        if columns.iter().all(|(known, _)| *known != column) {
            columns.push((column, field));
        }
    }
    columns
}

fn column(record: &RecordDef, field: &FieldDef) -> String {
    format!("{}.{}", record.id, field.id)
}

/// Reads a table: each row that is filled in, with the line on which it stands.
///
/// # Errors
/// What is wrong with its heading and its shape, placed `line N`.
pub fn rows(text: &str, law: &Law) -> Result<Vec<(u64, Cells)>, Vec<Fault>> {
    let Some(table) = Table::read(text)? else { return Ok(Vec::new()) };
    let asked = asked_columns(law);
    let known = |name: &str| COLUMNS.contains(&name) || asked.iter().any(|(own, _)| own == name);
    let (lines, faults) = table.keyed(known, no_column).rows();
    if !faults.is_empty() {
        return Err(faults);
    }
    let filled = |cells: Vec<(String, String)>| -> Cells {
        cells.into_iter().filter(|(_, cell)| !cell.is_empty()).collect()
    };
    let rows = lines.into_iter().map(|(at, cells)| (at, filled(cells)));
    let says_more = |cells: &Cells| cells.keys().any(|column| !GIVEN.contains(&column.as_str()));
    Ok(rows.filter(|(_, cells)| says_more(cells)).collect())
}

fn no_column(name: &str) -> Words {
    words(
        format!("没有名为“{name}”的列；请使用下载的模板"),
        format!("there is no column `{name}`; begin with the template"),
    )
}

/// The act that a row names, by its id or its name in either language.
pub fn act_of<'l>(law: &'l Law, text: &str) -> Option<&'l Act> {
    acts(law).find(|act| means(&act.id.value, &act.name, text))
}

/// The day that a row gives; none where it gives none.
///
/// # Errors
/// It is no day.
pub fn day(text: &str) -> Result<Option<Date>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_no_date: jiff::Error| {
        Fault::at(
            "took_place_on",
            format!("“{text}”不是日期；请写成 2026-03-01 的样子"),
            format!("`{text}` is no date; write it like 2026-03-01"),
        )
    })
}

/// What the act of a row takes, from its cells; cells that the act does not ask for are faults.
///
/// # Errors
/// Every cell that cannot be read or is missing, placed by its column.
pub fn input(law: &Law, case: &Case, act: &Act, cells: &Cells) -> Result<Value, Vec<Fault>> {
    let text = |column: &str| cells.get(column).map_or("", String::as_str);
    let (fields, mut faults) = fields(law, case, act, cells);
    let outcome = outcome(act, text("outcome")).unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let kind = act.kind.value;
    if kind == Kind::Evaluate && text("reasons").is_empty() {
        faults.push(missing("reasons"));
    }
    faults.extend(beyond(law, act, cells));
    if !faults.is_empty() {
        return Err(faults);
    }
    let reasons = text("reasons");
    Ok(if kind == Kind::Withdraw {
        json!({"reasons": reasons})
    } else if kind == Kind::Evaluate {
        json!({"outcome": outcome.unwrap_or_default(), "reasons": reasons, "fields": fields})
    } else if kind == Kind::Award {
        json!({"fields": fields})
    } else {
        json!({"fields": fields, "note": text("note"), "outcome": outcome})
    })
}

/// The facts that an act asks for, as typed, and what is wrong with them.
fn fields(law: &Law, case: &Case, act: &Act, cells: &Cells) -> (Map<String, Value>, Vec<Fault>) {
    let reader = Reader { vocabulary: law.vocabulary(), document: &case.facts };
    let (mut fields, mut faults) = (Map::new(), Vec::new());
    for (record, field, optional) in asked(law, act) {
        let place = column(record, field);
        let typed = cells.get(&place).cloned().unwrap_or_default();
        match reader.read(field, &typed) {
            Ok(Value::Null) if optional => {}
            Ok(Value::Null) => faults.push(missing(&place)),
            Ok(_) => {
                fields.insert(field.id.clone(), Value::String(typed));
            }
            Err(what) => faults.push(Fault { place, what }),
        }
    }
    (fields, faults)
}

/// Cells that an act does not ask for.
fn beyond(law: &Law, act: &Act, cells: &Cells) -> Vec<Fault> {
    let kind = act.kind.value;
    let takes_note = matches!(kind, Kind::Record | Kind::File);
    let takes_reasons = matches!(kind, Kind::Evaluate | Kind::Withdraw);
    let own: Vec<String> =
        asked(law, act).into_iter().map(|(record, field, _)| column(record, field)).collect();
    let extra = cells.keys().filter(|name| match name.as_str() {
        "note" => !takes_note,
        "reasons" => !takes_reasons,
        other => other.contains('.') && !own.iter().any(|own| own == other),
    });
    extra.map(|name| not_asked(name)).collect()
}

/// The way out that a row names, by its id or its name.
fn outcome(act: &Act, text: &str) -> Result<Option<String>, Fault> {
    let names = |pick: fn(&Words) -> &String| -> Vec<&str> {
        act.outcomes.iter().map(|one| pick(&one.name).as_str()).collect()
    };
    match (act.outcomes.is_empty(), text.is_empty()) {
        (true, true) => Ok(None),
        (true, false) => Err(not_asked("outcome")),
        (false, _) => {
            let mut outcomes = act.outcomes.iter();
            let found = outcomes.find(|one| means(&one.id.value, &one.name, text));
            found.map(|one| Some(one.id.value.clone())).ok_or_else(|| {
                Fault::at(
                    "outcome",
                    format!("请填写结果：{}", names(|name| &name.zh).join("、")),
                    format!("say what it came to: {}", names(|name| &name.en).join(", ")),
                )
            })
        }
    }
}

fn missing(column: &str) -> Fault {
    Fault::at(column, "这一事项要求填写这一项", "the act asks for this")
}

fn not_asked(column: &str) -> Fault {
    Fault {
        place: column.to_owned(),
        what: words(
            "这一事项不需要这一项，内容不会被记录；请清空这一格",
            "the act does not ask for this, and it would not be recorded; empty the cell",
        ),
    }
}
