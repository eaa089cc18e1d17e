//! The value of a parameter as it is typed and shown: one value, a year with its value, or lines.

use std::collections::BTreeMap;

use guohe_cases::refusal::Fault;
use guohe_rules::{
    prose,
    syntax::{BandRow, CalendarYear, Covered, Member, ParameterKind},
};
use jiff::civil::Date;

use crate::{
    lang::Lang,
    parts::{Field, Input},
    sent::Sent,
    views::regulation::prose_lang,
    words::{fill, word},
};

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
    let mut fields = match kind {
        ParameterKind::Value { .. } => vec![text("value", "parameters.value")],
        ParameterKind::Series { .. } => vec![
            year(),
            text("value", "parameters.value"),
            date("covers_from", "parameters.covers_from")
                .help(word(lang, "parameters.covers.help")),
            date("covers_to", "parameters.covers_to"),
        ],
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

/// What was typed, as a value of the same kind.
pub(crate) fn read(kind: &ParameterKind, sent: &Sent) -> Result<ParameterKind, Vec<Fault>> {
    let mut faults = Vec::new();
    let value = || sent.text("value").trim().to_owned();
    let read = match kind {
        ParameterKind::Value { of, .. } => ParameterKind::Value { of: *of, value: Some(value()) },
        ParameterKind::Series { of, .. } => {
            let year = year(sent, &mut faults);
            let mut end = |name| day(name, sent.text(name).trim(), &mut faults);
            let covered = end("covers_from").zip(end("covers_to"));
            let covers = covered.map(|(from, to)| (year, Covered { from, to })).into_iter();
            let years = BTreeMap::from([(year, value())]);
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
