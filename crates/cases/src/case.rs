//! A case: from the first keystroke to the end of the base's life.
//!
//! It is nothing but its events: [`Case::fold`] makes it, [`Case::row`] shows it in lists,
//! [`Case::as_facts`] shows it to the rules. None of the three needs the pack, a clock or the store.

mod course;
mod fold;
mod letter;
mod objection;
mod panel;
mod procedure_facts;
mod row;

pub use course::{Course, NO_CLAUSE};
pub use letter::{Defect, Letter};
pub use objection::{Handled, Objection, Said};
pub use panel::{Answer, ByHand, Closed, Declared, Finding, Judgement, Panel, Question, Seat};
pub use row::{COURSE, END, ERASING, FILES, FOUND_BY, OPENING, TAKEN};

use std::collections::BTreeMap;

use guohe_rules::syntax::Words;
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    attachment::{Attachment, Holding},
    conflict::{Named, Pinned, Ruling},
    erasing::Wanted,
    event::Actor,
    facts::Document,
    happened::{Moved, Once, Wrote},
    late::{Entered, Late},
    law::{Law, PackRef},
    personal::{Erasure, Spoken},
    signed::CameBack,
    term::Until,
};

/// A case as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Case {
    /// Its stream.
    pub id: Uuid,
    /// Number of events it was folded from.
    pub version: u64,
    /// The pack in its exact version.
    pub pack: PackRef,
    /// The round.
    pub round: Uuid,
    /// The type applied for.
    pub kind: String,
    /// The organisation that applies, later the host.
    pub organisation: Uuid,
    /// Where it stands.
    pub stage: StageNow,
    /// The stages it was sent away from, the latest last; `$back` leads there.
    pub sent_from: Option<Moved>,
    /// The phase of the pack in which its clauses are looked at; the first while no act has led to another.
    pub phase: Option<String>,
    /// Whether the facts are locked.
    pub locked: bool,
    /// The facts of the application.
    pub facts: Document,
    /// Statements made before it is handed in, by id; they are about what stood there, and fall with a change of it.
    pub declared: BTreeMap<String, Actor>,
    /// Files, by id.
    pub attachments: BTreeMap<String, Attachment>,
    /// How many files were ever attached, and how large they were together, those taken off included: these stay on
    /// record. Ids follow from it.
    pub attached: Holding,
    /// Rows of the case file, in the order in which they were written.
    pub rows: Vec<Wrote>,
    /// Letters with defects, the latest last.
    pub letters: Vec<Letter>,
    /// Formal reviews.
    pub checks: Vec<Check>,
    /// Panels.
    pub panels: Vec<Panel>,
    /// What people have found, as recorded: panels, reviewers. Never computed.
    pub judgements: Vec<Judgement>,
    /// What officers decided on possible conflicts of experts.
    pub rulings: Vec<Ruling>,
    /// Experts whom the applicant named, to be avoided or to object.
    pub named: Vec<Named>,
    /// What was found about members of its panels; see [`crate::conflict`].
    pub pinned: Vec<Pinned>,
    /// Conditions waived, and waivers refused.
    pub waivers: Vec<Waiver>,
    /// The public notice it stands in.
    pub notice: Option<InNotice>,
    /// Objections.
    pub objections: Vec<Objection>,
    /// The decision, prepared or confirmed.
    pub decision: Option<Decision>,
    /// The certificate.
    pub certificate: Option<Certificate>,
    /// Acts that took place on paper and were entered afterwards, in the order in which they were entered.
    pub late_entries: Vec<Entered>,
    /// Scans of its signed pages, in the order in which they came back.
    pub came_back: Vec<CameBack>,
    /// What was said in it that is no fact and was not erased.
    pub spoken: Vec<Spoken>,
    /// Erasures that were asked for or proposed and not carried out.
    pub erasing: Vec<Wanted>,
    /// What was erased about natural persons.
    pub erasures: Vec<Erasure>,
    /// What happened, in order.
    pub timeline: Vec<Step>,
    /// Requests already done, so that a repeated one is recognised.
    #[serde(skip)]
    pub done: Vec<Once>,
}

/// The stage of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageNow {
    /// The stage, with whose turn it is and until when.
    #[serde(flatten)]
    pub at: Moved,
    /// The day it was entered.
    pub since: Date,
}

