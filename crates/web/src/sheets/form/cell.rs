//! A fact as a cell, and a cell as what would have been typed into the form.

use std::collections::BTreeMap;

use guohe_cases::{
    facts::{Cell as Known, Document},
    law::Law,
};
use guohe_rules::{
    diagnostic::words,
    syntax::Words,
    vocabulary::{FieldDef, Kind as Fact},
};
use guohe_sheets::{Cell, Found};
use serde_json::Value;

use crate::{
    lang::Lang,
    sheets::compared::failed,
    views::{
        form::{Section, fen, row_title, shown},
        words::say,
    },
    words::word,
};

use super::Form;

/// So many digits of a number are kept by a spreadsheet.
const EXACT: usize = 15;

impl Form<'_> {
    /// A fact as it is written into the workbook: what was read from it, or what was typed where that could not be read.
    pub(super) fn cell(&self, field: &FieldDef, known: Option<&Known>) -> Cell {
        let Some(known) = known else { return Cell::Empty };
        let typed = || Cell::text(known.typed.trim());
        if known.erased {
            return Cell::text(word(self.lang, "personal.erased"));
        }
        if let (Some(none), true) = (&field.written.none, known.value == "none") {
            return Cell::text(say(self.lang, none));
        }
        match (&field.kind, &known.value) {
            (_, Value::Null) => typed(),
            (Fact::Date, Value::String(day)) => day.parse().map_or_else(|_| typed(), Cell::Day),
            (Fact::Year | Fact::Number, Value::Number(number)) => {
                number.as_i64().map_or_else(typed, Cell::Whole)
            }
            (Fact::Money, Value::String(amount)) => fen(amount).map_or_else(typed, Cell::Fen),
            (Fact::Area, Value::String(area)) => area
                .strip_suffix(" m2")
                .map_or_else(typed, |metres| Cell::Decimal(metres.to_owned())),
            (Fact::Ratio, Value::String(ratio)) => ratio
                .strip_suffix('%')
                .map_or_else(typed, |number| Cell::Percent(number.to_owned())),
            (Fact::Text, Value::String(text)) => Cell::text(text.as_str()),
            (Fact::Row(record), Value::String(id)) => Cell::text(self.party(&[*record], id)),
            (Fact::Party(records), Value::String(id)) => Cell::text(self.party(records, id)),
            _ => shown(self.lang, self.law, self.facts, field, Some(known))
                .map_or(Cell::Empty, Cell::text),
        }
    }

    /// The name of what a fact points to; its id where the name would not tell it from others.
    fn party(&self, records: &[u16], id: &str) -> String {
        let known = records.iter().filter_map(|record| self.parties.get(record));
        let title = known.clone().find_map(|parties| parties.by_id.get(id));
        let count = |title: &&String| -> usize {
            known.clone().filter_map(|parties| parties.counts.get(*title)).sum()
        };
        title.filter(|title| count(title) == 1).map_or(id, String::as_str).to_owned()
    }

    /// What a fact may point to, by name.
    pub(super) fn titles(&self, records: &[u16]) -> Vec<String> {
        let known = records.iter().filter_map(|record| self.parties.get(record));
        let ids = known.flat_map(|parties| &parties.order);
        ids.map(|id| self.party(records, id)).collect()
    }
}

/// The rows of a record by name, or the one of which there is one.
#[derive(Debug, Default)]
pub(super) struct Parties {
    order: Vec<String>,
    by_id: BTreeMap<String, String>,
    /// How many have a name.
    counts: BTreeMap<String, usize>,
}

