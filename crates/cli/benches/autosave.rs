//! How long a save takes while somebody types, in a case that was saved often before: through the binary,
//! from the request to the findings that come back, on both databases.
//!
//! `cargo bench -p guohe-cli`. The PostgreSQL that tests start does without `fsync`; for an honest figure
//! announce a server that has it, as `GUOHE_TEST_POSTGRES`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    dead_code,
    missing_docs,
    reason = "a measurement stops at the first surprise, reads the clock, prints, and borrows from the tests what it needs"
)]

#[path = "../tests/it/served.rs"]
mod served;
#[path = "../tests/it/story.rs"]
mod story;

use std::time::{Duration, Instant};

use guohe_cases::{
    desk::Desk,
    kept::Kept,
    law::Laws,
    memory::Memory,
    replay::{By, Script, Stage, play},
    verbs::attach::Room,
};
use guohe_store::{Database, FILES_FOLDER, FileDirectory};
use guohe_testkit::postgres;
use guohe_web::password;
use tempfile::TempDir;
use uuid::Uuid;

use served::{Caller, Served};
use story::{law, tenant};

/// After about so many saves it is looked at how long one takes.
const MARKS: [usize; 4] = [50, 450, 1000, 2000];
/// So many before each mark are counted, and so many after it.
const AROUND: usize = 50;
/// The bar for the tail.
const BAR: Duration = Duration::from_millis(40);

/// The bar for a look at the panel that saves nothing.
const UNSAVED: Duration = Duration::from_millis(10);
/// So often is looked.
const LOOKS: usize = 300;

/// Somebody who is filling in an application.
struct Host {
    login: String,
    password: String,
    case: Uuid,
}

/// Tells the story of the demonstration, so that there are other cases too.
async fn told(place: &str, folder: &TempDir) -> Host {
    let store = Database::connect(place).await.unwrap();
    let (law, mut laws) = (law(), Laws::default());
    let script = Script::of(&law).unwrap().unwrap();
    laws.add(self::law());
    let files = FileDirectory::open(&folder.path().join(FILES_FOLDER)).unwrap();
    let hashed = password::hash(&script.password, &[7; 16]).unwrap();
    let (tenant, kept) = (tenant(), Kept::default());
    let desk = Desk { tenant: &tenant, store: &store, kept: &kept, laws: &laws };
    let inspector = Memory::default();
    let room = Room { inspector: &inspector, files: &files };
    let stage = Stage { desk, room, law: &law, script: &script, password: &hashed };
    play(stage).await.unwrap();
    store.close().await;
    let draft = script.cases.iter().rfind(|case| case.expect.stage == "draft").unwrap();
    let opening = draft.acts.iter().find(|step| step.open).unwrap();
    let By::One(login) = opening.by.clone() else { panic!("one person opens an application") };
    Host { login, case: script.case_id(&draft.id).unwrap(), password: script.password }
}

/// Saves one cell again and again, each time with other content.
fn saves(engine: &str, served: &Served, who: &Host) {
    let mut host = served.caller();
    host.signs_in(&who.login, &who.password);
    let page = format!("/applications/{}/sections/host", who.case);
    let form = host.gets(&page);
    let token = form.value("form_token").unwrap();
    let mut seen = form.value("seen").unwrap();
    let mut times = Vec::new();
    for save in 1..=MARKS[MARKS.len() - 1] + AROUND {
        let name = format!("示例园区 {save}");
        let fields =
            [("form_token", token.as_str()), ("seen", &seen), ("autosave", "1"), ("name", &name)];
        let begun = Instant::now();
        let answer = host.posts(&page, &fields);
        times.push(begun.elapsed());
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.headers("x-seen").next().unwrap().clone_into(&mut seen);
        if MARKS.contains(&(save - AROUND.min(save))) {
            report(engine, save - AROUND, &times);
        }
    }
    assert!(host.gets(&page).body.contains("示例园区 2050"));
    looks(engine, &mut host, who.case);
}

/// Looks at the panel of the same case without saving, as somebody who comes back to it.
fn looks(engine: &str, host: &mut Caller, case: Uuid) {
    let page = format!("/applications/{case}/panel");
    let mut times: Vec<Duration> = (0..LOOKS)
        .map(|_| {
            let begun = Instant::now();
            assert_eq!(host.gets(&page).status, 200);
            begun.elapsed()
        })
        .collect();
    times.sort();
    let at = |percent: usize| times[(times.len() * percent).div_ceil(100) - 1];
    let (middle, tail) = (at(50), at(99));
    let held = if tail <= UNSAVED { "holds" } else { "fails" };
    println!(
        "{engine:<12} the panel     {middle:>10.2?} {tail:>10.2?}   {held} (bar p99 {UNSAVED:?})"
    );
}

fn report(engine: &str, saves: usize, times: &[Duration]) {
    let mut last = times[times.len() - 2 * AROUND..].to_vec();
    last.sort();
    let at = |percent: usize| last[(last.len() * percent).div_ceil(100) - 1];
    let (middle, tail) = (at(50), at(99));
    let held = if tail <= BAR { "holds" } else { "fails" };
    println!("{engine:<12} {saves:>5} saves {middle:>10.2?} {tail:>10.2?}   {held}");
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    println!("{:<12} {:>5}       {:>10} {:>10}   bar p99 {BAR:?}", "a save", "after", "p50", "p99");

    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let told = runtime.block_on(told(data, &folder));
    served::unhurried(&["--data", data]);
    saves("SQLite", &Served::serve(&["--data", data]), &told);

    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let server = postgres::Database::fresh().unwrap();
    let told = runtime.block_on(self::told(server.url(), &folder));
    let place = ["--data", data, "--database", server.url()];
    served::unhurried(&place);
    saves("PostgreSQL", &Served::serve(&place), &told);
}
