//! The kinds of node that the packs use seldom, each as a sentence in both languages.

use super::said;

/// Three conditions on an event.
const LARGE: &str = "{all: [{one_of: {fact: event.scale, listed: [large]}}, {is: event.international}, {given: event.ended_on}]}";

#[test]
fn a_stretch_is_covered_day_by_day() {
    assert_eq!(
        said(
            "{covered: {span: {days: {from: host.founded_on, to: reference_date}}, of: tenants, from: tenant.from, to: tenant.to}}"
        ),
        [
            "自申请单位的成立日期至基准日的期间的每一天都在入驻企业的入驻日期至退出日期之内\
             （首尾逐日相接的合并计算）。",
            "Every day of the time from the applicant's date of foundation to the reference date lies \
             between the first day of tenancy and the last day of tenancy of one of the tenants, \
             stretches that follow each other day by day being joined."
        ]
    );
}

#[test]
fn a_name_is_said_with_its_facts_in_brackets_of_their_own() {
    let rule = "{some: {of: events, where: {named: {fact: event.name, template: \
        {zh: \"{host.kind}（{event.scale}）大会\", en: \"meeting of a {host.kind} ({event.scale})\"}}}}}";
    assert_eq!(
        said(rule),
        [
            "至少有一场活动符合这一条件：活动名称为“〔申请单位的单位性质〕（〔规模〕）大会”（括号全角、半角均可）。",
            "There is at least one event for which the name of the event is “〔the applicant's kind of body〕（〔the scale〕）大会”, \
             with brackets of either width."
        ]
    );
}

#[test]
fn a_run_says_what_an_empty_year_does() {
    let run = |skip: &str| {
        said(&format!("{{at_least: [{{longest_run: {{of: year_reports, year: year{skip}}}}}, 3]}}"))
    };
    assert_eq!(
        run(""),
        [
            "年度数据按年度连续的最长年数（没有记录的年份视为中断）不少于 3 年。",
            "The longest run of consecutive years, by year, among yearly reports (years without any \
             entry break the run) is at least 3 years."
        ]
    );
    assert_eq!(
        run(", skip_empty_years: true"),
        [
            "年度数据按年度连续的最长年数（没有记录的年份跳过不计）不少于 3 年。",
            "The longest run of consecutive years, by year, among yearly reports (years without any \
             entry are passed over) is at least 3 years."
        ]
    );
}

#[test]
fn the_extreme_of_dates_is_the_earliest_or_the_latest() {
    assert_eq!(
        said(&format!(
            "{{at_most: [{{lowest: {{of: events, where: {LARGE}, value: event.held_on}}}}, 2026-01-01]}}"
        )),
        [
            "同时符合下列各项条件的活动中最早的举办日期不晚于 2026-01-01：（一）规模为大型；\
             （二）属于国际性活动；（三）结束日期已经确定（不是“尚未结束”）。",
            "The earliest day it was held among events that count is on or before 2026-01-01; an event \
             counts if all of the following hold: (a) the scale is “large”; (b) it is international; \
             (c) the last day is given and is not “not over”."
        ]
    );
    assert_eq!(
        said("{at_least: [{highest: {of: events, value: event.cost}}, 12.5 yuan]}"),
        [
            "活动中最大的经费不少于 12.5 元。",
            "The greatest cost among events is at least 12.5 yuan."
        ]
    );
}

#[test]
fn sums_and_differences_name_their_parts() {
    assert_eq!(
        said("{at_least: [{total: [host.staff, {count: {of: tenants}}]}, 20]}"),
        [
            "申请单位的职工人数和入驻企业的数量之和不少于 20。",
            "The total of the applicant's number of staff and the number of tenants is at least 20."
        ]
    );
    assert_eq!(
        said("{at_least: [{difference: [reference_date, host.founded_on]}, 365]}"),
        [
            "自申请单位的成立日期至基准日的日数不少于 365。",
            "The number of days from the applicant's date of foundation to the reference date is at \
             least 365."
        ]
    );
    assert_eq!(
        said("{at_least: [{band: {table: grant, by: host.staff}}, 150000 yuan]}"),
        [
            "“资助标准”中与申请单位的职工人数相应的数额不少于 15 万元。",
            "The amount set for the applicant's number of staff by the scale of grants is at least \
             150,000 yuan."
        ]
    );
}

