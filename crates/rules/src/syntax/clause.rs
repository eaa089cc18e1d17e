//! Clauses, the ambiguity register and judgement slots, as written in a pack.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PointRange, Quantity, Test, Words};
use crate::yaml::Located;

/// A file under `articles/`: the clauses of one article in the order of the law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the key in the file is the noun of the law")]
pub struct Article {
    /// The article as cited, for instance 第八条 / Article 8.
    pub article: Words,
    /// What the article is about, for headings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Words>,
    /// Its clauses.
    pub clauses: Vec<Clause>,
}

/// What kind of norm a clause is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A condition decided from facts.
    ComputableCriterion,
    /// A condition a person decides.
    JudgementCriterion,
    /// A condition that holds in principle and may be waived.
    InPrincipleCriterion,
    /// A priority among equals, never a condition.
    PriorityPreference,
    /// A definition or a structural sentence.
    Definition,
    /// How something is named.
    Naming,
    /// Who may or must do what.
    PowerOrResponsibility,
    /// A step of the procedure.
    ProcedureStep,
    /// A duty, with or without a term.
    DutyWithDeadline,
    /// How a base is evaluated.
    EvaluationRule,
    /// A ground for losing something, or its effect.
    Sanction,
    /// A benefit.
    Support,
    /// Entry into force, validity, repeal.
    EffectRepealValidity,
    /// Purpose and principle; nothing follows from it by itself.
    Declaratory,
}

/// How far a machine can decide the clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Computable {
    /// Entirely.
    Yes,
    /// In part; the rest is judged by people.
    Partly,
    /// Not at all.
    No,
}

/// How binding a condition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// It must be met.
    #[default]
    Hard,
    /// 原则上: it applies unless the competent actor waives it with reasons; never an automatic refusal.
    InPrinciple,
    /// 一般应: failing it goes to a reviewer's reasoned decision.
    Generally,
    /// 可优先: an advantage among equals.
    Preferred,
    /// 鼓励: information only.
    Encouraged,
}

impl Modality {
    /// Whether failing it is left to a person's reasoned decision, so that nobody is refused by it alone.
    pub fn leaves_room(self) -> bool {
        matches!(self, Self::InPrinciple | Self::Generally)
    }
}

/// Where a clause stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// As a lawyer cites it: 第八条第（一）项第1目 / Article 8(1)1.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Akoma-Ntoso-like path within the instrument: `art8/item1/subitem1`.
    pub path: String,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Its id; never changes once published.
    pub id: Located<String>,
    /// Where it stands.
    pub cite: Citation,
    /// What kind of norm it is.
    pub class: Class,
    /// How far a machine can decide it.
    pub computable: Computable,
    /// What it says, in own words.
    pub text: Words,
    /// A short name for lists and panels.
    pub name: Words,
    /// How binding it is.
    #[serde(default)]
    pub modality: Modality,
    /// The types it applies to; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<Located<String>>,
    /// Whose step, power or support it is, as named in `pack.yaml`, for readers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<Located<String>>,
    /// When it applies at all; otherwise it is not applicable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_if: Option<Located<Test>>,
    /// What decides it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Located<Test>>,
    /// For a duty with a term: what triggers it, when it is due, when it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<Duty>,
    /// It is a condition of an application although its class is that of something else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub condition: bool,
    /// A consequence that bars an application; conjoined with the conditions of every type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar: Option<Bar>,
    /// Who may decide that it need not be met; only for modalities that leave room for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Waiver>,
    /// Evidence a reviewer asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Words>,
    /// What follows when it is not met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consequence: Option<Words>,
    /// Entries of the ambiguity register that bear on it, beyond those its rule names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Located<String>>,
    /// Why a clause that could seem computable has no rule, or other remarks for the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Words>,
    /// Names of examples that must lie on each side of its boundary; see the coverage ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub examples: Option<Examples>,
}

