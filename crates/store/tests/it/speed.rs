//! How long an act takes; looked at by people, not by the build.
//!
//! `cargo nextest run -p guohe-store --run-ignored only --success-output immediate`. The clusters that
//! tests start do without `fsync`; for an honest figure of PostgreSQL announce a server that has it.

use std::time::{Duration, Instant};

use guohe_cases::ports::Store as _;
use serde_json::json;

use crate::scene::*;

const ACTS: u32 = 300;

#[expect(clippy::disallowed_methods, reason = "this is what is measured")]
async fn times(scene: &Scene) -> Vec<Duration> {
    let mut times = Vec::new();
    let mut before = Vec::new();
    for number in 0..ACTS {
        let mut next = event("noted", json!({ "title": "一个事件", "people": [id(1), id(2)] }));
        next.personal = Some(json!({ "name": "某人" }));
        let appends = vec![append(case(1), &before, std::slice::from_ref(&next))];
        let mut one = keyed(&number.to_string(), 1, act(appends));
        before.push(next);
        // The row of the story grows with the stream; that of the domain does not.
        one.appends[0].row.extra = json!({});
        let begun = Instant::now();
        scene.db.append(one).await.unwrap();
        times.push(begun.elapsed());
    }
    times.sort();
    times
}

#[expect(clippy::print_stdout, reason = "the figures are for people to read")]
fn report(engine: &str, times: &[Duration]) {
    let at = |part: usize| times[times.len() * part / 100];
    println!("{engine}: {ACTS} acts, median {:?}, 95th percentile {:?}", at(50), at(95));
}

#[tokio::test]
#[ignore = "a measurement"]
async fn an_act_on_sqlite() {
    report("SQLite, synchronous = FULL", &times(&Scene::sqlite().await).await);
}

#[tokio::test]
#[ignore = "a measurement"]
async fn an_act_on_postgres() {
    report("PostgreSQL", &times(&Scene::postgres().await).await);
}
