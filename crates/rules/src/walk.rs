//! Every node of a resolved rule, visited once from the outside in.
//!
//! For readers of rules that ask the same of every node, whatever kind it is: what is named, what is
//! compared, which rows are looked at. It knows nothing of what they do with the answer.

use crate::{
    model::{
        Clause, Deadline, Group, Path, Periods, Quantity, QuantityKind, Question, Rare, Rows,
        Section, Sheet, Span, Step, Test, TestKind, Window,
    },
    yaml::Place,
};

/// Somebody who looks at nodes; what is of no interest is left out.
pub(crate) trait Visitor<'m> {
    /// A test.
    fn test(&mut self, _test: &'m Test) {}
    /// A quantity.
    fn quantity(&mut self, _quantity: &'m Quantity) {}
    /// A window; its place is that of the test it belongs to.
    fn window(&mut self, _window: &'m Window, _place: Place) {}
    /// Periods; their place is that of the test they belong to.
    fn periods(&mut self, _periods: &'m Periods, _place: Place) {}
    /// Rows of a list.
    fn rows(&mut self, _rows: &'m Rows) {}
    /// A path to a fact or a row.
    fn path(&mut self, _path: &'m Path) {}
    /// A field named beside a list.
    fn field(&mut self, _record: u16, _field: u16) {}
    /// A parameter.
    fn parameter(&mut self, _parameter: u16) {}
    /// A question to a person.
    fn question(&mut self, _question: &'m Question) {}
    /// A register entry.
    fn register(&mut self, _register: u16) {}
}

/// Every node of a clause: its tests and its duty.
pub(crate) fn clause<'m>(clause: &'m Clause, v: &mut impl Visitor<'m>) {
    for one in [&clause.applies_if, &clause.rule, &clause.bar].into_iter().flatten() {
        test(one, v);
    }
    if let Some(duty) = &clause.duty {
        rows(&duty.rows, v);
        if let Some((field, from, to)) = &duty.years {
            v.field(duty.rows.record, *field);
            each([from, to], quantity, v);
        }
        each(&duty.due, quantity, v);
        v.path(&duty.done_on);
        if let Some(form) = &duty.form {
            test(form, v);
        }
    }
}

/// The same for each of several.
fn each<'m, T: 'm, V: Visitor<'m>>(
    all: impl IntoIterator<Item = &'m T>,
    visit: impl Fn(&'m T, &mut V),
    v: &mut V,
) {
    for one in all {
        visit(one, v);
    }
}

/// Every node of a test.
pub(crate) fn test<'m>(one: &'m Test, v: &mut impl Visitor<'m>) {
    v.test(one);
    match &one.what {
        TestKind::All(limbs) | TestKind::Any(limbs) | TestKind::AtLeastKOf(_, limbs) => {
            each(limbs, test, v);
        }
        TestKind::Readings(register, limbs) => {
            v.register(*register);
            each(limbs, test, v);
        }
        TestKind::Not(limb) => test(limb, v),
        TestKind::Some(of) | TestKind::No(of) | TestKind::Document(of) => rows(of, v),
        TestKind::Each(of, limb) => {
            rows(of, v);
            test(limb, v);
        }
        TestKind::EveryPeriod(over, limb) => {
            periods(over, one.place, v);
            test(limb, v);
        }
        TestKind::Compare(_, left, right) => each([left, right], quantity, v),
        TestKind::Within(date, within) => {
            quantity(date, v);
            window(within, one.place, v);
        }
        TestKind::OneOf { fact, listed: _, otherwise } => {
            v.path(fact);
            each(otherwise, question, v);
        }
        TestKind::Is(fact) | TestKind::Given(fact) | TestKind::Absent(fact) => v.path(fact),
        TestKind::Overlap(spans) => each(spans, |of, v| span(of, one.place, v), v),
        TestKind::Covered { span: whole, rows: of, from, to } => {
            span(whole, one.place, v);
            rows(of, v);
            each([from, to], quantity, v);
        }
        TestKind::InList { fact, list, on } => {
            v.path(fact);
            v.parameter(*list);
            each(on, quantity, v);
        }
        TestKind::OwnedBy { owner, among, on } => {
            v.path(owner);
            each(among, group, v);
            each(on, quantity, v);
        }
        TestKind::Same(left, right) => {
            v.path(left);
            v.path(right);
        }
        TestKind::Named(fact, template) => {
            v.path(fact);
            template.facts().for_each(|path| v.path(path));
        }
        TestKind::Judge(asked) => question(asked, v),
        TestKind::Refer(_) => {}
        TestKind::Rare(of) => rare(of, v),
    }
}

fn rare<'m>(of: &'m Rare, v: &mut impl Visitor<'m>) {
    if let Rare::Shares(pair) = of {
        v.path(&pair.0);
        v.path(&pair.1);
    }
    each(of.limbs(), test, v);
}

fn group<'m>(group: &'m Group, v: &mut impl Visitor<'m>) {
    if let Some((from, to)) = group.term {
        v.field(group.record, from);
        v.field(group.record, to);
    }
}

fn question<'m>(asked: &'m Question, v: &mut impl Visitor<'m>) {
    v.question(asked);
    if let Some(about) = &asked.about {
        v.path(about);
    }
}

fn rows<'m>(of: &'m Rows, v: &mut impl Visitor<'m>) {
    v.rows(of);
    if let Some(filter) = &of.filter {
        test(filter, v);
    }
}

