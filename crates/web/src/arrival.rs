//! When a request had come in: one instant, read from the clock when its last byte is there, and before anything waits for
//! the database or for a lock. What is in time is judged by it (docs/security/deadline.md), for pages and for programs.
//!
//! So what is sent is read first, before anybody is asked who sends it, as far as everything goes that can be late: a form
//! for handing in is no longer than that. The rest of something longer, which is a file, is read by whoever takes it, so
//! that nobody fills the memory before they are let in; it had come in when that was done.

use std::{
    convert::identity,
    sync::{Arc, OnceLock},
};

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use futures_util::{StreamExt as _, future, stream};
use jiff::Timestamp;

use crate::site::Site;

/// So much is read at once: as much as a form for handing in may hold.
const FIRST: usize = 64 * 1024;

/// The instant at which a request had come in, once it is there in full.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arrival(Arc<OnceLock<Timestamp>>);

impl Arrival {
    /// That of a request; also after its body was taken from it.
    pub(crate) fn of(extensions: &axum::http::Extensions) -> Self {
        extensions.get::<Self>().cloned().unwrap_or_default()
    }

    /// The instant, for somebody who has read all of it: now, where that was only this moment.
    pub(crate) fn read(&self, site: &Site) -> Timestamp {
        *self.0.get_or_init(|| site.outside.now())
    }
}

/// Reads what was sent and notes when it was there.
pub(crate) async fn noted(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let arrival = Arrival::default();
    parts.extensions.insert(arrival.clone());
    let (mut pieces, mut first, mut length) = (body.into_data_stream(), Vec::new(), 0);
    let whole = loop {
        match pieces.next().await {
            None => break true,
            Some(piece) => {
                length += piece.as_ref().map_or(0, Bytes::len);
                let torn = piece.is_err();
                first.push(piece);
                if torn || length > FIRST {
                    break false;
                }
            }
        }
    };
    let body = if whole {
        arrival.read(&site);
        let pieces: Result<Vec<Bytes>, _> = first.into_iter().collect();
        Body::from(pieces.unwrap_or_default().concat())
    } else {
        let end = stream::once(async move {
            arrival.read(&site);
            None
        });
        let rest = stream::iter(first).chain(pieces).map(Some).chain(end);
        Body::from_stream(rest.filter_map(|piece| future::ready(identity(piece))))
    };
    next.run(Request::from_parts(parts, body)).await
}
