//! Credentials in memory.

use async_trait::async_trait;
use uuid::Uuid;

use super::{Memory, State};
use crate::{
    credential::{Attempt, Change, Credentials, Enrolment, Factor},
    event::Tenant,
    ports::{Account, Act, Session, StoreError, Written},
};

/// What an act does to the row of an account.
type Edit = Box<dyn FnOnce(&mut Account)>;

impl State {
    fn changed(&mut self, tenant: &Tenant, change: Change) {
        let (account, change): (Uuid, Edit) = match change {
            Change::Add(account) => {
                self.accounts.insert((tenant.clone(), account.id), account);
                return;
            }
            Change::Password { account, hash } => {
                (account, Box::new(move |account| account.password = hash))
            }
            Change::Roles { account, roles } => {
                (account, Box::new(move |account| account.roles = roles))
            }
            Change::DropFactor { account } => {
                self.factors.remove(&(tenant.clone(), account));
                self.recovery.retain(|(of, who, _)| of != tenant || *who != account);
                (account, Box::new(|_| ()))
            }
        };
        if let Some(account) = self.accounts.get_mut(&(tenant.clone(), account)) {
            change(account);
        }
        self.sessions.retain(|(of, _), session| of != tenant || session.account != account);
    }
}

impl Memory {
    fn change(&self, tenant: &Tenant, account: Uuid, change: impl FnOnce(&mut Account)) {
        let mut state = self.state();
        if let Some(account) = state.accounts.get_mut(&(tenant.clone(), account)) {
            change(account);
        }
    }

    /// Ends the sessions of an account but for one; gives how many.
    fn end(&self, tenant: &Tenant, account: Uuid, but: Option<[u8; 32]>) -> u64 {
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
impl Credentials for Memory {
    async fn append_with(&self, act: Act, change: Option<Change>) -> Result<Written, StoreError> {
        let tenant = act.tenant.clone();
        let mut state = self.state();
        if let Some(Change::Add(account)) = &change {
            state.login_is_free(&tenant, &account.login)?;
        }
        let written = state.act(act)?;
        if written == Written::Now
            && let Some(change) = change
        {
            state.changed(&tenant, change);
        }
        Ok(written)
    }

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
    ) -> Result<(), StoreError> {
        let mut state = self.state();
        state.sessions.remove(&(tenant.clone(), *old));
        state.sessions.insert((tenant.clone(), session.token), session.clone());
        Ok(())
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
        hash: &str,
        but: Option<[u8; 32]>,
    ) -> Result<(), StoreError> {
        self.change(tenant, account, |account| hash.clone_into(&mut account.password));
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

    async fn drop_factor(&self, tenant: &Tenant, account: Uuid) -> Result<(), StoreError> {
        self.drop_codes(tenant, account);
        self.state().factors.remove(&(tenant.clone(), account));
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
