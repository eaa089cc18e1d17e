//! Files that are held until a scanner has found them clean.

use std::{
    io::{Error, ErrorKind},
    sync::Mutex,
};

use async_trait::async_trait;
use guohe_cases::{
    attachment::Scan,
    ports::Inspector,
    verbs::{
        attach::{Incoming, Room, attach, detach},
        scan::{Scanned, scan_held, sweep},
    },
};
use guohe_rules::syntax::Words;
use uuid::Uuid;

use crate::world::{World, host};

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
