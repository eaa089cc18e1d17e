//! Parameters: their values, where they come from, who entered and who confirmed them.

use askama::Template;

use crate::{
    parts::{ErrorLine, Field, Pair, Search},
    ui::{Crumb, Ui},
};

/// All parameters of every regulation.
#[derive(Debug, Template)]
#[template(path = "officer/parameters.html")]
pub(crate) struct ParametersPage {
    pub(crate) ui: Ui,
    pub(crate) search: Search,
    pub(crate) rows: Vec<ParameterRow>,
}

/// A parameter in the list.
#[derive(Debug)]
pub(crate) struct ParameterRow {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) regulation: String,
    /// The value; empty when it is missing.
    pub(crate) value: String,
    pub(crate) source: String,
    pub(crate) entered_by: String,
    /// A proposed value waits for confirmation.
    pub(crate) waits: bool,
}

/// One parameter.
#[derive(Debug, Template)]
#[template(path = "officer/parameter.html")]
pub(crate) struct ParameterPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) title: String,
    pub(crate) value: String,
    pub(crate) source: String,
    pub(crate) entered_by: String,
    /// All of a list or a calendar, entry by entry.
    pub(crate) entries: Vec<Pair>,
    /// Why the reader may not enter a value; nothing for those who may.
    pub(crate) kept_from: Option<String>,
    pub(crate) proposals: Vec<ProposalRow>,
    pub(crate) action: String,
    pub(crate) fields: Vec<Field>,
}

/// A value that was proposed.
#[derive(Debug)]
pub(crate) struct ProposalRow {
    pub(crate) value: String,
    pub(crate) source: String,
    pub(crate) published_on: String,
    pub(crate) by: String,
    pub(crate) at: String,
    /// What became of it, in words.
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    /// Where it is confirmed; none for whoever proposed it, and once it is settled.
    pub(crate) confirm: Option<String>,
    /// Where it is declined.
    pub(crate) decline: Option<String>,
}
