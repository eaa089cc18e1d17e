//! For what a pack needs facts about natural persons, and how long it keeps them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Words;
use crate::yaml::Located;

/// The file `personal.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonalFile {
    /// Rules of retention, which the facts name.
    pub keep: Vec<Retention>,
    /// The facts about natural persons, each with its purpose.
    pub facts: Vec<Purpose>,
    /// What people say in the procedure and is no fact of an application: objections, declarations of conflicts, the
    /// words of experts, late entries. Where nothing is written, it is kept by the longest of the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken: Option<Spoken>,
}

/// For what the words of people are needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spoken {
    /// What they are needed for, in words that the person understands.
    pub purpose: Words,
    /// The clauses that need them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
    /// The act outside the document that needs them, where no clause does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<Words>,
    /// The rule of retention.
    pub keep: Located<String>,
}

/// How long something is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Its key.
    pub id: Located<String>,
    /// Its name on screen.
    pub name: Words,
    /// So many whole years after the day on which the case came to its end; a case that has not ended is kept.
    pub years: u16,
    /// The act or decision on which it rests.
    pub law: Words,
}

/// For what a fact about a natural person is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "it is the word of the language and of the law")]
pub struct Purpose {
    /// The fact, as `record.field`.
    pub fact: Located<String>,
    /// What it is needed for, in words that the person understands.
    pub purpose: Words,
    /// The clauses that need it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
    /// The act outside the document that needs it, where no clause does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<Words>,
    /// The rule of retention.
    pub keep: Located<String>,
}
