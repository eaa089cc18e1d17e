//! A log of two thousand events in other hands: every kind of tampering at five hundred positions.
//!
//! The log is made by the program; what is tampered with is what was read of it, since a database for each position
//! would take hours. The verifier goes on from just before the position, as it would have come there. One position of
//! every kind is tried on a database and by the binary in `crates/cli/tests/it/audit.rs`.

use std::collections::BTreeMap;
use std::fs;

use guohe_cases::ports::{Evidence as _, Files as _, Store as _};
use guohe_chain::both::Both;
use guohe_chain::keys::{Algorithm, PublicKey, SecretKey};
use guohe_chain::leaf::Leaf;
use guohe_chain::note::BadNote;
use guohe_chain::tree::Frontier;
use guohe_chain::verify::{Entry, Finding, Head, Seal, Verifier};
use guohe_store::{CHECKPOINTS_FILE, Database, FileDirectory, Notary, kept_notes};
use serde_json::json;

use crate::scene::*;

const TENANT: &str = "north";
const EVENTS: usize = 2_000;
const POSITIONS: usize = 500;
/// A checkpoint behind so many events.
const SEALED: usize = 50;

/// A log as it was read, with what was kept outside.
struct Log {
    entries: Vec<Entry>,
    head: Head,
    seals: Vec<Seal>,
    keys: Vec<PublicKey>,
    /// The tree over the first so many.
    trees: Vec<Frontier>,
}

impl Log {
    async fn new() -> Self {
        let scene = Scene::sqlite().await;
        let data = std::path::Path::new(scene.place());
        let db = Database::connect(scene.place()).await.unwrap();
        let db = db.signed_by(Notary::open(data).unwrap());
        let mut before: BTreeMap<u128, Vec<_>> = BTreeMap::new();
        for number in 0..EVENTS / SEALED {
            let stream = u128::try_from(number % 4).unwrap() + 1;
            let events: Vec<_> = (0..SEALED)
                .map(|n| {
                    let mut one = event("noted", json!({ "n": n, "title": "caf\u{e9} 第" }));
                    one.personal = (n % 2 == 0).then(|| json!({ "name": "某人" }));
                    one
                })
                .collect();
            let before = before.entry(stream).or_default();
            let key = number.to_string();
            let mut one = keyed(&key, 3, act(vec![append(case(stream), before, &events)]));
            one.at = at(number.try_into().unwrap());
            one.appends[0].row.extra = json!({});
            one.freezes = true;
            db.append(one).await.unwrap();
            before.extend(events);
        }
        let mut entries: Vec<Entry> = Vec::new();
        while entries.len() < EVENTS {
            let after = entries.len().try_into().unwrap();
            entries.extend(db.chained(&north(), after).await.unwrap());
        }
        let head = db.chain_head(&north()).await.unwrap().unwrap();
        let notes = kept_notes(&data.join(CHECKPOINTS_FILE)).unwrap();
        let seals = notes.into_iter().map(|note| Seal { note, outside: true }).collect();
        let keys = db.public_keys().iter().map(|key| PublicKey::parse(key).unwrap()).collect();
        db.close().await;
        let mut trees = vec![Frontier::default()];
        for entry in &entries {
            let mut tree = trees.last().unwrap().clone();
            tree.push(entry.leaf);
            trees.push(tree);
        }
        Self { entries, head, seals, keys, trees }
    }

    /// The verifier before each position, as it comes there over a sound log.
    fn stops(&self) -> Vec<Verifier<'_>> {
        let mut verifier = Verifier::new(TENANT, &self.seals);
        let mut stops = Vec::with_capacity(EVENTS);
        for entry in &self.entries {
            stops.push(verifier.clone());
            verifier.entry(entry);
        }
        assert_eq!(verifier.finish(Some(&self.head)), []);
        stops
    }
}

/// Computes the digests of an entry anew, as somebody who knows the program would.
fn redone(entry: &mut Entry, before: &Both) {
    let event = entry.event.as_ref().unwrap();
    let (place, chained) = (&entry.place, &entry.chained);
    entry.leaf = Both::leaf(&Leaf { tenant: TENANT, place, chained, event }.text());
    entry.link = Both::link(before, &entry.leaf);
}

fn other(text: &mut String) {
    let last = text.pop().unwrap_or('x');
    text.push(if last == '0' { '1' } else { '0' });
}

