//! Duties: for each row that triggers one, when it is due and whether it was done.

use std::sync::Arc;

use jiff::civil::Date;

use super::{ClauseResult, Exactness, Outcome, Ranked};
use crate::{
    calendar::year_days,
    eval::{Opens, Run, Scope, Setting, trace::Trace},
    model::{Clause, Duty, date_of},
    pack::Pack,
    value::{Cell, Num, Range, RowRef, Truth},
};

/// One row that triggers a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyRow {
    /// The record whose rows trigger it.
    pub record: u16,
    /// The row; none for a year that has none.
    pub row: Option<RowRef>,
    /// The year for which it is owed, when it is owed year by year.
    pub year: Option<i64>,
    /// The last day in time; none when the text sets no term or it cannot be computed.
    pub due: Option<Date>,
    /// The day it was done.
    pub done_on: Option<Date>,
    /// How it stands.
    pub outcome: Outcome,
}

pub(super) fn evaluate<'p>(
    pack: &'p Pack,
    at: Setting<'_>,
    clause: &'p Clause,
    duty: &'p Duty,
) -> ClauseResult<'p> {
    let run = Run::on_ground(pack, at);
    let mut opens = Opens::default();
    let (rows, open) = rows(&run, duty, &mut opens);
    let outcome = together(&rows, open);
    let applies = match &clause.applies_if {
        Some(test) => run.test(test, &mut Scope::new(), &mut opens),
        None => Truth::True,
    };
    let (outcome, truth) = match (applies, outcome) {
        (Truth::False, _) => (Outcome::NotApplicable, Truth::True),
        (_, Outcome::Done) => (outcome, Truth::True),
        (Truth::Unknown(_), _) => (Outcome::of(applies, clause.written.class), applies),
        (Truth::True, Outcome::Late | Outcome::Missing) => (outcome, Truth::False),
        (Truth::True, _) => (outcome, Truth::MISSING),
    };
    ClauseResult {
        clause,
        bar: false,
        free_on: None,
        truth,
        outcome,
        trace: Arc::new(Trace::default()),
        readings: Vec::new(),
        exact: Exactness::NotNeeded,
        waiver: None,
        waiver_pending: false,
        opens: opens.0.into_iter().map(|open| Ranked { open, decides: 0 }).collect(),
        repairs: Vec::new(),
        duties: rows,
    }
}

fn rows<'p>(run: &Run<'p, '_>, duty: &'p Duty, opens: &mut Opens) -> (Vec<DutyRow>, bool) {
    let mut scope = Scope::new();
    let sifted = run.sift(&duty.rows, &mut scope, opens);
    let mut all = Vec::new();
    for (certain, row) in sifted.rows() {
        let at = RowRef { record: duty.rows.record, row };
        let year = duty.years.as_ref().and_then(|(field, ..)| year_of(run, at, *field));
        let mut scope = year.map_or_else(Scope::new, |year| Scope::new().within(year_days(year)));
        scope.set_row(duty.rows.record, row);
        let mut one = stand(run, duty, &mut scope, opens);
        (one.row, one.year) = (Some(at), year);
        if !certain {
            one.outcome = Outcome::Undetermined;
        }
        all.push(one);
    }
    let rowless = rowless(run, duty, (&all, sifted.open), opens);
    all.extend(rowless);
    all.sort_by_key(|one| one.year);
    (all, sifted.open)
}

fn year_of(run: &Run<'_, '_>, at: RowRef, field: u16) -> Option<i64> {
    run.at.facts.table(at.record)?.cell(at.row, field).number().and_then(Num::as_whole)
}

