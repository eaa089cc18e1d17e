//! The directory of bases: found by words, by pinyin and by facets among all that were ever certified; and how the
//! procedures went that are over.
//!
//! What it shows of a base is in the row of its case alone. The rows are kept in memory, because a hundred thousand
//! of them are looked through in milliseconds there, on either database alike (ADR 0058). Nobody has to be told when a
//! base changes: before each look the log is asked for its size, and the rows of the streams that were written since
//! are read anew, whichever program wrote them.

mod past;
mod search;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{PoisonError, RwLock},
};

use jiff::civil::Date;
use serde_json::Value;
use smallvec::SmallVec;
use uuid::Uuid;

pub use past::{Past, Stay};
pub use search::{Facet, Found, Order, Wanted};

use crate::{
    auditing::{Auditing, LogQuery},
    event::{About, StreamId, Tenant},
    ports::{Row, RowQuery, Store, StoreError},
    procedure::End,
    query::spelt,
};

/// So many rows are read at once.
const AT_ONCE: u32 = 2_000;
/// When more events were written than this since the last look, all rows are read.
const MANY: u64 = 2_000;

/// By the type of base; the value is its id.
pub const TYPE: &str = "type";
/// By the instrument; the value is the id of the pack.
pub const LAW: &str = "law";
/// By the year of certification.
pub const YEAR: &str = "year";
/// By how it stands today; the value is a word of [`State`].
pub const STATE: &str = "state";
/// By the name alone.
pub const NAME: &str = "name";
/// By the number of the certificate alone.
pub const NUMBER: &str = "number";
/// By the day of certification.
pub const CERTIFIED: &str = "certified";
/// By the last day of validity.
pub const VALID_TO: &str = "valid_to";

/// A base as the directory has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// The case in which it was certified.
    pub id: Uuid,
    /// The number of its certificate.
    pub number: String,
    /// The host, by which the case is known.
    pub title: String,
    /// The pack in its exact version.
    pub pack: String,
    /// The type, by its id.
    pub kind: String,
    /// The day of certification.
    pub certified_on: Option<Date>,
    /// The last day of validity; without end when absent.
    pub valid_to: Option<Date>,
    /// How its case ended.
    pub end: Option<End>,
    /// By what else it is found: a path of a fact and the codes, in rising order.
    pub found_by: BTreeMap<String, Vec<String>>,
}

/// How a base stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It holds its title.
    InForce,
    /// Its term is over.
    Expired,
    /// It lost its title, or gave it back.
    Ended,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::InForce, Self::Expired, Self::Ended];

    /// The word used in addresses and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Expired => "expired",
            Self::Ended => "ended",
        }
    }
}

impl Base {
    /// The base that a row tells of; none where the case never came to one.
    pub fn of(row: &Row) -> Option<Self> {
        let number = row.number.clone()?;
        let day = |key: &str| row.extra.get(key)?.as_str()?.parse().ok();
        let found_by = row.extra.get(crate::case::FOUND_BY).cloned().unwrap_or(Value::Null);
        let end = row.extra.get("end").cloned().unwrap_or(Value::Null);
        Some(Self {
            id: row.stream.id,
            number,
            title: row.title.clone(),
            pack: row.pack.clone(),
            kind: row.kind.clone().unwrap_or_default(),
            certified_on: day("certified_on"),
            valid_to: day("valid_to"),
            end: serde_json::from_value(end).unwrap_or_default(),
            found_by: serde_json::from_value(found_by).unwrap_or_default(),
        })
    }

    /// How it stands on a day.
    pub fn state(&self, on: Date) -> State {
        match self.end {
            Some(end) if end != End::Certified => State::Ended,
            _ if self.valid_to.is_some_and(|last| last < on) => State::Expired,
            _ => State::InForce,
        }
    }

    /// The id of its pack, without the version.
    pub fn law(&self) -> &str {
        self.pack.split_once('@').map_or(self.pack.as_str(), |(id, _)| id)
    }
}

/// The directory of one realm.
#[derive(Debug, Default)]
pub struct Directory(RwLock<Shelf>);

/// The bases, and by what they are looked for.
#[derive(Debug, Default)]
struct Shelf {
    /// How many events the log held when they were read.
    seen: Option<u64>,
    bases: Vec<Kept>,
    places: BTreeMap<Uuid, u32>,
    pairs: Pairs,
    /// The places of the bases in the order of each [`Order`].
    orders: [Vec<u32>; Order::ALL.len()],
    /// The procedures that are over, whatever they came to.
    over: past::Over,
}

/// A base with what is compared when somebody looks for it.
#[derive(Debug)]
struct Kept {
    base: Base,
    /// Its version in the log: an older row never takes the place of a newer one.
    version: u64,
    /// All words by which it is found, see [`spelt()`].
    text: String,
    /// Its name in letters, for the order of names.
    sound: String,
    /// Its facets with their values, by number in rising order; how it stands today is not among them.
    pairs: SmallVec<[u32; 8]>,
}

/// Facets with their values as numbers: a hundred thousand bases share a few hundred of them.
#[derive(Debug, Default)]
struct Pairs {
    numbers: BTreeMap<(String, String), u32>,
    words: Vec<(String, String)>,
}

