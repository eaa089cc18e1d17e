//! What became of the applications of a round, told apart, and what was waived in it.

use askama::Template;

use crate::{
    parts::Cite,
    ui::{Crumb, Ui},
};

/// The statistics of a round.
#[derive(Debug, Template)]
#[template(path = "officer/statistics.html")]
pub(crate) struct StatisticsPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    /// How many were handed in.
    pub(crate) handed_in: usize,
    /// What kinds of return and refusal there were: the word, what it means, how many.
    pub(crate) ways: Vec<(String, String, usize)>,
    /// To what procedures came that went to their end.
    pub(crate) outcomes: Vec<(String, usize)>,
    /// Where the objections stand that came in.
    pub(crate) objections: Vec<(String, usize)>,
    pub(crate) waivers: Vec<WaiverLine>,
    pub(crate) overrides: Vec<OverrideLine>,
}

/// Waivers under one clause.
#[derive(Debug)]
pub(crate) struct WaiverLine {
    pub(crate) clause: String,
    pub(crate) cite: Option<Cite>,
    pub(crate) waived: usize,
    pub(crate) refused: usize,
    /// Those that another person has not countersigned yet, or declined to.
    pub(crate) open: usize,
    pub(crate) declined: usize,
    pub(crate) reasons: Vec<String>,
}

/// Decisions against what the machine found, under one clause.
#[derive(Debug)]
pub(crate) struct OverrideLine {
    pub(crate) clause: String,
    pub(crate) cite: Option<Cite>,
    pub(crate) count: usize,
    pub(crate) reasons: Vec<String>,
}
