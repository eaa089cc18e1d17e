//! The log and the lists over one database, whichever engine it runs on.

use std::sync::Arc;

use async_trait::async_trait;
use guohe_cases::event::{Event, StreamId, Tenant};
use guohe_cases::people::{Change, People};
use guohe_cases::personal::Subject;
use guohe_cases::ports::{
    Account, Act, Find, Head, OfficialText, Registered, Row, RowQuery, Session, Store, StoreError,
    Tail, Written,
};
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use crate::connect::{self, OpenError};
use crate::engine::Engine;
use crate::log::With;
use crate::notary::Notary;
use crate::safe::Safe;
use crate::{listing, log, official, people, registry, seal, settings};

/// An open database.
#[derive(Debug, Clone)]
pub struct Database {
    pub(crate) engine: Engine,
    notary: Option<Arc<Notary>>,
    safe: Option<Arc<Safe>>,
}

impl Database {
    /// Opens a data directory, made when there is none, or a server named by `postgres://…`, and brings
    /// its tables up to date.
    pub async fn connect(place: &str) -> Result<Self, OpenError> {
        Ok(Self { engine: connect::open(place).await?, notary: None, safe: None })
    }

    /// Opens one that is there and changes nothing of it: what writes fails, and tables that are not of this version
    /// are refused.
    ///
    /// # Errors
    /// There is none, or none that can be read so.
    pub async fn connect_to_read(place: &str) -> Result<Self, OpenError> {
        Ok(Self { engine: connect::open_to_read(place).await?, notary: None, safe: None })
    }

    /// The same with somebody who signs checkpoints.
    #[must_use]
    pub fn signed_by(self, notary: Notary) -> Self {
        Self { notary: Some(Arc::new(notary)), ..self }
    }

    /// The same with keys under which it seals the secrets that it is given from now on.
    #[must_use]
    pub fn kept_in(self, safe: Safe) -> Self {
        Self { safe: Some(Arc::new(safe)), ..self }
    }

    /// The keys that seal secrets, if there are any.
    pub fn safe(&self) -> Option<&Safe> {
        self.safe.as_deref()
    }

    /// Who signs, if anybody does.
    pub fn notary(&self) -> Option<&Notary> {
        self.notary.as_deref()
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Waits for what is under way and closes every connection.
    pub async fn close(&self) {
        self.engine.close().await;
    }
}

impl Database {
    /// Records an act, and signs a checkpoint at once where it freezes something.
    async fn recorded(&self, act: Act, with: With<'_>) -> Result<Written, StoreError> {
        let (tenant, at, freezes) = (act.tenant.clone(), act.at, act.freezes);
        let written = log::append(&self.engine, act, with).await?;
        if freezes
            && written == Written::Now
            && let Some(notary) = &self.notary
        {
            // The act is recorded whatever becomes of this; who seals every few minutes tries again and says why.
            drop(seal::seal(&self.engine, notary, &tenant, at).await);
        }
        Ok(written)
    }
}

#[async_trait]
impl People for Database {
    async fn append_with(&self, act: Act, changes: &[Change]) -> Result<Written, StoreError> {
        self.recorded(act, With { changes, safe: self.safe(), ..With::default() }).await
    }
}

#[async_trait]
impl Store for Database {
    async fn append(&self, act: Act) -> Result<Written, StoreError> {
        self.recorded(act, With::default()).await
    }

    async fn erase(&self, act: Act, erased: &[Subject]) -> Result<Written, StoreError> {
        self.recorded(act, With { erased, ..With::default() }).await
    }

    async fn stream(&self, tenant: &Tenant, stream: StreamId) -> Result<Vec<Event>, StoreError> {
        log::stream(&self.engine, tenant, stream).await
    }

    async fn tail(&self, tenant: &Tenant, stream: StreamId, from: u64) -> Result<Tail, StoreError> {
        log::tail(&self.engine, tenant, stream, from).await
    }

