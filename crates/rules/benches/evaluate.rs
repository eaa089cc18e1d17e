//! How long one host takes: whole type explained, with and without unknown facts; a bare verdict; loading.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark stops at the first surprise"
)]

#[path = "../tests/it/packs.rs"]
mod packs;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use guohe_rules::{pack::Shelf, report};

fn explained(c: &mut Criterion) {
    for (name, example) in [
        ("whole type, all met", "T11.yaml"),
        ("whole type, one count short", "T02.yaml"),
        ("whole type, failed year planned", "T10.yaml"),
        ("whole type, two unknown partners", "T04.yaml"),
    ] {
        let (pack, situation) = packs::with_example(example);
        let kind = situation.kind.unwrap();
        c.bench_function(name, |b| {
            b.iter(|| report::evaluate(black_box(&pack), black_box(&situation), kind));
        });
    }
}

fn loading(c: &mut Criterion) {
    let files = packs::files();
    c.bench_function("load and resolve all packs", |b| b.iter(|| Shelf::load(black_box(&files))));
}

criterion_group!(benches, explained, loading);
criterion_main!(benches);
