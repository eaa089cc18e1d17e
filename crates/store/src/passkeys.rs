//! Passkeys and ceremonies.

use async_trait::async_trait;
use guohe_cases::event::Tenant;
use guohe_cases::passkey::{Ceremony, Passkey, Passkeys};
use guohe_cases::ports::StoreError;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::Database;
use crate::credentials::end;
use crate::engine::args;
use crate::rows::passkeys::{CeremonyRow, PasskeyRow};
use crate::rows::{CountRow, Place};
use crate::sql::passkeys as sql;

#[async_trait]
impl Passkeys for Database {
    async fn passkeys(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<Passkey>, StoreError> {
        let values = args![tenant, account];
        let found: Vec<PasskeyRow> = self.engine.rows(sql::PASSKEYS, values).await?;
        found.into_iter().map(Passkey::try_from).collect()
    }

    async fn add_passkey(
        &self,
        tenant: &Tenant,
        passkey: &Passkey,
        but: Option<[u8; 32]>,
    ) -> Result<bool, StoreError> {
        let place = Place::new("passkey", &passkey.account);
        let values = args![
            tenant,
            passkey.id.clone(),
            passkey.account,
            place.text("name", &passkey.name)?,
            place.json("key", &passkey.key)?,
            place.stored("counter", passkey.counter)?,
            passkey.alone,
            passkey.doubted,
            passkey.since,
            passkey.used_at,
        ];
        let mut tx = self.engine.begin().await?;
        let added = tx.execute(sql::ADD_PASSKEY, values).await? == 1;
        if added {
            end(&mut tx, tenant, passkey.account, but).await?;
        }
        tx.commit().await?;
        Ok(added)
    }

    async fn change_passkey(
        &self,
        tenant: &Tenant,
        account: Uuid,
        id: &[u8],
        name: &str,
        alone: bool,
    ) -> Result<bool, StoreError> {
        let name = Place::new("passkey", &account).text("name", name)?;
        let values = args![tenant, account, id.to_vec(), name, alone];
        Ok(self.engine.execute(sql::CHANGE_PASSKEY, values).await? == 1)
    }

    async fn use_passkey(
        &self,
        tenant: &Tenant,
        id: &[u8],
        counter: u64,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let place = Place::new("passkey", &at);
        let counter = place.stored("counter", counter)?;
        let values = args![tenant, id.to_vec(), counter, at, false];
        Ok(self.engine.execute(sql::USE_PASSKEY, values).await? == 1)
    }

    async fn doubt_passkey(&self, tenant: &Tenant, id: &[u8]) -> Result<(), StoreError> {
        let values = args![tenant, id.to_vec(), true];
        self.engine.execute(sql::DOUBT_PASSKEY, values).await?;
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
        let place = Place::new("passkey", &account);
        let mut tx = self.engine.begin().await?;
        tx.execute(sql::HOLD_ACCOUNT, args![tenant, account]).await?;
        let values = args![tenant, account, id.to_vec()];
        let beside: Option<CountRow> = tx.row(sql::FACTORS_BESIDE, values).await?;
        let beside = place.count("id", beside.map_or(0, |row| row.number))?;
        if needed && beside == 0 {
            return Ok(false);
        }
        let values = args![tenant, account, id.to_vec()];
        let removed = tx.execute(sql::REMOVE_PASSKEY, values).await? == 1;
        if removed {
            end(&mut tx, tenant, account, but).await?;
        }
        tx.commit().await?;
        Ok(removed)
    }

    async fn begin_ceremony(
        &self,
        tenant: &Tenant,
        ceremony: &Ceremony,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let state = Place::new("ceremony", &ceremony.ends_at).json("state", &ceremony.state)?;
        let mut tx = self.engine.begin().await?;
        tx.execute(sql::FORGET_CEREMONIES, args![tenant, now]).await?;
        let values = args![tenant, ceremony.binder, state, ceremony.ends_at];
        tx.execute(sql::BEGIN_CEREMONY, values).await?;
        tx.commit().await
    }

    async fn take_ceremony(
        &self,
        tenant: &Tenant,
        binder: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<Value>, StoreError> {
        let mut tx = self.engine.begin().await?;
        let values = args![tenant, *binder];
        let taken: Option<CeremonyRow> = tx.row(sql::TAKE_CEREMONY, values).await?;
        tx.commit().await?;
        let Some(row) = taken else { return Ok(None) };
        let place = Place::new("ceremony", &now);
        let in_time = place.instant("ends_at", row.ends_at)? > now;
        let state = place.read_json("state", row.state)?;
        Ok(in_time.then_some(state))
    }
}
