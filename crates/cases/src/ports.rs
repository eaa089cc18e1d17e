//! What the domain needs from outside: a log that never forgets, a few lists to read, and files.
//!
//! The binary plugs in the implementations. Every write is one [`Store::append`]: events, the rows of the
//! lists they change, and the idempotency key, in one transaction; when it returns, it is on disk.

mod evidence;

use std::collections::BTreeMap;

use async_trait::async_trait;
use guohe_rules::syntax::Words;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::credential::Credentials;
use crate::event::{About, Event, NewEvent, StreamId, Tenant};
use crate::hook::Hooks;
use crate::linked::Links;
use crate::passkey::Passkeys;
use crate::people::People;
use crate::personal::Subject;
use crate::saved::Views;
use crate::tables::Tables;
use crate::token::Tokens;

pub use evidence::{Evidence, Proven, ProvenEvent, Receipt, Sealed};

/// The setting in which a backup leaves the instant at which it was made, as RFC 3339.
pub const LAST_BACKUP: &str = "last_backup";

/// Events for one stream, on top of a version that the caller has seen.
#[derive(Debug, Clone)]
pub struct Append {
    /// The stream.
    pub stream: StreamId,
    /// The number of events the caller has seen; the write is refused when there are more by now.
    pub expected: u64,
    /// What is added.
    pub events: Vec<NewEvent>,
    /// The row of the list as it reads after these events.
    pub row: Row,
    /// Rows of registers that these events wrote, as they read now.
    pub registered: Vec<Registered>,
}

/// A row of a register, with the stream whose events wrote it. Computed from events alone, as [`Row`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The stream: a case, or what was loaded or entered from outside.
    pub stream: StreamId,
    /// The list, by its plural noun.
    pub list: String,
    /// The row, unique in its stream and list.
    pub row: String,
    /// The organisation whose case wrote it.
    pub organisation: Option<Uuid>,
    /// Its facts, as in a facts file.
    pub cells: BTreeMap<String, Value>,
    /// The texts that tell whom it is about, by field; not given when it is read.
    pub keys: Vec<(String, String)>,
}

/// Which rows of registers are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Find {
    /// Those that a stream wrote.
    In(StreamId),
    /// Those that the cases of an organisation wrote.
    Of(Uuid),
    /// All of a list.
    All(String),
    /// Those that name one of some.
    Naming(Vec<Naming>),
}

/// Whom a row of a register names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// The list.
    pub list: String,
    /// The field.
    pub field: String,
    /// The text there that tells who it is.
    pub text: String,
}

/// One act: all of it or nothing.
#[derive(Debug, Clone)]
pub struct Act {
    /// The realm.
    pub tenant: Tenant,
    /// The instant at which it is recorded.
    pub at: Timestamp,
    /// A key chosen by the client; the same key with the same content has no second effect.
    pub idempotency: Option<IdempotencyKey>,
    /// The streams it touches.
    pub appends: Vec<Append>,
    /// Whether the log is sealed right behind it: it closes a round, publishes a notice, or decides for good.
    pub freezes: bool,
}

/// An idempotency key and the digest of the request it came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The key.
    pub key: String,
    /// SHA-256 of the request, so that a key used for another request is noticed.
    pub request: [u8; 32],
}

/// What became of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It was recorded now.
    Now,
    /// It had been recorded before, under the same key.
    Before,
}

/// The row by which a stream appears in lists; computed by the domain from the events alone, so that rows
/// can be thrown away and rebuilt to the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The stream.
    pub stream: StreamId,
    /// Number of events it was computed from.
    pub version: u64,
    /// The pack in its exact version, as [`crate::law::PackRef::key`] writes it.
    pub pack: String,
    /// The round, for cases and notices.
    pub round: Option<Uuid>,
    /// The organisation: the host of a case.
    pub organisation: Option<Uuid>,
    /// The type within the pack.
    pub kind: Option<String>,
    /// The stage or state.
    pub stage: String,
    /// The role that must act next.
    pub waits_for: Option<String>,
    /// Since when it is in this stage.
    pub since: Date,
    /// When the next step is due.
    pub due: Option<Date>,
    /// A name for lists, not about natural persons.
    pub title: String,
    /// Its number, once it has one.
    pub number: Option<String>,
    /// Whatever else the lists show; canonical JSON.
    pub extra: Value,
    /// Accounts that have something to do with it: experts invited, handlers.
    pub people: Vec<Uuid>,
}

/// A stream from one of its events on.
#[derive(Debug, Clone, PartialEq)]
pub struct Tail {
    /// The events from that one on, in order.
    pub events: Vec<Event>,
    /// How often something about a natural person had been erased in the stream before the events were opened: whoever
    /// keeps what was read looks again when there is more. Not said where there is no event.
    pub erased: u64,
}

/// Where a stream stands: what tells whoever has read it whether that still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many events it has.
    pub version: u64,
    /// How often something about a natural person has been erased in it.
    pub erased: u64,
    /// What the event that was asked about is known by; none where there is none. Different events have different ones.
    pub mark: Option<Vec<u8>>,
}

