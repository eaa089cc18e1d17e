//! Yearly duties: which years are owed, and what a year without a row comes to.

use guohe_rules::examples;

use crate::fixture;

/// What a duty comes to that is owed from the year of the first event to the last year, by the end of each.
fn found(facts: &str) -> String {
    owed_where("", facts)
}

/// The same with a premise.
fn owed_where(premise: &str, facts: &str) -> String {
    let duty = "duty:\n      for_each: year_reports\n      each_year: {year: year, from: {year_of: {lowest: {of: events, value: event.held_on}}}, to: {year_before: 1}}\n      due: period_end\n      done_on: year_report.filed_on";
    let duty = format!("{premise}{duty}");
    let clause = fixture::clause("class: duty_with_deadline\n    computable: yes", &duty);
    let mut files = fixture::files(&clause);
    let case = format!(
        "case: one\ntitle: {{zh: 例, en: one}}\nchanges: {{round: {{date: 2026-06-30}}, lists: closed, facts: {facts}}}\nexpect: {{XX-2.1: done}}\n"
    );
    files.insert("somewhere/law/examples/cases.yaml".to_owned(), case);
    let mut run = examples::run(&fixture::load(&files));
    assert_eq!(run.findings, Vec::new());
    run.checked.remove(0).found
}

const REPORTS: &str = "year_reports: [{id: Y1, year: 2024, filed_on: 2024-12-01}, {id: Y2, year: 2025, filed_on: 2025-12-01}]";

#[test]
fn each_year_from_the_first_on_wants_its_row() {
    let since = |day: &str| found(&format!("{{events: [{{id: E1, held_on: {day}}}], {REPORTS}}}"));
    assert_eq!(since("2024-05-01"), "done");
    assert_eq!(since("2023-12-31"), "missing");
    assert_eq!(since("unknown"), "undetermined");
}

#[test]
fn without_a_first_year_nothing_is_owed() {
    assert_eq!(found("{events: [], year_reports: []}"), "not_applicable");
    assert_eq!(found(&format!("{{events: [], {REPORTS}}}")), "done");
}

#[test]
fn while_the_first_year_may_still_be_stated_nothing_is_certain() {
    assert_eq!(found("{events: {closed: false, rows: []}, year_reports: []}"), "undetermined");
}

#[test]
fn a_duty_is_owed_where_its_premise_holds() {
    let premise = "applies_if: {is: host.audited}\n    ";
    let late = "events: [{id: E1, held_on: 2023-05-01}]";
    let found = |audited: &str| {
        owed_where(premise, &format!("{{host: {{audited: {audited}}}, {late}, {REPORTS}}}"))
    };
    assert_eq!(found("true"), "missing");
    assert_eq!(found("false"), "not_applicable");
    assert_eq!(found("unknown"), "undetermined");
    let done = "events: [{id: E1, held_on: 2024-05-01}]";
    let done = format!("{{host: {{audited: unknown}}, {done}, {REPORTS}}}");
    assert_eq!(owed_where(premise, &done), "done");
}
