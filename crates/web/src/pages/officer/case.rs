//! One case: where it stands, what may be done now, what happened; its letters and its certificate.

use askama::Template;

use crate::{
    parts::{Cite, Clock, Due, Level, Link, Moment, Outcome, Pair, Panel},
    ui::{Crumb, Ui},
};

/// A case.
#[derive(Debug, Template)]
#[template(path = "officer/case.html")]
pub(crate) struct CasePage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) facts: Vec<Pair>,
    pub(crate) stage: String,
    pub(crate) help: Option<String>,
    pub(crate) waits: String,
    pub(crate) since: String,
    pub(crate) due: Option<Due>,
    /// Where the term ends at a minute: what is left until then.
    pub(crate) clock: Option<Clock>,
    pub(crate) acts: Vec<ActLink>,
    pub(crate) others: Vec<ActLink>,
    /// Whether somebody applies in it; otherwise there are no conditions to look at and no material.
    pub(crate) applied: bool,
    pub(crate) overall: Outcome,
    pub(crate) tally: Vec<(Outcome, usize)>,
    pub(crate) findings: String,
    pub(crate) material: String,
    pub(crate) panels: Vec<PanelSummary>,
    pub(crate) handlings: Vec<Handling>,
    pub(crate) moments: Vec<Moment>,
    pub(crate) papers: Vec<Link>,
}

/// An act of the procedure.
#[derive(Debug)]
pub(crate) struct ActLink {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) help: Option<String>,
    pub(crate) cites: Vec<Cite>,
    /// Whose it is, when it is not the reader's.
    pub(crate) whose: Option<String>,
    /// What stands in its way today.
    pub(crate) not_yet: Option<String>,
    /// It was done already, and may be done again.
    pub(crate) done: bool,
}

impl ActLink {
    /// Whether it is what the case waits for.
    pub(crate) fn is_next(&self) -> bool {
        self.not_yet.is_none() && !self.done
    }
}

/// A panel in short.
#[derive(Debug)]
pub(crate) struct PanelSummary {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) answered: usize,
    pub(crate) sitting: usize,
    pub(crate) recused: usize,
    pub(crate) opinion: Option<String>,
}

/// A waiver, an objection or a decision in short.
#[derive(Debug)]
pub(crate) struct Handling {
    pub(crate) what: String,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    pub(crate) reasons: String,
    pub(crate) who: String,
    pub(crate) href: Option<String>,
}

/// The material of a case, fact by fact, with the marks of the officer and the findings beside it.
#[derive(Debug, Template)]
#[template(path = "officer/material.html")]
pub(crate) struct MaterialPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) blocks: Vec<FactBlock>,
    pub(crate) may_mark: bool,
    pub(crate) panel: Panel,
    pub(crate) files: Vec<Link>,
}

/// Facts under a heading.
#[derive(Debug)]
pub(crate) struct FactBlock {
    pub(crate) anchor: String,
    pub(crate) title: String,
    pub(crate) closing: Option<String>,
    /// Facts of a record that exists once.
    pub(crate) facts: Vec<FactLine>,
    /// Rows of a list.
    pub(crate) rows: Vec<FactRow>,
}

impl FactBlock {
    /// Whether there is anything to mark.
    pub(crate) fn has_content(&self) -> bool {
        !self.rows.is_empty() || self.facts.iter().any(|fact| !fact.blank)
    }
}

/// A row of a list; it is marked as a whole.
#[derive(Debug)]
pub(crate) struct FactRow {
    pub(crate) place: String,
    /// What its links lead to.
    pub(crate) anchor: String,
    pub(crate) title: String,
    /// The weakest of its facts.
    pub(crate) level: Level,
    pub(crate) files: Vec<Link>,
    /// Facts by their names; with their own level where it is not that of the row.
    pub(crate) facts: Vec<(Pair, Option<Level>)>,
    /// The names of what was left empty.
    pub(crate) blank: Vec<String>,
}

/// One fact.
#[derive(Debug)]
pub(crate) struct FactLine {
    pub(crate) place: String,
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) blank: bool,
    pub(crate) level: Level,
    pub(crate) files: Vec<Link>,
}

/// A letter as it goes out.
#[derive(Debug, Template)]
#[template(path = "officer/letter.html")]
pub(crate) struct LetterPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) to: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) items: Vec<(String, String, Option<Cite>)>,
    pub(crate) closing: Vec<String>,
    /// What happened since it went out; that is no part of it.
    pub(crate) since: Vec<String>,
    pub(crate) from: String,
    pub(crate) date: String,
    /// The same as a file.
    pub(crate) pdf: String,
}

/// A certificate as it is printed.
#[derive(Debug, Template)]
#[template(path = "officer/certificate.html")]
pub(crate) struct CertificatePage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) number: String,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) other_name: String,
    pub(crate) lines: Vec<String>,
    pub(crate) other_lines: Vec<String>,
    pub(crate) from: String,
    pub(crate) date: String,
    pub(crate) verify: String,
}
