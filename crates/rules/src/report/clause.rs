//! One clause: applicability, readings, the exact pass, waivers.

use std::sync::Arc;

use super::{ClauseResult, Exactness, Outcome, ReadingResult, Wanted, duty, exact, rank};
use crate::{
    eval::{
        Observer, Opens, Quiet, Run, Scope, Setting,
        trace::{Trace, Tracer},
    },
    model::{Clause, Test},
    pack::Pack,
    repair,
    situation::Waived,
    syntax::RegisterPolicy,
    value::{Reasons, Truth},
};

/// More combinations of readings than this are not evaluated; the ground reading and single changes are.
const MOST_COMBINATIONS: usize = 64;

/// What one clause after another is worked out with: what is wanted of each, the room in which traces are kept, and
/// what clauses came to that is the same for every type.
#[derive(Debug)]
pub(super) struct Workbench<'p> {
    wanted: Wanted,
    tracer: Tracer<'p>,
    /// By the place of the part; empty where one type alone is looked at.
    shared: Vec<Option<Arc<ClauseResult<'p>>>>,
}

impl<'p> Workbench<'p> {
    /// Nothing has been worked out yet.
    pub(super) fn new(wanted: Wanted) -> Self {
        Self { wanted, tracer: Tracer::with_room(), shared: Vec::new() }
    }

    /// The same for one type of a pack after another.
    pub(super) fn for_types(pack: &Pack, wanted: Wanted) -> Self {
        Self { shared: vec![None; pack.readers.parts.len()], ..Self::new(wanted) }
    }

    /// Another type is looked at: what was told of rules that lean on the type is forgotten.
    pub(super) fn moved_to_type(&mut self, pack: &Pack) {
        let leans = |clause: u16| pack.readers.leans_on_type(usize::from(clause), pack.kind);
        self.tracer.forget_tales(leans);
    }

    /// What a clause comes to as a part of the result of a type: kept from another type, or decided now.
    pub(super) fn shared(
        &mut self,
        (part, clause): (usize, u16),
        pack: &Pack,
        decide: impl FnOnce(&mut Self) -> Option<ClauseResult<'p>>,
    ) -> Option<Arc<ClauseResult<'p>>> {
        if let Some(Some(known)) = self.shared.get(part) {
            return Some(Arc::clone(known));
        }
        let result = Arc::new(decide(self)?);
        let leans = || pack.readers.leans_on_type(usize::from(clause), pack.kind);
        if let Some(kept) = self.shared.get_mut(part)
            && !leans()
        {
            *kept = Some(Arc::clone(&result));
        }
        Some(result)
    }
}

/// A test of a clause to be decided: its rule, or its bar.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matter<'p> {
    pub(crate) pack: &'p Pack,
    pub(crate) clause: &'p Clause,
    pub(crate) rule: &'p Test,
    pub(crate) applies_if: Option<&'p Test>,
}

impl<'p> Matter<'p> {
    /// The rule of a clause.
    pub(crate) fn rule(pack: &'p Pack, clause: &'p Clause) -> Option<Self> {
        let rule = clause.rule.as_ref()?;
        Some(Self { pack, clause, rule, applies_if: clause.applies_if.as_ref() })
    }

    /// The bar of a clause.
    pub(crate) fn bar(pack: &'p Pack, clause: &'p Clause) -> Option<Self> {
        let rule = clause.bar.as_ref()?;
        Some(Self { pack, clause, rule, applies_if: None })
    }

