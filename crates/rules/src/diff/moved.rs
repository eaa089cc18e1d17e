//! Quantities, windows and values from outside in two rules: which is never more than the other.

use crate::{
    model::{Deadline, Periods, Quantity, QuantityKind, Step, Window},
    pack::{Pack, ParamValue},
    value::Num,
    vocabulary::Kind,
};

/// The pack of the first rule and that of the second; both stand on one vocabulary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) from: &'a Pack,
    pub(super) to: &'a Pack,
}

impl Sides<'_> {
    /// The other way round.
    pub(super) fn turned(self) -> Self {
        Self { from: self.to, to: self.from }
    }

    /// Whether two quantities are the same.
    pub(super) fn same(self, a: &Quantity, b: &Quantity) -> bool {
        self.at_most(a, b) && self.turned().at_most(b, a)
    }

    /// Whether the first is less than the second whatever the facts are: constants alone can tell.
    pub(super) fn below(self, a: &Quantity, b: &Quantity) -> bool {
        self.constants(a, b).is_some_and(|(a, b)| a < b)
    }

    /// Two numbers that the packs themselves fix.
    fn constants(self, a: &Quantity, b: &Quantity) -> Option<(Num, Num)> {
        match (&a.what, &b.what) {
            (QuantityKind::Constant(a, _), QuantityKind::Constant(b, _)) => Some((*a, *b)),
            (QuantityKind::Param(a, None), QuantityKind::Param(b, None)) => {
                Self::fixed(self.from, *a).zip(Self::fixed(self.to, *b))
            }
            (QuantityKind::Constant(a, _), QuantityKind::Param(b, None)) => {
                Some((*a, Self::fixed(self.to, *b)?))
            }
            (QuantityKind::Param(a, None), QuantityKind::Constant(b, _)) => {
                Some((Self::fixed(self.from, *a)?, *b))
            }
            (_, _) => None,
        }
    }

    /// The value of a parameter that no round sets.
    fn fixed(pack: &Pack, at: u16) -> Option<Num> {
        let (def, _) = pack.names.parameter_def(at)?;
        let ParamValue::Value(value) = pack.parameters.get(at) else { return None };
        (!def.per_round).then_some(*value)
    }

    /// Whether both are the same parameter with the same value.
    fn same_parameter(self, a: u16, b: u16) -> bool {
        let defs = (self.from.names.parameter_def(a), self.to.names.parameter_def(b));
        let (Some((a, _)), Some((b, _))) = defs else { return false };
        a.name == b.name && a.kind == b.kind && a.per_round == b.per_round
    }

    /// Whether everything on the first list is on the second.
    pub(super) fn lists(self, a: u16, b: u16) -> bool {
        if self.same_parameter(a, b) {
            return true;
        }
        let values = (self.from.parameters.get(a), self.to.parameters.get(b));
        let (ParamValue::List(a), ParamValue::List(b)) = values else { return false };
        let (fewer, more) = if a.outside { (b, a) } else { (a, b) };
        a.outside == b.outside && fewer.members.iter().all(|one| more.members.contains(one))
    }

    /// Whether both are one entry of the register with the same options.
    pub(super) fn registers(self, a: u16, b: u16) -> bool {
        let defs = (self.from.names.register_def(a), self.to.names.register_def(b));
        let (Some(a), Some(b)) = defs else { return false };
        let options = |of: &crate::syntax::Register| {
            of.options.iter().map(|option| option.id.value.clone()).collect::<Vec<_>>()
        };
        a.id == b.id && a.policy == b.policy && options(a) == options(b)
    }

    /// Whether the first is never more than the second, and there whenever the second is.
    pub(super) fn at_most(self, a: &Quantity, b: &Quantity) -> bool {
        if let Some((a, b)) = self.constants(a, b) {
            return a <= b;
        }
        match (&a.what, &b.what) {
            (QuantityKind::ReferenceDate, QuantityKind::ReferenceDate)
            | (QuantityKind::PeriodEnd, QuantityKind::PeriodEnd) => true,
            (QuantityKind::Fact(a), QuantityKind::Fact(b)) => a == b,
            (QuantityKind::Count(few, keys), QuantityKind::Count(many, same)) => {
                keys == same && self.rows(few, many)
            }
            (QuantityKind::Sum(few, value, keys), QuantityKind::Sum(many, other, same)) => {
                let adds = matches!(value.what, QuantityKind::Fact(_))
                    && matches!(value.kind, Kind::Number | Kind::Money | Kind::Area);
                adds && keys == same && self.same(value, other) && self.rows(few, many)
            }
            (QuantityKind::Param(a, None), QuantityKind::Param(b, None)) => {
                self.same_parameter(*a, *b)
            }
            (QuantityKind::Param(a, Some(year)), QuantityKind::Param(b, Some(other))) => {
                self.same_parameter(*a, *b) && self.same(year, other)
            }
            (QuantityKind::YearBefore(a), QuantityKind::YearBefore(b)) => a >= b,
            (QuantityKind::YearOf(a), QuantityKind::YearOf(b))
            | (QuantityKind::YearEnd(a), QuantityKind::YearEnd(b)) => self.at_most(a, b),
            (_, _) => self.computed(a, b),
        }
    }

    fn computed(self, a: &Quantity, b: &Quantity) -> bool {
        match (&a.what, &b.what) {
            (QuantityKind::Total(a), QuantityKind::Total(b))
            | (QuantityKind::LeastOf(a), QuantityKind::LeastOf(b))
            | (QuantityKind::GreatestOf(a), QuantityKind::GreatestOf(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.at_most(a, b))
            }
            (QuantityKind::Ratio(a), QuantityKind::Ratio(b)) => {
                self.at_most(&a.0, &b.0) && self.same(&a.1, &b.1)
            }
            (QuantityKind::Growth(a), QuantityKind::Growth(b))
            | (QuantityKind::Scaled(a), QuantityKind::Scaled(b)) => {
                self.same(&a.0, &b.0) && self.same(&a.1, &b.1)
            }
            (QuantityKind::Difference(a), QuantityKind::Difference(b)) => {
                self.at_most(&a.0, &b.0) && self.turned().at_most(&b.1, &a.1)
            }
            (
                QuantityKind::Lookup { record, key, equals, value },
                QuantityKind::Lookup { record: of, key: by, equals: sought, value: found },
            ) => (record, key, value) == (of, by, found) && self.same(equals, sought),
            (
                QuantityKind::LongestRun { rows, year, skip_empty_years },
                QuantityKind::LongestRun { rows: many, year: same, skip_empty_years: skips },
            ) => year == same && skip_empty_years == skips && self.rows(rows, many),
            (QuantityKind::Lowest(rows, value), QuantityKind::Lowest(others, other))
            | (QuantityKind::Highest(rows, value), QuantityKind::Highest(others, other)) => {
                let same_rows = self.rows(rows, others) && self.turned().rows(others, rows);
                same_rows && self.same(value, other)
            }
            (QuantityKind::Shift(date, step), QuantityKind::Shift(other, by)) => {
                self.at_most(date, other) && self.steps(step, by)
            }
            (QuantityKind::Deadline(a), QuantityKind::Deadline(b)) => self.deadlines(a, b),
            (QuantityKind::Readings(register, options), QuantityKind::Readings(same, others)) => {
                self.registers(*register, *same)
                    && options.len() == others.len()
                    && options.iter().zip(others).all(|(a, b)| self.at_most(a, b))
            }
            _ => false,
        }
    }

    fn steps(self, a: &Step, b: &Step) -> bool {
        let parts = [(&a.years, &b.years), (&a.months, &b.months), (&a.days, &b.days)];
        parts.into_iter().all(|pair| match pair {
            (None, None) => true,
            (Some(a), Some(b)) => self.at_most(a, b),
            (_, _) => false,
        })
    }

    fn deadlines(self, a: &Deadline, b: &Deadline) -> bool {
        let working = match (&a.working_days, &b.working_days) {
            (None, None) => true,
            (Some(a), Some(b)) => self.at_most(a, b),
            (_, _) => false,
        };
        // Counted back, more days make an earlier last one; nothing is said of an order then.
        let forth = !a.back && !b.back;
        let flags = forth && (a.roll, a.count_first_day) == (b.roll, b.count_first_day);
        let calendar = self.same_parameter(a.calendar, b.calendar);
        flags
            && calendar
            && working
            && self.at_most(&a.from, &b.from)
            && self.steps(&a.step, &b.step)
    }

    /// Whether every day of the first window lies in the second.
    pub(super) fn windows(self, a: &Window, b: &Window) -> bool {
        match (a, b) {
            (Window::RecentYears(a), Window::RecentYears(b))
            | (Window::CompleteYears(a), Window::CompleteYears(b))
            | (
                Window::CompleteYearsAndCurrent(a) | Window::CompleteYears(a),
                Window::CompleteYearsAndCurrent(b),
            ) => self.at_most(a, b),
            (Window::Since(a), Window::Since(b)) => self.turned().at_most(b, a),
            (Window::Between(from, to), Window::Between(f, t)) => {
                self.turned().at_most(f, from) && self.at_most(to, t)
            }
            (Window::Period, Window::Period) => true,
            (Window::Readings(register, options), Window::Readings(r, others)) => {
                self.registers(*register, *r)
                    && options.len() == others.len()
                    && options.iter().zip(others).all(|(a, b)| self.windows(a, b))
            }
            (_, _) => false,
        }
    }

    /// Whether every one of the first periods, which belong to the second rule, is among the second ones.
    pub(super) fn periods(self, a: &Periods, b: &Periods) -> bool {
        match (a, b) {
            (Periods::CompleteYears(a, None), Periods::CompleteYears(b, None))
            | (Periods::TwelveMonths(a), Periods::TwelveMonths(b)) => self.turned().at_most(a, b),
            (Periods::CompleteYears(a, Some(since)), Periods::CompleteYears(b, Some(s))) => {
                self.turned().at_most(a, b) && self.turned().same(since, s)
            }
            (Periods::Readings(register, options), Periods::Readings(r, others)) => {
                self.registers(*r, *register)
                    && options.len() == others.len()
                    && options.iter().zip(others).all(|(a, b)| self.periods(a, b))
            }
            (_, _) => false,
        }
    }
}
