//! The shortfall: minimal sets of changes that would satisfy a clause that fails, and the earliest day.
//!
//! A plan is drawn up from the tree of the rule (one limb of a disjunction, every failing limb of a
//! conjunction), carried out on a copy of the facts, and kept only when the clause then holds. What cannot
//! be changed — the past, a registered seat — yields no plan but the passing of time, where time helps.

mod apply;
mod plan;

use jiff::civil::Date;

use crate::{
    compile::{Looks, Reads},
    eval::{Memo, Observer, Open, Opens, Quiet, Setting, set},
    facts::CellRef,
    model::{Op, Quantity, Rows},
    pack::Pack,
    report::{ClauseResult, Matter, Outcome},
    situation::{Answer, Situation},
    value::{Num, RowRef, Truth},
};

/// Judgements that are taken to be yes, each with the row that it is about.
type Assumed = Vec<(u16, Option<RowRef>)>;

/// At most so many plans are offered.
const MOST_PLANS: usize = 4;

/// One thing to do.
#[derive(Debug, Clone)]
pub enum Action<'p> {
    /// Add so many rows that pass a filter.
    AddRows {
        /// The list and its filter.
        rows: &'p Rows,
        /// How many.
        count: u32,
        /// The fields by which rows must differ from those that are there, by path; empty when any row counts.
        distinct: bool,
        /// Within these days, when the rule asks for a period: first and last.
        period: Option<(Date, Date)>,
    },
    /// Add to a sum over rows that pass a filter.
    AddAmount {
        /// The list and its filter.
        rows: &'p Rows,
        /// What is added up.
        value: &'p Quantity,
        /// How much more, in base units.
        amount: Num,
        /// Within these days.
        period: Option<(Date, Date)>,
    },
    /// Bring a number to a value.
    Reach {
        /// The fact.
        cell: CellRef,
        /// How it must stand to the value.
        op: Op,
        /// The value, in base units.
        value: Num,
    },
    /// Make a coded fact one of these.
    Become {
        /// The fact.
        cell: CellRef,
        /// The codes that pass.
        codes: &'p [u16],
    },
    /// Make a yes-or-no fact yes.
    MakeTrue {
        /// The fact.
        cell: CellRef,
    },
    /// Provide a fact.
    Provide {
        /// The fact.
        cell: CellRef,
    },
}

/// A minimal set of things to do, with the first day on which the clause then holds.
#[derive(Debug, Clone)]
pub struct Repair<'p> {
    /// What to do; nothing when time alone helps.
    pub actions: Vec<Action<'p>>,
    /// The earliest reference date, when it is later than that of the situation.
    pub earliest: Option<Date>,
    /// Judgements that the plan takes to be yes.
    pub assumes: Vec<(u16, Option<RowRef>)>,
    /// Whether the applicant can do it: none of the facts is one that cannot be changed.
    pub actionable: bool,
}

/// The plans for a clause that fails, each verified; the shortest and earliest first.
pub(crate) fn of<'p>(
    matter: Matter<'p>,
    at: Setting<'_>,
    result: &ClauseResult<'p>,
) -> Vec<Repair<'p>> {
    if !matches!(result.outcome, Outcome::NotMet | Outcome::Waived) {
        return Vec::new();
    }
    let mut all = Vec::new();
    let plans = plan::Planner::new(matter.pack, at).plans(matter.rule);
    let looks = if plans.is_empty() { None } else { looks(matter) };
    for plan in plans {
        debug_assert_eq!(
            supposed(matter, at, &plan, looks),
            supposed(matter, at, &plan, None),
            "{} sees what it does not look at",
            matter.clause.written.id.value
        );
        if let Some(repair) = verified(matter, at, plan, looks) {
            all.push(repair);
        }
    }
    all.sort_by_key(|repair| (!repair.actionable, repair.earliest, size(&repair.actions)));
    all.truncate(MOST_PLANS);
    all
}

/// The situation with what a repair asks for carried out, and the judgements that it takes to be yes; `None`
/// when it cannot be.
pub(crate) fn carried_out<'p>(
    pack: &'p Pack,
    at: &Situation,
    repair: &Repair<'p>,
) -> Option<Situation> {
    let actions = &repair.actions;
    let mut mended = done(pack, at, repair.earliest, actions)?;
    for (slot, row) in &repair.assumes {
        match row {
            Some(row) => mended.judgements.set_row(*slot, *row, Answer::Yes),
            None => mended.judgements.set(*slot, Answer::Yes),
        }
    }
    Some(mended)
}

/// The situation with one row more that passes a filter; `None` when none can be made.
pub(crate) fn with_row<'p>(pack: &'p Pack, at: &Situation, rows: &'p Rows) -> Option<Situation> {
    done(pack, at, None, &[Action::AddRows { rows, count: 1, distinct: true, period: None }])
}

