//! Nothing regional in code: no name of a place, no clause of its regulation.
//!
//! Both are taken from the packs in the tree: the folder of the authority, the name of the region that a
//! pack declares, the prefix of its clauses. So a new pack is guarded from its first day.

use super::{File, Finding, Tree};

/// Places that stand in the texts only; no file of a pack says that they are places.
const LOCALITIES: [&str; 2] = ["中关村", "zhongguancun"];

/// Folders of packs/ that are not named after a place.
const NO_PLACES: [&str; 4] = ["national", "vocabulary", "parameters", "glossary"];

/// The code of the whole country: its name is in everybody's mouth.
const NATIONWIDE: &str = "000000";

/// What ends the name of a division, and is left out where people speak of it.
const DIVISIONS: [&str; 5] = ["壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let folders = tree.folders_below("packs").into_iter().filter(|name| !NO_PLACES.contains(name));
    let own = folders.map(str::to_owned).chain(regions(tree));
    let names: Vec<String> = LOCALITIES
        .into_iter()
        .map(str::to_owned)
        .chain(own)
        .map(|name| name.to_lowercase())
        .collect();
    let prefixes: Vec<&str> = declared(tree, "prefix:").collect();
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

/// What the packs declare under a key.
fn declared<'t>(tree: &'t Tree, key: &'static str) -> impl Iterator<Item = &'t str> {
    tree.files()
        .iter()
        .filter(|file| file.path.starts_with("packs/") && file.path.ends_with("/pack.yaml"))
        .flat_map(|file| file.text.lines())
        .filter_map(move |line| line.strip_prefix(key))
        .map(|value| value.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']))
        .filter(|value| !value.is_empty())
}

/// The names of the regions that packs declare, in both languages, from the list of codes in the vocabulary.
fn regions(tree: &Tree) -> Vec<String> {
    let codes: Vec<&str> = declared(tree, "region:").filter(|code| *code != NATIONWIDE).collect();
    let vocabulary = tree.files().iter().filter(|file| file.path.starts_with("packs/vocabulary/"));
    let lines = vocabulary.flat_map(|file| file.text.lines());
    let of_region =
        lines.filter(|line| codes.iter().any(|code| line.contains(&format!("id: \"{code}\""))));
    of_region.flat_map(|line| [spoken(value(line, "zh:")), value(line, "en:").to_owned()]).collect()
}

/// The value of a key in a line of a code list.
fn value<'l>(line: &'l str, key: &str) -> &'l str {
    let after = line.split_once(key).map_or("", |(_, after)| after);
    after.split([',', '}']).next().unwrap_or_default().trim().trim_matches('"')
}

/// The name of a division as people say it.
fn spoken(name: &str) -> String {
    let longest = DIVISIONS.iter().find_map(|end| name.strip_suffix(end));
    longest.unwrap_or_else(|| name.trim_end_matches(['省', '市'])).to_owned()
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

    const VOCABULARY: (&str, &str) = (
        "packs/vocabulary/host.yaml",
        "  - id: division\n    codes:\n      - {id: \"990000\", zh: 临海自治区, en: Linhai}\n",
    );

    #[test]
    fn a_place_or_a_clause_in_code_templates_or_words_is_a_finding() {
        assert_eq!(
            words(&[
                VOCABULARY,
                ("packs/east/call/pack.yaml", "id: east/call\nprefix: LH\nregion: \"990000\"\n"),
                ("crates/web/src/a.rs", "// as in Linhai"),
                ("crates/web/src/b.rs", "// as in the EAST"),
                ("crates/web/templates/a.html", "临海"),
                ("crates/web/templates/b.html", "中关村"),
                ("crates/web/i18n/zh/a.ftl", "see LH-8.1"),
            ]),
            ["linhai", "east", "临海", "中关村", "LH-8"]
        );
    }

    #[test]
    fn a_region_of_no_pack_is_free() {
        assert_eq!(words(&[VOCABULARY, ("crates/web/src/a.rs", "// as in Linhai")]), [""; 0]);
    }

    #[test]
    fn tests_and_packs_may_speak_of_places() {
        assert_eq!(
            words(&[
                ("packs/east/call/pack.yaml", "prefix: LH\n"),
                ("crates/web/tests/a.rs", "LH-8.1 east"),
            ]),
            [""; 0]
        );
    }

    #[test]
    fn a_word_that_only_contains_a_prefix_is_fine() {
        assert_eq!(
            words(&[
                ("packs/linhai/call/pack.yaml", "prefix: LH\n"),
                ("crates/web/src/a.rs", "ALH-8 LH_8 LH-x zh-LH"),
            ]),
            [""; 0]
        );
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
