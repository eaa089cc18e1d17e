//! The pool of experts, and panels that are drawn from it.

use std::{collections::BTreeMap, fmt::Write as _};

use guohe_cases::{
    draw::{Stage, digest},
    expert::{Expert, pool, table, workload},
    person::Person,
    ports::IdempotencyKey,
    refusal::Sort,
    verbs::{
        draw::{Wish, commit, one, open, record_of, reopen, seal},
        expert::{self as pooled, Known, enter, erasing, import, retire},
        round::Calling,
    },
};
use serde_json::json;
use uuid::Uuid;

use crate::world::{World, expert, host, leader, officer, refusal, second_officer};

pub(crate) fn calling(world: &World, person: Person) -> Calling {
    Calling { person, moment: world.moment(), once: None }
}

pub(crate) fn cells(pairs: &[(&str, &str)]) -> table::Cells {
    pairs.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect()
}

/// A table of experts in houses of their own, with what is wanted of one of them.
pub(crate) fn listed(count: u128, special: &BTreeMap<u128, &str>) -> String {
    let mut table = "name,login,fields,region,employers,ties\n".to_owned();
    for n in 1..=count {
        let rest = special.get(&n).copied().unwrap_or("robotics,110000,机构|CODE,");
        let rest = rest.replace("CODE", &format!("X{n:017}")).replace("机构", &format!("机构{n}"));
        writeln!(table, "专家{n},expert{n},{rest}").unwrap();
    }
    table
}

pub(crate) async fn fill_pool(world: &World, table: &str) {
    import(world.desk(), world.law(), &calling(world, officer()), table, false).await.unwrap();
}

/// A case that waits for its first review, and experts to draw from.
pub(crate) async fn waiting(count: u128, special: &BTreeMap<u128, &str>) -> (World, Uuid) {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.checked(case).await;
    fill_pool(&world, &listed(count, special)).await;
    (world, case)
}

pub(crate) fn wish(case: Uuid) -> Wish {
    let panel = "first".to_owned();
    Wish { panel, cases: vec![case], seats: 5, substitutes: 2, ..Wish::default() }
}

const SECRETS: [&str; 2] = ["the secret of the authority", "the secret of the leadership"];

/// Seals, commits and opens; gives the draw.
pub(crate) async fn drawn(world: &World, wish: &Wish) -> Uuid {
    let sealed = seal(world.desk(), world.law(), &calling(world, officer()), wish).await.unwrap();
    let id = sealed.stream.id;
    for (who, secret) in [officer(), leader()].into_iter().zip(SECRETS) {
        commit(world.desk(), world.law(), &calling(world, who), id, &digest(secret)).await.unwrap();
    }
    for (who, secret) in [officer(), leader()].into_iter().zip(SECRETS) {
        open(world.desk(), &calling(world, who), id, secret).await.unwrap();
    }
    id
}

#[tokio::test]
async fn a_table_with_one_fault_enters_nobody_and_names_row_and_column() {
    let world = World::new().await;
    let table = "name,login,fields,employers\n甲,expert1,robotics,单位|X1\n乙,nobody,robotics,\n丙,expert2,sorcery,|X|2020-13-01\n";
    let by = calling(&world, officer());
    let refused = refusal(import(world.desk(), world.law(), &by, table, false).await);
    let places: Vec<&str> = refused.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["line 4, fields", "line 4, employers"]);
    let table = table.replace("sorcery,|X|2020-13-01", "robotics,");
    let refused = refusal(import(world.desk(), world.law(), &by, &table, false).await);
    let places: Vec<&str> = refused.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["line 3, login"]);
    assert_eq!(pool(world.desk()).await.unwrap(), []);
}

#[tokio::test]
async fn a_dry_run_enters_nobody_and_the_template_reads_as_it_says() {
    let world = World::new().await;
    let by = calling(&world, officer());
    let read = table::rows(&table::template(), world.law().vocabulary()).unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].1.person.employers.len(), 2);
    assert_eq!(read[0].1.person.ties.len(), 2);
    let dry =
        import(world.desk(), world.law(), &by, &listed(3, &BTreeMap::new()), true).await.unwrap();
    assert_eq!((dry.len(), pool(world.desk()).await.unwrap().len()), (3, 0));
}

