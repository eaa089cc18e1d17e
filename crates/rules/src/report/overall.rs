//! The conjunction of all conditions of a type (inventory §0.6, ruling 2).

use super::{
    Overall, Report,
    clause::{self, Matter, Readings},
    exact,
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
    for (_, condition) in pack.conditions(kind) {
        if condition.is_condition()
            && let Some(matter) = Matter::rule(pack, condition)
        {
            results.push(clause::decided(matter, at, false));
            keep_unknown(matter, at, &results, &mut unknown);
        }
        if condition.bars(Blocked::Apply)
            && let Some(matter) = Matter::bar(pack, condition)
        {
            results.push(clause::decided(matter, at, true));
            keep_unknown(matter, at, &results, &mut unknown);
        }
    }
    let mut overall = together(&results);
    let by_conjunction = overall == Overall::Undetermined
        && unknown.len() > 1
        && exact::is_impossible(pack, at, &unknown);
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

/// Hard clauses that lack a fact take part in the exact pass over the conjunction.
fn keep_unknown<'p>(
    matter: Matter<'p>,
    at: Setting<'_>,
    results: &[super::ClauseResult<'p>],
    unknown: &mut Vec<(Matter<'p>, Readings)>,
) {
    let missing = results.last().is_some_and(|r| r.truth.reasons().has(Reasons::MISSING_FACT));
    if missing && matter.clause.written.modality == Modality::Hard {
        unknown.push((matter, Readings::of(matter.pack, matter.clause, at)));
    }
}

/// Not met of a hard condition, then undetermined, then to be judged or waived, then eligible.
fn together(results: &[super::ClauseResult<'_>]) -> Overall {
    results.iter().map(super::ClauseResult::weight).max().unwrap_or(Overall::Eligible)
}
