//! The store in memory: for journeys and for tests of the domain, which need no database.
//!
//! A real implementation of the port and not a stand-in: streams without gaps, conflicts, idempotency keys,
//! rows, counters and accounts behave as they do on disk, and are lost at the end. A copy goes its own way.

mod auditing;
mod credentials;
mod hooks;
mod linked;
mod messages;
mod passkeys;
mod saved;
mod tables;
mod tokens;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use guohe_rules::syntax::Words;
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    attachment::hexadecimal,
    credential::{Factor, Lifetime},
    event::{Event, StreamId, Tenant},
    hook::{Delivery, Hook},
    linked::Link,
    passkey::{Ceremony, Passkey},
    personal::{self, Subject},
    ports::{
        Account, Act, Append, Files, Find, Head, Inspector, Naming, OfficialText, Registered, Row,
        RowQuery, Session, Store, StoreError, Tail, Written,
    },
    saved::View,
    token::{Asked, Token},
};

/// One realm's part of everything.
type Of<K, V> = BTreeMap<(Tenant, K), V>;

#[derive(Debug, Clone, Default)]
struct State {
    streams: Of<StreamId, Vec<Event>>,
    erased: Of<StreamId, u64>,
    rows: Of<StreamId, Row>,
    registered: Of<(StreamId, String, String), Registered>,
    keys: Of<String, [u8; 32]>,
    counters: Of<String, u64>,
    accounts: Of<Uuid, Account>,
    sessions: Of<[u8; 32], Session>,
    factors: Of<Uuid, Factor>,
    passkeys: Of<Vec<u8>, Passkey>,
    ceremonies: Of<[u8; 32], Ceremony>,
    links: Of<(String, String), Link>,
    secrets: Of<String, Vec<u8>>,
    recovery: BTreeSet<(Tenant, Uuid, [u8; 32])>,
    attempts: Of<[u8; 32], (u64, Timestamp)>,
    lifetimes: Of<Uuid, Lifetime>,
    devices: Of<(Uuid, [u8; 32]), Timestamp>,
    settings: Of<String, Value>,
    texts: Of<(String, String), OfficialText>,
    files: BTreeMap<String, Vec<u8>>,
    latest: BTreeMap<Tenant, Timestamp>,
    tokens: Of<[u8; 32], Token>,
    hooks: Of<Uuid, Hook>,
    deliveries: Of<Uuid, Delivery>,
    answers: Of<(Uuid, [u8; 32]), (Asked, Option<Value>)>,
    post: messages::Post,
    views: Of<Uuid, View>,
}

/// A store in memory.
#[derive(Debug, Default)]
pub struct Memory(Mutex<State>);

/// Two accounts with one login.
#[derive(Debug, thiserror::Error)]
#[error("the login exists")]
struct LoginExists;

impl Clone for Memory {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.state().clone()))
    }
}

impl Memory {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Records an act, all of it or nothing.
    fn append(&mut self, act: Act) -> Result<Written, StoreError> {
        if let Some(key) = &act.idempotency {
            let place = (act.tenant.clone(), key.key.clone());
            match self.keys.get(&place) {
                Some(request) if *request == key.request => return Ok(Written::Before),
                Some(_) => return Err(StoreError::KeyReused),
                None => {}
            }
        }
        for append in &act.appends {
            self.check(&act.tenant, append)?;
        }
        if let Some(key) = act.idempotency {
            self.keys.insert((act.tenant.clone(), key.key), key.request);
        }
        // Never before what was recorded already, as on disk.
        let latest = self.latest.get(&act.tenant).copied().unwrap_or(act.at);
        let at = act.at.max(latest);
        self.latest.insert(act.tenant.clone(), at);
        for append in act.appends {
            self.write(&act.tenant, at, append);
        }
        Ok(Written::Now)
    }

    /// That no account has the login of a new one.
    fn unused(&self, tenant: &Tenant, account: &Account) -> Result<(), StoreError> {
        let mut own = self.accounts.iter().filter(|((of, _), _)| of == tenant);
        if own.any(|(_, other)| other.login == account.login) {
            return Err(StoreError::Database(Box::new(LoginExists)));
        }
        Ok(())
    }

    fn check(&self, tenant: &Tenant, append: &Append) -> Result<(), StoreError> {
        let events = self.streams.get(&(tenant.clone(), append.stream));
        let found = events.map_or(0, |events| u64::try_from(events.len()).unwrap_or(u64::MAX));
        if found == append.expected {
            return Ok(());
        }
        Err(StoreError::Conflict { stream: append.stream, expected: append.expected, found })
    }

    fn write(&mut self, tenant: &Tenant, at: Timestamp, append: Append) {
        let events = self.streams.entry((tenant.clone(), append.stream)).or_default();
        for what in append.events {
            let seq = u64::try_from(events.len()).unwrap_or(u64::MAX) + 1;
            events.push(Event { stream: append.stream, seq, recorded_at: at, what });
        }
        self.rows.insert((tenant.clone(), append.stream), append.row);
        self.register(tenant, &append.registered);
    }

