//! Panels of experts: which are at work, who sits, putting one together, entering its opinion.

use askama::Template;

use crate::{
    parts::{Choice, Cite, ErrorLine, Field, Outcome, Search},
    ui::{Crumb, Ui},
};

use super::{OutcomeChoice, PanelWork};

/// All panels.
#[derive(Debug, Template)]
#[template(path = "officer/panels.html")]
pub(crate) struct PanelDesk {
    pub(crate) ui: Ui,
    pub(crate) search: Search,
    pub(crate) rows: Vec<PanelRow>,
}

/// A panel in the list.
#[derive(Debug)]
pub(crate) struct PanelRow {
    pub(crate) case: String,
    pub(crate) href: String,
    pub(crate) panel: String,
    pub(crate) kind: String,
    pub(crate) convened: String,
    pub(crate) invited: usize,
    pub(crate) declared: usize,
    pub(crate) recused: usize,
    pub(crate) answered: usize,
    pub(crate) sitting: usize,
    /// Whether the answers wait to be opened by two people.
    pub(crate) sealed: bool,
    pub(crate) closed: bool,
}

impl PanelRow {
    /// The key of its state.
    pub(crate) fn state(&self) -> &'static str {
        match (self.closed, self.sealed) {
            (true, _) => "panels.closed",
            (false, true) => "panels.sealed",
            (false, false) => "panels.open",
        }
    }

    /// The tone of its state.
    pub(crate) fn tone(&self) -> &'static str {
        match (self.closed, self.sealed) {
            (true, _) => "good",
            (false, true) => "human",
            (false, false) => "open",
        }
    }
}

/// Putting a panel together, or adding to it.
#[derive(Debug, Template)]
#[template(path = "officer/convene.html")]
pub(crate) struct ConvenePage {
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
    pub(crate) seats: Vec<SeatRow>,
    pub(crate) experts: Vec<Expert>,
    /// Where the list of names is asked for, once the panel stands.
    pub(crate) asks: Option<String>,
    /// Draws from which members can be taken, by their id.
    pub(crate) draws: Vec<Choice>,
    /// Where conflicts of interest are looked at.
    pub(crate) conflicts: String,
    pub(crate) questions: Vec<String>,
    /// Why one more is called once the answers of the others were opened, or why somebody is named and not drawn.
    pub(crate) reasons: Option<Field>,
    /// Why one more is taken from a draw, once the answers of the others were opened: what it is called, and what is
    /// proposed.
    pub(crate) calls: Option<(String, String)>,
    pub(crate) rule: Option<String>,
    pub(crate) button: String,
}

/// An expert who may be invited.
#[derive(Debug)]
pub(crate) struct Expert {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) organisation: String,
    /// Why this one cannot sit.
    pub(crate) bar: Option<String>,
    pub(crate) chosen: bool,
}

/// A member.
#[derive(Debug)]
pub(crate) struct SeatRow {
    pub(crate) alias: String,
    pub(crate) declared: String,
    pub(crate) tone: &'static str,
    pub(crate) progress: String,
    pub(crate) done: String,
}

/// Entering the opinion of a panel.
#[derive(Debug, Template)]
#[template(path = "officer/close.html")]
pub(crate) struct ClosePage {
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
    /// Where the name behind an alias is asked for.
    pub(crate) names: String,
    pub(crate) seats: Vec<SeatRow>,
    pub(crate) slots: Vec<SlotResult>,
    /// Whether the opinion can be entered now.
    pub(crate) open: bool,
    /// What the panel did besides answering.
    pub(crate) work: PanelWork,
    /// The opinion that was entered.
    pub(crate) opinion: Option<String>,
    pub(crate) outcomes: Vec<OutcomeChoice>,
    pub(crate) fields: Vec<Field>,
    pub(crate) button: String,
}

/// A question with what the members answered and the finding of the panel.
#[derive(Debug)]
pub(crate) struct SlotResult {
    pub(crate) name: String,
    pub(crate) question: String,
    pub(crate) row: Option<String>,
    pub(crate) cites: Vec<Cite>,
    pub(crate) yes: usize,
    pub(crate) no: usize,
    pub(crate) answers: Vec<MemberAnswer>,
    pub(crate) finding: Option<bool>,
    /// It is answered with numbers, which the rules join; nobody enters a finding.
    pub(crate) scored: bool,
    pub(crate) reasons: String,
    pub(crate) error: Option<String>,
}

/// What a member answered.
#[derive(Debug)]
pub(crate) struct MemberAnswer {
    pub(crate) alias: String,
    pub(crate) outcome: Outcome,
    pub(crate) answer: String,
    pub(crate) reasons: String,
}
