//! Windows, spans and periods in Chinese.

use super::{OTHER_READINGS, Zh};
use crate::{
    model::{Periods, Span, Test, Window},
    prose::passage::{Said, marked},
};

impl Zh<'_> {
    /// A window with the words for "within".
    pub(super) fn window(&mut self, window: &Window) -> String {
        if let Window::Readings(register, options) = window {
            let Some(one) = self.at.option(*register, options) else { return String::new() };
            return marked(self.window(one), OTHER_READINGS);
        }
        format!("{}内", self.stretch(window))
    }

    /// A window as a noun.
    fn stretch(&mut self, window: &Window) -> String {
        match window {
            Window::RecentYears(n) => {
                let (n, source) = self.many(n);
                format!("截至基准日的近{n}年{}", bracket(&source))
            }
            Window::CompleteYears(n) => {
                let (n, source) = self.many(n);
                format!("最近{n}个完整年度（不含基准日所在年度{source}）")
            }
            Window::CompleteYearsAndCurrent(n) => {
                let (n, source) = self.many(n);
                format!("最近{n}个完整年度和本年度截至基准日的期间{}", bracket(&source))
            }
            Window::Since(day) => format!("自{}起至基准日止的期间", self.quantity(day)),
            Window::Between(from, to) => {
                format!("自{}起至{}止（含首尾两日）的期间", self.quantity(from), self.quantity(to))
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
                format!("自{}至{}的期间", self.quantity(from), self.quantity(to))
            }
            Span::Window(window) => self.stretch(window),
        }
    }

    pub(super) fn every_period(&mut self, periods: &Periods, test: &Test) -> Said {
        let (text, period) = self.periods(periods);
        let outer = std::mem::replace(&mut self.period, period);
        let said = self.test(test);
        self.period = outer;
        let must = super::rows::must(&said);
        said.led(&format!("{text}，{must}"))
    }

    /// Every period, and what one of them is called.
    fn periods(&mut self, periods: &Periods) -> (String, &'static str) {
        match periods {
            Periods::CompleteYears(n, since) => {
                let (n, source) = self.many(n);
                let since = since
                    .as_ref()
                    .map(|since| format!("，1月1日早于{}的年度不计", self.quantity(since)));
                let notes = format!("{source}{}", since.unwrap_or_default());
                (format!("最近{n}个完整年度{}中的每一年", bracket(&notes)), "该年度")
            }
            Periods::TwelveMonths(n) => {
                let (n, source) = self.many(n);
                let text =
                    format!("截至基准日每十二个月为一期的最近{n}期{}中的每一期", bracket(&source));
                (text, "该期")
            }
            Periods::Readings(register, options) => {
                let Some(one) = self.at.option(*register, options) else {
                    return (String::new(), "该期间");
                };
                let (text, period) = self.periods(one);
                (marked(text, OTHER_READINGS), period)
            }
        }
    }
}

/// Notes in brackets, without the comma before the first of them.
fn bracket(notes: &str) -> String {
    let inner = notes.strip_prefix('，').unwrap_or(notes);
    if inner.is_empty() { String::new() } else { format!("（{inner}）") }
}
