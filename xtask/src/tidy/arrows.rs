//! Which crate may know which: no arrow but those drawn here.

use super::{File, Finding, Tree};

/// A crate, and the crates it may name among its dependencies.
const ARROWS: &[(&str, &[&str])] = &[
    ("chain", &[]),
    ("cli", &["web", "store", "record", "documents", "print", "sheets", "cases", "rules", "chain"]),
    ("web", &["record", "documents", "print", "sheets", "cases", "rules"]),
    ("record", &["cases", "rules", "chain"]),
    ("print", &[]),
    ("sheets", &["documents", "rules"]),
    ("store", &["cases", "rules", "chain"]),
    ("documents", &["cases", "rules"]),
    ("cases", &["rules"]),
    ("rules", &[]),
    ("testkit", &["cli", "web", "store", "documents", "print", "cases", "rules"]),
    ("xtask", &["testkit"]),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .iter()
        .filter_map(|file| crate_of(&file.path).map(|name| (name, file)))
        .flat_map(|(name, file)| check_manifest(name, file))
        .collect()
}

fn crate_of(path: &str) -> Option<&str> {
    if path == "xtask/Cargo.toml" {
        return Some("xtask");
    }
    path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml").filter(|name| !name.contains('/'))
}

fn check_manifest(name: &str, file: &File) -> Vec<Finding> {
    let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
        let message = format!("`{name}` has no place among the arrows; see ARCHITECTURE.md");
        return vec![Finding::in_file(&file.path, message)];
    };
    let mut section = Section::Other;
    let mut findings = Vec::new();
    for (number, line) in file.lines() {
        if line.starts_with('[') {
            section = Section::of(line);
        }
        for target in section.targets(line) {
            let from_tests = section == Section::Development && target == "testkit";
            if target != name && !from_tests && !allowed.contains(&target) {
                let message = format!("`{name}` must not know `{target}`");
                findings.push(Finding::at(&file.path, number, message));
            }
        }
    }
    findings
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Dependencies,
    Development,
    Other,
}

impl Section {
    /// Also for `[dependencies.name]` and `[target.'cfg(…)'.dependencies]`.
    fn of(header: &str) -> Self {
        if header.contains("dev-dependencies") {
            Self::Development
        } else if header.contains("dependencies") {
            Self::Dependencies
        } else {
            Self::Other
        }
    }

    /// The crates of this workspace that a line of the section names, by package or by path.
    fn targets(self, line: &str) -> Vec<&str> {
        if self == Self::Other || line.trim_start().starts_with('#') {
            return Vec::new();
        }
        let named = ["guohe-", "../crates/", "\"../"].iter().flat_map(|before| {
            line.split(before).skip(1).map(|rest| {
                rest.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).next().unwrap_or("")
            })
        });
        let mut targets: Vec<&str> =
            named.filter(|target| ARROWS.iter().any(|(known, _)| known == target)).collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, manifest: &str) -> Vec<String> {
        check(&Tree::of(&[(path, manifest)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_arrow_downwards_is_allowed_and_one_upwards_is_not() {
        let manifest = "[dependencies]\nguohe-rules.workspace = true\nguohe-web.workspace = true\n";
        assert_eq!(
            findings("crates/cases/Cargo.toml", manifest),
            ["crates/cases/Cargo.toml:3: `cases` must not know `web`"]
        );
        assert_eq!(findings("crates/cli/Cargo.toml", manifest), [""; 0]);
    }

    #[test]
    fn an_arrow_by_path_or_by_table_does_not_slip_through() {
        let by_path = "[target.'cfg(unix)'.dependencies]\nx = { path = \"../store\" }\n";
        assert_eq!(
            findings("crates/web/Cargo.toml", by_path),
            ["crates/web/Cargo.toml:2: `web` must not know `store`"]
        );
        let by_table = "[dependencies.guohe-store]\nworkspace = true\n";
        assert_eq!(
            findings("crates/web/Cargo.toml", by_table),
            ["crates/web/Cargo.toml:1: `web` must not know `store`"]
        );
    }

    #[test]
    fn only_tests_may_know_the_testkit() {
        let manifest =
            "[dependencies]\nguohe-testkit = \"0\"\n[dev-dependencies]\nguohe-testkit = \"0\"\n";
        assert_eq!(
            findings("crates/rules/Cargo.toml", manifest),
            ["crates/rules/Cargo.toml:2: `rules` must not know `testkit`"]
        );
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        assert_eq!(
            findings("crates/common/Cargo.toml", ""),
            [
                "crates/common/Cargo.toml: `common` has no place among the arrows; see ARCHITECTURE.md"
            ]
        );
    }
}
