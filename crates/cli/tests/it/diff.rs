//! `pack diff`: what it says, how it ends, and the description of its document.

use std::{collections::BTreeSet, path::PathBuf};

use serde_json::Value;

use crate::world::{FACTS, Run, folder, guohe, put_sample, shelf};

const TWO: &str = "distinct: [cooperation.partner]\n        - 2";
const THREE: &str = "distinct: [cooperation.partner]\n        - 3";
const KIND: &str = "one_of: {fact: cooperation.form, listed: [agreement]}";
const OTHER_KIND: &str = "one_of: {fact: cooperation.form, listed: [mechanism]}";

/// The sample, and beside it versions that ask for one partner more, and for partners of another kind.
fn versions(name: &str) -> PathBuf {
    let shelf = shelf(name);
    put_sample(&shelf, "sample/exchange@later", &[(TWO, THREE)]);
    put_sample(&shelf, "sample/exchange@other", &[(KIND, OTHER_KIND)]);
    // The search starts from examples.
    let examples = shelf.join("sample/exchange/examples");
    std::fs::create_dir_all(examples.join("base")).unwrap();
    std::fs::write(examples.join("base/all.yaml"), FACTS).unwrap();
    let case = "{case: all, title: {zh: 全, en: all}, base: base/all.yaml, expect: {EX-1: met}}";
    std::fs::write(examples.join("all.yaml"), case).unwrap();
    shelf
}

fn diff(shelf: &std::path::Path, a: &str, b: &str, more: &[&str]) -> Run {
    let packs = ["pack", "diff", a, b, "--packs", shelf.to_str().unwrap()];
    guohe(&[&packs[..], more].concat(), b"")
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"))
}

#[test]
fn a_version_that_asks_for_more_is_stricter_and_checking_the_witness_under_both_shows_it() {
    let shelf = versions("diff-stricter");
    let run = diff(&shelf, "sample/exchange", "sample/exchange@later", &["--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let document = json(&run);
    let clauses = document["clauses"].as_array().unwrap();
    assert_eq!((clauses.len(), &clauses[0]["clause"]), (1, &"EX-1".into()));
    let parts = clauses[0]["parts"].as_array().unwrap();
    let sentence = |side: &str| parts[0][side]["zh"].as_str().unwrap();
    assert_eq!((parts.len(), &parts[0]["part"]), (1, &"rule".into()));
    assert_eq!(sentence("b"), sentence("a").replace('2', "3"));
    let compared = &clauses[0]["compared"][0];
    assert_eq!(
        (&compared["verdict"], &compared["shown"]),
        (&"stricter".into(), &"structure".into())
    );
    let facts = folder("diff-stricter-facts").join("witness.json");
    std::fs::write(&facts, compared["witnesses"][0]["facts"].to_string()).unwrap();
    let outcome = |pack| {
        let place = ["--packs", shelf.to_str().unwrap(), "--format", "json"];
        let check = ["check", pack, "--type", "OPEN", facts.to_str().unwrap()];
        let run = guohe(&[&check[..], &place[..]].concat(), b"");
        let document = json(&run);
        document["clauses"].as_array().unwrap().iter().find(|one| one["id"] == "EX-1").unwrap()["outcome"].clone()
    };
    assert_eq!(outcome("sample/exchange"), "met");
    assert_eq!(outcome("sample/exchange@later"), "not_met");
}

#[test]
fn the_last_line_is_the_figure_in_either_language_and_the_same_pack_has_no_difference() {
    let shelf = versions("diff-figure");
    let last = |run: &Run| run.out.lines().last().unwrap().to_owned();
    let english = |a, b| last(&diff(&shelf, a, b, &["--lang", "en"]));
    assert_eq!(
        english("sample/exchange", "sample/exchange@other"),
        "1 of 7 clauses in both differ (1 incomparable); 0 added, 0 removed"
    );
    assert_eq!(
        english("sample/exchange", "sample/exchange"),
        "0 of 7 clauses in both differ; 0 added, 0 removed"
    );
    let run = diff(&shelf, "sample/exchange", "sample/exchange@later", &[]);
    assert_eq!(last(&run), "两包共有的 7 条中有 1 条不同（B 更严 1）；新增 0 条，删去 0 条");
    assert!(run.out.contains("→ 规则：B 更严（由规则结构可知）"), "{}", run.out);
    // In JSON the figure goes to standard error, and standard output is one document.
    let run = diff(
        &shelf,
        "sample/exchange",
        "sample/exchange@later",
        &["--format", "json", "--lang", "en"],
    );
    assert_eq!(run.err, "1 of 7 clauses in both differ (1 stricter); 0 added, 0 removed\n");
    assert_eq!(json(&run)["figure"]["stricter"], 1);
}

#[test]
fn what_is_not_there_is_wrong_usage_and_what_does_not_load_is_bad_input() {
    let shelf = versions("diff-wrong");
    let none = diff(&shelf, "sample/exchange", "sample/none", &[]);
    assert_eq!((none.code, none.out.as_str()), (64, ""));
    let pair = diff(&shelf, "sample/exchange", "sample/exchange", &["--pair", "EX-1=EX-99"]);
    assert_eq!((pair.code, pair.out.as_str()), (64, ""));
    assert!(pair.err.contains("没有条款“EX-99”") && pair.err.contains("no clause `EX-99`"));
    assert_eq!(diff(&shelf, "sample/exchange", "sample/exchange", &["--pair", "EX-1"]).code, 64);
    put_sample(&shelf, "sample/exchange@broken", &[("- 75 mu", "- 75 acres")]);
    let broken = diff(&shelf, "sample/exchange", "sample/exchange@broken", &[]);
    assert_eq!((broken.code, broken.out.as_str()), (65, ""));
}

/// The names of all members.
fn members(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(all) => {
            for (name, value) in all {
                found.insert(name.clone());
                // What a facts file and a measure hold is described with the check.
                if !["facts", "found", "against", "version"].contains(&name.as_str()) {
                    members(value, found);
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|one| members(one, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_member_of_the_document_is_described() {
    let shelf = versions("diff-described");
    let more = ["--format", "json"];
    let mut found = BTreeSet::new();
    for other in ["sample/exchange@later", "sample/exchange@other"] {
        members(&json(&diff(&shelf, "sample/exchange", other, &more)), &mut found);
    }
    let page = include_str!("../../../../docs/diff-output.md");
    let missing: Vec<_> =
        found.iter().filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, Vec::<&String>::new());
    assert!(found.contains("decided_by") && found.contains("files"), "{found:?}");
}
