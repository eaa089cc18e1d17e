//! The pool of experts: the list, one entry, reading in a table; and what ties experts to a case.

use askama::Template;

use crate::{
    pages::applicant::PasteError,
    parts::{Choice, Cite, ErrorLine, Field, Pager, Search},
    ui::{Crumb, Ui},
};

/// The pool.
#[derive(Debug, Template)]
#[template(path = "officer/experts.html")]
pub(crate) struct ExpertsPage {
    pub(crate) ui: Ui,
    pub(crate) search: Search,
    pub(crate) fields: Vec<Choice>,
    pub(crate) regions: Vec<Choice>,
    pub(crate) retired: bool,
    pub(crate) rows: Vec<PoolRow>,
    pub(crate) pager: Pager,
    /// How many are in the pool whatever is looked for.
    pub(crate) all: usize,
}

/// An expert in the list.
#[derive(Debug)]
pub(crate) struct PoolRow {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) titles: String,
    pub(crate) unit: String,
    pub(crate) fields: String,
    pub(crate) region: String,
    /// How many reviews were taken on this year up to the end of last month, of how many.
    pub(crate) year: String,
    /// What keeps the expert from being drawn at all; nothing when absent.
    pub(crate) state: Option<String>,
}

/// One entry of the pool, or a new one.
#[derive(Debug, Template)]
#[template(path = "officer/expert.html")]
pub(crate) struct ExpertPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) title: String,
    pub(crate) state: Option<String>,
    pub(crate) action: String,
    /// The version of the entry that the form shows.
    pub(crate) seen: String,
    pub(crate) fields: Vec<Field>,
    /// Where the expert is taken out of the pool.
    pub(crate) retire: Option<String>,
    /// Whom an erasure can be proposed for: somebody who left the pool.
    pub(crate) erase: Option<String>,
    /// Whether who it was about was erased: nothing is typed any more then.
    pub(crate) gone: bool,
    /// Whether one was proposed.
    pub(crate) erasing: bool,
}

/// Reading in a table of experts.
#[derive(Debug, Template)]
#[template(path = "officer/expert_import.html")]
pub(crate) struct ImportPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) faults: Vec<PasteError>,
    pub(crate) text: String,
    /// What a table that was looked at would enter; nothing was looked at when absent.
    pub(crate) seen: Option<Vec<PoolRow>>,
}

/// What ties experts to a case, and the decisions that wait.
#[derive(Debug, Template)]
#[template(path = "officer/conflicts.html")]
pub(crate) struct ConflictsPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) case: String,
    pub(crate) action: String,
    pub(crate) rows: Vec<TieRow>,
    pub(crate) looked_at: usize,
}

/// One thing that ties an expert to a case.
#[derive(Debug)]
pub(crate) struct TieRow {
    pub(crate) name: String,
    /// The account, or the alias of whoever sits on a panel of the case.
    pub(crate) expert: String,
    pub(crate) key: String,
    pub(crate) kind: String,
    pub(crate) told: String,
    /// The clauses on which it rests.
    pub(crate) cites: Vec<Cite>,
    /// What it comes to, in words.
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    /// Decided on before, with reasons.
    pub(crate) ruled: Option<String>,
    /// Whether an officer may decide on it.
    pub(crate) open: bool,
    /// The reasons that were typed for a decision that was refused.
    pub(crate) typed: String,
}