#[tokio::test]
async fn nobody_is_entered_twice_and_only_officers_enter() {
    let world = World::new().await;
    fill_pool(&world, &listed(1, &BTreeMap::new())).await;
    let twice = cells(&[("name", "别名"), ("login", "expert1")]);
    let by = calling(&world, officer());
    let refused = refusal(enter(world.desk(), world.law(), &by, None, &twice).await);
    assert_eq!(refused.faults[0].place, "login");
    let by = calling(&world, host());
    let own = cells(&[("name", "某人"), ("login", "expert2")]);
    let refused = refusal(enter(world.desk(), world.law(), &by, None, &own).await);
    assert_eq!(refused.sort, Sort::NotAllowed);
}

#[tokio::test]
async fn what_identifies_a_person_stands_in_the_text_that_can_be_erased() {
    let world = World::new().await;
    let by = calling(&world, officer());
    let own = cells(&[
        ("name", "欧阳示例"),
        ("login", "expert1"),
        ("identity", "0000-0001"),
        ("titles", "研究员"),
        ("employers", "某某研究所|X1"),
        ("ties", "family|某某公司"),
        ("fields", "robotics"),
    ]);
    let done = enter(world.desk(), world.law(), &by, None, &own).await.unwrap();
    let events = world.desk().events(done.stream).await.unwrap();
    let payload = serde_json::to_string(&events[0].what.payload).unwrap();
    for word in ["欧阳", "0000-0001", "研究员", "研究所", "某某公司"] {
        assert!(!payload.contains(word), "{payload}");
    }
    let mut erased = events;
    erased[0].what.personal = None;
    let left = Expert::fold(&erased).unwrap().unwrap();
    assert_eq!((left.name(), &left.person), ("", &None));
    assert_eq!(left.profile.fields, ["robotics"]);
}

#[tokio::test]
async fn a_draw_is_sealed_before_anything_of_its_seed_exists_and_can_be_repeated() {
    let (world, case) = waiting(9, &BTreeMap::new()).await;
    let id = drawn(&world, &wish(case)).await;
    let draw = one(world.desk(), id).await.unwrap();
    assert_eq!((draw.stage, draw.sealing.sealed.candidates.len()), (Stage::Drawn, 9));
    let record = record_of(world.desk(), &draw).await.unwrap().unwrap();
    assert_eq!(record.replay(), []);
    let published = serde_json::to_string(&record).unwrap();
    for n in 1..=9 {
        assert!(!published.contains(&expert(n).account.to_string()), "an account is published");
    }
    world.does(officer(), case, "convene_first", json!({"draw": id})).await;
    let seats: Vec<Uuid> =
        world.case(case).await.panels[0].seats.iter().map(|seat| seat.account).collect();
    let mut wanted: Vec<Uuid> =
        record.drawn.seats.iter().filter_map(|ticket| draw.account_of(ticket)).collect();
    let mut sorted = seats.clone();
    sorted.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(sorted, wanted);
}

#[tokio::test]
async fn each_party_commits_once_through_another_person_and_opens_only_after_both() {
    let (world, case) = waiting(9, &BTreeMap::new()).await;
    let by = |who| calling(&world, who);
    let id = seal(world.desk(), world.law(), &by(officer()), &wish(case)).await.unwrap().stream.id;
    let commits = async |who: Person, secret: &str| {
        commit(world.desk(), world.law(), &by(who), id, &digest(secret)).await
    };
    commits(officer(), SECRETS[0]).await.unwrap();
    refusal(commits(second_officer(), "another secret of the same party").await);
    refusal(commits(leader(), SECRETS[0]).await);
    let early = refusal(open(world.desk(), &by(officer()), id, SECRETS[0]).await);
    assert_eq!(early.sort, Sort::Condition);
    commits(leader(), SECRETS[1]).await.unwrap();
    let wrong = refusal(open(world.desk(), &by(officer()), id, SECRETS[1]).await);
    assert_eq!(wrong.faults[0].place, "secret");
    refusal(open(world.desk(), &by(second_officer()), id, SECRETS[0]).await);
    open(world.desk(), &by(leader()), id, SECRETS[1]).await.unwrap();
    assert_eq!(one(world.desk(), id).await.unwrap().stage, Stage::Sealed);
    open(world.desk(), &by(officer()), id, SECRETS[0]).await.unwrap();
    assert_eq!(one(world.desk(), id).await.unwrap().stage, Stage::Drawn);
}

