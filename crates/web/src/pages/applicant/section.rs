//! A section of the form with the findings beside it; the findings alone; attachments.

use askama::Template;

use crate::{
    pages::public::FieldGroup,
    parts::{Cite, ErrorLine, Field, Level, Link, Panel, TypeFit},
    ui::{Crumb, Ui},
};

/// Questions about a thing that exists once.
#[derive(Debug, Template)]
#[template(path = "applicant/section.html")]
pub(crate) struct SectionPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) help: Option<String>,
    pub(crate) step: String,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) saved: String,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) groups: Vec<FieldGroup>,
    pub(crate) next: Link,
    pub(crate) panel: Panel,
}

/// All findings, and how far away the other types are.
#[derive(Debug, Template)]
#[template(path = "applicant/panel.html")]
pub(crate) struct PanelPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) panel: Panel,
    pub(crate) fits: Vec<TypeFit>,
    pub(crate) switch: Option<String>,
    /// The day as of which everything is shown, to be chosen by those who may look back.
    pub(crate) known: Option<KnownOn>,
    /// How strictly facts may be looked at, and which way was chosen; none where there is no choice.
    pub(crate) levels: Vec<(Link, bool)>,
}

/// The choice of a past day, with what was known on it.
#[derive(Debug)]
pub(crate) struct KnownOn {
    /// Where the form leads.
    pub(crate) action: String,
    /// What else the address carries.
    pub(crate) carried: Vec<(String, String)>,
    /// The day that was chosen, as it was typed; empty for now.
    pub(crate) day: String,
    /// The last day that can be chosen.
    pub(crate) latest: String,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// What is shown, in a sentence.
    pub(crate) told: Option<String>,
}

/// The findings alone, for the live refresh.
#[derive(Debug, Template)]
#[template(path = "applicant/panel_fragment.html")]
pub(crate) struct PanelFragment {
    pub(crate) ui: Ui,
    pub(crate) panel: Panel,
}

/// Files and what they support.
#[derive(Debug, Template)]
#[template(path = "applicant/attachments.html")]
pub(crate) struct AttachmentsPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) action: String,
    pub(crate) rows: Vec<AttachmentRow>,
    pub(crate) needed: Vec<NeededPaper>,
    pub(crate) fields: Vec<Field>,
    pub(crate) next: Link,
}

/// A file on record.
#[derive(Debug)]
pub(crate) struct AttachmentRow {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) kind: String,
    pub(crate) size: String,
    pub(crate) digest: String,
    pub(crate) added: String,
    /// What a scanner has said, with the tone of its tag.
    pub(crate) scan: (String, &'static str),
    pub(crate) supports: Vec<String>,
    pub(crate) level: Level,
    pub(crate) remove: Option<String>,
}

/// A paper that a clause asks to see.
#[derive(Debug)]
pub(crate) struct NeededPaper {
    pub(crate) what: String,
    pub(crate) cite: Cite,
    pub(crate) there: bool,
}