fn done<'p>(
    pack: &'p Pack,
    at: &Situation,
    on: Option<Date>,
    actions: &[Action<'p>],
) -> Option<Situation> {
    let mended = on.map_or_else(|| at.clone(), |on| at.clone().moved_to(on));
    set(pack, at, |setting| {
        let mut worker = apply::Worker::new(pack, mended, setting, None);
        actions.iter().try_for_each(|action| worker.carry_out(action))?;
        Some(worker.done().0)
    })
}

/// The first later day on which a test that fails holds with the facts as they are; none when it does not come.
pub(crate) fn free_on(matter: Matter<'_>, at: Setting<'_>) -> Option<Date> {
    plan::Planner::new(matter.pack, at).first_day(matter.rule)
}

/// How much there is to do: rows count singly.
fn size(actions: &[Action<'_>]) -> u32 {
    let one = |action: &Action<'_>| match action {
        Action::AddRows { count, .. } => *count,
        Action::AddAmount { .. }
        | Action::Reach { .. }
        | Action::Become { .. }
        | Action::MakeTrue { .. }
        | Action::Provide { .. } => 1,
    };
    actions.iter().map(one).sum()
}

/// What a clause looks at; none where it does not stand in the pack as it is.
fn looks(matter: Matter<'_>) -> Option<Looks<'_>> {
    let place = matter.pack.place_of(matter.clause)?;
    matter.pack.readers.looks_of(usize::from(place))
}

/// Carries out a plan on a copy of the facts; kept only when the clause then holds.
fn verified<'p>(
    matter: Matter<'p>,
    at: Setting<'_>,
    plan: plan::Plan<'p>,
    looks: Option<Looks<'p>>,
) -> Option<Repair<'p>> {
    let (holds, assumes) = supposed(matter, at, &plan, looks)?;
    let actionable = plan.actions.iter().all(|action| is_actionable(matter, action));
    (holds == Truth::True).then_some(Repair {
        actions: plan.actions,
        earliest: plan.on,
        assumes,
        actionable,
    })
}

/// What the clause comes to once a plan is carried out on a copy of the facts, and the judgements that are taken
/// to be yes.
fn supposed<'p>(
    matter: Matter<'p>,
    at: Setting<'_>,
    plan: &plan::Plan<'p>,
    looks: Option<Looks<'p>>,
) -> Option<(Truth, Assumed)> {
    let mut mended = at.at.clone();
    if let Some(on) = plan.on {
        mended = mended.moved_to(on);
    }
    let mut worker = apply::Worker::new(matter.pack, mended, at, looks);
    for action in &plan.actions {
        worker.carry_out(action)?;
    }
    let (mut mended, memo, mut assumes) = worker.done();
    let mut holds = then(matter, at, (&mended, &memo), &mut Quiet);
    if plan::pending(holds) {
        let open = judgements_open(matter, at, (&mended, &memo));
        for (slot, row) in &open {
            match row {
                Some(row) => mended.judgements.set_row(*slot, *row, Answer::Yes),
                None => mended.judgements.set(*slot, Answer::Yes),
            }
        }
        assumes.extend(open);
        memo.changed(Reads::ANSWERS);
        holds = then(matter, at, (&mended, &memo), &mut Quiet);
    }
    // What is remembered of the situation at hand must not show in the supposed one.
    debug_assert_eq!(
        holds,
        then(matter, at, (&mended, &Memo::new(matter.pack)), &mut Quiet),
        "{} is remembered wrongly",
        matter.clause.written.id.value
    );
    Some((holds, assumes))
}

/// What the clause comes to once a plan is carried out, under the ground reading.
fn then<'p, O: Observer<'p>>(
    matter: Matter<'p>,
    at: Setting<'_>,
    (mended, memo): (&Situation, &Memo),
    o: &mut O,
) -> Truth {
    let then = Setting { at: mended, on: mended.on(), memo, ground: at.ground };
    matter.under(then, at.ground, o)
}

/// What people must still judge once a plan is carried out.
fn judgements_open(
    matter: Matter<'_>,
    at: Setting<'_>,
    mended: (&Situation, &Memo),
) -> Vec<(u16, Option<RowRef>)> {
    let mut opens = Opens::default();
    then(matter, at, mended, &mut opens);
    let judgement = |open: &Open| match *open {
        Open::Judgement(slot, row) => Some((slot, row)),
        Open::Fact(_)
        | Open::List(_)
        | Open::Parameter(..)
        | Open::Reading(_)
        | Open::Document(_) => None,
    };
    opens.0.iter().filter_map(judgement).collect()
}

fn is_actionable(matter: Matter<'_>, action: &Action<'_>) -> bool {
    let cell = match action {
        Action::AddRows { .. } | Action::AddAmount { .. } => return true,
        Action::Reach { cell, .. }
        | Action::Become { cell, .. }
        | Action::MakeTrue { cell }
        | Action::Provide { cell } => cell,
    };
    let field = matter.pack.names.vocabulary.field_def(cell.at.record, cell.field);
    field.is_some_and(|field| !field.written.given)
}
