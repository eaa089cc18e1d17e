//! What clauses, values and words say about themselves.

use super::{changed, codes, findings, word};
use crate::fixture;

const NOTHING: Vec<&str> = Vec::new();
const ARTICLE: &str = "somewhere/law/articles/01.yaml";
const PACK: &str = "somewhere/law/pack.yaml";
const DAYS: &str = "parameters/days.yaml";
const EVENT: &str = "vocabulary/event.yaml";

fn classed(class: &str, computable: &str, rest: &str) -> Vec<&'static str> {
    codes(&fixture::clause(&format!("class: {class}\n    computable: {computable}"), rest))
}

#[test]
fn how_far_a_machine_decides_agrees_with_the_rule() {
    let audited = "rule: {is: host.audited}";
    let judged = "rule: {judge: goals_clear}";
    let both = "rule: {all: [{is: host.audited}, {judge: goals_clear}]}";
    assert_eq!(classed("computable_criterion", "no", audited), ["computable-no"]);
    assert_eq!(classed("judgement_criterion", "no", judged), NOTHING);
    assert_eq!(classed("computable_criterion", "yes", both), ["computable-yes"]);
    assert_eq!(classed("computable_criterion", "partly", both), NOTHING);
    assert_eq!(classed("power_or_responsibility", "yes", ""), ["no-rule"]);
    assert_eq!(classed("power_or_responsibility", "no", ""), NOTHING);
    assert_eq!(
        classed("power_or_responsibility", "partly", "note: {zh: 另有规定, en: set out elsewhere}"),
        NOTHING
    );
}

#[test]
fn the_class_agrees_with_what_the_clause_has() {
    let audited = "rule: {is: host.audited}";
    let duty = "duty: {for_each: year_reports, done_on: year_report.filed_on}";
    assert_eq!(classed("declaratory", "yes", audited), ["declaratory-rule"]);
    assert_eq!(classed("definition", "yes", duty), ["duty-class"]);
    assert_eq!(classed("duty_with_deadline", "yes", duty), NOTHING);
    assert_eq!(classed("judgement_criterion", "yes", audited), ["nobody-judges"]);
    assert_eq!(
        classed("computable_criterion", "partly", "rule: {judge: goals_clear}"),
        ["only-judged"]
    );
}

#[test]
fn what_holds_in_principle_names_who_may_waive_it() {
    let rule = "rule: {is: host.audited}";
    let waiver =
        |by: &str| format!("waiver: {{by: {by}, authority: {{zh: 原则上, en: in principle}}}}");
    let soft = "modality: in_principle\n    rule: {is: host.audited}";
    assert_eq!(classed("in_principle_criterion", "yes", soft), ["no-waiver"]);
    assert_eq!(
        classed("in_principle_criterion", "yes", &format!("{soft}\n    {}", waiver("authority"))),
        NOTHING
    );
    assert_eq!(
        classed("in_principle_criterion", "yes", &format!("{soft}\n    {}", waiver("host"))),
        ["waiver-actor"]
    );
    assert_eq!(
        classed("computable_criterion", "yes", &format!("{rule}\n    {}", waiver("authority"))),
        ["waiver-of-hard"]
    );
}

#[test]
fn class_and_modality_go_together() {
    assert_eq!(
        classed("in_principle_criterion", "yes", "rule: {is: host.audited}"),
        ["modality-class"]
    );
    assert_eq!(
        classed("priority_preference", "yes", "rule: {is: host.audited}"),
        ["modality-class"]
    );
    assert_eq!(
        classed("priority_preference", "yes", "modality: preferred\n    rule: {is: host.audited}"),
        NOTHING
    );
}

#[test]
fn a_clause_of_one_type_does_not_ask_for_another() {
    let files = |listed: &str| {
        let mut files = fixture::files(&fixture::clause(
            "class: computable_criterion\n    computable: yes\n    types: [ONE]",
            &format!("rule: {{one_of: {{fact: application.type, listed: [{listed}]}}}}"),
        ));
        files.insert("vocabulary/application.yaml".to_owned(), APPLICATION.to_owned());
        findings(&files).iter().map(|one| one.code).collect::<Vec<_>>()
    };
    assert_eq!(files("TWO"), ["never-true"]);
    assert_eq!(files("ONE"), NOTHING);
}

const APPLICATION: &str = "
record: application
class: internal
name: {zh: 申请, en: application}
fields:
  - {id: type, type: {code: law_type}, name: {zh: 类别, en: type}}
codes:
  - id: law_type
    codes:
      - {id: ONE, zh: 第一类, en: first}
      - {id: TWO, zh: 第二类, en: second}
";

#[test]
fn a_question_about_one_row_is_not_asked_about_another() {
    let rule = "rule: {some: {of: events, where: {judge_row: {slot: notable, about: event}}}}";
    assert_eq!(classed("judgement_criterion", "partly", rule), ["slot-row"]);
}

#[test]
fn ids_belong_to_the_instrument() {
    // Another clause stands at the same place, under the number that this one had.
    assert_eq!(changed(ARTICLE, "id: XX-1.1", "id: YY-1.1"), ["id-prefix", "same-path"]);
}

#[test]
fn a_citation_leads_to_the_place_of_its_number() {
    assert_eq!(changed(ARTICLE, "path: art1/item1", "path: \"\""), ["no-path"]);
    let second = |path: &str| {
        codes(
            &fixture::ruled("{is: host.audited}")
                .replace("computable: partly", "computable: yes")
                .replace("art2/item1", path),
        )
    };
    assert_eq!(second("art2/item1"), NOTHING);
    assert_eq!(second("art1/item1"), ["path-and-id", "same-path"]);
    assert_eq!(second("art2/item2"), ["path-and-id", "missing-clause"]);
    assert_eq!(second("art3/item1"), ["path-and-id", "missing-clause"]);
}

