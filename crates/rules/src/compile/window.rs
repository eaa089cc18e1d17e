//! Windows, periods and spans.

use super::Compiler;
use crate::{
    model::{Periods, Span, Window},
    syntax,
    vocabulary::Kind,
    yaml::Place,
};

impl Compiler<'_> {
    pub(super) fn window(&mut self, written: &syntax::Window, place: Place) -> Option<Window> {
        Some(match written {
            syntax::Window::RecentYears(n) => Window::RecentYears(self.of_kind(n, &Kind::Number)?),
            syntax::Window::CompleteYears(n) => {
                Window::CompleteYears(self.of_kind(n, &Kind::Number)?)
            }
            syntax::Window::CompleteYearsAndCurrent(n) => {
                Window::CompleteYearsAndCurrent(self.of_kind(n, &Kind::Number)?)
            }
            syntax::Window::Since(day) => Window::Since(self.of_kind(day, &Kind::Date)?),
            syntax::Window::Between(pair) => Window::Between(
                self.of_kind(&pair.0, &Kind::Date)?,
                self.of_kind(&pair.1, &Kind::Date)?,
            ),
            syntax::Window::Period => {
                if !self.in_period {
                    let message = crate::diagnostic::words(
                        "period 只能写在 every_period 之内",
                        "`period` stands only inside every_period",
                    );
                    return self.say("period-out-of-scope", place, message);
                }
                self.leans.on_period += 1;
                Window::Period
            }
            syntax::Window::Readings(readings) => {
                let (at, branches) = self.branches(readings)?;
                let branches: Vec<_> =
                    branches.into_iter().map(|one| self.window(one, place)).collect();
                Window::Readings(at, branches.into_iter().collect::<Option<_>>()?)
            }
        })
    }

    pub(super) fn periods(&mut self, written: &syntax::Periods) -> Option<Periods> {
        Some(match written {
            syntax::Periods::CompleteYears { last, since } => {
                let last = self.of_kind(last, &Kind::Number)?;
                let since = match since {
                    Some(day) => Some(self.of_kind(day, &Kind::Date)?),
                    None => None,
                };
                Periods::CompleteYears(last, since)
            }
            syntax::Periods::TwelveMonths { last } => {
                Periods::TwelveMonths(self.of_kind(last, &Kind::Number)?)
            }
            syntax::Periods::Readings(readings) => {
                let (at, branches) = self.branches(readings)?;
                let branches: Vec<_> = branches.into_iter().map(|one| self.periods(one)).collect();
                Periods::Readings(at, branches.into_iter().collect::<Option<_>>()?)
            }
        })
    }

    pub(super) fn span(&mut self, written: &syntax::Span, place: Place) -> Option<Span> {
        Some(match written {
            syntax::Span::Days { from, to } => {
                Span::Days(self.of_kind(from, &Kind::Date)?, self.of_kind(to, &Kind::Date)?)
            }
            syntax::Span::Window(window) => Span::Window(self.window(window, place)?),
        })
    }
}
