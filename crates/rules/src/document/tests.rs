//! What the command line cannot show: duties, and which limbs decide.

use super::*;
use crate::{facts::Tree, pack::Shelf, report, situation, yaml};

const HOST: &str = "
record: host
name: {zh: 单位, en: host}
fields:
  - {id: active, type: flag, name: {zh: 存续, en: active}}
  - {id: audited, type: flag, name: {zh: 审计, en: audited}}
  - {id: staff, type: number, name: {zh: 人数, en: staff}}
";
const EVENT: &str = "
record: event
list: events
name: {zh: 活动, en: event}
plural: events
title: name
fields:
  - {id: name, type: text, name: {zh: 名称, en: name}}
  - {id: held_on, type: date, name: {zh: 日期, en: date}}
  - {id: reported_on, type: date, name: {zh: 报告日期, en: date of the report}, none: {zh: 未报告, en: not reported}}
";
const CALENDAR: &str = "
parameters:
  - {name: days, title: {zh: 工作日历, en: calendar}, kind: {calendar: {years: {}}}}
";
const PACK: &str = "
id: a/b
title: {zh: 办法, en: measures}
authority: {zh: 机关, en: authority}
document: {}
prefix: X
region: '0'
object: {zh: 基地, en: base, short: {zh: 基地, en: base}}
actors: [{id: host, kind: applicant, name: {zh: 单位, en: host}}]
types: [{id: T, name: {zh: 类, en: type}}]
calendar: days
";
const ARTICLE: &str = "
article: {zh: 第一条, en: Article 1}
clauses:
  - id: X-1
    cite: {zh: 第一条, en: Article 1, path: art1}
    class: duty_with_deadline
    computable: yes
    name: {zh: 报告, en: report}
    text: {zh: 活动后一个月内报告。, en: Report within a month after an event.}
    duty:
      for_each: events
      due: {shift: {date: event.held_on, months: 1}}
      done_on: event.reported_on
  - id: X-2
    cite: {zh: 第二条, en: Article 2, path: art2}
    class: computable_criterion
    computable: yes
    name: {zh: 存续, en: existence}
    text: {zh: 存续，且经审计或满十人。, en: 'Active, and audited or of ten persons.'}
    rule:
      all:
        - is: host.active
        - any:
            - is: host.audited
            - at_least: [host.staff, 10]
";

fn written(facts: &str, id: &str) -> ClauseDocument {
    let files = [
        ("vocabulary/host.yaml", HOST),
        ("vocabulary/event.yaml", EVENT),
        ("parameters/days.yaml", CALENDAR),
        ("a/b/pack.yaml", PACK),
        ("a/b/articles/1.yaml", ARTICLE),
    ];
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    let shelf = Shelf::load(&files);
    let pack = shelf.pack("a/b").unwrap_or_else(|| panic!("{:#?}", shelf.findings));
    let document = yaml::parse::<yaml::Located<Tree>>(facts).unwrap();
    let (at, findings) =
        situation::read(pack, "facts", &document, Some(Date::constant(2026, 5, 15)));
    assert_eq!(findings, []);
    let found = report::evaluate_clause(pack, &at, pack.clause(id).unwrap()).unwrap();
    clause(pack, &at, Level::Declared, &found)
}

#[test]
fn a_duty_lists_every_row_with_its_due_day() {
    let events = "lists: closed
facts:
  events:
    - {id: A, name: 甲, held_on: 2026-01-31, reported_on: 2026-02-20}
    - {id: B, name: 乙, held_on: 2026-04-30, reported_on: none}
    - {id: C, name: 丙, held_on: 2026-03-31, reported_on: none}
";
    let duty = written(events, "X-1");
    assert_eq!((duty.role, duty.outcome), (Role::Other, Outcome::Missing));
    let rows: Vec<_> =
        duty.duties.iter().map(|row| (row.at.row.as_deref(), row.due, row.outcome)).collect();
    let day = |month, day| Some(Date::constant(2026, month, day));
    assert_eq!(
        rows,
        [
            (Some("A"), day(2, 28), Outcome::Done),
            (Some("B"), day(5, 30), Outcome::NotYetDue),
            (Some("C"), day(4, 30), Outcome::Missing),
        ]
    );
    assert_eq!(duty.duties.first().and_then(|row| row.done_on), day(2, 20));
}

/// The facts that decided, by field.
fn decided(facts: &str) -> (Holds, Vec<String>) {
    let tree = written(facts, "X-2").tree.unwrap();
    let leaves = tree.deciding();
    let fields = leaves.iter().map(|one| match one.leaf.facts.first() {
        Some(found) => found.fact.field.clone(),
        None => one.leaf.kind.clone(),
    });
    (tree.holds, fields.collect())
}

#[test]
fn the_limbs_that_decide_are_those_that_share_the_result() {
    let with = |facts: &str| decided(&format!("facts: {{host: {{{facts}}}}}"));
    let named = |fields: &[&str]| fields.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    assert_eq!(with("active: false, audited: true"), (Holds::No, named(&["active"])));
    let small = with("active: true, audited: false, staff: 9");
    assert_eq!(small, (Holds::No, named(&["audited", "at_least"])));
    let audited = with("active: true, audited: true, staff: 9");
    assert_eq!(audited, (Holds::Yes, named(&["active", "audited"])));
    let unknown = with("active: true, audited: false");
    assert_eq!(unknown, (Holds::Unknown, named(&["at_least"])));
}
