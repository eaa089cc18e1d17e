//! Two providers of unified logins in software: real codes, real keys and real signatures, and on demand answers that no
//! honest one would give.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a flaw stands in one place; everywhere else whoever has it is honest"
)]

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::http::{
    Request, Response,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use guohe_web::{
    site::Outside as _,
    unified::{Outward, OutwardError},
};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use ring::hmac;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::{Url, form_urlencoded};

use crate::accounts::Clock;

/// By which name the installation is known to both, and by which secret.
pub(crate) const CLIENT: &str = "guohe";
pub(crate) const SECRET: &str = "a secret, with signs: +&%";

/// What is wrong with a token, or with the way it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    /// For somebody else.
    Audience,
    /// For us and somebody else, issued to somebody else.
    IssuedToAnother,
    /// For us and somebody else, without a word to whom.
    IssuedToNobody,
    NoAudience,
    Issuer,
    /// Of the other provider, signed by its own key.
    OtherProvider,
    Expired,
    NotYet,
    /// Issued long ago, and good for long.
    Old,
    NoTimes,
    Nonce,
    NoNonce,
    NoSubject,
    /// Not signed at all.
    AlgNone,
    /// Signed by a key that everybody has: the public one, as a password.
    PublicKeyAsSecret,
    /// By an algorithm that the installation does not know.
    AlgOther,
    UnknownKey,
    /// By another key under the same name.
    OtherKey,
    /// The signature is over something else.
    Changed,
    Critical,
    NoToken,
    Garbled,
    Status,
    Silent,
    /// What it tells of a person is about somebody else, or about nobody.
    TellsOfAnother,
    TellsOfNobody,
    /// It tells it in a token.
    TellsInToken,
    /// It does not know the word by which more is asked.
    TellsNothing,
}

/// A code that was given out.
#[derive(Debug, Clone)]
struct Given {
    host: String,
    query: BTreeMap<String, String>,
    subject: String,
}

/// The providers, as somebody reaches them.
#[derive(Debug)]
pub(crate) struct Providers {
    clock: Arc<Clock>,
    given: Mutex<BTreeMap<String, Given>>,
    flaw: Mutex<Flaw>,
    /// What tokens say besides.
    besides: Mutex<Value>,
    /// What is told of a person who is asked about.
    more: Mutex<Value>,
    /// How often that was asked.
    asked: AtomicUsize,
}

impl Providers {
    pub(crate) fn new(clock: Arc<Clock>) -> Arc<Self> {
        Arc::new(Self {
            clock,
            given: Mutex::default(),
            flaw: Mutex::new(Flaw::None),
            besides: Mutex::new(json!({})),
            more: Mutex::new(json!({})),
            asked: AtomicUsize::new(0),
        })
    }

    pub(crate) fn are(&self, flaw: Flaw) {
        *self.flaw.lock().unwrap() = flaw;
    }

    pub(crate) fn say(&self, besides: Value) {
        *self.besides.lock().unwrap() = besides;
    }

    /// What it tells of everybody when it is asked.
    pub(crate) fn tell(&self, more: Value) {
        *self.more.lock().unwrap() = more;
    }