#[test]
fn every_window_has_its_own_words() {
    let window = |window: &str| {
        let texts = said(&format!("{{within: {{date: host.founded_on, window: {window}}}}}"));
        texts.map(|text| {
            let rest = text.trim_start_matches("申请单位的成立日期在");
            rest.trim_start_matches("The applicant's date of foundation falls within ").to_owned()
        })
    };
    assert_eq!(
        window("{recent_years: 3}"),
        ["截至基准日的近3年内。", "the last 3 years up to the reference date."]
    );
    assert_eq!(
        window("{complete_years: 3}"),
        [
            "最近3个完整年度（不含基准日所在年度）内。",
            "the last 3 complete calendar years (without the year of the reference date)."
        ]
    );
    assert_eq!(
        window("{complete_years_and_current: {param: {name: look_back}}}"),
        [
            "最近3个完整年度和本年度截至基准日的期间（依“回溯年数”）内。",
            "the last 3 complete calendar years and the current year up to the reference date (by the \
             number of years looked back)."
        ]
    );
    assert_eq!(
        window("{since: 2020-01-01}"),
        ["自2020-01-01起至基准日止的期间内。", "the time from 2020-01-01 to the reference date."]
    );
    assert_eq!(
        window("{between: [2020-01-01, 2020-12-31]}"),
        [
            "自2020-01-01起至2020-12-31止（含首尾两日）的期间内。",
            "the time from 2020-01-01 to 2020-12-31 (both included)."
        ]
    );
}

#[test]
fn slices_of_twelve_months_are_no_calendar_years() {
    let rule = "
      every_period:
        periods: {twelve_months: {last: 2}}
        test:
          at_least:
            - sum:
                of: events
                where: {within: {date: event.held_on, window: period}}
                value: event.guests
                distinct: [event.name]
            - 30";
    assert_eq!(
        said(rule),
        [
            "截至基准日每十二个月为一期的最近2期中的每一期，均须满足：举办日期在该期内的活动按活动名称\
             去重后的人数合计不少于 30。",
            "In each of the last 2 periods of twelve months that end on the reference date, the sum of \
             the number of guests over events for which the day it was held falls within that period \
             (events with the same name of the event being one) is at least 30."
        ]
    );
}

#[test]
fn dates_are_moved_forward_and_back() {
    assert_eq!(
        said("{at_most: [{shift: {date: host.founded_on, years: 1, days: -10}}, reference_date]}"),
        [
            "申请单位的成立日期往后推1年再往前推10日的日期不晚于基准日。",
            "The day 1 year after and then 10 days before the applicant's date of foundation is on or \
             before the reference date."
        ]
    );
    assert_eq!(
        said("{equal: [{year_of: host.founded_on}, {year_before: 3}]}"),
        [
            "申请单位的成立日期所在年度即为基准日所在年度之前第3个年度。",
            "The year of the applicant's date of foundation is the same year as the year 3 years \
             before that of the reference date."
        ]
    );
}

#[test]
fn negations_are_said_in_the_verb_where_there_is_one() {
    assert_eq!(
        said(
            "{some: {of: events, where: {all: [{not: {owned_by: {owner: event.owner, among: [tenants], on: event.held_on}}}, {not: {one_of: {fact: event.topics, listed: [water]}}}]}}}"
        ),
        [
            "至少有一场活动同时符合下列各项：（一）主办单位不是入驻企业（举办日期须在其入驻日期与\
             退出日期之间）；（二）主题不包括水利。",
            "There is at least one event for which all of the following hold: (a) the organiser is not \
             a tenant (the day it was held lying between its first day of tenancy and its last day of \
             tenancy); (b) the topics do not include “water”."
        ]
    );
    assert_eq!(
        said(
            "{not: {any: [{is: host.audited}, {all: [{judge: goals_clear}, {some: {of: events}}]}]}}"
        ),
        [
            "下列情形不成立：（一）符合下列任一项：1．申请单位已经审计；2．经评审认定目标明确\
             （由评审专家判断），且至少有一场活动。",
            "The following does not hold: (a) at least one of the following holds: (i) the applicant \
             is audited; (ii) reviewers found the goals clear (judged by: the reviewers), and there is \
             at least one event."
        ]
    );
    assert_eq!(
        said("{not: {at_least: [host.staff, 5]}}"),
        [
            "并非“申请单位的职工人数不少于 5”。",
            "It is not the case that the applicant's number of staff is at least 5."
        ]
    );
}

