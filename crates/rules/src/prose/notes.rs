//! What belongs to a clause beside its sentence: other readings, and the values that come from outside.

use super::{Lang, Writer, amount, missing, passage::Passage};
use crate::{
    compile::ParamKind,
    model::{Clause, date_of},
    pack::{BandValue, ParamValue},
    syntax::RegisterPolicy,
    walk,
};

/// A place where the text can be read in several ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingNote {
    /// The register entry, by its place in the pack.
    pub register: u16,
    /// The question that the text leaves.
    pub question: String,
    /// Whether a round must decide it; otherwise the pack has.
    pub open: bool,
    /// The readings.
    pub options: Vec<OptionNote>,
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionNote {
    /// The reading in words.
    pub text: String,
    /// Whether the clause is written out under it.
    pub taken: bool,
    /// What the clause says under it, where that differs.
    pub says: Vec<Passage>,
}

/// A value from outside that a clause names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterNote {
    /// The parameter, by its place in the pack.
    pub parameter: u16,
    /// Its title.
    pub title: String,
    /// Its value, or that it has not been entered.
    pub value: String,
    /// Who may enter it.
    pub by: String,
    /// Where it comes from.
    pub source: Option<String>,
}

/// The readings on which the words of a clause depend, and those that its author names beside them.
pub(super) fn readings(writer: Writer<'_>, clause: &Clause) -> Vec<ReadingNote> {
    let names = &writer.pack.names;
    let beside = clause.written.readings.iter().filter_map(|id| names.register(id));
    let mut all: Vec<u16> = clause.registers.iter().copied().chain(beside).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().filter_map(|register| reading(writer, clause, register)).collect()
}

fn reading(writer: Writer<'_>, clause: &Clause, register: u16) -> Option<ReadingNote> {
    let def = writer.pack.names.register_def(register)?;
    let taken = writer.choice.get(usize::from(register)).copied().map_or(0, usize::from);
    let here = said(writer, clause);
    let options = def.options.iter().enumerate().map(|(at, option)| {
        let mut choice = writer.choice.to_vec();
        choice.resize(writer.pack.names.registers.len(), 0);
        if let (Some(slot), Ok(at)) = (choice.get_mut(usize::from(register)), u16::try_from(at)) {
            *slot = at;
        }
        let there = said(writer.under(&choice), clause);
        let differing = there.into_iter().zip(&here).filter(|(there, here)| there != *here);
        OptionNote {
            text: writer.lang.of(&option.text).to_owned(),
            taken: at == taken,
            says: differing.map(|(there, _)| there).collect(),
        }
    });
    Some(ReadingNote {
        register,
        question: writer.lang.of(&def.question).to_owned(),
        open: def.policy == RegisterPolicy::Open,
        options: options.collect(),
    })
}

/// Everything that a clause tests, in words.
fn said(writer: Writer<'_>, clause: &Clause) -> Vec<Passage> {
    let tests = [&clause.applies_if, &clause.rule, &clause.bar];
    let mut all: Vec<Passage> =
        tests.into_iter().flatten().map(|test| writer.passage(test)).collect();
    all.extend(clause.duty.as_ref().map(|duty| writer.duty(duty)));
    all
}

#[derive(Default)]
struct Named(Vec<u16>);

impl walk::Visitor<'_> for Named {
    fn parameter(&mut self, parameter: u16) {
        self.0.push(parameter);
    }
}

/// The parameters that a clause names.
pub(super) fn parameters(writer: Writer<'_>, clause: &Clause) -> Vec<ParameterNote> {
    let mut named = Named::default();
    walk::clause(clause, &mut named);
    named.0.sort_unstable();
    named.0.dedup();
    named.0.into_iter().filter_map(|at| parameter(writer, at)).collect()
}

fn parameter(writer: Writer<'_>, at: u16) -> Option<ParameterNote> {
    let (written, kind) = writer.pack.names.parameter_def(at)?;
    Some(ParameterNote {
        parameter: at,
        title: writer.title(at).to_owned(),
        value: value(writer, at, kind),
        by: missing::entered_by(writer, at),
        source: written.source.as_ref().map(|source| writer.lang.of(source).to_owned()),
    })
}

