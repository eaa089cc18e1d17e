//! Windows, periods, spans and deadlines.

use jiff::civil::Date;

use super::{Observer, Open, Run, Scope};
use crate::{
    calendar::{self, MissingYear},
    model::{Deadline, Periods, Quantity, Span, Step, Window, date_of, day_number},
    pack::ParamValue,
    value::{Num, Range, Reasons, Truth},
};

/// First and last day of a window.
pub(crate) type Days = (i64, i64);

/// Periods in rising order, each worked out when its turn comes: often the first one decides.
#[derive(Debug, Clone)]
pub(crate) enum Sequence {
    /// Calendar years.
    Years(std::ops::Range<i64>),
    /// Slices of twelve months that end so many years before a day, the farthest back first.
    TwelveMonths {
        /// How many years before the day they end.
        back: std::ops::Range<i64>,
        /// The day.
        to: Date,
    },
}

impl Sequence {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        let (Self::Years(left) | Self::TwelveMonths { back: left, .. }) = self;
        left.is_empty()
    }
}

impl Iterator for Sequence {
    type Item = Days;

    fn next(&mut self) -> Option<Days> {
        match self {
            Self::Years(years) => years.next().map(calendar::year_days),
            Self::TwelveMonths { back, to } => {
                let end = |k: i64| day_number(calendar::shifted(*to, -k, 0, 0));
                back.next_back().map(|k| (end(k + 1) + 1, end(k)))
            }
        }
    }
}

