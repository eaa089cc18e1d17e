//! What a store keeps beside the events and what follows from them alone: rows of lists, who is named in them, rows of
//! registers, and the digests by which these are found.
//!
//! Pages never ask here. Whoever looks whether the tables are what the events say does, and so sees what questions of
//! pages would pass over: a digest that finds a row it does not belong to, a row of a stream that has no events.

use std::collections::BTreeSet;

use async_trait::async_trait;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    event::{StreamId, Tenant},
    ports::{Registered, Row, StoreError},
};

/// By what a row of a register is found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The list.
    pub list: String,
    /// The row.
    pub row: String,
    /// The field.
    pub field: String,
    /// SHA-256 of the text.
    pub digest: [u8; 32],
}

impl Key {
    /// The keys of some rows.
    pub fn of(rows: &[Registered]) -> BTreeSet<Self> {
        let of_row = |one: &Registered| {
            let (list, row) = (one.list.clone(), one.row.clone());
            one.keys.clone().into_iter().map(move |(field, text)| {
                let digest = Sha256::digest(text).into();
                Self { list: list.clone(), row: row.clone(), field, digest }
            })
        };
        rows.iter().flat_map(of_row).collect()
    }
}

/// What is kept of a stream beside its events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Computed {
    /// How many events it is said to have.
    pub version: u64,
    /// Its row in lists.
    pub row: Option<Row>,
    /// Who finds that row as their own.
    pub people: BTreeSet<Uuid>,
    /// Its rows in registers, by list and row; without keys.
    pub registered: Vec<Registered>,
    /// The keys of these.
    pub keys: BTreeSet<Key>,
}

/// The tables as they lie there.
#[async_trait]
pub trait Tables: Send + Sync {
    /// Every stream of which anything is kept, be it no event: in the order of the domain.
    async fn places(&self, tenant: &Tenant) -> Result<Vec<StreamId>, StoreError>;
    /// What is kept of one.
    async fn computed(&self, tenant: &Tenant, stream: StreamId) -> Result<Computed, StoreError>;
}
