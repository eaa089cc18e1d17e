//! Moving the last day of a call: by two persons, to a later day, for those who have not handed in yet.

use guohe_cases::{
    moment::Moment,
    outage::{Noted, outages},
    person::Person,
    refusal::Sort,
    round::Terms,
    verbs::{
        Failure, Receipt,
        extend::{Later, confirm, decline, propose},
        outage::note,
        round::{Calling, change_round},
    },
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    hosts::{HUBEI, Place},
    world::{World, day, declarations, host, leader, officer, other_host, refusal, second_officer},
};

fn later(closes_on: &str, outage: Option<u64>) -> Later {
    Later { closes_on: day(closes_on), reasons: "截止当日服务中断".to_owned(), outage }
}

fn by(world: &World, person: Person) -> Calling {
    Calling { person, moment: world.moment(), once: None }
}

async fn proposed(world: &World, round: Uuid, later: Later) -> Result<Receipt, Failure> {
    propose(world.desk(), &by(world, officer()), round, later).await
}

fn noted(from: &str, to: &str) -> Noted {
    let instant = |text: &str| text.parse::<Timestamp>().unwrap();
    Noted { from: instant(from), to: instant(to), known: "监控记录".to_owned() }
}

#[tokio::test]
async fn a_later_day_holds_once_another_person_has_confirmed_it() {
    let world = World::new().await;
    let round = world.round().await;
    let open = world.open(host(), round, "PARK").await;
    world.fill(host(), open, "park").await;
    let done = world.open(other_host(), round, "PARK").await;
    world.fill(other_host(), done, "park").await;
    world.does(other_host(), done, "submit", declarations()).await;
    let before = world.case(done).await;
    world.on("2026-05-15");
    let number = proposed(&world, round, later("2026-05-22", None)).await.unwrap().version;
    assert_eq!(world.round_of(round).await.terms.closes_on, day("2026-05-15"), "not yet");
    let own = refusal(confirm(world.desk(), &by(&world, officer()), round, number).await);
    assert_eq!(own.sort, Sort::NotAllowed);
    confirm(world.desk(), &by(&world, leader()), round, number).await.unwrap();
    let now = world.round_of(round).await;
    assert_eq!(now.terms.closes_on, day("2026-05-22"));
    assert_eq!(
        now.terms.reference_date,
        day("2026-05-15"),
        "conditions are asked about the same day"
    );
    let told = &now.extensions[0];
    assert_eq!((told.from, told.to), (day("2026-05-15"), day("2026-05-22")));
    assert_eq!(world.case(done).await, before, "what was handed in stays as it is");
    // Confirmed twice it is said that there is nothing to confirm.
    let twice = confirm(world.desk(), &by(&world, second_officer()), round, number).await;
    assert_eq!(refusal(twice).sort, Sort::Conflict);
    world.on("2026-05-22");
    world.does(host(), open, "submit", declarations()).await;
}

#[tokio::test]
async fn a_last_day_is_never_moved_to_an_earlier_one_nor_past_two_persons() {
    let world = World::new().await;
    let round = world.round().await;
    for day in ["2026-05-14", "2026-05-15"] {
        let refused = refusal(proposed(&world, round, later(day, None)).await);
        assert_eq!(refused.faults[0].place, "closes_on", "{day}");
    }
    let terms = world.round_of(round).await.terms;
    for closes_on in [day("2026-05-14"), day("2026-06-01")] {
        let terms = Terms { closes_on, ..terms.clone() };
        let changed =
            change_round(world.desk(), &by(&world, officer()), round, terms, "更正").await;
        assert_eq!(refusal(changed).faults[0].place, "closes_on");
    }
    let number = proposed(&world, round, later("2026-05-20", None)).await.unwrap().version;
    let second = refusal(proposed(&world, round, later("2026-05-21", None)).await);
    assert_eq!(second.sort, Sort::Conflict, "one waits already");
    let declined = (number, "理由不足");
    decline(world.desk(), &by(&world, leader()), round, declined).await.unwrap();
    let stood = world.round_of(round).await;
    assert_eq!((stood.terms.closes_on, stood.extensions.len()), (day("2026-05-15"), 1));
    proposed(&world, round, later("2026-05-21", None)).await.unwrap();
}

#[tokio::test]
async fn a_call_that_is_over_is_extended_only_because_of_an_outage_on_its_last_day() {
    let world = World::new().await;
    let round = world.round().await;
    world.on("2026-05-18");
    let reopened = refusal(proposed(&world, round, later("2026-05-22", None)).await);
    assert_eq!(reopened.sort, Sort::Condition);
    let all = [
        ("2026-05-13T01:00:00Z", "2026-05-13T05:00:00Z"),
        ("2026-05-15T12:00:00Z", "2026-05-15T17:00:00Z"),
    ];
    let mut numbers = Vec::new();
    for (from, to) in all {
        let receipt = note(world.desk(), &by(&world, officer()), noted(from, to)).await.unwrap();
        numbers.push(receipt.version);
    }
    assert_eq!(numbers, [1, 2]);
    let other = refusal(proposed(&world, round, later("2026-05-22", Some(1))).await);
    assert_eq!(other.sort, Sort::Condition, "it was another day");
    let unknown = refusal(proposed(&world, round, later("2026-05-22", Some(7))).await);
    assert_eq!(unknown.faults[0].place, "outage");
    let number = proposed(&world, round, later("2026-05-22", Some(2))).await.unwrap().version;
    confirm(world.desk(), &by(&world, second_officer()), round, number).await.unwrap();
    assert_eq!(world.round_of(round).await.terms.closes_on, day("2026-05-22"));
}

#[tokio::test]
async fn a_call_that_closes_at_a_minute_is_over_from_that_minute_on() {
    let draft = "    waits_for: host\n    help: {zh: 随时可以保存";
    let minute = "    waits_for: host\n    due_at: \"17:30\"\n    help: {zh: 随时可以保存";
    let world = World::changed(&[(draft, minute)]).await;
    let round = world.round().await;
    let at = async |instant: &str| {
        let moment = Moment { now: instant.parse().unwrap(), ..world.moment() };
        let by = Calling { person: officer(), moment, once: None };
        propose(world.desk(), &by, round, later("2026-05-22", None)).await
    };
    assert_eq!(refusal(at("2026-05-15T09:30:01Z").await).sort, Sort::Condition);
    at("2026-05-15T09:30:00Z").await.unwrap();
}

#[tokio::test]
async fn an_outage_is_recorded_once_and_only_when_it_is_over_and_known() {
    let world = World::new().await;
    let lasted = noted("2026-03-01T20:00:00Z", "2026-03-01T23:00:00Z");
    for _ in 0..2 {
        let receipt = note(world.desk(), &by(&world, officer()), lasted.clone()).await.unwrap();
        assert_eq!(receipt.version, 1);
    }
    assert_eq!(outages(world.desk()).await.unwrap().len(), 1);
    let wrong =
        Noted { known: " ".to_owned(), ..noted("2026-03-02T23:00:00Z", "2026-03-02T20:00:00Z") };
    let refused = refusal(note(world.desk(), &by(&world, officer()), wrong).await);
    let places: Vec<_> = refused.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["to", "to", "known"]);
}

#[tokio::test]
async fn a_procedure_that_knows_no_extension_refuses_it() {
    let place = Place::of(HUBEI, "application").await;
    let asked =
        propose(place.desk(), &place.officer(), place.round, later("2099-01-01", None)).await;
    assert_eq!(refusal(asked).sort, Sort::Condition);
}
