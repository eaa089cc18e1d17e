//! The demonstration as the binary serves it: made once, found again, backed up and restored the same.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use guohe_cases::{
    desk::{Desk, rebuild},
    event::Tenant,
    law::{Law, Laws},
    ports::Store as _,
    replay::Script,
};
use guohe_rules::pack::{PackFiles, Shelf};
use guohe_store::Database;

use crate::world::{folder, guohe};

/// The program at work.
struct Served {
    child: Child,
    port: String,
    /// What it said before it began to answer.
    said: String,
}

impl Served {
    fn demo(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_guohe"))
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = String::new();
        for line in &mut lines {
            let line = line.unwrap();
            said.push_str(&line);
            said.push('\n');
            if line.contains("Ctrl+C") {
                break;
            }
        }
        let (_, port) = said.split_once("http://localhost:").expect("it says where it is");
        let port = port.lines().next().unwrap().to_owned();
        Self { child, port, said }
    }

    /// The answer to a plain request, head and body.
    fn get(&self, path: &str) -> String {
        let host = format!("localhost:{}", self.port);
        let mut stream = TcpStream::connect(&host).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Stops it as a service manager does, and gives its exit code.
    fn stop(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It has usually ended by then.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The law of the story, from the packs as they lie in the source tree.
fn law() -> Law {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let (mut files, mut folders) = (PackFiles::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let shelf = Shelf::load(&files);
    let mut laws = shelf.packs.iter().filter_map(|pack| Law::of(Arc::clone(pack)).ok());
    laws.find(|law| Script::of(law).unwrap().is_some()).expect("a pack carries a story")
}

fn tenant() -> Tenant {
    Tenant("main".to_owned())
}

/// Everything a data directory holds: events, rows, accounts.
async fn state(data: &Path) -> String {
    let store = Database::connect(data.to_str().unwrap()).await.unwrap();
    let mut state = format!("{:?}\n", store.accounts(&tenant()).await.unwrap());
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

    let served = Served::demo(&data);
    assert!(served.said.contains("guohe-demo-2026") && served.said.contains("2026-05-11"));
    let page = served.get("/");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("2026"), "{page}");
    let backup = root.join("demo.guohe");
    let (data_text, backup_text) = (data.to_str().unwrap(), backup.to_str().unwrap());
    let packed = guohe(&["backup", "--data", data_text, backup_text], b"");
    assert_eq!(packed.code, 0, "{}", packed.err);
    assert_eq!(served.stop(), Some(0));

    let told = state(&data).await;
    let again = Served::demo(&data);
    assert!(again.get("/").starts_with("HTTP/1.1 200"));
    assert_eq!(again.stop(), Some(0));
    assert!(told == state(&data).await, "the second start changed something");

    let restored = root.join("restored");
    let unpacked = guohe(&["restore", backup_text, "--data", restored.to_str().unwrap()], b"");
    assert_eq!(unpacked.code, 0, "{}", unpacked.err);
    assert!(told == state(&restored).await, "what was restored is something else");

    stages(&restored).await;
}

/// Over the embedded database, too, each case stands where the story says, and rows follow from events.
async fn stages(data: &Path) {
    let law = law();
    let script = Script::of(&law).unwrap().unwrap();
    let mut laws = Laws::default();
    laws.add(law);
    let store = Database::connect(data.to_str().unwrap()).await.unwrap();
    let desk = Desk { tenant: &tenant(), store: &store, laws: &laws };
    let mut found = Vec::new();
    for case in &script.cases {
        let stage = desk.case(script.case_id(&case.id).unwrap()).await.unwrap().stage.at;
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
