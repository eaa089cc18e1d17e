//! Rows of secrets, with the realms to which they belong.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

table_rows! {
    /// Of `factor`.
    FactorSecretRow { tenant: String, account: Uuid, secret: Vec<u8> }
    /// Of `provider_secret`.
    ProviderSecretRow { tenant: String, provider: String, secret: Vec<u8> }
}
