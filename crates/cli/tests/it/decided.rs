//! One decision is final, however many try to take it at once: on both databases, and over two programs on one server.

use std::sync::Arc;

use axum::{Router, body::Body, http::StatusCode};
use guohe_cases::event::Event;
use guohe_testkit::postgres::Database;
use jiff::{SignedDuration, Timestamp};
use tokio::{sync::Barrier, task::JoinSet};
use uuid::Uuid;

use crate::live::{Live, Told, at, send};

/// How many try at once, each with a session of their own.
const CLIENTS: u128 = 20;

/// One attempt: who, over which case, in which language, under which key, and what came of it.
#[derive(Debug)]
struct Attempt {
    client: u128,
    case: Uuid,
    key: String,
    english: bool,
    told: Told,
}

fn name(client: u128) -> String {
    format!("负责人{client:02}")
}

/// What one client does: everybody begins with a case at the same time and tries several times.
async fn tries(
    site: Router,
    (client, cases, each): (u128, Arc<Vec<(Uuid, u64)>>, u32),
    (start, now): (Arc<Barrier>, Timestamp),
) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    for (case, version) in &*cases {
        start.wait().await;
        for number in 0..each {
            // Every third attempt repeats the one before, as an impatient hand does.
            let key =
                format!("{case}-{client}-{}", if number % 3 == 1 { number - 1 } else { number });
            // Some send back what the others confirm; some have no version to show.
            let outcome = if client % 7 == 3 { "sent_back&reasons=x" } else { "confirmed" };
            let seen = if client % 2 == 0 { format!("&seen={version}") } else { String::new() };
            let form = format!("form_token=leader{client}&once={key}&outcome={outcome}{seen}");
            let english = client % 3 == 0;
            let query = if english { "?lang=en" } else { "" };
            let path = format!("/desk/cases/{case}/acts/confirm_decision{query}");
            let who = format!("leader{client}");
            let told = at(now, send(&site, &who, &path, Some(Body::from(form)))).await;
            attempts.push(Attempt { client, case: *case, key, english, told });
        }
    }
    attempts
}

/// The event that decided, of which there is one.
fn decision(events: &[Event]) -> (u64, u128) {
    let decisive = |event: &&Event| {
        ["decision_confirmed", "decision_sent_back"].contains(&event.what.kind.as_str())
    };
    let all: Vec<_> = events.iter().filter(decisive).collect();
    let [one] = all[..] else { panic!("{} decisions", all.len()) };
    (one.seq, one.what.actor.account.as_u128() - 0xBEEF_0000)
}

/// What is wrong with the answer to an attempt, given who decided.
fn wrong(attempt: &Attempt, (seq, winner): (u64, u128)) -> Option<String> {
    let Attempt { client, case, told, .. } = attempt;
    if *client == winner {
        // Their first attempt was recorded; what they tried under another key came after it.
        let first = attempt.key == format!("{case}-{client}-0");
        if first {
            let done =
                told.status == StatusCode::SEE_OTHER && told.to == format!("/desk/cases/{case}");
            return (!done).then(|| format!("the winner was told {}", told.status));
        }
    }
    let said = if attempt.english {
        [
            format!("by {} (", name(winner)),
            format!("record {seq} of the case"),
            "turn to them".to_owned(),
        ]
    } else {
        [name(winner), format!("第{seq}条记录"), "无需再次办理".to_owned()]
    };
    let named =
        told.status == StatusCode::CONFLICT && said.iter().all(|one| told.body.contains(one));
    (!named).then(|| format!("{client} under {}: {} {}", attempt.key, told.status, told.body))
}

/// Has all clients try on so many cases, over so many programs on one database.
#[expect(clippy::print_stdout, reason = "how much was tried is part of the result")]
#[expect(clippy::cognitive_complexity, reason = "one story, told from its beginning to its end")]
async fn race(label: &str, server: Option<&str>, programs: usize, (cases, each): (u128, u32)) {
    let live = Live::told(&format!("decided-{label}"), server, "qiheng", "confirm_decision").await;
    let like = live.events(live.script.case_id("qiheng").unwrap()).await;
    let now = like.last().unwrap().recorded_at.checked_add(SignedDuration::from_hours(1)).unwrap();
    let version = u64::try_from(like.len()).unwrap();
    let copies = live.others(&like, 0..u64::try_from(cases).unwrap()).await;
    let all: Vec<_> = copies.into_iter().map(|case| (case, version)).collect();
    for client in 0..CLIENTS {
        let id = Uuid::from_u128(0xBEEF_0000 + client);
        let person = (id, &*format!("leader{client}"), &*name(client));
        live.enters(person, ("leader", None), now).await;
    }
    let mut sites = Vec::new();
    for _ in 0..programs {
        sites.push(live.program().await);
    }
    let (all, start) = (Arc::new(all), Arc::new(Barrier::new(usize::try_from(CLIENTS).unwrap())));
    let mut running = JoinSet::new();
    for (client, site) in (0..CLIENTS).zip(sites.iter().cycle()) {
        let what = (client, Arc::clone(&all), each);
        running.spawn(tries(site.clone(), what, (Arc::clone(&start), now)));
    }
    let attempts: Vec<Attempt> = running.join_all().await.into_iter().flatten().collect();
    let mut faults = Vec::new();
    for (case, version) in &*all {
        let events = live.events(*case).await;
        let won = decision(&events);
        assert_eq!(won.0, version + 1, "the decision is what came next");
        let mine = attempts.iter().filter(|attempt| attempt.case == *case);
        faults.extend(mine.filter_map(|attempt| wrong(attempt, won)));
    }
    let expected = usize::try_from(CLIENTS * cases * u128::from(each)).unwrap();
    println!(
        "{label}: {} attempts on {cases} cases, {} told wrongly",
        attempts.len(),
        faults.len()
    );
    assert_eq!(attempts.len(), expected);
    assert!(faults.is_empty(), "{} of {expected}: {}", faults.len(), faults[0]);
    live.is_sound().await;
}

/// A few cases, all clients at once.
const SOME: (u128, u32) = (4, 3);
/// Ten thousand attempts: 100 cases, 20 clients, 5 each.
const MANY: (u128, u32) = (100, 5);

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_decide_at_once_one_has_decided_in_the_embedded_database() {
    race("embedded", None, 1, SOME).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_decide_at_once_one_has_decided_over_two_programs_on_a_server() {
    let server = Database::fresh().unwrap();
    race("server", Some(server.url()), 2, SOME).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "ten thousand attempts take minutes; docs/security/proofs.md says how to run it"]
async fn of_ten_thousand_attempts_at_a_hundred_decisions_a_hundred_are_recorded_embedded() {
    race("embedded-full", None, 1, MANY).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "ten thousand attempts take minutes; docs/security/proofs.md says how to run it"]
async fn of_ten_thousand_attempts_at_a_hundred_decisions_a_hundred_are_recorded_on_a_server() {
    let server = Database::fresh().unwrap();
    race("server-full", Some(server.url()), 2, MANY).await;
}