    async fn head(&self, tenant: &Tenant, stream: StreamId, seq: u64) -> Result<Head, StoreError> {
        log::head(&self.engine, tenant, stream, seq).await
    }

    async fn streams(&self, tenant: &Tenant) -> Result<Vec<StreamId>, StoreError> {
        log::streams(&self.engine, tenant).await
    }

    async fn row(&self, tenant: &Tenant, stream: StreamId) -> Result<Option<Row>, StoreError> {
        listing::one(&self.engine, tenant, stream).await
    }

    async fn rows(&self, tenant: &Tenant, query: &RowQuery) -> Result<Vec<Row>, StoreError> {
        listing::page(&self.engine, tenant, query).await
    }

    async fn replace_row(&self, tenant: &Tenant, row: &Row) -> Result<(), StoreError> {
        listing::replace(&self.engine, tenant, row).await
    }

    async fn registered(
        &self,
        tenant: &Tenant,
        find: &Find,
    ) -> Result<Vec<Registered>, StoreError> {
        registry::find(&self.engine, tenant, find).await
    }

    async fn replace_registered(
        &self,
        tenant: &Tenant,
        stream: StreamId,
        rows: &[Registered],
    ) -> Result<(), StoreError> {
        registry::replace(&self.engine, tenant, stream, rows).await
    }

    async fn next_number(&self, tenant: &Tenant, counter: &str) -> Result<u64, StoreError> {
        settings::next_number(&self.engine, tenant, counter).await
    }

    async fn add_account(&self, tenant: &Tenant, account: &Account) -> Result<(), StoreError> {
        people::add(self, tenant, account).await
    }

    async fn account_by_login(
        &self,
        tenant: &Tenant,
        login: &str,
    ) -> Result<Option<Account>, StoreError> {
        people::by_login(self, tenant, login).await
    }

    async fn account(&self, tenant: &Tenant, id: Uuid) -> Result<Option<Account>, StoreError> {
        people::by_id(&self.engine, tenant, id).await
    }

    async fn accounts(&self, tenant: &Tenant) -> Result<Vec<Account>, StoreError> {
        people::all(&self.engine, tenant).await
    }

    async fn open_session(&self, tenant: &Tenant, session: &Session) -> Result<(), StoreError> {
        people::open(&self.engine, tenant, session).await
    }

    async fn session(
        &self,
        tenant: &Tenant,
        token: &[u8; 32],
    ) -> Result<Option<Session>, StoreError> {
        people::session(&self.engine, tenant, token).await
    }

    async fn account_of_session(
        &self,
        tenant: &Tenant,
        token: &[u8; 32],
    ) -> Result<Option<Account>, StoreError> {
        people::by_session(&self.engine, tenant, token).await
    }

    async fn touch_session(
        &self,
        tenant: &Tenant,
        token: &[u8; 32],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        people::touch(&self.engine, tenant, token, at).await
    }

    async fn close_session(&self, tenant: &Tenant, token: &[u8; 32]) -> Result<(), StoreError> {
        people::close(&self.engine, tenant, token).await
    }

    async fn setting(&self, tenant: &Tenant, key: &str) -> Result<Option<Value>, StoreError> {
        settings::get(&self.engine, tenant, key).await
    }

    async fn set_setting(
        &self,
        tenant: &Tenant,
        key: &str,
        value: &Value,
    ) -> Result<(), StoreError> {
        settings::set(&self.engine, tenant, key, value).await
    }

    async fn official_text(
        &self,
        tenant: &Tenant,
        pack: &str,
        edition: &str,
    ) -> Result<Option<OfficialText>, StoreError> {
        official::get(&self.engine, tenant, pack, edition).await
    }

    async fn keep_official_text(
        &self,
        tenant: &Tenant,
        text: &OfficialText,
    ) -> Result<(), StoreError> {
        official::keep(&self.engine, tenant, text).await
    }
}
