//! The tables, as the steps by which they came to be.
//!
//! A step that was published is never edited; a change is a new pair of files. Each engine has its own
//! text under the same name.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// One step, for both engines.
struct Step {
    version: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! steps {
    ($($version:literal $name:literal),* $(,)?) => {
        &[$(Step {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }),*]
    };
}

const STEPS: &[Step] = steps![
    1 "0001_log_and_lists",
    2 "0002_registries",
    3 "0003_official_texts",
    4 "0004_chain",
    5 "0005_accounts",
    6 "0006_linked_logins",
    7 "0007_passkeys",
    9 "0009_subject_keys",
    10 "0010_sealed_names",
    11 "0011_messages",
    12 "0012_tokens",
    14 "0014_saved_views",
    15 "0015_texts_stay",
    16 "0016_fence",
    17 "0017_use_of_accounts",
];

/// The newest step this program knows.
pub(crate) fn newest() -> i64 {
    STEPS.iter().map(|step| step.version).max().unwrap_or(0)
}

/// How many steps this program knows.
pub(crate) fn count() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// The steps for SQLite.
pub(crate) fn sqlite() -> Migrator {
    migrator(|step| step.sqlite)
}

/// The steps for PostgreSQL, taken under a lock of the server so that two instances do not both begin.
pub(crate) fn postgres() -> Migrator {
    migrator(|step| step.postgres)
}

fn migrator(text: fn(&Step) -> &'static str) -> Migrator {
    Migrator::with_migrations(STEPS.iter().map(|step| migration(step, text)).collect())
}

fn migration(step: &Step, text: fn(&Step) -> &'static str) -> Migration {
    let text = text(step).into_sql_str();
    Migration::new(step.version, step.name.into(), MigrationType::Simple, text, false)
}

#[cfg(test)]
pub(crate) mod tests;
