//! Rows under a filter: counts, sums, extremes and runs as ranges.

use super::{Observer, Open, Opens, Quiet, Run, Scope, trace::SeenRow};
use crate::{
    compile::MOST_KEYS,
    model::{Path, Quantity, QuantityKind, Rows, Test, TestKind},
    value::{Cell, Num, Range, Reasons, RowRef, Truth},
    vocabulary::Kind,
};

/// What tells rows apart: at most [`MOST_KEYS`] cells.
type Key = [Cell; MOST_KEYS];

/// A list after its filter.
#[derive(Debug, Default)]
pub(crate) struct Sifted {
    /// The record.
    pub(crate) record: u16,
    /// Rows that pass.
    pub(crate) passed: Vec<u32>,
    /// Rows that may pass.
    pub(crate) possible: Vec<u32>,
    /// Whether there may be rows that nobody has stated.
    pub(crate) open: bool,
    /// Why anything is uncertain.
    pub(crate) why: Reasons,
}

impl<'p> Run<'p, '_> {
    /// Applies the filter to every row of the list.
    pub(crate) fn sift<O: Observer<'p>>(
        &self,
        rows: &'p Rows,
        scope: &mut Scope,
        o: &mut O,
    ) -> Sifted {
        let mut sifted = Sifted { record: rows.record, ..Sifted::default() };
        let Some(table) = self.at.facts.table(rows.record) else { return sifted };
        let outer = scope.row(rows.record);
        for row in 0..table.len() {
            scope.set_row(rows.record, row);
            let truth = self.passes(rows, row, scope, o);
            match truth {
                Truth::True => sifted.passed.push(row),
                Truth::False => {}
                Truth::Unknown(why) => {
                    sifted.possible.push(row);
                    sifted.why = sifted.why | why;
                }
            }
        }
        scope.set_row(rows.record, outer);
        if !table.closed {
            sifted.open = true;
            sifted.why = sifted.why | Reasons::MISSING_FACT;
        }
        sifted
    }

    /// Whether one row passes; the observer is told, with the limb that kept it out.
    fn passes<O: Observer<'p>>(
        &self,
        rows: &'p Rows,
        row: u32,
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let Some(filter) = &rows.filter else {
            if O::DEEP {
                let at = RowRef { record: rows.record, row };
                o.row(SeenRow { row: at, truth: Truth::True, because: None });
            }
            return Truth::True;
        };
        let truth = self.test(filter, scope, &mut Quiet);
        if O::OPENS && !truth.is_known() {
            let mut opens = Opens::default();
            self.test(filter, scope, &mut opens);
            for item in opens.0 {
                o.open(item);
            }
        }
        if O::DEEP {
            let because = (truth != Truth::True).then(|| self.deciding(filter, scope));
            let at = RowRef { record: rows.record, row };
            o.row(SeenRow { row: at, truth, because });
        }
        truth
    }

    /// The limb of a conjunction that made it false, or unknown.
    fn deciding(&self, test: &'p Test, scope: &mut Scope) -> &'p Test {
        let TestKind::All(limbs) = &test.what else { return test };
        let mut unknown = None;
        for limb in limbs {
            match self.test(limb, scope, &mut Quiet) {
                Truth::False => return self.deciding(limb, scope),
                Truth::Unknown(_) => unknown = unknown.or(Some(limb)),
                Truth::True => {}
            }
        }
        unknown.map_or(test, |limb| self.deciding(limb, scope))
    }

    /// Tells that the list may hold more, when that leaves the result open.
    pub(super) fn tell_open<O: Observer<'p>>(rows: &Rows, sifted: &Sifted, o: &mut O) {
        if O::OPENS && sifted.open {
            o.open(Open::List(rows.record));
        }
    }

    pub(super) fn count<O: Observer<'p>>(
        &self,
        rows: &'p Rows,
        keys: &'p [Path],
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let sifted = self.sift(rows, scope, o);
        Self::tell_open(rows, &sifted, o);
        let (certain, most) = if keys.is_empty() {
            (sifted.passed.len(), sifted.passed.len() + sifted.possible.len())
        } else {
            self.distinct(&sifted, keys, scope, o)
        };
        let low = Num::whole(i64::try_from(certain).unwrap_or(i64::MAX));
        let high = Num::whole(i64::try_from(most).unwrap_or(i64::MAX));
        let why = if sifted.why.is_none() { Reasons::MISSING_FACT } else { sifted.why };
        Range::between(Some(low), (!sifted.open).then_some(high), why)
    }

    /// The least and the greatest number of different keys. Rows whose key is not known may be the same as
    /// any other (ruling 4).
    fn distinct<O: Observer<'p>>(
        &self,
        sifted: &Sifted,
        keys: &'p [Path],
        scope: &mut Scope,
        o: &mut O,
    ) -> (usize, usize) {
        let outer = scope.row(sifted.record);
        let mut keyed: Vec<(Key, bool)> = Vec::with_capacity(sifted.passed.len());
        let mut without_key = 0;
        for (certain, row) in sifted.rows() {
            scope.set_row(sifted.record, row);
            match self.key(keys, scope, o) {
                Some(key) => keyed.push((key, certain)),
                None => without_key += 1,
            }
        }
        scope.set_row(sifted.record, outer);
        // Certain rows first among those of a key, so that the one that is kept says whether any is certain.
        keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        keyed.dedup_by(|later, kept| later.0 == kept.0);
        let sure = keyed.iter().filter(|(_, certain)| *certain).count();
        (sure.max(usize::from(!sifted.passed.is_empty())), keyed.len() + without_key)
    }

    /// The key of the row in scope; none when a part of it is not known.
    fn key<O: Observer<'p>>(&self, keys: &'p [Path], scope: &Scope, o: &mut O) -> Option<Key> {
        let mut whole = Key::default();
        for (path, part) in keys.iter().zip(&mut whole) {
            *part = self.value(path, scope, o);
            if *part == Cell::Unknown {
                return None;
            }
        }
        Some(whole)
    }

    pub(super) fn sum<O: Observer<'p>>(
        &self,
        (rows, value, keys): (&'p Rows, &'p Quantity, &'p [Path]),
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let sifted = self.sift(rows, scope, o);
        Self::tell_open(rows, &sifted, o);
        let parts = self.parts(&sifted, (value, keys), scope, o);
        let zero = Num::ZERO;
        let mut total = Range::exact(zero);
        for part in parts {
            total = total.plus(part);
        }
        let high = if sifted.open { None } else { total.high };
        Range::between(total.low, high, total.why | sifted.why)
    }

    /// What each row (or each group of rows with one key) adds.
    fn parts<O: Observer<'p>>(
        &self,
        sifted: &Sifted,
        (value, keys): (&'p Quantity, &'p [Path]),
        scope: &mut Scope,
        o: &mut O,
    ) -> Vec<Range> {
        let outer = scope.row(sifted.record);
        let mut groups: Vec<(Option<Key>, Range)> = Vec::new();
        for (certain, row) in sifted.rows() {
            scope.set_row(sifted.record, row);
            let mut part = self.quantity(value, scope, o);
            if part.absent {
                part = Range::exact(Num::ZERO);
            } else if part.low.is_none() && is_never_negative(value) {
                part = Range::between(Some(Num::ZERO), part.high, part.why);
            }
            if !certain {
                part = part_of_possible(part, sifted.why);
            }
            let key = if keys.is_empty() { None } else { self.key(keys, scope, o) };
            let unsure = !keys.is_empty() && key.is_none();
            let part = if unsure { part_of_possible(part, Reasons::MISSING_FACT) } else { part };
            match groups.iter_mut().find(|(known, _)| key.is_some() && *known == key) {
                Some((_, group)) => *group = hull(*group, part),
                None => groups.push((key, part)),
            }
        }
        scope.set_row(sifted.record, outer);
        groups.into_iter().map(|(_, part)| part).collect()
    }

    /// The smallest or the largest value over the rows that pass.
    pub(super) fn extreme<O: Observer<'p>>(
        &self,
        (rows, value, which): (&'p Rows, &'p Quantity, Extreme),
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let sifted = self.sift(rows, scope, o);
        Self::tell_open(rows, &sifted, o);
        let outer = scope.row(rows.record);
        let mut best: Option<Range> = None;
        let mut why = sifted.why;
        for (certain, row) in sifted.rows() {
            scope.set_row(rows.record, row);
            let one = self.quantity(value, scope, o);
            why = why | one.why;
            if !one.absent {
                let one = if certain { one } else { which.possible(one) };
                best = Some(which.further(best, one));
            }
        }
        scope.set_row(rows.record, outer);
        match best {
            None if sifted.open => Range::unknown(why),
            None => Range::absent(),
            Some(best) if which == Extreme::Highest => {
                Range::between(best.low, best.high.filter(|_| !sifted.open), why)
            }
            Some(best) => Range::between(best.low.filter(|_| !sifted.open), best.high, why),
        }
    }

    pub(super) fn longest_run<O: Observer<'p>>(
        &self,
        (rows, year, skip): (&'p Rows, u16, bool),
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let sifted = self.sift(rows, scope, o);
        Self::tell_open(rows, &sifted, o);
        let Some(table) = self.at.facts.table(rows.record) else {
            return Range::unknown(Reasons::MISSING_FACT);
        };
        let year_of = |row: u32| table.cell(row, year).number().and_then(Num::as_whole);
        let every: Vec<i64> = (0..table.len()).filter_map(year_of).collect();
        let sure: Vec<i64> = sifted.passed.iter().filter_map(|row| year_of(*row)).collect();
        let any: Vec<i64> = sifted.rows().filter_map(|(_, row)| year_of(row)).collect();
        let unknown_years = sifted.rows().filter(|(_, row)| year_of(*row).is_none()).count();
        let steps = |years: &[i64]| run_length(years, &every, skip);
        let low = steps(&sure);
        let high = steps(&any) + i64::try_from(unknown_years).unwrap_or(i64::MAX);
        let high = (!sifted.open).then_some(Num::whole(high));
        let why = if sifted.why.is_none() { Reasons::MISSING_FACT } else { sifted.why };
        Range::between(Some(Num::whole(low)), high, why)
    }
}

