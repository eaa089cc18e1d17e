//! What a panel does besides answering, and acts that take a second person.

use guohe_cases::{
    refusal::Sort,
    verbs::{
        panel::is_sealed,
        review::{Word, minute, rule, speak, take_back},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{World, expert, leader, officer, refusal, second_officer};

const CONVENES: &str = "    sets:\n      panel: first\n      record: panel\n";
const TALKS: &str =
    "    sets:\n      panel: first\n      discussion: after_opening\n      record: panel\n";
const CLOSES: &str = "  - id: close_first\n    kind: panel_close\n";
const OPENS: &str = "  - {id: open_first, kind: open_answers, name: {zh: 开启, en: open}, by: [authority, leader], from: [first_review], sets: {panel: first}, operational: true}\n  - id: close_first\n    kind: panel_close\n";
const OPINION: &str = "      fill: {opinion_on: $today}\n    cites: [BJ-9.b]\n";
const MINUTED: &str =
    "      fill: {opinion_on: $today}\n      minutes: confirmed\n    cites: [BJ-9.b]\n";

/// A panel of five that is sealed, talks once it is open, and ends with minutes.
async fn sealed() -> (World, Uuid) {
    let changes = [(CONVENES, TALKS), (CLOSES, OPENS), (OPINION, MINUTED)];
    let world = World::changed(&changes).await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5]).await;
    world.answers(case, "first", &[1, 2, 3, 4, 5]).await;
    (world, case)
}

/// The alias of an expert.
async fn alias(world: &World, case: Uuid, n: u128) -> String {
    let case = world.case(case).await;
    case.panels[0].seat_of(expert(n).account).unwrap().alias.clone()
}

#[tokio::test]
async fn answers_are_opened_by_two_different_people_none_of_whom_sits_on_the_panel() {
    let (world, case) = sealed().await;
    assert!(is_sealed(world.law(), &world.case(case).await.panels[0]));
    let closing = world.closing(case, "first").await;
    let refused = world.refused(officer(), case, "close_first", closing.clone()).await;
    assert!(refused.what.zh.contains("开启"), "{refused:?}");
    world.does(officer(), case, "open_first", Value::Null).await;
    let again = world.refused(officer(), case, "open_first", Value::Null).await;
    assert_eq!(again.sort, Sort::NotAllowed);
    assert!(is_sealed(world.law(), &world.case(case).await.panels[0]));
    world.does(leader(), case, "open_first", Value::Null).await;
    assert!(!is_sealed(world.law(), &world.case(case).await.panels[0]));
    let third = world.refused(second_officer(), case, "open_first", Value::Null).await;
    assert_eq!(third.sort, Sort::Condition);
}

#[tokio::test]
async fn whoever_has_not_handed_in_when_answers_are_opened_is_too_late() {
    let changes = [(CLOSES, OPENS)];
    let world = World::changed(&changes).await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5, 6]).await;
    world.answers(case, "first", &[1, 2, 3, 4, 5]).await;
    world.does(expert(6), case, "declare_first", json!({"conflict": false})).await;
    world.does(officer(), case, "open_first", Value::Null).await;
    world.does(leader(), case, "open_first", Value::Null).await;
    let answers = world.all_yes(case, "first").await;
    let whole = json!({"answers": answers, "final": true});
    let refused = world.refused(expert(6), case, "judge_first", whole).await;
    assert!(refused.what.en.contains("opened"), "{refused:?}");
    let silent = json!({"experts": [expert(7).account]});
    let refused = world.refused(officer(), case, "convene_first", silent).await;
    assert_eq!(refused.sort, Sort::Invalid);
    world.listed(&[7]).await;
    let second = json!({"experts": [expert(7).account], "reasons": "第二意见"});
    world.does(officer(), case, "convene_first", second).await;
    let closing = world.closing(case, "first").await;
    let waits = world.refused(officer(), case, "close_first", closing.clone()).await;
    assert!(waits.what.en.contains("second opinion"), "{waits:?}");
    world.answers(case, "first", &[7]).await;
    world.does(officer(), case, "close_first", closing).await;
    assert_eq!(world.stage(case).await, "second_review");
}

