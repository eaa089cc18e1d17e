//! Panels: effective experts, conflicts, aliases, frozen answers.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use guohe_cases::{
    case::Panel,
    refusal::Sort,
    verbs::{erase::erase, erasing::propose},
};

use crate::world::{World, expert, host, officer, second_officer};

async fn in_first_review(experts: &[u128]) -> (World, Uuid) {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.convenes(case, "convene_first", experts).await;
    (world, case)
}

#[tokio::test]
async fn t37_a_panel_of_five_with_one_recused_is_not_a_first_review() {
    let (world, case) = in_first_review(&[1, 2, 3, 4, 5]).await;
    world.answers(case, "first", &[1, 2, 3, 4]).await;
    world.does(expert(5), case, "declare_first", json!({"conflict": true})).await;
    let closing = world.closing(case, "first").await;
    let refusal = world.refused(officer(), case, "close_first", closing).await;
    assert_eq!(
        (refusal.sort, refusal.cites.as_slice()),
        (Sort::Condition, &["BJ-9.b".to_owned()][..])
    );
    assert!(refusal.what.zh.contains("初评"), "{refusal:?}");
    assert_eq!(world.outcome(case, "BJ-9.b", "2026-05-15").await, "not_done");
}

#[tokio::test]
async fn a_sixth_expert_in_place_of_the_recused_one_makes_the_first_review_valid() {
    let (world, case) = in_first_review(&[1, 2, 3, 4, 5]).await;
    world.answers(case, "first", &[1, 2, 3, 4]).await;
    world.does(expert(5), case, "declare_first", json!({"conflict": true})).await;
    world.convenes(case, "convene_first", &[6]).await;
    world.answers(case, "first", &[6]).await;
    let closing = world.closing(case, "first").await;
    world.does(officer(), case, "close_first", closing).await;
    assert_eq!(world.outcome(case, "BJ-9.b", "2026-05-15").await, "done");
}

#[tokio::test]
async fn aliases_tell_neither_who_came_later_nor_how_many_there_are() {
    let (world, case) = in_first_review(&[1, 2, 3, 4, 5]).await;
    let named = |panel: &Panel| -> Vec<(String, Uuid)> {
        panel.seats.iter().map(|seat| (seat.alias.clone(), seat.account)).collect()
    };
    let before = named(&world.case(case).await.panels[0]);
    world.convenes(case, "convene_first", &[6, 7, 8]).await;
    world.answers(case, "first", &[1, 2, 3, 4, 5, 6, 7, 8]).await;
    let closing = world.closing(case, "first").await;
    world.does(officer(), case, "close_first", closing).await;
    world.convenes(case, "convene_second", &[1, 2, 3, 4, 5]).await;
    let state = world.case(case).await;
    let after = named(&state.panels[0]);
    assert!(before.iter().all(|seat| after.contains(seat)), "{before:?} {after:?}");
    assert!(after.is_sorted(), "{after:?}");
    let order: Vec<bool> = after.iter().map(|seat| before.contains(seat)).collect();
    assert!(order.iter().rev().skip_while(|early| !**early).any(|early| !*early), "{order:?}");
    // Nobody is known by one name on two panels of the case, and nobody shares one.
    let all: BTreeSet<String> =
        state.panels.iter().flat_map(|panel| &panel.seats).map(|seat| seat.alias.clone()).collect();
    assert_eq!(all.len(), 13);
}

#[tokio::test]
async fn experts_who_have_not_answered_are_not_effective() {
    let (world, case) = in_first_review(&[1, 2, 3, 4, 5]).await;
    world.answers(case, "first", &[1, 2, 3, 4]).await;
    let closing = world.closing(case, "first").await;
    let refusal = world.refused(officer(), case, "close_first", closing).await;
    assert_eq!(refusal.cites, ["BJ-9.b"]);
}

