//! Rows of the queries that people keep.

use guohe_cases::ports::StoreError;
use guohe_cases::saved::View;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use super::Place;
use crate::values::{Instant, Stored};

table_rows! {
    /// Of `saved_view`.
    ViewRow {
        id: Uuid,
        account: Uuid,
        list: String,
        name: String,
        query: String,
        shared_with: Option<String>,
        made_at: Stored<Instant>,
    }
}

impl TryFrom<ViewRow> for View {
    type Error = StoreError;

    fn try_from(row: ViewRow) -> Result<Self, StoreError> {
        let place = Place::new("saved_view", &row.id);
        Ok(Self {
            made_at: place.instant("made_at", row.made_at)?,
            id: row.id,
            account: row.account,
            list: row.list,
            name: row.name,
            query: row.query,
            shared_with: row.shared_with,
        })
    }
}
