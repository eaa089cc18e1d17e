//! The walk that makes one change: every place where a rule can be changed has a number, in the order in
//! which the tree is walked, and the editor carries out the change that has the number wanted.
//!
//! Changes that are provably the same as another one, or as none, have no number: a comparison of whole
//! numbers with and without its bound (`more_than: [x, 5]` is `at_least: [x, 6]`), a list of one limb.

use std::sync::Arc;

use super::change::Change;
use crate::{
    model::{Clause, Duty, Quantity, Rows, Score, Test, TestKind},
    pack::Pack,
    syntax::RegisterPolicy,
    yaml::Place,
};

/// A change that was made.
#[derive(Debug)]
pub(super) struct Made {
    /// The clause, or the part of a score.
    pub(super) part: String,
    pub(super) change: Change,
    pub(super) place: Place,
}

/// How a test stands in what holds it: where it can be left out or its negation can, its contrary is no change
/// of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stands {
    /// By itself: a rule, the test of rows or periods, an option.
    #[default]
    Alone,
    /// A limb of a conjunction, or a filter.
    InAll,
    /// Another limb, or below a negation.
    Elsewhere,
}

/// Makes one change in a clause or a score, or counts how many there are.
#[derive(Debug)]
pub(super) struct Editor<'p> {
    pub(super) pack: &'p Pack,
    wanted: Option<usize>,
    /// How many places were passed.
    pub(super) seen: usize,
    /// What was done.
    pub(super) made: Option<Made>,
    /// Records whose rows are in scope, the innermost last.
    rows: Vec<u16>,
    /// How the test at hand stands.
    stands: Stands,
    /// The clause, or the part of a score, that is walked.
    pub(super) part: String,
    /// The score that is put in the place of the one from which it was made.
    pub(super) score_instead: Option<Arc<Score>>,
    /// Whether it was put anywhere.
    pub(super) has_put_score: bool,
}

impl<'p> Editor<'p> {
    /// Counts the changes and takes the columns from the tests, so that copies can be changed.
    pub(super) fn counting(pack: &'p Pack) -> Self {
        Self {
            pack,
            wanted: None,
            seen: 0,
            made: None,
            rows: Vec::new(),
            stands: Stands::Alone,
            part: String::new(),
            score_instead: None,
            has_put_score: false,
        }
    }

    /// Puts a changed score into clauses.
    pub(super) fn putting(pack: &'p Pack, score: &Arc<Score>) -> Self {
        Self { score_instead: Some(Arc::clone(score)), ..Self::counting(pack) }
    }

    /// Makes the change of that number.
    pub(super) fn making(pack: &'p Pack, wanted: usize) -> Self {
        Self { wanted: Some(wanted), ..Self::counting(pack) }
    }

    /// Whether the change that could be made here is the one that is wanted.
    pub(super) fn is_it(&mut self, place: Place, change: impl FnOnce() -> Change) -> bool {
        let here = self.wanted == Some(self.seen);
        self.seen += 1;
        if here {
            self.made = Some(Made { part: self.part.clone(), change: change(), place });
        }
        here
    }

    /// The record of whose rows tests are asked at this place.
    fn row(&self) -> Option<u16> {
        self.rows.last().copied()
    }

    /// Everything in a clause that decides.
    pub(super) fn clause(&mut self, clause: &mut Clause) {
        self.part.clone_from(&clause.written.id.value);
        self.premise(&mut clause.applies_if);
        for test in [&mut clause.rule, &mut clause.bar].into_iter().flatten() {
            self.test(test);
        }
        if let Some(duty) = &mut clause.duty {
            self.duty(duty);
        }
    }

    fn duty(&mut self, duty: &mut Duty) {
        self.filter(&mut duty.rows);
        if let Some((_, from, to)) = &mut duty.years {
            if self.is_it(from.place, || Change::PartDropped { key: "each_year" }) {
                duty.years = None;
                return;
            }
            self.quantity(from);
            self.quantity(to);
        }
        self.rows.push(duty.rows.record);
        if let Some(due) = &mut duty.due {
            self.quantity(due);
        }
        self.optional(&mut duty.form);
        self.rows.pop();
    }

