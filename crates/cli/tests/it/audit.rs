//! The log of the demonstration: proved, exported, tampered with in every way, and found out by the binary.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use guohe_cases::{
    event::{About, Actor, NewEvent, StreamId, Tenant},
    ports::{Act, Append, Row, Store as _},
};
use jiff::{Timestamp, civil::date};
use serde_json::json;
use uuid::Uuid;

use crate::{
    served::Served,
    world::{Run, folder, guohe},
};

const TOOLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tools");

/// Runs Python, which a machine that tests this program has.
fn python(script: &str, arguments: &[&str]) -> Run {
    let output = Command::new("python3")
        .arg("-B")
        .arg(script)
        .args(arguments)
        .env("TOOLS", TOOLS)
        .output()
        .expect(
            "python3 is needed for the independent verifier: install it (apt-get install python3)",
        );
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copied(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn verify(data: &Path) -> Run {
    guohe(&["audit", "verify", "--data", text(data)], b"")
}

fn exported(data: &Path, name: &str) -> PathBuf {
    let file = data.with_file_name(name);
    let run = guohe(&["audit", "export", "--data", text(data), text(&file)], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    file
}

/// What the pages show of the log: an applicant's receipt holds without the program that serves them, and a notice
/// names the checkpoint that everybody finds at `/log`.
fn shown(served: &Served, data: &Path) {
    let mut host = served.caller();
    host.signs_in("lishi", "guohe-demo-2026");
    let applications = host.gets("/applications").links();
    let own = |link: &&String| link.len() == "/applications/".len() + 36;
    let application = applications.iter().find(own).expect("an application");
    let page = host.gets(&format!("{application}/receipt"));
    let download = format!("{application}/receipt.json");
    assert!(page.links().contains(&download), "{}", page.body);
    let receipt = data.with_file_name("receipt.json");
    fs::write(&receipt, host.gets(&download).body).unwrap();
    let mut anybody = served.caller();
    assert_eq!(anybody.gets(&download).status, 303, "nobody else is given it");
    let keys = data.with_file_name("keys");
    fs::write(&keys, anybody.gets("/log/keys").body).unwrap();
    let run = guohe(&["audit", "receipt", text(&receipt), "--keys", text(&keys)], b"");
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("\"role\":\"host\""), "{}", run.out);
    let forged = fs::read_to_string(&receipt).unwrap().replacen("submitted", "withdrawn", 1);
    fs::write(&receipt, forged).unwrap();
    let run = guohe(&["audit", "receipt", text(&receipt), "--keys", text(&keys)], b"");
    assert_eq!(run.code, 1, "{}", run.out);

    let notices = anybody.gets("/notices").links();
    let notice = notices.iter().find(|link| link.starts_with("/notices/")).expect("a notice");
    let notice = anybody.gets(notice).body;
    // The digest of the list stands before it.
    let codes = notice.split("<code class=\"break\">").skip(1);
    let mut codes = codes.map(|code| code.split('<').next().unwrap());
    let short = codes.find(|code| code.contains(' ')).unwrap();
    assert!(anybody.gets("/log").body.contains(short), "{short}");
    let size = short.split(' ').next().unwrap();
    let notes = anybody.gets("/log/checkpoints").body;
    assert!(notes.contains(&format!("\n{size}\n")), "{notes}");
}

/// A demonstration that was told and stopped, sealed at its end.
fn told(name: &str) -> PathBuf {
    let data = folder(name).join("data");
    let served = Served::demo(&["--data", text(&data)]);
    shown(&served, &data);
    assert_eq!(served.stop(), Some(0));
    let sealed = guohe(&["audit", "checkpoint", "--data", text(&data)], b"");
    assert_eq!(sealed.code, 0, "{}", sealed.err);
    assert!(sealed.out.starts_with("guohe/main/"), "{}", sealed.out);
    data
}

/// The event in the middle that is tampered with.
const NUMBER: &str = "40";

#[test]
fn the_log_of_the_demonstration_is_sound_and_every_kind_of_tampering_is_found() {
    let data = told("audit");
    let sound = verify(&data);
    assert_eq!(sound.code, 0, "{}{}", sound.out, sound.err);
    assert!(sound.out.ends_with("nothing wrong\n"), "{}", sound.out);
    let export = exported(&data, "sound.jsonl");
    let script = format!("{TOOLS}/verify_log.py");
    let independent = python(&script, &[text(&export)]);
    assert_eq!(independent.code, 0, "{}{}", independent.out, independent.err);

    // The chain names the event; the tables and the files do without one.
    let named = format!("event {NUMBER}:");
    let kinds = [
        ("byte", named.as_str()),
        ("role", &named),
        ("deleted", &named),
        ("swapped", &named),
        ("duplicated", "event not in the chain"),
        ("seq", &named),
        ("time", &named),
        ("actor", &named),
        ("tenant", &named),
        ("digest", &named),
        ("rehashed", "events 40–41: the chain breaks here"),
        ("tail", "rewritten"),
        ("cut", "truncated or rolled back"),
        ("row", "a list or a register is not what the events say"),
    ];
    for (kind, expected) in kinds {
        let copy = data.with_file_name(kind);
        copied(&data, &copy);
        tampered(&copy, kind);
        let run = verify(&copy);
        assert_eq!(run.code, 1, "{kind}: {}{}", run.out, run.err);
        assert!(run.out.contains(expected), "{kind}: {}", run.out);
        assert!(run.out.ends_with(" problems\n"), "{kind}: {}", run.out);
        if kind != "row" {
            let export = exported(&copy, &format!("{kind}.jsonl"));
            let independent = python(&script, &[text(&export)]);
            assert_eq!(independent.code, 1, "{kind}: {}{}", independent.out, independent.err);
        }
        fs::remove_dir_all(&copy).unwrap();
    }
}

/// What is found without a number, or by that of the event that `tamper.py` names.
#[test]
fn whatever_lies_beside_the_log_is_held_against_it_by_whoever_can() {
    let data = told("audit-beside");
    let script = format!("{TOOLS}/verify_log.py");
    let number = |text: &str| text.trim().to_owned();
    let kinds: [(&str, &str, Option<&str>); 7] = [
        ("text", "it commits to is not there", Some("the text about persons is not there")),
        ("key", "no event says it was erased", None),
        ("people", "a list or a register is not what the events say", None),
        ("registered", "a list or a register is not what the events say", None),
        ("unexplained", "a list or a register is not what the events say: case", None),
        ("unchained", "event not in the chain", Some("not in the chain")),
        ("log", "truncated or rolled back", Some("the whole log is not there")),
    ];
    for (kind, expected, elsewhere) in kinds {
        let copy = data.with_file_name(format!("beside-{kind}"));
        copied(&data, &copy);
        let hit = beside(&copy, kind);
        let run = verify(&copy);
        assert_eq!(run.code, 1, "{kind}: {}{}", run.out, run.err);
        let found = run.out.lines().find(|line| line.contains(expected));
        let found = found.unwrap_or_else(|| panic!("{kind}: {}", run.out));
        if ["text", "key"].contains(&kind) {
            assert!(found.contains(&format!("event {}:", number(&hit))), "{kind}: {found}");
        }
        if let Some(expected) = elsewhere {
            let export = exported(&copy, &format!("beside-{kind}.jsonl"));
            let independent = python(&script, &[text(&export)]);
            assert_eq!(independent.code, 1, "{kind}: {}{}", independent.out, independent.err);
            assert!(independent.out.contains(expected), "{kind}: {}", independent.out);
        }
        if kind == "unchained" {
            // Nobody makes of what lies there what was recorded: neither a start nor a signature.
            for command in [&["outage", "list"][..], &["audit", "checkpoint"]] {
                let run = guohe(&[command, &["--data", text(&copy)]].concat(), b"");
                assert_ne!(run.code, 0, "{command:?}");
                assert!(run.err.contains("events and no chain over them"), "{}", run.err);
            }
        }
        fs::remove_dir_all(&copy).unwrap();
    }
}

/// The number that is said of what was done beside the log.
fn beside(copy: &Path, kind: &str) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/tamper.py");
    let run = python(script, &[text(&copy.join("guohe.db")), kind, NUMBER]);
    assert_eq!(run.code, 0, "{kind}: {}", run.err);
    run.out
}

/// The bytes of every file of a folder, by name.
fn bytes_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(bytes_of(&path));
        } else {
            all.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    all
}

