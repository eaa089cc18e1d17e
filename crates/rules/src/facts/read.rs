//! Reading the tables from a document of facts.

use std::{collections::BTreeMap, sync::Arc};

use super::{CellRef, Facts, Tree, cell};
use crate::{
    compile::nearest,
    diagnostic::{Diagnostic, words},
    syntax::Words,
    value::{Cell, Level, RowRef},
    vocabulary::{Kind, RecordDef, Vocabulary, index},
    yaml::{Located, Place},
};

/// Reads documents of facts into tables. What is wrong is collected and the cell stays unknown; nothing
/// that was right is lost.
#[derive(Debug)]
pub struct Reader<'a> {
    vocabulary: &'a Vocabulary,
    file: Arc<str>,
    /// Whether plain lists are closed; `None` when the document does not say.
    pub plain_lists_closed: Option<bool>,
    /// The support of cells that do not state theirs.
    pub level: Level,
    /// The tables so far.
    pub facts: Facts,
    /// Attachments named by cells.
    pub evidence: BTreeMap<CellRef, Vec<String>>,
    /// What is wrong.
    pub findings: Vec<Diagnostic>,
    ids: BTreeMap<(u16, String), RowRef>,
    /// Rows whose cells are still to be read.
    open: Vec<(RowRef, Located<Tree>)>,
    made: u32,
}

impl<'a> Reader<'a> {
    /// A reader that starts from nothing known.
    pub fn new(vocabulary: &'a Vocabulary, file: &str) -> Self {
        Self {
            vocabulary,
            file: Arc::from(file),
            plain_lists_closed: None,
            level: Level::Verified,
            facts: Facts::unknown(vocabulary),
            evidence: BTreeMap::new(),
            findings: Vec::new(),
            ids: BTreeMap::new(),
            open: Vec::new(),
            made: 0,
        }
    }

    /// Adds a finding.
    pub fn say(&mut self, code: &'static str, place: Place, message: Words) {
        self.findings.push(Diagnostic::error(code, &self.file, place, message));
    }

    /// Reads one section: records that exist once and lists, by their names.
    pub fn section(&mut self, section: &Located<Tree>) {
        let Tree::Map(entries) = &section.value else {
            if section.value != Tree::Null {
                let message = words("这里应为记录与列表", "records and lists are expected here");
                self.say("facts-shape", section.place, message);
            }
            return;
        };
        for (name, value) in entries {
            if let Some(record) = self.vocabulary.list(name) {
                self.list(record, value);
            } else if let Some(record) = self.single(name) {
                self.open.push((RowRef { record, row: 0 }, value.clone()));
            } else {
                self.unknown_name(name);
            }
        }
    }

    fn single(&self, name: &str) -> Option<u16> {
        let record = self.vocabulary.record(name)?;
        self.vocabulary.record_def(record).filter(|def| def.list.is_none()).map(|_| record)
    }

    fn unknown_name(&mut self, name: &Located<String>) {
        let known = self.vocabulary.records.iter();
        let known = known.map(|def| def.list.clone().unwrap_or_else(|| def.id.clone()));
        let message = words(
            format!("没有名为“{name}”的记录或列表"),
            format!("there is no record or list `{name}`"),
        );
        let finding = Diagnostic::error("unknown-fact", &self.file, name.place, message);
        self.findings.push(finding.help(nearest(name, known)));
    }