    /// The truth under one reading: satisfied where it does not apply.
    pub(crate) fn under<O: Observer<'p>>(
        &self,
        at: Setting<'_>,
        choice: &[u16],
        o: &mut O,
    ) -> Truth {
        let run = Run::new(self.pack, at, choice);
        let mut scope = Scope::new();
        let applies = match self.applies_if {
            Some(test) => run.test(test, &mut scope, &mut Quiet),
            None => Truth::True,
        };
        let rule = run.test(self.rule, &mut scope, o);
        applies.negated().or(rule)
    }

    /// The place of the clause, where this is its rule and others refer to it.
    fn told_again(&self) -> Option<u16> {
        let is_rule = self.clause.rule.as_ref().is_some_and(|rule| std::ptr::eq(rule, self.rule));
        let place = self.pack.place_of(self.clause).filter(|_| is_rule)?;
        self.pack.readers.is_referred_to(place).then_some(place)
    }

    /// Whether it applies, under the ground reading.
    pub(crate) fn applies(&self, at: Setting<'_>) -> Truth {
        match self.applies_if {
            Some(test) => Run::on_ground(self.pack, at).test(test, &mut Scope::new(), &mut Quiet),
            None => Truth::True,
        }
    }

    /// The truth over all readings that decide.
    pub(crate) fn truth(&self, at: Setting<'_>, readings: &Readings) -> Truth {
        readings.decide(at, |choice| self.under(at, choice, &mut Quiet))
    }

    /// The truth over all readings, and everything that is open under any of them.
    pub(crate) fn truth_and_opens(&self, at: Setting<'_>, readings: &Readings) -> (Truth, Opens) {
        let mut opens = Opens::default();
        (self.truth_seen(at, readings, &mut opens), opens)
    }

    /// The truth over all readings, before an observer.
    pub(crate) fn truth_seen<O: Observer<'p>>(
        &self,
        at: Setting<'_>,
        readings: &Readings,
        o: &mut O,
    ) -> Truth {
        readings.decide(at, |choice| self.under(at, choice, o))
    }
}

/// The combinations of readings that decide together with the ground one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readings(Vec<Vec<u16>>);

impl Readings {
    /// The readings that decide a clause in a situation: every combination of what the round left open.
    pub(crate) fn of(pack: &Pack, clause: &Clause, at: Setting<'_>) -> Self {
        let mut all: Vec<Vec<u16>> = Vec::new();
        for (register, options) in registered(pack, clause, at, true) {
            let ground = || vec![at.ground.to_vec()];
            let bases = if (all.len() + 1) * options <= MOST_COMBINATIONS {
                ground().into_iter().chain(all.iter().cloned()).collect()
            } else {
                ground()
            };
            for option in others(at, register, options) {
                all.extend(bases.iter().map(|base| with(base, register, option)));
            }
        }
        Self(all)
    }

    /// The result over the ground reading and all that decide with it.
    pub(crate) fn decide<'s>(
        &'s self,
        at: Setting<'s>,
        mut under: impl FnMut(&'s [u16]) -> Truth,
    ) -> Truth {
        let ground = under(at.ground);
        together(ground, self.0.iter().map(|choice| under(choice)))
    }
}

/// The register entries of a clause that decide, or those that are only shown, with how many options each
/// has. An entry decides when its policy is open and the round has not fixed it.
fn registered(
    pack: &Pack,
    clause: &Clause,
    at: Setting<'_>,
    deciding: bool,
) -> impl Iterator<Item = (u16, usize)> {
    clause.registers.iter().filter_map(move |register| {
        let def = pack.names.register_def(*register)?;
        let fixed = at.at.readings.get(usize::from(*register)).copied().flatten();
        let decides = def.policy == RegisterPolicy::Open && fixed.is_none();
        (decides == deciding).then_some((*register, def.options.len()))
    })
}

/// The options of a register entry besides that of the ground reading.
fn others(at: Setting<'_>, register: u16, options: usize) -> impl Iterator<Item = u16> {
    let ground = at.ground.get(usize::from(register)).copied().unwrap_or_default();
    (0..options).filter_map(|o| u16::try_from(o).ok()).filter(move |o| *o != ground)
}

/// A choice of readings with one option changed.
fn with(base: &[u16], register: u16, option: u16) -> Vec<u16> {
    let mut changed = base.to_vec();
    if let Some(slot) = changed.get_mut(usize::from(register)) {
        *slot = option;
    }
    changed
}

