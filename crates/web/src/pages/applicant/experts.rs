//! Experts as an applicant may know of them.

use askama::Template;

use crate::{
    parts::ErrorLine,
    ui::{Crumb, Ui},
};

/// Naming experts to be avoided, and objecting to those on the list.
#[derive(Debug, Template)]
#[template(path = "applicant/experts.html")]
pub(crate) struct OwnExpertsPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) action: String,
    /// So many can be named.
    pub(crate) most: usize,
    /// Whether another can be named now.
    pub(crate) avoid: bool,
    pub(crate) named: Vec<NamedExpert>,
    /// Whether the pack knows objections to experts.
    pub(crate) objections: bool,
    pub(crate) listed: Vec<ListedExpert>,
    /// What was typed and not taken: name, unit, reasons.
    pub(crate) typed: [String; 3],
}

/// An expert whom the applicant named.
#[derive(Debug)]
pub(crate) struct NamedExpert {
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) reasons: String,
}

/// An expert of the round.
#[derive(Debug)]
pub(crate) struct ListedExpert {
    /// By what the form names the expert.
    pub(crate) token: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) objected: bool,
}
