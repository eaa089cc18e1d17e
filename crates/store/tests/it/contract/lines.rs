//! The log without what is in it.

use guohe_cases::{
    auditing::{Auditing as _, LogQuery},
    event::NewEvent,
    ports::Store as _,
};
use serde_json::json;

use crate::scene::*;

told_alike!(the_log_is_told_line_by_line_without_what_is_in_it);

fn opening_event() -> NewEvent {
    event("opened", json!({}))
}

#[expect(clippy::cognitive_complexity, reason = "a story is told in one go")]
async fn the_log_is_told_line_by_line_without_what_is_in_it(scene: &Scene) -> String {
    let db = &scene.db;
    for n in 1..=3 {
        db.append(act(vec![append(case(n), &[], &[opening_event()])])).await.unwrap();
    }
    let all = db.lines(&north(), &LogQuery::default()).await.unwrap();
    let numbers: Vec<u64> = all.iter().map(|line| line.number).collect();
    assert_eq!((numbers, db.size(&north()).await.unwrap()), (vec![3, 2, 1], 3));
    let of = async |query: LogQuery| db.lines(&north(), &query).await.unwrap().len();
    let by = all[0].account;
    assert_eq!(of(LogQuery { account: Some(by), ..LogQuery::default() }).await, 3);
    assert_eq!(of(LogQuery { account: Some(id(0xFFFF)), ..LogQuery::default() }).await, 0);
    let kind = Some(all[0].kind.clone());
    assert_eq!(of(LogQuery { kind, before: Some(3), limit: 1, ..LogQuery::default() }).await, 1);
    assert_eq!(of(LogQuery { kind: Some("other".to_owned()), ..LogQuery::default() }).await, 0);
    let at = all[0].at;
    assert_eq!(of(LogQuery { from: Some(at), ..LogQuery::default() }).await, 3);
    assert_eq!(of(LogQuery { until: Some(at), ..LogQuery::default() }).await, 0);
    let found = db.verify(&north(), &|_| ()).await.unwrap().unwrap();
    assert_eq!((found.events, found.wrong, found.first), (3, 0, None));
    format!("{all:?}{found:?}")
}
