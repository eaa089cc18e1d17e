//! The log, the lists and the files on disk, behind the ports of [`guohe_cases::ports`].
//!
//! The only room that knows SQL. It keeps what it is given and gives it back the same on both engines;
//! it knows no stage, no role, no deadline, and reads no clock.
//!
//! - [`Database`] is the log and the lists, over an embedded SQLite file or a PostgreSQL server.
//! - [`FileDirectory`] keeps files under the digest of their bytes.
//! - [`backup()`] packs the embedded database and its files into one archive, and [`restore`] proves and
//!   unpacks it.
//! - [`steps`] looks at how new the tables are, and [`server`] at a server and its fence; they change nothing.
//!
//! # How to add a table
//!
//! 1. Write `migrations/sqlite/NNNN_name.sql` and `migrations/postgres/NNNN_name.sql`: the tenant first
//!    in every key, a class for every column, and for PostgreSQL `CALL fence('table')`. Name the pair in
//!    `schema.rs`.
//! 2. Write a sample row for each engine under `migrations/samples/`, so that the next migration runs
//!    over a table that is not empty.
//! 3. Write its texts in `sql.rs`, one for both engines wherever both understand it.
//! 4. Write its row in `rows.rs`, and a story in `tests/it/` that both engines must tell alike.

mod archive;
mod audit;
mod backup;
mod browse;
mod canonical;
mod chain;
mod connect;
mod credentials;
mod database;
mod digest;
mod engine;
mod fence;
mod files;
mod hooks;
mod inspect;
mod linked;
mod listing;
mod log;
mod messages;
mod named;
mod notary;
mod official;
mod passkeys;
mod people;
mod proof;
mod registry;
mod rows;
mod safe;
mod saved;
mod scan;
mod schema;
mod seal;
mod settings;
mod sql;
mod stamps;
mod subject;
mod tables;
mod tokens;
mod values;

pub use audit::StoredNote;
pub use backup::{BackupError, Packed, backup, note_backup, restore};
pub use connect::OpenError;
pub use database::Database;
pub use files::FileDirectory;
pub use inspect::{Server, Steps, is_open, server, steps};
pub use notary::{
    CHECKPOINTS_FILE, KEYS_FOLDER, Notary, NotaryError, PUBLIC_KEYS_FILE, kept_notes, public_keys,
};
pub use safe::{Resealed, SECRETS_FILE, Safe};
pub use seal::Contradiction;
pub use stamps::{KeptStamp, STAMP_ROOTS_FILE, STAMPS_FILE, keep_stamp, kept_stamps, stamp_roots};

/// The name of the embedded database within a data directory.
pub const DATABASE_FILE: &str = "guohe.db";

/// The name of the folder of files within a data directory.
pub const FILES_FOLDER: &str = "files";
