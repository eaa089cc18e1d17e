//! Public notices and objections: working days, late objections, entries that are held.

use serde_json::{Value, json};
use uuid::Uuid;

use guohe_cases::{
    notice::Standing,
    person::Person,
    ports::{Account, Store as _},
    refusal::Sort,
    verbs::perform,
};

use crate::world::{
    HOST, World, day, declarations, host, objection, officer, other_host, refusal, second_officer,
    visitor,
};

/// A case on the list on a day.
async fn listed(world: &World) -> Uuid {
    let case = world.handed_in().await;
    world.on("2026-04-20");
    world.proposed(case).await;
    case
}

#[tokio::test]
async fn t40_a_notice_over_the_may_holiday_ends_on_the_saturday_that_is_worked() {
    let world = World::new().await;
    let case = listed(&world).await;
    world.on("2026-04-29");
    let notice = world.posted(&[case]).await;
    let notice = world.notice(notice).await;
    assert_eq!((notice.posted_on, notice.ends_on), (day("2026-04-29"), day("2026-05-09")));
    for said in ["4月30日第1日", "5月1日放假", "5月6日第2日", "5月9日（调休上班）第5日"]
    {
        assert!(notice.arithmetic.zh.contains(said), "{}", notice.arithmetic.zh);
    }
    assert_eq!(world.row(case).await.due, Some(day("2026-05-09")));
    assert_eq!(world.outcome(case, "BJ-9.d", "2026-05-15").await, "done");
    world.on("2026-05-09");
    world.does(visitor(), case, "object", objection()).await;
    assert_eq!(world.outcome(case, "BJ-9.e", "2026-05-15").await, "done");
    assert_eq!(world.case(case).await.objections[0].status, Standing::Filed);
}

#[tokio::test]
async fn a_round_that_fixes_the_other_reading_ends_its_notices_a_day_earlier() {
    let world = World::new().await;
    world.reads("G-A6", "day_of_posting");
    let case = listed(&world).await;
    world.on("2026-04-29");
    let notice = world.posted(&[case]).await;
    assert_eq!(world.notice(notice).await.ends_on, day("2026-05-08"));
    assert_eq!(world.outcome(case, "BJ-9.d", "2026-05-15").await, "done");
}

#[tokio::test]
async fn t41_without_the_calendar_of_the_year_nothing_is_posted() {
    let world = World::new().await;
    let case = listed(&world).await;
    world.on("2027-04-28");
    let refusal = world.refused(officer(), case, "publish_notice", Value::Null).await;
    assert_eq!(refusal.sort, Sort::Condition);
    assert!(refusal.what.zh.contains("2027"), "{refusal:?}");
    assert!(refusal.what.zh.contains("放假调休"), "{refusal:?}");
    assert_eq!(refusal.cites, ["BJ-9.d"]);
}

#[tokio::test]
async fn a_late_objection_is_registered_but_not_admitted() {
    let world = World::new().await;
    let case = listed(&world).await;
    world.on("2026-04-29");
    let notice = world.posted(&[case]).await;
    world.on("2026-05-10");
    let done = world.does(visitor(), case, "object", objection()).await;
    assert!(done.receipts[0].tells.as_ref().unwrap().zh.contains("不予受理"));
    let state = world.case(case).await;
    assert_eq!(state.objections[0].status, Standing::RejectedLate);
    assert_eq!(world.notice(notice).await.objections[0].status, Standing::RejectedLate);
    assert_eq!(world.outcome(case, "BJ-9.f", "2026-05-15").await, "done");
    let input = json!({"objection": "objection-1", "outcome": "accepted", "reasons": "属实"});
    let refusal = world.refused(officer(), case, "examine_objection", input).await;
    assert_eq!(refusal.cites, ["BJ-9.f"]);
    world.verified(case).await;
    world.on("2026-05-11");
    world.prepared(case).await;
    assert_eq!(world.stage(case).await, "decision");
}

#[tokio::test]
async fn an_objection_that_is_not_in_writing_is_not_taken() {
    let world = World::new().await;
    let case = listed(&world).await;
    world.on("2026-04-29");
    world.posted(&[case]).await;
    let mut spoken = objection();
    spoken["written"] = Value::Bool(false);
    let refusal = world.refused(visitor(), case, "object", spoken).await;
    assert_eq!((refusal.sort, refusal.cites), (Sort::Invalid, vec!["BJ-9.e".to_owned()]));
}

