//! Draws of experts: all of them with their alarms, preparing one, one with its two parties and its result.

use askama::Template;

use crate::{
    parts::{ErrorLine, Field, Link, Pair, Search},
    ui::{Crumb, Ui},
};

/// All draws.
#[derive(Debug, Template)]
#[template(path = "officer/draws.html")]
pub(crate) struct DrawsPage {
    pub(crate) ui: Ui,
    pub(crate) search: Search,
    pub(crate) rows: Vec<DrawRow>,
    /// Panels for which a draw can be prepared.
    pub(crate) begin: Vec<Link>,
}

/// A draw in the list.
#[derive(Debug)]
pub(crate) struct DrawRow {
    pub(crate) panel: String,
    pub(crate) href: String,
    pub(crate) sealed: String,
    pub(crate) cases: usize,
    pub(crate) candidates: usize,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    pub(crate) alarms: usize,
}

/// Preparing a draw.
#[derive(Debug, Template)]
#[template(path = "officer/draw_new.html")]
pub(crate) struct DrawNewPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) title: String,
    pub(crate) action: String,
    pub(crate) fields: Vec<Field>,
    /// Whether any case waits for this panel.
    pub(crate) waits: bool,
    /// Who could be drawn and who not, once it was looked at.
    pub(crate) seen: Option<Seen>,
}

/// Who could be drawn as things stand.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) able: usize,
    pub(crate) left: Vec<Pair>,
    /// Conditions that lack somebody.
    pub(crate) lacks: Vec<String>,
}

/// One draw.
#[derive(Debug, Template)]
#[template(path = "officer/draw.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "three switches that have nothing to do with each other"
)]
pub(crate) struct DrawPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    pub(crate) facts: Vec<Pair>,
    pub(crate) digest: String,
    pub(crate) parties: Vec<PartyRow>,
    pub(crate) alarms: Vec<Pair>,
    pub(crate) action: String,
    /// The person may commit now.
    pub(crate) commits: bool,
    /// The person may open a secret now.
    pub(crate) opens: bool,
    /// The person may open the seal again.
    pub(crate) reopens: bool,
    /// The digest that was typed and not taken.
    pub(crate) commitment: String,
    /// The reasons that were typed and not taken.
    pub(crate) reasons: String,
    /// A secret that was made for the person: the secret, shown once, and its digest.
    pub(crate) made: Option<(String, String)>,
    pub(crate) seats: Vec<DrawnRow>,
    pub(crate) substitutes: Vec<DrawnRow>,
    /// The record that is published.
    pub(crate) record: Option<String>,
    /// Where panels are put together from it.
    pub(crate) cases: Vec<Link>,
}

/// One of the two who give a secret.
#[derive(Debug)]
pub(crate) struct PartyRow {
    pub(crate) name: String,
    pub(crate) committed: Option<String>,
    pub(crate) commitment: String,
    pub(crate) opened: Option<String>,
}

/// Somebody who was drawn.
#[derive(Debug)]
pub(crate) struct DrawnRow {
    pub(crate) ticket: String,
    /// The name, for those who may know it.
    pub(crate) name: String,
}
