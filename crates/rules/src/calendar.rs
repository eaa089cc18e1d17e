//! Civil time: years and months that clamp, working days that are counted and not guessed.
//!
//! Civil Code arts 201–203: the day of the event is not counted, a period of months or years ends on the
//! corresponding day or on the last day of the month, and a last day that is a rest day moves on.

use jiff::{Span, ToSpan as _, civil::Date};

use crate::pack::Calendar;

/// Days since 1970-01-01 of a civil date; dates are compared as numbers.
///
/// Counted in years that begin in March, so that the leap day is the last one (the usual reckoning in
/// eras of 400 years and 146,097 days). Own arithmetic, because windows are computed for every row and
/// every reading; a test compares it with the date library over 800 years.
pub fn day_number(date: Date) -> i64 {
    let month = i64::from(date.month());
    let year = i64::from(date.year()) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year =
        (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(date.day()) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The civil date of a day number; `None` outside the years that dates can hold.
pub fn date_of(day: i64) -> Option<Date> {
    let shifted = day.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era.checked_mul(400)? + i64::from(month <= 2);
    let part = |n: i64| i8::try_from(n).ok();
    Date::new(i16::try_from(year).ok()?, part(month)?, part(day_of_month)?).ok()
}

/// The year whose calendar has not been published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingYear(pub i16);

/// One day of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayStep {
    /// The day.
    pub day: Date,
    /// Its number in the count; zero when it was passed over.
    pub counted: u32,
    /// It is a weekend day that the notice makes a working day.
    pub made_up: bool,
    /// It is a day off that the notice names.
    pub named_off: bool,
}

/// The end of a period of working days, with every day of the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDays {
    /// The last day.
    pub end: Date,
    /// The days from the first one looked at to the last.
    pub steps: Vec<DayStep>,
}

/// In which way days are counted from a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Way {
    /// Towards the past.
    pub back: bool,
    /// Whether the day itself counts.
    pub count_first: bool,
}

impl Way {
    fn step(back: bool) -> i64 {
        if back { -1 } else { 1 }
    }
}

/// Counts working days from a day; steps stand in the order in which they are counted.
///
/// # Errors
/// The first year that the count needs and that has not been published.
pub fn working_days(
    calendar: &Calendar,
    from: Date,
    days: u32,
    way: Way,
) -> Result<WorkingDays, MissingYear> {
    let step = Way::step(way.back);
    let mut day = day_number(from) - step * i64::from(way.count_first);
    let mut counted = 0;
    let mut steps = Vec::new();
    while counted < days {
        day += step;
        let worked = calendar.is_worked(day).map_err(MissingYear)?;
        counted += u32::from(worked);
        steps.push(DayStep {
            day: date_of(day).unwrap_or(Date::MAX),
            counted: if worked { counted } else { 0 },
            made_up: calendar.is_made_up(day),
            named_off: calendar.is_named_off(day),
        });
    }
    Ok(WorkingDays { end: date_of(day).unwrap_or(Date::MAX), steps })
}

/// The first working day on or after a day; with `back` the last one on or before it.
///
/// # Errors
/// A year that has not been published.
pub fn rolled(calendar: &Calendar, day: Date, back: bool) -> Result<Date, MissingYear> {
    let mut at = day_number(day);
    while !calendar.is_worked(at).map_err(MissingYear)? {
        at += Way::step(back);
    }
    Ok(date_of(at).unwrap_or(Date::MAX))
}

/// A date moved by years, months and days, clamped to the end of the month; the ends of the calendar stop
/// it.
pub fn shifted(date: Date, years: i64, months: i64, days: i64) -> Date {
    if months == 0 && days == 0 {
        let year = i64::from(date.year()).saturating_add(years);
        let same = |day| Date::new(i16::try_from(year).ok()?, date.month(), day).ok();
        if let Some(moved) = same(date.day()).or_else(|| same(28)) {
            return moved;
        }
    }
    let span = (|| Span::new().try_years(years).ok()?.try_months(months).ok())();
    let moved = date.saturating_add(span.unwrap_or_default());
    moved.saturating_add(days.clamp(-3_000_000, 3_000_000).days())
}

/// 1 January of a year.
pub fn first_of(year: i64) -> Date {
    date_of(year_days(year).0).unwrap_or(Date::MAX)
}

/// The day numbers of 1 January and 31 December of a year; years beyond those of the calendar are as its
/// ends.
pub fn year_days(year: i64) -> (i64, i64) {
    // Counted from a year far enough back that nothing is negative: to divide is quicker then.
    let years = year.clamp(-9_999, 9_999) + LONG_AGO;
    let past = u32::try_from(years - 1).unwrap_or_default();
    let days_before = |past: u32| {
        let leaps = past / 4 - past / 100 + past / 400;
        i64::from(365 * past + leaps) - DAYS_SINCE_LONG_AGO
    };
    (days_before(past), days_before(past + 1) - 1)
}

/// So many years before the first one; a multiple of the 400 in which the calendar repeats itself.
const LONG_AGO: i64 = 25 * 400;

/// The days from then to 1 January 1970.
const DAYS_SINCE_LONG_AGO: i64 = 25 * 146_097 + 719_162;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_numbers_follow_the_calendar_for_eight_centuries() {
        let mut date = Date::constant(1600, 1, 1);
        let mut day = day_number(date);
        while date.year() < 2400 {
            assert_eq!(date_of(day), Some(date));
            date = date.tomorrow().unwrap();
            day += 1;
            assert_eq!(day_number(date), day);
            let (first, last) = year_days(i64::from(date.year()));
            assert_eq!(first == day, (date.month(), date.day()) == (1, 1));
            assert_eq!(last == day, (date.month(), date.day()) == (12, 31));
        }
        assert_eq!(day_number(Date::constant(1970, 1, 1)), 0);
    }

    #[test]
    fn periods_clamp_to_the_end_of_the_month() {
        let leap_day = Date::constant(2024, 2, 29);
        assert_eq!(shifted(leap_day, 3, 0, 0), Date::constant(2027, 2, 28));
        assert_eq!(shifted(Date::constant(2026, 1, 31), 0, 1, 0), Date::constant(2026, 2, 28));
    }
}
