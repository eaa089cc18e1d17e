//! Rows under a filter: counts, sums, extremes and runs as ranges.

mod distinct;

use super::{
    Observer, Open, Opens, Quiet, Run, Scope,
    planes::{Block, Planes, bits},
    trace::SeenRow,
};
use crate::{
    model::{Path, Quantity, QuantityKind, Rows, Test, TestKind},
    value::{Num, Range, Reasons, RowRef, Truth},
    vocabulary::Kind,
};
use distinct::Key;

/// A list after its filter.
#[derive(Debug, Default)]
pub(crate) struct Sifted {
    /// The record.
    pub(crate) record: u16,
    /// Which rows pass or may pass, of the first rows …
    first: Planes,
    /// … and of those after them, in blocks.
    rest: Vec<Planes>,
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
        let first = self.at_first(rows, scope);
        self.sifted(rows, first, scope, o)
    }

    /// The first block of a list, which most often is all of it, and which of its rows pass.
    #[inline]
    fn at_first(&self, rows: &'p Rows, scope: &mut Scope) -> Option<(Block, Planes)> {
        let table = self.at.facts.table(rows.record)?;
        let block = Block::all(rows.record, table.len()).next()?;
        Some((block, self.passing(rows, block, scope)))
    }

    /// The list once its first block was looked at.
    fn sifted<O: Observer<'p>>(
        &self,
        rows: &'p Rows,
        first: Option<(Block, Planes)>,
        scope: &mut Scope,
        o: &mut O,
    ) -> Sifted {
        let Some(table) = self.at.facts.table(rows.record) else {
            return Sifted { record: rows.record, ..Sifted::default() };
        };
        let why = first.map_or(Reasons::NONE, |seen| self.told(rows, seen, scope, o));
        let first = first.map_or_else(Planes::default, |(_, planes)| planes);
        let mut sifted = Sifted { record: rows.record, first, rest: Vec::new(), open: false, why };
        for block in Block::all(rows.record, table.len()).skip(1) {
            let planes = self.passing(rows, block, scope);
            sifted.why = sifted.why | self.told(rows, (block, planes), scope, o);
            sifted.rest.push(planes);
        }
        if !table.closed {
            sifted.open = true;
            sifted.why = sifted.why | Reasons::MISSING_FACT;
        }
        sifted
    }

    /// Which rows of a block pass the filter.
    fn passing(&self, rows: &'p Rows, block: Block, scope: &mut Scope) -> Planes {
        match &rows.filter {
            Some(filter) => self.planes(filter, block, scope),
            None => Planes::known(block.every()),
        }
    }

    /// Tells the observer of a block as far as they listen; why rows of it are uncertain.
    fn told<O: Observer<'p>>(
        &self,
        rows: &'p Rows,
        (block, planes): (Block, Planes),
        scope: &mut Scope,
        o: &mut O,
    ) -> Reasons {
        match planes.why() {
            Some(why) if !O::DEEP && (why.is_none() || !o.listens()) => why,
            _ => self.tell_rows(rows, (block, planes), scope, o),
        }
    }

    /// Tells the observer of each row, with the limb that kept it out, and finds why rows are uncertain.
    fn tell_rows<O: Observer<'p>>(
        &self,
        rows: &'p Rows,
        (block, planes): (Block, Planes),
        scope: &mut Scope,
        o: &mut O,
    ) -> Reasons {
        let out = block.every() & !planes.certain;
        let filter = rows.filter.as_deref().filter(|_| O::DEEP && out != 0);
        let mut because: [Option<&'p Test>; 64] = [None; 64];
        if let Some(filter) = filter {
            self.deciding(filter, (block, out), scope, &mut because);
        }
        if O::DEEP && planes.uncertain() == 0 {
            o.rows((block.first..).zip(&because).take(block.rows()).map(|(row, because)| {
                let truth = Truth::known(planes.certain >> (row - block.first) & 1 != 0);
                let row = RowRef { record: rows.record, row };
                SeenRow { row, truth, because: *because }
            }));
            return Reasons::NONE;
        }
        let outer = scope.row(rows.record);
        let mut all = Reasons::NONE;
        let told = if O::DEEP { block.every() } else { planes.uncertain() };
        for at in bits(told) {
            let row = block.first + at;
            let truth = if planes.uncertain() & (1 << at) != 0 {
                scope.set_row(rows.record, row);
                let why = self.uncertain(rows, scope, o);
                all = all | why;
                Truth::Unknown(why)
            } else {
                Truth::known(planes.certain & (1 << at) != 0)
            };
            if O::DEEP {
                let row = RowRef { record: rows.record, row };
                let because = because.get(at as usize).copied().flatten();
                o.row(SeenRow { row, truth, because });
            }
        }
        scope.set_row(rows.record, outer);
        all
    }

    /// Why the row in scope is uncertain; what is open is told.
    fn uncertain<O: Observer<'p>>(&self, rows: &'p Rows, scope: &mut Scope, o: &mut O) -> Reasons {
        let Some(filter) = &rows.filter else { return Reasons::NONE };
        if !o.listens() {
            return self.test(filter, scope, &mut Quiet).reasons();
        }
        if !O::DEEP {
            return self.test(filter, scope, o).reasons();
        }
        let mut opens = Opens::default();
        let truth = self.test(filter, scope, &mut opens);
        opens.0.into_iter().for_each(|item| o.open(item));
        truth.reasons()
    }

    /// The limb of a conjunction that made it false, or unknown, for each row of some that do not pass.
    fn deciding(
        &self,
        test: &'p Test,
        (block, rows): (Block, u64),
        scope: &mut Scope,
        found: &mut [Option<&'p Test>; 64],
    ) {
        let TestKind::All(limbs) = &test.what else {
            for at in bits(rows) {
                if let Some(found) = found.get_mut(at as usize) {
                    *found = Some(test);
                }
            }
            return;
        };
        let (mut left, mut unknown) = (rows, 0);
        for limb in limbs {
            let planes = self.planes(limb, block, scope);
            let out = left & !planes.possible();
            unknown |= planes.uncertain();
            left &= planes.possible();
            if out != 0 {
                self.deciding(limb, (block, out), scope, found);
            }
        }
        for limb in limbs {
            if left & unknown == 0 {
                break;
            }
            let here = left & self.planes(limb, block, scope).uncertain();
            self.deciding(limb, (block, here), scope, found);
            left &= !here;
        }
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
        let first = self.at_first(rows, scope);
        if let Some(plain) = first.filter(|_| !O::DEEP && keys.is_empty())
            && let Some(count) = self.plain_count(rows.record, plain)
        {
            return Range::exact(Num::whole(count));
        }
        let sifted = self.sifted(rows, first, scope, o);
        Self::tell_open(rows, &sifted, o);
        let (certain, most) =
            if keys.is_empty() { sifted.counts() } else { self.distinct(&sifted, keys, scope, o) };
        let low = Num::whole(i64::try_from(certain).unwrap_or(i64::MAX));
        let high = Num::whole(i64::try_from(most).unwrap_or(i64::MAX));
        let why = if sifted.why.is_none() { Reasons::MISSING_FACT } else { sifted.why };
        Range::between(Some(low), (!sifted.open).then_some(high), why)
    }

    /// How many rows of a list pass that is closed and looked at whole, where it is known of each: there is nothing to
    /// tell of it then.
    #[inline]
    fn plain_count(&self, record: u16, (block, planes): (Block, Planes)) -> Option<i64> {
        let closed = self.at.facts.table(record)?.closed && block.is_whole();
        (closed && planes.uncertain() == 0).then(|| i64::from(planes.certain.count_ones()))
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
        let sure: Vec<i64> = sifted.certain().filter_map(year_of).collect();
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
    /// The rows whose bits a word of each block has.
    fn of(&self, word: impl Fn(Planes) -> u64) -> impl Iterator<Item = u32> {
        let blocks = std::iter::once(&self.first).chain(&self.rest).zip((0..).step_by(64));
        blocks.flat_map(move |(planes, first)| bits(word(*planes)).map(move |at| first + at))
    }

    /// Rows that pass.
    fn certain(&self) -> impl Iterator<Item = u32> {
        self.of(|planes| planes.certain)
    }

    /// Rows that pass and then those that may pass, with whether they certainly do, each in the order of the
    /// list.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (bool, u32)> {
        let sure = self.certain().map(|row| (true, row));
        sure.chain(self.of(Planes::uncertain).map(|row| (false, row)))
    }

    /// How many rows pass, and how many may at the most.
    pub(super) fn counts(&self) -> (usize, usize) {
        let first = self.first.counts();
        self.rest.iter().fold(first, |(certain, possible), planes| {
            let more = planes.counts();
            (certain + more.0, possible + more.1)
        })
    }

    /// Whether a test surely fails for a row that passes, where rows are few enough to be taken together.
    pub(super) fn fails_surely(&self, test: Planes) -> bool {
        self.first.certain & !test.possible() != 0
    }

    /// Whether at least one row passes.
    pub(crate) fn some(&self) -> Truth {
        match self.counts() {
            (0, 0) if !self.open => Truth::False,
            (0, _) => Truth::Unknown(self.why),
            (_, _) => Truth::True,
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