    pub(super) fn premise(&mut self, premise: &mut Option<Test>) {
        let Some(test) = premise else { return };
        let place = test.place;
        if self.is_it(place, || Change::PremiseDropped) {
            *premise = None;
            return;
        }
        if self.is_it(place, || Change::PremiseNegated) {
            let what = TestKind::Not(Box::new(test.clone()));
            *test = Test { what, place, column: None };
            return;
        }
        self.stands = Stands::Elsewhere;
        self.test(test);
    }

    /// A filter or a form: it can be left out, unless it is a conjunction, whose limbs can.
    fn optional(&mut self, test: &mut Option<Box<Test>>) {
        let Some(inner) = test else { return };
        let row = self.row();
        if !matches!(inner.what, TestKind::All(_))
            && self.is_it(inner.place, || Change::Dropped { test: inner.clone(), row })
        {
            *test = None;
            return;
        }
        self.stands = Stands::InAll;
        self.test(inner);
    }

    pub(super) fn filter(&mut self, rows: &mut Rows) {
        self.rows.push(rows.record);
        self.optional(&mut rows.filter);
        self.rows.pop();
    }

    /// A test and all below it.
    pub(super) fn test(&mut self, test: &mut Test) {
        test.column = None;
        let stands = std::mem::take(&mut self.stands);
        if self.made.is_none() {
            self.alter(test, stands);
        }
        if self.made.is_none() && stands == Stands::Alone {
            self.contrary(test);
        }
        if self.made.is_none() {
            self.below(test);
        }
    }

    fn below(&mut self, test: &mut Test) {
        let place = test.place;
        match &mut test.what {
            TestKind::All(limbs) => {
                self.each_of(limbs, Stands::InAll);
            }
            TestKind::Any(limbs) | TestKind::AtLeastKOf(_, limbs) => {
                self.each_of(limbs, Stands::Elsewhere);
            }
            TestKind::Readings(_, options) => self.each_of(options, Stands::Alone),
            TestKind::Not(limb) => {
                self.stands = Stands::Elsewhere;
                self.test(limb);
            }
            TestKind::Rare(rare) => self.each_of(rare.limbs_mut(), Stands::Elsewhere),
            TestKind::Compare(_, left, right) => {
                self.quantity(left);
                self.quantity(right);
            }
            TestKind::Within(date, window) => {
                self.quantity(date);
                self.window(window, place);
            }
            TestKind::Overlap(spans) => {
                for span in spans {
                    self.span(span, place);
                }
            }
            TestKind::Covered { span, rows, from, to } => {
                self.span(span, place);
                self.filter(rows);
                self.quantity(from);
                self.quantity(to);
            }
            TestKind::Some(rows) | TestKind::No(rows) | TestKind::Document(rows) => {
                self.filter(rows);
            }
            TestKind::Each(rows, test) => {
                self.filter(rows);
                self.rows.push(rows.record);
                self.test(test);
                self.rows.pop();
            }
            TestKind::EveryPeriod(periods, test) => {
                self.periods(periods, place);
                self.test(test);
            }
            TestKind::InList { on: Some(day), .. } | TestKind::OwnedBy { on: Some(day), .. } => {
                self.quantity(day);
            }
            TestKind::OneOf { .. }
            | TestKind::Is(_)
            | TestKind::Given(_)
            | TestKind::Absent(_)
            | TestKind::InList { .. }
            | TestKind::OwnedBy { .. }
            | TestKind::Same(..)
            | TestKind::Named(..)
            | TestKind::Judge(_)
            | TestKind::Refer(_) => {}
        }
    }

    fn each_of(&mut self, tests: &mut [Test], stands: Stands) {
        for test in tests {
            self.stands = stands;
            self.test(test);
        }
    }

    /// The contrary of a test that can neither be left out nor lose a part that makes it a test at all.
    fn contrary(&mut self, test: &mut Test) {
        let has_other_changes = matches!(
            test.what,
            TestKind::All(_)
                | TestKind::Any(_)
                | TestKind::AtLeastKOf(..)
                | TestKind::Not(_)
                | TestKind::Compare(..)
                | TestKind::Some(_)
                | TestKind::No(_)
                | TestKind::Judge(_)
                | TestKind::Readings(..)
        );
        let (place, row) = (test.place, self.row());
        let change = || Change::Negated { test: Box::new(test.clone()), row };
        if !has_other_changes && self.is_it(place, change) {
            let what = TestKind::Not(Box::new(test.clone()));
            *test = Test { what, place, column: None };
        }
    }

