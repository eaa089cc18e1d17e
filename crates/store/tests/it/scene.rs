//! Databases to play in, and actors who play.
//!
//! The domain is played by a small one of its own: a row follows from the events by [`row_of`] and from
//! nothing else.

use std::collections::BTreeSet;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicBool, Ordering};

use guohe_cases::event::{About, Actor, Event, NewEvent, StreamId, Tenant};
use guohe_cases::personal::{self, Subject};
use guohe_cases::ports::{
    Act, Append, IdempotencyKey, Row, RowQuery, Store as _, StoreError, Written,
};
use guohe_store::{DATABASE_FILE, Database};
use guohe_testkit::postgres;
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::{Value, json};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use tempfile::TempDir;
use uuid::Uuid;

/// A database of its own, which goes when the scene does.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) db: Database,
    stage: Stage,
    meddled: AtomicBool,
}

#[derive(Debug)]
enum Stage {
    Lite(TempDir),
    Pg(postgres::Database),
}

impl Scene {
    pub(crate) async fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let db = Database::connect(directory.path().to_str().unwrap()).await.unwrap();
        Self { db, stage: Stage::Lite(directory), meddled: AtomicBool::new(false) }
    }

    pub(crate) async fn postgres() -> Self {
        let server = postgres::Database::fresh().unwrap();
        let db = Database::connect(server.url()).await.unwrap();
        Self { db, stage: Stage::Pg(server), meddled: AtomicBool::new(false) }
    }

    /// What was given to connect to it.
    pub(crate) fn place(&self) -> &str {
        match &self.stage {
            Stage::Lite(directory) => directory.path().to_str().unwrap(),
            Stage::Pg(server) => server.url(),
        }
    }

    /// Whatever a story tells, in the end every log is sound, unless somebody had a hand in the tables.
    pub(crate) async fn is_sound(&self) {
        if self.meddled.load(Ordering::SeqCst) {
            return;
        }
        let db = Database::connect(self.place()).await.unwrap();
        for tenant in db.tenants().await.unwrap() {
            let findings = db.verify_chain(&tenant, &[], |_| {}).await.unwrap();
            assert_eq!(findings, [], "{tenant:?}");
        }
        db.close().await;
    }

    /// Whether it is the embedded database.
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.stage, Stage::Lite(_))
    }

    /// Does what the program never does: a hand in the tables.
    pub(crate) async fn meddle(&self, text: &str) -> Result<(), sqlx::Error> {
        self.meddled.store(true, Ordering::SeqCst);
        let text = AssertSqlSafe(text.to_owned());
        match &self.stage {
            Stage::Lite(directory) => {
                let file = directory.path().join(DATABASE_FILE);
                let options = SqliteConnectOptions::new().filename(file);
                let mut connection = options.connect().await?;
                let done = sqlx::raw_sql(text).execute(&mut connection).await;
                connection.close().await?;
                done.map(drop)
            }
            Stage::Pg(server) => {
                // Somebody with a hand in the tables is let past the fence.
                let options = PgConnectOptions::from_str(server.url())?;
                let mut connection = options.options([("guohe.tenant", "*")]).connect().await?;
                sqlx::raw_sql(text).execute(&mut connection).await.map(drop)
            }
        }
    }
}

impl Scene {
    /// The keys of persons in the embedded database.
    pub(crate) async fn keys(&self) -> Vec<Vec<u8>> {
        let file = std::path::Path::new(self.place()).join(DATABASE_FILE);
        let mut connection = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
        let keys = sqlx::query_scalar("SELECT key FROM subject_key WHERE key IS NOT NULL");
        let keys = keys.fetch_all(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        keys
    }
}

/// Everything that a realm can read of itself, as text.
pub(crate) async fn everything(db: &Database, realm: &Tenant) -> String {
    let mut all = Vec::new();
    for stream in db.streams(realm).await.unwrap() {
        all.push(json!(db.stream(realm, stream).await.unwrap()));
    }
    let every = RowQuery { limit: 1000, ..RowQuery::default() };
    all.push(json!(db.rows(realm, &every).await.unwrap()));
    let accounts = db.accounts(realm).await.unwrap();
    format!("{} {accounts:?}", json!(all))
}

/// The realm in which most stories play.
pub(crate) fn north() -> Tenant {
    Tenant("north".to_owned())
}

/// The realm next door.
pub(crate) fn south() -> Tenant {
    Tenant("south".to_owned())
}

pub(crate) fn case(number: u128) -> StreamId {
    StreamId { about: About::Case, id: Uuid::from_u128(number) }
}

pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_300_000 + second).unwrap()
}

