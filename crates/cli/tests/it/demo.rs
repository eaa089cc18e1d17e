//! The demonstration as the binary serves it: made once, found again, backed up and restored the same.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Command, Stdio},
};

use guohe_cases::{
    desk::{Desk, rebuild},
    kept::Kept,
    law::Laws,
    ports::Store as _,
    replay::Script,
};
use guohe_store::Database;
use guohe_testkit::postgres::Database as Server;
use serde_json::json;

use crate::{
    served::Served,
    story::{law, tenant},
    world::{folder, guohe},
};

/// Everything a data directory holds: events, rows, accounts.
async fn state(data: &Path) -> String {
    let store = Database::connect(data.to_str().unwrap()).await.unwrap();
    let accounts = format!("{:?}\n", store.accounts(&tenant()).await.unwrap());
    store.close().await;
    accounts + &story(data.to_str().unwrap()).await
}

/// All events and rows of a database.
async fn story(database: &str) -> String {
    let store = Database::connect(database).await.unwrap();
    let mut state = String::new();
    for stream in store.streams(&tenant()).await.unwrap() {
        let events = store.stream(&tenant(), stream).await.unwrap();
        let row = store.row(&tenant(), stream).await.unwrap();
        state.push_str(&serde_json::to_string(&(events, row)).unwrap());
    }
    store.close().await;
    state
}

#[tokio::test]
async fn the_demonstration_is_told_once_found_again_and_restored_the_same() {
    let root = folder("demonstration");
    let data = root.join("data");

    let (data_text, backup) = (data.to_str().unwrap(), root.join("demo.guohe"));
    let served = Served::demo(&["--data", data_text]);
    assert!(served.said.contains("guohe-demo-2026") && served.said.contains("2026-05-11"));
    let page = served.caller().gets("/");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("2026"), "{}", page.body);
    let backup_text = backup.to_str().unwrap();
    let packed = guohe(&["backup", "--data", data_text, backup_text], b"");
    assert_eq!(packed.code, 0, "{}", packed.err);
    assert_eq!(served.stop(), Some(0));

    let told = state(&data).await;
    let again = Served::demo(&["--data", data_text]);
    assert_eq!(again.caller().gets("/").status, 200);
    assert_eq!(again.stop(), Some(0));
    assert!(told == state(&data).await, "the second start changed something");

    let restored = root.join("restored");
    let unpacked = guohe(&["restore", backup_text, "--data", restored.to_str().unwrap()], b"");
    assert_eq!(unpacked.code, 0, "{}", unpacked.err);
    assert!(told == state(&restored).await, "what was restored is something else");

    stages(&restored).await;
}

#[tokio::test]
async fn the_demonstration_is_the_same_story_in_a_file_and_on_a_server() {
    let (root, server) = (folder("demonstration-server"), Server::fresh().unwrap());
    let [file, files] = ["file", "files"].map(|name| root.join(name).to_str().unwrap().to_owned());
    let places: [&[&str]; 2] =
        [&["--data", &file], &["--data", &files, "--database", server.url()]];
    for place in places {
        let served = Served::demo(place);
        assert_eq!(served.caller().gets("/").status, 200);
        assert_eq!(served.stop(), Some(0));
    }
    let told = story(&file).await;
    assert!(told.len() > 100_000, "{} bytes", told.len());
    assert!(told == story(server.url()).await, "the two databases hold different stories");
    let nowhere = guohe(&["demo", "--data", &file, "--database", "mysql://localhost"], b"");
    assert_eq!(nowhere.code, 64, "{}", nowhere.err);
}

/// Over the embedded database, too, each case stands where the story says, and rows follow from events.
async fn stages(data: &Path) {
    let law = law();
    let script = Script::of(&law).unwrap().unwrap();
    let mut laws = Laws::default();
    laws.add(law);
    let store = Database::connect(data.to_str().unwrap()).await.unwrap();
    let desk = Desk { tenant: &tenant(), store: &store, kept: &Kept::default(), laws: &laws };
    let mut found = Vec::new();
    for case in &script.cases {
        let stage = desk.case(script.case_id(&case.id).unwrap()).await.unwrap().stage.at.clone();
        found.push((&case.id, stage.to, stage.waits_for, stage.due));
    }
    let told = script.cases.iter().map(|case| {
        let expect = case.expect.clone();
        (&case.id, expect.stage, expect.waits_for, expect.due)
    });
    assert_eq!(found, told.collect::<Vec<_>>());
    assert_eq!(rebuild(desk).await.unwrap(), []);
    store.close().await;
}

#[test]
fn a_directory_without_a_database_is_not_backed_up() {
    let root = folder("no-database");
    let file = root.join("backup");
    let run = guohe(&["backup", "--data", root.to_str().unwrap(), file.to_str().unwrap()], b"");
    assert_eq!((run.code, file.exists()), (64, false), "{}", run.err);
}