/// Which rows are wanted. Absent fields do not restrict.
#[derive(Debug, Clone, Default)]
pub struct RowQuery {
    /// What the streams are about.
    pub about: Option<About>,
    /// Their round.
    pub round: Option<Uuid>,
    /// Their organisation.
    pub organisation: Option<Uuid>,
    /// One of these stages.
    pub stages: Vec<String>,
    /// The role that must act.
    pub waits_for: Option<String>,
    /// A person who has something to do with it.
    pub person: Option<Uuid>,
    /// After this stream id (keyset pagination, ascending).
    pub after: Option<Uuid>,
    /// At most so many; 0 means 100.
    pub limit: u32,
}

/// An account with which a person signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// What they type to sign in, lower case.
    pub login: String,
    /// The person's name as shown.
    pub name: String,
    /// argon2id hash in PHC form.
    pub password: String,
    /// Roles held, as `pack id:actor id` or a bare actor kind for all packs.
    pub roles: Vec<String>,
    /// The organisation for which an applicant or expert acts.
    pub organisation: Option<Uuid>,
    /// Invented for a demonstration.
    pub demonstration: bool,
}

/// What is shown in the place of a name whose key is missing, because a backup was restored without its keys.
pub const KEY_MISSING: &str = "（密钥缺失，无法读取 / key missing, cannot be read）";

impl Account {
    /// What is shown in the place of the name once the account was erased, whatever the language of the page.
    pub const ERASED: &'static str = "（已依法删除 / erased under the law）";

    /// Whether nothing is known any more of whose it was.
    pub fn is_erased(&self) -> bool {
        self.name == Self::ERASED
    }
}

/// A session: only the SHA-256 of its token is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token in the cookie.
    pub token: [u8; 32],
    /// The name by which its owner ends it; says nothing about the token.
    pub id: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// When its owner signed in.
    pub opened_at: Timestamp,
    /// When its owner last proved who they are, at signing in or before an act that asks for it.
    pub proved_at: Timestamp,
    /// Whether a second factor was part of the proof.
    pub two_factors: bool,
    /// What it was opened with, as the browser calls itself.
    pub device: String,
    /// The address it was opened from; empty when it is not known.
    pub place: String,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// The anti-forgery token of the session.
    pub form_token: String,
    /// The provider by whose login it was opened; empty for a password or a passkey.
    pub provider: String,
}

/// The words of an official document, as somebody imported them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialText {
    /// The pack beside which they were laid.
    pub pack: String,
    /// Which ledger of that pack they match; see `guohe_rules::official::Ledger::edition`.
    pub edition: String,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// Who imported it, as they called themselves.
    pub imported_by: String,
    /// SHA-256 of the file.
    pub source: [u8; 32],
    /// The sentences in the order of the document.
    pub sentences: Vec<OfficialSentence>,
}

/// One sentence of an official document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialSentence {
    /// Where it stands in the document.
    pub path: String,
    /// Its words.
    pub words: String,
    /// The clauses that paraphrase it; none for titles and the like.
    pub clauses: Vec<String>,
}

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote first.
    #[error("{stream:?} has {found} events, not {expected}")]
    Conflict {
        /// The stream.
        stream: StreamId,
        /// What the caller had seen.
        expected: u64,
        /// What there is.
        found: u64,
    },
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// A row holds what cannot be.
    #[error("{table} row {row}: column {column} is inconsistent")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row.
        row: String,
    },
    /// The database failed; nothing was written.
    #[error("the database failed")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The log and the lists.
