//! Public notices: which cases stand in one, until when anybody may object, and what came in.
//!
//! A notice and each case in it are separate streams that one act writes together; what happens to an
//! objection is written in both, so either can be read alone.

use std::collections::BTreeMap;

use guohe_rules::syntax::Words;
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    attachment::hexadecimal,
    event::{About, Event, StreamId},
    happened::{Entry, Happened, Once, Unreadable},
    law::PackRef,
    ports::Row,
    term::Until,
};

/// A public notice, folded from its events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Notice {
    /// Its stream.
    pub id: Uuid,
    /// Number of events it was folded from.
    pub version: u64,
    /// The cases that stand in it, in the order of the list.
    pub entries: Vec<Uuid>,
    /// What it shows of each, by path.
    pub shown: BTreeMap<Uuid, BTreeMap<String, Value>>,
    /// The day it was posted.
    pub posted_on: Date,
    /// The last day for objections.
    pub ends_on: Date,
    /// Until which minute of that day; until its end when absent.
    pub ends_at: Option<Time>,
    /// How that day was found.
    pub arithmetic: Words,
    /// Objections of all entries.
    pub objections: Vec<Filed>,
    /// The pack of its cases.
    pub pack: PackRef,
    /// Their round.
    pub round: Uuid,
    /// Requests already done.
    #[serde(skip)]
    pub done: Vec<Once>,
}

impl Notice {
    /// Folds the events of a notice; none when there are none.
    ///
    /// # Errors
    /// An event that cannot be read.
    pub fn fold(events: &[Event]) -> Result<Option<Self>, Unreadable> {
        let mut notice: Option<Self> = None;
        for event in events {
            let entry = Entry::read(event)?;
            match (&mut notice, entry.what) {
                (empty @ None, posted @ Happened::NoticePosted { .. }) => {
                    *empty = Self::posted(event, posted);
                }
                (Some(notice), what) => {
                    notice.objection(what).ok_or_else(|| Unreadable::stray(event))?;
                }
                (None, _) => return Err(Unreadable::stray(event)),
            }
            if let Some(notice) = &mut notice {
                notice.version = event.seq;
                notice.done.extend(entry.frame.once);
            }
        }
        Ok(notice)
    }

    fn posted(event: &Event, what: Happened) -> Option<Self> {
        let Happened::NoticePosted {
            pack,
            round,
            entries,
            posted_on,
            ends_on,
            ends_at,
            arithmetic,
            shown,
        } = what
        else {
            return None;
        };
        Some(Self {
            id: event.stream.id,
            version: event.seq,
            entries,
            shown,
            posted_on,
            ends_on,
            ends_at,
            arithmetic,
            objections: Vec::new(),
            pack,
            round,
            done: Vec::new(),
        })
    }

    /// The end of the notice.
    pub fn until(&self) -> Until {
        Until { day: self.ends_on, at: self.ends_at }
    }

    /// What it shows of each entry, in the order of the list: the list as open data, docs/open-data.md.
    pub fn list(&self) -> Vec<BTreeMap<String, Value>> {
        let shown = |case: &Uuid| self.shown.get(case).cloned().unwrap_or_default();
        self.entries.iter().map(shown).collect()
    }

    /// The SHA-256 digest of the list as open data, which anybody can work out again: its JSON in UTF-8, keys in the order
    /// of their bytes, without spaces or line feeds.
    pub fn list_digest(&self) -> String {
        let told = serde_json::to_string(&self.list()).unwrap_or_default();
        hexadecimal(Sha256::digest(told))
    }

    /// What an event says about an objection; none when it says nothing about one.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only three kinds are about objections")]
    fn objection(&mut self, what: Happened) -> Option<()> {
        if let Happened::Objected { case, objection, filed_at, late, nameless } = what {
            let status = Standing::at_first((late, nameless));
            self.objections.push(Filed { case, id: objection, filed_at, status });
            return Some(());
        }
        let (case, objection, status) = match what {
            Happened::ObjectionExamined { case, objection, admitted: true, .. } => {
                (case, objection, Standing::Admitted)
            }
            Happened::ObjectionExamined { case, objection, .. } => {
                (case, objection, Standing::NotAdmitted)
            }
            Happened::ObjectionSettled { case, objection, .. } => {
                (case, objection, Standing::Settled)
            }
            _ => return None,
        };
        let mut filed = self.objections.iter_mut();
        filed.find(|filed| filed.case == case && filed.id == objection)?.status = status;
        Some(())
    }

    /// Its row in lists.
    pub fn row(&self) -> Row {
        let open = self.objections.iter().filter(|filed| filed.status.is_open()).count();
        Row {
            stream: StreamId { about: About::Notice, id: self.id },
            version: self.version,
            pack: self.pack.key(),
            round: Some(self.round),
            organisation: None,
            kind: None,
            stage: "posted".to_owned(),
            waits_for: None,
            since: self.posted_on,
            due: Some(self.ends_on),
            title: String::new(),
            number: None,
            extra: json!({
                "entries": self.entries.len(),
                "objections": self.objections.len(),
                "objections_open": open,
            }),
            people: Vec::new(),
        }
    }
}

/// An objection as the notice knows it; its words stand in the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_field_names, reason = "`filed_at` is what the instant of filing is called")]
pub struct Filed {
    /// The case it is about.
    pub case: Uuid,
    /// Its id within the case.
    pub id: String,
    /// When it came.
    pub filed_at: Timestamp,
    /// Where it stands.
    pub status: Standing,
}

/// Where an objection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In time, not yet examined.
    Filed,
    /// After the last day: registered, and not admitted whatever it says.
    RejectedLate,
    /// Without a name, where the pack has such ones registered only.
    Nameless,
    /// Examined and accepted; the entry is held.
    Admitted,
    /// Examined and not accepted.
    NotAdmitted,
    /// Accepted and dealt with.
    Settled,
}

impl Standing {
    /// Where an objection stands when it has come in.
    pub fn at_first((late, nameless): (bool, bool)) -> Self {
        match (late, nameless) {
            (true, _) => Self::RejectedLate,
            (false, true) => Self::Nameless,
            (false, false) => Self::Filed,
        }
    }

    /// Whether the entry must wait for it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Filed | Self::Admitted)
    }

    /// The word for it in facts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::RejectedLate => "rejected_late",
            Self::Nameless => "nameless",
            Self::Admitted => "admitted",
            Self::NotAdmitted => "not_admitted",
            Self::Settled => "settled",
        }
    }
}
