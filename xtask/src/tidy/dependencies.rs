//! Fewer than 500 locked packages: each is built, read and answered for by somebody.

use super::{Finding, Tree};

const LIMIT: usize = 500;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(lock) = tree.file("Cargo.lock") else {
        return vec![Finding::in_file("Cargo.lock", "is missing; builds would not be repeatable")];
    };
    let packages = lock.text.lines().filter(|line| *line == "[[package]]").count();
    if packages < LIMIT {
        return Vec::new();
    }
    let message = format!("{packages} packages; find what is not needed (limit {LIMIT})");
    vec![Finding::in_file("Cargo.lock", message)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_hundredth_package_is_one_too_many() {
        let (fits, too_many) = ("[[package]]\n".repeat(499), "[[package]]\n".repeat(500));
        assert_eq!(check(&Tree::of(&[("Cargo.lock", &fits)])), []);
        assert_eq!(check(&Tree::of(&[("Cargo.lock", &too_many)])).len(), 1);
    }
}
