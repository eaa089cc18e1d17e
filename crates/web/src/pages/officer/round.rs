//! Rounds: the call, its dates, parameters and readings.

use askama::Template;

use crate::{
    pages::public::FieldGroup,
    parts::{Cite, ErrorLine, Link, Outcome, Search},
    ui::{Crumb, Ui},
};

/// All rounds.
#[derive(Debug, Template)]
#[template(path = "officer/rounds.html")]
pub(crate) struct RoundsPage {
    pub(crate) ui: Ui,
    pub(crate) search: Search,
    pub(crate) rows: Vec<RoundRow>,
    pub(crate) fresh: String,
}

/// A round in the list.
#[derive(Debug)]
pub(crate) struct RoundRow {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) regulation: String,
    pub(crate) opens: String,
    pub(crate) closes: String,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    pub(crate) drafts: usize,
    pub(crate) handed_in: usize,
    pub(crate) certified: usize,
}

/// Under which regulation a round is opened.
#[derive(Debug, Template)]
#[template(path = "officer/round_law.html")]
pub(crate) struct RoundLawPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) choices: Vec<LawChoice>,
}

/// A regulation under which rounds are opened.
#[derive(Debug)]
pub(crate) struct LawChoice {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) authority: String,
    pub(crate) types: Vec<String>,
    /// How many rounds are open.
    pub(crate) open: String,
}

/// A round: what it fixes.
#[derive(Debug, Template)]
#[template(path = "officer/round.html")]
pub(crate) struct RoundPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) title: String,
    /// Under which it is opened.
    pub(crate) regulation: Link,
    pub(crate) action: String,
    pub(crate) groups: Vec<FieldGroup>,
    pub(crate) matters: Vec<MatterRow>,
    /// Deadlines inside the call, counted back from its last day.
    pub(crate) inner: Vec<InnerRow>,
    pub(crate) button: String,
    /// Where the last day is moved to a later one, if the regulation knows that.
    pub(crate) extend: Option<String>,
    pub(crate) close: Option<String>,
}

/// Something to look at before the call goes out.
#[derive(Debug)]
pub(crate) struct MatterRow {
    pub(crate) outcome: Outcome,
    pub(crate) text: String,
}

/// A deadline inside the call.
#[derive(Debug)]
pub(crate) struct InnerRow {
    pub(crate) name: String,
    pub(crate) who: String,
    /// Until when; none while it is not known.
    pub(crate) when: Option<String>,
    /// How it is counted, or what is missing.
    pub(crate) how: String,
    /// What to look at before the call goes out.
    pub(crate) warning: Option<(Outcome, String)>,
    pub(crate) cite: Option<Cite>,
}
