//! Ranges: what can be said of a number that is only partly known.

use std::cmp::Ordering;

use super::{Cell, Num, Reasons, Truth};

/// A closed range of rationals; an end that is `None` is not bounded. Exact when both ends are equal.
///
/// The classical interval rules apply (Moore 1966): a comparison holds when it holds for every number of
/// the range, fails when it fails for every one, and is unknown otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The least value it can have.
    pub low: Option<Num>,
    /// The greatest value it can have.
    pub high: Option<Num>,
    /// Why it is not exact; empty when it is.
    pub why: Reasons,
    /// The quantity is known not to exist ("no end of term"); comparisons with it do not hold.
    pub absent: bool,
}

impl Range {
    /// A known number.
    pub fn exact(n: Num) -> Self {
        Self { low: Some(n), high: Some(n), why: Reasons::NONE, absent: false }
    }

    /// Nothing is known, for these reasons.
    pub fn unknown(why: Reasons) -> Self {
        Self { low: None, high: None, why, absent: false }
    }

    /// What a cell says: its number, that there is none, or nothing for want of a fact.
    pub fn of_cell(cell: Cell) -> Self {
        match cell.number() {
            Some(n) => Self::exact(n),
            None if cell.is_absent() => Self::absent(),
            None => Self::unknown(Reasons::MISSING_FACT),
        }
    }

    /// Known not to exist.
    pub fn absent() -> Self {
        Self { low: None, high: None, why: Reasons::NONE, absent: true }
    }

    /// Between two numbers, for these reasons.
    pub fn between(low: Option<Num>, high: Option<Num>, why: Reasons) -> Self {
        let why = if low.is_some() && low == high { Reasons::NONE } else { why };
        Self { low, high, why, absent: false }
    }

    /// The number, when it is exact.
    pub fn known(self) -> Option<Num> {
        if self.low == self.high { self.low } else { None }
    }

