//! Texts about natural persons, each under the key of the person it is about.
//!
//! What lies beside an event is a list of sealed parts, one for each subject (see [`guohe_cases::personal`]). The leaf of
//! the event commits to the sealed parts, which stay for ever; a key that is erased leaves them unreadable in the
//! database, in copies of it, and in the cases that programs keep folded. Backups hold no keys.

use std::collections::BTreeMap;

use aes_gcm::{
    Aes256Gcm, KeyInit as _,
    aead::{Aead as _, Nonce, Payload},
};
use guohe_cases::event::{NewEvent, StreamId, Tenant};
use guohe_cases::personal::{self, Subject};
use guohe_cases::ports::StoreError;
use guohe_chain::both::hex;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::engine::{Engine, Tx, args};
use crate::rows::{KeyRow, Place, word};
use crate::sql;

/// The word before a sealed part: another way of sealing gets another word.
const SEALED: &str = "aes256gcm";
/// The number of a key where there is but one.
const ONLY: i64 = 1;
/// Bytes of a nonce, which is drawn anew for every part.
pub(crate) const NONCE: usize = 12;

/// The keys of a stream that can still be used, by number.
#[derive(Debug, Default)]
pub(crate) struct Keys(BTreeMap<i64, [u8; 32]>);

/// The keys of a stream.
pub(crate) async fn keys(
    engine: &Engine,
    tenant: &Tenant,
    stream: StreamId,
) -> Result<Keys, StoreError> {
    let values = args![tenant, word(stream.about), stream.id];
    let rows: Vec<KeyRow> = engine.rows(sql::SUBJECT_KEYS, values).await?;
    let place = Place::of_stream("subject_key", stream);
    let mut keys = Keys::default();
    for row in rows {
        let key = <[u8; 32]>::try_from(row.key.unwrap_or_default()).ok();
        keys.0.insert(row.number, place.sound("key", key)?);
    }
    Ok(keys)
}

/// Seals what an event says about natural persons, each part for its subject.
pub(crate) async fn sealed(
    tx: &mut Tx,
    tenant: &Tenant,
    (stream, seq): (StreamId, u64),
    event: &NewEvent,
) -> Result<Option<Value>, StoreError> {
    let mut sealed = Map::new();
    for (subject, text) in personal::parts(stream, seq, event) {
        let (number, key) = key_of(tx, tenant, stream, &subject).await?;
        let beside = beside(tenant, stream, seq, &subject);
        let part = seal(number, &key, text.to_string().as_bytes(), &beside)?;
        sealed.insert(subject, Value::String(part));
    }
    Ok((!sealed.is_empty()).then_some(Value::Object(sealed)))
}

/// What is left of sealed parts: those whose keys are there.
pub(crate) fn opened(
    tenant: &Tenant,
    (stream, seq): (StreamId, u64),
    sealed: &Value,
    keys: &Keys,
) -> Result<Option<Value>, StoreError> {
    let place = Place::of_stream("personal_text", stream);
    let parts = sealed.as_object().filter(|parts| parts.values().all(is_sealed));
    // A text from before there were keys lies as it was written.
    let Some(parts) = parts else { return Ok(Some(sealed.clone())) };
    let mut texts = Vec::new();
    for (subject, part) in parts {
        let part = place.sound("body", part.as_str().and_then(Part::read))?;
        let Some(key) = keys.0.get(&part.number) else { continue };
        let text = open(key, &part, &beside(tenant, stream, seq, subject));
        let text = text.and_then(|text| serde_json::from_slice(&text).ok());
        texts.push(place.sound("body", text)?);
    }
    Ok(personal::joined(texts))
}

fn is_sealed(part: &Value) -> bool {
    part.as_str().is_some_and(is_sealed_text)
}

/// The key under which a subject's texts are sealed now; made where there is none.
async fn key_of(
    tx: &mut Tx,
    tenant: &Tenant,
    stream: StreamId,
    subject: &str,
) -> Result<(i64, [u8; 32]), StoreError> {
    let place = Place::of_stream("subject_key", stream);
    let (about, id) = (word(stream.about), stream.id);
    let values = args![tenant, about, id, subject];
    let row: Option<KeyRow> = tx.row(sql::KEY_OF_SUBJECT, values).await?;
    if let Some(KeyRow { number, key: Some(key) }) = row {
        return Ok((number, place.sound("key", key.try_into().ok())?));
    }
    let last: Option<(i64,)> = tx.row(sql::LAST_KEY, args![tenant, about, id]).await?;
    let number = last.map_or(0, |(number,)| number) + 1;
    let mut key = [0; 32];
    fill(&mut key)?;
    let values = args![tenant, about, id, number, subject, key];
    tx.execute(sql::ADD_SUBJECT_KEY, values).await?;
    Ok((number, key))
}

