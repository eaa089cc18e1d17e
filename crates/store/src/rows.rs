//! Rows as the tables hold them, and the domain's values as they come out of them and go in.
//!
//! A table can hold what the domain cannot: a negative version, a day that does not exist, bytes changed
//! by hand. Each kind of row becomes a value of the domain in one place, and where it cannot, the error
//! names table, column and row. What could not be read back is refused by the same words before it is
//! written.

use guohe_cases::credential::Factor;
use guohe_cases::event::{About, Actor, Event, NewEvent, StreamId, Tenant};
use guohe_cases::ports::{OfficialSentence, OfficialText, Row, Session, StoreError};
use guohe_chain::both::Both;
use guohe_chain::leaf;
use guohe_chain::tree::Frontier;
use guohe_chain::verify::Head;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::types::Json;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use crate::canonical::{canonical, storable};
use crate::subject::{self, Keys};
use crate::values::{Day, Instant, Spelled, Stored};

/// A row as a table holds it. Derived by hand: the driver's derive would build both drivers twice.
macro_rules! table_rows {
    ($($(#[$doc:meta])* $name:ident { $($column:ident: $type:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub(crate) struct $name { $(pub(crate) $column: $type),* }

            table_rows!(@from SqliteRow, $name, $($column),*);
            table_rows!(@from PgRow, $name, $($column),*);
        )*
    };
    (@from $row:ty, $name:ident, $($column:ident),*) => {
        impl FromRow<'_, $row> for $name {
            fn from_row(row: &$row) -> sqlx::Result<Self> {
                Ok(Self { $($column: row.try_get(stringify!($column))?),* })
            }
        }
    };
}

pub(crate) mod hooks;
pub(crate) mod lifetimes;
pub(crate) mod linked;
pub(crate) mod messages;
pub(crate) mod passkeys;
pub(crate) mod safe;
pub(crate) mod saved;
pub(crate) mod tokens;

