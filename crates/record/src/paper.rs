//! What an authority states of a paper that it signed, apart from the paper: a text beside the file, with signatures by
//! Ed25519 and SM2 as under a checkpoint of the log and of the same keys.
//!
//! It shows that the file is the one that the holder of the keys signed. It is no electronic seal in the sense of a law,
//! and nobody outside has vouched for the keys; the report says both.

use guohe_chain::{
    both::{Both, from_hex, hex},
    keys::PublicKey,
    signed::{BadNote, Signed},
};

/// The first line of a statement.
const FORMAT: &str = "guohe-paper/1";
/// No statement is longer, in bytes.
pub const LONGEST: usize = 1024 * 1024;
/// Digests of pieces name the place of what was changed; there are no more of them than this, and no piece is smaller.
const MOST_PIECES: usize = 256;
const SMALLEST_PIECE: usize = 4096;

/// What is known of a paper besides its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What sort of paper it is, as in its address.
    pub paper: String,
    /// By what it is known.
    pub number: String,
    /// Its version.
    pub version: u64,
    /// The digest of what it says, as on its pages.
    pub content: String,
}

/// What a statement says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What is known of the paper.
    pub about: About,
    /// The length of the file in bytes.
    pub size: usize,
    /// Its digests.
    pub digest: Both,
    /// The length of a piece in bytes; the last may be shorter.
    piece: usize,
    /// The first half of the SHA-256 of each piece.
    pieces: Vec<String>,
    /// The keys that sign, as they are published.
    keys: Vec<String>,
}

impl Statement {
    /// About a file, to be signed with these keys.
    pub fn of(file: &[u8], about: &About, keys: Vec<String>) -> Self {
        let piece = file.len().div_ceil(MOST_PIECES).max(SMALLEST_PIECE);
        let about = About {
            paper: one_line(&about.paper),
            number: one_line(&about.number),
            content: one_line(&about.content),
            version: about.version,
        };
        let pieces = pieces(file, piece);
        Self { about, size: file.len(), digest: Both::of(&[file]), piece, pieces, keys }
    }

    /// What is signed, in whole lines.
    pub fn text(&self) -> String {
        let About { paper, number, version, content } = &self.about;
        let (sha256, sm3) = (hex(self.digest.sha256), hex(self.digest.sm3));
        let (size, piece) = (self.size, self.piece);
        let lines = |word: &str, all: &[String]| {
            all.iter().map(|line| format!("{word} {line}\n")).collect::<Vec<_>>().concat()
        };
        let (parts, keys) = (lines("part", &self.pieces), lines("key", &self.keys));
        format!(
            "{FORMAT}\npaper {paper}\nnumber {number}\nversion {version}\ncontent {content}\nsize {size}\nsha256 {sha256}\n\
             sm3 {sm3}\npiece {piece}\n{parts}{keys}"
        )
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().filter_map(|line| line.split_once(' '));
        let mut next = |word: &str| {
            let (head, rest) = lines.next()?;
            (head == word).then(|| rest.to_owned())
        };
        let about = About {
            paper: next("paper")?,
            number: next("number")?,
            version: next("version")?.parse().ok()?,
            content: next("content")?,
        };
        let size = next("size")?.parse().ok()?;
        let mut digest = |word: &str| from_hex(&next(word)?)?.try_into().ok();
        let digest = Both { sha256: digest("sha256")?, sm3: digest("sm3")? };
        let piece = next("piece")?.parse().ok()?;
        let all = |word: &str| {
            let lines = text.lines().filter_map(|line| line.strip_prefix(word));
            lines.map(str::to_owned).collect()
        };
        let (pieces, keys) = (all("part "), all("key "));
        let read = Self { about, size, digest, piece, pieces, keys };
        (read.text() == text).then_some(read)
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

fn pieces(file: &[u8], piece: usize) -> Vec<String> {
    let half = |bytes: &[u8]| {
        let digest = Both::of(&[bytes]).sha256;
        digest.first_chunk::<16>().map(hex).unwrap_or_default()
    };
    file.chunks(piece.max(1)).map(half).collect()
}

/// Why a file is not what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The signature file cannot be read as one.
    Form,
    /// A signature is not of this statement, is missing, or is by a key that is not known.
    Signature(BadNote),
    /// The file is not as long as the one that was signed.
    Size {
        /// As was signed.
        signed: usize,
        /// As it is.
        found: usize,
    },
    /// Bytes of the file are not those that were signed: from the first up to and without the second.
    Bytes(usize, usize),
}

/// What holds of a paper and its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What was signed.
    pub statement: Statement,
    /// The names of the keys that signed.
    pub by: Vec<String>,
    /// Whether the keys were compared with some from elsewhere.
    pub known: bool,
}

