//! Whom a text about natural persons is about, so that one person's texts can be erased and those of others stay.
//!
//! A subject is a person within one stream: whoever a record or a row of the form describes, whoever said something,
//! an expert of the pool. The name of a subject is a place and tells nothing about them. The store keeps each
//! subject's texts under a key of its own; erasing the key erases what every event, list and backup holds of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    event::{About, Actor, Event, NewEvent, StreamId},
    expert::EXPERT,
    facts::Place,
    happened::WHAT,
};

/// The kind of event whose texts are facts, by their places.
const FACTS: &str = "facts_changed";

/// The kind of event that says whom it erased in its own stream.
const ERASED: &str = "personal_erased";
/// The kind of event that says what became of an account.
const ACCOUNT: &str = "account";

/// Something that somebody said in a stream and that is no fact: an objection, a declaration, a late entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spoken {
    /// Who said it, by a name that tells nothing about them.
    pub subject: String,
    /// The kind of the event.
    pub kind: String,
    /// When.
    pub on: Date,
}

impl Spoken {
    /// What an event says that is no fact and was not erased.
    pub(crate) fn by(event: &Event) -> Option<Self> {
        let what = &event.what;
        (what.personal.is_some() && what.kind != FACTS).then(|| Self {
            subject: of_event(&what.kind, event.seq),
            kind: what.kind.clone(),
            on: what.effective_on,
        })
    }
}

/// The name of whoever said something that is no fact: the event in which they said it.
pub(crate) fn of_event(kind: &str, seq: u64) -> String {
    format!("{kind}-{seq}")
}

/// Whether a subject is whoever said something in one of these events, by kind and number, and nobody of the facts.
///
/// What becomes of such words concerns whoever said them, and not the organisation that applied.
pub fn is_of_words<'e>(subject: &'e str, mut events: impl Iterator<Item = (&'e str, u64)>) -> bool {
    events.any(|(kind, seq)| kind != FACTS && of_event(kind, seq) == subject)
}

/// A person within a stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Subject {
    /// The stream.
    pub stream: StreamId,
    /// Who, by a name that tells nothing about them.
    pub name: String,
}

/// What an event says about natural persons, by subject.
pub fn parts(stream: StreamId, seq: u64, event: &NewEvent) -> BTreeMap<String, Value> {
    let mut parts = BTreeMap::new();
    match &event.personal {
        None => {}
        Some(Value::Object(facts)) if event.kind == FACTS => {
            for (place, value) in facts {
                let part =
                    parts.entry(of_place(place)).or_insert_with(|| Value::Object(Map::new()));
                if let Value::Object(part) = part {
                    part.insert(place.clone(), value.clone());
                }
            }
        }
        Some(text) => {
            let name = match stream.about {
                About::Expert => EXPERT.to_owned(),
                About::Round
                | About::Case
                | About::Notice
                | About::Organisation
                | About::Registry
                | About::Parameter
                | About::Service
                | About::Deputies
                | About::Account
                | About::Draw => of_event(&event.kind, seq),
            };
            parts.insert(name, text.clone());
        }
    }
    parts
}

/// Whether events of a kind erase somebody; without their payloads being read.
pub fn may_erase(kind: &str) -> bool {
    [ERASED, ACCOUNT].contains(&kind)
}

/// Whom an event erases: what was kept about them up to it can be read no more, and nobody is erased without one.
pub fn erased(stream: StreamId, kind: &str, payload: &Value) -> Vec<Subject> {
    let what = payload.get(WHAT);
    match kind {
        ERASED => {
            let name = what.and_then(|what| what.get("subject")).and_then(Value::as_str);
            name.map(|name| Subject { stream, name: name.to_owned() }).into_iter().collect()
        }
        ACCOUNT => {
            let step = what.and_then(|what| what.get("erased"));
            let texts = step.and_then(|step| step.get("texts"));
            texts.and_then(|texts| Vec::deserialize(texts).ok()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// What is left of the text of an event, from the parts that can still be read; nothing when there is none.
pub fn joined(parts: impl IntoIterator<Item = Value>) -> Option<Value> {
    parts.into_iter().reduce(|all, part| match (all, part) {
        (Value::Object(mut all), Value::Object(part)) => {
            all.extend(part);
            Value::Object(all)
        }
        (all, _) => all,
    })
}

/// The subject of a fact: the record, or the row in its list.
pub fn of_place(place: &str) -> String {
    match Place::read(place) {
        Some(Place { of, row: Some(row), .. }) => format!("{of}[{row}]"),
        Some(Place { of, row: None, .. }) => of,
        None => place.to_owned(),
    }
}

/// The erasure of what was kept about a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erasure {
    /// The subject.
    pub subject: String,
    /// Why.
    pub reasons: String,
    /// Who decided.
    pub by: Actor,
    /// When.
    pub on: Date,
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::{ERASED, Subject, erased};
    use crate::{
        account,
        event::{About, Actor, NewEvent, StreamId},
        happened::{Entry, Happened},
    };

    fn recorded(what: Happened) -> NewEvent {
        let actor = Actor { account: Uuid::nil(), role: String::new(), acting_for: None };
        Entry::plain(what).record(actor, jiff::civil::date(2026, 3, 1)).unwrap()
    }

    #[test]
    fn whoever_an_event_erases_is_named_in_it() {
        let stream = |about| StreamId { about, id: Uuid::from_u128(7) };
        let case = stream(About::Case);
        let subject = |stream, name: &str| Subject { stream, name: name.to_owned() };
        let event = recorded(Happened::PersonalErased {
            subject: "leader".to_owned(),
            reasons: String::new(),
        });
        assert_eq!(event.kind, ERASED);
        assert_eq!(erased(case, &event.kind, &event.payload), [subject(case, "leader")]);
        let texts = vec![subject(stream(About::Expert), "expert"), subject(case, "unit-1")];
        let step = account::Step::Erased { proposal: 1, texts: texts.clone() };
        let event = recorded(Happened::Account(step));
        assert_eq!(erased(stream(About::Account), &event.kind, &event.payload), texts);
        assert_eq!(erased(case, "submitted", &json!({ "what": { "subject": "leader" } })), []);
    }
}
