//! How an author says how experts are drawn and what counts as a conflict of interest.
//!
//! Every number is the authority's: a window that is not written has no end, a limit that is not written does not
//! exist.

use guohe_rules::{syntax::Words, yaml::Located};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Experts: how they are drawn, and when they must stand back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Experts {
    /// How panels are drawn from the pool; members are named by hand when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<DrawRules>,
    /// What counts as a conflict of interest, beyond what an expert declares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflicts: Option<ConflictRules>,
    /// The clauses it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
    /// The text does not write it; law in general or practice needs it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub operational: bool,
}

/// How panels are drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawRules {
    /// How many are drawn, unless the officer asks for another number. Where the text gives no number none is
    /// written, and the officer says one with each draw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seats: Option<usize>,
    /// How many stand by, unless the officer asks for more.
    #[serde(default)]
    pub substitutes: usize,
    /// With fewer effective members nothing that a panel says is opened or decided on.
    #[serde(default)]
    pub least: usize,
    /// At most so many from one unit; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_unit: Option<usize>,
    /// At most so many open reviews for one expert, unless the expert has said fewer; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<usize>,
    /// At most so many reviews for one expert in a calendar year, over all rounds of the authority, unless the expert has
    /// said fewer; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_year: Option<usize>,
    /// Whether only those with a training that has not run out can be drawn.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trained: bool,
    /// The two actors who give a secret each, as named in `pack.yaml`; their people must be different.
    pub secrets_by: [Located<String>; 2],
    /// Groups of which there must be some, or may not be too many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupRule>,
}

/// A group of experts, by what the pool says of them; whoever fits one of the values of each line that is given
/// belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// Its key.
    pub id: String,
    /// Its name on screen.
    pub name: Words,
    /// Codes of fields of technology.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Codes of regions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// Languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// At least so many.
    #[serde(default)]
    pub least: usize,
    /// At most so many; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<usize>,
}

/// What counts as a conflict of interest. Each window is a number of years back from the day; without one the
/// relation counts for ever.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConflictRules {
    /// Worked for a party within so many years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer_years: Option<u8>,
    /// Published together with a person of the application within so many years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coauthor_years: Option<u8>,
    /// Shared a project with a party within so many years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_years: Option<u8>,
    /// Recommended a party within so many years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommended_years: Option<u8>,
    /// So many experts an applicant may name to be avoided, with reasons; none may be named when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avoid: Option<usize>,
    /// Whether applicants are shown who sits on the panels of the round, without who reviews what, and may object
    /// to an expert with reasons.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub objections: bool,
}
