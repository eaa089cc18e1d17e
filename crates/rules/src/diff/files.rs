//! The other files of two packs, key by key: procedure and terms, parameters, types, readings, questions.
//!
//! Nothing here says which is stricter; it says what stands where and what stood there.

use serde::{Deserialize, Serialize};

use crate::{
    facts::Tree,
    pack::Pack,
    yaml::{self, Located},
};

/// The files that are compared, below the folder of a pack. Articles are compared as rules, examples not at
/// all.
const FILES: [&str; 7] = [
    "pack.yaml",
    "procedure.yaml",
    "lifecycle.yaml",
    "readings.yaml",
    "judgements.yaml",
    "scores.yaml",
    "personal.yaml",
];

/// A value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// The file.
    pub file: String,
    /// The keys that lead to it; in a list, the id or the name of the entry.
    pub path: String,
    /// What the first pack has there; none when nothing.
    pub a: Option<String>,
    /// What the second has.
    pub b: Option<String>,
}

/// Everything that differs in the other files.
pub(super) fn between(a: &Pack, b: &Pack) -> Vec<FileChange> {
    let mut found = Vec::new();
    for file in FILES {
        let trees = [a, b].map(|pack| {
            let text = pack.files.get(&format!("{}/{file}", pack.id()));
            text.and_then(|text| yaml::parse::<Located<Tree>>(text).ok()).map(|tree| tree.value)
        });
        let [a, b] = trees;
        Walk { file, found: &mut found }.pair("", a.as_ref(), b.as_ref());
    }
    found
}

struct Walk<'f> {
    file: &'static str,
    found: &'f mut Vec<FileChange>,
}

impl Walk<'_> {
    fn pair(&mut self, path: &str, a: Option<&Tree>, b: Option<&Tree>) {
        if a == b {
            return;
        }
        match (a.and_then(entries), b.and_then(entries)) {
            (Some(one), Some(other)) => self.entries(path, &one, &other),
            (_, _) => self.found.push(FileChange {
                file: self.file.to_owned(),
                path: path.to_owned(),
                a: a.map(brief),
                b: b.map(brief),
            }),
        }
    }

    fn entries(&mut self, path: &str, a: &[(String, &Tree)], b: &[(String, &Tree)]) {
        let find =
            |all: &[(String, &'_ Tree)], key: &str| all.iter().position(|(own, _)| own == key);
        let gone = a.iter().filter(|(key, _)| find(b, key).is_none());
        // The id of a pack says no more than the names under which the two are compared.
        let is_id = |key: &str| path.is_empty() && key == "id";
        for (key, _) in b.iter().chain(gone).filter(|(key, _)| !is_id(key)) {
            let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let of = |all: &[(String, &'_ Tree)]| {
                find(all, key).and_then(|at| all.get(at).map(|(_, t)| (*t).clone()))
            };
            let (one, other) = (of(a), of(b));
            self.pair(&inner, one.as_ref(), other.as_ref());
        }
    }
}

/// The entries of a map, or of a list whose entries have ids or names of their own.
fn entries(tree: &Tree) -> Option<Vec<(String, &Tree)>> {
    match tree {
        Tree::Map(all) => {
            Some(all.iter().map(|(key, value)| (key.value.clone(), &value.value)).collect())
        }
        Tree::List(all) => {
            all.iter().map(|one| Some((own_name(&one.value)?, &one.value))).collect()
        }
        Tree::Null | Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_) => None,
    }
}

fn own_name(tree: &Tree) -> Option<String> {
    ["id", "name", "record"].iter().find_map(|key| tree.get(key)?.value.scalar())
}

/// A value in one line.
fn brief(tree: &Tree) -> String {
    match tree {
        Tree::Null => "null".to_owned(),
        Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_) => tree.scalar().unwrap_or_default(),
        Tree::List(all) => {
            let all: Vec<_> = all.iter().map(|one| brief(&one.value)).collect();
            format!("[{}]", all.join(", "))
        }
        Tree::Map(all) => {
            let pair = |(key, value): &(Located<String>, Located<Tree>)| {
                format!("{}: {}", key.value, brief(&value.value))
            };
            format!("{{{}}}", all.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}
