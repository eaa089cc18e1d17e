//! Five hundred submissions around a deadline, some twice, some slowly, some from people who hang up before the answer;
//! while they come in, two persons move the deadline. Which of them count follows from what was sent and when the last
//! byte of it was there, and from nothing else.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{Router, body::Body, http::StatusCode};
use futures_util::stream;
use guohe_cases::{case::Case, event::Event, seen::Seen};
use guohe_testkit::postgres::Database;
use jiff::{SignedDuration, Timestamp};
use tokio::task::{JoinSet, yield_now};
use uuid::Uuid;

mod sockets;

use crate::live::{Live, Told, at, clock, organisation, send};

/// The first instant at which a request is late by the day that was announced, and by the later one.
const FIRST: &str = "2026-05-30T00:00:00+08:00";
const LATER: &str = "2026-06-06T00:00:00+08:00";
const LATER_DAY: &str = "2026-06-05";

/// So many applicants hand in with the other tests, and in the long run.
const SOME: u64 = 60;
const ALL: u64 = 500;

/// How somebody hands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Plain,
    /// The same form twice at once.
    Twice,
    /// The form comes in piece by piece and is complete at the stated instant only.
    Slowly,
    /// They hang up before the answer, and never ask again.
    HangUp,
}

/// A submission as it is sent.
#[derive(Debug, Clone)]
struct Sending {
    number: u64,
    /// The word of their session.
    who: String,
    case: Uuid,
    /// What their form remembers of the case.
    seen: Seen,
    /// When its last byte is there.
    complete: Timestamp,
    manner: Manner,
}

/// Milliseconds from the deadline at which requests are complete: on the edge, and spread over the ten seconds before it
/// and the two after.
fn offset(number: u64) -> i64 {
    let spread = i64::try_from(number * 7_919 % 12_000).unwrap() - 10_000;
    [-1, 0, 1].get(usize::try_from(number % 10).unwrap()).copied().unwrap_or(spread)
}

/// 10 % twice, 10 % slowly, 5 % who hang up.
fn manner(number: u64) -> Manner {
    match number % 20 {
        3 | 13 => Manner::Twice,
        5 | 15 => Manner::Slowly,
        7 => Manner::HangUp,
        _ => Manner::Plain,
    }
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn plus(at: Timestamp, milliseconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_millis(milliseconds)).unwrap()
}

/// The form in two pieces; the last byte is there when the clock of the request says so.
fn form(sending: &Sending, slowly: bool) -> Body {
    let Sending { number, complete, .. } = *sending;
    let seen = &sending.seen;
    let head = format!("form_token={}&once=storm-{number}&seen={seen}&", sending.who);
    let declared = "declare=truthful&declare=no_secrets&declare=personal_data";
    let parts = stream::unfold(0, move |piece| {
        let (head, pieces) = (head.clone(), if slowly { 40 } else { 1 });
        async move {
            let text = match piece {
                0 => head,
                _ if piece < pieces => String::new(),
                _ if piece == pieces => {
                    clock(complete);
                    declared.to_owned()
                }
                _ => return None,
            };
            yield_now().await;
            Some((Ok::<_, Infallible>(text), piece + 1))
        }
    });
    Body::from_stream(parts)
}

/// Sends one form; nothing for somebody who has hung up.
async fn hands_in(site: &Router, sending: &Sending) -> Vec<Told> {
    let who = &sending.who;
    let path = format!("/applications/{}/submit", sending.case);
    let began = plus(sending.complete, -3_000);
    let one = |slowly| at(began, send(site, who, &path, Some(form(sending, slowly))));
    match sending.manner {
        Manner::Plain => vec![one(false).await],
        Manner::Slowly => vec![one(true).await],
        Manner::Twice => {
            let (first, second) = tokio::join!(one(false), one(true));
            vec![first, second]
        }
        Manner::HangUp => {
            let hung_up = async {
                for _ in 0..sending.number % 97 {
                    yield_now().await;
                }
            };
            tokio::select! {
                told = one(false) => vec![told],
                () = hung_up => Vec::new(),
            }
        }
    }
}

