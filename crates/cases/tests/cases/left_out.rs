//! Who is left out of a draw and cannot be named by hand either; and that of several draws none is chosen.

use std::collections::BTreeMap;

use guohe_cases::{
    draw::Stage,
    expert::{Expert, pool, table},
    people::{Change, People as _},
    ports::IdempotencyKey,
    refusal::Sort,
    verbs::{
        draw::{Wish, assemble, one, record_of, reopen, seal},
        expert::{Known, enter, import, retire},
        round::Calling,
    },
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    conflicts::tie,
    experts::{calling, drawn, fill_pool, listed, waiting, wish},
    world::{World, expert, officer, other_host, refusal},
};

async fn number(world: &World, id: Uuid) -> u128 {
    let pool = pool(world.desk()).await.unwrap();
    let own = pool.iter().find(|one| one.id == id).unwrap().profile.account;
    (1..=12).find(|n| own == Some(expert(*n).account)).unwrap()
}

/// Those who are left out, by number, with the reasons.
async fn left(world: &World, wish: &Wish) -> BTreeMap<u128, Vec<String>> {
    let found = assemble(world.desk(), world.law(), wish, &world.moment()).await.unwrap();
    let mut all = BTreeMap::new();
    for one in found.left {
        all.insert(number(world, one.expert).await, one.reasons);
    }
    all
}

async fn entry(world: &World, n: u128) -> Expert {
    let all = pool(world.desk()).await.unwrap();
    all.into_iter().find(|one| one.profile.account == Some(expert(n).account)).unwrap()
}

/// An account is closed.
async fn closed(world: &World, n: u128) {
    let change = Change::Closed { account: expert(n).account, closed: true };
    let act = guohe_cases::ports::Act {
        tenant: world.tenant.clone(),
        at: world.moment().now,
        idempotency: None,
        appends: Vec::new(),
        freezes: false,
    };
    world.store.append_with(act, &[change]).await.unwrap();
}

/// Another case of another host in the same review.
async fn another(world: &World) -> Uuid {
    let round = world.round().await;
    let case = world.open(other_host(), round, "PARK").await;
    world.fill(other_host(), case, "park").await;
    world.hands_in(other_host(), case).await;
    world.checked(case).await;
    case
}

#[tokio::test]
async fn the_same_reasons_keep_experts_from_a_draw_and_from_being_named() {
    let changes = [("    least: 5\n", "    least: 5\n    trained: true\n")];
    let world = World::changed(&changes).await;
    let case = world.handed_in().await;
    world.checked(case).await;
    fill_pool(&world, &listed(9, &BTreeMap::new())).await;
    for n in 1..=9 {
        let until = if n == 2 { "2026-03-01" } else { "2026-03-02" };
        if n != 3 {
            tie(&world, n, "trained_until", until).await.unwrap();
        }
    }
    // On the last day of an absence one is away, and on the last day of a training one is trained.
    tie(&world, 4, "away_until", "2026-03-02").await.unwrap();
    tie(&world, 5, "away_until", "2026-03-01").await.unwrap();
    tie(&world, 6, "load", "1").await.unwrap();
    closed(&world, 7).await;
    let other = another(&world).await;
    world.convenes(other, "convene_first", &[6]).await;
    let word = |reason: &str| vec![reason.to_owned()];
    let expected = BTreeMap::from([
        (2, word("untrained")),
        (3, word("untrained")),
        (4, word("away")),
        (6, word("busy")),
        (7, word("no_role")),
    ]);
    assert_eq!(left(&world, &wish(case)).await, expected);

    let gone = entry(&world, 8).await.id;
    retire(world.desk(), world.law(), &calling(&world, officer()), gone, "退休").await.unwrap();
    for (n, said) in [
        (2, "没有有效的培训"),
        (4, "当日不可参加"),
        (6, "在评件数已满"),
        (7, "停用"),
        (8, "已出库"),
        (10, "不在专家库中"),
    ] {
        let input = json!({"experts": [expert(n).account], "reasons": "点名"});
        let refused = world.refused(officer(), case, "convene_first", input).await;
        assert!(refused.faults[0].what.zh.contains(said), "{n}: {refused:?}");
    }
    let both = json!({"experts": [expert(5).account, expert(9).account], "reasons": "点名"});
    world.does(officer(), case, "convene_first", both).await;
}

