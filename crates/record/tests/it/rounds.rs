//! Every decision of every story: of the demonstrations, and of the journeys by which packs test themselves.

use std::collections::BTreeSet;

use guohe_cases::{
    desk::Desk,
    journey::{self, Ended},
    kept::Kept,
    memory::Memory,
};
use guohe_record::{Count, Edition, Found, Report, Verdict, Verifier, container};
use guohe_rules::pack::PackFiles;
use guohe_testkit::packs;
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::{
    ledger::Ledger,
    world::{self, Told, decided, record},
};

/// What verifying all decisions under a pack came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sum {
    decisions: usize,
    /// Findings that came out again in the full editions.
    again: usize,
    /// The same in the public ones, and those that could not be worked out there.
    in_public: (usize, usize),
}

struct Round {
    runtime: Runtime,
    verifier: Verifier,
    seen: BTreeSet<(Uuid, u64, String)>,
    sum: Sum,
    wrong: Vec<String>,
}

impl Round {
    fn new() -> Self {
        Self {
            runtime: tokio::runtime::Builder::new_current_thread().build().unwrap(),
            verifier: Verifier::default(),
            seen: BTreeSet::new(),
            sum: Sum::default(),
            wrong: Vec::new(),
        }
    }

    /// Makes and verifies the records of all decisions of a realm that were not seen before.
    fn realm(&mut self, name: &str, desk: Desk<'_>, store: &Memory) {
        let mut ledger = None;
        for decision in self.runtime.block_on(decided(desk)) {
            if !self.seen.insert(decision.clone()) {
                continue;
            }
            let (case, seq, _) = decision;
            let ledger =
                ledger.get_or_insert_with(|| self.runtime.block_on(Ledger::of(store, desk.tenant)));
            let full = self.runtime.block_on(record(desk, ledger, (case, seq), Edition::Full));
            for (edition, bytes) in [(Edition::Public, public_of(&full)), (Edition::Full, full)] {
                let report = self.verifier.verify(&bytes);
                self.count(name, (seq, edition), &report);
            }
        }
    }

    fn count(&mut self, name: &str, (seq, edition): (u64, Edition), report: &Report) {
        let Count { same, other, left_open } = report.findings;
        let sum = &mut self.sum;
        let full = edition == Edition::Full;
        if full {
            sum.decisions += 1;
            sum.again += same;
        } else {
            sum.in_public.0 += same;
            sum.in_public.1 += left_open;
        }
        if report.verdict != Verdict::Holds || other > 0 || full && left_open > 0 {
            let lines: Vec<String> = report
                .lines
                .iter()
                .filter(|line| line.found == Found::Wrong)
                .map(|line| format!("{}: {}", line.part, line.what.en))
                .collect();
            self.wrong.push(format!("{name} {seq} {edition:?}: {}", lines.join("; ")));
        }
    }

    /// Tells the story of a pack and its journeys.
    fn tell(&mut self, files: &PackFiles, pack: &str) {
        let law = || world::law(files, pack);
        if let Some(told) = self.runtime.block_on(Told::of(law())) {
            self.realm("demo", told.desk(), &told.store);
        }
        let told = journey::tell_to(law(), &mut |ended| {
            let kept = Kept::default();
            let Ended { tenant, store, laws, .. } = *ended;
            self.realm(ended.name, Desk { tenant, store, kept: &kept, laws }, store);
        });
        assert!(told.findings.is_empty(), "{pack}: {:?}", told.findings);
    }
}

/// The public edition of a record: without the two parts that only the full one has.
fn public_of(full: &[u8]) -> Vec<u8> {
    let entries = container::read(full).unwrap();
    let shown = entries.iter().filter(|one| !["events.json", "withheld.json"].contains(&one.name));
    container::write(shown.map(|one| (one.name, one.bytes)))
}

/// What the decisions of a pack come to: how many there are, how many findings came out again from the full editions,
/// and how many from the public ones and how many not.
fn summed(files: &PackFiles, pack: &str) -> Sum {
    let mut round = Round::new();
    round.tell(files, pack);
    assert!(round.wrong.is_empty(), "{} wrong\n{}", round.wrong.len(), round.wrong.join("\n"));
    round.sum
}

fn shipped(pack: &str) -> Sum {
    summed(&packs::files().unwrap(), pack)
}

fn invented(pack: &str) -> Sum {
    summed(&packs::invented().unwrap(), pack)
}

const fn sum(decisions: usize, again: usize, in_public: (usize, usize)) -> Sum {
    Sum { decisions, again, in_public }
}

#[test]
fn every_decision_of_the_demonstration_and_the_journeys_of_beijing_is_worked_out_again() {
    assert_eq!(shipped("beijing/bases-2025"), sum(17, 356, (69, 287)));
}

#[test]
fn every_decision_in_the_journeys_of_hebei_is_worked_out_again() {
    assert_eq!(shipped("hebei/call-2026"), sum(8, 256, (21, 235)));
}

#[test]
fn every_decision_in_the_journeys_of_hubei_is_worked_out_again() {
    assert_eq!(shipped("hubei/bases-2025"), sum(20, 840, (137, 703)));
}

#[test]
fn every_decision_in_the_journeys_of_the_national_measures_is_worked_out_again() {
    assert_eq!(shipped("national/bases-2011"), sum(13, 152, (24, 128)));
}

#[test]
fn every_decision_of_the_invented_authority_is_worked_out_again() {
    let all =
        ["shenting/keels-2023", "shenting/passages-2022", "shenting/stations-2018"].map(invented);
    assert_eq!(all, [sum(2, 2, (0, 2)), sum(3, 3, (0, 3)), sum(13, 65, (13, 52))]);
}
