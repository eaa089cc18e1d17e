//! Rounds: one call for applications, with its dates, parameters and readings.

mod contact;

pub use contact::Contact;

use std::collections::BTreeMap;

use guohe_rules::syntax::{Additions, Words};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    event::{About, Event, StreamId},
    extension::{Extension, Settled, Step},
    happened::{Entry, Happened, Once, Unreadable, Wrote},
    intake::{Days, period_id, period_of, standing_id},
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
    /// Whom to ask about it.
    #[serde(default, skip_serializing_if = "Contact::is_empty")]
    pub contact: Contact,
    /// Conditions that its notice adds to those of the law; they are part of the version that `pack` names.
    #[serde(default, skip_serializing_if = "Additions::is_empty")]
    pub adds: Additions,
    /// Why it is opened though readings are undecided or values missing; absent when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite: Option<String>,
}

impl Terms {
    /// The last day for applications; none when there is none.
    pub fn closes(&self) -> Option<Date> {
        (self.closes_on != Date::MAX).then_some(self.closes_on)
    }

    /// The section `round` of a facts file.
    pub fn as_facts(&self) -> Value {
        json!({
            "date": self.reference_date,
            "parameters": self.parameters,
            "readings": self.readings,
        })
    }

    /// The days of the call as facts of the record [`CALL`].
    pub fn days_as_facts(&self) -> Value {
        let closes_on = self.closes().map_or_else(|| json!("none"), |day| json!(day));
        json!({"opens_on": self.opens_on, "closes_on": closes_on})
    }
}

/// The record of the vocabulary that holds the days of the call.
pub const CALL: &str = "call";

/// Where a round stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Applications are taken within its dates.
    Open,
    /// No more applications are taken; those handed in go on.
    Closed,
    /// Nobody opened it: the law itself takes applications, at any time or in periods of every year.
    Standing,
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
    /// Later last days that were proposed, in their order.
    pub extensions: Vec<Extension>,
    /// Requests already done, so that a repeated one is recognised.
    #[serde(skip)]
    pub done: Vec<Once>,
}

impl Round {
    /// The intake that a law has without any call, as it is for an application looked at on a day; none where the
    /// law takes applications in calls only. Between two periods it is the next one.
    pub fn standing(law: &Law, on: Date) -> Option<Self> {
        let intake = law.procedure.intake.as_ref()?;
        if intake.always {
            return Some(Self::at_any_time(law, on, intake.collection(on)));
        }
        intake.period(on).map(|days| Self::in_period(law, days))
    }

    /// The intake of a law without any call that has an id, as it is for a case looked at on a day: for applications,
    /// or for what people of the authority open.
    pub fn standing_of(law: &Law, id: Uuid, on: Date) -> Option<Self> {
        let pack = law.reference();
        if standing_id(&pack) != id {
            return Self::standing(law, period_of(&pack, id)?).filter(|round| round.id == id);
        }
        let any = Self::standing(law, on).filter(|round| round.id == id);
        // What people of the authority open stands beside periods and calls.
        let opened =
            || (!law.procedure.opened().is_empty()).then(|| Self::at_any_time(law, on, None));
        any.or_else(opened)
    }

    /// What is handed in at any time is looked at on that day, or where it is collected, on the day of the collection.
    fn at_any_time(law: &Law, on: Date, collected: Option<Date>) -> Self {
        let title = &law.pack.file.title;
        let name = match collected {
            None => words(
                format!("{}：随到随收", title.zh),
                format!("{}: applications at any time", title.en),
            ),
            Some(day) => words(
                format!("{}：随到随收，{day}汇总", title.zh),
                format!("{}: applications at any time, collected on {day}", title.en),
            ),
        };
        let opens_on = law.pack.file.document.effective_from.unwrap_or(Date::MIN);
        let days = Days { opens_on, closes_on: Date::MAX };
        Self::by_law(law, standing_id(&law.reference()), name, days, collected.unwrap_or(on))
    }

    /// The reference date of a period is its last day.
    fn in_period(law: &Law, days: Days) -> Self {
        let Days { opens_on, closes_on } = days;
        let title = &law.pack.file.title;
        let name = words(
            format!("{}：{opens_on}至{closes_on}受理", title.zh),
            format!("{}: applications from {opens_on} to {closes_on}", title.en),
        );
        Self::by_law(law, period_id(&law.reference(), opens_on), name, days, closes_on)
    }

    fn by_law(law: &Law, id: Uuid, name: Words, days: Days, reference_date: Date) -> Self {
        let terms = Terms {
            name,
            opens_on: days.opens_on,
            closes_on: days.closes_on,
            reference_date,
            parameters: BTreeMap::new(),
            readings: BTreeMap::new(),
            file: Vec::new(),
            contact: Contact::default(),
            adds: Additions::default(),
            despite: None,
            pack: law.reference(),
        };
        let (since, status) = (terms.opens_on, Status::Standing);
        let (extensions, done) = (Vec::new(), Vec::new());
        Self { id, version: 0, terms, status, since, extensions, done }
    }

    /// The last day for applications; none when there is none.
    pub fn closes(&self) -> Option<Date> {
        self.terms.closes()
    }

    /// Folds the events of a round; none when there are none.
    ///
    /// # Errors
    /// An event that cannot be read.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only four kinds are about rounds")]
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
                        extensions: Vec::new(),
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
                Happened::Extended(step) => {
                    let taken = round.as_mut().and_then(|round| round.extended(event, step));
                    taken.ok_or_else(|| Unreadable::stray(event))?;
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

    /// Takes a step of an extension; none when it cannot follow what was before.
    fn extended(&mut self, event: &Event, step: Step) -> Option<()> {
        let by = event.what.actor.clone();
        let (proposal, reasons) = match step {
            Step::Proposed { closes_on: to, reasons, outage } => {
                let (number, from, settled) = (event.seq, self.terms.closes_on, None);
                self.extensions.push(Extension { number, from, to, reasons, outage, by, settled });
                return Some(());
            }
            Step::Confirmed { proposal } => (proposal, None),
            Step::Declined { proposal, reasons } => (proposal, Some(reasons)),
        };
        let mut all = self.extensions.iter_mut();
        let one = all.find(|one| one.number == proposal && one.settled.is_none())?;
        let (confirmed, at) = (reasons.is_none(), event.recorded_at);
        if confirmed {
            one.from = self.terms.closes_on;
            self.terms.closes_on = one.to;
        }
        one.settled = Some(Settled { confirmed, reasons: reasons.unwrap_or_default(), by, at });
        Some(())
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
}
