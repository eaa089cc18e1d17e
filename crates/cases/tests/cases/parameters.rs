//! Values from outside: one officer proposes, another confirms; what is missing keeps a round from opening
//! unless somebody says why.

use guohe_cases::{
    parameter::{self, Parameter},
    ports::Store as _,
    refusal::{Refusal, Sort},
    verbs::{
        Failure, Receipt,
        parameter::{Proposed, confirm, decline, propose},
        round::{Calling, open_round},
    },
};
use guohe_rules::syntax::{Covered, Measured, ParameterKind};
use jiff::civil::Date;

use crate::world::{World, day, host, officer, refusal, second_officer};

const EVENTS: &str = "large_event_participants";
const GROWTH: &str = "lme_rd_growth";

fn number(value: &str) -> ParameterKind {
    ParameterKind::Value { of: Measured::Number, value: Some(value.to_owned()) }
}

fn growth(year: i16, value: &str) -> ParameterKind {
    let whole = Covered { from: Date::constant(year, 1, 1), to: Date::constant(year, 12, 31) };
    let (years, covers) = ([(year, value.to_owned())].into(), [(year, whole)].into());
    ParameterKind::Series { of: Measured::Ratio, years, covers }
}

fn calling(world: &World, person: guohe_cases::person::Person) -> Calling {
    Calling { person, moment: world.moment(), once: None }
}

async fn proposes(world: &World, name: &str, value: ParameterKind) -> Result<Receipt, Failure> {
    let what = Proposed {
        name: name.to_owned(),
        value,
        source: "市科委2026年第1号通知".to_owned(),
        published_on: day("2026-03-01"),
    };
    propose(world.desk(), world.law(), &calling(world, officer()), what).await
}

async fn enters(world: &World, name: &str, value: ParameterKind) {
    let proposed = proposes(world, name, value).await.unwrap();
    let by = calling(world, second_officer());
    confirm(world.desk(), world.law(), &by, name, proposed.version).await.unwrap();
}

async fn missing(world: &World) -> Vec<String> {
    let mut terms = world.terms(vec![World::guide(2026)]);
    terms.despite = None;
    match open_round(world.desk(), &calling(world, officer()), terms).await {
        Ok(_) => Vec::new(),
        failed @ Err(_) => {
            let refusal: Refusal = refusal(failed);
            refusal.faults.into_iter().map(|fault| fault.place).collect()
        }
    }
}

#[tokio::test]
async fn a_value_counts_only_once_a_second_person_has_confirmed_it() {
    let world = World::new().await;
    let of = || async { parameter::entered(world.desk(), &world.law().pack).await.unwrap() };
    let proposed = proposes(&world, EVENTS, number("300")).await.unwrap();
    assert_eq!(of().await.known(), []);
    let own = calling(&world, officer());
    let refused = confirm(world.desk(), world.law(), &own, EVENTS, proposed.version).await;
    assert_eq!(refusal(refused).sort, Sort::NotAllowed);
    let other = calling(&world, second_officer());
    confirm(world.desk(), world.law(), &other, EVENTS, proposed.version).await.unwrap();
    let known = of().await;
    let values: Vec<_> =
        known.known().iter().map(|known| (known.name.clone(), known.value.clone())).collect();
    assert_eq!(values, [(EVENTS.to_owned(), number("300"))]);
    let before = other.moment.now - jiff::SignedDuration::from_secs(1);
    assert_eq!(known.as_of(before).known(), []);
    assert_eq!(known.as_of(other.moment.now), known);
    let again = confirm(world.desk(), world.law(), &other, EVENTS, proposed.version).await;
    assert_eq!(refusal(again).sort, Sort::WrongStage);
}

