//! Both databases take the same steps: a migration for one without the other is a mistake.

use super::{Finding, Tree};

const ENGINES: [&str; 2] = ["sqlite", "postgres"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let [one, other] = ENGINES;
    missing(tree, one, other).chain(missing(tree, other, one)).collect()
}

/// The migrations that `here` has and `there` lacks.
fn missing(tree: &Tree, here: &str, there: &str) -> impl Iterator<Item = Finding> {
    let folder = format!("crates/store/migrations/{here}/");
    tree.files().iter().filter(move |file| file.path.starts_with(&folder)).filter_map(move |file| {
        let twin = file.path.replacen(here, there, 1);
        let message = format!("has no twin {twin}");
        tree.file(&twin).is_none().then(|| Finding::in_file(&file.path, message))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_without_its_twin_is_named() {
        let tree = Tree::of(&[
            ("crates/store/migrations/postgres/0001_cases.sql", ""),
            ("crates/store/migrations/postgres/0002_files.sql", ""),
            ("crates/store/migrations/sqlite/0001_cases.sql", ""),
        ]);
        assert_eq!(
            check(&tree),
            [Finding::in_file(
                "crates/store/migrations/postgres/0002_files.sql",
                "has no twin crates/store/migrations/sqlite/0002_files.sql"
            )]
        );
    }
}
