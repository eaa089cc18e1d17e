//! Facts on both sides of an edge, made from facts that are at hand.
//!
//! A fact that is compared directly is put where the edge is and one step to each side, and the rows of a
//! count are made one less, as many and one more; what the limb must come to there follows from the
//! comparison alone. Where a value is worked out from others, the place at which it turns is looked for.

use super::{
    bench::Bench,
    find::{Edge, What},
    steps::{Steps, anchors},
};
use crate::{
    calendar::date_of,
    eval::Scope,
    facts::CellRef,
    model::{Duty, Op, Path, Quantity, QuantityKind, Rows, Test, TestKind, Window},
    situation::Situation,
    value::{Cell, Level, Num, RowRef, Truth},
    vocabulary::Kind,
};

/// No more rows than this are added or taken away to reach a number.
const MOST_ROWS: i64 = 64;

/// Where a case stands to its edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stand {
    /// One step before it.
    Below,
    /// On it.
    At,
    /// One step beyond it.
    Above,
}

/// What was changed to come to an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Driver {
    /// A fact.
    Fact(CellRef),
    /// The rows of a list.
    List(u16),
    /// The reference date, which is always known.
    Day,
    /// The answer of a person.
    Answer,
}

/// Facts that stand to an edge in a certain way.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) stand: Stand,
    pub(crate) at: Situation,
    /// What the limb must come to by the comparison alone; none where that was found by trying.
    pub(crate) expected: Option<bool>,
    /// What the limb comes to.
    pub(crate) truth: Truth,
}

/// The cases of one edge in one scope.
#[derive(Debug)]
pub(crate) struct Ladder {
    pub(crate) driver: Driver,
    pub(crate) cases: Vec<Case>,
}

impl Ladder {
    /// Whether the limb comes to yes in one of its cases and to no in another.
    pub(crate) fn turns(&self) -> bool {
        let comes_to = |truth| self.cases.iter().any(|case| case.truth == truth);
        comes_to(Truth::True) && comes_to(Truth::False)
    }
}

/// The ladders of an edge from a situation, one for each of so many scopes in which there is one. Where there
/// may be several, lists are tried code by code.
pub(crate) fn of<'p>(bench: &Bench<'p>, edge: &Edge<'p>, most: usize) -> Vec<Ladder> {
    let scopes = bench.scopes(edge).into_iter();
    let ladders =
        scopes.filter_map(|scope| Maker { bench, edge, scope, thorough: most > 1 }.ladder());
    ladders.take(most).collect()
}

pub(super) struct Maker<'b, 'p> {
    pub(super) bench: &'b Bench<'p>,
    edge: &'b Edge<'p>,
    pub(super) scope: Scope,
    /// Whether every code that is listed is tried.
    pub(super) thorough: bool,
}

