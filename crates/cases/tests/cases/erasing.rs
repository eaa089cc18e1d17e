//! Erasing what a case holds about somebody: by an officer with reasons, once no rule demands keeping.

use guohe_cases::{
    case::ERASING,
    facts::{Edit, Place},
    happened::{Entry, Happened},
    refusal::Sort,
    verbs::{
        erase::{erase, held, kept, may_be_due, until},
        erasing::{ask, decline, open, propose},
    },
};
use serde_json::Value;
use uuid::Uuid;

use crate::world::{
    World, day, declarations, host, objection, officer, other_host, refusal, second_officer,
    visitor,
};

const NAME: &str = "staff[staff_member-2].name";
const SUBJECT: &str = "staff[staff_member-2]";

/// A case that was handed in with one member of staff by name.
async fn named(world: &World) -> Uuid {
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.fill(host(), case, "park").await;
    let cells = [("name".to_owned(), "某某某".to_owned())].into();
    world.edit(host(), case, &[Edit::Add { list: "staff".to_owned(), cells }]).await;
    world.edit(host(), case, &[Edit::Close { list: "staff".to_owned() }]).await;
    world.does(host(), case, "submit", declarations()).await;
    case
}

#[tokio::test]
async fn a_person_is_kept_as_long_as_a_rule_demands_and_can_be_erased_then() {
    let world = World::new().await;
    let case = named(&world).await;
    let try_it = async |reasons: &str| {
        propose(world.desk(), &world.filling(officer(), case), SUBJECT, reasons).await
    };
    let goes_on = refusal(try_it("本人要求").await);
    assert_eq!(goes_on.sort, Sort::Condition);
    assert_eq!(goes_on.cites, ["BJ-5.2.a", "BJ-7.2.a", "BJ-7.2.b"]);
    world.does(host(), case, "withdraw", Value::Null).await;

    let state = world.case(case).await;
    let all = kept(world.law(), &state);
    let (_, facts) = all.iter().find(|(name, _)| name == SUBJECT).unwrap();
    assert_eq!(until(facts), Some(day("2036-03-02")));
    world.on("2036-03-02");
    let last_day = refusal(try_it("本人要求").await);
    assert!(last_day.what.en.contains("kept until 2036-03-02"), "{last_day:?}");
    assert_eq!(world.case(case).await, state);

    world.on("2036-03-03");
    assert_eq!(refusal(try_it(" ").await).faults[0].place, "reasons");
    let stranger = propose(world.desk(), &world.filling(host(), case), SUBJECT, "本人要求").await;
    assert_eq!(refusal(stranger).sort, Sort::NotAllowed);
    let confirms =
        async |who| erase(world.desk(), &world.filling(who, case), SUBJECT, "期满").await;
    assert_eq!(refusal(confirms(second_officer()).await).sort, Sort::Condition, "not proposed");
    try_it("本人要求").await.unwrap();
    assert_eq!(refusal(confirms(officer()).await).sort, Sort::NotAllowed, "it takes two");
    confirms(second_officer()).await.unwrap();
    assert_eq!(refusal(try_it("本人要求").await).sort, Sort::NotFound, "once is for good");
}

#[tokio::test]
async fn what_is_asked_for_is_declined_with_the_rule_that_demands_keeping_and_nothing_is_lost() {
    let world = World::new().await;
    let case = named(&world).await;
    let asks = async |who| ask(world.desk(), &world.filling(who, case), SUBJECT, "已离职").await;
    assert_eq!(refusal(asks(other_host()).await).sort, Sort::NotAllowed);
    asks(host()).await.unwrap();
    assert_eq!(refusal(asks(host()).await).sort, Sort::Conflict, "once at a time");
    let events = world.events(case).await;
    let payload = events.last().unwrap().what.payload.to_string();
    assert!(!payload.contains("离职"), "why is personal text: {payload}");
    world.does(host(), case, "withdraw", Value::Null).await;
    world.on("2030-01-01");
    decline(world.desk(), &world.filling(officer(), case), SUBJECT, "").await.unwrap();
    let state = world.case(case).await;
    assert_eq!(open(&state, SUBJECT), None);
    let (_, _, reasons) = state.erasing[0].declined.clone().unwrap();
    assert!(reasons.contains("kept until 2036-03-02") && reasons.contains("BJ-7.2.a"), "{reasons}");
    assert_eq!(state.facts.cell(&Place::read(NAME).unwrap()).unwrap().typed, "某某某");
    asks(host()).await.unwrap();
}

