//! Scores: computed points, points given by people, sheets, weights, caps, and what stays a range.

use guohe_rules::{
    diagnostic::Diagnostic,
    document::{self, Measure, ScoreDocument},
    pack::{Pack, Shelf},
    situation,
    value::Level,
    yaml,
};

use crate::fixture;

/// The score of the small law on facts given in the shape of a facts file.
fn score(facts: &str) -> ScoreDocument {
    let (score, findings) = read(facts);
    assert_eq!(findings, Vec::new());
    score
}

fn read(facts: &str) -> (ScoreDocument, Vec<Diagnostic>) {
    let mut files = fixture::files("");
    let scores = files.get_mut("somewhere/law/scores.yaml").expect("scores of the law");
    let given = "points: {points: plan_quality}";
    *scores = scores.replacen(given, &format!("{given}\n                cites: [XX-1.1]"), 1);
    let pack: &Pack = &fixture::load(&files);
    let text = format!("round: {{date: 2026-05-15}}\n{facts}");
    let (at, findings) = situation::read(pack, "f", &yaml::parse(&text).unwrap(), None);
    let mut all = document::scores(pack, &at, 0, Level::Declared);
    assert_eq!(all.len(), 1);
    (all.remove(0), findings)
}

fn ends(measure: &Measure) -> (Option<&str>, Option<&str>) {
    (measure.low.as_deref(), measure.high.as_deref())
}

fn exact(n: &str) -> (Option<&str>, Option<&str>) {
    (Some(n), Some(n))
}

#[test]
fn the_sheet_of_the_host_weighs_computed_and_given_points_exactly() {
    let found = score(
        "facts: {host: {kind: school, staff: 41}}\njudgements: {plan_quality: [20, 11, 12, 3]}",
    );
    assert_eq!(found.sheet.as_ref().map(|sheet| sheet.id.as_str()), Some("schools"));
    let [capacity] = &found.sections[..] else { panic!("one section") };
    let [staff, plan] = &capacity.indicators[..] else { panic!("two indicators") };
    assert_eq!(ends(&staff.points), exact("20.5"));
    assert_eq!(ends(&plan.points), exact("11.5"), "without the highest and the lowest");
    assert_eq!((ends(&capacity.points), ends(&capacity.adds)), (exact("32"), exact("19.2")));
    assert_eq!(ends(&found.total), exact("19.2"));
    let given = plan.given.as_ref().expect("points given by people");
    assert_eq!(given.numbers, ["20", "11", "12", "3"]);
    assert_eq!((staff.given.as_ref(), given.by.zh.as_str()), (None, "评审专家"));
    assert_eq!(plan.cites[0].name.zh, "第一条第（一）项");
    assert_eq!(staff.how.zh, "申请单位的职工人数乘以0.5");
    assert_eq!(plan.how.zh, "“方案质量”的去掉1个最高分和1个最低分后的平均分");
}

#[test]
fn what_is_not_known_stays_a_range_for_its_own_reason() {
    let found = score("facts: {host: {kind: school}}");
    let [staff, plan] = &found.sections[0].indicators[..] else { panic!("two indicators") };
    assert_eq!(ends(&staff.points), (None, Some("30")), "a missing fact, up to the most");
    assert_eq!(ends(&plan.points), (Some("0"), Some("20")), "points that people have not given");
    assert_eq!(ends(&found.total), (None, Some("30")));
    let found = score("facts: {host: {staff: 60}}\njudgements: {plan_quality: 20}");
    assert_eq!(found.sheet, None, "the sheet depends on a kind that nobody has stated");
    assert!(!found.total.absent);
}