#[tokio::test]
async fn a_correction_takes_reasons_and_another_person_and_keeps_what_was_said_first() {
    let (world, case) = sealed().await;
    let own = alias(&world, case, 2).await;
    let by = || world.filling(expert(2), case);
    let silent = refusal(speak(world.desk(), &by(), Word::Correct(" ")).await);
    assert_eq!(silent.faults[0].place, "reasons");
    speak(world.desk(), &by(), Word::Correct("误填")).await.unwrap();
    refusal(speak(world.desk(), &by(), Word::Correct("再次")).await);
    let officers = world.filling(officer(), case);
    rule(world.desk(), &officers, ("panel-1", &own), true, "确属误填").await.unwrap();
    let panel = world.case(case).await.panels[0].clone();
    let seat = panel.seat_of(expert(2).account).unwrap();
    assert_eq!((seat.final_on, seat.earlier.len()), (None, 1));
    // Nobody takes a sheet away by letting it be corrected and opening the others, or ending the panel, before it is back.
    let early = world.refused(officer(), case, "open_first", Value::Null).await;
    assert!(early.what.zh.contains("有效专家 4 名"), "{early:?}");
    assert_eq!(world.outcome(case, "BJ-9.b", "2026-05-15").await, "not_done");
    let mut answers = world.all_yes(case, "first").await;
    answers[0].yes = false;
    let whole = json!({"answers": answers, "final": true});
    world.does(expert(2), case, "judge_first", whole).await;
    let panel = world.case(case).await.panels[0].clone();
    let seat = panel.seat_of(expert(2).account).unwrap();
    assert_eq!((seat.answers[0].yes, seat.earlier[0].answers[0].yes), (false, true));
    let twice = refusal(rule(world.desk(), &officers, ("panel-1", &own), true, "再").await);
    assert_eq!(twice.sort, Sort::Condition);
}

#[tokio::test]
async fn leave_to_correct_that_is_not_used_is_taken_back_and_the_first_sheet_stands_again() {
    let (world, case) = sealed().await;
    let own = alias(&world, case, 2).await;
    let seat = async || {
        let panel = world.case(case).await.panels[0].clone();
        panel.seat_of(expert(2).account).unwrap().clone()
    };
    let first = seat().await;
    let officers = world.filling(officer(), case);
    let back = async |by, why: &str| take_back(world.desk(), by, ("panel-1", &own), why).await;
    assert_eq!(refusal(back(&officers, "未获准").await).sort, Sort::Condition);
    speak(world.desk(), &world.filling(expert(2), case), Word::Correct("误填")).await.unwrap();
    assert_eq!(refusal(back(&officers, "尚未处理").await).sort, Sort::Condition);
    rule(world.desk(), &officers, ("panel-1", &own), true, "确属误填").await.unwrap();
    // A draft is saved and never handed in; the panel waits.
    let mut draft = world.all_yes(case, "first").await;
    draft[0].yes = false;
    let draft = json!({"answers": draft, "final": false});
    world.does(expert(2), case, "judge_first", draft).await;
    world.refused(officer(), case, "open_first", Value::Null).await;

    assert_eq!(refusal(back(&officers, " ").await).faults[0].place, "reasons");
    let member = world.filling(expert(2), case);
    assert_eq!(refusal(back(&member, "自行收回").await).sort, Sort::NotAllowed);
    back(&officers, "逾期未提交").await.unwrap();
    assert_eq!(seat().await, first, "what was handed in first, on the day on which it was");
    let taken = world.case(case).await.panels[0].work.corrections[0].taken_back.clone();
    assert_eq!(
        taken.map(|(why, by, _)| (why, by.account)),
        Some(("逾期未提交".to_owned(), officer().account))
    );
    assert_eq!(refusal(back(&officers, "再次").await).sort, Sort::Condition);
    let late = json!({"answers": world.all_yes(case, "first").await, "final": true});
    let frozen = world.refused(expert(2), case, "judge_first", late).await;
    assert!(frozen.what.en.contains("final"), "{frozen:?}");
    // The file of the case says again that five have answered, and the panel goes on.
    let rows = world.case(case).await.rows.clone();
    let attended =
        rows.iter().filter(|row| row.list == "panel_members" && row.cells["attended"] == true);
    assert_eq!(attended.count(), 5);
    world.does(officer(), case, "open_first", Value::Null).await;
    world.does(leader(), case, "open_first", Value::Null).await;
    assert_eq!(world.case(case).await.panels[0].effective().count(), 5);
    // Asked for anew it can be allowed anew, and what is handed in again is not taken away by it.
    speak(world.desk(), &world.filling(expert(2), case), Word::Correct("仍需更正")).await.unwrap();
    rule(world.desk(), &officers, ("panel-1", &own), true, "同意").await.unwrap();
    let again = json!({"answers": world.all_yes(case, "first").await, "final": true});
    world.does(expert(2), case, "judge_first", again).await;
    assert_eq!(refusal(back(&officers, "反悔").await).sort, Sort::Condition);
    assert_eq!(seat().await.earlier.len(), 1);
}

