//! Edges: the facts that are made on their sides, and the sides on which nobody wrote an example.

use guohe_rules::edges::{self, Kind, Tried};

use crate::fixture;

/// A law with one clause and examples of it, each a line of facts and the outcome.
fn tried(rule: &str, examples: &[(&str, &str)]) -> Vec<Tried> {
    of(&fixture::ruled(rule), examples)
}

fn of(clauses: &str, examples: &[(&str, &str)]) -> Vec<Tried> {
    let mut files = fixture::files(clauses);
    let case = |(at, (facts, expected)): (usize, &(&str, &str))| {
        format!(
            "- {{case: c{at}, title: {{zh: 例, en: case}}, changes: {{round: {{date: 2026-06-30}}, lists: closed, facts: {{{facts}}}}}, expect: {{XX-2.1: {expected}}}}}\n"
        )
    };
    let text: String = examples.iter().enumerate().map(case).collect();
    files.insert("somewhere/law/examples/cases.yaml".to_owned(), text);
    let pack = fixture::load(&files);
    let trial = edges::run(&pack);
    assert_eq!(trial.findings, Vec::new());
    let own = |edge: &Tried| pack.clauses[edge.clause].written.id.value == "XX-2.1";
    trial.edges.into_iter().filter(own).collect()
}

/// Kind, number of cases, and whether an own example stands where it holds and where it does not.
fn brief(edges: &[Tried]) -> Vec<(Kind, usize, bool, bool)> {
    edges
        .iter()
        .map(|edge| (edge.kind, edge.cases, edge.yes.is_some(), edge.no.is_some()))
        .collect()
}

const STAFF: &str = "{at_least: [host.staff, 50]}";

#[test]
fn a_threshold_has_three_cases_and_names_the_side_without_an_example() {
    let edges = tried(STAFF, &[("host: {staff: 70}", "met")]);
    assert_eq!(brief(&edges), [(Kind::Threshold, 3, true, false)]);
    assert_eq!(edges[0].yes.as_deref(), Some("somewhere/law/examples/cases.yaml: c0"));
    assert_eq!(edges[0].text.en, "The applicant's number of staff is at least 50.");
    let both = tried(STAFF, &[("host: {staff: 70}", "met"), ("host: {staff: 9}", "not_met")]);
    assert_eq!(brief(&both), [(Kind::Threshold, 3, true, true)]);
}

#[test]
fn an_example_that_leaves_the_fact_out_stands_on_neither_side_and_one_is_made_from_it() {
    let edges = tried(STAFF, &[("host: {name: 甲}", "undetermined")]);
    assert_eq!(brief(&edges), [(Kind::Threshold, 3, false, false)]);
}

#[test]
fn without_an_example_an_edge_is_out_of_reach() {
    assert_eq!(brief(&tried(STAFF, &[])), [(Kind::Threshold, 0, false, false)]);
}

#[test]
fn both_days_of_a_window_are_edges_and_the_days_after_it_need_an_example_of_their_own() {
    let rule =
        "{some: {of: events, where: {within: {date: event.held_on, window: {recent_years: 3}}}}}";
    let examples = [
        ("events: [{id: E, held_on: 2025-01-01}]", "met"),
        ("events: [{id: E, held_on: 2020-01-01}]", "not_met"),
    ];
    let edges = tried(rule, &examples);
    let expected = [
        (Kind::Rows, 2, true, true),
        (Kind::FirstDay, 3, true, true),
        (Kind::LastDay, 3, true, false),
    ];
    assert_eq!(brief(&edges), expected);
}

#[test]
fn rows_are_added_and_taken_away_to_stand_around_a_count() {
    let rule = "{at_least: [{count: {of: events, where: {is: event.international}, distinct: [event.partner]}}, 3]}";
    let facts = "partners: [{id: P, name: 乙}], events: [{id: E, international: true, partner: P}]";
    assert_eq!(brief(&tried(rule, &[(facts, "not_met")])), [(Kind::Threshold, 3, false, true)]);
    let none = "partners: [], events: []";
    assert_eq!(brief(&tried(rule, &[(none, "not_met")])), [(Kind::Threshold, 3, false, true)]);
}

#[test]
fn where_a_value_is_worked_out_the_place_at_which_it_turns_is_looked_for() {
    let rule = "{at_least: [{ratio: {of: host.staff, to: {count: {of: events}}}}, 7]}";
    let facts = "host: {staff: 5}, events: [{id: A}, {id: B}, {id: C}]";
    assert_eq!(brief(&tried(rule, &[(facts, "not_met")])), [(Kind::Threshold, 2, false, true)]);
}

#[test]
fn a_list_of_codes_is_left_and_a_duty_is_done_a_day_late() {
    let rule = "{all: [{one_of: {fact: host.kind, listed: [park]}}, {some: {of: partners, where: {in_list: {fact: partner.country, list: key_places}}}}]}";
    let facts = "host: {kind: park}, partners: [{id: P, country: aa}]";
    let expected =
        [(Kind::List, 2, true, false), (Kind::Rows, 2, true, false), (Kind::List, 2, true, false)];
    assert_eq!(brief(&tried(rule, &[(facts, "met")])), expected);

    let duty = "duty:\n      for_each: year_reports\n      due: {shift: {date: {year_end: year_report.year}, months: 3}}\n      done_on: year_report.filed_on";
    let clause = fixture::clause("class: duty_with_deadline\n    computable: yes", duty);
    let facts = "year_reports: [{id: Y, year: 2025, filed_on: 2026-02-01}]";
    assert_eq!(brief(&of(&clause, &[(facts, "done")])), [(Kind::Due, 3, true, false)]);
}

#[test]
fn the_bar_of_a_clause_and_its_premise_have_edges_too() {
    let rest = "applies_if: {at_least: [host.staff, 10]}\n    rule: {is: host.audited}\n    bar: {name: {zh: 限制, en: bar}, test: {at_most: [host.land, 500 m2]}}";
    let clause = fixture::clause("class: computable_criterion\n    computable: yes", rest);
    let facts = "host: {staff: 20, audited: true, land: 300 m2}";
    let expected = [(Kind::Threshold, 3, true, false), (Kind::Threshold, 3, true, false)];
    assert_eq!(brief(&of(&clause, &[(facts, "met")])), expected);
}
