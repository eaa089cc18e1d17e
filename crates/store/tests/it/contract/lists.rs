//! Rows are found by what is asked of them, page by page, and can be thrown away and made again.

use guohe_cases::desk::Desk;
use guohe_cases::event::{About, NewEvent, StreamId};
use guohe_cases::kept::Kept;
use guohe_cases::law::Laws;
use guohe_cases::ports::{Row, RowQuery, Store as _};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::scene::*;

told_alike!(
    rows_are_found_by_every_field_and_by_several_at_once,
    pages_follow_each_other_without_overlap_or_gap,
    a_page_has_a_hundred_rows_when_nobody_says_how_many,
    what_is_wanted_is_found_behind_whatever_is_not,
    somebody_who_has_nothing_to_do_with_it_any_more_does_not_find_it,
    rows_made_again_from_the_log_are_the_same_to_the_byte,
    a_row_made_from_an_old_reading_does_not_replace_a_newer_one,
    a_question_that_nothing_can_answer_finds_nothing,
);

fn any() -> RowQuery {
    RowQuery::default()
}

async fn open(scene: &Scene, stream: StreamId, kind: &str, payload: Value) {
    let opened = [event(kind, payload)];
    scene.db.append(act(vec![append(stream, &[], &opened)])).await.unwrap();
}

async fn found(scene: &Scene, query: RowQuery) -> Vec<Uuid> {
    let rows = scene.db.rows(&north(), &query).await.unwrap();
    rows.into_iter().map(|row| row.stream.id).collect()
}

async fn rows_are_found_by_every_field_and_by_several_at_once(scene: &Scene) -> String {
    let said = |round: u128, host: u128, waits_for: &str, people: &[u128]| {
        let people: Vec<Uuid> = people.iter().copied().map(id).collect();
        json!({ "round": id(round), "organisation": id(host), "waits_for": waits_for, "people": people })
    };
    open(scene, case(3), "submitted", said(90, 80, "officer", &[71, 72])).await;
    open(scene, case(1), "submitted", said(90, 81, "officer", &[72, 72])).await;
    open(scene, case(2), "reviewed", said(91, 80, "leader", &[])).await;
    open(
        scene,
        StreamId { about: About::Notice, id: id(4) },
        "posted",
        said(90, 81, "public", &[71]),
    )
    .await;
    open(scene, StreamId { about: About::Round, id: id(5) }, "called", json!({})).await;

    let stages = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let questions = [
        (any(), vec![1, 2, 3, 4, 5]),
        (RowQuery { about: Some(About::Case), ..any() }, vec![1, 2, 3]),
        (RowQuery { about: Some(About::Organisation), ..any() }, vec![]),
        (RowQuery { round: Some(id(90)), ..any() }, vec![1, 3, 4]),
        (RowQuery { organisation: Some(id(80)), ..any() }, vec![2, 3]),
        (RowQuery { stages: stages(&["submitted"]), ..any() }, vec![1, 3]),
        (RowQuery { stages: stages(&["called", "reviewed", "nowhere"]), ..any() }, vec![2, 5]),
        (RowQuery { waits_for: Some("officer".to_owned()), ..any() }, vec![1, 3]),
        (RowQuery { person: Some(id(72)), ..any() }, vec![1, 3]),
        (RowQuery { person: Some(id(71)), ..any() }, vec![3, 4]),
        (RowQuery { person: Some(id(73)), ..any() }, vec![]),
        (RowQuery { after: Some(id(3)), ..any() }, vec![4, 5]),
        (RowQuery { limit: 2, ..any() }, vec![1, 2]),
        (
            RowQuery {
                about: Some(About::Case),
                round: Some(id(90)),
                organisation: Some(id(80)),
                stages: stages(&["submitted", "reviewed"]),
                waits_for: Some("officer".to_owned()),
                person: Some(id(71)),
                after: Some(id(1)),
                limit: 9,
            },
            vec![3],
        ),
    ];
    for (query, expected) in questions {
        let asked = format!("{query:?}");
        let expected: Vec<Uuid> = expected.into_iter().map(id).collect();
        assert_eq!(found(scene, query).await, expected, "{asked}");
    }
    json!(scene.db.rows(&north(), &any()).await.unwrap()).to_string()
}

async fn pages_follow_each_other_without_overlap_or_gap(scene: &Scene) -> Vec<Vec<Uuid>> {
    for number in [6, 2, 5, 1, 7, 3, 4] {
        let payload = json!({ "people": [id(if number == 4 { 72 } else { 71 })] });
        open(scene, case(number), "opened", payload).await;
    }
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let query = RowQuery { person: Some(id(71)), after, limit: 2, ..any() };
        let page = found(scene, query).await;
        let Some(last) = page.last() else { break };
        after = Some(*last);
        pages.push(page);
    }
    let expected: [&[u128]; 3] = [&[1, 2], &[3, 5], &[6, 7]];
    let expected: Vec<Vec<Uuid>> =
        expected.iter().map(|page| page.iter().copied().map(id).collect()).collect();
    assert_eq!(pages, expected);
    pages
}

async fn a_page_has_a_hundred_rows_when_nobody_says_how_many(scene: &Scene) -> usize {
    let opened = [event("opened", json!({}))];
    let appends = (1..=101).map(|number| append(case(number), &[], &opened)).collect();
    scene.db.append(act(appends)).await.unwrap();
    let page = found(scene, any()).await;
    assert_eq!(page, (1..=100).map(id).collect::<Vec<_>>());
    page.len()
}