#[tokio::test]
async fn a_list_says_where_an_erasure_is_on_its_way_and_where_a_term_may_be_over() {
    let world = World::new().await;
    let case = named(&world).await;
    let listed = async |today: &str| {
        world.on(today);
        let row = world.case(case).await.row();
        (row.extra.get(ERASING).is_some(), may_be_due(world.law(), &row, day(today)))
    };
    let mut told = vec![listed("2026-03-02").await];
    ask(world.desk(), &world.filling(host(), case), SUBJECT, "已离职").await.unwrap();
    told.push(listed("2026-03-02").await);
    world.does(host(), case, "withdraw", Value::Null).await;
    decline(world.desk(), &world.filling(officer(), case), SUBJECT, "").await.unwrap();
    told.push(listed("2036-03-02").await);
    told.push(listed("2036-03-03").await);
    propose(world.desk(), &world.filling(second_officer(), case), SUBJECT, "期满").await.unwrap();
    told.push(listed("2036-03-03").await);
    erase(world.desk(), &world.filling(officer(), case), SUBJECT, "期满").await.unwrap();
    told.push(listed("2036-03-03").await);
    let said =
        [(false, false), (true, false), (false, false), (false, true), (true, true), (false, true)];
    assert_eq!(told, said);
}

#[tokio::test]
async fn what_was_erased_is_gone_everywhere_and_what_happened_stays() {
    let world = World::new().await;
    let case = named(&world).await;
    world.does(host(), case, "withdraw", Value::Null).await;
    world.on("2036-03-03");
    propose(world.desk(), &world.filling(second_officer(), case), SUBJECT, "期满").await.unwrap();
    let before = world.desk().case(case).await.unwrap();
    erase(world.desk(), &world.filling(officer(), case), SUBJECT, "本人要求").await.unwrap();

    let after = world.desk().case(case).await.unwrap();
    let place = Place::read(NAME).unwrap();
    assert_eq!(before.facts.cell(&place).unwrap().typed, "某某某");
    let cell = after.facts.cell(&place).unwrap();
    assert!(cell.erased && cell.typed.is_empty() && cell.value.is_null(), "{cell:?}");
    assert_eq!(after.timeline[..before.timeline.len()], before.timeline[..]);
    let events = world.events(case).await;
    assert!(!format!("{events:?}").contains("某某某"));
    let last = Entry::read(events.last().unwrap()).unwrap().what;
    let told = Happened::PersonalErased {
        subject: SUBJECT.to_owned(),
        reasons: "本人要求".to_owned(),
    };
    assert_eq!(last, told);
    assert_eq!(after.erasures[0].by.account, officer().account);
}

/// A case to which somebody objected and that has come to its end; and who the objector is in it.
async fn objected(world: &World) -> (Uuid, String) {
    let case = world.handed_in().await;
    world.on("2026-04-20");
    world.proposed(case).await;
    world.on("2026-04-29");
    world.posted(&[case]).await;
    world.does(visitor(), case, "object", objection()).await;
    let said = world.case(case).await.spoken;
    let subject = said.iter().find(|one| one.kind == "objected").unwrap().subject.clone();
    world.does(host(), case, "withdraw", Value::Null).await;
    (case, subject)
}

#[tokio::test]
async fn what_somebody_said_is_kept_by_the_rule_of_the_pack_and_is_erased_by_two_then() {
    let world = World::new().await;
    let (case, subject) = objected(&world).await;
    let state = world.case(case).await;
    let all = held(world.law(), &state);
    let one = all.iter().find(|one| one.subject == subject).unwrap();
    assert_eq!((one.until, one.count), (Some(day("2036-04-29")), 1));
    let propose =
        async || propose(world.desk(), &world.filling(officer(), case), &subject, "期满").await;
    world.on("2036-04-29");
    let early = refusal(propose().await);
    assert_eq!((early.sort, early.cites), (Sort::Condition, vec!["BJ-9.e".to_owned()]));
    world.on("2036-04-30");
    propose().await.unwrap();
    let confirm =
        async |who| erase(world.desk(), &world.filling(who, case), &subject, "期满").await;
    assert_eq!(refusal(confirm(officer()).await).sort, Sort::NotAllowed, "it takes two");
    confirm(second_officer()).await.unwrap();
    let events = format!("{:?}", world.events(case).await);
    assert!(!events.contains("objection@example.org"), "{events}");
    let state = world.case(case).await;
    assert_eq!(state.spoken.iter().find(|one| one.subject == subject), None);
    assert_eq!(state.objections.len(), 1, "that somebody objected stays");
    assert_eq!(refusal(propose().await).sort, Sort::NotFound, "once is for good");
}

#[tokio::test]
async fn an_organisation_is_not_told_what_others_said_in_its_case() {
    let world = World::new().await;
    let (case, subject) = objected(&world).await;
    let asked = ask(world.desk(), &world.filling(host(), case), &subject, "想知道").await;
    let refused = refusal(asked);
    assert_eq!(refused.sort, Sort::NotFound);
    assert!(!refused.next.en.contains("objected"), "{refused:?}");
}
