//! Whether everybody about whom a text is sealed can still be read, unless an event says that they were erased.
//!
//! Keys lie beside the log, so that erasing them leaves it as it is. Whoever takes one away without an event destroys
//! what was said as surely as by changing it, and is found here: by the first event whose text nobody can read.

use std::collections::BTreeMap;

use guohe_cases::event::StreamId;
use guohe_cases::personal::{self, Subject};
use guohe_chain::leaf::Place as Where;
use guohe_chain::verify::{Entry, Finding, What};
use serde_json::Value;
use uuid::Uuid;

use crate::rows::{SubjectKeyRow, about};
use crate::subject;

/// What the chain says of keys, gathered while somebody goes through it.
#[derive(Debug, Default)]
pub(super) struct Persons {
    /// The first event with a text under a key, by stream and number of the key.
    sealed: BTreeMap<(StreamId, i64), Sealed>,
    /// The last event that erases somebody.
    erased: BTreeMap<Subject, u64>,
}

#[derive(Debug)]
struct Sealed {
    first: u64,
    place: Where,
    subject: String,
}

/// The stream of an event; none where the tables name what there is not.
fn stream(place: &Where) -> Option<StreamId> {
    Some(StreamId { about: about(&place.about)?, id: place.id.parse::<Uuid>().ok()? })
}

impl Persons {
    /// Takes the next entry.
    pub(super) fn entry(&mut self, entry: &Entry) {
        let Some((event, stream)) = entry.event.as_ref().zip(stream(&entry.place)) else { return };
        let number = entry.chained.number;
        if personal::may_erase(&event.kind)
            && let Ok(payload) = serde_json::from_str(&event.payload)
        {
            for subject in personal::erased(stream, &event.kind, &payload) {
                self.erased.insert(subject, number);
            }
        }
        let Some(text) = &event.personal else { return };
        let Ok(parts) = serde_json::from_str::<BTreeMap<String, Value>>(&text.text) else { return };
        for (name, part) in parts {
            let Some(key) = part.as_str().and_then(subject::number_of) else { continue };
            let place = entry.place.clone();
            let first = Sealed { first: number, place, subject: name };
            self.sealed.entry((stream, key)).or_insert(first);
        }
    }

    /// Compares with the keys that are there.
    pub(super) fn finish(self, keys: Vec<SubjectKeyRow>) -> Vec<Finding> {
        let there: BTreeMap<(StreamId, i64), SubjectKeyRow> = keys
            .into_iter()
            .filter_map(|row| {
                Some(((StreamId { about: about(&row.about)?, id: row.id }, row.number), row))
            })
            .collect();
        let Self { sealed, erased } = self;
        let found = sealed.into_iter().filter_map(|(name, one)| {
            let subject = Subject { stream: name.0, name: one.subject.clone() };
            let is_erased = erased.get(&subject).is_some_and(|number| *number >= one.first);
            let row = there.get(&name).filter(|row| row.subject == one.subject);
            let held = row.is_some_and(|row| row.held > 0);
            let what = match (held, is_erased && row.is_some()) {
                (true, false) | (false, true) => return None,
                (true, true) => What::KeyKept(one.place),
                (false, false) => What::KeyGone(one.place),
            };
            Some(Finding { first: one.first, last: one.first, what })
        });
        found.collect()
    }
}
