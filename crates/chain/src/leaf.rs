//! The leaf of an event: one line of canonical JSON.
//!
//! Written by hand because a million of them are written anew each time a log is verified. Members stand in the
//! order of their names, without white space; absent values are `null`; texts are escaped as RFC 8785 has it.

use std::fmt::Write as _;

use crate::both::{Both, hex, hex_into};

/// The number of this form; a new one is needed when a member is added.
const FORMAT: u32 = 1;

/// Where an event stands in its stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// What the stream is about, a word of the tables.
    pub about: String,
    /// Its id, a UUID in lower case with hyphens.
    pub id: String,
    /// The place in the stream, from one.
    pub seq: u64,
}

/// An event as it lies in the tables. Instants are UTC with six digits of a second and `Z`, days ISO dates, ids
/// UUIDs in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its kind.
    pub kind: String,
    /// The version of the shape of the payload.
    pub schema: u16,
    /// Who acted.
    pub account: String,
    /// In which role.
    pub role: String,
    /// For whom.
    pub acting_for: Option<String>,
    /// The day on which it takes effect.
    pub effective_on: String,
    /// When it was recorded.
    pub recorded_at: String,
    /// The particulars: canonical JSON.
    pub payload: String,
    /// Text about natural persons with its salt, while it is there.
    pub personal: Option<Personal>,
}

/// Text about natural persons, with what hides it in its commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personal {
    /// Random bytes, erased together with the text; without them nobody can try out texts.
    pub salt: Vec<u8>,
    /// Canonical JSON.
    pub text: String,
}

impl Personal {
    /// What the leaf holds in place of the text.
    pub fn commitment(&self) -> Both {
        Both::of(&[&self.salt, self.text.as_bytes()])
    }
}

/// What the chain adds to an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chained {
    /// The place in the chain of the tenant, from one.
    pub number: u64,
    /// What the clock said; none for events that were there before the chain.
    pub clock_at: Option<String>,
    /// The idempotency key of the act.
    pub key: Option<String>,
    /// SHA-256 of the request.
    pub request: Option<Vec<u8>>,
    /// The commitment to the text about natural persons, which outlives it.
    pub personal: Option<Both>,
}

/// Everything that a leaf says.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    /// The realm.
    pub tenant: &'a str,
    /// Where it stands in its stream.
    pub place: &'a Place,
    /// What the chain adds.
    pub chained: &'a Chained,
    /// The event.
    pub event: &'a Event,
}

impl Leaf<'_> {
    /// The line, without an end of line.
    pub fn text(&self) -> String {
        let Self { tenant, place, chained, event } = self;
        let payload = Both::of(&[event.payload.as_bytes()]);
        let request = chained.request.as_deref().map(hex);
        let mut out = Writer(String::with_capacity(900));
        out.text("{\"about\":", &place.about);
        out.text(",\"account\":", &event.account);
        out.optional(",\"acting_for\":", event.acting_for.as_deref());
        out.optional(",\"clock_at\":", chained.clock_at.as_deref());
        out.text(",\"effective_on\":", &event.effective_on);
        out.number(",\"format\":", u64::from(FORMAT));
        out.text(",\"id\":", &place.id);
        out.optional(",\"key\":", chained.key.as_deref());
        out.text(",\"kind\":", &event.kind);
        out.number(",\"number\":", chained.number);
        out.both(",\"payload\":", Some(&payload));
        out.both(",\"personal\":", chained.personal.as_ref());
        out.text(",\"recorded_at\":", &event.recorded_at);
        out.optional(",\"request\":", request.as_deref());
        out.text(",\"role\":", &event.role);
        out.number(",\"schema\":", u64::from(event.schema));
        out.number(",\"seq\":", place.seq);
        out.text(",\"tenant\":", tenant);
        out.0.push('}');
        out.0
    }
}

/// Whether a byte is not written as it is; those of letters beyond ASCII are.
fn escapes(letter: u8) -> bool {
    letter < b' ' || letter == b'"' || letter == b'\\'
}

struct Writer(String);

impl Writer {
    fn text(&mut self, name: &str, text: &str) {
        self.0.push_str(name);
        self.0.push('"');
        // Hardly any text holds something to escape: what lies between is taken along in one piece.
        let mut plain = 0;
        for (at, letter) in text.bytes().enumerate().filter(|(_, letter)| escapes(*letter)) {
            self.0.push_str(text.get(plain..at).unwrap_or_default());
            self.escape(letter);
            plain = at + 1;
        }
        self.0.push_str(text.get(plain..).unwrap_or_default());
        self.0.push('"');
    }