/// A formal review.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// The act.
    pub act: String,
    /// The way out that the reviewer chose.
    pub outcome: String,
    /// What the reviewer found.
    pub defects: Vec<Defect>,
    /// Why.
    pub reasons: String,
    /// What the machine had found at that moment.
    pub machine: Option<Machine>,
    /// Who.
    pub by: Actor,
    /// When.
    pub on: Date,
}

/// What the machine finds about an application; put beside what people decide, never instead of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The result over all conditions: `eligible`, `not_eligible`, `undetermined`, `needs_judgement`.
    pub overall: String,
    /// Outcome by clause, in the order of the law.
    pub clauses: Vec<(String, String)>,
}

impl Machine {
    /// The clauses with an outcome.
    pub fn with<'a>(&'a self, outcome: &'a str) -> impl Iterator<Item = &'a str> {
        self.clauses
            .iter()
            .filter(move |(_, found)| found == outcome)
            .map(|(clause, _)| clause.as_str())
    }
}

/// A decision on the waiver of a condition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Waiver {
    /// The clause.
    pub clause: String,
    /// Whether it was refused.
    pub refused: bool,
    /// Whether it counts only once another person has countersigned it.
    pub awaits: bool,
    /// Whether that person agreed, why, who it was and when.
    pub countersigned: Option<(bool, String, Actor, Date)>,
    /// Who waived it.
    pub by: Actor,
    /// When.
    pub on: Date,
    /// Why.
    pub reasons: String,
}

impl Waiver {
    /// Whether another person still has to countersign it.
    pub fn is_open(&self) -> bool {
        self.awaits && self.countersigned.is_none()
    }

    /// Whether another person did not agree: then nothing is decided about the condition.
    pub fn is_declined(&self) -> bool {
        self.countersigned.as_ref().is_some_and(|(agreed, ..)| !agreed)
    }

    /// Whether it counts.
    pub fn stands(&self) -> bool {
        !self.is_open() && !self.is_declined()
    }
}

/// The notice a case stands in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InNotice {
    /// The notice.
    pub id: Uuid,
    /// The day it was posted.
    pub posted_on: Date,
    /// The last day for objections.
    pub ends_on: Date,
    /// Until which minute of that day; until its end when absent.
    pub ends_at: Option<Time>,
    /// How that day was found.
    pub arithmetic: Words,
    /// What it shows.
    pub shown: BTreeMap<String, Value>,
}

impl InNotice {
    /// The end of the notice.
    pub fn until(&self) -> Until {
        Until { day: self.ends_on, at: self.ends_at }
    }
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// The act that prepared it, by its id in the procedure.
    pub act: String,
    /// What is decided.
    pub outcome: String,
    /// Whether it favours the applicant.
    pub favourable: bool,
    /// Where it leads once confirmed.
    pub then: String,
    /// Why.
    pub reasons: String,
    /// Where it goes against the machine, and why.
    pub overrides: Vec<Override>,
    /// What the machine had found when it was prepared.
    pub machine: Option<Machine>,
    /// Who prepared it, and when.
    pub prepared: (Actor, Date),
    /// Who confirmed it, and when; nobody yet.
    pub confirmed: Option<(Actor, Date)>,
}

/// A clause on which a decision goes against the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The clause.
    pub clause: String,
    /// Why.
    pub reasons: String,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Its number.
    pub number: String,
    /// The day of certification.
    pub certified_on: Date,
    /// The last day of validity; without end when absent.
    pub valid_to: Option<Date>,
    /// The day the plaque was awarded.
    pub plaque_on: Option<Date>,
    /// What it states besides, by path.
    pub shown: BTreeMap<String, Value>,
    /// By what the directory finds the base: codes by the path of their fact, in rising order.
    pub found_by: BTreeMap<String, Vec<String>>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Its place in the stream.
    pub seq: u64,
    /// The act of the procedure, when it was one; its name stands in the pack.
    pub act: Option<String>,
    /// The kind of event.
    pub kind: String,
    /// Who.
    pub by: Actor,
    /// When it had come in, of what must be in time; otherwise when it was recorded.
    pub at: Timestamp,
    /// The day it takes effect.
    pub on: Date,
    /// The stage it led to.
    pub to: Option<String>,
    /// Whether the procedure has come to an end in that stage.
    #[serde(skip)]
    pub ends: bool,
    /// That it took place earlier, on paper, and was entered afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
}

