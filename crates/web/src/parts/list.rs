//! Lists: tasks, pairs, moments of a case, pages of a long list.

use jiff::civil::Date;

use super::{Cite, Link};

/// A task of a task list.
#[derive(Debug, Clone)]
pub struct Task {
    /// What is to be done.
    pub label: String,
    /// Where; absent while it cannot be started.
    pub href: Option<String>,
    /// One line below.
    pub note: Option<String>,
    /// How far it is.
    pub state: TaskState,
}

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// Not begun.
    NotStarted,
    /// Begun.
    Begun,
    /// Finished.
    Finished,
    /// Something in it must be corrected.
    ToCorrect,
    /// It waits for other tasks.
    NotYet,
}

impl TaskState {
    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotStarted => "task.not_started",
            Self::Begun => "task.begun",
            Self::Finished => "task.finished",
            Self::ToCorrect => "task.to_correct",
            Self::NotYet => "task.not_yet",
        }
    }

    /// The class of its tag; finished and blocked tasks are plain text.
    pub fn class(self) -> &'static str {
        match self {
            Self::NotStarted => "tag is-eased",
            Self::Begun => "tag is-open",
            Self::ToCorrect => "tag is-bad",
            Self::Finished | Self::NotYet => "plain",
        }
    }
}

/// A question and its answer.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The question.
    pub label: String,
    /// The answer.
    pub value: String,
    /// Nothing was entered.
    pub blank: bool,
    /// Where it can be changed.
    pub change: Option<String>,
}

impl Pair {
    /// A pair.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), blank: false, change: None }
    }

    /// With a place where it can be changed.
    #[must_use]
    pub fn change(mut self, href: impl Into<String>) -> Self {
        self.change = Some(href.into());
        self
    }

    /// Nothing was entered.
    #[must_use]
    pub fn blank(mut self) -> Self {
        self.blank = true;
        self
    }
}

/// Something that happened in a case, or will.
#[derive(Debug, Clone)]
pub struct Moment {
    /// Before, now or ahead.
    pub kind: MomentKind,
    /// What.
    pub what: String,
    /// When, in words.
    pub when: String,
    /// Who, in which role.
    pub who: String,
    /// Reasons and particulars.
    pub detail: Option<String>,
    /// On which clause it rests; absent for what is operational.
    pub cite: Option<Cite>,
    /// Papers.
    pub papers: Vec<Link>,
}

/// Where a moment lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MomentKind {
    /// It happened.
    Done,
    /// It is happening.
    Now,
    /// It is to come.
    Ahead,
}

impl MomentKind {
    /// The class of the line.
    pub fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Ahead => "ahead",
        }
    }
}

/// Where one is in a long list.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// How many there are.
    pub total: usize,
    /// How many are shown.
    pub shown: usize,
    /// The page before.
    pub before: Option<String>,
    /// The page after.
    pub after: Option<String>,
}

impl Pager {
    /// Of so many rows in all those behind the first `after`, `page` of them; `at` gives the address of the rows behind
    /// another one. An address may name a row that there never was.
    pub fn of((after, page): (usize, usize), total: usize, at: impl Fn(usize) -> String) -> Self {
        let after = after.min(total);
        let to = after.saturating_add(page).min(total);
        Self {
            total,
            shown: to - after,
            before: (after > 0).then(|| at(after.saturating_sub(page))),
            after: (to < total).then(|| at(to)),
        }
    }
}

/// When something is due, and how near that is.
#[derive(Debug, Clone)]
pub struct Due {
    /// The day.
    pub date: Date,
    /// In words: 剩3个工作日, 逾期2天.
    pub words: String,
    /// How near.
    pub near: Nearness,
}

/// How near a due day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearness {
    /// Over.
    Late,
    /// Soon.
    Soon,
    /// Far.
    Far,
}

impl Nearness {
    /// The class of the words.
    pub fn class(self) -> &'static str {
        match self {
            Self::Late => "due-late",
            Self::Soon => "due-soon",
            Self::Far => "",
        }
    }

    /// The class of the row.
    pub fn row(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Soon => "soon",
            Self::Far => "",
        }
    }
}
