//! The value of a parameter as it is typed and shown: one value, a year with its value, or lines.

use std::collections::BTreeMap;

use guohe_cases::{law::Law, refusal::Fault};
use guohe_rules::{
    prose,
    syntax::{BandRow, CalendarYear, Covered, Measured, Member, ParameterKind},
};
use jiff::civil::Date;

use crate::{
    lang::Lang,
    parts::{Field, Input},
    sent::Sent,
    views::regulation::prose_lang,
    words::{fill, word},
};

use super::{measured, parameter::code_words};

/// The questions for a new value.
pub(crate) fn fields(lang: Lang, kind: &ParameterKind, sent: Option<&Sent>) -> Vec<Field> {
    let typed = |name: &str| sent.map(|sent| sent.text(name).to_owned()).unwrap_or_default();
    let text = |name: &str, key: &str| {
        Field::new(name, word(lang, key), Input::Text { value: typed(name) })
    };
    let year =
        || Field::new("year", word(lang, "parameters.year"), Input::Year { value: typed("year") });
    let lines = |name: &str, key: &str| {
        Field::new(name, word(lang, key), Input::Long { value: typed(name), limit: None })
    };
    let date = |name: &str, key: &str| {
        Field::new(name, word(lang, key), Input::Date { value: typed(name) })
    };
    let value = |of: Measured| {
        let written = sent.map(|sent| measured::literal(of, sent, "value")).unwrap_or_default();
        Field::new("value", word(lang, "parameters.new_value"), measured::input(of, &written))
    };
    let mut fields = match kind {
        ParameterKind::Value { of, .. } => vec![value(*of)],
        ParameterKind::Series { of, .. } => {
            let mut fields = vec![year(), value(*of)];
            if is_of_a_period(*of) {
                let help = word(lang, "parameters.covers.help");
                fields.push(date("covers_from", "parameters.covers_from").help(help));
                fields.push(date("covers_to", "parameters.covers_to"));
            }
            fields
        }
        ParameterKind::List { .. } => vec![lines("value", "parameters.lines.list")],
        ParameterKind::Bands { .. } => vec![
            lines("value", "parameters.lines.bands"),
            date("first_day", "parameters.first_day").optional(),
        ],
        ParameterKind::Calendar { .. } => vec![
            year(),
            lines("value", "parameters.lines.calendar"),
            lines("worked", "parameters.worked").optional(),
        ],
    };
    let help = word(lang, "parameters.source.help");
    fields.push(text("source", "parameters.source").help(help));
    fields.push(date("published_on", "parameters.published_on"));
    fields
}

/// Whether a figure of a year sums up some time: a day of the year does not.
fn is_of_a_period(of: Measured) -> bool {
    !matches!(of, Measured::Date | Measured::Year)
}

/// What was typed, as a value of the same kind.
pub(crate) fn read(kind: &ParameterKind, sent: &Sent) -> Result<ParameterKind, Vec<Fault>> {
    let mut faults = Vec::new();
    let value = |of: Measured| measured::literal(of, sent, "value");
    let read = match kind {
        ParameterKind::Value { of, .. } => {
            ParameterKind::Value { of: *of, value: Some(value(*of)) }
        }
        ParameterKind::Series { of, .. } => {
            let year = year(sent, &mut faults);
            let mut end = |name| day(name, sent.text(name).trim(), &mut faults);
            let covered = is_of_a_period(*of)
                .then(|| (end("covers_from"), end("covers_to")))
                .and_then(|(from, to)| from.zip(to));
            let covers = covered.map(|(from, to)| (year, Covered { from, to })).into_iter();
            let years = BTreeMap::from([(year, value(*of))]);
            ParameterKind::Series { of: *of, years, covers: covers.collect() }
        }
        ParameterKind::List { of, outside, .. } => {
            let members = lines(sent, "value").map(|line| member(line, &mut faults)).collect();
            ParameterKind::List { of: of.clone(), outside: *outside, members: Some(members) }
        }
        ParameterKind::Bands { by, of, .. } => {
            let from = sent.text("first_day").trim();
            let from = if from.is_empty() { None } else { day("first_day", from, &mut faults) };
            let bands = lines(sent, "value").map(|line| band(line, from)).collect();
            ParameterKind::Bands { by: *by, of: *of, bands }
        }
        ParameterKind::Calendar { .. } => {
            let source = sent.text("source").trim().to_owned();
            let mut days = |name: &str| -> Vec<Date> {
                lines(sent, name).filter_map(|line| day(name, line, &mut faults)).collect()
            };
            let (off, worked) = (days("value"), days("worked"));
            let published = CalendarYear { source, off, worked };
            ParameterKind::Calendar { years: [(year(sent, &mut faults), published)].into() }
        }
    };
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

fn lines<'s>(sent: &'s Sent, name: &str) -> impl Iterator<Item = &'s str> {
    sent.text(name).lines().map(str::trim).filter(|line| !line.is_empty())
}