impl Case {
    /// Whether the authority has opened it: nobody applied, and it names no type.
    pub fn is_opened_by_authority(&self) -> bool {
        self.kind.is_empty()
    }

    /// Who the row of a list is about: the name of the host, as typed.
    pub fn title(&self) -> &str {
        self.facts.text("host", "name").unwrap_or_default()
    }

    /// The day on which it was handed in for the first time, or else the last on which something was done to it.
    pub fn looked_at(&self) -> Date {
        self.handed_in().or(self.timeline.last()).map_or(self.stage.since, |step| step.on)
    }

    /// The cells of the last row that the case file holds of a record, named by its singular noun.
    pub fn last_of(&self, law: &Law, record: &str) -> Option<&BTreeMap<String, Value>> {
        let list = law.list_of(record)?;
        self.rows.iter().rfind(|row| row.list == list).map(|row| &row.cells)
    }

    /// Whether it was ever handed in: until then what stands in it belongs to the applicant alone.
    pub fn was_handed_in(&self) -> bool {
        self.handed_in().is_some()
    }

    fn handed_in(&self) -> Option<&Step> {
        self.timeline.iter().find(|step| step.kind == "submitted")
    }

    /// The version of the application that is locked: the event by which it was handed in last. None while it may change,
    /// and of a case for which nobody applied.
    pub fn locked_version(&self) -> Option<u64> {
        let handed_in = |kind: &str| ["submitted", "resubmitted"].contains(&kind);
        let last = self.timeline.iter().rfind(|step| handed_in(&step.kind));
        last.filter(|_| self.locked).map(|step| step.seq)
    }

    /// Every file of the case, whoever handed it in: those of the applicant, and the papers of late entries.
    pub fn files(&self) -> impl Iterator<Item = &Attachment> {
        let papers = self.late_entries.iter().map(|entered| &entered.evidence);
        self.applicants_files().chain(papers)
    }

    /// The same, to be changed.
    pub(crate) fn files_mut(&mut self) -> impl Iterator<Item = &mut Attachment> {
        let scans = self.came_back.iter_mut().map(|scan| &mut scan.pages.file);
        let papers = self.late_entries.iter_mut().map(|entered| &mut entered.evidence);
        self.attachments.values_mut().chain(scans).chain(papers)
    }

    /// One of its files by its id.
    pub fn file(&self, id: &str) -> Option<&Attachment> {
        self.files().find(|file| file.id == id)
    }

    /// What the applicant handed in: files that were attached, and scans of signed pages. Who may read the case may read
    /// these; papers of late entries are for those who enter and confirm them.
    pub fn applicants_files(&self) -> impl Iterator<Item = &Attachment> {
        self.attachments.values().chain(self.came_back.iter().map(|scan| &scan.pages.file))
    }

    /// The names under which experts are known in this case, by account; who has several has them all.
    pub fn aliases(&self) -> BTreeMap<Uuid, String> {
        let mut aliases: BTreeMap<Uuid, String> = BTreeMap::new();
        for seat in self.panels.iter().flat_map(|panel| &panel.seats) {
            let known = aliases.entry(seat.account).or_default();
            if !known.is_empty() {
                known.push('/');
            }
            known.push_str(&seat.alias);
        }
        aliases
    }

    /// The panel of a key that is at work, or the last of that key.
    pub fn panel(&self, key: &str) -> Option<&Panel> {
        let of_key = || self.panels.iter().rev().filter(|panel| panel.key == key);
        of_key().find(|panel| panel.closed.is_none()).or_else(|| of_key().next())
    }

    /// Experts who sit on more than one panel of the case: allowed where the pack says nothing else, and
    /// shown to whoever decides.
    pub fn experts_on_several_panels(&self) -> Vec<Uuid> {
        let sits = |panel: &Panel| panel.seats.iter().map(|seat| seat.account).collect::<Vec<_>>();
        let mut seats: Vec<Uuid> = self.panels.iter().flat_map(sits).collect();
        seats.sort_unstable();
        let mut twice: Vec<Uuid> = seats
            .iter()
            .zip(seats.iter().skip(1))
            .filter(|(one, next)| one == next)
            .map(|(one, _)| *one)
            .collect();
        twice.dedup();
        twice
    }
}
