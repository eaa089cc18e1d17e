//! Points and scores in Chinese.

use super::{Zh, and_list, quoted};
use crate::{
    model::{Quantity, QuantityKind},
    syntax::{Joined, PointRange},
};

impl Zh<'_> {
    /// A quantity that points are made of, as a noun.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are treated beside it")]
    pub(super) fn pointed(&mut self, quantity: &Quantity) -> String {
        match &quantity.what {
            QuantityKind::Scaled(pair) => {
                format!("{}乘以{}", self.quantity(&pair.0), self.quantity(&pair.1))
            }
            QuantityKind::LeastOf(parts) => format!("{}中的最小者", self.named_parts(parts)),
            QuantityKind::GreatestOf(parts) => format!("{}中的最大者", self.named_parts(parts)),
            QuantityKind::Depending(either) => {
                let on = self.test(&either.on).finish(self.at.lang).line(self.at.lang);
                let then = self.quantity(&either.then);
                let otherwise = self.quantity(&either.otherwise);
                format!("按条件取值（{on}的为{then}，否则为{otherwise}）")
            }
            QuantityKind::HeldThrough(chain) => self.held_through(chain),
            QuantityKind::Points(question) => {
                let Some(slot) = self.at.pack.names.slot_def(question.slot) else {
                    return String::new();
                };
                let joined = slot.points.as_ref().map(joined).unwrap_or_default();
                format!("{}的{joined}", quoted(&slot.finding.zh))
            }
            QuantityKind::Score(of) => {
                let name = quoted(&of.score.written.name.zh);
                match of.section_name() {
                    Some(section) => format!("{name}中{}部分的得分", quoted(&section.zh)),
                    None => format!("{name}的总分"),
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
        Joined::Mean => "平均分",
        Joined::Lowest => "最低分",
    };
    let Some(without) = points.without else { return how.to_owned() };
    let left: Vec<String> = [(without.highest, "最高分"), (without.lowest, "最低分")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, which)| format!("{count}个{which}"))
        .collect();
    let from = without.from.map(|from| format!("（打分满{from}个的）")).unwrap_or_default();
    format!("去掉{}{from}后的{how}", left.join("和"))
}
