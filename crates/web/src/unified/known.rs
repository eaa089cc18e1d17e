//! What a provider publishes about itself: where to go, and by which keys its tokens are signed.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use axum::http::{Request, Response, StatusCode, header::ACCEPT};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use super::{
    Wrong,
    provider::{Provider, reachable},
    token::Jwk,
};

/// What a provider says of itself is asked anew after so long.
const LASTS: SignedDuration = SignedDuration::from_hours(1);
/// Its keys are asked anew for a token whose key is not known, at most this often.
const AGAIN: SignedDuration = SignedDuration::from_secs(30);

/// The way out to providers. One request: no redirect is followed, and there is an end to time and size.
#[async_trait]
pub trait Outward: Send + Sync + fmt::Debug {
    /// Sends a request and gives the whole answer.
    ///
    /// # Errors
    /// Nobody answered, or not in time, or too much.
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutwardError>;
}

/// Why there is no answer from outside.
#[derive(Debug, thiserror::Error)]
#[error("the provider did not answer: {0}")]
pub struct OutwardError(pub String);

/// What a provider says of itself (`OpenID` Connect Discovery 1.0).
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    #[serde(default = "usual")]
    token_endpoint_auth_methods_supported: Vec<String>,
}

/// How a client proves who it is where the provider does not say.
fn usual() -> Vec<String> {
    vec!["client_secret_basic".to_owned()]
}

impl Metadata {
    /// Where people sign in.
    pub(super) fn sign_in(&self) -> Result<Url, Wrong> {
        reachable(&self.authorization_endpoint).ok_or(Wrong::Metadata)
    }

    /// Where a code is exchanged.
    pub(super) fn exchange(&self) -> Result<Url, Wrong> {
        reachable(&self.token_endpoint).ok_or(Wrong::Metadata)
    }

    /// Where people sign out, if they can.
    pub(super) fn sign_out(&self) -> Option<Url> {
        self.end_session_endpoint.as_deref().and_then(reachable)
    }

    /// Where it tells more of a person, if it does.
    pub(super) fn tells_more(&self) -> Option<Url> {
        self.userinfo_endpoint.as_deref().and_then(reachable)
    }

    /// Whether its answers say from whom they are (RFC 9207).
    pub(super) fn says_who(&self) -> bool {
        self.authorization_response_iss_parameter_supported
    }

    /// Whether a client may prove itself in a way.
    pub(super) fn takes(&self, way: &str) -> bool {
        self.token_endpoint_auth_methods_supported.iter().any(|one| one == way)
    }
}

#[derive(Debug, Deserialize)]
struct Published {
    keys: Vec<serde_json::Value>,
}

/// What was asked before, with the instant at which it was.
#[derive(Debug, Clone, Default)]
struct Kept {
    metadata: Option<(Metadata, Timestamp)>,
    keys: Option<(Arc<Vec<Jwk>>, Timestamp)>,
}

/// What is known of providers, by their ids; each server has its own.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<BTreeMap<String, Kept>>);

impl Known {
    fn of(&self, id: &str) -> Kept {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(id).cloned().unwrap_or_default()
    }

    fn keep(&self, id: &str, change: impl FnOnce(&mut Kept)) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(known.entry(id.to_owned()).or_default());
    }

    /// What a provider says of itself; while it does not answer, what it said before.
    pub(super) async fn metadata(
        &self,
        outward: &dyn Outward,
        (id, provider): (&str, &Provider),
        now: Timestamp,
    ) -> Result<Metadata, Wrong> {
        let before = self.of(id).metadata;
        if let Some((metadata, at)) = &before
            && now.duration_since(*at) < LASTS
        {
            return Ok(metadata.clone());
        }
        let issuer = provider.issuer.trim_end_matches('/');
        let address = format!("{issuer}/.well-known/openid-configuration");
        match get::<Metadata>(outward, &address).await {
            Ok(metadata) if metadata.issuer == provider.issuer => {
                self.keep(id, |kept| kept.metadata = Some((metadata.clone(), now)));
                Ok(metadata)
            }
            Ok(_other) => Err(Wrong::Metadata),
            Err(wrong) => before.map(|(metadata, _)| metadata).ok_or(wrong),
        }
    }

    /// The keys of a provider; asked anew when those that are known are old, or do not do.
    pub(super) async fn keys(
        &self,
        outward: &dyn Outward,
        (id, metadata): (&str, &Metadata),
        (now, more): (Timestamp, bool),
    ) -> Result<Arc<Vec<Jwk>>, Wrong> {
        let lasts = if more { AGAIN } else { LASTS };
        if let Some((keys, at)) = self.of(id).keys
            && now.duration_since(at) < lasts
        {
            return Ok(keys);
        }
        let published: Published = get(outward, &metadata.jwks_uri).await?;
        // Keys of kinds that are not known here are none of ours, and do not spoil the others.
        let keys = published.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok());
        let keys = Arc::new(keys.collect::<Vec<Jwk>>());
        self.keep(id, |kept| kept.keys = Some((Arc::clone(&keys), now)));
        Ok(keys)
    }
}

/// Asks for a document.
async fn get<T: DeserializeOwned>(outward: &dyn Outward, address: &str) -> Result<T, Wrong> {
    let url = reachable(address).ok_or(Wrong::Metadata)?;
    let request = Request::get(url.as_str()).header(ACCEPT, "application/json").body(Vec::new());
    let answer = outward.send(request.map_err(|_why| Wrong::Metadata)?).await?;
    if answer.status() != StatusCode::OK {
        return Err(Wrong::Status(answer.status().as_u16()));
    }
    serde_json::from_slice(answer.body()).map_err(|_why| Wrong::Metadata)
}
