//! Public notices and objections to them.

use askama::Template;

use crate::{
    parts::{Cite, Clock, ErrorLine, Field, Moment, Pair, Search},
    ui::{Crumb, Ui},
};

/// All notices.
#[derive(Debug, Template)]
#[template(path = "public/notices.html")]
pub(crate) struct Notices {
    pub(crate) ui: Ui,
    pub(crate) search: Search,
    pub(crate) running: Vec<NoticeRow>,
    pub(crate) past: Vec<NoticeRow>,
}

/// A notice in the list.
#[derive(Debug)]
pub(crate) struct NoticeRow {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) entries: usize,
    pub(crate) posted: String,
    pub(crate) ends: String,
    pub(crate) left: Option<String>,
    pub(crate) objections: usize,
}

/// One notice.
#[derive(Debug, Template)]
#[template(path = "public/notice.html")]
pub(crate) struct NoticePage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) cite: Cite,
    pub(crate) clock: Clock,
    pub(crate) running: bool,
    pub(crate) columns: Vec<String>,
    pub(crate) entries: Vec<NoticeEntry>,
    /// The same as a file to be posted.
    pub(crate) list: String,
    /// The same as a file to go on writing in, for those at the desk.
    pub(crate) edited: Option<String>,
    pub(crate) object: String,
    pub(crate) object_rule: String,
    pub(crate) object_cite: Cite,
    pub(crate) contacts: Vec<Pair>,
    /// The digest of the list, which anybody can work out again.
    pub(crate) digest: String,
    /// The checkpoint that covers its publication, short.
    pub(crate) checkpoint: Option<String>,
}

/// An entry of a notice: the minimum that the public must know.
#[derive(Debug)]
pub(crate) struct NoticeEntry {
    pub(crate) number: usize,
    /// What the notice must show of it, in the order of the columns.
    pub(crate) cells: Vec<Pair>,
    pub(crate) state: Option<String>,
}

/// The form for an objection.
#[derive(Debug, Template)]
#[template(path = "public/object.html")]
pub(crate) struct ObjectPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) notice: String,
    pub(crate) action: String,
    pub(crate) late: Option<String>,
    pub(crate) rule: String,
    pub(crate) cite: Cite,
    pub(crate) until: String,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) fields: Vec<Field>,
}

/// What the objector gets.
#[derive(Debug, Template)]
#[template(path = "public/object_receipt.html")]
pub(crate) struct ObjectReceipt {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) number: String,
    pub(crate) received: String,
    pub(crate) late: Option<String>,
    pub(crate) next: String,
    pub(crate) cite: Cite,
    /// By what the objector can look at what became of it.
    pub(crate) code: String,
}

/// What became of an objection.
#[derive(Debug, Template)]
#[template(path = "public/objection.html")]
pub(crate) struct ObjectionLookup {
    pub(crate) ui: Ui,
    pub(crate) title: String,
    pub(crate) code: String,
    /// Whether no objection has that code.
    pub(crate) unknown: bool,
    pub(crate) found: Option<ObjectionFound>,
}

/// An objection as its code opens it.
#[derive(Debug)]
pub(crate) struct ObjectionFound {
    pub(crate) number: String,
    pub(crate) filed: String,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    /// What comes next, or how it was answered.
    pub(crate) next: String,
    pub(crate) steps: Vec<Moment>,
    /// How an erasure of it stands, with the reasons where it was declined.
    pub(crate) erasing: Option<(String, String)>,
    /// The form by which its erasure is asked for; none while that is on its way.
    pub(crate) asks: Option<AskErasure>,
}

/// Asking that an objection be erased.
#[derive(Debug, Default)]
pub(crate) struct AskErasure {
    /// The reasons as they were typed.
    pub(crate) reasons: String,
    /// What is wrong with them.
    pub(crate) error: Option<String>,
}
