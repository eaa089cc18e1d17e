//! Journeys of the packs: that they come out as written and reach everything, and that a wrong one is noticed.

use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

use guohe_cases::{
    journey::{self, Told},
    law::Law,
};
use guohe_rules::{
    facts::Tree,
    pack::{PackFiles, Shelf},
    yaml::{self, Located},
};
use guohe_testkit::packs;

use crate::world::BEIJING;

fn told(files: &PackFiles) -> Vec<Told> {
    let shelf = Shelf::load(files);
    let laws = shelf.packs.iter().map(|pack| Law::of(Arc::clone(pack)).unwrap());
    laws.map(journey::tell).collect()
}

/// What the journeys of the shipped packs came to.
fn shipped() -> Vec<Told> {
    told(&packs::files().unwrap())
}

const PASSAGES: &str = "shenting/passages-2022";
const KEELS: &str = "shenting/keels-2023";

/// One instrument of the invented authority alone, with one thing changed in one of its files.
fn changed(pack: &str, file: &str, change: (&str, &str)) -> Told {
    let mut files = packs::invented().unwrap();
    files.retain(|name, _| !name.starts_with("shenting/") || name.starts_with(pack));
    let text = files.get_mut(&format!("{pack}/{file}")).unwrap();
    assert!(text.contains(change.0), "{change:?}");
    *text = text.replacen(change.0, change.1, 1);
    told(&files).remove(0)
}

/// What one file of journeys comes to, in the place of those of a shipped pack.
fn instead(text: &str) -> Told {
    let mut files = packs::files().unwrap();
    let folder = format!("{BEIJING}/examples/");
    files.retain(|name, _| {
        let shared = name.starts_with("vocabulary/") || name.starts_with("parameters/");
        shared || name.starts_with(BEIJING) && !name.starts_with(&format!("{folder}journeys/"))
    });
    files.insert(format!("{folder}journeys/own.yaml"), text.to_owned());
    told(&files).remove(0)
}

/// What failed: line, what it is about, expected, found.
fn failed(told: &Told) -> Vec<(u64, &str, &str, &str)> {
    let failed = told.checked.iter().filter(|checked| !checked.holds());
    failed.map(|one| (one.place.line, &*one.of, &*one.expected, &*one.found)).collect()
}

/// Everything came out as written, every way was walked, and every condition was seen to refuse.
fn is_whole(told: &Told) {
    let findings: Vec<String> = told.findings.iter().map(ToString::to_string).collect();
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(failed(told), []);
    assert_eq!(told.cover.not_walked().collect::<Vec<_>>(), Vec::<&journey::Walk>::new());
    assert_eq!(told.cover.not_refused().collect::<Vec<_>>(), Vec::<&journey::Guard>::new());
}

const OPENED: &str = "
- id: opened
  title: {zh: 开始, en: opened}
  acts:
    - at: 2026-03-02
      by: authority
      round: {id: r, base: base/park.yaml, opens_on: 2026-03-02, closes_on: 2026-05-15}
    - {by: host, open: PARK, base: base/park.yaml, point: draft}
";

#[test]
fn every_journey_comes_out_as_written_and_they_reach_all_of_every_procedure() {
    for told in shipped() {
        is_whole(&told);
    }
}

#[test]
fn the_journeys_of_the_invented_authority_come_out_and_reach_all_of_its_procedures() {
    for told in told(&packs::invented().unwrap()) {
        is_whole(&told);
    }
}

