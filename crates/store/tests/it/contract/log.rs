//! Acts go in whole or not at all, and streams come out as they went in.

use guohe_cases::event::{About, NewEvent, StreamId};
use guohe_cases::ports::{Act, Store as _};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::scene::*;

told_alike!(
    what_was_appended_is_read_back_byte_for_byte,
    instants_come_back_to_the_microsecond,
    an_append_on_top_of_another_version_conflicts_and_says_what_it_found,
    the_same_key_with_the_same_request_has_no_second_effect,
    a_key_used_for_another_request_is_noticed,
    a_key_of_an_act_that_failed_is_free_again,
    an_act_that_fails_leaves_nothing_behind,
    an_act_may_touch_one_stream_twice,
    what_could_not_be_read_back_is_refused_before_it_is_written,
    a_row_that_does_not_follow_from_its_events_is_refused,
    a_stream_id_belongs_to_one_thing,
    streams_are_listed_in_ascending_order,
);

async fn what_was_appended_is_read_back_byte_for_byte(scene: &Scene) -> String {
    let mut first =
        event("opened", json!({ "标题": "国际合作 \"x\" 𠮷\n", "b": { "z": [], "a": null } }));
    first.personal = Some(json!({ "姓名": "某人", "phone": ["1", "0"] }));
    first.schema = u16::MAX;
    let mut second = event("submitted", json!([u64::MAX, i64::MIN, 0, true, "", {}]));
    second.actor.acting_for = Some(id(7));
    second.effective_on = date(2024, 2, 29);
    let third = event("noted", Value::Null);
    let events = [first, second, third];
    scene.db.append(act(vec![append(case(1), &[], &events)])).await.unwrap();

    let read = scene.db.stream(&north(), case(1)).await.unwrap();
    let seqs: Vec<u64> = read.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, [1, 2, 3]);
    assert_eq!(json!(what(read.clone())).to_string(), json!(events).to_string());
    let row = scene.db.row(&north(), case(1)).await.unwrap();
    assert_eq!(row, Some(row_of(case(1), &events)));
    assert_eq!(scene.db.streams(&north()).await.unwrap(), [case(1)]);
    assert_eq!(scene.db.stream(&north(), case(2)).await.unwrap(), []);
    assert_eq!(scene.db.row(&north(), case(2)).await.unwrap(), None);
    format!("{} {}", json!(read), json!(row))
}

async fn instants_come_back_to_the_microsecond(scene: &Scene) -> Vec<String> {
    let mut before = Vec::new();
    let instants =
        ["2026-03-01T00:00:00Z", "2026-03-01T00:00:00.5Z", "2026-12-31T23:59:59.999999999Z"];
    for instant in instants {
        let next = [event("noted", json!({}))];
        let appends = vec![append(case(1), &before, &next)];
        scene.db.append(Act { at: instant.parse().unwrap(), ..act(appends) }).await.unwrap();
        before.extend(next);
    }
    let read = scene.db.stream(&north(), case(1)).await.unwrap();
    let read: Vec<String> = read.iter().map(|event| event.recorded_at.to_string()).collect();
    let expected =
        ["2026-03-01T00:00:00Z", "2026-03-01T00:00:00.5Z", "2026-12-31T23:59:59.999999Z"];
    assert_eq!(read, expected);
    read
}

async fn an_append_on_top_of_another_version_conflicts_and_says_what_it_found(
    scene: &Scene,
) -> Vec<String> {
    let events = [event("opened", json!({})), event("submitted", json!({}))];
    scene.db.append(act(vec![append(case(1), &[], &events)])).await.unwrap();

    let mut told = Vec::new();
    for (stream, seen) in [(case(1), 0), (case(1), 1), (case(1), 3), (case(2), 1)] {
        let before = vec![event("opened", json!({})); seen];
        let late = act(vec![append(stream, &before, &[event("late", json!({}))])]);
        told.push(outcome(&scene.db.append(late).await));
    }
    let conflict = |stream, expected: u64, found: u64| {
        format!("Conflict {{ stream: {stream:?}, expected: {expected}, found: {found} }}")
    };
    let expected = [
        conflict(case(1), 0, 2),
        conflict(case(1), 1, 2),
        conflict(case(1), 3, 2),
        conflict(case(2), 1, 0),
    ];
    assert_eq!(told, expected);
    assert_eq!(what(scene.db.stream(&north(), case(1)).await.unwrap()), events);
    assert_eq!(scene.db.streams(&north()).await.unwrap(), [case(1)]);
    told
}

