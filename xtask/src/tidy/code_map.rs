//! ARCHITECTURE.md names every crate, and no place that is not there: no file or folder, and with
//! `file::name` no item of a file.

use super::{File, Finding, Tree};

const MAP: &str = "ARCHITECTURE.md";
const ROOMS: [&str; 4] = ["crates", "packs", "docs", "xtask"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(map) = tree.file(MAP) else {
        return vec![Finding::in_file(MAP, "is missing; it holds the code map")];
    };
    let unnamed = tree
        .folders_below("crates")
        .into_iter()
        .filter(|name| !map.text.contains(&format!("`crates/{name}")))
        .map(|name| Finding::in_file(MAP, format!("does not name `crates/{name}`")));
    let gone = map.lines().flat_map(|(number, line)| {
        places(line).filter(|place| !is_there(tree, place)).map(move |place| {
            Finding::at(MAP, number, format!("names `{place}`, which is not there"))
        })
    });
    unnamed.chain(gone).collect()
}

/// Whether the tree has the file or folder, and the file the item that is named in it.
fn is_there(tree: &Tree, place: &str) -> bool {
    match place.split_once("::") {
        None => tree.holds(place),
        Some((path, item)) => tree.file(path).is_some_and(|file| defines(file, item)),
    }
}

/// Whether a file defines a function, a type, a trait or a constant of this name.
fn defines(file: &File, item: &str) -> bool {
    const KEYWORDS: [&str; 6] = ["fn", "struct", "enum", "trait", "type", "const"];
    let is_other = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let after = |line: &str, keyword: &str| {
        let (_, rest) = line.split_once(&format!("{keyword} {item}"))?;
        (!is_other(rest)).then_some(())
    };
    file.lines().any(|(_, line)| KEYWORDS.iter().any(|keyword| after(line, keyword).is_some()))
}

/// What stands between backticks and looks like a path of this repository.
fn places(line: &str) -> impl Iterator<Item = &str> {
    let quoted = line.split('`').skip(1).step_by(2);
    quoted.filter(|text| {
        let below = |room: &str| text.strip_prefix(room).is_some_and(|rest| rest.starts_with('/'));
        ROOMS.into_iter().any(below) && !text.contains(['<', '*', ' '])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unnamed_crate_and_a_place_that_is_gone_are_both_findings() {
        let tree = Tree::of(&[
            (
                MAP,
                "- `crates/rules`: the language\n- `crates/queue/src`: gone\n- `packs/<place>`\n",
            ),
            ("crates/rules/src/lib.rs", ""),
            ("crates/web/src/lib.rs", ""),
        ]);
        assert_eq!(
            check(&tree),
            [
                Finding::in_file(MAP, "does not name `crates/web`"),
                Finding::at(MAP, 2, "names `crates/queue/src`, which is not there"),
            ]
        );
    }

    #[test]
    fn an_item_that_its_file_does_not_define_is_a_finding() {
        let tree = Tree::of(&[
            (
                MAP,
                "`crates/rules/src/lib.rs::run`\n`crates/rules/src/lib.rs::Rule`\n\
                 `crates/rules/src/lib.rs::ru`\n`crates/rules/src/gone.rs::run`\n",
            ),
            ("crates/rules/src/lib.rs", "pub struct Rule;\nasync fn run() {}\n"),
        ]);
        assert_eq!(
            check(&tree),
            [
                Finding::at(MAP, 3, "names `crates/rules/src/lib.rs::ru`, which is not there"),
                Finding::at(MAP, 4, "names `crates/rules/src/gone.rs::run`, which is not there"),
            ]
        );
    }

    #[test]
    fn a_tree_without_a_map_is_untidy() {
        assert_eq!(check(&Tree::of(&[])).len(), 1);
    }
}