    /// How often it was asked for more about somebody.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// What it says of a person, to whoever has the word for that: the one that came with their token.
    fn tells(&self, request: &Request<Vec<u8>>) -> Option<Value> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let word = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
        let subject = word.strip_prefix("Bearer access of ")?;
        let mut told = self.more.lock().unwrap().clone();
        told["sub"] = match *self.flaw.lock().unwrap() {
            Flaw::TellsOfAnother => json!("somebody else"),
            Flaw::TellsOfNobody => json!(null),
            Flaw::TellsNothing => return None,
            _ => json!(subject),
        };
        Some(told)
    }

    /// The word that somebody has signed out, with what it says changed.
    pub(crate) fn signs_out(&self, host: &str, subject: &str, changed: &Value) -> Value {
        let now = self.clock.now().as_second();
        let mut said = json!({
            "iss": format!("https://{host}"),
            "aud": CLIENT,
            "sub": subject,
            "iat": now,
            "exp": now + 120,
            "jti": "1",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        for (name, value) in changed.as_object().unwrap() {
            said[name] = value.clone();
        }
        // What is taken away is not there at all.
        said.as_object_mut().unwrap().retain(|_, value| *value != json!("-"));
        said
    }

    /// Somebody signs in where they were sent; gives the path of the installation to which they come back.
    pub(crate) fn signs_in(&self, to: &str, subject: &str) -> String {
        let to = Url::parse(to).unwrap();
        let query: BTreeMap<String, String> = to.query_pairs().into_owned().collect();
        assert_eq!(
            ["response_type", "code_challenge_method"].map(|name| query[name].as_str()),
            ["code", "S256"]
        );
        let mut given = self.given.lock().unwrap();
        let code = format!("code{}", given.len());
        let host = to.host_str().unwrap().to_owned();
        let back = Url::parse(&query["redirect_uri"]).unwrap();
        let path = format!(
            "{}?code={code}&state={}&iss=https%3A%2F%2F{host}",
            back.path(),
            query["state"]
        );
        given.insert(code, Given { host, query, subject: subject.to_owned() });
        path
    }

    /// The tokens for a code, when whoever asks is the one who was sent.
    fn exchanges(&self, host: &str, request: &Request<Vec<u8>>) -> Option<Value> {
        let form: BTreeMap<String, String> =
            form_urlencoded::parse(request.body()).into_owned().collect();
        let code = form.get("code")?;
        // A code is good once.
        let given = self.given.lock().unwrap().remove(code)?;
        let encoded =
            |word: &str| -> String { form_urlencoded::byte_serialize(word.as_bytes()).collect() };
        let pair = STANDARD.encode(format!("{}:{}", encoded(CLIENT), encoded(SECRET)));
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(form.get("code_verifier")?));
        let honest = given.host == host
            && form.get("redirect_uri") == given.query.get("redirect_uri")
            && given.query.get("code_challenge") == Some(&challenge)
            && request.headers().get(AUTHORIZATION)?.to_str().ok()? == format!("Basic {pair}");
        honest.then(|| self.token(&given))
    }

    fn token(&self, given: &Given) -> Value {
        let flaw = *self.flaw.lock().unwrap();
        let now = self.clock.now().as_second();
        let other = if given.host.starts_with("north") { "south.example" } else { "north.example" };
        let mut said = json!({
            "iss": format!("https://{}", given.host),
            "aud": CLIENT,
            "sub": given.subject,
            "iat": now,
            "exp": now + 300,
            "nonce": given.query["nonce"],
        });
        let fields = said.as_object_mut().unwrap();
        fields.extend(self.besides.lock().unwrap().as_object().unwrap().clone());
        let mut set = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        match flaw {
            Flaw::Audience => drop(set("aud", json!("another"))),
            Flaw::IssuedToNobody => drop(set("aud", json!([CLIENT, "another"]))),
            Flaw::IssuedToAnother => {
                set("aud", json!([CLIENT, "another"]));
                set("azp", json!("another"));
            }
            Flaw::NoAudience => drop(set("aud", json!(null))),
            Flaw::Issuer | Flaw::OtherProvider => {
                drop(set("iss", json!(format!("https://{other}"))));
            }
            Flaw::Expired => drop(set("exp", json!(now - 61))),
            Flaw::NotYet => drop(set("iat", json!(now + 61))),
            Flaw::Old => {
                set("iat", json!(now - 1000));
                set("exp", json!(now + 100_000));
            }
            Flaw::NoTimes => {
                set("exp", json!(null));
                set("iat", json!("x"));
            }
            Flaw::Nonce => drop(set("nonce", json!("0".repeat(64)))),
            Flaw::NoNonce => drop(set("nonce", json!(null))),
            Flaw::NoSubject => drop(set("sub", json!(""))),
            _ => {}
        }
        let signer = if flaw == Flaw::OtherProvider { other } else { given.host.as_str() };
        let access = format!("access of {}", given.subject);
        let mut tokens = json!({ "access_token": access, "token_type": "Bearer" });
        if flaw != Flaw::NoToken {
            tokens["id_token"] = json!(signed(&said, signer, (flaw, "JWT")));
        }
        tokens
    }
}

