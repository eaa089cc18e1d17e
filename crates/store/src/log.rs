//! The log: acts go in whole or not at all, streams come out in order.
//!
//! Locks are taken in one order by everybody: first the idempotency key, then the streams in ascending
//! order, then their listings, then accounts, and last the end of the chain. So two acts wait for each other in line and
//! never in a circle, and those on different streams only for the time of chaining.

use std::collections::BTreeSet;

use guohe_cases::event::{Event, NewEvent, StreamId, Tenant};
use guohe_cases::people::Change;
use guohe_cases::personal::{self, Subject};
use guohe_cases::ports::{Act, Append, Head, IdempotencyKey, StoreError, Tail, Written};
use jiff::Timestamp;

use crate::chain::{self, Beside, Chain};
use crate::engine::{Arg, Engine, Tx, args};
use crate::rows::{self, EventRow, Place, StreamRow, word};
use crate::safe::Safe;
use crate::{listing, people, registry, sql, subject};

/// What is done with an act, in its transaction.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct With<'a> {
    /// What becomes of accounts.
    pub(crate) changes: &'a [Change],
    /// The keys of the installation, by which accounts are found.
    pub(crate) safe: Option<&'a Safe>,
    /// About whom nothing can be read any more.
    pub(crate) erased: &'a [Subject],
}

/// Records an act, with what is done with it.
pub(crate) async fn append(
    engine: &Engine,
    act: Act,
    with: With<'_>,
) -> Result<Written, StoreError> {
    let mut appends: Vec<&Append> = act.appends.iter().collect();
    for append in &appends {
        consistent(append)?;
    }
    // Stable: several appends to one stream stay in the order in which they build on each other.
    appends.sort_by_key(|append| append.stream);

    Place::new("stream", &"").text("tenant", &act.tenant.0)?;

    let mut tx = engine.begin().await?;
    if let Some(key) = &act.idempotency
        && claim(&mut tx, &act, key).await? == Written::Before
    {
        return Ok(Written::Before);
    }
    for append in &appends {
        advance(&mut tx, &act.tenant, append).await?;
    }
    for append in &appends {
        listing::put(&mut tx, &act.tenant, &append.row).await?;
        registry::put(&mut tx, &act.tenant, append.stream, &append.registered).await?;
    }
    beside(&mut tx, &act, (&appends, with)).await?;
    tx.commit().await?;
    let forgets = with.changes.iter().any(|change| matches!(change, Change::Erased { .. }));
    if forgets || !with.erased.is_empty() {
        engine.sweep().await?;
    }
    Ok(Written::Now)
}