table_rows! {
    /// Of `stream`.
    StreamRow { about: String, id: Uuid }
    /// Of `event`, with its `personal_text`, and how often something was erased in the stream.
    EventRow {
        seq: i64,
        kind: String,
        schema: i64,
        account: Uuid,
        role: String,
        acting_for: Option<Uuid>,
        effective_on: Stored<Day>,
        recorded_at: Stored<Instant>,
        payload: Stored<Json<Value>>,
        personal: Option<Stored<Json<Value>>>,
        erased: i64,
    }
    /// Of `subject_key`.
    KeyRow { number: i64, key: Option<Vec<u8>> }
    /// Of `chain`, with who did what of `event`.
    LineRow {
        number: i64,
        about: String,
        id: Uuid,
        seq: i64,
        kind: String,
        account: Uuid,
        role: String,
        recorded_at: Stored<Instant>,
    }
    /// Of `chain`, with what belongs to it of `event` and `personal_text`.
    ChainRow {
        number: i64,
        about: Stored<String>,
        id: Stored<Uuid>,
        seq: i64,
        clock_at: Option<Stored<Spelled<Instant>>>,
        key: Option<Stored<String>>,
        request: Option<Vec<u8>>,
        personal_sha256: Option<Vec<u8>>,
        personal_sm3: Option<Vec<u8>>,
        leaf_sha256: Vec<u8>,
        leaf_sm3: Vec<u8>,
        link_sha256: Vec<u8>,
        link_sm3: Vec<u8>,
        kind: Option<Stored<String>>,
        schema: Option<i64>,
        account: Option<Stored<Uuid>>,
        role: Option<Stored<String>>,
        acting_for: Option<Stored<Uuid>>,
        effective_on: Option<Stored<Spelled<Day>>>,
        recorded_at: Option<Stored<Spelled<Instant>>>,
        payload: Option<Stored<Spelled<Json<Value>>>>,
        body: Option<Stored<Spelled<Json<Value>>>>,
        salt: Option<Vec<u8>>,
    }
    /// Of `chain_head`.
    HeadRow {
        size: i64,
        recorded_at: Stored<Instant>,
        link_sha256: Vec<u8>,
        link_sm3: Vec<u8>,
        roots: Vec<u8>,
    }
    /// Of `chain_tile`, or of the leaves in `chain`.
    DigestRow { sha256: Vec<u8>, sm3: Vec<u8> }
    /// Of `checkpoint`.
    NoteRow { size: i64, note: Stored<String> }
    /// Of `event`, where it stands.
    UnchainedRow { about: Stored<String>, id: Stored<Uuid>, seq: i64 }
    /// Of `subject_key`: whose it is, and 1 where the key itself is there.
    SubjectKeyRow { about: String, id: Uuid, number: i64, subject: String, held: i64 }
    /// Of `listing_person`.
    PersonRow { account: Uuid }
    /// Of `registry_key`.
    RegistryKeyRow { list: String, row: String, field: String, digest: Vec<u8> }
    /// A tenant.
    TenantRow { tenant: String }
    /// Of `listing`.
    ListingRow {
        about: String,
        id: Uuid,
        version: i64,
        pack: String,
        round: Option<Uuid>,
        organisation: Option<Uuid>,
        kind: Option<String>,
        stage: String,
        waits_for: Option<String>,
        since: Stored<Day>,
        due: Option<Stored<Day>>,
        title: String,
        number: Option<String>,
        extra: Stored<Json<Value>>,
        people: Stored<Json<Vec<Uuid>>>,
    }
    /// Of `registry_row`.
    RegisteredRow {
        about: String,
        id: Uuid,
        list: String,
        row: String,
        organisation: Option<Uuid>,
        cells: Stored<Json<Value>>,
    }
    /// Of `account`.
    AccountRow {
        id: Uuid,
        known_by: String,
        sealed: String,
        password: String,
        roles: Stored<Json<Vec<String>>>,
        organisation: Option<Uuid>,
        demonstration: bool,
        key: Option<Vec<u8>>,
        erased: bool,
    }
    /// Of `account`, of whichever realm, as far as it says who somebody is.
    SealedRow {
        tenant: String,
        id: Uuid,
        known_by: String,
        sealed: String,
        key: Option<Vec<u8>>,
        erased: bool,
    }
    /// Of `session`.
    SessionRow {
        token: Vec<u8>,
        id: Uuid,
        account: Uuid,
        opened_at: Stored<Instant>,
        ends_at: Stored<Instant>,
        seen_at: Stored<Instant>,
        proved_at: Stored<Instant>,
        two_factors: bool,
        form_token: String,
        device: String,
        place: String,
        provider: String,
    }
    /// Of `factor`.
    FactorRow { secret: Vec<u8>, since: Stored<Instant>, used: i64 }
    /// A number of rows.
    CountRow { number: i64 }
    /// Of `setting`.
    SettingRow { value: Stored<Json<Value>> }
    /// Of `official_text`.
    OfficialTextRow {
        pack: String,
        edition: String,
        imported_at: Stored<Instant>,
        imported_by: String,
        source: Vec<u8>,
        sentences: Stored<Json<Vec<OfficialSentence>>>,
    }
}

/// A place in the database, to be named when what stands there cannot be.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    table: &'static str,
    row: String,
}

impl Place {
    /// The row of a table.
    pub(crate) fn new(table: &'static str, row: &impl ToString) -> Self {
        Self { table, row: row.to_string() }
    }

    /// The row that belongs to a stream.
    pub(crate) fn of_stream(table: &'static str, stream: StreamId) -> Self {
        Self { table, row: format!("{} {}", word(stream.about), stream.id) }
    }

    /// The row of an event.
    fn of_event(table: &'static str, stream: StreamId, seq: impl std::fmt::Display) -> Self {
        Self { table, row: format!("{} {} event {seq}", word(stream.about), stream.id) }
    }

    /// The error that names it.
    pub(crate) fn inconsistent(&self, column: &'static str) -> StoreError {
        StoreError::Inconsistent { table: self.table, column, row: self.row.clone() }
    }

    pub(crate) fn sound<T>(&self, column: &'static str, value: Option<T>) -> Result<T, StoreError> {
        value.ok_or_else(|| self.inconsistent(column))
    }

