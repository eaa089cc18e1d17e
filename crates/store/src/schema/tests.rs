//! The steps on their own: paired, classified, keyed by tenant, and taken over tables that hold rows.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use guohe_cases::event::{About, StreamId, Tenant};
use guohe_cases::ports::{Account, Store as _};
use guohe_testkit::postgres;
use serde_json::json;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, SqliteConnection};
use uuid::Uuid;

use super::STEPS;
use crate::{DATABASE_FILE, Database, connect};

/// Table and column, or table and key.
type Names = Vec<(String, String)>;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(name)
}

fn names_in(name: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder(name)).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn number(name: &str) -> i64 {
    name.split_once('_').unwrap().0.parse().unwrap()
}

async fn sqlite(directory: &Path) -> SqliteConnection {
    let options = connect::embedded(&directory.join(DATABASE_FILE)).create_if_missing(true);
    options.connect().await.unwrap()
}

/// As the steps are taken: whose rows they are does not matter.
async fn postgres(server: &postgres::Database) -> PgConnection {
    let options = PgConnectOptions::from_str(server.url()).unwrap();
    options.options([("guohe.tenant", "*")]).connect().await.unwrap()
}

/// Takes every step, and puts the sample rows of each into its tables before the next.
macro_rules! walk {
    ($steps:expr, $connection:expr, $engine:literal) => {
        for step in STEPS {
            $steps.run_to(step.version, &mut $connection).await.unwrap();
            let sample = folder(concat!("samples/", $engine)).join(format!("{}.sql", step.name));
            let rows = std::fs::read_to_string(sample).unwrap();
            sqlx::raw_sql(AssertSqlSafe(rows)).execute(&mut $connection).await.unwrap();
        }
    };
}

/// Takes every step of a server, and leaves the sample rows of each.
pub(crate) async fn with_samples(server: &postgres::Database) {
    let mut pg = postgres(server).await;
    walk!(super::postgres(), pg, "postgres");
    pg.close().await.unwrap();
}

macro_rules! asked {
    ($connection:expr, $text:expr) => {{
        let found: Names =
            sqlx::query_as(AssertSqlSafe($text)).fetch_all(&mut $connection).await.unwrap();
        found
    }};
}

const SQLITE_COLUMNS: &str =
    "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' ORDER BY 1, 2";

const POSTGRES_COLUMNS: &str =
    "SELECT table_name::TEXT COLLATE \"C\", column_name::TEXT COLLATE \"C\"
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' ORDER BY 1, 2";

const CLASSIFIED: &str = "SELECT table_name, column_name FROM column_class ORDER BY 1, 2";

#[test]
fn every_step_is_written_for_both_engines_and_has_a_sample_for_both() {
    let names: Vec<String> = STEPS.iter().map(|step| format!("{}.sql", step.name)).collect();
    for place in ["sqlite", "postgres", "samples/sqlite", "samples/postgres"] {
        assert_eq!(names_in(place), names, "in {place}");
    }
    let numbers: Vec<i64> = STEPS.iter().map(|step| number(step.name)).collect();
    assert_eq!(numbers, STEPS.iter().map(|step| step.version).collect::<Vec<_>>());
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
}

#[tokio::test]
async fn every_column_has_a_class_and_both_engines_have_the_same_columns() {
    let directory = tempfile::tempdir().unwrap();
    let mut lite = sqlite(directory.path()).await;
    super::sqlite().run(&mut lite).await.unwrap();
    let columns = asked!(lite, SQLITE_COLUMNS);
    assert_eq!(asked!(lite, CLASSIFIED), columns);

    let server = postgres::Database::fresh().unwrap();
    let mut pg = postgres(&server).await;
    super::postgres().run(&mut pg).await.unwrap();
    assert_eq!(asked!(pg, POSTGRES_COLUMNS), columns);

    let classes = "SELECT table_name || '.' || column_name, class FROM column_class ORDER BY 1";
    assert_eq!(asked!(pg, classes), asked!(lite, classes));
}

