//! Credentials in memory.

use async_trait::async_trait;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Memory, State};
use crate::{
    credential::{Attempt, Credentials, Device, Enrolment, Factor, Lifetime},
    event::Tenant,
    people::{Change, People},
    ports::{Account, Act, Session, StoreError, Written},
};

impl Memory {
    fn change(&self, tenant: &Tenant, account: Uuid, change: impl FnOnce(&mut Account)) {
        let mut state = self.state();
        if let Some(account) = state.accounts.get_mut(&(tenant.clone(), account)) {
            change(account);
        }
    }

    /// Ends the sessions of an account but for one; gives how many.
    pub(super) fn end(&self, tenant: &Tenant, account: Uuid, but: Option<[u8; 32]>) -> u64 {
        let mut ended = 0;
        self.state().sessions.retain(|(of, token), session| {
            let stays = of != tenant || session.account != account || Some(*token) == but;
            ended += u64::from(!stays);
            stays
        });
        ended
    }
}

#[async_trait]
impl People for Memory {
    async fn append_with(&self, act: Act, changes: &[Change]) -> Result<Written, StoreError> {
        let (tenant, at) = (act.tenant.clone(), act.at);
        let written = {
            let mut state = self.state();
            let key = act.idempotency.as_ref().map(|key| (tenant.clone(), key.key.clone()));
            let repeated = key.is_some_and(|key| state.keys.contains_key(&key));
            for change in changes.iter().filter(|_| !repeated) {
                if let Change::Add(account) = change {
                    state.unused(&tenant, account)?;
                }
            }
            let written = state.append(act)?;
            if written == Written::Now {
                state.change((&tenant, at), changes);
                for change in changes {
                    if let Change::Erased { texts, .. } = change {
                        for text in texts {
                            state.forget(&tenant, text);
                        }
                    }
                }
            }
            written
        };
        if written == Written::Now {
            for change in changes {
                self.end(&tenant, change.account(), None);
            }
        }
        Ok(written)
    }
}

impl State {
    /// Every second factor of an account, with its recovery codes, is gone.
    fn lose_factors(&mut self, tenant: &Tenant, account: Uuid) {
        self.recovery.retain(|(of, who, _)| of != tenant || *who != account);
        self.factors.remove(&(tenant.clone(), account));
        self.passkeys.retain(|(of, _), one| of != tenant || one.account != account);
        self.drop_tokens(tenant, account);
    }

    /// How long an account is used; one of which nothing is known counts from an instant on.
    pub(super) fn lifetime(
        &mut self,
        tenant: &Tenant,
        account: Uuid,
        at: Timestamp,
    ) -> &mut Lifetime {
        let new = Lifetime {
            account,
            counted_from: at,
            used_at: None,
            ends_on: None,
            password_since: None,
        };
        self.lifetimes.entry((tenant.clone(), account)).or_insert(new)
    }

    /// What a change says of how long an account is used.
    fn lasts(&mut self, (tenant, at): (&Tenant, Timestamp), change: &Change) {
        match change {
            Change::Ends { account, on } => self.lifetime(tenant, *account, at).ends_on = *on,
            Change::Closed { account, closed: false } => {
                let own = self.lifetime(tenant, *account, at);
                *own = Lifetime { counted_from: at, ends_on: None, ..*own };
            }
            Change::Erased { account, .. } => {
                self.lifetimes.remove(&(tenant.clone(), *account));
            }
            Change::Add(_)
            | Change::Roles { .. }
            | Change::Closed { closed: true, .. }
            | Change::Left { .. }
            | Change::DropFactors(_) => {}
            Change::Password { account, .. } => {
                self.lifetime(tenant, *account, at).password_since = Some(at);
            }
        }
    }

