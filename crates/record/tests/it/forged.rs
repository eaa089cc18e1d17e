//! Records that were changed by somebody who holds the keys of the installation: every digest computed anew, everything
//! signed anew. What the log holds still tells.

use guohe_chain::{
    both::{Both, hex},
    keys::SecretKey,
    signed::Signed,
};
use guohe_record::{Edition, Report, Verdict, Verifier, container, json, statement};
use guohe_testkit::packs;
use serde_json::{Value, json};

use crate::{
    damaged::small,
    ledger::{Ledger, keys},
    world::{Told, decided, record},
};

/// The parts of a record, to be changed.
struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    fn of(bytes: &[u8]) -> Self {
        let entries = container::read(bytes).unwrap();
        Self(entries.iter().map(|one| (one.name.to_owned(), one.bytes.to_vec())).collect())
    }

    fn bytes(&mut self, name: &str) -> &mut Vec<u8> {
        &mut self.0.iter_mut().find(|(part, _)| part == name).unwrap().1
    }

    fn edit(&mut self, name: &str, edit: impl FnOnce(&mut Value)) -> &mut Self {
        let bytes = self.bytes(name);
        let mut value = json::read(bytes).unwrap();
        edit(&mut value);
        *bytes = json::canonical(&value).unwrap().into_bytes();
        self
    }

    fn set(&mut self, name: &str, edit: impl FnOnce(&mut Value)) {
        self.edit(name, edit);
    }

    /// Computes every digest anew and signs.
    fn signed(&mut self, keys: &[SecretKey]) -> Vec<u8> {
        let parts = self.0.clone();
        self.edit("manifest.json", |manifest| {
            for part in manifest["parts"].as_array_mut().unwrap() {
                let found = parts.iter().find(|(name, _)| *name == part["name"]);
                let Some((_, bytes)) = found else { continue };
                let digest = Both::of(&[bytes]);
                part["sha256"] = json!(hex(digest.sha256));
                part["sm3"] = json!(hex(digest.sm3));
                part["size"] = json!(bytes.len());
            }
        });
        let manifest = json::read(self.bytes("manifest.json")).unwrap();
        let (case, seq) =
            (manifest["case"].as_str().unwrap(), manifest["decision"].as_u64().unwrap());
        let text = statement(case.parse().unwrap(), seq, self.bytes("manifest.json"));
        *self.bytes("signature") = Signed::made(text, keys).text().into_bytes();
        container::write(self.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
    }
}

fn told(report: &Report) -> Vec<String> {
    report.wrong().map(|line| format!("{}: {}", line.part, line.what.en)).collect()
}

/// What is found about a record that was changed and signed anew.
async fn forged(edition: Edition, change: impl FnOnce(&mut Parts)) -> Vec<String> {
    found_in(&small(edition).await, change)
}

/// The same of a record at hand.
fn found_in(record: &[u8], change: impl FnOnce(&mut Parts)) -> Vec<String> {
    let mut parts = Parts::of(record);
    change(&mut parts);
    let report = Verifier::default().verify(&parts.signed(&keys(7)));
    assert_eq!(report.verdict, Verdict::Fails, "{:?}", report.lines);
    told(&report)
}

fn begins(found: &[String], part: &str, with: &str) {
    let has = found.iter().any(|line| line.starts_with(part) && line.contains(with));
    assert!(has, "{part} {with}: {found:#?}");
}

#[tokio::test]
async fn nothing_that_was_only_signed_anew_is_found_wrong() {
    for edition in [Edition::Full, Edition::Public] {
        let mut parts = Parts::of(&small(edition).await);
        let report = Verifier::default().verify(&parts.signed(&keys(7)));
        assert_eq!((report.verdict, told(&report)), (Verdict::Holds, Vec::new()));
    }
}

