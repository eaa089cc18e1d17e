//! Parameters whose values officers enter: one proposes with source and date, another confirms.
//!
//! A value counts for evaluations from its confirmation on. Nothing is overwritten: what was proposed,
//! confirmed and declined stays, with who did it and when, so that it can be said which value was known when.

use std::collections::BTreeSet;

use guohe_rules::{
    pack::{Pack, Parameters},
    syntax::ParameterKind,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use crate::{
    desk::Desk,
    event::{About, Actor, Event, StreamId},
    happened::{Entry, Happened, Once, Unreadable},
    ports::{Row, RowQuery},
    verbs::Failure,
};

/// One parameter, folded from its events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Its stream.
    pub id: Uuid,
    /// Number of events it was folded from.
    pub version: u64,
    /// The pack that has it; absent for those that all packs share.
    pub pack: Option<String>,
    /// Its name.
    pub name: String,
    /// What was proposed, in order.
    pub proposals: Vec<Proposal>,
    /// Requests already done.
    #[serde(skip)]
    pub done: Vec<Once>,
}

/// A proposed value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// The number of the event that proposed it.
    pub number: u64,
    /// The value.
    pub value: ParameterKind,
    /// Where it comes from.
    pub source: String,
    /// The day on which the source was published.
    pub published_on: Date,
    /// Who proposed it.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// What became of it; nothing yet when absent.
    pub settled: Option<Settled>,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settled {
    /// Whether the value was confirmed.
    pub confirmed: bool,
    /// Why it was declined.
    pub reasons: String,
    /// Who said so.
    pub by: Actor,
    /// When; from this instant on a confirmed value is known.
    pub at: Timestamp,
}

/// The stream of a parameter: a name of its own, so that two officers who begin at once meet.
pub fn stream(pack: Option<&str>, name: &str) -> StreamId {
    let digest = Sha256::digest(format!("parameter\n{}\n{name}", pack.unwrap_or_default()));
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    StreamId { about: About::Parameter, id: Builder::from_custom_bytes(bytes).into_uuid() }
}

/// The pack under which a parameter is kept: none for those that all packs share.
pub fn owner<'a>(pack: &'a Pack, name: &str) -> Option<&'a str> {
    let own = pack.file.parameters.iter().any(|parameter| *parameter.name == *name);
    own.then(|| pack.id())
}

impl Parameter {
    /// Folds the events of a parameter; none when there are none.
    ///
    /// # Errors
    /// An event that cannot be read, or that cannot follow those before it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only three kinds are about parameters")]
    pub fn fold(events: &[Event]) -> Result<Option<Self>, Unreadable> {
        let mut parameter: Option<Self> = None;
        for event in events {
            let entry = Entry::read(event)?;
            let (by, at) = (event.what.actor.clone(), event.recorded_at);
            let settled = |confirmed, reasons| Settled { confirmed, reasons, by: by.clone(), at };
            match entry.what {
                Happened::ParameterProposed { pack, name, value, source, published_on } => {
                    let own = parameter.get_or_insert_with(|| Self::of(event, pack, name));
                    let (number, settled) = (event.seq, None);
                    own.proposals.push(Proposal {
                        number,
                        value,
                        source,
                        published_on,
                        by: by.clone(),
                        at,
                        settled,
                    });
                }
                Happened::ParameterConfirmed { proposal } => {
                    let open = parameter.as_mut().and_then(|own| own.open(proposal));
                    let open = open.ok_or_else(|| Unreadable::stray(event))?;
                    open.settled = Some(settled(true, String::new()));
                }
                Happened::ParameterDeclined { proposal, reasons } => {
                    let open = parameter.as_mut().and_then(|own| own.open(proposal));
                    let open = open.ok_or_else(|| Unreadable::stray(event))?;
                    open.settled = Some(settled(false, reasons));
                }
                _ => return Err(Unreadable::stray(event)),
            }
            if let Some(own) = &mut parameter {
                own.version = event.seq;
                own.done.extend(entry.frame.once);
            }
        }
        Ok(parameter)
    }

