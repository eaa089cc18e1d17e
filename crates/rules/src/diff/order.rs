//! Which of two rules asks for more, as far as it can be read off their structure.
//!
//! One test implies another when whatever certainly satisfies the first certainly satisfies the second: the
//! same comparison with a bound that was moved, a list that became longer, a limb that was dropped. What
//! follows is a proof and never a guess: where nothing can be read off, nothing is said.

use super::moved::Sides;
use crate::{
    model::{Clause, Duty, Op, Quantity, Question, Rows, Test, TestKind},
    pack::Pack,
    syntax::{Class, Modality},
};

/// How the second of two rules stands to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// They come to the same.
    Equal,
    /// Whatever the first admits, the second admits.
    NotStricter,
    /// Whatever the second admits, the first admits.
    NotLooser,
}

/// How the rule or the duty of the second clause stands to that of the first, or its bar.
pub(super) fn of(a: (&Pack, &Clause), b: (&Pack, &Clause), of_bar: bool) -> Option<Order> {
    let there = Sides { from: a.0, to: b.0 };
    let back = Sides { from: b.0, to: a.0 };
    let favours = |sides: Sides<'_>, a: &Clause, b: &Clause| {
        if of_bar { sides.tests(a.bar.as_ref(), b.bar.as_ref()) } else { sides.clauses(a, b) }
    };
    match (favours(there, a.1, b.1), favours(back, b.1, a.1)) {
        (true, true) => Some(Order::Equal),
        (true, false) => Some(Order::NotStricter),
        (false, true) => Some(Order::NotLooser),
        (false, false) => None,
    }
}

/// How much a modality leaves open.
fn softness(modality: Modality) -> u8 {
    match modality {
        Modality::Hard => 0,
        Modality::InPrinciple | Modality::Generally => 1,
        Modality::Preferred | Modality::Encouraged => 2,
    }
}