impl<'p> Run<'p, '_> {
    /// The year of the reference date.
    pub(super) fn year(&self) -> i64 {
        i64::from(self.on.year())
    }

    /// A quantity that must be an exact whole number to be of use.
    fn whole<O: Observer<'p>>(
        &self,
        quantity: &'p Quantity,
        scope: &mut Scope,
        o: &mut O,
    ) -> Result<i64, Reasons> {
        let range = self.quantity(quantity, scope, o);
        range.known().and_then(Num::as_whole).ok_or(if range.why.is_none() {
            Reasons::MISSING_FACT
        } else {
            range.why
        })
    }

    pub(crate) fn window<O: Observer<'p>>(
        &self,
        window: &'p Window,
        scope: &mut Scope,
        o: &mut O,
    ) -> Result<Days, Reasons> {
        let (day, year) = (self.day, self.year());
        Ok(match window {
            Window::RecentYears(n) => {
                let n = self.whole(n, scope, o)?;
                (day_number(calendar::shifted(self.on, -n, 0, 0)) + 1, day)
            }
            Window::CompleteYears(n) => (first(year - self.whole(n, scope, o)?), last(year - 1)),
            Window::CompleteYearsAndCurrent(n) => (first(year - self.whole(n, scope, o)?), day),
            Window::Since(from) => (self.whole(from, scope, o)?, day),
            Window::Between(from, to) => (self.whole(from, scope, o)?, self.whole(to, scope, o)?),
            Window::Period => scope.period.ok_or(Reasons::MISSING_FACT)?,
            Window::Readings(register, options) => {
                let window = self.reading(*register, options).ok_or(Reasons::READING_DEPENDENT)?;
                self.window(window, scope, o)?
            }
        })
    }

    /// The periods in rising order; none when not one of them is complete.
    pub(crate) fn periods<O: Observer<'p>>(
        &self,
        periods: &'p Periods,
        scope: &mut Scope,
        o: &mut O,
    ) -> Result<Sequence, Reasons> {
        match periods {
            Periods::CompleteYears(n, since) => {
                let n = self.whole(n, scope, o)?.clamp(0, 100);
                let mut years = (self.year() - n)..self.year();
                if let Some(since) = since {
                    let since = self.whole(since, scope, o)?;
                    while !years.is_empty() && first(years.start) < since {
                        years.start += 1;
                    }
                }
                Ok(Sequence::Years(years))
            }
            Periods::TwelveMonths(n) => {
                let n = self.whole(n, scope, o)?.clamp(0, 100);
                Ok(Sequence::TwelveMonths { back: 0..n, to: self.on })
            }
            Periods::Readings(register, options) => {
                let periods = self.reading(*register, options).ok_or(Reasons::READING_DEPENDENT)?;
                self.periods(periods, scope, o)
            }
        }
    }

    /// Whether a date falls between two days.
    pub(super) fn between(date: Range, (first, last): Days) -> Truth {
        let (first, last) = (Range::exact(Num::whole(first)), Range::exact(Num::whole(last)));
        let after = date.compare(first, std::cmp::Ordering::is_ge);
        after.and(date.compare(last, std::cmp::Ordering::is_le))
    }

    /// First and last day of a span as ranges; an absent end is without bound.
    pub(super) fn span<O: Observer<'p>>(
        &self,
        span: &'p Span,
        scope: &mut Scope,
        o: &mut O,
    ) -> (Range, Range) {
        match span {
            Span::Days(from, to) => (self.quantity(from, scope, o), self.quantity(to, scope, o)),
            Span::Window(window) => match self.window(window, scope, o) {
                Ok((first, last)) => {
                    (Range::exact(Num::whole(first)), Range::exact(Num::whole(last)))
                }
                Err(why) => (Range::unknown(why), Range::unknown(why)),
            },
        }
    }

    /// Whether all spans have a day in common: no span begins after another one ends.
    pub(super) fn overlap<O: Observer<'p>>(
        &self,
        spans: &'p [Span],
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let ends: Vec<(Range, Range)> =
            spans.iter().map(|span| self.span(span, scope, o)).collect();
        let mut all = Truth::True;
        for (from, _) in &ends {
            for (_, to) in &ends {
                if !from.absent && !to.absent {
                    all = all.and(from.compare(*to, std::cmp::Ordering::is_le));
                }
            }
        }
        all
    }

    pub(super) fn shift<O: Observer<'p>>(
        &self,
        date: &'p Quantity,
        step: &'p Step,
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let date = self.quantity(date, scope, o);
        match self.step(step, scope, o) {
            Ok((years, months, days)) => {
                map(date, |date| calendar::shifted(date, years, months, days))
            }
            Err(why) => Range::unknown(why | date.why),
        }
    }

    fn step<O: Observer<'p>>(
        &self,
        step: &'p Step,
        scope: &mut Scope,
        o: &mut O,
    ) -> Result<(i64, i64, i64), Reasons> {
        let mut one = |part: &'p Option<Box<Quantity>>| match part {
            Some(part) => self.whole(part, scope, o),
            None => Ok(0),
        };
        Ok((one(&step.years)?, one(&step.months)?, one(&step.days)?))
    }

    /// The end of a period; unknown when the event's day is, or when the calendar of a year is missing.
    pub(super) fn deadline<O: Observer<'p>>(
        &self,
        deadline: &'p Deadline,
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let from = self.quantity(&deadline.from, scope, o);
        if from.absent {
            return Range::absent();
        }
        let Some(from_day) = from.known().and_then(Num::as_whole).and_then(date_of) else {
            return Range::unknown(from.why);
        };
        match self.deadline_from(deadline, from_day, scope, o) {
            Ok(end) => Range::exact(Num::whole(day_number(end))),
            Err(Late::Reasons(why)) => Range::unknown(why),
            Err(Late::Year(MissingYear(year))) => {
                Self::missing(deadline.calendar, Some(i64::from(year)), o)
            }
        }
    }

    fn deadline_from<O: Observer<'p>>(
        &self,
        deadline: &'p Deadline,
        from: Date,
        scope: &mut Scope,
        o: &mut O,
    ) -> Result<Date, Late> {
        let ParamValue::Calendar(calendar) = self.at.parameters.get(deadline.calendar) else {
            o.open(Open::Parameter(deadline.calendar, None));
            return Err(Late::Reasons(Reasons::MISSING_PARAMETER));
        };
        if let Some(days) = &deadline.working_days {
            let days = self.whole(days, scope, o).map_err(Late::Reasons)?;
            let days = u32::try_from(days.clamp(0, 10_000)).unwrap_or_default();
            let way = calendar::Way { back: deadline.back, count_first: deadline.count_first_day };
            let counted = calendar::working_days(calendar, from, days, way);
            return counted.map(|counted| counted.end).map_err(Late::Year);
        }
        let (years, months, days) = self.step(&deadline.step, scope, o).map_err(Late::Reasons)?;
        let days = days - i64::from(deadline.count_first_day);
        let sign = if deadline.back { -1 } else { 1 };
        let raw = calendar::shifted(from, sign * years, sign * months, sign * days);
        if !deadline.roll {
            return Ok(raw);
        }
        calendar::rolled(calendar, raw, deadline.back).map_err(Late::Year)
    }
}

/// Why a deadline cannot be computed.
enum Late {
    Reasons(Reasons),
    Year(MissingYear),
}

fn first(year: i64) -> i64 {
    calendar::year_days(year).0
}

fn last(year: i64) -> i64 {
    calendar::year_days(year).1
}

/// A monotone function of dates, on both ends of a range.
pub(super) fn map(date: Range, f: impl Fn(Date) -> Date) -> Range {
    if date.absent {
        return date;
    }
    let end = |n: Option<Num>| {
        let day = n.and_then(Num::as_whole).and_then(date_of)?;
        Some(Num::whole(day_number(f(day))))
    };
    Range::between(end(date.low), end(date.high), date.why)
}