#[tokio::test]
async fn a_panel_talks_after_the_opening_and_ends_with_minutes_that_all_have_answered() {
    let (world, case) = sealed().await;
    let by = |n| world.filling(expert(n), case);
    refusal(speak(world.desk(), &by(1), Word::Say("先看看")).await);
    world.does(officer(), case, "open_first", Value::Null).await;
    world.does(leader(), case, "open_first", Value::Null).await;
    speak(world.desk(), &by(1), Word::Say("试验条件由考察核实")).await.unwrap();
    refusal(speak(world.desk(), &by(6), Word::Say("外人")).await);
    let closing = world.closing(case, "first").await;
    world.refused(officer(), case, "close_first", closing.clone()).await;
    let chair = alias(&world, case, 1).await;
    let officers = || world.filling(officer(), case);
    refusal(minute(world.desk(), &officers(), ("panel-1", "E9"), "讨论了两点").await);
    minute(world.desk(), &officers(), ("panel-1", &chair), "讨论了两点").await.unwrap();
    refusal(speak(world.desk(), &by(1), Word::Answer(false, "")).await);
    speak(world.desk(), &by(1), Word::Answer(false, "是三点")).await.unwrap();
    world.refused(officer(), case, "close_first", closing.clone()).await;
    minute(world.desk(), &officers(), ("panel-1", &chair), "讨论了三点").await.unwrap();
    for n in 1..=4 {
        speak(world.desk(), &by(n), Word::Answer(true, "")).await.unwrap();
    }
    let waits = world.refused(officer(), case, "close_first", closing.clone()).await;
    assert!(waits.what.zh.contains(&alias(&world, case, 5).await), "{waits:?}");
    speak(world.desk(), &by(5), Word::Answer(false, "我有保留")).await.unwrap();
    speak(world.desk(), &by(5), Word::Dissent("目标不清晰")).await.unwrap();
    world.does(officer(), case, "close_first", closing).await;
    let panel = world.case(case).await.panels[0].clone();
    assert_eq!(panel.work.dissents[0].text, "目标不清晰");
    assert_eq!(panel.work.said[0].text.as_deref(), Some("试验条件由考察核实"));
    let said = world
        .events(case)
        .await
        .iter()
        .any(|event| event.what.payload.to_string().contains("由考察核实"));
    assert!(!said, "what members say to each other is personal text");
}

#[tokio::test]
async fn a_waiver_counts_once_another_person_has_countersigned_it() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let soft = json!({"clause": "BJ-8.1.2", "reasons": "中心城区园区"});
    world.does(officer(), case, "waive", soft.clone()).await;
    let stands = async || world.case(case).await.waivers.last().unwrap().stands();
    assert!(!stands().await);
    let agrees = |yes: &str| json!({"clause": "BJ-8.1.2", "outcome": yes, "reasons": "已核实"});
    let own = world.refused(officer(), case, "countersign_waiver", agrees("agreed")).await;
    assert_eq!(own.sort, Sort::NotAllowed);
    world.does(leader(), case, "countersign_waiver", agrees("declined")).await;
    assert!(!stands().await);
    world.does(officer(), case, "waive", soft).await;
    world.does(second_officer(), case, "countersign_waiver", agrees("agreed")).await;
    assert!(stands().await);
}
