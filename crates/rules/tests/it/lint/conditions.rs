//! Conditions that can never fail or never hold, and limbs that do nothing.

use super::{around, codes, findings, of_rule, word};
use crate::fixture;

const NOTHING: Vec<&str> = Vec::new();

#[test]
fn a_count_is_never_below_zero() {
    assert_eq!(of_rule("{at_least: [{count: {of: events}}, 0]}"), ["always-true"]);
    assert_eq!(of_rule("{less_than: [{count: {of: events}}, 0]}"), ["never-true"]);
    assert_eq!(of_rule("{at_least: [{count: {of: events}}, 1]}"), NOTHING);
}

#[test]
fn the_sum_of_what_is_not_negative_is_not_negative() {
    let sum = |op: &str, n: &str| {
        of_rule(&format!("{{{op}: [{{sum: {{of: events, value: event.guests}}}}, {n}]}}"))
    };
    assert_eq!(sum("more_than", "-1"), ["always-true"]);
    assert_eq!(sum("at_least", "30"), NOTHING);
    let money = "{at_least: [{sum: {of: events, value: event.cost}}, 0 yuan]}";
    assert_eq!(of_rule(money), NOTHING);
}

#[test]
fn a_fact_that_may_be_missing_never_makes_a_condition_certain() {
    assert_eq!(of_rule("{at_least: [host.staff, 0]}"), NOTHING);
    assert_eq!(of_rule("{less_than: [host.staff, 0]}"), ["never-true"]);
}

#[test]
fn growth_is_never_below_minus_one() {
    let growth = |n: &str| {
        of_rule(&format!(
            "{{more_than: [{{growth: {{from: {{count: {{of: partners}}}}, to: {{count: {{of: events}}}}}}}}, {n}]}}"
        ))
    };
    assert_eq!(growth("-200%"), ["always-true"]);
    assert_eq!(growth("5%"), NOTHING);
}

#[test]
fn things_are_counted_whole() {
    assert_eq!(of_rule("{at_least: [{count: {of: events}}, '2.5']}"), ["part-of-a-thing"]);
}

#[test]
fn what_is_compared_with_itself_is_decided() {
    assert_eq!(of_rule("{at_least: [host.staff, host.staff]}"), ["always-true"]);
    assert_eq!(of_rule("{more_than: [host.staff, host.staff]}"), ["never-true"]);
}

#[test]
fn at_least_k_of_n_needs_a_k_between_one_and_n() {
    let k = |k: u32| {
        of_rule(&format!(
            "{{at_least_k_of: {{k: {k}, of: [{{is: host.audited}}, {{judge: goals_clear}}, {{some: {{of: events}}}}]}}}}"
        ))
    };
    assert_eq!(k(0), ["always-true"]);
    assert_eq!(k(4), ["never-true"]);
    assert_eq!(k(3), ["simpler-join"]);
    assert_eq!(k(2), NOTHING);
}

#[test]
fn a_window_has_a_year_and_ends_after_it_begins() {
    let window =
        |window: &str| of_rule(&format!("{{within: {{date: host.founded_on, window: {window}}}}}"));
    assert_eq!(window("{recent_years: 0}"), ["never-true"]);
    assert_eq!(window("{complete_years: 0}"), ["never-true"]);
    assert_eq!(window("{between: [2026-01-02, 2026-01-01]}"), ["never-true"]);
    assert_eq!(window("{between: [2026-01-01, 2026-01-01]}"), NOTHING);
    assert_eq!(window("{recent_years: 5}"), NOTHING);
    let every =
        "{every_period: {periods: {complete_years: {last: 0}}, test: {some: {of: events}}}}";
    assert_eq!(of_rule(every), ["never-true"]);
}

#[test]
fn one_stretch_of_time_overlaps_with_nothing() {
    let span = "{days: {from: host.founded_on, to: reference_date}}";
    assert_eq!(of_rule(&format!("{{overlap: [{span}]}}")), ["always-true"]);
    assert_eq!(
        of_rule(&format!("{{overlap: [{span}, {{window: {{recent_years: 3}}}}]}}")),
        NOTHING
    );
}

#[test]
fn a_date_that_is_not_moved_and_a_roll_that_does_nothing_are_told() {
    let due = |date: &str| of_rule(&format!("{{at_most: [{date}, reference_date]}}"));
    assert_eq!(due("{shift: {date: host.founded_on}}"), ["no-shift"]);
    assert_eq!(due("{shift: {date: host.founded_on, years: 3}}"), NOTHING);
    let deadline =
        "{deadline: {from: host.founded_on, working_days: 5, roll: true, calendar: days}}";
    assert_eq!(due(deadline), ["roll-without-effect"]);
}

