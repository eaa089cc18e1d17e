//! Tokens in memory.

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::{Memory, State};
use crate::{
    event::Tenant,
    ports::StoreError,
    token::{Asked, Known, Token, Tokens},
};

impl State {
    /// Withdraws all tokens of an account, and its subscriptions; gives how many tokens.
    pub(super) fn drop_tokens(&mut self, tenant: &Tenant, account: Uuid) -> u64 {
        self.answers.retain(|(of, (whose, _)), _| of != tenant || *whose != account);
        self.hooks.retain(|(of, _), hook| of != tenant || hook.account != account);
        let before = self.tokens.len();
        self.tokens.retain(|(of, _), token| of != tenant || token.account != account);
        (before - self.tokens.len()) as u64
    }
}

#[async_trait]
impl Tokens for Memory {
    async fn add_token(&self, tenant: &Tenant, token: &Token) -> Result<(), StoreError> {
        self.state().tokens.insert((tenant.clone(), token.digest), token.clone());
        Ok(())
    }

    async fn token(&self, tenant: &Tenant, digest: &[u8; 32]) -> Result<Option<Token>, StoreError> {
        Ok(self.state().tokens.get(&(tenant.clone(), *digest)).cloned())
    }

    async fn tokens(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<Token>, StoreError> {
        let state = self.state();
        let own =
            state.tokens.iter().filter(|((of, _), one)| of == tenant && one.account == account);
        let mut own: Vec<Token> = own.map(|(_, token)| token.clone()).collect();
        own.sort_by_key(|token| (std::cmp::Reverse(token.made_at), token.id));
        Ok(own)
    }

    async fn use_token(
        &self,
        tenant: &Tenant,
        digest: &[u8; 32],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        if let Some(token) = self.state().tokens.get_mut(&(tenant.clone(), *digest)) {
            token.used_at = token.used_at.max(Some(at));
        }
        Ok(())
    }

    async fn drop_token(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let before = state.tokens.len();
        state.tokens.retain(|(of, _), one| of != tenant || one.account != account || one.id != id);
        Ok(state.tokens.len() < before)
    }

    async fn drop_tokens(&self, tenant: &Tenant, account: Uuid) -> Result<u64, StoreError> {
        Ok(self.state().drop_tokens(tenant, account))
    }

    async fn begin_answer(&self, tenant: &Tenant, asked: &Asked) -> Result<Known, StoreError> {
        let mut state = self.state();
        state.answers.retain(|(of, _), (one, _)| of != tenant || one.at > asked.forgotten);
        let place = (tenant.clone(), (asked.account, asked.key));
        let known = match state.answers.get(&place) {
            Some((before, _)) if before.request != asked.request => Known::Other,
            Some((_, Some(answer))) => Known::Answered(answer.clone()),
            Some((before, None)) if before.at > asked.given_up => Known::UnderWay,
            Some(_) | None => Known::Begun,
        };
        if known == Known::Begun {
            state.answers.insert(place, (*asked, None));
        }
        Ok(known)
    }

    async fn keep_answer(
        &self,
        tenant: &Tenant,
        asked: &Asked,
        answer: Option<&Value>,
    ) -> Result<(), StoreError> {
        let place = (tenant.clone(), (asked.account, asked.key));
        let mut state = self.state();
        match answer {
            Some(answer) => drop(state.answers.insert(place, (*asked, Some(answer.clone())))),
            None => drop(state.answers.remove(&place)),
        }
        Ok(())
    }
}
