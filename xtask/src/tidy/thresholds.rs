//! The numbers of a regulation stand in its pack, and in no line of code and in no word of a page.
//!
//! Only numbers from 1,000 are evidence: smaller ones mean too many other things. Powers of ten are
//! how Chinese amounts are written (ten thousand, hundred million), and a bare number that can be a
//! calendar year proves nothing either.

use super::regional::is_guarded;
use super::rust_text::code_only;
use super::{File, Finding, Tree};
use std::collections::BTreeMap;

const SMALLEST: u128 = 1_000;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut thresholds = BTreeMap::new();
    for file in tree.files().iter().filter(|file| states_law(file)) {
        for (number, line) in file.lines() {
            for value in thresholds_in(line) {
                thresholds.entry(value).or_insert_with(|| format!("{}:{number}", file.path));
            }
        }
    }
    let guarded = tree.files().iter().filter(|file| is_guarded(file));
    guarded.flat_map(|file| check_source(file, &thresholds)).collect()
}

/// Files whose numbers are those of a regulation: not its examples, which invent theirs.
fn states_law(file: &File) -> bool {
    let Some(path) = file.path.strip_prefix("packs/") else { return false };
    let named = ["/pack.yaml", "/procedure.yaml", "/lifecycle.yaml"];
    path.contains("/articles/") || named.iter().any(|name| path.ends_with(name))
}

fn check_source(file: &File, thresholds: &BTreeMap<u128, String>) -> Vec<Finding> {
    let code = if file.is_rust() { code_only(&file.text) } else { joined(&file.text) };
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(code.lines()) {
        for value in literals(line) {
            if let Some(place) = thresholds.get(&value) {
                let message = format!("{value} is a threshold of {place}; code must not know it");
                findings.push(Finding::at(&file.path, number, message));
            }
        }
    }
    findings
}

/// Words of a page with the commas taken out that stand inside numbers.
fn joined(text: &str) -> String {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut before = None;
    let mut rest = text.chars().peekable();
    let mut joined = String::with_capacity(text.len());
    while let Some(next) = rest.next() {
        let inside = next == ',' && digit(before) && digit(rest.peek().copied());
        joined.push(if inside { '_' } else { next });
        before = Some(next);
    }
    joined
}

/// The whole numbers of a line.
fn literals(code: &str) -> impl Iterator<Item = u128> {
    code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter_map(|word| {
        let digits = word.find(|c: char| !(c.is_ascii_digit() || c == '_')).unwrap_or(word.len());
        word.get(..digits)?.replace('_', "").parse().ok()
    })
}

/// The thresholds of a line of a pack, also in the unit in which they are computed.
fn thresholds_in(line: &str) -> Vec<u128> {
    let line = line.split(" #").next().unwrap_or_default();
    let mut values = Vec::new();
    for scalar in line.split([':', '[', ']', '{', '}', '"', '\'']).flat_map(|part| part.split(", "))
    {
        let scalar = scalar.trim().trim_start_matches("- ").trim_end_matches(',');
        let (number, unit) = scalar.split_once(' ').unwrap_or((scalar, ""));
        let Ok(value) = number.replace(['_', ','], "").parse::<u128>() else { continue };
        match unit {
            "" if !(1900..=2100).contains(&value) => values.push(value),
            "m2" | "mu" => values.push(value),
            // Money is computed in fen.
            "yuan" => values.extend([value, value.saturating_mul(100)]),
            _ => {}
        }
    }
    values.retain(|value| *value >= SMALLEST && !is_power_of_ten(*value));
    values
}

fn is_power_of_ten(value: u128) -> bool {
    value.checked_ilog10().is_some_and(|places| value == 10_u128.pow(places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_found_in_code_however_it_is_written() {
        let tree = Tree::of(&[
            (
                "packs/a/b/articles/01.yaml",
                "rule:\n  at_least: [area, \"45,000 m2\"]\n  than: 300000 yuan\n",
            ),
            ("crates/rules/src/a.rs", "let a = 45_000_u64;\nlet b = 30_000_000;\n"),
        ]);
        assert_eq!(
            check(&tree),
            [
                Finding::at(
                    "crates/rules/src/a.rs",
                    1,
                    "45000 is a threshold of packs/a/b/articles/01.yaml:2; code must not know it"
                ),
                Finding::at(
                    "crates/rules/src/a.rs",
                    2,
                    "30000000 is a threshold of packs/a/b/articles/01.yaml:3; code must not know it"
                ),
            ]
        );
    }

    #[test]
    fn dates_years_small_numbers_and_powers_of_ten_are_no_evidence() {
        assert_eq!(thresholds_in("from: 2026-05-15"), [0; 0]);
        assert_eq!(thresholds_in("year: 2025"), [0; 0]);
        assert_eq!(thresholds_in("at_least: 300"), [0; 0]);
        assert_eq!(thresholds_in("at_least: 100000000 yuan"), [0; 0]);
        assert_eq!(thresholds_in("zh: 不少于 4500 平方米"), [0; 0]);
    }

    #[test]
    fn a_threshold_in_the_words_of_a_page_is_found_and_one_of_an_example_is_none() {
        let tree = Tree::of(&[
            ("packs/a/b/procedure.yaml", "when: {at_least: [site.area, 4500 m2]}\n"),
            ("packs/a/b/examples/x.yaml", "area: 7300 m2\n"),
            ("crates/web/i18n/zh/a.words", "hint = 须有4,500平方米\nother = 7300\n"),
            ("crates/web/templates/a.html", "<p>4500</p>"),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|one| (one.path, one.line)).collect();
        assert_eq!(
            found,
            [
                ("crates/web/i18n/zh/a.words".to_owned(), Some(1)),
                ("crates/web/templates/a.html".to_owned(), Some(1)),
            ]
        );
    }

    #[test]
    fn texts_and_comments_in_code_are_no_evidence() {
        let tree = Tree::of(&[
            ("packs/a/b/articles/01.yaml", "at_least: 45000 m2\n"),
            ("crates/rules/src/a.rs", "// 45000\nlet a = \"45000 m2\";\n"),
        ]);
        assert_eq!(check(&tree), []);
    }
}
