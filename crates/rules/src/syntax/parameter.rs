//! Parameters: dated values from outside, each with its source.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Words;
use crate::yaml::Located;

/// A file under `packs/parameters/`, or the `parameters` of a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterFile {
    /// The parameters it declares.
    pub parameters: Vec<Parameter>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name in rules.
    pub name: Located<String>,
    /// Its name on screen and in prose.
    pub title: Words,
    /// Who may enter or change it, as named in `pack.yaml`; shared parameters are entered by an officer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<Located<String>>,
    /// Whether each round sets it; otherwise the value holds for all rounds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub per_round: bool,
    /// Its kind and, where known, its value.
    pub kind: ParameterKind,
    /// Where the value comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Words>,
    /// The day the source was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
}

/// What a parameter measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// A civil date.
    Date,
    /// A calendar year.
    Year,
    /// A number.
    Number,
    /// Money.
    Money,
    /// An area.
    Area,
    /// A ratio.
    Ratio,
}

/// The kinds of parameter. A kind without a value is declared but missing: clauses that need it are
/// undetermined and say so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ParameterKind {
    /// One value.
    Value {
        /// What it measures.
        of: Measured,
        /// The value, as a literal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
    /// A yearly series.
    Series {
        /// What it measures.
        of: Measured,
        /// Value by year, as literals.
        #[serde(default)]
        years: BTreeMap<i16, String>,
        /// The period that the value of a year covers; all of the year when absent. One that covers less is no
        /// value of the year and is refused.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        covers: BTreeMap<i16, Covered>,
    },
    /// A dated list of codes.
    List {
        /// The code list its members come from.
        of: String,
        /// The list names those that are *outside* it: 国(境)外 is whatever is not in the mainland.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        outside: bool,
        /// Members; absent when the list is not known yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        members: Option<Vec<Member>>,
    },
    /// Values by band: the first band whose `up_to` is not exceeded gives the value.
    Bands {
        /// What chooses the band.
        by: Measured,
        /// What is read from it.
        of: Measured,
        /// Bands in rising order; the last of a table has no `up_to`.
        bands: Vec<BandRow>,
    },
    /// A calendar of days off and make-up working days.
    Calendar {
        /// By year; a year that is not there has not been published.
        years: BTreeMap<i16, CalendarYear>,
    },
}

/// The period that a value covers, first and last day included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Covered {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Covered {
    /// Whether it is all of a calendar year and nothing else.
    pub fn is_year(self, year: i16) -> bool {
        let ends = [(self.from, (1, 1)), (self.to, (12, 31))];
        ends.into_iter().all(|(day, end)| day.year() == year && (day.month(), day.day()) == end)
    }
}

impl ParameterKind {
    /// A value of a year that covers another period than that year.
    pub fn not_of_its_year(&self) -> Option<(i16, Covered)> {
        let Self::Series { covers, .. } = self else { return None };
        let covers = covers.iter().map(|(year, covered)| (*year, *covered));
        covers.into_iter().find(|(year, covered)| !covered.is_year(*year))
    }
}

/// A member of a dated list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Its code.
    pub code: String,
    /// First day, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day; still a member when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// One band.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BandRow {
    /// Upper end, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<String>,
    /// The value of the band.
    pub value: String,
    /// First day of the table it belongs to; it was always there when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day of the table; still in use when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// One year of the working calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarYear {
    /// The notice that set it.
    pub source: String,
    /// Days off that the notice names.
    pub off: Vec<Date>,
    /// Weekend days that are worked.
    pub worked: Vec<Date>,
}