/// Sends all of them at once, to one program after the other.
#[expect(clippy::disallowed_methods, reason = "it measures how long the machine takes")]
async fn all_at_once(
    sites: &[Router],
    sendings: Vec<Sending>,
    took: &Took,
) -> Vec<(Sending, Vec<Told>)> {
    let mut running = JoinSet::new();
    for (sending, site) in sendings.into_iter().zip(sites.iter().cycle()) {
        let (site, took) = (site.clone(), Took::clone(took));
        running.spawn(async move {
            let began = Instant::now();
            let told = hands_in(&site, &sending).await;
            took.lock().unwrap().push(began.elapsed());
            (sending, told)
        });
    }
    running.join_all().await
}

/// How long each of those who hand in at once waits for the answer, the pieces of slow forms among it; within one process,
/// so without the network.
type Took = Arc<Mutex<Vec<Duration>>>;

/// The median, and what 99 of 100 stay below.
fn shares(took: &Took) -> [Duration; 2] {
    let mut all = took.lock().unwrap().clone();
    all.sort_unstable();
    [50, 99].map(|share| all[(all.len() * share).div_ceil(100) - 1])
}

/// The instants at which a case was handed in, as its events say.
fn handed_in(events: &[Event]) -> Vec<Timestamp> {
    let case = Case::fold(events).unwrap().unwrap();
    let steps = case.timeline.iter().filter(|step| step.act.as_deref() == Some("submit"));
    steps.map(|step| step.at).collect()
}

/// What is wrong with what became of a submission, given the first instant at which it is late.
async fn wrong(
    live: &Live,
    site: &Router,
    of: &(Sending, Vec<Told>),
    late: Timestamp,
) -> Vec<String> {
    let (sending, told) = of;
    let in_time = sending.complete < late;
    let recorded = handed_in(&live.events(sending.case).await);
    let mut faults = Vec::new();
    let expected = if in_time { vec![sending.complete] } else { Vec::new() };
    let unheard = told.is_empty() && recorded.is_empty();
    if recorded != expected && !unheard {
        faults.push(format!("{sending:?}: recorded at {recorded:?}"));
    }
    let receipt = format!("/applications/{}/receipt", sending.case);
    for told in told {
        let right = if in_time {
            told.status == StatusCode::SEE_OTHER && told.to == receipt
        } else {
            told.status == StatusCode::UNPROCESSABLE_ENTITY && told.body.contains("本轮申报已于")
        };
        if !right {
            faults.push(format!("{sending:?}: {} {}", told.status, told.to));
        }
    }
    if in_time && !told.is_empty() {
        // The receipt shows the instant that decided, also where it was recorded after others that were later.
        let page = at(plus(late, 60_000), send(site, &sending.who, &receipt, None)).await;
        let shown = jiff::tz::offset(8).to_datetime(sending.complete).strftime("%Y-%m-%d %H:%M");
        if !page.body.contains(&format!("{shown} 收到")) {
            faults.push(format!("{sending:?}: its receipt does not say {shown}"));
        }
    }
    faults
}

fn account(number: u64) -> Uuid {
    Uuid::from_u128(0xFACE_0000 + u128::from(number))
}

/// Everybody who hands in around a deadline.
async fn applicants(live: &Live, (first, count): (u64, u64), deadline: Timestamp) -> Vec<Sending> {
    let like = live.events(live.script.case_id("lishi").unwrap()).await;
    let mut sendings = Vec::new();
    let copies = live.others(&like, first..first + count).await;
    for (number, case) in (first..).zip(copies) {
        let own = Some(organisation(number.into()));
        let who = format!("host{number}");
        let person = (account(number), &*who, &*format!("申报员{number}"));
        live.enters(person, ("host", own), plus(deadline, -60_000)).await;
        let seen = Seen::by_the_host(&live.law, &Case::fold(&like).unwrap().unwrap());
        let (complete, manner) = (plus(deadline, offset(number)), manner(number));
        sendings.push(Sending { number, who, case, seen, complete, manner });
    }
    sendings
}

/// The officer proposes a later day and the leader confirms it, while others hand in.
async fn extended(site: &Router, round: Uuid, when: Timestamp) {
    let path = format!("/desk/rounds/{round}/extend");
    let proposal = format!("form_token=clerk&do=propose&closes_on={LATER_DAY}&reasons=x");
    let told = at(plus(when, -1_000), send(site, "clerk", &path, Some(Body::from(proposal)))).await;
    assert_eq!((told.status, &*told.to), (StatusCode::SEE_OTHER, &*path), "{}", told.body);
    for (who, status) in [("clerk", 422), ("head", 303)] {
        // Whoever proposed it cannot confirm it.
        let agreed = format!("form_token={who}&do=confirm&proposal=2");
        let told = at(when, send(site, who, &path, Some(Body::from(agreed)))).await;
        assert_eq!(told.status.as_u16(), status, "{who}: {}", told.body);
    }
}

