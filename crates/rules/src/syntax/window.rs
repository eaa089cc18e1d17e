//! Stretches of time, and the choice between readings of the text.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Quantity;
use crate::yaml::Located;

/// The same thing under each option of an entry of the ambiguity register.
///
/// The register (`readings.yaml`) says which option is recommended and whether the entry is fixed or open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Readings<T> {
    /// The entry, for instance `G-A1`.
    pub register: Located<String>,
    /// What stands under each option; every option of the entry must be named.
    pub options: BTreeMap<String, T>,
}

/// A window into which a date may fall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// The last N years up to the reference date D: (D − N years, D].
    RecentYears(Box<Located<Quantity>>),
    /// The last N complete calendar years before the year of D.
    CompleteYears(Box<Located<Quantity>>),
    /// Those N calendar years and the part of the current year up to D.
    CompleteYearsAndCurrent(Box<Located<Quantity>>),
    /// From a day, inclusive, to D.
    Since(Box<Located<Quantity>>),
    /// Between two days, both inclusive.
    Between(Box<(Located<Quantity>, Located<Quantity>)>),
    /// The period bound by the enclosing `every_period`.
    Period,
    /// A window that depends on the reading of the text.
    Readings(Readings<Window>),
}

/// The periods over which `every_period` ranges.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Periods {
    /// Each of the last N complete calendar years before the year of D.
    CompleteYears {
        /// N.
        last: Box<Located<Quantity>>,
        /// A date before which years do not count; a year is complete only if this day lies before it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Box<Located<Quantity>>>,
    },
    /// Each of the last N slices of twelve months that end on D.
    TwelveMonths {
        /// N.
        last: Box<Located<Quantity>>,
    },
    /// Periods that depend on the reading of the text.
    Readings(Readings<Periods>),
}

/// A stretch of time taken from facts, or a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// From one day to another, both inclusive; a known absence of either end means without end.
    Days {
        /// First day.
        from: Located<Quantity>,
        /// Last day.
        to: Located<Quantity>,
    },
    /// A window.
    Window(Window),
}
