//! Clocks: the last day, what is left until then, and every day of the way.

use guohe_cases::{
    law::Law,
    term::{Moved, Until},
    timetable::Inner,
};
use guohe_rules::{
    calendar::{date_of, day_number},
    guard,
    pack::Calendar,
    situation::Situation,
    syntax::Words,
};
use jiff::civil::{Date, Time, Weekday};

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

/// The same where it is due until a minute of that day.
pub(crate) fn due_until(lang: Lang, law: &Law, today: Date, until: Until) -> Due {
    let due = due(lang, law, today, until.day);
    match until.at {
        Some(at) => Due { words: fill(lang, "due.minute", &[&minute(at), &due.words]), ..due },
        None => due,
    }
}

/// A minute of the day.
fn minute(at: Time) -> String {
    at.strftime("%H:%M").to_string()
}

/// A day, with the minute where it ends at one.
pub(crate) fn day_and_minute(until: Until) -> String {
    let minute = until.at.map(|at| format!(" {}", minute(at))).unwrap_or_default();
    format!("{}{minute}", until.day)
}

/// The end of something in words: of a day, or of a minute of it.
pub(crate) fn until_words(lang: Lang, until: Until) -> String {
    let day = long_day(lang, until.day);
    match until.at {
        Some(at) => fill(lang, "clock.until_minute", &[&day, &minute(at)]),
        None => fill(lang, "clock.until", &[&day]),
    }
}

/// The close of a call: the end of a stated day, or a minute of it.
pub(crate) fn closing(lang: Lang, law: &Law, today: Date, until: Until) -> Clock {
    let end = until.at.map_or_else(|| "23:59:59".to_owned(), |at| format!("{}:00", minute(at)));
    let rule = if until.at.is_some() { "clock.minute" } else { "clock.stated" };
    Clock {
        until: format!("{}T{end}+08:00", until.day),
        until_words: until_words(lang, until),
        left: left(lang, law, today, until.day),
        rule: word(lang, rule).into_owned(),
        days: Vec::new(),
        source: word(lang, "clock.server").into_owned(),
    }
}

/// What is left until handing in is over, with the arithmetic where that day is counted back from the close of the call.
pub(crate) fn handing_in(
    lang: Lang,
    law: &Law,
    today: Date,
    (until, inner): (Until, &[Inner<'_>]),
) -> Clock {
    let clock = closing(lang, law, today, until);
    let first = law.procedure.first().map(|stage| &stage.id);
    let own = inner.iter().find(|inner| Some(&inner.stage.id) == first);
    match own.and_then(|inner| Some((inner, inner.day.as_ref().ok()?))) {
        Some((inner, day)) if day.day == until.day => {
            let (counted, source) = told(lang, &day.arithmetic);
            let rule = say(lang, &inner.rule);
            let rule = if counted == day.day.to_string() {
                format!("{rule}{}{}", lang.of("。", ". "), clock.rule)
            } else {
                format!(
                    "{rule}{}{counted}{}{}",
                    lang.of("：", ": "),
                    lang.of("。", ". "),
                    clock.rule
                )
            };
            Clock { rule, source: format!("{source} {}", clock.source), ..clock }
        }
        _ => clock,
    }
}

/// What is left of the term of a stage: until the end of its last day, or until a minute of it.
pub(crate) fn term(lang: Lang, law: &Law, today: Date, at: &Moved) -> Option<Clock> {
    at.until().map(|until| closing(lang, law, today, until))
}

/// A period counted in working days, day by day.
pub(crate) fn counted(
    lang: Lang,
    law: &Law,
    today: Date,
    (from, until): (Date, Until),
    arithmetic: &Words,
) -> Clock {
    let period = (from, until.day);
    let first_counts =
        arithmetic.zh.starts_with(&format!("{}月{}日第1日", from.month(), from.day()));
    let days =
        with_calendar(law, from, |calendar| days(lang, calendar, period, first_counts)).flatten();
    let (rule, source) = told(lang, arithmetic);
    let clock = closing(lang, law, today, until);
    Clock {
        rule: if days.is_some() { word(lang, "clock.counted").into_owned() } else { rule },
        days: days.unwrap_or_default(),
        source,
        ..clock
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
