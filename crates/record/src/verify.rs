//! The verifier: reads a record and nothing else, and says what holds, what does not, and what it could not look at.
//!
//! It goes from the outside inwards: the container, the signatures, the digests of the parts; then the pack, the log,
//! the order of the acts; and last it works the result out again. What stands further in is only looked at once what is
//! around it holds.

mod intact;
pub(crate) mod logged;

use std::{collections::BTreeMap, sync::Arc};

use guohe_cases::law::Law;
use guohe_chain::{
    both::{Both, hex},
    keys::PublicKey,
};
use guohe_rules::pack::{PackFiles, Shelf};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    again, json,
    manifest::{ACTS, DECISION, EVENTS, KEYS, Manifest, PACK, WAIVERS},
    order,
    report::{Count, Lines, Report},
    withheld,
};

/// A record whose bytes are those that were signed.
pub(crate) struct Read {
    pub(crate) manifest: Manifest,
    /// The parts that are JSON, by name.
    pub(crate) parts: BTreeMap<String, Value>,
    pub(crate) files: PackFiles,
    pub(crate) keys: Vec<PublicKey>,
}

impl Read {
    /// A part in its typed form; a line says where it has none.
    pub(crate) fn part<T: DeserializeOwned>(&self, name: &str, lines: &mut Lines) -> Option<T> {
        typed(self.parts.get(name)?, name, lines)
    }

    /// Whether it is the full edition.
    pub(crate) fn is_full(&self) -> bool {
        self.parts.contains_key(EVENTS)
    }
}

/// A value in its typed form; a line says where it has none.
pub(crate) fn typed<T: DeserializeOwned>(
    value: &Value,
    name: &str,
    lines: &mut Lines,
) -> Option<T> {
    match T::deserialize(value) {
        Ok(typed) => Some(typed),
        Err(error) => {
            lines.wrong(
                name,
                format!("结构与格式说明不符：{error}"),
                format!("it does not have the shape that the format gives it: {error}"),
            );
            None
        }
    }
}

/// Verifies records. Packs that were read once are kept, so that many records under one pack take less time.
#[derive(Debug, Default)]
pub struct Verifier {
    known: Option<Vec<PublicKey>>,
    laws: BTreeMap<String, Arc<Law>>,
}

impl Verifier {
    /// One that knows the keys of the installation from elsewhere, or else takes those in the record.
    pub fn new(known: Option<Vec<PublicKey>>) -> Self {
        Self { known, laws: BTreeMap::new() }
    }

    /// Looks at a record.
    pub fn verify(&mut self, bytes: &[u8]) -> Report {
        let mut lines = Lines::default();
        let read = match intact::read(bytes, self.known.as_deref(), &mut lines) {
            Ok(Some(read)) => read,
            Ok(None) => return lines.report("", Count::default(), true),
            Err(()) => return lines.report("", Count::default(), false),
        };
        let edition = if read.is_full() { "full" } else { "public" };
        let count = self.within(&read, &mut lines);
        self.whose(&read, &mut lines);
        lines.report(edition, count, true)
    }

    fn within(&mut self, read: &Read, lines: &mut Lines) -> Count {
        let Some(law) = self.law(read, lines) else { return Count::default() };
        let acts = read.parts.get(ACTS).map(withheld::without).unwrap_or_default();
        let Some(rows) = typed::<Vec<order::Row>>(&acts, ACTS, lines) else {
            return Count::default();
        };
        logged::check(read, &rows, lines);
        let Some(decision) = read.parts.get(DECISION) else { return Count::default() };
        if decision.get("pack") != serde_json::to_value(&read.manifest.pack).ok().as_ref() {
            lines.wrong(
                DECISION,
                "决定所依据的规则包不是清单所列的",
                "the decision rests on another pack than the manifest has",
            );
        }
        let leads_to = decision.get("leads_to").and_then(Value::as_str).unwrap_or_default();
        order::follow(&law, &rows, leads_to, lines);
        if rows.len() as u64 != read.manifest.decision {
            lines.wrong(
                ACTS,
                format!(
                    "共 {} 条记录，而清单所载的决定是第{}条",
                    rows.len(),
                    read.manifest.decision
                ),
                format!(
                    "there are {} records, and the manifest has the decision as number {}",
                    rows.len(),
                    read.manifest.decision
                ),
            );
        }
        let waivers = read.parts.get(WAIVERS).map(withheld::without).unwrap_or_default();
        if let Some(waivers) = typed::<Vec<order::Waived>>(&waivers, WAIVERS, lines) {
            order::waivers(&law, &waivers, lines);
        }
        if read.is_full() {
            again::full(&law, read, lines)
        } else {
            again::public(&law, read, lines)
        }
    }