#[tokio::test]
async fn a_declined_value_stays_on_record_and_counts_for_nothing() {
    let world = World::new().await;
    let proposed = proposes(&world, EVENTS, number("300")).await.unwrap();
    let by = calling(&world, second_officer());
    let place = (EVENTS, proposed.version);
    let silent = decline(world.desk(), world.law(), &by, place, " ").await;
    assert_eq!(refusal(silent).faults[0].place, "reasons");
    decline(world.desk(), world.law(), &by, place, "出处没有这一数字").await.unwrap();
    assert_eq!(parameter::entered(world.desk(), &world.law().pack).await.unwrap().known(), []);
    let events = world.store.stream(&world.tenant, proposed.stream).await.unwrap();
    let settled = Parameter::fold(&events).unwrap().unwrap().proposals[0].settled.clone().unwrap();
    assert_eq!((settled.confirmed, settled.reasons.as_str()), (false, "出处没有这一数字"));
}

#[tokio::test]
async fn what_is_no_value_or_has_no_source_is_refused_with_all_its_faults() {
    let world = World::new().await;
    let what = Proposed {
        name: EVENTS.to_owned(),
        value: number("many"),
        source: " ".to_owned(),
        published_on: day("2026-03-03"),
    };
    let refused = propose(world.desk(), world.law(), &calling(&world, officer()), what).await;
    let places: Vec<String> = refusal(refused).faults.into_iter().map(|f| f.place).collect();
    assert_eq!(places, ["value", "source", "published_on"]);
    let kind = proposes(&world, EVENTS, growth(2025, "5%")).await;
    assert_eq!(refusal(kind).faults[0].place, "value");
    let by = calling(&world, host());
    let stranger = propose(
        world.desk(),
        world.law(),
        &by,
        Proposed {
            name: EVENTS.to_owned(),
            value: number("300"),
            source: "通知".to_owned(),
            published_on: day("2026-03-01"),
        },
    );
    assert_eq!(refusal(stranger.await).sort, Sort::NotAllowed);
}

#[tokio::test]
async fn the_figure_of_nine_months_is_refused_as_that_of_the_year() {
    let world = World::new().await;
    let nine = Covered { from: day("2025-01-01"), to: day("2025-09-30") };
    let years = [(2025, "5%".to_owned())].into();
    let value = ParameterKind::Series { of: Measured::Ratio, years, covers: [(2025, nine)].into() };
    let faults = refusal(proposes(&world, GROWTH, value).await).faults;
    let places: Vec<&str> = faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["covers_to"]);
    assert!(faults[0].what.zh.contains("2025-01-01 至 2025-09-30"), "{}", faults[0].what.zh);
    assert_eq!(parameter::entered(world.desk(), &world.law().pack).await.unwrap().known(), []);
}

#[tokio::test]
async fn an_entered_value_decides_what_was_undetermined() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "IND").await;
    world.fill(host(), case, "industry").await;
    let before = world.outcome(case, "BJ-8.4.3", "2026-05-15").await;
    enters(&world, GROWTH, growth(2025, "1%")).await;
    let after = world.outcome(case, "BJ-8.4.3", "2026-05-15").await;
    assert_eq!((before.as_str(), after.as_str()), ("undetermined", "met"));
    enters(&world, GROWTH, growth(2024, "3%")).await;
    assert_eq!(world.outcome(case, "BJ-8.4.3", "2026-05-15").await, "met");
}

#[tokio::test]
async fn a_round_is_not_opened_while_readings_or_values_are_missing_unless_somebody_says_why() {
    let world = World::new().await;
    let all = missing(&world).await;
    assert!(all.contains(&format!("parameters.{EVENTS}")), "{all:?}");
    assert!(all.contains(&"readings.BJ-A31".to_owned()), "{all:?}");
    assert_eq!(all.last().unwrap(), "despite");
    enters(&world, EVENTS, number("300")).await;
    enters(&world, GROWTH, growth(2025, "1%")).await;
    let left = missing(&world).await;
    assert!(!left.contains(&format!("parameters.{EVENTS}")), "{left:?}");
    assert!(!left.contains(&format!("parameters.{GROWTH}")), "{left:?}");
    let terms = world.terms(vec![World::guide(2026)]);
    let why = terms.despite.clone();
    let by = calling(&world, officer());
    let opened = open_round(world.desk(), &by, terms).await.unwrap();
    assert_eq!(world.round_of(opened.stream.id).await.terms.despite, why);
}
