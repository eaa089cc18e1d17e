//! Acts that took place on paper and are entered afterwards.

use askama::Template;

use super::OutcomeChoice;
use crate::{
    pages::applicant::PasteError,
    parts::{ErrorLine, Field, Link, Pair},
    ui::{Crumb, Ui},
};

/// The late entries of a case.
#[derive(Debug, Template)]
#[template(path = "officer/late.html")]
pub(crate) struct LatePage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) case: String,
    pub(crate) action: String,
    /// Where several are read in from a table.
    pub(crate) many: String,
    pub(crate) seen: String,
    /// The acts that can be entered late, each with its form.
    pub(crate) ways: Vec<Link>,
    pub(crate) form: Option<LateForm>,
    pub(crate) rows: Vec<LateRow>,
}

/// The form of one.
#[derive(Debug)]
pub(crate) struct LateForm {
    pub(crate) title: String,
    pub(crate) act: String,
    /// From which day it counts.
    pub(crate) counts: String,
    /// About the paper.
    pub(crate) fields: Vec<Field>,
    /// What the act itself asks for.
    pub(crate) asked: Vec<Field>,
    pub(crate) outcomes: Vec<OutcomeChoice>,
}

/// One that was entered.
#[derive(Debug)]
pub(crate) struct LateRow {
    pub(crate) number: u64,
    pub(crate) what: String,
    /// Both days.
    pub(crate) when: String,
    pub(crate) who: String,
    pub(crate) reasons: String,
    pub(crate) said: Vec<Pair>,
    pub(crate) paper: Link,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    /// It waits, and the reader did not enter it.
    pub(crate) may_confirm: bool,
    pub(crate) may_decline: bool,
}

/// Late entries from a table, looked at before they are entered.
#[derive(Debug, Template)]
#[template(path = "officer/late_import.html")]
pub(crate) struct LateImportPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) faults: Vec<PasteError>,
    /// Under which law.
    pub(crate) law: String,
    pub(crate) action: String,
    pub(crate) template: String,
    pub(crate) text: String,
    /// What a table that was looked at would enter; nothing was looked at when absent.
    pub(crate) seen: Option<Vec<LateSeen>>,
    /// The cases in which something was entered just now.
    pub(crate) done: Vec<Link>,
}

/// A late entry that would be made.
#[derive(Debug)]
pub(crate) struct LateSeen {
    pub(crate) case: String,
    pub(crate) number: String,
    pub(crate) act: String,
    pub(crate) said: String,
    pub(crate) day: String,
    pub(crate) paper: String,
}