/// Those who came too late for the day that was announced, and try again before the later one.
async fn again(
    live: &Live,
    done: &[(Sending, Vec<Told>)],
    (first, later): (Timestamp, Timestamp),
) -> Vec<Sending> {
    let mut sendings = Vec::new();
    for (one, _) in done.iter().filter(|(one, _)| one.complete >= first) {
        let (manner, complete) = (Manner::Plain, plus(later, -1));
        let who = format!("{}-again", one.who);
        live.signs_in(account(one.number), &who, plus(later, -60_000)).await;
        sendings.push(Sending { who, complete, manner, ..one.clone() });
    }
    sendings
}

#[expect(clippy::print_stdout, reason = "how much was handed in is part of the result")]
#[expect(clippy::cognitive_complexity, reason = "a storm is told in one go")]
async fn storm(label: &str, server: Option<&str>, programs: usize, count: u64) {
    let live = Live::told(&format!("storm-{label}"), server, "lishi", "submit").await;
    let (first, later) = (moment(FIRST), moment(LATER));
    let mut sites = Vec::new();
    for _ in 0..programs {
        sites.push(live.program().await);
    }
    for (id, login, role) in [(0xC1, "clerk", "authority"), (0xC2, "head", "leader")] {
        live.enters((Uuid::from_u128(id), login, login), (role, None), plus(first, -60_000)).await;
    }
    let (third, took) = (count / 3, Took::default());
    let mut faults = Vec::new();
    let mut late = 0;
    // The day that was announced, with those who are too late for it.
    let sendings = applicants(&live, (0, third), first).await;
    let announced = all_at_once(&sites, sendings, &took).await;
    for one in &announced {
        faults.extend(wrong(&live, &sites[0], one, first).await);
        late += usize::from(one.0.complete >= first);
    }
    // Those of the last seconds hand in while two persons move the day; they are in time by either.
    let mut sendings = applicants(&live, (third, third), first).await;
    for one in &mut sendings {
        one.complete = one.complete.min(plus(first, -1));
    }
    let round = live.script.round_id("second").unwrap();
    let (meanwhile, ()) = tokio::join!(
        all_at_once(&sites, sendings, &took),
        extended(&sites[0], round, plus(first, -2_000))
    );
    for one in &meanwhile {
        faults.extend(wrong(&live, &sites[0], one, first).await);
    }
    // The later day, also for those who were too late before.
    let mut sendings = applicants(&live, (2 * third, count - 2 * third), later).await;
    sendings.extend(again(&live, &announced, (first, later)).await);
    let last = all_at_once(&sites, sendings, &took).await;
    for one in &last {
        faults.extend(wrong(&live, &sites[0], one, later).await);
        late += usize::from(one.0.complete >= later);
    }
    println!("{label}: {count} applicants, {late} too late, {} treated wrongly", faults.len());
    let [median, most] = shares(&took);
    println!("{label}: answered within {median:?} in the median, {most:?} for 99 of 100");
    assert!(faults.is_empty(), "{} faults: {}", faults.len(), faults[0]);
    live.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_time_counts_and_nobody_else_in_the_embedded_database() {
    storm("embedded", None, 1, SOME).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_time_counts_and_nobody_else_over_two_programs_on_a_server() {
    let server = Database::fresh().unwrap();
    storm("server", Some(server.url()), 2, SOME).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "five hundred applicants take minutes; docs/security/proofs.md says how to run it"]
async fn of_five_hundred_around_a_deadline_none_is_treated_wrongly_embedded() {
    storm("embedded-full", None, 1, ALL).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "five hundred applicants take minutes; docs/security/proofs.md says how to run it"]
async fn of_five_hundred_around_a_deadline_none_is_treated_wrongly_on_a_server() {
    let server = Database::fresh().unwrap();
    storm("server-full", Some(server.url()), 2, ALL).await;
}
