//! The values that a fact of a kind can have, in steps: one fen, one day, one hundredth of a percent.

use super::cases::Stand;
use crate::{
    calendar::{date_of, shifted},
    model::day_number,
    value::Num,
    vocabulary::Kind,
};

/// A ratio is moved by a hundredth of a percent.
const RATIO_STEPS: i64 = 10_000;
/// Days are looked for so many years before and after the reference date.
const YEARS: i64 = 15;

/// How the values of a kind follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Steps {
    /// Whole numbers from zero on: numbers, fen, square metres.
    Whole,
    /// Days.
    Days,
    /// Calendar years.
    Years,
    /// Ratios.
    Ratios,
}

impl Steps {
    /// The steps of a kind; none where its values do not follow each other.
    pub(crate) fn of(kind: &Kind) -> Option<Self> {
        match kind {
            Kind::Number | Kind::Money | Kind::Area => Some(Self::Whole),
            Kind::Date => Some(Self::Days),
            Kind::Year => Some(Self::Years),
            Kind::Ratio => Some(Self::Ratios),
            Kind::Flag
            | Kind::Text
            | Kind::Code(_)
            | Kind::Codes(_)
            | Kind::Row(_)
            | Kind::Party(_) => None,
        }
    }

    fn size(self) -> Num {
        if self == Self::Ratios { Num::ratio(1, RATIO_STEPS) } else { Num::ONE }
    }

    /// The value after so many steps from zero.
    pub(crate) fn value(self, steps: i64) -> Option<Num> {
        Num::whole(steps).times(self.size())
    }

    /// The last whole number of steps that is not beyond a value.
    fn floor(self, value: Num) -> Option<i64> {
        let ceiling = value.over(self.size())?.ceiling();
        let whole = ceiling.times(self.size())? == value;
        ceiling.as_whole().map(|n| if whole { n } else { n - 1 })
    }

    /// Whether a fact can have a value.
    pub(crate) fn may_be(self, value: Num) -> bool {
        match self {
            Self::Whole => !value.is_negative(),
            Self::Days => value.as_whole().and_then(date_of).is_some_and(|day| day.year() >= 1000),
            Self::Years => value.as_whole().is_some_and(|year| (1900..=2200).contains(&year)),
            Self::Ratios => true,
        }
    }

    /// A value and its neighbours, as far as a fact can have them.
    pub(crate) fn around(self, value: Num) -> Vec<(Stand, Num)> {
        let Some(floor) = self.floor(value) else { return Vec::new() };
        let is_step = self.value(floor) == Some(value);
        let below = if is_step { floor - 1 } else { floor };
        let found = [
            (Stand::Below, self.value(below)),
            (Stand::At, self.value(floor).filter(|_| is_step)),
            (Stand::Above, self.value(floor + 1)),
        ];
        let found = found.into_iter().filter_map(|(stand, value)| Some((stand, value?)));
        found.filter(|(_, value)| self.may_be(*value)).collect()
    }
}

/// Values far apart between which a limb may turn, in steps and in rising order.
pub(crate) fn anchors(steps: Steps, known: [Option<Num>; 2], day: i64) -> Vec<i64> {
    let mut all: Vec<i64> = match steps {
        Steps::Whole => (0..14).map(|n| 10_i64.pow(n)).chain([0, 2, 5, 20, 50]).collect(),
        Steps::Ratios => (-RATIO_STEPS..=3 * RATIO_STEPS).step_by(500).collect(),
        Steps::Years => {
            let year = date_of(day).map_or(0, |day| i64::from(day.year()));
            (year - YEARS..=year + 2).collect()
        }
        Steps::Days => {
            let on = date_of(day).unwrap_or_default();
            (-YEARS..=YEARS).map(|years| day_number(shifted(on, years, 0, 0))).collect()
        }
    };
    for value in known.into_iter().flatten().filter_map(|value| steps.floor(value)) {
        let near = [value.checked_sub(1), Some(value), value.checked_add(1), value.checked_mul(2)];
        all.extend(near.into_iter().flatten());
        all.push(value / 2);
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_between_two_steps_has_neighbours_and_no_place_of_its_own() {
        let around = |steps: Steps, value| {
            steps.around(value).into_iter().map(|(stand, n)| (stand, n.to_string()))
        };
        let whole: Vec<_> = around(Steps::Whole, Num::whole(5)).collect();
        let five = [(Stand::Below, "4"), (Stand::At, "5"), (Stand::Above, "6")];
        assert_eq!(whole, five.map(|(stand, n)| (stand, n.to_owned())));
        let between: Vec<_> = around(Steps::Whole, Num::ratio(2000, 3)).collect();
        let mu = [(Stand::Below, "666"), (Stand::Above, "667")];
        assert_eq!(between, mu.map(|(stand, n)| (stand, n.to_owned())));
    }

    #[test]
    fn nothing_is_put_below_zero() {
        let stands: Vec<_> = Steps::Whole.around(Num::ZERO).into_iter().map(|(s, _)| s).collect();
        assert_eq!(stands, [Stand::At, Stand::Above]);
    }
}
