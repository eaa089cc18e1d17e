//! What a person would type to fill in the facts of a facts file.

use std::collections::BTreeMap;

use guohe_rules::{
    facts::Tree,
    vocabulary::{FieldDef, Kind, RecordDef, Vocabulary},
    yaml::Located,
};

use crate::facts::Edit;

/// A section of facts: its name and what stands in it.
type Section<'a> = (&'a str, &'a Tree);

/// The edits that type in sections of a facts file; all of them when none is named.
pub(crate) fn edits(file: &Tree, wanted: &[String], vocabulary: &Vocabulary) -> Vec<Edit> {
    let lists_closed = file
        .get("lists")
        .and_then(|lists| lists.value.scalar())
        .is_some_and(|word| word == "closed");
    let Some(Tree::Map(entries)) = file.get("facts").map(|facts| &facts.value) else {
        return Vec::new();
    };
    let sections = entries.iter().map(|(name, value)| (name.value.as_str(), &value.value));
    let (known, edits) = (BTreeMap::new(), Vec::new());
    let mut typing = Typing { vocabulary, lists_closed, wanted: true, known, edits };
    for section in in_order(sections.collect(), vocabulary) {
        typing.wanted = wanted.is_empty() || wanted.iter().any(|name| name == section.0);
        typing.section(section);
    }
    typing.edits
}

/// Sections in an order in which rows come before the rows that point to them.
fn in_order<'a>(mut left: Vec<Section<'a>>, vocabulary: &Vocabulary) -> Vec<Section<'a>> {
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let waits = |(name, _): &Section<'_>| {
            let pointed = points_to(name, vocabulary);
            left.iter().any(|(other, _)| other != name && pointed.iter().any(|to| to == other))
        };
        let (later, now): (Vec<_>, Vec<_>) = left.iter().copied().partition(|s| waits(s));
        if now.is_empty() {
            ordered.extend(later);
            break;
        }
        ordered.extend(now);
        left = later;
    }
    ordered
}

/// The lists that rows of a list point to.
fn points_to(list: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let def = vocabulary.list(list).and_then(|record| vocabulary.record_def(record));
    let fields = def.map_or(&[][..], |def| &def.fields);
    let records = fields.iter().flat_map(|field| field.kind.records());
    records.filter_map(|record| vocabulary.record_def(*record)?.list.clone()).collect()
}

struct Typing<'a> {
    vocabulary: &'a Vocabulary,
    lists_closed: bool,
    /// Whether the section at hand is wanted; the ids of its rows are needed in any case.
    wanted: bool,
    /// The id that a row of the file gets in the application.
    known: BTreeMap<String, String>,
    edits: Vec<Edit>,
}

impl Typing<'_> {
    fn section(&mut self, (name, value): Section<'_>) {
        match value {
            Tree::List(rows) => self.list(name, rows, self.lists_closed),
            Tree::Map(_) if self.vocabulary.list(name).is_some() => {
                let closed = value.get("closed").and_then(|closed| closed.value.scalar());
                let rows = value.get("rows").map(|rows| &rows.value);
                let rows = if let Some(Tree::List(rows)) = rows { rows.as_slice() } else { &[] };
                self.list(name, rows, closed.is_some_and(|word| word == "true"));
            }
            Tree::Map(fields) if self.wanted => {
                let def =
                    self.vocabulary.record(name).and_then(|at| self.vocabulary.record_def(at));
                for (field, cell) in fields {
                    let Some(typed) = self.typed(field_of(def, field), &cell.value) else {
                        continue;
                    };
                    self.edits.push(Edit::Set { place: format!("{name}.{field}"), typed });
                }
            }
            Tree::Map(_) | Tree::Null | Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_) => {}
        }
    }

    fn list(&mut self, name: &str, rows: &[Located<Tree>], closed: bool) {
        let record = self.vocabulary.list(name);
        let Some(def) = record.and_then(|record| self.vocabulary.record_def(record)) else {
            return;
        };
        for (at, row) in rows.iter().enumerate() {
            let Tree::Map(fields) = &row.value else { continue };
            let cells = fields.iter().filter(|(field, _)| field.value != "id").filter_map(
                |(field, cell)| {
                    let typed = self.typed(field_of(Some(def), field), &cell.value)?;
                    Some((field.value.clone(), typed))
                },
            );
            let cells = cells.collect();
            if self.wanted {
                self.edits.push(Edit::Add { list: name.to_owned(), cells });
            }
            if let Some(id) = row.value.get("id").and_then(|id| id.value.scalar()) {
                self.known.insert(id, format!("{}-{}", def.id, at + 1));
            }
        }
        if closed && self.wanted {
            self.edits.push(Edit::Close { list: name.to_owned() });
        }
    }

    /// What is typed into a cell; nothing for what is not known.
    fn typed(&self, field: Option<&FieldDef>, value: &Tree) -> Option<String> {
        if let Tree::List(all) = value {
            let parts: Vec<String> = all.iter().filter_map(|one| one.value.scalar()).collect();
            return Some(parts.join("、"));
        }
        let text = value.scalar().filter(|text| text != "unknown")?;
        let points = field.is_some_and(|f| matches!(f.kind, Kind::Row(_) | Kind::Party(_)));
        let row = self.known.get(&text).filter(|_| points);
        Some(row.cloned().unwrap_or(text))
    }
}

fn field_of<'a>(def: Option<&'a RecordDef>, name: &str) -> Option<&'a FieldDef> {
    def?.fields.iter().find(|field| field.id == name)
}
