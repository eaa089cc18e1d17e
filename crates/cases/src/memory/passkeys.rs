//! Passkeys and ceremonies in memory.

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::Memory;
use crate::{
    event::Tenant,
    passkey::{Ceremony, Passkey, Passkeys},
    ports::StoreError,
};

#[async_trait]
impl Passkeys for Memory {
    async fn passkeys(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<Passkey>, StoreError> {
        let state = self.state();
        let own =
            state.passkeys.iter().filter(|((of, _), one)| of == tenant && one.account == account);
        let mut own: Vec<Passkey> = own.map(|(_, passkey)| passkey.clone()).collect();
        own.sort_by(|one, other| (one.since, &one.id).cmp(&(other.since, &other.id)));
        Ok(own)
    }

    async fn add_passkey(
        &self,
        tenant: &Tenant,
        passkey: &Passkey,
        but: Option<[u8; 32]>,
    ) -> Result<bool, StoreError> {
        let key = (tenant.clone(), passkey.id.clone());
        let mut state = self.state();
        if state.passkeys.contains_key(&key) {
            return Ok(false);
        }
        state.passkeys.insert(key, passkey.clone());
        drop(state);
        self.end(tenant, passkey.account, but);
        Ok(true)
    }

    async fn change_passkey(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: &[u8],
        name: &str,
        alone: bool,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let found = state.passkeys.get_mut(&(tenant.clone(), id.to_vec()));
        let Some(found) = found.filter(|one| one.account == account) else { return Ok(false) };
        name.clone_into(&mut found.name);
        found.alone = alone;
        Ok(true)
    }

    async fn use_passkey(
        &self,
        tenant: &Tenant,
        id: &[u8],
        counter: u64,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let goes_on = |one: &&mut Passkey| {
            !one.doubted && (one.counter < counter || (one.counter, counter) == (0, 0))
        };
        let found = state.passkeys.get_mut(&(tenant.clone(), id.to_vec())).filter(goes_on);
        let Some(found) = found else { return Ok(false) };
        (found.counter, found.used_at) = (counter, at);
        Ok(true)
    }

    async fn doubt_passkey(&self, tenant: &Tenant, id: &[u8]) -> Result<(), StoreError> {
        if let Some(one) = self.state().passkeys.get_mut(&(tenant.clone(), id.to_vec())) {
            one.doubted = true;
        }
        Ok(())
    }

    async fn remove_passkey(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: &[u8],
        needed: bool,
        but: Option<[u8; 32]>,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let key = (tenant.clone(), id.to_vec());
        let own =
            |(of, one): (&(Tenant, Vec<u8>), &Passkey)| of.0 == *tenant && one.account == account;
        if state.passkeys.get(&key).is_none_or(|one| one.account != account) {
            return Ok(false);
        }
        let last = state.passkeys.iter().filter(|one| own(*one)).count() == 1
            && !state.factors.contains_key(&(tenant.clone(), account));
        if needed && last {
            return Ok(false);
        }
        state.passkeys.remove(&key);
        drop(state);
        self.end(tenant, account, but);
        Ok(true)
    }

    async fn begin_ceremony(
        &self,
        tenant: &Tenant,
        ceremony: &Ceremony,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut state = self.state();
        state.ceremonies.retain(|(of, _), one| of != tenant || one.ends_at > now);
        state.ceremonies.insert((tenant.clone(), ceremony.binder), ceremony.clone());
        Ok(())
    }

    async fn take_ceremony(
        &self,
        tenant: &Tenant,
        binder: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<Value>, StoreError> {
        let taken = self.state().ceremonies.remove(&(tenant.clone(), *binder));
        Ok(taken.filter(|one| one.ends_at > now).map(|one| one.state))
    }
}
