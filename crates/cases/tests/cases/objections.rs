//! Objections whatever became of the case: each is registered and answered, by somebody who stands apart, and a founded one
//! keeps the case from being certified.

use std::sync::Arc;

use guohe_cases::{law::Law, notice::Standing, person::Person, refusal::Sort};
use guohe_rules::pack::Shelf;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{
    BEIJING, World, host, leader, objection, officer, other_host, own_files, second_officer,
    visitor,
};

/// A case in a notice of 29 April, on a day within it.
async fn posted(world: &World) -> (Uuid, Uuid) {
    let case = world.handed_in().await;
    world.on("2026-04-20");
    world.proposed(case).await;
    world.on("2026-04-29");
    let notice = world.posted(&[case]).await;
    world.on("2026-05-06");
    (case, notice)
}

async fn objects(world: &World, case: Uuid) {
    world.does(visitor(), case, "object", objection()).await;
}

async fn examines(world: &World, case: Uuid, (id, outcome): (&str, &str)) {
    let input = json!({"objection": id, "outcome": outcome, "reasons": "经审核"});
    world.does(officer(), case, "examine_objection", input).await;
}

async fn settles(world: &World, case: Uuid, (id, outcome): (&str, &str)) {
    let input = json!({"objection": id, "outcome": outcome, "reasons": "经查证"});
    world.does(officer(), case, "settle_objection", input).await;
}

async fn standing(world: &World, notice: Uuid) -> Vec<Standing> {
    world.notice(notice).await.objections.iter().map(|one| one.status).collect()
}

#[tokio::test]
async fn objections_are_taken_and_answered_after_the_applicant_has_withdrawn() {
    let world = World::new().await;
    let (case, notice) = posted(&world).await;
    objects(&world, case).await;
    world.does(host(), case, "withdraw", json!({})).await;
    objects(&world, case).await;
    assert_eq!(standing(&world, notice).await, [Standing::Filed, Standing::Filed]);
    examines(&world, case, ("objection-1", "accepted")).await;
    settles(&world, case, ("objection-1", "kept")).await;
    examines(&world, case, ("objection-2", "not_accepted")).await;
    assert_eq!(standing(&world, notice).await, [Standing::Settled, Standing::NotAdmitted]);
    let state = world.case(case).await;
    assert_eq!(state.stage.at.to, "withdrawn", "the case does not follow");
    let told: Vec<(&str, &str)> = state
        .objections
        .iter()
        .flat_map(|one| &one.handled)
        .map(|step| (step.outcome.as_str(), step.reasons.as_str()))
        .collect();
    assert_eq!(told, [("accepted", "经审核"), ("kept", "经查证"), ("not_accepted", "经审核")]);
    world.on("2026-05-10");
    objects(&world, case).await;
    assert_eq!(standing(&world, notice).await[2], Standing::RejectedLate);
}

#[tokio::test]
async fn objections_are_answered_after_the_case_was_refused() {
    let world = World::new().await;
    let (case, notice) = posted(&world).await;
    objects(&world, case).await;
    objects(&world, case).await;
    examines(&world, case, ("objection-1", "accepted")).await;
    let refuse = json!({"outcome": "refuse", "reasons": "不符合条件"});
    world.does(officer(), case, "prepare_refusal", refuse).await;
    world.confirmed(case).await;
    assert_eq!(world.stage(case).await, "rejected");
    examines(&world, case, ("objection-2", "not_accepted")).await;
    settles(&world, case, ("objection-1", "removed")).await;
    assert_eq!(standing(&world, notice).await, [Standing::Settled, Standing::NotAdmitted]);
    assert_eq!(world.stage(case).await, "rejected");
    let again = json!({"objection": "objection-1", "outcome": "kept", "reasons": "再次"});
    let refused = world.refused(officer(), case, "settle_objection", again).await;
    assert_eq!(refused.sort, Sort::WrongStage, "what is answered is answered once");
}

#[tokio::test]
async fn a_founded_objection_bars_the_decision_until_the_case_is_made_public_anew() {
    let world = World::new().await;
    let (case, first) = posted(&world).await;
    objects(&world, case).await;
    objects(&world, case).await;
    examines(&world, case, ("objection-1", "accepted")).await;
    settles(&world, case, ("objection-1", "removed")).await;
    examines(&world, case, ("objection-2", "accepted")).await;
    settles(&world, case, ("objection-2", "kept")).await;
    assert_eq!(world.stage(case).await, "public_notice");
    world.verified(case).await;
    world.on("2026-05-11");
    let certify = json!({"outcome": "certify", "reasons": "符合条件"});
    let refused = world.refused(officer(), case, "prepare_decision", certify).await;
    assert_eq!(refused.sort, Sort::Condition);
    assert!(refused.what.zh.contains("objection-1 经审查成立"), "{refused:?}");
    assert!(refused.cites.contains(&"BJ-9.g".to_owned()), "{refused:?}");
    let against = json!({"outcome": "not_certify", "reasons": "异议成立"});
    world.does(officer(), case, "prepare_decision", against).await;
    assert_eq!(standing(&world, first).await, [Standing::Settled, Standing::Settled]);
}