impl Sifted {
    /// Rows that pass or may pass, with whether they certainly do, in the order of the list.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (bool, u32)> {
        let sure = self.passed.iter().map(|row| (true, *row));
        sure.chain(self.possible.iter().map(|row| (false, *row)))
    }

    /// Whether at least one row passes.
    pub(crate) fn some(&self) -> Truth {
        if !self.passed.is_empty() {
            Truth::True
        } else if self.possible.is_empty() && !self.open {
            Truth::False
        } else {
            Truth::Unknown(self.why)
        }
    }
}

/// Whether a value is stated as it stands and of a kind that no fact states below zero.
fn is_never_negative(value: &Quantity) -> bool {
    matches!(value.what, QuantityKind::Fact(_))
        && matches!(value.kind, Kind::Number | Kind::Money | Kind::Area)
}

/// What a row adds that may not count: anything between nothing and its value.
fn part_of_possible(part: Range, why: Reasons) -> Range {
    let low = part.low.map(|low| low.min(Num::ZERO));
    let high = part.high.map(|high| high.max(Num::ZERO));
    Range::between(low, high, part.why | why)
}

fn hull(a: Range, b: Range) -> Range {
    let low = a.low.zip(b.low).map(|(a, b)| a.min(b));
    let high = a.high.zip(b.high).map(|(a, b)| a.max(b));
    Range::between(low, high, a.why | b.why | Reasons::MISSING_FACT)
}

