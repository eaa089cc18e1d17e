//! What an installation keeps about natural persons, as the commands tell it.

use guohe_cases::{event::About, ports::Store as _};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    live::Live,
    world::{Run, guohe},
};

#[tokio::test]
async fn what_a_case_holds_about_somebody_is_exported_and_stays_while_a_rule_demands_it() {
    let live = Live::told("persons", None, "lishi", "submit").await;
    let case = live.script.case_id("lishi").unwrap();
    let now: Timestamp = "2026-05-06T02:00:00Z".parse().unwrap();
    live.enters((Uuid::from_u128(0xC1), "clerk", "某甲"), ("authority", None), now).await;
    let before = live.events(case).await.len();
    let streams = live.store.streams(&live.tenant).await.unwrap();
    assert!(streams.iter().any(|stream| stream.about == About::Case && stream.id == case));
    let data = live.data().to_owned();
    live.store.close().await;
    let case = case.to_string();
    let run = |arguments: &[&str]| -> Run { guohe(&[arguments, &["--data", &data]].concat(), b"") };

    let told = run(&["person", "export", &case]);
    assert_eq!(told.code, 0, "{}", told.err);
    let document: Value = serde_json::from_str(&told.out).unwrap();
    let subjects = document["subjects"].as_array().unwrap();
    assert!(!subjects.is_empty());
    for fact in subjects.iter().flat_map(|one| one["facts"].as_array().unwrap()) {
        assert!(fact["value"].is_string() && fact["name"].is_array(), "{fact}");
        assert_eq!(fact["until"], Value::Null, "while the case goes on: {fact}");
    }
    let subject = subjects[0]["subject"].as_str().unwrap();
    let one = run(&["person", "export", &case, "--subject", subject]);
    let one: Value = serde_json::from_str(&one.out).unwrap();
    assert_eq!(one["subjects"].as_array().unwrap(), &subjects[..1]);

    let erase = ["person", "erase", &case, subject, "--reasons", "期满", "--by"];
    let stranger = run(&[&erase[..], &["nobody"]].concat());
    assert_eq!(stranger.code, 64);
    assert!(stranger.err.contains("there is no account nobody"), "{}", stranger.err);
    let refused = run(&[&erase[..], &["clerk"]].concat());
    assert_eq!((refused.code, &*refused.out), (64, ""), "{}", refused.err);
    let due = run(&["retention", "due"]);
    assert_eq!((due.code, &*due.out), (0, "0 项保存期满 / past their term of retention\n"));

    let again = guohe_store::Database::connect(&data).await.unwrap();
    let stream = guohe_cases::event::StreamId { about: About::Case, id: case.parse().unwrap() };
    assert_eq!(again.stream(&live.tenant, stream).await.unwrap().len(), before);
    again.close().await;
}
