//! The conjunction of all conditions of a type (inventory §0.6, ruling 2).

use std::sync::Arc;

use super::{
    ClauseResult, Overall, Report,
    clause::{self, Matter, Readings, Workbench},
    joint::{self, Conjunct},
};
use crate::{
    eval::Setting,
    model::Clause,
    pack::Pack,
    syntax::{Blocked, Class, Modality},
    value::Reasons,
};

/// So many results there commonly are.
const COMMONLY: usize = 32;

/// The result of a type. What clauses come to that do not lean on the type is taken from the reports on other
/// types of the same situation, where they have it.
pub(super) fn evaluate<'p>(
    pack: &'p Pack,
    at: Setting<'_>,
    kind: usize,
    (others, bench): (&[Report<'p>], &mut Workbench<'p>),
) -> Report<'p> {
    let mut decided = |place, matter, bar| {
        let known = known(pack, place, bar, others);
        known.unwrap_or_else(|| Arc::new(clause::decided(matter, at, bar, bench)))
    };
    let mut results = Vec::with_capacity(COMMONLY);
    let mut unknown = Vec::new();
    for (place, condition) in pack.conditions(kind) {
        if condition.is_condition()
            && let Some(matter) = Matter::rule(pack, condition)
        {
            results.push(decided(place, matter, false));
            unknown.extend(lacking((place, matter), at, &results));
        }
        if condition.bars(Blocked::Apply)
            && let Some(matter) = Matter::bar(pack, condition)
        {
            results.push(decided(place, matter, true));
            unknown.extend(lacking((place, matter), at, &results));
        }
    }
    let mut overall = together(&results);
    let by_conjunction = overall == Overall::Undetermined
        && unknown.len() > 1
        && joint::is_impossible(pack, at, &unknown);
    if by_conjunction {
        overall = Overall::NotEligible;
    }
    let all = || pack.clauses.iter().enumerate().filter(|(_, one)| one.applies_to(kind));
    let later = all().filter(|(_, one)| one.bars(Blocked::Certify) && !one.bars(Blocked::Apply));
    let later = later.filter_map(|(place, clause)| Some((place, Matter::bar(pack, clause)?)));
    results.extend(later.map(|(place, matter)| decided(place, matter, true)));
    results.extend(all().filter(|(_, one)| is_priority(one)).filter_map(|(place, clause)| {
        let known = known(pack, place, false, others);
        known.or_else(|| clause::evaluate(pack, at, clause, bench).map(Arc::new))
    }));
    Report { pack, kind, overall, by_conjunction, results }
}

/// What a clause came to for another type, where that is the same for each.
fn known<'p>(
    pack: &Pack,
    place: usize,
    bar: bool,
    others: &[Report<'p>],
) -> Option<Arc<ClauseResult<'p>>> {
    if others.is_empty() || pack.readers.leans_on_type(place, pack.kind) {
        return None;
    }
    let clause = pack.clauses.get(place)?;
    let applied = others.iter().filter(|other| clause.applies_to(other.kind));
    let same = |one: &&Arc<ClauseResult<'_>>| one.bar == bar && std::ptr::eq(one.clause, clause);
    applied.rev().find_map(|other| other.results.iter().find(same)).cloned()
}

fn is_priority(clause: &Clause) -> bool {
    clause.written.class == Class::PriorityPreference && clause.rule.is_some()
}

/// A hard condition that lacks a fact takes part in the exact pass over the conjunction.
fn lacking<'p>(
    (place, matter): (usize, Matter<'p>),
    at: Setting<'_>,
    results: &[Arc<ClauseResult<'p>>],
) -> Option<Conjunct<'p>> {
    let missing = results.last().is_some_and(|r| r.truth.reasons().has(Reasons::MISSING_FACT));
    let takes_part = missing && matter.clause.written.modality == Modality::Hard;
    takes_part.then(|| Conjunct {
        matter,
        readings: Readings::of(matter.pack, matter.clause, at),
        fields: matter.pack.readers.fields_of(place),
    })
}

/// Not met of a hard condition, then undetermined, then to be judged or waived, then eligible.
fn together(results: &[Arc<ClauseResult<'_>>]) -> Overall {
    results.iter().map(|result| result.weight()).max().unwrap_or(Overall::Eligible)
}
