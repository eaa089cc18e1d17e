//! The grades an evaluation gives are words of a regulation: code must not know them.

use super::regional::is_guarded;
use super::{File, Finding, Tree};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let packs = tree.files().iter().filter(|file| file.path.starts_with("packs/"));
    let mut words: Vec<String> = packs.flat_map(grades).collect();
    words.sort_unstable();
    words.dedup();
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

/// The words below a `grades:` key: Chinese labels as they are, codes as text literals.
///
/// English labels are everyday words and prove nothing, so they are not looked for.
fn grades(file: &File) -> Vec<String> {
    let mut words = Vec::new();
    let mut inside: Option<usize> = None;
    for line in file.text.lines().filter(|line| !line.trim().is_empty()) {
        let indent = line.len() - line.trim_start().len();
        let item = line.trim_start().starts_with('-');
        if inside.is_some_and(|key| indent < key || (indent == key && !item)) {
            inside = None;
        }
        let rest = if inside.is_some() {
            line
        } else if let Some((_, rest)) = line.split_once("grades:") {
            inside = Some(indent);
            rest
        } else {
            continue;
        };
        words.extend(labels(rest));
        words.extend(codes(rest));
    }
    words
}

fn labels(line: &str) -> impl Iterator<Item = String> {
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    line.split(move |c| !han(c)).filter(|label| !label.is_empty()).map(str::to_owned)
}

fn codes(line: &str) -> impl Iterator<Item = String> {
    let ids = line.split("id:").skip(1).chain(line.split("code:").skip(1));
    ids.filter_map(|rest| {
        let code = rest.split([',', '}', '#']).next()?.trim().trim_matches(['"', '\'']);
        (!code.is_empty()).then(|| format!("\"{code}\""))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACK: &str = "evaluation:\n  grades:\n    - {id: top, name: {zh: 优秀, en: excellent}}\n    \
                        - {id: low, name: {zh: 不合格, en: poor}}\n  every: {zh: 每年}\n";

    fn lines(source: &str) -> Vec<usize> {
        let files = [("packs/a/b/lifecycle.yaml", PACK), ("crates/web/src/a.rs", source)];
        check(&Tree::of(&files)).iter().filter_map(|finding| finding.line).collect()
    }

    #[test]
    fn a_grade_in_code_is_a_finding_as_label_and_as_code() {
        assert_eq!(lines("let a = \"优秀\";\nlet b = \"low\";\nlet c = lower;\n"), [1, 2]);
    }

    #[test]
    fn words_outside_the_grades_are_free() {
        assert_eq!(lines("// 每年, excellent\n"), [0; 0]);
    }
}
