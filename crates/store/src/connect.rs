//! Opening a database: finding it, bringing its tables up to date, and setting what it promises.
//!
//! Whoever opens it first brings the tables up to date while the others wait at a lock. Tables made by a
//! newer program are left alone.

use std::cmp::Ordering;
use std::fs::{DirBuilder, File};
use std::io;
use std::net::IpAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::migrate::MigrateError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::engine::{Args, Engine};
use crate::rows::TenantRow;
use crate::scan::Scan;
use crate::{DATABASE_FILE, inspect, schema, sql};

/// Held while the tables of a data directory are brought up to date.
const LOCK_FILE: &str = "guohe.lock";
/// How long a program waits while another one, a backup for instance, writes.
const PATIENCE: Duration = Duration::from_secs(15);
/// Readers of the embedded database: more than this machine has cores seldom helps.
const READERS: u32 = 4;
/// What one of them keeps of the file, in KiB (negative by the rule of SQLite); the system keeps the rest.
const READER_CACHE: &str = "-512";
/// Connections to a server; two instances stay well below PostgreSQL's usual hundred.
const CONNECTIONS: u32 = 16;

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer program made its tables.
    #[error(
        "the database was made by a newer version of this program: it has step {found}, this version \
         knows {known}; use the newer version, or restore a backup made before it"
    )]
    TooNew {
        /// The step that is not known here.
        found: i64,
        /// The newest step that is.
        known: i64,
    },
    /// An older program made its tables, and it is only to be read.
    #[error(
        "the database was made by an older version of this program: it has {found} steps, this version knows \
         {known}; it is read and not changed, so use the version that made it, or start `guohe serve` once, which \
         brings it up to date"
    )]
    TooOld {
        /// How many steps it has.
        found: i64,
        /// How many there are.
        known: i64,
    },
    /// Events are there and the chain over them is not.
    #[error(
        "the log of {tenant} has events and no chain over them: somebody took it away. Nothing is chained anew; keep \
         a copy, look with `guohe audit verify` at what is missing, and restore a backup"
    )]
    Unchained {
        /// Whose log it is.
        tenant: String,
    },
    /// A step was taken in another form.
    #[error(
        "step {step} of the database was taken in another form than this version holds; it was made \
         by an unpublished version, start with a new one"
    )]
    Altered {
        /// The step.
        step: i64,
    },
    /// The data directory cannot be made or locked.
    #[error("{} cannot be used as a data directory", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The server is on another machine, and what is said to it could be read or answered by others.
    #[error(
        "到 {host} 的数据库连接未加密或未核对服务器身份；请在地址后加上 ?sslmode=verify-full（服务器证书由自有机构签发时，\
         再加 &sslrootcert=证书文件） / what goes to the database at {host} would not be sealed, or whoever answers there \
         not be known; add ?sslmode=verify-full to its address (and &sslrootcert=FILE where an authority of your own \
         signs its certificate)"
    )]
    Unsealed {
        /// The machine.
        host: String,
    },
    /// The database does not answer, or refuses.
    #[error("the database could not be opened; check its address, its rights, and that it runs")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Opens what a text names: `postgres://…`, or else a data directory, made when there is none.
pub(crate) async fn open(place: &str) -> Result<Engine, OpenError> {
    if is_server(place) { server(place).await } else { directory(Path::new(place)).await }
}

fn is_server(place: &str) -> bool {
    place.starts_with("postgres://") || place.starts_with("postgresql://")
}

async fn directory(path: &Path) -> Result<Engine, OpenError> {
    let unusable = |source| OpenError::Directory { path: path.to_owned(), source };
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(unusable)?;
    let lock = hold(path.join(LOCK_FILE)).await.map_err(unusable)?;

    let options = embedded(&path.join(DATABASE_FILE));
    let writing = options
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        // On a full disk SQLite ends a transaction by itself, and the driver, which cannot end it once more, takes it for open
        // for ever: with such a connection nothing could be written any more, also where there is room again.
        .before_acquire(|connection, _| {
            Box::pin(async move { Ok(!connection.is_in_transaction()) })
        })
        .connect_with(writing)
        .await
        .map_err(refused)?;
    schema::sqlite().run(&write).await.map_err(stuck)?;

    let log = Scan::of(&path.join(DATABASE_FILE), false, PATIENCE);
    let engine = Engine::Lite { read: readers(options), write, log };
    drop(lock);
    chained(engine).await
}

/// Connections that read.
fn readers(options: SqliteConnectOptions) -> SqlitePool {
    let reading = options.pragma("query_only", "ON").pragma("cache_size", READER_CACHE);
    SqlitePoolOptions::new().max_connections(READERS).connect_lazy_with(reading)
}