#[tokio::test]
async fn whoever_names_experts_where_they_are_drawn_says_why_and_that_stays() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.listed(&[1, 2, 3]).await;
    let named = |reasons: &str, all: &[u128]| {
        let all: Vec<Uuid> = all.iter().map(|n| expert(*n).account).collect();
        json!({"experts": all, "reasons": reasons})
    };
    let silent = world.refused(officer(), case, "convene_first", named(" ", &[1, 2])).await;
    assert_eq!((silent.sort, silent.faults[0].place.as_str()), (Sort::Invalid, "reasons"));
    world.does(officer(), case, "convene_first", named("专业稀缺", &[1, 2])).await;
    world.does(officer(), case, "convene_first", named("一人退出", &[3])).await;
    let panel = world.case(case).await.panels[0].clone();
    let told: Vec<(usize, &str)> =
        panel.by_hand.iter().map(|one| (one.members, one.reasons.as_str())).collect();
    assert_eq!(told, [(2, "专业稀缺"), (1, "一人退出")]);
    assert_eq!(panel.by_hand[0].by.account, officer().account);
    assert!(panel.seats.iter().all(|seat| seat.called.is_none()), "nobody is a second opinion");
}

#[tokio::test]
async fn a_draw_asks_for_regions_and_counts_houses_that_a_third_ties_together_as_one() {
    let special = BTreeMap::from([
        (1, "robotics,310000,甲所|X00000000000000101,"),
        (2, "robotics,310000,乙所|X00000000000000102,"),
        (3, "robotics,310000,甲所|X00000000000000101；乙所|X00000000000000102,"),
        (4, "robotics,440000,丙所|X00000000000000103,"),
    ]);
    let (world, case) = waiting(5, &special).await;
    let wanted = Wish { regions: vec!["310000".to_owned()], seats: 1, ..wish(case) };
    let region = vec!["region".to_owned()];
    assert_eq!(left(&world, &wanted).await, BTreeMap::from([(4, region.clone()), (5, region)]));
    let found = assemble(world.desk(), world.law(), &wish(case), &world.moment()).await.unwrap();
    let (candidates, tickets) = found.ticketed("salt", world.today());
    let mut units = BTreeMap::new();
    for one in &candidates {
        let ticket = tickets.iter().find(|ticket| ticket.ticket == one.ticket).unwrap();
        units.insert(number(&world, ticket.expert).await, one.unit.as_str());
    }
    assert_eq!((units[&1], units[&2]), (units[&3], units[&3]), "{units:?}");
    assert_ne!(units[&4], units[&1]);
    assert_ne!(units[&4], units[&5]);
}

#[tokio::test]
async fn of_several_draws_for_one_panel_none_is_chosen() {
    let (world, case) = waiting(9, &BTreeMap::new()).await;
    let by = || calling(&world, officer());
    let seals = async |wish: &Wish| seal(world.desk(), world.law(), &by(), wish).await;
    let once = Some(IdempotencyKey { key: "seal".to_owned(), request: [1; 32] });
    let again = Calling { once, ..by() };
    let first = seal(world.desk(), world.law(), &again, &wish(case)).await.unwrap().stream.id;
    let same = seal(world.desk(), world.law(), &again, &wish(case)).await.unwrap().stream.id;
    assert_eq!(first, same, "a request that is sent twice seals once");
    let second = refusal(seals(&wish(case)).await);
    assert_eq!(second.faults[0].place, "cases");
    assert!(second.faults[0].what.en.contains(&first.to_string()), "{second:?}");
    reopen(world.desk(), world.law(), &by(), first, "条件录入有误").await.unwrap();

    let id = drawn(&world, &wish(case)).await;
    refusal(seals(&wish(case)).await);
    // Opened again after the list was there, the record says so for ever.
    reopen(world.desk(), world.law(), &by(), id, "名单泄露").await.unwrap();
    let void = one(world.desk(), id).await.unwrap();
    let record = record_of(world.desk(), &void).await.unwrap().unwrap();
    assert_eq!(record.voided.as_ref().map(|one| one.reasons.as_str()), Some("名单泄露"));
    assert_eq!(record.replay(), [], "it can still be repeated");

    let id = drawn(&world, &wish(case)).await;
    world.does(officer(), case, "convene_first", json!({"draw": id})).await;
    let used = refusal(reopen(world.desk(), world.law(), &by(), id, "不满意").await);
    assert_eq!(used.sort, Sort::Condition);
    assert_eq!(one(world.desk(), id).await.unwrap().stage, Stage::Drawn);
    let full = refusal(seals(&wish(case)).await);
    assert!(full.faults[0].what.en.contains(&id.to_string()), "{full:?}");
}

