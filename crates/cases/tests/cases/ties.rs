//! What ties an expert to a case: papers, projects, groups, the person of the application, and what applicants object to.

use std::collections::BTreeMap;

use guohe_cases::{
    conflict::Kind,
    facts::Edit,
    refusal::Sort,
    verbs::{
        Failure,
        conflict::{Naming, name, rule, ties},
    },
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    conflicts::{kinds, tie},
    experts::{fill_pool, listed},
    world::{World, expert, host, officer, refusal},
};

fn set(place: &str, typed: &str) -> Edit {
    Edit::Set { place: place.to_owned(), typed: typed.to_owned() }
}

fn row(list: &str, cells: &[(&str, &str)]) -> Edit {
    let cells = cells.iter().map(|(field, cell)| ((*field).to_owned(), (*cell).to_owned()));
    Edit::Add { list: list.to_owned(), cells: cells.collect() }
}

/// An application that names a leader, a project, a group and who holds the host, with experts in a pool.
async fn told() -> (World, Uuid) {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.fill(host(), case, "park").await;
    let own = world.case(case).await.facts.text("host", "name").unwrap().to_owned();
    let edits = [
        set("host.group", "示例集团"),
        set("leader.name", "乙带头"),
        set("leader.identity", "ID-77"),
        row("projects", &[("name", "联合攻关")]),
        row("holdings", &[("owner", "控股公司"), ("owned", "中间公司")]),
        row("holdings", &[("owner", "中间公司"), ("owned", &own)]),
    ];
    world.edit(host(), case, &edits).await;
    fill_pool(&world, &listed(12, &BTreeMap::new())).await;
    (world, case)
}

#[tokio::test]
async fn papers_projects_groups_and_the_person_of_the_application_tie_within_their_windows() {
    let (world, case) = told().await;
    let looked = [
        ("ties", "coauthor|乙带头||2023-03-02", vec![(Kind::Coauthor, false)]),
        ("ties", "coauthor|乙带头||2023-03-01", vec![]),
        ("ties", "coauthor|别的写法|id 77|", vec![(Kind::Coauthor, true)]),
        ("ties", "coauthor|乙带头|ID-78|", vec![]),
        ("ties", "project|联合攻关||2024-01-01", vec![(Kind::Project, false)]),
        ("ties", "project|联合攻关||2023-03-01", vec![]),
        ("employers", "分公司|X00000000000000777|||示例集团", vec![(Kind::Group, false)]),
        ("employers", "分公司|X00000000000000777|||别的集团", vec![]),
        ("employers", "控股公司|X00000000000000778", vec![(Kind::Group, false)]),
        ("identity", "id77", vec![(Kind::Party, true)]),
        ("name", "乙带头", vec![(Kind::Party, false)]),
    ];
    for (n, (column, cell, expected)) in (1..).zip(looked) {
        tie(&world, n, column, cell).await.unwrap();
        assert_eq!(kinds(&world, case, n).await, expected, "{column} {cell}");
    }
}

fn objects(n: u128) -> Naming {
    let account = Some(expert(n).account);
    Naming { account, reasons: "正在与本单位诉讼".to_owned(), ..Naming::default() }
}

#[tokio::test]
async fn an_objection_is_not_offered_where_the_pack_has_none() {
    let world = World::changed(&[("    objections: true\n", "")]).await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5]).await;
    let refused = name(world.desk(), &world.filling(host(), case), objects(1)).await;
    assert_eq!(refusal(refused).sort, Sort::Condition);
    assert_eq!(kinds(&world, case, 1).await, []);
}

#[tokio::test]
async fn an_objection_keeps_the_expert_from_the_case_until_an_officer_has_decided() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5, 6]).await;
    world.answers(case, "first", &[2, 3, 4, 5, 6]).await;
    world.does(expert(1), case, "declare_first", json!({"conflict": false})).await;
    let by = || world.filling(host(), case);
    name(world.desk(), &by(), objects(1)).await.unwrap();
    let twice: Result<_, Failure> = name(world.desk(), &by(), objects(1)).await;
    assert_eq!(refusal(twice).faults[0].place, "account");
    assert_eq!(kinds(&world, case, 1).await, [(Kind::Objected, false)]);
    let answers = world.all_yes(case, "first").await;
    let sheet = json!({"answers": answers, "final": true});
    let waits = refusal(world.tries(expert(1), case, "judge_first", sheet.clone()).await);
    assert!(waits.what.zh.contains("待认定"), "{waits:?}");
    let closing = world.closing(case, "first").await;
    let waits = refusal(world.tries(officer(), case, "close_first", closing.clone()).await);
    assert!(waits.what.zh.contains("待认定"), "{waits:?}");
    let now = world.case(case).await;
    let found = ties(world.desk(), &now, expert(1).account, &world.moment()).await.unwrap();
    let of = (expert(1).account, found[0].0.key.as_str());
    rule(world.desk(), &world.filling(officer(), case), of, true, "诉讼属实").await.unwrap();
    let seat = world.case(case).await.panels[0].seat_of(expert(1).account).unwrap().clone();
    assert!(seat.recused(), "an objection that was upheld empties the seat");
    world.does(officer(), case, "close_first", closing).await;
}
