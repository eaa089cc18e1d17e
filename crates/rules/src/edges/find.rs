//! The edges of a clause: the limbs whose result turns at a value, a day, a number of rows or a code, and the
//! way that leads to each.

use crate::{
    model::{
        Clause, Duty, Op, Path, Periods, Quantity, QuantityKind, Question, Rows, Test, TestKind,
        Window,
    },
    yaml::Place,
};

/// A place where the result of a limb turns.
#[derive(Debug, Clone)]
pub(crate) struct Edge<'p> {
    /// What turns there.
    pub(crate) what: What<'p>,
    /// Whether it belongs to the bar that the clause sets.
    pub(crate) of_bar: bool,
    /// Where it stands.
    pub(crate) place: Place,
    /// The rows and periods inside which it is asked, the outermost first.
    pub(crate) way: Vec<Step<'p>>,
}

/// What turns.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What<'p> {
    /// Two quantities are compared.
    Compared(&'p Test, Op, (&'p Quantity, &'p Quantity)),
    /// The first day of a window, into which a date falls.
    FirstDay(&'p Test, &'p Quantity, &'p Window),
    /// The last day of a window.
    LastDay(&'p Test, &'p Quantity, &'p Window),
    /// A code is among those listed.
    Listed(&'p Test, &'p Path, &'p [u16]),
    /// A code is on a dated list: the parameter, and the day asked for.
    Member(&'p Test, &'p Path, u16),
    /// There is a row that passes, or none.
    Rows(&'p Test, &'p Rows),
    /// The last day of a duty.
    Due(&'p Duty),
    /// A fact is yes, given or absent: no edge, but a choice.
    Stated(&'p Test, &'p Path),
    /// A person answers: no edge either.
    Asked(&'p Test, &'p Question),
}

/// What a limb is asked inside of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'p> {
    /// The rows of a list, those that pass first; only those when nothing else is ever asked.
    Rows { rows: &'p Rows, passing: bool },
    /// Periods.
    Periods(&'p Periods),
}

/// The edges of a clause in the order of its rule.
pub(crate) fn of(clause: &Clause) -> Vec<Edge<'_>> {
    let mut found = with_choices(clause);
    found.retain(|edge| !matches!(edge.what, What::Stated(..) | What::Asked(..)));
    found
}

/// The same with every fact that is only stated and every answer of a person.
pub(crate) fn with_choices(clause: &Clause) -> Vec<Edge<'_>> {
    let mut finder = Finder::default();
    for test in [&clause.applies_if, &clause.rule].into_iter().flatten() {
        finder.test(test);
    }
    if let Some(duty) = &clause.duty {
        finder.duty(duty);
    }
    finder.of_bar = true;
    clause.bar.iter().for_each(|test| finder.test(test));
    finder.found
}

#[derive(Default)]
struct Finder<'p> {
    found: Vec<Edge<'p>>,
    way: Vec<Step<'p>>,
    of_bar: bool,
}

impl<'p> Finder<'p> {
    fn add(&mut self, what: What<'p>, place: Place) {
        self.found.push(Edge { what, of_bar: self.of_bar, place, way: self.way.clone() });
    }

    fn inside(&mut self, step: Step<'p>, look: impl FnOnce(&mut Self)) {
        self.way.push(step);
        look(self);
        self.way.pop();
    }

    fn tests(&mut self, all: &'p [Test]) {
        for one in all {
            self.test(one);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others turn at no place of their own")]
    fn test(&mut self, test: &'p Test) {
        match &test.what {
            TestKind::All(limbs)
            | TestKind::Any(limbs)
            | TestKind::AtLeastKOf(_, limbs)
            | TestKind::Readings(_, limbs) => self.tests(limbs),
            TestKind::Not(limb) => self.test(limb),
            TestKind::Compare(op, left, right) => {
                self.add(What::Compared(test, *op, (left, right)), test.place);
                self.quantity(left);
                self.quantity(right);
            }
            TestKind::Within(date, window) => {
                self.add(What::FirstDay(test, date, window), test.place);
                self.add(What::LastDay(test, date, window), test.place);
                self.quantity(date);
            }
            TestKind::OneOf { fact, listed, otherwise } => {
                self.add(What::Listed(test, fact, listed), test.place);
                if let Some(question) = otherwise {
                    self.add(What::Asked(test, question), test.place);
                }
            }
            TestKind::InList { fact, list, .. } => {
                self.add(What::Member(test, fact, *list), test.place);
            }
            TestKind::Some(rows) | TestKind::No(rows) | TestKind::Document(rows) => {
                self.add(What::Rows(test, rows), test.place);
                self.filter(rows);
            }
            TestKind::Each(rows, limb) => {
                self.filter(rows);
                self.inside(Step::Rows { rows, passing: true }, |finder| finder.test(limb));
            }
            TestKind::EveryPeriod(periods, limb) => {
                self.inside(Step::Periods(periods), |finder| finder.test(limb));
            }
            TestKind::Covered { rows, .. } => self.filter(rows),
            TestKind::Is(fact) | TestKind::Given(fact) | TestKind::Absent(fact) => {
                self.add(What::Stated(test, fact), test.place);
            }
            TestKind::Judge(question) => self.add(What::Asked(test, question), test.place),
            _ => {}
        }
    }

    fn filter(&mut self, rows: &'p Rows) {
        if let Some(filter) = &rows.filter {
            self.inside(Step::Rows { rows, passing: false }, |finder| finder.test(filter));
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "nothing that turns stands below the others"
    )]
    fn quantity(&mut self, of: &'p Quantity) {
        match &of.what {
            QuantityKind::Count(rows, _) | QuantityKind::LongestRun { rows, .. } => {
                self.filter(rows);
            }
            QuantityKind::Sum(rows, value, _)
            | QuantityKind::Lowest(rows, value)
            | QuantityKind::Highest(rows, value) => {
                self.filter(rows);
                self.inside(Step::Rows { rows, passing: true }, |finder| finder.quantity(value));
            }
            QuantityKind::Depending(either) => {
                self.test(&either.on);
                self.quantity(&either.then);
                self.quantity(&either.otherwise);
            }
            _ => below(of).into_iter().for_each(|one| self.quantity(one)),
        }
    }

    fn duty(&mut self, duty: &'p Duty) {
        self.filter(&duty.rows);
        self.inside(Step::Rows { rows: &duty.rows, passing: true }, |finder| {
            if let Some(due) = &duty.due {
                finder.add(What::Due(duty), due.place);
                finder.quantity(due);
            }
            duty.form.iter().for_each(|form| finder.test(form));
        });
    }
}

/// The quantities from which one is worked out in the same scope.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the others are made of nothing in the same scope"
)]
pub(crate) fn below(of: &Quantity) -> Vec<&Quantity> {
    match &of.what {
        QuantityKind::Ratio(pair)
        | QuantityKind::Growth(pair)
        | QuantityKind::Difference(pair)
        | QuantityKind::Scaled(pair) => vec![&pair.1, &pair.0],
        QuantityKind::Total(parts)
        | QuantityKind::LeastOf(parts)
        | QuantityKind::GreatestOf(parts)
        | QuantityKind::Readings(_, parts) => parts.iter().collect(),
        QuantityKind::Band(_, by) => vec![by],
        QuantityKind::Shift(date, _) => vec![date],
        QuantityKind::Deadline(deadline) => vec![&deadline.from],
        QuantityKind::YearOf(one) | QuantityKind::YearEnd(one) => vec![one],
        QuantityKind::Depending(either) => vec![&either.then, &either.otherwise],
        _ => Vec::new(),
    }
}

impl Edge<'_> {
    /// The limb whose result turns; none for the term of a duty.
    pub(crate) fn limb(&self) -> Option<&Test> {
        match self.what {
            What::Compared(limb, ..)
            | What::FirstDay(limb, ..)
            | What::LastDay(limb, ..)
            | What::Listed(limb, ..)
            | What::Member(limb, ..)
            | What::Rows(limb, _)
            | What::Stated(limb, _)
            | What::Asked(limb, _) => Some(limb),
            What::Due(_) => None,
        }
    }

    /// The record of whose rows it is asked; none outside any list.
    pub(crate) fn record(&self) -> Option<u16> {
        let rows = |step: &Step<'_>| match step {
            Step::Rows { rows, .. } => Some(rows.record),
            Step::Periods(_) => None,
        };
        self.way.iter().rev().find_map(rows)
    }
}