#[test]
fn whoever_verifies_or_exports_changes_nothing_of_what_they_look_at() {
    let data = told("audit-unchanged");
    let before = bytes_of(&data);
    assert_eq!(verify(&data).code, 0);
    exported(&data, "unchanged.jsonl");
    let after = bytes_of(&data);
    let names = |all: &BTreeMap<PathBuf, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&after), names(&before));
    assert!(after == before, "a byte was changed");
    // Packs of another day are not kept either, and tables of an older program stay as they are.
    let older = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); \
                 db.execute('DELETE FROM _sqlx_migrations WHERE version = 15'); db.commit()";
    let run = python("-c", &[older, text(&data.join("guohe.db"))]);
    assert_eq!(run.code, 0, "{}", run.err);
    let run = verify(&data);
    assert_eq!(run.code, 65, "{}", run.out);
    assert!(run.err.contains("made by an older version"), "{}", run.err);
}

fn tampered(copy: &Path, kind: &str) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/tamper.py");
    let database = copy.join("guohe.db");
    let done = |kind: &str, more: &[&str]| {
        let run = python(script, &[&[text(&database), kind, NUMBER], more].concat());
        assert_eq!(run.code, 0, "{kind}: {}", run.err);
    };
    if kind != "rehashed" && kind != "tail" {
        return done(kind, &[]);
    }
    done("role", &[]);
    let export = exported(copy, &format!("{kind}-changed.jsonl"));
    done(kind, &[text(&export)]);
}

