//! Objections to a case, and which of them stand in the way of its certification.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Case;
use crate::{
    event::Actor,
    late::Late,
    notice,
    procedure::{Act, Kind, Procedure},
};

/// An objection.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Objection {
    /// Its id in the case, for instance `objection-1`.
    pub id: String,
    /// The notice in which the case stood when it was filed.
    pub notice: Uuid,
    /// Whoever filed it, as an erasure names them: see [`crate::personal`].
    pub subject: String,
    /// The instant it was filed.
    pub filed_at: Timestamp,
    /// The day from which it counts: that of the instant, or of one on paper the day on which it was handed over, where
    /// a clause says so.
    pub filed_on: Date,
    /// That it was handed over earlier, on paper, and entered afterwards.
    pub late: Option<Late>,
    /// Where it stands.
    pub status: notice::Standing,
    /// Whether it was found to be founded when it was dealt with.
    pub founded: bool,
    /// Who filed it and what it says; text about persons that may have been erased.
    pub said: Option<Said>,
    /// What was found on it, step by step.
    pub handled: Vec<Handled>,
}

impl Objection {
    /// Whether this is the code that was shown to whoever filed it. Digests are compared, so that the time it takes tells
    /// nothing of how much of a code is right.
    pub fn is_opened_by(&self, code: &str) -> bool {
        let own = self.said.as_ref().map_or("", |said| said.code.as_str());
        !own.is_empty() && Sha256::digest(own) == Sha256::digest(code)
    }
}

/// The words of an objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The name of the person or organisation.
    pub name: String,
    /// How to reach them.
    pub contact: String,
    /// The objection.
    pub text: String,
    /// Whether it is an organisation that objects, under its seal where the pack asks for one.
    #[serde(default)]
    pub unit: bool,
    /// By what the objector can look at what became of it.
    #[serde(default)]
    pub code: String,
}

/// A step in handling an objection.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Handled {
    /// What came of it: the way out of the act.
    pub outcome: String,
    /// Why.
    pub reasons: String,
    /// Who.
    pub by: Actor,
    /// When.
    pub on: Date,
}

impl Case {
    /// An objection by its id.
    pub fn objection(&self, id: &str) -> Option<&Objection> {
        self.objections.iter().find(|objection| objection.id == id)
    }

    /// Objections that keep the case from being certified: those that came in time and are open, and those found to be
    /// founded, as long as the case has not been made public anew since.
    pub fn opposing(&self) -> impl Iterator<Item = &Objection> {
        let current = self.notice.as_ref().map(|notice| notice.id);
        let stands = move |one: &&Objection| {
            one.status.is_open() || one.founded && Some(one.notice) == current
        };
        self.objections.iter().filter(stands)
    }

    fn has_objection(&self, standing: notice::Standing) -> bool {
        self.objections.iter().any(|objection| objection.status == standing)
    }
}

impl Act {
    /// Whether it is written for a stage.
    pub fn is_from(&self, stage: &str) -> bool {
        self.from.iter().any(|from| from.value == stage)
    }

    /// Whether it can be done on a case where it stands. A notice takes objections to all its entries, and each of them
    /// is answered, whatever became of the case meanwhile: the stages of such an act say only where the case follows.
    pub fn exists_for(&self, case: &Case) -> bool {
        let kind = self.kind.value;
        self.is_from(&case.stage.at.to)
            || kind == Kind::Object && case.notice.is_some()
            || kind == Kind::AdmitObjection && case.has_objection(notice::Standing::Filed)
            || kind == Kind::SettleObjection && case.has_objection(notice::Standing::Admitted)
    }
}

impl Procedure {
    /// The acts that can be done on a case where it stands, in the order of the file.
    pub fn acts_for<'a>(&'a self, case: &'a Case) -> impl Iterator<Item = &'a Act> {
        self.acts.iter().filter(move |act| act.exists_for(case))
    }

    /// Whether something is still to be done about an objection: it is examined, and dealt with where there is an act
    /// for that.
    pub fn waits_for_answer(&self, standing: notice::Standing) -> bool {
        let settles = || self.acts.iter().any(|act| act.kind.value == Kind::SettleObjection);
        match standing {
            notice::Standing::Filed => true,
            notice::Standing::Admitted => settles(),
            notice::Standing::RejectedLate
            | notice::Standing::Nameless
            | notice::Standing::NotAdmitted
            | notice::Standing::Settled => false,
        }
    }
}
