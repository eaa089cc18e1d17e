//! What the rules of a pack say about each coded field: which values they can tell apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Clause, Path, Periods, Quantity, QuantityKind, Rare, Rows, ScoreOf, Span, Test, TestKind,
    Window,
};

/// What the rules say about one field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mention {
    /// Codes that some rule lists.
    pub(crate) codes: BTreeSet<u16>,
    /// List parameters in which some rule looks it up, on the reference date.
    pub(crate) lists: BTreeSet<u16>,
    /// Some rule compares it in another way, so that every value may matter.
    pub(crate) otherwise_compared: bool,
}

/// By record and field.
pub(crate) type Mentions = BTreeMap<(u16, u16), Mention>;

/// Collects what all clauses say.
pub(super) fn of(clauses: &[Clause]) -> Mentions {
    let mut found = Found::default();
    for clause in clauses {
        let tests = [&clause.applies_if, &clause.rule, &clause.bar];
        tests.into_iter().flatten().for_each(|test| found.test(test));
        if let Some(duty) = &clause.duty {
            found.rows(&duty.rows);
            duty.due.iter().for_each(|due| found.quantity(due));
            duty.form.iter().for_each(|form| found.test(form));
        }
    }
    found.0
}

#[derive(Default)]
struct Found(Mentions);

impl Found {
    fn field(&mut self, path: &Path) -> Option<&mut Mention> {
        let last = path.steps.last()?;
        let record = path.end;
        Some(self.0.entry((record, *last)).or_default())
    }

    fn compared(&mut self, paths: &[&Path]) {
        for path in paths {
            if let Some(mention) = self.field(path) {
                mention.otherwise_compared = true;
            }
        }
    }

    fn test(&mut self, test: &Test) {
        match &test.what {
            TestKind::All(limbs)
            | TestKind::Any(limbs)
            | TestKind::AtLeastKOf(_, limbs)
            | TestKind::Readings(_, limbs) => limbs.iter().for_each(|limb| self.test(limb)),
            TestKind::Not(limb) => self.test(limb),
            TestKind::OneOf { fact, listed, otherwise: _ } => {
                if let Some(mention) = self.field(fact) {
                    mention.codes.extend(listed);
                }
            }
            TestKind::InList { fact, list, on } => {
                let other_day = on.is_some();
                if let Some(mention) = self.field(fact) {
                    mention.lists.insert(*list);
                    mention.otherwise_compared |= other_day;
                }
            }
            TestKind::Same(left, right) => self.compared(&[left, right]),
            TestKind::Rare(rare) => {
                if let Rare::Shares(pair) = &**rare {
                    self.compared(&[&pair.0, &pair.1]);
                }
                rare.limbs().iter().for_each(|limb| self.test(limb));
            }
            TestKind::Named(fact, template) => {
                self.compared(&[fact]);
                template.facts().for_each(|path| self.compared(&[path]));
            }
            TestKind::Compare(_, left, right) => {
                self.quantity(left);
                self.quantity(right);
            }
            TestKind::Within(date, window) => {
                self.quantity(date);
                self.window(window);
            }
            TestKind::Overlap(spans) => spans.iter().for_each(|span| self.span(span)),
            TestKind::Covered { span, rows, from, to } => {
                self.span(span);
                self.rows(rows);
                self.quantity(from);
                self.quantity(to);
            }
            TestKind::OwnedBy { on, .. } => on.iter().for_each(|on| self.quantity(on)),
            TestKind::Some(rows) | TestKind::No(rows) | TestKind::Document(rows) => self.rows(rows),
            TestKind::Each(rows, limb) => {
                self.rows(rows);
                self.test(limb);
            }
            TestKind::EveryPeriod(periods, limb) => {
                self.periods(periods);
                self.test(limb);
            }
            TestKind::Is(_)
            | TestKind::Given(_)
            | TestKind::Absent(_)
            | TestKind::Judge(_)
            | TestKind::Refer(_) => {}
        }
    }

