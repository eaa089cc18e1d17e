//! Exact rational numbers.
//!
//! Money in fen, areas in square metres, ratios, counts, and dates as days are all compared through this
//! one type; nothing is ever rounded before it is compared.

use std::{cmp::Ordering, fmt, num::NonZeroU64};

/// A rational number in lowest terms with a positive denominator.
///
/// Both parts are kept in 64 bits and every operation is carried out in 128; a result that does not fit gives
/// `None`. Numbers that enter through [`Num::read`] are bounded, so that sums of money over any list that
/// fits in memory stay inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Num {
    above: i64,
    /// At most `i64::MAX`. Not zero, so that a number that may be wanting takes no more room than one.
    below: NonZeroU64,
}

/// The denominator of a whole number.
const WHOLE: NonZeroU64 = NonZeroU64::MIN;

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Num {
    /// Zero.
    pub const ZERO: Self = Self { above: 0, below: WHOLE };
    /// One.
    pub const ONE: Self = Self { above: 1, below: WHOLE };

    /// A whole number.
    pub const fn whole(n: i64) -> Self {
        Self { above: n, below: WHOLE }
    }

    /// A fraction; a denominator of zero is read as one, which no caller passes.
    pub fn ratio(above: i64, below: i64) -> Self {
        Self::reduced(i128::from(above), i128::from(below.max(1))).unwrap_or(Self::ZERO)
    }

    fn reduced(above: i128, below: i128) -> Option<Self> {
        if below == 1 {
            return Some(Self { above: i64::try_from(above).ok()?, below: WHOLE });
        }
        if below == 0 {
            return None;
        }
        let sign = below.signum();
        let g = i128::try_from(gcd(above.unsigned_abs(), below.unsigned_abs())).ok()?.max(1);
        let (above, below) = (sign * above / g, sign * below / g);
        let below = i64::try_from(below).ok()?.unsigned_abs();
        Some(Self { above: i64::try_from(above).ok()?, below: NonZeroU64::new(below)? })
    }

    fn wide(self) -> (i128, i128) {
        (i128::from(self.above), i128::from(self.below.get()))
    }

    /// Reads a decimal such as `-12.50` or `1,000,000`; at most sixteen digits, of which six
    /// after the point, so that later sums cannot overflow.
    pub fn read(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|c| *c != ',' && *c != '_').collect();
        let (negative, digits) = match plain.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, plain.as_str()),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || whole.len() + part.len() > 16
            || part.len() > 6
            || digits.ends_with('.')
        {
            return None;
        }
        if !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let scale = 10_i128.pow(u32::try_from(part.len()).ok()?);
        let joined = format!("{whole}{part}").parse::<i128>().ok()?;
        Self::reduced(if negative { -joined } else { joined }, scale)
    }

    /// The sum, unless it does not fit.
    pub fn plus(self, other: Self) -> Option<Self> {
        if self.below == WHOLE && other.below == WHOLE {
            return Some(Self { above: self.above.checked_add(other.above)?, below: WHOLE });
        }
        let ((a, b), (c, d)) = (self.wide(), other.wide());
        Self::reduced((a * d).checked_add(c * b)?, b * d)
    }

    /// The difference, unless it does not fit.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { above: other.above.checked_neg()?, below: other.below })
    }

    /// The product, unless it does not fit.
    pub fn times(self, other: Self) -> Option<Self> {
        let ((a, b), (c, d)) = (self.wide(), other.wide());
        Self::reduced(a * c, b * d)
    }

    /// The quotient; `None` for a divisor of zero or a result that does not fit.
    pub fn over(self, other: Self) -> Option<Self> {
        let ((a, b), (c, d)) = (self.wide(), other.wide());
        Self::reduced(a * d, b * c)
    }

    /// Whether it is greater than zero.
    pub fn is_positive(self) -> bool {
        self.above > 0
    }

    /// Whether it is less than zero.
    pub fn is_negative(self) -> bool {
        self.above < 0
    }

    /// The number as a whole number, when it is one and fits.
    pub fn as_whole(self) -> Option<i64> {
        (self.below == WHOLE).then_some(self.above)
    }

    /// The least whole number not below it.
    #[must_use]
    pub fn ceiling(self) -> Self {
        let (above, below) = self.parts();
        let (floor, rest) = (above.div_euclid(below), above.rem_euclid(below));
        Self::whole(if rest == 0 { floor } else { floor.saturating_add(1) })
    }

    /// Numerator and denominator.
    pub fn parts(self) -> (i64, i64) {
        (self.above, self.below.get().cast_signed())
    }
}

impl Ord for Num {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.below == other.below {
            return self.above.cmp(&other.above);
        }
        let ((a, b), (c, d)) = (self.wide(), other.wide());
        (a * d).cmp(&(c * b))
    }
}

impl PartialOrd for Num {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Writes an exact decimal where there is one with at most six places, and a fraction otherwise.
impl fmt::Display for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.below == WHOLE {
            return write!(f, "{}", self.above);
        }
        for places in 1..=6_u32 {
            let scale = 10_i128.pow(places);
            let (above, below) = self.wide();
            if scale % below == 0 {
                let scaled = above * (scale / below);
                let sign = if scaled < 0 { "-" } else { "" };
                let (whole, part) = (scaled.abs() / scale, scaled.abs() % scale);
                return write!(f, "{sign}{whole}.{part:0width$}", width = places as usize);
            }
        }
        write!(f, "{}/{}", self.above, self.below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_mu_are_exactly_twenty_thousand_square_metres() {
        let area = Num::whole(30).times(Num::ratio(2000, 3)).unwrap();
        assert_eq!(area, Num::whole(20_000));
    }

    #[test]
    fn a_fen_below_a_fifth_is_below_a_fifth() {
        let share = Num::whole(1_999_999_999).over(Num::whole(10_000_000_000)).unwrap();
        assert_eq!(share.cmp(&Num::ratio(1, 5)), Ordering::Less);
    }

    #[test]
    fn the_largest_fractions_are_compared_exactly() {
        let big = Num::ratio(i64::MAX - 2, i64::MAX - 1);
        let bigger = Num::ratio(i64::MAX - 1, i64::MAX);
        assert_eq!(big.cmp(&bigger), Ordering::Less);
        assert_eq!(bigger.cmp(&big), Ordering::Greater);
        assert_eq!(big.cmp(&big), Ordering::Equal);
        assert_eq!(big.plus(bigger), None);
    }

    #[test]
    fn decimals_are_read_and_written_without_loss() {
        for text in ["0", "-12.5", "4.6", "19999999.99", "100000000", "0.000001"] {
            assert_eq!(Num::read(text).unwrap().to_string(), text);
        }
        assert_eq!(Num::ratio(2000, 3).to_string(), "2000/3");
    }

    #[test]
    fn what_is_no_decimal_is_not_read() {
        for text in ["", "-", "1.", ".5", "1e5", "五", "1.0000001", "1000000000000000000000"] {
            assert_eq!(Num::read(text), None, "{text}");
        }
    }
}
