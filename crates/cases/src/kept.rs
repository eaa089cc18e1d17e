//! Cases as they were last folded, kept between requests.
//!
//! A case is its events; what is kept is only the work of having folded them. Nobody is given a kept case
//! on trust: each time the store is asked what came after the last event that was folded, whoever wrote it,
//! and that is folded on. A kept case is dropped, and all events are folded anew, when that last event is
//! not the one that stands there now, or when text about persons was erased since. So several programs may
//! work on one database, each with cases of its own at hand, and none of them has to tell the others.
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
    ports::{Store, Tail},
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
    /// The last event that was folded.
    last: Arc<Event>,
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
        let stream = StreamId { about: About::Case, id };
        if let Some(held) = self.held(tenant, id) {
            let tail = store.tail(tenant, stream, held.last.seq).await?;
            if let Some(held) = held.followed(&tail)? {
                return Ok(Some(self.keep(tenant, held)));
            }
        }
        let whole = store.tail(tenant, stream, 1).await?;
        Ok(Held::folded(&whole)?.map(|held| self.keep(tenant, held)))
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

impl Held {
    fn folded(whole: &Tail) -> Result<Option<Self>, Failure> {
        let events = &whole.events;
        let (Some(case), Some(last)) = (Case::fold(events)?, events.last()) else {
            return Ok(None);
        };
        Ok(Some(Self {
            case: Arc::new(case),
            last: Arc::new(last.clone()),
            erased: whole.erased,
            bytes: bytes(events)?,
            used: 0,
        }))
    }

    /// With what came after; none when it does not follow from its events any more.
    fn followed(mut self, tail: &Tail) -> Result<Option<Self>, Failure> {
        let Some((first, after)) = tail.events.split_first() else { return Ok(None) };
        if *first != *self.last || tail.erased != self.erased {
            return Ok(None);
        }
        let Some(last) = after.last() else { return Ok(Some(self)) };
        Arc::make_mut(&mut self.case).follow(after)?;
        self.bytes += bytes(after)?;
        self.last = Arc::new(last.clone());
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
