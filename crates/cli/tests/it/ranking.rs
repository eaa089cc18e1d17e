//! `guohe check --all`: one fact base against every type of every pack.

use std::path::Path;

use serde_json::Value;

use crate::world::{FACTS, Run, guohe, put_sample, shelf};

fn all(shelf: &Path, facts: &str, more: &[&str]) -> Run {
    let shelf = shelf.to_str().unwrap();
    let arguments = [&["check", "--all", "-", "--packs", shelf], more].concat();
    guohe(&arguments, facts.as_bytes())
}

fn document(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

/// Pack, type, standing and distance of each row.
fn rows(document: &Value) -> Vec<(String, String, String, u64)> {
    let types = document["types"].as_array().unwrap().iter();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    types
        .map(|row| {
            let distance = row["distance"].as_u64().unwrap();
            (word(&row["pack"]["id"]), word(&row["type"]["id"]), word(&row["overall"]), distance)
        })
        .collect()
}

/// A second pack beside the sample that asks the same under other ids, and one partner more.
fn two(name: &str) -> std::path::PathBuf {
    let shelf = shelf(name);
    let other = [
        ("sample/exchange", "sample/second"),
        ("EX", "EY"),
        (
            "            distinct: [cooperation.partner]\n        - 2",
            "            distinct: [cooperation.partner]\n        - 3",
        ),
    ];
    put_sample(&shelf, "sample/second", &other);
    shelf
}

#[test]
fn every_type_of_every_pack_is_ranked_and_the_best_gives_the_exit_code() {
    let run = all(&shelf("all-ranked"), FACTS, &["--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let document = document(&run);
    assert_eq!(document["format"], "guohe-check-all/1");
    assert_eq!(document["overall"], "eligible");
    let rows = rows(&document);
    let packs = guohe(&["pack", "list"], b"");
    let types =
        packs.out.lines().filter_map(|line| line.split_once("types ")).map(|(_, types)| types);
    let inside: usize = types.map(|types| types.split(' ').count()).sum();
    assert_eq!(rows.len(), inside + 2);
    let first = ("sample/exchange", "OPEN", "eligible", 0);
    assert_eq!(rows[0], (first.0.into(), first.1.into(), first.2.into(), first.3));
    assert!(rows.is_sorted_by_key(|row| row.3), "{rows:?}");
}

#[test]
fn a_row_says_what_fails_what_is_unknown_and_what_is_to_be_judged() {
    let facts = FACTS
        .replace("form: agreement, since: 2021", "form: contact, since: 2021")
        .replace("land_area: 80 mu", "land_area: unknown")
        .replace("worthwhile: yes", "worthwhile: pending");
    let document = document(&all(&shelf("all-row"), &facts, &["--format", "json"]));
    let types = document["types"].as_array().unwrap();
    let row = types.iter().find(|row| row["type"]["id"] == "OPEN").unwrap();
    let ids = |group: &str| {
        let all = row[group].as_array().unwrap().iter();
        all.map(|one| one["id"].as_str().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(row["distance"], 1011);
    assert_eq!(
        [ids("failing"), ids("unknown"), ids("to_judge")],
        [vec!["EX-1"], vec!["EX-2"], vec!["EX-3"]]
    );
    assert_eq!(row["failing"][0]["citation"]["en"], "Article 1 paragraph 1");
    assert!(row["unknown"][0]["open"]["en"].as_str().unwrap().starts_with("missing: "));
}

#[test]
fn facts_are_parted_by_whether_several_types_ask_for_them() {
    let document =
        document(&all(&two("all-facts"), "round: {date: 2026-05-15}", &["--format", "json"]));
    let asked = |group: &str, record: &str, field: &str| {
        let all = document[group].as_array().unwrap().iter();
        let mut found = all.filter(|fact| fact["record"] == record && fact["field"] == field);
        found.next().map(|fact| fact["asked_by"].as_array().unwrap().clone())
    };
    let area = asked("shared", "site", "land_area").unwrap();
    let of = |pack: &str, kind: &str| serde_json::json!({"pack": pack, "type": kind});
    for pack in ["sample/exchange", "sample/second"] {
        for kind in ["OPEN", "CLOSED"] {
            assert!(area.contains(&of(pack, kind)), "{pack} {kind}: {area:?}");
        }
    }
    for fact in document["differing"].as_array().unwrap() {
        assert_eq!(fact["asked_by"].as_array().unwrap().len(), 1, "{fact}");
    }
}

#[test]
fn what_two_packs_call_alike_must_stand_under_the_pack_that_is_meant() {
    let shelf = two("all-alike");
    let mixed = all(&shelf, FACTS, &[]);
    assert_eq!((mixed.code, mixed.out.as_str()), (65, ""));
    assert!(mixed.err.contains("several packs have `worthwhile`"), "{}", mixed.err);
    assert!(mixed.err.contains("<stdin>:18:14"), "{}", mixed.err);
    let parted = FACTS.replace(
        "judgements: {worthwhile: yes}",
        "packs:\n  sample/exchange: {judgements: {worthwhile: no}}\n  sample/second: {judgements: {worthwhile: yes}}",
    );
    let run = all(&shelf, &parted, &["--format", "json"]);
    let rows = rows(&document(&run));
    let of = |pack: &str| {
        let row = rows.iter().find(|row| row.0 == pack && row.1 == "OPEN").unwrap();
        (row.2.clone(), row.3)
    };
    assert_eq!(of("sample/exchange"), ("not_eligible".into(), 1000));
    assert_eq!(of("sample/second"), ("not_eligible".into(), 1000));
}

#[test]
fn a_part_for_a_pack_that_is_not_there_is_refused_at_its_place() {
    let facts = format!("{FACTS}packs:\n  sample/exchang: {{judgements: {{worthwhile: yes}}}}\n");
    let run = all(&shelf("all-stray"), &facts, &[]);
    assert_eq!((run.code, run.out.as_str()), (65, ""));
    assert!(run.err.contains("there is no pack `sample/exchang`"), "{}", run.err);
    assert!(run.err.contains("sample/exchange"), "{}", run.err);
}

#[test]
fn a_pack_reads_its_own_part_of_a_file_for_several_and_no_other() {
    let own = FACTS.replace(
        "judgements: {worthwhile: yes}",
        "packs:\n  sample/exchange: {round: {date: 2029-05-15}, judgements: {worthwhile: yes}}\n  a/b: {judgements: {c: yes}}",
    );
    let run = crate::world::check(&own, &["--format", "json"]);
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["reference_date"], "2029-05-15");
    let clauses = document["clauses"].as_array().unwrap();
    let judged = clauses.iter().find(|clause| clause["id"] == "EX-3").unwrap();
    assert_eq!(judged["outcome"], "met");
}
