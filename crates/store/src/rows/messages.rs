//! Rows of messages and their deliveries.

use guohe_cases::message::{Message, Outcome, Standing, State, Try, Untold, Way};
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
    /// Of `listing` and `told`.
    UntoldRow { id: Uuid, version: i64 }
    /// Of `message`.
    MessageRow {
        id: Uuid,
        account: Uuid,
        known_by: String,
        matter: Stored<Json<Value>>,
        entered: i64,
        urgent: bool,
        state: String,
        note: String,
        reasons: String,
        made_at: Stored<Instant>,
        settled_at: Option<Stored<Instant>>,
        settled_by: Option<Uuid>,
        read_at: Option<Stored<Instant>>,
    }
    /// Of `delivery`.
    DeliveryRow { way: String, state: String, gathered: bool, next_at: Stored<Instant> }
    /// Of `delivery`, the one that is due.
    DueRow { message: Uuid, account: Uuid, way: String, gathered: bool }
    /// Of `delivery_try`.
    TryRow { way: String, at: Stored<Instant>, outcome: String, said: String }
    /// Of `contact`, with the key of its account.
    ContactRow {
        lang: String,
        by_mail: bool,
        by_sms: bool,
        gathered: bool,
        sealed: String,
        key: Option<Vec<u8>>,
    }
    /// Of `account_key`.
    AccountKeyRow { key: Option<Vec<u8>> }
    /// Of `calendar_word`.
    SinceRow { since: Stored<Instant> }
    /// Of `calendar_word`, whose it is.
    OwnerRow { account: Uuid }
}

impl TryFrom<UntoldRow> for Untold {
    type Error = StoreError;

    fn try_from(row: UntoldRow) -> Result<Self, StoreError> {
        let version = Place::new("told", &row.id).count("version", row.version)?;
        Ok(Self { case: row.id, version })
    }
}

impl TryFrom<MessageRow> for Message {
    type Error = StoreError;

    fn try_from(row: MessageRow) -> Result<Self, StoreError> {
        let place = Place::new("message", &row.id);
        let matter = place.read_json("matter", row.matter)?;
        let matter = place.sound("matter", serde_json::from_value(matter).ok())?;
        let instant = |column, stored: Option<Stored<Instant>>| {
            stored.map(|stored| place.instant(column, stored)).transpose()
        };
        let settled = instant("settled_at", row.settled_at)?;
        Ok(Self {
            id: row.id,
            account: row.account,
            known_by: row.known_by,
            matter,
            entered: place.count("entered", row.entered)?,
            urgent: row.urgent,
            state: place.sound("state", State::read(&row.state))?,
            note: row.note,
            reasons: row.reasons,
            made_at: place.instant("made_at", row.made_at)?,
            settled: settled.map(|at| (at, row.settled_by)),
            read_at: instant("read_at", row.read_at)?,
        })
    }
}

impl TryRow {
    /// The way and the attempt on it.
    pub(crate) fn of_way(self, message: Uuid) -> Result<(Way, Try), StoreError> {
        let place = Place::new("delivery_try", &message);
        let one = Try {
            at: place.instant("at", self.at)?,
            outcome: place.sound("outcome", Outcome::read(&self.outcome))?,
            said: self.said,
        };
        Ok((place.sound("way", Way::read(&self.way))?, one))
    }
}

impl DeliveryRow {
    /// The way, and where the delivery on it stands.
    pub(crate) fn standing(&self, message: Uuid) -> Result<(Way, Standing), StoreError> {
        let place = Place::new("delivery", &message);
        let way = place.sound("way", Way::read(&self.way))?;
        Ok((way, place.sound("state", Standing::read(&self.state))?))
    }
}