/// More rows than a desk asks for at a time, of which the last two are wanted.
async fn what_is_wanted_is_found_behind_whatever_is_not(scene: &Scene) -> Vec<Vec<Uuid>> {
    const MANY: u128 = 1_003;
    let opened = [event("opened", json!({}))];
    let appends = (1..=MANY).map(|number| append(case(number), &[], &opened)).collect();
    scene.db.append(act(appends)).await.unwrap();
    let (tenant, kept, laws) = (north(), Kept::default(), Laws::default());
    let desk = Desk { tenant: &tenant, store: &scene.db, kept: &kept, laws: &laws };

    let wanted = |row: &Row| row.stream.id >= id(MANY - 1) || row.stream.id == id(7);
    let mut told = Vec::new();
    for (limit, most) in [(0, usize::MAX), (1, 3), (0, 2), (0, 1), (0, 0)] {
        let query = RowQuery { about: Some(About::Case), limit, ..any() };
        let rows = desk.rows_where(query, most, wanted).await.unwrap();
        told.push(rows.into_iter().map(|row| row.stream.id).collect());
    }
    let (first, last) = (id(7), [id(MANY - 1), id(MANY)]);
    let all = vec![first, last[0], last[1]];
    assert_eq!(told, [all.clone(), all, vec![first, last[0]], vec![first], vec![]]);
    let every = desk.rows(RowQuery { about: Some(About::Case), ..any() }).await.unwrap();
    let every: Vec<Uuid> = every.into_iter().map(|row| row.stream.id).collect();
    assert_eq!(every, (1..=MANY).map(id).collect::<Vec<_>>());
    told
}

async fn somebody_who_has_nothing_to_do_with_it_any_more_does_not_find_it(
    scene: &Scene,
) -> Vec<Vec<Uuid>> {
    let before = [event("assigned", json!({ "people": [id(71), id(72)] }))];
    scene.db.append(act(vec![append(case(1), &[], &before)])).await.unwrap();
    let after = [event("recused", json!({ "people": [id(72)] }))];
    scene.db.append(act(vec![append(case(1), &before, &after)])).await.unwrap();

    let mut told = Vec::new();
    for person in [71, 72] {
        told.push(found(scene, RowQuery { person: Some(id(person)), ..any() }).await);
    }
    assert_eq!(told, [vec![], vec![id(1)]]);
    told
}

/// Every row, and what every person finds, as bytes.
async fn lists(scene: &Scene) -> String {
    let mut all = vec![json!(scene.db.rows(&north(), &any()).await.unwrap())];
    for person in [71, 72] {
        let query = RowQuery { person: Some(id(person)), ..any() };
        all.push(json!(scene.db.rows(&north(), &query).await.unwrap()));
    }
    json!(all).to_string()
}

async fn rows_made_again_from_the_log_are_the_same_to_the_byte(scene: &Scene) -> String {
    let first = event("opened", json!({ "title": "中试 \"基地\"", "people": [id(72), id(71)] }));
    let second = event("submitted", json!({ "number": "〔2026〕1", "round": id(9) }));
    for number in 1..=3 {
        let events = [first.clone(), second.clone()];
        scene.db.append(act(vec![append(case(number), &[], &events)])).await.unwrap();
    }
    let before = lists(scene).await;
    // Wrong in one, gone in another.
    let spoil = "UPDATE listing SET stage = 'wrong', people = '[]' WHERE title <> '';
        DELETE FROM listing_person";
    scene.meddle(spoil).await.unwrap();
    scene.meddle("DELETE FROM listing WHERE (SELECT count(*) FROM listing) > 1").await.unwrap();
    assert_ne!(lists(scene).await, before);

    for stream in scene.db.streams(&north()).await.unwrap() {
        let events: Vec<NewEvent> = what(scene.db.stream(&north(), stream).await.unwrap());
        scene.db.replace_row(&north(), &row_of(stream, &events)).await.unwrap();
    }
    assert_eq!(lists(scene).await, before);
    before
}

async fn a_row_made_from_an_old_reading_does_not_replace_a_newer_one(scene: &Scene) -> String {
    let one = [event("opened", json!({}))];
    let two = [event("submitted", json!({}))];
    scene.db.append(act(vec![append(case(1), &[], &one)])).await.unwrap();
    let old = row_of(case(1), &one);
    scene.db.append(act(vec![append(case(1), &one, &two)])).await.unwrap();

    let told = reason(scene.db.replace_row(&north(), &old).await);
    assert_eq!(told, format!("{:?} has 2 events, not 1", case(1)));
    let row = scene.db.row(&north(), case(1)).await.unwrap();
    assert_eq!(row, Some(row_of(case(1), &[one, two].concat())));
    told
}

async fn a_question_that_nothing_can_answer_finds_nothing(scene: &Scene) -> Vec<Uuid> {
    open(scene, case(1), "opened", json!({ "waits_for": "officer" })).await;
    let query = RowQuery { waits_for: Some("officer\0".to_owned()), ..any() };
    let nothing = found(scene, query).await;
    assert_eq!(nothing, Vec::<Uuid>::new());
    assert_eq!(scene.db.account_by_login(&north(), "a\0").await.unwrap(), None);
    assert_eq!(scene.db.setting(&north(), "a\0").await.unwrap(), None);
    nothing
}
