//! What the notice of a call adds to the conditions of its regulation.
//!
//! A pack offers conditions in `offered.yaml`, a file of clauses that do not hold by themselves. A call switches
//! some of them on, each with its place in the notice, and may put further ones in words that people judge. What a
//! call adds is written as `call.yaml` beside the files of the pack, so that the regulation with these conditions is
//! a version of the pack with a hash of its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Words;

/// What the notice of a call adds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Additions {
    /// The notice, as it is cited: title and number.
    pub document: Words,
    /// The conditions, in the order of the notice.
    pub conditions: Vec<Addition>,
}

impl Additions {
    /// Whether nothing is added.
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }
}

/// A condition that a call adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    /// Its id: that of a condition which the pack offers, or a new one.
    pub id: String,
    /// Where in the notice it stands.
    pub place: Words,
    /// The types it holds for; when empty those of the condition that is offered, or all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Its words and who judges it; absent for one that the pack offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<JudgedAddition>,
}

/// A condition in words, which a person judges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgedAddition {
    /// A short name.
    pub name: Words,
    /// What is asked, in words.
    pub text: Words,
    /// The actor who judges.
    pub by: String,
}
