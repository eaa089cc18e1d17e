//! Lists of the form: rows, one row, pasting from a spreadsheet, saying that a list is complete.

use askama::Template;

use crate::{
    parts::{ErrorLine, Field, Link, Pair, Panel},
    ui::{Crumb, Ui},
};

/// A list with its rows.
#[derive(Debug, Template)]
#[template(path = "applicant/list.html")]
pub(crate) struct ListPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) help: Option<String>,
    pub(crate) step: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<ListRow>,
    pub(crate) add: String,
    pub(crate) add_label: String,
    pub(crate) paste: String,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) closed: bool,
    /// 以上3项之外没有其他 — the statement as it would be made now.
    pub(crate) statement: String,
    pub(crate) next: Link,
    pub(crate) tasks: String,
    pub(crate) panel: Panel,
}

/// A row of a list.
#[derive(Debug)]
pub(crate) struct ListRow {
    pub(crate) title: String,
    pub(crate) cells: Vec<Pair>,
    pub(crate) edit: String,
    pub(crate) remove: String,
    pub(crate) missing: usize,
}

/// One row.
#[derive(Debug, Template)]
#[template(path = "applicant/row.html")]
pub(crate) struct RowPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) help: Option<String>,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) fields: Vec<Field>,
    pub(crate) fresh: bool,
    pub(crate) list: String,
    pub(crate) panel: Panel,
}

/// Pasting rows from a spreadsheet.
#[derive(Debug, Template)]
#[template(path = "applicant/paste.html")]
pub(crate) struct PastePage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) columns: Vec<Pair>,
    pub(crate) text: String,
    pub(crate) errors: Vec<PasteError>,
    pub(crate) ready: Option<usize>,
    pub(crate) list: String,
}

/// A cell that cannot be read.
#[derive(Debug, Clone)]
pub(crate) struct PasteError {
    pub(crate) place: String,
    pub(crate) text: String,
}

/// A question before something is done that is not easily undone.
#[derive(Debug, Template)]
#[template(path = "applicant/confirm.html")]
pub(crate) struct ConfirmPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) question: String,
    pub(crate) consequences: Vec<String>,
    pub(crate) facts: Vec<Pair>,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) confirm: String,
    pub(crate) grave: bool,
    pub(crate) back: String,
}
