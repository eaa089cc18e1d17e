//! The table of requirements says of each how it stands, once; the tests that it names exist, and its figures are those of
//! its rows.

use std::collections::BTreeMap;

use super::{Finding, Tree, tree::File};

const TABLE: &str = "docs/security/asvs.md";
/// How a requirement can stand.
const STANDS: [&str; 4] = ["tested", "by construction", "does not apply", "open"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(table) = tree.file(TABLE) else { return Vec::new() };
    let mut findings = Vec::new();
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, line) in table.lines() {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [id, _, _, stands, by] = cells[..] else { continue };
        if !id.starts_with('V') {
            continue;
        }
        if let Some(before) = ids.insert(id, number) {
            findings.push(Finding::at(TABLE, number, format!("{id} stands at line {before} too")));
        }
        *counts.entry(stands).or_default() += 1;
        let say = |message: String| Finding::at(TABLE, number, format!("{id}: {message}"));
        if !STANDS.contains(&stands) {
            findings.push(say(format!("`{stands}` is none of {}", STANDS.join(", "))));
        }
        if by.is_empty() {
            findings.push(say("says neither by what nor why".to_owned()));
        }
        let named: Vec<_> = by.split('`').skip(1).step_by(2).collect();
        if stands == "tested" && named.is_empty() {
            findings.push(say("names no test".to_owned()));
        }
        for name in named.into_iter().filter(|_| stands == "tested") {
            if !tree.files().iter().any(|file| has_test(file, name)) {
                findings.push(say(format!("there is no test `{name}`")));
            }
        }
    }
    let figures = STANDS.iter().filter_map(|stands| {
        let figure = format!("**{stands}** ({})", counts.get(stands).copied().unwrap_or_default());
        let told = table.text.contains(&figure);
        (!told).then(|| Finding::in_file(TABLE, format!("does not say {figure}")))
    });
    findings.extend(figures);
    findings
}

/// Whether a file of tests defines a function of this name.
fn has_test(file: &File, name: &str) -> bool {
    let tests = file.path.contains("/tests/") || file.path.ends_with("tests.rs");
    (tests || file.text.contains("#[cfg(test)]"))
        && file.is_rust()
        && file.text.contains(&format!("fn {name}("))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "**tested** (1) **by construction** (0) **does not apply** (0) **open** (1)\n";

    fn found(rows: &str) -> Vec<String> {
        let text = format!("{HEAD}| id | level | what | stands | by what |\n{rows}");
        let tree = Tree::of(&[
            (TABLE, &text),
            ("crates/web/tests/it/doors.rs", "fn nobody_comes_in() {}"),
            ("crates/web/src/doors.rs", "fn open() {}"),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_table_whose_tests_exist_and_whose_figures_are_right_is_fine() {
        let rows =
            "| V1.1 | 1 | doors | tested | `nobody_comes_in` |\n| V1.2 | 1 | x | open | later |\n";
        assert_eq!(found(rows), Vec::<String>::new());
    }

    #[test]
    fn a_test_that_is_gone_a_row_twice_and_a_wrong_figure_are_named() {
        let rows = "| V1.1 | 1 | doors | tested | `open` |\n| V1.1 | 1 | x | hoped | |\n";
        assert_eq!(
            found(rows),
            [
                "docs/security/asvs.md:3: V1.1: there is no test `open`",
                "docs/security/asvs.md:4: V1.1 stands at line 3 too",
                "docs/security/asvs.md:4: V1.1: `hoped` is none of tested, by construction, does not apply, open",
                "docs/security/asvs.md:4: V1.1: says neither by what nor why",
                "docs/security/asvs.md: does not say **open** (0)",
            ]
        );
    }
}