#[test]
fn what_is_declared_is_used() {
    let judge = "- judge: goals_clear\n        ";
    assert_eq!(changed(ARTICLE, judge, ""), ["slot-unused"]);
    assert_eq!(
        changed(ARTICLE, "- in_list: {fact: event.partner.country, list: key_places}", ""),
        ["parameter-unused"]
    );
    let unused = "registers:\n  - id: R0\n    question: {zh: 何者？, en: Which?}\n    policy: fixed\n    options: [{id: only, text: {zh: 此, en: this}}]";
    assert_eq!(changed("somewhere/law/readings.yaml", "registers:", unused), ["reading-unused"]);
}

#[test]
fn a_name_that_another_file_of_the_pack_uses_is_used() {
    let mut files = fixture::files("");
    let text = files.get_mut(ARTICLE).unwrap();
    *text = text.replacen("- judge: goals_clear\n        ", "", 1);
    files.insert(
        "somewhere/law/procedure.yaml".to_owned(),
        "guard: {judge: goals_clear}\n".to_owned(),
    );
    assert_eq!(findings(&files), Vec::new());
}

#[test]
fn facts_that_no_rule_reads_are_listed_by_record() {
    let found = fixture::findings(&fixture::files(""));
    let idle: Vec<&str> =
        found.iter().filter(|one| &*one.file == EVENT).map(|one| one.message.en.as_str()).collect();
    assert_eq!(
        idle,
        ["no clause reads these facts of event: owner, scale, topics, ended_on, international"]
    );
}

#[test]
fn members_leave_a_list_after_they_enter_it_and_stand_on_it_once() {
    let member = "{code: aa, from: 2020-01-01}";
    assert_eq!(
        changed(PACK, member, "{code: aa, from: 2020-01-01, until: 2019-12-31}"),
        ["list-dates"]
    );
    assert_eq!(changed(PACK, member, "{code: aa}, {code: aa, from: 2020-01-01}"), ["listed-twice"]);
    assert_eq!(
        changed(PACK, member, "{code: aa, until: 2019-12-31}, {code: aa, from: 2020-01-01}"),
        NOTHING
    );
}

#[test]
fn bands_rise_and_end_open() {
    let first = "{up_to: \"10\", value: \"100000 yuan\"}";
    assert_eq!(
        changed(
            PACK,
            first,
            "{up_to: \"10\", value: \"1 yuan\"}\n          - {up_to: \"5\", value: \"2 yuan\"}"
        ),
        ["bands-order"]
    );
    assert_eq!(
        changed(PACK, "- {value: \"200000 yuan\"}", "- {up_to: \"20\", value: \"200000 yuan\"}"),
        ["bands-end"]
    );
}

#[test]
fn the_days_of_a_calendar_belong_to_its_year() {
    assert_eq!(changed(DAYS, "off: [2026-01-01]", "off: [2025-01-01]"), ["day-of-another-year"]);
    assert_eq!(changed(DAYS, "off: [2026-01-01]", "off: [2026-01-04]"), ["off-and-worked"]);
    assert_eq!(changed(DAYS, "worked: [2026-01-04]", "worked: [2026-01-05]"), ["worked-weekday"]);
}

#[test]
fn values_are_entered_and_judged_by_those_who_may() {
    assert_eq!(changed(PACK, "entered_by: authority", "entered_by: nobody"), ["unknown-actor"]);
    assert_eq!(changed("somewhere/law/judgements.yaml", "by: expert", "by: host"), ["slot-actor"]);
}

#[test]
fn words_are_there_in_both_languages() {
    let name = "name: {zh: 基本条件, en: basic condition}";
    let named =
        |zh: &str, en: &str| changed(ARTICLE, name, &format!("name: {{zh: {zh}, en: {en}}}"));
    assert_eq!(named("\"\"", "basic condition"), ["no-chinese"]);
    assert_eq!(named("基本条件", "\" \""), ["no-english"]);
    assert_eq!(named("基本条件", "基本条件"), ["not-translated"]);
    assert_eq!(named("基本条件", "basic 条件"), ["mixed-language"]);
    assert_eq!(named("basic", "basic condition"), ["mixed-language"]);
    assert_eq!(named("基本条件", "what “条件” means"), NOTHING);
}

#[test]
fn a_finding_about_words_points_at_the_words() {
    let mut files = fixture::files("");
    let text = files.get_mut(ARTICLE).unwrap();
    *text = text.replacen("en: basic condition", "en: basic 条件", 1);
    let found = findings(&files);
    assert_eq!(word(&files, &found[0]), "basic 条件");
    assert_eq!((found[0].place.line, found[0].place.column), (8, 26));
}

#[test]
fn two_things_do_not_share_a_name() {
    assert_eq!(
        changed(EVENT, "name: {zh: 经费, en: cost}", "name: {zh: 人数, en: cost}"),
        ["same-name"]
    );
    assert_eq!(changed(EVENT, "zh: 小型, en: small", "zh: 小型, en: large"), ["same-name"]);
}

#[test]
fn a_reading_that_the_rule_names_is_not_listed_beside_it() {
    let named = "rule: {readings: {register: R1, options: {rolling: {is: host.audited}, calendar: {some: {of: events}}}}}\n    readings: [R1]";
    assert_eq!(classed("computable_criterion", "yes", named), ["reading-named-twice"]);
    let beside = "rule: {is: host.audited}\n    readings: [R1]";
    assert_eq!(classed("computable_criterion", "yes", beside), NOTHING);
}
