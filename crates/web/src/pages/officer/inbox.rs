//! What needs the reader today, and why; derived from the state of the cases, never kept by hand.

use askama::Template;

use crate::{
    parts::{Choice, Due, Link, Pager, Search},
    ui::Ui,
};

/// The list of things to do.
#[derive(Debug, Template)]
#[template(path = "officer/inbox.html")]
pub(crate) struct InboxPage {
    pub(crate) ui: Ui,
    pub(crate) title: String,
    /// What is wrong with packs whose previous version goes on.
    pub(crate) faulty: Vec<String>,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) search: Search,
    pub(crate) stages: Vec<Choice>,
    pub(crate) rows: Vec<InboxRow>,
    pub(crate) pager: Pager,
    /// Where the reader opens a case, when there is one that the reader may open.
    pub(crate) opens: Option<String>,
    /// Where the reader enters what took place on paper from a table, law by law.
    pub(crate) late: Vec<Link>,
}

/// A view of the list.
#[derive(Debug)]
pub(crate) struct Tab {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) count: usize,
    pub(crate) current: bool,
}

/// A thing to do.
#[derive(Debug)]
pub(crate) struct InboxRow {
    /// What to do: the name of the act, or of the stage.
    pub(crate) task: String,
    pub(crate) href: String,
    pub(crate) case: String,
    pub(crate) number: Option<String>,
    pub(crate) kind: String,
    /// Why it is here.
    pub(crate) why: String,
    pub(crate) since: String,
    pub(crate) days: i64,
    pub(crate) due: Option<Due>,
}
