//! A file that grows past 500 lines holds a concept that has no name yet.

use super::{Finding, Tree};

const LIMIT: usize = 500;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .iter()
        .filter(|file| {
            file.is_in_crate("src") || (file.is_rust() && file.path.starts_with("xtask/src/"))
        })
        .filter_map(|file| {
            let length = file.text.lines().count();
            let message = format!("{length} lines; split it along its concepts (limit {LIMIT})");
            (length > LIMIT).then(|| Finding::in_file(&file.path, message))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_500_lines_is_fine_and_one_more_is_not() {
        let (fits, too_long) = ("\n".repeat(500), "\n".repeat(501));
        let tree = Tree::of(&[
            ("crates/rules/src/fits.rs", &fits),
            ("crates/rules/src/long.rs", &too_long),
            ("crates/rules/tests/long.rs", &too_long),
        ]);
        let message = "501 lines; split it along its concepts (limit 500)";
        assert_eq!(check(&tree), [Finding::in_file("crates/rules/src/long.rs", message)]);
    }
}
