//! A table of units: CSV with a heading, every fault with its line and column. What a row has to say is what the
//! registration of a unit asks.

use std::collections::BTreeMap;

use guohe_rules::{
    syntax::Words,
    vocabulary::{CodeDef, Vocabulary},
};

use super::{Contact, KINDS, PLACES, Statement, faults};
use crate::{
    credit_code::CreditCode,
    csv::{Table, means, on_line},
    department::Listed,
    refusal::{Fault, words},
};

/// The columns, named as the form of a registration names its fields.
pub const COLUMNS: [&str; 9] = [
    "name_zh",
    "name_en",
    "code",
    "kind",
    "place",
    "superior",
    "contact_name",
    "telephone",
    "mail",
];

/// A unit as a row says it, with its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The code, which checks.
    pub code: CreditCode,
    /// What is stated, with codes in the place of names.
    pub statement: Statement,
    /// Whom to ask.
    pub contact: Contact,
}

impl Typed {
    /// What stands in each column.
    pub fn cells<'t>(
        statement: &'t Statement,
        contact: &'t Contact,
    ) -> [(&'static str, &'t str); 9] {
        let texts = [
            &statement.name_zh,
            &statement.name_en,
            &statement.code,
            &statement.kind,
            &statement.place,
            &statement.superior,
            &contact.name,
            &contact.telephone,
            &contact.mail,
        ];
        let mut texts = texts.into_iter();
        COLUMNS.map(|column| (column, texts.next().map_or("", String::as_str)))
    }
}

/// What the codes in a table can be.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// Kinds of organisations and places.
    pub vocabulary: &'k Vocabulary,
    /// The departments.
    pub departments: &'k BTreeMap<String, Listed>,
}

/// Reads a table: each row with the line on which it stands.
///
/// # Errors
/// Every fault of every row, placed `line N, column`.
pub fn rows(text: &str, known: Known<'_>) -> Result<Vec<(u64, Typed)>, Vec<Fault>> {
    let Some(table) = Table::read(text)? else { return Ok(Vec::new()) };
    let (lines, mut faults) = table.of_columns(&COLUMNS).rows();
    let (mut rows, mut stands) = (Vec::new(), BTreeMap::new());
    for (at, cells) in lines {
        let own: Vec<Fault> = match read(&cells.into_iter().collect(), known) {
            Ok(typed) => {
                let twice = twice(&mut stands, &typed.code, at);
                rows.push((at, typed));
                twice.into_iter().collect()
            }
            Err(own) => own,
        };
        faults.extend(own.into_iter().map(|fault| on_line(at, fault)));
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// What says that a code stands in the table on an earlier line.
fn twice(stands: &mut BTreeMap<CreditCode, u64>, code: &CreditCode, at: u64) -> Option<Fault> {
    let first = *stands.entry(code.clone()).or_insert(at);
    (first != at).then(|| {
        Fault::at(
            "code",
            format!("这一代码在表中第 {first} 行已经出现；请删去其中一行"),
            format!(
                "this code stands in the table already, on line {first}; take one of the rows out"
            ),
        )
    })
}

/// Reads a row.
fn read(cells: &BTreeMap<String, String>, known: Known<'_>) -> Result<Typed, Vec<Fault>> {
    let text = |column: &str| cells.get(column).map_or("", String::as_str);
    let own = |column: &str| text(column).to_owned();
    let vocabulary = known.vocabulary;
    let coded = [("kind", KINDS), ("place", PLACES)].map(|(column, list)| {
        let def = vocabulary.code_list(list).and_then(|at| vocabulary.lists.get(usize::from(at)));
        (column, def.and_then(|def| code_of(def, text(column))))
    });
    let superior = department_of(known.departments, text("superior"));
    let [(_, kind), (_, place)] = coded.clone();
    let code = CreditCode::read(text("code"));
    let statement = Statement {
        name_zh: own("name_zh"),
        name_en: own("name_en"),
        code: code.as_ref().map_or_else(|_| own("code"), CreditCode::to_string),
        kind: kind.unwrap_or_default(),
        place: place.unwrap_or_default(),
        superior: superior.clone().unwrap_or_default(),
    };
    let contact =
        Contact { name: own("contact_name"), telephone: own("telephone"), mail: own("mail") };
    let [(_, kind), (_, place)] = coded;
    let named = [("kind", kind), ("place", place), ("superior", superior)];
    let unknown: Vec<Fault> = named
        .into_iter()
        .filter(|(column, found)| found.is_none() && !text(column).is_empty())
        .map(|(column, _)| Fault { place: column.to_owned(), what: no_such(text(column)) })
        .collect();
    let mut found = faults(&statement, &contact, vocabulary, known.departments);
    found.retain(|fault| unknown.iter().all(|own| own.place != fault.place));
    found.extend(unknown);
    match code {
        Ok(code) if found.is_empty() => Ok(Typed { code, statement, contact }),
        Ok(_) | Err(_) => Err(found),
    }
}

/// The code that a text means, written as the code or by its words.
fn code_of(def: &CodeDef, text: &str) -> Option<String> {
    let mut codes = def.codes.iter();
    let found = codes.find(|(code, words)| means(code, words, text));
    found.map(|(code, _)| code.clone())
}

/// The same for a department.
fn department_of(all: &BTreeMap<String, Listed>, text: &str) -> Option<String> {
    let found = all.values().find(|one| means(&one.code, &one.name, text));
    found.map(|one| one.code.clone())
}

fn no_such(text: &str) -> Words {
    words(
        format!("没有“{text}”；请从模板的下拉列表中选择，或填写代码"),
        format!("there is no `{text}`; choose from the list of the template, or write the code"),
    )
}
