//! Quantities.

use super::{Found, Observer, Open, Run, Scope, rows::Extreme};
use crate::{
    calendar,
    facts::CellRef,
    model::{Path, Quantity, QuantityKind, date_of},
    pack::ParamValue,
    value::{Cell, Num, Range, Reasons, RowRef},
};

impl<'p> Run<'p, '_> {
    /// What can be said of a quantity.
    #[inline]
    pub(crate) fn quantity<O: Observer<'p>>(
        &self,
        quantity: &'p Quantity,
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        // Every other quantity is a constant, and wants no look at what it may be.
        if let QuantityKind::Constant(n, _) = quantity.what {
            return Range::exact(n);
        }
        self.worked_out(quantity, scope, o)
    }

    fn worked_out<O: Observer<'p>>(
        &self,
        quantity: &'p Quantity,
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        match &quantity.what {
            QuantityKind::Constant(n, _) => Range::exact(*n),
            QuantityKind::ReferenceDate => Range::exact(Num::whole(self.day)),
            QuantityKind::PeriodEnd => match scope.period {
                Some((_, last)) => Range::exact(Num::whole(last)),
                None => Range::unknown(Reasons::MISSING_FACT),
            },
            QuantityKind::Fact(path) => self.number(path, scope, o),
            QuantityKind::Count(rows, keys) => self.count(rows, keys, scope, o),
            QuantityKind::Sum(rows, value, keys) => self.sum((rows, value, keys), scope, o),
            QuantityKind::Lowest(rows, value) => {
                self.extreme((rows, value, Extreme::Lowest), scope, o)
            }
            QuantityKind::Highest(rows, value) => {
                self.extreme((rows, value, Extreme::Highest), scope, o)
            }
            QuantityKind::Lookup { record, key, equals, value } => {
                let sought = self.quantity(equals, scope, o);
                self.lookup((*record, *key, *value), sought, o)
            }
            QuantityKind::Param(at, year) => self.param(*at, year.as_deref(), scope, o),
            QuantityKind::Ratio(pair) => {
                let above = self.quantity(&pair.0, scope, o);
                above.over(self.quantity(&pair.1, scope, o))
            }
            QuantityKind::Growth(pair) => {
                let from = self.quantity(&pair.0, scope, o);
                let to = self.quantity(&pair.1, scope, o);
                to.over(from).minus(Range::exact(Num::ONE))
            }
            QuantityKind::Total(parts) => {
                let start = Range::exact(Num::ZERO);
                parts.iter().fold(start, |sum, part| sum.plus(self.quantity(part, scope, o)))
            }
            QuantityKind::Difference(pair) => {
                let left = self.quantity(&pair.0, scope, o);
                left.minus(self.quantity(&pair.1, scope, o))
            }
            QuantityKind::Band(at, by) => self.band(*at, by, scope, o),
            QuantityKind::Shift(date, step) => self.shift(date, step, scope, o),
            QuantityKind::Deadline(deadline) => self.deadline(deadline, scope, o),
            QuantityKind::YearBefore(back) => Range::exact(Num::whole(self.year() - back)),
            QuantityKind::YearOf(date) => year_of(self.quantity(date, scope, o)),
            QuantityKind::YearEnd(year) => year_end(self.quantity(year, scope, o)),
            QuantityKind::LongestRun { rows, year, skip_empty_years } => {
                self.longest_run((rows, *year, *skip_empty_years), scope, o)
            }
            QuantityKind::Scaled(_)
            | QuantityKind::LeastOf(_)
            | QuantityKind::GreatestOf(_)
            | QuantityKind::Depending(_)
            | QuantityKind::Points(_)
            | QuantityKind::Score(_)
            | QuantityKind::HeldThrough(_) => self.pointed(quantity, scope, o),
            QuantityKind::Readings(register, options) => match self.reading(*register, options) {
                Some(one) => self.quantity(one, scope, o),
                None => Range::unknown(Reasons::READING_DEPENDENT),
            },
        }
    }

    fn number<O: Observer<'p>>(&self, path: &'p Path, scope: &Scope, o: &mut O) -> Range {
        match self.find(path, scope) {
            Found::Cell(Cell::Number(n), _) => Range::exact(n),
            Found::Cell(Cell::Absent, _) | Found::Nothing => Range::absent(),
            Found::Cell(_, of) | Found::Broken(of) => {
                o.open(Open::Fact(of));
                Range::unknown(Reasons::MISSING_FACT)
            }
            Found::Row(_) => Range::unknown(Reasons::MISSING_FACT),
        }
    }

    /// The value of the row whose key is the one sought. A row that nobody has stated is a missing fact,
    /// also in a closed list: "we have no accounts of that year" answers no question about its figures.
    fn lookup<O: Observer<'p>>(
        &self,
        (record, key, value): (u16, u16, u16),
        sought: Range,
        o: &mut O,
    ) -> Range {
        let unknown = Range::unknown(Reasons::MISSING_FACT | sought.why);
        let (Some(table), Some(wanted)) = (self.at.facts.table(record), sought.known()) else {
            return unknown;
        };
        let Some(at) = self.row_by_key(record, key, wanted) else {
            o.open(Open::List(record));
            return unknown;
        };
        let found = Range::of_cell(table.cell(at.row, value));
        if !found.why.is_none() {
            o.open(Open::Fact(CellRef { at, field: value }));
        }
        found
    }

    /// The row of a list whose key is a number.
    pub(crate) fn row_by_key(&self, record: u16, key: u16, wanted: Num) -> Option<RowRef> {
        let table = self.at.facts.table(record)?;
        let row = (0..table.len()).find(|row| table.cell(*row, key) == Cell::Number(wanted))?;
        Some(RowRef { record, row })
    }

    fn param<O: Observer<'p>>(
        &self,
        at: u16,
        year: Option<&'p Quantity>,
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let year = year.map(|year| self.quantity(year, scope, o));
        match (self.at.parameters.get(at), year) {
            (ParamValue::Value(n), None) => Range::exact(*n),
            (ParamValue::Series(series), Some(year)) => {
                let Some(known) = year.known().and_then(Num::as_whole) else {
                    return Range::unknown(year.why);
                };
                match series.get(&known) {
                    Some(n) => Range::exact(*n),
                    None => Self::missing(at, Some(known), o),
                }
            }
            (_, year) => Self::missing(at, year.and_then(Range::known).and_then(Num::as_whole), o),
        }
    }

    /// The hull of the values of all bands that the quantity can fall into.
    fn band<O: Observer<'p>>(
        &self,
        at: u16,
        by: &'p Quantity,
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let by = self.quantity(by, scope, o);
        let ParamValue::Bands(bands) = self.at.parameters.get(at) else {
            return Self::missing(at, None, o);
        };
        if by.absent {
            return Range::absent();
        }
        let mut hull: Option<(Num, Num)> = None;
        let mut floor: Option<Num> = None;
        for band in bands.iter().filter(|band| band.is_in_use(self.at.day())) {
            let starts_below_high = floor.is_none_or(|f| by.high.is_none_or(|high| f < high));
            let ends_above_low = band.up_to.is_none_or(|top| by.low.is_none_or(|low| low <= top));
            if starts_below_high && ends_above_low {
                let (low, high) = hull.unwrap_or((band.value, band.value));
                hull = Some((low.min(band.value), high.max(band.value)));
            }
            floor = band.up_to;
        }
        match hull {
            Some((low, high)) => Range::between(Some(low), Some(high), by.why),
            None => Self::missing(at, None, o),
        }
    }
}

fn year_of(date: Range) -> Range {
    if date.absent {
        return date;
    }
    let year = |n: Option<Num>| {
        let date = n.and_then(Num::as_whole).and_then(date_of)?;
        Some(Num::whole(i64::from(date.year())))
    };
    Range::between(year(date.low), year(date.high), date.why)
}

fn year_end(year: Range) -> Range {
    if year.absent {
        return year;
    }
    let end = |n: Option<Num>| {
        n.and_then(Num::as_whole).map(|year| Num::whole(calendar::year_days(year).1))
    };
    Range::between(end(year.low), end(year.high), year.why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_year_is_its_last_day() {
        let end = year_end(Range::exact(Num::whole(2026)));
        let day = end.known().and_then(Num::as_whole).and_then(date_of).unwrap();
        assert_eq!(day.to_string(), "2026-12-31");
        assert_eq!(year_of(end), Range::exact(Num::whole(2026)));
    }
}