    /// The sum of two ranges.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.join(other, Num::plus, self.low.zip(other.low), self.high.zip(other.high))
    }

    /// The difference of two ranges.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.join(other, Num::minus, self.low.zip(other.high), self.high.zip(other.low))
    }

    /// The product of two ranges.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        if self.absent || other.absent {
            return Self::absent();
        }
        let why = self.why | other.why;
        let corners = [self.low, self.high].map(|left| {
            [other.low, other.high].map(|right| left.zip(right).map(|(a, b)| a.times(b)))
        });
        let mut found: Option<(Num, Num)> = None;
        for corner in corners.into_iter().flatten() {
            let Some(product) = corner else { return self.times_open(other, why) };
            let Some(n) = product else { return Self::unknown(why | Reasons::NUMBER_TOO_LARGE) };
            found = Some(found.map_or((n, n), |(low, high)| (low.min(n), high.max(n))));
        }
        let (low, high) = found.unzip();
        Self::between(low, high, why)
    }

    /// A product with an end that is not bounded: a known factor that is not negative scales both ends, and
    /// where neither side is negative the product is not either.
    fn times_open(self, other: Self, why: Reasons) -> Self {
        let zero = Some(Num::ZERO);
        if self.known() == zero || other.known() == zero {
            return Self::exact(Num::ZERO);
        }
        let scaled = |range: Self, by: Num| {
            let ends = (range.low.and_then(|n| n.times(by)), range.high.and_then(|n| n.times(by)));
            Self::computed((range.low.is_some(), range.high.is_some()), ends, why)
        };
        match (self.known(), other.known()) {
            (Some(by), None) if by.is_positive() => return scaled(other, by),
            (None, Some(by)) if by.is_positive() => return scaled(self, by),
            (_, _) => {}
        }
        match (self.low, other.low) {
            (Some(a), Some(b)) if !a.is_negative() && !b.is_negative() => {
                let high = self.high.zip(other.high).and_then(|(a, b)| a.times(b));
                Self::between(a.times(b), high, why)
            }
            (_, _) => Self::unknown(why),
        }
    }

    /// The less of two; absent when one is.
    #[must_use]
    pub fn least(self, other: Self) -> Self {
        if self.absent || other.absent {
            return Self::absent();
        }
        let high = match (self.high, other.high) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, None) | (None, one) => one,
        };
        let low = self.low.zip(other.low).map(|(a, b)| a.min(b));
        Self::between(low, high, self.why | other.why)
    }

    /// The greater of two; absent when one is.
    #[must_use]
    pub fn greatest(self, other: Self) -> Self {
        if self.absent || other.absent {
            return Self::absent();
        }
        let low = match (self.low, other.low) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (one, None) | (None, one) => one,
        };
        let high = self.high.zip(other.high).map(|(a, b)| a.max(b));
        Self::between(low, high, self.why | other.why)
    }

    /// Either of two, nobody knows which; what is absent in one of them may be anything.
    #[must_use]
    pub fn either(self, other: Self, why: Reasons) -> Self {
        match (self.absent, other.absent) {
            (true, true) => return Self::absent(),
            (true, false) | (false, true) => return Self::unknown(why | self.why | other.why),
            (false, false) => {}
        }
        let low = self.low.zip(other.low).map(|(a, b)| a.min(b));
        let high = self.high.zip(other.high).map(|(a, b)| a.max(b));
        Self::between(low, high, why | self.why | other.why)
    }

    fn join(
        self,
        other: Self,
        op: impl Fn(Num, Num) -> Option<Num>,
        low: Option<(Num, Num)>,
        high: Option<(Num, Num)>,
    ) -> Self {
        if self.absent || other.absent {
            return Self::absent();
        }
        let ends = (low.and_then(|(a, b)| op(a, b)), high.and_then(|(a, b)| op(a, b)));
        Self::computed((low.is_some(), high.is_some()), ends, self.why | other.why)
    }

    /// A range whose ends were computed, where there was something to compute them from; an end that did not
    /// fit is not bounded, for that reason.
    fn computed(from: (bool, bool), (low, high): (Option<Num>, Option<Num>), why: Reasons) -> Self {
        let fits = from == (low.is_some(), high.is_some());
        Self::between(low, high, if fits { why } else { why | Reasons::NUMBER_TOO_LARGE })
    }

    /// The quotient where the divisor is positive throughout; otherwise undefined, for that reason.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        if self.absent || base.absent {
            return Self::absent();
        }
        match (base.low, base.high) {
            (_, Some(high)) if !high.is_positive() => Self::unknown(Reasons::UNDEFINED_RATIO),
            (Some(low), _) if low.is_positive() => self.over_positive(base),
            (Some(_), _) => Self::unknown(self.why | base.why | Reasons::UNDEFINED_RATIO),
            (None, _) => Self::unknown(self.why | base.why),
        }
    }

    /// Division by a base that is positive throughout: the ends depend on the sign of the numerator.
    fn over_positive(self, base: Self) -> Self {
        let end = |n: Num, small_first: bool| {
            let (near, far) = (base.low, base.high);
            let divisor = if n.is_negative() == small_first { near } else { far };
            match divisor {
                Some(d) => n.over(d),
                None => Some(Num::ZERO),
            }
        };
        let ends = (self.low.and_then(|n| end(n, true)), self.high.and_then(|n| end(n, false)));
        Self::computed((self.low.is_some(), self.high.is_some()), ends, self.why | base.why)
    }

    /// Whether every number of this range stands in one of the given orders to every one of the other.
    #[inline]
    pub fn compare(self, other: Self, holds: impl Fn(Ordering) -> bool) -> Truth {
        if self.absent || other.absent {
            return Truth::False;
        }
        match (self.known(), other.known()) {
            (Some(a), Some(b)) => Truth::known(holds(a.cmp(&b))),
            (_, _) => self.compare_ends(other, holds),
        }
    }

    /// The same for ranges of which at least one is not exact.
    fn compare_ends(self, other: Self, holds: impl Fn(Ordering) -> bool) -> Truth {
        let possible = [
            (Ordering::Less, lies_below(self.low, other.high)),
            (Ordering::Greater, lies_below(other.low, self.high)),
            (Ordering::Equal, may_meet(self, other)),
        ];
        let mut yes = false;
        let mut no = false;
        for (order, can) in possible {
            if can {
                if holds(order) { yes = true } else { no = true }
            }
        }
        match (yes, no) {
            (true, false) => Truth::True,
            (false, true) => Truth::False,
            (true, true) | (false, false) => Truth::Unknown(self.why | other.why),
        }
    }
}

