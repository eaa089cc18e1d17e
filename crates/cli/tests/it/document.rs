//! The JSON document: its shape, its values, its description.

use std::collections::BTreeSet;

use guohe_rules::document::Document;
use serde_json::Value;

use crate::world::{FACTS, SAMPLE, check, guohe, with};

fn json(facts: &str, more: &[&str]) -> Value {
    let more: Vec<&str> = more.iter().chain(&["--format", "json"]).copied().collect();
    serde_json::from_str(&check(facts, &more).out).unwrap()
}

fn clause<'v>(document: &'v Value, id: &str) -> &'v Value {
    let clauses = document["clauses"].as_array().unwrap();
    clauses.iter().find(|clause| clause["id"] == id).unwrap()
}

/// Facts under which every part of the document occurs.
fn rich() -> String {
    with(", readings: {EX-A1: rolling}", "")
        .replace("partner: P2, form: agreement", "partner: P2, form: contact")
        .replace("land_area: 80 mu", "land_area: {value: 80 mu, level: declared}")
        .replace("held_on: 2024-09-18", "held_on: 2026-02-18")
        .replace("held_on: 2025-09-18", "held_on: 2026-03-18")
        .replace("{worthwhile: yes}", "{worthwhile: pending}")
}

/// Every member with the type of its value, arrays taken as their elements.
fn shape(at: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                shape(&format!("{at}.{name}"), value, found);
            }
        }
        Value::Array(all) if all.is_empty() => drop(found.insert(format!("{at}[]"))),
        Value::Array(all) => all.iter().for_each(|one| shape(&format!("{at}[]"), one, found)),
        Value::Null => drop(found.insert(format!("{at}: null"))),
        Value::Bool(_) => drop(found.insert(format!("{at}: boolean"))),
        Value::Number(_) => drop(found.insert(format!("{at}: number"))),
        Value::String(_) => drop(found.insert(format!("{at}: string"))),
    }
}