    /// A count as the domain has it.
    pub(crate) fn count(&self, column: &'static str, stored: i64) -> Result<u64, StoreError> {
        self.sound(column, u64::try_from(stored).ok())
    }

    /// A count as the tables have it.
    pub(crate) fn stored(&self, column: &'static str, count: u64) -> Result<i64, StoreError> {
        self.sound(column, i64::try_from(count).ok())
    }

    /// A text that both engines can keep.
    pub(crate) fn text(&self, column: &'static str, text: &str) -> Result<String, StoreError> {
        self.sound(column, storable(text).then(|| text.to_owned()))
    }

    /// The same, where there may be none.
    pub(crate) fn optional_text(
        &self,
        column: &'static str,
        text: Option<&str>,
    ) -> Result<Option<String>, StoreError> {
        text.map(|text| self.text(column, text)).transpose()
    }

    /// JSON in its one form.
    pub(crate) fn json(
        &self,
        column: &'static str,
        value: &Value,
    ) -> Result<Json<Value>, StoreError> {
        self.sound(column, canonical(value.clone()))
    }

    /// JSON as it was stored; canonical again, since PostgreSQL keeps keys in an order of its own.
    pub(crate) fn read_json(
        &self,
        column: &'static str,
        stored: Stored<Json<Value>>,
    ) -> Result<Value, StoreError> {
        let value = stored.0.and_then(|Json(value)| canonical(value));
        self.sound(column, value.map(|Json(value)| value))
    }

    /// An instant as it was stored.
    pub(crate) fn instant(
        &self,
        column: &'static str,
        stored: Stored<Instant>,
    ) -> Result<Timestamp, StoreError> {
        self.sound(column, stored.0.map(|Instant(instant)| instant))
    }

    fn day(&self, column: &'static str, stored: Stored<Day>) -> Result<Date, StoreError> {
        self.sound(column, stored.0.map(|Day(day)| day))
    }
}

/// The word by which the tables call it.
pub(crate) fn word(about: About) -> &'static str {
    match about {
        About::Round => "round",
        About::Case => "case",
        About::Notice => "notice",
        About::Organisation => "organisation",
        About::Registry => "registry",
        About::Parameter => "parameter",
        About::Expert => "expert",
        About::Draw => "draw",
        About::Service => "service",
        About::Deputies => "deputies",
        About::Account => "account",
    }
}

/// What a word of the tables is about.
pub(crate) fn about(word: &str) -> Option<About> {
    match word {
        "round" => Some(About::Round),
        "case" => Some(About::Case),
        "notice" => Some(About::Notice),
        "organisation" => Some(About::Organisation),
        "registry" => Some(About::Registry),
        "parameter" => Some(About::Parameter),
        "expert" => Some(About::Expert),
        "draw" => Some(About::Draw),
        "service" => Some(About::Service),
        "deputies" => Some(About::Deputies),
        "account" => Some(About::Account),
        _ => None,
    }
}

impl TryFrom<StreamRow> for StreamId {
    type Error = StoreError;

    fn try_from(row: StreamRow) -> Result<Self, StoreError> {
        let about = about(&row.about);
        Ok(Self { about: Place::new("stream", &row.id).sound("about", about)?, id: row.id })
    }
}

/// Where an event stands, as a leaf says it.
pub(crate) fn place(stream: StreamId, seq: u64) -> leaf::Place {
    leaf::Place { about: word(stream.about).to_owned(), id: stream.id.to_string(), seq }
}

impl DigestRow {
    /// Both digests; none where they are not of 32 bytes.
    pub(crate) fn both(self) -> Option<Both> {
        Some(Both { sha256: self.sha256.try_into().ok()?, sm3: self.sm3.try_into().ok()? })
    }
}

