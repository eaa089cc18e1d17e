//! Facts as they are shown: in lists, in the material, in the check of answers.

use guohe_cases::{
    facts::{Cell, Document, Line},
    law::Law,
};
use guohe_rules::{
    syntax::Words,
    vocabulary::{FieldDef, Kind, RecordDef},
};
use serde_json::Value;

use crate::{
    format,
    lang::Lang,
    views::words::say,
    words::{fill, word},
};

/// A fact in words; nothing when it is not known.
pub(crate) fn shown(
    lang: Lang,
    law: &Law,
    facts: &Document,
    field: &FieldDef,
    cell: Option<&Cell>,
) -> Option<String> {
    let cell = cell?;
    if cell.erased {
        return Some(word(lang, "personal.erased").into_owned());
    }
    if cell.is_faulty() {
        return Some(fill(lang, "fact.unreadable", &[&cell.typed]));
    }
    let value = &cell.value;
    if value == "none" {
        let none = field.written.none.as_ref().map(|words| say(lang, words));
        return Some(none.unwrap_or_else(|| word(lang, "fact.none").into_owned()));
    }
    match (&field.kind, value) {
        (_, Value::Null) => None,
        (Kind::Flag, Value::Bool(yes)) => {
            Some(word(lang, if *yes { "form.yes" } else { "form.no" }).into_owned())
        }
        (Kind::Code(list), Value::String(code)) => Some(code_words(lang, law, *list, code)),
        (Kind::Codes(list), Value::Array(codes)) => {
            let words = codes
                .iter()
                .filter_map(Value::as_str)
                .map(|code| code_words(lang, law, *list, code));
            Some(words.collect::<Vec<_>>().join(lang.comma()))
        }
        (Kind::Row(_) | Kind::Party(_), Value::String(id)) => {
            Some(party(lang, law, facts, &field.kind, id))
        }
        (Kind::Money, Value::String(amount)) => Some(money(lang, amount)),
        (Kind::Area, Value::String(area)) => {
            Some(area.replace(" m2", " m²").replace(" mu", lang.of(" 亩", " mu")))
        }
        (_, Value::String(text)) => Some(text.clone()),
        (_, other) => Some(other.to_string()),
    }
}

/// An amount in yuan as written in facts, and in ten thousands where that is shorter.
pub(super) fn money(lang: Lang, amount: &str) -> String {
    let Some(fen) = fen(amount) else { return amount.to_owned() };
    match lang {
        Lang::Zh if fen >= 1_000_000 => {
            format!("{} 万元（{} 元）", format::wan(fen), format::yuan(fen))
        }
        Lang::Zh => format!("{} 元", format::yuan(fen)),
        Lang::En => format!("{} yuan", format::yuan(fen)),
    }
}

/// Fen of an amount such as `1234.50 yuan`.
pub(crate) fn fen(amount: &str) -> Option<i64> {
    let (yuan, fen) = amount.strip_suffix(" yuan")?.split_once('.')?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(fen.parse().ok()?)
}

fn code_words(lang: Lang, law: &Law, list: u16, code: &str) -> String {
    let def = law.vocabulary().code_def(list);
    let words: Option<&Words> = def.and_then(|def| def.words(def.code(code)?));
    words.map_or_else(|| code.to_owned(), |words| say(lang, words))
}

/// The name of a row, or of a record that exists once, that a fact points to.
fn party(lang: Lang, law: &Law, facts: &Document, kind: &Kind, id: &str) -> String {
    for def in kind.records().iter().filter_map(|at| law.vocabulary().record_def(*at)) {
        let Some(list) = &def.list else {
            if def.id == id {
                return facts
                    .text(&def.id, "name")
                    .map_or_else(|| say(lang, &def.written.name), str::to_owned);
            }
            continue;
        };
        if let Some(row) = facts.row(list, id) {
            return row_title(lang, law, facts, def, row);
        }
    }
    id.to_owned()
}

/// The name of a row: the fact that names it, or its number in the list.
pub(crate) fn row_title(
    lang: Lang,
    law: &Law,
    facts: &Document,
    record: &RecordDef,
    row: &Line,
) -> String {
    let title = record.written.title.as_ref().and_then(|title| {
        let field = record.fields.iter().find(|field| field.id == title.value)?;
        shown(lang, law, facts, field, row.cells.get(&field.id))
    });
    title.filter(|title| !title.is_empty()).unwrap_or_else(|| {
        let number = row.id.rsplit_once('-').map_or(row.id.as_str(), |(_, number)| number);
        fill(lang, "row.nameless", &[&say(lang, &record.written.name), &number])
    })
}

#[cfg(test)]
mod tests {
    use super::fen;

    #[test]
    fn an_amount_is_read_back_to_the_fen() {
        assert_eq!(fen("3625000.05 yuan"), Some(362_500_005));
        assert_eq!(fen("12"), None);
    }
}
