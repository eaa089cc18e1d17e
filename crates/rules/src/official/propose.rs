//! A first draft of the ledger: what can be told from places alone, for a person to complete.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{Entry, Kind, Ledger, Unit};
use crate::pack::Pack;

/// The ledger as a file.
///
/// Sentences that the old ledger knows keep their clauses; others are given the clauses
/// that are cited from the same place, and a remark wherever a place has several sentences or no clause.
pub fn propose(pack: &Pack, old: Option<&Ledger>, units: &[Unit]) -> String {
    let mut known: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
    for entry in old.iter().flat_map(|old| old.units.iter().rev()) {
        known.entry(&entry.words.value).or_default().push(entry);
    }
    let mut text = String::from(
        "# The sentences of the official document in its order: where each stands, the digest of its words, and\n\
         # the clauses that paraphrase it. The words themselves are not here.\nunits:\n",
    );
    for unit in units {
        let (what, look) = match known.get_mut(&unit.digest).and_then(Vec::pop) {
            Some(entry) => (kept(entry), false),
            None => drafted(pack, unit, units),
        };
        let remark = if look { format!(" # look: line {}", unit.line) } else { String::new() };
        let written =
            writeln!(text, "  - {{at: {}, words: \"{}\", {what}}}{remark}", unit.path, unit.digest);
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
    }
    text
}

fn kept(entry: &Entry) -> String {
    if let Some(no_norm) = entry.no_norm {
        let word = serde_json::to_value(no_norm).ok();
        return format!("is: {}", word.as_ref().and_then(|word| word.as_str()).unwrap_or_default());
    }
    listed(entry.clauses.iter().map(|id| id.value.as_str()))
}

fn listed(ids: impl Iterator<Item = impl AsRef<str>>) -> String {
    format!("clauses: [{}]", ids.map(|id| id.as_ref().to_owned()).collect::<Vec<_>>().join(", "))
}

fn drafted(pack: &Pack, unit: &Unit, units: &[Unit]) -> (String, bool) {
    if unit.kind == Kind::Heading {
        return ("is: heading".to_owned(), false);
    }
    let place = numbers(&unit.path);
    let cited = pack.own_clauses().map(|clause| &clause.written);
    let cited: Vec<_> = cited.filter(|clause| numbers(&clause.cite.path) == place).collect();
    let sentences = units.iter().filter(|other| other.path == unit.path && other.kind == unit.kind);
    let several = sentences.count() > 1 && cited.len() > 1;
    (listed(cited.iter().map(|clause| clause.id.value.as_str())), several || cited.is_empty())
}

/// The numbers of a path, whatever its parts are called: an explanation below an item is cited as a note by
/// some and as a further item by others.
fn numbers(path: &str) -> Vec<&str> {
    let number = |part: &'_ str| part.find(|sign: char| sign.is_ascii_digit());
    path.split('/')
        .map(|part| number(part).and_then(|at| part.get(at..)).unwrap_or_default())
        .collect()
}