/// Looks at a file and the signature beside it. `known` are the keys of the authority from elsewhere; without them it is
/// shown that the file is the one that was signed, and not who signed it.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify(
    file: &[u8],
    signature: &str,
    known: Option<&[PublicKey]>,
) -> Result<Verified, Wrong> {
    let signed = Signed::parse(signature).map_err(|_form| Wrong::Form)?;
    let format = signed.body.lines().next() == Some(FORMAT);
    let statement = Statement::parse(&signed.body).filter(|_| format).ok_or(Wrong::Form)?;
    let told: Result<Vec<_>, _> = statement.keys.iter().map(|key| PublicKey::parse(key)).collect();
    let told = told.map_err(|_key| Wrong::Form)?;
    signed.signatures.check(&signed.body, known.unwrap_or(&told)).map_err(Wrong::Signature)?;
    if file.len() != statement.size {
        return Err(Wrong::Size { signed: statement.size, found: file.len() });
    }
    if Both::of(&[file]) != statement.digest {
        let found = pieces(file, statement.piece);
        let differs = found.iter().zip(&statement.pieces).position(|(one, other)| one != other);
        let from = differs.unwrap_or_default() * statement.piece;
        let to = if differs.is_some() { from + statement.piece } else { file.len() };
        return Err(Wrong::Bytes(from, to.min(file.len())));
    }
    let by = told.into_iter().map(|key| key.name).collect();
    Ok(Verified { statement, by, known: known.is_some() })
}

#[cfg(test)]
mod tests {
    use guohe_chain::keys::{Algorithm, SecretKey};

    use super::*;

    fn keys(byte: u8) -> Vec<SecretKey> {
        let key = |algorithm| SecretKey::new("guohe/log", algorithm, &[byte; 32]).unwrap();
        vec![key(Algorithm::Ed25519), key(Algorithm::Sm2)]
    }

    fn public(keys: &[SecretKey]) -> Vec<PublicKey> {
        keys.iter().map(|key| key.public().clone()).collect()
    }

    fn signed(file: &[u8], by: u8) -> String {
        let keys = keys(by);
        let about = About {
            paper: "decision".to_owned(),
            number: "示例〔2026〕1号\nsize 0".to_owned(),
            version: 1,
            content: "3fa9".to_owned(),
        };
        let told = public(&keys).iter().map(PublicKey::text).collect();
        Signed::made(Statement::of(file, &about, told).text(), &keys).text()
    }

    #[test]
    fn a_file_and_its_signature_hold_with_the_keys_told_and_with_those_from_elsewhere() {
        let file = vec![7; 10_000];
        let signature = signed(&file, 7);
        let verified = verify(&file, &signature, None).unwrap();
        assert_eq!(verified.by, ["guohe/log/ed25519", "guohe/log/sm2"]);
        assert_eq!(verified.statement.about.number, "示例〔2026〕1号 size 0");
        assert!(!verified.known);
        assert!(verify(&file, &signature, Some(&public(&keys(7)))).unwrap().known);
        assert_eq!(signed(&file, 7), signature);
    }

    #[test]
    fn a_changed_byte_is_named_by_its_place_in_the_file() {
        let file: Vec<u8> = (0..10_000_u32).map(|at| at.to_le_bytes()[0]).collect();
        let signature = signed(&file, 7);
        for at in [0, 4095, 4096, 8191, 8192, 9_999] {
            let mut other = file.clone();
            other[at] ^= 1;
            let from = at / 4096 * 4096;
            let expected = Wrong::Bytes(from, (from + 4096).min(10_000));
            assert_eq!(verify(&other, &signature, None), Err(expected), "{at}");
        }
        let shorter = Wrong::Size { signed: 10_000, found: 9_999 };
        assert_eq!(verify(&file[1..], &signature, None), Err(shorter));
    }

    /// Every byte of it, one after the other.
    #[test]
    fn a_changed_signature_does_not_hold_wherever_it_was_changed() {
        let file = b"%PDF-1.7".to_vec();
        let signature = signed(&file, 7);
        for at in 0..signature.len() {
            let mut bytes = signature.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(other) = String::from_utf8(bytes) else { continue };
            assert!(verify(&file, &other, None).is_err(), "{at}");
        }
    }

    #[test]
    fn who_signs_with_keys_of_their_own_is_found_out_with_those_from_elsewhere() {
        let file = b"%PDF-1.7".to_vec();
        let signature = signed(&file, 8);
        assert!(verify(&file, &signature, None).is_ok());
        let unknown = BadNote::UnknownKey("guohe/log/ed25519".to_owned());
        let found = verify(&file, &signature, Some(&public(&keys(7))));
        assert_eq!(found, Err(Wrong::Signature(unknown)));
    }

    /// What was signed for another purpose, by the same keys, is no signature of a paper.
    #[test]
    fn a_statement_of_another_sort_is_none() {
        let other = signed(b"x", 7).replacen(FORMAT, "guohe-record/1", 1);
        assert_eq!(verify(b"x", &other, None), Err(Wrong::Form));
        assert_eq!(verify(b"x", "", None), Err(Wrong::Form));
    }
}
