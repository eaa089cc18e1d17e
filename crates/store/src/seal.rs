//! Checkpoints and receipts: the log as others are shown it.

use async_trait::async_trait;
use guohe_cases::event::{StreamId, Tenant};
use guohe_cases::ports::{Evidence, Proven, ProvenEvent, Receipt, Sealed, StoreError};
use guohe_chain::both::{Both, hex};
use guohe_chain::leaf::Leaf;
use guohe_chain::note::{Checkpoint, Note, origin};
use guohe_chain::receipt;
use guohe_chain::signed::Signed;
use guohe_chain::tree::consistent;
use jiff::Timestamp;

use crate::engine::{Engine, args};
use crate::notary::Notary;
use crate::rows::{ChainRow, DigestRow, HeadRow, NoteRow, Place, head, word};
use crate::stamps::Stamps;
use crate::values::fixed;
use crate::{Database, audit, proof, sql};

/// What is to be signed contradicts what was signed before: the log was cut, rewritten or brought back from a copy.
#[derive(Debug, thiserror::Error)]
#[error(
    "与库外最后一个检查点（第 {size} 条）矛盾，拒绝签署：日志被截断、改写或回退；请保全数据并运行 guohe audit verify / \
     refused to sign: it contradicts the last checkpoint outside the database, at event {size}; the log was cut, \
     rewritten or rolled back: keep everything as it is and run `guohe audit verify`"
)]
pub struct Contradiction {
    /// The size of the last checkpoint.
    pub size: u64,
}

/// That the log as it stands goes on from the last checkpoint that was signed of it.
async fn goes_on(
    engine: &Engine,
    tenant: &Tenant,
    last: &Checkpoint,
    now: &Checkpoint,
) -> Result<(), StoreError> {
    let sizes = (last.size, now.size);
    // A proof that cannot be put together, from tables in which leaves are missing, shows nothing.
    let proof = if last.size < now.size {
        proof::of_beginning(engine, tenant, sizes).await
    } else {
        Ok(Vec::new())
    };
    let shown = proof.is_ok_and(|proof| {
        consistent((last.size, last.root), (now.size, now.root), &proof)
            && last.origin == now.origin
    });
    if shown {
        return Ok(());
    }
    Err(StoreError::Database(Box::new(Contradiction { size: last.size })))
}

/// Signs where the log stands, unless that was done; none where there is no log. What contradicts the last checkpoint
/// outside the database is not signed.
pub(crate) async fn seal(
    engine: &Engine,
    notary: &Notary,
    tenant: &Tenant,
    at: Timestamp,
) -> Result<Option<Note>, StoreError> {
    let place = Place::new("chain_head", &tenant.0);
    let name = tenant.0.as_str();
    let failed = |error| StoreError::Database(Box::new(error));
    // Before the log: whatever another program signs meanwhile, it stands no earlier than this.
    let last = notary.last(name).map_err(failed)?;
    let row: Option<HeadRow> = engine.row(sql::HEAD, args![tenant]).await?;
    let head = row.map(|row| head(&place, row)).transpose()?;
    let Some(head) = head.filter(|head| head.frontier.size() > 0) else {
        return last.map_or(Ok(None), |last| {
            let size = last.checkpoint.size;
            Err(StoreError::Database(Box::new(Contradiction { size })))
        });
    };
    let size = head.frontier.size();
    let leaves: Vec<DigestRow> = engine.rows(sql::LEAVES, args![tenant, 0, 1]).await?;
    let first = leaves.into_iter().next().and_then(DigestRow::both);
    let first = first.ok_or_else(|| Place::new("chain", &1).inconsistent("leaf_sha256"))?;
    let checkpoint = Checkpoint {
        origin: origin(name, &first),
        size,
        root: head.frontier.root(),
        link: head.link,
        at: fixed(at),
    };
    if let Some(last) = &last {
        goes_on(engine, tenant, &last.checkpoint, &checkpoint).await?;
    }
    if let Some(note) = covering(engine, tenant, size).await? {
        return Ok(Some(note));
    }
    let note = checkpoint.sign(notary.keys());
    // Outside first: what is shown to anybody is there, whatever becomes of the database.
    notary.keep(&note).map_err(failed)?;
    let values = args![tenant, place.stored("size", size)?, at, note.text()];
    if engine.execute(sql::ADD_NOTE, values).await? == 0 {
        // Another program signed the same size in between.
        return covering(engine, tenant, size).await;
    }
    Ok(Some(note))
}

/// The first checkpoint that covers an event.
async fn covering(
    engine: &Engine,
    tenant: &Tenant,
    number: u64,
) -> Result<Option<Note>, StoreError> {
    let place = Place::new("checkpoint", &number);
    let values = args![tenant, place.stored("size", number)?];
    let row: Option<NoteRow> = engine.row(sql::NOTE_OVER, values).await?;
    let note = row.map(|row| {
        let text = row.note.0.ok_or_else(|| place.inconsistent("note"))?;
        Note::parse(&text).map_err(|_why| place.inconsistent("note"))
    });
    note.transpose()
}

async fn chained(
    engine: &Engine,
    tenant: &Tenant,
    stream: StreamId,
    seq: u64,
) -> Result<Option<guohe_chain::verify::Entry>, StoreError> {
    let place = Place::of_stream("chain", stream);
    let seq = place.stored("seq", seq)?;
    let values = args![tenant, word(stream.about), stream.id, seq];
    let row: Option<ChainRow> = engine.row(sql::CHAINED_EVENT, values).await?;
    Ok(row.map(audit::entry))
}

