//! Who holds whom, over any number of steps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Quantity, Test};
use crate::yaml::Located;

/// `held_through`: the share that one holds in another, directly and through others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldThrough {
    /// The list whose rows are the links, by its plural name.
    pub of: Located<String>,
    /// Which rows; all when absent.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Box<Located<Test>>>,
    /// The field of a row that says who holds, by its bare name.
    pub owner: Located<String>,
    /// The field that says what is held.
    pub owned: Located<String>,
    /// The share of a row, a ratio; an absent one is none.
    pub share: Box<Located<Quantity>>,
    /// From whom the chains start.
    pub by: Located<String>,
    /// Where they end.
    pub held: Located<String>,
    /// How the shares along chains make one.
    #[serde(default)]
    pub links: Links,
    /// Links are followed in either direction, so that two that are held by one belong together; only with `weakest`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub either_way: bool,
}

/// How the shares along chains make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Links {
    /// Shares along a chain are multiplied and chains are added up: the effective share.
    #[default]
    Multiplied,
    /// The least share along a chain, of the chain where it is greatest: what control needs at each step.
    Weakest,
}
