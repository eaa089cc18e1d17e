//! Why a draw is not possible: which condition lacks how many.

use std::collections::BTreeMap;

use guohe_rules::syntax::Words;

use super::{Candidate, Terms, pick};
use crate::refusal::words;

/// A condition of the terms that candidates cannot satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// Too few people for the seats and for those who stand by.
    People {
        /// Seats and substitutes together.
        wanted: usize,
        /// Candidates.
        there: usize,
    },
    /// Too few units for the seats, given how many of one unit may sit.
    Units {
        /// Seats.
        wanted: usize,
        /// So many could sit.
        could: usize,
    },
    /// Too few of a group.
    Group {
        /// Its key.
        id: String,
        /// At least so many are asked for.
        wanted: usize,
        /// So many could sit.
        could: usize,
    },
    /// Too many belong to groups that are limited; with all limits only so many can sit.
    Limits {
        /// Seats.
        wanted: usize,
        /// So many could sit.
        could: usize,
    },
    /// Each condition could be satisfied alone, not all together.
    Together {
        /// The group that could have so many if the other conditions stay.
        id: String,
        /// At least so many are asked for.
        wanted: usize,
        /// So many could sit beside the other conditions.
        could: usize,
    },
}

/// Everything that is lacking; nothing when the draw is possible.
pub fn lacks(terms: &Terms, candidates: &[Candidate]) -> Vec<Lack> {
    let all: Vec<&Candidate> = candidates.iter().collect();
    let mut lacks = alone(terms, &all);
    if !lacks.is_empty() || pick::can_be_filled(terms, &[], &all) {
        return lacks;
    }
    let without_least = |terms: &Terms| {
        let mut eased = terms.clone();
        eased.groups.iter_mut().for_each(|group| group.least = 0);
        eased
    };
    let fits =
        |seats: usize| pick::can_be_filled(&Terms { seats, ..without_least(terms) }, &[], &all);
    if !fits(terms.seats) {
        let could = (0..terms.seats).rev().find(|seats| fits(*seats)).unwrap_or_default();
        return vec![Lack::Limits { wanted: terms.seats, could }];
    }
    for (at, group) in terms.groups.iter().enumerate() {
        let with = |least: usize| {
            let mut eased = terms.clone();
            if let Some(group) = eased.groups.get_mut(at) {
                group.least = least;
            }
            pick::can_be_filled(&eased, &[], &all)
        };
        let could = (0..group.least).rev().find(|least| with(*least));
        if let Some(could) = could {
            let (id, wanted) = (group.id.clone(), group.least);
            lacks.push(Lack::Together { id, wanted, could });
        }
    }
    if lacks.is_empty() {
        // No single group would do: say how many seats could be filled with all of them kept.
        let could = (0..terms.seats)
            .rev()
            .find(|seats| pick::can_be_filled(&Terms { seats: *seats, ..terms.clone() }, &[], &all))
            .unwrap_or_default();
        lacks.push(Lack::Limits { wanted: terms.seats, could });
    }
    lacks
}

/// Conditions that cannot be satisfied each by itself.
fn alone(terms: &Terms, all: &[&Candidate]) -> Vec<Lack> {
    let mut lacks = Vec::new();
    let wanted = terms.seats + terms.substitutes;
    if all.len() < wanted {
        lacks.push(Lack::People { wanted, there: all.len() });
    }
    let could = most_of(terms, all);
    if could < terms.seats && terms.per_unit.is_some() {
        lacks.push(Lack::Units { wanted: terms.seats, could });
    }
    for group in &terms.groups {
        let of_group = all.iter().copied().filter(|one| one.groups.contains(&group.id));
        let could =
            most_of(terms, &of_group.collect::<Vec<_>>()).min(group.most.unwrap_or(usize::MAX));
        if could < group.least {
            lacks.push(Lack::Group { id: group.id.clone(), wanted: group.least, could });
        }
    }
    lacks
}

/// How many of these could sit, given how many of one unit may.
fn most_of(terms: &Terms, all: &[&Candidate]) -> usize {
    let mut units: BTreeMap<&str, usize> = BTreeMap::new();
    for one in all {
        *units.entry(&one.unit).or_default() += 1;
    }
    units.values().map(|count| (*count).min(terms.per_unit.unwrap_or(usize::MAX))).sum()
}

impl Lack {
    /// The sentence for an officer; groups are called by the name that `name` gives for a key.
    #[expect(clippy::too_many_lines, reason = "one sentence for each lack, in both languages")]
    pub fn told(&self, name: impl Fn(&str) -> Words) -> Words {
        match self {
            Self::People { wanted, there } => words(
                format!(
                    "可抽取的专家只有 {there} 名，成员和候补共需 {wanted} 名，缺 {} 名",
                    wanted - there
                ),
                format!(
                    "only {there} experts can be drawn; members and substitutes are {wanted}, so {} are lacking",
                    wanted - there
                ),
            ),
            Self::Units { wanted, could } => words(
                format!(
                    "按同一单位人数的限制最多能组成 {could} 人，需要 {wanted} 人，缺 {} 人",
                    wanted - could
                ),
                format!(
                    "with the limit for one unit only {could} can sit where {wanted} are wanted; {} are lacking, \
                     from other units",
                    wanted - could
                ),
            ),
            Self::Group { id, wanted, could } => {
                let of = name(id);
                words(
                    format!(
                        "“{}”至少 {wanted} 名，可抽取的只有 {could} 名，缺 {} 名",
                        of.zh,
                        wanted - could
                    ),
                    format!(
                        "at least {wanted} of “{}” are wanted and only {could} can be drawn; {} are lacking",
                        of.en,
                        wanted - could
                    ),
                )
            }
            Self::Limits { wanted, could } => words(
                format!(
                    "各项上限和下限合在一起最多只能组成 {could} 人，需要 {wanted} 人，缺 {} 人",
                    wanted - could
                ),
                format!(
                    "with all limits together only {could} can sit where {wanted} are wanted; {} are lacking",
                    wanted - could
                ),
            ),
            Self::Together { id, wanted, could } => {
                let of = name(id);
                words(
                    format!(
                        "各项条件单独都能满足，合在一起不能；“{}”由至少 {wanted} 名改为 {could} 名即可，缺 {} 名",
                        of.zh,
                        wanted - could
                    ),
                    format!(
                        "each condition could be met alone, not all together; with {could} instead of {wanted} of \
                         “{}” they could, so {} are lacking",
                        of.en,
                        wanted - could
                    ),
                )
            }
        }
    }
}
