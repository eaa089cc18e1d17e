//! Changes of comparisons, and which of them say the same.

use super::{
    change::{Change, op_word},
    edit::Editor,
};
use crate::{
    model::{Op, Quantity, QuantityKind},
    value::Num,
    vocabulary::Kind,
    yaml::Place,
};

impl Editor<'_> {
    /// One comparison for another.
    pub(super) fn operator(
        &mut self,
        op: &mut Op,
        left: &Quantity,
        right: &Quantity,
        place: Place,
    ) {
        let from = *op;
        let bounded = has_whole_bound(left, right);
        let others: &[Op] = match from {
            Op::AtLeast if bounded => &[Op::AtMost, Op::Equal],
            Op::MoreThan if bounded => &[Op::LessThan, Op::Equal],
            Op::AtMost if bounded => &[Op::AtLeast, Op::Equal],
            Op::LessThan if bounded => &[Op::MoreThan, Op::Equal],
            Op::AtLeast => &[Op::MoreThan, Op::AtMost, Op::Equal],
            Op::MoreThan => &[Op::AtLeast, Op::LessThan, Op::Equal],
            Op::AtMost => &[Op::LessThan, Op::AtLeast, Op::Equal],
            Op::LessThan => &[Op::AtMost, Op::MoreThan, Op::Equal],
            Op::Equal => &[Op::AtLeast, Op::AtMost],
        };
        for to in others {
            let same = says_the_same(from, *to, left, right);
            let change = || Change::Word { from: op_word(from), to: op_word(*to) };
            if !same && self.is_it(place, change) {
                *op = *to;
                return;
            }
        }
    }
}

/// Whether a whole quantity is compared with a constant, so that leaving out the bound is the same as moving
/// the constant by one.
fn has_whole_bound(left: &Quantity, right: &Quantity) -> bool {
    let constant = |of: &Quantity| matches!(of.what, QuantityKind::Constant(..));
    (constant(left) || constant(right)) && is_whole(left) && is_whole(right)
}

/// Whether a comparison is the same with another operator: nothing is less than none of a thing that is
/// counted.
fn says_the_same(from: Op, to: Op, left: &Quantity, right: &Quantity) -> bool {
    let zero = matches!(&right.what, QuantityKind::Constant(n, _) if *n == Num::ZERO);
    let never_less = matches!(left.what, QuantityKind::Count(..) | QuantityKind::LongestRun { .. });
    let pair = matches!((from, to), (Op::AtMost, Op::Equal) | (Op::Equal, Op::AtMost));
    zero && never_less && pair
}

/// Whether a quantity can only be a whole number.
fn is_whole(of: &Quantity) -> bool {
    match &of.what {
        QuantityKind::Constant(number, _) => number.as_whole().is_some() && of.kind != Kind::Area,
        QuantityKind::Count(..)
        | QuantityKind::LongestRun { .. }
        | QuantityKind::ReferenceDate
        | QuantityKind::PeriodEnd
        | QuantityKind::YearBefore(_)
        | QuantityKind::YearOf(_)
        | QuantityKind::YearEnd(_)
        | QuantityKind::Shift(..)
        | QuantityKind::Deadline(_) => true,
        QuantityKind::Fact(_) | QuantityKind::Lookup { .. } => {
            matches!(of.kind, Kind::Number | Kind::Date | Kind::Year)
        }
        QuantityKind::Sum(_, value, _)
        | QuantityKind::Lowest(_, value)
        | QuantityKind::Highest(_, value) => is_whole(value),
        QuantityKind::Total(parts)
        | QuantityKind::LeastOf(parts)
        | QuantityKind::GreatestOf(parts) => parts.iter().all(is_whole),
        QuantityKind::Depending(either) => is_whole(&either.then) && is_whole(&either.otherwise),
        QuantityKind::Difference(pair) | QuantityKind::Scaled(pair) => {
            is_whole(&pair.0) && is_whole(&pair.1)
        }
        QuantityKind::Readings(_, options) => options.iter().all(is_whole),
        QuantityKind::Param(..)
        | QuantityKind::Points(_)
        | QuantityKind::Score(_)
        | QuantityKind::HeldThrough(_)
        | QuantityKind::Ratio(_)
        | QuantityKind::Growth(_)
        | QuantityKind::Band(..) => false,
    }
}