    fn change(&mut self, (tenant, at): (&Tenant, Timestamp), changes: &[Change]) {
        for change in changes {
            self.lasts((tenant, at), change);
            let place = (tenant.clone(), change.account());
            if let Change::Add(account) = change {
                self.accounts.insert(place, account.clone());
                continue;
            }
            if matches!(change, Change::DropFactors(_) | Change::Erased { .. }) {
                self.lose_factors(tenant, change.account());
            }
            if matches!(
                change,
                Change::Closed { .. } | Change::Left { .. } | Change::Password { .. }
            ) {
                self.drop_tokens(tenant, change.account());
            }
            let Some(account) = self.accounts.get_mut(&place) else { continue };
            match change {
                Change::Roles { roles, .. } => account.roles.clone_from(roles),
                Change::Closed { closed, .. } => account.password = account.hash_when(*closed),
                Change::Left { roles, .. } => {
                    account.roles.clone_from(roles);
                    account.organisation = None;
                    account.password = account.hash_when(true);
                }
                Change::Erased { .. } => {
                    self.post.forget(&place);
                    self.devices.retain(|(of, (who, _)), _| of != tenant || *who != place.1);
                    self.views.retain(|(of, _), view| of != tenant || view.account != place.1);
                    account.login.clear();
                    Account::ERASED.clone_into(&mut account.name);
                    "!".clone_into(&mut account.password);
                    account.roles.clear();
                }
                Change::Password { hash, .. } => account.password.clone_from(hash),
                Change::Add(_) | Change::DropFactors(_) | Change::Ends { .. } => {}
            }
        }
    }
}

#[async_trait]
impl Credentials for Memory {
    async fn sessions_of(
        &self,
        tenant: &Tenant,
        account: Uuid,
    ) -> Result<Vec<Session>, StoreError> {
        let state = self.state();
        let own =
            state.sessions.iter().filter(|((of, _), one)| of == tenant && one.account == account);
        let mut own: Vec<Session> = own.map(|(_, session)| session.clone()).collect();
        own.sort_by_key(|session| (std::cmp::Reverse(session.seen_at), session.id));
        Ok(own)
    }

    async fn renew_session(
        &self,
        tenant: &Tenant,
        old: &[u8; 32],
        session: &Session,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let is_there = state.sessions.remove(&(tenant.clone(), *old)).is_some();
        if is_there {
            state.sessions.insert((tenant.clone(), session.token), session.clone());
        }
        Ok(is_there)
    }

    async fn close_sessions_of(
        &self,
        tenant: &Tenant,
        account: Uuid,
        but: Option<[u8; 32]>,
    ) -> Result<u64, StoreError> {
        Ok(self.end(tenant, account, but))
    }

    async fn set_password(
        &self,
        tenant: &Tenant,
        account: Uuid,
        (hash, at): (&str, Timestamp),
        but: Option<[u8; 32]>,
    ) -> Result<(), StoreError> {
        self.state().lifetime(tenant, account, at).password_since = Some(at);
        self.change(tenant, account, |account| hash.clone_into(&mut account.password));
        self.state().drop_tokens(tenant, account);
        self.end(tenant, account, but);
        Ok(())
    }

    async fn set_roles(
        &self,
        tenant: &Tenant,
        account: Uuid,
        roles: &[String],
    ) -> Result<(), StoreError> {
        self.change(tenant, account, |account| account.roles = roles.to_vec());
        self.end(tenant, account, None);
        Ok(())
    }

    async fn offered(&self, tenant: &Tenant, session: Uuid) -> Result<[u8; 32], StoreError> {
        // What is in memory is nowhere else.
        Ok(Sha256::digest(format!("{}\n{session}", tenant.0)).into())
    }

    async fn factor(&self, tenant: &Tenant, account: Uuid) -> Result<Option<Factor>, StoreError> {
        Ok(self.state().factors.get(&(tenant.clone(), account)).cloned())
    }

