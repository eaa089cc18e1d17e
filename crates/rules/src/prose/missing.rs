//! What is missing, in words: a fact, the end of a list, a value from outside, a judgement, a reading.

use super::{Lang, Writer, lookup};
use crate::{
    compile::ParamKind,
    eval::Open,
    facts::CellRef,
    pack::Pack,
    situation::Situation,
    syntax::ActorKind,
    value::{Cell, RowRef},
    vocabulary::Kind,
};

/// What is open, and whose it is.
pub(super) fn open(pack: &Pack, at: &Situation, open: Open, lang: Lang) -> String {
    let writer = Writer::new(pack, lang);
    match open {
        Open::Fact(cell) => {
            let field = writer.field_name(cell.at.record, cell.field);
            let row = lookup::row_name(pack, at, cell.at, lang);
            if let Some(code) = unknown_here(pack, at, cell) {
                return code.said(field, &row, lang);
            }
            match lang {
                Lang::Zh => format!("缺少：{row}的{field}"),
                Lang::En => format!("missing: {field} ({row})"),
            }
        }
        Open::List(record) => list(writer, at, record),
        Open::Parameter(parameter, year) => value(writer, parameter, year),
        Open::Judgement(slot, row) => judgement(writer, at, slot, row),
        Open::Document(document) => {
            let def = pack.names.documents.get(usize::from(document));
            let title = def.map_or("", |def| lang.of(&def.title));
            match lang {
                Lang::Zh => format!("缺少：《{title}》尚未载入"),
                Lang::En => format!("missing: “{title}” is not loaded"),
            }
        }
        Open::Reading(register) => {
            let def = pack.names.register_def(register);
            let question = def.map_or("", |def| lang.of(&def.question));
            match lang {
                Lang::Zh => format!("待选定读法：{question}"),
                Lang::En => format!("a reading is to be chosen: {question}"),
            }
        }
    }
}

/// A code that is stated and that this pack does not know.
pub(super) enum UnknownHere<'a> {
    /// The pack that has it, and the code there.
    Of(&'a str, &'a str),
    /// That it is one of another pack is all that was said.
    Some,
}

pub(super) fn unknown_here<'a>(
    pack: &Pack,
    at: &'a Situation,
    of: CellRef,
) -> Option<UnknownHere<'a>> {
    let def = pack.names.vocabulary.field_def(of.at.record, of.field)?;
    let (Cell::Code(code), Kind::Code(list)) = (at.facts.cell(of), &def.kind) else { return None };
    let other = pack.names.vocabulary.code_def(*list)?.other().filter(|other| *other <= code)?;
    let named = at.facts.foreign_words(other, code).and_then(|text| text.split_once(':'));
    Some(named.map_or(UnknownHere::Some, |(pack, code)| UnknownHere::Of(pack, code)))
}

impl UnknownHere<'_> {
    fn said(&self, field: &str, row: &str, lang: Lang) -> String {
        match (self, lang) {
            (Self::Of(pack, code), Lang::Zh) => format!(
                "无法比较：{row}的{field}是规则包“{pack}”的“{code}”，本规则包不认识这一代码；请对照该规则包核对"
            ),
            (Self::Of(pack, code), Lang::En) => format!(
                "cannot be compared: {field} ({row}) is `{code}` of the pack `{pack}`, a code that is unknown \
                 here; check it against that pack"
            ),
            (Self::Some, Lang::Zh) => {
                format!(
                    "无法比较：{row}的{field}属于另一规则包，但未写明是哪一个；请写成“规则包:代码”"
                )
            }
            (Self::Some, Lang::En) => format!(
                "cannot be compared: {field} ({row}) is one of another pack, and it is not said which; write \
                 it as `PACK:CODE`"
            ),
        }
    }
}

fn list(writer: Writer<'_>, at: &Situation, record: u16) -> String {
    let name = writer.record_name(record);
    if let Some(because) = at.facts.why_open(record) {
        let because = writer.lang.of(because);
        return match writer.lang {
            Lang::Zh => format!("{name}的登记不完整：{because}"),
            Lang::En => {
                format!(
                    "the register of {} is not known to be complete: {because}",
                    writer.plural(record)
                )
            }
        };
    }
    let none_yet = at.facts.table(record).is_none_or(crate::facts::Table::is_empty);
    match (writer.lang, none_yet) {
        (Lang::Zh, true) => format!("缺少：{name}清单（未填，也未确认没有）"),
        (Lang::Zh, false) => format!("缺少：{name}清单是否已经填全的确认，可能还有未填的"),
        (Lang::En, true) => {
            format!("missing: the list of {}; neither rows nor “none” given", writer.plural(record))
        }
        (Lang::En, false) => format!(
            "missing: confirmation that the list of {} is complete; there may be more",
            writer.plural(record)
        ),
    }
}

fn value(writer: Writer<'_>, parameter: u16, year: Option<i64>) -> String {
    let title = writer.title(parameter);
    let by = entered_by(writer, parameter);
    let kind = writer.pack.names.parameter_def(parameter).map(|(_, kind)| kind);
    let published = kind == Some(&ParamKind::Calendar);
    match (writer.lang, year) {
        (Lang::Zh, Some(year)) if published => {
            format!("缺少：{year}年的“{title}”（公布后由{by}录入）")
        }
        (Lang::Zh, Some(year)) => format!("缺少：{year}年的“{title}”（由{by}录入）"),
        (Lang::Zh, None) => format!("缺少：“{title}”（由{by}录入）"),
        (Lang::En, Some(year)) if published => {
            format!("missing: the {title} for {year} (entered by {by} once published)")
        }
        (Lang::En, Some(year)) => format!("missing: the {title} for {year} (entered by {by})"),
        (Lang::En, None) => format!("missing: the {title} (entered by {by})"),
    }
}

/// Who may enter a parameter; an officer where nobody is named.
pub(super) fn entered_by(writer: Writer<'_>, parameter: u16) -> String {
    let written = writer.pack.names.parameter_def(parameter).map(|(written, _)| written);
    let named = written.and_then(|written| written.entered_by.as_ref());
    let officer = writer.pack.file.actors.iter().find(|actor| actor.kind == ActorKind::Officer);
    let name = match named {
        Some(named) => writer.actor(named),
        None => officer.map_or("", |actor| writer.lang.of(&actor.name)),
    };
    name.to_owned()
}

fn judgement(writer: Writer<'_>, at: &Situation, slot: u16, row: Option<RowRef>) -> String {
    let Some(def) = writer.pack.names.slot_def(slot) else { return String::new() };
    let (question, actor) = (writer.lang.of(&def.question), writer.actor(&def.by));
    let row = row.map(|row| lookup::row_name(writer.pack, at, row, writer.lang));
    match (writer.lang, row) {
        (Lang::Zh, Some(row)) => format!("待判断：{question}（{row}；由{actor}判断）"),
        (Lang::Zh, None) => format!("待判断：{question}（由{actor}判断）"),
        (Lang::En, Some(row)) => format!("to be judged: {question} ({row}; by: {actor})"),
        (Lang::En, None) => format!("to be judged: {question} (by: {actor})"),
    }
}