    /// Changes of the node itself.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the walk below is the one that must be complete"
    )]
    fn alter(&mut self, test: &mut Test, stands: Stands) {
        let place = test.place;
        let other = match &mut test.what {
            TestKind::All(limbs) => self
                .joined(limbs, place, ("all", "any"))
                .then(|| TestKind::Any(std::mem::take(limbs))),
            TestKind::Any(limbs) => self
                .joined(limbs, place, ("any", "all"))
                .then(|| TestKind::All(std::mem::take(limbs))),
            TestKind::AtLeastKOf(k, limbs) => {
                self.threshold(k, limbs, place);
                None
            }
            TestKind::Not(limb) => {
                let row = self.row();
                self.is_it(place, || Change::NotDropped { test: limb.clone(), row })
                    .then(|| limb.what.clone())
            }
            TestKind::OneOf { fact, listed, otherwise } => {
                self.codes(fact, listed, place);
                self.others(otherwise, place);
                None
            }
            TestKind::Compare(op, left, right) => {
                self.operator(op, left, right, place);
                None
            }
            TestKind::InList { list, on, .. } => {
                self.list(list, place);
                self.day(on, "in_list", place);
                None
            }
            TestKind::Named(_, template) => {
                self.template(template, place);
                None
            }
            TestKind::Some(rows) if stands == Stands::Alone => self
                .is_it(place, || Change::Word { from: "some", to: "no" })
                .then(|| TestKind::No(rows.clone())),
            TestKind::OwnedBy { owner, among, on } => {
                self.groups(owner, among, place);
                self.day(on, "owned_by", place);
                None
            }
            TestKind::No(rows) => self
                .is_it(place, || Change::Word { from: "no", to: "some" })
                .then(|| TestKind::Some(rows.clone())),
            TestKind::Judge(asked) => {
                let slot = asked.slot;
                (stands != Stands::InAll && self.is_it(place, || Change::JudgeDropped { slot }))
                    .then(|| TestKind::All(Vec::new()))
            }
            TestKind::Readings(register, limbs) => {
                self.reading(*register, limbs, place);
                None
            }
            // Nothing but what they are made of can be changed in the others.
            _ => None,
        };
        if let Some(what) = other {
            test.what = what;
        }
    }

    /// A list of limbs: each left out, or joined the other way; says whether the latter is wanted.
    fn joined(
        &mut self,
        limbs: &mut Vec<Test>,
        place: Place,
        (from, to): (&'static str, &'static str),
    ) -> bool {
        self.limbs(limbs);
        limbs.len() > 1 && self.is_it(place, || Change::Word { from, to })
    }

    fn limbs(&mut self, limbs: &mut Vec<Test>) {
        let row = self.row();
        for at in 0..limbs.len() {
            let Some(limb) = limbs.get(at).filter(|_| limbs.len() > 1) else { return };
            if self.is_it(limb.place, || Change::Dropped { test: Box::new(limb.clone()), row }) {
                limbs.remove(at);
                return;
            }
        }
    }

    fn threshold(&mut self, k: &mut u32, limbs: &mut Vec<Test>, place: Place) {
        let (before, most) = (i64::from(*k), limbs.len());
        for to in [k.saturating_sub(1), *k + 1] {
            let sensible = to > 0 && usize::try_from(to).is_ok_and(|to| to <= most);
            let change = || Change::Count { of: "at_least_k_of", from: before, to: i64::from(to) };
            if sensible && self.is_it(place, change) {
                *k = to;
                return;
            }
        }
        self.limbs(limbs);
    }

    fn day(&mut self, on: &mut Option<Quantity>, of: &'static str, place: Place) {
        if on.is_some() && self.is_it(place, || Change::DayDropped { of }) {
            *on = None;
        }
    }

    /// Another reading in the place of the recommended one, where the register fixes it.
    pub(super) fn reading<T>(&mut self, register: u16, options: &mut [T], place: Place) {
        let def = self.pack.names.register_def(register);
        if def.is_none_or(|def| def.policy != RegisterPolicy::Fixed) {
            return;
        }
        for option in 1..options.len() {
            if self.is_it(place, || Change::Reading { register, option }) {
                options.swap(0, option);
                return;
            }
        }
    }
}