/// The shape of the results of both types, limbs of limbs taken as limbs.
fn whole_shape() -> Vec<String> {
    let mut found = BTreeSet::new();
    shape("", &json(&rich(), &["--level", "evidenced"]), &mut found);
    let waived = with("land_area: 80 mu", "land_area: 74 mu")
        + "waivers:\n  - {clause: EX-2, by: authority, on: 2026-05-20, reasons: 已有替代条件}\n";
    shape("", &json(&waived, &[]), &mut found);
    let arguments = ["check", SAMPLE, "--type", "CLOSED", "-", "--format", "json"];
    let closed = with("held_on: 2024-09-18", "held_on: 2025-03-18").replace(
        "has_international_office: true",
        "has_international_office: {value: true, evidence: [Z1]}",
    );
    let closed = guohe(&arguments, closed.as_bytes()).out;
    shape("", &serde_json::from_str(&closed).unwrap(), &mut found);
    let flat = |line: String| {
        let mut line = line;
        while line.contains("limbs[].limbs[]") {
            line = line.replace("limbs[].limbs[]", "limbs[]");
        }
        line
    };
    found.into_iter().map(flat).collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn the_shape_of_version_one_does_not_change() {
    let expected: Vec<&str> = include_str!("../shape.txt").lines().collect();
    let found = whole_shape();
    assert_eq!(found, expected, "\n{}", found.join("\n"));
}

#[test]
fn every_member_is_described() {
    let description = include_str!("../../../../docs/check-output.md");
    let undescribed: Vec<String> = whole_shape()
        .into_iter()
        .filter_map(|line| {
            let path = line.split(':').next()?.trim_end_matches("[]").to_owned();
            let name = path.rsplit('.').next()?.to_owned();
            (!description.contains(&format!("`{name}`"))).then_some(path)
        })
        .collect();
    assert_eq!(undescribed, Vec::<String>::new());
}

#[test]
fn the_document_is_read_back_without_loss() {
    let text = check(&rich(), &["--format", "json"]).out;
    let document: Document = serde_json::from_str(&text).unwrap();
    assert_eq!(format!("{}\n", serde_json::to_string_pretty(&document).unwrap()), text);
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let once = check(&rich(), &["--format", "json"]).out;
    assert_eq!(once, check(&rich(), &["--format", "json"]).out);
}

#[test]
fn the_head_says_what_was_checked_with_which_rules() {
    let document = json(FACTS, &[]);
    assert_eq!(document["format"], "guohe-check/1");
    assert_eq!(document["pack"]["id"], "sample/exchange");
    assert_eq!(document["pack"]["version"]["number"], "示例〔2025〕1号");
    let hash = document["pack"]["hash"].as_str().unwrap();
    assert_eq!(hash.len(), "sha256:".len() + 64);
    assert_eq!(document["type"]["id"], "OPEN");
    assert_eq!(document["reference_date"], "2026-05-15");
    assert_eq!(document["level"], "declared");
    assert_eq!(document["in_force"], "yes");
    assert_eq!(document["overall"], "eligible");
    assert_eq!(document["tally"]["conditions"], 4);
    assert_eq!(document["tally"]["met"], 4);
}

#[test]
fn the_exit_code_and_the_closing_line_are_those_of_the_text() {
    let text = check(&rich(), &[]);
    let json = check(&rich(), &["--format", "json"]);
    assert_eq!(json.code, text.code);
    assert_eq!(json.err.trim_end(), text.out.lines().last().unwrap());
}

#[test]
fn compared_values_are_exact_and_rows_are_named_with_why_they_did_not_count() {
    let document = json(&rich(), &[]);
    let tree = &clause(&document, "EX-1")["tree"];
    assert_eq!(tree["kind"], "at_least");
    assert_eq!(tree["holds"], "no");
    let compared = &tree["compared"];
    assert_eq!((&compared["found"]["low"], &compared["found"]["high"]), (&"1".into(), &"1".into()));
    assert_eq!(compared["against"]["low"], "2");
    assert_eq!(compared["op"], "at_least");
    let rows: Vec<_> = tree["rows"].as_array().unwrap().iter().collect();
    let counted: Vec<_> = rows.iter().map(|row| (&row["row"], &row["counted"])).collect();
    let (yes, no) = (&Value::from("yes"), &Value::from("no"));
    assert_eq!(counted, [(&"C1".into(), yes), (&"C2".into(), no), (&"C3".into(), no)]);
    assert_eq!(rows[1]["limb"], "one_of");
    assert!(!rows[1]["because"]["en"].as_str().unwrap().is_empty());
}

#[test]
fn open_things_carry_the_address_at_which_they_are_entered() {
    let document = json(&rich(), &["--level", "evidenced"]);
    let open = &clause(&document, "EX-2")["open"][0];
    assert_eq!(open["kind"], "fact");
    assert_eq!((&open["record"], &open["row"]), (&"site".into(), &"A1".into()));
    assert_eq!((&open["field"], &open["support"]), (&"land_area".into(), &"declared".into()));
    let open = &clause(&document, "EX-3")["open"][0];
    assert_eq!((&open["kind"], &open["slot"]), (&"judgement".into(), &"worthwhile".into()));
    assert_eq!(open["by"], "expert");
    let open = &clause(&document, "EX-4")["open"][0];
    assert_eq!((&open["kind"], &open["register"]), (&"reading".into(), &"EX-A1".into()));
}

#[test]
fn a_shortfall_is_verified_and_names_what_to_add() {
    let document = json(&rich(), &[]);
    let plan = &clause(&document, "EX-1")["shortfall"][0];
    assert_eq!(plan["verified"], true);
    assert_eq!(plan["actionable"], true);
    assert_eq!(plan["actions"][0]["do"], "add_rows");
    assert_eq!(plan["actions"][0]["list"], "cooperations");
    assert_eq!(plan["actions"][0]["count"], 1);
}

#[test]
fn every_reading_that_decides_stands_with_its_result() {
    let document = json(&rich(), &[]);
    let found = clause(&document, "EX-4");
    assert_eq!(found["outcome"], "needs_judgement");
    assert_eq!(found["reasons"], serde_json::json!(["reading_dependent"]));
    assert_eq!(found["registers"][0]["option"], "rolling");
    assert_eq!(found["registers"][0]["fixed_by_round"], false);
    assert_eq!(found["tree"]["holds"], "yes");
    let other = &found["readings"][0];
    assert_eq!(other["taken"][0]["option"], "complete_years");
    assert_eq!((&other["outcome"], &other["decides"]), (&"not_met".into(), &true.into()));
}