#[tokio::test]
async fn who_objects_and_what_they_say_stays_out_of_the_payload() {
    let world = World::new().await;
    let case = listed(&world).await;
    world.on("2026-04-29");
    world.posted(&[case]).await;
    world.does(visitor(), case, "object", objection()).await;
    let events = world.events(case).await;
    let last = events.last().unwrap();
    let payload = last.what.payload.to_string();
    assert!(!payload.contains("示例园区管理公司") && !payload.contains("异议"), "{payload}");
    assert_eq!(last.what.personal.as_ref().unwrap()["contact"], "objection@example.org");
}

#[tokio::test]
async fn only_the_entry_that_is_objected_to_is_held() {
    let world = World::new().await;
    let held = listed(&world).await;
    world.on("2026-03-02");
    let round = world.case(held).await.round;
    let free = world.open(other_host(), round, "PARK").await;
    world.fill(other_host(), free, "park").await;
    world.does(other_host(), free, "submit", declarations()).await;
    world.on("2026-04-20");
    world.proposed(free).await;
    world.on("2026-04-29");
    world.posted(&[held, free]).await;
    world.does(visitor(), held, "object", objection()).await;
    world.verified(held).await;
    world.verified(free).await;
    world.on("2026-05-11");
    world.prepared(free).await;
    assert_eq!(world.stage(free).await, "decision");
    let input = json!({"outcome": "certify", "reasons": "符合条件"});
    let refusal = world.refused(officer(), held, "prepare_decision", input).await;
    assert_eq!(refusal.sort, Sort::Condition);
    assert_eq!(refusal.cites, ["BJ-4.2", "BJ-9.d", "BJ-9.g"]);
}

#[tokio::test]
async fn an_accepted_objection_holds_the_entry_until_it_is_settled() {
    let world = World::new().await;
    let case = listed(&world).await;
    world.on("2026-04-29");
    let notice = world.posted(&[case]).await;
    world.does(visitor(), case, "object", objection()).await;
    world.verified(case).await;
    let input =
        json!({"objection": "objection-1", "outcome": "accepted", "reasons": "属于异议范围"});
    world.does(officer(), case, "examine_objection", input).await;
    assert_eq!(world.stage(case).await, "objection_handling");
    assert_eq!(world.outcome(case, "BJ-9.g", "2026-05-15").await, "done");
    world.on("2026-05-11");
    let certify = json!({"outcome": "certify", "reasons": "符合条件"});
    let refusal = world.refused(officer(), case, "prepare_decision", certify).await;
    assert_eq!(refusal.sort, Sort::WrongStage);
    let input = json!({"objection": "objection-1", "outcome": "kept", "reasons": "经核实面积属实"});
    world.does(officer(), case, "settle_objection", input).await;
    assert_eq!(world.notice(notice).await.objections[0].status, Standing::Settled);
    world.prepared(case).await;
    assert_eq!(world.stage(case).await, "decision");
}

#[tokio::test]
async fn no_decision_is_prepared_before_the_last_day_of_the_notice_is_over() {
    let world = World::new().await;
    let case = listed(&world).await;
    world.on("2026-04-29");
    world.posted(&[case]).await;
    world.verified(case).await;
    world.on("2026-05-09");
    let certify = json!({"outcome": "certify", "reasons": "符合条件"});
    let refusal = world.refused(officer(), case, "prepare_decision", certify).await;
    assert_eq!(refusal.sort, Sort::Condition);
    assert!(refusal.what.zh.contains("2026"), "{refusal:?}");
}

#[tokio::test]
async fn several_cases_stand_in_one_notice_and_one_transaction() {
    let world = World::new().await;
    let first = listed(&world).await;
    world.on("2026-03-02");
    let round = world.case(first).await.round;
    let second = world.open(other_host(), round, "PARK").await;
    world.fill(other_host(), second, "park").await;
    world.hands_in(other_host(), second).await;
    world.on("2026-04-29");
    // The second one is not on the list yet: nothing is posted for either.
    let request = world.request(officer(), &[first, second], "publish_notice", Value::Null);
    let refusal = refusal(perform(world.desk(), &request).await);
    assert_eq!(refusal.sort, Sort::WrongStage);
    assert_eq!(world.stage(first).await, "proposed");
    world.proposed(second).await;
    let notice = world.posted(&[first, second]).await;
    let notice = world.notice(notice).await;
    assert_eq!(notice.entries, [first, second]);
    assert_eq!(notice.shown[&first]["host.name"], "京东北示例科技园");
    assert_eq!(notice.shown[&first]["application.type"], "PARK");
}