/// Two thousand events, sealed at their end; what they say does not matter to those who check the chain.
async fn long(name: &str) -> PathBuf {
    let data = folder(name).join("data");
    let notary = |data: &Path| guohe_store::Notary::open(data).unwrap();
    let store = guohe_store::Database::connect(text(&data)).await.unwrap().signed_by(notary(&data));
    let stream = StreamId { about: About::Organisation, id: Uuid::from_u128(7) };
    for batch in 0_u64..20 {
        let event = |number: u64| NewEvent {
            kind: "noted".to_owned(),
            schema: 1,
            actor: Actor { account: Uuid::from_u128(1), role: "host".to_owned(), acting_for: None },
            effective_on: date(2026, 3, 1),
            payload: json!({ "number": number, "title": "caf\u{e9} 第" }),
            personal: Some(json!({ "name": "某人" })),
        };
        let row = Row {
            stream,
            version: (batch + 1) * 100,
            pack: String::new(),
            round: None,
            organisation: None,
            kind: None,
            stage: String::new(),
            waits_for: None,
            since: date(2026, 3, 1),
            due: None,
            title: String::new(),
            number: None,
            extra: json!({}),
            people: Vec::new(),
        };
        let append = Append {
            stream,
            expected: batch * 100,
            events: (batch * 100..(batch + 1) * 100).map(event).collect(),
            row,
            registered: Vec::new(),
        };
        let at = Timestamp::from_second(1_772_300_000 + i64::try_from(batch).unwrap()).unwrap();
        let tenant = Tenant("main".to_owned());
        let act =
            Act { tenant, at, idempotency: None, appends: vec![append], freezes: batch % 5 == 4 };
        store.append(act).await.unwrap();
    }
    store.close().await;
    data
}

#[tokio::test]
async fn the_independent_verifier_names_the_first_bad_event_of_sixteen_kinds_of_tampering() {
    let data = long("audit-long").await;
    let export = exported(&data, "long.jsonl");
    let script = format!("{TOOLS}/test_verify_log.py");
    let run = python(&script, &[text(&export)]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert_eq!(run.out, "320 of 320 found, 16 kinds\n");
    // The plain digest of an interpreter without SM3 comes to the same.
    let plain = python(&format!("{TOOLS}/verify_log.py"), &["--plain", text(&export)]);
    assert_eq!(plain.code, 0, "{}{}", plain.out, plain.err);
    assert!(plain.out.ends_with("2000 events, 8 checkpoints, 0 problems\n"), "{}", plain.out);
}

#[test]
fn files_other_keys_and_old_copies_are_found_and_a_backup_carries_what_proves_it() {
    let data = told("audit-outside");
    let (archive, restored) = (data.with_file_name("backup"), data.with_file_name("restored"));
    let packed = guohe(&["backup", "--data", text(&data), text(&archive)], b"");
    assert_eq!(packed.code, 0, "{}", packed.err);

    let run = guohe(&["restore", text(&archive), "--data", text(&restored)], b"");
    assert_eq!(run.code, 0, "{}", run.err);
    let names = ["checkpoints", "keys/public"].map(|name| restored.join(name).is_file());
    assert_eq!(names, [true, true]);
    assert!(!restored.join("keys/ed25519").exists(), "a backup holds nothing that signs");
    let sound = verify(&restored);
    assert_eq!(sound.code, 0, "{}{}", sound.out, sound.err);

    // Somebody else's keys.
    let other = folder("audit-other");
    guohe_store::Notary::open(&other).unwrap();
    let other = other.join("keys/public");
    let run = guohe(&["audit", "verify", "--data", text(&restored), "--keys", text(&other)], b"");
    assert_eq!(run.code, 1);
    assert!(run.out.contains("a key that is not known here"), "{}", run.out);

    // Another byte in a file that was attached; those of packs are written anew whenever the program starts.
    let folders = fs::read_dir(restored.join("files")).unwrap();
    let mut files = folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    let attached = files.find_map(|file| {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        bytes.starts_with(b"%PDF").then_some((path, bytes))
    });
    let (file, mut bytes) = attached.expect("somebody attached a paper");
    bytes[0] ^= 1;
    fs::write(&file, bytes).unwrap();
    let run = verify(&restored);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("was changed or damaged"), "{}", run.out);
    fs::remove_file(&file).unwrap();
    let run = verify(&restored);
    assert_eq!(run.code, 1);
    assert!(run.out.contains(" is missing"), "{}", run.out);
}
