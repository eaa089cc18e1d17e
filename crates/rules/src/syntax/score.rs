//! Scores: sheets of indicators with points, some computed and some given by people.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Quantity, Test, Words};
use crate::{value::Num, yaml::Located};

/// The file `scores.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreFile {
    /// The scores of the instrument.
    pub scores: Vec<Score>,
}

/// One score: a figure that the text has worked out in points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// Its key in rules and acts.
    pub id: Located<String>,
    /// Its name.
    pub name: Words,
    /// The clauses it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
    /// One sheet for each sort of applicant; the first that applies is used.
    pub sheets: Vec<Sheet>,
}

impl Score {
    /// All clauses that it cites, at every level.
    pub fn cites(&self) -> impl Iterator<Item = &Located<String>> {
        let sections = self.sheets.iter().flat_map(|sheet| &sheet.sections);
        let indicators = sections.flat_map(|section| &section.indicators);
        self.cites.iter().chain(indicators.flat_map(|indicator| &indicator.cites))
    }
}

/// The sections that one sort of applicant is scored by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Its key.
    pub id: Located<String>,
    /// Its name.
    pub name: Words,
    /// Whom it is for; everybody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_if: Option<Located<Test>>,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// A part of a sheet that is weighed as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its key; sheets of one score may share it.
    pub id: Located<String>,
    /// Its name.
    pub name: Words,
    /// How much of its points enters the total; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Located<Quantity>>,
    /// The most that the section can give: the cap of a bonus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<Located<Quantity>>,
    /// What gives points.
    pub indicators: Vec<Indicator>,
}

/// Something that gives points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its key within the sheet.
    pub id: Located<String>,
    /// Its name.
    pub name: Words,
    /// The most it can give.
    pub up_to: Located<Quantity>,
    /// The points: computed, or given by people with `points`.
    pub points: Located<Quantity>,
    /// The clauses it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<Located<String>>,
}

/// What makes a slot one that is answered with a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointRange {
    /// The least number that may be given; zero when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Located<String>>,
    /// The greatest number that may be given.
    pub up_to: Located<String>,
    /// How the numbers of several people become one.
    pub joined: Joined,
}

impl PointRange {
    /// The least and the greatest number that may be given; none when one of them is no number, or they do not
    /// rise.
    pub fn ends(&self) -> Option<(Num, Num)> {
        let low = self.from.as_ref().map_or(Some(Num::ZERO), |from| Num::read(from))?;
        let high = Num::read(&self.up_to)?;
        (low < high).then_some((low, high))
    }
}

/// How the numbers of several people become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Joined {
    /// The arithmetic mean.
    Mean,
    /// The mean without one highest and one lowest number, where there are three or more.
    TrimmedMean,
    /// The lowest number.
    Lowest,
}

/// `score`: the total of a score, or the points of one of its sections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreOf {
    /// The score.
    pub of: Located<String>,
    /// The section, before it is weighed; the total when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Located<String>>,
}

/// `scaled`: one quantity times a number or a ratio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scaled {
    /// What is multiplied.
    pub of: Box<Located<Quantity>>,
    /// By what.
    pub by: Box<Located<Quantity>>,
}

/// `depending`: one quantity or another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Depending {
    /// The test that chooses.
    pub on: Box<Located<Test>>,
    /// The quantity where it is yes.
    pub then: Box<Located<Quantity>>,
    /// The quantity where it is no.
    pub otherwise: Box<Located<Quantity>>,
}
