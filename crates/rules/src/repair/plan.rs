//! Drawing up plans from the tree of a rule.

use jiff::civil::Date;
use smallvec::SmallVec;

use super::Action;
use crate::{
    calendar,
    compile::Reads,
    eval::{Found, Quiet, Run, Scope, Setting},
    model::{Op, Path, Periods, Quantity, QuantityKind, Rare, Rows, Test, TestKind, date_of},
    pack::Pack,
    value::{Num, Range, Truth},
};

/// At most so many alternatives are followed at each node.
const MOST_ALTERNATIVES: usize = 4;
/// How many years are looked ahead.
const YEARS_AHEAD: i64 = 12;

/// What to do, and the day on which it would be looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan<'p> {
    pub(super) actions: Vec<Action<'p>>,
    /// The earliest day; the situation's own when absent.
    pub(super) on: Option<Date>,
}

impl<'p> Plan<'p> {
    fn one(action: Action<'p>) -> Self {
        Self { actions: vec![action], on: None }
    }

    fn and(mut self, other: &Self) -> Self {
        self.actions.extend(other.actions.iter().cloned());
        self.on = self.on.max(other.on);
        self
    }
}

/// Draws up plans in a situation, under one reading.
pub(super) struct Planner<'p, 'a> {
    run: Run<'p, 'a>,
    at: Setting<'a>,
    scope: Scope,
    period: Option<(Date, Date)>,
}

impl<'p, 'a> Planner<'p, 'a> {
    pub(super) fn new(pack: &'p Pack, at: Setting<'a>) -> Self {
        Self { run: Run::on_ground(pack, at), at, scope: Scope::new(), period: None }
    }

    /// Plans that may make the test true; none when nothing can be done.
    pub(super) fn plans(&mut self, test: &'p Test) -> Vec<Plan<'p>> {
        let mut plans = match &test.what {
            TestKind::All(limbs) => self.every(limbs),
            TestKind::Any(limbs) => limbs.iter().flat_map(|limb| self.plans(limb)).collect(),
            TestKind::AtLeastKOf(k, limbs) => self.enough(*k, limbs),
            TestKind::OneOf { fact, listed, otherwise: _ } => {
                self.on_cell(fact, |cell| Action::Become { cell, codes: listed })
            }
            TestKind::Is(fact) => self.on_cell(fact, |cell| Action::MakeTrue { cell }),
            TestKind::Given(fact) => self.on_cell(fact, |cell| Action::Provide { cell }),
            TestKind::Compare(op, left, right) => self.compare(*op, left, right, test),
            TestKind::Some(rows) | TestKind::Document(rows) => {
                vec![Plan::one(self.rows(rows, 1, false))]
            }
            TestKind::No(_) => self.wait(test),
            TestKind::EveryPeriod(periods, limb) => self.every_period(periods, limb),
            TestKind::Refer(clause) => self.of_clause(*clause),
            TestKind::Readings(register, options) => {
                let option = self.run.choice.get(usize::from(*register)).copied().unwrap_or(0);
                let one = options.get(usize::from(option));
                one.map_or_else(Vec::new, |one| self.plans(one))
            }
            TestKind::Rare(rare) => match &**rare {
                Rare::ByPhase(phases) => {
                    let now = phases.get(self.at.at.phase);
                    now.map_or_else(Vec::new, |test| self.plans(test))
                }
                Rare::MetOrWaived(clause) => self.of_clause(*clause),
                Rare::Constant(_) | Rare::Shares(_) | Rare::External(_) => Vec::new(),
            },
            TestKind::Not(_)
            | TestKind::Absent(_)
            | TestKind::Within(..)
            | TestKind::Overlap(_)
            | TestKind::Covered { .. }
            | TestKind::InList { .. }
            | TestKind::OwnedBy { .. }
            | TestKind::Same(..)
            | TestKind::Named(..)
            | TestKind::Each(..)
            | TestKind::Judge(_) => Vec::new(),
        };
        plans.truncate(MOST_ALTERNATIVES);
        plans
    }

    fn of_clause(&mut self, clause: u16) -> Vec<Plan<'p>> {
        let clause = self.run.pack.clauses.get(usize::from(clause));
        clause.and_then(|c| c.rule.as_ref()).map_or_else(Vec::new, |rule| self.plans(rule))
    }

    fn holds(&mut self, test: &'p Test) -> bool {
        self.run.test(test, &mut self.scope, &mut Quiet) == Truth::True
    }

