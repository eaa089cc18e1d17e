//! How an author says which days count: a last day that may move, and what was done on paper.

use guohe_rules::yaml::Located;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Moving the last day of a call to a later one: one person proposes it with reasons, another confirms it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Who proposes it.
    pub by: Vec<Located<String>>,
    /// Who confirms it; another person, also where the roles are the same.
    pub confirmed_by: Vec<Located<String>>,
    /// The clauses it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
    /// The text does not write it, and practice needs it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub operational: bool,
}

/// By which clause what was done on paper counts from the day on which it was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnPaper {
    /// The clauses that say so; at least one.
    pub cites: Vec<Located<String>>,
}
