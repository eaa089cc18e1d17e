//! The proposal before those who decide: what the rule says and what people judged, kept apart.

use askama::Template;

use crate::{
    pages::officer::OutcomeChoice,
    parts::{Cite, ErrorLine, Field, Link, Moment, Outcome, Pair},
    ui::{Crumb, Ui},
};

/// A proposal to confirm or to send back.
#[derive(Debug, Template)]
#[template(path = "leader/proposal.html")]
pub(crate) struct ProposalPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) refused: Option<(String, String)>,
    pub(crate) title: String,
    pub(crate) case: String,
    pub(crate) case_href: String,
    pub(crate) facts: Vec<Pair>,
    pub(crate) proposal: String,
    pub(crate) favourable: bool,
    pub(crate) reasons: String,
    pub(crate) prepared: String,
    pub(crate) overall: Outcome,
    pub(crate) tally: Vec<(Outcome, usize)>,
    /// Conditions that held on the reference date and would not on the day of the decision.
    pub(crate) slipped: Vec<RuleLine>,
    pub(crate) computed: Vec<RuleLine>,
    pub(crate) judged: Vec<Vote>,
    pub(crate) overrides: Vec<Pair>,
    pub(crate) waivers: Vec<Pair>,
    pub(crate) procedure: Vec<Moment>,
    pub(crate) cites: Vec<Cite>,
    pub(crate) action: String,
    pub(crate) seen: String,
    /// Why the reader cannot decide: whoever prepared it cannot confirm it.
    pub(crate) bar: Option<String>,
    pub(crate) outcomes: Vec<OutcomeChoice>,
    pub(crate) fields: Vec<Field>,
    pub(crate) button: String,
    pub(crate) papers: Vec<Link>,
}

/// A clause as computed.
#[derive(Debug)]
pub(crate) struct RuleLine {
    pub(crate) name: String,
    pub(crate) cite: Cite,
    pub(crate) outcome: Outcome,
    pub(crate) gist: String,
}

/// A question as judged.
#[derive(Debug)]
pub(crate) struct Vote {
    pub(crate) question: String,
    pub(crate) cite: Option<Cite>,
    pub(crate) finding: Option<bool>,
    pub(crate) by: String,
    pub(crate) yes: usize,
    pub(crate) no: usize,
    pub(crate) reasons: String,
}
