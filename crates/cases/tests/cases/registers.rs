//! What registers say about a case: unknown until somebody has said that they are complete, and about everybody
//! whom the case names, whoever wrote the rows.

use std::collections::BTreeMap;

use guohe_cases::{
    desk::rebuild,
    happened::Wrote,
    ports::{Find, Store as _},
    registry::{self, Part},
    verbs::{
        Failure, Receipt,
        registry::{Keeping, Loading, keep, load},
        round::Calling,
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{World, day, declarations, host, law, officer, other_host, refusal};

const USCC: &str = "Z91110000000000011";

fn by(world: &World) -> Calling {
    Calling { person: officer(), moment: world.moment(), once: None }
}

fn beijing() -> Part {
    Part { field: "jurisdiction".to_owned(), code: "110000".to_owned() }
}

fn row(list: &str, id: &str, cells: &[(&str, Value)]) -> Wrote {
    let cells = cells.iter().map(|(field, value)| ((*field).to_owned(), value.clone()));
    Wrote { list: list.to_owned(), id: id.to_owned(), cells: cells.collect::<BTreeMap<_, _>>() }
}

fn base(id: &str, host: &str) -> Wrote {
    let cells = [
        ("jurisdiction", json!("110000")),
        ("host_uscc", json!(host)),
        ("status", json!("active")),
    ];
    row("bases", id, &cells)
}

fn ban(subject: &str) -> Wrote {
    let cells = [
        ("subject_uscc", json!(subject)),
        ("jurisdiction", json!("110000")),
        ("blocks", json!(["apply"])),
        ("decided_on", json!("2025-06-01")),
        ("lifted_on", json!("none")),
    ];
    row("bans", "ban-1", &cells)
}

async fn loads(
    world: &World,
    list: &str,
    as_of: &str,
    rows: Vec<Wrote>,
) -> Result<Receipt, Failure> {
    let what = Loading {
        list: list.to_owned(),
        part: Some(beijing()),
        as_of: day(as_of),
        source: "市科委函告的名录".to_owned(),
        rows,
    };
    load(world.desk(), world.law(), &by(world), what).await
}

async fn filled(world: &World) -> Uuid {
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.fill(host(), case, "park").await;
    case
}

#[tokio::test]
async fn a_register_of_which_nobody_has_said_anything_is_unknown_and_not_empty() {
    let world = World::under(law()).await;
    let case = filled(&world).await;
    assert_eq!(world.outcome(case, "BJ-5.3.a", "2026-05-15").await, "undetermined");
    let refusal = world.refused(host(), case, "submit", declarations()).await;
    assert!(refusal.cites.contains(&"BJ-17.0".to_owned()), "{refusal:?}");
    assert!(refusal.what.zh.contains("请工作人员载入登记或作出说明"), "{}", refusal.what.zh);
}

#[tokio::test]
async fn a_register_loaded_as_complete_answers_for_whoever_is_not_in_it() {
    let world = World::under(law()).await;
    let case = filled(&world).await;
    loads(&world, "bases", "2026-03-02", vec![base("b1", "SOMEBODY-ELSE")]).await.unwrap();
    assert_eq!(world.outcome(case, "BJ-5.3.a", "2026-03-02").await, "met");
    loads(&world, "bans", "2026-03-02", Vec::new()).await.unwrap();
    world.does(host(), case, "submit", declarations()).await;
}

#[tokio::test]
async fn what_was_loaded_from_elsewhere_counts_against_the_host_it_names() {
    let world = World::under(law()).await;
    let case = filled(&world).await;
    loads(&world, "bases", "2026-03-02", vec![base("b1", USCC)]).await.unwrap();
    assert_eq!(world.outcome(case, "BJ-5.3.a", "2026-03-02").await, "not_met");
    loads(&world, "bans", "2026-03-02", vec![ban(USCC)]).await.unwrap();
    let refusal = world.refused(host(), case, "submit", declarations()).await;
    assert!(refusal.what.zh.contains("不具备办理条件"), "{}", refusal.what.zh);
}

#[tokio::test]
async fn a_register_that_is_too_old_is_open_and_says_how_old_it_is() {
    let world = World::under(law()).await;
    let case = filled(&world).await;
    loads(&world, "bases", "2026-01-31", Vec::new()).await.unwrap();
    assert_eq!(world.outcome(case, "BJ-5.3.a", "2026-03-03").await, "met");
    assert_eq!(world.outcome(case, "BJ-5.3.a", "2026-03-04").await, "undetermined");
    loads(&world, "bans", "2026-01-01", Vec::new()).await.unwrap();
    let refusal = world.refused(host(), case, "submit", declarations()).await;
    assert!(refusal.what.zh.contains("截至2026-01-01"), "{}", refusal.what.zh);
}

#[tokio::test]
async fn an_earlier_list_stays_for_looking_at_a_past_day() {
    let world = World::under(law()).await;
    let case = filled(&world).await;
    loads(&world, "bases", "2026-02-01", vec![base("b1", USCC)]).await.unwrap();
    loads(&world, "bases", "2026-03-01", Vec::new()).await.unwrap();
    assert_eq!(world.outcome(case, "BJ-5.3.a", "2026-02-15").await, "not_met");
    assert_eq!(world.outcome(case, "BJ-5.3.a", "2026-03-02").await, "met");
}

#[tokio::test]
async fn keeping_a_register_from_a_day_on_needs_what_it_held_before() {
    let world = World::under(law()).await;
    let case = filled(&world).await;
    let keeping = Keeping {
        list: "bases".to_owned(),
        part: Some(beijing()),
        since: day("2026-01-01"),
        empty_before: false,
        reasons: "自今年起在本系统办理".to_owned(),
    };
    keep(world.desk(), world.law(), &by(&world), keeping).await.unwrap();
    assert_eq!(world.outcome(case, "BJ-5.3.a", "2026-05-15").await, "undetermined");
    loads(&world, "bases", "2025-12-31", Vec::new()).await.unwrap();
    assert_eq!(world.outcome(case, "BJ-5.3.a", "2026-05-15").await, "met");
    assert_eq!(world.outcome(case, "BJ-5.3.a", "2025-12-30").await, "met");
}

#[tokio::test]
async fn a_base_of_the_same_host_is_seen_whichever_account_runs_it() {
    let world = World::new().await;
    world.certified().await;
    let round = world.round().await;
    let second = world.open(other_host(), round, "PARK").await;
    world.fill(other_host(), second, "park").await;
    assert_eq!(world.outcome(second, "BJ-5.3.a", "2026-05-20").await, "not_met");
}

#[tokio::test]
async fn nobody_is_looked_up_before_the_case_says_who_it_is() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let refusal = world.refused(host(), case, "submit", declarations()).await;
    assert!(refusal.what.zh.contains("统一社会信用代码"), "{}", refusal.what.zh);
}

#[tokio::test]
async fn a_load_with_wrong_rows_names_each_of_them_and_loads_nothing() {
    let world = World::under(law()).await;
    let elsewhere = row("bases", "b2", &[("jurisdiction", json!("120000"))]);
    let wrong = loads(&world, "bases", "2026-03-03", vec![base("b1", USCC), elsewhere]).await;
    let refusal = refusal(wrong);
    let places: Vec<&str> = refusal.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["day", "b2"]);
    assert!(registry::sheets(world.desk()).await.unwrap().is_empty());
}

