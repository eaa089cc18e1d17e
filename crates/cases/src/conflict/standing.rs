//! Whether an expert may take part in a case now: findings, with what officers decided on them.

use guohe_rules::syntax::Words;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::{Finding, Pin};
use crate::{case::Case, event::Actor};

/// What an officer decided on a possible conflict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ruling {
    /// The account of the expert.
    pub account: Uuid,
    /// The finding.
    pub key: String,
    /// Whether it is a conflict.
    pub conflict: bool,
    /// Why; none once it was erased.
    pub reasons: Option<String>,
    /// Who.
    pub by: Actor,
    /// When.
    pub on: Date,
}

/// An expert whom the applicant named.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    /// Its id in the case.
    pub id: String,
    /// The account, for an objection to somebody on the list.
    pub account: Option<Uuid>,
    /// The name; empty once it was erased.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// Why.
    pub reasons: String,
    /// When.
    pub on: Date,
}

/// Something that was found about a member of a panel of the case. It stays, whatever is taken out of the pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pinned {
    /// The account of the expert.
    pub account: Uuid,
    /// What was found.
    pub pin: Pin,
    /// In words; none once they were erased.
    pub told: Option<Words>,
}

/// What keeps an expert from a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bar {
    /// A possible conflict on which no officer has decided.
    Undecided,
    /// A conflict.
    Conflict,
}

/// What a finding comes to, with what officers decided: nothing when it was found to be none.
pub fn bar(case: &Case, account: Uuid, finding: &Finding) -> Option<Bar> {
    if finding.certain {
        return Some(Bar::Conflict);
    }
    let mut rulings = case.rulings.iter().rev();
    match rulings.find(|ruling| ruling.account == account && ruling.key == finding.key) {
        None => Some(Bar::Undecided),
        Some(ruling) => ruling.conflict.then_some(Bar::Conflict),
    }
}
