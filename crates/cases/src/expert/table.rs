//! Experts as people type them: one cell for each thing, in a form or in a row of a table.
//!
//! Several values stand in one cell, parted by semicolons or line breaks; the parts of an employer or a tie are
//! parted by a bar. Whatever cannot be read is named with its column.

use std::collections::BTreeMap;

use guohe_rules::{syntax::Words, vocabulary::Vocabulary};
use jiff::civil::Date;

use super::{Employer, Particulars, Profile, Tie, TieKind};
use crate::{
    csv::{Table, on_line},
    refusal::{Fault, words},
};

/// The columns, in the order of the template.
pub const COLUMNS: [&str; 13] = [
    "name",
    "login",
    "identity",
    "titles",
    "fields",
    "region",
    "languages",
    "employers",
    "ties",
    "away_until",
    "load",
    "per_year",
    "trained_until",
];

/// The list of codes for fields of technology.
pub const FIELDS: &str = "field";
/// The list of codes for regions.
pub const REGIONS: &str = "division";
/// The list of codes for languages.
pub const LANGUAGES: &str = "language";

/// Cells as they were typed, by column.
pub type Cells = BTreeMap<String, String>;

/// An expert as typed, read. The account is still a login; who it is, the store says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// What is typed to sign in; empty when the expert has no account yet.
    pub login: String,
    /// Codes, windows, limits; without the account.
    pub profile: Profile,
    /// About the person.
    pub person: Particulars,
}

/// The heading, the columns in both languages as a comment, and one row that shows how cells are written.
pub fn template() -> String {
    let heading = COLUMNS.join(",");
    let example = "张三,expert21,0000-0002-1825-0097,教授；博士生导师,robotics；new_materials,000000,zh；en,\
                   示例大学|Z91110000000000003|2015-09-01||；示例研究院||2008-07-01|2015-08-31|,\
                   coauthor|李四|0000-0001-5109-3700|2023-06-30；family|示例科技公司||,2026-06-30,4,12,2027-12-31";
    format!("\u{feff}{heading}\r\n{example}\r\n")
}

