//! How long it takes to verify a million events. Started by hand, with the optimised program (docs/performance.md).

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use guohe_cases::{
    account::Step,
    desk::row_of,
    event::{About, Actor, Event, StreamId, Tenant},
    happened::{Entry, Happened},
    ports::{Act, Append, Evidence as _, Store as _},
};
use guohe_store::{Database, Notary};
use jiff::{Timestamp, civil::date};
use uuid::Uuid;

use crate::world::{folder, guohe};

/// Acts, streams that begin with each, events in each stream.
const MILLION: [u64; 3] = [1_000, 50, 20];
const FEW: [u64; 3] = [3, 2, 20];

/// A stream of an account with events that its fold reads.
fn stream(number: u64, events: u64, at: Timestamp) -> Append {
    let stream = StreamId { about: About::Account, id: Uuid::from_u128(number.into()) };
    let actor = Actor { account: stream.id, role: "audit".to_owned(), acting_for: None };
    let step = Entry::plain(Happened::Account(Step::LogVerified {}));
    let what = step.record(actor, date(2026, 3, 1)).unwrap();
    let event = |seq| Event { stream, seq, recorded_at: at, what: what.clone() };
    let all: Vec<Event> = (1..=events).map(event).collect();
    let row = row_of(stream, &all).unwrap().unwrap();
    let events = all.into_iter().map(|event| event.what).collect();
    Append { stream, expected: 0, events, row, registered: Vec::new() }
}

/// A log of so many events by the way of all acts, sealed at its end.
async fn log(name: &str, [acts, streams, events]: [u64; 3]) -> (PathBuf, Database) {
    let data = folder(name).join("data");
    let store = Database::connect(data.to_str().unwrap()).await.unwrap();
    let store = store.signed_by(Notary::open(&data).unwrap());
    let tenant = Tenant("main".to_owned());
    for number in 0..acts {
        let first = number * streams + 1;
        let at = Timestamp::from_second(1_772_300_000 + i64::try_from(number).unwrap()).unwrap();
        let appends = (first..first + streams).map(|number| stream(number, events, at)).collect();
        let act = Act { tenant: tenant.clone(), at, idempotency: None, appends, freezes: false };
        store.append(act).await.unwrap();
    }
    let at = Timestamp::from_second(1_772_400_000).unwrap();
    store.seal(&tenant, at).await.unwrap().unwrap();
    (data, store)
}

#[expect(clippy::print_stdout, reason = "the figures are the result")]
#[expect(clippy::disallowed_methods, reason = "it measures how long the machine takes")]
async fn measured(name: &str, size: [u64; 3]) {
    let events: u64 = size.iter().product();
    let began = Instant::now();
    let (data, store) = log(name, size).await;
    println!("{events} events were recorded in {:?}", began.elapsed());
    let began = Instant::now();
    let tenant = Tenant("main".to_owned());
    let mut seen = 0;
    let findings = store.verify_chain(&tenant, &[], |done| seen = done).await.unwrap();
    println!("chain, tree, texts and keys alone: {:?}", began.elapsed());
    assert_eq!((seen, findings), (events, Vec::new()));
    store.close().await;
    let began = Instant::now();
    let run = guohe(&["audit", "verify", "--data", Path::new(&data).to_str().unwrap()], b"");
    println!("the whole of `guohe audit verify`: {:?}", began.elapsed());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    // The checkpoint in the database and the same one outside.
    assert!(run.out.contains(&format!(" {events} / 2 / ")), "{}", run.out);
}

#[tokio::test]
async fn a_log_of_many_streams_is_verified() {
    measured("audit-few", FEW).await;
}

#[tokio::test]
#[ignore = "a million events take minutes to record; docs/performance.md says how to run it"]
async fn a_million_events_are_verified() {
    measured("audit-million", MILLION).await;
}
