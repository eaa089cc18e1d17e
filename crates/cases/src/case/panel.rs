//! A panel of experts: its members, what they declared and answered, and what it found.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    draw::Replaced,
    event::Actor,
    person::Person,
    review::{Earlier, Work},
};

/// A panel of experts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Panel {
    /// Its id in the case, for instance `panel-1`.
    pub id: String,
    /// Which panel of the procedure it is.
    pub key: String,
    /// The questions put to it.
    pub questions: Vec<Question>,
    /// Its members, in the order of their aliases.
    pub seats: Vec<Seat>,
    /// The draws from which members come, and the seats that were filled again.
    pub drawn: Vec<(Uuid, Option<Replaced>)>,
    /// Members who were named although the pack has panels drawn, with the reasons.
    pub by_hand: Vec<ByHand>,
    /// The day it was put together.
    pub convened_on: Date,
    /// What it did besides answering.
    pub work: Work,
    /// Its opinion, once it has ended.
    pub closed: Option<Closed>,
}

impl Panel {
    /// The seat of an account.
    pub fn seat_of(&self, account: Uuid) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.account == account)
    }

    /// Whether somebody may run it: has no seat on it, whatever became of the seat, and acts for nobody who has one.
    pub fn is_run_by(&self, person: &Person) -> bool {
        !self.seats.iter().any(|seat| person.stands_behind(seat.account))
    }

    /// Members who were called after the others had answered, for a second opinion.
    pub fn called(&self) -> impl Iterator<Item = &Seat> {
        self.sitting().filter(|seat| seat.called.is_some())
    }

    /// Members whose answers count: handed in for good.
    pub fn effective(&self) -> impl Iterator<Item = &Seat> {
        self.sitting().filter(|seat| seat.final_on.is_some())
    }

    /// Members who take part: not withdrawn because of a conflict.
    pub fn sitting(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|seat| !seat.recused())
    }
}

/// Members whom an officer named in place of a draw. Who they are is not told, so that no alias is tied to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ByHand {
    /// How many.
    pub members: usize,
    /// Why.
    pub reasons: String,
    /// Who named them.
    pub by: Actor,
    /// When.
    pub on: Date,
}

/// A question put to a person: a slot of the pack, and the row it is about when it is asked row by row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Question {
    /// The slot.
    pub slot: String,
    /// The row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
}

/// A member of a panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seat {
    /// The name under which the others know the member.
    pub alias: String,
    /// The account.
    pub account: Uuid,
    /// The declaration about conflicts of interest.
    pub declared: Option<Declared>,
    /// The day on which a conflict was found that the member had not declared.
    pub found_on: Option<Date>,
    /// The answers.
    pub answers: Vec<Answer>,
    /// The day the answers became final; they are frozen since.
    pub final_on: Option<Date>,
    /// Why the member was called after the answers of the others had been opened.
    pub called: Option<String>,
    /// Whether the answers of all were opened before this member had handed in; nothing is taken any more then.
    pub shut: bool,
    /// Answers that a correction has replaced, the earliest first.
    pub earlier: Vec<Earlier>,
}

impl Seat {
    /// Whether the member is in conflict, declared or found, and takes no part.
    pub fn recused(&self) -> bool {
        self.declares_conflict() || self.found_on.is_some()
    }

    /// Whether the member may correct what was handed in, and has not handed it in again.
    pub fn corrects(&self) -> bool {
        self.final_on.is_none() && !self.earlier.is_empty()
    }

    /// Whether the member has declared a conflict.
    pub fn declares_conflict(&self) -> bool {
        self.declared.as_ref().is_some_and(|declared| declared.conflict)
    }
}

/// A declaration about conflicts of interest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Declared {
    /// Whether there is one.
    pub conflict: bool,
    /// When it was made.
    pub on: Date,
    /// Which, in the words of the expert; kept apart as text about persons.
    pub reasons: Option<String>,
}

/// A person's answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question.
    pub slot: String,
    /// The row it is about, when it is asked row by row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// Yes or no; of no meaning for a question that is answered with a number.
    pub yes: bool,
    /// For such a question the number, as it was typed; in what a panel found, the numbers of all its members.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<String>,
    /// Why.
    pub reasons: String,
}

/// What a panel, or a reviewer, has found on a question: an answer that counts as a judgement.
pub type Finding = Answer;

/// The end of a panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Closed {
    /// The way out.
    pub outcome: String,
    /// Its opinion in words.
    pub opinion: String,
    /// Who entered it.
    pub by: Actor,
    /// When.
    pub on: Date,
}

/// A judgement on file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// What was found.
    #[serde(flatten)]
    pub finding: Finding,
    /// The panel that found it, when it was one.
    pub panel: Option<String>,
    /// Who entered it.
    pub by: Actor,
    /// When.
    pub on: Date,
}
