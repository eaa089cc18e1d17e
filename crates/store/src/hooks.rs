//! Webhooks, and what was sent to them.

use async_trait::async_trait;
use guohe_cases::event::Tenant;
use guohe_cases::hook::{Delivery, Hook, Hooks};
use guohe_cases::ports::StoreError;
use jiff::Timestamp;
use uuid::Uuid;

use crate::Database;
use crate::engine::args;
use crate::rows::Place;
use crate::rows::hooks::{DeliveryRow, HookRow};
use crate::sql::hooks as sql;

#[async_trait]
impl Hooks for Database {
    async fn add_hook(&self, tenant: &Tenant, hook: &Hook) -> Result<(), StoreError> {
        let place = Place::new("hook", &hook.id);
        let values = args![
            tenant,
            hook.id,
            hook.account,
            place.text("address", &hook.address)?,
            place.text("law", &hook.law)?,
            hook.made_at,
            hook.failing_since,
            hook.stopped_at,
        ];
        self.engine.execute(sql::ADD_HOOK, values).await?;
        Ok(())
    }

    async fn hooks(&self, tenant: &Tenant, account: Option<Uuid>) -> Result<Vec<Hook>, StoreError> {
        let found: Vec<HookRow> = self.engine.rows(sql::HOOKS, args![tenant]).await?;
        // An installation has some dozens of them, and the worker wants them all.
        let own = found.into_iter().filter(|row| account.is_none_or(|own| row.account == own));
        own.map(Hook::try_from).collect()
    }

    async fn note_hook(&self, tenant: &Tenant, hook: &Hook) -> Result<(), StoreError> {
        let values = args![tenant, hook.id, hook.failing_since, hook.stopped_at];
        self.engine.execute(sql::NOTE_HOOK, values).await?;
        Ok(())
    }

    async fn drop_hook(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let values = args![tenant, account, id];
        Ok(self.engine.execute(sql::DROP_HOOK, values).await? == 1)
    }

    async fn add_delivery(&self, tenant: &Tenant, delivery: &Delivery) -> Result<(), StoreError> {
        let place = Place::new("hook_delivery", &delivery.id);
        let values = args![
            tenant,
            delivery.id,
            delivery.hook,
            delivery.subject,
            place.text("state", &delivery.state)?,
            delivery.made_at,
            i64::from(delivery.tries),
            delivery.next_at,
            delivery.done_at,
            place.text("said", &delivery.said)?,
        ];
        self.engine.execute(sql::ADD_DELIVERY, values).await?;
        Ok(())
    }

    async fn take_delivery(
        &self,
        tenant: &Tenant,
        due: &Delivery,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = args![tenant, due.id, due.next_at, until];
        Ok(self.engine.execute(sql::TAKE_DELIVERY, values).await? == 1)
    }

    async fn note_delivery(&self, tenant: &Tenant, delivery: &Delivery) -> Result<(), StoreError> {
        let place = Place::new("hook_delivery", &delivery.id);
        let values = args![
            tenant,
            delivery.id,
            i64::from(delivery.tries),
            delivery.next_at,
            delivery.done_at,
            place.text("said", &delivery.said)?,
        ];
        self.engine.execute(sql::NOTE_DELIVERY, values).await?;
        Ok(())
    }

    async fn due_deliveries(
        &self,
        tenant: &Tenant,
        by: Timestamp,
        most: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let values = args![tenant, by, i64::from(most)];
        let found: Vec<DeliveryRow> = self.engine.rows(sql::DUE_DELIVERIES, values).await?;
        found.into_iter().map(Delivery::try_from).collect()
    }

    async fn deliveries(
        &self,
        tenant: &Tenant,
        hook: Uuid,
        subject: Option<Uuid>,
        most: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let most = i64::from(most);
        let found: Vec<DeliveryRow> = match subject {
            Some(subject) => {
                let values = args![tenant, hook, subject, most];
                self.engine.rows(sql::DELIVERIES_ABOUT, values).await?
            }
            None => self.engine.rows(sql::DELIVERIES, args![tenant, hook, most]).await?,
        };
        found.into_iter().map(Delivery::try_from).collect()
    }

    async fn forget_deliveries(
        &self,
        tenant: &Tenant,
        before: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine.execute(sql::FORGET_DELIVERIES, args![tenant, before]).await?;
        Ok(())
    }
}
