//! Changes of quantities, windows and periods.

use super::{change::Change, edit::Editor};
use crate::{
    model::{Chain, Deadline, Path, Periods, Quantity, QuantityKind, Span, Step, Window, date_of},
    syntax::{Literal, Unit},
    value::Num,
    yaml::Place,
};

/// An amount of whole ten thousands (万元) is moved by one of them: nobody writes it more exactly.
const TEN_THOUSAND: i64 = 10_000;

impl Editor<'_> {
    fn chain(&mut self, chain: &mut Chain) {
        self.filter(&mut chain.rows);
        self.quantity(&mut chain.share);
    }

    /// A quantity and all below it.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of node")]
    pub(super) fn quantity(&mut self, of: &mut Quantity) {
        if self.made.is_some() {
            return;
        }
        let place = of.place;
        match &mut of.what {
            QuantityKind::Constant(number, literal) => self.constant(number, literal, place),
            QuantityKind::Count(rows, keys) => {
                self.keys(keys, place);
                self.filter(rows);
            }
            QuantityKind::Sum(rows, value, keys) => {
                self.keys(keys, place);
                self.filter(rows);
                self.quantity(value);
            }
            QuantityKind::Lowest(rows, value) => {
                if self.is_it(place, || Change::Word { from: "lowest", to: "highest" }) {
                    of.what = QuantityKind::Highest(rows.clone(), value.clone());
                    return;
                }
                self.filter(rows);
                self.quantity(value);
            }
            QuantityKind::Highest(rows, value) => {
                if self.is_it(place, || Change::Word { from: "highest", to: "lowest" }) {
                    of.what = QuantityKind::Lowest(rows.clone(), value.clone());
                    return;
                }
                self.filter(rows);
                self.quantity(value);
            }
            QuantityKind::Lookup { equals, .. } => self.quantity(equals),
            QuantityKind::Param(_, Some(year)) => self.quantity(year),
            QuantityKind::Ratio(pair) => self.sides(pair, "ratio", place),
            QuantityKind::Growth(pair) => self.sides(pair, "growth", place),
            QuantityKind::Difference(pair) => self.sides(pair, "difference", place),
            QuantityKind::Scaled(pair) => {
                self.quantity(&mut pair.0);
                self.quantity(&mut pair.1);
            }
            QuantityKind::Total(parts)
            | QuantityKind::LeastOf(parts)
            | QuantityKind::GreatestOf(parts) => self.quantities(parts),
            QuantityKind::Depending(either) => {
                self.test(&mut either.on);
                self.quantity(&mut either.then);
                self.quantity(&mut either.otherwise);
            }
            QuantityKind::Band(_, by) => self.quantity(by),
            QuantityKind::Shift(date, step) => {
                self.quantity(date);
                self.step(step, place);
            }
            QuantityKind::Deadline(deadline) => self.deadline(deadline, place),
            QuantityKind::YearBefore(back) => self.back(back, place),
            QuantityKind::YearOf(inner) | QuantityKind::YearEnd(inner) => self.quantity(inner),
            QuantityKind::LongestRun { rows, skip_empty_years, .. } => {
                self.flag(skip_empty_years, "skip_empty_years", place);
                self.filter(rows);
            }
            QuantityKind::HeldThrough(chain) => self.chain(chain),
            QuantityKind::Readings(register, options) => {
                self.reading(*register, options, place);
                self.quantities(options);
            }
            QuantityKind::Score(of) => self.put_score(of),
            QuantityKind::ReferenceDate
            | QuantityKind::PeriodEnd
            | QuantityKind::Fact(_)
            | QuantityKind::Points(_)
            | QuantityKind::Param(_, None) => {}
        }
    }

    /// Two quantities whose order matters: they change places, or one of them changes.
    fn sides(&mut self, pair: &mut (Quantity, Quantity), of: &'static str, place: Place) {
        if self.is_it(place, || Change::Swapped { of }) {
            std::mem::swap(&mut pair.0, &mut pair.1);
            return;
        }
        self.quantity(&mut pair.0);
        self.quantity(&mut pair.1);
    }

    fn quantities(&mut self, all: &mut [Quantity]) {
        for one in all {
            self.quantity(one);
        }
    }

    /// A constant, less and more by a step that its unit makes meaningful. Nothing is put below zero.
    fn constant(&mut self, number: &mut Num, literal: &mut Literal, place: Place) {
        for up in [false, true] {
            let Some((value, written)) = moved(*number, literal, up) else { continue };
            let change = || Change::Number { from: literal.clone(), to: written.clone() };
            if self.is_it(place, change) {
                (*number, *literal) = (value, written);
                return;
            }
        }
    }

    fn back(&mut self, back: &mut i64, place: Place) {
        for to in [*back - 1, *back + 1] {
            let change = || Change::Count { of: "year_before", from: *back, to };
            if self.is_it(place, change) {
                *back = to;
                return;
            }
        }
    }

    fn flag(&mut self, flag: &mut bool, key: &'static str, place: Place) {
        let to = !*flag;
        if self.is_it(place, || Change::Flag { key, to }) {
            *flag = to;
        }
    }

    fn keys(&mut self, keys: &mut Vec<Path>, place: Place) {
        for at in 0..keys.len() {
            let Some(key) = keys.get(at) else { return };
            if self.is_it(place, || Change::KeyDropped(key.clone())) {
                keys.remove(at);
                return;
            }
        }
    }

    fn deadline(&mut self, of: &mut Deadline, place: Place) {
        self.quantity(&mut of.from);
        // The last of a number of working days is one itself.
        if of.working_days.is_none() {
            self.flag(&mut of.roll, "roll", place);
        }
        // A period that runs forth is never meant the other way round; one that is counted back may be.
        if of.back {
            self.flag(&mut of.back, "back", place);
        }
        self.flag(&mut of.count_first_day, "count_first_day", place);
        if let Some(working) = &mut of.working_days {
            let change = || Change::Word { from: "working_days", to: "days" };
            if self.is_it(place, change) {
                of.step.days = of.working_days.take().map(Box::new);
                return;
            }
            self.quantity(working);
        } else if of.step.days.is_some()
            && of.step.years.is_none()
            && of.step.months.is_none()
            && self.is_it(place, || Change::Word { from: "days", to: "working_days" })
        {
            of.working_days = of.step.days.take().map(|days| *days);
            return;
        }
        self.step(&mut of.step, place);
    }

    /// How far a date is moved: each part less and more, and years for months where there is only one part.
    fn step(&mut self, step: &mut Step, place: Place) {
        let alone = step.days.is_none() && step.years.is_some() != step.months.is_some();
        let (from, to) =
            if step.years.is_some() { ("years", "months") } else { ("months", "years") };
        if alone && self.made.is_none() && self.is_it(place, || Change::Word { from, to }) {
            std::mem::swap(&mut step.years, &mut step.months);
            return;
        }
        let parts = [&mut step.years, &mut step.months, &mut step.days];
        for part in parts.into_iter().flatten() {
            self.quantity(part);
        }
    }

    /// A window: its kind, and what it is made of.
    pub(super) fn window(&mut self, window: &mut Window, place: Place) {
        if self.made.is_some() {
            return;
        }
        if let Window::RecentYears(n)
        | Window::CompleteYears(n)
        | Window::CompleteYearsAndCurrent(n) = window
        {
            let n = n.clone();
            let others = [
                ("recent_years", Window::RecentYears(n.clone())),
                ("complete_years", Window::CompleteYears(n.clone())),
                ("complete_years_and_current", Window::CompleteYearsAndCurrent(n)),
            ];
            let from = window_word(window);
            for (to, other) in others {
                if to != from && self.is_it(place, || Change::Word { from, to }) {
                    *window = other;
                    return;
                }
            }
        }
        match window {
            Window::RecentYears(n)
            | Window::CompleteYears(n)
            | Window::CompleteYearsAndCurrent(n)
            | Window::Since(n) => self.quantity(n),
            Window::Between(from, to) => {
                self.quantity(from);
                self.quantity(to);
            }
            Window::Period => {}
            Window::Readings(register, options) => {
                self.reading(*register, options, place);
                for option in options {
                    self.window(option, place);
                }
            }
        }
    }

    /// Periods: their kind, from when on, and how many.
    pub(super) fn periods(&mut self, periods: &mut Periods, place: Place) {
        if self.made.is_some() {
            return;
        }
        let other = match periods {
            Periods::CompleteYears(n, _) => {
                Some(("complete_years", "twelve_months", Periods::TwelveMonths(n.clone())))
            }
            Periods::TwelveMonths(n) => {
                Some(("twelve_months", "complete_years", Periods::CompleteYears(n.clone(), None)))
            }
            Periods::Readings(..) => None,
        };
        if let Some((from, to, other)) = other
            && self.is_it(place, || Change::Word { from, to })
        {
            *periods = other;
            return;
        }
        match periods {
            Periods::CompleteYears(last, since) => {
                if since.is_some() && self.is_it(place, || Change::DayDropped { of: "since" }) {
                    *since = None;
                    return;
                }
                self.quantity(last);
                if let Some(since) = since {
                    self.quantity(since);
                }
            }
            Periods::TwelveMonths(last) => self.quantity(last),
            Periods::Readings(register, options) => {
                self.reading(*register, options, place);
                for option in options {
                    self.periods(option, place);
                }
            }
        }
    }

    pub(super) fn span(&mut self, span: &mut Span, place: Place) {
        match span {
            Span::Days(from, to) => {
                self.quantity(from);
                self.quantity(to);
            }
            Span::Window(window) => self.window(window, place),
        }
    }
}