/// Where a chain ends.
pub(crate) fn head(place: &Place, row: HeadRow) -> Result<Head, StoreError> {
    let link = DigestRow { sha256: row.link_sha256, sm3: row.link_sm3 }.both();
    let (pairs, rest) = row.roots.as_chunks::<64>();
    let roots = pairs.iter().map(|pair| {
        let (sha256, sm3) = pair.split_at(32);
        Some(Both { sha256: sha256.try_into().ok()?, sm3: sm3.try_into().ok()? })
    });
    let roots: Option<Vec<Both>> = roots.collect();
    let size = place.count("size", row.size)?;
    let roots = roots.filter(|_| rest.is_empty());
    let frontier = roots.and_then(|roots| Frontier::from_parts(size, roots));
    Ok(Head { link: place.sound("link_sha256", link)?, frontier: place.sound("roots", frontier)? })
}

/// An event of a stream: what the row does not say is which.
pub(crate) fn event(
    (tenant, stream): (&Tenant, StreamId),
    row: EventRow,
    keys: &Keys,
) -> Result<Event, StoreError> {
    let place = Place::of_event("event", stream, row.seq);
    let seq = place.count("seq", row.seq)?;
    let sealed = row
        .personal
        .map(|text| Place::of_event("personal_text", stream, row.seq).read_json("body", text))
        .transpose()?;
    let personal = match sealed {
        Some(sealed) => subject::opened(tenant, (stream, seq), &sealed, keys)?,
        None => None,
    };
    Ok(Event {
        stream,
        seq,
        recorded_at: place.instant("recorded_at", row.recorded_at)?,
        what: NewEvent {
            kind: row.kind,
            schema: place.sound("schema", u16::try_from(row.schema).ok())?,
            actor: Actor { account: row.account, role: row.role, acting_for: row.acting_for },
            effective_on: place.day("effective_on", row.effective_on)?,
            payload: place.read_json("payload", row.payload)?,
            personal,
        },
    })
}

impl TryFrom<ListingRow> for Row {
    type Error = StoreError;

    fn try_from(row: ListingRow) -> Result<Self, StoreError> {
        let place = Place::new("listing", &format!("{} {}", row.about, row.id));
        let about = place.sound("about", about(&row.about))?;
        Ok(Self {
            stream: StreamId { about, id: row.id },
            version: place.count("version", row.version)?,
            pack: row.pack,
            round: row.round,
            organisation: row.organisation,
            kind: row.kind,
            stage: row.stage,
            waits_for: row.waits_for,
            since: place.day("since", row.since)?,
            due: row.due.map(|due| place.day("due", due)).transpose()?,
            title: row.title,
            number: row.number,
            extra: place.read_json("extra", row.extra)?,
            people: place.sound("people", row.people.0)?.0,
        })
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        // Not by its token: errors are written to logs.
        let place = Place::new("session", &format!("of account {}", row.account));
        Ok(Self {
            token: place.sound("token", row.token.try_into().ok())?,
            id: row.id,
            account: row.account,
            opened_at: place.instant("opened_at", row.opened_at)?,
            ends_at: place.instant("ends_at", row.ends_at)?,
            seen_at: place.instant("seen_at", row.seen_at)?,
            proved_at: place.instant("proved_at", row.proved_at)?,
            two_factors: row.two_factors,
            form_token: row.form_token,
            device: row.device,
            place: row.place,
            provider: row.provider,
        })
    }
}

impl FactorRow {
    /// The factor of an account, which the row does not name.
    pub(crate) fn factor(self, account: Uuid) -> Result<Factor, StoreError> {
        let place = Place::new("factor", &account);
        Ok(Factor {
            secret: self.secret,
            since: place.instant("since", self.since)?,
            used: place.count("used", self.used)?,
        })
    }
}

impl TryFrom<OfficialTextRow> for OfficialText {
    type Error = StoreError;

    fn try_from(row: OfficialTextRow) -> Result<Self, StoreError> {
        let place = Place::new("official_text", &format!("{} {}", row.pack, row.edition));
        Ok(Self {
            imported_at: place.instant("imported_at", row.imported_at)?,
            source: place.sound("source", row.source.try_into().ok())?,
            sentences: place.sound("sentences", row.sentences.0)?.0,
            pack: row.pack,
            edition: row.edition,
            imported_by: row.imported_by,
        })
    }
}
