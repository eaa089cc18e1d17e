//! Clocks: until when, and the arithmetic that leads there.

use jiff::civil::Date;

/// A deadline with its sum.
#[derive(Debug, Clone)]
pub struct Clock {
    /// The last moment as browsers read it, for the ticking display.
    pub until: String,
    /// The last moment in words.
    pub until_words: String,
    /// What is left, in words, at the moment the page was made; absent when it has passed.
    pub left: Option<String>,
    /// The start and the rule, in words.
    pub rule: String,
    /// Each day from the start to the end.
    pub days: Vec<ClockDay>,
    /// Where the calendar comes from.
    pub source: String,
}

/// A day in the sum.
#[derive(Debug, Clone)]
pub struct ClockDay {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: DayKind,
    /// What stands below it: 第1个工作日, 周末, 春节.
    pub note: String,
}

impl ClockDay {
    /// Month and day: 05-19.
    pub fn short(&self) -> String {
        format!("{:02}-{:02}", self.date.month(), self.date.day())
    }
}

/// What a day is in the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// The day of the event; it is not counted.
    Start,
    /// It counts.
    Counts,
    /// It does not count.
    Off,
    /// The last day.
    End,
}

impl DayKind {
    /// The class of the day.
    pub fn class(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Counts => "counts",
            Self::Off => "off",
            Self::End => "counts end",
        }
    }
}
