//! Calls that change something have one effect, however often they are sent (draft-ietf-httpapi-idempotency-key-header).
//!
//! The effect and its key are written in one transaction by the verb itself. What is kept here beside it is the answer,
//! and that a call is under way. Whoever sends the same again gets the same answer for a day; an answer that was lost
//! between the two is made anew, because the verb knows its key. What was refused had no effect, so its key is free again.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use guohe_cases::{
    refusal::Fault,
    token::{Asked, Known},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::problem::{self, KEY_MISSING, KEY_REUSED, UNDER_WAY};
use crate::{arrival::Arrival, caught, site::Site, trouble::Trouble, visit::Visit};

/// The header with the key.
pub(crate) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header of an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Keys are no longer than this; a UUID has 36 signs.
pub(crate) const LONGEST: usize = 128;
/// A call that was not answered by then was given up; requests are given two minutes.
const GIVEN_UP: SignedDuration = SignedDuration::from_mins(5);
/// Answers are kept for a day.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// Answers of such calls are small.
const LARGEST: usize = 1024 * 1024;

/// Answers a call once.
pub(crate) async fn at_most_once(
    State((site, most)): State<(Arc<Site>, usize)>,
    request: Request,
    next: Next,
) -> Response {
    match answered(&site, most, request, next).await {
        Ok(response) => response,
        Err(trouble) => trouble.into_response(),
    }
}

async fn answered(
    site: &Site,
    most: usize,
    request: Request,
    next: Next,
) -> Result<Response, Trouble> {
    let (parts, body) = request.into_parts();
    let key = parts.headers.get(KEY).ok_or_else(|| problem::miscall(KEY_MISSING))?;
    let key =
        key.to_str().ok().filter(|key| (1..=LONGEST).contains(&key.len())).ok_or_else(no_key)?;
    let bytes = to_bytes(body, most).await.map_err(|_too_large| Trouble::Unreadable)?;
    let visit = parts.extensions.get::<Arc<Visit>>().ok_or(Trouble::Forbidden)?;
    let account = visit.person().map(|person| person.account).unwrap_or_default();
    let now = Arrival::of(&parts.extensions).read(site);
    let before = |by| now.checked_sub(by).unwrap_or(now);
    let mut request = Sha256::new();
    request.update(parts.uri.to_string());
    request.update([0]);
    // The same from another state is another call.
    request.update(parts.headers.get(header::IF_MATCH).map_or(&b""[..], HeaderValue::as_bytes));
    request.update([0]);
    request.update(&bytes);
    let asked = Asked {
        account,
        key: Sha256::digest(key).into(),
        request: request.finalize().into(),
        at: now,
        given_up: before(GIVEN_UP),
        forgotten: before(KEPT),
    };
    match site.store.begin_answer(&site.tenant, &asked).await? {
        Known::Begun => {}
        Known::UnderWay => return Err(problem::miscall(UNDER_WAY)),
        Known::Other => return Err(problem::miscall(KEY_REUSED)),
        Known::Answered(answer) => return again(&answer),
    }
    // One that panics does not hold its key: where it had its effect before, the verb knows the key.
    let response = caught::answered(Request::from_parts(parts, Body::from(bytes)), next).await;
    keep(site, &asked, response).await
}

fn no_key() -> Trouble {
    problem::malformed(Fault::at(
        "Idempotency-Key",
        format!("应为 1 至 {LONGEST} 个可见的 ASCII 字符"),
        format!("1 to {LONGEST} visible ASCII signs"),
    ))
}

/// Keeps an answer that says something was done; gives it on.
async fn keep(site: &Site, asked: &Asked, response: Response) -> Result<Response, Trouble> {
    if !response.status().is_success() {
        site.store.keep_answer(&site.tenant, asked, None).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, LARGEST).await.map_err(Trouble::broken)?;
    let etag = parts.headers.get(header::ETAG).and_then(|etag| etag.to_str().ok());
    let answer = json!({
        "status": parts.status.as_u16(),
        "etag": etag,
        "body": String::from_utf8_lossy(&bytes),
    });
    site.store.keep_answer(&site.tenant, asked, Some(&answer)).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

/// The answer that was given before.
fn again(answer: &Value) -> Result<Response, Trouble> {
    let status = answer["status"].as_u64().and_then(|status| u16::try_from(status).ok());
    let status = status.and_then(|status| StatusCode::from_u16(status).ok());
    let body = answer["body"].as_str().unwrap_or_default().to_owned();
    let mut response = (status.unwrap_or(StatusCode::OK), body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    if let Some(etag) = answer["etag"].as_str() {
        headers.insert(header::ETAG, HeaderValue::from_str(etag).map_err(Trouble::broken)?);
    }
    Ok(response)
}