/// A log whose chain is gone is not chained anew: that would make of whatever lies there what was recorded.
async fn chained(engine: Engine) -> Result<Engine, OpenError> {
    let found: Result<Option<TenantRow>, _> =
        engine.row(sql::UNCHAINED_TENANT, Args::everywhere()).await;
    match found {
        Ok(None) => Ok(engine),
        Ok(Some(TenantRow { tenant })) => {
            engine.close().await;
            Err(OpenError::Unchained { tenant })
        }
        Err(error) => Err(OpenError::Database(Box::new(error))),
    }
}

/// Opens what a text names and changes nothing of it, whatever it is asked; there has to be one.
pub(crate) async fn open_to_read(place: &str) -> Result<Engine, OpenError> {
    if is_server(place) {
        return server_to_read(place).await;
    }
    let path = Path::new(place);
    let taken = inspect::steps(path).await?;
    is_of_now(taken.taken.unwrap_or(0), taken.known)?;
    let file = path.join(DATABASE_FILE);
    // Where nobody has it open, not even the files are made by which its readers and writers find each other.
    let immutable = !inspect::is_open(path);
    let options = embedded(&file).read_only(true).immutable(immutable);
    let log = Scan::of(&file, immutable, PATIENCE);
    Ok(Engine::Lite { read: readers(options.clone()), write: readers(options), log })
}

async fn server_to_read(url: &str) -> Result<Engine, OpenError> {
    let options = sealed(url)?.options([("default_transaction_read_only", "on")]);
    let pool = pool(READERS, sql::FENCED_IN).connect_lazy_with(options);
    let taken: Result<i64, _> = sqlx::query_scalar(sql::STEPS_TAKEN).fetch_one(&pool).await;
    is_of_now(taken.map_err(refused)?, schema::count())?;
    Ok(Engine::Pg(pool))
}

fn is_of_now(found: i64, known: i64) -> Result<(), OpenError> {
    match found.cmp(&known) {
        Ordering::Less => Err(OpenError::TooOld { found, known }),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(OpenError::TooNew { found, known }),
    }
}

/// How every connection to an embedded database begins.
pub(crate) fn embedded(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("trusted_schema", "OFF")
}

/// Waits for a lock that ends with the file, however this process ends.
async fn hold(path: PathBuf) -> io::Result<File> {
    let locked = move || {
        let file = File::options().create(true).append(true).open(path)?;
        file.lock()?;
        Ok(file)
    };
    tokio::task::spawn_blocking(locked).await.map_err(io::Error::other)?
}

async fn server(url: &str) -> Result<Engine, OpenError> {
    let options = sealed(url)?;
    // A connection of its own: should a step fail, the lock goes with it.
    let first = told(1, sql::FENCE_OPEN).connect_with(options.clone()).await.map_err(refused)?;
    let stepped = schema::postgres().run(&first).await.map_err(stuck);
    first.close().await;
    stepped?;

    chained(Engine::Pg(pool(CONNECTIONS, sql::PROMISES).connect_lazy_with(options))).await
}

/// Connections to a server; each is told something when it is made.
fn told(most: u32, words: &'static str) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(most).after_connect(move |connection, _| {
        Box::pin(async move { sqlx::raw_sql(words).execute(connection).await.map(drop) })
    })
}

/// The same; whoever takes one after somebody else meets nobody's rows until it is said whose.
pub(crate) fn pool(most: u32, words: &'static str) -> PgPoolOptions {
    told(most, words).after_release(|connection, _| {
        Box::pin(async move {
            sqlx::raw_sql(sql::FENCED_IN).execute(connection).await?;
            Ok(true)
        })
    })
}

/// How a server is spoken to: in the open on this machine alone, elsewhere sealed, and with the certificate looked at.
pub(crate) fn sealed(url: &str) -> Result<PgConnectOptions, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(refused)?.application_name("guohe");
    let is_known = matches!(options.get_ssl_mode(), PgSslMode::VerifyFull);
    if is_known || options.get_socket().is_some() || is_here(options.get_host()) {
        return Ok(options);
    }
    Err(OpenError::Unsealed { host: options.get_host().to_owned() })
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or(host == "localhost" || host.starts_with('/'), |address| address.is_loopback())
}

fn refused(error: sqlx::Error) -> OpenError {
    OpenError::Database(Box::new(error))
}

