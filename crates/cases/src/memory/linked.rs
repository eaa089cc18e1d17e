//! Linked logins in memory.

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::Memory;
use crate::{
    event::Tenant,
    linked::{Link, Links, SignOut},
    passkey::Ceremony,
    ports::StoreError,
};

#[async_trait]
impl Links for Memory {
    async fn links(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<Link>, StoreError> {
        let state = self.state();
        let own =
            state.links.iter().filter(|((of, _), one)| of == tenant && one.account == account);
        Ok(own.map(|(_, link)| link.clone()).collect())
    }

    async fn linked(
        &self,
        tenant: &Tenant,
        provider: &str,
        subject: &str,
    ) -> Result<Option<Link>, StoreError> {
        let key = (tenant.clone(), (provider.to_owned(), subject.to_owned()));
        Ok(self.state().links.get(&key).cloned())
    }

    async fn link(
        &self,
        tenant: &Tenant,
        link: &Link,
        but: Option<[u8; 32]>,
    ) -> Result<bool, StoreError> {
        let key = (tenant.clone(), (link.provider.clone(), link.subject.clone()));
        let mut state = self.state();
        let of_account = |((of, _), one): (&(Tenant, _), &Link)| {
            of == tenant && (one.account, &one.provider) == (link.account, &link.provider)
        };
        if state.links.contains_key(&key) || state.links.iter().any(of_account) {
            return Ok(false);
        }
        state.links.insert(key, link.clone());
        drop(state);
        self.end(tenant, link.account, but);
        Ok(true)
    }

    async fn use_link(
        &self,
        tenant: &Tenant,
        link: &Link,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let key = (tenant.clone(), (link.provider.clone(), link.subject.clone()));
        let mut state = self.state();
        let found = state.links.get_mut(&key).filter(|one| one.account == link.account);
        Ok(found.map(|one| one.used_at = at).is_some())
    }

    async fn unlink(
        &self,
        tenant: &Tenant,
        account: Uuid,
        provider: &str,
        but: Option<[u8; 32]>,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let before = state.links.len();
        state
            .links
            .retain(|(of, (at, _)), one| of != tenant || at != provider || one.account != account);
        let gone = state.links.len() < before;
        drop(state);
        if gone {
            self.end(tenant, account, but);
        }
        Ok(gone)
    }

    async fn sign_out(
        &self,
        tenant: &Tenant,
        said: &SignOut<'_>,
        now: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        let mut state = self.state();
        state.ceremonies.retain(|(of, _), one| of != tenant || one.ends_at > now);
        let heard = (tenant.clone(), said.heard);
        if state.ceremonies.contains_key(&heard) {
            return Ok(None);
        }
        let word = Ceremony { binder: said.heard, state: Value::Null, ends_at: said.until };
        state.ceremonies.insert(heard, word);
        let key = (tenant.clone(), (said.provider.to_owned(), said.subject.to_owned()));
        let Some(account) = state.links.get(&key).map(|link| link.account) else {
            return Ok(Some(0));
        };
        let before = state.sessions.len();
        state.sessions.retain(|(of, _), one| {
            of != tenant || one.account != account || one.provider != said.provider
        });
        Ok(Some((before - state.sessions.len()) as u64))
    }

    async fn provider_secret(
        &self,
        tenant: &Tenant,
        provider: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.state().secrets.get(&(tenant.clone(), provider.to_owned())).cloned())
    }

    async fn set_provider_secret(
        &self,
        tenant: &Tenant,
        provider: &str,
        secret: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let key = (tenant.clone(), provider.to_owned());
        let mut state = self.state();
        match secret {
            Some(secret) => drop(state.secrets.insert(key, secret.to_vec())),
            None => drop(state.secrets.remove(&key)),
        }
        Ok(())
    }
}
