//! The same over sockets and by a clock that runs: everybody has a connection of their own and hands in during the last
//! ten seconds and the two after them. Where the last byte left before the deadline and the answer was there before it,
//! the submission counts; where it left after it, it does not; between the two the program may say either, and what it
//! says is what it recorded.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::atomic::AtomicU64,
    thread::{self, sleep},
};

use guohe_web::site::Outside;

use super::*;
use crate::live::drawn;

/// Longer than anybody waits for an answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// For how long before the deadline there is somebody who hands in, in milliseconds of the clock.
const BEFORE: i64 = 10_000;

/// A clock that runs from an instant on, so many times as fast as others.
#[derive(Debug, Clone)]
struct Running {
    from: Timestamp,
    began: Instant,
    pace: u32,
    drawn: Arc<AtomicU64>,
}

impl Running {
    #[expect(clippy::disallowed_methods, reason = "it runs with the time of the machine")]
    fn from(from: Timestamp, pace: u32) -> Self {
        Self { from, began: Instant::now(), pace, drawn: Arc::default() }
    }

    /// Waits until it shows an instant.
    #[expect(clippy::disallowed_methods, reason = "whoever hands in at an instant waits for it")]
    fn waits_for(&self, instant: Timestamp) {
        let left = instant.duration_since(self.now());
        if let Ok(left) = Duration::try_from(left) {
            sleep(left / self.pace);
        }
    }
}

impl Outside for Running {
    fn now(&self) -> Timestamp {
        self.from + self.began.elapsed() * self.pace
    }

    fn random(&self) -> [u8; 32] {
        drawn(&self.drawn)
    }
}

/// What somebody saw who handed in.
#[derive(Debug)]
struct Heard {
    /// Before the last byte was sent.
    sent: Timestamp,
    /// When the answer was there.
    answered: Timestamp,
    /// How long that took by the time of the machine.
    took: Duration,
    status: u16,
}

/// One request on a connection of its own, its last bytes at the stated instant; no answer where they hang up.
#[expect(clippy::disallowed_methods, reason = "it measures how long the answer takes")]
fn asks(to: SocketAddr, sending: &Sending, clock: &Running) -> Option<Heard> {
    let Sending { number, who, seen, case, .. } = sending;
    let form = format!(
        "form_token={who}&once=socket-{number}&seen={seen}&declare=truthful&declare=no_secrets&declare=personal_data"
    );
    let length = form.len();
    let head = format!(
        "POST /applications/{case}/submit HTTP/1.1\r\nhost: localhost:8080\r\nconnection: close\r\n\
         cookie: guohe={who}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {length}\r\n\r\n"
    );
    let (first, last) = form.split_at(length / 2);
    let slowly = sending.manner == Manner::Slowly;
    if !slowly {
        clock.waits_for(sending.complete);
    }
    let mut stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(first.as_bytes()).unwrap();
    if slowly {
        clock.waits_for(sending.complete);
    }
    let (sent, began) = (clock.now(), Instant::now());
    stream.write_all(last.as_bytes()).unwrap();
    if sending.manner == Manner::HangUp {
        return None;
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let (answered, took) = (clock.now(), began.elapsed());
    let status = str::from_utf8(&answer[9..12]).unwrap().parse().unwrap();
    Some(Heard { sent, answered, took, status })
}

/// Everybody at once, each in a thread of their own.
fn everybody(
    to: SocketAddr,
    sendings: Vec<Sending>,
    clock: &Running,
) -> Vec<(Sending, Vec<Heard>)> {
    let threads: Vec<_> = sendings
        .into_iter()
        .map(|sending| {
            let clock = clock.clone();
            thread::spawn(move || {
                let twice = sending.manner == Manner::Twice;
                let heard = thread::scope(|both| {
                    let other = twice.then(|| both.spawn(|| asks(to, &sending, &clock)));
                    let own = asks(to, &sending, &clock);
                    own.into_iter().chain(other.and_then(|other| other.join().unwrap())).collect()
                });
                (sending, heard)
            })
        })
        .collect();
    threads.into_iter().map(|thread| thread.join().unwrap()).collect()
}

/// What is wrong with what became of a submission.
fn at_odds(
    recorded: &[Timestamp],
    (sending, told): &(Sending, Vec<Heard>),
    late: Timestamp,
) -> bool {
    let counted = match recorded {
        [] => false,
        // Whatever is recorded was there in time.
        [at] if *at < late => true,
        _ => return true,
    };
    let first = told.iter().map(|one| one.sent).min().unwrap_or(late);
    let wrongly = |one: &Heard| {
        let must = (one.answered < late).then_some(303).or((one.sent >= late).then_some(422));
        must.is_some_and(|must| one.status != must)
            || one.status != if counted { 303 } else { 422 }
            || recorded.iter().any(|at| *at < first || *at > one.answered)
    };
    // Whoever hangs up may or may not have been there; whoever does so too late was not.
    let unheard = told.is_empty() && counted && sending.complete >= late;
    unheard || told.iter().any(wrongly)
}

#[expect(clippy::print_stdout, reason = "how long an answer took is part of the result")]
async fn storm_over_sockets(label: &str, server: Option<&str>, count: u64, pace: u32) {
    let live = Live::told(&format!("sockets-{label}"), server, "lishi", "submit").await;
    let late = moment(FIRST);
    let sendings = applicants(&live, (0, count), late).await;
    let clock = Running::from(plus(late, -BEFORE - 1_000), pace);
    let program = live.program_by(Arc::new(clock.clone())).await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let to = listener.local_addr().unwrap();
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    let service = program.into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    let clients = tokio::task::spawn_blocking(move || everybody(to, sendings, &clock));
    let done = clients.await.unwrap();
    serving.abort();

    let mut faults = Vec::new();
    let (mut late_ones, mut either) = (0, 0);
    for one in &done {
        let recorded = handed_in(&live.events(one.0.case).await);
        if at_odds(&recorded, one, late) {
            faults.push(format!("{one:?}: recorded at {recorded:?}"));
        }
        late_ones += usize::from(one.0.complete >= late);
        either += one.1.iter().filter(|told| told.sent < late && told.answered >= late).count();
    }
    let took: Took = Arc::default();
    *took.lock().unwrap() =
        done.iter().flat_map(|(_, told)| told.iter().map(|one| one.took)).collect();
    let [median, most] = shares(&took);
    println!(
        "{label}: {count} applicants over sockets, {late_ones} sent too late, {either} answered after the deadline that \
         they were sent before, {} treated wrongly; answered within {median:?} in the median, {most:?} for 99 of 100",
        faults.len()
    );
    assert!(faults.is_empty(), "{} faults: {}", faults.len(), faults[0]);
    live.is_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_sockets_whoever_is_in_time_counts_and_nobody_else() {
    storm_over_sockets("embedded", None, SOME, 4).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it is to be measured alone and optimised; docs/security/proofs.md says how to run it"]
async fn over_sockets_five_hundred_hand_in_within_the_last_ten_seconds_embedded() {
    storm_over_sockets("embedded-full", None, ALL, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it is to be measured alone and optimised; docs/security/proofs.md says how to run it"]
async fn over_sockets_five_hundred_hand_in_within_the_last_ten_seconds_on_a_server() {
    let server = Database::fresh().unwrap();
    storm_over_sockets("server-full", Some(server.url()), ALL, 1).await;
}
