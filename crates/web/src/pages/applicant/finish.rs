//! Checking the answers, handing in, the receipt, taking back, and what must be corrected.

use askama::Template;

use crate::{
    parts::{Caution, Cite, Clock, ErrorLine, Field, Link, Moment, Outcome, Pair},
    ui::{Crumb, Ui},
};

/// All answers on one page.
#[derive(Debug, Template)]
#[template(path = "applicant/answers.html")]
pub(crate) struct CheckAnswers {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) blocks: Vec<AnswerBlock>,
    pub(crate) overall: Outcome,
    pub(crate) tally: Vec<(Outcome, usize)>,
    pub(crate) panel: String,
    pub(crate) submit: String,
}

/// The answers of a section.
#[derive(Debug)]
pub(crate) struct AnswerBlock {
    pub(crate) title: String,
    pub(crate) change: Option<String>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    /// What was said about whether the list is complete.
    pub(crate) closing: Option<String>,
}

/// Handing in.
#[derive(Debug, Template)]
#[template(path = "applicant/submit.html")]
pub(crate) struct SubmitPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) button: String,
    pub(crate) overall: Outcome,
    /// What bars a certification later, and nothing before.
    pub(crate) cautions: Vec<Caution>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) declarations: Vec<Declaration>,
    pub(crate) next: String,
    pub(crate) cite: Option<Cite>,
}

/// Something the applicant should know before handing in; it does not stop.
#[derive(Debug)]
pub(crate) struct Warning {
    pub(crate) outcome: Outcome,
    pub(crate) text: String,
    pub(crate) link: Link,
}

/// A statement that the applicant makes.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) cite: Option<Cite>,
    pub(crate) error: Option<String>,
    pub(crate) made: bool,
    /// Whose it is, where somebody else makes it, and whether it has been made.
    pub(crate) whose: Option<String>,
}

/// The receipt.
#[derive(Debug, Template)]
#[template(path = "applicant/receipt.html")]
pub(crate) struct ReceiptPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) headline: String,
    pub(crate) number: String,
    pub(crate) received: String,
    /// What bars a certification later.
    pub(crate) cautions: Vec<Caution>,
    pub(crate) next: Vec<Moment>,
    pub(crate) facts: Vec<Pair>,
    /// Where the receipt that can be checked is downloaded.
    pub(crate) file: Option<String>,
    pub(crate) withdraw: Option<String>,
    pub(crate) application: String,
}

/// Taking the application back.
#[derive(Debug, Template)]
#[template(path = "applicant/withdraw.html")]
pub(crate) struct WithdrawPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) action: String,
    pub(crate) seen: String,
    pub(crate) consequences: Vec<String>,
    pub(crate) fields: Vec<Field>,
    pub(crate) back: String,
}

/// The letter with everything that must be corrected.
#[derive(Debug, Template)]
#[template(path = "applicant/defects.html")]
pub(crate) struct DefectsPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) sent: String,
    /// Which letter it is, and what becomes of the clock of the stage it was sent from.
    pub(crate) notes: Vec<String>,
    pub(crate) clock: Option<Clock>,
    pub(crate) defects: Vec<DefectLine>,
    pub(crate) basis: Vec<Cite>,
    pub(crate) resubmit: String,
}

/// One defect.
#[derive(Debug)]
pub(crate) struct DefectLine {
    pub(crate) place: String,
    pub(crate) what: String,
    pub(crate) cite: Option<Cite>,
    pub(crate) mend: Option<Link>,
    pub(crate) touched: bool,
}