#[tokio::test]
async fn touching_the_pool_or_opening_the_seal_leaves_an_alarm() {
    let (world, case) = waiting(9, &BTreeMap::new()).await;
    let by = calling(&world, officer());
    let id = seal(world.desk(), world.law(), &by, &wish(case)).await.unwrap().stream.id;
    let somebody = pool(world.desk()).await.unwrap()[0].id;
    retire(world.desk(), world.law(), &calling(&world, officer()), somebody, "退休").await.unwrap();
    let kinds = |draw: &guohe_cases::draw::Draw| {
        draw.alarms.iter().map(|alarm| alarm.kind).collect::<Vec<_>>()
    };
    let draw = one(world.desk(), id).await.unwrap();
    assert_eq!((kinds(&draw), draw.stage), (vec!["pool_touched"], Stage::Sealed));
    refusal(reopen(world.desk(), world.law(), &calling(&world, officer()), id, " ").await);
    let by = calling(&world, officer());
    reopen(world.desk(), world.law(), &by, id, "条件录入有误").await.unwrap();
    let draw = one(world.desk(), id).await.unwrap();
    assert_eq!((kinds(&draw), draw.stage), (vec!["pool_touched", "reopened"], Stage::Reopened));
    let void = world.refused(officer(), case, "convene_first", json!({"draw": id})).await;
    assert_eq!(void.sort, Sort::Condition);
}

#[tokio::test]
async fn conflicts_and_limits_are_left_out_before_the_draw_and_counted_by_reason() {
    // The host of the worked case is told by its code; a text alone is only possible.
    let special = BTreeMap::from([
        (1, "robotics,110000,依托单位|Z91110000000000011,"),
        (2, "robotics,110000,旧单位|Z91110000000000011|2015-01-01|2018-01-01,"),
        (3, "ocean,110000,机构|CODE,"),
    ]);
    let (world, case) = waiting(9, &special).await;
    let wanted =
        Wish { fields: vec!["robotics".to_owned()], seats: 5, substitutes: 1, ..wish(case) };
    let uscc = world.case(case).await.facts.text("host", "uscc").map(str::to_owned);
    let by = calling(&world, officer());
    let id = seal(world.desk(), world.law(), &by, &wanted).await.unwrap().stream.id;
    let draw = one(world.desk(), id).await.unwrap();
    let conflict = usize::from(uscc.as_deref() == Some("Z91110000000000011"));
    let mut expected = vec![("field".to_owned(), 1)];
    expected.extend((conflict > 0).then(|| ("conflict".to_owned(), 1)));
    assert_eq!(draw.sealing.sealed.left_out, expected);
    assert_eq!(conflict, 1, "the worked case is expected to name this code: {uscc:?}");
}

#[tokio::test]
async fn a_draw_that_cannot_be_made_says_which_condition_lacks_how_many() {
    let (world, case) = waiting(6, &BTreeMap::new()).await;
    let wanted = Wish { least: BTreeMap::from([("elsewhere".to_owned(), 2)]), ..wish(case) };
    let by = calling(&world, officer());
    let refused = refusal(seal(world.desk(), world.law(), &by, &wanted).await);
    let said: Vec<&str> = refused.faults.iter().map(|fault| fault.what.zh.as_str()).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("缺 1 名"), "{said:?}");
    assert!(said[1].contains("外省市专家") && said[1].contains("缺 2 名"), "{said:?}");
}

#[tokio::test]
async fn an_empty_seat_is_filled_in_the_order_of_the_draw_until_nobody_stands_by() {
    let (world, case) = waiting(9, &BTreeMap::new()).await;
    let id = drawn(&world, &wish(case)).await;
    world.does(officer(), case, "convene_first", json!({"draw": id})).await;
    let leaves = async || {
        let now = world.case(case).await;
        let seat = now.panels[0].sitting().find(|seat| seat.declared.is_none()).unwrap();
        let person = Person { account: seat.account, ..expert(1) };
        world.does(person, case, "declare_first", json!({"conflict": true})).await;
    };
    let full = world.refused(officer(), case, "convene_first", json!({"draw": id})).await;
    assert!(full.what.zh.contains("没有空缺"), "{full:?}");
    for _ in 0..2 {
        leaves().await;
        world.does(officer(), case, "convene_first", json!({"draw": id})).await;
    }
    let draw = one(world.desk(), id).await.unwrap();
    let record = record_of(world.desk(), &draw).await.unwrap().unwrap();
    let came: Vec<&String> = record.replaced.iter().flat_map(|one| &one.come).collect();
    assert_eq!(came, record.drawn.substitutes.iter().collect::<Vec<_>>());
    assert_eq!(record.replay(), []);
    leaves().await;
    let two = Wish { seats: 2, substitutes: 0, ..wish(case) };
    let by = calling(&world, officer());
    let more = refusal(seal(world.desk(), world.law(), &by, &two).await);
    assert_eq!(more.faults[0].place, "seats", "one seat is empty: {more:?}");
    let nobody = world.refused(officer(), case, "convene_first", json!({"draw": id})).await;
    assert!(nobody.next.zh.contains("另行抽取"), "{nobody:?}");
    // A new draw for the one seat, from those who have not sat there.
    let again = drawn(&world, &Wish { seats: 1, substitutes: 0, ..wish(case) }).await;
    world.does(officer(), case, "convene_first", json!({"draw": again})).await;
    assert_eq!(world.case(case).await.panels[0].sitting().count(), 5);
}

