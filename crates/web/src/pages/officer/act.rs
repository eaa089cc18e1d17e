//! Doing an act of the procedure: the general form, the formal review, the preparation of a decision.

use askama::Template;

use super::SlotResult;
use crate::{
    pages::review::RuleLine,
    parts::{Choice, Cite, ErrorLine, Field, Outcome, Pair, Panel},
    ui::{Crumb, Ui},
};

/// An act whose form is a few fields: a site visit, a waiver, the list for notice, an award.
#[derive(Debug, Template)]
#[template(path = "officer/act.html")]
pub(crate) struct ActPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    /// Why it was refused, and what to do next.
    pub(crate) refused: Option<(String, String)>,
    pub(crate) title: String,
    pub(crate) case: String,
    pub(crate) help: Option<String>,
    pub(crate) cites: Vec<Cite>,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) outcomes: Vec<OutcomeChoice>,
    pub(crate) fields: Vec<Field>,
    pub(crate) button: String,
    pub(crate) grave: bool,
    pub(crate) facts: Vec<Pair>,
    pub(crate) back: String,
}

/// A way out of an act.
#[derive(Debug)]
pub(crate) struct OutcomeChoice {
    pub(crate) choice: Choice,
    pub(crate) cites: Vec<Cite>,
}

/// The formal review: material findings beside what the reviewer finds; one letter with everything.
#[derive(Debug, Template)]
#[template(path = "officer/review.html")]
pub(crate) struct ReviewPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) refused: Option<(String, String)>,
    pub(crate) title: String,
    pub(crate) case: String,
    pub(crate) help: Option<String>,
    pub(crate) cites: Vec<Cite>,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) outcomes: Vec<OutcomeChoice>,
    pub(crate) defects: Vec<DefectForm>,
    /// The clauses a defect may cite.
    pub(crate) clauses: Vec<Choice>,
    /// Questions that the reviewer may answer.
    pub(crate) slots: Vec<SlotResult>,
    pub(crate) fields: Vec<Field>,
    pub(crate) button: String,
    pub(crate) material: String,
    pub(crate) panel: Panel,
    pub(crate) until: Option<String>,
}

/// A defect as it is being written.
#[derive(Debug)]
pub(crate) struct DefectForm {
    pub(crate) index: usize,
    pub(crate) place: String,
    pub(crate) what: String,
    pub(crate) clause: String,
    /// The machine proposed it; a person keeps it or not.
    pub(crate) proposed: bool,
}

/// The preparation of a decision.
#[derive(Debug, Template)]
#[template(path = "officer/decision.html")]
pub(crate) struct DecisionPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) refused: Option<(String, String)>,
    pub(crate) title: String,
    pub(crate) case: String,
    pub(crate) help: Option<String>,
    pub(crate) cites: Vec<Cite>,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) outcomes: Vec<OutcomeChoice>,
    pub(crate) fields: Vec<Field>,
    pub(crate) overrides: Vec<OverrideForm>,
    pub(crate) button: String,
    pub(crate) confirmer: String,
    pub(crate) panel: Panel,
    /// Conditions that held on the reference date and would not on the day of the decision.
    pub(crate) slipped: Vec<RuleLine>,
    pub(crate) opinions: Vec<Pair>,
}

/// A clause on which a favourable decision goes against the machine.
#[derive(Debug)]
pub(crate) struct OverrideForm {
    pub(crate) clause: String,
    pub(crate) name: String,
    pub(crate) outcome: Outcome,
    pub(crate) cite: Cite,
    pub(crate) gist: String,
    /// Why no reasons are asked for, where the clause leaves no room for them.
    pub(crate) bars: Option<String>,
    pub(crate) reasons: String,
    pub(crate) error: Option<String>,
}
