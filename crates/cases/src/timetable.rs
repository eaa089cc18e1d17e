//! What the last day of a call fixes besides itself: the days by which, counted back from it, things have to be done.
//!
//! They are worked out from the terms of the call and the calendars alone, so they can be shown before there is any
//! case, and before the call goes out.

use guohe_rules::{
    prose::{self, Lang},
    syntax::Words,
};
use jiff::civil::{Date, Time};
use serde_json::json;

use crate::{
    law::Law,
    parameter::Entered,
    procedure::{Level, Stage},
    refusal::words,
    round::{CALL, Terms},
    rulebook::{Asked, Because, Day},
    term::Until,
};

/// The end of a stage that is counted back from the last day of a call.
#[derive(Debug, Clone)]
pub struct Inner<'l> {
    /// The stage.
    pub stage: &'l Stage,
    /// The last day, at the latest: a term that also runs from the day on which the stage is entered may end before.
    pub day: Result<Day, Because>,
    /// Until which minute of it.
    pub at: Option<Time>,
    /// The rule in words.
    pub rule: Words,
}

impl Inner<'_> {
    /// The end, where it is known.
    pub fn until(&self) -> Option<Until> {
        Some(Until { day: self.day.as_ref().ok()?.day, at: self.at })
    }
}

/// The ends of stages that are counted back from the last day of a call, in the order of the procedure; none for a call
/// without a last day.
pub fn inner<'l>(law: &'l Law, terms: &Terms, entered: &Entered) -> Vec<Inner<'l>> {
    let Some(closes_on) = terms.closes() else { return Vec::new() };
    let facts = json!({
        "round": terms.as_facts(),
        "facts": {CALL: terms.days_as_facts()},
    });
    let asked = Asked::of((&law.pack, entered), &facts, "", closes_on, Level::Declared);
    let stages = law.procedure.stages.iter().filter(|stage| law.counts_back(stage));
    let found = stages.filter_map(|stage| {
        let due = stage.due.as_ref()?;
        let quantity = asked.compiled(due)?;
        let told = |lang| prose::quantity(&law.pack, &quantity, lang);
        let rule = words(told(Lang::Zh), told(Lang::En));
        let at = stage.due_at.as_ref().map(|at| at.value);
        Some(Inner { stage, day: asked.day(due), at, rule })
    });
    found.collect()
}

impl Law {
    /// Whether the end of a stage is counted from the days of the call.
    pub fn counts_back(&self, stage: &Stage) -> bool {
        stage.due.as_ref().is_some_and(|due| self.rests_on(due, CALL))
    }
}

/// Until when applications are handed in: the day on which the call closes, or an earlier one that the first stage
/// names. Where that day cannot be worked out, the call still closes.
pub fn handing_in(law: &Law, terms: &Terms, entered: &Entered) -> (Option<Date>, Option<Time>) {
    let Some(closes_on) = terms.closes() else { return (None, None) };
    let first = law.procedure.first();
    let minute = first.and_then(|stage| stage.due_at.as_ref()).map(|at| at.value);
    let Some(stage) = first.filter(|stage| stage.due.is_some()) else {
        return (Some(closes_on), minute);
    };
    let inner = inner(law, terms, entered);
    let own = inner.iter().find(|inner| inner.stage.id == stage.id).and_then(Inner::until);
    match own.filter(|until| until.day <= closes_on) {
        Some(until) => (Some(until.day), minute),
        None => (Some(closes_on), None),
    }
}
