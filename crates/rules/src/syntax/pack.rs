//! `pack.yaml`: the identity of an instrument, its actors and types.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Parameter, Register, Slot, Words};
use crate::yaml::Located;

/// The file `pack.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// The id of the pack, for instance `authority/instrument-2025`; equal to its folder.
    pub id: Located<String>,
    /// The name of the instrument.
    pub title: Words,
    /// The authority that runs it.
    pub authority: Words,
    /// The document and its dates.
    pub document: Document,
    /// What clause ids begin with.
    pub prefix: String,
    /// The division code of the authority's region.
    pub region: String,
    /// What is certified or funded.
    pub object: Object,
    /// Who acts.
    pub actors: Vec<ActorDef>,
    /// The types or categories one applies for.
    pub types: Vec<TypeDef>,
    /// The name of the calendar parameter.
    pub calendar: Located<String>,
    /// Parameters that the pack or its rounds set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// The phases in which clauses are looked at, where there are several; the first is that of an application.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<PhaseDef>,
    /// Other documents that the text takes in by reference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub takes_in: Vec<TakenIn>,
    /// What the clauses need of registers; of one that is not named here, all of it on the day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registries: Vec<RegistryNeed>,
}

/// A phase: what is promised in one is shown in the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhaseDef {
    /// Its id.
    pub id: Located<String>,
    /// Its name.
    pub name: Words,
}

/// Another document that the text takes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakenIn {
    /// The id of the pack that holds it, once there is one.
    pub pack: Located<String>,
    /// Its title.
    pub title: Words,
}

/// Which part of a register the clauses of a pack look at, and how old it may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistryNeed {
    /// The record whose rows the register holds.
    pub record: Located<String>,
    /// Only rows with one of these codes in this field are looked at; all rows when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<RegistryScope>,
    /// So many days before the reference date it may have been complete last; none when absent.
    #[serde(default)]
    pub max_age_days: u16,
}

/// A part of a register: the rows with one of some codes in one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistryScope {
    /// A field that holds one code.
    pub field: Located<String>,
    /// The codes.
    pub codes: Vec<Located<String>>,
}

/// The document that a pack follows; a date that is absent is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The day it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<Date>,
    /// The day it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
    /// The first day it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Date>,
    /// The last day it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Date>,
    /// The day it was repealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repealed_on: Option<Date>,
    /// What it repeals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeals: Option<String>,
}

/// What is certified or funded, in full and in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// The short form.
    pub short: Words,
}

/// Someone who acts under the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActorDef {
    /// Its id in the pack.
    pub id: Located<String>,
    /// Its name in the words of the text.
    pub name: Words,
    /// Which desk it sits at.
    pub kind: ActorKind,
    /// The bodies that have filled the role one after another, where they are not the one that the text names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filled_by: Vec<Holder>,
}

/// A body that fills a role for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// The body.
    pub body: Located<Words>,
    /// The first day. Of the first body absent means from the beginning, of a later one that the day is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Where the first day is not known, a day before which it cannot have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Date>,
    /// The last day; when absent, until the next body takes over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Where this is laid down.
    pub source: Words,
}

/// The desks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// Applies and later runs what was certified.
    Applicant,
    /// Endorses applications.
    Recommender,
    /// Handles cases for the authority.
    Officer,
    /// Decides for the authority.
    Leader,
    /// Judges.
    Expert,
    /// Evaluates on behalf of the authority.
    Evaluator,
    /// Anybody.
    Public,
}

/// A type or category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TypeDef {
    /// Its id.
    pub id: Located<String>,
    /// Its name.
    pub name: Words,
    /// For whom it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Words>,
}

/// The file `readings.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterFile {
    /// The entries of the ambiguity register.
    pub registers: Vec<Register>,
}

/// The file `judgements.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlotFile {
    /// The questions that only people answer.
    pub slots: Vec<Slot>,
}
