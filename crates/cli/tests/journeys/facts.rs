//! The facts of a worked example as a person types them: into fields, and as tables for pasting.

use std::collections::BTreeMap;

use guohe_cases::law::Law;
use guohe_rules::{
    facts::Tree,
    vocabulary::{Kind, RecordDef},
    yaml::{self, Located},
};

use crate::house::{House, PACK};

/// What is typed, by the name of its field.
pub(crate) type Typed = Vec<(String, String)>;

/// Facts of an invented host.
pub(crate) struct Facts {
    /// Records that exist once, by their noun.
    pub(crate) once: BTreeMap<String, Typed>,
    /// Rows of lists, by the plural noun.
    pub(crate) lists: BTreeMap<String, Vec<Typed>>,
}

impl Facts {
    /// The facts that the worked examples of a type start from.
    pub(crate) fn of(house: &House, example: &str) -> Self {
        let text = guohe_testkit::packs::files()
            .unwrap()
            .remove(&format!("{PACK}/examples/base/{example}.yaml"))
            .unwrap();
        let document: Located<Tree> = yaml::parse(&text).unwrap();
        Self::in_file(&document.value, &house.law())
    }

    /// The facts of a file.
    pub(crate) fn in_file(document: &Tree, law: &Law) -> Self {
        let facts = entries(&document.get("facts").unwrap().value);
        let record = |name: &str| {
            let vocabulary = law.vocabulary();
            let at = vocabulary.list(name).or_else(|| vocabulary.record(name)).unwrap();
            vocabulary.record_def(at).unwrap().clone()
        };
        let mut ids = BTreeMap::new();
        for (name, value) in facts {
            let Tree::List(rows) = &value.value else { continue };
            for (at, row) in (1..).zip(rows) {
                let id = row.value.get("id").and_then(|id| id.value.scalar()).unwrap();
                ids.insert(id, format!("{}-{at}", record(&name.value).id));
            }
        }
        let mut all = Self { once: BTreeMap::new(), lists: BTreeMap::new() };
        for (name, value) in facts {
            let (def, name) = (record(&name.value), name.value.clone());
            if let Tree::List(rows) = &value.value {
                let rows = rows.iter().map(|row| typed(&row.value, &def, &ids)).collect();
                all.lists.insert(name, rows);
            } else {
                all.once.insert(name, typed(&value.value, &def, &ids));
            }
        }
        all
    }
}

fn entries(tree: &Tree) -> &[(Located<String>, Located<Tree>)] {
    let Tree::Map(entries) = tree else { panic!("not a map: {tree:?}") };
    entries
}

/// What is typed for a record: rows that it names under the ids they get in the application.
fn typed(record: &Tree, def: &RecordDef, ids: &BTreeMap<String, String>) -> Typed {
    let cells = entries(record).iter().filter(|(field, _)| field.value != "id");
    let one = |(field, value): &(Located<String>, Located<Tree>)| {
        let text = match &value.value {
            Tree::List(all) => {
                let parts: Vec<_> = all.iter().filter_map(|one| one.value.scalar()).collect();
                parts.join("、")
            }
            one @ (Tree::Map(_) | Tree::Null | Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_)) => {
                one.scalar().filter(|text| text != "unknown")?
            }
        };
        let kind = def.fields.iter().find(|known| known.id == field.value).map(|def| &def.kind);
        let points = matches!(kind, Some(Kind::Row(_) | Kind::Party(_)));
        let text = ids.get(&text).filter(|_| points).cloned().unwrap_or(text);
        Some((field.value.clone(), text))
    };
    cells.filter_map(one).collect()
}

/// Rows as a spreadsheet copies them, under a heading.
pub(crate) fn table(rows: &[Typed]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for (field, _) in rows.iter().flatten() {
        if !columns.contains(&field.as_str()) {
            columns.push(field);
        }
    }
    let line = |row: &Typed| {
        let cell = |column: &&str| {
            row.iter().find(|(field, _)| field == column).map_or("", |(_, typed)| typed.as_str())
        };
        columns.iter().map(cell).collect::<Vec<_>>().join("\t")
    };
    let lines: Vec<_> = rows.iter().map(line).collect();
    format!("{}\n{}", columns.join("\t"), lines.join("\n"))
}
