//! The words behind numbers: names of records, fields, codes, rows and values.

use super::{
    Lang, Writer,
    amount::{self, Counter, pick},
};
use crate::{
    facts::CellRef,
    model::{Path, Quantity, QuantityKind},
    pack::{Pack, ParamValue},
    situation::Situation,
    syntax::Words,
    value::{Cell, Num, RowRef},
    vocabulary::{FieldDef, Kind, RecordDef},
};

impl<'p> Writer<'p> {
    pub(super) fn record(self, record: u16) -> Option<&'p RecordDef> {
        self.pack.names.vocabulary.record_def(record)
    }

    /// The name of a record.
    pub(super) fn record_name(self, record: u16) -> &'p str {
        self.record(record).map_or("", |def| self.lang.of(&def.written.name))
    }

    /// The English plural of a record.
    pub(super) fn plural(self, record: u16) -> String {
        let def = self.record(record);
        let plural = def.and_then(|def| def.written.plural.clone());
        plural.unwrap_or_else(|| format!("{}s", self.record_name(record)))
    }

    /// The Chinese measure word of a record.
    pub(super) fn counter(self, record: u16) -> &'p str {
        self.record(record).and_then(|def| def.written.counter.as_deref()).unwrap_or("个")
    }

    /// Whether a record exists once.
    pub(super) fn is_single(self, record: u16) -> bool {
        self.record(record).is_some_and(|def| def.list.is_none())
    }

    pub(super) fn field(self, record: u16, field: u16) -> Option<&'p FieldDef> {
        self.pack.names.vocabulary.field_def(record, field)
    }

    pub(super) fn field_name(self, record: u16, field: u16) -> &'p str {
        self.field(record, field).map_or("", |def| self.lang.of(&def.written.name))
    }

    /// Whether only one field of the vocabulary has a name.
    pub(super) fn is_unique(self, name: &str) -> bool {
        let records = self.pack.names.vocabulary.records.iter();
        let fields = records.flat_map(|record| &record.fields);
        fields.filter(|field| self.lang.of(&field.written.name) == name).count() == 1
    }

    /// The names of the fields that a path follows.
    pub(super) fn way(self, path: &Path) -> Vec<&'p str> {
        let mut record = path.root;
        let mut names = Vec::new();
        for step in &path.steps {
            let Some(def) = self.field(record, *step) else { break };
            names.push(self.lang.of(&def.written.name));
            if let Kind::Row(next) = def.kind {
                record = next;
            }
        }
        names
    }

    /// The field at the end of a path.
    pub(super) fn last(self, path: &Path) -> Option<&'p FieldDef> {
        self.field(path.end, *path.steps.last()?)
    }

    /// The words of a code of the coded field at the end of a path.
    pub(super) fn code(self, path: &Path, code: u16) -> &'p str {
        self.code_of(&path.kind, code)
    }

    /// The words of a code of a coded kind.
    pub(super) fn code_of(self, kind: &Kind, code: u16) -> &'p str {
        let (Kind::Code(list) | Kind::Codes(list)) = kind else { return "" };
        let def = self.pack.names.vocabulary.code_def(*list);
        def.and_then(|def| def.words(code)).map_or("", |words| self.lang.of(words))
    }

    /// The title of a parameter.
    pub(super) fn title(self, parameter: u16) -> &'p str {
        let def = self.pack.names.parameter_def(parameter);
        def.map_or("", |(written, _)| self.lang.of(&written.title))
    }

    /// The value of a parameter that holds one number.
    pub(super) fn value(self, parameter: u16) -> Option<Num> {
        let ParamValue::Value(n) = self.parameters.get(parameter) else { return None };
        Some(*n)
    }

    /// The name of an actor of the pack.
    pub(super) fn actor(self, id: &str) -> &'p str {
        self.pack.actor(id).map_or("", |actor| self.lang.of(&actor.name))
    }

    /// The option taken for a register entry.
    pub(super) fn option<T>(self, register: u16, options: &[T]) -> Option<&T> {
        let taken = self.choice.get(usize::from(register)).copied().map_or(0, usize::from);
        options.get(taken).or_else(|| options.first())
    }
}