/// The result of a combination of readings, and what it takes differently.
fn reading<'p, O: Observer<'p>>(
    matter: Matter<'p>,
    at: Setting<'_>,
    choice: &[u16],
    decides: bool,
    o: &mut O,
) -> ReadingResult {
    let taken = |register: &u16| {
        let place = usize::from(*register);
        let (option, ground) = (choice.get(place)?, at.ground.get(place)?);
        (option != ground).then_some((*register, *option))
    };
    let taken = matter.clause.registers.iter().filter_map(taken).collect();
    ReadingResult { taken, truth: matter.under(at, choice, o), decides }
}

/// The results under the readings that are registered and do not decide.
pub(super) fn alternatives(matter: Matter<'_>, at: Setting<'_>) -> Vec<ReadingResult> {
    let mut all = Vec::new();
    for (register, options) in registered(matter.pack, matter.clause, at, false) {
        let shown = others(at, register, options).map(|option| with(at.ground, register, option));
        all.extend(shown.map(|choice| reading(matter, at, &choice, false, &mut Quiet)));
    }
    all
}

/// Evaluates whatever the clause has: a rule, a duty, or its bar alone.
pub(super) fn evaluate<'p>(
    pack: &'p Pack,
    at: Setting<'_>,
    clause: &'p Clause,
    bench: &mut Workbench<'p>,
) -> Option<ClauseResult<'p>> {
    if let Some(duty) = &clause.duty {
        return Some(duty::evaluate(pack, at, clause, duty));
    }
    Matter::rule(pack, clause).map(|matter| decided(matter, at, false, bench))
}

/// The outcome alone of whatever the clause has: without trace, ranking and repairs, which change nothing
/// of it.
pub(super) fn outcome(pack: &Pack, at: Setting<'_>, clause: &Clause) -> Option<Outcome> {
    if let Some(duty) = &clause.duty {
        return Some(duty::evaluate(pack, at, clause, duty).outcome);
    }
    Matter::rule(pack, clause).map(|matter| outcome_of(matter, at, false))
}

/// The outcome alone of a rule or a bar.
pub(super) fn outcome_of(matter: Matter<'_>, at: Setting<'_>, bar: bool) -> Outcome {
    let readings = Readings::of(matter.pack, matter.clause, at);
    let mut truth = matter.truth(at, &readings);
    if truth.reasons().has(Reasons::MISSING_FACT) {
        (truth, _) = exact::settle(matter, at, &readings, truth);
    }
    standing(matter, at, truth, bar).outcome
}

/// The full result of a rule or a bar.
pub(super) fn decided<'p>(
    matter: Matter<'p>,
    at: Setting<'_>,
    bar: bool,
    bench: &mut Workbench<'p>,
) -> ClauseResult<'p> {
    let readings = Readings::of(matter.pack, matter.clause, at);
    let (mut result, opens) = traced((matter, bar), at, &readings, &mut bench.tracer);
    if let Some(opens) = opens {
        if result.truth.reasons().has(Reasons::MISSING_FACT) {
            let settled = exact::settle_open(matter, at, &readings, (result.truth, &opens));
            (result.truth, result.exact) = settled;
        }
        result.opens = rank::opens(matter, at, &readings, opens);
    }
    let standing = standing(matter, at, result.truth, bar);
    result.outcome = standing.outcome;
    result.waiver = standing.waiver;
    result.waiver_pending = standing.waiver_pending;
    if bench.wanted == Wanted::Results {
        return result;
    }
    if matter.clause.is_condition() || bar {
        result.repairs = repair::of(matter, at, &result);
    }
    if bar && result.outcome == Outcome::NotMet {
        result.free_on = repair::free_on(matter, at);
    }
    result
}

