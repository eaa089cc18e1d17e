//! The story that a pack carries: told by acts, told once, told the same each time.

use std::collections::BTreeMap;

use guohe_cases::{
    desk::{Desk, rebuild, row_of},
    event::Tenant,
    kept::Kept,
    law::Laws,
    memory::Memory,
    moment::civil_day,
    notice::Standing,
    ports::Store as _,
    procedure::Level,
    replay::{Expected, SETTING, Script, Stage, latest, play},
    verbs::attach::Room,
};

use crate::world::{day, law};

/// An installation in which the story has been told.
struct Told {
    tenant: Tenant,
    store: Memory,
    kept: Kept,
    laws: Laws,
    script: Script,
}

impl Told {
    async fn new() -> Self {
        let law = law();
        let script = Script::of(&law).unwrap().unwrap();
        let mut laws = Laws::default();
        laws.add(law);
        let (tenant, store) = (Tenant("demo".to_owned()), Memory::default());
        let told = Self { tenant, store, kept: Kept::default(), laws, script };
        told.play().await;
        told
    }

    fn desk(&self) -> Desk<'_> {
        let Self { tenant, store, kept, laws, .. } = self;
        Desk { tenant, store, kept, laws }
    }

    async fn play(&self) {
        let law = self.laws.iter().next().unwrap();
        let (desk, script) = (self.desk(), &self.script);
        let room = Room { inspector: &self.store, files: &self.store };
        let stage = Stage { desk, room, law, script, password: "hash" };
        play(stage).await.unwrap_or_else(|error| panic!("{error}"));
    }

    /// Everything that was recorded, and every row, in one text.
    async fn all(&self) -> String {
        let mut all = String::new();
        for stream in self.store.streams(&self.tenant).await.unwrap() {
            let events = self.store.stream(&self.tenant, stream).await.unwrap();
            let row = self.store.row(&self.tenant, stream).await.unwrap();
            all.push_str(&serde_json::to_string(&(events, row)).unwrap());
        }
        all
    }

    async fn found(&self, case: &str) -> Expected {
        let case = self.desk().case(self.script.case_id(case).unwrap()).await.unwrap();
        let asked = self.desk().asked(&case, Level::Declared).await.unwrap();
        let machine = asked.machine();
        let usual = ["met", "not_applicable", "needs_judgement"];
        let but: BTreeMap<String, String> = machine
            .clauses
            .into_iter()
            .filter(|(_, what)| !usual.contains(&what.as_str()))
            .collect();
        let at = case.stage.at.clone();
        let (stage, waits_for, due) = (at.to, at.waits_for, at.due);
        Expected { stage, waits_for, due, overall: machine.overall, but }
    }
}

#[tokio::test]
async fn every_case_of_the_story_stands_where_the_story_says() {
    let told = Told::new().await;
    let mut wrong = Vec::new();
    for case in &told.script.cases {
        let found = told.found(&case.id).await;
        if found != case.expect {
            wrong.push(format!("{}: {found:?}\n   not {:?}", case.id, case.expect));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        latest(told.desk()).await.unwrap().map(civil_day),
        Some(civil_day(told.script.now()))
    );
    assert!(latest(told.desk()).await.unwrap().unwrap() <= told.script.now());
}

#[tokio::test]
async fn a_notice_of_the_story_runs_over_a_holiday_and_a_late_objection_is_only_registered() {
    let told = Told::new().await;
    let case = told.desk().case(told.script.case_id("qiheng").unwrap()).await.unwrap();
    let notice = case.notice.as_ref().unwrap();
    assert_eq!((notice.posted_on, notice.ends_on), (day("2026-04-29"), day("2026-05-09")));
    let objections: Vec<_> = case.objections.iter().map(|objection| objection.status).collect();
    assert_eq!(objections, [Standing::RejectedLate]);
    let half = told.desk().case(told.script.case_id("songhe").unwrap()).await.unwrap();
    let seats = &half.panels[0].seats;
    let finished = seats.iter().filter(|seat| seat.final_on.is_some()).count();
    let recused = seats.iter().filter(|seat| seat.recused()).count();
    assert_eq!((seats.len(), finished, recused), (6, 3, 1));
}

#[tokio::test]
async fn the_same_story_gives_the_same_bytes_and_telling_it_again_adds_nothing() {
    let (one, other) = (Told::new().await, Told::new().await);
    let all = one.all().await;
    assert!(all == other.all().await);
    one.play().await;
    assert!(all == one.all().await);
    assert!(one.store.setting(&one.tenant, SETTING).await.unwrap().is_some());
}

#[tokio::test]
async fn rows_rebuilt_from_the_events_of_the_story_are_the_same_bytes() {
    let told = Told::new().await;
    assert_eq!(rebuild(told.desk()).await.unwrap(), []);
    for stream in told.store.streams(&told.tenant).await.unwrap() {
        let events = told.store.stream(&told.tenant, stream).await.unwrap();
        let row = told.store.row(&told.tenant, stream).await.unwrap();
        let again = row_of(stream, &events).unwrap();
        assert_eq!(serde_json::to_vec(&again).unwrap(), serde_json::to_vec(&row).unwrap());
    }
}