impl Clause {
    /// Whether its rule is a condition of an application: a criterion, or what says of itself that it is one.
    pub fn is_condition(&self) -> bool {
        let criterion = matches!(
            self.class,
            Class::ComputableCriterion | Class::JudgementCriterion | Class::InPrincipleCriterion
        );
        self.rule.is_some() && (criterion || self.condition)
    }
}

/// Examples that show a clause on both sides, by file and case name, where the ledger cannot find them by
/// itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// Why one side cannot have an example, in words.
    pub one_sided: Words,
}

/// A duty: for each row that triggers it, a due day and the day it was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// The list whose rows trigger it.
    pub for_each: Located<String>,
    /// Which rows.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Box<Located<Test>>>,
    /// The years for each of which it is owed, whether a row stands for the year or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each_year: Option<EachYear>,
    /// The last day in time; absent when the text sets no term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Located<Quantity>>,
    /// The day it was done; a known absence means it was not.
    pub done_on: Located<String>,
    /// Further form it must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Box<Located<Test>>>,
}

/// Years for each of which something is owed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EachYear {
    /// The field that holds the year of a row, by its bare name.
    pub year: Located<String>,
    /// The first year.
    pub from: Located<Quantity>,
    /// The last year.
    pub to: Located<Quantity>,
}

/// A bar that a clause sets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    /// Its name in the list of conditions: 不在禁止申报期内.
    pub name: Words,
    /// What it keeps from while its test does not hold; applying when nothing is said.
    #[serde(default = "applying", skip_serializing_if = "is_applying")]
    pub blocks: Vec<Blocked>,
    /// The test that must hold for nothing to be blocked.
    pub test: Located<Test>,
}

impl Bar {
    /// Whether it keeps from that.
    pub fn blocks(&self, what: Blocked) -> bool {
        self.blocks.contains(&what)
    }
}

/// What a bar keeps from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Blocked {
    /// Applying: the bar is joined to the conditions of an application.
    Apply,
    /// Being certified: whoever applies is warned, and a certification is refused.
    Certify,
}

fn applying() -> Vec<Blocked> {
    vec![Blocked::Apply]
}

fn is_applying(blocks: &[Blocked]) -> bool {
    blocks == [Blocked::Apply]
}

/// Who may waive a condition that holds in principle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The actor, as named in `pack.yaml`.
    pub by: Located<String>,
    /// On what authority: the words of the text that give the room.
    pub authority: Words,
}

/// A file entry of `readings.yaml`: one entry of the ambiguity register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// Its id, for instance `G-A1`.
    pub id: Located<String>,
    /// The question the text leaves.
    pub question: Words,
    /// Whether the pack decides it or a round must.
    pub policy: RegisterPolicy,
    /// The admissible readings; the first is the recommended one.
    pub options: Vec<Reading>,
    /// What hangs on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Words>,
}

/// What is done about an ambiguity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RegisterPolicy {
    /// The recommended reading is computed; the others are shown.
    Fixed,
    /// Every reading is evaluated; if they disagree the clause needs a judgement until a round fixes one.
    Open,
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Its key in rules and rounds.
    pub id: Located<String>,
    /// The reading in words.
    pub text: Words,
}

/// An entry of `judgements.yaml`: a question that only a person answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Its key.
    pub id: Located<String>,
    /// The question, to be answered yes or no with reasons.
    pub question: Words,
    /// The finding when the answer is yes, as it follows in a sentence (经评审认定渠道稳定 / …).
    pub finding: Words,
    /// Who answers, as named in `pack.yaml`.
    pub by: Located<String>,
    /// What to look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rubric: Vec<Words>,
    /// The record it is asked about, when it is asked row by row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Located<String>>,
    /// It is answered with a number, not with yes or no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<PointRange>,
    /// How long there is for the answer, from the day after it was asked; as long as the stage lasts when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
}

/// How long there is for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// So many calendar days.
    Days(u16),
    /// So many working days by the calendar of the pack.
    WorkingDays(u16),
}
