//! Filters over many rows: long lists, uncertain rows with reasons of their own, facts in other rows.

use std::sync::Arc;

use guohe_rules::{
    calendar,
    eval::Node,
    facts::Tree,
    pack::Pack,
    repair::Action,
    report::{self, ClauseResult, Exactness, Overall, Verdicts},
    situation::{self, Situation},
    value::{Num, Reasons, Truth},
    yaml::Located,
};
use serde_json::{Value, json};

use crate::fixture::{self, with_rule};

fn situation(pack: &Pack, facts: &Value, judgements: &Value) -> Situation {
    let facts = json!({"round": {"date": "2026-05-15"}, "facts": facts, "judgements": judgements});
    let tree = Located::nowhere(Tree::from(&facts));
    let (situation, findings) = situation::read(pack, "facts", &tree, None);
    assert_eq!(findings, Vec::new());
    situation
}

fn closed(rows: &[Value]) -> Value {
    json!({"closed": true, "rows": rows})
}

fn result<'p>(pack: &'p Pack, at: &Situation) -> ClauseResult<'p> {
    let clause = pack.clause("XX-2.1").unwrap();
    let result = report::evaluate_clause(pack, at, clause).unwrap();
    if result.exact == Exactness::NotNeeded || result.exact == Exactness::Open {
        assert_eq!(Verdicts::of(pack, clause).unwrap().truth(at), result.truth);
    }
    result
}

/// What stands on the left of the outermost comparison.
fn found(rule: &str, facts: &Value) -> Option<Num> {
    let pack = with_rule(rule);
    let result = result(&pack, &situation(&pack, facts, &json!({})));
    result.trace.compared(&result.trace.nodes[0]).unwrap().0.known()
}

#[test]
fn a_deadline_is_counted_back_over_days_off_and_stops_where_no_calendar_was_published() {
    // 1 January 2026 is off, Sunday the 4th is worked, and nothing is known of 2025.
    let of = |day: &str, rest: &str| {
        let rule = format!(
            "{{at_least: [{{deadline: {{from: {day}, {rest}, calendar: days}}}}, 2020-01-01]}}"
        );
        found(&rule, &json!({}))
    };
    let day = |text: &str| Some(Num::whole(calendar::day_number(text.parse().unwrap())));
    assert_eq!(of("2026-01-09", "working_days: 5, back: true"), day("2026-01-04"));
    let counted = "working_days: 5, back: true, count_first_day: true";
    assert_eq!(of("2026-01-09", counted), day("2026-01-05"));
    assert_eq!(of("2026-01-05", "working_days: 2, back: true"), day("2026-01-02"));
    assert_eq!(of("2026-01-05", "working_days: 3, back: true"), None);
    assert_eq!(of("2026-01-13", "days: 3, back: true"), day("2026-01-10"));
    assert_eq!(of("2026-01-13", "days: 3, back: true, roll: true"), day("2026-01-09"));
    assert_eq!(of("2026-03-31", "months: 1, back: true"), day("2026-02-28"));
}

#[test]
fn a_list_may_be_longer_than_the_rows_that_are_looked_at_together() {
    let scale = |at: usize| if at.is_multiple_of(3) { "large" } else { "small" };
    let row = |at: usize| {
        let name = format!("N{}", at / 2);
        json!({"id": format!("E{at}"), "name": name, "scale": scale(at), "guests": at})
    };
    let facts = json!({"events": closed(&(0..150).map(row).collect::<Vec<_>>())});
    let large = "{of: events, where: {one_of: {fact: event.scale, listed: [large]}}";
    let rule = |quantity: String| format!("{{at_least: [{quantity}, 1]}}");
    let of = |quantity: String| found(&rule(quantity), &facts);
    assert_eq!(of(format!("{{count: {large}}}}}")), Some(Num::whole(50)));
    let sum = (0..150).filter(|at| at % 3 == 0).sum::<i64>();
    assert_eq!(of(format!("{{sum: {large}, value: event.guests}}}}")), Some(Num::whole(sum)));
    assert_eq!(of("{count: {of: events, distinct: [event.name]}}".into()), Some(Num::whole(75)));
    assert_eq!(of("{highest: {of: events, value: event.guests}}".into()), Some(Num::whole(149)));
}

