//! Forbidden orders: each refused with its clause, and nothing changed.

use serde_json::{Value, json};
use uuid::Uuid;

use guohe_cases::{facts::Edit, person::Person, refusal::Sort, verbs::ahead::View};

use crate::world::{
    World, declarations, expert, host, leader, objection, officer, other_host, second_officer,
    visitor,
};

#[tokio::test]
async fn acts_are_refused_in_stages_in_which_they_do_not_exist() {
    let world = World::new().await;
    let case = world.handed_in().await;
    for (who, act, input, cites) in [
        (officer(), "convene_first", json!({"experts": [expert(1).account]}), vec!["BJ-9.b"]),
        (officer(), "close_first", json!({"outcome": "recommended"}), vec!["BJ-9.b"]),
        (officer(), "convene_second", json!({"experts": []}), vec!["BJ-9.c"]),
        (officer(), "propose", json!({"outcome": "listed"}), vec!["BJ-9.c"]),
        (officer(), "publish_notice", Value::Null, vec!["BJ-9.d"]),
        (visitor(), "object", objection(), vec!["BJ-9.e"]),
        (officer(), "examine_objection", json!({"objection": "objection-1"}), vec!["BJ-9.g"]),
        (
            officer(),
            "prepare_decision",
            json!({"outcome": "certify", "reasons": "x"}),
            vec!["BJ-4.2", "BJ-9.d", "BJ-9.g"],
        ),
        (leader(), "confirm_decision", json!({"outcome": "confirmed"}), vec!["BJ-4.2"]),
        (officer(), "certify", Value::Null, vec!["BJ-4.2", "BJ-16.a"]),
        (officer(), "award_plaque", Value::Null, vec!["BJ-10"]),
        (host(), "file_change", json!({}), vec!["BJ-13"]),
    ] {
        let refusal = world.refused(who, case, act, input).await;
        assert_eq!((refusal.sort, refusal.cites), (Sort::WrongStage, owned(&cites)), "{act}");
        assert!(!refusal.next.zh.is_empty() && !refusal.next.en.is_empty(), "{act}");
    }
}

fn owned(cites: &[&str]) -> Vec<String> {
    cites.iter().map(|cite| (*cite).to_owned()).collect()
}

#[tokio::test]
async fn nobody_does_what_is_for_others_to_do() {
    let world = World::new().await;
    let case = world.handed_in().await;
    for (who, act) in [
        (host(), "check_material"),
        (leader(), "check_material"),
        (expert(1), "check_material"),
        (visitor(), "check_material"),
        (other_host(), "withdraw"),
        (officer(), "withdraw"),
    ] {
        let refusal = world.refused(who, case, act, json!({"outcome": "passed"})).await;
        assert_eq!(refusal.sort, Sort::NotAllowed, "{act}");
    }
}

#[tokio::test]
async fn who_prepared_a_decision_cannot_confirm_it() {
    let world = World::new().await;
    let case = world.ready_to_decide().await;
    let mut both = officer();
    both.roles.extend(leader().roles);
    let input = json!({"outcome": "certify", "reasons": "符合条件"});
    world.does(both.clone(), case, "prepare_decision", input).await;
    let confirmed = json!({"outcome": "confirmed"});
    let refusal = world.refused(both.clone(), case, "confirm_decision", confirmed.clone()).await;
    assert_eq!((refusal.sort, refusal.cites), (Sort::NotAllowed, vec!["BJ-4.2".to_owned()]));
    let mut deputy = leader();
    deputy.acting_for = Some(both.account);
    let refusal = world.refused(deputy, case, "confirm_decision", confirmed.clone()).await;
    assert_eq!(refusal.sort, Sort::NotAllowed);
    assert_eq!(world.decided_on(case).await, Value::Null);
    world.does(leader(), case, "confirm_decision", confirmed).await;
    assert_eq!(world.stage(case).await, "approved");
    assert_eq!(world.decided_on(case).await, "2026-05-11");
}

#[tokio::test]
async fn two_persons_stay_two_whoever_acts_for_whom() {
    let world = World::new().await;
    let case = world.ready_to_decide().await;
    let for_whom = |person: Person, other: Person| Person {
        acting_for: Some(other.account),
        roles: other.roles,
        ..person
    };
    // The leader prepares as the deputy of the officer.
    let input = json!({"outcome": "certify", "reasons": "符合条件"});
    world.does(for_whom(leader(), officer()), case, "prepare_decision", input).await;
    let confirmed = json!({"outcome": "confirmed"});
    let mut both = officer();
    both.roles.extend(leader().roles);
    let refused = [
        // The deputy in person, the one they acted for, and whoever acts for either.
        leader(),
        both.clone(),
        for_whom(second_officer(), leader()),
        for_whom(both, leader()),
        Person { acting_for: Some(officer().account), ..for_whom(second_officer(), leader()) },
    ];
    for person in refused {
        let refusal =
            world.refused(person.clone(), case, "confirm_decision", confirmed.clone()).await;
        assert_eq!(refusal.sort, Sort::NotAllowed, "{person:?}");
    }
    let mut third = second_officer();
    third.roles = leader().roles;
    world.does(third, case, "confirm_decision", confirmed).await;
    assert_eq!(world.stage(case).await, "approved");
}