#[tokio::test]
async fn who_was_drawn_and_is_no_expert_any_more_is_passed_over() {
    let (world, case) = waiting(9, &BTreeMap::new()).await;
    let id = drawn(&world, &wish(case)).await;
    let draw = one(world.desk(), id).await.unwrap();
    let (_, list) = draw.result.clone().unwrap();
    let out: Vec<Uuid> =
        list.seats[..2].iter().filter_map(|ticket| draw.account_of(ticket)).collect();
    let numbers: Vec<u128> = out.iter().map(|id| id.as_u128() - 100).collect();
    closed(&world, numbers[0]).await;
    let gone = entry(&world, numbers[1]).await.id;
    retire(world.desk(), world.law(), &calling(&world, officer()), gone, "退休").await.unwrap();
    world.does(officer(), case, "convene_first", json!({"draw": id})).await;
    let panel = world.case(case).await.panels[0].clone();
    assert_eq!(panel.seats.len(), 5);
    assert!(out.iter().all(|account| panel.seat_of(*account).is_none()), "{panel:?}");
    let record = record_of(world.desk(), &draw).await.unwrap().unwrap();
    assert_eq!((record.replaced.len(), record.replay()), (1, vec![]));
}

#[tokio::test]
async fn a_draw_that_nobody_can_use_any_more_makes_way_for_another() {
    let (world, case) = waiting(9, &BTreeMap::new()).await;
    let scarce = Wish { substitutes: 0, ..wish(case) };
    let id = drawn(&world, &scarce).await;
    let draw = one(world.desk(), id).await.unwrap();
    let first = draw.result.as_ref().unwrap().1.seats[0].clone();
    closed(&world, draw.account_of(&first).unwrap().as_u128() - 100).await;
    let nobody = world.refused(officer(), case, "convene_first", json!({"draw": id})).await;
    assert!(nobody.next.zh.contains("另行抽取"), "{nobody:?}");
    let next = drawn(&world, &scarce).await;
    world.does(officer(), case, "convene_first", json!({"draw": next})).await;
    assert_eq!(world.case(case).await.panels[0].seats.len(), 5);
}

#[tokio::test]
async fn an_identity_stands_once_in_a_table_and_an_entry_is_changed_as_it_was_seen() {
    let world = World::new().await;
    let (desk, law) = (world.desk(), world.law());
    let table = "name,login,identity\n甲,expert1,0000-0001\n乙,expert2,0000 0001\n";
    let refused = refusal(import(desk, law, &calling(&world, officer()), table, false).await);
    let places: Vec<&str> = refused.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["line 3, identity"]);
    assert_eq!(pool(desk).await.unwrap(), []);

    world.listed(&[1]).await;
    let known = entry(&world, 1).await;
    let cells = |name: &str| -> table::Cells {
        [("name", name), ("login", "expert1")].map(|(c, t)| (c.to_owned(), t.to_owned())).into()
    };
    let seen = |version| Some(Known { id: known.id, seen: Some(version), back: false });
    let saves = async |known: Option<Known>, name: &str| {
        enter(desk, law, &calling(&world, officer()), known, &cells(name)).await
    };
    saves(seen(known.version), "甲").await.unwrap();
    assert_eq!(refusal(saves(seen(known.version), "乙").await).sort, Sort::Conflict);
    assert_eq!(entry(&world, 1).await.name(), "甲");
    // Somebody who left comes back only where that is said, and not while it is proposed to erase them.
    retire(desk, law, &calling(&world, officer()), known.id, "退休").await.unwrap();
    assert_eq!(refusal(saves(Some(Known::now(known.id)), "甲").await).sort, Sort::WrongStage);
    let back = Some(Known { back: true, ..Known::now(known.id) });
    guohe_cases::verbs::expert::erasing::propose(
        desk,
        law,
        &calling(&world, officer()),
        known.id,
        "本人要求",
    )
    .await
    .unwrap();
    assert_eq!(refusal(saves(back, "甲").await).sort, Sort::WrongStage);
    guohe_cases::verbs::expert::erasing::decline(
        desk,
        law,
        &calling(&world, officer()),
        known.id,
        "仍需复核",
    )
    .await
    .unwrap();
    saves(back, "甲").await.unwrap();
    assert!(entry(&world, 1).await.retired.is_none());
}
