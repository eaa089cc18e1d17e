//! Windows, spans and periods in English.

use super::{En, OTHER_READINGS, test::full};
use crate::{
    model::{Periods, Span, Test, Window},
    prose::passage::{Said, marked},
};

impl En<'_> {
    /// A window as a noun.
    pub(super) fn stretch(&mut self, window: &Window) -> String {
        match window {
            Window::RecentYears(n) => {
                let (n, source) = self.many(n);
                format!("the last {} up to the reference date{}", years(&n), bracket(&[source]))
            }
            Window::CompleteYears(n) => {
                let (n, source) = self.many(n);
                let without = "without the year of the reference date".to_owned();
                format!("the last {} {}", complete(&n), bracket(&[without, source]).trim_start())
            }
            Window::CompleteYearsAndCurrent(n) => {
                let (n, source) = self.many(n);
                format!(
                    "the last {} and the current year up to the reference date{}",
                    complete(&n),
                    bracket(&[source])
                )
            }
            Window::Since(day) => {
                format!("the time from {} to the reference date", self.quantity(day))
            }
            Window::Between(from, to) => {
                format!(
                    "the time from {} to {} (both included)",
                    self.quantity(from),
                    self.quantity(to)
                )
            }
            Window::Period => self.period.to_owned(),
            Window::Readings(register, options) => {
                let Some(one) = self.at.option(*register, options) else { return String::new() };
                marked(self.stretch(one), OTHER_READINGS)
            }
        }
    }

    /// A span as a noun.
    pub(super) fn span(&mut self, span: &Span) -> String {
        match span {
            Span::Days(from, to) => {
                format!("the time from {} to {}", self.quantity(from), self.quantity(to))
            }
            Span::Window(window) => self.stretch(window),
        }
    }

    pub(super) fn every_period(&mut self, periods: &Periods, test: &Test) -> Said {
        let (text, period) = self.periods(periods);
        let outer = std::mem::replace(&mut self.period, period);
        let said = self.test(test);
        let said = Said { text: full(&said), ..said };
        self.period = outer;
        said.led(&format!("{text}, "))
    }

    /// Every period, and what one of them is called.
    fn periods(&mut self, periods: &Periods) -> (String, &'static str) {
        match periods {
            Periods::CompleteYears(n, since) => {
                let (n, source) = self.many(n);
                let since = since.as_ref().map(|since| {
                    format!("years that began before {} left out", self.quantity(since))
                });
                let notes = bracket(&[source, since.unwrap_or_default()]);
                (format!("in each of the last {}{notes}", complete(&n)), "that year")
            }
            Periods::TwelveMonths(n) => {
                let (n, source) = self.many(n);
                let text = format!(
                    "in each of the last {n} periods of twelve months that end on the reference \
                     date{}",
                    bracket(&[source])
                );
                (text, "that period")
            }
            Periods::Readings(register, options) => {
                let Some(one) = self.at.option(*register, options) else {
                    return (String::new(), "that period");
                };
                let (text, period) = self.periods(one);
                (marked(text, OTHER_READINGS), period)
            }
        }
    }
}

fn years(n: &str) -> String {
    if n == "1" { "year".to_owned() } else { format!("{n} years") }
}

fn complete(n: &str) -> String {
    if n == "1" {
        "1 complete calendar year".to_owned()
    } else {
        format!("{n} complete calendar years")
    }
}

/// Notes in brackets, those that are empty left out.
fn bracket(notes: &[String]) -> String {
    let notes: Vec<&str> =
        notes.iter().map(String::as_str).filter(|note| !note.is_empty()).collect();
    if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) }
}
