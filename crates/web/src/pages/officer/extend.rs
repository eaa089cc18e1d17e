//! The extension of a call: what was proposed, what became of it, and the form.

use askama::Template;

use crate::{
    parts::{ErrorLine, Field},
    ui::{Crumb, Ui},
};

/// Moving the last day of a call to a later one.
#[derive(Debug, Template)]
#[template(path = "officer/extend.html")]
pub(crate) struct ExtendPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    /// What was refused and what to do next, where it is not about single fields.
    pub(crate) refused: Option<(String, String)>,
    pub(crate) call: String,
    /// The last day now.
    pub(crate) closes: String,
    pub(crate) rows: Vec<ExtensionRow>,
    pub(crate) action: String,
    pub(crate) fields: Vec<Field>,
}

/// An extension that was proposed.
#[derive(Debug)]
pub(crate) struct ExtensionRow {
    pub(crate) number: u64,
    pub(crate) what: String,
    pub(crate) reasons: String,
    pub(crate) outage: Option<String>,
    pub(crate) by: String,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    /// It waits for confirmation …
    pub(crate) open: bool,
    /// … which the reader cannot give, having proposed it.
    pub(crate) own: bool,
}