    /// The pack in the record, which has to be the one that the decision names.
    fn law(&mut self, read: &Read, lines: &mut Lines) -> Option<Arc<Law>> {
        let pieces = read.files.iter().flat_map(|(path, text)| [path, text]);
        let lengths: Vec<[u8; 8]> =
            pieces.clone().map(|text| (text.len() as u64).to_be_bytes()).collect();
        let framed: Vec<&[u8]> = lengths
            .iter()
            .zip(pieces)
            .flat_map(|(length, text)| [length.as_slice(), text.as_bytes()])
            .collect();
        let hash = hex(Both::of(&framed).sha256);
        let wanted = &read.manifest.pack;
        if hash != wanted.hash {
            lines.wrong(
                PACK,
                format!("规则包文件的摘要是 {hash}，而决定所依据的是 {wanted}：不是同一版本"),
                format!("the files of the pack have the hash {hash}, and the decision rests on {wanted}: another version"),
            );
            return None;
        }
        if let Some(law) = self.laws.get(&hash) {
            lines.holds(PACK, told(law, read).0, told(law, read).1);
            return Some(Arc::clone(law));
        }
        let packs = Shelf::load(&read.files).packs;
        let pack = packs.into_iter().find(|pack| pack.id() == wanted.id);
        let Some(law) = pack.and_then(|pack| Law::of(pack).ok()) else {
            lines.wrong(
                PACK,
                "规则包无法装入：本程序读不了这一版本，请换用与档案同期的程序",
                "the pack cannot be loaded: this program cannot read that version, use one of the time of the record",
            );
            return None;
        };
        let law = Arc::new(law);
        lines.holds(PACK, told(&law, read).0, told(&law, read).1);
        self.laws.insert(hash, Arc::clone(&law));
        Some(law)
    }

    /// Whose keys they are cannot be told by the record itself.
    fn whose(&self, read: &Read, lines: &mut Lines) {
        if self.known.is_some() {
            return lines.holds(
                KEYS,
                "签名与所给的公钥（--keys）相符",
                "the signatures are by the keys that were given (--keys)",
            );
        }
        let keys: Vec<String> =
            read.keys.iter().map(|key| format!("{}+{}", key.name, hex(key.id()))).collect();
        let keys = keys.join(", ");
        lines.unchecked(
            KEYS,
            format!("公钥是否属于该机关：档案自身不能证明。请与其公布的 /log/keys 比对，或用 --keys 给出。档案中的公钥：{keys}"),
            format!(
                "whose the keys are: the record itself cannot show it. Compare with /log/keys as the authority publishes \
                 them, or give them with --keys. Keys in the record: {keys}"
            ),
        );
    }
}

fn told(law: &Law, read: &Read) -> (String, String) {
    let (pack, files) = (&read.manifest.pack, read.files.len());
    let title = &law.pack.file.title;
    (
        format!("规则包“{}”（{pack}）的 {files} 个文件与决定所依据的版本一字不差", title.zh),
        format!(
            "the {files} files of the pack “{}” ({pack}) are, byte for byte, the version that the decision rests on",
            title.en
        ),
    )
}

/// A part as JSON in its one form; a line says where it is none.
pub(crate) fn parsed(name: &str, bytes: &[u8], lines: &mut Lines) -> Option<Value> {
    match json::read(bytes) {
        Ok(value) => Some(value),
        Err(what) => {
            lines.wrong(name, what.zh, what.en);
            None
        }
    }
}
