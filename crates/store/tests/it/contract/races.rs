//! Several at once: one wins, nobody is lost, nobody waits for ever.

use std::collections::BTreeSet;

use guohe_cases::event::StreamId;
use guohe_cases::ports::{Store as _, StoreError, Written};
use guohe_store::Database;
use serde_json::json;
use tokio::task::JoinSet;

use crate::scene::*;

told_alike!(
    of_two_writers_who_saw_the_same_exactly_one_wins,
    many_writers_leave_no_gap_and_lose_nothing,
    acts_that_touch_the_same_streams_in_another_order_do_not_lock_each_other_up,
    the_same_key_sent_at_once_has_one_effect,
    an_act_that_is_abandoned_is_whole_or_absent_and_holds_nobody_up,
    a_counter_gives_every_number_once_and_leaves_none_out,
);

async fn of_two_writers_who_saw_the_same_exactly_one_wins(scene: &Scene) -> Vec<Vec<String>> {
    let mut rounds = Vec::new();
    for round in 0..20 {
        let mut writers = JoinSet::new();
        for kind in ["left", "right"] {
            let one = act(vec![append(case(round), &[], &[event(kind, json!({}))])]);
            let db = scene.db.clone();
            writers.spawn(async move { outcome(&db.append(one).await) });
        }
        let mut outcomes = writers.join_all().await;
        outcomes.sort();
        let stream = case(round);
        let lost = format!("Conflict {{ stream: {stream:?}, expected: 0, found: 1 }}");
        assert_eq!(outcomes, [lost, "Now".to_owned()]);
        assert_eq!(scene.db.stream(&north(), stream).await.unwrap().len(), 1);
        rounds.push(outcomes);
    }
    rounds
}

/// Writes an event, again and again, until nobody comes in between.
async fn insist(db: &Database, stream: StreamId, name: &str) {
    loop {
        let seen = what(db.stream(&north(), stream).await.unwrap());
        let mine = append(stream, &seen, &[event(name, json!({}))]);
        match db.append(act(vec![mine])).await {
            Ok(written) => return assert_eq!(written, Written::Now),
            Err(StoreError::Conflict { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}

async fn many_writers_leave_no_gap_and_lose_nothing(scene: &Scene) -> BTreeSet<String> {
    const WRITERS: u32 = 8;
    const EACH: u32 = 10;
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let db = scene.db.clone();
        writers.spawn(async move {
            for number in 0..EACH {
                insist(&db, case(1), &format!("{writer}-{number}")).await;
            }
        });
    }
    writers.join_all().await;

    let events = scene.db.stream(&north(), case(1)).await.unwrap();
    let seqs: Vec<u64> = events.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, (1..=u64::from(WRITERS * EACH)).collect::<Vec<_>>());
    let events = what(events);
    assert_eq!(scene.db.row(&north(), case(1)).await.unwrap(), Some(row_of(case(1), &events)));
    let kinds: BTreeSet<String> = events.into_iter().map(|event| event.kind).collect();
    let all = (0..WRITERS).flat_map(|w| (0..EACH).map(move |n| format!("{w}-{n}")));
    assert_eq!(kinds, all.collect());
    kinds
}

async fn acts_that_touch_the_same_streams_in_another_order_do_not_lock_each_other_up(
    scene: &Scene,
) -> usize {
    let mut acts = JoinSet::new();
    for turn in 0..40 {
        let db = scene.db.clone();
        acts.spawn(async move {
            let pair = if turn % 2 == 0 { [case(1), case(2)] } else { [case(2), case(1)] };
            loop {
                let mut appends = Vec::new();
                for stream in pair {
                    let seen = what(db.stream(&north(), stream).await.unwrap());
                    appends.push(append(stream, &seen, &[event("met", json!({}))]));
                }
                match db.append(act(appends)).await {
                    Ok(_) => break,
                    Err(StoreError::Conflict { .. }) => {}
                    Err(error) => panic!("{error:?}"),
                }
            }
        });
    }
    acts.join_all().await;
    let lengths = [
        scene.db.stream(&north(), case(1)).await.unwrap().len(),
        scene.db.stream(&north(), case(2)).await.unwrap().len(),
    ];
    assert_eq!(lengths, [40, 40]);
    lengths[0]
}

async fn the_same_key_sent_at_once_has_one_effect(scene: &Scene) -> Vec<String> {
    let mut senders = JoinSet::new();
    for _ in 0..10 {
        let opened = append(case(1), &[], &[event("opened", json!({}))]);
        let one = keyed("k", 1, act(vec![opened]));
        let db = scene.db.clone();
        senders.spawn(async move { outcome(&db.append(one).await) });
    }
    let mut outcomes = senders.join_all().await;
    outcomes.sort();
    let expected = [vec!["Before"; 9], vec!["Now"]].concat();
    assert_eq!(outcomes, expected);
    assert_eq!(scene.db.stream(&north(), case(1)).await.unwrap().len(), 1);
    outcomes
}

async fn an_act_that_is_abandoned_is_whole_or_absent_and_holds_nobody_up(scene: &Scene) -> usize {
    let opened = [event("opened", json!({ "people": [id(1), id(2)] }))];
    for number in 0..60 {
        let pair = [case(2 * number), case(2 * number + 1)];
        let appends = pair.map(|stream| append(stream, &[], &opened));
        let (db, one) = (scene.db.clone(), act(appends.into()));
        // The person closed the window: the request is dropped wherever it happens to be.
        let request = tokio::spawn(async move { db.append(one).await });
        for _ in 0..number {
            tokio::task::yield_now().await;
        }
        request.abort();
        let finished = request.await.is_ok();
        // In one question: it may be on its way to the disk all the while.
        let streams = scene.db.streams(&north()).await.unwrap();
        let there = pair.map(|stream| streams.contains(&stream));
        assert!(there == [true; 2] || (there == [false; 2] && !finished), "{number}: {there:?}");
    }
    insist(&scene.db, case(1000), "after").await;
    scene.db.stream(&north(), case(1000)).await.unwrap().len()
}

async fn a_counter_gives_every_number_once_and_leaves_none_out(scene: &Scene) -> Vec<u64> {
    let mut clerks = JoinSet::new();
    for _ in 0..8 {
        let db = scene.db.clone();
        clerks.spawn(async move {
            let mut numbers = Vec::new();
            for _ in 0..10 {
                numbers.push(db.next_number(&north(), "certificates").await.unwrap());
            }
            assert!(numbers.is_sorted(), "later numbers are higher: {numbers:?}");
            numbers
        });
    }
    let mut numbers = clerks.join_all().await.concat();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=80).collect::<Vec<_>>());
    assert_eq!(scene.db.next_number(&north(), "notices").await.unwrap(), 1);
    numbers
}
