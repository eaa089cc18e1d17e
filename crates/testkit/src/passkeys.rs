//! An authenticator in software, and the browser around it: real keys and real signatures, and on demand answers that
//! no honest one would give.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use p256::ecdsa::{DerSignature, SigningKey, signature::Signer as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The person touched it.
const PRESENT: u8 = 0x01;
/// It knows that it is its owner: by a finger, a face or a PIN.
const VERIFIED: u8 = 0x04;
/// What follows is a new key.
const ATTESTED: u8 = 0x40;

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing.
    None,
    /// The page that asked lies elsewhere.
    Origin(&'static str),
    /// The key was made for another name.
    Party(&'static str),
    /// It answers a challenge that was never given.
    Challenge,
    /// Nobody was verified.
    Unverified,
    /// Nobody was there.
    Absent,
    /// The signature is over something else.
    Signature,
    /// It says that it is for the other purpose.
    Purpose,
    /// Another key signed under this id.
    OtherKey,
    /// It claims to be of another account.
    Owner([u8; 16]),
    /// No account is named.
    NoOwner,
    /// The id is one that nobody knows.
    Unknown,
}

/// A part of a question; nothing where there is none.
fn part<'v>(value: &'v Value, path: &str) -> &'v Value {
    value.pointer(path).unwrap_or(&Value::Null)
}

/// One passkey, with the page that it is used on.
#[derive(Debug, Clone)]
pub struct Authenticator {
    id: Vec<u8>,
    key: SigningKey,
    owner: Vec<u8>,
    /// The page's scheme, name and port.
    origin: String,
    /// How often it has signed; zero for those that do not count.
    pub counter: u32,
}

impl Authenticator {
    /// A passkey that was not registered yet; the word makes its key and its id.
    pub fn new(word: u8, origin: &str) -> Self {
        let seed: [u8; 32] = Sha256::digest([word; 8]).into();
        let key =
            SigningKey::from_slice(&seed).unwrap_or_else(|_| unreachable!("a digest is a key"));
        Self { id: vec![word; 16], key, owner: Vec::new(), origin: origin.to_owned(), counter: 0 }
    }

    /// Answers the question for a new key, as a browser sends it.
    pub fn registers(&mut self, asked: &Value, flaw: Flaw) -> String {
        let asked = part(asked, "/publicKey");
        self.owner = decoded(part(asked, "/user/id"));
        let client = self.client(asked, "webauthn.create", flaw);
        let mut data =
            self.head(part(asked, "/rp/id").as_str().unwrap_or_default(), ATTESTED, flaw);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap_or_default().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public());
        // {"fmt": "none", "attStmt": {}, "authData": bytes}, as CBOR.
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).unwrap_or_default().to_be_bytes());
        object.extend(data);
        let response = json!({
            "clientDataJSON": encoded(client.as_bytes()),
            "attestationObject": encoded(&object),
        });
        self.answer(&response, flaw)
    }

    /// Answers the question who somebody is.
    pub fn signs(&mut self, asked: &Value, flaw: Flaw) -> String {
        let asked = part(asked, "/publicKey");
        let client = self.client(asked, "webauthn.get", flaw);
        let data = self.head(part(asked, "/rpId").as_str().unwrap_or_default(), 0, flaw);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(client.as_bytes()));
        if flaw == Flaw::Signature {
            signed.push(0);
        }
        let other = Self::new(0xEE, &self.origin).key;
        let key = if flaw == Flaw::OtherKey { &other } else { &self.key };
        let signature: DerSignature = key.sign(&signed);
        let claimed =
            if let Flaw::Owner(other) = flaw { other.to_vec() } else { self.owner.clone() };
        let owner = (flaw != Flaw::NoOwner).then(|| encoded(&claimed));
        let response = json!({
            "clientDataJSON": encoded(client.as_bytes()),
            "authenticatorData": encoded(&data),
            "signature": encoded(signature.as_bytes()),
            "userHandle": owner,
        });
        self.answer(&response, flaw)
    }

    fn answer(&self, response: &Value, flaw: Flaw) -> String {
        let id = if flaw == Flaw::Unknown { vec![0xDD; 16] } else { self.id.clone() };
        let id = encoded(&id);
        let answer = json!({
            "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {},
        });
        answer.to_string()
    }

    fn client(&self, asked: &Value, purpose: &str, flaw: Flaw) -> String {
        let origin = if let Flaw::Origin(other) = flaw { other } else { &self.origin };
        let never = encoded(&[7; 32]);
        let challenge = part(asked, "/challenge").as_str().unwrap_or_default();
        let challenge = if flaw == Flaw::Challenge { &never } else { challenge };
        let purpose = match (flaw, purpose) {
            (Flaw::Purpose, "webauthn.get") => "webauthn.create",
            (Flaw::Purpose, _) => "webauthn.get",
            (_, purpose) => purpose,
        };
        let client = json!({
            "type": purpose, "challenge": challenge, "origin": origin, "crossOrigin": false,
        });
        client.to_string()
    }

    /// Whom it is for, who was there, and how often it has signed.
    fn head(&mut self, party: &str, more: u8, flaw: Flaw) -> Vec<u8> {
        let party = if let Flaw::Party(other) = flaw { other } else { party };
        let present = if flaw == Flaw::Absent { 0 } else { PRESENT };
        let verified = if [Flaw::Absent, Flaw::Unverified].contains(&flaw) { 0 } else { VERIFIED };
        let who = present | verified;
        let mut head = Sha256::digest(party).to_vec();
        head.push(who | more);
        head.extend(self.counter.to_be_bytes());
        head
    }

    /// The public key as COSE has it: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
    fn public(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let bytes = point.as_bytes();
        let (x, y) = bytes.get(1..65).unwrap_or_default().split_at(32);
        let mut key = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
        key.extend(x);
        key.extend(b"\x22\x58\x20");
        key.extend(y);
        key
    }
}

fn encoded(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn decoded(text: &Value) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text.as_str().unwrap_or_default()).unwrap_or_default()
}