#[tokio::test]
async fn an_act_for_one_case_is_not_done_on_two_at_once() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let round = world.case(case).await.round;
    let second = world.open(host(), round, "PARK").await;
    let request = world.request(host(), &[case, second], "withdraw", json!({}));
    assert_eq!(refusal(perform(world.desk(), &request).await).sort, Sort::Invalid);
}

const OBJECT: &str = "      objecting:\n        contact: true\n        channels:\n";
const OBJECTING: &str =
    "      objecting:\n        sealed: true\n        anonymous: registered\n        channels:\n";
const LATE_WAY: &str = "      - id: late\n        name: {zh: 逾期提出";
const NAMELESS_WAY: &str = "      - {id: nameless, name: {zh: 匿名提出, en: without a name}, fill: {outcome: pending}}\n      - id: late\n        name: {zh: 逾期提出";

#[tokio::test]
async fn organisations_object_under_their_seal_and_whoever_names_nobody_is_registered_only() {
    let changes = [(OBJECT, OBJECTING), (LATE_WAY, NAMELESS_WAY)];
    let world = World::changed(&changes).await;
    let case = listed(&world).await;
    world.on("2026-04-29");
    let notice = world.posted(&[case]).await;
    let mut of_unit = objection();
    of_unit["unit"] = Value::Bool(true);
    let refused = world.refused(visitor(), case, "object", of_unit.clone()).await;
    assert_eq!(refused.faults[0].place, "sealed");
    of_unit["sealed"] = Value::Bool(true);
    world.does(visitor(), case, "object", of_unit).await;
    let mut nameless = objection();
    nameless["name"] = json!("");
    world.does(visitor(), case, "object", nameless).await;
    let state = world.case(case).await;
    let standing: Vec<Standing> = state.objections.iter().map(|one| one.status).collect();
    assert_eq!(standing, [Standing::Filed, Standing::Nameless]);
    assert_eq!(world.notice(notice).await.objections[1].status, Standing::Nameless);
    let codes: Vec<String> =
        state.objections.iter().map(|one| one.said.as_ref().unwrap().code.clone()).collect();
    assert!(codes.iter().all(|code| code.len() == 19), "{codes:?}");
    let examined = json!({"objection": "objection-2", "outcome": "accepted", "reasons": "属实"});
    let refused = world.refused(officer(), case, "examine_objection", examined).await;
    assert_eq!(refused.sort, Sort::Condition);
    for event in world.events(case).await {
        let payload = event.what.payload.to_string();
        assert!(codes.iter().all(|code| !payload.contains(code)), "a code stands in the payload");
    }
}

#[tokio::test]
async fn whoever_belongs_to_the_host_or_objected_does_not_handle_an_objection() {
    let world = World::new().await;
    let case = listed(&world).await;
    world.on("2026-04-29");
    world.posted(&[case]).await;
    let account = |person: Person, organisation| Account {
        id: person.account,
        login: format!("{}", person.account),
        name: "经办".to_owned(),
        password: String::new(),
        roles: person.roles,
        organisation,
        demonstration: true,
    };
    let tied = account(second_officer(), Some(HOST));
    world.store.add_account(&world.tenant, &tied).await.unwrap();
    world.does(officer(), case, "object", objection()).await;
    let input = json!({"objection": "objection-1", "outcome": "accepted", "reasons": "属实"});
    for who in [second_officer(), officer()] {
        let refused = world.refused(who, case, "examine_objection", input.clone()).await;
        assert_eq!(refused.sort, Sort::NotAllowed);
    }
    let third = Person { account: Uuid::from_u128(77), ..officer() };
    world.does(third.clone(), case, "examine_objection", input).await;
    let tied = account(third.clone(), Some(HOST));
    world.store.add_account(&world.tenant, &tied).await.unwrap();
    let settled = json!({"objection": "objection-1", "outcome": "kept", "reasons": "不成立"});
    let refused = world.refused(third, case, "settle_objection", settled).await;
    assert_eq!(refused.sort, Sort::NotAllowed, "conflicts are looked at again");
}
