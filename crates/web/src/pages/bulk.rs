//! One act for several rows of a list: what it would do, before it is done; and what became of each row.

use askama::Template;

use crate::{
    parts::{ErrorLine, Field},
    ui::{Crumb, Ui},
};

/// What an act for several rows would do. Nothing is done yet.
#[derive(Debug, Template)]
#[template(path = "officer/bulk.html")]
pub(crate) struct BulkPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    /// The act, with how many rows it is possible for.
    pub(crate) title: String,
    pub(crate) lead: String,
    /// Where the form leads, and the list from which it comes.
    pub(crate) action: &'static str,
    /// What the form calls a row.
    pub(crate) field: &'static str,
    /// The act.
    pub(crate) act: &'static str,
    pub(crate) rows: Vec<BulkRow>,
    /// What is asked once for all rows.
    pub(crate) fields: Vec<Field>,
    pub(crate) go: String,
}

/// A row that was chosen.
#[derive(Debug)]
pub(crate) struct BulkRow {
    pub(crate) id: String,
    /// How people tell it from others: the first characters of its id.
    pub(crate) short: String,
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) below: Vec<String>,
    /// Why the act is not possible for it.
    pub(crate) why_not: Option<String>,
}

impl BulkPage {
    /// For how many rows the act is possible.
    pub(crate) fn possible(&self) -> usize {
        self.rows.iter().filter(|row| row.why_not.is_none()).count()
    }
}

/// What became of each row.
#[derive(Debug, Template)]
#[template(path = "officer/bulk_done.html")]
pub(crate) struct BulkDonePage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) rows: Vec<BulkDone>,
    pub(crate) back: String,
}

/// A row with what became of it.
#[derive(Debug)]
pub(crate) struct BulkDone {
    pub(crate) row: BulkRow,
    pub(crate) done: bool,
    pub(crate) says: String,
}