    fn rows(&mut self, rows: &Rows) {
        rows.filter.iter().for_each(|filter| self.test(filter));
    }

    fn span(&mut self, span: &Span) {
        match span {
            Span::Days(from, to) => {
                self.quantity(from);
                self.quantity(to);
            }
            Span::Window(window) => self.window(window),
        }
    }

    fn window(&mut self, window: &Window) {
        match window {
            Window::RecentYears(q)
            | Window::CompleteYears(q)
            | Window::CompleteYearsAndCurrent(q)
            | Window::Since(q) => self.quantity(q),
            Window::Between(from, to) => {
                self.quantity(from);
                self.quantity(to);
            }
            Window::Period => {}
            Window::Readings(_, options) => options.iter().for_each(|one| self.window(one)),
        }
    }

    fn periods(&mut self, periods: &Periods) {
        match periods {
            Periods::CompleteYears(last, since) => {
                self.quantity(last);
                if let Some(since) = since {
                    self.quantity(since);
                }
            }
            Periods::TwelveMonths(last) => self.quantity(last),
            Periods::Readings(_, options) => options.iter().for_each(|one| self.periods(one)),
        }
    }

    fn quantity(&mut self, quantity: &Quantity) {
        match &quantity.what {
            QuantityKind::Count(rows, keys) => {
                self.rows(rows);
                self.keys(keys);
            }
            QuantityKind::Sum(rows, value, keys) => {
                self.rows(rows);
                self.quantity(value);
                self.keys(keys);
            }
            QuantityKind::Lowest(rows, value) | QuantityKind::Highest(rows, value) => {
                self.rows(rows);
                self.quantity(value);
            }
            QuantityKind::LongestRun { rows, .. } => self.rows(rows),
            QuantityKind::HeldThrough(chain) => {
                self.rows(&chain.rows);
                self.quantity(&chain.share);
            }
            QuantityKind::Lookup { equals, .. } => self.quantity(equals),
            QuantityKind::Param(_, year) => year.iter().for_each(|year| self.quantity(year)),
            QuantityKind::Ratio(pair)
            | QuantityKind::Growth(pair)
            | QuantityKind::Scaled(pair)
            | QuantityKind::Difference(pair) => {
                self.quantity(&pair.0);
                self.quantity(&pair.1);
            }
            QuantityKind::Total(parts)
            | QuantityKind::LeastOf(parts)
            | QuantityKind::GreatestOf(parts)
            | QuantityKind::Readings(_, parts) => {
                for part in parts {
                    self.quantity(part);
                }
            }
            QuantityKind::Depending(either) => {
                self.test(&either.on);
                self.quantity(&either.then);
                self.quantity(&either.otherwise);
            }
            QuantityKind::Score(of) => self.score(of),
            QuantityKind::Band(_, by) => self.quantity(by),
            QuantityKind::Shift(date, _)
            | QuantityKind::YearOf(date)
            | QuantityKind::YearEnd(date) => self.quantity(date),
            QuantityKind::Deadline(deadline) => self.quantity(&deadline.from),
            QuantityKind::Constant(..)
            | QuantityKind::ReferenceDate
            | QuantityKind::PeriodEnd
            | QuantityKind::Fact(_)
            | QuantityKind::Points(_)
            | QuantityKind::YearBefore(_) => {}
        }
    }

    fn score(&mut self, of: &ScoreOf) {
        for sheet in &of.score.sheets {
            sheet.applies_if.iter().for_each(|test| self.test(test));
            for section in of.sections(sheet) {
                for indicator in &section.indicators {
                    self.quantity(&indicator.up_to);
                    self.quantity(&indicator.points);
                }
            }
        }
    }

    /// A coded field that tells rows apart may matter in every value.
    fn keys(&mut self, keys: &[Path]) {
        for key in keys {
            if let Some(mention) = self.field(key) {
                mention.otherwise_compared = true;
            }
        }
    }
}