fn year(sent: &Sent, faults: &mut Vec<Fault>) -> i16 {
    sent.text("year").trim().parse().unwrap_or_else(|_not_a_year| {
        faults.push(Fault::at("year", "请填写年份，例如 2026", "enter a year, for instance 2026"));
        0
    })
}

fn day(name: &str, text: &str, faults: &mut Vec<Fault>) -> Option<Date> {
    let read = text.parse().ok();
    if read.is_none() {
        faults.push(Fault::at(
            name,
            format!("“{text}”应为日期，例如 2026-05-01"),
            format!("`{text}` should be a day, for instance 2026-05-01"),
        ));
    }
    read
}

fn member(line: &str, faults: &mut Vec<Fault>) -> Member {
    let mut parts = line.split([',', '，']).map(str::trim);
    let code = parts.next().unwrap_or_default().to_owned();
    let mut next = || match parts.next() {
        None | Some("") => None,
        Some(text) => day("value", text, faults),
    };
    Member { code, from: next(), until: next() }
}

fn band(line: &str, from: Option<Date>) -> BandRow {
    let (up_to, value) = match line.split_once([',', '，']) {
        Some((up_to, value)) => (Some(up_to.trim().to_owned()), value),
        None => (None, line),
    };
    BandRow { up_to, value: value.trim().to_owned(), from, until: None }
}

/// A value in a line; empty when there is none.
pub(crate) fn told(lang: Lang, value: &ParameterKind) -> String {
    let apart = lang.of("；", "; ");
    let in_words = |text: &str| prose::written(text, prose_lang(lang));
    match value {
        ParameterKind::Value { value, .. } => value.as_deref().map(in_words).unwrap_or_default(),
        ParameterKind::Series { years, .. } => {
            let all = years.iter().map(|(year, value)| format!("{year}: {}", in_words(value)));
            all.collect::<Vec<_>>().join(apart)
        }
        ParameterKind::List { members, .. } => {
            let count = members.as_ref().map(|members| members.len().to_string());
            count.map(|count| fill(lang, "parameters.codes", &[&count])).unwrap_or_default()
        }
        ParameterKind::Bands { bands, .. } => {
            let all = bands.iter().map(|band| match &band.up_to {
                Some(up_to) => format!("≤ {}: {}", in_words(up_to), in_words(&band.value)),
                None => in_words(&band.value),
            });
            all.collect::<Vec<_>>().join(apart)
        }
        ParameterKind::Calendar { years } => {
            let all =
                years.iter().map(|(year, published)| format!("{year} ({})", published.source));
            all.collect::<Vec<_>>().join(apart)
        }
    }
}

/// All of a value that is more than a line, entry by entry: what it is about, and what is said of it.
pub(crate) fn entries(lang: Lang, law: &Law, value: &ParameterKind) -> Vec<(String, String)> {
    // The year stands before them.
    let days = |days: &[Date]| {
        let all = days.iter().map(|day| format!("{:02}-{:02}", day.month(), day.day()));
        all.collect::<Vec<_>>().join(lang.comma())
    };
    match value {
        ParameterKind::Value { .. }
        | ParameterKind::Series { .. }
        | ParameterKind::Bands { .. } => Vec::new(),
        ParameterKind::List { of, members, .. } => {
            let entry = |member: &Member| {
                let from = member.from.map(|day| fill(lang, "parameters.from", &[&day]));
                let until = member.until.map(|day| fill(lang, "parameters.until", &[&day]));
                let spans: Vec<String> = from.into_iter().chain(until).collect();
                (code_words(lang, law, of, &member.code), spans.join(lang.of("，", ", ")))
            };
            members.iter().flatten().map(entry).collect()
        }
        ParameterKind::Calendar { years } => {
            let rows = years.iter().flat_map(|(year, published)| {
                let off = fill(lang, "parameters.days_off", &[year]);
                let worked = fill(lang, "parameters.days_worked", &[year]);
                [(off, days(&published.off)), (worked, days(&published.worked))]
            });
            rows.filter(|(_, days)| !days.is_empty()).collect()
        }
    }
}
