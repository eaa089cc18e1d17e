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
    /// Extreme numbers that are left out before the others are joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without: Option<Without>,
    /// How far apart the numbers may lie; where they lie further apart, the panel does not end before one more person
    /// has given a number. Any distance will do when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apart: Option<Located<String>>,
}

/// Extreme numbers that are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Without {
    /// So many of the highest.
    #[serde(default)]
    pub highest: usize,
    /// So many of the lowest.
    #[serde(default)]
    pub lowest: usize,
    /// Only where so many numbers or more were given; where one more than are left out when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<usize>,
}

impl Without {
    /// How many are left out, where any are.
    pub fn count(self) -> usize {
        self.highest.saturating_add(self.lowest)
    }

    /// From how many numbers on.
    pub fn starts(self) -> usize {
        self.from.unwrap_or_else(|| self.count().saturating_add(1))
    }

    /// Whether something is left out, and something stays where it is.
    pub fn is_possible(self) -> bool {
        self.count() > 0 && self.starts() > self.count()
    }
}

impl PointRange {
    /// The numbers that count, in rising order.
    pub fn counted(&self, given: &[Num]) -> Vec<Num> {
        let mut sorted = given.to_vec();
        sorted.sort_unstable();
        if let Some(without) = self.without.filter(|without| sorted.len() >= without.starts()) {
            sorted.truncate(sorted.len().saturating_sub(without.highest));
            sorted.drain(..without.lowest.min(sorted.len()));
        }
        sorted
    }

    /// Several numbers as one, exact; none when no number counts or the sum does not fit.
    pub fn join(&self, given: &[Num]) -> Option<Num> {
        let counted = self.counted(given);
        match self.joined {
            Joined::Lowest => counted.first().copied(),
            Joined::Mean => {
                let sum = counted.iter().try_fold(Num::ZERO, |sum, n| sum.plus(*n))?;
                sum.over(Num::whole(i64::try_from(counted.len()).ok().filter(|n| *n > 0)?))
            }
        }
    }

    /// How far apart the numbers may lie; any distance will do when absent.
    pub fn distance(&self) -> Option<Num> {
        Num::read(self.apart.as_ref()?)
    }

    /// Whether the range rises, and what is said about extremes and distances fits it.
    pub fn is_sound(&self) -> bool {
        let Some((low, high)) = self.ends() else { return false };
        let fits = |distance: Num| {
            Num::ZERO <= distance && low.plus(distance).is_some_and(|top| top < high)
        };
        let apart = self.apart.is_none() || self.distance().is_some_and(fits);
        apart && self.without.is_none_or(Without::is_possible)
    }

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

#[cfg(test)]
mod tests {
    use super::{Joined, PointRange, Without};
    use crate::{value::Num, yaml};

    fn range(text: &str) -> PointRange {
        yaml::parse(text).expect("a range of points")
    }

    fn given(all: &[i64]) -> Vec<Num> {
        all.iter().map(|n| Num::whole(*n)).collect()
    }

    #[test]
    fn numbers_are_joined_exactly_and_extremes_left_out_only_where_enough_were_given() {
        let mean = range("{up_to: \"10\", joined: mean}");
        assert_eq!(mean.join(&given(&[1, 2, 2])), Some(Num::ratio(5, 3)));
        assert_eq!(mean.join(&[]), None);
        let trimmed = range("{up_to: \"10\", joined: mean, without: {highest: 1, lowest: 1}}");
        assert_eq!(trimmed.join(&given(&[9, 1, 4, 2])), Some(Num::whole(3)));
        assert_eq!(trimmed.join(&given(&[9, 1])), Some(Num::whole(5)));
        let late = range("{up_to: \"10\", joined: mean, without: {highest: 1, from: 4}}");
        assert_eq!(late.join(&given(&[9, 1, 5])), Some(Num::whole(5)));
        assert_eq!(late.join(&given(&[9, 1, 5, 3])), Some(Num::whole(3)));
        let lowest = range("{up_to: \"10\", joined: lowest, without: {lowest: 1}}");
        assert_eq!(lowest.join(&given(&[9, 1, 4])), Some(Num::whole(4)));
        assert_eq!(lowest.joined, Joined::Lowest);
    }

    #[test]
    fn what_leaves_nothing_out_or_nothing_over_is_unsound() {
        let of = |highest, lowest, from| Without { highest, lowest, from }.is_possible();
        assert_eq!([of(0, 0, None), of(1, 1, Some(2)), of(1, 1, Some(3))], [false, false, true]);
        let apart =
            |text: &str| range(&format!("{{up_to: \"10\", joined: mean, apart: \"{text}\"}}"));
        let sound = ["4", "0", "10", "far"].map(|text| apart(text).is_sound());
        assert_eq!(sound, [true, true, false, false]);
    }
}
