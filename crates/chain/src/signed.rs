//! Texts that were signed by both algorithms: the lines of signatures, and statements that are no checkpoints.
//!
//! A signed text has the form of C2SP signed notes: the text, an empty line, and a line for each signature with the
//! name of its key, which ends in the algorithm. What is signed begins with a word for the sort of text, so that
//! none can be taken for another.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    both::Both,
    keys::{Algorithm, PublicKey, SecretKey},
};

/// What is wrong with a signed text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadNote {
    /// It does not have the form.
    #[error("it does not have the form of a checkpoint")]
    Form,
    /// Another key signed it.
    #[error("it was signed by `{0}`, a key that is not known here")]
    UnknownKey(String),
    /// A signature is not that of the text.
    #[error("the signature by `{0}` is not of this text")]
    Signature(String),
    /// One of the algorithms did not sign.
    #[error("it lacks the signature by {0}")]
    Unsigned(&'static str),
}

/// A signature as it is written: the id of the key, then what the key made.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Signature {
    name: String,
    bytes: Vec<u8>,
}

/// The signatures under a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatures(Vec<Signature>);

impl Signatures {
    /// Signs a text with every key.
    pub fn made(text: &str, keys: &[SecretKey]) -> Self {
        let signature = |key: &SecretKey| Signature {
            name: key.public().name.clone(),
            bytes: [key.public().id().as_slice(), &key.sign(text.as_bytes())].concat(),
        };
        Self(keys.iter().map(signature).collect())
    }

    /// Their lines, each with its end.
    pub fn text(&self) -> String {
        let line = |one: &Signature| format!("— {} {}\n", one.name, STANDARD.encode(&one.bytes));
        self.0.iter().map(line).collect()
    }

    /// From their lines.
    ///
    /// # Errors
    /// The form.
    pub fn parse(lines: &str) -> Result<Self, BadNote> {
        let signature = |line: &str| {
            let (name, bytes) = line.strip_prefix("— ")?.split_once(' ')?;
            Some(Signature { name: name.to_owned(), bytes: STANDARD.decode(bytes).ok()? })
        };
        lines.lines().map(signature).collect::<Option<_>>().map(Self).ok_or(BadNote::Form)
    }

    /// What each of them comes to, in their order: the algorithm, or why it does not hold.
    pub fn each(&self, text: &str, keys: &[PublicKey]) -> Vec<Result<Algorithm, BadNote>> {
        let check = |Signature { name, bytes }: &Signature| {
            let Some((id, signature)) = bytes.split_first_chunk::<4>() else {
                return Err(BadNote::Signature(name.clone()));
            };
            let mut known = keys.iter().filter(|key| key.name == *name && key.id() == *id);
            let key = known.next().ok_or_else(|| BadNote::UnknownKey(name.clone()))?;
            let holds = key.signed(text.as_bytes(), signature);
            if holds { Ok(key.algorithm) } else { Err(BadNote::Signature(name.clone())) }
        };
        self.0.iter().map(check).collect()
    }

    /// Whether one of them holds.
    pub fn any(&self, text: &str, keys: &[PublicKey]) -> bool {
        self.each(text, keys).iter().any(Result::is_ok)
    }

    /// Looks at all of them: one by each algorithm at least, each of a known key and of this text.
    ///
    /// # Errors
    /// The first that is not so.
    pub fn check(&self, text: &str, keys: &[PublicKey]) -> Result<(), BadNote> {
        let seen = self.each(text, keys).into_iter().collect::<Result<BTreeSet<_>, _>>()?;
        let needed = [Algorithm::Ed25519, Algorithm::Sm2];
        match needed.into_iter().find(|algorithm| !seen.contains(algorithm)) {
            Some(missing) => Err(BadNote::Unsigned(missing.word())),
            None => Ok(()),
        }
    }
}

/// Bytes that follow from a purpose, and that nobody can guess who does not hold the key.
///
/// They are the digest of a signature that is never shown; the key has to sign the same text the same way each time.
pub fn concealed(key: &SecretKey, purpose: &str) -> [u8; 32] {
    Both::of(&[&key.sign(format!("guohe-concealed/1\n{purpose}").as_bytes())]).sha256
}

/// A text of one or several lines with its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// What is signed; ends with the end of its last line and holds no empty one.
    pub body: String,
    /// Who signed it.
    pub signatures: Signatures,
}

impl Signed {
    /// Signs a text.
    pub fn made(body: String, keys: &[SecretKey]) -> Self {
        let signatures = Signatures::made(&body, keys);
        Self { body, signatures }
    }

    /// The whole text.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.body, self.signatures.text())
    }

    /// From its whole text; there is one way to write it.
    ///
    /// # Errors
    /// The form; signatures are not looked at.
    pub fn parse(text: &str) -> Result<Self, BadNote> {
        let (body, signed) = text.split_once("\n\n").ok_or(BadNote::Form)?;
        let read = Self { body: format!("{body}\n"), signatures: Signatures::parse(signed)? };
        if read.text() == text { Ok(read) } else { Err(BadNote::Form) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::tests::{keys, public};

    #[test]
    fn a_statement_is_signed_to_the_same_bytes_each_time_and_each_signature_is_told_apart() {
        let keys = keys(7);
        let signed = Signed::made("guohe-record/1\nx\n".to_owned(), &keys);
        assert_eq!(signed, Signed::made("guohe-record/1\nx\n".to_owned(), &keys));
        assert_eq!(Signed::parse(&signed.text()).as_ref(), Ok(&signed));
        let known = public(&keys);
        assert_eq!(signed.signatures.check(&signed.body, &known), Ok(()));

        let one = signed.text().replacen(" AAAA", " AAAB", 1);
        assert_eq!(Signed::parse(&format!("{one} ")), Err(BadNote::Form));
        let other = signed.signatures.each(&signed.body, &known[1..]);
        let unknown = BadNote::UnknownKey("guohe/log/ed25519".to_owned());
        assert_eq!(other, [Err(unknown), Ok(Algorithm::Sm2)]);
    }
}
