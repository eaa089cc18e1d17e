//! A draw as it stands, folded from its events.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    Drawn, FORMAT, Opened, Record, Sealed,
    record::{Replaced, Voided},
};
use crate::{
    event::{About, Actor, Event, StreamId},
    happened::{Entry, Happened, Once, Unreadable},
    law::PackRef,
    ports::Row,
};

/// The alarm of a draw that was opened again.
const REOPENED: &str = "reopened";

/// Who stands behind a ticket. Never published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "candidates in records call it so too")]
pub struct Ticket {
    /// The ticket.
    pub ticket: String,
    /// The expert in the pool.
    pub expert: Uuid,
    /// The account with which the expert signs in.
    pub account: Uuid,
}

/// An expert who was left out before the sealing, with every reason. Never published with the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// The expert in the pool.
    pub expert: Uuid,
    /// Why, as keys of [`crate::verbs::draw::Reason`].
    pub reasons: Vec<String>,
}

/// What happens to a draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Pool, conflicts and terms were sealed.
    Sealed(Box<Sealing>),
    /// One of the two parties committed to a secret.
    Committed {
        /// The party.
        party: String,
        /// SHA-256 of the secret.
        commitment: String,
    },
    /// One of the two opened its secret.
    Opened {
        /// The party.
        party: String,
        /// The secret.
        secret: String,
        /// With the second secret: the seed and the result.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result: Option<(String, Drawn)>,
    },
    /// An alarm: what had been sealed was opened again, and the draw is void.
    Reopened {
        /// Why.
        reasons: String,
    },
    /// An alarm: the pool was changed while the seal was on it.
    PoolTouched {
        /// The expert whose entry was changed.
        expert: Uuid,
    },
}

/// What was sealed, with what is not published of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sealing {
    /// The pack.
    pub pack: PackRef,
    /// The panel of the procedure, by its key.
    pub panel: String,
    /// The cases that the panel will treat.
    pub cases: Vec<Uuid>,
    /// What is published.
    pub sealed: Sealed,
    /// Its digest.
    pub digest: String,
    /// With it tickets can be found again from the pool.
    pub salt: String,
    /// Who stands behind each ticket.
    pub tickets: Vec<Ticket>,
    /// Who was left out.
    pub left: Vec<Left>,
}

/// Where a draw stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Sealed; the parties commit and open.
    Sealed,
    /// The result is there.
    Drawn,
    /// Opened again; void.
    Reopened,
}

impl Stage {
    /// The word in lists and in the log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Drawn => "drawn",
            Self::Reopened => "reopened",
        }
    }
}

/// One of the two who give a secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Party {
    /// The actor of the pack.
    pub role: String,
    /// The commitment, who gave it and when.
    pub committed: Option<(String, Actor, Timestamp)>,
    /// The secret, once it is open, and when.
    pub opened: Option<(String, Timestamp)>,
}

/// Something that whoever audits draws must see.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alarm {
    /// What: `reopened` or `pool_touched`.
    pub kind: &'static str,
    /// Who caused it.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// Why, where reasons were asked for.
    pub reasons: String,
    /// How many secrets were open at that moment: with one open, a party could know the result that was not drawn.
    pub secrets_open: usize,
}

/// A draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Draw {
    /// Its stream.
    pub id: Uuid,
    /// Number of events it was folded from.
    pub version: u64,
    /// What was sealed.
    pub sealing: Sealing,
    /// Who sealed it, and when.
    pub sealed: (Actor, Timestamp),
    /// The two parties.
    pub parties: Vec<Party>,
    /// The seed and the result.
    pub result: Option<(String, Drawn)>,
    /// Where it stands.
    pub stage: Stage,
    /// What whoever audits must see.
    pub alarms: Vec<Alarm>,
    /// Requests already done.
    #[serde(skip)]
    pub done: Vec<Once>,
}

