//! The stories that packs carry, told in memory, and the records of the decisions in them.

use std::sync::Arc;

use guohe_cases::{
    case::Case,
    desk::Desk,
    event::{About, Tenant},
    kept::Kept,
    law::{Law, Laws},
    memory::Memory,
    replay::{Script, Stage, play},
    verbs::attach::Room,
};
use guohe_record::{Edition, decisions, export};
use guohe_rules::pack::{PackFiles, Shelf};
use jiff::Timestamp;
use uuid::Uuid;

use crate::ledger::Ledger;

/// An installation in which the story of a pack has been told.
pub(crate) struct Told {
    pub(crate) tenant: Tenant,
    pub(crate) store: Memory,
    pub(crate) laws: Laws,
    kept: Kept,
}

impl Told {
    /// Tells the story of a pack; none where it has none.
    pub(crate) async fn of(law: Law) -> Option<Self> {
        let script = Script::of(&law).unwrap()?;
        let mut laws = Laws::default();
        laws.add(law);
        let (tenant, store) = (Tenant("demo".to_owned()), Memory::default());
        let told = Self { tenant, store, kept: Kept::default(), laws };
        let law = told.laws.iter().next().unwrap();
        let room = Room { inspector: &told.store, files: &told.store };
        let stage = Stage { desk: told.desk(), room, law, script: &script, password: "hash" };
        play(stage).await.unwrap_or_else(|error| panic!("{error}"));
        Some(told)
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        let Self { tenant, store, kept, laws } = self;
        Desk { tenant, store, kept, laws }
    }

    /// The story of the pack with an id, among these files.
    pub(crate) async fn named(files: &PackFiles, id: &str) -> Self {
        Self::of(law(files, id)).await.unwrap()
    }
}

/// The law of a pack among these files. Other packs that it does not name, and worked cases, are left on the shelf.
pub(crate) fn law(files: &PackFiles, id: &str) -> Law {
    let text = &files[&format!("{id}/pack.yaml")];
    let named = |path: &str| {
        let folder: Vec<&str> = path.split('/').take(2).collect();
        text.contains(&folder.join("/"))
    };
    let worked = |path: &str| {
        let example = path.split_once("/examples/").map(|(_, rest)| rest);
        example.is_some_and(|rest| !rest.starts_with("journeys/") && !rest.starts_with("base/"))
    };
    let shared = |path: &str| path.starts_with("vocabulary/") || path.starts_with("parameters/");
    let wanted = files.iter().filter(|(path, _)| shared(path) || named(path) && !worked(path));
    let wanted = wanted.map(|(path, text)| (path.clone(), text.clone())).collect();
    let shelf = Shelf::load(&wanted);
    let pack = shelf.packs.iter().find(|pack| pack.id() == id).unwrap();
    Law::of(Arc::clone(pack)).unwrap()
}

/// Every decision of a realm, with what was recorded up to it.
pub(crate) async fn decided(desk: Desk<'_>) -> Vec<(Uuid, u64, String)> {
    let mut found = Vec::new();
    for stream in desk.store.streams(desk.tenant).await.unwrap() {
        if stream.about != About::Case {
            continue;
        }
        let events = desk.store.stream(desk.tenant, stream).await.unwrap();
        let case = Case::fold(&events).unwrap().unwrap();
        for seq in decisions(&case) {
            let until: Vec<_> = events.iter().filter(|event| event.seq <= seq).collect();
            found.push((stream.id, seq, serde_json::to_string(&until).unwrap()));
        }
    }
    found
}

/// The record of a decision.
pub(crate) async fn record(
    desk: Desk<'_>,
    ledger: &Ledger,
    (case, decision): (Uuid, u64),
    edition: Edition,
) -> Vec<u8> {
    let made = export(desk, ledger, (case, Some(decision)), (edition, Timestamp::UNIX_EPOCH)).await;
    made.unwrap_or_else(|failure| panic!("{case} {decision}: {failure:?}")).bytes
}