fn keys<'m>(keys: impl IntoIterator<Item = &'m Path>, v: &mut impl Visitor<'m>) {
    for key in keys {
        v.path(key);
    }
}

fn span<'m>(of: &'m Span, place: Place, v: &mut impl Visitor<'m>) {
    match of {
        Span::Days(from, to) => each([from, to], quantity, v),
        Span::Window(of) => window(of, place, v),
    }
}

fn window<'m>(of: &'m Window, place: Place, v: &mut impl Visitor<'m>) {
    v.window(of, place);
    match of {
        Window::RecentYears(n)
        | Window::CompleteYears(n)
        | Window::CompleteYearsAndCurrent(n)
        | Window::Since(n) => quantity(n, v),
        Window::Between(from, to) => each([from, to], quantity, v),
        Window::Period => {}
        Window::Readings(register, options) => {
            v.register(*register);
            each(options, |one, v| window(one, place, v), v);
        }
    }
}

fn periods<'m>(of: &'m Periods, place: Place, v: &mut impl Visitor<'m>) {
    v.periods(of, place);
    match of {
        Periods::CompleteYears(last, since) => {
            quantity(last, v);
            each(since, quantity, v);
        }
        Periods::TwelveMonths(last) => quantity(last, v),
        Periods::Readings(register, options) => {
            v.register(*register);
            each(options, |one, v| periods(one, place, v), v);
        }
    }
}

/// Every node of a quantity.
#[expect(clippy::wildcard_enum_match_arm, reason = "`pointed` knows the rest")]
pub(crate) fn quantity<'m>(of: &'m Quantity, v: &mut impl Visitor<'m>) {
    v.quantity(of);
    match &of.what {
        QuantityKind::Fact(path) => v.path(path),
        QuantityKind::Count(of, by) => {
            rows(of, v);
            keys(by, v);
        }
        QuantityKind::Sum(of, value, by) => {
            rows(of, v);
            quantity(value, v);
            keys(by, v);
        }
        QuantityKind::Lowest(of, value) | QuantityKind::Highest(of, value) => {
            rows(of, v);
            quantity(value, v);
        }
        QuantityKind::Lookup { record, key, equals, value } => {
            v.field(*record, *key);
            v.field(*record, *value);
            quantity(equals, v);
        }
        QuantityKind::LongestRun { rows: of, year, skip_empty_years: _ } => {
            v.field(of.record, *year);
            rows(of, v);
        }
        QuantityKind::Param(at, year) => {
            v.parameter(*at);
            if let Some(year) = year {
                quantity(year, v);
            }
        }
        QuantityKind::Ratio(pair) | QuantityKind::Growth(pair) | QuantityKind::Difference(pair) => {
            each([&pair.0, &pair.1], quantity, v);
        }
        QuantityKind::Band(table, by) => {
            v.parameter(*table);
            quantity(by, v);
        }
        QuantityKind::Shift(date, by) => {
            quantity(date, v);
            step(by, v);
        }
        QuantityKind::Deadline(of) => deadline(of, v),
        QuantityKind::YearOf(one) | QuantityKind::YearEnd(one) => quantity(one, v),
        QuantityKind::Readings(register, options) => {
            v.register(*register);
            each(options, quantity, v);
        }
        _ => pointed(of, v),
    }
}

/// Every node of what points are made of; the other quantities hold nothing more.
#[expect(clippy::wildcard_enum_match_arm, reason = "`quantity` knows the rest")]
fn pointed<'m>(of: &'m Quantity, v: &mut impl Visitor<'m>) {
    match &of.what {
        QuantityKind::Total(parts)
        | QuantityKind::LeastOf(parts)
        | QuantityKind::GreatestOf(parts) => each(parts, quantity, v),
        QuantityKind::Scaled(pair) => each([&pair.0, &pair.1], quantity, v),
        QuantityKind::Depending(either) => {
            test(&either.on, v);
            each([&either.then, &either.otherwise], quantity, v);
        }
        QuantityKind::HeldThrough(chain) => {
            v.field(chain.rows.record, chain.owner);
            v.field(chain.rows.record, chain.owned);
            rows(&chain.rows, v);
            quantity(&chain.share, v);
            keys([&chain.by, &chain.held], v);
        }
        QuantityKind::Points(question) => v.question(question),
        QuantityKind::Score(of) => of.score.sheets.iter().for_each(|one| {
            each(&one.applies_if, test, v);
            of.sections(one).for_each(|one| section(one, v));
        }),
        _ => {}
    }
}

/// Every node of a sheet.
pub(crate) fn sheet<'m>(of: &'m Sheet, v: &mut impl Visitor<'m>) {
    each(&of.applies_if, test, v);
    each(&of.sections, section, v);
}

fn section<'m>(of: &'m Section, v: &mut impl Visitor<'m>) {
    each(&of.weight, quantity, v);
    each(&of.up_to, quantity, v);
    for indicator in &of.indicators {
        each([&indicator.up_to, &indicator.points], quantity, v);
    }
}

fn deadline<'m>(of: &'m Deadline, v: &mut impl Visitor<'m>) {
    v.parameter(of.calendar);
    quantity(&of.from, v);
    each(&of.working_days, quantity, v);
    step(&of.step, v);
}

fn step<'m>(of: &'m Step, v: &mut impl Visitor<'m>) {
    for part in [&of.years, &of.months, &of.days].into_iter().flatten() {
        quantity(part, v);
    }
}
