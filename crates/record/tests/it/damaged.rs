//! A byte that was changed after the record was made: it is found wherever it stands, and the part is named.

use std::{cell::RefCell, collections::BTreeSet};

use guohe_record::{
    Edition, Found, Report, Verdict, Verifier,
    container::{self, DIRECTORY, Entry},
};
use guohe_testkit::packs;
use proptest::test_runner::{Config, TestRunner};

use crate::{
    ledger::Ledger,
    world::{Told, decided, record},
};

/// The record of the first decision of the invented authority, which has the smallest pack.
pub(crate) async fn small(edition: Edition) -> Vec<u8> {
    let told = Told::named(&packs::invented().unwrap(), "shenting/stations-2018").await;
    let (case, seq, _) = decided(told.desk()).await.remove(0);
    let ledger = Ledger::of(&told.store, &told.tenant).await;
    record(told.desk(), &ledger, (case, seq), edition).await
}

/// In which entry each byte stands; the list at the end is none.
fn owner(entries: &[Entry<'_>], at: usize) -> String {
    const HEADER: usize = 30;
    let mut begins = 0;
    for entry in entries {
        begins += HEADER + entry.name.len() + entry.bytes.len();
        if at < begins {
            return entry.name.to_owned();
        }
    }
    DIRECTORY.to_owned()
}

fn named(report: &Report) -> BTreeSet<String> {
    let wrong = report.lines.iter().filter(|line| line.found == Found::Wrong);
    wrong.map(|line| line.part.clone()).collect()
}

fn flipped(bytes: &[u8], at: usize, bits: u8) -> Vec<u8> {
    let mut other = bytes.to_vec();
    other[at] ^= bits;
    other
}

#[tokio::test]
async fn one_changed_byte_anywhere_is_found_and_the_part_in_which_it_stands_is_named() {
    let bytes = small(Edition::Full).await;
    let mut verifier = Verifier::default();
    assert_eq!(verifier.verify(&bytes).verdict, Verdict::Holds);
    let entries = container::read(&bytes).unwrap();
    let mut wrong = Vec::new();
    let mut look = |at: usize, bits: u8| {
        let report = verifier.verify(&flipped(&bytes, at, bits));
        let (wanted, found) = (owner(&entries, at), named(&report));
        if report.verdict == Verdict::Holds || found != BTreeSet::from([wanted.clone()]) {
            wrong.push(format!("byte {at} of {wanted} ^ {bits}: {:?} {found:?}", report.verdict));
        }
    };
    // Every byte of the first headers, of the signatures and of the end; two of each other header; the rest at strides.
    let mut at = 0;
    for (number, entry) in entries.iter().enumerate() {
        let header = 30 + entry.name.len();
        let step = if number < 4 { 1 } else { 31 };
        (at..at + header).step_by(step).for_each(|at| look(at, 0x01));
        at += header + entry.bytes.len();
    }
    (at..bytes.len()).step_by(41).for_each(|at| look(at, 0x20));
    (bytes.len() - 22..bytes.len()).for_each(|at| look(at, 0x80));
    (0..bytes.len()).step_by(4_999).for_each(|at| look(at, 0x04));
    let signature = 30 + entries[0].name.len() + entries[0].bytes.len();
    (signature..signature + 400).step_by(3).for_each(|at| look(at, 0x02));
    let mut runner =
        TestRunner::new(Config { cases: 100, failure_persistence: None, ..Config::default() });
    let length = bytes.len();
    let look = RefCell::new(look);
    runner
        .run(&(0..length, 1..=255_u8), |(at, bits)| {
            (look.borrow_mut())(at, bits);
            Ok(())
        })
        .unwrap();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// With its checksum mended, so that only what was signed can tell.
#[tokio::test]
async fn a_changed_byte_with_a_mended_checksum_is_found_by_what_was_signed() {
    let bytes = small(Edition::Public).await;
    let entries = container::read(&bytes).unwrap();
    let mut verifier = Verifier::default();
    for (at, entry) in entries.iter().enumerate() {
        for place in [0, entry.bytes.len() / 2, entry.bytes.len() - 1] {
            let other = flipped(entry.bytes, place, 0x01);
            let all = entries.iter().enumerate().map(|(other_at, one)| {
                (one.name, if other_at == at { other.as_slice() } else { one.bytes })
            });
            let report = verifier.verify(&container::write(all));
            assert_ne!(report.verdict, Verdict::Holds, "{} {place}", entry.name);
            let found = named(&report);
            assert!(found.contains(entry.name), "{} {place}: {found:?}", entry.name);
        }
    }
}

#[tokio::test]
async fn the_same_decision_gives_the_same_file_and_both_editions_one_signature() {
    let (full, again) = (small(Edition::Full).await, small(Edition::Full).await);
    assert!(full == again);
    let public = small(Edition::Public).await;
    let (full, public) = (container::read(&full).unwrap(), container::read(&public).unwrap());
    assert_eq!(full[..2], public[..2]);
    let left: Vec<&str> =
        full.iter().filter(|one| !public.contains(one)).map(|one| one.name).collect();
    assert_eq!(left, ["events.json", "withheld.json"]);
    assert_eq!(public.len() + 2, full.len());
}
