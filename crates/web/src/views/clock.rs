//! Clocks: the last day, what is left until then, and every day of the way.

use guohe_cases::{law::Law, term::Moved};
use guohe_rules::{
    calendar::{date_of, day_number},
    guard,
    pack::Calendar,
    situation::Situation,
    syntax::Words,
};
use jiff::civil::{Date, Weekday};

use crate::{
    format::long_day,
    lang::Lang,
    parts::{Clock, ClockDay, DayKind, Due, Nearness},
    words::{fill, word},
};

use super::words::say;

/// A due day is near when at most so many days are left.
const SOON: i64 = 3;
/// Longer ways are told in words only.
const MOST_DAYS: i64 = 45;

/// The working days of a law, when its calendar is loaded.
fn with_calendar<T>(law: &Law, day: Date, ask: impl FnOnce(&Calendar) -> T) -> Option<T> {
    let situation = Situation::unknown(&law.pack, day);
    guard::calendar(&law.pack, &situation).map(ask)
}

/// Working days after one day up to another; none when a year of the calendar is missing.
fn working_days_between(law: &Law, from: Date, to: Date) -> Option<i64> {
    with_calendar(law, from, |calendar| {
        let mut count = 0;
        for day in day_number(from) + 1..=day_number(to) {
            count += i64::from(calendar.is_worked(day).ok()?);
        }
        Some(count)
    })?
}

/// What is left until the end of a day, in working days where the calendar is known.
fn left(lang: Lang, law: &Law, today: Date, end: Date) -> Option<String> {
    if today > end {
        return None;
    }
    if today == end {
        return Some(word(lang, "left.today").into_owned());
    }
    Some(match working_days_between(law, today, end) {
        Some(days) => fill(lang, "left.working_days", &[&days]),
        None => fill(lang, "left.days", &[&(day_number(end) - day_number(today))]),
    })
}

/// When something is due, and how near that is.
pub(crate) fn due(lang: Lang, law: &Law, today: Date, date: Date) -> Due {
    let over = day_number(today) - day_number(date);
    let near = match over {
        1.. => Nearness::Late,
        over if -over <= SOON => Nearness::Soon,
        _ => Nearness::Far,
    };
    let words = left(lang, law, today, date).unwrap_or_else(|| fill(lang, "left.over", &[&over]));
    Due { date, words, near }
}

/// The close of a call: the end of a stated day.
pub(crate) fn closing(lang: Lang, law: &Law, today: Date, closes_on: Date) -> Clock {
    Clock {
        until: until(closes_on),
        until_words: fill(lang, "clock.until", &[&long_day(lang, closes_on)]),
        left: left(lang, law, today, closes_on),
        rule: word(lang, "clock.stated").into_owned(),
        days: Vec::new(),
        source: word(lang, "clock.server").into_owned(),
    }
}

/// What is left of the term of a stage: until the end of its last day, or until a minute of it.
pub(crate) fn term(lang: Lang, law: &Law, today: Date, at: &Moved) -> Option<Clock> {
    let day = at.due?;
    let clock = closing(lang, law, today, day);
    let Some(time) = at.due_at else { return Some(clock) };
    let minute = time.strftime("%H:%M").to_string();
    Some(Clock {
        until: format!("{day}T{minute}:00+08:00"),
        until_words: fill(lang, "clock.until_minute", &[&long_day(lang, day), &minute]),
        rule: word(lang, "clock.minute").into_owned(),
        ..clock
    })
}

/// A period counted in working days, day by day.
pub(crate) fn counted(
    lang: Lang,
    law: &Law,
    today: Date,
    period: (Date, Date),
    arithmetic: &Words,
) -> Clock {
    let (from, to) = period;
    let first_counts =
        arithmetic.zh.starts_with(&format!("{}月{}日第1日", from.month(), from.day()));
    let days =
        with_calendar(law, from, |calendar| days(lang, calendar, period, first_counts)).flatten();
    let (rule, source) = told(lang, arithmetic);
    Clock {
        until: until(to),
        until_words: fill(lang, "clock.until", &[&long_day(lang, to)]),
        left: left(lang, law, today, to),
        rule: if days.is_some() { word(lang, "clock.counted").into_owned() } else { rule },
        days: days.unwrap_or_default(),
        source,
    }
}

/// The arithmetic of the rules, without and with its source.
fn told(lang: Lang, arithmetic: &Words) -> (String, String) {
    let text = say(lang, arithmetic);
    let mark = lang.of("日历依据：", "Calendar: ");
    match text.split_once(mark) {
        Some((rule, source)) => (
            rule.trim_end_matches(['。', '.', ' ']).to_owned(),
            fill(lang, "clock.source", &[&source]),
        ),
        None => (text, String::new()),
    }
}

fn until(day: Date) -> String {
    format!("{day}T23:59:59+08:00")
}

fn days(
    lang: Lang,
    calendar: &Calendar,
    (from, to): (Date, Date),
    first_counts: bool,
) -> Option<Vec<ClockDay>> {
    let (first, last) = (day_number(from), day_number(to));
    if last - first > MOST_DAYS || last < first {
        return None;
    }
    let mut days = Vec::new();
    let mut counted = 0;
    for day in first..=last {
        let date = date_of(day)?;
        let counts = calendar.is_worked(day).ok()? && (day > first || first_counts);
        counted += u32::from(counts);
        let kind = match (day == last, counts, day == first) {
            (true, true, _) => DayKind::End,
            (false, true, _) => DayKind::Counts,
            (_, false, true) => DayKind::Start,
            (_, false, false) => DayKind::Off,
        };
        days.push(ClockDay { date, kind, note: note(lang, calendar, day, kind, counted) });
    }
    Some(days)
}

fn note(lang: Lang, calendar: &Calendar, day: i64, kind: DayKind, counted: u32) -> String {
    let key = match kind {
        DayKind::Start => "day.start",
        DayKind::Counts | DayKind::End if calendar.is_made_up(day) => {
            return fill(lang, "day.made_up", &[&counted]);
        }
        DayKind::Counts | DayKind::End => return fill(lang, "day.nth", &[&counted]),
        DayKind::Off if calendar.is_named_off(day) => "day.holiday",
        DayKind::Off => match date_of(day).map(Date::weekday) {
            Some(Weekday::Sunday) => "day.sunday",
            _ => "day.saturday",
        },
    };
    word(lang, key).into_owned()
}
