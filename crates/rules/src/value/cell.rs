//! Cells: the value of one fact of one row.

use serde::{Deserialize, Serialize};

use super::Num;

/// How well a fact is supported (rulings 5). The order matters: a desk asks for a level *or more*.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Somebody disputes it; it counts as missing at every desk.
    Contested,
    /// The applicant says so.
    Declared,
    /// A document for it is on file.
    Evidenced,
    /// An officer or a register has confirmed it.
    #[default]
    Verified,
}

/// A row of a list, or the one row of a record that exists once (row zero).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowRef {
    /// The record, by its place in the vocabulary.
    pub record: u16,
    /// The row.
    pub row: u32,
}

/// The value of a fact. Unknown and absent are different things: "not said" and "there is none".
///
/// The order between cells only serves to bring equal ones together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Cell {
    /// Nobody has said.
    #[default]
    Unknown,
    /// Known not to exist.
    Absent,
    /// Yes or no.
    Flag(bool),
    /// A number, an amount in fen, an area in m², a ratio, a year, or a date as days from 1970-01-01.
    Number(Num),
    /// A code, by its place in its list.
    Code(u16),
    /// Codes of one list of at most 64, as bits.
    Codes(u64),
    /// A text, by its place among the texts of the facts.
    Text(u32),
    /// Another row.
    Row(RowRef),
}

impl Cell {
    /// The number in it.
    pub fn number(self) -> Option<Num> {
        if let Self::Number(n) = self { Some(n) } else { None }
    }

    /// The row it points to.
    pub fn row(self) -> Option<RowRef> {
        if let Self::Row(row) = self { Some(row) } else { None }
    }

    /// Whether it says that there is none.
    pub fn is_absent(self) -> bool {
        self == Self::Absent
    }
}
