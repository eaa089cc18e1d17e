//! Which conditions follow from which, and which exclude each other.
//!
//! The answers are sound and not complete: "follows" is only said where it is so for all facts; what is not
//! recognised is taken to be independent.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a check looks at the kinds it is about and at no others"
)]
#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the methods themselves are not general enough in their lifetimes"
)]

use crate::{
    model::day_number,
    pack::Pack,
    syntax::{Count, Literal, OneOf, Otherwise, Quantity, QuantityNode, Select, Test, Window},
    value::Num,
    vocabulary::Kind,
    yaml::Located,
};

/// Whether the second holds whenever the first does.
pub(super) fn implies(a: &Test, b: &Test) -> bool {
    if a == b {
        return true;
    }
    let below = |of: &[Located<Test>], holds: &dyn Fn(&Test) -> bool| -> (bool, bool) {
        (of.iter().all(|one| holds(&one.value)), of.iter().any(|one| holds(&one.value)))
    };
    if let Test::All(bs) = b {
        return below(bs, &|b| implies(a, b)).0;
    }
    if let Test::Any(limbs) = a {
        return below(limbs, &|a| implies(a, b)).0;
    }
    if let Test::All(limbs) = a
        && below(limbs, &|a| implies(a, b)).1
    {
        return true;
    }
    if let Test::Any(bs) = b {
        return below(bs, &|b| implies(a, b)).1;
    }
    leaf_implies(a, b)
}

fn leaf_implies(a: &Test, b: &Test) -> bool {
    match (a, b) {
        (Test::OneOf(a), Test::OneOf(b)) => {
            let listed = a.listed.iter().all(|code| b.listed.contains(code));
            a.fact == b.fact && listed && no_wider(a.otherwise.as_ref(), b.otherwise.as_ref())
        }
        (Test::Not(a), Test::Not(b)) => implies(&b.value, &a.value),
        (Test::No(a), Test::No(b)) => narrower(b, a),
        (Test::EveryPeriod(a), Test::EveryPeriod(b)) => {
            a.periods == b.periods && implies(&a.test.value, &b.test.value)
        }
        (Test::Within(a), Test::Within(b))
            if a.date == b.date && in_window(&a.window, &b.window) =>
        {
            true
        }
        (_, _) => counts(a, b) || bounds(a, b, |a, b| a.is_within(b)),
    }
}

/// An open list is not narrowed by a closed one with the same codes; a closed one by nothing.
fn no_wider(a: Option<&Otherwise>, b: Option<&Otherwise>) -> bool {
    a.is_none() || a == b
}

/// Whether every row that passes the first filter passes the second.
fn narrower(a: &Select, b: &Select) -> bool {
    a.of == b.of
        && match (&a.filter, &b.filter) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => implies(&a.value, &b.value),
        }
}

/// "At least so many rows", also where it is written as "some row".
struct Threshold {
    rows: Select,
    distinct: Vec<Located<String>>,
    least: Num,
}

fn threshold(test: &Test) -> Option<Threshold> {
    if let Test::Some(rows) = test {
        return Some(Threshold { rows: rows.clone(), distinct: Vec::new(), least: Num::ONE });
    }
    let (pair, step) = match test {
        Test::AtLeast(pair) => (pair, Num::ZERO),
        Test::MoreThan(pair) => (pair, Num::ONE),
        _ => return None,
    };
    let Quantity::Node(node) = &pair.0.value else { return None };
    let QuantityNode::Count(Count { of, filter, distinct }) = &**node else { return None };
    let least = constant(&pair.1.value)?.plus(step)?;
    let rows = Select { of: of.clone(), filter: filter.clone() };
    Some(Threshold { rows, distinct: distinct.clone(), least })
}

fn counts(a: &Test, b: &Test) -> bool {
    let (Some(a), Some(b)) = (threshold(a), threshold(b)) else { return false };
    let one_is_enough = b.least <= Num::ONE && a.least >= Num::ONE;
    narrower(&a.rows, &b.rows)
        && (one_is_enough || (a.distinct == b.distinct && a.least >= b.least))
}