/// The columns that `columns.tsv` names, and what is wrong with its lines.
fn told_columns() -> (Names, Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("columns.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let (mut names, mut wrong) = (Names::new(), Vec::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.split('\t').collect::<Vec<_>>().as_slice() {
            [table, column, "ordinary" | "sensitive", purpose, basis, kept]
                if [purpose, basis, kept].iter().all(|said| !said.trim().is_empty()) =>
            {
                names.push(((*table).to_owned(), (*column).to_owned()));
            }
            _ => wrong.push(line.to_owned()),
        }
    }
    names.sort();
    (names, wrong)
}

#[tokio::test]
async fn every_column_about_persons_has_a_purpose_a_basis_and_an_end() {
    let directory = tempfile::tempdir().unwrap();
    let mut lite = sqlite(directory.path()).await;
    super::sqlite().run(&mut lite).await.unwrap();
    let personal = asked!(
        lite,
        "SELECT table_name, column_name FROM column_class WHERE class = 'personal' ORDER BY 1, 2"
    );
    let (told, wrong) = told_columns();
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(told, personal);
}

#[tokio::test]
async fn every_key_and_every_reference_begins_with_the_tenant_except_of_the_classes() {
    let directory = tempfile::tempdir().unwrap();
    let mut lite = sqlite(directory.path()).await;
    super::sqlite().run(&mut lite).await.unwrap();
    let keys = "SELECT t.name, i.name FROM sqlite_schema t, pragma_index_list(t.name) i,
            pragma_index_info(i.name) c
        WHERE i.\"unique\" AND c.seqno = 0 AND c.name <> 'tenant' AND t.name <> '_sqlx_migrations'";
    let classes = ("column_class".to_owned(), "sqlite_autoindex_column_class_1".to_owned());
    assert_eq!(asked!(lite, keys), [classes]);
    let references =
        "SELECT t.name, f.\"table\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
        WHERE f.seq = 0 AND (f.\"from\" <> 'tenant' OR f.\"to\" <> 'tenant')";
    assert_eq!(asked!(lite, references), Names::new());

    let server = postgres::Database::fresh().unwrap();
    let mut pg = postgres(&server).await;
    super::postgres().run(&mut pg).await.unwrap();
    let keys = "SELECT r.relname::TEXT, k.conname::TEXT FROM pg_constraint k
        JOIN pg_class r ON r.oid = k.conrelid
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
        LEFT JOIN pg_attribute f ON f.attrelid = k.confrelid AND f.attnum = k.confkey[1]
        WHERE k.connamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f')
            AND r.relname <> '_sqlx_migrations'
            AND (a.attname <> 'tenant' OR (k.contype = 'f' AND f.attname <> 'tenant'))";
    let classes = ("column_class".to_owned(), "column_class_pkey".to_owned());
    assert_eq!(asked!(pg, keys), [classes]);
}

#[tokio::test]
async fn every_step_runs_over_sample_rows_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let mut lite = sqlite(directory.path()).await;
    walk!(super::sqlite(), lite, "sqlite");
    for (table, _) in asked!(lite, SQLITE_COLUMNS) {
        let rows = format!("SELECT CAST(count(*) > 0 AS TEXT), '' FROM {table}");
        assert_eq!(asked!(lite, rows), [("1".to_owned(), String::new())], "{table} is filled");
    }
    let torn = "SELECT \"table\", parent FROM pragma_foreign_key_check";
    assert_eq!(asked!(lite, torn), Names::new());
    lite.close().await.unwrap();
    samples_are_read(directory.path().to_str().unwrap()).await;
}

#[tokio::test]
async fn every_step_runs_over_sample_rows_on_postgres() {
    let server = postgres::Database::fresh().unwrap();
    let mut pg = postgres(&server).await;
    walk!(super::postgres(), pg, "postgres");
    for (table, _) in asked!(pg, POSTGRES_COLUMNS) {
        let rows = format!("SELECT CAST(count(*) > 0 AS TEXT), '' FROM {table}");
        assert_eq!(asked!(pg, rows), [("true".to_owned(), String::new())], "{table} is filled");
    }
    pg.close().await.unwrap();
    samples_are_read(server.url()).await;
}

