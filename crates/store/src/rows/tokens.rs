//! Rows of tokens and of answers given once.

use guohe_cases::ports::StoreError;
use guohe_cases::token::Token;
use serde_json::Value;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::types::Json;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use super::Place;
use crate::values::{Instant, Stored};

table_rows! {
    /// Of `api_token`.
    TokenRow {
        digest: Vec<u8>,
        id: Uuid,
        account: Uuid,
        name: String,
        scopes: Stored<Json<Value>>,
        two_factors: bool,
        made_at: Stored<Instant>,
        ends_at: Stored<Instant>,
        used_at: Option<Stored<Instant>>,
    }
    /// Of `api_answer`.
    AnswerRow { request: Vec<u8>, answer: Option<Stored<Json<Value>>> }
}

impl TryFrom<TokenRow> for Token {
    type Error = StoreError;

    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        let place = Place::new("api_token", &row.id);
        let scopes = place.read_json("scopes", row.scopes)?;
        let scopes =
            scopes.as_array().map(|all| all.iter().map(|one| one.as_str().map(str::to_owned)));
        let scopes = scopes.and_then(Iterator::collect::<Option<Vec<String>>>);
        Ok(Self {
            digest: place.sound("digest", row.digest.try_into().ok())?,
            scopes: place.sound("scopes", scopes)?,
            made_at: place.instant("made_at", row.made_at)?,
            ends_at: place.instant("ends_at", row.ends_at)?,
            used_at: row.used_at.map(|at| place.instant("used_at", at)).transpose()?,
            id: row.id,
            account: row.account,
            name: row.name,
            two_factors: row.two_factors,
        })
    }
}
