//! Bars that keep from a certification and not from an application.

use guohe_rules::{
    document::{self, ClauseDocument, Document, Role},
    facts::Tree,
    pack::Shelf,
    report::{Outcome, Overall},
    situation,
    value::Level,
    yaml::{self, Located},
};
use jiff::civil::Date;

use crate::fixture;

/// A bar that looks at the twelve months from the day of an event.
const BAR: &str = "rule: {is: host.audited}
    bar:
      name: {zh: 不在一年内, en: not within the year}
      blocks: [certify]
      test:
        no:
          of: events
          where:
            within:
              date: reference_date
              window: {between: [event.held_on, {shift: {date: event.held_on, years: 1}}]}";

/// The bar of the second clause, with an event held on a day, and the result over all.
fn check(bar: &str, held_on: &str, on: &str) -> (ClauseDocument, Document) {
    let clause = fixture::clause("class: sanction\n    computable: yes", bar);
    let pack = fixture::load(&fixture::files(&clause));
    let facts = format!(
        "round: {{date: {on}}}\nfacts:\n  events: {{closed: true, rows: [{{id: E1, held_on: {held_on}}}]}}\n"
    );
    let facts: Located<Tree> = yaml::parse(&facts).unwrap();
    let (situation, findings) = situation::read(&pack, "facts", &facts, None);
    assert_eq!(findings, Vec::new());
    let document = document::check(&pack, &situation, 0, Level::Declared);
    let bar = document.clauses.iter().find(|clause| clause.id == "XX-2.1#bar").unwrap();
    (bar.clone(), document)
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn a_bar_to_certification_warns_and_is_no_condition() {
    let (bar, document) = check(BAR, "2025-06-01", "2026-05-15");
    assert_eq!((bar.role, bar.outcome), (Role::Warning, Outcome::NotMet));
    // The two conditions of the law are all that counts.
    assert_eq!((document.tally.conditions, document.tally.not_met), (2, 0));
    assert_eq!(document.overall, Overall::Undetermined);
    let warned: Vec<_> = document.warnings().map(|one| one.id.as_str()).collect();
    assert_eq!(warned, ["XX-2.1#bar"]);
}

#[test]
fn the_last_blocked_day_and_the_first_admissible_one_follow_each_other() {
    let until = |on: &str| check(BAR, "2025-06-01", on).0.blocked;
    let known = until("2026-05-15").unwrap();
    assert_eq!((known.last_day, known.first_admissible), (day("2026-06-01"), day("2026-06-02")));
    assert_eq!(until("2026-06-01"), Some(known));
    let (bar, document) = check(BAR, "2025-06-01", "2026-06-02");
    assert_eq!((bar.outcome, bar.blocked), (Outcome::Met, None));
    assert_eq!(document.warnings().count(), 0);
}

#[test]
fn a_bar_that_blocks_both_is_a_condition() {
    let both = BAR.replace("[certify]", "[apply, certify]");
    let (bar, document) = check(&both, "2025-06-01", "2026-05-15");
    assert_eq!((bar.role, document.overall), (Role::Bar, Overall::NotEligible));
    assert!(bar.blocked.is_some());
    assert_eq!(document.warnings().count(), 0);
}

#[test]
fn a_bar_whose_facts_are_missing_warns_without_a_day() {
    let (bar, document) = check(BAR, "unknown", "2026-05-15");
    assert_eq!((bar.outcome, bar.blocked), (Outcome::Undetermined, None));
    assert_eq!(document.warnings().count(), 1);
}

#[test]
fn a_bar_that_blocks_nothing_does_not_load() {
    let idle = BAR.replace("[certify]", "[]");
    let clause = fixture::clause("class: sanction\n    computable: yes", &idle);
    let shelf = Shelf::load(&fixture::files(&clause));
    let codes: Vec<_> = shelf.findings.iter().map(|finding| finding.code).collect();
    assert_eq!((shelf.packs.len(), codes), (0, vec!["idle-bar"]));
}