#[tokio::test]
async fn t38_without_an_inspection_nothing_is_put_on_the_list() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.reviewed(case, "first", &[1, 2, 3, 4, 5]).await;
    world.reviewed(case, "second", &[6, 7, 8, 9, 10]).await;
    world.does(officer(), case, "fix_goals", json!({"fields": {"text": "目标"}})).await;
    let listed = json!({"outcome": "listed"});
    let refusal = world.refused(officer(), case, "propose", listed.clone()).await;
    assert_eq!((refusal.sort, refusal.cites), (Sort::Condition, vec!["BJ-9.c".to_owned()]));
    assert_eq!(world.outcome(case, "BJ-9.c", "2026-05-15").await, "not_done");
    let visit = json!({"fields": {"visited_on": "2026年3月2日"}});
    world.does(officer(), case, "visit_site", visit).await;
    world.does(officer(), case, "propose", listed).await;
    assert_eq!(world.stage(case).await, "proposed");
}

#[tokio::test]
async fn the_second_round_needs_five_effective_experts_too() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.reviewed(case, "first", &[1, 2, 3, 4, 5]).await;
    world.convenes(case, "convene_second", &[6, 7, 8, 9]).await;
    world.answers(case, "second", &[6, 7, 8, 9]).await;
    let closing = world.closing(case, "second").await;
    let refusal = world.refused(officer(), case, "close_second", closing).await;
    assert_eq!(refusal.cites, ["BJ-9.c"]);
}

#[tokio::test]
async fn the_panel_is_asked_what_the_type_and_the_facts_leave_to_experts() {
    let (world, case) = in_first_review(&[1, 2, 3, 4, 5]).await;
    let state = world.case(case).await;
    let asked: Vec<(String, Option<String>)> =
        state.panels[0].questions.iter().map(|q| (q.slot.clone(), q.row.clone())).collect();
    let whole: Vec<&str> = asked.iter().filter(|q| q.1.is_none()).map(|q| q.0.as_str()).collect();
    assert_eq!(
        whole,
        [
            "serves_strategy",
            "foundations_stable",
            "goals_clear",
            "results_notable",
            "reception_capable",
            "signs_clear",
            "services_complete",
        ]
    );
    let row = ("mechanism_accepted".to_owned(), Some("cooperation-5".to_owned()));
    assert_eq!(asked.iter().filter(|question| **question == row).count(), 1);
}

#[tokio::test]
async fn an_expert_declares_before_judging_and_judges_all_before_it_is_final() {
    let (world, case) = in_first_review(&[1, 2, 3, 4, 5]).await;
    let answers = world.all_yes(case, "first").await;
    let whole = json!({"answers": answers, "final": true});
    let refusal = world.refused(expert(1), case, "judge_first", whole.clone()).await;
    assert_eq!(refusal.sort, Sort::Condition);
    world.does(expert(1), case, "declare_first", json!({"conflict": false})).await;
    let half = json!({"answers": [answers[0]], "final": true});
    let refusal = world.refused(expert(1), case, "judge_first", half).await;
    assert_eq!(refusal.faults.len(), answers.len() - 1);
    let draft = json!({"answers": [answers[0]], "final": false});
    world.does(expert(1), case, "judge_first", draft).await;
    world.does(expert(1), case, "judge_first", whole.clone()).await;
    let refusal = world.refused(expert(1), case, "judge_first", whole).await;
    assert!(refusal.what.en.contains("final"), "{refusal:?}");
}

#[tokio::test]
async fn an_expert_who_declared_a_conflict_sees_nothing_more_of_the_case() {
    let (world, case) = in_first_review(&[1, 2, 3, 4, 5]).await;
    assert!(world.row(case).await.people.contains(&expert(3).account));
    let reasons = json!({"conflict": true, "reasons": "曾任该园区顾问"});
    world.does(expert(3), case, "declare_first", reasons).await;
    assert!(!world.row(case).await.people.contains(&expert(3).account));
    let last = world.events(case).await.pop().unwrap();
    assert!(!last.what.payload.to_string().contains("顾问"));
    let refusal = world.refused(expert(3), case, "judge_first", json!({})).await;
    assert_eq!(refusal.sort, Sort::Condition);
}

