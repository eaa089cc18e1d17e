//! What proves a person without a word that they know: passkeys.
//!
//! One is asked for in two steps. What was asked is kept as a [`Ceremony`] until its answer takes it out, so that
//! no answer counts twice, on whichever instance it arrives.

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::{event::Tenant, ports::StoreError};

/// A passkey of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// The id that its authenticator gave it, 1 to 1,023 bytes.
    pub id: Vec<u8>,
    /// Whose it is.
    pub account: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// The public key with what else checks an answer; only the room that checks reads it.
    pub key: Value,
    /// How often the authenticator says that it has signed; zero for those that do not count.
    pub counter: u64,
    /// Whether it signs in by itself, in place of password and code.
    pub alone: bool,
    /// Its counter went back once: another copy of it may exist. It is refused until its owner replaces it.
    pub doubted: bool,
    /// Since when it counts.
    pub since: Timestamp,
    /// When it was used last.
    pub used_at: Timestamp,
}

/// What was asked of a browser and is not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// SHA-256 of the purpose and of the session or visit that it was given to; there is one of each at a time.
    pub binder: [u8; 32],
    /// What the answer is checked against.
    pub state: Value,
    /// From then on no answer counts.
    pub ends_at: Timestamp,
}

/// Passkeys and ceremonies.
#[expect(clippy::too_many_arguments, reason = "a row, and what is asked of it before it changes")]
#[async_trait]
pub trait Passkeys: Send + Sync {
    /// The passkeys of an account, the oldest first.
    async fn passkeys(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<Passkey>, StoreError>;
    /// Adds a passkey and ends the sessions of its account but for one; false when its id is known already, whoever
    /// has it.
    async fn add_passkey(
        &self,
        tenant: &Tenant,
        passkey: &Passkey,
        but: Option<[u8; 32]>,
    ) -> Result<bool, StoreError>;
    /// Gives a passkey of an account another name, and says whether it signs in alone; false when there is none.
    async fn change_passkey(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: &[u8],
        name: &str,
        alone: bool,
    ) -> Result<bool, StoreError>;
    /// Notes that a passkey was used. False when its counter has not gone on since, or it is doubted: then the use
    /// does not count.
    async fn use_passkey(
        &self,
        tenant: &Tenant,
        id: &[u8],
        counter: u64,
        at: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Notes that another copy of a passkey may exist.
    async fn doubt_passkey(&self, tenant: &Tenant, id: &[u8]) -> Result<(), StoreError>;
    /// Takes a passkey away and ends the sessions of its account but for one. False, and nothing happens, when there
    /// is none, or when it is the last second factor and one is needed.
    async fn remove_passkey(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: &[u8],
        needed: bool,
        but: Option<[u8; 32]>,
    ) -> Result<bool, StoreError>;

    /// Keeps what was asked, in the place of what was asked before, and forgets what nobody answered in time.
    async fn begin_ceremony(
        &self,
        tenant: &Tenant,
        ceremony: &Ceremony,
        now: Timestamp,
    ) -> Result<(), StoreError>;
    /// Takes out what was asked; nothing when it was answered before, or is over.
    async fn take_ceremony(
        &self,
        tenant: &Tenant,
        binder: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<Value>, StoreError>;
}
