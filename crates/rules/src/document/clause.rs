//! One clause as a document.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Finding, Maker, OpenDocument, ReadingDocument, RegisterDocument, RowAddress, Shortfall, both,
    reading::reason_names,
};
use crate::{
    model::Test,
    prose,
    report::{ClauseResult, DutyRow, Exactness, Outcome},
    situation::Waived,
    syntax::{Blocked, Citation, Class, Computable, Modality, Words},
};

/// What a clause does in the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It is conjoined with the others.
    Condition,
    /// It is a bar to applying, conjoined with the conditions.
    Bar,
    /// It is a bar to a certification only: a warning to whoever applies, no condition.
    Warning,
    /// An advantage among equals, never a condition.
    Priority,
    /// It takes no part in an application: a duty, a step, a ground for a sanction.
    Other,
}

/// What one clause came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseDocument {
    /// Its id, with `#bar` for the bar that it sets.
    pub id: String,
    /// What it does in the result.
    pub role: Role,
    /// Its short name.
    pub name: Words,
    /// Where it stands.
    pub citation: Citation,
    /// The article that it belongs to.
    pub article: Words,
    /// What it says, in own words.
    pub text: Words,
    /// What kind of norm it is.
    pub class: Class,
    /// How far a machine can decide it.
    pub computable: Computable,
    /// How binding it is.
    pub modality: Modality,
    /// What it came to.
    pub outcome: Outcome,
    /// Why that is unknown.
    pub reasons: Vec<String>,
    /// Whether trying out the missing facts changed anything.
    pub exactness: Exactness,
    /// When it applies, where it does not always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies: Option<Words>,
    /// What its rule asks, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<Words>,
    /// The limbs of the rule and what each came to, under the reading that was traced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<Finding>,
    /// What is open, the most decisive first.
    pub open: Vec<OpenDocument>,
    /// What would make it hold; each verified.
    pub shortfall: Vec<Shortfall>,
    /// Entries of the ambiguity register that its rule depends on, with the option traced.
    pub registers: Vec<RegisterDocument>,
    /// What it comes to under other readings.
    pub readings: Vec<ReadingDocument>,
    /// Who may waive it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waivable_by: Option<String>,
    /// The waiver that applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<WaiverDocument>,
    /// Whether it fails only in principle and nobody has decided on a waiver.
    pub waiver_pending: bool,
    /// For a duty: each row that triggers it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<DutyDocument>,
    /// For a bar: what it keeps from while it is not met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Blocked>,
    /// For a bar that blocks: until when, where that follows from the facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<BlockedDocument>,
    /// What follows when it is not met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consequence: Option<Words>,
}

/// A waiver on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverDocument {
    /// The actor of the pack.
    pub by: String,
    /// The actor's name.
    pub name: Words,
    /// The day.
    pub on: Date,
    /// Why.
    pub reasons: String,
    /// The words of the text that give the room.
    pub authority: Words,
}

/// Until when a bar blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockedDocument {
    /// The last day on which it does.
    pub last_day: Date,
    /// The first day on which it does not any more.
    pub first_admissible: Date,
}

/// A row that triggers a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyDocument {
    /// The row.
    #[serde(flatten)]
    pub at: RowAddress,
    /// Its name.
    pub name: Words,
    /// The last day in time.
    pub due: Option<Date>,
    /// The day it was done.
    pub done_on: Option<Date>,
    /// How it stands.
    pub outcome: Outcome,
}

impl Maker<'_> {
    pub(super) fn clause(&self, result: &ClauseResult<'_>) -> ClauseDocument {
        let clause = result.clause;
        let written = &clause.written;
        let bar = written.bar.as_ref().filter(|_| result.bar);
        let rule = if result.bar { clause.bar.as_ref() } else { clause.rule.as_ref() };
        let applies = clause.applies_if.as_ref().filter(|_| !result.bar);
        ClauseDocument {
            id: result.id(),
            role: Role::of(result),
            name: bar.map_or(&written.name, |bar| &bar.name).clone(),
            citation: written.cite.clone(),
            article: clause.article.clone(),
            text: written.text.clone(),
            class: written.class,
            computable: written.computable,
            modality: written.modality,
            outcome: result.outcome,
            reasons: reason_names(result.reasons()),
            exactness: result.exact,
            applies: applies.map(|test| self.sentence(test)),
            sentence: rule.map(|test| self.sentence(test)),
            tree: self.tree(&result.trace),
            open: self.opens(result),
            shortfall: self.shortfalls(result),
            registers: self.registers(result),
            readings: self.readings(result),
            waivable_by: written.waiver.as_ref().map(|waiver| waiver.by.value.clone()),
            waiver: result.waiver.as_ref().map(|waived| self.waiver(result, waived)),
            waiver_pending: result.waiver_pending,
            duties: result.duties.iter().map(|duty| self.duty(duty)).collect(),
            blocks: bar.map(|bar| bar.blocks.clone()).unwrap_or_default(),
            blocked: result.free_on.and_then(blocked),
            consequence: written.consequence.clone(),
        }
    }

    fn sentence(&self, test: &Test) -> Words {
        both(|lang| self.writer(lang).sentence(test))
    }

    /// What is open, and the readings that a round must settle.
    pub(super) fn opens(&self, result: &ClauseResult<'_>) -> Vec<OpenDocument> {
        let unsettled = Self::unsettled(result);
        let all = result.opens.iter().copied().chain(unsettled);
        all.map(|ranked| self.open(ranked)).collect()
    }

    fn waiver(&self, result: &ClauseResult<'_>, waived: &Waived) -> WaiverDocument {
        let authority = result.clause.written.waiver.as_ref();
        WaiverDocument {
            by: waived.by.clone(),
            name: self.pack.actor(&waived.by).map(|actor| actor.name.clone()).unwrap_or_default(),
            on: waived.on,
            reasons: waived.reasons.clone(),
            authority: authority.map(|waiver| waiver.authority.clone()).unwrap_or_default(),
        }
    }

    fn duty(&self, duty: &DutyRow) -> DutyDocument {
        DutyDocument {
            at: duty.row.map_or_else(|| self.record(duty.record), |row| self.row(row)),
            name: match (duty.row, duty.year) {
                (Some(row), _) => both(|lang| prose::row(self.pack, self.at, row, lang)),
                (None, Some(year)) => Words { zh: format!("{year}年度"), en: year.to_string() },
                (None, None) => {
                    Words { zh: "年度未定".to_owned(), en: "years not known".to_owned() }
                }
            },
            due: duty.due,
            done_on: duty.done_on,
            outcome: duty.outcome,
        }
    }
}

fn blocked(first_admissible: Date) -> Option<BlockedDocument> {
    let last_day = first_admissible.yesterday().ok()?;
    Some(BlockedDocument { last_day, first_admissible })
}

impl Role {
    /// What a clause does in a result.
    pub fn of(result: &ClauseResult<'_>) -> Self {
        if result.is_warning() {
            Self::Warning
        } else if result.bar {
            Self::Bar
        } else if result.clause.written.class == Class::PriorityPreference {
            Self::Priority
        } else if result.clause.is_condition() {
            Self::Condition
        } else {
            Self::Other
        }
    }
}
