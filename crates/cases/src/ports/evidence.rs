//! What shows others that the log is what was recorded.

use async_trait::async_trait;
use jiff::Timestamp;

use super::StoreError;
use crate::event::{StreamId, Tenant};

/// A signed statement of how long the log is and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Number of events.
    pub size: u64,
    /// When it was signed.
    pub at: Timestamp,
    /// Short enough to be printed on a notice.
    pub short: String,
    /// The whole text with its signatures.
    pub note: String,
    /// The instant at which an authority outside stamped it (RFC 3161), where one did and the stamp is good.
    pub stamped: Option<Timestamp>,
}

/// What somebody keeps to show later that an event is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The checkpoint to which it leads.
    pub checkpoint: Sealed,
    /// The number of the event in the log.
    pub number: u64,
    /// The whole receipt, JSON.
    pub document: String,
}

/// An event as the log proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenEvent {
    /// Its number in the log.
    pub number: u64,
    /// The line that stands for it in the log.
    pub leaf: String,
    /// What stands beside the way to the root, the nearest first: SHA-256 and SM3 in hexadecimal digits.
    pub proof: Vec<(String, String)>,
}

/// The beginning of a stream as the log proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The first checkpoint that covers all of it, the whole text with its signatures.
    pub checkpoint: String,
    /// Its events, in their order.
    pub events: Vec<ProvenEvent>,
}

/// What shows others that the log is what was recorded.
#[async_trait]
pub trait Evidence: Send + Sync + std::fmt::Debug {
    /// The newest checkpoints, not more than a number, the newest first.
    async fn checkpoints(&self, tenant: &Tenant, most: u32) -> Result<Vec<Sealed>, StoreError>;
    /// The first checkpoint that covers an event.
    async fn checkpoint_over(
        &self,
        tenant: &Tenant,
        stream: StreamId,
        seq: u64,
    ) -> Result<Option<Sealed>, StoreError>;
    /// The receipt of an event; the log is sealed for it where no checkpoint covers it yet. None where there is no
    /// such event, or nobody who signs.
    async fn receipt(
        &self,
        tenant: &Tenant,
        stream: StreamId,
        seq: u64,
        at: Timestamp,
    ) -> Result<Option<Receipt>, StoreError>;
    /// Seals the log as it is, unless it is sealed; none where there is nothing, or nobody who signs.
    async fn seal(&self, tenant: &Tenant, at: Timestamp) -> Result<Option<Sealed>, StoreError>;
    /// The keys that check signatures, as they are published.
    fn public_keys(&self) -> Vec<String>;
    /// The events of a stream up to one of them, each proved against one checkpoint; the log is sealed for it where
    /// none covers them yet. None where there is no such event, or nobody who signs.
    async fn proven(
        &self,
        tenant: &Tenant,
        stream: StreamId,
        last: u64,
        at: Timestamp,
    ) -> Result<Option<Proven>, StoreError>;
    /// A statement of whole lines with the signatures of the keys that sign checkpoints; none where nobody signs.
    fn signed(&self, statement: &str) -> Option<String>;
    /// Bytes that follow from a purpose, the same each time, and that nobody can guess who does not hold the keys;
    /// none where nobody signs.
    fn concealed(&self, purpose: &str) -> Option<[u8; 32]>;
}
