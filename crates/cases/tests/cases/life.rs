//! The life of a base: what it files, the end of its term, evaluation, cancellation, revocation and ban.

use serde_json::{Value, json};

use guohe_cases::{
    ports::{Find, Store as _},
    procedure::End,
    refusal::Sort,
};

use crate::world::{HOST, World, declarations, host, leader, officer};

#[tokio::test]
async fn t43_a_change_filed_on_the_first_working_day_after_the_holiday_is_in_time() {
    let world = World::new().await;
    let case = world.certified().await;
    world.on("2026-02-24");
    let change =
        json!({"fields": {"subject": "负责人变更", "kind": "leader", "occurred_on": "2026-01-20"}});
    world.does(host(), case, "file_change", change.clone()).await;
    let finding = json!({
        "outcome": "noted",
        "findings": [{"slot": "change_major", "row": "change-1", "yes": true, "reasons": "负责人变更属重大事项"}],
    });
    world.does(officer(), case, "assess_filing", finding).await;
    assert_eq!(world.outcome(case, "BJ-13", "2026-05-15").await, "done");
    world.on("2026-02-25");
    world.does(host(), case, "file_change", change).await;
    let finding = json!({
        "outcome": "noted",
        "findings": [{"slot": "change_major", "row": "change-2", "yes": true, "reasons": "同上"}],
    });
    world.does(officer(), case, "assess_filing", finding).await;
    assert_eq!(world.outcome(case, "BJ-13", "2026-05-15").await, "late");
}

#[tokio::test]
async fn what_the_base_files_is_dated_by_the_day_it_came_in() {
    let world = World::new().await;
    let case = world.certified().await;
    world.on("2026-12-30");
    world.does(host(), case, "file_summary", json!({"fields": {"due_year": "2026"}})).await;
    world.does(host(), case, "file_plan", json!({"fields": {"due_year": "2026"}})).await;
    assert_eq!(world.outcome(case, "BJ-14.a", "2026-12-31").await, "done");
    assert_eq!(world.outcome(case, "BJ-14.b", "2026-12-31").await, "done");
    // Each year has its own; that of the new year is not due yet.
    assert_eq!(world.outcome(case, "BJ-14.a", "2027-01-01").await, "not_yet_due");
}

#[tokio::test]
async fn after_three_years_the_base_waits_for_its_evaluation_and_keeps_its_status() {
    let world = World::new().await;
    let case = world.certified().await;
    world.on("2029-05-11");
    assert!(world.time_passes(case).await.is_none());
    world.on("2029-05-12");
    assert!(world.time_passes(case).await.is_some());
    assert_eq!(world.stage(case).await, "pending_evaluation");
    let base = registered(&world, "bases").await;
    assert_eq!(base, json!("pending_evaluation"));
}

async fn registered(world: &World, list: &str) -> Value {
    let rows = world.store.registered(&world.tenant, &Find::Of(HOST)).await.unwrap();
    let field = if list == "bases" { "status" } else { "blocks" };
    rows.iter().find(|row| row.list == list).map_or(Value::Null, |row| row.cells[field].clone())
}

async fn graded(world: &World, grade: &str) -> uuid::Uuid {
    let case = world.certified().await;
    world.on("2029-05-12");
    world.time_passes(case).await.unwrap();
    let dimensions = "organisation, channels, resources, demonstration";
    let input =
        json!({"outcome": grade, "reasons": "综合评价", "fields": {"dimensions": dimensions}});
    world.does(officer(), case, "evaluate", input).await;
    case
}

#[tokio::test]
async fn a_qualified_base_begins_a_new_term() {
    let world = World::new().await;
    let case = graded(&world, "qualified").await;
    let state = world.case(case).await;
    assert_eq!(
        (state.stage.at.to.as_str(), state.stage.at.end),
        ("certified", Some(End::Certified))
    );
    assert_eq!(state.certificate.unwrap().valid_to.unwrap().to_string(), "2032-05-12");
    assert_eq!(state.stage.at.due.unwrap().to_string(), "2032-05-12");
    assert_eq!(registered(&world, "bases").await, "active");
}

#[tokio::test]
async fn an_evaluation_without_all_four_dimensions_is_refused() {
    let world = World::new().await;
    let case = world.certified().await;
    world.on("2029-05-12");
    world.time_passes(case).await.unwrap();
    let input =
        json!({"outcome": "qualified", "reasons": "x", "fields": {"dimensions": "organisation"}});
    let refusal = world.refused(officer(), case, "evaluate", input).await;
    assert_eq!(refusal.cites, ["BJ-4.3", "BJ-16.b", "BJ-16.c"]);
}