fn with_key(key: &str, request: u8, before: &[NewEvent], kind: &str) -> Act {
    let events = [event(kind, json!({}))];
    keyed(key, request, act(vec![append(case(1), before, &events)]))
}

async fn the_same_key_with_the_same_request_has_no_second_effect(scene: &Scene) -> Vec<String> {
    let once = with_key("k", 1, &[], "opened");
    let mut told = vec![outcome(&scene.db.append(once.clone()).await)];
    let opened = [event("opened", json!({}))];
    told.push(outcome(&scene.db.append(with_key("other", 1, &opened, "submitted")).await));
    // By now it would conflict, were it not known.
    told.push(outcome(&scene.db.append(once).await));
    assert_eq!(told, ["Now", "Now", "Before"]);
    let kinds: Vec<String> = what(scene.db.stream(&north(), case(1)).await.unwrap())
        .into_iter()
        .map(|e| e.kind)
        .collect();
    assert_eq!(kinds, ["opened", "submitted"]);
    told
}

async fn a_key_used_for_another_request_is_noticed(scene: &Scene) -> Vec<String> {
    let opened = [event("opened", json!({}))];
    let told = [
        outcome(&scene.db.append(with_key("k", 1, &[], "opened")).await),
        outcome(&scene.db.append(with_key("k", 2, &opened, "submitted")).await),
    ];
    assert_eq!(told, ["Now", "KeyReused"]);
    assert_eq!(what(scene.db.stream(&north(), case(1)).await.unwrap()), opened);
    told.to_vec()
}

async fn a_key_of_an_act_that_failed_is_free_again(scene: &Scene) -> Vec<String> {
    let opened = [event("opened", json!({}))];
    let early = scene.db.append(with_key("k", 1, &opened, "submitted")).await;
    let now = scene.db.append(with_key("k", 2, &[], "opened")).await;
    let told = vec![outcome(&early), outcome(&now)];
    assert!(told[0].starts_with("Conflict"), "{told:?}");
    assert_eq!(told[1], "Now");
    told
}

async fn an_act_that_fails_leaves_nothing_behind(scene: &Scene) -> Vec<String> {
    scene.db.append(act(vec![append(case(2), &[], &[event("opened", json!({}))])])).await.unwrap();
    let before = everything(&scene.db, &north()).await;

    let mut secret = event("opened", json!({ "people": [id(9)] }));
    secret.personal = Some(json!({ "name": "某人" }));
    // The first stream is in order; the second has gone on meanwhile.
    let late = append(case(2), &[], &[event("late", json!({}))]);
    let spoilt = append(case(3), &[], &[event("opened", json!({ "share": 0.5 }))]);
    let mut told = Vec::new();
    for wrong in [late, spoilt] {
        let fine = append(case(1), &[], &[secret.clone()]);
        let whole = keyed("k", 1, act(vec![fine, wrong]));
        told.push(outcome(&scene.db.append(whole).await));
    }
    assert!(told[0].starts_with("Conflict"), "{told:?}");
    assert!(told[1].starts_with("Inconsistent"), "{told:?}");
    assert_eq!(everything(&scene.db, &north()).await, before);

    // Neither the stream nor the key was taken.
    let again = keyed("k", 1, act(vec![append(case(1), &[], &[secret])]));
    assert_eq!(outcome(&scene.db.append(again).await), "Now");
    told
}