impl Sides<'_> {
    /// Whether the second clause is never harder on anybody than the first.
    fn clauses(self, a: &Clause, b: &Clause) -> bool {
        let fewer_types = super::no_more_types((self.from, a), (self.to, b));
        let softer = softness(a.written.modality) <= softness(b.written.modality);
        let same_class = a.written.class == b.written.class;
        let premise = match (&b.applies_if, &a.applies_if) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(b), Some(a)) => self.turned().implies(b, a),
        };
        let decided = match (&a.duty, &b.duty) {
            (Some(a), Some(b)) => self.duties(a, b),
            (None, None) if a.written.class == Class::Sanction => {
                self.turned().tests(b.rule.as_ref(), a.rule.as_ref())
            }
            (None, None) => self.tests(a.rule.as_ref(), b.rule.as_ref()),
            (_, _) => false,
        };
        fewer_types && softer && same_class && premise && decided
    }

    fn tests(self, a: Option<&Test>, b: Option<&Test>) -> bool {
        a.zip(b).is_some_and(|(a, b)| self.implies(a, b))
    }

    /// Whether a duty that is done under the first is done under the second, and no sooner late.
    fn duties(self, a: &Duty, b: &Duty) -> bool {
        let fewer = self.turned().rows(&b.rows, &a.rows);
        let later = match (&a.due, &b.due) {
            (None, None) => true,
            (Some(a), Some(b)) => self.at_most(a, b),
            (_, _) => false,
        };
        let form = match (&a.form, &b.form) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => self.implies(a, b),
        };
        let years = a.years.is_none() && b.years.is_none();
        fewer && later && form && years && a.done_on == b.done_on
    }

    /// Whether every row that passes the first filter passes the second.
    pub(super) fn rows(self, a: &Rows, b: &Rows) -> bool {
        a.record == b.record
            && match (&a.filter, &b.filter) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(a), Some(b)) => self.implies(a, b),
            }
    }

    /// Whether the second test holds wherever the first does.
    pub(super) fn implies(self, a: &Test, b: &Test) -> bool {
        match (&a.what, &b.what) {
            (_, TestKind::All(limbs)) => limbs.iter().all(|limb| self.implies(a, limb)),
            (TestKind::Any(limbs), _) => limbs.iter().all(|limb| self.implies(limb, b)),
            (TestKind::All(limbs), _) => {
                limbs.iter().any(|limb| self.implies(limb, b)) || self.any_of(a, b)
            }
            (_, TestKind::Any(_)) => self.any_of(a, b),
            (_, _) => self.alone(a, b),
        }
    }

    /// Whether one limb of the second follows from the first.
    fn any_of(self, a: &Test, b: &Test) -> bool {
        let TestKind::Any(limbs) = &b.what else { return false };
        limbs.iter().any(|limb| self.implies(a, limb))
    }

    fn alone(self, a: &Test, b: &Test) -> bool {
        match (&a.what, &b.what) {
            (TestKind::Not(a), TestKind::Not(b)) => self.turned().implies(b, a),
            (TestKind::AtLeastKOf(k, limbs), TestKind::AtLeastKOf(j, others)) => {
                let pairs = limbs.iter().zip(others);
                j <= k
                    && limbs.len() == others.len()
                    && pairs.into_iter().all(|(a, b)| self.implies(a, b))
            }
            (TestKind::Compare(op, left, right), TestKind::Compare(to, l, r)) => {
                self.compares((*op, left, right), (*to, l, r))
            }
            (TestKind::Within(date, window), TestKind::Within(d, w)) => {
                self.same(date, d) && self.windows(window, w)
            }
            (TestKind::Some(a), TestKind::Some(b))
            | (TestKind::Document(a), TestKind::Document(b)) => self.rows(a, b),
            (TestKind::No(a), TestKind::No(b)) => self.turned().rows(b, a),
            (TestKind::Each(rows, test), TestKind::Each(r, t)) => {
                self.turned().rows(r, rows) && self.implies(test, t)
            }
            (TestKind::EveryPeriod(periods, test), TestKind::EveryPeriod(p, t)) => {
                self.periods(p, periods) && self.implies(test, t)
            }
            (TestKind::Readings(register, limbs), TestKind::Readings(r, others)) => {
                self.registers(*register, *r)
                    && limbs.len() == others.len()
                    && limbs.iter().zip(others).all(|(a, b)| self.implies(a, b))
            }
            (TestKind::Refer(a), TestKind::Refer(b)) => self.refers(*a, *b),
            _ => self.facts(a, b),
        }
    }

    /// Tests that look at facts by their names.
    fn facts(self, a: &Test, b: &Test) -> bool {
        match (&a.what, &b.what) {
            (
                TestKind::OneOf { fact, listed, otherwise },
                TestKind::OneOf { fact: same, listed: more, otherwise: others },
            ) => {
                let asked = match (otherwise, others) {
                    (None, _) => true,
                    (Some(_), None) => false,
                    (Some(a), Some(b)) => self.questions(a, b),
                };
                fact == same && listed.iter().all(|code| more.contains(code)) && asked
            }
            (
                TestKind::InList { fact, list, on },
                TestKind::InList { fact: same, list: more, on: other },
            ) => {
                let same_day = match (on, other) {
                    (None, None) => true,
                    (Some(a), Some(b)) => self.same(a, b),
                    (_, _) => false,
                };
                fact == same && same_day && self.lists(*list, *more)
            }
            (
                TestKind::OwnedBy { owner, among, on: None },
                TestKind::OwnedBy { owner: same, among: more, on: None },
            ) => owner == same && among.iter().all(|group| more.contains(group)),
            (
                TestKind::OwnedBy { owner, among, on: Some(day) },
                TestKind::OwnedBy { owner: same, among: more, on: Some(other) },
            ) => {
                owner == same
                    && among.iter().all(|group| more.contains(group))
                    && self.same(day, other)
            }
            (TestKind::Is(a), TestKind::Is(b))
            | (TestKind::Given(a), TestKind::Given(b))
            | (TestKind::Absent(a), TestKind::Absent(b)) => a == b,
            (TestKind::Same(a, b), TestKind::Same(c, d)) => a == c && b == d,
            (TestKind::Judge(a), TestKind::Judge(b)) => self.questions(a, b),
            _ => false,
        }
    }

    fn questions(self, a: &Question, b: &Question) -> bool {
        let ids = [(self.from, a.slot), (self.to, b.slot)]
            .map(|(pack, slot)| pack.names.slot_def(slot).map(|slot| &slot.id.value));
        ids[0] == ids[1] && a.about == b.about
    }

    /// Whether what another clause asks follows; one that does not apply counts as satisfied.
    fn refers(self, a: u16, b: u16) -> bool {
        let pair =
            [(self.from, a), (self.to, b)].map(|(pack, at)| pack.clauses.get(usize::from(at)));
        let [Some(a), Some(b)] = pair else { return false };
        let premise = match (&b.applies_if, &a.applies_if) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(b), Some(a)) => self.turned().implies(b, a),
        };
        premise && self.tests(a.rule.as_ref(), b.rule.as_ref())
    }

    /// Two comparisons, each said as "not less than" or "greater than".
    fn compares(
        self,
        (op, left, right): (Op, &Quantity, &Quantity),
        (to, l, r): (Op, &Quantity, &Quantity),
    ) -> bool {
        if op == Op::Equal {
            let same = self.same(left, l) && self.same(right, r);
            return same && matches!(to, Op::Equal | Op::AtLeast | Op::AtMost);
        }
        let (Some((strict, more, less)), Some((must, m, s))) =
            (as_at_least(op, left, right), as_at_least(to, l, r))
        else {
            return false;
        };
        let weakly = self.at_most(more, m) && self.turned().at_most(s, less);
        weakly && (strict || !must || self.turned().below(s, less))
    }
}

/// A comparison as "the first is not less than the second", or with true "is greater".
fn as_at_least<'q>(
    op: Op,
    left: &'q Quantity,
    right: &'q Quantity,
) -> Option<(bool, &'q Quantity, &'q Quantity)> {
    match op {
        Op::AtLeast => Some((false, left, right)),
        Op::MoreThan => Some((true, left, right)),
        Op::AtMost => Some((false, right, left)),
        Op::LessThan => Some((true, right, left)),
        Op::Equal => None,
    }
}

#[cfg(test)]
mod tests;
