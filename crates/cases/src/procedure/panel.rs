//! How an author says that members of a panel talk to each other, and how people object to what came of it.

use guohe_rules::syntax::Words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When the members of a panel talk to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Discussion {
    /// From the start, whoever has declared that there is no conflict.
    FromTheStart,
    /// Once the answers of all have been opened.
    AfterOpening,
}

/// What minutes must be before a panel ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Minutes {
    /// Confirmed by the chair, and answered by every member who has handed in.
    Confirmed,
}

/// What an application goes back for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Returns {
    /// To be revised as a whole (退回修改), before anybody has decided to take it up.
    Revision,
    /// To have single defects corrected (补正).
    Correction,
}

/// How one objects.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Objecting {
    /// Whether organisations object under their seal; without it the name is enough.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
    /// Whether whoever names themselves says how they can be reached.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub contact: bool,
    /// What becomes of objections without a name; they are refused when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<Anonymous>,
    /// Where they are taken besides the page, and whom one can ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
}

/// What becomes of an objection without a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Anonymous {
    /// It is registered, and not examined as an objection.
    Registered,
    /// It is examined like any other.
    Examined,
}

/// A way to reach those who take objections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// What it is: a counter, an address, a telephone.
    pub name: Words,
    /// Where it is found.
    pub at: Words,
}
