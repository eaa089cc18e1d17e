//! Rows of linked logins.

use guohe_cases::linked::Link;
use guohe_cases::ports::StoreError;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use super::Place;
use crate::values::{Instant, Stored};

table_rows! {
    /// Of `linked_login`.
    LinkRow {
        provider: String,
        subject: String,
        account: Uuid,
        since: Stored<Instant>,
        used_at: Stored<Instant>,
    }
    /// Of `provider_secret`.
    SecretRow { secret: Vec<u8> }
}

impl TryFrom<LinkRow> for Link {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Result<Self, StoreError> {
        // Not by its subject: errors are written to logs.
        let place = Place::new("linked_login", &format!("of account {}", row.account));
        Ok(Self {
            since: place.instant("since", row.since)?,
            used_at: place.instant("used_at", row.used_at)?,
            provider: row.provider,
            subject: row.subject,
            account: row.account,
        })
    }
}
