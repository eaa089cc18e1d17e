//! A fact as a field of a form, and what was typed into the form as the domain reads it.

use std::collections::BTreeMap;

use guohe_cases::{
    facts::{Cell, Cells, Document, Edit, read::Reader},
    law::Law,
};
use guohe_rules::vocabulary::{FieldDef, Kind, OTHER_TYPE};
use serde_json::Value;

use crate::{
    lang::Lang,
    parts::{Choice, Field, Input, MoneyUnit, NoneBox},
    sent::Sent,
    views::words::say,
    words::word,
};

use super::{
    Section,
    show::{fen, row_title},
};

/// Lists of codes longer than this are chosen from a menu, shorter ones from buttons.
const FEW: usize = 5;

/// A fact as a field, under its own name.
pub(crate) fn as_field(
    lang: Lang,
    law: &Law,
    facts: &Document,
    def: &FieldDef,
    cell: Option<&Cell>,
) -> Field {
    let (name, shown) = (say(lang, &def.written.name), input(lang, law, facts, def, cell));
    let mut field = Field::new(def.id.as_str(), name, shown);
    field.help = def.written.help.as_ref().map(|help| say(lang, help));
    field.none = def.written.none.as_ref().map(|words| NoneBox {
        label: say(lang, words),
        chosen: cell.is_some_and(|cell| cell.value == "none"),
    });
    field.error = cell.filter(|cell| cell.is_faulty()).and_then(|cell| {
        let reader = Reader { vocabulary: law.vocabulary(), document: facts };
        let what = reader.read(def, &cell.typed).err();
        what.map(|what| say(lang, &what)).or_else(|| Some(word(lang, "fact.gone").into_owned()))
    });
    field
}

fn input(lang: Lang, law: &Law, facts: &Document, def: &FieldDef, cell: Option<&Cell>) -> Input {
    let value = cell.map_or(&Value::Null, |cell| &cell.value);
    let is_none = *value == "none";
    let typed =
        cell.map(|cell| cell.typed.trim().to_owned()).filter(|_| !is_none).unwrap_or_default();
    let text = value.as_str().filter(|_| !is_none).unwrap_or_default();
    let plain = if value.is_null() { typed.clone() } else { text.to_owned() };
    match &def.kind {
        Kind::Flag => Input::Flag { value: value.as_bool() },
        // A browser shows nothing in a date input for what is no date; what was typed must stay to be seen.
        Kind::Date if value.is_null() && !typed.is_empty() => Input::Text { value: typed },
        Kind::Date => Input::Date { value: plain },
        Kind::Year => Input::Year { value: value.as_i64().map_or(typed, |year| year.to_string()) },
        Kind::Number => Input::Number {
            value: value.as_i64().map_or(typed, |n| n.to_string()),
            unit: String::new(),
        },
        Kind::Money => money(lang, &typed, text),
        Kind::Area => area(lang, &typed, text),
        Kind::Ratio => {
            Input::Ratio { value: typed.trim_end_matches(['%', '％']).trim().to_owned() }
        }
        Kind::Text => Input::Text { value: typed },
        Kind::Code(list) => {
            let choices = codes(lang, law, *list, &[text]);
            if choices.len() > FEW { Input::Select { choices } } else { Input::Radios { choices } }
        }
        Kind::Codes(list) => {
            let chosen: Vec<&str> =
                value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            Input::Codes { choices: codes(lang, law, *list, &chosen) }
        }
        Kind::Row(record) => Input::Select { choices: rows(lang, law, facts, &[*record], text) },
        Kind::Party(records) => Input::Select { choices: rows(lang, law, facts, records, text) },
    }
}

fn codes(lang: Lang, law: &Law, list: u16, chosen: &[&str]) -> Vec<Choice> {
    let codes = law.vocabulary().code_def(list).map_or(&[][..], |def| &def.codes);
    codes
        .iter()
        .filter(|(id, _)| id != OTHER_TYPE)
        .map(|(id, words)| {
            Choice::new(id.as_str(), say(lang, words), chosen.contains(&id.as_str()))
        })
        .collect()
}

/// Rows of other lists, and records that exist once, that a fact may point to.
fn rows(lang: Lang, law: &Law, facts: &Document, records: &[u16], chosen: &str) -> Vec<Choice> {
    let mut choices = Vec::new();
    for def in records.iter().filter_map(|at| law.vocabulary().record_def(*at)) {
        match &def.list {
            None => {
                let name = facts
                    .text(&def.id, "name")
                    .map_or_else(|| say(lang, &def.written.name), str::to_owned);
                choices.push(Choice::new(def.id.as_str(), name, def.id == chosen));
            }
            Some(list) => {
                let rows = facts.lists.get(list).map_or(&[][..], |listing| &listing.rows);
                choices.extend(rows.iter().map(|row| {
                    Choice::new(
                        row.id.as_str(),
                        row_title(lang, law, facts, def, row),
                        row.id == chosen,
                    )
                }));
            }
        }
    }
    choices
}

