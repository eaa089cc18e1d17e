//! What journeys reach of a procedure: every way from stage to stage, and every guard on the side on which
//! it refuses.

use std::collections::BTreeSet;

use guohe_rules::{
    syntax::Test,
    yaml::{Located, Place},
};

use super::script::Never;
use crate::procedure::{Act, BACK, DECIDED, Kind, Outcome, Procedure};

/// A way from a stage by an act to a stage, which may be the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Walk {
    /// The stage in which the act is done.
    pub from: String,
    /// The act.
    pub act: String,
    /// The way out that is chosen, when it has several.
    pub outcome: Option<String>,
    /// The stage to which it leads.
    pub to: String,
}

/// A condition of an act.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Guard {
    /// The act.
    pub act: String,
    /// The way out that it guards; the whole act when absent.
    pub outcome: Option<String>,
    /// The line on which the condition stands, from one.
    pub line: u64,
    /// The column, from one.
    pub column: u64,
}

/// What was reached, and what there is to reach.
#[derive(Debug, Clone, Default)]
pub struct Cover {
    /// Ways that were walked.
    pub walked: BTreeSet<Walk>,
    /// Guards that refused.
    pub refused: BTreeSet<Guard>,
    /// Ways there are.
    pub ways: BTreeSet<Walk>,
    /// Guards there are.
    pub guards: BTreeSet<Guard>,
}

impl Guard {
    fn of(act: &Act, outcome: Option<&Outcome>, place: Place) -> Self {
        Self {
            act: act.id.value.clone(),
            outcome: outcome.map(|outcome| outcome.id.value.clone()),
            line: place.line,
            column: place.column,
        }
    }

    /// The condition of an act that stands at a place.
    pub(super) fn at(act: &Act, place: Place) -> Self {
        let stands = |test: &Located<Test>| test.place == place;
        let guards = |outcome: &&Outcome| outcome.when.as_ref().is_some_and(stands);
        Self::of(act, act.outcomes.iter().find(guards), place)
    }
}

impl Cover {
    pub(super) fn add(&mut self, other: Self) {
        self.walked.extend(other.walked);
        self.refused.extend(other.refused);
    }

    /// Notes what there is to reach in a procedure.
    pub(super) fn expect(&mut self, procedure: &Procedure) {
        for act in &procedure.acts {
            for from in &act.from {
                self.ways.extend(ways(procedure, act, &from.value));
            }
            // What comes on a condition refuses nobody: until it holds, nothing comes.
            let guarding = act.when.as_ref().filter(|_| !act.sets.on_condition);
            let own = guarding.map(|test| Guard::of(act, None, test.place));
            let bars = act.sets.barred_by.iter().map(|bar| Guard::of(act, None, bar.place));
            self.guards.extend(own.into_iter().chain(bars));
            self.guards.extend(act.outcomes.iter().filter_map(|outcome| {
                Some(Guard::of(act, Some(outcome), outcome.when.as_ref()?.place))
            }));
        }
    }

    /// Leaves out what a journey says cannot be reached; false when there is no such thing, or when it was.
    pub(super) fn leave_out(&mut self, never: &Never) -> bool {
        let Never { act, from, outcome, to, refused, .. } = never;
        let same = |own: &Option<String>| outcome.is_none() || own == outcome;
        if *refused {
            let meant = |guard: &Guard| guard.act == act.value && guard.outcome == *outcome;
            let was = self.refused.iter().any(meant);
            let left: Vec<Guard> = self.guards.extract_if(.., |guard| meant(guard)).collect();
            return !left.is_empty() && !was;
        }
        let meant = |way: &Walk| {
            way.act == act.value
                && (from.is_empty() || from.contains(&way.from))
                && same(&way.outcome)
                && to.as_ref().is_none_or(|to| way.to == *to)
        };
        let was = self.walked.iter().any(meant);
        let left: Vec<Walk> = self.ways.extract_if(.., |way| meant(way)).collect();
        !left.is_empty() && !was
    }

    /// Ways that no journey walked.
    pub fn not_walked(&self) -> impl Iterator<Item = &Walk> {
        self.ways.difference(&self.walked)
    }

    /// Guards by which no journey was refused.
    pub fn not_refused(&self) -> impl Iterator<Item = &Guard> {
        self.guards.difference(&self.refused)
    }
}

/// The ways that an act gives from a stage.
fn ways(procedure: &Procedure, act: &Act, from: &str) -> Vec<Walk> {
    let chosen: Vec<Option<&Outcome>> = match act.outcomes.as_slice() {
        [] => vec![None],
        outcomes => outcomes.iter().map(Some).collect(),
    };
    let mut ways = Vec::new();
    for outcome in chosen {
        let written = outcome.and_then(|outcome| outcome.to.as_ref()).or(act.to.as_ref());
        let ends = match written.map(|to| to.value.as_str()) {
            None => vec![from.to_owned()],
            Some(BACK) => senders(procedure, from),
            Some(DECIDED) => decided(procedure, from),
            Some(to) => vec![to.to_owned()],
        };
        ways.extend(ends.into_iter().map(|to| Walk {
            from: from.to_owned(),
            act: act.id.value.clone(),
            outcome: outcome.map(|outcome| outcome.id.value.clone()),
            to,
        }));
    }
    ways
}

/// The stages from which a case is sent to a stage, so that it can go back.
fn senders(procedure: &Procedure, to: &str) -> Vec<String> {
    let sends = |act: &&Act| {
        let away = [Kind::ReturnForCorrection, Kind::PrepareDecision].contains(&act.kind.value);
        let own =
            act.to.iter().chain(act.outcomes.iter().filter_map(|outcome| outcome.to.as_ref()));
        away && own.into_iter().any(|stage| stage.value == to)
    };
    let acts = procedure.acts.iter().filter(sends);
    acts.flat_map(|act| &act.from).map(|from| from.value.clone()).collect()
}

/// The stages to which decisions lead that are confirmed in a stage.
fn decided(procedure: &Procedure, from: &str) -> Vec<String> {
    let outcomes = procedure.acts.iter().flat_map(|act| &act.outcomes);
    let prepared =
        outcomes.filter(|outcome| outcome.to.as_ref().is_some_and(|to| to.value == from));
    prepared.filter_map(|outcome| Some(outcome.then.as_ref()?.value.clone())).collect()
}
