//! `guohe routes`: what each route demands, and whether that is what is expected.

use std::process::ExitCode;

use clap::Args;
use guohe_web::{declared, openapi, routes};

use crate::print;

/// The expectations, kept by hand.
const EXPECTED: &str = include_str!("../../../../docs/security/routes.md");

/// The arguments of `guohe routes`.
#[derive(Debug, Args)]
pub(crate) struct Routes {
    /// Compare with the expectations that are kept by hand; 1 when anything differs or is undeclared.
    #[arg(long)]
    check: bool,
    /// Print the document that describes the API (`OpenAPI` 3.1) in the place of the table.
    #[arg(long)]
    openapi: bool,
}

/// Prints the table; with `--check` also what is wrong.
pub(crate) fn run(asked: &Routes) -> ExitCode {
    if asked.openapi {
        print(&described());
        return ExitCode::SUCCESS;
    }
    let lines = table();
    let mut text = String::from(
        "方法 method | 路径 path | 谁 who | 关系 relation | 至多给出 gives at most | 先证明本人 proof\n",
    );
    for line in &lines {
        text.push_str(line);
        text.push('\n');
    }
    print(&text);
    let undeclared = routes::wrong(&declared());
    for one in &undeclared {
        eprintln!("未声明或不相符 / undeclared or unfit: {one}");
    }
    let differing = if asked.check { differences(&lines, &expected(EXPECTED)) } else { Vec::new() };
    for one in &differing {
        eprintln!("{one}");
    }
    let (all, silent, differ) = (lines.len(), undeclared.len(), differing.len());
    print(&format!(
        "共 {all} 条路由，{silent} 条未声明，{differ} 处与预期不符 / \
         {all} routes, {silent} undeclared, {differ} unlike what is expected\n"
    ));
    ExitCode::from(u8::from(silent + differ > 0))
}

/// The document that describes the API.
fn described() -> String {
    format!("{:#}\n", openapi())
}

/// What each route declares.
fn table() -> Vec<String> {
    let line = |one: &routes::Declared| {
        let said = one.rule.map_or_else(String::new, |rule| {
            format!("{} | {} | {}", rule.who.named(), rule.to.word(), rule.gives.word())
        });
        let proof = one.proof.map(|proof| format!(" | {proof}")).unwrap_or_default();
        format!("{} | {} | {said}{proof}", one.method, one.path)
    };
    declared().iter().map(line).collect()
}

/// The lines of the table in a page.
fn expected(page: &str) -> Vec<String> {
    let rows = page.lines().filter(|line| line.starts_with("| GET") || line.starts_with("| POST"));
    rows.map(|row| row.trim_matches(['|', ' ']).replace('`', "")).collect()
}

/// What stands on one side only.
fn differences(is: &[String], expected: &[String]) -> Vec<String> {
    let only = |these: &[String], those: &[String], told: &str| {
        let these = these.iter().filter(|line| !those.contains(line));
        these.map(|line| format!("{told}: {line}")).collect::<Vec<_>>()
    };
    let mut found =
        only(is, expected, "程序有，docs/security/routes.md 没有 / only in the program");
    found.extend(only(
        expected,
        is,
        "docs/security/routes.md 有，程序没有 / only in docs/security/routes.md",
    ));
    found
}

#[cfg(test)]
mod tests {
    use super::{EXPECTED, described, differences, expected, table};

    #[test]
    fn the_document_of_the_api_is_that_of_the_program() {
        let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        let kept = std::fs::read_to_string(kept).unwrap();
        let same = kept == described();
        assert!(same, "make it anew: guohe routes --openapi > docs/openapi.json");
    }

    #[test]
    fn every_route_demands_what_is_expected() {
        assert_eq!(differences(&table(), &expected(EXPECTED)), Vec::<String>::new());
    }

    #[test]
    fn a_route_that_demands_something_else_is_named_on_both_sides() {
        let (is, page) =
            (["GET | /a | public | - | public"], "| GET | `/a` | expert | - | public |");
        let found = differences(&is.map(str::to_owned), &expected(page));
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
