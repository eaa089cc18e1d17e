//! Findings about a pack, a facts file or an example: what is wrong, where, and what to do.

mod remedy;
mod source;

use std::{fmt, sync::Arc};

pub(crate) use remedy::with_remedies;

use crate::{syntax::Words, yaml::Place};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; the pack loads.
    Advice,
    /// The pack does not load.
    Error,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable word for the kind of finding, for instance `unknown-fact`.
    pub code: &'static str,
    /// The clause it is about, when it is about one.
    pub clause: Option<String>,
    /// The file, relative to the folder of packs.
    pub file: Arc<str>,
    /// Where in the file.
    pub place: Place,
    /// What is wrong, in both languages.
    pub message: Words,
    /// What to do next, when there is something better than the message.
    pub help: Option<Words>,
}

impl Diagnostic {
    /// An error of this kind at a place.
    pub fn error(code: &'static str, file: &Arc<str>, place: Place, message: Words) -> Self {
        Self {
            severity: Severity::Error,
            code,
            clause: None,
            file: Arc::clone(file),
            place,
            message,
            help: None,
        }
    }

    /// The same as advice.
    #[must_use]
    pub fn into_advice(mut self) -> Self {
        self.severity = Severity::Advice;
        self
    }

    /// The same, about a clause.
    #[must_use]
    pub fn about(mut self, clause: &str) -> Self {
        self.clause = Some(clause.to_owned());
        self
    }

    /// The same, with advice.
    #[must_use]
    pub fn help(mut self, help: Words) -> Self {
        self.help = Some(help);
        self
    }
}

/// Both languages of a message.
pub fn words(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words { zh: zh.into(), en: en.into() }
}

/// One line: place, kind, clause, both languages.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { line, column, .. } = self.place;
        write!(f, "{}:{line}:{column}: {}", self.file, self.code)?;
        if let Some(clause) = &self.clause {
            write!(f, " [{clause}]")?;
        }
        write!(f, " {} / {}", self.message.zh, self.message.en)
    }
}

/// A finding together with the text it points into, for a terminal.
#[derive(Debug, Clone)]
pub struct Shown {
    finding: Diagnostic,
    source: source::Source,
}

impl Shown {
    /// Joins a finding with the text of its file.
    pub fn new(finding: Diagnostic, text: &str) -> Self {
        let source = source::Source::new(&finding.file, text);
        Self { finding, source }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(clause) = &self.finding.clause {
            write!(f, "{clause}: ")?;
        }
        write!(f, "{}\n{}", self.finding.message.zh, self.finding.message.en)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.finding.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Advice => miette::Severity::Advice,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.finding.help.as_ref()?;
        Some(Box::new(format!("{}\n{}", help.zh, help.en)))
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        let Place { offset, len, line, .. } = self.finding.place;
        (line > 0).then(|| {
            let label = miette::LabeledSpan::new(None, offset, len.max(1));
            Box::new(std::iter::once(label)) as Box<dyn Iterator<Item = miette::LabeledSpan>>
        })
    }
}
