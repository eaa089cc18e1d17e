//! The list for notice, publishing it, and the desk of objections.

use askama::Template;

use crate::{
    parts::{Cite, Clock, Due, ErrorLine, Field, Moment, Outcome, Pair, Search},
    ui::{Crumb, Ui},
};

use super::OutcomeChoice;

/// Publishing a notice over several cases.
#[derive(Debug, Template)]
#[template(path = "officer/publish.html")]
pub(crate) struct PublishPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) refused: Option<(String, String)>,
    pub(crate) title: String,
    pub(crate) help: Option<String>,
    pub(crate) cites: Vec<Cite>,
    pub(crate) action: String,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) shown: Vec<String>,
    /// The end of the period, were it published today.
    pub(crate) clock: Option<Clock>,
    pub(crate) no_clock: Option<String>,
    pub(crate) button: String,
}

/// A case that may be put on notice.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) kind: String,
    pub(crate) host: String,
    pub(crate) overall: Outcome,
    pub(crate) opinion: String,
    pub(crate) chosen: bool,
}

/// All objections.
#[derive(Debug, Template)]
#[template(path = "officer/objections.html")]
pub(crate) struct ObjectionsDesk {
    pub(crate) ui: Ui,
    pub(crate) search: Search,
    pub(crate) notices: Vec<NoticeLine>,
    pub(crate) rows: Vec<ObjectionRow>,
    pub(crate) publish: Option<String>,
}

/// A notice in the desk.
#[derive(Debug)]
pub(crate) struct NoticeLine {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) entries: usize,
    pub(crate) ends: Due,
    pub(crate) open: usize,
}

/// An objection in the list.
#[derive(Debug)]
pub(crate) struct ObjectionRow {
    pub(crate) number: String,
    pub(crate) href: String,
    pub(crate) case: String,
    pub(crate) filed: String,
    pub(crate) in_time: bool,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
}

/// An objection.
#[derive(Debug, Template)]
#[template(path = "officer/objection.html")]
pub(crate) struct ObjectionPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) refused: Option<(String, String)>,
    pub(crate) title: String,
    pub(crate) case: String,
    pub(crate) case_href: String,
    pub(crate) facts: Vec<Pair>,
    pub(crate) said: Option<String>,
    pub(crate) late: Option<String>,
    pub(crate) late_cite: Option<Cite>,
    pub(crate) handled: Vec<Moment>,
    /// What may be done now; nothing when it is over.
    pub(crate) form: Option<HandleForm>,
}

/// The form for the next step.
#[derive(Debug)]
pub(crate) struct HandleForm {
    pub(crate) title: String,
    pub(crate) action: String,
    pub(crate) objection: String,
    pub(crate) seen: String,
    pub(crate) cites: Vec<Cite>,
    pub(crate) outcomes: Vec<OutcomeChoice>,
    pub(crate) fields: Vec<Field>,
    pub(crate) button: String,
}
