//! Rounds: one call for applications, with its dates, parameters and readings.

use std::collections::BTreeMap;

use guohe_rules::syntax::{Additions, Words};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use crate::{
    event::{About, Event, StreamId},
    happened::{Entry, Happened, Once, Unreadable, Wrote},
    law::{Law, PackRef},
    ports::Row,
    refusal::words,
};

/// Everything a round fixes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// The pack in its exact version.
    pub pack: PackRef,
    /// The name of the call.
    pub name: Words,
    /// First day for applications.
    pub opens_on: Date,
    /// Last day for applications.
    pub closes_on: Date,
    /// The reference date D of the conditions.
    pub reference_date: Date,
    /// Parameters that each round sets, as in a facts file.
    #[serde(default)]
    pub parameters: BTreeMap<String, Value>,
    /// Readings it fixes, by register entry.
    #[serde(default)]
    pub readings: BTreeMap<String, String>,
    /// What the round itself puts on file for every case: the guide it rests on.
    #[serde(default)]
    pub file: Vec<Wrote>,
    /// Conditions that its notice adds to those of the law; they are part of the version that `pack` names.
    #[serde(default, skip_serializing_if = "Additions::is_empty")]
    pub adds: Additions,
    /// Why it is opened though readings are undecided or values missing; absent when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite: Option<String>,
}

/// Where a round stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Applications are taken within its dates.
    Open,
    /// No more applications are taken; those handed in go on.
    Closed,
    /// Nobody opened it and it has no end: the law itself takes applications at any time.
    Standing,
}

/// The id under which cases keep that they came in without a call.
pub fn standing_id(pack: &PackRef) -> Uuid {
    let mut bytes = [0; 16];
    let digest = Sha256::digest(format!("standing intake/{}", pack.key()));
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// A round, folded from its events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Round {
    /// Its stream.
    pub id: Uuid,
    /// Number of events it was folded from.
    pub version: u64,
    /// What it fixes.
    pub terms: Terms,
    /// Where it stands.
    pub status: Status,
    /// The day since when.
    pub since: Date,
    /// Requests already done, so that a repeated one is recognised.
    #[serde(skip)]
    pub done: Vec<Once>,
}

impl Round {
    /// The intake that a law has without any call, as it is for a case looked at on a day: for applications, or for
    /// what people of the authority open. None where there is neither.
    pub fn standing(law: &Law, on: Date) -> Option<Self> {
        let without_a_call = law.procedure.takes_always() || !law.procedure.opened().is_empty();
        without_a_call.then_some(())?;
        let pack = law.reference();
        let file = &law.pack.file;
        let name = words(
            format!("{}：随到随收", file.title.zh),
            format!("{}: applications at any time", file.title.en),
        );
        let terms = Terms {
            name,
            opens_on: file.document.effective_from.unwrap_or(Date::MIN),
            closes_on: Date::MAX,
            reference_date: on,
            parameters: BTreeMap::new(),
            readings: BTreeMap::new(),
            file: Vec::new(),
            adds: Additions::default(),
            despite: None,
            pack,
        };
        let (id, since) = (standing_id(&terms.pack), terms.opens_on);
        let status = Status::Standing;
        Some(Self { id, version: 0, terms, status, since, done: Vec::new() })
    }

    /// The last day for applications; none when there is none.
    pub fn closes(&self) -> Option<Date> {
        (self.status != Status::Standing).then_some(self.terms.closes_on)
    }

    /// Folds the events of a round; none when there are none.
    ///
    /// # Errors
    /// An event that cannot be read.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only three kinds are about rounds")]
    pub fn fold(events: &[Event]) -> Result<Option<Self>, Unreadable> {
        let mut round: Option<Self> = None;
        for event in events {
            let entry = Entry::read(event)?;
            match entry.what {
                Happened::RoundOpened { terms } => {
                    round = Some(Self {
                        id: event.stream.id,
                        version: event.seq,
                        terms,
                        status: Status::Open,
                        since: event.what.effective_on,
                        done: Vec::new(),
                    });
                }
                Happened::RoundChanged { terms, .. } => {
                    if let Some(round) = &mut round {
                        round.terms = terms;
                    }
                }
                Happened::RoundClosed {} => {
                    if let Some(round) = &mut round {
                        round.status = Status::Closed;
                        round.since = event.what.effective_on;
                    }
                }
                _ => return Err(Unreadable::stray(event)),
            }
            if let Some(round) = &mut round {
                round.version = event.seq;
                round.done.extend(entry.frame.once);
            }
        }
        Ok(round)
    }

    /// Its row in lists.
    pub fn row(&self) -> Row {
        let stage = match self.status {
            Status::Open | Status::Standing => "open",
            Status::Closed => "closed",
        };
        Row {
            stream: StreamId { about: About::Round, id: self.id },
            version: self.version,
            pack: self.terms.pack.key(),
            round: Some(self.id),
            organisation: None,
            kind: None,
            stage: stage.to_owned(),
            waits_for: None,
            since: self.since,
            due: Some(self.terms.closes_on),
            title: self.terms.name.zh.clone(),
            number: None,
            extra: json!({
                "name": self.terms.name,
                "opens_on": self.terms.opens_on,
                "closes_on": self.terms.closes_on,
                "reference_date": self.terms.reference_date,
            }),
            people: Vec::new(),
        }
    }

    /// The section `round` of a facts file.
    pub fn as_facts(&self) -> Value {
        json!({
            "date": self.terms.reference_date,
            "parameters": self.terms.parameters,
            "readings": self.terms.readings,
        })
    }
}
