//! An event in its typed form: how it is recorded, and read again.

use std::iter;

use jiff::civil::Date;
use serde::{
    Deserialize as _,
    de::value::{MapAccessDeserializer, MapDeserializer},
};
use serde_json::Value;

use super::{Frame, Happened, SCHEMA};
use crate::event::{Actor, Event, NewEvent};

/// Under which key of the payload the particulars stand, beside the frame.
pub(crate) const WHAT: &str = "what";

/// An event in its typed form.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What all events have.
    pub frame: Frame,
    /// Its particulars.
    pub what: Happened,
    /// Text about natural persons.
    pub personal: Option<Value>,
}

/// An event that this version of the program cannot read, or that has no business where it stands.
#[derive(Debug, thiserror::Error)]
#[error("event {seq} of kind `{kind}` cannot be read")]
pub struct Unreadable {
    /// Its place in the stream.
    pub seq: u64,
    /// Its kind.
    pub kind: String,
    /// Why.
    #[source]
    pub source: Option<serde_json::Error>,
}

impl Unreadable {
    /// An event that has no business in this stream, or comes before the one that starts it.
    pub fn stray(event: &Event) -> Self {
        Self { seq: event.seq, kind: event.what.kind.clone(), source: None }
    }
}

impl Entry {
    /// An event without a frame.
    pub fn plain(what: Happened) -> Self {
        Self { frame: Frame::default(), what, personal: None }
    }

    /// The event as it is recorded: the frame and, under [`WHAT`], the particulars.
    pub fn record(&self, actor: Actor, effective_on: Date) -> Result<NewEvent, serde_json::Error> {
        let (kind, what) = named(serde_json::to_value(&self.what)?)?;
        let mut payload = serde_json::to_value(&self.frame)?;
        if let Some(payload) = payload.as_object_mut() {
            payload.insert(WHAT.to_owned(), what);
        }
        let personal = self.personal.clone();
        Ok(NewEvent { kind, schema: SCHEMA, actor, effective_on, payload, personal })
    }

    /// The typed form of a recorded event. Reads the payload where it stands, because a case is folded often.
    pub fn read(event: &Event) -> Result<Self, Unreadable> {
        let stray = || Unreadable::stray(event);
        let unreadable = |source| Unreadable { source: Some(source), ..stray() };
        let payload = &event.what.payload;
        let what = payload.get(WHAT).filter(|_| event.what.schema == SCHEMA).ok_or_else(stray)?;
        let named = MapDeserializer::new(iter::once((event.what.kind.as_str(), what)));
        let what = Happened::deserialize(MapAccessDeserializer::new(named)).map_err(unreadable)?;
        let frame = Frame::deserialize(payload).map_err(unreadable)?;
        Ok(Self { frame, what, personal: event.what.personal.clone() })
    }
}

/// The name and the particulars of a kind, from a map with this one entry.
fn named(value: Value) -> Result<(String, Value), serde_json::Error> {
    let entry = match value {
        Value::Object(all) => all.into_iter().next(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            None
        }
    };
    entry.ok_or_else(|| serde::de::Error::custom("an event has a kind and particulars"))
}
