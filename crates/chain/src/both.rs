//! Two digests of the same bytes.

/// Bytes in lower-case hexadecimal digits.
pub use hex::encode as hex;
/// The same, into a place that is there already.
pub(crate) use hex::encode_to_slice as hex_into;
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

/// Before the bytes of a leaf, of a node of the tree, of a link of the chain: none can be taken for another.
const LEAF: u8 = 0;
const NODE: u8 = 1;
const LINK: u8 = 2;

/// SHA-256 and SM3 of the same bytes, 32 bytes each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Both {
    /// By SHA-256.
    pub sha256: [u8; 32],
    /// By SM3.
    pub sm3: [u8; 32],
}

impl Both {
    /// Of bytes given in pieces.
    pub fn of(pieces: &[&[u8]]) -> Self {
        let (mut sha256, mut sm3) = (Sha256::new(), Sm3::new());
        for piece in pieces {
            sha256.update(piece);
            sm3.update(piece);
        }
        Self { sha256: sha256.finalize().into(), sm3: sm3.finalize().into() }
    }

    /// Of a leaf, as RFC 6962 has it.
    pub fn leaf(text: &str) -> Self {
        Self::of(&[&[LEAF], text.as_bytes()])
    }

    /// Of two neighbours in the tree, as RFC 6962 has it.
    #[must_use]
    pub fn node(left: &Self, right: &Self) -> Self {
        Self::joined(NODE, left, right)
    }

    /// The link of a leaf to what came before it; 32 zero bytes stand before the first.
    #[must_use]
    pub fn link(before: &Self, leaf: &Self) -> Self {
        Self::joined(LINK, before, leaf)
    }

    fn joined(what: u8, one: &Self, other: &Self) -> Self {
        let (mut sha256, mut sm3) = (Sha256::new(), Sm3::new());
        sha256.update([what]);
        sha256.update(one.sha256);
        sha256.update(other.sha256);
        sm3.update([what]);
        sm3.update(one.sm3);
        sm3.update(other.sm3);
        Self { sha256: sha256.finalize().into(), sm3: sm3.finalize().into() }
    }
}

/// Bytes from their digits; none where they are written in any other way than [`hex()`] does.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    hex::decode(text).ok().filter(|bytes| hex(bytes) == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digests_of_abc_are_the_published_ones() {
        let both = Both::of(&[b"a", b"bc"]);
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!((hex(both.sha256), hex(both.sm3)), (sha256.to_owned(), sm3.to_owned()));
        assert_eq!(from_hex(sha256), Some(both.sha256.to_vec()));
        for other in ["0", "0G", "0A", "+1"] {
            assert_eq!(from_hex(other), None, "{other}");
        }
    }

    #[test]
    fn a_leaf_a_node_and_a_link_of_the_same_bytes_differ() {
        let (one, other) = (Both::leaf("a"), Both::leaf("b"));
        assert_ne!(Both::node(&one, &other), Both::link(&one, &other));
        assert_ne!(Both::node(&one, &other), Both::node(&other, &one));
    }
}
