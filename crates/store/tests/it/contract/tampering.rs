//! Hands in the tables: refused where the engine can, named where it cannot.

use guohe_cases::event::Tenant;
use guohe_cases::ports::{RowQuery, Store as _};
use serde_json::json;

use crate::scene::*;

told_alike!(
    what_was_recorded_is_neither_changed_nor_deleted_by_sql,
    what_cannot_be_is_named_by_table_column_and_row,
    an_event_that_is_missing_is_noticed,
    events_come_in_their_order_however_they_lie,
);

async fn fill(scene: &Scene) {
    let events = [event("opened", json!({ "people": [id(1)] })), event("submitted", json!({}))];
    scene.db.append(act(vec![append(case(1), &[], &events)])).await.unwrap();
}

async fn what_was_recorded_is_neither_changed_nor_deleted_by_sql(scene: &Scene) -> String {
    fill(scene).await;
    let before = everything(&scene.db, &north()).await;
    for text in ["UPDATE event SET kind = 'x'", "DELETE FROM event", "DELETE FROM stream"] {
        scene.meddle(text).await.expect_err(text);
    }
    assert_eq!(everything(&scene.db, &north()).await, before);
    before
}

async fn what_cannot_be_is_named_by_table_column_and_row(scene: &Scene) -> Vec<String> {
    fill(scene).await;
    let every = RowQuery::default();
    let mut told = Vec::new();

    for (column, value) in [("people", "{}"), ("people", "[\"nobody\"]"), ("extra", "0.5")] {
        let text = format!("UPDATE listing SET {column} = '{value}'");
        scene.meddle(&text).await.unwrap();
        told.push(reason(scene.db.rows(&north(), &every).await));
        scene.meddle(&format!("UPDATE listing SET {column} = '[]'")).await.unwrap();
    }
    scene.meddle("INSERT INTO setting VALUES ('north', 'half', '0.5')").await.unwrap();
    told.push(reason(scene.db.setting(&north(), "half").await));
    let astray = "INSERT INTO stream (tenant, about, id, version)
        SELECT 'east', 'planet', id, 1 FROM stream";
    scene.meddle(astray).await.unwrap();
    told.push(reason(scene.db.streams(&Tenant("east".to_owned())).await));

    let number = "00000000-0000-0000-0000-000000000001";
    let expected = [
        format!("listing row case {number}: column people is inconsistent"),
        format!("listing row case {number}: column people is inconsistent"),
        format!("listing row case {number}: column extra is inconsistent"),
        "setting row half: column value is inconsistent".to_owned(),
        format!("stream row {number}: column about is inconsistent"),
    ];
    assert_eq!(told, expected);
    told
}

async fn an_event_that_is_missing_is_noticed(scene: &Scene) -> String {
    fill(scene).await;
    let skip =
        "INSERT INTO event SELECT tenant, about, id, 4, kind, schema, account, role, acting_for,
        effective_on, recorded_at, payload FROM event WHERE seq = 2";
    scene.meddle(skip).await.unwrap();
    let told = reason(scene.db.stream(&north(), case(1)).await);
    let row = "case 00000000-0000-0000-0000-000000000001";
    assert_eq!(told, format!("event row {row}: column seq is inconsistent"));
    told
}

async fn events_come_in_their_order_however_they_lie(scene: &Scene) -> Vec<u64> {
    fill(scene).await;
    // As a server has them after moving its data about.
    for (from, to) in [(2, 4), (1, 3)] {
        let text = format!(
            "INSERT INTO event SELECT tenant, about, id, {to}, kind, schema, account, role, acting_for,
                 effective_on, recorded_at, payload FROM event WHERE seq = {from}"
        );
        scene.meddle(&text).await.unwrap();
    }
    let events = scene.db.stream(&north(), case(1)).await.unwrap();
    let seqs: Vec<u64> = events.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4]);
    seqs
}

/// Writes into a column what it cannot hold, reads, and puts back what was there.
async fn spoilt(scene: &Scene, table: &str, column: &str, value: &str) -> String {
    let before = everything(&scene.db, &north()).await;
    let spoil = format!(
        "CREATE TABLE kept AS SELECT rowid AS number, {column} AS value FROM {table};
         UPDATE {table} SET {column} = '{value}'"
    );
    scene.meddle(&spoil).await.unwrap();
    let told = if table == "event" {
        reason(scene.db.stream(&north(), case(1)).await)
    } else {
        reason(scene.db.row(&north(), case(1)).await)
    };
    let restore = format!(
        "UPDATE {table} SET {column} = (SELECT value FROM kept WHERE number = {table}.rowid);
         DROP TABLE kept"
    );
    scene.meddle(&restore).await.unwrap();
    assert_eq!(everything(&scene.db, &north()).await, before);
    told
}

#[tokio::test]
async fn text_that_is_no_day_no_instant_and_no_json_is_named_on_sqlite() {
    let scene = Scene::sqlite().await;
    fill(&scene).await;
    scene.meddle("DROP TRIGGER event_is_not_changed").await.unwrap();
    let broken = [
        ("listing", "", "since", "2026-02-30"),
        ("listing", "", "due", "soon"),
        ("listing", "", "extra", "{"),
        ("event", " event 1", "effective_on", "2026-02-30"),
        ("event", " event 1", "recorded_at", "yesterday"),
        ("event", " event 1", "payload", "{"),
    ];
    for (table, place, column, value) in broken {
        let row = format!("case 00000000-0000-0000-0000-000000000001{place}");
        let expected = format!("{table} row {row}: column {column} is inconsistent");
        assert_eq!(spoilt(&scene, table, column, value).await, expected);
    }
}
