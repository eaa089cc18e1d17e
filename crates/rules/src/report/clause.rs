//! One clause: applicability, readings, the exact pass, waivers.

use super::{ClauseResult, Exactness, Outcome, ReadingResult, duty, exact, rank};
use crate::{
    eval::{
        Observer, Opens, Quiet, Run, Scope,
        trace::{Trace, Tracer},
    },
    model::{Clause, Test},
    pack::Pack,
    repair,
    situation::{Situation, Waived},
    syntax::{Modality, RegisterPolicy},
    value::{Reasons, Truth},
};

/// More combinations of readings than this are not evaluated; the ground reading and single changes are.
const MOST_COMBINATIONS: usize = 64;

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
        at: &Situation,
        choice: &[u16],
        o: &mut O,
    ) -> Truth {
        let run = Run::new(self.pack, at, choice);
        let mut scope = Scope::new(self.pack);
        let applies = match self.applies_if {
            Some(test) => run.test(test, &mut scope, &mut Quiet),
            None => Truth::True,
        };
        let rule = run.test(self.rule, &mut scope, o);
        applies.negated().or(rule)
    }

    /// Whether it applies, under the ground reading.
    pub(crate) fn applies(&self, at: &Situation, ground: &[u16]) -> Truth {
        let run = Run::new(self.pack, at, ground);
        match self.applies_if {
            Some(test) => run.test(test, &mut Scope::new(self.pack), &mut Quiet),
            None => Truth::True,
        }
    }

    /// The truth over all readings that decide.
    pub(crate) fn truth(&self, at: &Situation, readings: &Readings) -> Truth {
        readings.decide(|choice| self.under(at, choice, &mut Quiet))
    }

    /// The truth over all readings, and everything that is open under any of them.
    pub(crate) fn truth_and_opens(&self, at: &Situation, readings: &Readings) -> (Truth, Opens) {
        let mut opens = Opens::default();
        let truth = readings.decide(|choice| self.under(at, choice, &mut opens));
        (truth, opens)
    }
}

/// The combinations of readings under which a clause is evaluated.
#[derive(Debug, Clone)]
pub(crate) struct Readings {
    /// What the round fixed, else the recommended options.
    pub(crate) ground: Vec<u16>,
    /// Combinations that decide together with the ground reading.
    pub(crate) deciding: Vec<Vec<u16>>,
    /// Single changes that are only shown.
    pub(crate) shown: Vec<Vec<u16>>,
}

impl Readings {
    /// The readings that bear on a clause in a situation.
    pub(crate) fn of(pack: &Pack, clause: &Clause, at: &Situation) -> Self {
        let fixed = |register: u16| at.readings.get(usize::from(register)).copied().flatten();
        let count = pack.names.registers.len();
        let ground: Vec<u16> = (0..count)
            .map(|at| fixed(u16::try_from(at).unwrap_or(u16::MAX)).unwrap_or(0))
            .collect();
        let mut all = Self { deciding: vec![ground.clone()], shown: Vec::new(), ground };
        for register in &clause.registers {
            let Some(def) = pack.names.register_def(*register) else { continue };
            let decides = def.policy == RegisterPolicy::Open && fixed(*register).is_none();
            all.add(*register, def.options.len(), decides);
        }
        all.deciding.remove(0);
        all
    }

    fn add(&mut self, register: u16, options: usize, decides: bool) {
        let ground = self.ground.get(usize::from(register)).copied().unwrap_or_default();
        let others = (0..options).filter_map(|o| u16::try_from(o).ok()).filter(|o| *o != ground);
        let others: Vec<u16> = others.collect();
        let with = |base: &Vec<u16>, option: u16| {
            let mut changed = base.clone();
            if let Some(slot) = changed.get_mut(usize::from(register)) {
                *slot = option;
            }
            changed
        };
        if !decides {
            self.shown.extend(others.iter().map(|option| with(&self.ground, *option)));
            return;
        }
        let bases = if self.deciding.len() * options <= MOST_COMBINATIONS {
            self.deciding.clone()
        } else {
            vec![self.ground.clone()]
        };
        for option in others {
            self.deciding.extend(bases.iter().map(|base| with(base, option)));
        }
    }

    /// The result over the ground reading and all that decide with it.
    pub(crate) fn decide<'s>(&'s self, mut under: impl FnMut(&'s [u16]) -> Truth) -> Truth {
        let ground = under(&self.ground);
        together(ground, self.deciding.iter().map(|choice| under(choice)))
    }

