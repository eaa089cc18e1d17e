//! Each of the checks is red for something that is broken, and green for what is sound.

use super::{Measure, compares, faults};
use crate::{
    diagnostic::words,
    document::{Compared, Finding, Holds},
    edges::{
        bench::Bench,
        cases::{self, Ladder},
        find,
    },
    facts::Tree,
    pack::{Pack, PackFiles, Shelf},
    situation::{self, Situation},
    value::{Cell, Level, Num},
    yaml::{self, Located},
};

const HOST: &str = "
record: host
name: {zh: 单位, en: body}
title: name
fields:
  - {id: name, type: text, name: {zh: 名称, en: name}}
  - {id: staff, type: number, name: {zh: 人数, en: number of staff}}
  - {id: desks, type: number, name: {zh: 座位, en: number of desks}}
";

const DAYS: &str =
    "parameters: [{name: days, title: {zh: 历, en: calendar}, kind: {calendar: {years: {}}}}]";

const PACK: &str = "
id: some/law
title: {zh: 办法, en: Measures}
authority: {zh: 部门, en: authority}
document: {number: 一号}
prefix: XX
region: \"990000\"
object: {zh: 基地, en: base, short: {zh: 基地, en: base}}
actors: [{id: host, kind: applicant, name: {zh: 单位, en: body}}]
types: [{id: ONE, name: {zh: 一, en: one}}]
calendar: days
";

const CLAUSE: &str = "
article: {zh: 第一条, en: Article 1}
clauses:
  - id: XX-1
    cite: {zh: 第一条, en: Article 1, path: art1}
    class: computable_criterion
    computable: yes
    name: {zh: 人数, en: staff}
    text: {zh: 人数够。, en: There are enough staff.}
    rule: {all: [{at_least: [host.staff, 50]}, {at_least: [host.desks, 5]}]}
";

fn pack() -> Pack {
    let files = [
        ("vocabulary/host.yaml", HOST),
        ("parameters/days.yaml", DAYS),
        ("some/law/pack.yaml", PACK),
        ("some/law/articles/01.yaml", CLAUSE),
    ];
    let files: PackFiles =
        files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    let shelf = Shelf::load(&files);
    Pack::clone(shelf.packs.first().unwrap_or_else(|| panic!("{:?}", shelf.findings)))
}

fn facts(pack: &Pack) -> Situation {
    let text = "{round: {date: 2026-06-30}, facts: {host: {staff: 60, desks: 5}}}";
    let document = yaml::parse::<Located<Tree>>(text).unwrap();
    let (situation, findings) = situation::read(pack, "", &document, None);
    assert_eq!(findings, Vec::new());
    situation
}

/// The codes of the faults in the ladder of the first edge after something was done to it.
fn broken(change: impl Fn(&Pack, &mut Ladder)) -> Vec<&'static str> {
    let pack = pack();
    let edges = find::of(&pack.clauses[0]);
    let bench = Bench::new(&pack, facts(&pack));
    let mut ladder = cases::of(&bench, &edges[0], 1).pop().unwrap();
    assert_eq!(ladder.cases.len(), 3);
    change(&pack, &mut ladder);
    faults(&pack, 0, &edges[0], &ladder).into_iter().map(|finding| finding.code).collect()
}

#[test]
fn a_sound_ladder_has_no_fault() {
    assert_eq!(broken(|_, _| {}), Vec::<&str>::new());
}

#[test]
fn a_limb_that_comes_to_something_else_beside_its_edge_is_a_fault() {
    let flipped = |_: &Pack, ladder: &mut Ladder| {
        let first = &mut ladder.cases[0];
        first.expected = first.expected.map(|is| !is);
    };
    assert_eq!(broken(flipped), ["edge-limb"]);
}

#[test]
fn a_result_without_the_fact_that_is_not_that_of_both_sides_is_a_fault() {
    // Where the fact is taken away another limb fails, as if the missing fact had been taken for a low one.
    let failing = |pack: &Pack, ladder: &mut Ladder| {
        let record = pack.names.vocabulary.record("host").unwrap();
        let at = crate::value::RowRef { record, row: 0 };
        let desks = crate::facts::CellRef { at, field: 2 };
        ladder.cases[0].at.facts.set(desks, Cell::Number(Num::ONE), Level::Verified);
    };
    assert_eq!(broken(failing), ["edge-unknown"]);
}

#[test]
fn a_comparison_that_is_told_otherwise_than_it_came_out_is_a_fault() {
    let measure = |n: &str, unit: &str| Measure {
        low: Some(n.to_owned()),
        high: Some(n.to_owned()),
        unit: unit.to_owned(),
        absent: false,
        words: words("", ""),
    };
    let limb = |found: Measure, op: &str, against: Measure, holds| Finding {
        kind: op.to_owned(),
        holds,
        reasons: Vec::new(),
        text: words("", ""),
        compared: Some(Compared { what: words("", ""), op: op.to_owned(), found, against }),
        facts: Vec::new(),
        rows: Vec::new(),
        judgement: None,
        refers_to: None,
        period: None,
        limbs: Vec::new(),
    };
    let number = |n| measure(n, "number");
    assert!(compares(&limb(number("50"), "at_least", number("50"), Holds::Yes)));
    assert!(!compares(&limb(number("50"), "more_than", number("50"), Holds::Yes)));
    assert!(!compares(&limb(number("2000/3"), "at_least", number("666"), Holds::No)));
    let day = |n| measure(n, "date");
    assert!(!compares(&limb(day("2026-01-31"), "less_than", day("2026-02-01"), Holds::No)));
}
