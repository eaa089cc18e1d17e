//! Keys that sign checkpoints: Ed25519, and SM2 with SM3. They live in files, never in the database.
//!
//! A public key is written as C2SP signed notes write it, `NAME+ID+KEY`: the id is four bytes of a digest over
//! name and key, the key begins with a byte for the algorithm. SM2 has no byte of its own there, so it is the byte
//! 0xff followed by a word.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer as _, Verifier as _};
use sha2::{Digest as _, Sha256};
use sm2::dsa;

use crate::both::{from_hex, hex};

/// The identity with which SM2 signatures are made when no other was agreed on (GB/T 35276).
const SM2_IDENTITY: &str = "1234567812345678";
const ED25519_TAG: &[u8] = &[1];
const SM2_TAG: &[u8] = b"\xffguohe.cn/sm2-sm3";

/// An algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// SM2 over SM3 (GB/T 32918).
    Sm2,
}

impl Algorithm {
    /// Its word in the names of keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::Sm2 => "sm2",
        }
    }

    fn tag(self) -> &'static [u8] {
        match self {
            Self::Ed25519 => ED25519_TAG,
            Self::Sm2 => SM2_TAG,
        }
    }
}

/// A key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no key, or one that was damaged")]
pub struct BadKey;

/// A public key with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its name, which ends in the word of the algorithm.
    pub name: String,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// Its bytes: 32 for Ed25519, an uncompressed point of 65 for SM2.
    bytes: Vec<u8>,
}

impl PublicKey {
    /// The four bytes by which signatures name their key.
    pub fn id(&self) -> [u8; 4] {
        let mut digest = Sha256::new();
        for piece in [self.name.as_bytes(), b"\n", self.algorithm.tag(), &self.bytes] {
            digest.update(piece);
        }
        let digest: [u8; 32] = digest.finalize().into();
        let [one, two, three, four, ..] = digest;
        [one, two, three, four]
    }

    /// As it is published, `NAME+ID+KEY`.
    pub fn text(&self) -> String {
        let key = STANDARD.encode([self.algorithm.tag(), &self.bytes].concat());
        format!("{}+{}+{key}", self.name, hex(self.id()))
    }

    /// From what was published.
    ///
    /// # Errors
    /// It is none, or its id is not that of its bytes.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(BadKey);
        };
        let bytes = STANDARD.decode(key).map_err(|_why| BadKey)?;
        let of = |algorithm: Algorithm| {
            let bytes = bytes.strip_prefix(algorithm.tag())?.to_vec();
            let key = Self { name: name.to_owned(), algorithm, bytes };
            key.usable().then_some(key)
        };
        let key = of(Algorithm::Ed25519).or_else(|| of(Algorithm::Sm2)).ok_or(BadKey)?;
        if hex(key.id()) == id { Ok(key) } else { Err(BadKey) }
    }

    fn usable(&self) -> bool {
        match self.algorithm {
            Algorithm::Ed25519 => self.ed25519().is_some(),
            Algorithm::Sm2 => self.sm2().is_some(),
        }
    }

    fn ed25519(&self) -> Option<ed25519_dalek::VerifyingKey> {
        ed25519_dalek::VerifyingKey::from_bytes(self.bytes.as_slice().try_into().ok()?).ok()
    }

    fn sm2(&self) -> Option<dsa::VerifyingKey> {
        dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, &self.bytes).ok()
    }

    /// Whether it signed the text.
    pub fn signed(&self, text: &[u8], signature: &[u8]) -> bool {
        match self.algorithm {
            Algorithm::Ed25519 => {
                let signature = ed25519_dalek::Signature::from_slice(signature).ok();
                let checked = self.ed25519().zip(signature);
                checked.is_some_and(|(key, signature)| key.verify(text, &signature).is_ok())
            }
            Algorithm::Sm2 => {
                let signature = dsa::Signature::try_from(signature).ok();
                let checked = self.sm2().zip(signature);
                checked.is_some_and(|(key, signature)| {
                    dsa::signature::Verifier::verify(&key, text, &signature).is_ok()
                })
            }
        }
    }
}

/// A key that signs.
pub struct SecretKey {
    public: PublicKey,
    secret: Secret,
}

enum Secret {
    Ed25519(Box<ed25519_dalek::SigningKey>),
    Sm2(Box<dsa::SigningKey>),
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecretKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl SecretKey {
    /// From 32 bytes that nobody can guess.
    ///
    /// # Errors
    /// For SM2, bytes that are no key; one in 2³² is none.
    pub fn new(name: &str, algorithm: Algorithm, bytes: &[u8; 32]) -> Result<Self, BadKey> {
        let (secret, public) = match algorithm {
            Algorithm::Ed25519 => {
                let key = ed25519_dalek::SigningKey::from_bytes(bytes);
                let public = key.verifying_key().to_bytes().to_vec();
                (Secret::Ed25519(Box::new(key)), public)
            }
            Algorithm::Sm2 => {
                let key =
                    dsa::SigningKey::from_slice(SM2_IDENTITY, bytes).map_err(|_why| BadKey)?;
                let public = key.verifying_key().to_sec1_bytes().to_vec();
                (Secret::Sm2(Box::new(key)), public)
            }
        };
        let name = format!("{name}/{}", algorithm.word());
        Ok(Self { public: PublicKey { name, algorithm, bytes: public }, secret })
    }

    /// From the hexadecimal digits of its 32 bytes.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(name: &str, algorithm: Algorithm, text: &str) -> Result<Self, BadKey> {
        let bytes = from_hex(text.trim()).and_then(|bytes| bytes.try_into().ok());
        Self::new(name, algorithm, &bytes.ok_or(BadKey)?)
    }

    /// What others need to check its signatures.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs, 64 bytes.
    pub fn sign(&self, text: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::Ed25519(key) => key.sign(text).to_bytes().to_vec(),
            Secret::Sm2(key) => {
                let signature: dsa::Signature = dsa::signature::Signer::sign(&**key, text);
                signature.to_bytes().to_vec()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_algorithm_checks_its_own_signatures_and_no_others() {
        let keys = [Algorithm::Ed25519, Algorithm::Sm2]
            .map(|algorithm| SecretKey::new("log", algorithm, &[7; 32]).unwrap());
        for key in &keys {
            let signature = key.sign("文".as_bytes());
            assert_eq!(signature.len(), 64);
            let public = PublicKey::parse(&key.public().text()).unwrap();
            assert_eq!(&public, key.public());
            assert!(public.signed("文".as_bytes(), &signature));
            assert!(!public.signed("人".as_bytes(), &signature));
            assert!(!public.signed("文".as_bytes(), &signature[1..]));
            let other = SecretKey::new("log", public.algorithm, &[8; 32]).unwrap();
            assert!(!other.public().signed("文".as_bytes(), &signature));
        }
        assert!(!keys[1].public().signed(b"x", &keys[0].sign(b"x")));
    }

    #[test]
    fn a_public_key_with_another_id_or_name_is_none() {
        let key = SecretKey::new("log", Algorithm::Sm2, &[7; 32]).unwrap();
        let text = key.public().text();
        for other in [text.replacen("log", "gol", 1), text.replacen('+', "+0", 1), String::new()] {
            assert_eq!(PublicKey::parse(&other), Err(BadKey));
        }
        assert_eq!(SecretKey::parse("log", Algorithm::Sm2, &"0".repeat(64)).err(), Some(BadKey));
    }
}
