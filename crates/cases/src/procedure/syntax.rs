//! What a pack author writes: stages and acts, exactly as they stand in the files.

use std::collections::BTreeMap;

use guohe_rules::{
    syntax::{Quantity, Test, Words},
    yaml::{self, Located},
};
use jiff::civil::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use super::ranking::{Ranking, Ties};
use super::{
    days::{Extension, OnPaper},
    experts::Experts,
    panel::{Discussion, Minutes, Objecting, Returns},
};
use crate::intake::MonthDay;

/// A file `procedure.yaml` or `lifecycle.yaml`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// When applications are taken, besides the calls that officers open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intake: Option<Intake>,
    /// Whether the last day of a call can be moved to a later one, and by whom; never where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    /// How experts are drawn, and when they must stand back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experts: Option<Experts>,
    /// The stages; a case begins in the first stage of `procedure.yaml`.
    pub stages: Vec<Stage>,
    /// The acts.
    pub acts: Vec<Act>,
}

/// Intake that needs no call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// Applications are taken at any time while the document is in force; each has the day on which it is handed in
    /// as the reference date of its conditions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub always: bool,
    /// With `always`: the days of every year, as `03-31`, on which what was handed in by then is taken together. Such a
    /// day is the reference date, and whoever is ranked is ranked among those of the same day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub collected_on: Vec<Located<MonthDay>>,
    /// Instead of `always`: the periods of every year in which applications are taken. The last day of a period is the
    /// reference date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<Located<Period>>,
    /// Cases that people of the authority open: nobody applies for anything in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opened: Vec<Opened>,
    /// The clauses it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
}

/// A period of every year in which applications are taken; one that ends before it begins reaches into the next year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first day, as `03-01`.
    #[schemars(with = "String")]
    pub from: MonthDay,
    /// The last day, as `03-31`.
    #[schemars(with = "String")]
    pub to: MonthDay,
}

/// A sort of case that people of the authority open, without a call and without an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// Its key.
    pub id: Located<String>,
    /// Its name on screen, as something that one does.
    pub name: Words,
    /// Who may open one, as named in `pack.yaml`.
    pub by: Vec<Located<String>>,
    /// The stage in which it begins.
    pub stage: Located<String>,
    /// What has to be stated of it, as paths to facts of records that exist once.
    pub facts: Vec<Located<String>>,
    /// One sentence for the person who opens it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
    /// The clauses it comes from.
    pub cites: Vec<Located<String>>,
}

/// A state of the case in which somebody must act, or the end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its key.
    pub id: Located<String>,
    /// Its name on screen.
    pub name: Words,
    /// The actor whose turn it is; nobody's at an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<Located<String>>,
    /// The last day for the next act, counted from the day on which the stage is entered, or back from the last day of
    /// the call (`call.closes_on`). In the first stage it is by when the application is handed in, where that is before
    /// the call closes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Located<Quantity>>,
    /// Until which minute of that day, Asia/Shanghai, as `12:00`: what is done at the stroke is in time, what is done
    /// later is not. The whole day when absent. In a first stage without `due` it is the minute at which a call closes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub due_at: Option<Located<Time>>,
    /// What the application has come to, when this is an end of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// One sentence for the person whose turn it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
    /// The clauses it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
    /// The text does not write it; law in general or practice needs it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub operational: bool,
}

/// What an application, or a base, has come to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Certified; the life of the base follows.
    Certified,
    /// Rejected on its merits.
    Rejected,
    /// Not chosen among those proposed.
    NotSelected,
    /// Withdrawn by the applicant.
    Withdrawn,
    /// Not recommended by the body whose recommendation is needed (不予推荐).
    NotRecommended,
    /// Not taken up at all (不予受理): barred, out of time, or not among those who may apply.
    Refused,
    /// The status was cancelled.
    Cancelled,
    /// The status was revoked.
    Revoked,
    /// The base has ended otherwise.
    Ended,
}

impl End {
    /// Whether the unit holds the status.
    pub fn is_good(self) -> bool {
        self == Self::Certified
    }
}