#[tokio::test]
async fn a_fact_that_was_changed_is_found_wherever_it_was_changed() {
    let kept = |part: &mut Value| {
        let left = part.as_array_mut().unwrap().iter_mut();
        let mut numbers =
            left.filter(|one| one["at"].as_str().unwrap().starts_with("facts.json/facts/"));
        numbers.next().unwrap()["value"] = json!("other");
    };
    begins(
        &forged(Edition::Full, |parts| parts.set("withheld.json", kept)).await,
        "facts.json",
        "commitment",
    );

    let typed = |events: &mut Value| {
        let all = events.as_array_mut().unwrap().iter_mut();
        let mut typed = all.filter(|one| one["event"]["kind"] == "facts_changed");
        let event = typed.next().unwrap();
        event["event"]["payload"]["what"]["changes"].as_array_mut().unwrap().remove(0);
    };
    let found = forged(Edition::Full, |parts| parts.set("events.json", typed)).await;
    begins(&found, "events.json", "not what the log holds");
    let line = |events: &mut Value| {
        typed(events);
        for one in events.as_array_mut().unwrap() {
            let payload = serde_json::to_string(&one["event"]["payload"]).unwrap();
            let digest = Both::of(&[payload.as_bytes()]);
            let Some(text) = one["leaf"].as_str().map(str::to_owned) else { continue };
            let mut leaf: Value = serde_json::from_str(&text).unwrap();
            leaf["payload"] = json!({"sha256": hex(digest.sha256), "sm3": hex(digest.sm3)});
            one["leaf"] = json!(leaf.to_string());
        }
    };
    let found = forged(Edition::Full, |parts| parts.set("events.json", line)).await;
    begins(&found, "events.json", "not the leaf in the proof");
}

#[tokio::test]
async fn an_act_that_was_taken_out_or_moved_is_found() {
    for edition in [Edition::Full, Edition::Public] {
        let found = forged(edition, |parts| {
            parts.edit("acts.json", |acts| drop(acts.as_array_mut().unwrap().remove(4)));
        })
        .await;
        begins(&found, "acts.json", "record 6: numbers have a gap, 5 should stand here");
        let found = forged(edition, |parts| {
            for part in ["acts.json", "log.json"] {
                parts.edit(part, |value| {
                    let list = if part == "log.json" { &mut value["entries"] } else { value };
                    let list = list.as_array_mut().unwrap();
                    list.remove(4);
                    for (at, one) in list.iter_mut().enumerate() {
                        one["record"] = json!(at + 1);
                    }
                });
            }
        })
        .await;
        begins(&found, "acts.json", "the manifest has the decision as number");
        let found = forged(edition, |parts| {
            parts.edit("acts.json", |acts| {
                let acts = acts.as_array_mut().unwrap();
                let last = acts.len() - 1;
                acts[last]["person"] = acts
                    .iter()
                    .rev()
                    .find(|one| one["kind"] == "decision_prepared")
                    .unwrap()["person"]
                    .clone();
            });
        })
        .await;
        begins(&found, "acts.json", "by another person than prepared it");
    }
}

#[tokio::test]
async fn a_finding_that_was_changed_is_found_by_its_clause() {
    let change = |trace: &mut Value| {
        let clauses = trace["clauses"].as_array_mut().unwrap();
        let one = clauses
            .iter_mut()
            .find(|one| one["role"] == "condition" && one["outcome"] == "met")
            .unwrap();
        one["outcome"] = json!("not_met");
    };
    // The procedure of this pack puts findings beside its decisions.
    let story = Told::named(&packs::files().unwrap(), "beijing/bases-2025").await;
    let ledger = Ledger::of(&story.store, &story.tenant).await;
    let mut full = Vec::new();
    let mut of = (uuid::Uuid::nil(), 0);
    for (case, seq, _) in decided(story.desk()).await {
        full = record(story.desk(), &ledger, (case, seq), Edition::Full).await;
        of = (case, seq);
        let decision = json::read(Parts::of(&full).bytes("decision.json")).unwrap();
        let found = decision["machine"]["clauses"].as_array();
        if found.is_some_and(|found| found.iter().any(|one| one[1] == "met")) {
            break;
        }
    }
    let public = record(story.desk(), &ledger, of, Edition::Public).await;
    let found = found_in(&public, |parts| parts.set("trace.json", change));
    begins(&found, "trace.json", "not what the findings come to");
    let found = found_in(&full, |parts| parts.set("trace.json", change));
    begins(&found, "trace.json", "recorded as not_met, worked out as met");
    let found = found_in(&full, |parts| {
        parts.edit("trace.json", change);
        parts.edit("decision.json", |decision| {
            let clauses = decision["machine"]["clauses"].as_array_mut().unwrap();
            clauses.iter_mut().find(|one| one[1] == "met").unwrap()[1] = json!("not_met");
        });
    });
    begins(&found, "decision.json", "machine/clauses");
}

