//! Tokens with which programs act for an account, and the answers that were given to what they asked once.
//!
//! Of a token the digest alone is kept. It opens no more than its account may, and of that only what its scopes name;
//! what a scope covers is said where routes are declared.

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::{event::Tenant, ports::StoreError};

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the word that is sent.
    pub digest: [u8; 32],
    /// The name by which it is withdrawn; says nothing about the word.
    pub id: Uuid,
    /// For whom it acts.
    pub account: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// Whether its owner had shown a second factor when it was made.
    pub two_factors: bool,
    /// When it was made.
    pub made_at: Timestamp,
    /// From then on it opens nothing.
    pub ends_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// A request that is to have one effect, however often it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Who asks; nil for those without an account.
    pub account: Uuid,
    /// SHA-256 of the key that came with it.
    pub key: [u8; 32],
    /// SHA-256 of what is asked.
    pub request: [u8; 32],
    /// When.
    pub at: Timestamp,
    /// What began before and was not answered was given up.
    pub given_up: Timestamp,
    /// Answers from before are forgotten.
    pub forgotten: Timestamp,
}

/// What is known of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// Nothing yet: it is to be answered, and the answer kept.
    Begun,
    /// The same is being answered.
    UnderWay,
    /// It was answered so.
    Answered(Value),
    /// Its key came with another request.
    Other,
}

/// Tokens, and answers given once.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// Keeps a new token.
    async fn add_token(&self, tenant: &Tenant, token: &Token) -> Result<(), StoreError>;
    /// A token by the digest of its word, whether it has ended or not.
    async fn token(&self, tenant: &Tenant, digest: &[u8; 32]) -> Result<Option<Token>, StoreError>;
    /// The tokens of an account, the newest first.
    async fn tokens(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<Token>, StoreError>;
    /// Notes that a token was used.
    async fn use_token(
        &self,
        tenant: &Tenant,
        digest: &[u8; 32],
        at: Timestamp,
    ) -> Result<(), StoreError>;
    /// Withdraws a token of an account; false when there is none.
    async fn drop_token(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: Uuid,
    ) -> Result<bool, StoreError>;
    /// Withdraws all tokens of an account; gives how many.
    async fn drop_tokens(&self, tenant: &Tenant, account: Uuid) -> Result<u64, StoreError>;

    /// Begins to answer a request, unless that was begun before.
    async fn begin_answer(&self, tenant: &Tenant, asked: &Asked) -> Result<Known, StoreError>;
    /// Keeps the answer; none when the request may be asked anew because nothing came of it.
    async fn keep_answer(
        &self,
        tenant: &Tenant,
        asked: &Asked,
        answer: Option<&Value>,
    ) -> Result<(), StoreError>;
}