    fn of(event: &Event, pack: Option<String>, name: String) -> Self {
        let (proposals, done) = (Vec::new(), Vec::new());
        Self { id: event.stream.id, version: 0, pack, name, proposals, done }
    }

    /// A proposal that nobody has settled.
    fn open(&mut self, number: u64) -> Option<&mut Proposal> {
        let mut all = self.proposals.iter_mut();
        all.find(|one| one.number == number && one.settled.is_none())
    }

    /// The values that were confirmed, in the order of their confirmation.
    pub fn confirmed(&self) -> Vec<Known> {
        let known = |one: &Proposal| {
            let settled = one.settled.as_ref().filter(|settled| settled.confirmed)?;
            Some(Known {
                name: self.name.clone(),
                value: one.value.clone(),
                source: one.source.clone(),
                published_on: one.published_on,
                since: settled.at,
            })
        };
        let mut all: Vec<Known> = self.proposals.iter().filter_map(known).collect();
        all.sort_by_key(|known| known.since);
        all
    }

    /// Its row in lists.
    pub fn row(&self) -> Row {
        let waiting = self.proposals.iter().filter(|one| one.settled.is_none());
        let last = self.proposals.last().map_or(Date::MIN, |last| last.published_on);
        let waits = waiting.count() > 0;
        Row {
            stream: StreamId { about: About::Parameter, id: self.id },
            version: self.version,
            pack: self.pack.clone().unwrap_or_default(),
            round: None,
            organisation: None,
            kind: Some(self.name.clone()),
            stage: if waits { "proposed" } else { "settled" }.to_owned(),
            waits_for: None,
            since: last,
            due: None,
            title: self.name.clone(),
            number: None,
            extra: json!({ "known": self.confirmed() }),
            people: Vec::new(),
        }
    }
}

/// A value that counts, with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The parameter.
    pub name: String,
    /// The value.
    pub value: ParameterKind,
    /// Where it comes from.
    pub source: String,
    /// The day on which the source was published.
    pub published_on: Date,
    /// The instant from which it is known here.
    pub since: Timestamp,
}

/// Values that officers have entered for the parameters of a pack.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Entered {
    known: Vec<Known>,
}

impl Entered {
    /// What is known of the parameters of a pack: what it carries, and these values over it.
    pub fn over(&self, pack: &Pack) -> Parameters {
        let mut parameters = pack.parameters.clone();
        for known in &self.known {
            parameters.enter(pack, &known.name, &known.value);
        }
        parameters
    }

    /// All of it, with what it rests on.
    pub fn known(&self) -> &[Known] {
        &self.known
    }

    /// What was known at an instant.
    #[must_use]
    pub fn as_of(&self, at: Timestamp) -> Self {
        let known = self.known.iter().filter(|known| known.since <= at);
        Self { known: known.cloned().collect() }
    }
}

/// What officers have entered for the parameters of a pack, its own and those that all packs share.
///
/// # Errors
/// The failure of the store.
pub async fn entered(desk: Desk<'_>, pack: &Pack) -> Result<Entered, Failure> {
    let declared: BTreeSet<&str> =
        pack.names.parameters.iter().map(|(one, _)| one.name.value.as_str()).collect();
    let mut known = Vec::new();
    let query = RowQuery { about: Some(About::Parameter), ..RowQuery::default() };
    for row in desk.rows(query).await? {
        let Some(name) = row.kind.as_deref().filter(|name| declared.contains(name)) else {
            continue;
        };
        if owner(pack, name).unwrap_or_default() == row.pack {
            known.extend(of_row(&row.extra));
        }
    }
    known.sort_by(|a: &Known, b| (&a.name, a.since).cmp(&(&b.name, b.since)));
    Ok(Entered { known })
}

fn of_row(extra: &Value) -> Vec<Known> {
    let known = extra.get("known").map(Vec::<Known>::deserialize);
    known.and_then(Result::ok).unwrap_or_default()
}