/// What a clause comes to under the readings that decide, with its trace; and, when that is not known, all that
/// is open under any of them.
fn traced<'p>(
    (matter, bar): (Matter<'p>, bool),
    at: Setting<'_>,
    readings: &Readings,
    tracer: &mut Tracer<'p>,
) -> (ClauseResult<'p>, Option<Opens>) {
    let ground = Run::on_ground(matter.pack, at).test(matter.rule, &mut Scope::new(), tracer);
    let ground = matter.applies(at).negated().or(ground);
    let mut opens = (!ground.is_known()).then(|| tracer.undecided());
    let others = readings.0.iter().map(|choice| match &mut opens {
        Some(opens) => reading(matter, at, choice, true, opens),
        None => reading(matter, at, choice, true, &mut Quiet),
    });
    let results: Vec<_> = others.collect();
    let truth = together(ground, results.iter().map(|result| result.truth));
    let all = || matter.truth_and_opens(at, readings).1;
    let opens = (!truth.is_known()).then(|| opens.unwrap_or_else(all));
    debug_assert!(opens.as_ref().is_none_or(|opens| opens.0 == all().0), "some are left out");
    let result = result(matter, bar, (truth, results), tracer.take(matter.told_again()));
    (result, opens)
}

/// A result without what follows from the truth.
fn result<'p>(
    matter: Matter<'p>,
    bar: bool,
    (truth, readings): (Truth, Vec<ReadingResult>),
    trace: Arc<Trace<'p>>,
) -> ClauseResult<'p> {
    ClauseResult {
        clause: matter.clause,
        bar,
        truth,
        outcome: Outcome::Undetermined,
        trace,
        readings,
        exact: Exactness::NotNeeded,
        waiver: None,
        waiver_pending: false,
        opens: Vec::new(),
        repairs: Vec::new(),
        duties: Vec::new(),
        free_on: None,
    }
}

/// The result on which all deciding readings agree; reading-dependent when they do not.
///
/// A reading other than the ground one that fails only for want of a parameter does not take part: the
/// round has given it nothing to be computed with.
fn together(ground: Truth, others: impl Iterator<Item = Truth>) -> Truth {
    let mut why = ground.reasons();
    let mut differ = false;
    for truth in others.filter(|truth| *truth != Truth::Unknown(Reasons::MISSING_PARAMETER)) {
        if truth != ground {
            differ = true;
            why = why | truth.reasons();
        }
    }
    if differ { Truth::Unknown(why | Reasons::READING_DEPENDENT) } else { ground }
}

/// What a truth is called for a clause, and how it stands with a waiver.
struct Standing {
    outcome: Outcome,
    waiver: Option<Waived>,
    waiver_pending: bool,
}

fn standing(matter: Matter<'_>, at: Setting<'_>, truth: Truth, bar: bool) -> Standing {
    let clause = matter.clause;
    let plain = |outcome| Standing { outcome, waiver: None, waiver_pending: false };
    if matter.applies(at) == Truth::False {
        return plain(Outcome::NotApplicable);
    }
    if bar {
        return plain(Outcome::of(truth, crate::syntax::Class::ComputableCriterion));
    }
    let outcome = Outcome::of(truth, clause.written.class);
    if outcome != Outcome::NotMet || !clause.written.modality.leaves_room() {
        return plain(outcome);
    }
    match waiver(matter, at) {
        None => Standing { outcome, waiver: None, waiver_pending: true },
        Some(waived) if waived.refused => plain(outcome),
        waiver => Standing { outcome: Outcome::Waived, waiver, waiver_pending: false },
    }
}

/// The decision on a waiver on record for the clause, by the actor the clause names.
fn waiver(matter: Matter<'_>, at: Setting<'_>) -> Option<Waived> {
    let by = matter.clause.written.waiver.as_ref()?.by.value.clone();
    let place = matter.pack.names.clause(&matter.clause.written.id)?;
    at.at.waivers.iter().find(|waived| waived.clause == place && waived.by == by).cloned()
}