/// The first checkpoint that covers an event, made where there is none; none where nobody signs.
async fn over(
    database: &Database,
    tenant: &Tenant,
    number: u64,
    at: Timestamp,
) -> Result<Option<Note>, StoreError> {
    let engine = database.engine();
    match (covering(engine, tenant, number).await?, database.notary()) {
        (Some(note), _) => Ok(Some(note)),
        (None, Some(notary)) => seal(engine, notary, tenant, at).await,
        (None, None) => Ok(None),
    }
}

fn sealed(note: &Note) -> Sealed {
    stamped(note, &Stamps::default())
}

/// The same with the good time stamp that somebody else gave it.
fn stamped(note: &Note, stamps: &Stamps) -> Sealed {
    Sealed {
        size: note.checkpoint.size,
        at: note.checkpoint.at.parse().unwrap_or_default(),
        short: note.checkpoint.short(),
        note: note.text(),
        stamped: stamps.over(note).and_then(|stamp| stamp.at.parse().ok()),
    }
}

#[async_trait]
impl Evidence for Database {
    async fn checkpoints(&self, tenant: &Tenant, most: u32) -> Result<Vec<Sealed>, StoreError> {
        let values = args![tenant, i64::from(most)];
        let rows: Vec<NoteRow> = self.engine().rows(sql::NEWEST_NOTES, values).await?;
        let notes = rows.into_iter().filter_map(|row| Note::parse(&row.note.0?).ok());
        let stamps = self.notary().map(Notary::stamps).unwrap_or_default();
        Ok(notes.map(|note| stamped(&note, &stamps)).collect())
    }

    async fn checkpoint_over(
        &self,
        tenant: &Tenant,
        stream: StreamId,
        seq: u64,
    ) -> Result<Option<Sealed>, StoreError> {
        let Some(entry) = chained(self.engine(), tenant, stream, seq).await? else {
            return Ok(None);
        };
        let note = covering(self.engine(), tenant, entry.chained.number).await?;
        Ok(note.as_ref().map(sealed))
    }

    async fn receipt(
        &self,
        tenant: &Tenant,
        stream: StreamId,
        seq: u64,
        at: Timestamp,
    ) -> Result<Option<Receipt>, StoreError> {
        let engine = self.engine();
        let Some(entry) = chained(engine, tenant, stream, seq).await? else { return Ok(None) };
        let Some(event) = &entry.event else { return Ok(None) };
        let number = entry.chained.number;
        let Some(note) = over(self, tenant, number, at).await? else { return Ok(None) };
        let size = note.checkpoint.size;
        let proof = proof::of_leaf(engine, tenant, number - 1, size).await?;
        let (place, chained) = (&entry.place, &entry.chained);
        let leaf = Leaf { tenant: &tenant.0, place, chained, event }.text();
        let receipt = receipt::Receipt::new(leaf, number, &proof, &note);
        let document = serde_json::to_string_pretty(&receipt);
        let document = document.map_err(|error| StoreError::Database(Box::new(error)))?;
        Ok(Some(Receipt { checkpoint: sealed(&note), number, document }))
    }

    async fn seal(&self, tenant: &Tenant, at: Timestamp) -> Result<Option<Sealed>, StoreError> {
        let Some(notary) = self.notary() else { return Ok(None) };
        Ok(seal(self.engine(), notary, tenant, at).await?.as_ref().map(sealed))
    }

    fn public_keys(&self) -> Vec<String> {
        let keys = self.notary().map(Notary::public).unwrap_or_default();
        keys.iter().map(guohe_chain::keys::PublicKey::text).collect()
    }

    async fn proven(
        &self,
        tenant: &Tenant,
        stream: StreamId,
        last: u64,
        at: Timestamp,
    ) -> Result<Option<Proven>, StoreError> {
        let engine = self.engine();
        let Some(entry) = chained(engine, tenant, stream, last).await? else { return Ok(None) };
        let note = over(self, tenant, entry.chained.number, at).await?;
        let Some(note) = note else { return Ok(None) };
        let mut events = Vec::new();
        for seq in 1..=last {
            let Some(entry) = chained(engine, tenant, stream, seq).await? else { return Ok(None) };
            let Some(event) = &entry.event else { return Ok(None) };
            let number = entry.chained.number;
            let proof = proof::of_leaf(engine, tenant, number - 1, note.checkpoint.size).await?;
            let (place, chained) = (&entry.place, &entry.chained);
            let leaf = Leaf { tenant: &tenant.0, place, chained, event }.text();
            let digits = |both: Both| (hex(both.sha256), hex(both.sm3));
            let proof = proof.into_iter().map(digits).collect();
            events.push(ProvenEvent { number, leaf, proof });
        }
        Ok(Some(Proven { checkpoint: note.text(), events }))
    }

    fn signed(&self, statement: &str) -> Option<String> {
        let keys = self.notary()?.keys();
        Some(Signed::made(statement.to_owned(), keys).text())
    }

    fn concealed(&self, purpose: &str) -> Option<[u8; 32]> {
        let key = self.notary()?.keys().first()?;
        Some(guohe_chain::signed::concealed(key, purpose))
    }
}