#[tokio::test]
async fn whoever_only_fills_in_binds_the_unit_to_nothing() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let mut filler = host();
    filler.roles.extend(["applicant".to_owned(), "unit:filler".to_owned()]);
    let refusal = world.refused(filler, case, "withdraw", json!({"reasons": "x"})).await;
    assert_eq!(refusal.sort, Sort::NotAllowed);
    assert!(refusal.what.zh.contains("填报人"), "{refusal}");
}

#[tokio::test]
async fn a_decision_sent_back_returns_to_where_it_was_prepared() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let refuse = json!({"outcome": "refuse", "reasons": "材料不实"});
    world.does(officer(), case, "prepare_refusal", refuse.clone()).await;
    let silent = json!({"outcome": "sent_back"});
    assert_eq!(world.refused(leader(), case, "confirm_decision", silent).await.sort, Sort::Invalid);
    let back = json!({"outcome": "sent_back", "reasons": "理由不充分"});
    world.does(leader(), case, "confirm_decision", back).await;
    assert_eq!(world.stage(case).await, "material_check");
    world.does(second_officer(), case, "prepare_refusal", refuse).await;
    let done =
        world.does(leader(), case, "confirm_decision", json!({"outcome": "confirmed"})).await;
    assert_eq!(world.stage(case).await, "rejected");
    assert!(done.receipts[0].tells.as_ref().unwrap().zh.contains("行政复议"));
}

#[tokio::test]
async fn a_favourable_decision_against_the_machine_needs_a_reason_for_each_clause() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.made_public(case).await;
    world.on("2026-05-11");
    // Nobody has verified a single fact: at the level of a decision almost everything is undetermined.
    let input = json!({"outcome": "certify", "reasons": "符合条件"});
    let refusal = world.refused(officer(), case, "prepare_decision", input).await;
    assert_eq!(refusal.sort, Sort::Invalid);
    let places: Vec<&str> = refusal.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert!(places.contains(&"overrides.BJ-8.1.2"), "{places:?}");
    let overrides: Vec<Value> = places
        .iter()
        .map(|place| place.strip_prefix("overrides.").unwrap())
        .map(|clause| json!({"clause": clause, "reasons": "原件已当面核验"}))
        .collect();
    let input = json!({"outcome": "certify", "reasons": "符合条件", "overrides": overrides});
    world.does(officer(), case, "prepare_decision", input).await;
    let decision = world.case(case).await.decision.unwrap();
    assert_eq!(decision.overrides.len(), places.len());
    assert_eq!(decision.machine.unwrap().overall, "undetermined");
}

/// An application on the day of its decision, of which the host had stated something else.
async fn to_decide_with(world: &World, place: &str, typed: &str) -> Uuid {
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.fill(host(), case, "park").await;
    let edit = Edit::Set { place: place.to_owned(), typed: typed.to_owned() };
    assert_eq!(world.edit(host(), case, &[edit]).await.faults, []);
    world.hands_in(host(), case).await;
    world.made_public(case).await;
    world.verified(case).await;
    world.on("2026-05-11");
    case
}

fn certifying(overrides: &[(&str, &str)]) -> Value {
    let given = overrides.iter().map(|(clause, why)| json!({"clause": clause, "reasons": why}));
    json!({"outcome": "certify", "reasons": "符合条件", "overrides": given.collect::<Vec<_>>()})
}

#[tokio::test]
async fn no_reasons_carry_a_decision_over_a_condition_that_leaves_no_room() {
    let world = World::new().await;
    let case = to_decide_with(&world, "host.registered_in", "120000").await;
    let input = certifying(&[("BJ-7.1.a", "情况特殊")]);
    let refusal = world.refused(officer(), case, "prepare_decision", input).await;
    assert_eq!((refusal.sort, refusal.cites[0].as_str()), (Sort::Condition, "BJ-7.1.a"));
    assert!(refusal.what.zh.contains("没有留下裁量的余地"), "{refusal}");
    let unfavourable = json!({
        "outcome": "not_certify",
        "reasons": "注册地不在本市",
        "overrides": [{"clause": "BJ-7.1.a", "reasons": "改变主意之前写的"}],
    });
    world.does(officer(), case, "prepare_decision", unfavourable).await;
    assert_eq!(world.case(case).await.decision.unwrap().overrides, []);
}

