//! The tokens of programs, and the answers that were given once.

use async_trait::async_trait;
use guohe_cases::event::Tenant;
use guohe_cases::ports::StoreError;
use guohe_cases::token::{Asked, Known, Token, Tokens};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::Database;
use crate::engine::{Tx, args};
use crate::rows::Place;
use crate::rows::tokens::{AnswerRow, TokenRow};
use crate::sql::{hooks, tokens as sql};

/// Withdraws the tokens of an account, with what was answered to them, and its subscriptions.
pub(crate) async fn drop_all(
    tx: &mut Tx,
    tenant: &Tenant,
    account: Uuid,
) -> Result<u64, StoreError> {
    tx.execute(sql::DROP_ANSWERS, args![tenant, account]).await?;
    tx.execute(hooks::DROP_HOOKS, args![tenant, account]).await?;
    tx.execute(sql::DROP_TOKENS, args![tenant, account]).await
}

#[async_trait]
impl Tokens for Database {
    async fn add_token(&self, tenant: &Tenant, token: &Token) -> Result<(), StoreError> {
        let place = Place::new("api_token", &token.id);
        let scopes = token.scopes.iter().map(|scope| Value::from(scope.as_str())).collect();
        let values = args![
            tenant,
            token.digest,
            token.id,
            token.account,
            place.text("name", &token.name)?,
            place.json("scopes", &scopes)?,
            token.two_factors,
            token.made_at,
            token.ends_at,
            token.used_at,
        ];
        self.engine.execute(sql::ADD_TOKEN, values).await?;
        Ok(())
    }

    async fn token(&self, tenant: &Tenant, digest: &[u8; 32]) -> Result<Option<Token>, StoreError> {
        let found: Option<TokenRow> = self.engine.row(sql::TOKEN, args![tenant, *digest]).await?;
        found.map(Token::try_from).transpose()
    }

    async fn tokens(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<Token>, StoreError> {
        let found: Vec<TokenRow> = self.engine.rows(sql::TOKENS, args![tenant, account]).await?;
        found.into_iter().map(Token::try_from).collect()
    }

    async fn use_token(
        &self,
        tenant: &Tenant,
        digest: &[u8; 32],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine.execute(sql::USE_TOKEN, args![tenant, *digest, at]).await?;
        Ok(())
    }

    async fn drop_token(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let values = args![tenant, account, id];
        Ok(self.engine.execute(sql::DROP_TOKEN, values).await? == 1)
    }

    async fn drop_tokens(&self, tenant: &Tenant, account: Uuid) -> Result<u64, StoreError> {
        let mut tx = self.engine.begin().await?;
        let dropped = drop_all(&mut tx, tenant, account).await?;
        tx.commit().await?;
        Ok(dropped)
    }

    async fn begin_answer(&self, tenant: &Tenant, asked: &Asked) -> Result<Known, StoreError> {
        let mut tx = self.engine.begin().await?;
        tx.execute(sql::FORGET_ANSWERS, args![tenant, asked.forgotten]).await?;
        let values =
            args![tenant, asked.account, asked.key, asked.request, asked.at, asked.given_up];
        let begun = tx.execute(sql::BEGIN_ANSWER, values).await? == 1;
        let found: Option<AnswerRow> =
            tx.row(sql::ANSWER, args![tenant, asked.account, asked.key]).await?;
        tx.commit().await?;
        if begun {
            return Ok(Known::Begun);
        }
        let place = Place::new("api_answer", &asked.account);
        let Some(row) = found else { return Err(place.inconsistent("key")) };
        if row.request != asked.request {
            return Ok(Known::Other);
        }
        let answer = row.answer.map(|answer| place.read_json("answer", answer)).transpose()?;
        Ok(answer.map_or(Known::UnderWay, Known::Answered))
    }

    async fn keep_answer(
        &self,
        tenant: &Tenant,
        asked: &Asked,
        answer: Option<&Value>,
    ) -> Result<(), StoreError> {
        let place = Place::new("api_answer", &asked.account);
        if let Some(answer) = answer {
            let answer = place.json("answer", answer)?;
            let values = args![tenant, asked.account, asked.key, answer];
            self.engine.execute(sql::KEEP_ANSWER, values).await?;
        } else {
            let values = args![tenant, asked.account, asked.key];
            self.engine.execute(sql::DROP_ANSWER, values).await?;
        }
        Ok(())
    }
}
