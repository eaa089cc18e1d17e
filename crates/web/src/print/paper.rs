//! Which papers there are, and to which of them a case has come.

use std::borrow::Cow;

use guohe_cases::{case::Case, law::Law};

use super::{evaluation, opinion, yearly};
use crate::{
    lang::Lang,
    words::{fill, word},
};

/// A paper of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The application in full.
    Application,
    /// What those who recommend said of it.
    Opinion,
    /// A letter with all defects, by its number in the order in which they went out; the last one without a number.
    Letter(Option<usize>),
    /// The decision.
    Decision,
    /// The certificate.
    Certificate,
    /// The artwork of the plaque.
    Plaque,
    /// The summary of a year of a base: of that year, or of the last one in which it filed anything.
    Yearly(Option<i16>),
    /// The report of the evaluations of a base.
    Evaluation,
}

impl Paper {
    /// Every sort of them, in the order in which a case comes to them.
    pub const ALL: [Self; 8] = [
        Self::Application,
        Self::Opinion,
        Self::Letter(None),
        Self::Decision,
        Self::Certificate,
        Self::Plaque,
        Self::Yearly(None),
        Self::Evaluation,
    ];

    /// The name of its sort, and of its template.
    pub fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Opinion => "opinion",
            Self::Letter(_) => "letter",
            Self::Decision => "decision",
            Self::Certificate => "certificate",
            Self::Plaque => "plaque",
            Self::Yearly(_) => "yearly",
            Self::Evaluation => "evaluation",
        }
    }

    /// The name by which it is asked for, such as `decision` or `yearly-2025`.
    pub fn asked(self) -> String {
        match self {
            Self::Yearly(Some(year)) => format!("{}-{year}", self.name()),
            Self::Letter(Some(number)) => format!("{}-{number}", self.name()),
            Self::Application
            | Self::Opinion
            | Self::Letter(None)
            | Self::Decision
            | Self::Certificate
            | Self::Plaque
            | Self::Yearly(None)
            | Self::Evaluation => self.name().to_owned(),
        }
    }

    /// The paper that is asked for by a name.
    pub fn named(name: &str) -> Option<Self> {
        let paper = match name.split_once('-') {
            Some(("yearly", year)) => year.parse().ok().map(|year| Self::Yearly(Some(year))),
            Some(("letter", number)) => number.parse().ok().map(|one| Self::Letter(Some(one))),
            Some(_) => None,
            None => Self::ALL.into_iter().find(|paper| paper.name() == name),
        };
        // One paper is asked for by one name.
        paper.filter(|paper| paper.asked() == name)
    }

    /// Those to which a case has come; the summary of each year and each of several letters by itself, the last first.
    pub fn of(law: &Law, case: &Case) -> Vec<Self> {
        let letters = case.letters.len();
        let each = |paper| {
            if paper == Self::Letter(None) && letters > 1 {
                return (1..=letters).rev().map(|number| Self::Letter(Some(number))).collect();
            }
            if paper != Self::Yearly(None) {
                return vec![paper];
            }
            yearly::years(case).into_iter().rev().map(|year| Self::Yearly(Some(year))).collect()
        };
        let there = Self::ALL.into_iter().filter(|paper| paper.is_there(law, case));
        there.flat_map(each).collect()
    }

    /// Its name on screen.
    pub(crate) fn label(self, lang: Lang) -> Cow<'static, str> {
        if let Self::Yearly(Some(year)) = self {
            return fill(lang, "print.yearly", &[&year]).into();
        }
        if let Self::Letter(Some(number)) = self {
            return fill(lang, "print.letter.nth", &[&number]).into();
        }
        word(lang, self.key())
    }

    /// The key of the name of its sort on screen.
    fn key(self) -> &'static str {
        match self {
            Self::Application => "print.application",
            Self::Opinion => "print.opinion",
            Self::Letter(_) => "paper.letter",
            Self::Decision => "print.decision",
            Self::Certificate => "paper.certificate",
            Self::Plaque => "print.plaque",
            Self::Yearly(_) => "print.summary",
            Self::Evaluation => "print.evaluation",
        }
    }

    /// Whether the office of documents gets it as a Word file as well.
    pub(crate) fn is_edited(self) -> bool {
        self == Self::Decision
    }

    /// Whether a case has come to it.
    pub(crate) fn is_there(self, law: &Law, case: &Case) -> bool {
        match self {
            Self::Application => true,
            Self::Opinion => opinion::is_there(law, case),
            Self::Letter(number) => {
                (1..=case.letters.len()).contains(&number.unwrap_or(case.letters.len()))
            }
            Self::Decision => {
                case.decision.as_ref().is_some_and(|decision| decision.confirmed.is_some())
            }
            Self::Certificate | Self::Plaque => case.certificate.is_some(),
            Self::Yearly(year) => yearly::is_there(case, year),
            Self::Evaluation => evaluation::is_there(case),
        }
    }
}