/// Whether some number at or above `low` can lie strictly below some number at or below `high`.
fn lies_below(low: Option<Num>, high: Option<Num>) -> bool {
    match (low, high) {
        (Some(low), Some(high)) => low < high,
        (None, _) | (_, None) => true,
    }
}

fn may_meet(a: Range, b: Range) -> bool {
    let not_above = |low: Option<Num>, high: Option<Num>| match (low, high) {
        (Some(low), Some(high)) => low <= high,
        (None, _) | (_, None) => true,
    };
    not_above(a.low, b.high) && not_above(b.low, a.high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: i64, high: i64) -> Range {
        Range::between(Some(Num::whole(low)), Some(Num::whole(high)), Reasons::MISSING_FACT)
    }

    #[test]
    fn a_lower_bound_that_reaches_the_threshold_decides() {
        let five = Range::exact(Num::whole(5));
        assert_eq!(range(5, 7).compare(five, Ordering::is_ge), Truth::True);
        assert_eq!(range(2, 4).compare(five, Ordering::is_ge), Truth::False);
        assert_eq!(range(4, 5).compare(five, Ordering::is_ge), Truth::MISSING);
    }

    #[test]
    fn a_product_of_ranges_contains_every_product_and_touches_both_ends() {
        for (a, b) in [((-6, 4), (-2, 3)), ((3, 9), (1, 3)), ((-9, -3), (1, 3)), ((0, 2), (5, 5))] {
            let all = (a.0..=a.1).flat_map(|x| (b.0..=b.1).map(move |y| Num::whole(x * y)));
            let product = range(a.0, a.1).times(range(b.0, b.1));
            assert_eq!((product.low, product.high), (all.clone().min(), all.max()));
        }
        let some = Range::between(Some(Num::whole(2)), None, Reasons::MISSING_FACT);
        let half = Range::exact(Num::ratio(1, 2));
        assert_eq!((some.times(half).low, some.times(half).high), (Some(Num::ONE), None));
        assert_eq!(some.times(Range::exact(Num::whole(-1))).low, None);
    }

    #[test]
    fn a_cap_bounds_what_is_not_known() {
        let open = Range::between(Some(Num::whole(3)), None, Reasons::MISSING_FACT);
        let capped = open.least(Range::exact(Num::whole(10)));
        assert_eq!((capped.low, capped.high), (Some(Num::whole(3)), Some(Num::whole(10))));
        let floored = range(-5, 2).greatest(Range::exact(Num::ZERO));
        assert_eq!((floored.low, floored.high), (Some(Num::ZERO), Some(Num::whole(2))));
        assert_eq!(open.least(Range::exact(Num::whole(3))), Range::exact(Num::whole(3)));
    }

    #[test]
    fn a_ratio_over_zero_is_undefined_and_not_infinite() {
        let zero = Range::exact(Num::ZERO);
        let undefined = Range::exact(Num::ONE).over(zero);
        assert_eq!(undefined.why, Reasons::UNDEFINED_RATIO);
        assert_eq!(
            undefined.compare(zero, Ordering::is_ge),
            Truth::Unknown(Reasons::UNDEFINED_RATIO)
        );
    }

    #[test]
    fn a_quotient_of_ranges_contains_every_quotient() {
        for (a, b) in [((-6, 4), (2, 3)), ((3, 9), (1, 3)), ((-9, -3), (1, 3))] {
            let quotient = range(a.0, a.1).over(range(b.0, b.1));
            for n in a.0..=a.1 {
                for d in b.0..=b.1 {
                    let one = Num::ratio(n, d);
                    assert!(quotient.low.unwrap() <= one && one <= quotient.high.unwrap());
                }
            }
        }
    }
}
