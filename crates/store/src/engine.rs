//! Two engines that look like one: pools, transactions, and the values that are bound.
//!
//! The only module that knows which engine it is talking to; it knows no table, but for the chain, which is read whole. SQLite has one
//! connection that writes, because SQLite lets one write at a time and waiting in our own queue is fairer
//! than being refused, and several that only read. A connection to a server is told before each text whose
//! rows it may meet ([`crate::fence`]).

use guohe_cases::event::Tenant;
use guohe_cases::ports::StoreError;
use jiff::{Timestamp, civil::Date};
use serde_json::Value;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::types::Json;
use sqlx::{
    AssertSqlSafe, FromRow, PgConnection, PgPool, Postgres, SqlSafeStr as _, SqlStr, Sqlite,
    SqlitePool, Transaction,
};
use uuid::Uuid;

use crate::canonical::storable;
pub(crate) use crate::fence::{Args, args};
use crate::fence::{Fence, Until};
use crate::rows::ChainRow;
use crate::scan::Scan;
use crate::sql::{self, Text};
use crate::values::{Day, Instant};

/// The pools of one database.
#[derive(Debug, Clone)]
pub(crate) enum Engine {
    /// The embedded database.
    Lite {
        /// Connections that refuse to write.
        read: SqlitePool,
        /// The one connection that writes.
        write: SqlitePool,
        /// The file, for reading the whole log.
        log: Scan,
    },
    /// A server.
    Pg(PgPool),
}

/// A transaction that writes. Dropped without [`Tx::commit`], it leaves nothing behind.
#[derive(Debug)]
pub(crate) enum Tx {
    /// On the embedded database.
    Lite(Transaction<'static, Sqlite>),
    /// On a server.
    Pg(Fenced),
}

/// A transaction on a server.
#[derive(Debug)]
pub(crate) struct Fenced {
    tx: Transaction<'static, Postgres>,
    /// Whose rows it meets, as far as it was told.
    told: Option<Fence>,
}

impl Fenced {
    /// The connection, for a text that may meet these rows.
    async fn within(&mut self, fence: Fence) -> Result<&mut PgConnection, StoreError> {
        if self.told.as_ref() != Some(&fence) {
            // Whoever is not awaited to the end has told it nothing that can be relied on.
            self.told = None;
            fence.raise(&mut self.tx, Until::Committed).await.map_err(failed)?;
            self.told = Some(fence);
        }
        Ok(&mut self.tx)
    }
}

/// What can be bound to a placeholder. Absent values carry their type, because PostgreSQL asks for it.
#[derive(Debug, Clone)]
pub(crate) enum Arg {
    Text(Option<String>),
    Id(Option<Uuid>),
    Count(i64),
    Bytes(Vec<u8>),
    Blob(Option<Vec<u8>>),
    Json(Option<Json<Value>>),
    Instant(Instant),
    When(Option<Instant>),
    Day(Option<Day>),
    Flag(bool),
}

/// A row that can be read from both engines.
pub(crate) trait Readable:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<R> Readable for R where
    R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

macro_rules! bound {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                Arg::Text(value) => query.bind(value),
                Arg::Id(value) => query.bind(value),
                Arg::Count(value) => query.bind(value),
                Arg::Bytes(value) => query.bind(value),
                Arg::Blob(value) => query.bind(value),
                Arg::Json(value) => query.bind(value),
                Arg::Instant(value) => query.bind(value),
                Arg::When(value) => query.bind(value),
                Arg::Day(value) => query.bind(value),
                Arg::Flag(value) => query.bind(value),
            };
        }
        query
    }};
}

impl Engine {
    /// The rows that a text asks for.
    pub(crate) async fn rows<R: Readable>(
        &self,
        text: Text,
        args: Args,
    ) -> Result<Vec<R>, StoreError> {
        let Args { fence, values } = args;
        // Anybody may type it, nobody can have stored it, and one engine would call it an error.
        if values.iter().any(|arg| matches!(arg, Arg::Text(Some(text)) if !storable(text))) {
            return Ok(Vec::new());
        }
        let found = match self {
            Self::Lite { read, .. } => {
                bound!(sqlx::query_as(text.for_sqlite()), values).fetch_all(read).await
            }
            Self::Pg(pool) => {
                let mut connection = pool.acquire().await.map_err(failed)?;
                fence.raise(&mut connection, Until::Released).await.map_err(failed)?;
                let asked = bound!(sqlx::query_as(text.for_postgres()), values);
                asked.fetch_all(&mut *connection).await
            }
        };
        found.map_err(failed)
    }

    /// Rows of the chain after a number, at most so many.
    pub(crate) async fn chained(
        &self,
        tenant: &Tenant,
        after: i64,
        most: i64,
    ) -> Result<Vec<ChainRow>, StoreError> {
        match self {
            Self::Lite { log, .. } => log.chained(&tenant.0, after, most).await,
            Self::Pg(_) => self.rows(sql::CHAINED, args![tenant, after, most]).await,
        }
    }

    /// The only row that a text asks for, if there is one.
    pub(crate) async fn row<R: Readable>(
        &self,
        text: Text,
        args: Args,
    ) -> Result<Option<R>, StoreError> {
        Ok(self.rows(text, args).await?.pop())
    }

