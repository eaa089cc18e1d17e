//! Whether two clauses rest on the same: rules as they are written, and everything that these name.

use std::collections::BTreeSet;

use super::Of;
use crate::{
    model::{QuantityKind, Question, Test, TestKind},
    pack::Pack,
    walk,
};

/// Whether two clauses decide the same by the same: equal rules, premises, duties and bars over equal values,
/// readings, questions and clauses referred to.
pub(super) fn decide_alike(a: Of<'_>, b: Of<'_>) -> bool {
    let mut seen = BTreeSet::new();
    alike(a, b, &mut seen)
}

fn alike<'p>(a: Of<'p>, b: Of<'p>, seen: &mut BTreeSet<&'p str>) -> bool {
    if !seen.insert(&a.1.written.id) {
        return true;
    }
    let (one, other) = (&a.1.written, &b.1.written);
    let written = one.rule == other.rule
        && one.applies_if == other.applies_if
        && one.duty == other.duty
        && one.bar.as_ref().map(|bar| &bar.test) == other.bar.as_ref().map(|bar| &bar.test)
        && (one.class, one.modality) == (other.class, other.modality)
        && super::no_more_types(a, b)
        && super::no_more_types(b, a)
        && one.waiver == other.waiver;
    written && rest_alike(a, b, seen)
}

/// Whether what equal rules name is equal.
fn rest_alike<'p>(a: Of<'p>, b: Of<'p>, seen: &mut BTreeSet<&'p str>) -> bool {
    let named = Named::of(a);
    let parameter = |pack: &'p Pack, name: &str| {
        let at = pack.names.parameter(name)?;
        pack.names.parameter_def(at).map(|(def, _)| (&def.kind, def.per_round))
    };
    let register = |pack: &'p Pack, id: &str| {
        let def = pack.names.register_def(pack.names.register(id)?)?;
        Some((def.policy, def.options.iter().map(|option| &*option.id.value).collect::<Vec<_>>()))
    };
    let slot = |pack: &'p Pack, id: &str| {
        let def = pack.names.slot_def(pack.names.slot(id)?)?;
        Some((def.about.as_ref(), def.points.as_ref()))
    };
    let scores = |pack: &'p Pack| pack.files.get(&format!("{}/scores.yaml", pack.id()));
    let values = named.parameters.iter().all(|name| parameter(a.0, name) == parameter(b.0, name));
    let readings = named.registers.iter().all(|id| register(a.0, id) == register(b.0, id));
    let questions = named.slots.iter().all(|id| slot(a.0, id) == slot(b.0, id));
    let sheets = !named.has_score || scores(a.0) == scores(b.0);
    values && readings && questions && sheets && refers(a, b, &named, seen)
}

fn refers<'p>(a: Of<'p>, b: Of<'p>, named: &Named<'p>, seen: &mut BTreeSet<&'p str>) -> bool {
    named.clauses.iter().all(|id| match (a.0.clause(id), b.0.clause(id)) {
        (Some(one), Some(other)) => alike((a.0, one), (b.0, other), seen),
        (_, _) => false,
    })
}

/// What a clause names besides facts.
#[derive(Debug)]
pub(super) struct Named<'p> {
    pack: &'p Pack,
    pub(super) parameters: BTreeSet<&'p str>,
    pub(super) registers: BTreeSet<&'p str>,
    pub(super) slots: BTreeSet<&'p str>,
    pub(super) clauses: BTreeSet<&'p str>,
    has_score: bool,
}

impl<'p> Named<'p> {
    pub(super) fn of((pack, clause): Of<'p>) -> Self {
        let mut named = Self {
            pack,
            parameters: BTreeSet::new(),
            registers: BTreeSet::new(),
            slots: BTreeSet::new(),
            clauses: BTreeSet::new(),
            has_score: false,
        };
        walk::clause(clause, &mut named);
        named
    }
}

impl<'p> walk::Visitor<'p> for Named<'p> {
    fn test(&mut self, test: &'p Test) {
        if let TestKind::Refer(at) = test.what {
            let clause = self.pack.clauses.get(usize::from(at));
            self.clauses.extend(clause.map(|clause| &*clause.written.id.value));
        }
    }

    fn quantity(&mut self, quantity: &'p crate::model::Quantity) {
        self.has_score |= matches!(quantity.what, QuantityKind::Score(_));
    }

    fn parameter(&mut self, parameter: u16) {
        let def = self.pack.names.parameter_def(parameter);
        self.parameters.extend(def.map(|(def, _)| &*def.name.value));
    }

    fn question(&mut self, question: &'p Question) {
        let def = self.pack.names.slot_def(question.slot);
        self.slots.extend(def.map(|def| &*def.id.value));
    }

    fn register(&mut self, register: u16) {
        let def = self.pack.names.register_def(register);
        self.registers.extend(def.map(|def| &*def.id.value));
    }
}
