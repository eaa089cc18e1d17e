//! Receipts: what somebody holds in their own hand to show later that their act is in the log.

use serde::{Deserialize, Serialize};

use crate::{
    both::{Both, from_hex, hex},
    keys::PublicKey,
    note::{BadNote, Note},
    tree,
};

/// The word of this form of receipts.
const FORM: &str = "guohe-receipt/1";

/// A receipt: a leaf, the way from it to the root, and the signed checkpoint with that root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The form of this document.
    pub form: String,
    /// The leaf: a line of JSON that says what was recorded.
    pub leaf: String,
    /// Its place in the log, from one.
    pub number: u64,
    /// What stands beside the way to the root, the nearest first.
    pub proof: Vec<Step>,
    /// The checkpoint, a signed note.
    pub checkpoint: String,
}

/// One step of the way, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// By SHA-256.
    pub sha256: String,
    /// By SM3.
    pub sm3: String,
}

/// Why a receipt does not prove anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadReceipt {
    /// It is of another form, or damaged.
    #[error("it does not have the form of a receipt")]
    Form,
    /// The checkpoint does not hold.
    #[error("its checkpoint does not hold: {0}")]
    Checkpoint(#[from] BadNote),
    /// The leaf does not lead to the root.
    #[error("its leaf does not lead to the root of the checkpoint")]
    Proof,
}

impl Receipt {
    /// Puts a receipt together.
    pub fn new(leaf: String, number: u64, proof: &[Both], checkpoint: &Note) -> Self {
        let step = |both: &Both| Step { sha256: hex(both.sha256), sm3: hex(both.sm3) };
        Self {
            form: FORM.to_owned(),
            leaf,
            number,
            proof: proof.iter().map(step).collect(),
            checkpoint: checkpoint.text(),
        }
    }

    /// Looks whether it proves that its leaf is in the log, and gives the checkpoint.
    ///
    /// # Errors
    /// Why it does not.
    pub fn check(&self, keys: &[PublicKey]) -> Result<Note, BadReceipt> {
        if self.form != FORM {
            return Err(BadReceipt::Form);
        }
        let note = Note::parse(&self.checkpoint)?;
        note.check(keys)?;
        let digest = |text: &str| from_hex(text).and_then(|bytes| bytes.try_into().ok());
        let step =
            |step: &Step| Some(Both { sha256: digest(&step.sha256)?, sm3: digest(&step.sm3)? });
        let proof: Option<Vec<Both>> = self.proof.iter().map(step).collect();
        let proof = proof.ok_or(BadReceipt::Form)?;
        let index = self.number.checked_sub(1).ok_or(BadReceipt::Form)?;
        let size = note.checkpoint.size;
        let root = tree::root_of(index, size, Both::leaf(&self.leaf), &proof);
        if root == Some(note.checkpoint.root) { Ok(note) } else { Err(BadReceipt::Proof) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::{
        Checkpoint, origin,
        tests::{keys, public},
    };

    fn receipt() -> Receipt {
        let texts = ["a", "b", "c"];
        let leaves = texts.map(Both::leaf);
        let left = Both::node(&leaves[0], &leaves[1]);
        let checkpoint = Checkpoint {
            origin: origin("main", &leaves[0]),
            size: 3,
            root: Both::node(&left, &leaves[2]),
            link: Both::default(),
            at: String::new(),
        };
        Receipt::new("b".to_owned(), 2, &[leaves[0], leaves[2]], &checkpoint.sign(&keys(7)))
    }

    #[test]
    fn a_receipt_proves_its_own_leaf_at_its_own_place_and_nothing_else() {
        let known = public(&keys(7));
        let receipt = receipt();
        let text = serde_json::to_string(&receipt).unwrap();
        let read: Receipt = serde_json::from_str(&text).unwrap();
        assert_eq!(read.check(&known).unwrap().checkpoint.size, 3);

        let changed = |edit: fn(&mut Receipt)| {
            let mut other = receipt.clone();
            edit(&mut other);
            other.check(&known).unwrap_err()
        };
        assert_eq!(changed(|r| r.leaf = "x".to_owned()), BadReceipt::Proof);
        assert_eq!(changed(|r| r.number = 1), BadReceipt::Proof);
        assert_eq!(changed(|r| r.number = 0), BadReceipt::Form);
        assert_eq!(changed(|r| r.proof.truncate(1)), BadReceipt::Proof);
        assert_eq!(changed(|r| r.proof[0].sm3 = r.proof[1].sm3.clone()), BadReceipt::Proof);
        assert_eq!(changed(|r| r.proof[0].sha256.push('0')), BadReceipt::Form);
        assert_eq!(changed(|r| r.form.push('0')), BadReceipt::Form);
        let longer = changed(|r| r.checkpoint = r.checkpoint.replacen("\n3\n", "\n4\n", 1));
        assert!(matches!(longer, BadReceipt::Checkpoint(BadNote::Signature(_))), "{longer}");
        let unknown = receipt.check(&public(&keys(8))).unwrap_err();
        assert!(matches!(unknown, BadReceipt::Checkpoint(BadNote::UnknownKey(_))), "{unknown}");
    }
}
