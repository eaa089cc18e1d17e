//! What was sent with a form: its fields and files, after the token was found to be the visitor's.
//!
//! Every handler that changes something takes its input through here, so none can forget the token, and
//! each has the one instant that decides what is in time: that at which the request was there in full.

use std::sync::Arc;

use axum::{
    Form, RequestExt as _,
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{StatusCode, header::CONTENT_TYPE},
};
use guohe_cases::seen::Seen;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::{arrival::Arrival, site::Site, trouble::Trouble, visit::Visit};

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

    async fn read_parts(mut parts: Multipart) -> Result<Self, Trouble> {
        let mut sent = Self::default();
        // Whatever comes instead of the end is no end: what was cut off would count as if it had been left empty.
        while let Some(part) = parts.next_field().await.map_err(|error| cut(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            if let Some(file) = part.file_name().map(str::to_owned) {
                let bytes = part.bytes().await.map_err(|error| cut(&error))?;
                if !file.is_empty() {
                    sent.files.push(Upload { name: file, bytes: bytes.to_vec() });
                }
            } else {
                let text = part.text().await.map_err(|error| cut(&error))?;
                sent.fields.push((name, text));
            }
        }
        Ok(sent)
    }
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

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Trouble> {
        let visit = request.extensions().get::<Arc<Visit>>().cloned().ok_or(Trouble::Forbidden)?;
        let arrival = Arrival::of(request.extensions());
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let parts = kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
        let mut sent = if parts {
            let parts = request.extract::<Multipart, _>().await;
            let Ok(parts) = parts else { return Err(Trouble::Cut) };
            Self::read_parts(parts).await?
        } else {
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
