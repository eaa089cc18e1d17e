//! What the events of this crate say: the particulars of each kind, typed.
//!
//! An event tells everything the fold needs, the stage it leads to included, so that a case can be read
//! without its pack. Text about natural persons stands in `personal` and can be erased there; what is left
//! still folds.

mod entry;
mod frame;

use std::collections::BTreeMap;

use guohe_rules::syntax::ParameterKind;
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub use crate::term::Moved;
use crate::{
    account,
    attachment::Attachment,
    case::{Answer, Defect, Finding, Machine, Override, Question},
    conflict, department, deputy, draw, erasing, expert, extension,
    facts::Change,
    late,
    law::PackRef,
    outage,
    registry::Part,
    review,
    round::Terms,
    signed, unit,
};

pub(crate) use entry::WHAT;
pub use entry::{Entry, Unreadable};
pub use frame::{Frame, Once, Wrote};

/// The version of these shapes.
pub const SCHEMA: u16 = 1;

/// The particulars of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// A round was opened.
    RoundOpened {
        /// Everything the round fixes.
        terms: Terms,
    },
    /// A round got other terms; those of cases already handed in stay as they were judged.
    RoundChanged {
        /// Everything the round fixes from now on.
        terms: Terms,
        /// Why.
        reasons: String,
    },
    /// A round takes no more applications.
    RoundClosed {},
    /// In the stream of a round: its last day is moved to a later one.
    Extended(extension::Step),
    /// In the stream of the service: nobody could reach it.
    Outage(outage::Noted),
    /// A register, or a part of it, was loaded as it stood on a day.
    RegistryLoaded {
        /// The list, by its plural noun.
        list: String,
        /// The part; all of the register when absent.
        part: Option<Part>,
        /// The day on which it was complete.
        as_of: Date,
        /// Where it comes from.
        source: String,
        /// Its rows.
        rows: Vec<Wrote>,
    },
    /// Somebody stated that cases write every row of a register from a day on.
    RegistryKept {
        /// The list, by its plural noun.
        list: String,
        /// The part; all of the register when absent.
        part: Option<Part>,
        /// The first day.
        since: Date,
        /// Whether it was empty before.
        empty_before: bool,
        /// What the statement rests on.
        reasons: String,
    },
    /// An officer proposed a value of a parameter.
    ParameterProposed {
        /// The pack that has the parameter; absent for those that all packs share.
        pack: Option<String>,
        /// Its name.
        name: String,
        /// The value.
        value: ParameterKind,
        /// Where it comes from.
        source: String,
        /// The day on which the source was published.
        published_on: Date,
    },
    /// Another officer confirmed a proposed value; it counts from then on.
    ParameterConfirmed {
        /// The number of the event that proposed it.
        proposal: u64,
    },
    /// An officer declined a proposed value, or took it back.
    ParameterDeclined {
        /// The number of the event that proposed it.
        proposal: u64,
        /// Why.
        reasons: String,
    },
    /// A case was opened.
    CaseOpened {
        /// The pack in its exact version.
        pack: PackRef,
        /// The round.
        round: Uuid,
        /// The organisation that applies.
        organisation: Uuid,
        /// The type applied for.
        #[serde(rename = "type")]
        kind: String,
    },
    /// The host of a case that the authority opened has registered since, and follows it from now on.
    HostRegistered {
        /// The organisation.
        organisation: Uuid,
    },
    /// The applicant chose another type.
    TypeChosen {
        /// The type applied for.
        #[serde(rename = "type")]
        kind: String,
    },
    /// Facts were typed.
    FactsChanged {
        /// What was typed, in order.
        changes: Vec<Change>,
    },
    /// A file was attached.
    FileAttached {
        /// The file.
        attachment: Attachment,
    },
    /// A file was taken off; its bytes stay.
    FileDetached {
        /// Which.
        id: String,
    },
    /// A scanner said whether a file that was held is clean.
    FileScanned {
        /// Which.
        id: String,
        /// Whether it is.
        clean: bool,
    },
    /// An officer marked facts as checked, or as disputed.
    FactsMarked {
        /// Places.
        places: Vec<String>,
        /// What they are now.
        standing: crate::facts::Standing,
        /// Why.
        reasons: String,
    },
    /// One of those who must declare before it is handed in has declared.
    Declared {
        /// Statements made, by id.
        declarations: Vec<String>,
    },
    /// The application was handed in.
    Submitted {
        /// Statements made, by id.
        declarations: Vec<String>,
    },
    /// It was withdrawn.
    Withdrawn {
        /// Why.
        reasons: String,
    },
    /// It was returned with one letter of all defects.
    Returned {
        /// The defects.
        defects: Vec<Defect>,
        /// The last day for correction.
        due: Option<Date>,
        /// Until which minute of that day; until its end when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_at: Option<Time>,
        /// How that day was found.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        arithmetic: Option<guohe_rules::syntax::Words>,
        /// Whether it is to be revised as a whole; otherwise single defects are to be corrected.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        revision: bool,
    },
    /// It was handed in again.
    Resubmitted {},
    /// A row was written.
    Recorded {
        /// Remarks.
        note: String,
    },
    /// A formal review was made.
    Checked {
        /// The way out.
        outcome: String,
        /// What was found.
        defects: Vec<Defect>,
        /// Questions that the reviewer answered.
        #[serde(default)]
        findings: Vec<Finding>,
        /// Why.
        reasons: String,
        /// What the machine had found.
        machine: Option<Machine>,
    },
    /// A panel was put together.
    PanelConvened {
        /// Its id.
        panel: String,
        /// Which one of the procedure.
        key: String,
        /// The questions put to it.
        questions: Vec<Question>,
        /// Its members with their aliases.
        seats: Vec<(String, Uuid)>,
        /// The draw from which they come, and which seats they took that had fallen empty.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drawn: Option<(Uuid, Option<draw::Replaced>)>,
        /// Why more members are called after the answers of the others were opened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
        /// Why they are named although the pack has panels drawn.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by_hand: Option<String>,
    },
    /// An expert declared.
    ConflictDeclared {
        /// The panel.
        panel: String,
        /// The alias.
        alias: String,
        /// Whether there is a conflict.
        conflict: bool,
    },
    /// An expert answered.
    Answered {
        /// The panel.
        panel: String,
        /// The alias.
        alias: String,
        /// All answers as they are now.
        answers: Vec<Answer>,
        /// Whether they are final.
        last: bool,
    },
    /// A panel ended with its opinion.
    PanelClosed {
        /// The panel.
        panel: String,
        /// The way out.
        outcome: String,
        /// The opinion in words.
        opinion: String,
        /// Its findings, slot by slot.
        findings: Vec<Finding>,
    },
    /// The case was put on the list, or not.
    Proposed {
        /// The way out.
        outcome: String,
        /// Why.
        reasons: String,
    },
    /// In the stream of a notice: it was posted.
    NoticePosted {
        /// The pack of its cases.
        pack: PackRef,
        /// Their round.
        round: Uuid,
        /// The cases, in the order of the list.
        entries: Vec<Uuid>,
        /// The day it was posted.
        posted_on: Date,
        /// The last day for objections.
        ends_on: Date,
        /// Until which minute of that day; until its end when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ends_at: Option<Time>,
        /// How that day was found.
        arithmetic: guohe_rules::syntax::Words,
        /// What it shows of each case, by the id of the case.
        shown: BTreeMap<Uuid, BTreeMap<String, Value>>,
    },
    /// In the stream of a case: it stands in a public notice.
    Noticed {
        /// The notice.
        notice: Uuid,
        /// The day it was posted.
        posted_on: Date,
        /// The last day for objections.
        ends_on: Date,
        /// Until which minute of that day; until its end when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ends_at: Option<Time>,
        /// How that day was found.
        arithmetic: guohe_rules::syntax::Words,
        /// What the notice shows of this case, by path.
        shown: BTreeMap<String, Value>,
    },
    /// Somebody objected. Who, and in what words, is personal.
    Objected {
        /// The case it is about.
        case: Uuid,
        /// Its id within the case.
        objection: String,
        /// When.
        filed_at: Timestamp,
        /// Whether it came after the last day; then it is registered and not admitted.
        late: bool,
        /// Whether it is registered only because it names nobody.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        nameless: bool,
    },
    /// An objection was examined.
    ObjectionExamined {
        /// The case it is about.
        case: Uuid,
        /// Which.
        objection: String,
        /// The way out.
        #[serde(default)]
        outcome: String,
        /// Whether it was accepted.
        admitted: bool,
        /// Questions that were answered by that.
        #[serde(default)]
        findings: Vec<Finding>,
        /// Why.
        reasons: String,
    },
    /// An accepted objection was dealt with.
    ObjectionSettled {
        /// The case it is about.
        case: Uuid,
        /// Which.
        objection: String,
        /// The way out.
        outcome: String,
        /// Whether it was found to be founded.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        founded: bool,
        /// Why.
        reasons: String,
    },
    /// A condition was waived, or its waiver refused.
    Waived {
        /// The clause.
        clause: String,
        /// Whether the waiver was refused.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        refused: bool,
        /// Whether it counts only once another person has countersigned it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        awaits: bool,
        /// Why.
        reasons: String,
    },
    /// Another person countersigned a waiver, or did not.
    Countersigned {
        /// The clause.
        clause: String,
        /// Whether that person agrees.
        agreed: bool,
        /// Why.
        reasons: String,
    },
    /// A decision was prepared.
    DecisionPrepared {
        /// What is proposed.
        outcome: String,
        /// Whether that favours the applicant.
        favourable: bool,
        /// Where it leads once confirmed.
        then: String,
        /// Why.
        reasons: String,
        /// Where it goes against the machine, and why.
        overrides: Vec<Override>,
        /// What the machine had found.
        machine: Option<Machine>,
    },
    /// A prepared decision was confirmed.
    DecisionConfirmed {
        /// Remarks.
        reasons: String,
    },
    /// A prepared decision was sent back.
    DecisionSentBack {
        /// Why.
        reasons: String,
    },
    /// The certificate was issued.
    Certified {
        /// Its number.
        number: String,
        /// The day of certification.
        certified_on: Date,
        /// The last day of validity, where there is one.
        valid_to: Option<Date>,
        /// What it states besides, by path.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        shown: BTreeMap<String, Value>,
        /// By what the directory finds the base: codes by the path of their fact.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        found_by: BTreeMap<String, Vec<String>>,
    },
    /// The plaque was awarded.
    Awarded {},
    /// The host handed something in.
    Filed {
        /// Remarks.
        note: String,
    },
    /// The base was evaluated.
    Evaluated {
        /// The grade.
        outcome: String,
        /// Why.
        reasons: String,
        /// The last day of the new term, where one begins.
        valid_to: Option<Date>,
    },
    /// The case was ranked among all of its cohort.
    Ranked {
        /// Its rank; 1 is the best.
        rank: usize,
        /// How many were ranked with it.
        of: usize,
        /// What was compared, exact.
        score: String,
        /// Whether it has one of the places.
        placed: bool,
        /// The score of the last one placed, where places are limited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cut: Option<String>,
    },
    /// In the stream of a draw.
    Draw(draw::Step),
    /// In the stream of an expert.
    Expert(expert::Step),
    /// In the stream of an organisation.
    Unit(unit::Step),
    /// In the stream of a department: it was listed, or what is said of it changed; all of it as it is now.
    Department(department::Listed),
    /// In the stream of the deputies of an account.
    Deputy(deputy::Step),
    /// In the stream of an account.
    Account(account::Step),
    /// Something about conflicts of interest in a case.
    Conflict(conflict::Step),
    /// Something about an act that took place on paper and is entered afterwards.
    LateEntry(late::Step),
    /// A scan of the signed pages of the application came back.
    PagesSigned(signed::Pages),
    /// Something on the way to an erasure.
    Erasing(erasing::Step),
    /// What the case held about a natural person was erased.
    PersonalErased {
        /// Whom it was about: see [`crate::personal`].
        subject: String,
        /// Why.
        reasons: String,
    },
    /// Something that a panel did besides answering.
    Review(review::Step),
    /// One of several bodies signed; the act takes effect with the last of them.
    Signed {},
    /// Time passed.
    Lapsed {},
}
