//! Parts that many pages share, as plain data: outcomes, findings, fields, tasks, timelines, clocks.
//!
//! They hold words already chosen for the language of the page; templates only lay them out.

mod clock;
mod field;
mod finding;
mod list;
mod listed;
mod outcome;
mod score;
mod search;

pub use clock::{Clock, ClockDay, DayKind};
pub use field::{Choice, ErrorLine, Field, Input, MoneyUnit, NoneBox};
pub use finding::{
    Caution, Finding, Gauge, JudgementLine, Panel, PanelGroup, ReadingLine, Repair, RowLine,
    RuleText, SourceLine, TypeFit,
};
pub use list::{Due, Moment, MomentKind, Nearness, Pager, Pair, Task, TaskState};
pub use listed::{Listed, ListedCell, ListedRow};
pub use outcome::{Level, Outcome};
pub use score::{ScoreLine, ScoreSection, ScoreSheet};
pub use search::{Keep, Pill, Search, SearchField, Slip};

/// A citation: how a lawyer names the clause, and where it can be read.
#[derive(Debug, Clone)]
pub struct Cite {
    /// 第八条第（一）项第1目.
    pub label: String,
    /// The page of the clause.
    pub href: String,
}

/// A link with its words.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Cite {
    /// A citation.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

impl Link {
    /// A link.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}
