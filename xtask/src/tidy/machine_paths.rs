//! No path of the machine on which somebody happened to work.

use super::{Finding, Tree};

// Written in two halves, or this file would be its own finding.
const PLACES: [&str; 6] = [
    concat!("/wo", "rk/"),
    concat!("/fa", "rm/"),
    concat!("/tmp/", "brief"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files() {
        for (number, line) in file.lines() {
            if let Some(place) = PLACES.into_iter().find(|place| starts_a_path(line, place)) {
                let message = format!("`{place}` is a place on one machine; use a relative path");
                findings.push(Finding::at(&file.path, number, message));
            }
        }
    }
    findings
}

/// Whether `place` stands in the line as the beginning of a path, and not inside a longer one.
fn starts_a_path(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        before.is_none_or(|c| !(c.is_alphanumeric() || ".-_}/".contains(c)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absolute_path_is_found_and_an_address_is_not() {
        let text = format!("see {0}main\nhttps://example.org{0}x\n", PLACES[0]);
        let message = format!("`{}` is a place on one machine; use a relative path", PLACES[0]);
        assert_eq!(check(&Tree::of(&[("a.md", &text)])), [Finding::at("a.md", 1, message)]);
    }
}
