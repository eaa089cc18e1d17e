//! The checks of Web Authentication (W3C, level 3, sections 7.1 and 7.2) for what is asked here: keys of one algorithm,
//! ES256, without attestation, with the person verified.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ciborium::Value as Cbor;
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// ECDSA over P-256 with SHA-256, in the list of COSE.
pub(super) const ES256: i64 = -7;
/// The longest id of a key.
const LONGEST_ID: usize = 1023;

/// Somebody touched the authenticator.
const PRESENT: u8 = 0b1;
/// The authenticator knew the person: by a PIN, a finger, a face.
const VERIFIED: u8 = 0b100;
/// It may be copied between devices.
const MAY_BE_COPIED: u8 = 0b1000;
/// It was.
const COPIED: u8 = 0b1_0000;
/// A new key comes along.
const NEW_KEY: u8 = 0b100_0000;

/// To whom a key belongs: a name, and the address under which it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Party {
    /// The name of the host.
    pub(super) name: String,
    /// Scheme, name and port, without a slash at the end.
    pub(super) origin: String,
}

/// What a browser answers.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    #[serde(rename = "rawId")]
    id: String,
    #[serde(rename = "type")]
    kind: String,
    response: Response,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    #[serde(rename = "clientDataJSON")]
    client: String,
    attestation_object: Option<String>,
    authenticator_data: Option<String>,
    signature: Option<String>,
    user_handle: Option<String>,
}

/// What the browser says about the page that asked.
#[derive(Debug, Deserialize)]
struct Client {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    elsewhere: bool,
}

/// A public key, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Key {
    /// The algorithm, in the list of COSE.
    alg: i64,
    /// The point, uncompressed, in base64 for addresses.
    point: String,
}

/// A key that was made.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) id: Vec<u8>,
    pub(super) key: Key,
    pub(super) counter: u64,
}

/// What the authenticator itself says.
struct Head<'a> {
    flags: u8,
    counter: u64,
    rest: &'a [u8],
}

/// Base64 for addresses, as browsers write it.
pub(super) fn written(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

impl Answer {
    /// The id of the key that answered.
    pub(super) fn id(&self) -> Option<Vec<u8>> {
        read(&self.id)
    }

    /// Whose key it says it is; present where somebody signs in without a name.
    pub(super) fn owner(&self) -> Option<Vec<u8>> {
        read(self.response.user_handle.as_deref()?)
    }

    /// The key that was made; none when the answer does not hold.
    pub(super) fn made(&self, party: &Party, challenge: &str) -> Option<Made> {
        self.client(party, challenge, "webauthn.create")?;
        let object = read(self.response.attestation_object.as_deref()?)?;
        let object: Cbor = ciborium::from_reader(object.as_slice()).ok()?;
        let data = part(&object, &Cbor::from("authData"))?.as_bytes()?;
        let head = head(party, data)?;
        if head.flags & NEW_KEY == 0 {
            return None;
        }
        // The kind of the device, 16 bytes, is nobody's business here.
        let (length, rest) = head.rest.get(16..)?.split_first_chunk::<2>()?;
        let (id, key) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        if id.is_empty() || id.len() > LONGEST_ID || self.id()? != id {
            return None;
        }
        let key: Cbor = ciborium::from_reader(key).ok()?;
        Some(Made { id: id.to_vec(), key: Key::of(&key)?, counter: head.counter })
    }

    /// How often the authenticator has signed, where the key signed what was asked; none when the answer does not hold.
    pub(super) fn signed(&self, party: &Party, challenge: &str, key: &Key) -> Option<u64> {
        let client = self.client(party, challenge, "webauthn.get")?;
        let data = read(self.response.authenticator_data.as_deref()?)?;
        let head = head(party, &data)?;
        let signature = Signature::from_der(&read(self.response.signature.as_deref()?)?).ok()?;
        let said = [data.as_slice(), &Sha256::digest(&client)].concat();
        key.verifying()?.verify(&said, &signature).ok()?;
        Some(head.counter)
    }

    /// What the browser said, as it said it, where it is what was asked, by whom, and for what.
    fn client(&self, party: &Party, challenge: &str, purpose: &str) -> Option<Vec<u8>> {
        let bytes = read(&self.response.client)?;
        let client: Client = serde_json::from_slice(&bytes).ok()?;
        let holds = self.kind == "public-key"
            && client.kind == purpose
            && client.challenge == challenge
            && client.origin == party.origin
            && !client.elsewhere;
        holds.then_some(bytes)
    }
}

impl Key {
    /// A key of COSE, where it is one of ES256.
    fn of(key: &Cbor) -> Option<Self> {
        let number = |at: i64| i64::try_from(part(key, &Cbor::from(at))?.as_integer()?).ok();
        let bytes = |at: i64| part(key, &Cbor::from(at))?.as_bytes().filter(|x| x.len() == 32);
        // Kind, algorithm, curve.
        if (number(1)?, number(3)?, number(-1)?) != (2, ES256, 1) {
            return None;
        }
        let point = [&[4_u8][..], bytes(-2)?, bytes(-3)?].concat();
        let key = Self { alg: ES256, point: written(&point) };
        key.verifying().map(|_on_the_curve| key)
    }

    fn verifying(&self) -> Option<VerifyingKey> {
        VerifyingKey::from_sec1_bytes(&read(&self.point)?).ok().filter(|_| self.alg == ES256)
    }
}

/// A part of a map.
fn part<'c>(map: &'c Cbor, key: &Cbor) -> Option<&'c Cbor> {
    map.as_map()?.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

/// What the authenticator says, where it is for this party and the person was there and verified.
fn head<'d>(party: &Party, data: &'d [u8]) -> Option<Head<'d>> {
    let (whom, rest) = data.split_first_chunk::<32>()?;
    let (&flags, rest) = rest.split_first()?;
    let (counter, rest) = rest.split_first_chunk::<4>()?;
    let both = PRESENT | VERIFIED;
    let holds = Sha256::digest(&party.name).as_slice() == whom
        && flags & both == both
        && (flags & COPIED == 0 || flags & MAY_BE_COPIED != 0);
    holds.then(|| Head { flags, counter: u32::from_be_bytes(*counter).into(), rest })
}

#[cfg(test)]
mod tests;