#[tokio::test]
async fn t44_an_unqualified_base_is_cancelled_after_a_hearing_and_may_apply_again() {
    let world = World::new().await;
    let case = graded(&world, "unqualified").await;
    assert_eq!(world.stage(case).await, "hearing");
    world.does(host(), case, "state_case", json!({"note": "请求复核"})).await;
    let revoke = json!({"outcome": "revoke", "reasons": "评价不合格"});
    let refusal = world.refused(officer(), case, "prepare_status", revoke).await;
    assert_eq!(refusal.sort, Sort::Condition);
    assert!(refusal.cites.contains(&"BJ-17.0".to_owned()), "{refusal:?}");
    let cancel = json!({"outcome": "cancel", "reasons": "综合评价不合格"});
    world.does(officer(), case, "prepare_status", cancel).await;
    world.does(leader(), case, "confirm_status", json!({"outcome": "confirmed"})).await;
    assert_eq!(world.case(case).await.stage.at.end, Some(End::Cancelled));
    assert_eq!(registered(&world, "bases").await, "cancelled");
    assert_eq!(registered(&world, "bans").await, Value::Null);
}

#[tokio::test]
async fn a_revoked_base_bars_its_host_for_three_years_and_not_a_day_longer() {
    let world = World::new().await;
    let case = world.certified().await;
    world.on("2026-06-01");
    let announce = json!({"outcome": "announced"});
    let refusal = world.refused(officer(), case, "announce_revocation", announce.clone()).await;
    assert_eq!(refusal.sort, Sort::Condition);
    let finding = json!({"fields": {
        "kind": "false_material", "authority": "agency", "confirmed_on": "2026-05-28",
    }});
    world.does(officer(), case, "record_finding", finding).await;
    world.does(officer(), case, "announce_revocation", announce).await;
    world.on("2026-06-09");
    world.time_passes(case).await.unwrap();
    let revoke = json!({"outcome": "revoke", "reasons": "提供虚假申报材料"});
    world.does(officer(), case, "prepare_status", revoke).await;
    assert_eq!(registered(&world, "bans").await, Value::Null);
    world.does(leader(), case, "confirm_status", json!({"outcome": "confirmed"})).await;
    assert_eq!(world.stage(case).await, "revoked");
    assert_eq!(registered(&world, "bans").await, json!("apply"));
    for (on, barred) in [("2029-06-09", true), ("2029-06-10", false)] {
        world.on(on);
        assert_eq!(world.is_barred(host()).await, barred, "{on}");
    }
}

#[tokio::test]
async fn false_material_found_before_certification_bars_only_when_people_decide_so() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let bar = json!({"outcome": "refuse_and_bar", "reasons": "伪造合作协议"});
    let refusal = world.refused(officer(), case, "prepare_refusal", bar.clone()).await;
    assert!(refusal.cites.contains(&"BJ-17.1".to_owned()), "{refusal:?}");
    let finding = json!({"fields": {
        "kind": "forged_material", "authority": "agency", "confirmed_on": "2026-03-01",
    }});
    world.does(officer(), case, "record_finding", finding).await;
    world.does(officer(), case, "prepare_refusal", bar).await;
    assert_eq!(registered(&world, "bans").await, Value::Null);
    world.does(leader(), case, "confirm_decision", json!({"outcome": "confirmed"})).await;
    assert_eq!(world.stage(case).await, "rejected");
    assert_eq!(registered(&world, "bans").await, json!("apply"));
    // Whether the ban names this unit cannot be said without its code: unknown is not absent.
    let round = world.case(case).await.round;
    let nameless = world.open(host(), round, "PARK").await;
    let refusal = world.refused(host(), nameless, "submit", declarations()).await;
    assert_eq!(refusal.cites, ["BJ-9.a", "BJ-17.0"]);
    assert!(refusal.what.zh.contains("尚不能确定"), "{refusal:?}");
    assert!(refusal.what.zh.contains("统一社会信用代码"), "{refusal:?}");
}

#[tokio::test]
async fn a_base_that_gives_up_its_status_has_ended() {
    let world = World::new().await;
    let case = world.certified().await;
    world.does(host(), case, "leave", json!({"reasons": "单位撤并"})).await;
    assert_eq!(world.case(case).await.stage.at.end, Some(End::Ended));
    assert_eq!(registered(&world, "bases").await, "ended");
}
