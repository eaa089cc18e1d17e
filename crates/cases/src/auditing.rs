//! Looking at the log without what is in it: who did what, when, to what; and whether it is what was recorded.
//!
//! The port gives no payload and no text about persons, so that nothing that shows its lines can show an application
//! or a score.

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    event::{StreamId, Tenant},
    ports::StoreError,
};

/// Which lines are wanted. Absent fields do not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogQuery {
    /// By whom.
    pub account: Option<Uuid>,
    /// Of which kind.
    pub kind: Option<String>,
    /// Recorded at this instant or later.
    pub from: Option<Timestamp>,
    /// Recorded before this instant.
    pub until: Option<Timestamp>,
    /// With a lower number than this.
    pub before: Option<u64>,
    /// At most so many; 0 means 100.
    pub limit: u32,
}

/// An event without what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its number in the log, from one.
    pub number: u64,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub seq: u64,
    /// Its kind.
    pub kind: String,
    /// Who acted; nil for the operator and for time itself.
    pub account: Uuid,
    /// In which role.
    pub role: String,
    /// When it was recorded.
    pub at: Timestamp,
}

/// What a verification found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many events were looked at.
    pub events: u64,
    /// How many checkpoints in the database they were held against.
    pub checkpoints: usize,
    /// How many checkpoints that are kept outside the database.
    pub outside: usize,
    /// How many things are not as they were recorded.
    pub wrong: usize,
    /// The number of the first event that is bad.
    pub first: Option<u64>,
}

/// Looks at the log.
#[async_trait]
pub trait Auditing: Send + Sync + std::fmt::Debug {
    /// Lines of the log, the newest first.
    async fn lines(&self, tenant: &Tenant, query: &LogQuery) -> Result<Vec<LogLine>, StoreError>;
    /// How many events the log holds.
    async fn size(&self, tenant: &Tenant) -> Result<u64, StoreError>;
    /// Goes through the whole chain; `progress` is told how many events were looked at. None where there is no chain
    /// to go through.
    async fn verify(
        &self,
        tenant: &Tenant,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<Option<Verified>, StoreError>;
}
