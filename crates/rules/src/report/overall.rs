//! The conjunction of all conditions of a type (inventory §0.6, ruling 2).

use std::sync::Arc;

use super::{
    ClauseResult, Overall, Report,
    clause::{self, Matter, Readings, Workbench},
    joint::{self, Conjunct},
};
use crate::{
    compile::{Part, Role},
    eval::Setting,
    model::Clause,
    pack::Pack,
    syntax::Modality,
    value::Reasons,
};

/// So many results there commonly are.
const COMMONLY: usize = 32;

/// The result of a type. What clauses come to that do not lean on the type is taken from the bench, where another
/// type of the same situation was looked at on it.
pub(super) fn evaluate<'p>(
    pack: &'p Pack,
    at: Setting<'_>,
    kind: usize,
    bench: &mut Workbench<'p>,
) -> Report<'p> {
    let mut results: Vec<Arc<ClauseResult<'p>>> = Vec::with_capacity(COMMONLY);
    let mut lacking = Vec::new();
    let mut conjoined = 0;
    for (part, taking_part) in pack.readers.parts.iter().enumerate() {
        if !taking_part.concerns(kind) {
            continue;
        }
        let decide = |bench: &mut Workbench<'p>| decided(pack, taking_part, at, bench);
        let Some(result) = bench.shared((part, taking_part.place), pack, decide) else { continue };
        if taking_part.role.is_conjoined() {
            conjoined = results.len() + 1;
            let missing = result.truth.reasons().has(Reasons::MISSING_FACT);
            if missing && result.clause.written.modality == Modality::Hard {
                lacking.push((taking_part, result.clause));
            }
        }
        results.push(result);
    }
    let mut overall = together(results.get(..conjoined).unwrap_or_default());
    let by_conjunction = overall == Overall::Undetermined
        && lacking.len() > 1
        && joint::is_impossible(pack, at, &conjuncts(pack, at, &lacking));
    if by_conjunction {
        overall = Overall::NotEligible;
    }
    Report { pack, kind, overall, by_conjunction, results }
}

/// What a clause comes to as what it takes part.
fn decided<'p>(
    pack: &'p Pack,
    part: &Part,
    at: Setting<'_>,
    bench: &mut Workbench<'p>,
) -> Option<ClauseResult<'p>> {
    let clause = pack.clauses.get(usize::from(part.place))?;
    if part.role == Role::Priority {
        return clause::evaluate(pack, at, clause, bench);
    }
    let matter = matter(pack, part.role, clause)?;
    Some(clause::decided(matter, at, part.role != Role::Condition, bench))
}

fn matter<'p>(pack: &'p Pack, role: Role, clause: &'p Clause) -> Option<Matter<'p>> {
    match role {
        Role::Condition | Role::Priority => Matter::rule(pack, clause),
        Role::Bar | Role::LaterBar => Matter::bar(pack, clause),
    }
}

/// Hard conditions that lack a fact take part in the exact pass over the conjunction.
fn conjuncts<'p>(
    pack: &'p Pack,
    at: Setting<'_>,
    lacking: &[(&Part, &'p Clause)],
) -> Vec<Conjunct<'p>> {
    let conjunct = |(part, clause): &(&Part, &'p Clause)| {
        Some(Conjunct {
            matter: matter(pack, part.role, clause)?,
            readings: Readings::of(pack, clause, at),
            fields: pack.readers.fields_of(usize::from(part.place)),
        })
    };
    lacking.iter().filter_map(conjunct).collect()
}

/// Not met of a hard condition, then undetermined, then to be judged or waived, then eligible.
fn together(results: &[Arc<ClauseResult<'_>>]) -> Overall {
    results.iter().map(|result| result.weight()).max().unwrap_or(Overall::Eligible)
}
