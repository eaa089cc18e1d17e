//! The conjunction of all conditions of a type (inventory §0.6, ruling 2).

use super::{
    Overall, Report,
    clause::{self, Matter, Readings},
    joint::{self, Conjunct},
};
use crate::{
    eval::Setting,
    model::Clause,
    pack::Pack,
    syntax::{Blocked, Class, Modality},
    value::Reasons,
};

pub(super) fn evaluate<'p>(pack: &'p Pack, at: Setting<'_>, kind: usize) -> Report<'p> {
    let mut results = Vec::new();
    let mut unknown = Vec::new();
    for (place, condition) in pack.conditions(kind) {
        if condition.is_condition()
            && let Some(matter) = Matter::rule(pack, condition)
        {
            results.push(clause::decided(matter, at, false));
            unknown.extend(lacking((place, matter), at, &results));
        }
        if condition.bars(Blocked::Apply)
            && let Some(matter) = Matter::bar(pack, condition)
        {
            results.push(clause::decided(matter, at, true));
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
    let later = pack.barring(kind, Blocked::Certify).filter(|c| !c.bars(Blocked::Apply));
    let later = later.filter_map(|clause| Matter::bar(pack, clause));
    results.extend(later.map(|matter| clause::decided(matter, at, true)));
    let priorities = pack.clauses.iter().filter(|clause| is_priority(clause, kind));
    results.extend(priorities.filter_map(|clause| clause::evaluate(pack, at, clause)));
    Report { pack, kind, overall, by_conjunction, results }
}

fn is_priority(clause: &Clause, kind: usize) -> bool {
    clause.written.class == Class::PriorityPreference
        && clause.rule.is_some()
        && clause.applies_to(kind)
}

/// A hard condition that lacks a fact takes part in the exact pass over the conjunction.
fn lacking<'p>(
    (place, matter): (usize, Matter<'p>),
    at: Setting<'_>,
    results: &[super::ClauseResult<'p>],
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
fn together(results: &[super::ClauseResult<'_>]) -> Overall {
    results.iter().map(super::ClauseResult::weight).max().unwrap_or(Overall::Eligible)
}
