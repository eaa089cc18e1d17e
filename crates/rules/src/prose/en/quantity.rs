//! Quantities in English.

use super::{En, OTHER_READINGS, and_list};
use crate::{
    model::{Deadline, Quantity, QuantityKind, Rows, Step},
    prose::{amount, lookup, passage::marked},
    value::Num,
    vocabulary::Kind,
};

impl En<'_> {
    /// A quantity as a noun.
    pub(super) fn quantity(&mut self, quantity: &Quantity) -> String {
        match &quantity.what {
            QuantityKind::Constant(n, literal) => {
                amount::constant(*n, literal, &quantity.kind, self.at.lang)
            }
            QuantityKind::ReferenceDate => "the reference date".to_owned(),
            QuantityKind::PeriodEnd => format!("the last day of {}", self.period),
            QuantityKind::Fact(path) => self.path(path),
            QuantityKind::Count(rows, keys) => {
                let text = self.rows(rows);
                format!("the number of {text}{}", self.distinct(rows.record, keys))
            }
            QuantityKind::Sum(rows, value, keys) => {
                let (text, value) = (self.rows(rows), self.of_row(rows, value));
                format!("the sum of {value} over {text}{}", self.distinct(rows.record, keys))
            }
            QuantityKind::Lowest(rows, value) => self.extreme(rows, value, "earliest", "least"),
            QuantityKind::Highest(rows, value) => self.extreme(rows, value, "latest", "greatest"),
            QuantityKind::Lookup { record, key, equals, value } => {
                self.lookup((*record, *key, *value), equals)
            }
            QuantityKind::Param(at, year) => self.param(*at, year.as_deref()),
            QuantityKind::Ratio(pair) => {
                format!("the ratio of {} to {}", self.quantity(&pair.0), self.quantity(&pair.1))
            }
            QuantityKind::Growth(pair) => {
                format!("the growth from {} to {}", self.quantity(&pair.0), self.quantity(&pair.1))
            }
            QuantityKind::Total(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.quantity(part)).collect();
                format!("the total of {}", and_list(&parts))
            }
            QuantityKind::Difference(pair) => self.difference(&pair.0, &pair.1),
            QuantityKind::Band(table, by) => {
                format!("the amount set for {} by the {}", self.quantity(by), self.at.title(*table))
            }
            QuantityKind::Shift(date, step) => {
                let moved = self.moved(step);
                format!("the day {moved} {}", self.quantity(date))
            }
            QuantityKind::Deadline(deadline) => self.deadline(deadline),
            QuantityKind::YearBefore(back) => year_before(*back),
            QuantityKind::YearOf(date) => format!("the year of {}", self.quantity(date)),
            QuantityKind::YearEnd(year) => format!("31 December of {}", self.quantity(year)),
            QuantityKind::LongestRun { rows, year, skip_empty_years } => {
                self.longest_run(rows, *year, *skip_empty_years)
            }
            QuantityKind::Scaled(_)
            | QuantityKind::LeastOf(_)
            | QuantityKind::GreatestOf(_)
            | QuantityKind::Depending(_)
            | QuantityKind::Points(_)
            | QuantityKind::Score(_)
            | QuantityKind::HeldThrough(_) => self.pointed(quantity),
            QuantityKind::Readings(register, options) => {
                let Some(one) = self.at.option(*register, options) else { return String::new() };
                marked(self.quantity(one), OTHER_READINGS)
            }
        }
    }

    fn lookup(&mut self, (record, key, value): (u16, u16, u16), equals: &Quantity) -> String {
        let sought = self.quantity(equals);
        let by_year = self.at.field(record, key).is_some_and(|field| field.kind == Kind::Year);
        let by = if by_year {
            format!("for {sought}")
        } else {
            format!("where the {} is {sought}", self.at.field_name(record, key))
        };
        let name = self.at.field_name(record, value);
        if self.at.is_unique(name) {
            return format!("the {name} {by}");
        }
        format!("the {name} {by} in the {}", self.at.plural(record))
    }

    fn longest_run(&mut self, rows: &Rows, year: u16, skip_empty_years: bool) -> String {
        let text = self.rows(rows);
        let year = self.at.field_name(rows.record, year);
        let gap = if skip_empty_years { "are passed over" } else { "break the run" };
        format!(
            "the longest run of consecutive years, by {year}, among {text} (years without any \
             entry {gap})"
        )
    }

    fn of_row(&mut self, rows: &Rows, value: &Quantity) -> String {
        self.within(rows.record, |en| en.quantity(value))
    }

    fn extreme(
        &mut self,
        rows: &Rows,
        value: &Quantity,
        of_dates: &str,
        of_numbers: &str,
    ) -> String {
        let (text, of_row) = (self.rows(rows), self.of_row(rows, value));
        let word =
            if matches!(value.kind, Kind::Date | Kind::Year) { of_dates } else { of_numbers };
        let of_row = of_row.strip_prefix("the ").unwrap_or(&of_row);
        format!("the {word} {of_row} among {text}")
    }

    fn difference(&mut self, left: &Quantity, right: &Quantity) -> String {
        let (a, b) = (self.quantity(left), self.quantity(right));
        if left.kind == Kind::Date {
            format!("the number of days from {b} to {a}")
        } else {
            format!("the difference between {a} and {b} (the first less the second)")
        }
    }

    fn param(&mut self, at: u16, year: Option<&Quantity>) -> String {
        let title = self.at.title(at);
        match year {
            Some(year) => format!("the {title} for {}", self.quantity(year)),
            None => format!("the {title}"),
        }
    }

    /// A number before a noun, and where it comes from when it is no constant.
    pub(super) fn many(&mut self, n: &Quantity) -> (String, String) {
        if let QuantityKind::Constant(n, _) = &n.what {
            return (amount::decimal(*n), String::new());
        }
        let source = self.quantity(n);
        let QuantityKind::Param(at, None) = &n.what else {
            return ("so many".to_owned(), format!("namely {source}"));
        };
        match self.at.value(*at) {
            Some(n) => (amount::decimal(n), format!("by {source}")),
            None => ("so many".to_owned(), format!("by {source}, not entered yet")),
        }
    }

    /// "3 years after", "1 day before".
    fn moved(&mut self, step: &Step) -> String {
        let parts = [(&step.years, "year"), (&step.months, "month"), (&step.days, "day")];
        let parts: Vec<String> = parts
            .into_iter()
            .filter_map(|(part, unit)| part.as_deref().map(|part| (part, unit)))
            .map(|(part, unit)| {
                if let Some(back) = amount::backward(part) {
                    return format!("{} before", times(&amount::decimal(back), unit));
                }
                let (n, source) = self.many(part);
                format!("{}{} after", times(&n, unit), bracketed(&source))
            })
            .collect();
        parts.join(" and then ")
    }

    fn deadline(&mut self, deadline: &Deadline) -> String {
        let from = self.quantity(&deadline.from);
        let first = if deadline.count_first_day {
            "that day being the first"
        } else {
            "that day not counted"
        };
        let roll = match (deadline.roll, deadline.back) {
            (false, _) => "",
            (true, false) => ", a last day that is a day of rest moving to the next working day",
            (true, true) => ", a last day that is a day of rest moving to the working day before",
        };
        let calendar = self.at.title(deadline.calendar);
        let length = match &deadline.working_days {
            Some(days) => {
                let (n, source) = self.many(days);
                format!("{}{}", times(&n, "working day"), bracketed(&source))
            }
            None => self.length(&deadline.step),
        };
        let way = if deadline.back { "counted back from" } else { "from" };
        format!(
            "the last day of the period of {length} {way} {from} ({first}; by the {calendar}{roll})"
        )
    }

    fn length(&mut self, step: &Step) -> String {
        let parts = [(&step.years, "year"), (&step.months, "month"), (&step.days, "day")];
        let mut all = Vec::new();
        for (part, unit) in parts {
            if let Some(part) = part.as_deref() {
                let (n, source) = self.many(part);
                all.push(format!("{}{}", times(&n, unit), bracketed(&source)));
            }
        }
        and_list(&all)
    }

    /// A count that is compared with a constant: "there are at least 5 events …".
    pub(super) fn counted(
        &mut self,
        words: &str,
        left: &Quantity,
        right: &Quantity,
    ) -> Option<String> {
        let QuantityKind::Constant(n, _) = right.what else { return None };
        let QuantityKind::Count(rows, keys) = &left.what else {
            let unit = lookup::counter_of(self.at, left)?;
            let unit = if n == Num::ONE { unit.one } else { unit.many };
            return Some(format!(
                "{} is {words} {} {unit}",
                self.quantity(left),
                amount::decimal(n)
            ));
        };
        let text = self.rows(rows);
        let keys = self.distinct(rows.record, keys);
        let are = if n == Num::ONE { "there is" } else { "there are" };
        let digits = amount::number(n, &right.kind, self.at.lang);
        let text = if n == Num::ONE { self.singular(rows.record, &text) } else { text };
        Some(format!("{are} {words} {digits} {text}{keys}"))
    }

    /// "1 event that counts" for "1 events that count".
    fn singular(&self, record: u16, text: &str) -> String {
        let (name, plural) = (self.at.record_name(record), self.at.plural(record));
        let rest = text.strip_prefix(&plural).unwrap_or_default();
        let rest = match rest.strip_prefix(" that count") {
            Some(rest) => format!(" that counts{rest}"),
            None => rest.to_owned(),
        };
        format!("{name}{rest}")
    }
}

fn times(n: &str, unit: &str) -> String {
    if n == "1" { format!("1 {unit}") } else { format!("{n} {unit}s") }
}

fn bracketed(source: &str) -> String {
    if source.is_empty() { String::new() } else { format!(" ({source})") }
}

fn year_before(back: i64) -> String {
    match back {
        0 => "the current year".to_owned(),
        1 => "the previous year".to_owned(),
        back if back < 0 => {
            format!("the year {} after that of the reference date", back.unsigned_abs())
        }
        back => format!("the year {back} years before that of the reference date"),
    }
}