impl Parties {
    /// Of each record to which some fact can point.
    pub(super) fn of_all(
        lang: Lang,
        law: &Law,
        facts: &Document,
        sections: &[Section<'_>],
    ) -> BTreeMap<u16, Self> {
        let kinds = sections.iter().flat_map(|section| &section.fields).map(|field| &field.kind);
        let mut all = BTreeMap::new();
        for kind in kinds {
            let records: &[u16] = if let Fact::Row(record) = kind {
                std::slice::from_ref(record)
            } else if let Fact::Party(records) = kind {
                records
            } else {
                &[]
            };
            for record in records {
                all.entry(*record).or_insert_with(|| Self::of(lang, law, facts, *record));
            }
        }
        all
    }

    fn of(lang: Lang, law: &Law, facts: &Document, record: u16) -> Self {
        let mut parties = Self::default();
        let Some(def) = law.vocabulary().record_def(record) else { return parties };
        let Some(list) = &def.list else {
            let own = facts.text(&def.id, "name");
            let name = own.map_or_else(|| say(lang, &def.written.name), str::to_owned);
            parties.add(&def.id, name);
            return parties;
        };
        for row in facts.lists.get(list).map_or(&[][..], |listing| &listing.rows) {
            parties.add(&row.id, row_title(lang, law, facts, def, row));
        }
        parties
    }

    fn add(&mut self, id: &str, title: String) {
        self.order.push(id.to_owned());
        *self.counts.entry(title.clone()).or_default() += 1;
        self.by_id.insert(id.to_owned(), title);
    }
}

/// What would have been typed into the form for what a cell holds; the unit is that of the head.
///
/// # Errors
/// What a spreadsheet has made of it cannot be taken back, or could mean two things.
pub(super) fn typed(field: &FieldDef, found: Option<&Found>) -> Result<String, Words> {
    let Some(found) = found else { return Ok(String::new()) };
    let money = matches!(field.kind, Fact::Money);
    let area = matches!(field.kind, Fact::Area);
    Ok(match found {
        Found::Text(text) => {
            let text = text.trim();
            let bare =
                !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || ",.".contains(c));
            match (bare, money, area) {
                (true, true, _) => format!("{text}元"),
                (true, _, true) => format!("{text}平方米"),
                _ => text.to_owned(),
            }
        }
        Found::Number(number) if money => format!("{number}元"),
        Found::Number(number) if area => format!("{number}平方米"),
        Found::Number(number) if matches!(field.kind, Fact::Ratio) => {
            return Err(bare_ratio(number));
        }
        Found::Number(number) if matches!(field.kind, Fact::Date) => return Err(bare_date(number)),
        Found::Number(number) if matches!(field.kind, Fact::Text) && is_cut(number) => {
            return Err(lost_digits(number));
        }
        Found::Number(number) => number.clone(),
        Found::Percent(number) => format!("{number}%"),
        Found::Day(day) => day.to_string(),
        Found::Moment(text) => text.clone(),
        Found::Flag(true) => "是".to_owned(),
        Found::Flag(false) => "否".to_owned(),
        Found::Error(error) => return Err(failed(error)),
    })
}

/// Whether a number has more digits than a spreadsheet keeps.
fn is_cut(number: &str) -> bool {
    number.chars().filter(char::is_ascii_digit).count() > EXACT
}

fn bare_ratio(number: &str) -> Words {
    words(
        format!("“{number}”没有百分号，分不清是 {number}% 还是它的一百倍；请写成带百分号的数"),
        format!(
            "`{number}` has no percent sign, so it could be {number}% or a hundred times that; write it with the sign"
        ),
    )
}

fn bare_date(number: &str) -> Words {
    words(
        format!("“{number}”是数，不是日期；请把单元格设为日期格式，或写成 2026-05-15 的样子"),
        format!(
            "`{number}` is a number and no date; format the cell as a date, or write it as 2026-05-15"
        ),
    )
}

fn lost_digits(number: &str) -> Words {
    words(
        format!("“{number}”超过 15 位，表格软件只保留前 15 位；请把单元格设为文本格式后重新填写"),
        format!(
            "`{number}` has more than 15 digits, of which a spreadsheet keeps 15; format the cell as text and write it again"
        ),
    )
}