/// Whether both can never hold together.
pub(super) fn exclude(pack: &Pack, a: &Test, b: &Test) -> bool {
    denies(a, b) || denies(b, a) || one_way(pack, a, b) || one_way(pack, b, a)
}

fn denies(a: &Test, b: &Test) -> bool {
    matches!(a, Test::Not(inner) if implies(b, &inner.value))
}

fn one_way(pack: &Pack, a: &Test, b: &Test) -> bool {
    match (a, b) {
        (Test::All(limbs), _) => limbs.iter().any(|one| exclude(pack, &one.value, b)),
        (Test::Any(limbs), _) => limbs.iter().all(|one| exclude(pack, &one.value, b)),
        (Test::Given(a), Test::Absent(b)) => a == b,
        (Test::Some(a), Test::No(b)) => narrower(a, b),
        (Test::OneOf(a), Test::OneOf(b)) => codes_exclude(pack, a, b),
        (_, Test::No(none)) => {
            threshold(a).is_some_and(|t| t.least >= Num::ONE && narrower(&t.rows, none))
        }
        (_, _) => bounds(a, b, |a, b| a.is_apart(b)),
    }
}

/// A fact that holds one code cannot be in two lists that share none; a fact that holds several can.
fn codes_exclude(pack: &Pack, a: &OneOf, b: &OneOf) -> bool {
    let closed = a.otherwise.is_none() && b.otherwise.is_none();
    let apart = !a.listed.iter().any(|code| b.listed.contains(code));
    a.fact == b.fact && closed && apart && matches!(kind_of(pack, &a.fact), Some(Kind::Code(_)))
}

/// Whether one of them holds in any case, as far as the facts are known.
pub(super) fn exhaust(pack: &Pack, a: &Test, b: &Test) -> bool {
    let one_way = |a: &Test, b: &Test| match (a, b) {
        (Test::Not(inner), b) => implies(&inner.value, b),
        (Test::Given(a), Test::Absent(b)) => a == b,
        (Test::Some(a), Test::No(b)) => narrower(b, a),
        (Test::OneOf(a), Test::OneOf(b)) => codes_exhaust(pack, a, b),
        (_, Test::No(none)) => {
            threshold(a).is_some_and(|t| t.least <= Num::ONE && narrower(none, &t.rows))
        }
        (_, _) => bounds(a, b, |a, b| never_absent(pack, a.of) && a.meets_from_below(b)),
    };
    one_way(a, b) || one_way(b, a)
}

/// Whether two lists of codes are all there are.
fn codes_exhaust(pack: &Pack, a: &OneOf, b: &OneOf) -> bool {
    let Some(Kind::Code(list)) = kind_of(pack, &a.fact).filter(|_| a.fact == b.fact) else {
        return false;
    };
    let Some(def) = pack.names.vocabulary.code_def(list) else { return false };
    let mut listed = a.listed.iter().chain(&b.listed);
    def.codes.iter().all(|(id, _)| listed.clone().any(|code| **code == **id))
        && listed.next().is_some()
}

/// Whether a quantity can never be known not to exist, so that a comparison with it is decided.
fn never_absent(pack: &Pack, quantity: &Quantity) -> bool {
    match quantity {
        Quantity::Literal(_) => true,
        Quantity::Fact(path) => {
            let (record, field) = path.split_once('.').unwrap_or((path, ""));
            let def = pack.names.vocabulary.record(record);
            let def = def.and_then(|record| pack.names.vocabulary.record_def(record));
            let field = def.and_then(|def| def.fields.get(usize::from(def.field(field)?)));
            field.is_some_and(|field| field.written.none.is_none())
        }
        Quantity::Node(node) => {
            matches!(**node, QuantityNode::Count(_) | QuantityNode::LongestRun(_))
        }
    }
}

/// The kind of the fact at the end of a path.
pub(super) fn kind_of(pack: &Pack, path: &str) -> Option<Kind> {
    let vocabulary = &pack.names.vocabulary;
    let mut parts = path.split('.');
    let mut kind = Kind::Row(vocabulary.record(parts.next()?)?);
    for part in parts {
        let Kind::Row(record) = kind else { return None };
        let def = vocabulary.record_def(record)?;
        kind = def.fields.get(usize::from(def.field(part)?))?.kind.clone();
    }
    Some(kind)
}