#[async_trait]
pub trait Store:
    Credentials + Hooks + Links + Passkeys + People + Tables + Tokens + Views + std::fmt::Debug
{
    /// Records an act, all of it or nothing.
    async fn append(&self, act: Act) -> Result<Written, StoreError>;
    /// Records an act, and erases with it what the log holds about some persons: nobody can read it any more, and
    /// the log still verifies.
    async fn erase(&self, act: Act, subjects: &[Subject]) -> Result<Written, StoreError>;
    /// The events of a stream in order; empty when there is none.
    async fn stream(&self, tenant: &Tenant, stream: StreamId) -> Result<Vec<Event>, StoreError>;
    /// The events of a stream from a number on; what came after those that the caller has read.
    async fn tail(&self, tenant: &Tenant, stream: StreamId, from: u64) -> Result<Tail, StoreError>;
    /// Where a stream stands, and what its event of a number is known by.
    async fn head(&self, tenant: &Tenant, stream: StreamId, seq: u64) -> Result<Head, StoreError>;
    /// Every stream of the realm, for rebuilding rows.
    async fn streams(&self, tenant: &Tenant) -> Result<Vec<StreamId>, StoreError>;
    /// One row.
    async fn row(&self, tenant: &Tenant, stream: StreamId) -> Result<Option<Row>, StoreError>;
    /// Rows in ascending order of stream id.
    async fn rows(&self, tenant: &Tenant, query: &RowQuery) -> Result<Vec<Row>, StoreError>;
    /// Replaces a row by what was computed anew from the events.
    async fn replace_row(&self, tenant: &Tenant, row: &Row) -> Result<(), StoreError>;
    /// Rows of registers, by stream, list and row.
    async fn registered(&self, tenant: &Tenant, find: &Find)
    -> Result<Vec<Registered>, StoreError>;
    /// Replaces the rows of registers that a stream wrote by what was computed anew from its events.
    async fn replace_registered(
        &self,
        tenant: &Tenant,
        stream: StreamId,
        rows: &[Registered],
    ) -> Result<(), StoreError>;
    /// The next number of a counter, from one, without reuse; part of naming and numbering.
    async fn next_number(&self, tenant: &Tenant, counter: &str) -> Result<u64, StoreError>;

    /// Creates an account; a login that exists is a conflict of the database.
    async fn add_account(&self, tenant: &Tenant, account: &Account) -> Result<(), StoreError>;
    /// An account by what is typed to sign in.
    async fn account_by_login(
        &self,
        tenant: &Tenant,
        login: &str,
    ) -> Result<Option<Account>, StoreError>;
    /// An account by its id.
    async fn account(&self, tenant: &Tenant, id: Uuid) -> Result<Option<Account>, StoreError>;
    /// All accounts of the realm, by login.
    async fn accounts(&self, tenant: &Tenant) -> Result<Vec<Account>, StoreError>;
    /// Opens a session.
    async fn open_session(&self, tenant: &Tenant, session: &Session) -> Result<(), StoreError>;
    /// A session by the digest of its token.
    async fn session(
        &self,
        tenant: &Tenant,
        token: &[u8; 32],
    ) -> Result<Option<Session>, StoreError>;
    /// The account of a session, by the digest of its token: it can be asked for together with the session.
    async fn account_of_session(
        &self,
        tenant: &Tenant,
        token: &[u8; 32],
    ) -> Result<Option<Account>, StoreError>;
    /// Notes that a session was used.
    async fn touch_session(
        &self,
        tenant: &Tenant,
        token: &[u8; 32],
        at: Timestamp,
    ) -> Result<(), StoreError>;
    /// Ends a session.
    async fn close_session(&self, tenant: &Tenant, token: &[u8; 32]) -> Result<(), StoreError>;

    /// A setting of the installation, such as the day of the demonstration.
    async fn setting(&self, tenant: &Tenant, key: &str) -> Result<Option<Value>, StoreError>;
    /// Sets it.
    async fn set_setting(
        &self,
        tenant: &Tenant,
        key: &str,
        value: &Value,
    ) -> Result<(), StoreError>;

    /// The words that were imported for one edition of a pack.
    async fn official_text(
        &self,
        tenant: &Tenant,
        pack: &str,
        edition: &str,
    ) -> Result<Option<OfficialText>, StoreError>;
    /// Keeps the words, in the place of those imported before for the same edition.
    async fn keep_official_text(
        &self,
        tenant: &Tenant,
        text: &OfficialText,
    ) -> Result<(), StoreError>;
}

/// The bytes of packs under which cases were opened, by the hash of the pack.
pub trait Archive: Send + Sync + std::fmt::Debug {
    /// The bytes of a hash, checked against it; reads from disk at once, since it is asked once a version.
    fn bundle(&self, hash: &[u8; 32]) -> Result<Option<Vec<u8>>, std::io::Error>;
    /// Keeps the bytes of a version under their hash; on disk when it returns. Keeping them twice is keeping them once.
    fn keep_bundle(&self, bytes: &[u8]) -> Result<(), std::io::Error>;
}

/// Content-addressed files.
#[async_trait]
pub trait Files: Send + Sync + std::fmt::Debug {
    /// Keeps the bytes and gives their SHA-256; keeping them twice is keeping them once.
    async fn keep(&self, bytes: &[u8]) -> Result<[u8; 32], std::io::Error>;
    /// The bytes of a digest, checked against it.
    async fn fetch(&self, digest: &[u8; 32]) -> Result<Option<Vec<u8>>, std::io::Error>;
}

/// Looks a file over before it is kept. A file is hostile until then, so the binary has it done apart from the
/// process that serves.
#[async_trait]
pub trait Inspector: Send + Sync + std::fmt::Debug {
    /// What keeps the file from being taken, and what to do; nothing where it may be kept.
    ///
    /// # Errors
    /// It could not be looked at; then it is not taken.
    async fn inspect(&self, bytes: &[u8]) -> Result<Option<Words>, std::io::Error>;
    /// What the square codes on the pages of a scan say, page by page; or why the file shows no pages.
    ///
    /// # Errors
    /// It could not be looked at.
    async fn codes(
        &self,
        _bytes: &[u8],
    ) -> Result<Result<Vec<Vec<String>>, Words>, std::io::Error> {
        Err(std::io::Error::from(std::io::ErrorKind::Unsupported))
    }
    /// Whether files are held until a scanner for malware has found them clean.
    fn holds(&self) -> bool {
        false
    }
    /// Whether a scanner finds a file clean.
    ///
    /// # Errors
    /// There is none, it cannot be reached, it takes too long or says something unknown. Then the file stays held.
    async fn scan(&self, _bytes: &[u8]) -> Result<bool, std::io::Error> {
        Err(std::io::Error::from(std::io::ErrorKind::Unsupported))
    }
}
