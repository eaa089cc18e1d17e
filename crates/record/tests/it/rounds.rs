//! Every decision of every story: of the demonstrations, and of the journeys by which packs test themselves.

use std::collections::{BTreeMap, BTreeSet};

use guohe_cases::{desk::Desk, journey, kept::Kept};
use guohe_record::{Count, Edition, Found, Report, Verdict, Verifier};
use guohe_rules::pack::PackFiles;
use guohe_testkit::packs;
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::{
    ledger::Ledger,
    world::{Told, decided, laws, record},
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
    sums: BTreeMap<String, Sum>,
    wrong: Vec<String>,
}

impl Round {
    fn new() -> Self {
        Self {
            runtime: tokio::runtime::Builder::new_current_thread().build().unwrap(),
            verifier: Verifier::default(),
            seen: BTreeSet::new(),
            sums: BTreeMap::new(),
            wrong: Vec::new(),
        }
    }

    /// Makes and verifies the records of all decisions of a realm that were not seen before.
    fn realm(&mut self, name: &str, desk: Desk<'_>, (store, pack): (&guohe_cases::memory::Memory, &str)) {
        for decision in self.runtime.block_on(decided(desk)) {
            if !self.seen.insert(decision.clone()) {
                continue;
            }
            let (case, seq, _) = decision;
            let ledger = self.runtime.block_on(Ledger::of(store, desk.tenant));
            for edition in [Edition::Full, Edition::Public] {
                let bytes = self.runtime.block_on(record(desk, &ledger, (case, seq), edition));
                let report = self.verifier.verify(&bytes);
                self.count((name, pack), (seq, edition), &report);
            }
        }
    }

    fn count(&mut self, (name, pack): (&str, &str), (seq, edition): (u64, Edition), report: &Report) {
        let Count { same, other, left_open } = report.findings;
        let sum = self.sums.entry(pack.to_owned()).or_default();
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
            self.wrong.push(format!("{pack} {name} {seq} {edition:?}: {}", lines.join("; ")));
        }
    }

    fn tell(&mut self, files: &PackFiles) {
        for law in laws(files) {
            let pack = law.pack.id().to_owned();
            if let Some(told) = self.runtime.block_on(Told::of(law)) {
                self.realm("demo", told.desk(), (&told.store, &pack));
            }
        }
        for law in laws(files) {
            let pack = law.pack.id().to_owned();
            let told = journey::tell_to(law, &mut |ended| {
                let kept = Kept::default();
                let desk = Desk { tenant: ended.tenant, store: ended.store, kept: &kept, laws: ended.laws };
                self.realm(ended.name, desk, (ended.store, &pack));
            });
            assert!(told.findings.is_empty(), "{pack}: {:?}", told.findings);
        }
    }
}

#[test]
fn every_decision_of_every_story_is_worked_out_again_from_its_record_alone() {
    let mut round = Round::new();
    round.tell(&packs::files().unwrap());
    round.tell(&packs::invented().unwrap());
    assert!(round.wrong.is_empty(), "{} wrong\n{}", round.wrong.len(), round.wrong.join("\n"));
    let sums: Vec<(&str, Sum)> = round.sums.iter().map(|(pack, sum)| (pack.as_str(), *sum)).collect();
    println!("{sums:#?}");
    assert_eq!(sums, []);
}
