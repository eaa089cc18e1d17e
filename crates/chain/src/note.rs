//! Checkpoints: how long a log is and what its tree comes to, as a text that is signed.
//!
//! The form is that of C2SP (signed notes, tlog checkpoints): name of the log, size, root; then lines of our own.
//! Below an empty line stand signatures, each with the name of its key, which ends in the algorithm.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    both::{Both, hex},
    keys::{PublicKey, SecretKey},
    signed::Signatures,
};

pub use crate::signed::BadNote;

/// What a checkpoint states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log; see [`origin`].
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Both,
    /// The link of the last of them.
    pub link: Both,
    /// When it was made, UTC.
    pub at: String,
}

/// The name of the log of a tenant: with the digest of its first leaf, so that two logs never share one.
pub fn origin(tenant: &str, first: &Both) -> String {
    let [head @ .., _] = first.sha256.as_chunks::<8>().0 else { return String::new() };
    let head = head.first().map(hex).unwrap_or_default();
    format!("guohe/{tenant}/{head}")
}

impl Checkpoint {
    /// The tenant in the name of the log.
    pub fn tenant(&self) -> Option<&str> {
        let (tenant, _head) = self.origin.strip_prefix("guohe/")?.rsplit_once('/')?;
        Some(tenant)
    }

    /// What is signed.
    pub fn text(&self) -> String {
        let base64 = |bytes: &[u8; 32]| STANDARD.encode(bytes);
        let Self { origin, size, root, link, at } = self;
        format!(
            "{origin}\n{size}\n{}\nsm3 {}\nchain {} {}\nat {at}\n",
            base64(&root.sha256),
            base64(&root.sm3),
            base64(&link.sha256),
            base64(&link.sm3)
        )
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let sm3 = lines.next()?.strip_prefix("sm3 ")?;
        let (sha256_link, sm3_link) = lines.next()?.strip_prefix("chain ")?.split_once(' ')?;
        let at = lines.next()?.strip_prefix("at ")?;
        let digest = |text: &str| STANDARD.decode(text).ok()?.try_into().ok();
        let both =
            |one: &str, other: &str| Some(Both { sha256: digest(one)?, sm3: digest(other)? });
        let checkpoint = Self {
            origin: origin.to_owned(),
            size: size.parse().ok()?,
            root: both(root, sm3)?,
            link: both(sha256_link, sm3_link)?,
            at: at.to_owned(),
        };
        (checkpoint.text() == text).then_some(checkpoint)
    }

    /// Short enough to be printed on a notice or read out: the size, and the first eight bytes of the root by each
    /// algorithm.
    pub fn short(&self) -> String {
        let head = |digest: &[u8; 32]| {
            let eight = digest.first_chunk::<8>().map(hex).unwrap_or_default();
            let groups: Vec<&str> =
                (0..4).filter_map(|group| eight.get(group * 4..group * 4 + 4)).collect();
            groups.join("-")
        };
        format!("{} {} {}", self.size, head(&self.root.sha256), head(&self.root.sm3))
    }

    /// Signs it.
    pub fn sign(self, keys: &[SecretKey]) -> Note {
        Note { signatures: Signatures::made(&self.text(), keys), checkpoint: self }
    }
}

/// A checkpoint with its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it states.
    pub checkpoint: Checkpoint,
    signatures: Signatures,
}

