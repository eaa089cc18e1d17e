//! What can be said of a quantity from its type alone.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a check looks at the kinds it is about and at no others"
)]

use crate::{
    compile::ParamKind,
    model::{Quantity, QuantityKind},
    pack::{Pack, ParamValue},
    value::{Num, Range, Reasons},
    vocabulary::Kind,
};

/// The values that a quantity can have, and whether it may be known not to exist.
#[derive(Debug, Clone, Copy)]
pub(super) struct Possible {
    pub(super) range: Range,
    pub(super) may_be_absent: bool,
}

impl Possible {
    fn of(range: Range) -> Self {
        Self { range, may_be_absent: false }
    }

    fn maybe(range: Range) -> Self {
        Self { range, may_be_absent: true }
    }

    fn with(self, other: Self, range: Range) -> Self {
        Self { range, may_be_absent: self.may_be_absent || other.may_be_absent }
    }
}

fn at_least(low: Num) -> Range {
    Range::between(Some(low), None, Reasons::MISSING_FACT)
}

fn anything() -> Range {
    Range::unknown(Reasons::MISSING_FACT)
}

/// Numbers of things and areas are not negative; money, ratios, dates and years can be anything.
fn of_kind(kind: &Kind) -> Range {
    if matches!(kind, Kind::Number | Kind::Area) { at_least(Num::ZERO) } else { anything() }
}

/// The values that a quantity can have in any case.
pub(super) fn possible(pack: &Pack, quantity: &Quantity) -> Possible {
    let of = |quantity: &Quantity| possible(pack, quantity);
    match &quantity.what {
        QuantityKind::Constant(n, _) => Possible::of(Range::exact(*n)),
        QuantityKind::Count(..) | QuantityKind::LongestRun { .. } => {
            Possible::of(at_least(Num::ZERO))
        }
        QuantityKind::Fact(_) | QuantityKind::Lookup { .. } => {
            Possible::maybe(of_kind(&quantity.kind))
        }
        QuantityKind::Sum(_, value, _) => Possible::of(if not_negative(of(value).range) {
            at_least(Num::ZERO)
        } else {
            anything()
        }),
        QuantityKind::Lowest(_, value) | QuantityKind::Highest(_, value) => {
            Possible::maybe(of(value).range)
        }
        QuantityKind::Param(at, None) => Possible::of(parameter(pack, *at)),
        QuantityKind::Band(table, _) => Possible::maybe(band(pack, *table)),
        QuantityKind::Ratio(pair) => {
            let (a, b) = (of(&pair.0), of(&pair.1));
            let positive = not_negative(a.range) && not_negative(b.range);
            a.with(b, if positive { at_least(Num::ZERO) } else { anything() })
        }
        QuantityKind::Growth(pair) => {
            let (a, b) = (of(&pair.0), of(&pair.1));
            let positive = not_negative(a.range) && not_negative(b.range);
            a.with(b, if positive { at_least(Num::whole(-1)) } else { anything() })
        }
        QuantityKind::Total(parts) => {
            let zero = Possible::of(Range::exact(Num::ZERO));
            parts.iter().map(of).fold(zero, |sum, part| sum.with(part, sum.range.plus(part.range)))
        }
        QuantityKind::Difference(pair) => {
            let (a, b) = (of(&pair.0), of(&pair.1));
            a.with(b, a.range.minus(b.range))
        }
        QuantityKind::LeastOf(_)
        | QuantityKind::GreatestOf(_)
        | QuantityKind::Scaled(_)
        | QuantityKind::HeldThrough(_)
        | QuantityKind::Depending(_) => pointed(pack, quantity),
        QuantityKind::Readings(_, options) => {
            let mut all = options.iter().map(of);
            let first = all.next().unwrap_or(Possible::maybe(anything()));
            all.fold(first, |hull, one| hull.with(one, around(hull.range, one.range)))
        }
        QuantityKind::ReferenceDate
        | QuantityKind::PeriodEnd
        | QuantityKind::Param(_, Some(_))
        | QuantityKind::Shift(..)
        | QuantityKind::Deadline(_)
        | QuantityKind::YearBefore(_)
        | QuantityKind::YearOf(_)
        | QuantityKind::YearEnd(_)
        | QuantityKind::Points(_)
        | QuantityKind::Score(_) => Possible::maybe(anything()),
    }
}

/// The same for what points are made of.
fn pointed(pack: &Pack, quantity: &Quantity) -> Possible {
    let of = |quantity: &Quantity| possible(pack, quantity);
    let joined = |parts: &[Quantity], join: fn(Range, Range) -> Range| {
        let first = parts.first().map_or(Possible::maybe(anything()), of);
        parts.iter().skip(1).map(of).fold(first, |a, b| a.with(b, join(a.range, b.range)))
    };
    match &quantity.what {
        QuantityKind::LeastOf(parts) => joined(parts, Range::least),
        QuantityKind::GreatestOf(parts) => joined(parts, Range::greatest),
        QuantityKind::Scaled(pair) => {
            let (a, b) = (of(&pair.0), of(&pair.1));
            a.with(b, a.range.times(b.range))
        }
        QuantityKind::Depending(either) => {
            let (a, b) = (of(&either.then), of(&either.otherwise));
            a.with(b, around(a.range, b.range))
        }
        QuantityKind::HeldThrough(_) => {
            let share = Range::between(Some(Num::ZERO), Some(Num::ONE), Reasons::MISSING_FACT);
            Possible::maybe(share)
        }
        _ => Possible::maybe(anything()),
    }
}

fn not_negative(range: Range) -> bool {
    range.low.is_some_and(|low| !low.is_negative())
}

/// The smallest range that holds both.
fn around(a: Range, b: Range) -> Range {
    let low = a.low.zip(b.low).map(|(a, b)| a.min(b));
    let high = a.high.zip(b.high).map(|(a, b)| a.max(b));
    Range::between(low, high, Reasons::MISSING_FACT)
}

/// A value that no round may change is known; any other is what its kind allows.
fn parameter(pack: &Pack, at: u16) -> Range {
    let Some((written, ParamKind::Value(kind))) = pack.names.parameter_def(at) else {
        return anything();
    };
    match pack.parameters.get(at) {
        ParamValue::Value(n) if !written.per_round => Range::exact(*n),
        _ => of_kind(kind),
    }
}

fn band(pack: &Pack, at: u16) -> Range {
    let (Some((written, _)), ParamValue::Bands(bands)) =
        (pack.names.parameter_def(at), pack.parameters.get(at))
    else {
        return anything();
    };
    let low = bands.iter().map(|band| band.value).min();
    let high = bands.iter().map(|band| band.value).max();
    if written.per_round { anything() } else { Range::between(low, high, Reasons::MISSING_FACT) }
}