/// One column after the other, each changed by as little as can be.
fn column(entry: &mut Entry, which: usize) {
    let event = entry.event.as_mut().unwrap();
    match which % 18 {
        0 => other(&mut event.kind),
        1 => event.schema += 1,
        2 => other(&mut event.account),
        3 => other(&mut event.role),
        4 => event.acting_for = Some(event.account.clone()),
        5 => other(&mut event.effective_on),
        6 => other(&mut event.payload),
        7 => entry.chained.clock_at = None,
        8 => other(entry.chained.key.as_mut().unwrap()),
        9 => entry.chained.request.as_mut().unwrap()[5] ^= 1,
        10 => entry.leaf.sha256[31] ^= 1,
        11 => entry.leaf.sm3[0] ^= 1,
        12 => entry.link.sha256[9] ^= 1,
        13 => entry.link.sm3[9] ^= 1,
        14 => other(&mut entry.place.about),
        15 => entry.chained.personal = Some(Both::default()),
        _ => match (&mut event.personal, which % 18) {
            (Some(personal), 16) => other(&mut personal.text),
            (Some(personal), _) => personal.salt[0] ^= 1,
            (None, _) => event.payload.push(' '),
        },
    }
}

/// What somebody did at a position: where to go on, the entries from there, and the stored end.
type Tampered = (usize, Vec<Entry>, Head);
type Tamper = fn(&Log, usize) -> Tampered;

/// The entries from two before a position on, so many that everything has been found by then.
fn rest(log: &Log, at: usize, many: usize) -> Vec<Entry> {
    log.entries[at.saturating_sub(2)..(at + many).min(EVENTS)].to_vec()
}

fn own(log: &Log, at: usize, tamper: impl FnOnce(&mut Vec<Entry>, usize)) -> Tampered {
    let mut entries = rest(log, at, 6);
    tamper(&mut entries, at.min(2));
    (at.saturating_sub(2), entries, log.head.clone())
}

/// Everything from an index on computed anew, and the stored end with it.
fn rechained(log: &Log, at: usize, mut entries: Vec<Entry>, from: usize) -> Tampered {
    let mut link = match from {
        0 => Both::default(),
        from => entries[from - 1].link,
    };
    for entry in &mut entries[from..] {
        redone(entry, &link);
        link = entry.link;
    }
    let begin = at.saturating_sub(2);
    let mut frontier = log.trees[begin].clone();
    for entry in &entries {
        frontier.push(entry.leaf);
    }
    (begin, entries, Head { link, frontier })
}

fn cut(log: &Log, at: usize, to: usize) -> Tampered {
    let begin = at.saturating_sub(2).min(to);
    let entries = log.entries[begin..to].to_vec();
    let frontier = log.trees[to].clone();
    let link = to.checked_sub(1).map_or(Both::default(), |last| log.entries[last].link);
    (begin, entries, Head { link, frontier })
}

const KINDS: &[(&str, Tamper)] = &[
    ("a byte of a column", |log, at| own(log, at, |rest, own| column(&mut rest[own], at / 4))),
    ("an event with its own digests computed anew", |log, at| {
        own(log, at, |rest, own| {
            let before = own.checked_sub(1).map_or(Both::default(), |last| rest[last].link);
            other(&mut rest[own].event.as_mut().unwrap().role);
            redone(&mut rest[own], &before);
        })
    }),
    ("the whole tail computed anew", |log, at| {
        let mut entries = rest(log, at, SEALED + 2);
        let own = at.min(2);
        other(&mut entries[own].event.as_mut().unwrap().role);
        rechained(log, at, entries, own)
    }),
    ("one or several deleted", |log, at| {
        own(log, at, |rest, own| {
            let end = (own + 1 + at % 3).min(rest.len());
            drop(rest.drain(own..end));
        })
    }),
    ("swapped with the next", |log, at| {
        own(log, at, |rest, own| {
            let with = own + 1;
            let (one, other) = (rest[own].event.take(), rest[with].event.take());
            (rest[own].event, rest[with].event) = (other, one);
        })
    }),
    ("duplicated", |log, at| {
        own(log, at, |rest, own| {
            let again = rest[own].clone();
            rest.insert(own + 1, again);
        })
    }),
    ("inserted and counted anew", |log, at| {
        own(log, at, |rest, own| {
            let before = own.checked_sub(1).map_or(Both::default(), |last| rest[last].link);
            let mut new = rest[own].clone();
            new.place.seq = 9_999;
            redone(&mut new, &before);
            rest[own..].iter_mut().for_each(|entry| entry.chained.number += 1);
            rest.insert(own, new);
        })
    }),
    ("seq, time, or who acted", |log, at| {
        own(log, at, |rest, own| match at % 3 {
            0 => rest[own].place.seq += 1,
            1 => {
                let event = rest[own].event.as_mut().unwrap();
                event.recorded_at = event.recorded_at.replacen("2026", "2027", 1);
            }
            _ => other(&mut rest[own].event.as_mut().unwrap().account),
        })
    }),
    ("moved to another tenant", |log, at| own(log, at, |rest, own| drop(rest.remove(own)))),
    ("yesterday's copy brought back", |log, at| cut(log, at, at)),
    ("a fork", |log, at| {
        let mut entries = rest(log, at, SEALED + 2);
        let own = at.min(2);
        for entry in &mut entries[own..] {
            entry.event.as_mut().unwrap().payload = "{\"fork\":true}".to_owned();
        }
        rechained(log, at, entries, own)
    }),
    ("the digest of one algorithm dropped", |log, at| {
        own(log, at, |rest, own| match at % 4 {
            0 => rest[own].leaf.sm3 = [0; 32],
            1 => rest[own].leaf.sha256 = [0; 32],
            2 => rest[own].link.sm3 = [0; 32],
            _ => rest[own].link.sha256 = [0; 32],
        })
    }),
    ("a text written otherwise in Unicode", |log, at| {
        own(log, at, |rest, own| {
            let payload = &mut rest[own].event.as_mut().unwrap().payload;
            *payload = payload.replace('\u{e9}', "e\u{301}");
        })
    }),
    ("cut off at an older checkpoint", |log, at| cut(log, at, at / SEALED * SEALED)),
];