/// A constant in base units.
pub(super) fn constant(quantity: &Quantity) -> Option<Num> {
    match quantity {
        Quantity::Literal(Literal::Number(n, unit)) => n.times(unit.in_base()),
        Quantity::Literal(Literal::Date(date)) => Some(Num::whole(day_number(*date))),
        Quantity::Fact(_) | Quantity::Node(_) => None,
    }
}

/// One end of what a comparison allows.
#[derive(Debug, Clone, Copy)]
struct End {
    at: Num,
    included: bool,
}

/// What a comparison with constants allows for a quantity.
#[derive(Debug, Clone, Copy)]
struct Bounds<'t> {
    of: &'t Quantity,
    low: Option<End>,
    high: Option<End>,
}

impl<'t> Bounds<'t> {
    fn of(test: &'t Test) -> Option<Self> {
        let end = |at, included| Some(End { at, included });
        let (pair, at_right) = match test {
            Test::AtLeast(pair) => (pair, (Some(true), None)),
            Test::MoreThan(pair) => (pair, (Some(false), None)),
            Test::AtMost(pair) => (pair, (None, Some(true))),
            Test::LessThan(pair) => (pair, (None, Some(false))),
            Test::Equal(pair) => (pair, (Some(true), Some(true))),
            Test::Within(within) => {
                let Window::Between(pair) = &within.window else { return None };
                let (low, high) = (constant(&pair.0.value)?, constant(&pair.1.value)?);
                let of = &within.date.value;
                return Some(Self { of, low: end(low, true), high: end(high, true) });
            }
            _ => return None,
        };
        let ends = |(low, high): (Option<bool>, Option<bool>), n| {
            (low.and_then(|included| end(n, included)), high.and_then(|included| end(n, included)))
        };
        if let Some(n) = constant(&pair.1.value) {
            let (low, high) = ends(at_right, n);
            return Some(Self { of: &pair.0.value, low, high });
        }
        let (high, low) = ends(at_right, constant(&pair.0.value)?);
        Some(Self { of: &pair.1.value, low, high })
    }

    fn is_within(self, other: Self) -> bool {
        let above = match (self.low, other.low) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => a.at > b.at || (a.at == b.at && (b.included || !a.included)),
        };
        let below = match (self.high, other.high) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => a.at < b.at || (a.at == b.at && (b.included || !a.included)),
        };
        above && below
    }

    /// Whether this reaches down without end and up to where the other begins.
    fn meets_from_below(self, other: Self) -> bool {
        let (None, Some(high), Some(low), None) = (self.low, self.high, other.low, other.high)
        else {
            return false;
        };
        low.at < high.at || (low.at == high.at && (low.included || high.included))
    }

    fn is_apart(self, other: Self) -> bool {
        let before = |high: Option<End>, low: Option<End>| {
            high.zip(low).is_some_and(|(high, low)| {
                high.at < low.at || (high.at == low.at && !(high.included && low.included))
            })
        };
        before(self.high, other.low) || before(other.high, self.low)
    }
}

fn bounds(a: &Test, b: &Test, holds: impl Fn(Bounds<'_>, Bounds<'_>) -> bool) -> bool {
    let (Some(a), Some(b)) = (Bounds::of(a), Bounds::of(b)) else { return false };
    a.of == b.of && holds(a, b)
}

/// Whether every day of the first window lies in the second.
fn in_window(a: &Window, b: &Window) -> bool {
    let shorter = |a: &Located<Quantity>, b: &Located<Quantity>| {
        constant(&a.value).zip(constant(&b.value)).is_some_and(|(a, b)| a <= b)
    };
    match (a, b) {
        (Window::RecentYears(a), Window::RecentYears(b) | Window::CompleteYearsAndCurrent(b))
        | (
            Window::CompleteYears(a),
            Window::CompleteYears(b) | Window::CompleteYearsAndCurrent(b),
        )
        | (Window::CompleteYearsAndCurrent(a), Window::CompleteYearsAndCurrent(b))
        | (Window::Since(b), Window::Since(a)) => shorter(a, b),
        (_, _) => a == b,
    }
}
