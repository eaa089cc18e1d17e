//! What proves that somebody is who they say: second factors, attempts to sign in, and the sessions of an account.
//!
//! Whoever takes something from an account (a role, a password, the account itself) ends its sessions in the
//! same transaction, so that no session outlives what it rested on.

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    event::Tenant,
    ports::{Account, Session, StoreError},
};

/// The mark before the hash of an account that is closed. No hash begins so, hence no password fits.
const CLOSED: char = '!';
/// The mark before the hash of a first password, which somebody else has given.
const FIRST: char = '~';

impl Account {
    /// Whether the account was closed: nobody can sign in with it.
    pub fn is_closed(&self) -> bool {
        self.password.starts_with(CLOSED)
    }

    /// Whether its password is one that somebody else has given: its owner chooses another before anything else.
    pub fn has_first_password(&self) -> bool {
        self.password.trim_start_matches(CLOSED).starts_with(FIRST)
    }

    /// The hash of a first password as it is kept.
    pub fn first(hash: &str) -> String {
        format!("{FIRST}{hash}")
    }

    /// The hash with which what is typed is compared.
    pub fn hash(&self) -> &str {
        self.password.strip_prefix(FIRST).unwrap_or(&self.password)
    }

    /// The hash of the password as it is kept when the account is closed, or opened again.
    pub fn hash_when(&self, closed: bool) -> String {
        let hash = self.password.trim_start_matches(CLOSED);
        if closed { format!("{CLOSED}{hash}") } else { hash.to_owned() }
    }
}

/// A second factor: the secret that an authenticator shares with the installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// The secret, 20 bytes.
    pub secret: Vec<u8>,
    /// Since when it counts.
    pub since: Timestamp,
    /// The last step of time whose code was taken; earlier codes and this one are refused.
    pub used: u64,
}

/// A second factor as it is put into use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The factor.
    pub factor: Factor,
    /// SHA-256 of each recovery code that comes with it.
    pub recovery: Vec<[u8; 32]>,
}

/// An attempt to sign in, made before anything is compared, so that attempts at once are counted too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// SHA-256 of what was typed as the account, whether there is such an account or not.
    pub who: [u8; 32],
    /// When.
    pub at: Timestamp,
    /// After a pause that began before this instant, counting begins anew.
    pub since: Timestamp,
    /// The attempt with this number is the last one that is looked at; the pause begins with it.
    pub most: u64,
}

/// A device with which somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    /// SHA-256 of what is known of it: nothing but whether it was seen before can be told from what is kept.
    pub digest: [u8; 32],
    /// When.
    pub at: Timestamp,
    /// What was not used since then is forgotten, but for the one that was used last.
    pub stale: Timestamp,
}

/// How long an account is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// The account.
    pub account: Uuid,
    /// From when on it counts as not used: when it was first looked at, or opened again.
    pub counted_from: Timestamp,
    /// When somebody signed in with it last.
    pub used_at: Option<Timestamp>,
    /// Its last day.
    pub ends_on: Option<Date>,
    /// When its owner chose the password that it has, where that is known.
    pub password_since: Option<Timestamp>,
}

impl Lifetime {
    /// The last instant from which on it counts as not used.
    pub fn last(&self) -> Timestamp {
        self.used_at.map_or(self.counted_from, |used| used.max(self.counted_from))
    }
}

/// Passwords, second factors, attempts and the sessions of accounts.
#[async_trait]
pub trait Credentials: Send + Sync {
    /// The sessions of an account, the last used first.
    async fn sessions_of(&self, tenant: &Tenant, account: Uuid)
    -> Result<Vec<Session>, StoreError>;
    /// Puts a session in the place of another: a new token in place of the old one, which ends. False where that one
    /// has ended already, and then there is none.
    async fn renew_session(
        &self,
        tenant: &Tenant,
        old: &[u8; 32],
        session: &Session,
    ) -> Result<bool, StoreError>;
    /// Ends the sessions of an account, but for one; gives how many.
    async fn close_sessions_of(
        &self,
        tenant: &Tenant,
        account: Uuid,
        but: Option<[u8; 32]>,
    ) -> Result<u64, StoreError>;
    /// Changes the hash of the password, with the time of it, ends all other sessions and withdraws the tokens of programs.
    async fn set_password(
        &self,
        tenant: &Tenant,
        account: Uuid,
        chosen: (&str, Timestamp),
        but: Option<[u8; 32]>,
    ) -> Result<(), StoreError>;
    /// Changes the roles and ends all sessions of the account.
    async fn set_roles(
        &self,
        tenant: &Tenant,
        account: Uuid,
        roles: &[String],
    ) -> Result<(), StoreError>;

    /// What an authenticator is offered in a session: always the same, and made with a key that is not in the database,
    /// so that whoever reads the session there cannot make it.
    async fn offered(&self, tenant: &Tenant, session: Uuid) -> Result<[u8; 32], StoreError>;
    /// The second factor of an account.
    async fn factor(&self, tenant: &Tenant, account: Uuid) -> Result<Option<Factor>, StoreError>;
    /// Puts a second factor in the place of the one before, with its recovery codes, and ends all other
    /// sessions.
    async fn put_factor(
        &self,
        tenant: &Tenant,
        account: Uuid,
        enrolment: &Enrolment,
        but: Option<[u8; 32]>,
    ) -> Result<(), StoreError>;
    /// Takes every second factor away, passkeys and recovery codes too, and ends all sessions.
    async fn drop_factors(&self, tenant: &Tenant, account: Uuid) -> Result<(), StoreError>;
    /// Uses the code of a step of time; false when that step or a later one was used before.
    async fn use_step(&self, tenant: &Tenant, account: Uuid, step: u64)
    -> Result<bool, StoreError>;
    /// Uses a recovery code; false when there is none with this digest any more.
    async fn use_recovery(
        &self,
        tenant: &Tenant,
        account: Uuid,
        digest: &[u8; 32],
    ) -> Result<bool, StoreError>;
    /// How many recovery codes are left.
    async fn recovery_left(&self, tenant: &Tenant, account: Uuid) -> Result<u64, StoreError>;

    /// When accounts were used last and when they end, as far as that is known.
    async fn lifetimes(&self, tenant: &Tenant) -> Result<Vec<Lifetime>, StoreError>;
    /// The same of one account.
    async fn lifetime(
        &self,
        tenant: &Tenant,
        account: Uuid,
    ) -> Result<Option<Lifetime>, StoreError>;
    /// Counts an account of which nothing is known as not used from an instant on.
    async fn count_from(
        &self,
        tenant: &Tenant,
        account: Uuid,
        at: Timestamp,
    ) -> Result<(), StoreError>;
    /// Notes that an account is used with a device; true when it was used with others before and never with this one.
    async fn uses_device(
        &self,
        tenant: &Tenant,
        account: Uuid,
        device: &Device,
    ) -> Result<bool, StoreError>;

    /// The number of an attempt, from one; greater than the most for all that came too many.
    async fn attempt(&self, tenant: &Tenant, attempt: &Attempt) -> Result<u64, StoreError>;
    /// Forgets the attempts, after one that was right.
    async fn forget_attempts(&self, tenant: &Tenant, who: &[u8; 32]) -> Result<(), StoreError>;
}
