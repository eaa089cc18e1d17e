//! Every test of a rule as its author wrote it, visited from the outside in.

use crate::{
    syntax::{Clause, Periods, Quantity, QuantityNode, Select, Span, Test, Window},
    yaml::Located,
};

type Filter = Option<Box<Located<Test>>>;

/// Every test of a clause: of its guard, its rule, its bar and its duty.
pub(super) fn of_clause(clause: &Clause) -> Vec<&Located<Test>> {
    let mut found = Vec::new();
    let mut see = |test| found.push(test);
    let tops = [
        clause.applies_if.as_ref(),
        clause.rule.as_ref(),
        clause.bar.as_ref().map(|bar| &bar.test),
    ];
    for top in tops.into_iter().flatten() {
        tests(top, &mut see);
    }
    if let Some(duty) = &clause.duty {
        filter(&duty.filter, &mut see);
        filter(&duty.form, &mut see);
        if let Some(due) = &duty.due {
            quantity(due, &mut see);
        }
    }
    found
}

/// Every test below a test, and the test itself.
fn tests<'t>(test: &'t Located<Test>, see: &mut dyn FnMut(&'t Located<Test>)) {
    see(test);
    match &test.value {
        Test::All(limbs) | Test::Any(limbs) => all(limbs, see),
        Test::AtLeastKOf(k) => all(&k.of, see),
        Test::Not(limb) => tests(limb, see),
        Test::AtLeast(pair)
        | Test::MoreThan(pair)
        | Test::AtMost(pair)
        | Test::LessThan(pair)
        | Test::Equal(pair) => {
            quantity(&pair.0, see);
            quantity(&pair.1, see);
        }
        Test::Within(within) => {
            quantity(&within.date, see);
            window(&within.window, see);
        }
        Test::Overlap(spans) => {
            for one in spans {
                span(one, see);
            }
        }
        Test::Covered(covered) => {
            span(&covered.span, see);
            filter(&covered.filter, see);
        }
        Test::Some(rows) | Test::No(rows) => select(rows, see),
        Test::Each(each) => {
            filter(&each.filter, see);
            tests(&each.test, see);
        }
        Test::EveryPeriod(every) => {
            periods(&every.periods, see);
            tests(&every.test, see);
        }
        Test::Readings(readings) => readings.options.values().for_each(|one| tests(one, see)),
        Test::ByPhase(phases) => phases.values().for_each(|one| tests(one, see)),
        Test::External(external) => filter(&external.until_loaded, see),
        Test::OneOf(_)
        | Test::Is(_)
        | Test::Given(_)
        | Test::Absent(_)
        | Test::InList(_)
        | Test::OwnedBy(_)
        | Test::Same(_)
        | Test::Named(_)
        | Test::Document(_)
        | Test::Judge(_)
        | Test::JudgeRow(_)
        | Test::Refer(_)
        | Test::MetOrWaived(_)
        | Test::Shares(_)
        | Test::Always
        | Test::Never => {}
    }
}

fn all<'t>(limbs: &'t [Located<Test>], see: &mut dyn FnMut(&'t Located<Test>)) {
    for limb in limbs {
        tests(limb, see);
    }
}

fn filter<'t>(filter: &'t Filter, see: &mut dyn FnMut(&'t Located<Test>)) {
    if let Some(filter) = filter {
        tests(filter, see);
    }
}

fn select<'t>(rows: &'t Select, see: &mut dyn FnMut(&'t Located<Test>)) {
    filter(&rows.filter, see);
}

fn window<'t>(of: &'t Window, see: &mut dyn FnMut(&'t Located<Test>)) {
    match of {
        Window::RecentYears(n)
        | Window::CompleteYears(n)
        | Window::CompleteYearsAndCurrent(n)
        | Window::Since(n) => quantity(n, see),
        Window::Between(pair) => {
            quantity(&pair.0, see);
            quantity(&pair.1, see);
        }
        Window::Period => {}
        Window::Readings(readings) => {
            for one in readings.options.values() {
                window(one, see);
            }
        }
    }
}

fn periods<'t>(of: &'t Periods, see: &mut dyn FnMut(&'t Located<Test>)) {
    match of {
        Periods::CompleteYears { last, since } => {
            quantity(last, see);
            if let Some(since) = since {
                quantity(since, see);
            }
        }
        Periods::TwelveMonths { last } => quantity(last, see),
        Periods::Readings(readings) => {
            for one in readings.options.values() {
                periods(one, see);
            }
        }
    }
}

fn span<'t>(of: &'t Span, see: &mut dyn FnMut(&'t Located<Test>)) {
    match of {
        Span::Days { from, to } => {
            quantity(from, see);
            quantity(to, see);
        }
        Span::Window(of) => window(of, see),
    }
}

/// The tests in the filters of a quantity.
fn quantity<'t>(of: &'t Located<Quantity>, see: &mut dyn FnMut(&'t Located<Test>)) {
    let Quantity::Node(node) = &of.value else { return };
    match &**node {
        QuantityNode::Count(count) => filter(&count.filter, see),
        QuantityNode::Sum(sum) => {
            filter(&sum.filter, see);
            quantity(&sum.value, see);
        }
        QuantityNode::Lowest(extreme) | QuantityNode::Highest(extreme) => {
            filter(&extreme.filter, see);
            quantity(&extreme.value, see);
        }
        QuantityNode::LongestRun(run) => filter(&run.filter, see),
        QuantityNode::HeldThrough(through) => {
            filter(&through.filter, see);
            quantity(&through.share, see);
        }
        QuantityNode::Lookup(lookup) => quantity(&lookup.equals, see),
        QuantityNode::Ratio(ratio) => {
            quantity(&ratio.of, see);
            quantity(&ratio.to, see);
        }
        QuantityNode::Growth(growth) => {
            quantity(&growth.from, see);
            quantity(&growth.to, see);
        }
        QuantityNode::Scaled(scaled) => {
            quantity(&scaled.of, see);
            quantity(&scaled.by, see);
        }
        QuantityNode::Depending(either) => {
            see(&either.on);
            quantity(&either.then, see);
            quantity(&either.otherwise, see);
        }
        QuantityNode::Total(parts)
        | QuantityNode::LeastOf(parts)
        | QuantityNode::GreatestOf(parts) => {
            for part in parts {
                quantity(part, see);
            }
        }
        QuantityNode::Difference(pair) => {
            quantity(&pair.0, see);
            quantity(&pair.1, see);
        }
        QuantityNode::Band(band) => quantity(&band.by, see),
        QuantityNode::Shift(shift) => quantity(&shift.date, see),
        QuantityNode::Deadline(deadline) => quantity(&deadline.from, see),
        QuantityNode::YearOf(one) | QuantityNode::YearEnd(one) => quantity(one, see),
        QuantityNode::Readings(readings) => {
            for one in readings.options.values() {
                quantity(one, see);
            }
        }
        QuantityNode::Param(_)
        | QuantityNode::YearBefore(_)
        | QuantityNode::Points(_)
        | QuantityNode::Score(_) => {}
    }
}
