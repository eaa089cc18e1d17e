//! Webhooks in memory.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use super::Memory;
use crate::{
    event::Tenant,
    hook::{Delivery, Hook, Hooks},
    ports::StoreError,
};

fn first<T>(mut all: Vec<T>, most: u32) -> Vec<T> {
    all.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    all
}

#[async_trait]
impl Hooks for Memory {
    async fn add_hook(&self, tenant: &Tenant, hook: &Hook) -> Result<(), StoreError> {
        self.state().hooks.insert((tenant.clone(), hook.id), hook.clone());
        Ok(())
    }

    async fn hooks(&self, tenant: &Tenant, account: Option<Uuid>) -> Result<Vec<Hook>, StoreError> {
        let state = self.state();
        let wanted = |hook: &Hook| account.is_none_or(|account| hook.account == account);
        let own = state.hooks.iter().filter(|((of, _), hook)| of == tenant && wanted(hook));
        let mut own: Vec<Hook> = own.map(|(_, hook)| hook.clone()).collect();
        own.sort_by_key(|hook| (std::cmp::Reverse(hook.made_at), hook.id));
        Ok(own)
    }

    async fn note_hook(&self, tenant: &Tenant, hook: &Hook) -> Result<(), StoreError> {
        if let Some(known) = self.state().hooks.get_mut(&(tenant.clone(), hook.id)) {
            (known.failing_since, known.stopped_at) = (hook.failing_since, hook.stopped_at);
        }
        Ok(())
    }

    async fn drop_hook(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let place = (tenant.clone(), id);
        if state.hooks.get(&place).is_none_or(|hook| hook.account != account) {
            return Ok(false);
        }
        state.hooks.remove(&place);
        state.deliveries.retain(|(of, _), one| of != tenant || one.hook != id);
        Ok(true)
    }

    async fn add_delivery(&self, tenant: &Tenant, delivery: &Delivery) -> Result<(), StoreError> {
        let mut state = self.state();
        state.deliveries.entry((tenant.clone(), delivery.id)).or_insert_with(|| delivery.clone());
        Ok(())
    }

    async fn take_delivery(
        &self,
        tenant: &Tenant,
        due: &Delivery,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let known = state.deliveries.get_mut(&(tenant.clone(), due.id));
        let free = known.filter(|known| known.next_at == due.next_at && due.next_at.is_some());
        Ok(free.map(|free| free.next_at = Some(until)).is_some())
    }

    async fn note_delivery(&self, tenant: &Tenant, delivery: &Delivery) -> Result<(), StoreError> {
        if let Some(known) = self.state().deliveries.get_mut(&(tenant.clone(), delivery.id)) {
            known.clone_from(delivery);
        }
        Ok(())
    }

    async fn due_deliveries(
        &self,
        tenant: &Tenant,
        by: Timestamp,
        most: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let state = self.state();
        let due = |one: &Delivery| one.next_at.is_some_and(|at| at <= by);
        let found = state.deliveries.iter().filter(|((of, _), one)| of == tenant && due(one));
        let mut found: Vec<Delivery> = found.map(|(_, one)| one.clone()).collect();
        found.sort_by_key(|one| (one.next_at, one.id));
        Ok(first(found, most))
    }

    async fn deliveries(
        &self,
        tenant: &Tenant,
        hook: Uuid,
        subject: Option<Uuid>,
        most: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let state = self.state();
        let wanted = |one: &Delivery| {
            one.hook == hook && subject.is_none_or(|subject| one.subject == subject)
        };
        let found = state.deliveries.iter().filter(|((of, _), one)| of == tenant && wanted(one));
        let mut found: Vec<Delivery> = found.map(|(_, one)| one.clone()).collect();
        found.sort_by_key(|one| (std::cmp::Reverse(one.made_at), one.id));
        Ok(first(found, most))
    }

    async fn forget_deliveries(
        &self,
        tenant: &Tenant,
        before: Timestamp,
    ) -> Result<(), StoreError> {
        let mut state = self.state();
        let mut last = BTreeMap::new();
        for ((_, _), one) in state.deliveries.iter().filter(|((of, _), _)| of == tenant) {
            let at = last.entry((one.hook, one.subject)).or_insert(one.made_at);
            *at = one.made_at.max(*at);
        }
        let old = |one: &Delivery| {
            let is_last = last.get(&(one.hook, one.subject)) == Some(&one.made_at);
            one.made_at < before && one.next_at.is_none() && !is_last
        };
        state.deliveries.retain(|(of, _), one| of != tenant || !old(one));
        Ok(())
    }
}