/// What a count counts: the rows, or the rows that its key leads to.
pub(super) fn counter_of(writer: Writer<'_>, quantity: &Quantity) -> Option<Counter> {
    if let QuantityKind::Count(rows, keys) = &quantity.what {
        let record = match keys.as_slice() {
            [Path { kind: Kind::Row(record), .. }] => *record,
            _ => rows.record,
        };
        return Some(things(writer, record));
    }
    if let QuantityKind::LongestRun { .. } = &quantity.what {
        return Some(Counter { zh: "年".into(), one: "year".into(), many: "years".into() });
    }
    if let QuantityKind::Readings(register, options) = &quantity.what {
        return counter_of(writer, writer.option(*register, options)?);
    }
    None
}

/// The words behind a number of rows.
pub(super) fn things(writer: Writer<'_>, record: u16) -> Counter {
    let en = Writer { lang: Lang::En, ..writer };
    Counter {
        zh: writer.counter(record).to_owned(),
        one: en.record_name(record).to_owned(),
        many: en.plural(record),
    }
}

/// The name of a row: its record, its id, and what its title field holds.
pub(super) fn row_name(pack: &Pack, at: &Situation, row: RowRef, lang: Lang) -> String {
    let writer = Writer::new(pack, lang);
    let name = writer.record_name(row.record);
    if writer.is_single(row.record) {
        return name.to_owned();
    }
    let id = at.facts.id(row);
    let title = row_title(writer, at, row, 0).filter(|title| title != id);
    match (title, lang) {
        (Some(title), Lang::Zh) => format!("{name} {id}（{title}）"),
        (Some(title), Lang::En) => format!("{name} {id} ({title})"),
        (None, _) => format!("{name} {id}"),
    }
}

/// What the title field of a row holds; a title that is a row has that row's title.
fn row_title(writer: Writer<'_>, at: &Situation, row: RowRef, depth: u8) -> Option<String> {
    let def = writer.record(row.record)?;
    let field = def.field(def.written.title.as_ref()?)?;
    let value = at.facts.cell(CellRef { at: row, field });
    if value == Cell::Unknown {
        return None;
    }
    if let Cell::Row(next) = value
        && depth < 4
    {
        return row_title(writer, at, next, depth + 1);
    }
    Some(cell_words(writer, at, &def.fields.get(usize::from(field))?.kind, value))
}

/// The value of a fact in words.
pub(super) fn cell(pack: &Pack, at: &Situation, of: CellRef, lang: Lang) -> String {
    let writer = Writer::new(pack, lang);
    let Some(def) = writer.field(of.at.record, of.field) else { return String::new() };
    match (at.facts.cell(of), &def.written.none) {
        (Cell::Absent, Some(none)) => lang.of(none).to_owned(),
        (value, _) => cell_words(writer, at, &def.kind, value),
    }
}

/// A value of a kind in words.
pub(super) fn cell_words(writer: Writer<'_>, at: &Situation, kind: &Kind, value: Cell) -> String {
    let lang = writer.lang;
    match value {
        Cell::Unknown => pick(lang, "未填", "not given").to_owned(),
        Cell::Absent => pick(lang, "无", "none").to_owned(),
        Cell::Flag(true) => pick(lang, "是", "yes").to_owned(),
        Cell::Flag(false) => pick(lang, "否", "no").to_owned(),
        Cell::Number(number) => amount::number(number, kind, lang),
        Cell::Code(code) => {
            let foreign = foreign(writer.pack, at, kind, value);
            foreign.unwrap_or_else(|| writer.code_of(kind, code)).to_owned()
        }
        Cell::Codes(bits) => {
            let codes = (0..64_u16).filter(|code| bits & (1 << code) != 0);
            let words: Vec<&str> = codes.map(|code| writer.code_of(kind, code)).collect();
            words.join(pick(lang, "、", ", "))
        }
        Cell::Text(text) => at.facts.words(text).to_owned(),
        Cell::Row(row) => row_name(writer.pack, at, row, lang),
    }
}

/// The text of a code that belongs to another pack; none for one of this pack.
pub(crate) fn foreign<'a>(
    pack: &Pack,
    at: &'a Situation,
    kind: &Kind,
    value: Cell,
) -> Option<&'a str> {
    let (Cell::Code(code), Kind::Code(list)) = (value, kind) else { return None };
    let other = pack.names.vocabulary.code_def(*list)?.other()?;
    at.facts.foreign_words(other, code)
}

/// The words for a known absence of a fact.
pub(super) fn none_words(def: Option<&FieldDef>) -> Option<&Words> {
    def.and_then(|def| def.written.none.as_ref())
}