#[test]
fn two_limbs_that_exclude_each_other_contradict() {
    let both = |a: &str, b: &str| of_rule(&format!("{{all: [{a}, {b}]}}"));
    let kind = |code: &str| format!("{{one_of: {{fact: host.kind, listed: [{code}]}}}}");
    assert_eq!(both(&kind("park"), &kind("school")), ["contradiction"]);
    assert_eq!(both(&kind("park"), &kind("park, school")), ["implied-limb"]);
    assert_eq!(both("{is: host.audited}", "{not: {is: host.audited}}"), ["contradiction"]);
    assert_eq!(
        both("{at_least: [host.staff, 5]}", "{less_than: [host.staff, 5]}"),
        ["contradiction"]
    );
    assert_eq!(both("{at_least: [host.staff, 5]}", "{at_most: [host.staff, 5]}"), NOTHING);
    let within = |from: &str, to: &str| {
        format!("{{within: {{date: host.founded_on, window: {{between: [{from}, {to}]}}}}}}")
    };
    assert_eq!(
        both(&within("2020-01-01", "2020-12-31"), &within("2021-01-01", "2021-12-31")),
        ["contradiction"]
    );
    assert_eq!(
        both(&within("2020-01-01", "2020-12-31"), &within("2020-12-31", "2021-12-31")),
        NOTHING
    );
    assert_eq!(
        both(&within("2020-01-01", "2020-12-31"), "{more_than: [host.founded_on, 2020-12-31]}"),
        ["contradiction"]
    );
    let large = "{of: events, where: {one_of: {fact: event.scale, listed: [large]}}}";
    assert_eq!(both(&format!("{{some: {large}}}"), "{no: {of: events}}"), ["contradiction"]);
    assert_eq!(both("{some: {of: events}}", &format!("{{no: {large}}}")), NOTHING);
}

#[test]
fn a_fact_that_holds_several_codes_may_be_in_two_lists() {
    let topic = |code: &str| format!("{{one_of: {{fact: event.topics, listed: [{code}]}}}}");
    let rule = format!(
        "{{some: {{of: events, where: {{all: [{}, {}]}}}}}}",
        topic("water"),
        topic("food")
    );
    assert_eq!(of_rule(&rule), NOTHING);
}

#[test]
fn a_limb_that_is_said_twice_is_found_in_every_list() {
    for list in ["all", "any"] {
        assert_eq!(
            of_rule(&format!("{{{list}: [{{is: host.audited}}, {{is: host.audited}}]}}")),
            ["said-twice"]
        );
    }
    let of = "[{is: host.audited}, {is: host.audited}, {some: {of: events}}]";
    assert_eq!(of_rule(&format!("{{at_least_k_of: {{k: 2, of: {of}}}}}")), ["said-twice"]);
}

#[test]
fn an_alternative_that_another_one_contains_is_never_needed() {
    let either = |a: &str, b: &str| of_rule(&format!("{{any: [{a}, {b}]}}"));
    let count = |filter: &str, n: u32| {
        format!("{{at_least: [{{count: {{of: events, where: {filter}}}}}, {n}]}}")
    };
    let large = "{one_of: {fact: event.scale, listed: [large]}}";
    let large_abroad =
        "{all: [{one_of: {fact: event.scale, listed: [large]}}, {is: event.international}]}";
    assert_eq!(either(&count(large, 5), &count(large, 3)), ["unreachable-alternative"]);
    assert_eq!(either(&count(large_abroad, 5), &count(large, 5)), ["unreachable-alternative"]);
    assert_eq!(either(&count(large_abroad, 3), &count(large, 5)), NOTHING);
    assert_eq!(
        either("{is: host.audited}", "{all: [{is: host.audited}, {some: {of: events}}]}"),
        ["unreachable-alternative"]
    );
    assert_eq!(
        either(&count(large, 1), &format!("{{some: {{of: events, where: {large}}}}}")),
        ["unreachable-alternative"]
    );
    let within = |window: &str| format!("{{within: {{date: host.founded_on, window: {window}}}}}");
    assert_eq!(
        either(&within("{recent_years: 3}"), &within("{recent_years: 5}")),
        ["unreachable-alternative"]
    );
    assert_eq!(either(&within("{recent_years: 3}"), &within("{complete_years: 5}")), NOTHING);
}