    /// Begins a transaction that writes.
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Lite { write, .. } => {
                write.begin_with(sql::BEGIN.for_sqlite()).await.map(Tx::Lite).map_err(failed)
            }
            Self::Pg(pool) => {
                let begun = pool.begin_with(sql::BEGIN.for_postgres()).await;
                begun.map(|tx| Tx::Pg(Fenced { tx, told: None })).map_err(failed)
            }
        }
    }

    /// Does one thing, in a transaction of its own, and says how many rows it changed.
    pub(crate) async fn execute(&self, text: Text, args: Args) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let changed = tx.execute(text, args).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Removes from disk what was deleted.
    pub(crate) async fn sweep(&self) -> Result<(), StoreError> {
        match self {
            Self::Lite { write, .. } => {
                let (busy, _, _): (i64, i64, i64) = sqlx::query_as(sql::SWEEP.for_sqlite())
                    .fetch_one(write)
                    .await
                    .map_err(failed)?;
                (busy == 0).then_some(()).ok_or_else(|| {
                    StoreError::Database(
                        "deleted, but readers kept it from leaving the disk".into(),
                    )
                })
            }
            Self::Pg(pool) => {
                sqlx::raw_sql(sql::SWEEP.for_postgres()).execute(pool).await.map_err(failed)?;
                Ok(())
            }
        }
    }

    /// Waits for what is under way and closes every connection.
    pub(crate) async fn close(&self) {
        match self {
            Self::Lite { read, write, .. } => {
                read.close().await;
                // The last one to leave folds the write-ahead log into the database.
                write.close().await;
            }
            Self::Pg(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Does something and says how many rows it changed.
    pub(crate) async fn execute(&mut self, text: Text, args: Args) -> Result<u64, StoreError> {
        let Args { fence, values } = args;
        let changed = match self {
            Self::Lite(tx) => bound!(sqlx::query(text.for_sqlite()), values)
                .execute(&mut **tx)
                .await
                .map(|done| done.rows_affected()),
            Self::Pg(tx) => bound!(sqlx::query(text.for_postgres()), values)
                .execute(tx.within(fence).await?)
                .await
                .map(|done| done.rows_affected()),
        };
        changed.map_err(failed)
    }

    /// The only row that a text asks for, if there is one, as this transaction sees it.
    pub(crate) async fn row<R: Readable>(
        &mut self,
        text: Text,
        args: Args,
    ) -> Result<Option<R>, StoreError> {
        let Args { fence, values } = args;
        let found = match self {
            Self::Lite(tx) => {
                bound!(sqlx::query_as(text.for_sqlite()), values).fetch_optional(&mut **tx).await
            }
            Self::Pg(tx) => {
                let asked = bound!(sqlx::query_as(text.for_postgres()), values);
                asked.fetch_optional(tx.within(fence).await?).await
            }
        };
        found.map_err(failed)
    }

    /// The rows that a text asks for, as this transaction sees them.
    pub(crate) async fn rows<R: Readable>(
        &mut self,
        text: Text,
        args: Args,
    ) -> Result<Vec<R>, StoreError> {
        let Args { fence, values } = args;
        let found = match self {
            Self::Lite(tx) => {
                bound!(sqlx::query_as(text.for_sqlite()), values).fetch_all(&mut **tx).await
            }
            Self::Pg(tx) => {
                let asked = bound!(sqlx::query_as(text.for_postgres()), values);
                asked.fetch_all(tx.within(fence).await?).await
            }
        };
        found.map_err(failed)
    }

    /// Makes it last; when this returns, it is on disk.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Lite(tx) => tx.commit().await.map_err(failed),
            Self::Pg(fenced) => fenced.tx.commit().await.map_err(failed),
        }
    }
}

impl Text {
    /// What SQLite is told.
    pub(crate) fn for_sqlite(self) -> SqlStr {
        match self {
            Self::Both(text) | Self::Each { sqlite: text, .. } => text.into_sql_str(),
            Self::Composed(text) => AssertSqlSafe(text).into_sql_str(),
        }
    }

    /// What PostgreSQL is told.
    pub(crate) fn for_postgres(self) -> SqlStr {
        match self {
            Self::Both(text) | Self::Each { postgres: text, .. } => text.into_sql_str(),
            Self::Composed(text) => AssertSqlSafe(text).into_sql_str(),
        }
    }
}

/// What a failing driver means to the domain.
pub(crate) fn failed(error: sqlx::Error) -> StoreError {
    StoreError::Database(Box::new(error))
}

macro_rules! arg_from {
    ($($type:ty, $value:ident => $arg:expr;)*) => {
        $(impl From<$type> for Arg {
            fn from($value: $type) -> Self {
                $arg
            }
        })*
    };
}

arg_from! {
    &str, value => Self::Text(Some(value.to_owned()));
    String, value => Self::Text(Some(value));
    Option<String>, value => Self::Text(value);
    Uuid, value => Self::Id(Some(value));
    Option<Uuid>, value => Self::Id(value);
    i64, value => Self::Count(value);
    [u8; 32], value => Self::Bytes(value.to_vec());
    Vec<u8>, value => Self::Bytes(value);
    Json<Value>, value => Self::Json(Some(value));
    Timestamp, value => Self::Instant(Instant(value));
    Option<Timestamp>, value => Self::When(value.map(Instant));
    Date, value => Self::Day(Some(Day(value)));
    Option<Date>, value => Self::Day(value.map(Day));
    bool, value => Self::Flag(value);
}