    async fn put_factor(
        &self,
        tenant: &Tenant,
        account: Uuid,
        enrolment: &Enrolment,
        but: Option<[u8; 32]>,
    ) -> Result<(), StoreError> {
        self.drop_codes(tenant, account);
        let mut state = self.state();
        state.factors.insert((tenant.clone(), account), enrolment.factor.clone());
        for digest in &enrolment.recovery {
            state.recovery.insert((tenant.clone(), account, *digest));
        }
        drop(state);
        self.end(tenant, account, but);
        Ok(())
    }

    async fn drop_factors(&self, tenant: &Tenant, account: Uuid) -> Result<(), StoreError> {
        self.state().lose_factors(tenant, account);
        self.end(tenant, account, None);
        Ok(())
    }

    async fn use_step(
        &self,
        tenant: &Tenant,
        account: Uuid,
        step: u64,
    ) -> Result<bool, StoreError> {
        let mut state = self.state();
        let factor = state.factors.get_mut(&(tenant.clone(), account));
        let Some(factor) = factor.filter(|factor| factor.used < step) else { return Ok(false) };
        factor.used = step;
        Ok(true)
    }

    async fn use_recovery(
        &self,
        tenant: &Tenant,
        account: Uuid,
        digest: &[u8; 32],
    ) -> Result<bool, StoreError> {
        Ok(self.state().recovery.remove(&(tenant.clone(), account, *digest)))
    }

    async fn recovery_left(&self, tenant: &Tenant, account: Uuid) -> Result<u64, StoreError> {
        let state = self.state();
        let own = state.recovery.iter().filter(|(of, who, _)| of == tenant && *who == account);
        Ok(u64::try_from(own.count()).unwrap_or(u64::MAX))
    }

    async fn attempt(&self, tenant: &Tenant, attempt: &Attempt) -> Result<u64, StoreError> {
        let mut state = self.state();
        let (number, at) = state
            .attempts
            .get(&(tenant.clone(), attempt.who))
            .filter(|(_, at)| *at > attempt.since)
            .map_or((1, attempt.at), |(number, at)| {
                let over = *number >= attempt.most;
                (
                    attempt.most.saturating_add(1).min(number + 1),
                    if over { *at } else { attempt.at },
                )
            });
        state.attempts.insert((tenant.clone(), attempt.who), (number, at));
        Ok(number)
    }

    async fn lifetimes(&self, tenant: &Tenant) -> Result<Vec<Lifetime>, StoreError> {
        let state = self.state();
        let own = state.lifetimes.iter().filter(|((of, _), _)| of == tenant);
        Ok(own.map(|(_, one)| *one).collect())
    }

    async fn lifetime(
        &self,
        tenant: &Tenant,
        account: Uuid,
    ) -> Result<Option<Lifetime>, StoreError> {
        Ok(self.state().lifetimes.get(&(tenant.clone(), account)).copied())
    }

    async fn count_from(
        &self,
        tenant: &Tenant,
        account: Uuid,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.state().lifetime(tenant, account, at);
        Ok(())
    }

    async fn uses_device(
        &self,
        tenant: &Tenant,
        account: Uuid,
        device: &Device,
    ) -> Result<bool, StoreError> {
        let Device { digest, at, stale } = *device;
        let mut state = self.state();
        let own = |of: &Tenant, who: &Uuid| of == tenant && *who == account;
        let all = state.devices.iter().filter(|((of, (who, _)), _)| own(of, who));
        let last = all.map(|(_, used)| *used).max();
        state
            .devices
            .retain(|(of, (who, _)), used| !own(of, who) || *used >= stale || Some(*used) == last);
        let known = state.devices.insert((tenant.clone(), (account, digest)), at).is_some();
        Ok(!known && last.is_some())
    }

    async fn forget_attempts(&self, tenant: &Tenant, who: &[u8; 32]) -> Result<(), StoreError> {
        self.state().attempts.remove(&(tenant.clone(), *who));
        Ok(())
    }
}

impl Memory {
    fn drop_codes(&self, tenant: &Tenant, account: Uuid) {
        self.state().recovery.retain(|(of, who, _)| of != tenant || *who != account);
    }
}