/// Something a person does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Its key.
    pub id: Located<String>,
    /// What it does; the set is closed.
    pub kind: Located<Kind>,
    /// Its name on screen.
    pub name: Words,
    /// Who may do it, as named in `pack.yaml`; nobody for what comes by the passing of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<Located<String>>,
    /// The stages in which it exists. Objections are taken from every entry of a notice and answered in every stage; of
    /// such an act these are the stages from which the case follows its way.
    pub from: Vec<Located<String>>,
    /// Where it leads; the stage stays when absent. `$back` leads to the stage from which the case was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Located<String>>,
    /// Several ways out, of which the person chooses one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Outcome>,
    /// What must hold for the act to be valid, looked at as the file reads once the act is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Located<Test>>,
    /// What to do next when it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refuse: Option<Words>,
    /// What was handed over on paper and entered afterwards counts from the day on which it was handed over. Without
    /// it a late entry counts from the day on which it is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_paper: Option<OnPaper>,
    /// Particulars of the kind.
    #[serde(default, skip_serializing_if = "Sets::is_empty")]
    pub sets: Sets,
    /// One sentence for the person who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
    /// The clauses it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
    /// The text does not write it; law in general or practice needs it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub operational: bool,
}

/// The kinds of act.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The applicant hands in: facts are locked, the receipt names who is next.
    Submit,
    /// The applicant takes the application back.
    Withdraw,
    /// One letter with all defects; the facts are open again until a day.
    ReturnForCorrection,
    /// The applicant hands in again.
    Resubmit,
    /// A row of a record of the case file is written.
    Record,
    /// A formal review, with the machine's findings beside it.
    Check,
    /// A panel is put together.
    PanelConvene,
    /// An expert declares whether there is a conflict of interest.
    Declare,
    /// An expert answers the questions of the panel.
    Judge,
    /// The answers of a panel are opened, by two people.
    OpenAnswers,
    /// The panel's opinion is entered and the panel ends.
    PanelClose,
    /// The case is put on the list of those proposed, or not.
    Propose,
    /// Several cases are made public together, for a period.
    PublishNotice,
    /// Somebody objects.
    Object,
    /// An objection is examined and accepted, or not.
    AdmitObjection,
    /// An accepted objection is dealt with.
    SettleObjection,
    /// A condition that holds in principle is waived, with reasons.
    Waive,
    /// Another person countersigns a waiver, or does not.
    Countersign,
    /// A decision is prepared.
    PrepareDecision,
    /// A prepared decision is confirmed by another person, or sent back.
    ConfirmDecision,
    /// The certificate is issued.
    Certify,
    /// The plaque is awarded.
    Award,
    /// The host hands in something during the life of the base.
    File,
    /// The base is evaluated.
    Evaluate,
    /// All cases of a stage are put in order by a quantity.
    Rank,
    /// Something comes by the passing of time alone.
    Lapse,
}

/// One way out of an act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its key.
    pub id: Located<String>,
    /// Its name on screen.
    pub name: Words,
    /// Where it leads; the stage stays when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Located<String>>,
    /// For a prepared decision: where it leads once confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Located<String>>,
    /// What must hold for this way out, besides the guard of the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Located<Test>>,
    /// Whether it is in favour of the applicant; of an act about an objection, whether it is in favour of the objection: it
    /// is taken up, it is founded. Going against the machine needs reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub favourable: Option<bool>,
    /// Values it gives to the row that the act writes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fill: BTreeMap<String, Fill>,
    /// Rows of further records; those of a prepared decision are written when it is confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Writes>,
    /// Words that go out with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tells: Option<Words>,
    /// The clauses it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
}

/// A value that the machine enters.
///
/// A constant, or `$word` for something only known when the act is done. A word with a dot, such as `$host.name`, is a
/// fact of the application; `$last.notice` is the last row that the case file holds of a record, `$last.notice.ends_on` a fact of it, and
/// `$asked.ended_on` what the person fills in for a field that the act asks for. A quantity node, such as
/// `{deadline: …}`, is a day that is worked out as the case stands before the act; the reference date is the day of the act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Fill(pub Located<Value>);

impl Fill {
    /// The word after `$`, when it is one.
    pub fn word(&self) -> Option<&str> {
        self.0.value.as_str().and_then(|text| text.strip_prefix('$'))
    }