/// The key of a provider.
fn key(host: &str) -> SigningKey {
    SigningKey::from_slice(&Sha256::digest(host)).unwrap()
}

fn published(host: &str) -> Value {
    let point = key(host).verifying_key().to_sec1_point(false);
    let part = |range: std::ops::Range<usize>| URL_SAFE_NO_PAD.encode(&point.as_bytes()[range]);
    json!({ "keys": [
        { "kty": "OKP", "crv": "Ed25519", "x": "AA", "kid": "other" },
        { "kty": "EC", "crv": "P-256", "x": part(1..33), "y": part(33..65), "kid": host, "use": "sig" },
    ]})
}

pub(crate) fn signed(said: &Value, host: &str, (flaw, kind): (Flaw, &str)) -> String {
    let alg = match flaw {
        Flaw::AlgNone => "none",
        Flaw::PublicKeyAsSecret => "HS256",
        Flaw::AlgOther => "ES384",
        _ => "ES256",
    };
    let mut header = json!({ "alg": alg, "kid": host, "typ": kind });
    match flaw {
        Flaw::UnknownKey => header["kid"] = json!("nobody's"),
        Flaw::Critical => header["crit"] = json!(["exp"]),
        _ => {}
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&header), part(said));
    let signer = if flaw == Flaw::OtherKey { key("nobody") } else { key(host) };
    let signature: Signature = signer.sign(message.as_bytes());
    let signature = match flaw {
        Flaw::AlgNone => Vec::new(),
        Flaw::PublicKeyAsSecret => {
            let public = key(host).verifying_key().to_sec1_point(false);
            let secret = hmac::Key::new(hmac::HMAC_SHA256, public.as_bytes());
            hmac::sign(&secret, message.as_bytes()).as_ref().to_vec()
        }
        _ => signature.to_bytes().to_vec(),
    };
    let mut told = said.clone();
    match flaw {
        Flaw::Changed => told["sub"] = json!("somebody else"),
        Flaw::Garbled => return "x.y".to_owned(),
        _ => {}
    }
    format!("{}.{}.{}", part(&header), part(&told), URL_SAFE_NO_PAD.encode(signature))
}

#[async_trait::async_trait]
impl Outward for Providers {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutwardError> {
        let (host, path) = (request.uri().host().unwrap().to_owned(), request.uri().path());
        let at = |path: &str| format!("https://{host}/{path}");
        let flaw = *self.flaw.lock().unwrap();
        let answer = match path {
            "/.well-known/openid-configuration" => Some(json!({
                "issuer": format!("https://{host}"),
                "authorization_endpoint": at("authorize"),
                "token_endpoint": at("token"),
                "jwks_uri": at("keys"),
                "end_session_endpoint": at("end"),
                "userinfo_endpoint": at("person"),
                "authorization_response_iss_parameter_supported": host == "north.example",
            })),
            "/keys" => Some(published(&host)),
            "/token" if flaw == Flaw::Silent => return Err(OutwardError("nobody".to_owned())),
            "/token" if flaw == Flaw::Status => None,
            "/token" => self.exchanges(&host, &request),
            "/person" => self.tells(&request),
            _ => None,
        };
        let (status, body) = answer.map_or((400, "{}".to_owned()), |body| (200, body.to_string()));
        let kind = if path == "/person" && flaw == Flaw::TellsInToken {
            "application/jwt"
        } else {
            "application/json; charset=utf-8"
        };
        let answer = Response::builder().status(status).header(CONTENT_TYPE, kind);
        Ok(answer.body(body.into_bytes()).unwrap())
    }
}