fn window_word(window: &Window) -> &'static str {
    match window {
        Window::RecentYears(_) => "recent_years",
        Window::CompleteYears(_) => "complete_years",
        Window::CompleteYearsAndCurrent(_) => "complete_years_and_current",
        Window::Since(_) => "since",
        Window::Between(..) => "between",
        Window::Period => "period",
        Window::Readings(..) => "readings",
    }
}

/// A constant one step lower or higher, in base units and as it would be written.
fn moved(number: Num, literal: &Literal, up: bool) -> Option<(Num, Literal)> {
    let shifted = |from: Num, by: Num| if up { from.plus(by) } else { from.minus(by) };
    match literal {
        Literal::Date(_) => {
            let value = shifted(number, Num::ONE)?;
            Some((value, Literal::Date(date_of(value.as_whole()?)?)))
        }
        Literal::Number(written, unit) => {
            let by = step_of(*written, *unit);
            let to = shifted(*written, by)?;
            let value = shifted(number, by.times(unit.in_base())?)?;
            (!to.is_negative()).then_some((value, Literal::Number(to, *unit)))
        }
    }
}

/// One unit as it is written: a whole one, or one of the last decimal place; ten thousand yuan for amounts
/// of whole ten thousands.
fn step_of(written: Num, unit: Unit) -> Num {
    let (above, below) = written.parts();
    if unit == Unit::Yuan && below == 1 && above != 0 && above % TEN_THOUSAND == 0 {
        return Num::whole(TEN_THOUSAND);
    }
    let mut places = 1;
    while places % below != 0 && places < 1_000_000 {
        places *= 10;
    }
    Num::ratio(1, places)
}