    /// Every limb that does not hold must be mended.
    fn every(&mut self, limbs: &'p [Test]) -> Vec<Plan<'p>> {
        let mut all = vec![Plan::default()];
        for limb in limbs {
            let truth = self.run.test(limb, &mut self.scope, &mut Quiet);
            if truth == Truth::True || pending(truth) {
                continue;
            }
            let mended = self.plans(limb);
            all = all
                .iter()
                .flat_map(|plan| mended.iter().map(|more| plan.clone().and(more)))
                .take(MOST_ALTERNATIVES)
                .collect();
        }
        all
    }

    /// The limbs that cost least, as many as are wanting.
    fn enough(&mut self, k: u32, limbs: &'p [Test]) -> Vec<Plan<'p>> {
        let held = limbs.iter().filter(|limb| self.holds(limb)).count();
        let wanting = (k as usize).saturating_sub(held);
        let mut each: Vec<Plan<'p>> = Vec::new();
        for limb in limbs {
            if !self.holds(limb) {
                each.extend(self.plans(limb).into_iter().next());
            }
        }
        each.sort_by_key(|plan| (plan.on, super::size(&plan.actions)));
        if each.len() < wanting {
            return Vec::new();
        }
        let chosen = each.iter().take(wanting);
        vec![chosen.fold(Plan::default(), Plan::and)]
    }

    fn on_cell(
        &mut self,
        path: &'p Path,
        action: impl FnOnce(crate::facts::CellRef) -> Action<'p>,
    ) -> Vec<Plan<'p>> {
        match self.run.find(path, &self.scope) {
            Found::Cell(_, cell) => vec![Plan::one(action(cell))],
            Found::Row(_) | Found::Broken(_) | Found::Nothing => Vec::new(),
        }
    }

    fn rows(&self, rows: &'p Rows, count: u32, distinct: bool) -> Action<'p> {
        Action::AddRows { rows, count, distinct, period: self.period }
    }

    fn compare(
        &mut self,
        op: Op,
        left: &'p Quantity,
        right: &'p Quantity,
        test: &'p Test,
    ) -> Vec<Plan<'p>> {
        let bound = self.run.quantity(right, &mut self.scope, &mut Quiet);
        let now = self.run.quantity(left, &mut self.scope, &mut Quiet);
        let wants_more = matches!(op, Op::AtLeast | Op::MoreThan);
        match (&left.what, bound.known()) {
            (QuantityKind::Count(rows, keys), Some(bound)) if wants_more => {
                let wanting = wanting(now, bound, op);
                let action = |count| Plan::one(self.rows(rows, count, !keys.is_empty()));
                wanting.map(action).into_iter().collect()
            }
            (QuantityKind::Sum(rows, value, _), Some(bound)) if wants_more => {
                let amount = bound.minus(now.low.unwrap_or(Num::ZERO));
                let step = if op == Op::MoreThan { Num::ONE } else { Num::ZERO };
                let amount = amount.and_then(|amount| amount.plus(step));
                let period = self.period;
                let action = |amount| Action::AddAmount { rows, value, amount, period };
                amount.map(|amount| Plan::one(action(amount))).into_iter().collect()
            }
            (QuantityKind::Fact(path), Some(bound)) if left_is_free(right) => {
                self.on_cell(path, |cell| Action::Reach { cell, op, value: bound })
            }
            (QuantityKind::Ratio(pair), Some(bound)) if wants_more => self.ratio(pair, bound, op),
            (_, _) => self.wait(test),
        }
    }

    /// A ratio is raised by its numerator, when that is a single figure; how far is exact.
    fn ratio(&mut self, pair: &'p (Quantity, Quantity), bound: Num, op: Op) -> Vec<Plan<'p>> {
        let below = self.run.quantity(&pair.1, &mut self.scope, &mut Quiet);
        let target = below.known().and_then(|below| below.times(bound)).map(Num::ceiling);
        match (&pair.0.what, target) {
            (QuantityKind::Fact(path), Some(value)) => {
                self.on_cell(path, |cell| Action::Reach { cell, op, value })
            }
            (QuantityKind::Lookup { record, key, equals, value: field }, Some(value)) => {
                let sought = self.run.quantity(equals, &mut self.scope, &mut Quiet).known();
                let row = sought.and_then(|sought| self.run.row_by_key(*record, *key, sought));
                let reach = |at| {
                    let cell = crate::facts::CellRef { at, field: *field };
                    Plan::one(Action::Reach { cell, op, value })
                };
                row.map(reach).into_iter().collect()
            }
            (_, _) => Vec::new(),
        }
    }

    /// The first later day on which the test holds with the facts as they are, where there is one.
    ///
    /// Found by bisection over the years ahead, which supposes that the test turns once; the plan is
    /// verified on the day found in any case.
    fn wait(&mut self, test: &'p Test) -> Vec<Plan<'p>> {
        let on = self.first_day(test);
        on.map(|day| Plan { actions: Vec::new(), on: Some(day) }).into_iter().collect()
    }

    /// The day that [`Self::wait`] looks for. The test does not hold on the day before it. A test that holds at the far
    /// end is taken to turn once on the way: where it holds for a while in between, the day of the last turn may be given.
    pub(super) fn first_day(&mut self, test: &'p Test) -> Option<Date> {
        let start = self.run.on;
        let far = calendar::shifted(start, YEARS_AHEAD, 0, 0);
        let (mut low, mut high) = (crate::model::day_number(start), crate::model::day_number(far));
        if !self.holds_on(high, test) {
            return None;
        }
        while low + 1 < high {
            let middle = i64::midpoint(low, high);
            if self.holds_on(middle, test) {
                high = middle;
            } else {
                low = middle;
            }
        }
        date_of(high)
    }

    fn holds_on(&mut self, day: i64, test: &'p Test) -> bool {
        let memo = self.at.memo.lend_where(Reads::DAY);
        let on = date_of(day).unwrap_or(Date::MAX);
        let run = Run::on_ground(self.run.pack, Setting { on, memo: &memo, ..self.at });
        run.test(test, &mut self.scope, &mut Quiet) == Truth::True
    }

    /// Periods that are over cannot be mended: the reference date must move until none of them is asked
    /// for, and every later period that fails must be filled.
    fn every_period(&mut self, periods: &'p Periods, limb: &'p Test) -> Vec<Plan<'p>> {
        let start = self.run.on;
        for ahead in 0..=YEARS_AHEAD {
            let on = match (ahead, ends_with_years(periods, self.run.choice)) {
                (0, _) => start,
                (_, true) => calendar::first_of(i64::from(start.year()) + ahead),
                (_, false) => calendar::shifted(start, ahead, 0, 0),
            };
            let plans = self.periods_on(periods, limb, on);
            if !plans.is_empty() {
                return plans;
            }
        }
        Vec::new()
    }

    fn periods_on(&mut self, periods: &'p Periods, limb: &'p Test, on: Date) -> Vec<Plan<'p>> {
        let differs = if on == self.at.on { Reads::NOTHING } else { Reads::DAY };
        let memo = self.at.memo.lend_where(differs);
        let at = Setting { on, memo: &memo, ..self.at };
        let run = Run::on_ground(self.run.pack, at);
        let Ok(days) = run.periods(periods, &mut self.scope, &mut Quiet) else { return Vec::new() };
        let within =
            |days| Planner { run, at, scope: self.scope.clone().within(days), period: None };
        let days: SmallVec<[(i64, i64); 8]> = days.collect();
        let is_over = |days: &&(i64, i64)| days.1 < self.run.day;
        // The latest first: what keeps the test from holding has mostly happened lately.
        if days.iter().rev().filter(is_over).any(|days| !within(*days).holds(limb)) {
            return Vec::new();
        }
        let mut all: Option<Vec<Plan<'p>>> = None;
        for (first, last) in days.iter().copied().filter(|days| !is_over(&days)) {
            let mut planner = within((first, last));
            if !planner.holds(limb) {
                planner.period = date_of(first).zip(date_of(last));
                let more = planner.plans(limb);
                all = Some(side_by_side(all, more));
            }
        }
        let mut all = all.unwrap_or_default();
        for plan in &mut all {
            plan.on = plan.on.max((on > self.run.on).then_some(on));
        }
        all
    }
}

/// The same alternative in every period.
fn side_by_side<'p>(all: Option<Vec<Plan<'p>>>, more: Vec<Plan<'p>>) -> Vec<Plan<'p>> {
    match all {
        None => more,
        Some(all) => all.into_iter().zip(&more).map(|(plan, more)| plan.and(more)).collect(),
    }
}

/// Whether the periods are calendar years, so that only a New Year changes them.
fn ends_with_years(periods: &Periods, choice: &[u16]) -> bool {
    match periods {
        Periods::CompleteYears(..) => true,
        Periods::TwelveMonths(_) => false,
        Periods::Readings(register, options) => {
            let option = choice.get(usize::from(*register)).copied().unwrap_or(0);
            options.get(usize::from(option)).is_none_or(|one| ends_with_years(one, choice))
        }
    }
}

/// Only judgements are wanting.
pub(super) fn pending(truth: Truth) -> bool {
    matches!(truth, Truth::Unknown(why) if !why.something_missing())
}

/// How many rows are wanting to reach the bound.
fn wanting(now: Range, bound: Num, op: Op) -> Option<u32> {
    let bound = bound.ceiling();
    let bound = if op == Op::MoreThan { bound.plus(Num::ONE)? } else { bound };
    let gap = bound.minus(now.low?)?.as_whole()?;
    u32::try_from(gap).ok().filter(|gap| *gap > 0 && *gap <= 1_000)
}

/// Whether the other side of a comparison is not itself something that moves with the facts.
fn left_is_free(right: &Quantity) -> bool {
    matches!(
        right.what,
        QuantityKind::Constant(..) | QuantityKind::ReferenceDate | QuantityKind::Param(..)
    )
}