#[tokio::test]
async fn a_waiver_that_the_pack_leaves_no_room_for_is_found() {
    for edition in [Edition::Full, Edition::Public] {
        let found = forged(edition, |parts| {
            let trace = json::read(parts.bytes("trace.json")).unwrap();
            let clause = trace["clauses"][0]["clause"].clone();
            parts.edit("waivers.json", |waivers| {
                let waiver = json!({"clause": clause, "role": "x", "person": 1, "refused": false, "awaits": false});
                waivers.as_array_mut().unwrap().push(waiver);
            });
        })
        .await;
        begins(&found, "waivers.json", "cannot be waived");
    }
}

#[tokio::test]
async fn a_pack_that_is_not_the_one_of_the_decision_is_found() {
    for edition in [Edition::Full, Edition::Public] {
        let found = forged(edition, |parts| {
            let pack = parts.0.iter_mut().find(|(name, _)| name.ends_with("/pack.yaml")).unwrap();
            pack.1.extend(b"# \n");
        })
        .await;
        begins(&found, "pack/", "another version");
        let found = forged(edition, |parts| {
            let mut pieces = Vec::new();
            for (name, bytes) in &mut parts.0 {
                let Some(path) = name.strip_prefix("pack/") else { continue };
                if path.ends_with("/pack.yaml") {
                    bytes.extend(b"# \n");
                }
                for piece in [path.as_bytes(), bytes.as_slice()] {
                    pieces.extend((piece.len() as u64).to_be_bytes());
                    pieces.extend(piece);
                }
            }
            let hash = hex(Both::of(&[&pieces]).sha256);
            parts.edit("manifest.json", |manifest| manifest["pack"]["hash"] = json!(hash));
        })
        .await;
        // Both say so: the event by which the case was opened, or what is public of the decision.
        let part = if edition == Edition::Full { "events.json" } else { "decision.json" };
        begins(&found, part, "another pack");
    }
}

#[tokio::test]
async fn a_record_by_other_keys_is_found_by_whoever_knows_the_right_ones() {
    let bytes = small(Edition::Full).await;
    let known = |byte| Some(keys(byte).iter().map(|key| key.public().clone()).collect());
    assert_eq!(Verifier::new(known(7)).verify(&bytes).verdict, Verdict::Holds);
    let report = Verifier::new(known(8)).verify(&bytes);
    begins(&told(&report), "signature", "not among those known");

    // The checkpoint alone by another key, with which it was replaced.
    let told_story = Told::named(&packs::invented().unwrap(), "shenting/stations-2018").await;
    let (case, seq, _) = decided(told_story.desk()).await.remove(0);
    let other = Ledger::of(&told_story.store, &told_story.tenant).await.by(keys(8));
    let theirs = record(told_story.desk(), &other, (case, seq), Edition::Full).await;
    let log = Parts::of(&theirs).bytes("log.json").clone();
    let mut parts = Parts::of(&bytes);
    *parts.bytes("log.json") = log;
    let report = Verifier::default().verify(&parts.signed(&keys(7)));
    begins(&told(&report), "log.json", "by other keys");
    assert_eq!(Verifier::default().verify(&theirs).verdict, Verdict::Holds);
    let report = Verifier::new(known(7)).verify(&theirs);
    begins(&told(&report), "signature", "not among those known");
}