/// An event with a payload.
pub(crate) fn event(kind: &str, payload: Value) -> NewEvent {
    NewEvent {
        kind: kind.to_owned(),
        schema: 1,
        actor: Actor { account: id(1), role: "applicant".to_owned(), acting_for: None },
        effective_on: date(2026, 3, 1),
        payload,
        personal: None,
    }
}

/// The row that follows from events.
pub(crate) fn row_of(stream: StreamId, events: &[NewEvent]) -> Row {
    let said = |name: &str| events.iter().rev().find_map(|event| event.payload.get(name));
    let word = |name: &str| said(name).and_then(Value::as_str).map(str::to_owned);
    let who = |name: &str| word(name).map(|text| text.parse().unwrap());
    let people = said("people").and_then(Value::as_array).cloned().unwrap_or_default();
    let last = events.last().unwrap();
    Row {
        stream,
        version: events.len().try_into().unwrap(),
        pack: "pack".to_owned(),
        round: who("round"),
        organisation: who("organisation"),
        kind: word("kind"),
        stage: last.kind.clone(),
        waits_for: word("waits_for"),
        since: last.effective_on,
        due: last.effective_on.checked_add(jiff::Span::new().days(7)).ok(),
        title: word("title").unwrap_or_default(),
        number: word("number"),
        extra: json!({ "kinds": events.iter().map(|e| &e.kind).collect::<Vec<_>>(), "层": 1 }),
        people: people.iter().map(|person| person.as_str().unwrap().parse().unwrap()).collect(),
    }
}

/// Events on top of those before.
pub(crate) fn append(stream: StreamId, before: &[NewEvent], events: &[NewEvent]) -> Append {
    let all = [before, events].concat();
    Append {
        stream,
        expected: before.len().try_into().unwrap(),
        events: events.to_vec(),
        row: row_of(stream, &all),
        registered: Vec::new(),
    }
}

/// An act in the north.
pub(crate) fn act(appends: Vec<Append>) -> Act {
    Act { tenant: north(), at: at(0), idempotency: None, appends, freezes: false }
}

/// The same act, sent with a key.
pub(crate) fn keyed(key: &str, request: u8, act: Act) -> Act {
    let key = IdempotencyKey { key: key.to_owned(), request: [request; 32] };
    Act { idempotency: Some(key), ..act }
}

/// What was recorded, without where and when.
pub(crate) fn what(events: Vec<Event>) -> Vec<NewEvent> {
    events.into_iter().map(|event| event.what).collect()
}

/// An event that says whom it erases.
pub(crate) fn erasing(name: &str) -> NewEvent {
    event("personal_erased", json!({ "what": { "subject": name, "reasons": "期满" } }))
}

/// Erases everybody of whom a stream says something, with an event for each; gives how many there were.
pub(crate) async fn erase_all(db: &Database, stream: StreamId) -> usize {
    let said = db.stream(&north(), stream).await.unwrap();
    let parts = said.iter().flat_map(|one| personal::parts(stream, one.seq, &one.what).into_keys());
    let names: BTreeSet<String> = parts.collect();
    if names.is_empty() {
        return 0;
    }
    let events: Vec<NewEvent> = names.iter().map(|name| erasing(name)).collect();
    let next = act(vec![append(stream, &what(said), &events)]);
    let subjects: Vec<Subject> = names.into_iter().map(|name| Subject { stream, name }).collect();
    db.erase(next, &subjects).await.unwrap();
    subjects.len()
}

/// The outcome of an act as a word, so that outcomes can be compared.
pub(crate) fn outcome(result: &Result<Written, StoreError>) -> String {
    match result {
        Ok(written) => format!("{written:?}"),
        Err(StoreError::Database(_)) => "Database".to_owned(),
        Err(error) => format!("{error:?}"),
    }
}

/// Why it could not be.
pub(crate) fn reason<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    let error = result.unwrap_err();
    if matches!(error, StoreError::Database(_)) {
        "the database refused".to_owned()
    } else {
        error.to_string()
    }
}

/// Tells every story on SQLite, and on PostgreSQL with the same ending as on SQLite.
macro_rules! told_alike {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $story() {
                let scene = $crate::scene::Scene::sqlite().await;
                let _told = super::$story(&scene).await;
                scene.is_sound().await;
                scene.db.close().await;
            })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $story() {
                let there = $crate::scene::Scene::postgres().await;
                let here = $crate::scene::Scene::sqlite().await;
                let told = super::$story(&there).await;
                assert_eq!(told, super::$story(&here).await, "both engines tell it alike");
                there.is_sound().await;
                there.db.close().await;
            })*
        }
    };
}
pub(crate) use told_alike;