/// A database that has every step but the sixth, which was published after the ninth, takes it when it is opened.
#[tokio::test]
async fn a_step_that_was_passed_over_is_taken_on_both_engines() {
    let passed = |text: fn(&super::Step) -> &'static str| {
        let steps = STEPS.iter().filter(|step| step.version <= 9 && step.version != 6);
        let steps = steps.map(|step| super::migration(step, text));
        sqlx::migrate::Migrator::with_migrations(steps.collect())
    };
    let directory = tempfile::tempdir().unwrap();
    let mut lite = sqlite(directory.path()).await;
    passed(|step| step.sqlite).run(&mut lite).await.unwrap();
    lite.close().await.unwrap();
    let server = postgres::Database::fresh().unwrap();
    let mut pg = postgres(&server).await;
    passed(|step| step.postgres).run(&mut pg).await.unwrap();
    pg.close().await.unwrap();

    let mut found = Vec::new();
    for place in [directory.path().to_str().unwrap(), server.url()] {
        Database::connect(place).await.unwrap().close().await;
    }
    let mut lite = sqlite(directory.path()).await;
    found.push(asked!(lite, SQLITE_COLUMNS));
    let mut pg = postgres(&server).await;
    found.push(asked!(pg, POSTGRES_COLUMNS));
    let whole = tempfile::tempdir().unwrap();
    let mut fresh = sqlite(whole.path()).await;
    super::sqlite().run(&mut fresh).await.unwrap();
    let expected = asked!(fresh, SQLITE_COLUMNS);
    assert_eq!(found, [expected.clone(), expected]);
}

/// The sample rows are such as the program itself would have written.
async fn samples_are_read(place: &str) {
    let database = Database::connect(place).await.unwrap();
    let north = Tenant("north".to_owned());
    let case = StreamId { about: About::Case, id: Uuid::from_u128(0xa) };

    assert_eq!(database.streams(&north).await.unwrap(), [case]);
    let events = database.stream(&north, case).await.unwrap();
    assert_eq!(
        serde_json::to_value(&events).unwrap(),
        json!([
            { "stream": case, "seq": 1, "recorded_at": "2026-03-01T01:02:03.000004Z",
              "kind": "opened", "schema": 1, "effective_on": "2026-03-01",
              "actor": { "account": Uuid::from_u128(1), "role": "applicant" },
              "payload": { "title": "中" }, "personal": { "name": "某人" } },
            { "stream": case, "seq": 2, "recorded_at": "2026-03-02T01:02:03.999999Z",
              "kind": "submitted", "schema": 1, "effective_on": "2026-03-02",
              "actor": { "account": Uuid::from_u128(1), "role": "applicant",
                         "acting_for": Uuid::from_u128(2) },
              "payload": {} },
        ])
    );
    lists_are_read(&database, &north, case).await;
    chain_is_read(&database, &north).await;
    database.close().await;
}

/// Both chains are such as the program itself would have made them.
async fn chain_is_read(database: &Database, north: &Tenant) {
    for tenant in [north.clone(), Tenant("south".to_owned())] {
        assert_eq!(database.verify_chain(&tenant, &[], |_| {}).await.unwrap(), []);
    }
    let entries = database.chained(north, 0).await.unwrap();
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            let personal = entry.event.as_ref().unwrap().personal.is_some();
            (entry.chained.number, entry.place.seq, entry.chained.clock_at.clone(), personal)
        })
        .collect();
    let at = |text: &str| Some(text.to_owned());
    let first = (1, 1, at("2026-03-01T01:02:03.000004Z"), true);
    assert_eq!(told, [first, (2, 2, at("2026-03-02T01:02:03.999999Z"), false)]);
}

async fn lists_are_read(database: &Database, north: &Tenant, case: StreamId) {
    let row = database.row(north, case).await.unwrap().unwrap();
    assert_eq!((row.version, row.people), (2, vec![Uuid::from_u128(2)]));
    assert_eq!(database.next_number(north, "certificates").await.unwrap(), 8);
    let names = database.accounts(north).await.unwrap().into_iter().map(|one| one.name);
    assert_eq!(names.collect::<Vec<_>>(), [Account::ERASED, "甲"]);
    let session = database.session(north, &[9; 32]).await.unwrap().unwrap();
    assert_eq!(session.account, Uuid::from_u128(1));
    assert_eq!(database.setting(north, "day").await.unwrap(), Some(json!("2026-03-01")));
    let text = database.official_text(north, "pack", "edition").await.unwrap().unwrap();
    assert_eq!(text.sentences[0].words, "某句。");
}