#[test]
fn the_alternative_that_is_never_needed_is_the_one_pointed_at() {
    let rule = "{any: [{at_least: [host.staff, 3]}, {at_least: [host.staff, 5]}]}";
    let files = fixture::files(&fixture::ruled(rule));
    let found = findings(&files);
    assert_eq!(found[0].code, "unreachable-alternative");
    let (before, after) = around(&files, &found[0]);
    assert!(before.contains("host.staff, 3") && after.contains("host.staff, 5"));
}

#[test]
fn a_condition_and_its_contrary_together_always_hold() {
    let either = |a: &str, b: &str| of_rule(&format!("{{any: [{a}, {b}]}}"));
    assert_eq!(either("{is: host.audited}", "{not: {is: host.audited}}"), ["always-true"]);
    assert_eq!(either("{some: {of: events}}", "{no: {of: events}}"), ["always-true"]);
    let ended =
        "{some: {of: events, where: {any: [{given: event.ended_on}, {absent: event.ended_on}]}}}";
    assert_eq!(of_rule(ended), ["always-true"]);
    assert_eq!(
        either("{at_least: [host.staff, 5]}", "{less_than: [host.staff, 5]}"),
        ["always-true"]
    );
    assert_eq!(either("{more_than: [host.staff, 5]}", "{less_than: [host.staff, 5]}"), NOTHING);
    let kind = |codes: &str| format!("{{one_of: {{fact: host.kind, listed: [{codes}]}}}}");
    assert_eq!(either(&kind("park, school"), &kind("firm")), ["always-true"]);
    assert_eq!(either("{is: host.audited}", "{some: {of: events}}"), NOTHING);
    let over = "{some: {of: events, where: {any: [{at_least: [event.ended_on, 2026-01-01]}, {less_than: [event.ended_on, 2026-01-01]}]}}}";
    assert_eq!(of_rule(over), NOTHING);
}

#[test]
fn a_guard_that_contains_the_rule_decides_the_clause() {
    let guarded = |applies: &str, rule: &str| {
        codes(&fixture::clause(
            "class: computable_criterion\n    computable: yes",
            &format!("applies_if: {applies}\n    rule: {rule}"),
        ))
    };
    let kind = |code: &str| format!("{{one_of: {{fact: host.kind, listed: [{code}]}}}}");
    assert_eq!(guarded(&kind("park"), &kind("park, school")), ["always-true"]);
    assert_eq!(guarded(&kind("park"), &kind("school")), ["never-true"]);
    assert_eq!(guarded(&kind("park, firm"), &kind("school, park")), NOTHING);
}

#[test]
fn a_list_of_every_code_tells_nothing_apart() {
    let kind =
        |codes: &str| of_rule(&format!("{{one_of: {{fact: host.kind, listed: [{codes}]}}}}"));
    assert_eq!(kind("park, school, firm"), ["always-true"]);
    assert_eq!(kind("park, school"), NOTHING);
    assert_eq!(kind("park, school, park"), ["listed-twice"]);
}

#[test]
fn keys_and_owners_are_listed_once() {
    let count = "{at_least: [{count: {of: events, distinct: [event.name, event.name]}}, 5]}";
    assert_eq!(of_rule(count), ["listed-twice"]);
    let owned = |among: &str, on: &str| {
        of_rule(&format!(
            "{{some: {{of: events, where: {{owned_by: {{owner: event.owner, among: [{among}]{on}}}}}}}}}"
        ))
    };
    assert_eq!(owned("host, host", ""), ["listed-twice"]);
    assert_eq!(owned("host", ", on: event.held_on"), ["day-without-effect"]);
    assert_eq!(owned("host, tenants", ", on: event.held_on"), NOTHING);
}

#[test]
fn a_double_negation_is_advised_against() {
    assert_eq!(of_rule("{not: {not: {is: host.audited}}}"), ["double-negation"]);
}

#[test]
fn a_repeated_code_is_pointed_at_itself() {
    let rule = "{one_of: {fact: host.kind, listed: [park, school, park]}}";
    let files = fixture::files(&fixture::ruled(rule));
    let found = findings(&files);
    assert_eq!(word(&files, &found[0]), "park");
    assert!(around(&files, &found[0]).0.ends_with("school, "));
}