    fn forget(&mut self, tenant: &Tenant, subject: &Subject) {
        let place = (tenant.clone(), subject.stream);
        *self.erased.entry(place.clone()).or_default() += 1;
        for event in self.streams.entry(place).or_default() {
            let mut parts = personal::parts(subject.stream, event.seq, &event.what);
            if parts.remove(&subject.name).is_some() {
                event.what.personal = personal::joined(parts.into_values());
            }
        }
    }

    fn register(&mut self, tenant: &Tenant, rows: &[Registered]) {
        for one in rows {
            let name = (one.stream, one.list.clone(), one.row.clone());
            self.registered.insert((tenant.clone(), name), one.clone());
        }
    }
}

fn wanted(row: &Row, query: &RowQuery) -> bool {
    let same = |asked: Option<Uuid>, own: Option<Uuid>| asked.is_none() || asked == own;
    query.about.is_none_or(|about| about == row.stream.about)
        && same(query.round, row.round)
        && same(query.organisation, row.organisation)
        && (query.stages.is_empty() || query.stages.contains(&row.stage))
        && (query.waits_for.is_none() || query.waits_for == row.waits_for)
        && query.person.is_none_or(|person| row.people.contains(&person))
        && query.after.is_none_or(|after| row.stream.id > after)
}

fn sought(one: &Registered, find: &Find) -> bool {
    match find {
        Find::In(stream) => one.stream == *stream,
        Find::All(list) => one.list == *list,
        Find::Of(organisation) => one.organisation == Some(*organisation),
        Find::Naming(names) => names.iter().any(|Naming { list, field, text }| {
            one.list == *list && one.keys.iter().any(|key| key.0 == *field && key.1 == *text)
        }),
    }
}

#[async_trait]
impl Store for Memory {
    async fn append(&self, act: Act) -> Result<Written, StoreError> {
        self.state().append(act)
    }

    async fn erase(&self, act: Act, subjects: &[Subject]) -> Result<Written, StoreError> {
        let mut state = self.state();
        let tenant = act.tenant.clone();
        let written = state.append(act)?;
        if written == Written::Now {
            for subject in subjects {
                state.forget(&tenant, subject);
            }
        }
        Ok(written)
    }

    async fn stream(&self, tenant: &Tenant, stream: StreamId) -> Result<Vec<Event>, StoreError> {
        Ok(self.state().streams.get(&(tenant.clone(), stream)).cloned().unwrap_or_default())
    }

    async fn tail(&self, tenant: &Tenant, stream: StreamId, from: u64) -> Result<Tail, StoreError> {
        let mut events = self.stream(tenant, stream).await?;
        events.retain(|event| event.seq >= from);
        let erased = self.state().erased.get(&(tenant.clone(), stream)).copied().unwrap_or(0);
        Ok(Tail { events, erased })
    }

    async fn head(&self, tenant: &Tenant, stream: StreamId, seq: u64) -> Result<Head, StoreError> {
        let Tail { events, erased } = self.tail(tenant, stream, 1).await?;
        let mark = events.iter().find(|event| event.seq == seq).map(serde_json::to_vec).transpose();
        let mark = mark.map_err(|error| StoreError::Database(Box::new(error)))?;
        let mark = mark.map(|text| Sha256::digest(text).to_vec());
        Ok(Head { version: events.last().map_or(0, |event| event.seq), erased, mark })
    }

    async fn streams(&self, tenant: &Tenant) -> Result<Vec<StreamId>, StoreError> {
        let state = self.state();
        let own = state.streams.keys().filter(|(of, _)| of == tenant);
        Ok(own.map(|(_, stream)| *stream).collect())
    }

    async fn row(&self, tenant: &Tenant, stream: StreamId) -> Result<Option<Row>, StoreError> {
        Ok(self.state().rows.get(&(tenant.clone(), stream)).cloned())
    }

    async fn rows(&self, tenant: &Tenant, query: &RowQuery) -> Result<Vec<Row>, StoreError> {
        const USUAL: u32 = 100;
        let limit = if query.limit == 0 { USUAL } else { query.limit };
        let state = self.state();
        let own = state.rows.iter().filter(|((of, _), _)| of == tenant).map(|(_, row)| row);
        let mut rows: Vec<Row> = own.filter(|row| wanted(row, query)).cloned().collect();
        rows.sort_by_key(|row| row.stream.id);
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(rows)
    }

    async fn replace_row(&self, tenant: &Tenant, row: &Row) -> Result<(), StoreError> {
        self.state().rows.insert((tenant.clone(), row.stream), row.clone());
        Ok(())
    }

    async fn registered(
        &self,
        tenant: &Tenant,
        find: &Find,
    ) -> Result<Vec<Registered>, StoreError> {
        let state = self.state();
        let own = state.registered.iter().filter(|((of, _), _)| of == tenant).map(|(_, one)| one);
        let found = own.filter(|one| sought(one, find));
        Ok(found.map(|one| Registered { keys: Vec::new(), ..one.clone() }).collect())
    }

