//! What lies in the tables beside the events, for whoever compares it with them.

use async_trait::async_trait;
use guohe_cases::event::{StreamId, Tenant};
use guohe_cases::ports::{Find, StoreError};
use guohe_cases::tables::{Computed, Key, Tables};

use crate::Database;
use crate::engine::args;
use crate::rows::{PersonRow, Place, RegistryKeyRow, StreamRow, word};
use crate::{listing, registry, sql};

#[async_trait]
impl Tables for Database {
    async fn places(&self, tenant: &Tenant) -> Result<Vec<StreamId>, StoreError> {
        let rows: Vec<StreamRow> = self.engine().rows(sql::PLACES, args![tenant]).await?;
        let mut all: Vec<StreamId> =
            rows.into_iter().map(StreamId::try_from).collect::<Result<_, _>>()?;
        all.sort_unstable();
        Ok(all)
    }

    async fn computed(&self, tenant: &Tenant, stream: StreamId) -> Result<Computed, StoreError> {
        let engine = self.engine();
        let own = || args![tenant, word(stream.about), stream.id];
        let version: Option<(i64,)> = engine.row(sql::VERSION, own()).await?;
        let version = version.map_or(0, |(version,)| version);
        let people: Vec<PersonRow> = engine.rows(sql::PEOPLE_OF_LISTING, own()).await?;
        let keys: Vec<RegistryKeyRow> = engine.rows(sql::KEYS_OF_REGISTERED, own()).await?;
        let place = Place::of_stream("registry_key", stream);
        let key = |one: RegistryKeyRow| {
            let digest = place.sound("digest", one.digest.try_into().ok())?;
            Ok(Key { list: one.list, row: one.row, field: one.field, digest })
        };
        Ok(Computed {
            version: Place::of_stream("stream", stream).count("version", version)?,
            row: listing::one(engine, tenant, stream).await?,
            people: people.into_iter().map(|one| one.account).collect(),
            registered: registry::find(engine, tenant, &Find::In(stream)).await?,
            keys: keys.into_iter().map(key).collect::<Result<_, StoreError>>()?,
        })
    }
}
