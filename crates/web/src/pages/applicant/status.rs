//! An application that was handed in: where it stands, who is next, what may still be done.

use askama::Template;

use crate::{
    pages::officer::ActLink,
    parts::{Due, Link, Moment, Outcome, Pair},
    ui::{Crumb, Ui},
};

/// What the rules find of an application.
#[derive(Debug)]
pub(crate) struct StatusFound {
    pub(crate) overall: Outcome,
    pub(crate) tally: Vec<(Outcome, usize)>,
    /// The address of the findings.
    pub(crate) panel: String,
}

/// Where an application stands.
#[derive(Debug, Template)]
#[template(path = "applicant/status.html")]
pub(crate) struct StatusPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) round: String,
    pub(crate) stage: String,
    pub(crate) waits: String,
    pub(crate) since: String,
    pub(crate) help: Option<String>,
    pub(crate) due: Option<Due>,
    /// What was decided, and the remedies that go with it.
    pub(crate) tells: Option<String>,
    pub(crate) acts: Vec<ActLink>,
    pub(crate) facts: Vec<Pair>,
    /// What the rules find; nothing where nobody applied.
    pub(crate) found: Option<StatusFound>,
    pub(crate) papers: Vec<Link>,
    pub(crate) moments: Vec<Moment>,
}