#[test]
fn each_uncertain_row_keeps_its_own_reason() {
    let pack = with_rule(
        "{some: {of: events, where: {all: [{is: event.international}, \
         {judge_row: {slot: notable, about: event.partner}}]}}}",
    );
    let facts = json!({
        "partners": closed(&[json!({"id": "P1"}), json!({"id": "P2"})]),
        "events": closed(&[
            json!({"id": "E1", "partner": "P1"}),
            json!({"id": "E2", "partner": "P2", "international": true}),
        ]),
    });
    let at = situation(&pack, &facts, &json!({"notable": {"P1": "yes"}}));
    let result = result(&pack, &at);
    let rows: Vec<Truth> = result.trace.rows.iter().map(|row| row.truth).collect();
    let (missing, pending) = (Reasons::MISSING_FACT, Reasons::JUDGEMENT_PENDING);
    assert_eq!(rows, [Truth::Unknown(missing), Truth::Unknown(pending)]);
    assert_eq!(result.truth, Truth::Unknown(missing | pending));
}

#[test]
fn a_fact_of_another_row_is_tried_as_well() {
    let listed = "{of: events, where: {one_of: {fact: event.partner.country, listed: [aa]}}}";
    let pack = with_rule(&format!("{{any: [{{some: {listed}}}, {{no: {listed}}}]}}"));
    let facts = json!({
        "partners": closed(&[json!({"id": "P1"})]),
        "events": closed(&[json!({"id": "E1", "partner": "P1"})]),
    });
    let result = result(&pack, &situation(&pack, &facts, &json!({})));
    assert_eq!((result.truth, result.exact), (Truth::True, Exactness::Certain));
}

#[test]
fn what_is_decided_anyway_does_not_use_up_the_facts_that_can_be_tried() {
    let pack = with_rule(
        "{all: [{at_least: [{count: {of: events, where: {one_of: {fact: event.scale, listed: [large]}}}}, 0]}, \
         {one_of: {fact: host.kind, listed: [park, school, firm]}}]}",
    );
    let rows: Vec<_> = (0..14).map(|at| json!({"id": format!("E{at}")})).collect();
    let result = result(&pack, &situation(&pack, &json!({"events": closed(&rows)}), &json!({})));
    assert_eq!((result.truth, result.exact), (Truth::True, Exactness::Certain));
}

/// The law with a condition on the kind of host and a second condition.
fn with_second(second: &str) -> Arc<Pack> {
    let first = fixture::ruled("{one_of: {fact: host.kind, listed: [park]}}");
    let words =
        [("XX-2.1", "XX-2.2"), ("第（一）项", "第（二）项"), ("2(1)", "2(2)"), ("item1", "item2")];
    let second =
        words.iter().fold(fixture::ruled(second), |text, (from, to)| text.replacen(from, to, 1));
    fixture::load(&fixture::files(&format!("{first}{second}")))
}

#[test]
fn what_a_clause_refers_to_is_tried_anew_with_each_value() {
    let pack = with_second("{refer: XX-2.1}");
    let at = situation(&pack, &json!({}), &json!({}));
    let referring = pack.clause("XX-2.2").unwrap();
    let result = report::evaluate_clause(&pack, &at, referring).unwrap();
    assert_eq!((result.truth, result.exact), (Truth::MISSING, Exactness::Open));
    assert_eq!(result.opens.iter().map(|open| open.decides).collect::<Vec<_>>(), [1_000]);
}

