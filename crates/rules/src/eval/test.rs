//! Tests.

use super::{
    Found, Node, Observer, Open, Quiet, Run, Scope,
    asked::Asked,
    planes::{Block, Planes},
    rows::Sifted,
    time,
};
use crate::{
    model::{Group, Op, Path, Periods, Quantity, Question, Rows, Span, Test, TestKind},
    naming::Template,
    prose::{Lang, in_name},
    situation::Answer,
    value::{Cell, Num, Range, Reasons, RowRef, Truth},
};

impl<'p> Run<'p, '_> {
    /// Whether a test holds.
    pub(crate) fn test<O: Observer<'p>>(
        &self,
        test: &'p Test,
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let mark = o.enter(Node::Test(test));
        let truth = self.inner(test, scope, o);
        o.leave(mark, truth);
        truth
    }

    fn inner<O: Observer<'p>>(&self, test: &'p Test, scope: &mut Scope, o: &mut O) -> Truth {
        match &test.what {
            TestKind::All(limbs) => self.all(limbs, scope, o),
            TestKind::Any(limbs) => self.any(limbs, scope, o),
            TestKind::Not(limb) => self.test(limb, scope, o).negated(),
            TestKind::AtLeastKOf(k, limbs) => self.at_least(*k, limbs, scope, o),
            TestKind::OneOf { fact, listed, otherwise } => {
                self.one_of((fact, listed, otherwise.as_ref()), scope, o)
            }
            TestKind::Is(fact) => Asked::Yes.of(self.value(fact, scope, o)),
            TestKind::Given(fact) => self.given(fact, scope, o),
            TestKind::Absent(fact) => self.given(fact, scope, o).negated(),
            TestKind::Compare(op, left, right) => self.compare(*op, (left, right), scope, o),
            TestKind::Within(date, window) => {
                let date = self.quantity(date, scope, o);
                match self.window(window, scope, o) {
                    Ok(days) => Self::between(date, days),
                    Err(why) => Truth::Unknown(why),
                }
            }
            TestKind::Overlap(spans) => self.overlap(spans, scope, o),
            TestKind::Covered { span, rows, from, to } => {
                self.covered((span, rows), (from, to), scope, o)
            }
            TestKind::InList { fact, list, on } => {
                self.in_list((fact, *list, on.as_ref()), scope, o)
            }
            TestKind::OwnedBy { owner, among, on } => {
                self.owned_by((owner, among, on.as_ref()), scope, o)
            }
            TestKind::Same(left, right) => self.same(left, right, scope, o),
            TestKind::Named(fact, template) => self.named(fact, template, scope, o),
            TestKind::Some(rows) | TestKind::Document(rows) => self.some(rows, scope, o),
            TestKind::No(rows) => self.some(rows, scope, o).negated(),
            TestKind::Each(rows, limb) => self.each(rows, limb, scope, o),
            TestKind::EveryPeriod(periods, limb) => self.every_period(periods, limb, scope, o),
            TestKind::Judge(question) => self.judge(question, scope, o),
            TestKind::Refer(clause) => self.refer(*clause, o),
            TestKind::Readings(register, options) => match self.reading(*register, options) {
                Some(one) => self.test(one, scope, o),
                None => Truth::Unknown(Reasons::READING_DEPENDENT),
            },
            TestKind::Rare(rare) => self.rare(rare, scope, o),
        }
    }

    fn all<O: Observer<'p>>(&self, limbs: &'p [Test], scope: &mut Scope, o: &mut O) -> Truth {
        let mut all = Truth::True;
        for limb in limbs {
            all = all.and(self.test(limb, scope, o));
            if !O::DEEP && all == Truth::False {
                break;
            }
        }
        all
    }

    fn any<O: Observer<'p>>(&self, limbs: &'p [Test], scope: &mut Scope, o: &mut O) -> Truth {
        let mut any = Truth::False;
        for limb in limbs {
            any = any.or(self.test(limb, scope, o));
            if !O::DEEP && any == Truth::True {
                break;
            }
        }
        any
    }

    fn at_least<O: Observer<'p>>(
        &self,
        k: u32,
        limbs: &'p [Test],
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let (mut certain, mut possible, mut why) = (0, 0, Reasons::NONE);
        for limb in limbs {
            match self.test(limb, scope, o) {
                Truth::True => {
                    certain += 1;
                    possible += 1;
                }
                Truth::False => {}
                Truth::Unknown(reasons) => {
                    possible += 1;
                    why = why | reasons;
                }
            }
        }
        if certain >= k {
            Truth::True
        } else if possible < k {
            Truth::False
        } else {
            Truth::Unknown(why)
        }
    }

    fn one_of<O: Observer<'p>>(
        &self,
        (fact, listed, otherwise): (&'p Path, &[u16], Option<&'p Question>),
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let cell = self.value(fact, scope, o);
        match (Asked::Listed(listed).of(cell), otherwise) {
            (Truth::False, Some(question)) if !cell.is_absent() => self.judge(question, scope, o),
            (truth, _) => truth,
        }
    }

    /// Whether a fact is known to be given: not absent.
    fn given<O: Observer<'p>>(&self, fact: &'p Path, scope: &Scope, o: &mut O) -> Truth {
        Asked::Given.of(self.value(fact, scope, o))
    }

    fn compare<O: Observer<'p>>(
        &self,
        op: Op,
        (left, right): (&'p Quantity, &'p Quantity),
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let left = self.quantity(left, scope, o);
        let right = self.quantity(right, scope, o);
        o.compared(left, right);
        left.compare(right, |order| op.holds(order))
    }

    fn in_list<O: Observer<'p>>(
        &self,
        (fact, list, on): (&'p Path, u16, Option<&'p Quantity>),
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let cell = self.value(fact, scope, o);
        let day = match on {
            Some(on) => self.quantity(on, scope, o),
            None => Range::exact(Num::whole(self.day)),
        };
        let crate::pack::ParamValue::List(members) = self.at.parameters.get(list) else {
            o.open(Open::Parameter(list, None));
            return Truth::Unknown(Reasons::MISSING_PARAMETER);
        };
        let Some(day) = day.known().and_then(Num::as_whole) else {
            return Truth::Unknown(day.why | Reasons::MISSING_FACT);
        };
        Asked::Member(members, day).of(cell)
    }

    fn owned_by<O: Observer<'p>>(
        &self,
        (owner, among, on): (&'p Path, &'p [Group], Option<&'p Quantity>),
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let cell = self.value(owner, scope, o);
        let Some(row) = cell.row() else { return unless_absent(cell) };
        let Some(group) = among.iter().find(|group| group.record == row.record) else {
            return Truth::False;
        };
        match (group.term, on) {
            (Some(term), Some(on)) => {
                let day = self.quantity(on, scope, o);
                self.member_on(row, term, day, o)
            }
            (_, _) => Truth::True,
        }
    }

    /// Whether a row of a group was a member on a day.
    fn member_on<O: Observer<'p>>(
        &self,
        row: RowRef,
        (from, to): (u16, u16),
        day: Range,
        o: &mut O,
    ) -> Truth {
        let mut end = |field: u16| {
            let of = crate::facts::CellRef { at: row, field };
            let day = Range::of_cell(self.at.facts.cell(of));
            if !day.why.is_none() {
                o.open(Open::Fact(of));
            }
            day
        };
        let (from, to) = (end(from), end(to));
        let after =
            if from.absent { Truth::True } else { from.compare(day, std::cmp::Ordering::is_le) };
        let before =
            if to.absent { Truth::True } else { day.compare(to, std::cmp::Ordering::is_le) };
        after.and(before)
    }

    fn same<O: Observer<'p>>(
        &self,
        left: &'p Path,
        right: &'p Path,
        scope: &Scope,
        o: &mut O,
    ) -> Truth {
        match (self.value(left, scope, o), self.value(right, scope, o)) {
            (Cell::Unknown, _) | (_, Cell::Unknown) => Truth::MISSING,
            (Cell::Absent, _) | (_, Cell::Absent) => Truth::False,
            (a, b) => match (self.foreign(left, a), self.foreign(right, b)) {
                // Codes of other packs are one where they are written as one; whether different ones come to
                // the same, this pack cannot know.
                (Some(one), Some(other)) if one != other || one == 0 => {
                    self.tell_fact(left, scope, o);
                    self.tell_fact(right, scope, o);
                    Truth::MISSING
                }
                (_, _) => Truth::known(a == b),
            },
        }
    }

    /// Whether a text is the name that a template makes of facts; a fact that is known to be absent makes none.
    ///
    /// Rare and large, so it is kept out of the function that looks at every test.
    #[cold]
    #[inline(never)]
    fn named<O: Observer<'p>>(
        &self,
        fact: &'p Path,
        template: &'p Template,
        scope: &Scope,
        o: &mut O,
    ) -> Truth {
        let given = self.value(fact, scope, o);
        let mut lowest = Truth::True;
        let name = template.make(Lang::Zh, |path| {
            let cell = self.value(path, scope, o);
            let foreign = self.foreign(path, cell).is_some();
            if foreign {
                self.tell_fact(path, scope, o);
            }
            lowest = lowest.and(if foreign || cell == Cell::Unknown {
                Truth::MISSING
            } else {
                Truth::known(!cell.is_absent())
            });
            in_name(self.pack, self.at, &path.kind, cell, Lang::Zh)
        });
        if given == Cell::Unknown {
            return lowest.and(Truth::MISSING);
        }
        let Cell::Text(text) = given else { return Truth::False };
        if lowest != Truth::True {
            return lowest;
        }
        Truth::known(template.is(&name, self.at.facts.words(text)))
    }

    fn some<O: Observer<'p>>(&self, rows: &'p Rows, scope: &mut Scope, o: &mut O) -> Truth {
        let sifted = self.sift(rows, scope, o);
        let some = sifted.some();
        if !some.is_known() {
            Self::tell_open(rows, &sifted, o);
        }
        some
    }

    fn each<O: Observer<'p>>(
        &self,
        rows: &'p Rows,
        limb: &'p Test,
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let sifted = self.sift(rows, scope, o);
        let outer = scope.row(rows.record);
        let together = self.limb_together(&sifted, limb, scope);
        let mut all = if sifted.open { Truth::Unknown(sifted.why) } else { Truth::True };
        if !O::OPENS && together.is_some_and(|planes| sifted.fails_surely(planes)) {
            return Truth::False;
        }
        // Rows for which it surely holds change nothing.
        let holding = together.map_or(0, |planes| planes.certain);
        for (certain, row) in sifted.rows().filter(|(_, row)| holding >> (row & 63) & 1 == 0) {
            scope.set_row(rows.record, row);
            let known = together.and_then(|planes| planes.of_row(row));
            let holds = known.unwrap_or_else(|| self.test(limb, scope, &mut Quiet));
            if O::OPENS && o.listens() && !holds.is_known() {
                let mut opens = super::Opens::default();
                self.test(limb, scope, &mut opens);
                opens.0.into_iter().for_each(|item| o.open(item));
            }
            let asked = if certain { Truth::True } else { Truth::Unknown(sifted.why) };
            all = all.and(asked.negated().or(holds));
        }
        scope.set_row(rows.record, outer);
        if !all.is_known() {
            Self::tell_open(rows, &sifted, o);
        }
        all
    }

    /// What is asked of each row, for all rows of the list at once: where most of them are asked, and few enough to
    /// be taken together. What does not read a fact that is tried is then looked up.
    fn limb_together(&self, sifted: &Sifted, limb: &'p Test, scope: &mut Scope) -> Option<Planes> {
        let rows = self.at.facts.table(sifted.record)?.len();
        let mut blocks = Block::all(sifted.record, rows);
        let (block, None) = (blocks.next()?, blocks.next()) else { return None };
        let most = sifted.counts().1 * 2 >= rows as usize;
        most.then(|| self.planes(limb, block, scope))
    }

    fn every_period<O: Observer<'p>>(
        &self,
        periods: &'p Periods,
        limb: &'p Test,
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let periods = match self.periods(periods, scope, o) {
            Ok(periods) if periods.is_empty() => return Truth::MISSING,
            Ok(periods) => periods,
            Err(why) => return Truth::Unknown(why),
        };
        let outer = scope.period;
        let mut all = Truth::True;
        for (first, last) in periods {
            scope.period = Some((first, last));
            let mark = o.enter(Node::Period(first, last));
            let holds = self.test(limb, scope, o);
            o.leave(mark, holds);
            all = all.and(holds);
            if !O::DEEP && all == Truth::False {
                break;
            }
        }
        scope.period = outer;
        all
    }

    fn judge<O: Observer<'p>>(&self, question: &'p Question, scope: &Scope, o: &mut O) -> Truth {
        let row = match &question.about {
            None => None,
            Some(path) => match self.row_of(path, scope, o) {
                Some(row) => Some(row),
                None if matches!(self.find(path, scope), Found::Nothing) => return Truth::False,
                None => return Truth::MISSING,
            },
        };
        match self.at.judgements.answer(question.slot, row) {
            Answer::Yes => Truth::True,
            Answer::No => Truth::False,
            Answer::Pending => {
                o.open(Open::Judgement(question.slot, row));
                Truth::Unknown(Reasons::JUDGEMENT_PENDING)
            }
        }
    }

    /// The rule of another clause; one that does not apply is taken as satisfied, as in a conjunction. It stands
    /// for itself, wherever it is referred to, and is remembered under the ground reading.
    pub(super) fn refer<O: Observer<'p>>(&self, place: u16, o: &mut O) -> Truth {
        let as_ground = self.is_as_on_ground(place);
        let known = as_ground.then(|| self.memo.recall_clause(self.pack, place)).flatten();
        if let Some(truth) = known.filter(|truth| !o.looks_into(*truth)) {
            return truth;
        }
        let truth = self.referred(place, o);
        if as_ground {
            self.memo.keep_clause(place, truth);
        }
        truth
    }

    /// Whether the readings in force are those of the ground for a clause and all that it refers to.
    fn is_as_on_ground(&self, place: u16) -> bool {
        self.on_ground || {
            let clause = self.pack.clauses.get(usize::from(place));
            let option =
                |choice: &[u16], register: &u16| choice.get(usize::from(*register)).copied();
            let same = |register| option(self.choice, register) == option(self.ground, register);
            clause.is_some_and(|clause| clause.registers.iter().all(same))
        }
    }

    fn referred<O: Observer<'p>>(&self, place: u16, o: &mut O) -> Truth {
        let Some(clause) = self.pack.clauses.get(usize::from(place)) else {
            return Truth::MISSING;
        };
        if self.at.kind.is_some_and(|kind| !clause.applies_to(kind)) {
            return Truth::True;
        }
        let mut scope = Scope::new();
        let applies = match &clause.applies_if {
            Some(test) => self.test(test, &mut scope, o),
            None => Truth::True,
        };
        match &clause.rule {
            Some(rule) => {
                let known = self.on_ground.then(|| o.tells_again(place)).flatten();
                applies.negated().or(known.unwrap_or_else(|| self.test(rule, &mut scope, o)))
            }
            None => Truth::MISSING,
        }
    }

    /// Interval coverage: the rows that certainly count, chained day by day, against the whole span.
    fn covered<O: Observer<'p>>(
        &self,
        (span, rows): (&'p Span, &'p Rows),
        ends: (&'p Quantity, &'p Quantity),
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        let (first, last) = self.span(span, scope, o);
        let sifted = self.sift(rows, scope, o);
        let outer = scope.row(rows.record);
        let (mut sure, mut any, mut why) = (Vec::new(), Vec::new(), sifted.why);
        for (certain, row) in sifted.rows() {
            scope.set_row(rows.record, row);
            let from = self.quantity(ends.0, scope, o);
            let to = self.quantity(ends.1, scope, o);
            why = why | from.why | to.why;
            if certain && from.why.is_none() && to.why.is_none() {
                sure.push(time_of(from, to));
            }
            any.push(time_of(from, to));
        }
        scope.set_row(rows.record, outer);
        let (Some(first), Some(last)) = (known(first), known(last)) else {
            return Truth::Unknown(first.why | last.why | Reasons::MISSING_FACT);
        };
        if chain(&mut sure, first, last) {
            Truth::True
        } else if !sifted.open && !chain(&mut any, first, last) {
            Truth::False
        } else {
            Self::tell_open(rows, &sifted, o);
            Truth::Unknown(why)
        }
    }
}

/// What a fact comes to that a test needs and that is not given: false when it is known not to exist.
fn unless_absent(cell: Cell) -> Truth {
    if cell.is_absent() { Truth::False } else { Truth::MISSING }
}

fn known(range: Range) -> Option<i64> {
    range.known().and_then(Num::as_whole)
}

/// First and last day, as wide as they can be.
fn time_of(from: Range, to: Range) -> time::Days {
    let first = from.low.and_then(Num::as_whole).unwrap_or(i64::MIN);
    let last = to.high.and_then(Num::as_whole).unwrap_or(i64::MAX);
    (first, last)
}

/// Whether stretches, joined where one begins at the latest the day after another ends, cover all days.
fn chain(stretches: &mut [time::Days], first: i64, last: i64) -> bool {
    stretches.sort_unstable();
    let mut next = first;
    for (from, to) in stretches.iter() {
        if *from <= next {
            next = next.max(to.saturating_add(1));
        }
    }
    next > last
}
