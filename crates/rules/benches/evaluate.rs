//! How long one host takes: whole type explained, with and without unknown facts; a bare verdict; loading
//! and checking. Criterion gives medians; the table at the end gives the tail, over calls timed singly.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    dead_code,
    missing_docs,
    reason = "a benchmark stops at the first surprise, reads the clock, prints, and borrows from the tests what it needs"
)]

#[path = "../tests/it/fixture.rs"]
mod fixture;
#[path = "../tests/it/packs.rs"]
mod packs;
mod scenes;

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput};
use guohe_rules::{
    lint,
    pack::{Pack, Shelf},
    report::{self, Verdicts, Wanted},
    situation::Situation,
    value::Truth,
};

/// The allocator of the binary: what is measured is what runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Calls timed one by one for the tail.
const CALLS: usize = 20_000;

fn explained(c: &mut Criterion) {
    for scene in scenes::hosts() {
        c.bench_function(&format!("whole type, {}", scene.name), |b| {
            b.iter(|| {
                report::evaluate(black_box(&scene.pack), black_box(&scene.situation), scene.kind)
            });
        });
    }
}

fn verdicts(c: &mut Criterion) {
    let (pack, hosts) = scenes::eight_comparisons();
    let verdicts = Verdicts::of(&pack, pack.clause("XX-2.1").unwrap()).unwrap();
    let mut group = c.benchmark_group("bare verdict");
    group.throughput(Throughput::Elements(hosts.len() as u64));
    group.bench_function("eight comparisons over lists, 1000 hosts", |b| {
        b.iter(|| {
            let hosts = black_box(&hosts).iter();
            hosts.filter(|host| verdicts.truth(host) == Truth::True).count()
        });
    });
    group.finish();
}

fn packs(c: &mut Criterion) {
    let files = packs::files();
    c.bench_function("load and resolve all packs", |b| b.iter(|| Shelf::load(black_box(&files))));
    let (pack, _) = packs::with_example("T11.yaml");
    c.bench_function("lint a pack", |b| b.iter(|| lint::check(black_box(&pack))));
}

/// The time of each of many calls, in rising order.
fn times(calls: usize, mut call: impl FnMut()) -> Vec<Duration> {
    (0..calls / 10).for_each(|_| call());
    let one = |_| {
        let start = Instant::now();
        call();
        start.elapsed()
    };
    let mut times: Vec<Duration> = (0..calls).map(one).collect();
    times.sort_unstable();
    times
}

fn row(name: &str, times: &[Duration], bar: &str) {
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    let micros = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e6);
    println!("{name:<36} {:>9} {:>9}   {bar}", micros(at(50)), micros(at(99)));
}

/// One fact base against every type of every pack, each explained.
fn everywhere(packs: &[(Arc<Pack>, Situation)], wanted: Wanted) {
    for (pack, situation) in packs {
        black_box(report::evaluate_types(black_box(pack), black_box(situation), wanted));
    }
}

fn everywhere_in_turn() {
    let packs = scenes::one_host_everywhere();
    let planned = times(CALLS / 20, || everywhere(&packs, Wanted::Plans));
    row("one host, all packs and types", &planned, "p50 300");
    let ranked = times(CALLS / 20, || everywhere(&packs, Wanted::Results));
    row("the same as a ranking asks for it", &ranked, "");
}

fn all_packs(c: &mut Criterion) {
    let packs = scenes::one_host_everywhere();
    c.bench_function("one host, all packs and types", |b| {
        b.iter(|| everywhere(&packs, Wanted::Plans));
    });
}

fn tails() {
    println!("{:<36} {:>9} {:>9}   bar", "single calls", "p50 µs", "p99 µs");
    for scene in scenes::hosts() {
        let unknown = scene.name.starts_with("12");
        let times = times(if unknown { CALLS / 10 } else { CALLS }, || {
            black_box(report::evaluate(black_box(&scene.pack), &scene.situation, scene.kind));
        });
        row(scene.name, &times, if unknown { "p99 2000" } else { "p50 20, p99 50" });
    }
    let hosts = scenes::worked_cases();
    let mut turn = hosts.iter().cycle();
    let times = times(CALLS, || {
        let (pack, situation) = turn.next().unwrap();
        black_box(report::evaluate(pack, situation, situation.kind.unwrap()));
    });
    row(&format!("the {} worked cases in turn", hosts.len()), &times, "p50 20, p99 50");
    everywhere_in_turn();
    let (pack, hosts) = scenes::eight_comparisons();
    let verdicts = Verdicts::of(&pack, pack.clause("XX-2.1").unwrap()).unwrap();
    let mut turn = hosts.iter().cycle();
    let times = self::times(CALLS, || {
        black_box(verdicts.truth(turn.next().unwrap()));
    });
    row("bare verdict, eight comparisons", &times, "0.33 on average");
    let (pack, _) = packs::with_example("T11.yaml");
    let times = self::times(CALLS / 100, || {
        black_box(lint::check(black_box(&pack)));
    });
    row("lint a pack", &times, "20000");
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    explained(&mut criterion);
    verdicts(&mut criterion);
    packs(&mut criterion);
    all_packs(&mut criterion);
    criterion.final_summary();
    // Whoever asks for one benchmark by name, or profiles it, does not want the rest to run as well.
    if std::env::args().len() <= 2 {
        tails();
    }
}