#[tokio::test]
async fn a_case_that_was_reviewed_and_made_public_again_can_be_certified() {
    let world = World::new().await;
    let (case, first) = posted(&world).await;
    for _ in 0..2 {
        objects(&world, case).await;
    }
    examines(&world, case, ("objection-1", "accepted")).await;
    settles(&world, case, ("objection-1", "review_again")).await;
    objects(&world, case).await;
    world.does(officer(), case, "propose", json!({"outcome": "listed"})).await;
    world.on("2026-05-11");
    let second = world.posted(&[case]).await;
    // What was filed in the first notice is answered there.
    examines(&world, case, ("objection-2", "not_accepted")).await;
    examines(&world, case, ("objection-3", "not_accepted")).await;
    let answered = [Standing::Settled, Standing::NotAdmitted, Standing::NotAdmitted];
    assert_eq!(standing(&world, first).await, answered);
    assert_eq!(standing(&world, second).await, []);
    world.verified(case).await;
    world.on("2026-05-19");
    world.prepared(case).await;
    assert_eq!(world.stage(case).await, "decision");
}

#[tokio::test]
async fn a_deputy_does_not_handle_what_whoever_they_act_for_may_not() {
    let world = World::new().await;
    let (case, _) = posted(&world).await;
    world.does(officer(), case, "object", objection()).await;
    let input = json!({"objection": "objection-1", "outcome": "accepted", "reasons": "属实"});
    let deputy =
        Person { account: Uuid::from_u128(78), acting_for: Some(officer().account), ..officer() };
    let refused = world.refused(deputy.clone(), case, "examine_objection", input.clone()).await;
    assert_eq!(refused.sort, Sort::NotAllowed);
    let apart = Person { acting_for: Some(second_officer().account), ..deputy };
    world.does(apart, case, "examine_objection", input).await;
}

const NAMED: &str = "        contact: true\n";
const NAMELESS: &str = "        contact: true\n        anonymous: examined\n";

#[tokio::test]
async fn whoever_objects_without_a_name_leaves_no_account_behind() {
    let world = World::changed(&[(NAMED, NAMELESS)]).await;
    let (case, _) = posted(&world).await;
    let mut nameless = objection();
    nameless["name"] = json!("");
    nameless["contact"] = json!("");
    for who in [other_host(), visitor()] {
        let account = who.account.to_string();
        world.does(who, case, "object", nameless.clone()).await;
        let event = serde_json::to_string(&world.events(case).await.pop().unwrap().what).unwrap();
        assert!(!event.contains(&account), "{event}");
    }
    let mut named = objection();
    world.does(other_host(), case, "object", named.clone()).await;
    let event = world.events(case).await.pop().unwrap();
    assert_eq!(event.what.actor.account, other_host().account, "whoever names themselves is known");
    named["contact"] = json!(" ");
    let refused = world.refused(visitor(), case, "object", named).await;
    let places: Vec<&str> = refused.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["contact"]);
}

#[tokio::test]
async fn nothing_is_examined_that_is_not_there_and_nobody_objects_before_there_is_a_notice() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let refused = world.refused(visitor(), case, "object", objection()).await;
    assert_eq!(refused.sort, Sort::WrongStage);
    let input = json!({"objection": "objection-1", "outcome": "accepted", "reasons": "属实"});
    let refused = world.refused(officer(), case, "examine_objection", input).await;
    assert_eq!(refused.sort, Sort::WrongStage);
    let refused = world.refused(leader(), case, "object", Value::Null).await;
    assert_eq!(refused.sort, Sort::WrongStage);
}

/// What is found wrong with the procedure of the pack, where one thing in it is changed.
fn found(from: &str, to: &str) -> Vec<String> {
    let mut files = own_files();
    let procedure = files.get_mut(&format!("{BEIJING}/procedure.yaml")).unwrap();
    assert_eq!(procedure.matches(from).count(), 1);
    *procedure = procedure.replace(from, to);
    let pack = Arc::clone(Shelf::load(&files).pack(BEIJING).unwrap());
    let findings = Law::of(pack).err().unwrap_or_default();
    findings.iter().map(|one| one.code.to_owned()).collect()
}

#[test]
fn a_pack_that_takes_objections_answers_them() {
    assert_eq!(found("    kind: object\n", "    kind: object\n"), Vec::<String>::new());
    let unsettled = found("    kind: settle_objection\n", "    kind: evaluate\n");
    assert!(unsettled.contains(&"objection-unanswered".to_owned()), "{unsettled:?}");
    let unexamined = found("    kind: admit_objection\n", "    kind: evaluate\n");
    assert!(unexamined.contains(&"objection-unanswered".to_owned()), "{unexamined:?}");
    let kept = "        to: public_notice\n        favourable: false\n";
    let silent = found(kept, "        to: public_notice\n");
    assert_eq!(silent, ["missing-setting"]);
}
