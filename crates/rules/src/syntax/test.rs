//! Tests: what is true, false or unknown.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Periods, Quantity, Readings, Select, Span, Window, Words};
use crate::yaml::Located;

type Pair = Box<(Located<Quantity>, Located<Quantity>)>;

/// A test. The set of kinds is closed; a pack that needs another one needs a general construct here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Every limb (Kleene conjunction).
    All(Vec<Located<Test>>),
    /// At least one limb (Kleene disjunction).
    Any(Vec<Located<Test>>),
    /// The contrary.
    Not(Box<Located<Test>>),
    /// At least k of several limbs.
    AtLeastKOf(KOf),
    /// A coded fact is among the listed codes.
    OneOf(OneOf),
    /// A yes-or-no fact is yes.
    Is(Located<String>),
    /// A fact is known to be given: known, and not known to be absent.
    Given(Located<String>),
    /// A fact is known to be absent ("none", "without end").
    Absent(Located<String>),
    /// The first is not less than the second (不少于, 不低于, 以上: inclusive).
    AtLeast(Pair),
    /// The first is greater than the second (超过).
    MoreThan(Pair),
    /// The first is not greater than the second (不超过, 以下, 以内: inclusive).
    AtMost(Pair),
    /// The first is less than the second (不满).
    LessThan(Pair),
    /// Both are the same quantity.
    Equal(Pair),
    /// A date falls into a window.
    Within(Within),
    /// Several stretches of time have a day in common.
    Overlap(Vec<Span>),
    /// A stretch of time is covered without a gap by the stretches of the rows that pass.
    Covered(Coverage),
    /// A coded fact is on a dated list.
    InList(InList),
    /// The owner of a row is the host, or one of a group on the day the row is about.
    OwnedBy(OwnedBy),
    /// Two paths lead to the same row, code or text.
    Same(Box<(Located<String>, Located<String>)>),
    /// A text is the name that a template makes.
    Named(Named),
    /// At least one row passes.
    Some(Select),
    /// No row passes.
    No(Select),
    /// Every row that passes the filter passes the test too.
    Each(Each),
    /// Every period passes the test.
    EveryPeriod(EveryPeriod),
    /// A document of a kind is on file in the required form.
    Document(DocumentTest),
    /// A person's recorded judgement about the whole application is yes.
    Judge(Located<String>),
    /// A person's recorded judgement about one row is yes.
    JudgeRow(JudgeRow),
    /// The test of another clause.
    Refer(Located<String>),
    /// The test of another clause, or a waiver of it.
    MetOrWaived(Located<String>),
    /// Two coded facts have a code in common.
    Shares(Box<(Located<String>, Located<String>)>),
    /// What is asked in each phase of the pack.
    ByPhase(BTreeMap<String, Located<Test>>),
    /// The conditions of another document.
    External(External),
    /// It holds: under a reading or in a phase that asks for nothing.
    Always,
    /// It does not hold: under a reading or in a phase that excludes it.
    Never,
    /// The same test under several readings of the text.
    Readings(Readings<Located<Test>>),
}

/// `external`: another document that the text takes in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct External {
    /// The pack of the document, as `takes_in` of `pack.yaml` names it.
    pub pack: Located<String>,
    /// What decides until that pack is loaded; without it nobody can say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_loaded: Option<Box<Located<Test>>>,
}

/// `at_least_k_of`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KOf {
    /// How many must hold.
    pub k: u32,
    /// The limbs.
    pub of: Vec<Located<Test>>,
}

/// `one_of`: for a fact that holds several codes, one of them is enough.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneOf {
    /// The coded fact.
    pub fact: Located<String>,
    /// The codes that pass.
    pub listed: Vec<Located<String>>,
    /// What happens to other codes when the list of the text is open (等); they fail when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Otherwise>,
}

/// Who decides about a value outside an open list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Otherwise {
    /// The judgement slot.
    pub judge: Located<String>,
    /// The row the question is about; the whole application when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Located<String>>,
}

/// `within`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// The date.
    pub date: Located<Quantity>,
    /// The window.
    pub window: Window,
}

/// `covered`: interval coverage with chaining; stretches that follow each other day by day join.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// What must be covered.
    pub span: Span,
    /// The list whose rows cover it.
    pub of: Located<String>,
    /// Which rows.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Box<Located<Test>>>,
    /// First day of a row.
    pub from: Located<Quantity>,
    /// Last day of a row; a known absence means open-ended.
    pub to: Located<Quantity>,
}

/// `in_list`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InList {
    /// The coded fact.
    pub fact: Located<String>,
    /// The list: a parameter of kind list.
    pub list: Located<String>,
    /// The day on which membership is asked; the reference date when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Located<Quantity>>,
}

/// `owned_by`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnedBy {
    /// The owner of the row, a fact of type party.
    pub owner: Located<String>,
    /// Records that may own it: a single record such as `host`, or lists with `from` and `to` such as
    /// `tenants`.
    pub among: Vec<Located<String>>,
    /// The day on which membership of a group counts; not asked when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Located<Quantity>>,
}

/// `named`: the name that a text lays down, against the one that was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The fact in which the name stands, a text.
    pub fact: Located<String>,
    /// The name, with paths to coded facts and texts between braces; the Chinese one is compared.
    pub template: Located<Words>,
    /// In which width brackets must be written.
    #[serde(default)]
    pub brackets: Brackets,
}

/// The width of the brackets in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Brackets {
    /// Either width, also mixed.
    #[default]
    Either,
    /// Full width: （）.
    Full,
    /// Half width: ().
    Half,
}

/// `each`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Each {
    /// The list.
    pub of: Located<String>,
    /// Which rows are asked.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Box<Located<Test>>>,
    /// What each of them must pass.
    pub test: Box<Located<Test>>,
}

/// `every_period`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EveryPeriod {
    /// Which periods.
    pub periods: Periods,
    /// What must hold in each; `period` names the window of the period.
    pub test: Box<Located<Test>>,
}

/// `document`: a row of the list `documents` of the given kind that has the required form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentTest {
    /// The kind of document.
    pub kind: Located<String>,
    /// Languages in which it, or its translation, must be there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Located<String>>,
    /// It must be signed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signed: bool,
    /// It must bear the unit's seal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
}

/// `judge_row`: a judgement about one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgeRow {
    /// The slot.
    pub slot: Located<String>,
    /// The row in scope the question is about, by its record name, or a path that leads to a row.
    pub about: Located<String>,
}