impl<'p> Maker<'_, 'p> {
    fn ladder(&self) -> Option<Ladder> {
        let (driver, cases) = match self.edge.what {
            What::Compared(limb, op, sides) => self.compared(limb, op, sides),
            What::FirstDay(limb, date, window) => self.day(limb, (date, window), true),
            What::LastDay(limb, date, window) => self.day(limb, (date, window), false),
            What::Listed(limb, fact, listed) => self.listed(limb, fact, listed),
            What::Member(limb, fact, list) => self.member(limb, fact, list),
            What::Rows(limb, rows) => self.rows(limb, rows),
            What::Due(duty) => self.due(duty),
            What::Stated(limb, fact) => self.stated(limb, fact),
            What::Asked(limb, question) => self.asked(limb, question),
        }?;
        (!cases.is_empty()).then_some(Ladder { driver, cases })
    }

    pub(super) fn case(
        &self,
        limb: &'p Test,
        bench: Bench<'p>,
        stand: Stand,
        expected: Option<bool>,
    ) -> Case {
        let truth = bench.truth(limb, &self.scope);
        Case { stand, truth, at: bench.at, expected }
    }

    fn compared(
        &self,
        limb: &'p Test,
        op: Op,
        (left, right): (&'p Quantity, &'p Quantity),
    ) -> Option<(Driver, Vec<Case>)> {
        let sides = [(left, right, op), (right, left, turned(op))];
        let direct = sides.iter().find_map(|(of, against, op)| self.direct(limb, *op, of, against));
        let counted = || sides.iter().find_map(|(of, to, op)| self.counted(limb, *op, of, to));
        let sought = || {
            let cells = sides.iter().flat_map(|(of, ..)| self.bench.drivers(of, &self.scope));
            let bound = self.bench.amount(right, &self.scope).known();
            cells.into_iter().find_map(|cell| self.sought(limb, cell, bound))
        };
        let dated = || sides.iter().find_map(|(of, to, op)| self.dated(limb, *op, of, to));
        direct.or_else(counted).or_else(sought).or_else(dated)
    }

    /// The reference date, held against something that does not move with it.
    fn dated(
        &self,
        limb: &'p Test,
        op: Op,
        of: &'p Quantity,
        against: &'p Quantity,
    ) -> Option<(Driver, Vec<Case>)> {
        let bound = self.bench.amount(against, &self.scope).known()?;
        if !matches!(of.what, QuantityKind::ReferenceDate) {
            return None;
        }
        let mut cases = Vec::new();
        for (stand, value) in Steps::of(&Kind::Date)?.around(bound) {
            let on = date_of(value.as_whole()?)?;
            let bench = Bench::new(self.bench.pack, self.bench.at.clone().moved_to(on));
            if bench.amount(against, &self.scope).known() != Some(bound) {
                return None;
            }
            cases.push(self.case(limb, bench, stand, Some(expects(op, stand))));
        }
        Some((Driver::Day, cases))
    }

    /// A fact that is held against something that does not move with it.
    fn direct(
        &self,
        limb: &'p Test,
        op: Op,
        of: &'p Quantity,
        against: &'p Quantity,
    ) -> Option<(Driver, Vec<Case>)> {
        let QuantityKind::Fact(path) = &of.what else { return None };
        let cell = self.bench.cell(path, &self.scope)?;
        let steps = Steps::of(self.bench.kind(cell)?)?;
        let bound = self.bench.amount(against, &self.scope).known()?;
        let mut cases = Vec::new();
        for (stand, value) in steps.around(bound) {
            let mut bench = self.bench.fork();
            bench.set(cell, Cell::Number(value));
            if bench.amount(against, &self.scope).known() != Some(bound) {
                return None;
            }
            cases.push(self.case(limb, bench, stand, Some(expects(op, stand))));
        }
        Some((Driver::Fact(cell), cases))
    }

    /// A number of rows that is held against something.
    fn counted(
        &self,
        limb: &'p Test,
        op: Op,
        of: &'p Quantity,
        against: &'p Quantity,
    ) -> Option<(Driver, Vec<Case>)> {
        let (rows, keys) = counted(of)?;
        let bound = self.bench.amount(against, &self.scope).known()?;
        let mut cases = Vec::new();
        for (stand, wanted) in Steps::of(&Kind::Number)?.around(bound) {
            let Some(bench) = self.numbering((of, rows, keys), wanted) else { continue };
            if bench.amount(against, &self.scope).known() != Some(bound) {
                return None;
            }
            cases.push(self.case(limb, bench, stand, Some(expects(op, stand))));
        }
        Some((Driver::List(rows.record), cases))
    }

    /// The situation with rows added or taken away until a quantity is as wanted.
    fn numbering(
        &self,
        (of, rows, keys): (&'p Quantity, &'p Rows, &'p [Path]),
        wanted: Num,
    ) -> Option<Bench<'p>> {
        let mut bench = self.bench.fork();
        for _ in 0..=MOST_ROWS {
            let found = bench.amount(of, &self.scope).known()?;
            if found == wanted {
                return Some(bench);
            }
            if found < wanted {
                bench.add_row(rows, keys, &self.scope)?;
            } else {
                self.take_row(&mut bench, rows)?;
            }
            let moved = bench.amount(of, &self.scope).known()?;
            if (found < wanted) != (moved > found) && moved != found {
                return None;
            }
        }
        None
    }

    /// Takes away a row that passes, unless it is one in whose scope the limb is asked.
    fn take_row(&self, bench: &mut Bench<'p>, rows: &'p Rows) -> Option<()> {
        let in_scope = self.edge.record() == Some(rows.record);
        let row = bench.passing(rows, &self.scope).pop().filter(|_| !in_scope)?;
        bench.at = bench.at.without(RowRef { record: rows.record, row });
        Some(())
    }

    /// The place at which a limb turns while one fact moves and all others stay.
    fn sought(
        &self,
        limb: &'p Test,
        cell: CellRef,
        known: Option<Num>,
    ) -> Option<(Driver, Vec<Case>)> {
        let pairs = self.turns(limb, cell, known)?;
        let made = |value: Num| {
            let mut bench = self.bench.fork();
            bench.set(cell, Cell::Number(value));
            (bench.side(self.edge, &self.scope), bench)
        };
        let both_sides = pairs.into_iter().find_map(|(before, after)| {
            let sides = [(Stand::Below, made(before)), (Stand::At, made(after))];
            let [(_, (one, _)), (_, (other, _))] = &sides;
            (one.is_some() && other.is_some() && one != other).then_some(sides)
        })?;
        let cases = both_sides.map(|(stand, (_, bench))| self.case(limb, bench, stand, None));
        Some((Driver::Fact(cell), cases.into()))
    }

    /// Neighbouring values of a fact between which a limb turns, by halving between values far apart.
    fn turns(&self, limb: &'p Test, cell: CellRef, bound: Option<Num>) -> Option<Vec<(Num, Num)>> {
        let mut bench = self.bench.fork();
        let steps = Steps::of(bench.kind(cell)?)?;
        let current = bench.at.facts.cell(cell).number();
        let day = bench.day();
        let mut ask = |n: i64| {
            let value = steps.value(n).filter(|value| steps.may_be(*value))?;
            bench.set(cell, Cell::Number(value));
            match bench.truth(limb, &self.scope) {
                Truth::True => Some(true),
                Truth::False => Some(false),
                Truth::Unknown(_) => None,
            }
        };
        let asked = anchors(steps, [current, bound], day).into_iter();
        let known: Vec<(i64, bool)> = asked.filter_map(|n| Some((n, ask(n)?))).collect();
        let mut found = Vec::new();
        for pair in known.windows(2) {
            let &[(mut low, is), (mut high, other)] = pair else { continue };
            while is != other && high - low > 1 {
                let middle = i64::midpoint(low, high);
                if ask(middle)? == is { low = middle } else { high = middle }
            }
            if is != other {
                found.extend(steps.value(low).zip(steps.value(high)));
            }
        }
        Some(found)
    }

    /// The first or the last day of a window.
    fn day(
        &self,
        limb: &'p Test,
        (date, window): (&'p Quantity, &'p Window),
        is_first: bool,
    ) -> Option<(Driver, Vec<Case>)> {
        let (first, last) = self.bench.window(window, &self.scope)?;
        let edge = if is_first { first } else { last };
        let QuantityKind::Fact(path) = &date.what else {
            let mut cells =
                ends(date, window).into_iter().flat_map(|of| self.bench.drivers(of, &self.scope));
            return cells.find_map(|cell| self.sought(limb, cell, None));
        };
        let cell = self.bench.cell(path, &self.scope)?;
        let mut cases = Vec::new();
        for (stand, day) in [(Stand::Below, edge - 1), (Stand::At, edge), (Stand::Above, edge + 1)]
        {
            let mut bench = self.bench.fork();
            bench.set(cell, Cell::Number(Num::whole(day)));
            if bench.window(window, &self.scope) != Some((first, last)) {
                return None;
            }
            let inside = first <= day && day <= last;
            cases.push(self.case(limb, bench, stand, Some(inside)));
        }
        Some((Driver::Fact(cell), cases))
    }

    /// No row that passes, and one.
    fn rows(&self, limb: &'p Test, rows: &'p Rows) -> Option<(Driver, Vec<Case>)> {
        let says_no = matches!(limb.what, TestKind::No(_));
        let mut none = self.bench.fork();
        while !none.passing(rows, &self.scope).is_empty() {
            self.take_row(&mut none, rows)?;
        }
        let mut one = self.bench.fork();
        if one.passing(rows, &self.scope).is_empty() {
            one.add_row(rows, &[], &self.scope)?;
        }
        let closed = none.at.facts.table(rows.record).is_some_and(|table| table.closed);
        let without = closed.then(|| self.case(limb, none, Stand::Below, Some(says_no)));
        let with = self.case(limb, one, Stand::At, Some(!says_no));
        let cases = without.into_iter().chain([with]).collect();
        Some((Driver::List(rows.record), cases))
    }

    /// The last day of a duty; there is no limb, so what stands for it is whether it was done in time.
    fn due(&self, duty: &'p Duty) -> Option<(Driver, Vec<Case>)> {
        let cell = self.bench.cell(&duty.done_on, &self.scope)?;
        let due = self.bench.amount(duty.due.as_ref()?, &self.scope).known()?;
        let mut cases = Vec::new();
        for (stand, value) in Steps::of(&Kind::Date)?.around(due) {
            let mut bench = self.bench.fork();
            bench.set(cell, Cell::Number(value));
            let side = bench.side(self.edge, &self.scope);
            let truth = side.map_or(Truth::MISSING, Truth::known);
            cases.push(Case { stand, truth, at: bench.at, expected: Some(value <= due) });
        }
        Some((Driver::Fact(cell), cases))
    }
}