    /// The result of some combinations.
    fn results(
        &self,
        choices: &[Vec<u16>],
        decides: bool,
        matter: Matter<'_>,
        at: &Situation,
    ) -> Vec<ReadingResult> {
        let one = |choice: &Vec<u16>| ReadingResult {
            taken: self.taken(choice),
            truth: matter.under(at, choice, &mut Quiet),
            decides,
        };
        choices.iter().map(one).collect()
    }

    fn taken(&self, choice: &[u16]) -> Vec<(u16, u16)> {
        let pairs = choice.iter().zip(&self.ground).enumerate();
        pairs
            .filter(|(_, (option, ground))| option != ground)
            .filter_map(|(at, (option, _))| Some((u16::try_from(at).ok()?, *option)))
            .collect()
    }
}

/// The results under the readings that are registered and do not decide.
pub(super) fn alternatives(matter: Matter<'_>, at: &Situation) -> Vec<ReadingResult> {
    let readings = Readings::of(matter.pack, matter.clause, at);
    readings.results(&readings.shown, false, matter, at)
}

/// Evaluates whatever the clause has: a rule, a duty, or its bar alone.
pub(super) fn evaluate<'p>(
    pack: &'p Pack,
    at: &Situation,
    clause: &'p Clause,
) -> Option<ClauseResult<'p>> {
    if let Some(duty) = &clause.duty {
        return Some(duty::evaluate(pack, at, clause, duty));
    }
    Matter::rule(pack, clause).map(|matter| decided(matter, at, false))
}

/// The full result of a rule or a bar.
pub(super) fn decided<'p>(matter: Matter<'p>, at: &Situation, bar: bool) -> ClauseResult<'p> {
    let readings = Readings::of(matter.pack, matter.clause, at);
    let mut result = traced(matter, at, &readings, bar);
    if result.truth.reasons().has(Reasons::MISSING_FACT) {
        let (truth, exact) = exact::settle(matter, at, &readings, result.truth);
        result.truth = truth;
        result.exact = exact;
        result.opens = rank::opens(matter, at, &readings);
    } else if !result.truth.is_known() {
        result.opens = rank::opens(matter, at, &readings);
    }
    result.outcome = outcome(&mut result, matter, at, &readings.ground);
    if matter.clause.is_condition() || bar {
        result.repairs = repair::of(matter, at, &readings, &result);
    }
    result
}

fn traced<'p>(
    matter: Matter<'p>,
    at: &Situation,
    readings: &Readings,
    bar: bool,
) -> ClauseResult<'p> {
    let (trace, ground) = trace(matter, at, &readings.ground);
    let ground = matter.applies(at, &readings.ground).negated().or(ground);
    let results = readings.results(&readings.deciding, true, matter, at);
    let truth = together(ground, results.iter().map(|result| result.truth));
    ClauseResult {
        clause: matter.clause,
        bar,
        truth,
        outcome: Outcome::Undetermined,
        trace,
        readings: results,
        exact: Exactness::NotNeeded,
        waiver: None,
        waiver_pending: false,
        opens: Vec::new(),
        repairs: Vec::new(),
        duties: Vec::new(),
    }
}

/// The trace of the rule under the ground reading.
fn trace<'p>(matter: Matter<'p>, at: &Situation, ground: &[u16]) -> (Trace<'p>, Truth) {
    let mut tracer = Tracer::default();
    let run = Run::new(matter.pack, at, ground);
    let truth = run.test(matter.rule, &mut Scope::new(matter.pack), &mut tracer);
    (tracer.trace, truth)
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

fn outcome(
    result: &mut ClauseResult<'_>,
    matter: Matter<'_>,
    at: &Situation,
    ground: &[u16],
) -> Outcome {
    let clause = matter.clause;
    if matter.applies(at, ground) == Truth::False {
        return Outcome::NotApplicable;
    }
    if result.bar {
        return Outcome::of(result.truth, crate::syntax::Class::ComputableCriterion);
    }
    let outcome = Outcome::of(result.truth, clause.written.class);
    let soft = matches!(clause.written.modality, Modality::InPrinciple | Modality::Generally);
    if outcome != Outcome::NotMet || !soft {
        return outcome;
    }
    result.waiver = waiver(matter, at);
    result.waiver_pending = result.waiver.is_none();
    if result.waiver.is_some() { Outcome::Waived } else { outcome }
}

/// The waiver on record for the clause, by the actor the clause names.
fn waiver(matter: Matter<'_>, at: &Situation) -> Option<Waived> {
    let by = matter.clause.written.waiver.as_ref()?.by.value.clone();
    let place = matter.pack.names.clause(&matter.clause.written.id)?;
    at.waivers.iter().find(|waived| waived.clause == place && waived.by == by).cloned()
}