/// An amount in the unit in which it was typed; in ten thousands when nothing was typed yet.
fn money(lang: Lang, typed: &str, value: &str) -> Input {
    let (number, unit) = match (typed.strip_suffix("万元"), typed.strip_suffix('元')) {
        (Some(number), _) => (number.trim(), MoneyUnit::Wan),
        (None, Some(number)) => (number.trim(), MoneyUnit::Yuan),
        (None, None) => (typed, MoneyUnit::Wan),
    };
    let (number, unit) = match (typed, fen(value)) {
        ("", Some(fen)) => (crate::format::yuan(fen).replace(',', ""), MoneyUnit::Yuan),
        _ => (number.to_owned(), unit),
    };
    let shown =
        fen(value).map(|fen| fill_braces(lang, "form.equals_yuan", &crate::format::yuan(fen)));
    Input::Money { value: number, unit, shown }
}

fn area(lang: Lang, typed: &str, value: &str) -> Input {
    let mu = typed.ends_with('亩') || typed.ends_with("mu");
    let bare = typed.strip_suffix("m2").unwrap_or(typed);
    let number = bare.trim_end_matches(|c: char| !c.is_ascii_digit()).to_owned();
    let metres =
        value.strip_suffix(" m2").map(|metres| fill_braces(lang, "form.equals_m2", metres));
    Input::Area { value: number, mu, shown: metres }
}

fn fill_braces(lang: Lang, key: &str, value: &str) -> String {
    word(lang, key).replacen("{}", value, 1)
}

/// What was sent for a field, as the domain reads it; nothing when the field was not in the form.
pub(crate) fn typed(sent: &Sent, name: &str, def: &FieldDef) -> Option<String> {
    if sent.text(&format!("{name}.none")) == "yes" {
        return Some("无".to_owned());
    }
    let all: Vec<&str> = sent.all(name).collect();
    let text = all.first().map_or("", |text| text.trim());
    Some(match &def.kind {
        Kind::Codes(_) => all.join(","),
        Kind::Flag => match text {
            "yes" => "是".to_owned(),
            "no" => "否".to_owned(),
            _ => String::new(),
        },
        _ if all.is_empty() => return None,
        Kind::Money => with_unit(
            text,
            if sent.text(&format!("{name}.unit")) == "yuan" { "元" } else { "万元" },
        ),
        Kind::Area => with_unit(
            text,
            if sent.text(&format!("{name}.unit")) == "mu" { "亩" } else { "平方米" },
        ),
        Kind::Ratio if !text.is_empty() && !text.ends_with(['%', '％']) => format!("{text}%"),
        Kind::Date
        | Kind::Year
        | Kind::Number
        | Kind::Ratio
        | Kind::Text
        | Kind::Code(_)
        | Kind::Row(_)
        | Kind::Party(_) => text.to_owned(),
    })
}

/// A number with the unit beside it; a text that already names one is left as it is.
fn with_unit(text: &str, unit: &str) -> String {
    if text.ends_with(char::is_numeric) && !text.contains(char::is_alphabetic) {
        format!("{text}{unit}")
    } else {
        text.to_owned()
    }
}

/// The edits that a form makes to a record or a row: only what differs from what is there.
pub(crate) fn edits_of(
    law: &Law,
    facts: &Document,
    section: &Section<'_>,
    row: Option<&str>,
    sent: &Sent,
) -> Vec<Edit> {
    let cells: Option<&Cells> = match row {
        None => facts.once.get(section.key()),
        Some(row) => facts.row(section.key(), row).map(|line| &line.cells),
    };
    let reader = Reader { vocabulary: law.vocabulary(), document: facts };
    let mut edits = Vec::new();
    for def in &section.fields {
        let Some(typed) = typed(sent, &def.id, def) else { continue };
        let cell = cells.and_then(|cells| cells.get(&def.id));
        let same = match cell {
            None => typed.is_empty(),
            Some(cell) => {
                cell.typed == typed
                    || (!cell.is_faulty()
                        && reader.read(def, &typed).is_ok_and(|value| value == cell.value))
            }
        };
        if !same {
            let place = match row {
                None => format!("{}.{}", section.key(), def.id),
                Some(row) => format!("{}[{row}].{}", section.key(), def.id),
            };
            edits.push(Edit::Set { place, typed });
        }
    }
    edits
}

/// A row that a form adds.
pub(crate) fn added_row(section: &Section<'_>, sent: &Sent) -> Edit {
    let cells: BTreeMap<String, String> = section
        .fields
        .iter()
        .filter_map(|def| Some((def.id.clone(), typed(sent, &def.id, def)?)))
        .filter(|(_, typed)| !typed.is_empty())
        .collect();
    Edit::Add { list: section.key().to_owned(), cells }
}

#[cfg(test)]
mod tests {
    use super::with_unit;

    #[test]
    fn a_unit_is_added_to_a_bare_number_only() {
        assert_eq!(with_unit("362.5", "万元"), "362.5万元");
        assert_eq!(with_unit("120万元", "元"), "120万元");
        assert_eq!(with_unit("50000 m2", "亩"), "50000 m2");
        assert_eq!(with_unit("１２０", "平方米"), "１２０平方米");
        assert_eq!(with_unit("", "元"), "");
    }
}