    fn escape(&mut self, letter: u8) {
        let short = match letter {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x8 => "\\b",
            b'\t' => "\\t",
            b'\n' => "\\n",
            0xc => "\\f",
            b'\r' => "\\r",
            other => {
                let written = write!(self.0, "\\u{other:04x}");
                debug_assert!(written.is_ok());
                return;
            }
        };
        self.0.push_str(short);
    }

    fn optional(&mut self, name: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(name, text),
            None => self.null(name),
        }
    }

    fn null(&mut self, name: &str) {
        self.0.push_str(name);
        self.0.push_str("null");
    }

    fn number(&mut self, name: &str, number: u64) {
        let written = write!(self.0, "{name}{number}");
        debug_assert!(written.is_ok());
    }

    fn both(&mut self, name: &str, both: Option<&Both>) {
        let Some(both) = both else { return self.null(name) };
        self.0.push_str(name);
        self.digest("{\"sha256\":\"", &both.sha256);
        self.digest("\",\"sm3\":\"", &both.sm3);
        self.0.push_str("\"}");
    }

    fn digest(&mut self, name: &str, digest: &[u8; 32]) {
        self.0.push_str(name);
        let mut digits = [0; 64];
        let written = hex_into(digest, &mut digits);
        debug_assert!(written.is_ok());
        self.0.push_str(std::str::from_utf8(&digits).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> (Place, Chained, Event) {
        let place = Place { about: "case".to_owned(), id: "a".to_owned(), seq: 2 };
        let event = Event {
            kind: "submitted".to_owned(),
            schema: 1,
            account: "b".to_owned(),
            role: "officer \"甲\"\n\u{1}\\".to_owned(),
            acting_for: None,
            effective_on: "2026-03-01".to_owned(),
            recorded_at: "2026-03-01T01:02:03.000004Z".to_owned(),
            payload: "{}".to_owned(),
            personal: None,
        };
        (place, Chained { number: 7, ..Chained::default() }, event)
    }

    #[test]
    fn a_leaf_is_what_a_json_library_would_write_with_its_members_in_order() {
        let (place, mut chained, event) = parts();
        let leaf = |chained: &Chained| {
            Leaf { tenant: "main", place: &place, chained, event: &event }.text()
        };
        for text in [leaf(&chained), {
            chained.personal = Some(Both::of(&[b"x"]));
            chained.request = Some(vec![7; 32]);
            chained.key = Some("k".to_owned());
            leaf(&chained)
        }] {
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            let mut names: Vec<&String> = value.as_object().unwrap().keys().collect();
            names.sort();
            let sorted: Vec<String> = names
                .into_iter()
                .map(|name| format!("{}:{}", serde_json::json!(name), value[name]))
                .collect();
            assert_eq!(text, format!("{{{}}}", sorted.join(",")));
        }
    }

    #[test]
    fn every_member_that_differs_makes_another_leaf() {
        let (place, chained, event) = parts();
        let text = |tenant: &str, place: &Place, chained: &Chained, event: &Event| {
            Leaf { tenant, place, chained, event }.text()
        };
        let usual = text("main", &place, &chained, &event);
        let change = |edit: fn(&mut Place, &mut Chained, &mut Event)| {
            let (mut place, mut chained, mut event) = parts();
            edit(&mut place, &mut chained, &mut event);
            text("main", &place, &chained, &event)
        };
        let mut all = vec![
            usual,
            text("other", &place, &chained, &event),
            change(|place, _, _| place.about.push('x')),
            change(|place, _, _| place.id.push('x')),
            change(|place, _, _| place.seq = 3),
            change(|_, chained, _| chained.number = 8),
            change(|_, chained, _| chained.clock_at = Some(String::new())),
            change(|_, chained, _| chained.key = Some(String::new())),
            change(|_, chained, _| chained.request = Some(vec![0; 32])),
            change(|_, chained, _| chained.personal = Some(Both::default())),
            change(|_, _, event| event.kind.push('x')),
            change(|_, _, event| event.schema = 2),
            change(|_, _, event| event.account.push('x')),
            change(|_, _, event| event.role.push('x')),
            change(|_, _, event| event.acting_for = Some(String::new())),
            change(|_, _, event| event.effective_on.push('x')),
            change(|_, _, event| event.recorded_at.push('x')),
            change(|_, _, event| event.payload.push('x')),
        ];
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