#[test]
fn terms_counted_back_minutes_periods_and_bounds_of_amounts_are_each_held_by_a_journey() {
    let changes = [
        ("working_days: 5, back: true", "working_days: 4, back: true"),
        ("working_days: 5, back: true", "working_days: 5"),
        ("days: 3, back: true", "days: 2, back: true"),
        ("due_at: \"17:30\"", "due_at: \"17:29\""),
        ("due_at: \"17:30\"", "due_at: \"17:31\""),
        ("due_at: \"12:00\"", "due_at: \"12:01\""),
        ("ends_at: \"17:30\"", "ends_at: \"17:29\""),
        ("ends_at: \"17:30\"", "ends_at: \"17:31\""),
        ("to: 03-31", "to: 03-30"),
        ("from: 09-01", "from: 09-02"),
        ("otherwise: 10000 yuan", "otherwise: 9000 yuan"),
        ("then: 100000 yuan", "then: 90000 yuan"),
        ("              - passage_plan.asked_for\n", ""),
    ];
    for change in changes {
        let told = changed(PASSAGES, "procedure.yaml", change);
        assert!(!failed(&told).is_empty(), "{change:?}");
    }
}

#[test]
fn days_of_collection_and_tiers_by_score_are_each_held_by_a_journey() {
    let procedure = [
        ("collected_on: [03-31, 09-30]", "collected_on: [03-30, 09-30]"),
        ("collected_on: [03-31, 09-30]", "collected_on: [04-01, 09-30]"),
        (", collected_on: [03-31, 09-30]", ""),
        ("from: {band: {table: least_grant", "from: {band: {table: most_grant"),
        ("{least_of: [{band: {table: most_grant", "{least_of: [{band: {table: least_grant"),
        (", keel_plan.asked_for]}", "]}"),
    ];
    let tiers = [
        ("up_to: \"80\", value: 50000 yuan", "up_to: \"79\", value: 50000 yuan"),
        ("up_to: \"80\", value: 100000 yuan", "up_to: \"81\", value: 100000 yuan"),
        ("{value: 200000 yuan}", "{value: 199999 yuan}"),
    ];
    let changes = procedure.map(|change| ("procedure.yaml", change)).into_iter();
    for (file, change) in changes.chain(tiers.map(|change| ("pack.yaml", change))) {
        assert!(!failed(&changed(KEELS, file, change)).is_empty(), "{change:?}");
    }
}

#[test]
fn what_is_not_so_is_told_with_its_line() {
    let told = instead(&format!(
        "{OPENED}
- id: wrong
  title: {{zh: 有误, en: wrong}}
  after: [draft]
  acts:
    - expect:
        stage: certified
        waits_for: host
        due: 2026-05-16
        offers: {{submit: false}}
        counts: {{bases: 1}}
        rows: {{bases: {{status: active}}}}
        clauses: {{BJ-9.a: done}}
"
    ));
    let expected = [
        (15, "stage", "certified", "draft"),
        (17, "due", "2026-05-16", "2026-05-15"),
        (18, "submit", "not offered", "offered"),
        (20, "bases.status", "active", "none"),
        (19, "number of bases", "1", "0"),
        (21, "BJ-9.a", "done", "not_done"),
    ];
    assert_eq!(failed(&told), expected);
}

#[test]
fn what_was_to_be_refused_and_was_done_fails_and_so_does_the_contrary() {
    let told = instead(&format!(
        "{OPENED}
- id: done
  title: {{zh: 撤回, en: withdrawn}}
  after: [draft]
  acts:
    - {{by: host, act: withdraw, refused: [condition]}}
    - {{by: host, act: submit}}
- id: refused
  title: {{zh: 没有指南, en: no guide}}
  after: [draft]
  acts:
    - {{by: host, act: submit, refused: [wrong_stage]}}
    - {{by: authority, act: withdraw}}
"
    ));
    let found: Vec<(u64, &str, &str)> =
        failed(&told).into_iter().map(|(line, of, expected, _)| (line, of, expected)).collect();
    assert_eq!(
        found,
        [(14, "act", "refused"), (20, "refused", "wrong_stage"), (21, "act", "done")]
    );
    assert_eq!(told.journeys, 1, "a journey that stops was not told");
}

