//! How a sheet is laid out: its title, its columns with their kinds and units, and what stands above them.

use guohe_rules::syntax::Words;

use crate::Cell;

/// How the cells of a column are shown, and what may be typed into them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Text on a line.
    Text,
    /// Text of several lines.
    Long,
    /// A whole number.
    Whole,
    /// An amount in yuan.
    Money,
    /// Hundredths.
    Percent,
    /// A number.
    Decimal,
    /// A day.
    Day,
    /// One of these texts.
    Choice(Vec<String>),
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head, in both languages.
    pub head: Words,
    /// The unit of its numbers.
    pub unit: Option<Words>,
    /// What its cells hold.
    pub kind: Kind,
    /// The key by which it is found again, on a sheet that is filled in.
    pub key: Option<String>,
    /// What is shown beside a cell that is being filled in.
    pub help: Option<Words>,
}

impl Column {
    /// A column without a unit.
    pub fn new(head: Words, kind: Kind) -> Self {
        Self { head, unit: None, kind, key: None, help: None }
    }

    /// The same with the unit of its numbers.
    #[must_use]
    pub fn in_unit(self, unit: Words) -> Self {
        Self { unit: Some(unit), ..self }
    }

    /// The head with its unit, a line for each language.
    pub(crate) fn heading(&self) -> String {
        let Words { zh, en } = &self.head;
        let (zh_unit, en_unit) =
            self.unit.as_ref().map_or((String::new(), String::new()), |unit| {
                (format!("（{}）", unit.zh), format!(" ({})", unit.en))
            });
        if zh == en && zh_unit.is_empty() {
            return zh.clone();
        }
        format!("{zh}{zh_unit}\n{en}{en_unit}")
    }
}

/// Something that is said once above the table, with a cell for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// What is said.
    pub label: Words,
    /// What stands in the cell.
    pub cell: Cell,
    /// What may be chosen for it.
    pub choices: Vec<String>,
}

/// A sheet before its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// The name on its tab; what a tab cannot carry is left out.
    pub tab: String,
    /// What it is, in both languages.
    pub title: Words,
    /// The key by which it is found again, on a sheet that is filled in; it stands in `A1`.
    pub key: Option<String>,
    /// What is said above the table.
    pub stated: Vec<Stated>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// For so many rows below the last one the choices are offered.
    pub spare: u32,
}

/// A sheet that is filled in has its statements in this column, beside their labels.
pub(crate) const STATED_AT: u16 = 2;

impl Layout {
    /// The row of the heads: below the title, the statements and, on a sheet that is filled in, the keys.
    pub(crate) fn heads_at(&self) -> u32 {
        let keys = u32::from(self.key.is_some());
        1 + u32::try_from(self.stated.len()).unwrap_or_default() + keys
    }
}