/// The value of a parameter, or that it has not been entered; of one with a value a year that of a year.
pub(super) fn value_of(writer: Writer<'_>, at: u16, year: Option<i64>) -> String {
    let Some((_, kind)) = writer.pack.names.parameter_def(at) else { return String::new() };
    if let (ParamValue::Series(years), ParamKind::Series(kind), Some(year)) =
        (writer.parameters.get(at), kind, year)
        && let Some(number) = years.get(&year)
    {
        return amount::number(*number, kind, writer.lang);
    }
    value(writer, at, kind)
}

fn value(writer: Writer<'_>, at: u16, kind: &ParamKind) -> String {
    let lang = writer.lang;
    match (writer.parameters.get(at), kind) {
        (ParamValue::Value(n), ParamKind::Value(kind)) => amount::number(*n, kind, lang),
        (ParamValue::Series(years), ParamKind::Series(kind)) if !years.is_empty() => {
            let all = years.iter().map(|(year, n)| {
                let n = amount::number(*n, kind, lang);
                match lang {
                    Lang::Zh => format!("{year}年：{n}"),
                    Lang::En => format!("{year}: {n}"),
                }
            });
            all.collect::<Vec<_>>().join(amount::pick(lang, "；", "; "))
        }
        (ParamValue::List(list), ParamKind::List(codes)) => members(writer, *codes, list),
        (ParamValue::Bands(bands), ParamKind::Bands(by, of)) => {
            let all = bands.iter().map(|band| {
                let value = amount::number(band.value, of, lang);
                let top = band.up_to.map(|top| amount::number(top, by, lang));
                let days = in_use(band, lang);
                match (top, lang) {
                    (Some(top), Lang::Zh) => format!("不超过 {top}：{value}{days}"),
                    (Some(top), Lang::En) => format!("up to {top}: {value}{days}"),
                    (None, Lang::Zh) => format!("以上各档之外：{value}{days}"),
                    (None, Lang::En) => format!("above: {value}{days}"),
                }
            });
            all.collect::<Vec<_>>().join(amount::pick(lang, "；", "; "))
        }
        (ParamValue::Calendar(calendar), _) => {
            let years: Vec<String> = calendar.sources.keys().map(ToString::to_string).collect();
            let years = years.join(amount::pick(lang, "、", ", "));
            match lang {
                Lang::Zh => format!("已公布年份：{years}"),
                Lang::En => format!("years published: {years}"),
            }
        }
        (_, _) => amount::pick(lang, "尚未录入", "not entered yet").to_owned(),
    }
}

/// From when and until when the table of a band is in use, where that is dated.
fn in_use(band: &BandValue, lang: Lang) -> String {
    let day = |day: Option<i64>| day.and_then(date_of).map(|date| date.to_string());
    match (day(band.from), day(band.until), lang) {
        (None, None, _) => String::new(),
        (Some(from), None, Lang::Zh) => format!("（自{from}起）"),
        (Some(from), None, Lang::En) => format!(" (from {from})"),
        (None, Some(until), Lang::Zh) => format!("（至{until}止）"),
        (None, Some(until), Lang::En) => format!(" (until {until})"),
        (Some(from), Some(until), Lang::Zh) => format!("（{from}至{until}）"),
        (Some(from), Some(until), Lang::En) => format!(" ({from} to {until})"),
    }
}

fn members(writer: Writer<'_>, codes: u16, list: &crate::pack::ListValue) -> String {
    let lang = writer.lang;
    let kind = crate::vocabulary::Kind::Code(codes);
    let all = list.members.iter().map(|member| {
        let name = writer.code_of(&kind, member.code);
        let day = |day: Option<i64>| day.map(|day| amount::day(crate::value::Num::whole(day)));
        match (day(member.from), day(member.until), lang) {
            (None, None, _) => name.to_owned(),
            (from, until, Lang::Zh) => format!(
                "{name}（{}至{}）",
                from.unwrap_or_default(),
                until.unwrap_or_else(|| "今".to_owned())
            ),
            (from, until, Lang::En) => format!(
                "{name} ({} to {})",
                from.unwrap_or_else(|| "always".to_owned()),
                until.unwrap_or_else(|| "now".to_owned())
            ),
        }
    });
    let all = all.collect::<Vec<_>>().join(amount::pick(lang, "、", ", "));
    match (list.outside, lang) {
        (false, _) => all,
        (true, Lang::Zh) => format!("除{all}以外的"),
        (true, Lang::En) => format!("all but {all}"),
    }
}
