//! Nothing regional in code: no name of a place, no clause of its regulation.
//!
//! The places and the clause prefixes of the packs in the tree are added to the ones written here,
//! so that a new pack is guarded from its first day.

use super::{File, Finding, Tree};

const NAMES: [&str; 8] =
    ["北京", "湖北", "河北", "中关村", "beijing", "hubei", "hebei", "zhongguancun"];
const PREFIXES: [&str; 4] = ["BJ", "HB", "HE", "CN"];

/// Folders of packs/ that are not named after a place.
const NO_PLACES: [&str; 4] = ["national", "vocabulary", "parameters", "glossary"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let folders = tree.folders_below("packs").into_iter().filter(|name| !NO_PLACES.contains(name));
    let names: Vec<String> = NAMES.into_iter().chain(folders).map(str::to_lowercase).collect();
    let prefixes: Vec<&str> = PREFIXES.into_iter().chain(declared_prefixes(tree)).collect();
    let mut findings = Vec::new();
    for file in tree.files().iter().filter(|file| is_guarded(file)) {
        for (number, line) in file.lines() {
            let lower = line.to_lowercase();
            let name = names.iter().find(|name| lower.contains(name.as_str())).cloned();
            let clause = || prefixes.iter().find_map(|prefix| clause(line, prefix));
            if let Some(word) = name.or_else(clause) {
                let message =
                    format!("`{word}` belongs to a regulation; it may stand in packs/ only");
                findings.push(Finding::at(&file.path, number, message));
            }
        }
    }
    findings
}

/// Sources, templates and interface words: everything of a crate that ships.
pub(super) fn is_guarded(file: &File) -> bool {
    file.is_in_crate("src") || file.is_in_crate("templates") || file.is_in_crate("i18n")
}

fn declared_prefixes(tree: &Tree) -> impl Iterator<Item = &str> {
    tree.files()
        .iter()
        .filter(|file| file.path.starts_with("packs/") && file.path.ends_with("/pack.yaml"))
        .flat_map(|file| file.text.lines())
        .filter_map(|line| line.strip_prefix("prefix:"))
        .map(|value| value.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']))
        .filter(|prefix| !prefix.is_empty())
}

/// The beginning of a clause id with this prefix, such as `XX-7`.
fn clause(line: &str, prefix: &str) -> Option<String> {
    line.match_indices(prefix).find_map(|(at, _)| {
        let before = line.get(..at)?.chars().next_back();
        let digit = line.get(at + prefix.len()..)?.strip_prefix('-')?.chars().next()?;
        let starts = before.is_none_or(|c| !(c.is_alphanumeric() || c == '_'));
        (starts && digit.is_ascii_digit()).then(|| format!("{prefix}-{digit}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(files: &[(&str, &str)]) -> Vec<String> {
        let quoted = |finding: &Finding| finding.message.split('`').nth(1).unwrap().to_owned();
        check(&Tree::of(files)).iter().map(quoted).collect()
    }

    #[test]
    fn a_place_or_a_clause_in_code_templates_or_words_is_a_finding() {
        assert_eq!(
            words(&[
                ("crates/web/src/a.rs", "// as in Hebei"),
                ("crates/web/templates/a.html", "北京"),
                ("crates/web/i18n/zh/a.ftl", "see BJ-8.1"),
            ]),
            ["hebei", "北京", "BJ-8"]
        );
    }

    #[test]
    fn tests_and_packs_may_speak_of_places() {
        assert_eq!(
            words(&[("crates/web/tests/a.rs", "BJ-8.1"), ("packs/beijing/a.yaml", "北京")]),
            [""; 0]
        );
    }

    #[test]
    fn a_word_that_only_contains_a_prefix_is_fine() {
        assert_eq!(words(&[("crates/web/src/a.rs", "ABJ-8 BJ_8 BJ-x zh-CN")]), [""; 0]);
    }

    #[test]
    fn a_new_pack_is_guarded_without_being_listed_here() {
        assert_eq!(
            words(&[
                ("packs/linhai/call/pack.yaml", "id: linhai/call\nprefix: LH # invented\n"),
                ("crates/cli/src/a.rs", "\"linhai/call\"\nLH-3.a"),
            ]),
            ["linhai", "LH-3"]
        );
    }
}