#[tokio::test]
async fn a_condition_that_somebody_may_waive_is_waived_and_not_overridden() {
    let world = World::new().await;
    let area = "sites[site-1].planned_construction_area";
    let case = to_decide_with(&world, area, "42000 m2").await;
    let input = certifying(&[("BJ-8.1.2", "面积略小")]);
    let refusal = world.refused(officer(), case, "prepare_decision", input.clone()).await;
    assert_eq!((refusal.sort, refusal.cites[0].as_str()), (Sort::Condition, "BJ-8.1.2"));
    assert!(refusal.what.zh.contains("只能由规定的主体决定豁免"), "{refusal}");
}

#[tokio::test]
async fn reasons_stand_beside_conditions_that_ask_for_them_and_no_others() {
    let world = World::new().await;
    let case = world.ready_to_decide().await;
    let input = certifying(&[("BJ-8.1.2", "已经达到"), ("BJ-99", "没有这一条")]);
    let refusal = world.refused(officer(), case, "prepare_decision", input).await;
    let places: Vec<&str> = refusal.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["overrides[0].clause", "overrides[1].clause"]);
}

#[tokio::test]
async fn nothing_was_handed_in_without_the_declarations() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.fill(host(), case, "park").await;
    let some = json!({"declarations": ["truthful"]});
    let refusal = world.refused(host(), case, "submit", some).await;
    let places: Vec<&str> = refusal.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["declarations.no_secrets", "declarations.personal_data"]);
}

#[tokio::test]
async fn nothing_was_handed_in_without_the_guide_of_the_year() {
    let world = World::new().await;
    let round = world.round_with(Vec::new()).await.unwrap().stream.id;
    let case = world.open(host(), round, "PARK").await;
    world.fill(host(), case, "park").await;
    let refusal = world.refused(host(), case, "submit", declarations()).await;
    assert_eq!((refusal.sort, refusal.cites), (Sort::Condition, vec!["BJ-9.a".to_owned()]));
}

#[tokio::test]
async fn nothing_was_handed_in_after_the_last_day_of_the_round() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.on("2026-05-16");
    let refusal = world.refused(host(), case, "submit", declarations()).await;
    assert_eq!(refusal.sort, Sort::Condition);
    assert!(refusal.what.zh.contains("2026-05-15"), "{refusal:?}");
}

#[tokio::test]
async fn only_a_condition_that_holds_in_principle_is_waived_and_only_with_reasons() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let hard = json!({"clause": "BJ-7.1.b", "reasons": "情况特殊"});
    let refusal = world.refused(officer(), case, "waive", hard).await;
    assert_eq!(refusal.sort, Sort::Condition);
    let silent = json!({"clause": "BJ-8.1.2"});
    assert_eq!(world.refused(officer(), case, "waive", silent).await.sort, Sort::Invalid);
    let soft = json!({"clause": "BJ-8.1.2", "reasons": "中心城区园区，容积率高"});
    world.does(officer(), case, "waive", soft).await;
    let waiver = &world.case(case).await.waivers[0];
    assert_eq!((waiver.clause.as_str(), waiver.by.role.as_str()), ("BJ-8.1.2", "authority"));
}

#[tokio::test]
async fn nobody_awards_two_plaques() {
    let world = World::new().await;
    let case = world.certified().await;
    world.does(officer(), case, "award_plaque", Value::Null).await;
    assert_eq!(world.outcome(case, "BJ-10", "2026-05-15").await, "done");
    let refusal = world.refused(officer(), case, "award_plaque", Value::Null).await;
    assert_eq!((refusal.sort, refusal.cites), (Sort::Condition, vec!["BJ-10".to_owned()]));
}

#[tokio::test]
async fn an_act_that_the_pack_does_not_have_is_not_found() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let refusal = world.refused(officer(), case, "approve_quietly", Value::Null).await;
    assert_eq!(refusal.sort, Sort::NotFound);
}

#[tokio::test]
async fn what_stands_in_the_way_of_an_act_is_said_before_it_is_tried() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.on("2026-04-20");
    world.proposed(case).await;
    let hindered = async |day: &str| {
        world.on(day);
        let file = world.case(case).await;
        let round = world.round_of(file.round).await;
        let (person, moment) = (officer(), world.moment());
        let outside = guohe_cases::outside::about(world.desk(), world.law(), &file).await.unwrap();
        let view = View {
            law: world.law(),
            round: &round,
            case: &file,
            outside: &outside,
            person: &person,
            moment: &moment,
        };
        let acts = world.law().procedure.acts_in(&file.stage.at.to);
        let mut named: Vec<String> = acts
            .filter(|act| view.hindrance(act).is_some())
            .map(|act| act.id.value.clone())
            .collect();
        named.sort();
        named
    };
    // A notice can be posted, although its days are worked out only then.
    assert_eq!(hindered("2026-04-29").await, Vec::<String>::new());
    world.posted(&[case]).await;
    assert_eq!(hindered("2026-05-08").await, ["prepare_decision"]);
    assert_eq!(hindered("2026-05-11").await, Vec::<String>::new());
}
