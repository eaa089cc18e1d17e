//! Files that are held until a scanner has found them clean.

use std::{
    io::{Error, ErrorKind},
    sync::Mutex,
};

use async_trait::async_trait;
use guohe_cases::{
    attachment::Scan,
    ports::Inspector,
    refusal::Sort,
    verbs::{
        attach::{Incoming, Room, attach, detach},
        late::{Paper, confirm, enter},
        scan::{Scanned, scan_held, sweep},
        signed::{Shown, bind},
    },
};
use guohe_rules::syntax::Words;
use uuid::Uuid;

use crate::world::{World, day, host, objection, officer, refusal, second_officer};

/// A scanner that says what it is told to, and can be reached only when it is told anything.
#[derive(Debug, Default)]
struct Scanner(Mutex<Option<bool>>);

#[async_trait]
impl Inspector for Scanner {
    async fn inspect(&self, _bytes: &[u8]) -> Result<Option<Words>, Error> {
        Ok(None)
    }

    fn holds(&self) -> bool {
        true
    }

    async fn scan(&self, _bytes: &[u8]) -> Result<bool, Error> {
        self.0.lock().unwrap().ok_or_else(|| Error::from(ErrorKind::ConnectionRefused))
    }
}

impl Scanner {
    fn says(&self, clean: Option<bool>) {
        *self.0.lock().unwrap() = clean;
    }
}

async fn attaches(world: &World, room: Room<'_>, case: Uuid) {
    let proves = ["host.name".to_owned()];
    let file = Incoming { name: "证书.pdf", label: "", proves: &proves, bytes: b"%PDF-1.7 x" };
    attach(world.desk(), room, &world.filling(host(), case), &file).await.unwrap();
}

async fn scans(world: &World, room: Room<'_>, case: Uuid) -> Scanned {
    let moment = world.moment();
    scan_held(world.desk(), room, move || moment, case).await.unwrap()
}

#[tokio::test]
async fn a_held_file_is_nobodys_until_it_was_found_clean() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.fill(host(), case, "park").await;
    let scanner = Scanner::default();
    let room = Room { inspector: &scanner, files: &world.store };
    let stands = || async {
        let case = world.case(case).await;
        let scans: Vec<Scan> = case.attachments.values().map(|file| file.scan).collect();
        let held = case.row().extra.get("held").and_then(serde_json::Value::as_u64);
        (scans, case.proofs().len(), held)
    };
    attaches(&world, room, case).await;
    assert_eq!(stands().await, (vec![Scan::Held], 0, Some(1)));
    let down = scans(&world, room, case).await;
    assert_eq!((down.settled, down.held.len()), (0, 1));
    assert_eq!(stands().await, (vec![Scan::Held], 0, Some(1)), "it cannot be reached");

    scanner.says(Some(true));
    assert_eq!(sweep_all(&world, room).await, 1);
    assert_eq!(stands().await, (vec![Scan::Clean], 1, None));
    scanner.says(Some(false));
    assert_eq!(sweep_all(&world, room).await, 0, "it is not asked twice");

    attaches(&world, room, case).await;
    assert_eq!(scans(&world, room, case).await.settled, 1);
    assert_eq!(stands().await, (vec![Scan::Clean, Scan::Infected], 1, None));
    detach(world.desk(), &world.filling(host(), case), "A2").await.unwrap();
    assert_eq!(stands().await, (vec![Scan::Clean], 1, None));
    let told: Vec<_> = world
        .events(case)
        .await
        .into_iter()
        .filter(|event| event.what.kind == "file_scanned")
        .map(|event| (event.what.actor.role, event.what.payload["what"].to_string()))
        .collect();
    let said = [r#"{"clean":true,"id":"A1"}"#, r#"{"clean":false,"id":"A2"}"#];
    assert_eq!(told, said.map(|one| ("scanner".to_owned(), one.to_owned())));
}

async fn sweep_all(world: &World, room: Room<'_>) -> usize {
    let moment = world.moment();
    sweep(world.desk(), room, move || moment).await.unwrap().settled
}

#[tokio::test]
async fn where_nobody_scans_a_file_counts_at_once_and_says_that_it_was_not_scanned() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.fill(host(), case, "park").await;
    attaches(&world, world.room(), case).await;
    let case = world.case(case).await;
    assert_eq!(case.attachments["A1"].scan, Scan::None);
    assert_eq!(case.proofs().len(), 1);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told from its beginning to its end")]
async fn every_file_of_a_case_is_scanned_whoever_handed_it_in_and_none_is_confirmed_unseen() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let scanner = Scanner::default();
    let room = Room { inspector: &scanner, files: &world.store };
    let held = || async {
        let case = world.case(case).await;
        let held: Vec<String> = case
            .files()
            .filter(|file| file.scan == Scan::Held)
            .map(|file| file.id.clone())
            .collect();
        let in_row = case.row().extra.get("held").and_then(serde_json::Value::as_u64);
        assert_eq!(in_row, Some(held.len() as u64).filter(|held| *held > 0));
        held
    };
    let file = Incoming { name: "signed.pdf", label: "", proves: &[], bytes: b"%PDF-1.7 signed" };
    let version = world.case(case).await.locked_version().unwrap();
    let shown = Shown { version, there: vec![1], of: 2, unread: 0 };
    bind(world.desk(), room, &world.filling(host(), case), &file, shown).await.unwrap();
    assert_eq!(held().await, ["S1"], "there is no attachment beside it");
    scanner.says(Some(true));
    assert_eq!(sweep_all(&world, room).await, 1);
    assert_eq!(held().await, Vec::<String>::new());

    world.on("2026-04-20");
    world.proposed(case).await;
    world.on("2026-04-29");
    world.posted(&[case]).await;
    world.on("2026-05-11");
    let enters = async || {
        let scan = Incoming { name: "a.pdf", label: "", proves: &[], bytes: b"%PDF-1.7 letter" };
        let paper = Paper {
            act: "object",
            took_place_on: Some(day("2026-05-09")),
            reasons: "信件",
            input: objection(),
            file: Some(scan),
        };
        let by = world.filling(officer(), case);
        enter(world.desk(), room, &by, &paper).await.unwrap().version
    };
    let confirms =
        async |entry| confirm(world.desk(), &world.filling(second_officer(), case), entry).await;
    let infected = enters().await;
    assert_eq!(held().await, ["P1"]);
    let unseen = refusal(confirms(infected).await);
    assert_eq!(unseen.sort, Sort::Condition);
    assert!(unseen.what.en.contains("waits to be scanned"), "{unseen:?}");
    scanner.says(Some(false));
    assert_eq!(sweep_all(&world, room).await, 1);
    let unseen = refusal(confirms(infected).await);
    assert!(unseen.what.en.contains("not to be clean"), "{unseen:?}");
    assert!(world.case(case).await.objections.is_empty());

    let sound = enters().await;
    scanner.says(Some(true));
    assert_eq!(scans(&world, room, case).await.settled, 1);
    let stands: Vec<(String, Scan)> = {
        let case = world.case(case).await;
        case.files().map(|file| (file.id.clone(), file.scan)).collect()
    };
    let each = [("S1", Scan::Clean), ("P1", Scan::Infected), ("P2", Scan::Clean)];
    assert_eq!(stands, each.map(|(id, scan)| (id.to_owned(), scan)));
    confirms(sound).await.unwrap();
    assert_eq!(world.case(case).await.objections.len(), 1);
    // The applicant's own files are another list: papers are none of it.
    let case = world.case(case).await;
    assert_eq!(case.applicants_files().map(|file| &*file.id).collect::<Vec<_>>(), ["S1"]);
}
