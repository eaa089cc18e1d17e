//! Cases as they were last folded, kept between requests.
//!
//! A case is its events; what is kept is only the work of having folded them. Nobody is given a kept case
//! on trust: each time the store is asked where the stream stands, whoever wrote to it, and what came after
//! the last event that was folded is folded on. A kept case is dropped, and all events are folded anew, when
//! that last event is not the one that stands there now, or when text about persons was erased since. So
//! several programs may work on one database, each with cases of its own at hand, and none of them has to
//! tell the others.
//!
//! That rests on events never changing, which the databases see to.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use crate::{
    case::Case,
    event::{About, Event, StreamId, Tenant},
    ports::{Head, Store, Tail},
    verbs::Failure,
};

/// So many bytes of events the kept cases were folded from at most, all together: 16 MiB. Folded they take
/// about as much.
const MOST: usize = 16 << 20;

/// Cases at hand.
#[derive(Debug)]
pub struct Kept {
    most: usize,
    shelf: Mutex<Shelf>,
}

/// What is kept, and in which order it was used.
#[derive(Debug, Default)]
struct Shelf {
    cases: BTreeMap<(Tenant, Uuid), Held>,
    /// The bytes of events behind all of them.
    bytes: usize,
    /// How often a case was put here.
    uses: u64,
}

/// A folded case, with what tells whether it still follows from its events.
#[derive(Debug, Clone)]
struct Held {
    case: Arc<Case>,
    /// How many events were folded.
    version: u64,
    /// What the last of them is known by.
    mark: Option<Vec<u8>>,
    /// How often something about a person had been erased before they were read.
    erased: u64,
    /// The bytes of all its events.
    bytes: usize,
    /// When it was used last.
    used: u64,
}

impl Default for Kept {
    fn default() -> Self {
        Self::of(MOST)
    }
}

impl Kept {
    /// Nothing yet, and later no more than was folded from so many bytes of events.
    pub fn of(most: usize) -> Self {
        Self { most, shelf: Mutex::default() }
    }

    /// A case as it stands in the store now; none when there is none.
    ///
    /// # Errors
    /// The failure of the store, or an event that cannot be read.
    pub async fn case(
        &self,
        store: &dyn Store,
        tenant: &Tenant,
        id: Uuid,
    ) -> Result<Option<Arc<Case>>, Failure> {
        let from = Source { store, tenant, stream: StreamId { about: About::Case, id } };
        let held = match self.held(tenant, id) {
            Some(held) => held.followed(from).await?,
            None => None,
        };
        let held = match held {
            Some(held) => Some(held),
            None => Held::folded(from).await?,
        };
        Ok(held.map(|held| self.keep(tenant, held)))
    }

    /// How many cases are kept.
    pub fn len(&self) -> usize {
        self.shelf().cases.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self, tenant: &Tenant, id: Uuid) -> Option<Held> {
        self.shelf().cases.get(&(tenant.clone(), id)).cloned()
    }

    /// Two requests may come here in either order; what is kept by the wrong one is folded on later.
    fn keep(&self, tenant: &Tenant, held: Held) -> Arc<Case> {
        let case = Arc::clone(&held.case);
        self.shelf().put((tenant.clone(), case.id), held, self.most);
        case
    }
}

impl Shelf {
    fn put(&mut self, key: (Tenant, Uuid), mut held: Held, most: usize) {
        self.uses += 1;
        held.used = self.uses;
        self.bytes += held.bytes;
        let before = self.cases.insert(key, held);
        self.bytes -= before.map_or(0, |before| before.bytes);
        while self.bytes > most {
            let oldest = self.cases.iter().min_by_key(|(_, held)| held.used);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else { return };
            self.bytes -= self.cases.remove(&key).map_or(0, |held| held.bytes);
        }
    }
}

/// Where a case is read from.
#[derive(Clone, Copy)]
struct Source<'a> {
    store: &'a dyn Store,
    tenant: &'a Tenant,
    stream: StreamId,
}

impl Source<'_> {
    async fn tail(self, seq: u64) -> Result<Tail, Failure> {
        Ok(self.store.tail(self.tenant, self.stream, seq).await?)
    }

    async fn head(self, seq: u64) -> Result<Head, Failure> {
        Ok(self.store.head(self.tenant, self.stream, seq).await?)
    }
}

impl Held {
    async fn folded(from: Source<'_>) -> Result<Option<Self>, Failure> {
        let Tail { events, erased } = from.tail(1).await?;
        let (Some(case), Some(last)) = (Case::fold(&events)?, events.last()) else {
            return Ok(None);
        };
        Ok(Some(Self {
            case: Arc::new(case),
            version: last.seq,
            mark: from.head(last.seq).await?.mark,
            erased,
            bytes: bytes(&events)?,
            used: 0,
        }))
    }

    /// With what came after; none when it does not follow from its events any more.
    async fn followed(mut self, from: Source<'_>) -> Result<Option<Self>, Failure> {
        let now = from.head(self.version).await?;
        if now.mark.is_none() || now.mark != self.mark || now.erased != self.erased {
            return Ok(None);
        }
        if now.version == self.version {
            return Ok(Some(self));
        }
        let after = from.tail(self.version + 1).await?;
        let Some(last) = after.events.last().filter(|_| after.erased == self.erased) else {
            return Ok(None);
        };
        Arc::make_mut(&mut self.case).follow(&after.events)?;
        self.bytes += bytes(&after.events)?;
        self.version = last.seq;
        self.mark = from.head(last.seq).await?.mark;
        Ok(Some(self))
    }
}

/// How long events are when written out: a measure of what is kept of them.
fn bytes(events: &[Event]) -> Result<usize, Failure> {
    let mut count = Count(0);
    serde_json::to_writer(&mut count, events)?;
    Ok(count.0)
}

/// Counts what is written and forgets it.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