    async fn replace_registered(
        &self,
        tenant: &Tenant,
        stream: StreamId,
        rows: &[Registered],
    ) -> Result<(), StoreError> {
        let mut state = self.state();
        state.registered.retain(|(of, (from, ..)), _| of != tenant || *from != stream);
        state.register(tenant, rows);
        Ok(())
    }

    async fn next_number(&self, tenant: &Tenant, counter: &str) -> Result<u64, StoreError> {
        let mut state = self.state();
        let number = state.counters.entry((tenant.clone(), counter.to_owned())).or_default();
        *number += 1;
        Ok(*number)
    }

    async fn add_account(&self, tenant: &Tenant, account: &Account) -> Result<(), StoreError> {
        let mut state = self.state();
        state.unused(tenant, account)?;
        state.accounts.insert((tenant.clone(), account.id), account.clone());
        Ok(())
    }

    async fn account_by_login(
        &self,
        tenant: &Tenant,
        login: &str,
    ) -> Result<Option<Account>, StoreError> {
        let state = self.state();
        let mut own = state.accounts.iter().filter(|((of, _), _)| of == tenant);
        Ok(own.find(|(_, account)| account.login == login).map(|(_, account)| account.clone()))
    }

    async fn account(&self, tenant: &Tenant, id: Uuid) -> Result<Option<Account>, StoreError> {
        Ok(self.state().accounts.get(&(tenant.clone(), id)).cloned())
    }

    async fn accounts(&self, tenant: &Tenant) -> Result<Vec<Account>, StoreError> {
        let state = self.state();
        let own = state.accounts.iter().filter(|((of, _), _)| of == tenant);
        let mut accounts: Vec<Account> = own.map(|(_, account)| account.clone()).collect();
        accounts.sort_by(|one, other| one.login.cmp(&other.login));
        Ok(accounts)
    }

    async fn open_session(&self, tenant: &Tenant, session: &Session) -> Result<(), StoreError> {
        let mut state = self.state();
        let at = session.opened_at;
        state.lifetime(tenant, session.account, at).used_at = Some(at);
        state.sessions.insert((tenant.clone(), session.token), session.clone());
        Ok(())
    }

    async fn session(
        &self,
        tenant: &Tenant,
        token: &[u8; 32],
    ) -> Result<Option<Session>, StoreError> {
        Ok(self.state().sessions.get(&(tenant.clone(), *token)).cloned())
    }

    async fn account_of_session(
        &self,
        tenant: &Tenant,
        token: &[u8; 32],
    ) -> Result<Option<Account>, StoreError> {
        let state = self.state();
        let session = state.sessions.get(&(tenant.clone(), *token));
        let account = session.map(|session| (tenant.clone(), session.account));
        Ok(account.and_then(|key| state.accounts.get(&key)).cloned())
    }

    async fn touch_session(
        &self,
        tenant: &Tenant,
        token: &[u8; 32],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        if let Some(session) = self.state().sessions.get_mut(&(tenant.clone(), *token)) {
            session.seen_at = at;
        }
        Ok(())
    }

    async fn close_session(&self, tenant: &Tenant, token: &[u8; 32]) -> Result<(), StoreError> {
        self.state().sessions.remove(&(tenant.clone(), *token));
        Ok(())
    }

    async fn setting(&self, tenant: &Tenant, key: &str) -> Result<Option<Value>, StoreError> {
        Ok(self.state().settings.get(&(tenant.clone(), key.to_owned())).cloned())
    }

    async fn set_setting(
        &self,
        tenant: &Tenant,
        key: &str,
        value: &Value,
    ) -> Result<(), StoreError> {
        self.state().settings.insert((tenant.clone(), key.to_owned()), value.clone());
        Ok(())
    }

    async fn official_text(
        &self,
        tenant: &Tenant,
        pack: &str,
        edition: &str,
    ) -> Result<Option<OfficialText>, StoreError> {
        let place = (tenant.clone(), (pack.to_owned(), edition.to_owned()));
        Ok(self.state().texts.get(&place).cloned())
    }

    async fn keep_official_text(
        &self,
        tenant: &Tenant,
        text: &OfficialText,
    ) -> Result<(), StoreError> {
        let place = (tenant.clone(), (text.pack.clone(), text.edition.clone()));
        self.state().texts.insert(place, text.clone());
        Ok(())
    }
}

/// It takes whatever it is given: nobody opens what is kept in memory.
#[async_trait]
impl Inspector for Memory {
    async fn inspect(&self, _bytes: &[u8]) -> Result<Option<Words>, std::io::Error> {
        Ok(None)
    }
}

#[async_trait]
impl Files for Memory {
    async fn keep(&self, bytes: &[u8]) -> Result<[u8; 32], std::io::Error> {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        self.state().files.insert(hexadecimal(digest), bytes.to_vec());
        Ok(digest)
    }

    async fn fetch(&self, digest: &[u8; 32]) -> Result<Option<Vec<u8>>, std::io::Error> {
        Ok(self.state().files.get(&hexadecimal(digest)).cloned())
    }
}
