//! What a store in memory keeps beside its events.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::Memory;
use crate::{
    event::{StreamId, Tenant},
    ports::{Registered, StoreError},
    tables::{Computed, Key, Tables},
};

#[async_trait]
impl Tables for Memory {
    async fn places(&self, tenant: &Tenant) -> Result<Vec<StreamId>, StoreError> {
        let state = self.state();
        let streams = state.streams.keys().chain(state.rows.keys());
        let streams = streams.filter(|(of, _)| of == tenant).map(|(_, stream)| *stream);
        let rows = state.registered.keys().filter(|(of, _)| of == tenant);
        let all: BTreeSet<StreamId> =
            streams.chain(rows.map(|(_, (stream, ..))| *stream)).collect();
        Ok(all.into_iter().collect())
    }

    async fn computed(&self, tenant: &Tenant, stream: StreamId) -> Result<Computed, StoreError> {
        let state = self.state();
        let place = (tenant.clone(), stream);
        let events = state.streams.get(&place).map_or(0, Vec::len);
        let row = state.rows.get(&place).cloned();
        let own =
            state.registered.iter().filter(|((of, (from, ..)), _)| of == tenant && *from == stream);
        let registered: Vec<Registered> = own.map(|(_, one)| one.clone()).collect();
        Ok(Computed {
            version: u64::try_from(events).unwrap_or(u64::MAX),
            people: row.iter().flat_map(|row| row.people.iter().copied()).collect(),
            row,
            keys: Key::of(&registered),
            registered: without_keys(registered),
        })
    }
}

fn without_keys(mut rows: Vec<Registered>) -> Vec<Registered> {
    for one in &mut rows {
        one.keys.clear();
    }
    rows
}