#[test]
fn an_indicator_and_a_bonus_give_no_more_than_their_most() {
    let events = |rows: &str| {
        score(&format!("facts: {{host: {{kind: firm, audited: true}}, events: {rows}}}"))
    };
    let found = events("{closed: true, rows: [{id: A, guests: 2}, {id: B, guests: 900}]}");
    assert_eq!(found.sheet.as_ref().map(|sheet| sheet.id.as_str()), Some("others"));
    let [audit, bonus] = &found.sections[..] else { panic!("two sections") };
    assert_eq!(ends(&audit.points), exact("5"));
    assert_eq!(ends(&bonus.indicators[0].points), exact("3"));
    assert_eq!(ends(&bonus.indicators[1].points), exact("2"));
    assert_eq!((ends(&bonus.points), ends(&found.total)), (exact("4"), exact("9")));
    let none = events("{closed: true, rows: []}");
    assert_eq!(ends(&none.total), exact("5"), "a greatest of nothing gives no points");
    let open = events("{closed: false, rows: [{id: A, guests: 1}]}");
    assert_eq!(ends(&open.sections[1].points), (Some("2"), Some("4")));
}

#[test]
fn points_outside_the_range_of_their_slot_are_not_taken() {
    for wrong in ["21", "-1", "[5, 25]", "yes", "[]"] {
        let facts = format!(
            "facts: {{host: {{kind: school, staff: 2}}}}\njudgements: {{plan_quality: {wrong}}}"
        );
        let (found, findings) = read(&facts);
        let said: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(said, ["bad-value"], "{wrong}");
        assert_eq!(ends(&found.sections[0].indicators[1].points), (Some("0"), Some("20")));
    }
}

#[test]
fn a_gate_asks_for_a_section_or_the_total_and_says_so_in_words() {
    let rule = "{all: [{at_least: [{score: {of: review, section: capacity}}, 12]}, {more_than: [{score: {of: review}}, 60]}]}";
    let pack = fixture::with_rule(rule);
    let clause = pack.clause("XX-2.1").expect("the clause");
    let said =
        |lang| guohe_rules::prose::clause(&pack, clause, lang).rule.expect("a rule").sentence(lang);
    let zh = said(guohe_rules::prose::Lang::Zh);
    assert!(zh.contains("“评分表”中“能力”部分的得分") && zh.contains("“评分表”的总分"), "{zh}");
    let en = said(guohe_rules::prose::Lang::En);
    assert!(en.contains("score for “capacity” in the score sheet"), "{en}");
}

#[test]
fn a_score_that_cannot_be_worked_out_is_refused_with_its_place() {
    let with = |from: &str, to: &str, rule: &str| {
        let mut files = fixture::files(&fixture::ruled(rule));
        for file in ["somewhere/law/scores.yaml", "somewhere/law/judgements.yaml"] {
            let text = files.get_mut(file).expect("a file of the law");
            *text = text.replacen(from, to, 1);
        }
        let findings = Shelf::load(&files).findings;
        findings.iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    let plain = "{is: host.audited}";
    assert_eq!(with("", "", plain), Vec::<&str>::new());
    let refer = (
        "applies_if: {one_of: {fact: host.kind, listed: [school]}}",
        "applies_if: {refer: XX-1.1}",
    );
    assert!(with(refer.0, refer.1, plain).contains(&"circular-reference"));
    assert!(with("up_to: 30", "up_to: 30 yuan", plain).contains(&"unit-mismatch"));
    assert!(with("points: plan_quality", "points: goals_clear", plain).contains(&"slot-shape"));
    assert!(with("up_to: \"20\"", "up_to: \"0\"", plain).contains(&"slot-shape"));
    let (both, none) = ("highest: 1, lowest: 1", "highest: 0, lowest: 0");
    assert!(with(both, none, plain).contains(&"slot-shape"));
    assert!(with(both, "highest: 1, lowest: 1, from: 2", plain).contains(&"slot-shape"));
    assert!(with("joined: mean", "apart: \"20\", joined: mean", plain).contains(&"slot-shape"));
    assert!(
        with("up_to: 30", "up_to: 30\n                cites: [XX-9]", plain)
            .contains(&"unknown-clause")
    );
    assert!(with("", "", "{judge: plan_quality}").contains(&"slot-shape"));
    assert!(
        with("", "", "{at_least: [{score: {of: review, section: bonus}}, 1]}")
            .contains(&"unknown-score")
    );
    assert!(with("", "", "{at_least: [{score: {of: reviews}}, 1]}").contains(&"unknown-score"));
}
