//! Ids and citations: whether they belong to the instrument, agree with each other, and leave no gap.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finder, places};
use crate::{model::Clause, pack::Pack, yaml::Place};

pub(super) fn check(finder: &mut Finder<'_>) {
    let pack = finder.pack;
    for clause in pack.own_clauses() {
        prefix(finder, clause);
        path(finder, clause);
    }
    same_paths(finder);
    gaps(finder);
}

fn prefix(finder: &mut Finder<'_>, clause: &Clause) {
    let wanted = format!("{}-", finder.pack.file.prefix);
    let id = &clause.written.id;
    if !id.starts_with(&wanted) {
        finder.error(
            "id-prefix",
            clause,
            id.place,
            &format!("条款标识应以“{wanted}”开头"),
            &format!("the id of a clause begins with `{wanted}`"),
        );
    }
}

/// Where the path of a citation stands.
fn path_place(pack: &Pack, clause: &Clause) -> Place {
    places::near(pack, &clause.file, clause.written.id.place, &clause.written.cite.path)
}

fn path(finder: &mut Finder<'_>, clause: &Clause) {
    let path = &clause.written.cite.path;
    if path.trim().is_empty() {
        finder.error(
            "no-path",
            clause,
            clause.written.id.place,
            "引注没有写明条、项、目的路径（path）",
            "the citation has no path within the instrument",
        );
        return;
    }
    let (Some(by_id), by_path) = (numbers_of(finder.pack, clause), path_numbers(path)) else {
        return;
    };
    if !by_path.is_empty() && by_id != by_path {
        let place = path_place(finder.pack, clause);
        let dotted = by_path.join(".");
        finder.advice(
            "path-and-id",
            clause,
            place,
            &format!("路径指向 {dotted}，与条款标识的编号不同"),
            &format!("the path leads to {dotted}, which is not the number in the id"),
        );
    }
}

/// The numbers of an id without its prefix and its letter: `XX-8.1.4.a` is 8, 1, 4.
fn numbers_of(pack: &Pack, clause: &Clause) -> Option<Vec<String>> {
    let rest = clause.written.id.strip_prefix(&pack.file.prefix)?.strip_prefix('-')?;
    Some(stem(rest).split('.').map(str::to_owned).collect())
}

/// An id without the letter, or the zero, that tells clauses of one place apart.
fn stem(id: &str) -> &str {
    match id.rsplit_once('.') {
        Some((head, "0")) => head,
        Some((head, tail)) if tail.chars().all(|c| c.is_ascii_lowercase()) => head,
        Some(_) | None => id,
    }
}

/// The numbers of a path: `art8/item1/subitem4` is 8, 1, 4; parts without a number say nothing.
fn path_numbers(path: &str) -> Vec<String> {
    let number = |part: &str| {
        let digits: String = part.chars().skip_while(|c| !c.is_ascii_digit()).collect();
        (!digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())).then_some(digits)
    };
    path.split('/').filter_map(number).collect()
}

/// Clauses of one place are told apart by a letter; two ids with different numbers cannot both stand there.
fn same_paths(finder: &mut Finder<'_>) {
    let mut by_path: BTreeMap<&str, Vec<&Clause>> = BTreeMap::new();
    for clause in finder.pack.own_clauses() {
        by_path.entry(&clause.written.cite.path).or_default().push(clause);
    }
    for (path, clauses) in by_path {
        let Some(first) = clauses.first().filter(|_| !path.is_empty()) else { continue };
        for other in clauses.iter().skip(1) {
            if stem(&first.written.id) == stem(&other.written.id) {
                continue;
            }
            let place = path_place(finder.pack, other);
            let id = &first.written.id;
            finder.error(
                "same-path",
                other,
                place,
                &format!("与条款“{id}”引用同一处，编号却不同"),
                &format!("`{id}` cites the same place under another number"),
            );
        }
    }
}

/// Numbers run from one without a gap at every level; a gap is a provision that nobody has classified.
fn gaps(finder: &mut Finder<'_>) {
    let mut seen: BTreeMap<(String, String), BTreeSet<u32>> = BTreeMap::new();
    for clause in finder.pack.own_clauses() {
        let mut parent = String::new();
        for part in clause.written.cite.path.split('/') {
            let word: String = part.chars().take_while(|c| !c.is_ascii_digit()).collect();
            if let Ok(number) = part.split_at(word.len()).1.parse() {
                seen.entry((parent.clone(), word)).or_default().insert(number);
            }
            parent = format!("{parent}{part}/");
        }
    }
    let file = places::file_of(finder.pack, &finder.pack.file.id, &[finder.pack.id()]);
    let place = finder.pack.file.id.place;
    for ((parent, word), numbers) in seen {
        let last = numbers.last().copied().unwrap_or_default();
        for missing in (1..last).filter(|number| !numbers.contains(number)) {
            let path = format!("{parent}{word}{missing}");
            finder.error_in(
                "missing-clause",
                &file,
                place,
                &format!("没有任何条款引用 {path}：该处文字尚未归类"),
                &format!("no clause cites {path}: that text has not been classified"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_or_a_zero_tells_clauses_of_one_place_apart() {
        let stems = ["8.1.4.a", "8.0", "7.1", "12", "5.3.aa"].map(stem);
        assert_eq!(stems, ["8.1.4", "8", "7.1", "12", "5.3"]);
    }

    #[test]
    fn the_numbers_of_a_path_are_those_of_its_parts() {
        assert_eq!(path_numbers("art8/item1/subitem4"), ["8", "1", "4"]);
        assert_eq!(path_numbers("preface"), Vec::<String>::new());
    }
}
