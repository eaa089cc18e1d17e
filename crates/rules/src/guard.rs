//! Tests and dates outside clauses: the guards and deadlines of a procedure, in the same language.
//!
//! A guard is compiled once, when its file is read, and checked as often as an act is tried; readings are
//! the ground ones, because a procedure cannot wait on an open reading.

use std::sync::Arc;

use jiff::civil::Date;

use crate::{
    calendar,
    compile::Compiler,
    diagnostic::Diagnostic,
    eval::{
        Open, Opens, Run, Scope, set,
        trace::{Trace, Tracer},
    },
    model::{Path, Quantity, QuantityKind, Test, date_of},
    pack::{Calendar, Pack, ParamValue},
    situation::Situation,
    syntax::{self, Term},
    value::{Num, Range, Truth},
    vocabulary::Kind,
    walk,
    yaml::Located,
};

/// What became of a guard.
#[derive(Debug, Clone)]
pub struct Checked<'p> {
    /// Whether it holds.
    pub truth: Truth,
    /// What was looked at, and what is open.
    pub trace: Trace<'p>,
}

/// What is known of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The day, when it is exact.
    pub day: Option<Date>,
    /// What would have to be known for it.
    pub opens: Vec<Open>,
    /// For a period of working days: the day it was counted from, how many, and each day of the count.
    pub count: Option<calendar::WorkingDays>,
}

/// Resolves a test that stands in another file of the pack.
///
/// # Errors
/// Everything that does not fit.
pub fn compile_test(
    pack: &Pack,
    file: &str,
    written: &Located<syntax::Test>,
) -> Result<Test, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let test = Compiler::new(&pack.names, &Arc::from(file), None, &mut findings).test(written);
    test.ok_or(findings)
}

/// Resolves a date that stands in another file of the pack.
///
/// # Errors
/// Everything that does not fit.
pub fn compile_date(
    pack: &Pack,
    file: &str,
    written: &Located<syntax::Quantity>,
) -> Result<Quantity, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let mut compiler = Compiler::new(&pack.names, &Arc::from(file), None, &mut findings);
    let quantity = compiler.of_kind(written, &Kind::Date);
    quantity.ok_or(findings)
}

/// Checks a guard.
pub fn check<'p>(pack: &'p Pack, at: &Situation, guard: &'p Test) -> Checked<'p> {
    let mut tracer = Tracer::default();
    let truth = set(pack, at, |setting| {
        Run::on_ground(pack, setting).test(guard, &mut Scope::new(), &mut tracer)
    });
    Checked { truth, trace: tracer.trace }
}

/// Computes a date, with the arithmetic of a count of working days.
pub fn date(pack: &Pack, at: &Situation, quantity: &Quantity) -> Dated {
    set(pack, at, |setting| {
        let run = Run::on_ground(pack, setting);
        let mut opens = Opens::default();
        let range = run.quantity(quantity, &mut Scope::new(), &mut opens);
        let day = range.known().and_then(Num::as_whole).and_then(date_of);
        let count = day.and_then(|_| counted(&run, at, quantity));
        Dated { day, opens: opens.0.into_vec(), count }
    })
}

/// Resolves a quantity of any kind that stands in another file of the pack.
///
/// # Errors
/// Everything that does not fit.
pub fn compile_quantity(
    pack: &Pack,
    file: &str,
    written: &Located<syntax::Quantity>,
) -> Result<Quantity, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let file = Arc::from(file);
    let quantity = Compiler::new(&pack.names, &file, None, &mut findings).quantity(written);
    quantity.ok_or(findings)
}

/// What is known of a quantity, and what would have to be known for more.
pub fn quantity(pack: &Pack, at: &Situation, quantity: &Quantity) -> (Range, Vec<Open>) {
    set(pack, at, |setting| {
        let mut opens = Opens::default();
        let run = Run::on_ground(pack, setting);
        (run.quantity(quantity, &mut Scope::new(), &mut opens), opens.0.into_vec())
    })
}

/// Whether a quantity reads facts of a record, named by its singular noun.
pub fn reads(pack: &Pack, of: &Quantity, record: &str) -> bool {
    struct Looks(u16, bool);
    impl walk::Visitor<'_> for Looks {
        fn path(&mut self, path: &Path) {
            self.1 |= path.root == self.0;
        }
    }
    let Some(record) = pack.names.vocabulary.record(record) else { return false };
    let mut looks = Looks(record, false);
    walk::quantity(of, &mut looks);
    looks.1
}

/// The days of a count of working days, for people to check.
fn counted(
    run: &Run<'_, '_>,
    at: &Situation,
    quantity: &Quantity,
) -> Option<calendar::WorkingDays> {
    let QuantityKind::Deadline(deadline) = &quantity.what else { return None };
    let ParamValue::Calendar(calendar) = at.parameters.get(deadline.calendar) else { return None };
    let whole = |range: Range| range.known().and_then(Num::as_whole);
    let days = whole(run.bare_quantity(deadline.working_days.as_ref()?))?;
    let from = whole(run.bare_quantity(&deadline.from)).and_then(date_of)?;
    let days = u32::try_from(days).ok()?;
    let way = calendar::Way { back: deadline.back, count_first: deadline.count_first_day };
    calendar::working_days(calendar, from, days, way).ok()
}

/// The last day for the answer to a question that was asked on a day; none where the slot sets no term, or the
/// calendar of a year that the count needs is not known.
pub fn answer_due(pack: &Pack, at: &Situation, slot: &str, asked: Date) -> Option<Date> {
    let slot = pack.names.slot(slot).and_then(|at| pack.names.slot_def(at))?;
    match slot.term? {
        Term::Days(days) => Some(calendar::shifted(asked, 0, 0, i64::from(days))),
        Term::WorkingDays(days) => {
            let of_pack = calendar(pack, at)?;
            let (days, way) = (u32::from(days), calendar::Way::default());
            calendar::working_days(of_pack, asked, days, way).ok().map(|counted| counted.end)
        }
    }
}

/// The calendar of the pack, for those who show days off.
pub fn calendar<'s>(pack: &Pack, at: &'s Situation) -> Option<&'s Calendar> {
    let parameter = pack.names.parameter(&pack.file.calendar)?;
    let value = at.parameters.get(parameter);
    if let ParamValue::Calendar(calendar) = value { Some(calendar) } else { None }
}