#[test]
fn conditions_that_exclude_each_other_are_refused_together_before_the_fact_is_known() {
    let overall = |second: &str| {
        let pack = with_second(second);
        let at = situation(&pack, &json!({}), &json!({}));
        let report = report::evaluate(&pack, &at, 0);
        (report.overall, report.by_conjunction)
    };
    let school = "{one_of: {fact: host.kind, listed: [school]}}";
    assert_eq!(overall(school), (Overall::NotEligible, true));
    assert_eq!(
        overall("{one_of: {fact: host.kind, listed: [park, firm]}}").0,
        Overall::Undetermined
    );
    assert_eq!(overall("{is: host.audited}").0, Overall::Undetermined);
}

#[test]
fn each_of_many_years_has_its_own_rows() {
    let count = "{count: {of: events, where: {within: {date: event.held_on, window: period}}}}";
    let pack = with_rule(&format!(
        "{{every_period: {{periods: {{complete_years: {{last: 9}}}}, test: {{at_least: [{count}, 1]}}}}}}"
    ));
    let years = [2017, 2018, 2019, 2020, 2022, 2023, 2024];
    let row = |year: &i32| json!({"id": format!("E{year}"), "held_on": format!("{year}-06-01")});
    let facts = json!({"events": closed(&years.iter().map(row).collect::<Vec<_>>())});
    let result = result(&pack, &situation(&pack, &facts, &json!({})));
    let nodes = result.trace.nodes.iter();
    let held: Vec<bool> = nodes
        .filter(|seen| matches!(seen.node, Node::Period(..)))
        .map(|seen| seen.truth == Truth::True)
        .collect();
    assert_eq!(held, [true, true, true, true, false, true, true, true, false]);
}

#[test]
fn a_plan_says_what_it_takes_people_to_find_where_only_they_are_wanting_then() {
    let pack = with_rule(
        "{all: [{at_least: [{count: {of: events, where: {is: event.international}}}, 2]}, \
         {judge: goals_clear}]}",
    );
    let facts = json!({"events": closed(&[json!({"id": "E1", "international": true})])});
    let result = result(&pack, &situation(&pack, &facts, &json!({})));
    let [repair] = &result.repairs[..] else { panic!("{:?}", result.repairs) };
    let [Action::AddRows { count: 1, .. }] = repair.actions[..] else { panic!("{repair:?}") };
    let slots: Vec<_> =
        repair.assumes.iter().map(|(slot, row)| (pack.names.slot_def(*slot), row)).collect();
    let [(Some(slot), None)] = slots[..] else { panic!("{slots:?}") };
    assert_eq!(slot.id.value, "goals_clear");
}

#[test]
fn rows_that_a_plan_adds_are_told_apart_by_what_their_filter_asks_for() {
    let pack = with_rule(
        "{at_least: [{count: {of: partners, where: {given: partner.name}, distinct: [partner.name]}}, 3]}",
    );
    let facts = json!({"partners": closed(&[json!({"id": "P1", "name": "N1"})])});
    let result = result(&pack, &situation(&pack, &facts, &json!({})));
    let [repair] = &result.repairs[..] else { panic!("{:?}", result.repairs) };
    let [Action::AddRows { count: 2, .. }] = repair.actions[..] else { panic!("{repair:?}") };
}

#[test]
fn rows_that_a_plan_adds_are_seen_by_tests_of_other_rows_that_look_for_them() {
    let lonely =
        "{count: {of: partners, where: {no: {of: events, where: {is: event.international}}}}}";
    let some = "{count: {of: events, where: {is: event.international}}}";
    let both = format!("{{all: [{{at_least: [{lonely}, 1]}}, {{at_least: [{some}, 1]}}]}}");
    let pack = with_rule(&both);
    let event = closed(&[json!({"id": "E1", "international": false})]);
    let facts = json!({"partners": closed(&[json!({"id": "P1"})]), "events": event});
    let result = result(&pack, &situation(&pack, &facts, &json!({})));
    assert_eq!(result.truth, Truth::False);
    assert!(result.repairs.is_empty(), "{:?}", result.repairs);
}
