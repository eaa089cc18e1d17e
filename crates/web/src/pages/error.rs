//! When something is not there, not allowed, not right or broken: what is wrong, and a way out.

use askama::Template;

use crate::{
    parts::{Cite, ErrorLine, Link},
    ui::Ui,
};

/// A page in place of the one that was asked for.
#[derive(Debug, Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage {
    pub(crate) ui: Ui,
    pub(crate) status: u16,
    pub(crate) title: String,
    pub(crate) what: String,
    pub(crate) next: String,
    pub(crate) cites: Vec<Cite>,
    pub(crate) faults: Vec<ErrorLine>,
    pub(crate) ways: Vec<Link>,
    /// The number under which the cause stands in the log.
    pub(crate) trace: Option<String>,
}