/// Reads a table: each row with the line on which it stands.
///
/// # Errors
/// Every fault of every row, placed `line N, column`.
pub fn rows(text: &str, vocabulary: &Vocabulary) -> Result<Vec<(u64, Typed)>, Vec<Fault>> {
    let Some(table) = Table::read(text)? else { return Ok(Vec::new()) };
    let (lines, mut faults) = table.of_columns(&COLUMNS).rows();
    let mut rows = Vec::new();
    for (at, cells) in lines {
        match read(&cells.into_iter().collect(), vocabulary) {
            Ok(typed) => rows.push((at, typed)),
            Err(own) => faults.extend(own.into_iter().map(|fault| on_line(at, fault))),
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// Reads one expert.
///
/// # Errors
/// Every cell that cannot be read, placed by its column.
pub fn read(cells: &Cells, vocabulary: &Vocabulary) -> Result<Typed, Vec<Fault>> {
    let mut reader = Reader { cells, vocabulary, faults: Vec::new() };
    let name = reader.text("name");
    if name.is_empty() {
        reader.fault("name", words("请填写姓名", "enter the name"));
    }
    let profile = Profile {
        account: None,
        fields: reader.codes("fields", FIELDS),
        region: reader.codes("region", REGIONS).into_iter().next(),
        languages: reader.codes("languages", LANGUAGES),
        away_until: reader.date("away_until"),
        load: reader.number("load"),
        per_year: reader.number("per_year"),
        trained_until: reader.date("trained_until"),
    };
    let person = Particulars {
        name,
        identity: Some(reader.text("identity")).filter(|text| !text.is_empty()),
        titles: reader.parts("titles"),
        employers: reader.entries("employers", employer),
        ties: reader.entries("ties", tie),
    };
    let login = reader.text("login").to_lowercase();
    if reader.faults.is_empty() { Ok(Typed { login, profile, person }) } else { Err(reader.faults) }
}

struct Reader<'a> {
    cells: &'a Cells,
    vocabulary: &'a Vocabulary,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    /// A whole number; nothing for an empty cell.
    fn number(&mut self, column: &str) -> Option<usize> {
        let text = self.text(column);
        let read = text.parse().ok();
        if read.is_none() && !text.is_empty() {
            self.fault(column, words("请填写整数", "enter a whole number"));
        }
        read
    }

    fn fault(&mut self, column: &str, what: Words) {
        self.faults.push(Fault { place: column.to_owned(), what });
    }

    fn text(&self, column: &str) -> String {
        self.cells.get(column).map_or("", |cell| cell.trim()).to_owned()
    }

    fn parts(&self, column: &str) -> Vec<String> {
        let text = self.text(column);
        let parts = text.split(['\n', ';', '；']).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// Codes of a list, written as codes or by their words.
    fn codes(&mut self, column: &str, list: &str) -> Vec<String> {
        let vocabulary = self.vocabulary;
        let def = vocabulary.code_list(list).and_then(|at| vocabulary.lists.get(usize::from(at)));
        let mut found = Vec::new();
        for part in self.parts(column) {
            let known = def.and_then(|def| {
                let mut codes = def.codes.iter();
                codes.find(|(code, words)| {
                    *code == part || words.zh == part || words.en.eq_ignore_ascii_case(&part)
                })
            });
            match known {
                Some((code, _)) => found.push(code.clone()),
                None => self.fault(
                    column,
                    words(
                        format!("没有代码“{part}”；请填写代码表“{list}”中的代码或名称"),
                        format!(
                            "there is no code `{part}`; use a code or a name of the list `{list}`"
                        ),
                    ),
                ),
            }
        }
        found
    }

    fn date(&mut self, column: &str) -> Option<Date> {
        let text = self.text(column);
        match date(&text) {
            Ok(date) => date,
            Err(what) => {
                self.fault(column, what);
                None
            }
        }
    }

    fn entries<T>(&mut self, column: &str, read: fn(&[&str]) -> Result<T, Words>) -> Vec<T> {
        let mut found = Vec::new();
        for part in self.parts(column) {
            let pieces: Vec<&str> = part.split(['|', '｜']).map(str::trim).collect();
            match read(&pieces) {
                Ok(one) => found.push(one),
                Err(what) => self.fault(column, what),
            }
        }
        found
    }
}

fn date(text: &str) -> Result<Option<Date>, Words> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_no_date: jiff::Error| {
        words(
            format!("“{text}”不是日期，请写成 2026-03-01 的样子"),
            format!("`{text}` is no date; write it as 2026-03-01"),
        )
    })
}

fn given(pieces: &[&str], at: usize) -> Option<String> {
    pieces.get(at).filter(|text| !text.is_empty()).map(|text| (*text).to_owned())
}

/// `name|code|from|to|group`.
fn employer(pieces: &[&str]) -> Result<Employer, Words> {
    let day = |at: usize| date(pieces.get(at).copied().unwrap_or_default());
    match given(pieces, 0) {
        Some(name) if pieces.len() <= 5 => Ok(Employer {
            name,
            code: given(pieces, 1),
            from: day(2)?,
            to: day(3)?,
            group: given(pieces, 4),
        }),
        _ => Err(words(
            "单位写作：名称|统一社会信用代码|起|止|所属集团，可省略后面各项",
            "write a unit as name|unified social credit code|from|to|group; later parts may be left out",
        )),
    }
}

/// `kind|name|code|last day`.
fn tie(pieces: &[&str]) -> Result<Tie, Words> {
    let kind = pieces.first().copied().unwrap_or_default();
    let kind = TieKind::ALL.into_iter().find(|known| known.word() == kind);
    match (kind, given(pieces, 1)) {
        (Some(kind), Some(name)) if pieces.len() <= 4 => Ok(Tie {
            kind,
            name,
            code: given(pieces, 2),
            last: date(pieces.get(3).copied().unwrap_or_default())?,
        }),
        _ => Err(words(
            format!(
                "关系写作：种类|名称|代码|最后日期；种类为 {}",
                TieKind::ALL.map(TieKind::word).join("、")
            ),
            format!(
                "write a tie as kind|name|code|last day; kinds are {}",
                TieKind::ALL.map(TieKind::word).join(", ")
            ),
        )),
    }
}

/// An entry as it would be typed, for the form of an expert who is in the pool already.
pub fn typed(profile: &Profile, person: &Particulars, login: &str) -> Cells {
    let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    let employers: Vec<String> = person
        .employers
        .iter()
        .map(|one| {
            let parts =
                [&one.name, &own(&one.code), &text(one.from), &text(one.to), &own(&one.group)];
            trimmed(&parts.map(String::as_str))
        })
        .collect();
    let ties: Vec<String> = person
        .ties
        .iter()
        .map(|one| trimmed(&[one.kind.word(), &one.name, &own(&one.code), &text(one.last)]))
        .collect();
    let number = |most: Option<usize>| most.map(|most| most.to_string()).unwrap_or_default();
    let cells = [
        ("name", person.name.clone()),
        ("login", login.to_owned()),
        ("identity", own(&person.identity)),
        ("titles", person.titles.join("；")),
        ("fields", profile.fields.join("；")),
        ("region", own(&profile.region)),
        ("languages", profile.languages.join("；")),
        ("employers", employers.join("\n")),
        ("ties", ties.join("\n")),
        ("away_until", text(profile.away_until)),
        ("load", number(profile.load)),
        ("per_year", number(profile.per_year)),
        ("trained_until", text(profile.trained_until)),
    ];
    cells.map(|(column, cell)| (column.to_owned(), cell)).into()
}

/// Parts with bars between them, without empty ones at the end.
fn trimmed(parts: &[&str]) -> String {
    parts.join("|").trim_end_matches('|').to_owned()
}
