//! Rules in words: each kind of node in both languages, no key in any sentence, nothing left unsaid.

mod changed;
mod nodes;
mod situations;

use std::sync::Arc;

use guohe_rules::{
    pack::{Pack, Shelf},
    prose::{self, Lang, Prose},
};

use crate::{fixture, packs};

/// The rule of the one clause of the second article, in both languages.
fn said(rule: &str) -> [String; 2] {
    let pack = fixture::with_rule(rule);
    let rule = pack.clause("XX-2.1").and_then(|clause| clause.rule.as_ref());
    Lang::ALL.map(|lang| prose::sentence(&pack, rule.expect("a rule"), lang))
}

/// The clause of the second article, in both languages.
fn clause(text: &str) -> [Prose; 2] {
    let pack = fixture::load(&fixture::files(text));
    let clause = pack.clause("XX-2.1").expect("the clause");
    Lang::ALL.map(|lang| prose::clause(&pack, clause, lang))
}

/// All packs of the repository.
fn all() -> Vec<Arc<Pack>> {
    Shelf::load(&packs::files()).packs
}

#[test]
fn a_listed_code_is_named_by_its_words() {
    assert_eq!(
        said("{one_of: {fact: host.kind, listed: [park, school]}}"),
        ["申请单位的单位性质为园区或学校。", "The applicant's kind of body is “park” or “school”."]
    );
}

#[test]
fn a_code_outside_an_open_list_is_left_to_a_person() {
    assert_eq!(
        said("{one_of: {fact: host.kind, listed: [park], otherwise: {judge: goals_clear}}}"),
        [
            "申请单位的单位性质为园区，属其他情形的，经评审认定目标明确（由评审专家判断）。",
            "The applicant's kind of body is “park”, or it is another and reviewers found the goals \
             clear (judged by: the reviewers)."
        ]
    );
}

#[test]
fn flags_are_said_with_their_verbs() {
    assert_eq!(said("{is: host.audited}"), ["申请单位已经审计。", "The applicant is audited."]);
    assert_eq!(
        said("{not: {is: host.audited}}"),
        ["申请单位没有“已经审计”的情形。", "The applicant is not audited."]
    );
}

#[test]
fn every_comparison_has_its_own_words() {
    let words = |op: &str, against: &str| said(&format!("{{{op}: [{against}]}}"));
    let numbers = |op: &str| words(op, "host.staff, 20");
    assert_eq!(
        numbers("at_least"),
        ["申请单位的职工人数不少于 20。", "The applicant's number of staff is at least 20."]
    );
    assert_eq!(
        ["more_than", "at_most", "less_than", "equal"].map(|op| numbers(op)[0].clone()),
        ["超过", "不超过", "不满", "等于"].map(|word| format!("申请单位的职工人数{word} 20。"))
    );
    let dates = |op: &str| words(op, "host.founded_on, 2020-01-01");
    assert_eq!(
        dates("at_most"),
        [
            "申请单位的成立日期不晚于 2020-01-01。",
            "The applicant's date of foundation is on or before 2020-01-01."
        ]
    );
    assert_eq!(
        ["at_least", "more_than", "less_than", "equal"].map(|op| dates(op)[1].clone()),
        ["on or after", "after", "before", "the same day as"]
            .map(|word| format!("The applicant's date of foundation is {word} 2020-01-01."))
    );
}

#[test]
fn a_constant_stands_on_the_right() {
    assert_eq!(
        said("{less_than: [20, host.staff]}"),
        ["申请单位的职工人数超过 20。", "The applicant's number of staff is more than 20."]
    );
}

#[test]
fn a_count_names_its_measure_and_lists_what_counts() {
    let rule = "
      at_least:
        - count:
            of: events
            where:
              all:
                - owned_by: {owner: event.owner, among: [host, tenants], on: event.held_on}
                - one_of: {fact: event.scale, listed: [large]}
                - within: {date: event.held_on, window: {recent_years: 5}}
            distinct: [event.partner]
        - 5";
    assert_eq!(
        said(rule),
        [
            "同时符合下列各项条件的活动按合办方去重后不少于 5 家：（一）主办单位为申请单位或入驻企业\
             （举办日期须在其入驻日期与退出日期之间）；（二）规模为大型；\
             （三）举办日期在截至基准日的近5年内。",
            "There are at least 5 events that count (events with the same co-organiser being one); an \
             event counts if all of the following hold: (a) the organiser is the applicant or a \
             tenant (the day it was held lying between its first day of tenancy and its last day of \
             tenancy); (b) the scale is “large”; (c) the day it was held falls within the last 5 \
             years up to the reference date."
        ]
    );
}