    /// Whether it is a day to be worked out.
    pub fn is_day(&self) -> bool {
        self.0.value.is_object()
    }

    /// The day to be worked out, when it is one and can be read.
    pub fn day(&self) -> Option<Located<Quantity>> {
        let node = self.0.value.as_object()?;
        // JSON is YAML, and nodes are only read from YAML.
        let read: Located<Quantity> = yaml::parse(&serde_json::to_string(node).ok()?).ok()?;
        Some(Located { place: self.0.place, ..read })
    }
}

/// How good the evidence must be for a fact to count.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The applicant says so.
    #[default]
    Declared,
    /// A document is attached.
    Evidenced,
    /// A person of the authority has checked it.
    Verified,
}

/// Particulars of an act; which of them a kind uses is checked when the pack is loaded.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sets {
    /// The record of the case file in which it writes a row, by its singular noun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Located<String>>,
    /// Whether the row of an earlier act in the same record is completed instead of a new one being added.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub same_row: bool,
    /// Fields that the person fills in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ask: Vec<Ask>,
    /// Values that the machine enters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fill: BTreeMap<String, Fill>,
    /// For panels: a second record with a row for each member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<Writes>,
    /// Each of those who do the act signs for its body, and the act takes effect with the last signature; this row
    /// is written with each of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jointly: Option<Writes>,
    /// Rows of further records: what goes into a register.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Writes>,
    /// The phase of the pack in which clauses are looked at from this act on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Located<String>>,
    /// For what comes by itself: it comes as soon as `when` holds, whatever the last day of the stage is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub on_condition: bool,
    /// For panels: which one, when a procedure has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panel: Option<Located<String>>,
    /// For panels: the questions put to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<Located<String>>,
    /// For handing in: statements that must be made, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub declarations: Vec<Declaration>,
    /// Clauses whose bars must be absent on the day of the act; of a decision only for a favourable way out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub barred_by: Vec<Located<String>>,
    /// For the end of a panel: only after minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
    /// For putting a panel together: whether and when its members talk to each other under their aliases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discussion: Option<Discussion>,
    /// For objections: in whose name they are made, and where they are taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objecting: Option<Objecting>,
    /// For returns: what the application goes back for; single defects when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returns: Option<Returns>,
    /// For returns for correction: how often an application may be returned; no limit when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<usize>,
    /// The last day of what the act starts: correction, public notice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Located<Quantity>>,
    /// Until which minute of that day, as for a stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub ends_at: Option<Located<Time>>,
    /// For rankings: by what, and how many places there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranking: Option<Ranking>,
    /// For notices and certificates: facts that it must show, as paths; of a list of the case file the last row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shows: Vec<Located<String>>,
    /// For certificates: by what the directory finds the base, as paths of facts with codes; of a list every row. What
    /// is not known is left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found_by: Vec<Located<String>>,
    /// For certificates: the number, with `{year}` and `{n}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Located<String>>,
    /// For certificates: the last day of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Located<Quantity>>,
    /// For reviews and decisions: the level of evidence at which the machine's findings are put beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Words that go out with the act: remedies, legal basis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tells: Option<Words>,
}

impl Sets {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A field that the person fills in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The field of the record.
    pub field: Located<String>,
    /// Whether it may be left open.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// The least that may be entered, worked out as the case stands before the act on the day of the act; no lower end
    /// when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Located<Quantity>>,
    /// The most that may be entered, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<Located<Quantity>>,
    /// The clauses that the ends come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
}

/// A row that an act writes besides its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Writes {
    /// The record, by its singular noun.
    pub record: Located<String>,
    /// Whether the last row of the record is completed instead of a new one being added.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same_row: bool,
    /// Values that the machine enters, as for the act itself.
    pub fill: BTreeMap<String, Fill>,
}

/// A statement that the person must make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// Its key.
    pub id: Located<String>,
    /// The statement, as it is signed.
    pub text: Words,
    /// Who makes it, as named in `pack.yaml`; the first of those who may do the act when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Located<String>>,
    /// The clauses it comes from; operational when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
}
