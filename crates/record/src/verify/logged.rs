//! Whether the acts of a record are in the log: the checkpoint, its signatures, and the way from each leaf to its root.

use guohe_chain::{
    both::{Both, from_hex},
    note::{Checkpoint, Note},
    tree,
};
use serde::Deserialize;

use super::Read;
use crate::{manifest::LOG, order::Row, report::Lines};

/// The proof of the log.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    checkpoint: String,
    pub(crate) entries: Vec<Logged>,
}

/// One record in the log.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Logged {
    record: u64,
    number: u64,
    leaf: Digest,
    proof: Vec<Digest>,
}

/// Both digests in hexadecimal digits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digest {
    sha256: String,
    sm3: String,
}

impl Digest {
    fn both(&self) -> Option<Both> {
        let digest = |text: &str| from_hex(text)?.try_into().ok();
        Some(Both { sha256: digest(&self.sha256)?, sm3: digest(&self.sm3)? })
    }
}

impl Logged {
    /// The digests of the leaf.
    pub(crate) fn leaf(&self) -> Option<Both> {
        self.leaf.both()
    }

    /// The number of the record in the log.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    fn leads_to(&self, size: u64) -> Option<Both> {
        let proof: Option<Vec<Both>> = self.proof.iter().map(Digest::both).collect();
        tree::root_of(self.number.checked_sub(1)?, size, self.leaf()?, &proof?)
    }
}

/// Looks whether every record is proved to be in the log of the checkpoint.
pub(super) fn check(read: &Read, rows: &[Row], lines: &mut Lines) {
    let Some(log) = read.part::<Log>(LOG, lines) else { return };
    let note = match Note::parse(&log.checkpoint) {
        Ok(note) => note,
        Err(error) => {
            return lines.wrong(
                LOG,
                format!("检查点不成立：{error}"),
                format!("the checkpoint does not hold: {error}"),
            );
        }
    };
    if let Err(error) = note.check(&read.keys) {
        return lines.wrong(
            LOG,
            format!("检查点的签名不成立，或由别的钥匙签署：{error}"),
            format!("the signatures of the checkpoint do not hold, or are by other keys: {error}"),
        );
    }
    let checkpoint = &note.checkpoint;
    let tenant = &read.manifest.tenant;
    if !checkpoint.origin.starts_with(&format!("guohe/{tenant}/")) {
        let origin = &checkpoint.origin;
        return lines.wrong(
            LOG,
            format!("检查点属于另一日志 {origin}"),
            format!("the checkpoint is that of another log, {origin}"),
        );
    }
    if !all_lead_there(&log, rows, &note.checkpoint, lines) {
        return;
    }
    lines.holds(
        LOG,
        format!(
            "{} 条记录都在日志之中：检查点 {}，{}",
            rows.len(),
            checkpoint.short(),
            checkpoint.at
        ),
        format!(
            "all {} records are in the log: checkpoint {}, {}",
            rows.len(),
            checkpoint.short(),
            checkpoint.at
        ),
    );
}

/// Whether there is a way from the leaf of every record to the root of the checkpoint.
fn all_lead_there(log: &Log, rows: &[Row], checkpoint: &Checkpoint, lines: &mut Lines) -> bool {
    let mut last = 0;
    for (at, (entry, row)) in log.entries.iter().zip(rows).enumerate() {
        let record = row.record;
        if entry.record != record || entry.number <= last {
            lines.wrong(
                LOG,
                format!("第{}条证明不属于第{record}条记录", at + 1),
                format!("proof {} is not that of record {record}", at + 1),
            );
            return false;
        }
        last = entry.number;
        if entry.leads_to(checkpoint.size) != Some(checkpoint.root) {
            lines.wrong(
                LOG,
                format!("第{record}条记录的叶不通往检查点的根：日志中没有这一条"),
                format!(
                    "the leaf of record {record} does not lead to the root of the checkpoint: it is not in the log"
                ),
            );
            return false;
        }
    }
    let whole = log.entries.len() == rows.len();
    if !whole {
        lines.wrong(
            LOG,
            format!("{} 条记录有 {} 条证明", rows.len(), log.entries.len()),
            format!("there are {} records and {} proofs", rows.len(), log.entries.len()),
        );
    }
    whole
}
