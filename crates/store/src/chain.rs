//! The chain over all events of a tenant, kept while they are recorded.
//!
//! The head is the last lock that an act takes, so acts of one tenant are chained one after the other, and wait
//! for each other only from there to the end of the transaction. `guohe_chain` says what is computed.

use guohe_cases::event::{NewEvent, StreamId, Tenant};
use guohe_cases::ports::StoreError;
use guohe_chain::both::Both;
use guohe_chain::leaf::{Chained, Event, Leaf, Personal};
use guohe_chain::verify::Head;
use jiff::Timestamp;
use serde_json::Value;

use crate::engine::{Arg, Tx, args};
use crate::rows::{HeadRow, Place, head, word};
use crate::values::fixed;
use crate::{sql, values};

/// The levels of which complete trees are kept: of 256 and of 65 536 leaves.
pub(crate) const TILES: [u32; 2] = [8, 16];

/// The end of a chain, held by a transaction.
#[derive(Debug)]
pub(crate) struct Chain<'a> {
    tenant: &'a Tenant,
    head: Head,
    latest: Timestamp,
}

/// What an event is chained with besides itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beside<'a> {
    /// What the clock said.
    pub(crate) clock_at: Timestamp,
    /// The idempotency key and the digest of the request.
    pub(crate) once: Option<(&'a str, &'a [u8; 32])>,
}

impl<'a> Chain<'a> {
    /// Takes the end of the chain; nobody else has it before the transaction is over.
    pub(crate) async fn hold(
        tx: &mut Tx,
        tenant: &'a Tenant,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        let zero = || Arg::Bytes(vec![0; 32]);
        let mut values = args![tenant, at];
        values.extend([zero(), zero(), Arg::Bytes(Vec::new())]);
        let found: Option<HeadRow> = tx.row(sql::HOLD_HEAD, values).await?;
        let place = Place::new("chain_head", &tenant.0);
        let row = found.ok_or_else(|| place.inconsistent("tenant"))?;
        let latest = place.instant("recorded_at", row.recorded_at)?;
        Ok(Self { tenant, head: head(&place, row)?, latest })
    }

    /// The instant at which an act of this moment is recorded: never before one that was recorded already.
    pub(crate) fn time(&mut self, at: Timestamp) -> Timestamp {
        self.latest = self.latest.max(values::whole(at));
        self.latest
    }

    /// Adds an event that lies in the tables.
    pub(crate) async fn add(
        &mut self,
        tx: &mut Tx,
        (stream, seq): (StreamId, u64),
        event: &Event,
        beside: Beside<'_>,
    ) -> Result<(), StoreError> {
        let place = Place::of_stream("chain", stream);
        let personal = event.personal.as_ref().map(Personal::commitment);
        let number = self.head.frontier.size() + 1;
        let chained = Chained {
            number,
            clock_at: Some(fixed(beside.clock_at)),
            key: beside.once.map(|(key, _)| key.to_owned()),
            request: beside.once.map(|(_, request)| request.to_vec()),
            personal,
        };
        let at = crate::rows::place(stream, seq);
        let leaf = Leaf { tenant: &self.tenant.0, place: &at, chained: &chained, event };
        let leaf = Both::leaf(&leaf.text());
        self.head.link = Both::link(&self.head.link, &leaf);
        let mut tiles = Vec::new();
        self.head.frontier.push_tree(0, leaf, |level, root| {
            if TILES.contains(&level) {
                tiles.push((level, root));
            }
        });
        let mut values = args![
            self.tenant,
            place.stored("number", number)?,
            word(stream.about),
            stream.id,
            place.stored("seq", seq)?,
        ];
        values.extend([
            Arg::from(beside.clock_at),
            Arg::from(chained.key),
            Arg::Blob(chained.request),
            Arg::Blob(personal.map(|both| both.sha256.to_vec())),
            Arg::Blob(personal.map(|both| both.sm3.to_vec())),
        ]);
        let digests = [leaf.sha256, leaf.sm3, self.head.link.sha256, self.head.link.sm3];
        values.extend(digests.map(Arg::from));
        tx.execute(sql::ADD_CHAINED, values).await?;
        self.keep(tx, &place, tiles).await
    }

    /// Keeps complete trees that end with the last leaf.
    async fn keep(
        &self,
        tx: &mut Tx,
        place: &Place,
        tiles: Vec<(u32, Both)>,
    ) -> Result<(), StoreError> {
        for (level, root) in tiles {
            let position = (self.head.frontier.size() >> level) - 1;
            let values = args![
                self.tenant,
                i64::from(level),
                place.stored("position", position)?,
                root.sha256,
                root.sm3,
            ];
            tx.execute(sql::ADD_TILE, values).await?;
        }
        Ok(())
    }

    /// Leaves the end of the chain where it is now.
    pub(crate) async fn release(self, tx: &mut Tx) -> Result<(), StoreError> {
        let place = Place::new("chain_head", &self.tenant.0);
        let roots: Vec<u8> = self.head.frontier.roots().iter().flat_map(bytes).collect();
        let mut values = args![
            self.tenant,
            place.stored("size", self.head.frontier.size())?,
            self.latest,
            self.head.link.sha256,
            self.head.link.sm3,
        ];
        values.push(Arg::Bytes(roots));
        tx.execute(sql::MOVE_HEAD, values).await?;
        Ok(())
    }
}

fn bytes(both: &Both) -> impl Iterator<Item = u8> {
    both.sha256.into_iter().chain(both.sm3)
}

/// An event as the chain takes it, before it is recorded, with what was sealed of it.
pub(crate) fn event_of(
    place: &Place,
    event: &NewEvent,
    recorded_at: Timestamp,
    sealed: Option<&Value>,
) -> Result<Event, StoreError> {
    let personal = match sealed {
        None => None,
        Some(text) => {
            let text = place.json("personal", text)?.0.to_string();
            Some(Personal { salt: salt()?.to_vec(), text })
        }
    };
    Ok(Event {
        kind: place.text("kind", &event.kind)?,
        schema: event.schema,
        account: event.actor.account.to_string(),
        role: place.text("role", &event.actor.role)?,
        acting_for: event.actor.acting_for.map(|account| account.to_string()),
        effective_on: event.effective_on.to_string(),
        recorded_at: fixed(recorded_at),
        payload: place.json("payload", &event.payload)?.0.to_string(),
        personal,
    })
}

/// Bytes that nobody can guess. Not from the seed of the act: draws publish theirs.
pub(crate) fn salt() -> Result<[u8; 16], StoreError> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| StoreError::Database(Box::new(error)))?;
    Ok(salt)
}
