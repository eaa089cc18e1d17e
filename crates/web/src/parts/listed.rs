//! A list as a table of a page: made from the description that its workbook is made from.

/// The table.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// What the list is called.
    pub label: String,
    /// The heads.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<ListedRow>,
}

/// A row.
#[derive(Debug, Clone, Default)]
pub struct ListedRow {
    /// Its name.
    pub name: String,
    /// Where the name leads.
    pub href: String,
    /// Small print below the name.
    pub below: Vec<String>,
    /// What it says in the other columns.
    pub cells: Vec<ListedCell>,
}

/// A cell.
#[derive(Debug, Clone, Default)]
pub struct ListedCell {
    /// The head of its column.
    pub label: String,
    /// What it says.
    pub text: String,
    /// The tone of a tag; plain text where there is none.
    pub tone: Option<&'static str>,
    /// Whether it is a number.
    pub number: bool,
    /// Whether it stays on one line.
    pub keeps: bool,
}