#[test]
fn a_file_that_is_no_backup_is_not_restored() {
    let root = folder("no-backup");
    let (file, data) = (root.join("letter"), root.join("data"));
    fs::write(&file, "Dear Sir or Madam").unwrap();
    let run = guohe(&["restore", file.to_str().unwrap(), "--data", data.to_str().unwrap()], b"");
    assert_eq!((run.code, data.exists()), (65, false), "{}", run.err);
}

#[test]
fn the_doctor_says_one_line_for_each_thing_and_a_figure_at_the_end() {
    let root = folder("doctor");
    let run = guohe(&["doctor", "--data", root.to_str().unwrap()], b"");
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let last = run.out.lines().last().unwrap();
    let lines = run.out.lines().count() - 1;
    assert!(last.starts_with(&format!("{lines} checks, ")) && last.ends_with(" 0 bad"), "{last}");
}

#[tokio::test]
async fn the_doctor_says_when_the_fence_of_a_server_is_not_there_for_whom_it_is_asked_as() {
    let (root, server) = (folder("doctor-server"), Server::fresh().unwrap());
    let data = root.to_str().unwrap();
    let asked = |url: &str| guohe(&["doctor", "--data", data, "--database", url], b"");
    let empty = asked(server.url());
    assert!(empty.out.contains("数据库尚未建立 / no database yet"), "{}", empty.out);

    Database::connect(server.url()).await.unwrap().close().await;
    let ordinary = asked(server.url());
    assert_eq!(ordinary.code, 0, "{}{}", ordinary.out, ordinary.err);
    assert!(ordinary.out.contains("各主管部门之间的隔离对它有效 / the fence"), "{}", ordinary.out);
    let root = asked(&server.as_superuser());
    let line = root.out.lines().find(|line| line.contains("BYPASSRLS")).unwrap();
    assert!(line.starts_with("注意 note") && line.contains("is not there for it"), "{line}");
    assert!(!root.out.contains("对它有效"), "{}", root.out);
}

/// What the log says until a server answers, which is stopped then.
fn said_at_the_start(place: &[&str]) -> String {
    let mut served = Command::new(env!("CARGO_BIN_EXE_guohe"))
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(place)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut first, mut log) = (String::new(), String::new());
    BufReader::new(served.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let id = served.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    served.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert_eq!(served.wait().unwrap().code(), Some(0), "{first}{log}");
    log
}

#[test]
fn a_server_says_at_its_start_when_the_fence_is_not_there_for_it() {
    let (root, server) = (folder("fence-at-start"), Server::fresh().unwrap());
    let data = root.to_str().unwrap();
    let ordinary = said_at_the_start(&["--data", data, "--database", server.url()]);
    assert!(!ordinary.contains("BYPASSRLS"), "{ordinary}");
    let log = said_at_the_start(&["--data", data, "--database", &server.as_superuser()]);
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("BYPASSRLS")).collect();
    assert_eq!(lines.len(), 1, "{log}");
    let both = ["WARN", "是超级用户或带 BYPASSRLS 权限", "is a superuser or has BYPASSRLS"];
    assert!(both.iter().all(|part| lines[0].contains(part)), "{}", lines[0]);
}

#[tokio::test]
async fn a_program_that_is_not_what_ran_before_is_told_with_both_digests_and_once() {
    let root = folder("running");
    let data = root.to_str().unwrap();
    let told = || {
        let log = said_at_the_start(&["--data", data]);
        let lines = log.lines().filter(|line| line.contains("not what ran before"));
        (lines.map(str::to_owned).collect::<Vec<_>>(), log.contains("kind=\"program\""))
    };
    // Nothing ran before, and then the same.
    assert_eq!([told(), told()], [(Vec::new(), false), (Vec::new(), false)]);
    let store = Database::connect(data).await.unwrap();
    let kept = store.setting(&tenant(), "running").await.unwrap().unwrap();
    let own = kept["program"].as_str().unwrap().to_owned();
    let doctor = guohe(&["doctor"], b"");
    assert!(doctor.out.contains(&format!("SHA-256 {own}")), "{}", doctor.out);
    let (id, hash) = kept["packs"].as_object().unwrap().iter().next().unwrap();
    assert!(doctor.out.contains(&format!("SHA-256 {}", hash.as_str().unwrap())), "{id}");
    let mut other = kept.clone();
    other["program"] = json!("0".repeat(64));
    store.set_setting(&tenant(), "running", &other).await.unwrap();
    store.close().await;

    let (lines, alarm) = told();
    assert!(alarm && lines.len() == 1, "{lines:?}");
    let parts = ["guohe::security", "what=\"guohe\"", &"0".repeat(64), &own];
    assert!(parts.iter().all(|part| lines[0].contains(part)), "{}", lines[0]);
    assert_eq!(told(), (Vec::new(), false));
}
