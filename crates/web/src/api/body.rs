//! What was sent with a call: JSON of a known shape or bytes, the key of the call, the state that its sender has seen.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, FromRequestParts as _, Request},
    http::{
        HeaderMap,
        header::{CONTENT_TYPE, IF_MATCH},
    },
};
use guohe_cases::{
    moment::Moment, ports::IdempotencyKey, refusal::Fault, seen::Seen, verbs::fill::Filling,
};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    once::KEY,
    problem::{self, OTHER_MEDIA, STALE},
};
use crate::{arrival::Arrival, site::Site, trouble::Trouble, visit::Here};

/// A call with what was sent.
#[derive(Debug)]
pub(crate) struct Call<T> {
    pub(crate) here: Here,
    /// What was sent.
    pub(crate) body: T,
    /// The state of the case that its sender has seen.
    pub(crate) seen: Option<Seen>,
    /// The key under which it is to have one effect.
    pub(crate) once: Option<IdempotencyKey>,
    received: Timestamp,
}

/// Bytes as they came in.
pub(crate) type Bytes = Vec<u8>;

impl<T> Call<T> {
    async fn read(
        request: Request,
        site: &Arc<Site>,
        reads: impl Fn(&HeaderMap, Vec<u8>) -> Result<T, Trouble> + Send,
    ) -> Result<Self, Trouble> {
        let (mut parts, body) = request.into_parts();
        let here = Here::from_request_parts(&mut parts, site).await?;
        let (headers, uri) = (parts.headers.clone(), parts.uri.clone());
        let arrival = Arrival::of(&parts.extensions);
        let request = Request::from_parts(parts, body);
        let bytes = axum::body::Bytes::from_request(request, site).await;
        let bytes = bytes.map_err(|_too_large| Trouble::Unreadable)?;
        let received = arrival.read(site);
        let once = once(&here, &headers, (uri.path(), &bytes));
        let body = reads(&headers, bytes.to_vec())?;
        Ok(Self { here, body, seen: seen(&headers), once, received })
    }

    /// The moment of the call: that at which it had come in.
    pub(crate) fn moment(&self) -> Moment {
        Moment { now: self.received, ..self.here.site.moment() }
    }

    /// What is done to an open case with it.
    pub(crate) fn filling(&self, case: Uuid) -> Filling {
        Filling {
            person: self.here.person(),
            moment: self.moment(),
            case,
            seen: self.seen.clone(),
            once: self.once.clone(),
        }
    }

    /// A refusal because somebody else wrote first, as whoever named a state expects it.
    pub(crate) fn stale(&self, trouble: Trouble) -> Trouble {
        let conflict = matches!(
            &trouble,
            Trouble::Refused(refusal) if refusal.sort == guohe_cases::refusal::Sort::Conflict
        );
        if conflict && self.seen.is_some() { problem::miscall(STALE) } else { trouble }
    }
}

/// The state that the sender has seen; any where it is a star.
fn seen(headers: &HeaderMap) -> Option<Seen> {
    let said = headers.get(IF_MATCH)?.to_str().ok()?.trim();
    if said == "*" {
        return None;
    }
    Seen::sent(said.trim_start_matches("W/").trim_matches('"'))
}

/// The key by which the domain knows a call that it has recorded before. It is bound to whoever calls.
fn once(here: &Here, headers: &HeaderMap, (path, bytes): (&str, &[u8])) -> Option<IdempotencyKey> {
    let key = headers.get(KEY)?.to_str().ok()?;
    let account = here.visit.person().map(|person| person.account).unwrap_or_default();
    let mut digest = Sha256::new();
    digest.update(path);
    digest.update([0]);
    digest.update(bytes);
    Some(IdempotencyKey { key: format!("api {account} {key}"), request: digest.finalize().into() })
}

impl<T: DeserializeOwned + Send> FromRequest<Arc<Site>> for Call<Sent<T>> {
    type Rejection = Trouble;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Trouble> {
        Self::read(request, site, |headers, bytes| {
            let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
            let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
            if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
                return Err(problem::miscall(OTHER_MEDIA));
            }
            serde_json::from_slice(&bytes).map(Sent).map_err(|error| unreadable(&error))
        })
        .await
    }
}

impl FromRequest<Arc<Site>> for Call<Bytes> {
    type Rejection = Trouble;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Trouble> {
        Self::read(request, site, |_, bytes| Ok(bytes)).await
    }
}

/// JSON of a shape.
#[derive(Debug)]
pub(crate) struct Sent<T>(pub(crate) T);

fn unreadable(error: &serde_json::Error) -> Trouble {
    let (line, column) = (error.line(), error.column());
    problem::malformed(Fault::at(
        "",
        format!("第 {line} 行第 {column} 列：不是所要求的 JSON（{error}）"),
        format!("line {line}, column {column}: not the JSON that is asked for ({error})"),
    ))
}
