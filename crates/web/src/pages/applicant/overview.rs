//! My applications, starting one, and its task list.

use askama::Template;

use crate::{
    parts::{Caution, Choice, Clock, ErrorLine, Field, Link, Outcome, Search, Task, TypeFit},
    ui::{Crumb, Ui},
};

/// The applications of the organisation.
#[derive(Debug, Template)]
#[template(path = "applicant/applications.html")]
pub(crate) struct MyApplications {
    pub(crate) ui: Ui,
    pub(crate) current: Vec<ApplicationRow>,
    pub(crate) past: Vec<ApplicationRow>,
    /// The box, where there are many.
    pub(crate) search: Option<Search>,
    pub(crate) calls: Vec<Link>,
}

/// An application in the list.
#[derive(Debug)]
pub(crate) struct ApplicationRow {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) round: String,
    pub(crate) number: Option<String>,
    pub(crate) stage: String,
    /// It waits for the reader.
    pub(crate) mine: bool,
    pub(crate) waits: String,
    pub(crate) due: Option<String>,
    pub(crate) overall: Option<Outcome>,
}

/// Starting an application: which call, which type.
#[derive(Debug, Template)]
#[template(path = "applicant/start.html")]
pub(crate) struct StartPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) calls: Vec<Choice>,
    pub(crate) types: Vec<Choice>,
    pub(crate) bars: Vec<String>,
    /// Who applies, as far as registers can be searched for it.
    pub(crate) who: Vec<Field>,
    /// What registers say, for each call and type that was asked about.
    pub(crate) looked: Vec<Looked>,
}

/// What registers say about somebody who wants to apply.
#[derive(Debug)]
pub(crate) struct Looked {
    /// The call and the type.
    pub(crate) title: String,
    /// Whether a bar stands to the end of the round.
    pub(crate) barred: bool,
    /// What stands against it, or is not known; nothing when nothing does.
    pub(crate) cautions: Vec<Caution>,
}

/// The task list of an application.
#[derive(Debug, Template)]
#[template(path = "applicant/tasks.html")]
pub(crate) struct TaskListPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) round: String,
    pub(crate) saved: String,
    pub(crate) done: usize,
    pub(crate) total: usize,
    pub(crate) groups: Vec<TaskGroup>,
    pub(crate) clock: Option<Clock>,
    pub(crate) overall: Outcome,
    pub(crate) tally: Vec<(Outcome, usize)>,
    pub(crate) panel: String,
    pub(crate) first_gaps: Vec<Link>,
    pub(crate) fits: Vec<TypeFit>,
    pub(crate) switch: String,
    /// Where the form can be taken along as a workbook.
    pub(crate) offline: String,
    pub(crate) withdraw: Option<String>,
}

/// Tasks under a heading.
#[derive(Debug)]
pub(crate) struct TaskGroup {
    pub(crate) title: String,
    pub(crate) tasks: Vec<Task>,
}
