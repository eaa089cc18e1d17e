//! No notes of unfinished work: what is not done is written where work is planned, not in the tree.

use super::{Finding, Tree};

// Written in two halves, or this file would be its own finding.
const WORDS: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
const MACROS: [&str; 2] = [concat!("todo", "!("), concat!("unimplemented", "!(")];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files().iter().filter(|file| !file.path.ends_with("Cargo.lock")) {
        for (number, line) in file.lines() {
            let mut found = WORDS.into_iter().filter(|word| has_word(line, word));
            let mut called = MACROS.into_iter().filter(|call| line.contains(call));
            if let Some(leftover) = found.next().or_else(|| called.next()) {
                let message = format!("`{leftover}` is left over; do it, or drop it");
                findings.push(Finding::at(&file.path, number, message));
            }
        }
    }
    findings
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leftover_is_found_in_any_language() {
        let note = format!("fn f() {{}}\n// {}: later\n", WORDS[0]);
        let call = format!("fn f() {{ {}) }}\n", MACROS[0]);
        let tree = Tree::of(&[("a.yaml", &note), ("b.rs", &call)]);
        let places: Vec<_> = check(&tree).iter().map(|f| (f.path.clone(), f.line)).collect();
        assert_eq!(places, [("a.yaml".to_owned(), Some(2)), ("b.rs".to_owned(), Some(1))]);
    }

    #[test]
    fn a_longer_word_is_another_word() {
        let text = format!("MY{}S\nlet todo = list;\ntodo = \"warn\"\n", WORDS[0]);
        assert_eq!(check(&Tree::of(&[("a.rs", &text)])), []);
    }
}
