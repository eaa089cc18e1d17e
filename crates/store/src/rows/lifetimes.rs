//! Rows of when accounts were used last, and when they end.

use guohe_cases::credential::Lifetime;
use guohe_cases::ports::StoreError;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use super::Place;
use crate::values::{Day, Instant, Stored};

table_rows! {
    /// Of `account_use`.
    LifetimeRow {
        account: Uuid,
        counted_from: Stored<Instant>,
        used_at: Option<Stored<Instant>>,
        ends_on: Option<Stored<Day>>,
        password_since: Option<Stored<Instant>>,
    }
}

impl TryFrom<LifetimeRow> for Lifetime {
    type Error = StoreError;

    fn try_from(row: LifetimeRow) -> Result<Self, StoreError> {
        let place = Place::new("account_use", &row.account);
        Ok(Self {
            account: row.account,
            counted_from: place.instant("counted_from", row.counted_from)?,
            used_at: row.used_at.map(|at| place.instant("used_at", at)).transpose()?,
            ends_on: row.ends_on.map(|day| place.day("ends_on", day)).transpose()?,
            password_since: row
                .password_since
                .map(|at| place.instant("password_since", at))
                .transpose()?,
        })
    }
}
