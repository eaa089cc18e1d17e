//! What was sent with a form: its fields and files, after the token was found to be the visitor's.
//!
//! Every handler that changes something takes its input through here, so none can forget the token, and
//! each has the one instant that decides what is in time: that at which the request was there in full.

use std::sync::Arc;

use axum::{
    Form, RequestExt as _,
    extract::{
        DefaultBodyLimit, FromRequest, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::{StatusCode, header::CONTENT_TYPE},
};
use guohe_cases::{
    attachment::{LARGEST, too_large},
    refusal::Refusal,
    seen::Seen,
};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::{arrival::Arrival, routes::LARGEST_FORM, site::Site, trouble::Trouble, visit::Visit};

/// Fields and files of a form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    fields: Vec<(String, String)>,
    pub(crate) files: Vec<Upload>,
    /// When its last byte had come in; nothing for a form that was not sent.
    received: Option<Timestamp>,
}

/// A file as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

const TOKEN: &str = "form_token";

/// So many bytes may come with a form; a route that takes files puts it beside the request.
///
/// What is larger is read to its end and kept nowhere, so that whoever sent it is told and does not see a connection that
/// breaks; there is an end to that as well, which is that of the body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room(pub(crate) usize);

impl Room {
    /// So many times as much is read, to be told apart from what is too large.
    pub(crate) const READ: usize = 4;
}

impl Sent {
    /// A field; empty when it was not sent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// All fields, in the order of the form.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// All values of a field.
    pub(crate) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Fields whose names begin so, with the rest of the name.
    pub(crate) fn under<'s>(&'s self, prefix: &'s str) -> impl Iterator<Item = (&'s str, &'s str)> {
        self.fields
            .iter()
            .filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?, value.as_str())))
    }

    /// The instant at which it had come in.
    pub(crate) fn received(&self) -> Option<Timestamp> {
        self.received
    }

    /// The case as it was seen when the form was made.
    pub(crate) fn seen(&self) -> Option<Seen> {
        Seen::sent(self.text("seen"))
    }

    /// SHA-256 over everything that was sent, so that a key used for something else is noticed.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let parts = self.fields.iter().filter(|(key, _)| key != TOKEN);
        for (key, value) in parts {
            hash.update(key.len().to_be_bytes());
            hash.update(key);
            hash.update(value.len().to_be_bytes());
            hash.update(value);
        }
        hash.finalize().into()
    }

    async fn read_parts(mut parts: Multipart, room: Room) -> Result<Self, Trouble> {
        let mut sent = Self::default();
        let mut left = room.0;
        // Whatever comes instead of the end is no end: what was cut off would count as if it had been left empty.
        while let Some(mut part) = parts.next_field().await.map_err(|error| cut(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let Some(bytes) = within(&mut part, &mut left).await? else {
                drop(part);
                rest_of(parts).await;
                return Err(beyond(&name, file.map(|_| room)));
            };
            match file {
                Some(file) if file.is_empty() => {}
                Some(file) => sent.files.push(Upload { name: file, bytes }),
                None => sent.fields.push((name, String::from_utf8_lossy(&bytes).into_owned())),
            }
        }
        Ok(sent)
    }
}

/// The bytes of a part; none where they are more than there is room for, of which no more is kept than that.
async fn within(part: &mut Field<'_>, left: &mut usize) -> Result<Option<Vec<u8>>, Trouble> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| cut(&error))? {
        let Some(rest) = left.checked_sub(chunk.len()) else { return Ok(None) };
        *left = rest;
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}

/// Reads what still comes and keeps nothing of it, as far as the end or that of the body.
async fn rest_of(mut parts: Multipart) {
    while let Ok(Some(mut part)) = parts.next_field().await {
        while let Ok(Some(_)) = part.chunk().await {}
    }
}

/// That a part is larger than there is room for: of a file it is said where, and how large it may be.
fn beyond(place: &str, file: Option<Room>) -> Trouble {
    let Some(Room(most)) = file else { return Trouble::Unreadable };
    let most = u64::try_from(most).unwrap_or(u64::MAX).min(LARGEST);
    Refusal::of_faults(place, vec![too_large(place, most)]).into()
}

/// Why the parts of a form cannot be read: there are too many bytes of them, or they break off.
fn cut(error: &MultipartError) -> Trouble {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Trouble::Unreadable } else { Trouble::Cut }
}

/// Whether two words are the same, in a time that does not tell where they differ.
fn same(left: &str, right: &str) -> bool {
    left.len() == right.len()
        && left.bytes().zip(right.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

impl FromRequest<Arc<Site>> for Sent {
    type Rejection = Trouble;

    async fn from_request(mut request: Request, site: &Arc<Site>) -> Result<Self, Trouble> {
        let visit = request.extensions().get::<Arc<Visit>>().cloned().ok_or(Trouble::Forbidden)?;
        let arrival = Arrival::of(request.extensions());
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let parts = kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
        let room = request.extensions().get::<Room>().copied();
        let mut sent = if parts {
            let parts = request.extract::<Multipart, _>().await;
            let Ok(parts) = parts else { return Err(Trouble::Cut) };
            Self::read_parts(parts, room.unwrap_or(Room(LARGEST_FORM))).await?
        } else {
            // A form without files is read whole, so no more of it is taken than is kept.
            if let Some(Room(most)) = room {
                DefaultBodyLimit::max(most).apply(&mut request);
            }
            let form = request.extract::<Form<Vec<(String, String)>>, _>().await;
            let Ok(Form(fields)) = form else { return Err(Trouble::Unreadable) };
            Self { fields, ..Self::default() }
        };
        sent.received = Some(arrival.read(site));
        if visit.fresh || !same(sent.text(TOKEN), &visit.form_token) {
            return Err(Trouble::Forged);
        }
        Ok(sent)
    }
}

#[cfg(test)]
impl Sent {
    /// A form as a test fills it in.
    pub(crate) fn of(fields: &[(&str, &str)]) -> Self {
        let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        Self { fields: fields.iter().map(own).collect(), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Sent, same};

    #[test]
    fn the_digest_follows_the_content_and_not_the_token() {
        let digest = |fields: &[(&str, &str)]| Sent::of(fields).digest();
        assert_eq!(
            digest(&[("form_token", "a"), ("x", "1")]),
            digest(&[("form_token", "b"), ("x", "1")])
        );
        assert_ne!(digest(&[("x", "1")]), digest(&[("x", "2")]));
        assert_ne!(digest(&[("x", "12")]), digest(&[("x1", "2")]));
    }

    #[test]
    fn of_a_field_that_is_sent_twice_the_first_counts_and_all_are_in_the_digest() {
        let sent = Sent::of(&[("outcome", "refused"), ("outcome", "passed")]);
        assert_eq!(sent.text("outcome"), "refused");
        assert_eq!(sent.all("outcome").collect::<Vec<_>>(), ["refused", "passed"]);
        assert_ne!(sent.digest(), Sent::of(&[("outcome", "refused")]).digest());
    }

    #[test]
    fn words_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("abc", "ab"));
    }
}
