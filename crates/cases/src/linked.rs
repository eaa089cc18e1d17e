//! Accounts at a provider of unified logins, and to which accounts of the installation they belong.
//!
//! A provider is known by the id under which the operator has set it. What it says of a person counts by the subject
//! alone, which the provider gives to one person for good; names and addresses change hands.

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{event::Tenant, ports::StoreError};

/// An account at a provider that signs in an account here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The provider.
    pub provider: String,
    /// Who it is there: the subject, 1 to 255 signs.
    pub subject: String,
    /// The account here.
    pub account: Uuid,
    /// Since when.
    pub since: Timestamp,
    /// When it signed in last.
    pub used_at: Timestamp,
}

/// What a provider says when somebody has signed out there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignOut<'s> {
    /// The provider.
    pub provider: &'s str,
    /// Who it is there.
    pub subject: &'s str,
    /// SHA-256 of the provider and of the number that it gave to this word, which counts once.
    pub heard: [u8; 32],
    /// From then on the word counts for nothing by itself, and need not be remembered.
    pub until: Timestamp,
}

/// Linked logins, and the word by which the installation is known to a provider.
#[async_trait]
pub trait Links: Send + Sync {
    /// The linked logins of an account, by provider.
    async fn links(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<Link>, StoreError>;
    /// To which account a subject of a provider belongs.
    async fn linked(
        &self,
        tenant: &Tenant,
        provider: &str,
        subject: &str,
    ) -> Result<Option<Link>, StoreError>;
    /// Links a login and ends the sessions of the account but for one. False, and nothing happens, when the subject
    /// belongs to an account already or the account has a login of the provider.
    async fn link(
        &self,
        tenant: &Tenant,
        link: &Link,
        but: Option<[u8; 32]>,
    ) -> Result<bool, StoreError>;
    /// Notes that a linked login signed in; false when there is none.
    async fn use_link(
        &self,
        tenant: &Tenant,
        link: &Link,
        at: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Takes a linked login away and ends the sessions of its account but for one; false when there was none.
    async fn unlink(
        &self,
        tenant: &Tenant,
        account: Uuid,
        provider: &str,
        but: Option<[u8; 32]>,
    ) -> Result<bool, StoreError>;

    /// Ends the sessions of the account that a subject is linked to, as far as they were opened by a login of that
    /// provider, and gives how many. Nothing, and nothing ends, when this word of the provider was heard before.
    async fn sign_out(
        &self,
        tenant: &Tenant,
        said: &SignOut<'_>,
        now: Timestamp,
    ) -> Result<Option<u64>, StoreError>;

    /// The secret by which a provider knows the installation.
    async fn provider_secret(
        &self,
        tenant: &Tenant,
        provider: &str,
    ) -> Result<Option<Vec<u8>>, StoreError>;
    /// Keeps another one, or none.
    async fn set_provider_secret(
        &self,
        tenant: &Tenant,
        provider: &str,
        secret: Option<&[u8]>,
    ) -> Result<(), StoreError>;
}
