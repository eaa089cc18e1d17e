//! Writing: versions, repeated requests, rows that are what the events say.

use serde_json::{Value, json};

use guohe_cases::{
    ports::{Store as _, Written},
    refusal::Sort,
    seen::Seen,
    verbs::{fill, perform},
};

use crate::world::{World, host, officer, once, refusal, second_officer};

#[tokio::test]
async fn an_act_on_a_version_that_is_no_longer_the_last_is_a_conflict() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let seen = Seen::whole(&world.case(case).await);
    let passed = json!({"outcome": "passed"});
    let mut first = world.request(officer(), &[case], "check_material", passed.clone());
    first.seen = Some(seen.clone());
    perform(world.desk(), &first).await.unwrap();
    let mut second = world.request(second_officer(), &[case], "check_material", passed);
    second.seen = Some(seen);
    assert_eq!(refusal(perform(world.desk(), &second).await).sort, Sort::Conflict);
}

#[tokio::test]
async fn the_same_request_sent_twice_has_one_effect_and_the_same_answer() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let passed = json!({"outcome": "passed"});
    let mut request = world.request(officer(), &[case], "check_material", passed);
    request.once = Some(once("key-1", 1));
    let first = perform(world.desk(), &request).await.unwrap();
    let version = world.case(case).await.version;
    let again = perform(world.desk(), &request).await.unwrap();
    assert_eq!((first.written, again.written), (Written::Now, Written::Before));
    assert_eq!(again.receipts[0].stage, first.receipts[0].stage);
    assert_eq!(world.case(case).await.version, version);
}

#[tokio::test]
async fn a_key_used_for_another_request_is_refused() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let mut request =
        world.request(officer(), &[case], "check_material", json!({"outcome": "passed"}));
    request.once = Some(once("key-1", 1));
    perform(world.desk(), &request).await.unwrap();
    request.once = Some(once("key-1", 2));
    assert_eq!(refusal(perform(world.desk(), &request).await).sort, Sort::Conflict);
}

#[tokio::test]
async fn a_table_pasted_twice_under_one_key_adds_its_rows_once() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let mut by = world.filling(host(), case);
    by.once = Some(once("paste-1", 1));
    by.seen = Some(Seen::by_the_host(world.law(), &world.case(case).await));
    for _ in 0..2 {
        fill::paste(world.desk(), &by, "visits", "甲团\t\t\t2025-01-01\t3\n").await.unwrap();
    }
    assert_eq!(world.case(case).await.facts.lists["visits"].rows.len(), 1);
}

#[tokio::test]
async fn the_number_of_a_certificate_is_not_used_up_by_a_refused_act() {
    let world = World::new().await;
    let case = world.handed_in().await;
    for _ in 0..3 {
        world.refused(officer(), case, "certify", Value::Null).await;
    }
    let number =
        world.store.next_number(&world.tenant, "certificate:beijing/bases-2025:2026").await;
    assert_eq!(number.unwrap(), 1);
}

#[tokio::test]
async fn rows_rebuilt_from_events_are_the_rows_that_were_written() {
    let world = World::new().await;
    let case = world.certified().await;
    for stream in world.store.streams(&world.tenant).await.unwrap() {
        let written = world.store.row(&world.tenant, stream).await.unwrap().unwrap();
        let rebuilt = world.rebuilt(stream).await;
        let bytes = |row| serde_json::to_vec(row).unwrap();
        assert_eq!(bytes(&rebuilt), bytes(&written), "{stream:?}");
    }
    let row = world.row(case).await;
    assert_eq!(row.title, "京东北示例科技园");
    assert_eq!(row.number.as_deref(), Some("示例认定〔2026〕001号"));
}