/// The first bad event that is named, going on from before the position.
fn found(log: &Log, stops: &[Verifier<'_>], tamper: Tamper, at: usize) -> Option<Finding> {
    let (begin, entries, head) = tamper(log, at);
    let mut verifier = stops[begin].clone();
    let mut further = 3;
    for entry in &entries {
        verifier.entry(entry);
        further -= i32::from(!verifier.findings().is_empty());
        if further == 0 {
            let mut findings = verifier.findings().to_vec();
            findings.sort_by_key(|finding| (finding.first, finding.last));
            return findings.into_iter().next();
        }
    }
    verifier.finish(Some(&head)).into_iter().next()
}

/// How many events a finding may leave open: two where it cannot be told which of two neighbours was changed, as
/// many as lie between two checkpoints where only these tell, everything behind the end of a log that was cut. Of the
/// last event nothing comes after which its new digests do not fit: there too only the checkpoint tells.
fn width(kind: &str, at: usize) -> u64 {
    let sealed = u64::try_from(SEALED).unwrap();
    let anew = ["an event with its own digests computed anew", "inserted and counted anew"];
    match kind {
        _ if at + 1 == EVENTS && anew.contains(&kind) => sealed,
        "the whole tail computed anew" | "a fork" => sealed,
        "yesterday's copy brought back" | "cut off at an older checkpoint" => 2_000,
        "one or several deleted" => 3,
        _ => 2,
    }
}

#[tokio::test]
async fn fourteen_kinds_of_tampering_are_found_at_five_hundred_positions_and_named() {
    let log = Log::new().await;
    let stops = log.stops();
    assert_eq!((log.entries.len(), KINDS.len()), (EVENTS, 14));
    let mut wrong = Vec::new();
    for (kind, tamper) in KINDS {
        for step in 0..POSITIONS {
            // The last one has no next to be swapped with.
            let last = EVENTS - 1 - usize::from(kind.starts_with("swapped"));
            let at = (step * EVENTS / POSITIONS + step % 4).min(last);
            let number = u64::try_from(at).unwrap() + 1;
            match found(&log, &stops, *tamper, at) {
                Some(finding)
                    if (finding.first..=finding.last).contains(&number)
                        && finding.last - finding.first < width(kind, at) => {}
                other => wrong.push(format!("{kind} at {number}: {other:?}")),
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of them:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

#[tokio::test]
async fn a_checkpoint_signed_by_another_key_is_refused_at_every_size() {
    let log = Log::new().await;
    let forged = [Algorithm::Ed25519, Algorithm::Sm2]
        .map(|algorithm| SecretKey::new("guohe/log", algorithm, &[5; 32]).unwrap());
    for seal in &log.seals {
        assert_eq!(seal.note.check(&log.keys), Ok(()));
        let note = seal.note.checkpoint.clone().sign(&forged);
        let refused = BadNote::UnknownKey("guohe/log/ed25519".to_owned());
        assert_eq!(note.check(&log.keys), Err(refused));
    }
    assert_eq!(log.seals.len(), EVENTS / SEALED);
}

#[tokio::test]
async fn a_file_whose_bytes_were_replaced_is_found_at_five_hundred_positions() {
    let root = tempfile::tempdir().unwrap();
    let files = FileDirectory::open(root.path()).unwrap();
    let mut tried = 0;
    for number in 0..25 {
        let digest = files.keep(format!("file {number}, twenty bytes").as_bytes()).await.unwrap();
        let digits = guohe_chain::both::hex(digest);
        let path = root.path().join(digits.get(..2).unwrap()).join(digits.get(2..).unwrap());
        let whole = fs::read(&path).unwrap();
        for position in 0..20 {
            let mut bytes = whole.clone();
            bytes[position] ^= 1;
            fs::write(&path, bytes).unwrap();
            files.fetch(&digest).await.expect_err(&digits);
            tried += 1;
        }
        fs::write(&path, whole).unwrap();
        assert!(files.fetch(&digest).await.unwrap().is_some());
    }
    assert_eq!((tried, files.all().unwrap().len()), (POSITIONS, 25));
}
