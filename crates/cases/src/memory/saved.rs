//! Views in memory.

use async_trait::async_trait;
use uuid::Uuid;

use super::Memory;
use crate::{
    event::Tenant,
    ports::StoreError,
    saved::{View, Views},
};

impl Memory {
    fn views(&self, tenant: &Tenant, takes: impl Fn(&View) -> bool) -> Vec<View> {
        let state = self.state();
        let own = state.views.iter().filter(|((of, _), view)| of == tenant && takes(view));
        let mut own: Vec<View> = own.map(|(_, view)| view.clone()).collect();
        let key = |view: &View| (view.list.clone(), view.name.clone(), view.id);
        own.sort_by_key(key);
        own
    }
}

#[async_trait]
impl Views for Memory {
    async fn put_view(&self, tenant: &Tenant, view: &View) -> Result<bool, StoreError> {
        let mut state = self.state();
        let place = (tenant.clone(), view.id);
        let own = state.views.get(&place).is_none_or(|known| known.account == view.account);
        if own {
            state.views.insert(place, view.clone());
        }
        Ok(own)
    }

    async fn views_of(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<View>, StoreError> {
        Ok(self.views(tenant, |view| view.account == account))
    }

    async fn views_shared(
        &self,
        tenant: &Tenant,
        list: &str,
        with: &str,
    ) -> Result<Vec<View>, StoreError> {
        Ok(self
            .views(tenant, |view| view.list == list && view.shared_with.as_deref() == Some(with)))
    }

    async fn drop_view(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let place = (tenant.clone(), id);
        let own = state.views.get(&place).is_some_and(|view| view.account == account);
        Ok(own && state.views.remove(&place).is_some())
    }
}
