//! An expert's desk: invitations, the declaration before the content, material and score sheet side by side.

use askama::Template;

use crate::{
    pages::applicant::ComparedView,
    parts::{Cite, ErrorLine, Finding, Link, Moment, Pair, Search},
    ui::{Crumb, Ui},
};

/// The cases in which the expert sits.
#[derive(Debug, Template)]
#[template(path = "expert/reviews.html")]
pub(crate) struct ReviewsPage {
    pub(crate) ui: Ui,
    pub(crate) open: Vec<InvitationRow>,
    pub(crate) done: Vec<InvitationRow>,
    /// The box, where there are many.
    pub(crate) search: Option<Search>,
    /// Where sheets are filled in without the network, when there are some to be filled in.
    pub(crate) offline: Option<&'static str>,
}

/// The reader's sheets as a workbook, and what one that came back would change.
#[derive(Debug, Template)]
#[template(path = "expert/workbook.html")]
pub(crate) struct ScoresWorkbookPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    /// How many sheets can be filled in.
    pub(crate) open: usize,
    pub(crate) action: &'static str,
    /// Each case as it was seen, under the name of its field.
    pub(crate) seen: Vec<(String, String)>,
    /// What a workbook that was laid beside the drafts would change.
    pub(crate) compared: Option<ComparedView>,
}

/// A case in the list. Before the declaration only what is needed to see a conflict.
#[derive(Debug)]
pub(crate) struct InvitationRow {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) kind: String,
    pub(crate) host: String,
    pub(crate) partners: String,
    pub(crate) panel: String,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    pub(crate) button: String,
    pub(crate) due: Option<String>,
}

/// The declaration.
#[derive(Debug, Template)]
#[template(path = "expert/declare.html")]
pub(crate) struct DeclarePage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) title: String,
    pub(crate) parties: Vec<Pair>,
    pub(crate) people: Vec<String>,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) reasons: String,
    pub(crate) cites: Vec<Cite>,
}

/// Material and score sheet.
#[derive(Debug, Template)]
#[template(path = "expert/sheet.html")]
pub(crate) struct SheetPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) alias: String,
    pub(crate) material: Vec<MaterialBlock>,
    pub(crate) files: Vec<Link>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) slots: Vec<SheetSlot>,
    pub(crate) answered: usize,
    /// The sum of the points that stand on the sheet, and the most that it can be; none without such questions.
    pub(crate) total: Option<(String, String)>,
    pub(crate) action: String,
    /// Where a conflict is declared late.
    pub(crate) late: String,
    pub(crate) seen: String,
    /// The title of the next review that waits for the reader.
    pub(crate) next: Option<String>,
    /// The room of the panel, where its members may talk already.
    pub(crate) room: Option<String>,
    pub(crate) saved: String,
}

/// Material under a heading.
#[derive(Debug)]
pub(crate) struct MaterialBlock {
    pub(crate) anchor: String,
    pub(crate) title: String,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// A question of the sheet.
#[derive(Debug)]
pub(crate) struct SheetSlot {
    pub(crate) name: String,
    pub(crate) question: String,
    pub(crate) row: Option<String>,
    pub(crate) rubric: Vec<String>,
    pub(crate) cites: Vec<Cite>,
    pub(crate) look: Vec<Link>,
    pub(crate) answer: Option<bool>,
    /// For a question answered with a number: what was typed, the least and the greatest number.
    pub(crate) points: Option<(String, String, String)>,
    pub(crate) reasons: String,
    pub(crate) error: Option<String>,
}

/// After handing in.
#[derive(Debug, Template)]
#[template(path = "expert/done.html")]
pub(crate) struct SheetDone {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) headline: String,
    pub(crate) text: String,
    pub(crate) answers: Vec<GivenAnswers>,
    pub(crate) next: Vec<Moment>,
    /// The next review that waits for the reader.
    pub(crate) on: Option<Link>,
    /// The reader's own sheet to be printed.
    pub(crate) paper: Option<String>,
    /// The room of the panel.
    pub(crate) room: Option<String>,
    /// Where a correction is asked for.
    pub(crate) correct: Option<String>,
    /// How the last correction stands.
    pub(crate) correction: Option<String>,
    /// Where a conflict is declared late; nowhere once the seat is empty.
    pub(crate) late: Option<String>,
}

/// The answers given to one question, row by row.
#[derive(Debug)]
pub(crate) struct GivenAnswers {
    pub(crate) question: String,
    pub(crate) lines: Vec<GivenAnswer>,
}

/// An answer as it was handed in.
#[derive(Debug)]
pub(crate) struct GivenAnswer {
    /// The row it is about, where the question is asked of each.
    pub(crate) about: Option<String>,
    pub(crate) told: String,
    pub(crate) reasons: String,
}
