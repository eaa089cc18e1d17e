//! The log in memory, line by line. It has no chain, so nothing is verified.

use async_trait::async_trait;

use super::Memory;
use crate::{
    auditing::{Auditing, LogLine, LogQuery, Verified},
    event::Tenant,
    ports::StoreError,
};

impl Memory {
    /// All lines of a realm in the order of the log.
    fn all_lines(&self, tenant: &Tenant) -> Vec<LogLine> {
        let state = self.state();
        let own = state.streams.iter().filter(|((of, _), _)| of == tenant);
        let mut events: Vec<_> = own.flat_map(|(_, events)| events).collect();
        events.sort_by_key(|event| (event.recorded_at, event.stream, event.seq));
        (1..)
            .zip(events)
            .map(|(number, event)| LogLine {
                number,
                stream: event.stream,
                seq: event.seq,
                kind: event.what.kind.clone(),
                account: event.what.actor.account,
                role: event.what.actor.role.clone(),
                at: event.recorded_at,
            })
            .collect()
    }
}

#[async_trait]
impl Auditing for Memory {
    async fn lines(&self, tenant: &Tenant, query: &LogQuery) -> Result<Vec<LogLine>, StoreError> {
        let wanted = |line: &LogLine| {
            query.account.is_none_or(|account| account == line.account)
                && query.kind.as_ref().is_none_or(|kind| *kind == line.kind)
                && query.from.is_none_or(|from| line.at >= from)
                && query.until.is_none_or(|until| line.at < until)
                && query.before.is_none_or(|before| line.number < before)
        };
        let mut lines = self.all_lines(tenant);
        lines.retain(wanted);
        lines.reverse();
        let limit = if query.limit == 0 { 100 } else { query.limit };
        lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(lines)
    }

    async fn size(&self, tenant: &Tenant) -> Result<u64, StoreError> {
        Ok(u64::try_from(self.all_lines(tenant).len()).unwrap_or(u64::MAX))
    }

    async fn verify(
        &self,
        _tenant: &Tenant,
        _progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<Option<Verified>, StoreError> {
        Ok(None)
    }
}
