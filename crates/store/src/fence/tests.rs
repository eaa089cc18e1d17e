//! The fence on its own: for every table, for texts that forget the tenant, and for connections that are used again.

use std::str::FromStr as _;

use guohe_testkit::postgres;
use serde_json::json;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection, PgPool, Row as _};

use super::*;
use crate::engine::Engine;
use crate::sql::Text;
use crate::{Database, connect};
use guohe_cases::ports::Store as _;

const SAMPLES: [&str; 3] = ["north", "south", "east"];

fn tenant(name: &str) -> Tenant {
    Tenant(name.to_owned())
}

/// One connection, as an ordinary role unless it is the one that no fence holds.
async fn connected(url: &str) -> PgConnection {
    PgConnectOptions::from_str(url).unwrap().connect().await.unwrap()
}

async fn said(connection: &mut PgConnection, text: &str) -> Result<u64, sqlx::Error> {
    let done = sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(connection).await?;
    Ok(done.rows_affected())
}

async fn count(connection: &mut PgConnection, table: &str, which: &str) -> i64 {
    let text = format!("SELECT count(*) FROM {table} WHERE {which}");
    sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(connection).await.unwrap()
}

async fn tables(connection: &mut PgConnection) -> Vec<String> {
    let text = "SELECT table_name::TEXT FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = 'tenant' ORDER BY 1";
    sqlx::query_scalar(text).fetch_all(connection).await.unwrap()
}

/// Puts a row into a table for somebody: one that is met there, under another name.
fn put(table: &str, name: &str) -> String {
    format!(
        "INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table},
             to_jsonb(one) || '{{\"tenant\": \"{name}\"}}')).*
         FROM {table} one LIMIT 1"
    )
}

/// A database that holds in every table what the samples of the steps have, and something of the north and of the east.
async fn furnished() -> (postgres::Database, Vec<String>) {
    let server = postgres::Database::fresh().unwrap();
    crate::schema::tests::with_samples(&server).await;
    let mut root = connected(&server.as_superuser()).await;
    let tables = tables(&mut root).await;
    // Nothing but the rows is wanted of the east: no reference and no trigger is asked.
    said(&mut root, "SET session_replication_role = replica").await.unwrap();
    for table in &tables {
        for name in ["north", "east"] {
            if count(&mut root, table, &format!("tenant = '{name}'")).await == 0 {
                assert_eq!(said(&mut root, &put(table, name)).await.unwrap(), 1, "{table}");
            }
        }
    }
    (server, tables)
}

#[tokio::test]
async fn every_table_with_a_tenant_is_fenced_and_there_is_no_other_policy() {
    let server = postgres::Database::fresh().unwrap();
    Database::connect(server.url()).await.unwrap().close().await;
    let mut connection = connected(server.url()).await;
    let tables = tables(&mut connection).await;
    assert!(tables.len() > 30, "{tables:?}");
    let fenced =
        "SELECT c.relname::TEXT FROM pg_class c WHERE c.relrowsecurity AND c.relforcerowsecurity
        ORDER BY c.relname::TEXT";
    let fenced: Vec<String> = sqlx::query_scalar(fenced).fetch_all(&mut connection).await.unwrap();
    assert_eq!(fenced, tables);
    // One policy each, for every command and for everybody, and all with the same words.
    let policies = "SELECT c.relname::TEXT FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE p.polname = 'fence' AND p.polcmd = '*' AND p.polpermissive AND p.polroles = '{0}'
        ORDER BY c.relname::TEXT";
    let policies: Vec<String> =
        sqlx::query_scalar(policies).fetch_all(&mut connection).await.unwrap();
    assert_eq!(policies, tables);
    let words = "SELECT count(*), count(DISTINCT (pg_get_expr(polqual, polrelid),
            pg_get_expr(polwithcheck, polrelid))) FROM pg_policy";
    let words: (i64, i64) = sqlx::query_as(words).fetch_one(&mut connection).await.unwrap();
    assert_eq!(words, (i64::try_from(tables.len()).unwrap(), 1));
    assert_eq!(crate::server(server.url()).await.unwrap().open_tables, Vec::<String>::new());
}