/// The rows that a number of rows counts, and what tells them apart.
fn counted(of: &Quantity) -> Option<(&Rows, &[Path])> {
    if let QuantityKind::Count(rows, keys) = &of.what {
        return Some((rows, keys));
    }
    let QuantityKind::LongestRun { rows, .. } = &of.what else { return None };
    Some((rows, &[]))
}

/// A date that is no fact itself, and the days from which its window is worked out.
fn ends<'p>(date: &'p Quantity, window: &'p Window) -> Vec<&'p Quantity> {
    if let Window::Between(from, to) = window {
        return vec![date, from, to];
    }
    let Window::Since(from) = window else { return vec![date] };
    vec![date, from]
}

/// What a comparison must come to by its name alone, so that whoever evaluates it has no say in it.
fn expects(op: Op, stand: Stand) -> bool {
    match (op, stand) {
        (Op::AtLeast | Op::AtMost | Op::Equal, Stand::At)
        | (Op::AtLeast | Op::MoreThan, Stand::Above)
        | (Op::AtMost | Op::LessThan, Stand::Below) => true,
        (Op::MoreThan | Op::LessThan, Stand::At)
        | (Op::AtLeast | Op::MoreThan | Op::Equal, Stand::Below)
        | (Op::AtMost | Op::LessThan | Op::Equal, Stand::Above) => false,
    }
}

/// The same comparison from the other side.
fn turned(op: Op) -> Op {
    match op {
        Op::AtLeast => Op::AtMost,
        Op::MoreThan => Op::LessThan,
        Op::AtMost => Op::AtLeast,
        Op::LessThan => Op::MoreThan,
        Op::Equal => Op::Equal,
    }
}

/// The same situation with what was changed not known: the fact, or whether the list is complete; none where
/// it cannot be unknown.
pub(crate) fn without_driver(case: &Case, driver: Driver) -> Option<Situation> {
    let mut at = case.at.clone();
    match driver {
        Driver::Fact(cell) => at.facts.set(cell, Cell::Unknown, Level::Verified),
        Driver::List(record) => {
            if let Some(table) = at.facts.table_mut(record) {
                table.closed = false;
            }
        }
        Driver::Day | Driver::Answer => return None,
    }
    Some(at)
}
