//! Linked logins, and the secrets by which providers know the installation.

use async_trait::async_trait;
use guohe_cases::event::Tenant;
use guohe_cases::linked::{Link, Links, SignOut};
use guohe_cases::ports::StoreError;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::Database;
use crate::credentials::end;
use crate::engine::args;
use crate::rows::Place;
use crate::rows::linked::{LinkRow, SecretRow};
use crate::safe::Whose;
use crate::sql::{linked as sql, passkeys};

#[async_trait]
impl Links for Database {
    async fn links(&self, tenant: &Tenant, account: Uuid) -> Result<Vec<Link>, StoreError> {
        let values = args![tenant, account];
        let found: Vec<LinkRow> = self.engine.rows(sql::LINKS, values).await?;
        found.into_iter().map(Link::try_from).collect()
    }

    async fn linked(
        &self,
        tenant: &Tenant,
        provider: &str,
        subject: &str,
    ) -> Result<Option<Link>, StoreError> {
        let place = Place::new("linked_login", &provider);
        let values =
            args![tenant, place.text("provider", provider)?, place.text("subject", subject)?,];
        let found: Option<LinkRow> = self.engine.row(sql::LINKED, values).await?;
        found.map(Link::try_from).transpose()
    }

    async fn link(
        &self,
        tenant: &Tenant,
        link: &Link,
        but: Option<[u8; 32]>,
    ) -> Result<bool, StoreError> {
        let place = Place::new("linked_login", &link.account);
        let values = args![
            tenant,
            place.text("provider", &link.provider)?,
            place.text("subject", &link.subject)?,
            link.account,
            link.since,
            link.used_at,
        ];
        let mut tx = self.engine.begin().await?;
        let linked = tx.execute(sql::LINK, values).await? == 1;
        if linked {
            end(&mut tx, tenant, link.account, but).await?;
        }
        tx.commit().await?;
        Ok(linked)
    }

    async fn use_link(
        &self,
        tenant: &Tenant,
        link: &Link,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let place = Place::new("linked_login", &link.account);
        let values = args![
            tenant,
            place.text("provider", &link.provider)?,
            place.text("subject", &link.subject)?,
            link.account,
            at,
        ];
        Ok(self.engine.execute(sql::USE_LINK, values).await? == 1)
    }

    async fn unlink(
        &self,
        tenant: &Tenant,
        account: Uuid,
        provider: &str,
        but: Option<[u8; 32]>,
    ) -> Result<bool, StoreError> {
        let provider = Place::new("linked_login", &account).text("provider", provider)?;
        let mut tx = self.engine.begin().await?;
        let values = args![tenant, account, provider];
        let gone = tx.execute(sql::UNLINK, values).await? == 1;
        if gone {
            end(&mut tx, tenant, account, but).await?;
        }
        tx.commit().await?;
        Ok(gone)
    }

    async fn sign_out(
        &self,
        tenant: &Tenant,
        said: &SignOut<'_>,
        now: Timestamp,
    ) -> Result<Option<u64>, StoreError> {
        let place = Place::new("linked_login", &said.provider);
        let nothing = Place::new("ceremony", &said.until).json("state", &json!({}))?;
        let values = args![
            tenant,
            place.text("provider", said.provider)?,
            place.text("subject", said.subject)?
        ];
        let mut tx = self.engine.begin().await?;
        tx.execute(passkeys::FORGET_CEREMONIES, args![tenant, now]).await?;
        let heard = args![tenant, said.heard, nothing, said.until];
        if tx.execute(sql::HEAR, heard).await? == 0 {
            return Ok(None);
        }
        let ended = tx.execute(sql::SIGN_OUT, values).await?;
        tx.commit().await?;
        Ok(Some(ended))
    }

    async fn provider_secret(
        &self,
        tenant: &Tenant,
        provider: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let name = Place::new("provider_secret", &provider).text("provider", provider)?;
        let values = args![tenant, name];
        let found: Option<SecretRow> = self.engine.row(sql::PROVIDER_SECRET, values).await?;
        let whose = Whose::Provider(&tenant.0, provider);
        found.map(|row| self.unsealed(row.secret, whose)).transpose()
    }

    async fn set_provider_secret(
        &self,
        tenant: &Tenant,
        provider: &str,
        secret: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let name = Place::new("provider_secret", &provider).text("provider", provider)?;
        match secret {
            Some(secret) => {
                let values =
                    args![tenant, name, self.sealed(secret, Whose::Provider(&tenant.0, provider))?];
                self.engine.execute(sql::PUT_PROVIDER_SECRET, values).await?;
            }
            None => {
                self.engine.execute(sql::DROP_PROVIDER_SECRET, args![tenant, name]).await?;
            }
        }
        Ok(())
    }
}
