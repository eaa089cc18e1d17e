//! Looking at a case as of a past day: what was known then, and where it came from.

use std::collections::BTreeMap;

use guohe_cases::{
    outside,
    procedure::Level,
    provenance::{self, Origin, Used},
    registry::Basis,
    rulebook::Asked,
    verbs::{
        parameter::{Proposed, confirm, propose},
        registry::{Loading, load},
        round::Calling,
    },
};
use guohe_rules::{
    document,
    syntax::{Measured, ParameterKind},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::world::{World, day, host, law, officer, other_host, second_officer};

const GROWTH: &str = "lme_rd_growth";
const GROWTH_CLAUSE: &str = "BJ-8.4.3";
const BASES_CLAUSE: &str = "BJ-5.3.a";

/// The evening of a day.
fn evening(day: &str) -> Timestamp {
    format!("{day}T12:00:00Z").parse().unwrap()
}

fn calling(world: &World, second: bool) -> Calling {
    let person = if second { second_officer() } else { officer() };
    Calling { person, moment: world.moment(), once: None }
}

async fn enters_growth(world: &World, value: &str) {
    let years = [(2025, value.to_owned())].into();
    let what = Proposed {
        name: GROWTH.to_owned(),
        value: ParameterKind::Series { of: Measured::Ratio, years, covers: BTreeMap::new() },
        source: format!("统计公报（{value}）"),
        published_on: day("2026-02-20"),
    };
    let proposed = propose(world.desk(), world.law(), &calling(world, false), what).await.unwrap();
    let by = calling(world, true);
    confirm(world.desk(), world.law(), &by, GROWTH, proposed.version).await.unwrap();
}

/// The outcome of a clause and what the check took from outside, as known at an instant.
async fn known_at(world: &World, case: Uuid, clause: &str, at: Timestamp) -> (String, Vec<Used>) {
    let case = world.case(case).await;
    let round = world.round_of(case.round).await;
    let law = world.law();
    let outside = outside::then(world.desk(), law, &case, at).await.unwrap();
    let (on, level) = (round.terms.reference_date, Level::Declared);
    let asked = Asked::about(law, (&round, &case), &outside, on, level);
    let kind = law.pack.type_at(&case.kind).unwrap();
    let check = document::check(&law.pack, asked.situation(), kind, level.into());
    let used = provenance::used(law, &round, &outside, asked.situation(), &check);
    (asked.outcome(clause).unwrap().word().to_owned(), used)
}

fn origins(used: &[Used], clause: &str, name: &str) -> Vec<Origin> {
    let clause = used.iter().find(|one| one.clause == clause).unwrap();
    clause.values.iter().find(|one| one.value.name == name).unwrap().origins.clone()
}

#[tokio::test]
async fn a_value_is_unknown_on_the_days_before_its_confirmation_and_names_its_source_after() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "IND").await;
    world.fill(host(), case, "industry").await;
    let eve = evening("2026-03-02");
    world.on("2026-03-05");
    enters_growth(&world, "1%").await;
    world.on("2026-03-09");
    enters_growth(&world, "30%").await;
    let on = |at| known_at(&world, case, GROWTH_CLAUSE, at);
    let (before, used) = on(eve).await;
    assert_eq!((before.as_str(), origins(&used, GROWTH_CLAUSE, GROWTH)), ("undetermined", vec![]));
    let (first, used) = on(evening("2026-03-05")).await;
    let entered = |value: &str, since: &str| Origin::Entered {
        source: format!("统计公报（{value}）"),
        published_on: day("2026-02-20"),
        since: format!("{since}T02:00:00Z").parse().unwrap(),
    };
    let expected = vec![entered("1%", "2026-03-05")];
    assert_eq!((first.as_str(), origins(&used, GROWTH_CLAUSE, GROWTH)), ("met", expected));
    let (corrected, used) = on(evening("2026-03-09")).await;
    let expected = vec![entered("30%", "2026-03-09")];
    assert_eq!((corrected.as_str(), origins(&used, GROWTH_CLAUSE, GROWTH)), ("not_met", expected));
}

#[tokio::test]
async fn what_a_round_sets_goes_before_what_officers_entered() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "IND").await;
    world.fill(host(), case, "industry").await;
    let (_, used) = known_at(&world, case, GROWTH_CLAUSE, evening("2026-03-02")).await;
    let all = used.iter().flat_map(|one| &one.values);
    let fields = all.filter(|one| one.value.name == "key_fields").map(|one| &one.origins);
    assert!(fields.clone().count() > 0);
    assert!(fields.clone().all(|origins| *origins == [Origin::Round]));
}

#[tokio::test]
async fn a_base_that_another_case_wrote_later_is_not_seen_on_an_earlier_day() {
    let world = World::new().await;
    let first = world.certified().await;
    let round = world.round().await;
    let second = world.open(other_host(), round, "PARK").await;
    world.fill(other_host(), second, "park").await;
    let on = |day: &str| known_at(&world, second, BASES_CLAUSE, evening(day));
    assert_eq!(on("2026-05-10").await.0, "met");
    let (after, used) = on("2026-05-11").await;
    assert_eq!(after, "not_met");
    let clause = used.iter().find(|one| one.clause == BASES_CLAUSE).unwrap();
    let bases = clause.registers.iter().find(|one| one.list == "bases").unwrap();
    assert_eq!(bases.rows.iter().map(|row| row.from).collect::<Vec<_>>(), [Some(first)]);
}

#[tokio::test]
async fn a_register_loaded_later_leaves_an_earlier_day_undetermined() {
    let world = World::under(law()).await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.fill(host(), case, "park").await;
    world.on("2026-05-14");
    let what = Loading {
        list: "bases".to_owned(),
        part: None,
        as_of: day("2026-05-14"),
        source: "名录".to_owned(),
        rows: Vec::new(),
    };
    load(world.desk(), world.law(), &calling(&world, false), what).await.unwrap();
    let on = |day: &str| known_at(&world, case, BASES_CLAUSE, evening(day));
    let (before, used) = on("2026-05-13").await;
    let rests = |used: &[Used]| {
        let clause = used.iter().find(|one| one.clause == BASES_CLAUSE).unwrap();
        let bases = clause.registers.iter().find(|one| one.list == "bases").unwrap();
        let open = bases.open.is_some();
        (open, bases.rests_on.iter().map(|sheet| sheet.basis).collect::<Vec<_>>())
    };
    assert_eq!((before.as_str(), rests(&used)), ("undetermined", (true, vec![])));
    let (after, used) = on("2026-05-14").await;
    let loaded = vec![Basis::Loaded { as_of: day("2026-05-14") }];
    assert_eq!((after.as_str(), rests(&used)), ("met", (false, loaded)));
}
