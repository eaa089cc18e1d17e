//! Duties: what triggers them, the years for which they are owed, when they are due.

use super::Compiler;
use crate::{
    diagnostic::words,
    model::{Duty, Quantity, Rows},
    syntax::{self, EachYear},
    vocabulary::Kind,
};

impl Compiler<'_> {
    /// A duty with its rows, its years, due day, day of fulfilment and form.
    pub fn duty(&mut self, written: &syntax::Duty) -> Option<Duty> {
        let rows: Rows = self.rows(&written.for_each, written.filter.as_deref())?;
        let years = match &written.each_year {
            Some(years) => Some(self.years(rows.record, years)?),
            None => None,
        };
        self.scope.push(rows.record);
        let outer = std::mem::replace(&mut self.in_period, years.is_some());
        let due = written.due.as_ref().map(|due| self.of_kind(due, &Kind::Date));
        self.in_period = outer;
        let done_on = self.fact(&written.done_on);
        let form = written.form.as_deref().map(|form| self.test(form));
        self.scope.pop();
        let due = match due {
            Some(due) => Some(due?),
            None => None,
        };
        let form = match form {
            Some(form) => Some(Box::new(form?)),
            None => None,
        };
        Some(Duty { rows, years, due, done_on: done_on?, form })
    }

    fn years(&mut self, record: u16, written: &EachYear) -> Option<(u16, Quantity, Quantity)> {
        let (field, kind) = self.field(record, &written.year)?;
        if kind != Kind::Year {
            let name = &written.year;
            let message = words(format!("“{name}”不是年份"), format!("`{name}` is not a year"));
            return self.say("unit-mismatch", name.place, message);
        }
        let from = self.of_kind(&written.from, &Kind::Year);
        let to = self.of_kind(&written.to, &Kind::Year);
        Some((field, from?, to?))
    }
}