#[tokio::test]
async fn why_an_expert_stood_aside_is_erased_when_its_term_is_over_and_that_they_did_stays() {
    let (world, case) = in_first_review(&[1, 2, 3, 4, 5]).await;
    let reasons = json!({"conflict": true, "reasons": "曾任该园区顾问"});
    world.does(expert(3), case, "declare_first", reasons).await;
    world.does(host(), case, "withdraw", Value::Null).await;
    let said = world.case(case).await.spoken;
    let [said] = &said[..] else { panic!("{said:?}") };
    world.on("2036-12-31");
    let by = |who| world.filling(who, case);
    propose(world.desk(), &by(officer()), &said.subject, "保存期满").await.unwrap();
    erase(world.desk(), &by(second_officer()), &said.subject, "保存期满").await.unwrap();
    let (state, events) = (world.case(case).await, world.events(case).await);
    assert!(!format!("{state:?}{events:?}").contains("顾问"), "{events:?}");
    let seats = state.panel("first").unwrap().seats.iter();
    let said: Vec<_> =
        seats.filter(|seat| seat.declared.is_some()).map(|seat| seat.account).collect();
    assert_eq!(said, [expert(3).account]);
}

#[tokio::test]
async fn experts_may_sit_in_both_rounds_and_that_is_shown() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.reviewed(case, "first", &[1, 2, 3, 4, 5]).await;
    world.reviewed(case, "second", &[5, 6, 7, 8, 9]).await;
    let twice = world.case(case).await.experts_on_several_panels();
    assert_eq!(twice, [expert(5).account]);
}

#[tokio::test]
async fn only_members_judge() {
    let (world, case) = in_first_review(&[1, 2, 3, 4, 5]).await;
    let refusal = world.refused(expert(9), case, "declare_first", json!({"conflict": false})).await;
    assert_eq!(refusal.sort, Sort::NotAllowed);
}

#[tokio::test]
async fn nobody_sits_twice_and_only_experts_sit() {
    let (world, case) = in_first_review(&[1, 2, 3, 4, 5]).await;
    world.listed(&[6]).await;
    let experts = json!({"experts": [expert(1).account, officer().account, expert(6).account]});
    let refusal = world.refused(officer(), case, "convene_first", experts).await;
    let places: Vec<&str> = refusal.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["experts[0]", "experts[1]"]);
}

#[tokio::test]
async fn findings_are_entered_and_never_counted_from_the_answers() {
    let (world, case) = in_first_review(&[1, 2, 3, 4, 5]).await;
    world.answers(case, "first", &[1, 2, 3, 4, 5]).await;
    assert_eq!(world.case(case).await.judgements, []);
    let mut closing = world.closing(case, "first").await;
    closing["findings"][0]["yes"] = Value::Bool(false);
    world.does(officer(), case, "close_first", closing).await;
    let judgements = world.case(case).await.judgements;
    assert_eq!(judgements.iter().filter(|judgement| !judgement.finding.yes).count(), 1);
}

#[tokio::test]
async fn a_panel_that_was_named_by_hand_needs_as_many_as_one_that_was_drawn() {
    // The clause is content with five; this pack asks for six whatever way members come.
    let world = World::changed(&[
        ("    seats: 5\n", "    seats: 6\n"),
        ("    least: 5\n", "    least: 6\n"),
    ])
    .await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5]).await;
    world.answers(case, "first", &[1, 2, 3, 4, 5]).await;
    let closing = world.closing(case, "first").await;
    let refused = world.refused(officer(), case, "close_first", closing.clone()).await;
    assert!(refused.what.zh.contains("缺 1 名"), "{refused:?}");
    world.convenes(case, "convene_first", &[6]).await;
    world.answers(case, "first", &[6]).await;
    world.does(officer(), case, "close_first", closing).await;
}
