//! What is asked, typed: records and fields of a type, fields of an act, as the vocabulary has them.

use guohe_cases::law::Law;
use guohe_rules::{
    syntax::{FieldType, Words},
    vocabulary::{FieldDef, Kind},
};
use schemars::JsonSchema;
use serde::Serialize;

use super::Named;
use crate::views::form::{OnFile, Section, sections};

/// A record of the facts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Record {
    /// Its key in the facts: the noun of a record that exists once, the plural of a list.
    key: String,
    /// Whether it is a list, with rows that have ids.
    list: bool,
    /// Its name.
    name: Words,
    /// What is asked of it.
    fields: Vec<Field>,
}

/// A fact that is asked.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Field {
    /// Its key.
    id: String,
    /// Its name.
    name: Words,
    /// What kind of value it holds.
    #[serde(rename = "type")]
    kind: String,
    /// The unit in which a value stands in the facts: fen, square metres, a ratio; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    /// The codes that it may have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    codes: Vec<Named>,
    /// The keys of the lists, of which it names a row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows_of: Vec<String>,
    /// Whether `none` is an answer, and its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    none: Option<Words>,
    /// What to enter, where to find it.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Words>,
    /// Whether it may be left out; facts may always be, and are then unknown.
    optional: bool,
}

impl Record {
    /// What a call puts on file.
    pub(crate) fn on_file(law: &Law, one: &OnFile<'_>) -> Self {
        Self {
            key: one.list.to_owned(),
            list: true,
            name: one.record.written.name.clone(),
            fields: one.fields.iter().map(|def| Field::of(law, def, true)).collect(),
        }
    }
}

/// The records of a type, in the order of the form.
pub(crate) fn records(law: &Law, kind: &str) -> Vec<Record> {
    let record = |section: &Section<'_>| Record {
        key: section.key().to_owned(),
        list: section.is_list(),
        name: section.record.written.name.clone(),
        fields: section.fields.iter().map(|def| Field::of(law, def, true)).collect(),
    };
    sections(law, kind).iter().map(record).collect()
}

impl Field {
    /// A field as it is asked.
    pub(crate) fn of(law: &Law, def: &FieldDef, optional: bool) -> Self {
        let (kind, unit) = match def.kind {
            Kind::Flag => ("flag", None),
            Kind::Date => ("date", None),
            Kind::Year => ("year", None),
            Kind::Number => ("number", None),
            Kind::Money => ("money", Some("fen")),
            Kind::Area => ("area", Some("m2")),
            Kind::Ratio => ("ratio", Some("1")),
            Kind::Text => ("text", None),
            Kind::Code(_) => ("code", None),
            Kind::Codes(_) => ("codes", None),
            Kind::Row(_) | Kind::Party(_) => ("row", None),
        };
        Self {
            id: def.id.clone(),
            name: def.written.name.clone(),
            kind: kind.to_owned(),
            unit: unit.map(str::to_owned),
            codes: codes(law, def),
            rows_of: rows_of(law, &def.kind),
            none: def.written.none.clone(),
            help: def.written.help.clone(),
            optional,
        }
    }
}

/// The codes of a field; those of `$types` are the types of the pack.
fn codes(law: &Law, def: &FieldDef) -> Vec<Named> {
    let (FieldType::Code(list) | FieldType::Codes(list)) = &def.written.kind else {
        return Vec::new();
    };
    if list.value == "$types" {
        let types = law.pack.file.types.iter();
        return types.map(|def| Named::new(&def.id.value, &def.name)).collect();
    }
    let records = law.vocabulary().records.iter();
    let mut lists = records.flat_map(|record| &record.written.codes);
    let found = lists.find(|one| one.id.value == list.value);
    let words = |code: &guohe_rules::syntax::CodeWord| Named {
        id: code.id.value.clone(),
        name: Words { zh: code.zh.clone(), en: code.en.clone() },
    };
    found.map(|one| one.codes.iter().map(words).collect()).unwrap_or_default()
}

fn rows_of(law: &Law, kind: &Kind) -> Vec<String> {
    let key = |at: &u16| {
        let def = law.vocabulary().record_def(*at)?;
        Some(def.list.clone().unwrap_or_else(|| def.id.clone()))
    };
    kind.records().iter().filter_map(key).collect()
}
