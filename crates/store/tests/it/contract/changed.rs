//! An account that changes with an act, and the log without what is in it.

use guohe_cases::{
    auditing::{Auditing as _, LogQuery},
    credential::Credentials as _,
    event::NewEvent,
    people::{Change, People as _},
    ports::{Store as _, Written},
};
use serde_json::json;

use super::people::{account, session};
use crate::scene::*;

told_alike!(
    an_account_changes_with_its_act_or_not_at_all,
    the_log_is_told_line_by_line_without_what_is_in_it,
);

fn opening_event() -> NewEvent {
    event("opened", json!({}))
}

#[expect(clippy::cognitive_complexity, reason = "a story is told in one go")]
async fn an_account_changes_with_its_act_or_not_at_all(scene: &Scene) -> String {
    let (db, stream) = (&scene.db, case(1));
    let opened = append(stream, &[], &[opening_event()]);
    let added = db.append_with(act(vec![opened.clone()]), &[Change::Add(account(1, "one"))]).await;
    assert_eq!(added.unwrap(), Written::Now);
    db.open_session(&north(), &session(1, 1)).await.unwrap();
    let roles = Change::Roles { account: id(1), roles: vec!["audit".to_owned()] };
    // The stream has moved on, so neither is done.
    let late = db.append_with(act(vec![opened]), std::slice::from_ref(&roles)).await;
    assert!(late.is_err());
    let before = db.account(&north(), id(1)).await.unwrap().unwrap();
    assert_eq!(before.roles, account(1, "one").roles);
    assert_eq!(db.sessions_of(&north(), id(1)).await.unwrap().len(), 1);
    // A login that is taken leaves no event.
    let events = db.stream(&north(), stream).await.unwrap();
    let second = append(case(2), &[], &[opening_event()]);
    assert!(db.append_with(act(vec![second]), &[Change::Add(account(2, "one"))]).await.is_err());
    assert_eq!(db.stream(&north(), case(2)).await.unwrap(), []);
    let so_far = what(events);
    let next = append(stream, &so_far, &[opening_event()]);
    let keyed = keyed("roles", 1, act(vec![next]));
    assert_eq!(
        db.append_with(keyed.clone(), std::slice::from_ref(&roles)).await.unwrap(),
        Written::Now
    );
    assert_eq!(db.append_with(keyed, &[roles]).await.unwrap(), Written::Before);
    let after = db.account(&north(), id(1)).await.unwrap().unwrap();
    assert_eq!(after.roles, ["audit"]);
    assert_eq!(db.sessions_of(&north(), id(1)).await.unwrap(), []);
    format!("{after:?}")
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