#[test]
fn some_none_and_each_are_told_apart() {
    let scale = "{of: events, where: {one_of: {fact: event.scale, listed: [large]}}}";
    assert_eq!(
        said(&format!("{{some: {scale}}}")),
        ["至少有一场规模为大型的活动。", "There is at least one event whose scale is “large”."]
    );
    assert_eq!(
        said(&format!("{{no: {scale}}}")),
        ["没有任何规模为大型的活动。", "There is no event whose scale is “large”."]
    );
    assert_eq!(
        said("{each: {of: events, test: {is: event.international}}}"),
        ["每一场活动，均须属于国际性活动。", "Every event is international."]
    );
}

#[test]
fn every_period_names_the_years_and_which_are_left_out() {
    let rule = "
      every_period:
        periods: {complete_years: {last: {param: {name: look_back}}, since: host.founded_on}}
        test: {some: {of: events, where: {within: {date: event.held_on, window: period}}}}";
    assert_eq!(
        said(rule),
        [
            "最近3个完整年度（依“回溯年数”，1月1日早于申请单位的成立日期的年度不计）中的每一年，\
             均须满足：至少有一场举办日期在该年度内的活动。",
            "In each of the last 3 complete calendar years (by the number of years looked back; \
             years that began before the applicant's date of foundation left out), there is at \
             least one event for which the day it was held falls within that year."
        ]
    );
}

#[test]
fn two_groups_of_rows_in_one_sentence_get_names() {
    let large = "{of: events, where: {all: [{one_of: {fact: event.scale, listed: [large]}}, {is: event.international}]}}";
    let small = "{of: events, where: {all: [{one_of: {fact: event.scale, listed: [small]}}, {is: event.international}]}}";
    assert_eq!(
        said(&format!(
            "{{at_least: [{{ratio: {{of: {{count: {large}}}, to: {{count: {small}}}}}}}, 20%]}}"
        )),
        [
            "甲组活动的数量占乙组活动的数量的比例不低于 20%：甲组：活动须同时符合下列各项：（一）规模为大型；\
             （二）属于国际性活动；乙组：活动须同时符合下列各项：（一）规模为小型；（二）属于国际性活动。",
            "The ratio of the number of events that count under group 1 to the number of events that \
             count under group 2 is at least 20%: group 1: an event counts if all of the following \
             hold: (a) the scale is “large”; (b) it is international; group 2: an event counts if all \
             of the following hold: (a) the scale is “small”; (b) it is international."
        ]
    );
}

#[test]
fn a_document_is_said_with_its_form() {
    assert_eq!(
        said("{document: {kind: plan, languages: [english], signed: true}}"),
        [
            "已提交“实施方案”材料（文种包括英文，已签字）。",
            "A document of the kind “plan” is on file, and the languages include “English” and it is \
             signed."
        ]
    );
}

#[test]
fn deadlines_say_how_they_are_counted() {
    let rule =
        |deadline: &str| said(&format!("{{at_most: [reference_date, {{deadline: {deadline}}}]}}"));
    assert_eq!(
        rule("{from: host.founded_on, working_days: 5, calendar: days}"),
        [
            "基准日不晚于自申请单位的成立日期次日起算的第5个工作日（按“假日表”）。",
            "The reference date is on or before the last day of the period of 5 working days from \
             the applicant's date of foundation (that day not counted; by the calendar of public \
             holidays)."
        ]
    );
    assert_eq!(
        rule("{from: host.founded_on, months: 2, roll: true, calendar: days}")[0],
        "基准日不晚于自申请单位的成立日期次日起算满2个月的最后一日（按“假日表”，\
         末日为休息日的顺延至其后第一个工作日）。"
    );
    assert_eq!(
        rule("{from: host.founded_on, working_days: 5, back: true, calendar: days}"),
        [
            "基准日不晚于自申请单位的成立日期前一日向前倒算的第5个工作日（按“假日表”）。",
            "The reference date is on or before the last day of the period of 5 working days \
             counted back from the applicant's date of foundation (that day not counted; by the \
             calendar of public holidays)."
        ]
    );
    assert_eq!(
        rule("{from: host.founded_on, days: 3, back: true, roll: true, calendar: days}")[0],
        "基准日不晚于自申请单位的成立日期前一日向前倒算满3日的最后一日（按“假日表”，\
         末日为休息日的提前至其前第一个工作日）。"
    );
}