    fn list(&mut self, record: u16, value: &Located<Tree>) {
        let (rows, closed) = match &value.value {
            Tree::List(_) => (Some(value), self.plain_lists_closed),
            Tree::Map(entries) => {
                self.only(entries, &["closed", "because", "rows"]);
                self.because(record, value.value.get("because"));
                let closed = value.value.get("closed").and_then(|closed| self.flag(closed));
                (value.value.get("rows"), closed.or(self.plain_lists_closed))
            }
            Tree::Null => (None, Some(false)),
            Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_) => {
                let message = words("这里应为列表", "a list is expected here");
                return self.say("facts-shape", value.place, message);
            }
        };
        let Some(closed) = closed else {
            let message = words(
                "请说明列表是否完整：在文件开头写 lists: closed 或 lists: open",
                "say whether lists are complete: write `lists: closed` or `lists: open` at the top",
            );
            return self.say("list-openness", value.place, message);
        };
        if let Some(table) = self.facts.table_mut(record) {
            table.closed = closed;
        }
        match rows.map(|rows| (&rows.value, rows.place)) {
            None | Some((Tree::Null, _)) => {}
            Some((Tree::List(rows), _)) => {
                for row in rows {
                    self.add_row(record, row);
                }
            }
            Some((_, place)) => {
                let message = words("这里应为列表", "a list is expected here");
                self.say("facts-shape", place, message);
            }
        }
    }

    /// Why a list is open, in both languages.
    fn because(&mut self, record: u16, written: Option<&Located<Tree>>) {
        let Some(written) = written else { return };
        let text = |lang: &str| written.value.get(lang).and_then(|text| text.value.scalar());
        if let (Some(zh), Some(en)) = (text("zh"), text("en")) {
            self.facts.set_why_open(record, words(zh, en));
        } else {
            let message = words("理由应有 zh 与 en", "the reason is given as `zh` and `en`");
            self.say("facts-shape", written.place, message);
        }
    }

    /// Names that have no meaning here are findings.
    fn only(&mut self, entries: &[(Located<String>, Located<Tree>)], known: &[&str]) {
        for (name, _) in entries {
            if !known.contains(&name.value.as_str()) {
                let all = known.join(", ");
                let message = words(
                    format!("这里没有“{name}”，只能有 {all}"),
                    format!("there is no `{name}` here, only {all}"),
                );
                self.say("facts-shape", name.place, message);
            }
        }
    }

    fn flag(&mut self, value: &Located<Tree>) -> Option<bool> {
        if let Tree::Flag(yes) = value.value {
            return Some(yes);
        }
        self.say("bad-value", value.place, words("应为 true 或 false", "it is true or false"));
        None
    }

    /// Makes a row and remembers to read its cells; the id is the row's own, or a made one.
    fn add_row(&mut self, record: u16, row: &Located<Tree>) -> Option<RowRef> {
        let Tree::Map(_) = row.value else {
            let message = words("列表的每一行应为一组事实", "each row of a list is a set of facts");
            self.say("facts-shape", row.place, message);
            return None;
        };
        let written = row.value.get("id");
        let own = written.and_then(|id| id.value.scalar());
        if let (Some(written), None) = (written, &own) {
            let message = words("行的标识应为单个值", "the id of a row is a single value");
            self.say("bad-value", written.place, message);
        }
        let id = own.unwrap_or_else(|| {
            self.made += 1;
            format!("#{}", self.made)
        });
        if self.ids.contains_key(&(record, id.clone())) {
            let message =
                words(format!("行“{id}”出现了两次"), format!("the row `{id}` stands twice"));
            self.say("duplicate-id", row.place, message);
            return None;
        }
        let table = self.facts.table_mut(record)?;
        let at = RowRef { record, row: table.add_row(id.clone()) };
        self.ids.insert((record, id), at);
        self.register_inline(record, row);
        self.open.push((at, row.clone()));
        Some(at)
    }

    /// Rows written inside other rows exist from the start, so that they may be named anywhere.
    fn register_inline(&mut self, record: u16, row: &Located<Tree>) {
        let Some(def) = self.vocabulary.record_def(record) else { return };
        for field in &def.fields {
            if let (Kind::Row(target), Some(inner)) = (&field.kind, row.value.get(&field.id))
                && inner.value.get("id").is_some()
                && inner.value.get("value").is_none()
            {
                self.add_row(*target, inner);
            }
        }
    }

    /// Reads the cells of all rows that were named so far.
    pub fn finish(&mut self) {
        while let Some((at, row)) = self.open.pop() {
            let Some(def) = self.vocabulary.record_def(at.record) else { continue };
            let Tree::Map(entries) = &row.value else {
                if row.value != Tree::Null {
                    let message = words("这里应为一组事实", "a set of facts is expected here");
                    self.say("facts-shape", row.place, message);
                }
                continue;
            };
            for (name, value) in entries {
                if name.value == "id" && def.field("id").is_none() {
                    continue;
                }
                match def.field(name) {
                    Some(field) => self.cell(CellRef { at, field }, value),
                    None => self.unknown_field(def, name),
                }
            }
        }
    }

    fn unknown_field(&mut self, def: &RecordDef, name: &Located<String>) {
        let message = words(
            format!("记录“{}”没有事实“{name}”", def.written.name.zh),
            format!("the record `{}` has no fact `{name}`", def.id),
        );
        let known = def.fields.iter().map(|field| field.id.clone());
        let finding = Diagnostic::error("unknown-fact", &self.file, name.place, message);
        self.findings.push(finding.help(nearest(name, known)));
    }

    fn cell(&mut self, of: CellRef, value: &Located<Tree>) {
        let Some(field) = self.vocabulary.field_def(of.at.record, of.field) else { return };
        let (inner, level) = self.support(of, value);
        let read = if let Kind::Row(target) = &field.kind {
            self.row(*target, &inner)
        } else if let Kind::Party(records) = &field.kind {
            self.party(records, &inner)
        } else {
            cell::read(&inner.value, &field.kind, self.vocabulary, &mut self.facts)
        };
        match read {
            Ok(cell) => self.facts.set(of, cell, level),
            Err(message) => self.say("bad-value", inner.place, message),
        }
    }

    /// A cell may state its support: `{value: …, level: …, evidence: […]}`.
    fn support(&mut self, of: CellRef, value: &Located<Tree>) -> (Located<Tree>, Level) {
        let Some(inner) = value.value.get("value") else { return (value.clone(), self.level) };
        let level = value.value.get("level").map_or(self.level, |level| self.level_of(level));
        if let Tree::Map(entries) = &value.value {
            self.only(entries, &["value", "level", "evidence"]);
        }
        if let Some(evidence) = value.value.get("evidence") {
            self.proof(of, evidence);
        }
        (inner.clone(), level)
    }

    fn level_of(&mut self, written: &Located<Tree>) -> Level {
        let text = written.value.scalar().unwrap_or_default();
        match text.as_str() {
            "declared" => Level::Declared,
            "evidenced" => Level::Evidenced,
            "verified" => Level::Verified,
            "contested" => Level::Contested,
            other => {
                let message = words(
                    format!("“{other}”不是证据层级（declared、evidenced、verified、contested）"),
                    format!("`{other}` is not declared, evidenced, verified or contested"),
                );
                self.say("bad-value", written.place, message);
                Level::Contested
            }
        }
    }

    /// The attachments that prove a fact, by name.
    fn proof(&mut self, of: CellRef, evidence: &Located<Tree>) {
        let named = if let Tree::List(all) = &evidence.value {
            all.iter().map(|one| one.value.scalar()).collect()
        } else {
            evidence.value.scalar().map(|one| vec![one])
        };
        if let Some(named) = named {
            self.evidence.insert(of, named);
        } else {
            let message = words("佐证应为附件的名称", "evidence names attachments");
            self.say("bad-value", evidence.place, message);
        }
    }

    fn row(&mut self, record: u16, value: &Located<Tree>) -> Result<Cell, Words> {
        match &value.value {
            Tree::Null => Ok(Cell::Unknown),
            Tree::Map(_) => {
                let named = value.value.get("id").and_then(|id| id.value.scalar());
                let known = named.and_then(|id| self.ids.get(&(record, id)).copied());
                let at = known.or_else(|| self.add_row(record, value));
                Ok(at.map_or(Cell::Unknown, Cell::Row))
            }
            Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_) | Tree::List(_) => {
                self.named(&[record], value)
            }
        }
    }

    fn party(&mut self, records: &[u16], value: &Located<Tree>) -> Result<Cell, Words> {
        let single = value.value.scalar().and_then(|text| self.single(&text));
        if let Some(record) = single.filter(|record| records.contains(record)) {
            return Ok(Cell::Row(RowRef { record, row: 0 }));
        }
        self.named(records, value)
    }

    /// A row by its id in one of several records.
    fn named(&mut self, records: &[u16], value: &Located<Tree>) -> Result<Cell, Words> {
        let Some(text) = value.value.scalar() else {
            return if value.value == Tree::Null {
                Ok(Cell::Unknown)
            } else {
                Err(words("这里应为一行的标识", "the id of a row is expected here"))
            };
        };
        match text.as_str() {
            "unknown" => return Ok(Cell::Unknown),
            "none" => return Ok(Cell::Absent),
            _ => {}
        }
        for record in records {
            if let Some(at) = self.ids.get(&(*record, text.clone())) {
                return Ok(Cell::Row(*at));
            }
        }
        Err(words(
            format!("没有标识为“{text}”的行"),
            format!("there is no row with the id `{text}`"),
        ))
    }

    /// The row with an id in any record, for judgements about rows.
    pub fn find(&self, record: u16, id: &str) -> Option<RowRef> {
        self.ids.get(&(record, id.to_owned())).copied()
    }

    /// The number of records, for tables by record.
    pub fn records(&self) -> u16 {
        index(self.vocabulary.records.len())
    }
}