#[test]
fn a_point_that_nobody_reaches_and_a_never_that_happens_are_findings() {
    let told = instead(&format!(
        "{OPENED}
- id: lost
  title: {{zh: 无从开始, en: lost}}
  after: [nowhere]
  acts: [{{by: host, act: withdraw}}]
- id: happens
  title: {{zh: 撤回, en: withdrawn}}
  after: [draft]
  acts: [{{by: host, act: withdraw}}]
  never: [{{act: withdraw, from: [draft], why: {{zh: 不会, en: it does not}}}}]
- id: unclear
  title: {{zh: 两件事, en: two things}}
  after: [draft]
  acts: [{{by: nobody, act: withdraw, mark: verified}}]
"
    ));
    let codes: BTreeSet<(&str, u64)> =
        told.findings.iter().map(|finding| (finding.code, finding.place.line)).collect();
    assert_eq!(codes, BTreeSet::from([("no-point", 12), ("not-never", 18), ("journey", 22)]));
}

#[test]
fn a_way_that_no_journey_walks_and_a_condition_that_refuses_nobody_are_named() {
    let told = instead(OPENED);
    let ways = told.cover.not_walked().count();
    assert_eq!(ways, told.cover.ways.len());
    assert!(told.cover.not_refused().any(|guard| guard.act == "submit"), "{:?}", told.cover.guards);
}

/// The rows of the chapter of the requirements on procedures and lives: `6.N:step` for a procedure, with the
/// column where several stand side by side, and `6.NL:row` for a life. None where the requirements are not there.
fn rows() -> Option<BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/requirements");
    let text = fs::read_to_string(root.join("inventory.md")).ok()?;
    let chapter = text.split("\n## 6.").nth(1)?.split("\n## 7.").next()?;
    let mut rows = BTreeSet::new();
    for section in chapter.split("\n### ").skip(2) {
        let name = section.split(' ').next()?;
        let (mut columns, mut life) = (Vec::new(), 0);
        for line in
            section.lines().filter(|line| line.starts_with('|') && !line.starts_with("|---"))
        {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            match cells[0] {
                "#" => columns = Vec::new(),
                "Step" => columns = cells,
                "State" => life = 1,
                _ if life > 0 => {
                    rows.insert(format!("{name}L:{life}"));
                    life += 1;
                }
                step if columns.is_empty() => {
                    rows.insert(format!("{name}:{step}"));
                }
                step => rows.extend(
                    columns
                        .iter()
                        .zip(&cells)
                        .skip(1)
                        .filter(|(_, cell)| **cell != "-")
                        .map(|(column, _)| format!("{name}:{step}.{column}")),
                ),
            }
        }
    }
    // The life of the bases of the third is told in sentences: eight steps from plan to ban.
    rows.extend((1..=8).map(|step| format!("6.3L:{step}")));
    Some(rows)
}

/// What the journeys of the shipped packs say that they show.
fn cited() -> BTreeSet<String> {
    let mut cited = BTreeSet::new();
    for (_, text) in packs::files().unwrap().iter().filter(|(name, _)| name.contains("/journeys/"))
    {
        let file: Located<Tree> = yaml::parse(text).unwrap();
        let Tree::List(journeys) = file.value else { panic!("a file holds a list of journeys") };
        for cites in journeys.iter().filter_map(|journey| journey.value.get("cites")) {
            let Tree::List(cites) = &cites.value else { panic!("cites is a list") };
            cited.extend(cites.iter().filter_map(|one| one.value.scalar()));
        }
    }
    cited
}

/// Rows that no journey can tell yet; why is in the open points of the packs.
const NOT_TOLD: [&str; 0] = [];

#[test]
fn every_row_of_the_requirements_on_procedures_is_told_by_a_journey() {
    let Some(mut rows) = rows() else { return };
    let mut cited = cited();
    cited.retain(|cite| cite.starts_with("6."));
    rows.retain(|row| !NOT_TOLD.contains(&row.as_str()));
    assert_eq!(cited, rows);
}