/// Which end is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extreme {
    /// The smallest value.
    Lowest,
    /// The largest value.
    Highest,
}

impl Extreme {
    /// What a row that may not count can do: move the outer end only.
    fn possible(self, one: Range) -> Range {
        match self {
            Self::Lowest => Range::between(one.low, None, one.why),
            Self::Highest => Range::between(None, one.high, one.why),
        }
    }

    /// The extreme so far together with one more row. The inner end is known as soon as one row has it; the
    /// outer end only when every row has.
    fn further(self, best: Option<Range>, one: Range) -> Range {
        let Some(best) = best else { return one };
        let pick = |a: Num, b: Num| if self == Self::Highest { a.max(b) } else { a.min(b) };
        let inner = |a: Option<Num>, b: Option<Num>| match (a, b) {
            (Some(a), Some(b)) => Some(pick(a, b)),
            (one, None) | (None, one) => one,
        };
        let outer = |a: Option<Num>, b: Option<Num>| a.zip(b).map(|(a, b)| pick(a, b));
        let why = best.why | one.why;
        match self {
            Self::Lowest => {
                Range::between(outer(best.low, one.low), inner(best.high, one.high), why)
            }
            Self::Highest => {
                Range::between(inner(best.low, one.low), outer(best.high, one.high), why)
            }
        }
    }
}

/// The longest run of consecutive years among `years`; with `skip`, years without any row do not break it.
fn run_length(years: &[i64], every: &[i64], skip: bool) -> i64 {
    let mut sorted = years.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let breaks = |from: i64, to: i64| {
        let gap = (from + 1)..to;
        if skip { every.iter().any(|year| gap.contains(year)) } else { from + 1 != to }
    };
    let (mut best, mut run, mut before) = (0, 0, None);
    for year in sorted {
        run = match before {
            Some(before) if !breaks(before, year) => run + 1,
            Some(_) | None => 1,
        };
        best = best.max(run);
        before = Some(year);
    }
    best
}