async fn an_act_may_touch_one_stream_twice(scene: &Scene) -> String {
    let (one, two) = ([event("opened", json!({}))], [event("submitted", json!({}))]);
    let both = vec![append(case(1), &[], &one), append(case(1), &one, &two)];
    scene.db.append(act(both)).await.unwrap();
    let all = [one, two].concat();
    assert_eq!(what(scene.db.stream(&north(), case(1)).await.unwrap()), all);
    let row = scene.db.row(&north(), case(1)).await.unwrap().unwrap();
    assert_eq!(row, row_of(case(1), &all));
    json!(row).to_string()
}

async fn what_could_not_be_read_back_is_refused_before_it_is_written(scene: &Scene) -> Vec<String> {
    let mut nul = event("noted", json!({}));
    nul.actor.role = "a\0".to_owned();
    let mut deep = json!(0);
    for _ in 0..120 {
        deep = json!([deep]);
    }
    let wrong = [event("noted", json!(0.5)), event("noted", deep), nul];
    let mut told = Vec::new();
    for event in wrong {
        told.push(reason(scene.db.append(act(vec![append(case(1), &[], &[event])])).await));
    }
    let mut titled = append(case(1), &[], &[event("noted", json!({}))]);
    titled.row.title = "a\0".to_owned();
    told.push(reason(scene.db.append(act(vec![titled])).await));

    let stream = "row case 00000000-0000-0000-0000-000000000001";
    let expected = [
        format!("event {stream}: column payload is inconsistent"),
        format!("event {stream}: column payload is inconsistent"),
        format!("event {stream}: column role is inconsistent"),
        format!("listing {stream}: column title is inconsistent"),
    ];
    assert_eq!(told, expected);
    assert_eq!(scene.db.streams(&north()).await.unwrap(), []);
    told
}

async fn a_row_that_does_not_follow_from_its_events_is_refused(scene: &Scene) -> Vec<String> {
    let good = append(case(1), &[], &[event("opened", json!({}))]);
    let (mut stale, mut strange, mut empty) = (good.clone(), good.clone(), good);
    stale.row.version = 2;
    strange.row.stream = case(2);
    empty.events.clear();
    let mut told = Vec::new();
    for wrong in [stale, strange, empty] {
        told.push(reason(scene.db.append(act(vec![wrong])).await));
    }
    let stream = "row case 00000000-0000-0000-0000-000000000001";
    let expected = [
        format!("listing {stream}: column version is inconsistent"),
        format!("listing {stream}: column id is inconsistent"),
        format!("event {stream}: column seq is inconsistent"),
    ];
    assert_eq!(told, expected);
    assert_eq!(scene.db.streams(&north()).await.unwrap(), []);
    told
}

async fn a_stream_id_belongs_to_one_thing(scene: &Scene) -> String {
    let opened = [event("opened", json!({}))];
    scene.db.append(act(vec![append(case(1), &[], &opened)])).await.unwrap();
    let notice = StreamId { about: About::Notice, ..case(1) };
    let told = reason(scene.db.append(act(vec![append(notice, &[], &opened)])).await);
    let row = format!("notice {}", case(1).id);
    assert_eq!(told, format!("stream row {row}: column about is inconsistent"));
    assert_eq!(scene.db.streams(&north()).await.unwrap(), [case(1)]);
    assert_eq!(scene.db.stream(&north(), notice).await.unwrap(), []);
    told
}

async fn streams_are_listed_in_ascending_order(scene: &Scene) -> Vec<StreamId> {
    let kinds = [About::Organisation, About::Notice, About::Case, About::Round];
    let streams: Vec<StreamId> = (1..=8)
        .zip(kinds.iter().cycle())
        .map(|(n, about)| StreamId { about: *about, id: id(n) })
        .collect();
    let opened = [event("opened", json!({}))];
    let appends = streams.iter().map(|stream| append(*stream, &[], &opened)).collect();
    scene.db.append(act(appends)).await.unwrap();
    let listed = scene.db.streams(&north()).await.unwrap();
    let numbers: Vec<u128> = listed.iter().map(|stream| stream.id.as_u128()).collect();
    assert_eq!(numbers, [4, 8, 3, 7, 2, 6, 1, 5]);
    listed
}
