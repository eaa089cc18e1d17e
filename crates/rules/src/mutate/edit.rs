//! The walk that makes one change: every place where a rule can be changed has a number, in the order in
//! which the tree is walked, and the editor carries out the change that has the number wanted.
//!
//! Changes that are provably the same as another one, or as none, have no number: a comparison of whole
//! numbers with and without its bound (`more_than: [x, 5]` is `at_least: [x, 6]`), a list of one limb.

use super::change::{Change, list_of, op_word};
use crate::{
    model::{Clause, Group, Op, Path, Quantity, QuantityKind, Question, Rows, Test, TestKind},
    pack::Pack,
    syntax::RegisterPolicy,
    value::Num,
    vocabulary::{Kind, index},
    yaml::Place,
};

/// A change that was made.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) change: Change,
    pub(super) place: Place,
}

/// Makes one change in a clause, or counts how many there are.
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
    /// Whether the test at hand is a limb of a conjunction.
    in_all: bool,
}

impl<'p> Editor<'p> {
    /// Counts the changes and takes the columns from the tests, so that copies can be changed.
    pub(super) fn counting(pack: &'p Pack) -> Self {
        Self { pack, wanted: None, seen: 0, made: None, rows: Vec::new(), in_all: false }
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
            self.made = Some(Made { change: change(), place });
        }
        here
    }

    /// The record of whose rows tests are asked at this place.
    fn row(&self) -> Option<u16> {
        self.rows.last().copied()
    }

    /// Everything in a clause that decides.
    pub(super) fn clause(&mut self, clause: &mut Clause) {
        self.premise(&mut clause.applies_if);
        for test in [&mut clause.rule, &mut clause.bar].into_iter().flatten() {
            self.test(test);
        }
        let Some(duty) = &mut clause.duty else { return };
        self.filter(&mut duty.rows);
        self.rows.push(duty.rows.record);
        if let Some(due) = &mut duty.due {
            self.quantity(due);
        }
        self.optional(&mut duty.form);
        self.rows.pop();
    }

    fn premise(&mut self, premise: &mut Option<Test>) {
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
        self.in_all = true;
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
        let in_all = std::mem::take(&mut self.in_all);
        if self.made.is_none() {
            self.alter(test, in_all);
        }
        if self.made.is_none() {
            self.below(test);
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of node")]
    fn below(&mut self, test: &mut Test) {
        let place = test.place;
        match &mut test.what {
            TestKind::All(limbs) => {
                for limb in limbs {
                    self.in_all = true;
                    self.test(limb);
                }
            }
            TestKind::Any(limbs)
            | TestKind::AtLeastKOf(_, limbs)
            | TestKind::Readings(_, limbs) => {
                for limb in limbs {
                    self.test(limb);
                }
            }
            TestKind::Not(limb) => self.test(limb),
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

    /// Changes of the node itself.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the walk below is the one that must be complete"
    )]
    fn alter(&mut self, test: &mut Test, in_all: bool) {
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
            TestKind::InList { on, .. } => {
                self.day(on, "in_list", place);
                None
            }
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
                (!in_all && self.is_it(place, || Change::JudgeDropped { slot }))
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

    fn groups(&mut self, owner: &Path, among: &mut Vec<Group>, place: Place) {
        for at in 0..among.len() {
            let record = among.get(at).map_or(0, |group| group.record);
            let change = || Change::GroupDropped { owner: owner.clone(), record };
            if among.len() > 1 && self.is_it(place, change) {
                among.remove(at);
                return;
            }
        }
    }

    /// Codes outside the list are no longer put before a person.
    fn others(&mut self, otherwise: &mut Option<Question>, place: Place) {
        let Some(slot) = otherwise.as_ref().map(|asked| asked.slot) else { return };
        if self.is_it(place, || Change::JudgeDropped { slot }) {
            *otherwise = None;
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

    fn codes(&mut self, fact: &Path, listed: &mut Vec<u16>, place: Place) {
        for at in 0..listed.len() {
            let code = listed.get(at).copied().unwrap_or_default();
            let change = || Change::CodeDropped { fact: fact.clone(), code };
            if listed.len() > 1 && self.is_it(place, change) {
                listed.remove(at);
                return;
            }
        }
        let neighbour = self.neighbour(fact, listed);
        if let Some(code) = neighbour
            && self.is_it(place, || Change::CodeAdded { fact: fact.clone(), code })
        {
            listed.push(code);
        }
    }

    /// The code that is added to a list: one that the pack names elsewhere for the same fact, as somebody might
    /// mistake it for one of these; where it names no other, the next of the code list. A type of application
    /// that the pack does not have cannot be told apart from one that is not listed.
    fn neighbour(&self, fact: &Path, listed: &[u16]) -> Option<u16> {
        let def = self.pack.names.vocabulary.code_def(list_of(fact)?)?;
        let field = (fact.end, *fact.steps.last()?);
        let of_type = self.pack.kind == Some(field);
        let can_be = |code: u16| {
            let id = def.codes.get(usize::from(code)).map(|(id, _)| id.as_str());
            !of_type || id.is_some_and(|id| self.pack.type_at(id).is_some())
        };
        let all = 0..index(def.codes.len());
        let after = usize::from(listed.last().map_or(0, |last| last + 1));
        let others = all.clone().skip(after).chain(all);
        let mut others = others.filter(|code| !listed.contains(code) && can_be(*code));
        let named = self.pack.mentions.get(&field).map(|mention| &mention.codes);
        let is_named = |code: &u16| named.is_some_and(|named| named.contains(code));
        others.clone().find(is_named).or_else(|| others.next())
    }

    fn operator(&mut self, op: &mut Op, left: &Quantity, right: &Quantity, place: Place) {
        let from = *op;
        let bounded = has_whole_bound(left, right);
        let others: &[Op] = match from {
            Op::AtLeast if bounded => &[Op::AtMost, Op::Equal],
            Op::MoreThan if bounded => &[Op::LessThan, Op::Equal],
            Op::AtMost if bounded => &[Op::AtLeast, Op::Equal],
            Op::LessThan if bounded => &[Op::MoreThan, Op::Equal],
            Op::AtLeast => &[Op::MoreThan, Op::AtMost, Op::Equal],
            Op::MoreThan => &[Op::AtLeast, Op::LessThan, Op::Equal],
            Op::AtMost => &[Op::LessThan, Op::AtLeast, Op::Equal],
            Op::LessThan => &[Op::AtMost, Op::MoreThan, Op::Equal],
            Op::Equal => &[Op::AtLeast, Op::AtMost],
        };
        for to in others {
            let same = says_the_same(from, *to, left, right);
            let change = || Change::Word { from: op_word(from), to: op_word(*to) };
            if !same && self.is_it(place, change) {
                *op = *to;
                return;
            }
        }
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

/// Whether a whole quantity is compared with a constant, so that leaving out the bound is the same as moving
/// the constant by one.
fn has_whole_bound(left: &Quantity, right: &Quantity) -> bool {
    let constant = |of: &Quantity| matches!(of.what, QuantityKind::Constant(..));
    (constant(left) || constant(right)) && is_whole(left) && is_whole(right)
}

/// Whether a comparison is the same with another operator: nothing is less than none of a thing that is
/// counted.
fn says_the_same(from: Op, to: Op, left: &Quantity, right: &Quantity) -> bool {
    let zero = matches!(&right.what, QuantityKind::Constant(n, _) if *n == Num::ZERO);
    let never_less = matches!(left.what, QuantityKind::Count(..) | QuantityKind::LongestRun { .. });
    let pair = matches!((from, to), (Op::AtMost, Op::Equal) | (Op::Equal, Op::AtMost));
    zero && never_less && pair
}

/// Whether a quantity can only be a whole number.
fn is_whole(of: &Quantity) -> bool {
    match &of.what {
        QuantityKind::Constant(number, _) => number.as_whole().is_some() && of.kind != Kind::Area,
        QuantityKind::Count(..)
        | QuantityKind::LongestRun { .. }
        | QuantityKind::ReferenceDate
        | QuantityKind::PeriodEnd
        | QuantityKind::YearBefore(_)
        | QuantityKind::YearOf(_)
        | QuantityKind::YearEnd(_)
        | QuantityKind::Shift(..)
        | QuantityKind::Deadline(_) => true,
        QuantityKind::Fact(_) | QuantityKind::Lookup { .. } => {
            matches!(of.kind, Kind::Number | Kind::Date | Kind::Year)
        }
        QuantityKind::Sum(_, value, _)
        | QuantityKind::Lowest(_, value)
        | QuantityKind::Highest(_, value) => is_whole(value),
        QuantityKind::Total(parts)
        | QuantityKind::LeastOf(parts)
        | QuantityKind::GreatestOf(parts) => parts.iter().all(is_whole),
        QuantityKind::Depending(either) => is_whole(&either.then) && is_whole(&either.otherwise),
        QuantityKind::Difference(pair) | QuantityKind::Scaled(pair) => {
            is_whole(&pair.0) && is_whole(&pair.1)
        }
        QuantityKind::Readings(_, options) => options.iter().all(is_whole),
        QuantityKind::Param(..)
        | QuantityKind::Points(_)
        | QuantityKind::Score(_)
        | QuantityKind::HeldThrough(_)
        | QuantityKind::Ratio(_)
        | QuantityKind::Growth(_)
        | QuantityKind::Band(..) => false,
    }
}
