//! Rows of webhooks and of what was sent to them.

use guohe_cases::hook::{Delivery, Hook};
use guohe_cases::ports::StoreError;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use super::Place;
use crate::values::{Instant, Stored};

table_rows! {
    /// Of `hook`.
    HookRow {
        id: Uuid,
        account: Uuid,
        address: String,
        law: String,
        made_at: Stored<Instant>,
        failing_since: Option<Stored<Instant>>,
        stopped_at: Option<Stored<Instant>>,
    }
    /// Of `hook_delivery`.
    DeliveryRow {
        id: Uuid,
        hook: Uuid,
        subject: Uuid,
        state: String,
        made_at: Stored<Instant>,
        tries: i64,
        next_at: Option<Stored<Instant>>,
        done_at: Option<Stored<Instant>>,
        said: String,
    }
}

impl TryFrom<HookRow> for Hook {
    type Error = StoreError;

    fn try_from(row: HookRow) -> Result<Self, StoreError> {
        let place = Place::new("hook", &row.id);
        let instant = |name, at: Option<_>| at.map(|at| place.instant(name, at)).transpose();
        Ok(Self {
            made_at: place.instant("made_at", row.made_at)?,
            failing_since: instant("failing_since", row.failing_since)?,
            stopped_at: instant("stopped_at", row.stopped_at)?,
            id: row.id,
            account: row.account,
            address: row.address,
            law: row.law,
        })
    }
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StoreError;

    fn try_from(row: DeliveryRow) -> Result<Self, StoreError> {
        let place = Place::new("hook_delivery", &row.id);
        let instant = |name, at: Option<_>| at.map(|at| place.instant(name, at)).transpose();
        Ok(Self {
            made_at: place.instant("made_at", row.made_at)?,
            tries: place.sound("tries", u32::try_from(row.tries).ok())?,
            next_at: instant("next_at", row.next_at)?,
            done_at: instant("done_at", row.done_at)?,
            id: row.id,
            hook: row.hook,
            subject: row.subject,
            state: row.state,
            said: row.said,
        })
    }
}
