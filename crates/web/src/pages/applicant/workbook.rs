//! Filling in without the network: taking the form along, and what it changes when it comes back.

use askama::Template;

use crate::{
    parts::ErrorLine,
    ui::{Crumb, Ui},
};

use super::PasteError;

/// The form as a workbook.
#[derive(Debug, Template)]
#[template(path = "applicant/workbook.html")]
pub(crate) struct WorkbookPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) download: String,
    pub(crate) action: String,
    pub(crate) seen: String,
    /// Whether anything can still be changed.
    pub(crate) open: bool,
    /// What a workbook that came back would change.
    pub(crate) compared: Option<ComparedView>,
    pub(crate) tasks: String,
}

/// What a workbook would change.
#[derive(Debug)]
pub(crate) struct ComparedView {
    pub(crate) new: usize,
    pub(crate) changed: usize,
    pub(crate) gone: usize,
    pub(crate) unchanged: usize,
    /// Cells that cannot be read; nothing is taken over while there are any.
    pub(crate) faults: Vec<PasteError>,
    pub(crate) rows: Vec<DifferenceRow>,
}

/// A difference.
#[derive(Debug)]
pub(crate) struct DifferenceRow {
    /// The sheet and the cell.
    pub(crate) at: String,
    pub(crate) what: String,
    pub(crate) was: String,
    pub(crate) becomes: String,
    /// The key of the word for what sort it is, and its tone.
    pub(crate) key: &'static str,
    pub(crate) tone: &'static str,
    /// What is sent back to take it over.
    pub(crate) edit: String,
}