fn stuck(error: MigrateError) -> OpenError {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the driver may add reasons at any time")]
    match error {
        MigrateError::VersionMissing(found) => OpenError::TooNew { found, known: schema::newest() },
        MigrateError::VersionMismatch(step) => OpenError::Altered { step },
        other => OpenError::Database(Box::new(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guohe_testkit::postgres::Database;

    async fn lite(directory: &Path) -> (SqlitePool, SqlitePool) {
        match open(directory.to_str().unwrap()).await.unwrap() {
            Engine::Lite { read, write, .. } => (read, write),
            Engine::Pg(_) => panic!("a directory is no server"),
        }
    }

    async fn pragma(pool: &SqlitePool, text: &'static str) -> String {
        let text = format!("SELECT CAST((SELECT * FROM pragma_{text}) AS TEXT)");
        sqlx::query_scalar(sqlx::AssertSqlSafe(text)).fetch_one(pool).await.unwrap()
    }

    #[tokio::test]
    async fn what_a_full_disk_refused_is_written_once_there_is_room_again() {
        let directory = tempfile::tempdir().unwrap();
        let (_, write) = lite(directory.path()).await;
        let insert = "INSERT INTO setting (tenant, key, value) VALUES ('t', 'n', json_quote(printf('%.*c', 5000000, 'x')))";
        // The file may have no page more, which SQLite says as it says of a disk.
        sqlx::query("PRAGMA max_page_count = 1").execute(&write).await.unwrap();
        let mut tx = write.begin_with("BEGIN IMMEDIATE").await.unwrap();
        let refused = sqlx::query(insert).execute(&mut *tx).await.unwrap_err();
        assert!(refused.to_string().contains("database or disk is full"), "{refused}");
        tx.commit().await.unwrap_err();
        let mut tx = write.begin_with("BEGIN IMMEDIATE").await.unwrap();
        assert_eq!(sqlx::query(insert).execute(&mut *tx).await.unwrap().rows_affected(), 1);
        tx.commit().await.unwrap();
        let kept: i64 =
            sqlx::query_scalar("SELECT count(*) FROM setting").fetch_one(&write).await.unwrap();
        assert_eq!(kept, 1);
    }

    #[tokio::test]
    async fn the_writer_of_sqlite_keeps_every_promise_and_the_readers_cannot_write() {
        let directory = tempfile::tempdir().unwrap();
        let (read, write) = lite(directory.path()).await;
        let promised = [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("secure_delete", "1"),
            ("busy_timeout", "15000"),
            ("trusted_schema", "0"),
        ];
        for (name, value) in promised {
            assert_eq!(pragma(&write, name).await, value, "{name}");
        }
        let refused = sqlx::query("DELETE FROM setting").execute(&read).await.unwrap_err();
        assert!(refused.to_string().contains("attempt to write a readonly database"), "{refused}");
    }

    #[tokio::test]
    async fn the_sqlite_inside_is_one_whose_write_ahead_log_is_sound() {
        let directory = tempfile::tempdir().unwrap();
        let (read, _write) = lite(directory.path()).await;
        let version: String =
            sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&read).await.unwrap();
        let version: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
        // Before 3.51.3 a checkpoint could race with a writer and lose what was acknowledged.
        assert!(version >= vec![3, 51, 3], "{version:?}");
    }

    #[test]
    fn what_leaves_this_machine_is_sealed_and_goes_to_whom_it_is_meant_for() {
        let here = [
            "postgres://guohe@localhost/guohe",
            "postgres://guohe@127.0.0.1:5433/guohe?sslmode=disable",
            "postgres://guohe@[::1]/guohe",
            "postgres://guohe@localhost/guohe?host=/run/postgresql",
            "postgres://guohe@db.example/guohe?sslmode=verify-full",
        ];
        for place in here {
            assert!(sealed(place).is_ok(), "{place}");
        }
        for mode in
            ["", "?sslmode=disable", "?sslmode=prefer", "?sslmode=require", "?sslmode=verify-ca"]
        {
            for host in ["db.example", "10.0.0.5", "[2001:db8::5]", "localhost.evil.example"] {
                let Err(error) = sealed(&format!("postgres://guohe:secret@{host}/guohe{mode}"))
                else {
                    panic!("{host} {mode}")
                };
                let said = error.to_string();
                assert!(
                    said.contains("sslmode=verify-full") && said.contains("请在地址后"),
                    "{said}"
                );
                assert!(
                    said.contains(host.trim_matches(['[', ']'])) && !said.contains("secret"),
                    "{said}"
                );
            }
        }
        let elsewhere = sealed("postgres://guohe@localhost/guohe?host=db.example");
        assert!(matches!(elsewhere, Err(OpenError::Unsealed { host }) if host == "db.example"));
    }

    #[tokio::test]
    async fn a_server_is_told_to_bring_every_act_to_disk_whatever_its_default() {
        let server = Database::fresh().unwrap();
        let Engine::Pg(pool) = open(server.url()).await.unwrap() else {
            panic!("a server is no directory");
        };
        let set: String =
            sqlx::query_scalar("SHOW synchronous_commit").fetch_one(&pool).await.unwrap();
        assert_eq!(set, "on");
    }
}
