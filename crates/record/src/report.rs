//! What a verifier says: line by line in both languages, and the verdict.

use guohe_rules::syntax::Words;
use serde::Serialize;

/// What became of one thing that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// It was checked and holds.
    Holds,
    /// It could not be checked; the line says why.
    Unchecked,
    /// It was checked and does not hold.
    Wrong,
}

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The part of the record that it is about.
    pub part: String,
    /// What became of it.
    pub found: Found,
    /// In words.
    pub what: Words,
}

/// What was found about a record as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything that could be checked holds.
    Holds,
    /// Something does not.
    Fails,
    /// It is no record, or one that cannot be read.
    Unreadable,
}

/// How many conditions were worked out anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// Clauses whose finding came out as recorded.
    pub same: usize,
    /// Clauses whose finding came out otherwise.
    pub other: usize,
    /// Clauses that could not be worked out, because what they rest on was left out.
    pub left_open: usize,
}

/// What a verifier found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The whole.
    pub verdict: Verdict,
    /// Which edition it is, by its word: `full` or `public`; empty when it cannot be said.
    pub edition: String,
    /// The findings that were worked out anew.
    pub findings: Count,
    /// Line by line, in the order of looking.
    pub lines: Vec<Line>,
}

impl Report {
    /// The lines about what does not hold.
    pub fn wrong(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.found == Found::Wrong)
    }
}

/// Words of both languages.
pub(crate) fn words(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words { zh: zh.into(), en: en.into() }
}

/// Lines as they are gathered.
#[derive(Debug, Default)]
pub(crate) struct Lines(Vec<Line>);

impl Lines {
    pub(crate) fn holds(&mut self, part: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.add(part, Found::Holds, words(zh, en));
    }

    pub(crate) fn unchecked(&mut self, part: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.add(part, Found::Unchecked, words(zh, en));
    }

    pub(crate) fn wrong(&mut self, part: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.add(part, Found::Wrong, words(zh, en));
    }

    pub(crate) fn add(&mut self, part: &str, found: Found, what: Words) {
        self.0.push(Line { part: part.to_owned(), found, what });
    }

    /// How many lines say that something does not hold.
    pub(crate) fn faults(&self) -> usize {
        self.0.iter().filter(|line| line.found == Found::Wrong).count()
    }

    pub(crate) fn report(self, edition: &str, findings: Count, readable: bool) -> Report {
        let verdict = match (readable, self.faults()) {
            (false, _) => Verdict::Unreadable,
            (true, 0) => Verdict::Holds,
            (true, _) => Verdict::Fails,
        };
        Report { verdict, edition: edition.to_owned(), findings, lines: self.0 }
    }
}
