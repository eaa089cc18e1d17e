//! A decision and everything it rests on, as it was recorded: whoever makes a record has it from the log, whoever
//! verifies one from the record.

use std::collections::BTreeMap;

use guohe_cases::{
    case::Case,
    event::Event,
    happened::{Entry, Happened, Unreadable},
    law::{Law, PackRef},
    outside::Outside,
    procedure::{Act, Level},
    round::{Contact, Round, Status, Terms},
};
use guohe_rules::syntax::Additions;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A decision and everything it rests on.
#[derive(Debug)]
pub(crate) struct Matter<'a> {
    /// The law of the case.
    pub(crate) law: &'a Law,
    /// What the call had fixed.
    pub(crate) round: Round,
    /// The events of the case up to and with the decision, with stand-ins for hidden accounts.
    pub(crate) events: Vec<Event>,
    /// What was known from outside when it was prepared, and when it was confirmed.
    pub(crate) outside: Known,
    /// The names of those who acted.
    pub(crate) names: BTreeMap<Uuid, String>,
}

/// What was known from outside at the two acts of a decision.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    /// When it was prepared.
    pub(crate) prepared: Outside,
    /// When it was confirmed; the same when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) confirmed: Option<Outside>,
}

/// What a round fixes, as far as a decision rests on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fixed {
    id: Uuid,
    pack: PackRef,
    name: guohe_rules::syntax::Words,
    opens_on: Date,
    closes_on: Date,
    reference_date: Date,
    parameters: BTreeMap<String, serde_json::Value>,
    readings: BTreeMap<String, String>,
    file: Vec<guohe_cases::happened::Wrote>,
}

impl Fixed {
    /// Of a round; whom to ask about it and why it was opened decide nothing.
    pub(crate) fn of(round: &Round) -> Self {
        let Terms {
            pack,
            name,
            opens_on,
            closes_on,
            reference_date,
            parameters,
            readings,
            file,
            ..
        } = round.terms.clone();
        Self {
            id: round.id,
            pack,
            name,
            opens_on,
            closes_on,
            reference_date,
            parameters,
            readings,
            file,
        }
    }

    /// As a round.
    pub(crate) fn round(self) -> Round {
        let Self {
            id,
            pack,
            name,
            opens_on,
            closes_on,
            reference_date,
            parameters,
            readings,
            file,
        } = self;
        let terms = Terms {
            pack,
            name,
            opens_on,
            closes_on,
            reference_date,
            parameters,
            readings,
            file,
            contact: Contact::default(),
            adds: Additions::default(),
            despite: None,
        };
        let (extensions, done) = (Vec::new(), Vec::new());
        Round { id, version: 0, terms, status: Status::Closed, since: opens_on, extensions, done }
    }
}

/// The event that prepared the decision that the last of some events confirms.
pub(crate) fn prepared(events: &[Event]) -> Option<&Event> {
    let last = events.last().filter(|event| event.what.kind == "decision_confirmed")?;
    let before = events.iter().rev().filter(|event| event.seq < last.seq);
    before.into_iter().find(|event| event.what.kind == "decision_prepared")
}

/// Whether nothing speaks against reading the events as one case.
pub(crate) fn folded(events: &[Event], last: u64) -> Result<Option<Case>, Unreadable> {
    let until = events.iter().position(|event| event.seq > last).unwrap_or(events.len());
    Case::fold(events.get(..until).unwrap_or_default())
}

impl Matter<'_> {
    /// The case as it stood before the decision was prepared: that is what was looked at.
    pub(crate) fn before(&self) -> Result<Option<Case>, Unreadable> {
        match prepared(&self.events) {
            Some(event) => folded(&self.events, event.seq.saturating_sub(1)),
            None => Ok(None),
        }
    }

    /// The case with the decision.
    pub(crate) fn decided(&self) -> Result<Option<Case>, Unreadable> {
        Case::fold(&self.events)
    }

    /// The act by which it was prepared, and the way out that was chosen.
    pub(crate) fn preparation(&self) -> Option<(&Act, Happened)> {
        let entry = Entry::read(prepared(&self.events)?).ok()?;
        Some((self.law.procedure.act(entry.frame.act.as_deref()?)?, entry.what))
    }

    /// The level of evidence at which conditions were looked at; none where the act looks at none.
    pub(crate) fn level(&self) -> Option<Level> {
        self.preparation()?.0.sets.level
    }
}
