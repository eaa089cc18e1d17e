//! How an author says that cases are ranked.

use guohe_rules::{syntax::Quantity, yaml::Located};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::syntax::Fill;

/// An order of all cases of a round that stand in the stages of the act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// What is compared; the greatest comes first. It must be known of every case.
    pub by: Located<Quantity>,
    /// What is compared among equals, one after the other; the greatest comes first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<Located<Quantity>>,
    /// What becomes of cases that are still equal.
    pub ties: Ties,
    /// Ranks and places are counted apart for each combination of these values: `$type`, `$host.kind`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<Fill>,
    /// How many places there are in each group; no limit when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<Located<Quantity>>,
}

/// What becomes of equal cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// They share the better rank, and the ranks that they take up are passed over; those who share the last
    /// place all have it.
    Share,
    /// They share the worse rank; those who share it beyond the last place have none.
    ShareWorse,
    /// The ranking is refused until people have settled it by other facts.
    Refuse,
}
