//! Values twice: exact for machines, in words for people.

use serde::{Deserialize, Serialize};

use super::{Maker, both};
use crate::{
    model::{Quantity, date_of},
    prose,
    syntax::Words,
    value::{Cell, Num, Range, RowRef},
    vocabulary::Kind,
};

/// What is known of a number: both ends, exact, and the same in words.
///
/// An end is a decimal or a fraction in the base unit, or a date as `2026-05-15`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// The least value it can have; none when it is not bounded below.
    pub low: Option<String>,
    /// The greatest value it can have; none when it is not bounded above.
    pub high: Option<String>,
    /// The base unit: `number`, `fen`, `m2`, `ratio`, `date` or `year`.
    pub unit: String,
    /// It is known that there is no such value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub absent: bool,
    /// The same with its unit, as it stands in a sentence.
    pub words: Words,
}

impl Maker<'_> {
    /// A range, in words as a value of a quantity.
    pub(super) fn measure(&self, quantity: &Quantity, range: Range) -> Measure {
        let end = |n: Option<Num>| n.map(|n| exact(n, &quantity.kind));
        Measure {
            low: end(range.low),
            high: end(range.high),
            unit: unit(&quantity.kind).to_owned(),
            absent: range.absent,
            words: both(|lang| self.writer(lang).range(quantity, range)),
        }
    }

    /// One number of a kind.
    pub(super) fn number(number: Num, kind: &Kind) -> Measure {
        let end = Some(exact(number, kind));
        let words = both(|lang| prose::number(number, kind, lang));
        Measure { low: end.clone(), high: end, unit: unit(kind).to_owned(), absent: false, words }
    }

    /// The value of a fact as it stands in a facts file; none when it is not known.
    pub(super) fn exact_cell(&self, cell: Cell, kind: &Kind) -> Option<String> {
        match cell {
            Cell::Unknown => None,
            Cell::Absent => Some("none".to_owned()),
            Cell::Flag(yes) => Some(yes.to_string()),
            Cell::Number(n) => Some(exact(n, kind)),
            Cell::Code(code) => {
                let foreign = prose::foreign(self.pack, self.at, kind, cell);
                Some(foreign.map_or_else(|| self.code(kind, code), str::to_owned))
            }
            Cell::Codes(bits) => {
                let set = (0..64_u16).filter(|code| bits & (1 << code) != 0);
                let ids: Vec<String> = set.map(|code| self.code(kind, code)).collect();
                Some(ids.join(","))
            }
            Cell::Text(text) => Some(self.at.facts.words(text).to_owned()),
            Cell::Row(row) => Some(self.row_id(row)),
        }
    }

    /// The id of a code of a coded kind.
    pub(super) fn code(&self, kind: &Kind, code: u16) -> String {
        let (Kind::Code(list) | Kind::Codes(list)) = kind else { return String::new() };
        let def = self.pack.names.vocabulary.code_def(*list);
        let known = def.and_then(|def| def.codes.get(usize::from(code)));
        known.map(|(id, _)| id.clone()).unwrap_or_default()
    }

    fn row_id(&self, row: RowRef) -> String {
        self.at.facts.id(row).to_owned()
    }
}

/// The unit in which numbers of a kind are kept.
fn unit(kind: &Kind) -> &'static str {
    match kind {
        Kind::Money => "fen",
        Kind::Area => "m2",
        Kind::Ratio => "ratio",
        Kind::Date => "date",
        Kind::Year => "year",
        Kind::Number
        | Kind::Flag
        | Kind::Text
        | Kind::Code(_)
        | Kind::Codes(_)
        | Kind::Row(_)
        | Kind::Party(_) => "number",
    }
}

/// A number without loss, a day as a date.
fn exact(number: Num, kind: &Kind) -> String {
    let day = number.as_whole().filter(|_| *kind == Kind::Date).and_then(date_of);
    day.map_or_else(|| number.to_string(), |day| day.to_string())
}