#[tokio::test]
async fn rows_that_were_lost_are_made_again_from_the_events() {
    let world = World::under(law()).await;
    let loaded = loads(&world, "bases", "2026-03-01", vec![base("b1", USCC)]).await.unwrap();
    let find = Find::In(loaded.stream);
    let before = world.store.registered(&world.tenant, &find).await.unwrap();
    assert_eq!(before.len(), 1);
    world.store.replace_registered(&world.tenant, loaded.stream, &[]).await.unwrap();
    assert!(world.store.registered(&world.tenant, &find).await.unwrap().is_empty());
    rebuild(world.desk()).await.unwrap();
    assert_eq!(world.store.registered(&world.tenant, &find).await.unwrap(), before);
}

#[tokio::test]
async fn a_base_that_was_loaded_and_is_kept_by_a_case_is_one_base() {
    let world = World::new().await;
    world.certified().await;
    let round = world.round().await;
    let second = world.open(other_host(), round, "PARK").await;
    world.fill(other_host(), second, "park").await;
    let case = world.case(second).await;
    let bases = async |expected: usize| {
        let outside = guohe_cases::outside::about(world.desk(), world.law(), &case).await.unwrap();
        let found = outside.registries.on("bases", day("2026-05-20"), &[]).rows;
        assert_eq!(found.len(), expected, "{found:#?}");
        found.into_iter().map(|row| row.cells["status"].clone()).collect::<Vec<_>>()
    };
    world.on("2026-05-20");
    assert_eq!(bases(1).await, ["active"]);
    let same = |certified_on: &str| {
        let cells = [
            ("jurisdiction", json!("110000")),
            ("host_uscc", json!(USCC)),
            ("type", json!("PARK")),
            ("certified_on", json!(certified_on)),
            ("status", json!("cancelled")),
        ];
        row("bases", "b1", &cells)
    };
    // What the case says goes before what was loaded, whichever came last.
    loads(&world, "bases", "2026-05-20", vec![same("2026-05-11")]).await.unwrap();
    assert_eq!(bases(1).await, ["active"]);
    // A base of another day is another base.
    loads(&world, "bases", "2026-05-20", vec![same("2020-05-11")]).await.unwrap();
    assert_eq!(bases(2).await.len(), 2);
}