/// Accounts, the events themselves, and last what is erased: also what the act itself says of somebody.
async fn beside(
    tx: &mut Tx,
    act: &Act,
    (appends, With { changes, safe, erased }): (&[&Append], With<'_>),
) -> Result<(), StoreError> {
    for change in changes {
        people::change(tx, (&act.tenant, act.at), (change, safe)).await?;
    }
    chained(tx, act, appends).await?;
    let said: BTreeSet<Subject> = appends
        .iter()
        .flat_map(|append| append.events.iter().map(move |event| (append.stream, event)))
        .flat_map(|(stream, event)| personal::erased(stream, &event.kind, &event.payload))
        .collect();
    let with_accounts = changes.iter().flat_map(|change| match change {
        Change::Erased { texts, .. } => texts.as_slice(),
        Change::Add(_)
        | Change::Roles { .. }
        | Change::Closed { .. }
        | Change::Left { .. }
        | Change::DropFactors(_)
        | Change::Password { .. }
        | Change::Ends { .. } => &[],
    });
    for subject in erased.iter().chain(with_accounts) {
        if !said.contains(subject) {
            // Nobody could tell it from a key that somebody took away.
            return Err(Place::of_stream("event", subject.stream).inconsistent("payload"));
        }
        subject::erase(tx, &act.tenant, subject, act.at).await?;
    }
    Ok(())
}

/// Records the events and chains them.
async fn chained(tx: &mut Tx, act: &Act, appends: &[&Append]) -> Result<(), StoreError> {
    let mut chain = Chain::hold(tx, &act.tenant, act.at).await?;
    let at = chain.time(act.at);
    let once = act.idempotency.as_ref().map(|once| (once.key.as_str(), &once.request));
    let beside = Beside { clock_at: act.at, once };
    for append in appends {
        for (seq, event) in (append.expected + 1..).zip(&append.events) {
            let as_chained = record(tx, act, (append.stream, seq), (event, at)).await?;
            chain.add(tx, (append.stream, seq), &as_chained, beside).await?;
        }
    }
    chain.release(tx).await
}

/// A row that does not follow from the events it comes with would never be found again by rebuilding.
fn consistent(append: &Append) -> Result<(), StoreError> {
    let added = u64::try_from(append.events.len()).unwrap_or(u64::MAX);
    let Some(version) = append.expected.checked_add(added).filter(|_| added > 0) else {
        return Err(Place::of_stream("event", append.stream).inconsistent("seq"));
    };
    let place = Place::of_stream("listing", append.stream);
    if append.row.stream != append.stream {
        return Err(place.inconsistent("id"));
    }
    if append.row.version != version {
        return Err(place.inconsistent("version"));
    }
    Ok(())
}

/// Takes the key, or finds out what it was used for.
async fn claim(tx: &mut Tx, act: &Act, key: &IdempotencyKey) -> Result<Written, StoreError> {
    let place = Place::new("idempotency", &key.key);
    let (tenant, name) = (&act.tenant, place.text("key", &key.key)?);
    let values = args![tenant, name.as_str(), key.request, act.at];
    if tx.execute(sql::CLAIM_KEY, values).await? == 1 {
        return Ok(Written::Now);
    }
    let request: Option<(Vec<u8>,)> = tx.row(sql::REQUEST_OF_KEY, args![tenant, name]).await?;
    match request {
        Some((request,)) if request == key.request => Ok(Written::Before),
        Some(_) => Err(StoreError::KeyReused),
        None => Err(place.inconsistent("request")),
    }
}

/// Moves the stream on from the version that the caller has seen, and holds it until the end.
async fn advance(tx: &mut Tx, tenant: &Tenant, append: &Append) -> Result<(), StoreError> {
    let place = Place::of_stream("stream", append.stream);
    let expected = place.stored("version", append.expected)?;
    let reached = place.stored("version", append.row.version)?;
    let (about, id) = (word(append.stream.about), append.stream.id);
    let moved = if expected == 0 {
        tx.execute(sql::BEGIN_STREAM, args![tenant, about, id, reached]).await?
    } else {
        let values = args![tenant, about, id, expected, reached];
        tx.execute(sql::ADVANCE_STREAM, values).await?
    };
    if moved == 1 {
        return Ok(());
    }
    let found = version(tx, tenant, append.stream).await?;
    if found == append.expected {
        // The id is that of a stream about something else.
        return Err(place.inconsistent("about"));
    }
    Err(StoreError::Conflict { stream: append.stream, expected: append.expected, found })
}

/// The number of events of a stream, as the transaction sees it.
pub(crate) async fn version(
    tx: &mut Tx,
    tenant: &Tenant,
    stream: StreamId,
) -> Result<u64, StoreError> {
    let values = args![tenant, word(stream.about), stream.id];
    let found: Option<(i64,)> = tx.row(sql::VERSION, values).await?;
    Place::of_stream("stream", stream).count("version", found.map_or(0, |(version,)| version))
}

async fn record(
    tx: &mut Tx,
    act: &Act,
    (stream, seq): (StreamId, u64),
    (event, at): (&NewEvent, Timestamp),
) -> Result<guohe_chain::leaf::Event, StoreError> {
    let place = Place::of_stream("event", stream);
    let sealed = subject::sealed(tx, &act.tenant, (stream, seq), event).await?;
    let seq = place.stored("seq", seq)?;
    let (tenant, about) = (&act.tenant, word(stream.about));
    let values = args![
        tenant,
        about,
        stream.id,
        seq,
        place.text("kind", &event.kind)?,
        i64::from(event.schema),
        event.actor.account,
        place.text("role", &event.actor.role)?,
        event.actor.acting_for,
        event.effective_on,
        at,
        place.json("payload", &event.payload)?,
    ];
    tx.execute(sql::ADD_EVENT, values).await?;
    let recorded = chain::event_of(&place, event, at, sealed.as_ref())?;
    if let Some(sealed) = &sealed {
        let body = Place::of_stream("personal_text", stream).json("body", sealed)?;
        let mut values = args![tenant, about, stream.id, seq, body];
        let salt = recorded.personal.as_ref().map(|personal| personal.salt.clone());
        values.push(Arg::Blob(salt));
        tx.execute(sql::ADD_PERSONAL_TEXT, values).await?;
    }
    Ok(recorded)
}

/// The events of a stream, which follow each other without a gap.
pub(crate) async fn stream(
    engine: &Engine,
    tenant: &Tenant,
    stream: StreamId,
) -> Result<Vec<Event>, StoreError> {
    Ok(tail(engine, tenant, stream, 1).await?.events)
}

/// The events of a stream from a number on, and how often something had been erased in it before they were opened.
pub(crate) async fn tail(
    engine: &Engine,
    tenant: &Tenant,
    stream: StreamId,
    from: u64,
) -> Result<Tail, StoreError> {
    let place = Place::of_stream("event", stream);
    let values = args![tenant, word(stream.about), stream.id, place.stored("seq", from)?];
    // Erasures are counted with the events, and keys are read after them: whoever keeps what was erased in between
    // finds one more the next time.
    let found: Vec<EventRow> = engine.rows(sql::EVENTS, values).await?;
    let erased = place.count("erased", found.last().map_or(0, |row| row.erased))?;
    let held = found.iter().any(|row| row.personal.is_some());
    let keys =
        if held { subject::keys(engine, tenant, stream).await? } else { subject::Keys::default() };
    let mut events = Vec::with_capacity(found.len());
    for (seq, row) in (from..).zip(found) {
        let event = rows::event((tenant, stream), row, &keys)?;
        if event.seq != seq {
            return Err(place.inconsistent("seq"));
        }
        events.push(event);
    }
    Ok(Tail { events, erased })
}

/// Where a stream stands, and what its event of a number is known by: its leaf in the chain.
pub(crate) async fn head(
    engine: &Engine,
    tenant: &Tenant,
    stream: StreamId,
    seq: u64,
) -> Result<Head, StoreError> {
    let place = Place::of_stream("stream", stream);
    let values = args![tenant, word(stream.about), stream.id, place.stored("seq", seq)?];
    let found: Option<(i64, i64, Option<Vec<u8>>)> = engine.row(sql::STANDS, values).await?;
    let (version, erased, mark) = found.unwrap_or_default();
    let count = |name, number| place.count(name, number);
    Ok(Head { version: count("version", version)?, erased: count("erased", erased)?, mark })
}

/// Every stream of a realm, in ascending order.
pub(crate) async fn streams(engine: &Engine, tenant: &Tenant) -> Result<Vec<StreamId>, StoreError> {
    let found: Vec<StreamRow> = engine.rows(sql::STREAMS, args![tenant]).await?;
    let mut streams: Vec<StreamId> =
        found.into_iter().map(StreamId::try_from).collect::<Result<_, _>>()?;
    // In the order of the domain, not in that of the tables' words for it.
    streams.sort_unstable();
    Ok(streams)
}
