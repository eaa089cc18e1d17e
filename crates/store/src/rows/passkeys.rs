//! Rows of passkeys and ceremonies.

use guohe_cases::passkey::Passkey;
use guohe_cases::ports::StoreError;
use serde_json::Value;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::types::Json;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use super::Place;
use crate::values::{Instant, Stored};

table_rows! {
    /// Of `passkey`.
    PasskeyRow {
        id: Vec<u8>,
        account: Uuid,
        name: String,
        key: Stored<Json<Value>>,
        counter: i64,
        alone: bool,
        doubted: bool,
        since: Stored<Instant>,
        used_at: Stored<Instant>,
    }
    /// Of `ceremony`.
    CeremonyRow { state: Stored<Json<Value>>, ends_at: Stored<Instant> }
}

impl TryFrom<PasskeyRow> for Passkey {
    type Error = StoreError;

    fn try_from(row: PasskeyRow) -> Result<Self, StoreError> {
        let place = Place::new("passkey", &row.account);
        Ok(Self {
            key: place.read_json("key", row.key)?,
            counter: place.count("counter", row.counter)?,
            since: place.instant("since", row.since)?,
            used_at: place.instant("used_at", row.used_at)?,
            id: row.id,
            account: row.account,
            name: row.name,
            alone: row.alone,
            doubted: row.doubted,
        })
    }
}