#[tokio::test]
async fn the_role_of_the_program_meets_no_row_of_whom_it_does_not_name() {
    let (server, tables) = furnished().await;
    let mut root = connected(&server.as_superuser()).await;
    let mut role = connected(server.url()).await;
    for table in &tables {
        let all = count(&mut root, table, "true").await;
        let north = count(&mut root, table, "tenant = 'north'").await;
        assert!(north > 0 && count(&mut root, table, "tenant = 'east'").await == 1, "{table}");
        let mut met = Vec::new();
        // Never set, set to nothing, set and taken back, one authority, nobody's, everybody.
        for word in
            ["SELECT 1", "SET guohe.tenant = ''", "SET guohe.tenant = 'north'; RESET guohe.tenant"]
        {
            said(&mut role, word).await.unwrap();
            met.push(count(&mut role, table, "true").await);
        }
        for word in ["nort", "north", "*"] {
            said(&mut role, &format!("SET guohe.tenant = '{word}'")).await.unwrap();
            met.push(count(&mut role, table, "true").await);
            let others = count(&mut role, table, "tenant <> 'north'").await;
            assert_eq!(others, if word == "*" { all - north } else { 0 }, "{table} {word}");
        }
        assert_eq!(met, [0, 0, 0, 0, north, all], "{table}");
        said(&mut role, "RESET guohe.tenant").await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_written_for_whom_it_was_not_said() {
    let (server, tables) = furnished().await;
    let mut root = connected(&server.as_superuser()).await;
    let mut role = connected(server.url()).await;
    for table in &tables {
        said(&mut role, "SET guohe.tenant = 'north'").await.unwrap();
        for name in ["west", "", "*"] {
            let refused = said(&mut role, &put(table, name)).await.unwrap_err();
            let code =
                refused.as_database_error().and_then(sqlx::error::DatabaseError::code).unwrap();
            assert_eq!(code, "42501", "{table} {name}: {refused}");
        }
        // What is not met is neither changed nor taken away, and no trigger has to refuse it.
        let gone = format!("DELETE FROM {table} WHERE tenant = 'east'");
        assert_eq!(said(&mut role, &gone).await.unwrap(), 0, "{table}");
        let moved = format!("UPDATE {table} SET tenant = 'north' WHERE tenant = 'east'");
        assert_eq!(said(&mut role, &moved).await.unwrap(), 0, "{table}");
        // Also where the fence is open nobody is called by the word that opens it.
        said(&mut role, "SET guohe.tenant = '*'").await.unwrap();
        for name in ["", "*"] {
            let refused = said(&mut role, &put(table, name)).await.unwrap_err();
            let code =
                refused.as_database_error().and_then(sqlx::error::DatabaseError::code).unwrap();
            assert_eq!(code, "42501", "{table} {name}: {refused}");
        }
        assert_eq!(count(&mut root, table, "tenant = 'east'").await, 1, "{table}");
    }
}

/// A text that forgets the tenant.
const FORGETFUL: Text =
    Text::Both("SELECT tenant FROM setting WHERE $1 <> '' AND key = 'word' ORDER BY tenant");
/// The same, and it changes something.
const RUINOUS: Text = Text::Both("UPDATE setting SET value = '\"ruined\"' WHERE $1 <> ''");

async fn names(engine: &Engine, args: Args) -> Vec<String> {
    let found: Vec<(String,)> = engine.rows(FORGETFUL, args).await.unwrap();
    found.into_iter().map(|(name,)| name).collect()
}

/// A database where each of [`SAMPLES`] has a setting of its own.
async fn shared() -> (postgres::Database, Database) {
    let server = postgres::Database::fresh().unwrap();
    let db = Database::connect(server.url()).await.unwrap();
    for name in SAMPLES {
        db.set_setting(&tenant(name), "word", &json!(name)).await.unwrap();
    }
    (server, db)
}

#[tokio::test]
async fn a_text_that_forgets_the_tenant_meets_the_rows_of_whom_it_was_asked_for_alone() {
    let (_server, db) = shared().await;
    for name in SAMPLES {
        assert_eq!(names(db.engine(), args![&tenant(name)]).await, [name]);
    }
    let mut tx = db.engine().begin().await.unwrap();
    for name in SAMPLES {
        let found: Vec<(String,)> = tx.rows(FORGETFUL, args![&tenant(name)]).await.unwrap();
        assert_eq!(found, [(name.to_owned(),)], "one transaction for several");
    }
    tx.commit().await.unwrap();
    assert_eq!(db.engine().execute(RUINOUS, args![&tenant("south")]).await.unwrap(), 1);
    for (name, word) in [("north", "north"), ("south", "ruined"), ("east", "east")] {
        assert_eq!(db.setting(&tenant(name), "word").await.unwrap(), Some(json!(word)));
    }
    // Nobody gets past it by being called so.
    for name in ["*", "", "nort", "north'"] {
        assert_eq!(names(db.engine(), args![&tenant(name)]).await, Vec::<String>::new());
        let written = db.set_setting(&tenant(name), "word", &json!("x")).await;
        assert_eq!(written.is_err(), ["*", ""].contains(&name), "{name}");
    }
    db.close().await;
}

async fn met(pool: &PgPool) -> (i64, String) {
    let text = "SELECT count(*), current_setting('guohe.tenant', true) FROM setting";
    sqlx::query_as(text).fetch_one(pool).await.unwrap()
}

/// One connection, which everybody has after somebody else.
#[tokio::test]
async fn a_connection_that_was_used_for_somebody_is_nobodys_for_the_next() {
    let (server, db) = shared().await;
    db.close().await;
    let options = connect::sealed(server.url()).unwrap();
    let pool = connect::pool(1, sql::PROMISES).connect_with(options).await.unwrap();
    let engine = Engine::Pg(pool.clone());
    let nobody = (0, String::new());
    assert_eq!(met(&pool).await, nobody, "before anything was said");

    assert_eq!(names(&engine, args![&tenant("north")]).await, ["north"]);
    assert_eq!(met(&pool).await, nobody, "after a text for one");
    let everybody: Vec<(String,)> =
        engine.rows(Text::Both("SELECT tenant FROM setting"), Args::everywhere()).await.unwrap();
    assert_eq!(everybody.len(), SAMPLES.len());
    assert_eq!(met(&pool).await, nobody, "after a text over all");
    engine.execute(RUINOUS, args![&tenant("south")]).await.unwrap();
    assert_eq!(met(&pool).await, nobody, "after a transaction");

    let mut tx = engine.begin().await.unwrap();
    let found: Vec<(String,)> = tx.rows(FORGETFUL, args![&tenant("east")]).await.unwrap();
    assert_eq!(found, [("east".to_owned(),)]);
    drop(tx);
    assert_eq!(met(&pool).await, nobody, "after one that was given up");
    let broken = Text::Both("SELECT 1 / 0 FROM setting WHERE $1 <> ''");
    engine.rows::<(i64,)>(broken, args![&tenant("north")]).await.unwrap_err();
    assert_eq!(met(&pool).await, nobody, "after a text that failed");
    pool.close().await;
}

/// Behind the fence an index is used only by comparisons that tell nothing of rows that are not met; the look-up of registers
/// goes through all keys of an authority where its comparison is none of them.
#[tokio::test]
async fn registers_are_looked_up_by_their_index_behind_the_fence() {
    let server = postgres::Database::fresh().unwrap();
    Database::connect(server.url()).await.unwrap().close().await;
    let mut root = connected(&server.as_superuser()).await;
    let rows = "SET session_replication_role = replica;
        INSERT INTO registry_row SELECT 'north', 'case', gen_random_uuid(), 'papers', n::TEXT, NULL, '{}'
            FROM generate_series(1, 5000) n;
        INSERT INTO registry_key SELECT tenant, list, 'doi', sha256(row::BYTEA), about, id, row
            FROM registry_row;
        ANALYZE registry_row, registry_key";
    said(&mut root, rows).await.unwrap();
    let mut role = connected(server.url()).await;
    let Text::Each { postgres: text, .. } = sql::REGISTERED_NAMING else {
        panic!("it has words of its own for each engine")
    };
    let prepared = format!(
        "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off;
         SET plan_cache_mode = force_generic_plan;
         PREPARE asked (TEXT, JSONB) AS {text}"
    );
    said(&mut role, &prepared).await.unwrap();
    let plan = sqlx::raw_sql("EXPLAIN EXECUTE asked ('north', '[]')").fetch_all(&mut role).await;
    let lines: Vec<String> = plan.unwrap().iter().map(|row| row.get(0)).collect();
    let of_keys = lines.iter().find(|line| line.contains("Index Cond") && line.contains("field"));
    assert!(of_keys.is_some_and(|line| line.contains("digest")), "{lines:#?}");
}

#[tokio::test]
async fn whoever_walks_through_fences_is_named_and_so_is_a_table_without_one() {
    let (server, db) = shared().await;
    db.close().await;
    let ordinary = crate::server(server.url()).await.unwrap();
    assert!(!ordinary.is_unfenced, "{ordinary:?}");
    assert_eq!(ordinary.steps.taken, Some(ordinary.steps.known));
    let root = crate::server(&server.as_superuser()).await.unwrap();
    assert!(root.is_unfenced && root.role != ordinary.role, "{root:?}");

    let mut owner = connected(server.url()).await;
    said(&mut owner, "ALTER TABLE event NO FORCE ROW LEVEL SECURITY").await.unwrap();
    said(&mut owner, "ALTER TABLE chain DISABLE ROW LEVEL SECURITY").await.unwrap();
    said(&mut owner, "DROP POLICY fence ON setting").await.unwrap();
    let looked = crate::server(server.url()).await.unwrap();
    assert_eq!(looked.open_tables, ["chain", "event", "setting"]);

    let empty = postgres::Database::fresh().unwrap();
    let looked = crate::server(empty.url()).await.unwrap();
    assert_eq!((looked.steps.taken, looked.open_tables), (None, Vec::new()));
}