#[tokio::test]
async fn an_expert_who_left_the_pool_is_erased_by_two_officers() {
    let world = World::new().await;
    fill_pool(&world, &listed(2, &BTreeMap::new())).await;
    let id = pool(world.desk()).await.unwrap().iter().find(|one| one.name() == "专家1").unwrap().id;
    let (desk, law) = (world.desk(), world.law());
    let propose = async |who: Person, reasons: &str| {
        erasing::propose(desk, law, &calling(&world, who), id, reasons).await
    };
    let confirm = async |who: Person| {
        erasing::confirm(desk, law, &calling(&world, who), id, "本人要求").await
    };
    assert_eq!(refusal(propose(officer(), "本人要求").await).sort, Sort::WrongStage, "in the pool");
    retire(desk, law, &calling(&world, officer()), id, "退休").await.unwrap();
    assert_eq!(refusal(propose(host(), "本人要求").await).sort, Sort::NotAllowed);
    assert_eq!(refusal(propose(officer(), " ").await).faults[0].place, "reasons");
    assert_eq!(refusal(confirm(second_officer()).await).sort, Sort::Condition, "not proposed");
    propose(officer(), "本人要求").await.unwrap();
    assert_eq!(refusal(propose(second_officer(), "本人要求").await).sort, Sort::Conflict);
    assert_eq!(refusal(confirm(officer()).await).sort, Sort::NotAllowed, "it takes two");
    erasing::decline(desk, law, &calling(&world, officer()), id, "弄错了人").await.unwrap();
    assert_eq!(refusal(confirm(second_officer()).await).sort, Sort::Condition, "declined");
    let once = Some(IdempotencyKey { key: "k".to_owned(), request: [0; 32] });
    let again = Calling { once, ..calling(&world, officer()) };
    for _twice in 0..2 {
        erasing::propose(desk, law, &again, id, "本人要求").await.unwrap();
    }
    confirm(second_officer()).await.unwrap();
    let after = pooled::one(desk, id).await.unwrap();
    assert_eq!((after.person, after.retired.is_some()), (None, true));
    let all = format!("{:?}", pool(desk).await.unwrap());
    assert!(all.contains("专家2") && !all.contains("专家1"), "{all}");
    assert_eq!(refusal(confirm(second_officer()).await).sort, Sort::NotFound, "once is for good");
    let again = cells(&[("name", "专家1"), ("fields", "robotics")]);
    let known = Some(Known::now(id));
    let refused = enter(desk, law, &calling(&world, officer()), known, &again).await;
    assert_eq!(refusal(refused).sort, Sort::WrongStage, "nobody is put in their place");
}

#[tokio::test]
async fn an_expert_is_not_erased_while_a_case_goes_on_that_they_review() {
    let (world, case) = waiting(9, &BTreeMap::new()).await;
    let draw = drawn(&world, &wish(case)).await;
    world.does(officer(), case, "convene_first", json!({"draw": draw})).await;
    let (desk, law) = (world.desk(), world.law());
    let seats = workload::until(desk, world.moment().today()).await.unwrap();
    let sits = |expert: &Expert| expert.profile.account.is_some_and(|own| seats.contains_key(&own));
    let seated = pool(desk).await.unwrap().into_iter().find(sits).unwrap().id;
    retire(desk, law, &calling(&world, officer()), seated, "退休").await.unwrap();
    let refused =
        erasing::propose(desk, law, &calling(&world, officer()), seated, "本人要求").await;
    assert_eq!(refusal(refused).sort, Sort::Condition);
}
