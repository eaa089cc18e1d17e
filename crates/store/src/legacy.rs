//! Chaining what was recorded before there was a chain.
//!
//! Done once, when a database is opened whose events are in no chain. In the order in which they were recorded;
//! within a stream in its own order, whatever its clock said. Everything but the salts follows from the events, so
//! two copies are chained alike. Their leaves bear no time of the clock, which tells them from those after.

use std::collections::BTreeMap;

use guohe_cases::event::{StreamId, Tenant};
use guohe_cases::ports::StoreError;
use jiff::Timestamp;

use crate::chain::{self, Beside, Chain};
use crate::engine::{Arg, Engine, Tx, args};
use crate::rows::{self, EventRow, Place, StreamRow, TenantRow, TimeRow, word};
use crate::sql;
use crate::subject::Keys;

/// Chains the events of every tenant that has no chain.
pub(crate) async fn chain_all(engine: &Engine) -> Result<(), StoreError> {
    let tenants: Vec<TenantRow> = engine.rows(sql::UNCHAINED_TENANTS, args![]).await?;
    for TenantRow { tenant } in tenants {
        let tenant = Tenant(tenant);
        let mut tx = engine.begin().await?;
        of_tenant(&mut tx, &tenant).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn of_tenant(tx: &mut Tx, tenant: &Tenant) -> Result<(), StoreError> {
    let mut chain = Chain::hold(tx, tenant, Timestamp::UNIX_EPOCH).await?;
    if chain.begun() {
        // Another program was faster, and held the end of the chain until it had done it.
        return Ok(());
    }
    for (at, stream, seq) in order(tx, tenant).await? {
        let place = Place::of_stream("event", stream);
        let (about, number) = (word(stream.about), place.stored("seq", seq)?);
        let key = || args![tenant.0.as_str(), about, stream.id, number];
        let row: Option<EventRow> = tx.row(sql::EVENT, key()).await?;
        let row = row.ok_or_else(|| place.inconsistent("seq"))?;
        let event = rows::event((tenant, stream), row, &Keys::default())?;
        let chained =
            chain::event_of(&place, &event.what, event.recorded_at, event.what.personal.as_ref())?;
        if let Some(personal) = &chained.personal {
            let mut values = key();
            values.push(Arg::Bytes(personal.salt.clone()));
            tx.execute(sql::ADD_SALT, values).await?;
        }
        chain.time(at);
        chain.add(tx, (stream, seq), &chained, Beside { clock_at: None, once: None }).await?;
    }
    chain.release(tx).await
}

/// Every event of a tenant in the order in which it is chained.
async fn order(
    tx: &mut Tx,
    tenant: &Tenant,
) -> Result<Vec<(Timestamp, StreamId, u64)>, StoreError> {
    let times: Vec<TimeRow> = tx.rows(sql::EVENT_TIMES, args![tenant.0.as_str()]).await?;
    let mut latest: BTreeMap<StreamId, Timestamp> = BTreeMap::new();
    let mut order = Vec::with_capacity(times.len());
    for row in times {
        let stream = StreamId::try_from(StreamRow { about: row.about, id: row.id })?;
        let place = Place::of_stream("event", stream);
        let at = place.instant("recorded_at", row.recorded_at)?;
        let latest = latest.entry(stream).or_insert(at);
        *latest = at.max(*latest);
        order.push((*latest, stream, place.count("seq", row.seq)?));
    }
    order.sort_unstable();
    Ok(order)
}