/// The years for which nothing is on file. While the list may hold more, or the years are not known, nothing
/// can be said of them; a row whose year is unknown may stand for any.
fn rowless<'p>(
    run: &Run<'p, '_>,
    duty: &'p Duty,
    (known, open): (&[DutyRow], bool),
    opens: &mut Opens,
) -> Vec<DutyRow> {
    let Some((_, from, to)) = &duty.years else { return Vec::new() };
    let mut scope = Scope::new();
    let (from, to) = (run.quantity(from, &mut scope, opens), run.quantity(to, &mut scope, opens));
    // Without a first or a last year it is owed for none: nothing has happened yet from which they count.
    if from.absent || to.absent {
        return Vec::new();
    }
    let whole = |year: Range| year.known().and_then(Num::as_whole);
    let record = duty.rows.record;
    let nothing = DutyRow {
        record,
        row: None,
        year: None,
        due: None,
        done_on: None,
        outcome: Outcome::Undetermined,
    };
    let (Some(from), Some(to)) = (whole(from), whole(to)) else { return vec![nothing] };
    let last = to.min(from.saturating_add(MOST_YEARS));
    let unsure = open || known.iter().any(|one| one.year.is_none());
    let missing = (from..=last).filter(|year| !known.iter().any(|one| one.year == Some(*year)));
    missing
        .map(|year| {
            let mut scope = Scope::new().within(year_days(year));
            let due = duty.due.as_ref().map(|due| run.quantity(due, &mut scope, opens));
            let outcome = if unsure { Outcome::Undetermined } else { not_done(run.day, due) };
            let due = due.and_then(Range::known).and_then(civil);
            DutyRow { record, row: None, year: Some(year), due, done_on: None, outcome }
        })
        .collect()
}

/// No duty is looked back upon for longer.
const MOST_YEARS: i64 = 60;

fn stand<'p>(run: &Run<'p, '_>, duty: &'p Duty, scope: &mut Scope, opens: &mut Opens) -> DutyRow {
    let due = duty.due.as_ref().map(|due| run.quantity(due, scope, opens));
    let done = run.value(&duty.done_on, scope, opens);
    let form = match &duty.form {
        Some(form) => run.test(form, scope, opens),
        None => Truth::True,
    };
    let done_day = done.number();
    let outcome = match (done, form) {
        (Cell::Number(_), Truth::Unknown(_)) | (Cell::Unknown, _) => Outcome::Undetermined,
        (Cell::Number(day), Truth::True) => in_time(day, due),
        (_, _) => not_done(run.day, due),
    };
    DutyRow {
        record: duty.rows.record,
        row: None,
        year: None,
        due: due.and_then(Range::known).and_then(civil),
        done_on: done_day.and_then(civil),
        outcome,
    }
}

fn civil(day: Num) -> Option<Date> {
    day.as_whole().and_then(date_of)
}

fn in_time(done: Num, due: Option<Range>) -> Outcome {
    match due {
        None => Outcome::Done,
        Some(due) => match Range::exact(done).compare(due, std::cmp::Ordering::is_le) {
            Truth::True => Outcome::Done,
            Truth::False => Outcome::Late,
            Truth::Unknown(_) => Outcome::DueUnknown,
        },
    }
}

/// A duty that was not done: missing once its term is over, or at once where the text sets none.
fn not_done(today: i64, due: Option<Range>) -> Outcome {
    match due {
        None => Outcome::Missing,
        Some(due) => {
            match Range::exact(Num::whole(today)).compare(due, std::cmp::Ordering::is_le) {
                Truth::True => Outcome::NotYetDue,
                Truth::False => Outcome::Missing,
                Truth::Unknown(_) => Outcome::DueUnknown,
            }
        }
    }
}

/// The worst row decides; without rows the duty has not arisen, unless the list may hold more.
fn together(rows: &[DutyRow], open: bool) -> Outcome {
    const WORST_FIRST: [Outcome; 6] = [
        Outcome::Missing,
        Outcome::Late,
        Outcome::Undetermined,
        Outcome::DueUnknown,
        Outcome::NotYetDue,
        Outcome::Done,
    ];
    let worst = WORST_FIRST.into_iter().find(|word| rows.iter().any(|row| row.outcome == *word));
    match worst {
        Some(worst) => worst,
        None if open => Outcome::Undetermined,
        None => Outcome::NotApplicable,
    }
}