impl Pairs {
    fn number(&mut self, facet: &str, value: &str) -> u32 {
        let pair = (facet.to_owned(), value.to_owned());
        if let Some(known) = self.numbers.get(&pair) {
            return *known;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(pair.clone());
        self.numbers.insert(pair, number);
        number
    }

    /// The number of a pair that some base has.
    fn known(&self, facet: &str, value: &str) -> Option<u32> {
        self.numbers.get(&(facet.to_owned(), value.to_owned())).copied()
    }
}

impl Directory {
    /// What is found, as the store has it now.
    ///
    /// # Errors
    /// The failure of the store.
    pub async fn find(
        &self,
        (store, log): (&dyn Store, Option<&dyn Auditing>),
        tenant: &Tenant,
        wanted: &Wanted,
        on: Date,
    ) -> Result<Found, StoreError> {
        self.refresh(store, log, tenant).await?;
        Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).find(wanted, on))
    }

    /// How the procedures went that are over, law by law, as the store has it now.
    ///
    /// # Errors
    /// The failure of the store.
    pub async fn past(
        &self,
        (store, log): (&dyn Store, Option<&dyn Auditing>),
        tenant: &Tenant,
    ) -> Result<Vec<Past>, StoreError> {
        self.refresh(store, log, tenant).await?;
        Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).over.told())
    }

    /// Reads what was written since it was read last; everything where nobody can say what that is.
    async fn refresh(
        &self,
        store: &dyn Store,
        log: Option<&dyn Auditing>,
        tenant: &Tenant,
    ) -> Result<(), StoreError> {
        let seen = self.0.read().unwrap_or_else(PoisonError::into_inner).seen;
        // Asked before the rows are read: what is written meanwhile is read once more the next time.
        let size = match log {
            Some(log) => Some(log.size(tenant).await?),
            None => None,
        };
        let rows = match (log, size, seen) {
            (Some(_), Some(size), Some(seen)) if size == seen => return Ok(()),
            (Some(log), Some(size), Some(seen)) if size > seen && size - seen <= MANY => {
                changed(store, log, tenant, size - seen).await?
            }
            _ => all(store, tenant).await?,
        };
        let mut shelf = self.0.write().unwrap_or_else(PoisonError::into_inner);
        shelf.put(&rows);
        shelf.seen = shelf.seen.max(size);
        Ok(())
    }
}

/// The rows of cases to which the last events belong.
async fn changed(
    store: &dyn Store,
    log: &dyn Auditing,
    tenant: &Tenant,
    events: u64,
) -> Result<Vec<Row>, StoreError> {
    let limit = u32::try_from(events).unwrap_or(u32::MAX);
    let lines = log.lines(tenant, &LogQuery { limit, ..LogQuery::default() }).await?;
    let cases: BTreeSet<Uuid> = lines
        .iter()
        .filter(|line| line.stream.about == About::Case)
        .map(|line| line.stream.id)
        .collect();
    let mut rows = Vec::new();
    for id in cases {
        rows.extend(store.row(tenant, StreamId { about: About::Case, id }).await?);
    }
    Ok(rows)
}

/// The rows of all cases.
async fn all(store: &dyn Store, tenant: &Tenant) -> Result<Vec<Row>, StoreError> {
    let mut query = RowQuery { about: Some(About::Case), limit: AT_ONCE, ..RowQuery::default() };
    let mut rows = Vec::new();
    loop {
        let page = store.rows(tenant, &query).await?;
        let is_last = u32::try_from(page.len()).is_ok_and(|count| count < AT_ONCE);
        query.after = page.last().map(|row| row.stream.id);
        rows.extend(page.into_iter().filter(|row| row.number.is_some() || past::is_over(row)));
        if is_last {
            return Ok(rows);
        }
    }
}

impl Shelf {
    /// Takes the bases of rows in, each in the place of what was known of it.
    fn put(&mut self, rows: &[Row]) {
        let mut differs = false;
        for row in rows {
            self.over.put(row);
            let Some(base) = Base::of(row) else { continue };
            let known = self.places.get(&base.id).copied();
            let slot = known.and_then(|at| self.bases.get(at as usize));
            if slot.is_some_and(|kept| kept.version >= row.version) {
                continue;
            }
            differs = true;
            let kept = self.kept(base, row.version);
            if let Some(slot) = known.and_then(|at| self.bases.get_mut(at as usize)) {
                *slot = kept;
            } else {
                let at = u32::try_from(self.bases.len()).unwrap_or(u32::MAX);
                self.places.insert(kept.base.id, at);
                self.bases.push(kept);
            }
        }
        if differs {
            self.order();
        }
    }

    fn kept(&mut self, base: Base, version: u64) -> Kept {
        let mut pairs = SmallVec::new();
        let mut pair = |facet: &str, value: &str| pairs.push(self.pairs.number(facet, value));
        pair(TYPE, &base.kind);
        pair(LAW, base.law());
        if let Some(day) = base.certified_on {
            pair(YEAR, &day.year().to_string());
        }
        for (facet, values) in &base.found_by {
            for value in values {
                pair(facet, value);
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        for state in State::ALL {
            self.pairs.number(STATE, state.word());
        }
        let sound = spelt::sound(&base.title);
        let text = spelt::text(&base.title, &base.number);
        Kept { base, version, text, sound, pairs }
    }

    fn order(&mut self) {
        for (at, order) in Order::ALL.into_iter().enumerate() {
            let Some(places) = self.orders.get_mut(at) else { continue };
            let from = u32::try_from(places.len()).unwrap_or(u32::MAX);
            places.extend(from..u32::try_from(self.bases.len()).unwrap_or(u32::MAX));
            // Nearly in order already, which this sort makes use of.
            places.sort_by(|a, b| {
                let of = |at: &u32| self.bases.get(*at as usize);
                of(a).zip(of(b)).map_or(std::cmp::Ordering::Equal, |(a, b)| order.compare(a, b))
            });
        }
    }
}