#[test]
fn a_reading_is_said_under_the_ground_option_and_told_of_beside_it() {
    let rule = "
      within:
        date: host.founded_on
        window: {readings: {register: R1, options: {rolling: {recent_years: 5}, calendar: {complete_years: 4}}}}";
    let [zh, en] = clause(&fixture::ruled(rule));
    assert_eq!(zh.text(Lang::Zh), "申请单位的成立日期在截至基准日的近5年内（另有读法）。");
    let note = &en.readings[0];
    assert_eq!((note.question.as_str(), note.open), ("How are years counted?", true));
    assert_eq!(note.options[0].says, Vec::new());
    assert_eq!(
        note.options[1].says[0].line(Lang::En),
        "the applicant's date of foundation falls within the last 4 complete calendar years \
         (without the year of the reference date) (other readings exist)"
    );
}

#[test]
fn a_condition_in_principle_says_who_may_waive_it() {
    let text = fixture::clause(
        "class: in_principle_criterion\n    computable: yes\n    modality: in_principle\n    types: [ONE]",
        "rule: {is: host.audited}\n    waiver: {by: authority, authority: {zh: 原则上, en: in principle}}",
    );
    let [zh, en] = clause(&text);
    assert_eq!(
        zh.text(Lang::Zh),
        "仅适用于第一类。申请单位已经审计。本条是原则性要求；未达到的，由主管部门附理由决定是否豁免。"
    );
    assert_eq!(
        en.text(Lang::En),
        "This concerns the type first only. The applicant is audited. This holds in principle; where \
         it is not met, the authority decides with reasons whether to waive it."
    );
}

#[test]
fn a_duty_says_when_it_is_due_and_what_shows_it() {
    let text = fixture::clause(
        "class: duty_with_deadline\n    computable: yes",
        "duty: {for_each: year_reports, due: {year_end: year_report.year}, done_on: year_report.filed_on}",
    );
    let [zh, en] = clause(&text);
    assert_eq!(
        zh.text(Lang::Zh),
        "对每一年年度数据，应当在年度的12月31日当日或者之前完成，以报送日期为准。"
    );
    assert_eq!(
        en.text(Lang::En),
        "For each of the yearly reports, it is to be done on or before 31 December of the year, as \
         shown by the day it was filed."
    );
}

#[test]
fn the_values_that_a_clause_takes_from_outside_stand_beside_it() {
    let [zh, en] = clause(&fixture::ruled("{in_list: {fact: host.kind, list: kinds}}").replace(
        "{in_list: {fact: host.kind, list: kinds}}",
        "{some: {of: partners, where: {in_list: {fact: partner.country, list: key_places}}}}",
    ));
    assert_eq!(zh.parameters[0].value, "甲国（2020-01-01至今）、乙国");
    assert_eq!(
        (en.parameters[0].title.as_str(), en.parameters[0].by.as_str()),
        ("key countries", "the authority")
    );
}

#[test]
fn no_key_stands_in_any_sentence() {
    let mut sentences = 0;
    for pack in all() {
        for clause in &pack.clauses {
            for lang in Lang::ALL {
                let text = everything(&prose::clause(&pack, clause, lang), lang);
                for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || "_.".contains(c))) {
                    assert!(!is_key(word), "{}: `{word}` in {text}", clause.written.id);
                }
                sentences += 1;
            }
        }
    }
    assert!(sentences > 0);
}

/// Whether a word looks like a name of the language: an underscore, or letters around a dot.
fn is_key(word: &str) -> bool {
    let dotted = word.trim_end_matches('.').split_once('.').is_some_and(|(head, tail)| {
        head.ends_with(|c: char| c.is_ascii_alphabetic())
            && tail.starts_with(|c: char| c.is_ascii_lowercase())
    });
    word.contains('_') || dotted
}

#[test]
fn nothing_in_the_packs_is_left_without_words() {
    for pack in all() {
        for clause in &pack.clauses {
            for lang in Lang::ALL {
                let text = everything(&prose::clause(&pack, clause, lang), lang);
                for hole in
                    ["“”", "的的", "  ", "，，", ", ,", "（）", "()", "；；", "the the", "''"]
                {
                    assert!(!text.contains(hole), "{}: `{hole}` in {text}", clause.written.id);
                }
            }
        }
    }
}

/// The text of a clause with what it says under the other readings.
pub(crate) fn everything(prose: &Prose, lang: Lang) -> String {
    let mut text = prose.text(lang);
    for option in prose.readings.iter().flat_map(|note| &note.options) {
        for passage in &option.says {
            text.push('\n');
            text.push_str(&passage.line(lang));
        }
    }
    text
}