#[test]
fn a_dated_list_names_its_day_when_it_is_another_one() {
    assert_eq!(
        said(
            "{some: {of: partners, where: {in_list: {fact: partner.country, list: key_places, on: host.founded_on}}}}"
        ),
        [
            "至少有一家合作方符合这一条件：所在国家（地区）属于“重点国家”（以申请单位的成立日期当日的\
             名单为准）。",
            "There is at least one partner whose country or region is among the key countries, by the \
             list of the applicant's date of foundation."
        ]
    );
}

#[test]
fn each_row_of_one_group_satisfies_another() {
    let rule = format!(
        "{{each: {{of: events, where: {LARGE}, test: {{all: [{{at_least: [event.guests, 100]}}, {{given: event.cost}}, {{one_of: {{fact: event.topics, listed: [water, food]}}}}]}}}}}}"
    );
    assert_eq!(
        said(&rule),
        [
            "凡符合甲组条件的活动，均须符合乙组条件：甲组：活动同时符合下列各项：（一）规模为大型；\
             （二）属于国际性活动；（三）结束日期已经确定（不是“尚未结束”）；乙组：同时符合下列各项：\
             （一）人数不少于 100；（二）经费已经确定；（三）主题包括水利或粮食。",
            "Every event of group 1 satisfies group 2: group 1: an event for which all of the following \
             hold: (a) the scale is “large”; (b) it is international; (c) the last day is given and is \
             not “not over”; group 2: all of the following hold: (a) the number of guests is at least \
             100; (b) the cost is given; (c) the topics include “water” or “food”."
        ]
    );
}

#[test]
fn some_limbs_of_several_are_counted() {
    assert_eq!(
        said(
            "{at_least_k_of: {k: 2, of: [{is: host.audited}, {judge: goals_clear}, {some: {of: events}}]}}"
        ),
        [
            "下列3项中至少有2项成立：（一）申请单位已经审计；（二）经评审认定目标明确（由评审专家判断）；\
             （三）至少有一场活动。",
            "At least 2 of the following 3 hold: (a) the applicant is audited; (b) reviewers found the \
             goals clear (judged by: the reviewers); (c) there is at least one event."
        ]
    );
}

#[test]
fn another_clause_is_named_by_its_citation_and_name() {
    assert_eq!(
        said("{refer: XX-1.1}"),
        ["符合第一条第（一）项“基本条件”。", "Article 1(1), “basic condition”, is satisfied."]
    );
}

#[test]
fn a_count_inside_a_filter_stands_behind_a_colon() {
    assert_eq!(
        said(
            "{some: {of: events, where: {at_least: [{count: {of: tenants, where: {at_most: [tenant.from, event.held_on]}}}, 2]}}}"
        ),
        [
            "至少有一场活动符合这一条件：入驻日期不晚于该活动的举办日期的入驻企业不少于 2 家。",
            "There is at least one event for which there are at least 2 tenants for which the first day \
             of tenancy is on or before that event's day it was held."
        ]
    );
}

#[test]
fn an_area_keeps_the_unit_in_which_it_was_written() {
    assert_eq!(
        said("{at_least: [host.land, 75 mu]}"),
        ["申请单位的占地面积不少于 75 亩。", "The applicant's land area is at least 75 mu."]
    );
}
