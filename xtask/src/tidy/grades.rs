//! The grades an evaluation gives are words of a regulation: code must not know them.
//!
//! A list of codes whose name ends in `grade` holds grades, wherever it stands in the packs.

use super::regional::is_guarded;
use super::{File, Finding, Tree};

/// A code that is also the name of a tone in the styles, and an everyday word: no evidence (its Chinese label is).
const ORDINARY: &str = "\"good\"";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let packs = tree.files().iter().filter(|file| file.path.starts_with("packs/"));
    let mut words: Vec<String> = packs.flat_map(grades).collect();
    words.sort_unstable();
    words.dedup();
    words.retain(|word| word != ORDINARY);
    let mut findings = Vec::new();
    for file in tree.files().iter().filter(|file| is_guarded(file)) {
        for (number, line) in file.lines() {
            if let Some(word) = words.iter().find(|word| line.contains(word.as_str())) {
                let message =
                    format!("{word} is a grade of a regulation; it may stand in packs/ only");
                findings.push(Finding::at(&file.path, number, message));
            }
        }
    }
    findings
}

/// The grades of a file: Chinese labels as they are, codes as text literals.
///
/// English labels are everyday words and prove nothing, so they are not looked for; and a label of one
/// character is part of too many other words.
fn grades(file: &File) -> Vec<String> {
    let mut words = Vec::new();
    let mut inside: Option<usize> = None;
    for line in file.text.lines().filter(|line| !line.trim().is_empty()) {
        let indent = line.len() - line.trim_start().len();
        if inside.is_some_and(|list| indent <= list) {
            inside = None;
        }
        if let Some(name) = line.trim_start().strip_prefix("- id: ") {
            inside = name.trim_end().ends_with("grade").then_some(indent).or(inside);
        }
        if inside.is_some() {
            words.extend(value(line, "zh:").map(str::to_owned).filter(|zh| zh.chars().count() > 1));
            let code = value(line, "{id:").map(|code| format!("\"{code}\""));
            words.extend(code);
        }
    }
    words
}

/// The value of a key in a code of a list.
fn value<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    let (_, after) = line.split_once(key)?;
    let value = after.split([',', '}']).next()?.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACK: &str = "record: evaluation\ncodes:\n  - id: evaluation_grade\n    codes:\n      \
                        - {id: top, zh: 优秀, en: excellent}\n      - {id: low, zh: 不合格, en: poor}\n  \
                        - id: rhythm\n    codes:\n      - {id: yearly, zh: 每年, en: every year}\n";

    fn lines(source: &str) -> Vec<usize> {
        let files = [("packs/vocabulary/evaluation.yaml", PACK), ("crates/web/src/a.rs", source)];
        check(&Tree::of(&files)).iter().filter_map(|finding| finding.line).collect()
    }

    #[test]
    fn a_grade_in_code_is_a_finding_as_label_and_as_code() {
        assert_eq!(lines("let a = \"优秀\";\nlet b = \"low\";\nlet c = lower;\n"), [1, 2]);
    }

    #[test]
    fn words_outside_the_grades_are_free() {
        assert_eq!(lines("// 每年, \"yearly\", excellent\n"), [0; 0]);
    }
}
