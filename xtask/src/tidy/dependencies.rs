//! As few locked packages as can be: each is built, read and answered for by somebody.
//!
//! The aim is fewer than 500. The typesetter alone brings 174 that cannot be left out (ADR 0046), so the bound is what
//! was measured with it, with the reader of codes (ADR 0054), workbooks (ADR 0056), how characters sound (ADR 0058) and
//! mail (ADR 0059), and none to spare; whoever needs more finds what is not needed, or measures and says why.

use super::{Finding, Tree};

const LIMIT: usize = 666;

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
    fn one_package_over_what_was_measured_is_too_many() {
        let (fits, too_many) = ("[[package]]\n".repeat(LIMIT - 1), "[[package]]\n".repeat(LIMIT));
        assert_eq!(check(&Tree::of(&[("Cargo.lock", &fits)])), []);
        assert_eq!(check(&Tree::of(&[("Cargo.lock", &too_many)])).len(), 1);
    }
}