impl Draw {
    /// Folds the events of a draw; none when there are none.
    ///
    /// # Errors
    /// An event that cannot be read, or that cannot follow those before it.
    pub fn fold(events: &[Event]) -> Result<Option<Self>, Unreadable> {
        let mut draw: Option<Self> = None;
        for event in events {
            let entry = Entry::read(event)?;
            let stray = || Unreadable::stray(event);
            let Happened::Draw(step) = entry.what else { return Err(stray()) };
            match (&mut draw, step) {
                (None, Step::Sealed(sealing)) => draw = Some(Self::of(event, *sealing)),
                (Some(draw), step) => draw.apply(event, step).ok_or_else(stray)?,
                (None, _) => return Err(stray()),
            }
            if let Some(draw) = &mut draw {
                draw.version = event.seq;
                draw.done.extend(entry.frame.once);
            }
        }
        Ok(draw)
    }

    fn of(event: &Event, sealing: Sealing) -> Self {
        let party = |role: &String| Party { role: role.clone(), committed: None, opened: None };
        Self {
            id: event.stream.id,
            version: 0,
            parties: sealing.sealed.parties.iter().map(party).collect(),
            sealed: (event.what.actor.clone(), event.recorded_at),
            sealing,
            result: None,
            stage: Stage::Sealed,
            alarms: Vec::new(),
            done: Vec::new(),
        }
    }

    fn apply(&mut self, event: &Event, step: Step) -> Option<()> {
        let (by, at) = (event.what.actor.clone(), event.recorded_at);
        let secrets_open = self.parties.iter().filter(|party| party.opened.is_some()).count();
        match step {
            Step::Sealed(_) => return None,
            Step::Committed { party, commitment } => {
                self.party_mut(&party)?.committed = Some((commitment, by, at));
            }
            Step::Opened { party, secret, result } => {
                self.party_mut(&party)?.opened = Some((secret, at));
                if let Some(result) = result {
                    self.result = Some(result);
                    self.stage = Stage::Drawn;
                }
            }
            Step::Reopened { reasons } => {
                self.stage = Stage::Reopened;
                self.alarms.push(Alarm { kind: REOPENED, by, at, reasons, secrets_open });
            }
            Step::PoolTouched { .. } => {
                let (kind, reasons) = ("pool_touched", String::new());
                self.alarms.push(Alarm { kind, by, at, reasons, secrets_open });
            }
        }
        Some(())
    }

    fn party_mut(&mut self, role: &str) -> Option<&mut Party> {
        self.parties.iter_mut().find(|party| party.role == role)
    }

    /// The ticket of an account.
    pub fn ticket_of(&self, account: Uuid) -> Option<&Ticket> {
        self.sealing.tickets.iter().find(|ticket| ticket.account == account)
    }

    /// The account behind a ticket.
    pub fn account_of(&self, ticket: &str) -> Option<Uuid> {
        let mut all = self.sealing.tickets.iter();
        all.find(|one| one.ticket == ticket).map(|one| one.account)
    }

    /// The record that is published, with the seats that fell empty since; none before there is a result.
    pub fn record(&self, replaced: Vec<Replaced>) -> Option<Record> {
        let (seed, drawn) = self.result.clone()?;
        let opened = |party: &Party| {
            let (commitment, ..) = party.committed.clone()?;
            let (secret, _) = party.opened.clone()?;
            Some(Opened { party: party.role.clone(), commitment, secret })
        };
        let voided = self.alarms.iter().find(|alarm| alarm.kind == REOPENED);
        let voided = voided.map(|alarm| Voided { at: alarm.at, reasons: alarm.reasons.clone() });
        Some(Record {
            format: FORMAT.to_owned(),
            sealed: self.sealing.sealed.clone(),
            digest: self.sealing.digest.clone(),
            opened: self.parties.iter().filter_map(opened).collect(),
            seed,
            drawn,
            replaced,
            voided,
        })
    }

    /// Its row in lists.
    pub fn row(&self) -> Row {
        Row {
            stream: StreamId { about: About::Draw, id: self.id },
            version: self.version,
            pack: self.sealing.pack.key(),
            round: None,
            organisation: None,
            kind: Some(self.sealing.panel.clone()),
            stage: self.stage.word().to_owned(),
            waits_for: None,
            since: crate::moment::civil_day(self.sealed.1),
            due: None,
            title: self.sealing.panel.clone(),
            number: None,
            extra: json!({
                "cases": self.sealing.cases,
                "candidates": self.sealing.sealed.candidates.len(),
                "alarms": self.alarms.len(),
            }),
            people: Vec::new(),
        }
    }
}
