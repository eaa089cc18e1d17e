//! Second factors, attempts to sign in and the sessions of an account.

use async_trait::async_trait;
use guohe_cases::{
    credential::{Attempt, Credentials, Device, Enrolment, Factor, Lifetime},
    event::Tenant,
    ports::{Session, StoreError},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::Database;
use crate::engine::{Tx, args};
use crate::people::{session_values, set_roles};
use crate::rows::lifetimes::LifetimeRow;
use crate::rows::{CountRow, FactorRow, Place, SessionRow};
use crate::safe::Whose;
use crate::sql;
use crate::tokens;

/// Takes every second factor of an account away, with its recovery codes and the tokens that were made by them.
pub(crate) async fn drop_factors(
    tx: &mut Tx,
    tenant: &Tenant,
    account: Uuid,
) -> Result<(), StoreError> {
    tx.execute(sql::DROP_FACTOR, args![tenant, account]).await?;
    tx.execute(sql::passkeys::REMOVE_PASSKEYS, args![tenant, account]).await?;
    tokens::drop_all(tx, tenant, account).await?;
    Ok(())
}

/// Puts another hash in the place of that of a password; the tokens of programs go with it.
pub(crate) async fn change_password(
    tx: &mut Tx,
    tenant: &Tenant,
    account: Uuid,
    (hash, at): (&str, Timestamp),
) -> Result<(), StoreError> {
    let hash = Place::new("account", &account).text("password", hash)?;
    tx.execute(sql::SET_PASSWORD, args![tenant, account, hash]).await?;
    tx.execute(sql::lifetimes::PASSWORD_CHOSEN, args![tenant, account, at]).await?;
    tokens::drop_all(tx, tenant, account).await?;
    Ok(())
}

/// Ends the sessions of an account but for one.
pub(crate) async fn end(
    tx: &mut Tx,
    tenant: &Tenant,
    account: Uuid,
    but: Option<[u8; 32]>,
) -> Result<u64, StoreError> {
    // No digest is all zeros, so that nothing is spared by it.
    let values = args![tenant, account, but.unwrap_or_default()];
    tx.execute(sql::CLOSE_SESSIONS_OF, values).await
}

#[async_trait]
impl Credentials for Database {
    async fn sessions_of(
        &self,
        tenant: &Tenant,
        account: Uuid,
    ) -> Result<Vec<Session>, StoreError> {
        let values = args![tenant, account];
        let found: Vec<SessionRow> = self.engine.rows(sql::SESSIONS_OF, values).await?;
        found.into_iter().map(Session::try_from).collect()
    }

    async fn renew_session(
        &self,
        tenant: &Tenant,
        old: &[u8; 32],
        session: &Session,
    ) -> Result<bool, StoreError> {
        let mut tx = self.engine.begin().await?;
        // Of an end and a renewal at once one finds the row gone; what was ended does not come back by the other.
        if tx.execute(sql::CLOSE_SESSION, args![tenant, *old]).await? == 0 {
            return Ok(false);
        }
        tx.execute(sql::OPEN_SESSION, session_values(tenant, session)?).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn close_sessions_of(
        &self,
        tenant: &Tenant,
        account: Uuid,
        but: Option<[u8; 32]>,
    ) -> Result<u64, StoreError> {
        let mut tx = self.engine.begin().await?;
        let ended = end(&mut tx, tenant, account, but).await?;
        tx.commit().await?;
        Ok(ended)
    }

    async fn set_password(
        &self,
        tenant: &Tenant,
        account: Uuid,
        chosen: (&str, Timestamp),
        but: Option<[u8; 32]>,
    ) -> Result<(), StoreError> {
        let mut tx = self.engine.begin().await?;
        change_password(&mut tx, tenant, account, chosen).await?;
        end(&mut tx, tenant, account, but).await?;
        tx.commit().await
    }

    async fn set_roles(
        &self,
        tenant: &Tenant,
        account: Uuid,
        roles: &[String],
    ) -> Result<(), StoreError> {
        let mut tx = self.engine.begin().await?;
        set_roles(&mut tx, tenant, account, roles).await?;
        end(&mut tx, tenant, account, None).await?;
        tx.commit().await
    }

    async fn offered(&self, tenant: &Tenant, session: Uuid) -> Result<[u8; 32], StoreError> {
        let text = format!("{}\n{session}", tenant.0);
        self.kept_apart(b"authenticators are offered by this", text.as_bytes())
    }

    async fn factor(&self, tenant: &Tenant, account: Uuid) -> Result<Option<Factor>, StoreError> {
        let values = args![tenant, account];
        let found: Option<FactorRow> = self.engine.row(sql::FACTOR, values).await?;
        let Some(mut row) = found else { return Ok(None) };
        row.secret = self.unsealed(row.secret, Whose::Account(&tenant.0, account))?;
        row.factor(account).map(Some)
    }

    async fn put_factor(
        &self,
        tenant: &Tenant,
        account: Uuid,
        enrolment: &Enrolment,
        but: Option<[u8; 32]>,
    ) -> Result<(), StoreError> {
        let Enrolment { factor, recovery } = enrolment;
        let used = Place::new("factor", &account).stored("used", factor.used)?;
        let secret = self.sealed(&factor.secret, Whose::Account(&tenant.0, account))?;
        let mut tx = self.engine.begin().await?;
        // Its recovery codes go with it.
        tx.execute(sql::DROP_FACTOR, args![tenant, account]).await?;
        let values = args![tenant, account, secret, factor.since, used];
        tx.execute(sql::PUT_FACTOR, values).await?;
        for digest in recovery {
            tx.execute(sql::ADD_RECOVERY_CODE, args![tenant, account, *digest]).await?;
        }
        end(&mut tx, tenant, account, but).await?;
        tx.commit().await
    }

    async fn drop_factors(&self, tenant: &Tenant, account: Uuid) -> Result<(), StoreError> {
        let mut tx = self.engine.begin().await?;
        drop_factors(&mut tx, tenant, account).await?;
        end(&mut tx, tenant, account, None).await?;
        tx.commit().await
    }

    async fn use_step(
        &self,
        tenant: &Tenant,
        account: Uuid,
        step: u64,
    ) -> Result<bool, StoreError> {
        let step = Place::new("factor", &account).stored("used", step)?;
        let values = args![tenant, account, step];
        Ok(self.engine.execute(sql::USE_STEP, values).await? == 1)
    }

    async fn use_recovery(
        &self,
        tenant: &Tenant,
        account: Uuid,
        digest: &[u8; 32],
    ) -> Result<bool, StoreError> {
        let values = args![tenant, account, *digest];
        Ok(self.engine.execute(sql::USE_RECOVERY_CODE, values).await? == 1)
    }

    async fn recovery_left(&self, tenant: &Tenant, account: Uuid) -> Result<u64, StoreError> {
        let values = args![tenant, account];
        let left: Option<CountRow> = self.engine.row(sql::RECOVERY_CODES_LEFT, values).await?;
        Place::new("recovery_code", &account).count("digest", left.map_or(0, |row| row.number))
    }

    async fn attempt(&self, tenant: &Tenant, attempt: &Attempt) -> Result<u64, StoreError> {
        let Attempt { who, at, since, most } = *attempt;
        let place = Place::new("attempt", &at);
        let mut tx = self.engine.begin().await?;
        tx.execute(sql::FORGET_OLD_ATTEMPTS, args![tenant, since]).await?;
        let values = args![tenant, who, at, since, place.stored("number", most)?];
        let found: Option<CountRow> = tx.row(sql::ATTEMPT, values).await?;
        tx.commit().await?;
        place.count("number", found.map_or(0, |row| row.number))
    }

    async fn lifetimes(&self, tenant: &Tenant) -> Result<Vec<Lifetime>, StoreError> {
        let values = args![tenant];
        let found: Vec<LifetimeRow> = self.engine.rows(sql::lifetimes::LIFETIMES, values).await?;
        found.into_iter().map(Lifetime::try_from).collect()
    }

    async fn lifetime(
        &self,
        tenant: &Tenant,
        account: Uuid,
    ) -> Result<Option<Lifetime>, StoreError> {
        let values = args![tenant, account];
        let found: Option<LifetimeRow> = self.engine.row(sql::lifetimes::LIFETIME, values).await?;
        found.map(Lifetime::try_from).transpose()
    }

    async fn count_from(
        &self,
        tenant: &Tenant,
        account: Uuid,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine.execute(sql::lifetimes::COUNT_FROM, args![tenant, account, at]).await?;
        Ok(())
    }

    async fn uses_device(
        &self,
        tenant: &Tenant,
        account: Uuid,
        device: &Device,
    ) -> Result<bool, StoreError> {
        let Device { digest, at, stale } = *device;
        let mut tx = self.engine.begin().await?;
        tx.execute(sql::devices::FORGET_STALE_DEVICES, args![tenant, account, stale]).await?;
        let seen = args![tenant, account, digest, at];
        if tx.execute(sql::devices::USE_DEVICE, seen).await? > 0 {
            tx.commit().await?;
            return Ok(false);
        }
        let values = args![tenant, account];
        let known: Option<CountRow> = tx.row(sql::devices::DEVICES_KNOWN, values).await?;
        let values = args![tenant, account, digest, at];
        let added = tx.execute(sql::devices::ADD_DEVICE, values).await?;
        tx.commit().await?;
        Ok(added == 1 && known.is_some_and(|row| row.number > 0))
    }

    async fn forget_attempts(&self, tenant: &Tenant, who: &[u8; 32]) -> Result<(), StoreError> {
        self.engine.execute(sql::FORGET_ATTEMPTS, args![tenant, *who]).await?;
        Ok(())
    }
}
