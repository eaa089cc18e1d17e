//! Points and scores in English.

use super::{En, and_list};
use crate::{
    model::{Quantity, QuantityKind},
    syntax::{Joined, PointRange},
};

impl En<'_> {
    /// A quantity that points are made of, as a noun.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are treated beside it")]
    pub(super) fn pointed(&mut self, quantity: &Quantity) -> String {
        match &quantity.what {
            QuantityKind::Scaled(pair) => {
                format!("{} times {}", self.quantity(&pair.0), self.quantity(&pair.1))
            }
            QuantityKind::LeastOf(parts) => format!("the least of {}", self.named_parts(parts)),
            QuantityKind::GreatestOf(parts) => {
                format!("the greatest of {}", self.named_parts(parts))
            }
            QuantityKind::Depending(either) => {
                let on = self.test(&either.on).finish(self.at.lang).line(self.at.lang);
                let then = self.quantity(&either.then);
                let otherwise = self.quantity(&either.otherwise);
                format!("a value by condition ({then} where {on}, otherwise {otherwise})")
            }
            QuantityKind::HeldThrough(chain) => self.held_through(chain),
            QuantityKind::Points(question) => {
                let Some(slot) = self.at.pack.names.slot_def(question.slot) else {
                    return String::new();
                };
                let joined = slot.points.as_ref().map(joined).unwrap_or_default();
                format!("{joined} of the points for {}", slot.finding.en)
            }
            QuantityKind::Score(of) => {
                let name = &of.score.written.name.en;
                match of.section_name() {
                    Some(section) => format!("the score for “{}” in the {name}", section.en),
                    None => format!("the total of the {name}"),
                }
            }
            _ => String::new(),
        }
    }

    fn named_parts(&mut self, parts: &[Quantity]) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.quantity(part)).collect();
        and_list(&parts)
    }
}

/// How the numbers of several people become one, extremes that are left out included.
fn joined(points: &PointRange) -> String {
    let how = match points.joined {
        Joined::Mean => "the mean",
        Joined::Lowest => "the lowest",
    };
    let Some(without) = points.without else { return how.to_owned() };
    let left: Vec<String> = [(without.highest, "highest"), (without.lowest, "lowest")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, which)| format!("the {count} {which}"))
        .collect();
    let from = without.from.map(|from| format!(" where {from} or more were given"));
    format!("{how} without {}{}", left.join(" and "), from.unwrap_or_default())
}