impl Note {
    /// The whole text.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.checkpoint.text(), self.signatures.text())
    }

    /// From its whole text.
    ///
    /// # Errors
    /// The form; signatures are not looked at.
    pub fn parse(text: &str) -> Result<Self, BadNote> {
        let (body, signed) = text.split_once("\n\n").ok_or(BadNote::Form)?;
        let checkpoint = Checkpoint::parse(&format!("{body}\n")).ok_or(BadNote::Form)?;
        Ok(Self { checkpoint, signatures: Signatures::parse(signed)? })
    }

    /// Every note of a file to which notes are added, each with an empty line behind it.
    ///
    /// # Errors
    /// The first that does not have the form, counted from one.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, usize> {
        let parts: Vec<&str> = text.split("\n\n").filter(|part| !part.trim().is_empty()).collect();
        let (pairs, rest) = parts.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(pairs.len() + 1);
        }
        let note = |(number, [body, signed]): (usize, &[&str; 2])| {
            Self::parse(&format!("{body}\n\n{signed}")).map_err(|_why| number + 1)
        };
        pairs.iter().enumerate().map(note).collect()
    }

    /// Whether one of these keys signed it.
    pub fn signed_by(&self, keys: &[PublicKey]) -> bool {
        self.signatures.any(&self.checkpoint.text(), keys)
    }

    /// Looks at its signatures: one by each algorithm at least, each of a known key and of this text.
    ///
    /// # Errors
    /// The first that is not so.
    pub fn check(&self, keys: &[PublicKey]) -> Result<(), BadNote> {
        self.signatures.check(&self.checkpoint.text(), keys)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::keys::Algorithm;

    pub(crate) fn keys(byte: u8) -> Vec<SecretKey> {
        let key = |algorithm| SecretKey::new("guohe/log", algorithm, &[byte; 32]).unwrap();
        vec![key(Algorithm::Ed25519), key(Algorithm::Sm2)]
    }

    pub(crate) fn public(keys: &[SecretKey]) -> Vec<PublicKey> {
        keys.iter().map(|key| key.public().clone()).collect()
    }

    fn checkpoint() -> Checkpoint {
        let leaf = Both::leaf("x");
        Checkpoint {
            origin: origin("main", &leaf),
            size: 1,
            root: leaf,
            link: Both::link(&Both::default(), &leaf),
            at: "2026-03-01T00:00:00Z".to_owned(),
        }
    }

    #[test]
    fn a_note_is_read_back_and_holds_only_for_its_keys_and_its_text() {
        let keys = keys(7);
        let note = checkpoint().sign(&keys);
        assert_eq!(Note::parse(&note.text()).as_ref(), Ok(&note));
        assert_eq!(note.check(&public(&keys)), Ok(()));

        let strangers = public(&tests::keys(8));
        let unknown = BadNote::UnknownKey("guohe/log/ed25519".to_owned());
        assert_eq!(note.check(&strangers), Err(unknown));

        let mut longer = note.clone();
        longer.checkpoint.size = 2;
        let refused = BadNote::Signature("guohe/log/ed25519".to_owned());
        assert_eq!(longer.check(&public(&keys)), Err(refused));

        let half = checkpoint().sign(&keys[..1]);
        assert_eq!(half.check(&public(&keys)), Err(BadNote::Unsigned("sm2")));
    }

    #[test]
    fn a_file_of_notes_gives_all_of_them_and_a_torn_one_is_counted() {
        let keys = keys(7);
        let note = checkpoint().sign(&keys);
        let file = format!("{0}\n{0}\n", note.text());
        assert_eq!(Note::parse_all(&file), Ok(vec![note.clone(), note]));
        assert_eq!(Note::parse_all(""), Ok(Vec::new()));
        assert_eq!(Note::parse_all(file.get(..file.len() - 80).unwrap()), Err(2));
        assert_eq!(Note::parse_all(file.get(..file.len() / 2 + 30).unwrap()), Err(2));
    }

    #[test]
    fn the_short_form_holds_the_size_and_the_head_of_both_roots() {
        let root = Both::leaf("x");
        let (sha256, sm3) = (hex(root.sha256), hex(root.sm3));
        let head = |text: &str| {
            let groups = (0..4).map(|at| text.get(at * 4..at * 4 + 4).unwrap());
            groups.collect::<Vec<_>>().join("-")
        };
        assert_eq!(checkpoint().short(), format!("1 {} {}", head(&sha256), head(&sm3)));
        assert_eq!(checkpoint().origin, format!("guohe/main/{}", sha256.get(..16).unwrap()));
    }
}
