//! A log over a store in memory: the port that shows others what was recorded, with leaves, a tree and keys as they are.

use async_trait::async_trait;
use guohe_cases::{
    event::{Event, StreamId, Tenant},
    memory::Memory,
    ports::{Evidence, Proven, ProvenEvent, Receipt, Sealed, Store as _, StoreError},
};
use guohe_chain::{
    both::{Both, hex},
    keys::{Algorithm, SecretKey},
    leaf::{self, Chained, Leaf},
    note::{Checkpoint, origin},
    signed::{Signed, concealed},
    tree::inclusion,
};
use jiff::Timestamp;

/// The log of one realm.
#[derive(Debug)]
pub(crate) struct Ledger {
    lines: Vec<(StreamId, u64, String)>,
    keys: Vec<SecretKey>,
    tenant: String,
}

/// The keys of an installation, by a byte.
pub(crate) fn keys(byte: u8) -> Vec<SecretKey> {
    let key = |algorithm| SecretKey::new("guohe/log", algorithm, &[byte; 32]).unwrap();
    vec![key(Algorithm::Ed25519), key(Algorithm::Sm2)]
}

impl Ledger {
    /// Chains everything that was recorded.
    pub(crate) async fn of(store: &Memory, tenant: &Tenant) -> Self {
        let mut events: Vec<Event> = Vec::new();
        for stream in store.streams(tenant).await.unwrap() {
            events.extend(store.stream(tenant, stream).await.unwrap());
        }
        events.sort_by_key(|event| (event.recorded_at, event.stream.id, event.seq));
        let lines = events.iter().enumerate().map(|(at, event)| {
            let line = line(&tenant.0, at as u64 + 1, event);
            (event.stream, event.seq, line)
        });
        Self { lines: lines.collect(), keys: keys(7), tenant: tenant.0.clone() }
    }

    /// The same, signed by other keys.
    pub(crate) fn by(self, keys: Vec<SecretKey>) -> Self {
        Self { keys, ..self }
    }
}

/// The line of an event, as the store would write it.
pub(crate) fn line(tenant: &str, number: u64, event: &Event) -> String {
    let text = |value: &serde_json::Value| value.to_string();
    let personal = event.what.personal.as_ref().map(text);
    let sealed = personal.map(|text| leaf::Personal { salt: vec![3; 16], text });
    let place = leaf::Place {
        about: serde_json::to_value(event.stream.about).unwrap().as_str().unwrap().to_owned(),
        id: event.stream.id.to_string(),
        seq: event.seq,
    };
    let actor = &event.what.actor;
    let chained = Chained {
        number,
        clock_at: Some(event.recorded_at.to_string()),
        personal: sealed.as_ref().map(leaf::Personal::commitment),
        ..Chained::default()
    };
    let event = leaf::Event {
        kind: event.what.kind.clone(),
        schema: event.what.schema,
        account: actor.account.to_string(),
        role: actor.role.clone(),
        acting_for: actor.acting_for.map(|account| account.to_string()),
        effective_on: event.what.effective_on.to_string(),
        recorded_at: event.recorded_at.to_string(),
        payload: text(&event.what.payload),
        personal: sealed,
    };
    Leaf { tenant, place: &place, chained: &chained, event: &event }.text()
}

/// The root over leaves, as the definition says it.
fn root(leaves: &[Both]) -> Both {
    match leaves {
        [] => Both::of(&[]),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(many.len().next_power_of_two() / 2);
            Both::node(&root(left), &root(right))
        }
    }
}

#[async_trait]
impl Evidence for Ledger {
    async fn checkpoints(&self, _: &Tenant, _: u32) -> Result<Vec<Sealed>, StoreError> {
        Ok(Vec::new())
    }

    async fn checkpoint_over(
        &self,
        _: &Tenant,
        _: StreamId,
        _: u64,
    ) -> Result<Option<Sealed>, StoreError> {
        Ok(None)
    }

    async fn receipt(
        &self,
        _: &Tenant,
        _: StreamId,
        _: u64,
        _: Timestamp,
    ) -> Result<Option<Receipt>, StoreError> {
        Ok(None)
    }

    async fn seal(&self, _: &Tenant, _: Timestamp) -> Result<Option<Sealed>, StoreError> {
        Ok(None)
    }

    fn public_keys(&self) -> Vec<String> {
        self.keys.iter().map(|key| key.public().text()).collect()
    }

    async fn proven(
        &self,
        _: &Tenant,
        stream: StreamId,
        last: u64,
        _: Timestamp,
    ) -> Result<Option<Proven>, StoreError> {
        let own = |(of, seq, _): &(StreamId, u64, String)| *of == stream && *seq == last;
        let Some(size) = self.lines.iter().position(own).map(|at| at + 1) else { return Ok(None) };
        let leaves: Vec<Both> =
            self.lines[..size].iter().map(|(.., line)| Both::leaf(line)).collect();
        let events = self.lines[..size].iter().enumerate().filter(|(_, (of, ..))| *of == stream);
        let events = events.map(|(at, (.., line))| {
            let ranges = inclusion(at as u64, size as u64);
            let at_most = |number: u64| usize::try_from(number).unwrap();
            let steps = ranges.into_iter();
            let steps = steps.map(|one| root(&leaves[at_most(one.start)..at_most(one.end)]));
            let proof = steps.map(|both| (hex(both.sha256), hex(both.sm3))).collect();
            ProvenEvent { number: at as u64 + 1, leaf: line.clone(), proof }
        });
        let checkpoint = Checkpoint {
            origin: origin(&self.tenant, &leaves[0]),
            size: size as u64,
            root: root(&leaves),
            link: Both::default(),
            at: "2026-03-01T00:00:00Z".to_owned(),
        };
        let events = events.collect();
        Ok(Some(Proven { checkpoint: checkpoint.sign(&self.keys).text(), events }))
    }

    fn signed(&self, statement: &str) -> Option<String> {
        Some(Signed::made(statement.to_owned(), &self.keys).text())
    }

    fn concealed(&self, purpose: &str) -> Option<[u8; 32]> {
        self.keys.first().map(|key| concealed(key, purpose))
    }
}
