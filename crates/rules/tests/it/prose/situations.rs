//! What is said about the facts of a case: why a row did not count, what is missing, what would mend it.

use std::sync::Arc;

use guohe_rules::{
    eval::Open,
    facts::{CellRef, Tree},
    pack::Pack,
    prose::{self, Lang},
    report,
    situation::{self, Situation},
    value::{Num, Range, Reasons, RowRef},
    yaml::{self, Located},
};

use crate::fixture;

const FACTS: &str = "
round: {date: 2026-05-15}
lists: closed
facts:
  host: {name: 示例单位, kind: park, founded_on: 2020-01-01, staff: 12, audited: true}
  partners:
    - {id: P1, name: 海洋研究所, country: aa}
  tenants:
    - {id: T1, name: 示例企业, from: 2020-01-01, to: none}
  events:
    - {id: E1, name: 年会, owner: T1, scale: small, topics: [water], held_on: 2026-02-01, ended_on: none, guests: 80, cost: \"125000.00 yuan\", partner: P1, international: false}
    - {id: E2, name: 论坛, scale: large, held_on: 2021-05-15, guests: 500}
  year_reports: []
";

/// The law with a rule, and the facts of the case.
fn case(rule: &str) -> (Arc<Pack>, Situation) {
    let pack = fixture::with_rule(rule);
    let facts: Located<Tree> = yaml::parse(FACTS).unwrap();
    let (at, findings) = situation::read(&pack, "case.yaml", &facts, None);
    assert_eq!(findings, Vec::new());
    (pack, at)
}

/// Why the first or second event does not satisfy a filter.
fn because(filter: &str, row: usize) -> [String; 2] {
    let (pack, at) = case(&format!(
        "{{some: {{of: events, where: {{all: [{filter}, {{is: host.audited}}]}}}}}}"
    ));
    let clause = pack.clause("XX-2.1").unwrap();
    let result = report::evaluate_clause(&pack, &at, clause).unwrap();
    Lang::ALL.map(|lang| prose::because(&pack, &at, &result.trace.rows[row], lang))
}

#[test]
fn a_row_that_counted_needs_no_reason() {
    assert_eq!(because("{one_of: {fact: event.scale, listed: [small]}}", 0), ["", ""]);
}

#[test]
fn the_reason_shows_the_value_that_was_met() {
    assert_eq!(
        because("{one_of: {fact: event.scale, listed: [large]}}", 0),
        ["规模为小型，不是大型", "the scale is “small” and not “large”"]
    );
    assert_eq!(
        because("{is: event.international}", 0),
        ["“国际性”为否", "“the international character” is no"]
    );
    assert_eq!(
        because("{at_least: [event.guests, 100]}", 0),
        ["人数为 80，须不少于 100", "the number of guests is 80 and not at least 100"]
    );
    assert_eq!(
        because("{owned_by: {owner: event.owner, among: [host]}}", 0),
        [
            "主办单位为入驻企业 T1（示例企业），不是申请单位",
            "the organiser is tenant T1 (示例企业) and not the applicant"
        ]
    );
    assert_eq!(
        because("{given: event.ended_on}", 0),
        ["结束日期为“尚未结束”", "the last day is “not over”"]
    );
}

#[test]
fn a_date_that_has_left_the_window_is_shown() {
    assert_eq!(
        because("{within: {date: event.held_on, window: {recent_years: 5}}}", 1),
        [
            "举办日期为 2021-05-15，不在截至基准日的近5年内",
            "the day it was held is 2021-05-15 and not within the last 5 years up to the reference \
             date"
        ]
    );
}

#[test]
fn a_period_is_named_where_it_is_known() {
    let (pack, at) = case(
        "{some: {of: events, where: {within: {date: event.held_on, window: {complete_years: 1}}}}}",
    );
    let every = "
      every_period:
        periods: {complete_years: {last: 1}}
        test: {some: {of: events, where: {within: {date: event.held_on, window: period}}}}";
    let (inside, _) = case(every);
    let clause = inside.clause("XX-2.1").unwrap();
    let result = report::evaluate_clause(&inside, &at, clause).unwrap();
    let days = (20_089, 20_453);
    let texts =
        Lang::ALL.map(|lang| prose::because_in(&inside, &at, &result.trace.rows[0], days, lang));
    assert_eq!(
        texts,
        [
            "举办日期为 2026-02-01，不在2025年内",
            "the day it was held is 2026-02-01 and not within 2025"
        ]
    );
    drop(pack);
}

#[test]
fn a_limb_of_several_facts_shows_what_it_met() {
    assert_eq!(
        because("{any: [{is: event.international}, {more_than: [event.guests, 100]}]}", 0),
        [
            "不符合：属于国际性活动，或者人数超过 100（国际性：否，人数：80）",
            "this does not hold: either it is international or the number of guests is more than \
             100 (the international character: no, the number of guests: 80)"
        ]
    );
}

#[test]
fn a_row_that_may_count_says_what_is_not_known_of_it() {
    assert_eq!(
        because("{is: event.international}", 1),
        ["未填国际性", "international character not given"]
    );
}

#[test]
fn what_is_missing_is_named_with_whose_it_is() {
    let (pack, at) = case("{is: host.audited}");
    let vocabulary = &pack.names.vocabulary;
    let event = vocabulary.record("event").unwrap();
    let cost = vocabulary.record_def(event).unwrap().field("cost").unwrap();
    let open = |open| Lang::ALL.map(|lang| prose::open(&pack, &at, open, lang));
    let row = RowRef { record: event, row: 1 };
    assert_eq!(
        open(Open::Fact(CellRef { at: row, field: cost })),
        ["缺少：活动 E2（论坛）的经费", "missing: cost (event E2 (论坛))"]
    );
    assert_eq!(
        open(Open::List(event)),
        [
            "缺少：活动清单是否已经填全的确认，可能还有未填的",
            "missing: confirmation that the list of events is complete; there may be more"
        ]
    );
    assert_eq!(
        open(Open::List(vocabulary.record("document").unwrap())),
        [
            "缺少：材料清单（未填，也未确认没有）",
            "missing: the list of documents; neither rows nor “none” given"
        ]
    );
    assert_eq!(
        open(Open::Parameter(pack.names.parameter("index").unwrap(), Some(2025))),
        [
            "缺少：2025年的“全市增速”（由主管部门录入）",
            "missing: the growth of the city for 2025 (entered by the authority)"
        ]
    );
    assert_eq!(
        open(Open::Parameter(pack.names.parameter("days").unwrap(), Some(2027))),
        [
            "缺少：2027年的“假日表”（公布后由主管部门录入）",
            "missing: the calendar of public holidays for 2027 (entered by the authority once \
             published)"
        ]
    );
    let partner = RowRef { record: vocabulary.record("partner").unwrap(), row: 0 };
    assert_eq!(
        open(Open::Judgement(pack.names.slot("notable").unwrap(), Some(partner))),
        [
            "待判断：该合作方是否知名？（合作方 P1（海洋研究所）；由评审专家判断）",
            "to be judged: Is the partner notable? (partner P1 (海洋研究所); by: the reviewers)"
        ]
    );
    assert_eq!(
        open(Open::Reading(0)),
        ["待选定读法：年数怎样计算？", "a reading is to be chosen: How are years counted?"]
    );
}

#[test]
fn a_range_of_a_count_names_what_is_counted() {
    let (pack, _) = case("{at_least: [{count: {of: events, distinct: [event.partner]}}, 5]}");
    let rule = pack.clause("XX-2.1").unwrap().rule.clone().unwrap();
    let guohe_rules::model::TestKind::Compare(_, count, _) = &rule.what else {
        panic!("no comparison")
    };
    let n = |n| Some(Num::whole(n));
    let range = Range::between(n(5), n(7), Reasons::MISSING_FACT);
    assert_eq!(
        Lang::ALL.map(|lang| prose::range(&pack, count, range, lang)),
        ["5 至 7 家", "5 to 7 partners"]
    );
}

#[test]
fn values_are_said_in_words() {
    let (pack, at) = case("{is: host.audited}");
    let vocabulary = &pack.names.vocabulary;
    let event = vocabulary.record("event").unwrap();
    let def = vocabulary.record_def(event).unwrap();
    let cell = |name: &str| {
        let field = def.field(name).unwrap();
        let at_row = RowRef { record: event, row: 0 };
        prose::cell(&pack, &at, CellRef { at: at_row, field }, Lang::Zh)
    };
    let fields =
        ["name", "scale", "topics", "held_on", "ended_on", "cost", "international", "partner"];
    assert_eq!(
        fields.map(cell),
        [
            "年会",
            "小型",
            "水利",
            "2026-02-01",
            "尚未结束",
            "12.5 万元",
            "否",
            "合作方 P1（海洋研究所）"
        ]
    );
}

#[test]
fn a_repair_says_what_to_do_in_which_years_and_from_when_it_helps() {
    let rule = "
      every_period:
        periods: {complete_years: {last: 2}}
        test:
          at_least:
            - count:
                of: events
                where:
                  all:
                    - within: {date: event.held_on, window: period}
                    - one_of: {fact: event.scale, listed: [large]}
            - 2";
    let (pack, at) = case(rule);
    let result = report::evaluate_clause(&pack, &at, pack.clause("XX-2.1").unwrap()).unwrap();
    let texts = Lang::ALL.map(|lang| prose::repair(&pack, &at, &result.repairs[0], lang));
    assert_eq!(
        texts,
        [
            "2026、2027年各再举办 2 场活动，最早 2028-01-01 可满足。所增活动须符合：规模为大型",
            "hold 2 more events in each of 2026, 2027, which can be met from 2028-01-01 on. Each new \
             event is such that the scale is “large”"
        ]
    );
}