/// Erases the keys of a subject.
pub(crate) async fn erase(
    tx: &mut Tx,
    tenant: &Tenant,
    subject: &Subject,
    at: Timestamp,
) -> Result<(), StoreError> {
    let stream = subject.stream;
    let values = args![tenant, word(stream.about), stream.id, subject.name.as_str(), at];
    let erased = tx.execute(sql::ERASE_SUBJECT, values).await?;
    let place = Place::of_stream("subject_key", stream);
    if erased == 1 { Ok(()) } else { Err(place.inconsistent("subject")) }
}

/// What ties a part to its event: moved to another one it cannot be opened.
fn beside(tenant: &Tenant, stream: StreamId, seq: u64, subject: &str) -> String {
    format!("{}/{}/{}/{seq}/{subject}", tenant.0, word(stream.about), stream.id)
}

/// A sealed part as it is written: `word:key:nonce:text`, the last two in hexadecimal digits.
struct Part {
    number: i64,
    nonce: [u8; NONCE],
    text: Vec<u8>,
}

impl Part {
    fn read(written: &str) -> Option<Self> {
        let mut fields = written.split(':');
        let (word, number) = (fields.next()?, fields.next()?.parse().ok()?);
        let (nonce, text) = (bytes(fields.next()?)?, bytes(fields.next()?)?);
        let whole = word == SEALED && fields.next().is_none();
        whole.then_some(Self { number, nonce: nonce.try_into().ok()?, text })
    }
}

/// The number of the key under which a part is sealed; none where it is not.
pub(crate) fn number_of(written: &str) -> Option<i64> {
    let mut fields = written.split(':');
    (fields.next()? == SEALED).then(|| fields.next()?.parse().ok())?
}

fn seal(number: i64, key: &[u8; 32], text: &[u8], beside: &str) -> Result<String, StoreError> {
    let mut nonce = [0; NONCE];
    fill(&mut nonce)?;
    let payload = Payload { msg: text, aad: beside.as_bytes() };
    let sealed = cipher(key).encrypt(&Nonce::<Aes256Gcm>::from(nonce), payload);
    let sealed = sealed.map_err(|error| StoreError::Database(error.to_string().into()))?;
    Ok(format!("{SEALED}:{number}:{}:{}", hex(nonce), hex(&sealed)))
}

fn open(key: &[u8; 32], part: &Part, beside: &str) -> Option<Vec<u8>> {
    let payload = Payload { msg: &part.text, aad: beside.as_bytes() };
    cipher(key).decrypt(&Nonce::<Aes256Gcm>::from(part.nonce), payload).ok()
}

/// A text sealed under a key that belongs to it alone.
pub(crate) fn seal_text(key: &[u8; 32], text: &[u8], beside: &str) -> Result<String, StoreError> {
    seal(ONLY, key, text, beside)
}

/// What was sealed so.
pub(crate) fn open_text(key: &[u8; 32], written: &str, beside: &str) -> Option<Vec<u8>> {
    open(key, &Part::read(written).filter(|part| part.number == ONLY)?, beside)
}

/// Whether a text is sealed; one from before there were keys lies as it was written.
pub(crate) fn is_sealed_text(written: &str) -> bool {
    written.split_once(':').is_some_and(|(word, _)| word == SEALED)
}

/// What seals and opens under a key.
pub(crate) fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(&(*key).into())
}

/// Fills bytes that nobody can guess.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), StoreError> {
    getrandom::fill(bytes).map_err(|error| StoreError::Database(Box::new(error)))
}

/// The bytes of hexadecimal digits.
pub(crate) fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = (0..digits.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_opens_under_its_own_key_and_beside_its_own_event_alone() {
        let (key, other) = ([7; 32], [8; 32]);
        let written = seal(3, &key, b"name", "north/case/1/2/leader").unwrap();
        let part = Part::read(&written).unwrap();
        assert_eq!(part.number, 3);
        assert_eq!(open(&key, &part, "north/case/1/2/leader").unwrap(), b"name");
        assert_eq!(open(&other, &part, "north/case/1/2/leader"), None);
        assert_eq!(open(&key, &part, "north/case/1/3/leader"), None);
        let again = seal(3, &key, b"name", "north/case/1/2/leader").unwrap();
        assert_ne!(written, again, "a nonce is never used twice");
    }
}
