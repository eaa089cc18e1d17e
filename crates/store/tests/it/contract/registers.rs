//! Rows of registers are found by whom they are about, and go with the events that wrote them.

use guohe_cases::event::StreamId;
use guohe_cases::ports::{Act, Append, Find, Naming, Registered, Store as _};
use serde_json::json;

use crate::scene::*;

told_alike!(
    rows_are_found_by_stream_organisation_list_and_whom_they_are_about,
    a_row_that_is_written_again_takes_the_place_of_the_one_before,
    an_act_that_is_refused_leaves_no_row,
    rows_of_another_realm_are_not_found,
    rows_made_again_take_the_place_of_all_the_rows_of_their_stream,
);

fn row(stream: StreamId, list: &str, name: &str, host: &str) -> Registered {
    Registered {
        stream,
        list: list.to_owned(),
        row: name.to_owned(),
        organisation: None,
        cells: [("host".to_owned(), json!(host)), ("年".to_owned(), json!(2026))].into(),
        keys: vec![("host".to_owned(), host.to_owned())],
    }
}

fn writing(stream: StreamId, rows: Vec<Registered>) -> Append {
    Append { registered: rows, ..append(stream, &[], &[event("loaded", json!({}))]) }
}

fn by(list: &str, host: &str) -> Find {
    naming(&[(list, host)])
}

fn naming(names: &[(&str, &str)]) -> Find {
    let name = |(list, host): &(&str, &str)| Naming {
        list: (*list).to_owned(),
        field: "host".to_owned(),
        text: (*host).to_owned(),
    };
    Find::Naming(names.iter().map(name).collect())
}

async fn found(scene: &Scene, find: &Find) -> Vec<String> {
    let rows = scene.db.registered(&north(), find).await.unwrap();
    rows.into_iter().map(|row| format!("{} {} {}", row.list, row.row, row.cells["host"])).collect()
}

async fn rows_are_found_by_stream_organisation_list_and_whom_they_are_about(
    scene: &Scene,
) -> Vec<Vec<String>> {
    let own = Registered { organisation: Some(id(80)), ..row(case(1), "bases", "b1", "H1") };
    let first = writing(case(1), vec![own, row(case(1), "bans", "x1", "H1")]);
    let second = writing(case(2), vec![row(case(2), "bases", "b1", "H2")]);
    scene.db.append(act(vec![first, second])).await.unwrap();
    let questions = [
        (Find::In(case(1)), vec!["bans x1 \"H1\"", "bases b1 \"H1\""]),
        (Find::Of(id(80)), vec!["bases b1 \"H1\""]),
        (Find::Of(id(81)), vec![]),
        (Find::All("bases".to_owned()), vec!["bases b1 \"H1\"", "bases b1 \"H2\""]),
        (by("bases", "H2"), vec!["bases b1 \"H2\""]),
        (by("bans", "H2"), vec![]),
        (by("bases", "h2"), vec![]),
        (naming(&[]), vec![]),
        (naming(&[("bases", "H2"), ("bans", "H1")]), vec!["bans x1 \"H1\"", "bases b1 \"H2\""]),
        (naming(&[("bases", "H2"), ("bases", "H3"), ("bases", "H2")]), vec!["bases b1 \"H2\""]),
        (naming(&[("ba\0ses", "H2"), ("bases", "H\u{0}2")]), vec![]),
    ];
    let mut told = Vec::new();
    for (find, expected) in questions {
        let rows = found(scene, &find).await;
        assert_eq!(rows, expected, "{find:?}");
        told.push(rows);
    }
    told
}

async fn a_row_that_is_written_again_takes_the_place_of_the_one_before(scene: &Scene) -> String {
    let opened = [event("loaded", json!({}))];
    let first = writing(case(1), vec![row(case(1), "bases", "b1", "H1")]);
    scene.db.append(act(vec![first])).await.unwrap();
    let second = append(case(1), &opened, &[event("changed", json!({}))]);
    let second = Append { registered: vec![row(case(1), "bases", "b1", "H2")], ..second };
    scene.db.append(act(vec![second])).await.unwrap();
    assert_eq!(found(scene, &by("bases", "H1")).await, Vec::<String>::new());
    let now = found(scene, &by("bases", "H2")).await;
    assert_eq!(now, found(scene, &Find::In(case(1))).await);
    now.concat()
}

async fn an_act_that_is_refused_leaves_no_row(scene: &Scene) -> String {
    let stray = writing(case(1), vec![row(case(2), "bases", "b1", "H1")]);
    let refused = reason(scene.db.append(act(vec![stray])).await);
    assert_eq!(found(scene, &Find::All("bases".to_owned())).await, Vec::<String>::new());
    assert!(scene.db.stream(&north(), case(1)).await.unwrap().is_empty());
    refused
}

async fn rows_of_another_realm_are_not_found(scene: &Scene) -> usize {
    let there = writing(case(1), vec![row(case(1), "bases", "b1", "H1")]);
    let act = Act { tenant: south(), ..act(vec![there]) };
    scene.db.append(act).await.unwrap();
    let asked = [by("bases", "H1"), Find::In(case(1)), Find::All("bases".to_owned())];
    for find in asked {
        assert_eq!(found(scene, &find).await, Vec::<String>::new(), "{find:?}");
    }
    scene.db.registered(&south(), &by("bases", "H1")).await.unwrap().len()
}

async fn rows_made_again_take_the_place_of_all_the_rows_of_their_stream(
    scene: &Scene,
) -> Vec<String> {
    let rows = vec![row(case(1), "bases", "b1", "H1"), row(case(1), "bases", "b2", "H1")];
    scene.db.append(act(vec![writing(case(1), rows)])).await.unwrap();
    let anew = [row(case(1), "bases", "b3", "H1")];
    scene.db.replace_registered(&north(), case(1), &anew).await.unwrap();
    let now = found(scene, &by("bases", "H1")).await;
    assert_eq!(now, ["bases b3 \"H1\""]);
    now
}
