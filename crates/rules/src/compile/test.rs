//! Tests: codes, flags, rows, judgements.

use super::{Compiler, name::ParamKind};
use crate::{
    diagnostic::words,
    model::{Group, Op, Path, Question, Rows, Test, TestKind},
    syntax,
    vocabulary::Kind,
    yaml::{Located, Place},
};

type Written = Located<syntax::Test>;

impl Compiler<'_> {
    /// A test with everything below it.
    pub fn test(&mut self, written: &Written) -> Option<Test> {
        let before = self.leans;
        let what = self.kind(written)?;
        let column = match (&written.value, &what) {
            (syntax::Test::All(written), TestKind::All(limbs)) => self.steady(written, limbs),
            _ => self.column(written, before),
        };
        Some(Test { what, place: written.place, column })
    }

    #[expect(clippy::cognitive_complexity, reason = "one line for each kind of node")]
    fn kind(&mut self, written: &Written) -> Option<TestKind> {
        let place = written.place;
        Some(match &written.value {
            syntax::Test::All(limbs) => TestKind::All(self.limbs(limbs, place)?),
            syntax::Test::Any(limbs) => TestKind::Any(self.limbs(limbs, place)?),
            syntax::Test::Not(limb) => TestKind::Not(Box::new(self.test(limb)?)),
            syntax::Test::AtLeastKOf(k) => TestKind::AtLeastKOf(k.k, self.limbs(&k.of, place)?),
            syntax::Test::OneOf(one) => self.one_of(one)?,
            syntax::Test::Is(fact) => TestKind::Is(self.flag(fact)?),
            syntax::Test::Given(fact) => TestKind::Given(self.fact(fact)?),
            syntax::Test::Absent(fact) => TestKind::Absent(self.fact(fact)?),
            syntax::Test::AtLeast(pair) => self.compare(Op::AtLeast, pair)?,
            syntax::Test::MoreThan(pair) => self.compare(Op::MoreThan, pair)?,
            syntax::Test::AtMost(pair) => self.compare(Op::AtMost, pair)?,
            syntax::Test::LessThan(pair) => self.compare(Op::LessThan, pair)?,
            syntax::Test::Equal(pair) => self.compare(Op::Equal, pair)?,
            syntax::Test::Within(within) => TestKind::Within(
                self.of_kind(&within.date, &Kind::Date)?,
                self.window(&within.window, place)?,
            ),
            syntax::Test::Overlap(spans) => {
                let spans: Vec<_> = spans.iter().map(|span| self.span(span, place)).collect();
                TestKind::Overlap(spans.into_iter().collect::<Option<_>>()?)
            }
            syntax::Test::Covered(covered) => self.covered(covered, place)?,
            syntax::Test::InList(list) => self.in_list(list)?,
            syntax::Test::OwnedBy(owned) => self.owned_by(owned)?,
            syntax::Test::Same(pair) => self.same(&pair.0, &pair.1)?,
            syntax::Test::Named(named) => self.by_template(named)?,
            syntax::Test::Some(rows) => TestKind::Some(self.select(rows)?),
            syntax::Test::No(rows) => TestKind::No(self.select(rows)?),
            syntax::Test::Each(each) => self.each(each)?,
            syntax::Test::EveryPeriod(every) => self.every_period(every)?,
            syntax::Test::Document(document) => self.document(document, place)?,
            syntax::Test::Judge(slot) => TestKind::Judge(self.question(slot, None)?),
            syntax::Test::JudgeRow(row) => {
                TestKind::Judge(self.question(&row.slot, Some(&row.about))?)
            }
            syntax::Test::Refer(clause) => self.refer(clause)?,
            syntax::Test::MetOrWaived(clause) => self.met_or_waived(clause)?,
            syntax::Test::Shares(pair) => self.shares(&pair.0, &pair.1)?,
            syntax::Test::ByPhase(phases) => self.by_phase(phases, place)?,
            syntax::Test::External(external) => self.external(external, place)?,
            syntax::Test::Always | syntax::Test::Never => return self.constant(place),
            syntax::Test::Readings(readings) => {
                let (at, branches) = self.branches(readings)?;
                let branches: Vec<_> = branches.into_iter().map(|one| self.option(one)).collect();
                TestKind::Readings(at, branches.into_iter().collect::<Option<_>>()?)
            }
        })
    }

    fn limbs(&mut self, limbs: &[Written], place: Place) -> Option<Vec<Test>> {
        if limbs.is_empty() {
            let message = words("至少要写一项", "at least one limb is needed");
            return self.say("empty-list", place, message);
        }
        let limbs: Vec<_> = limbs.iter().map(|limb| self.test(limb)).collect();
        limbs.into_iter().collect()
    }

    fn compare(
        &mut self,
        op: Op,
        pair: &(Located<syntax::Quantity>, Located<syntax::Quantity>),
    ) -> Option<TestKind> {
        let (left, right) = self.same_kind(&pair.0, &pair.1)?;
        Some(TestKind::Compare(op, left, right))
    }

    fn flag(&mut self, name: &Located<String>) -> Option<Path> {
        let path = self.fact(name)?;
        if path.kind == Kind::Flag {
            return Some(path);
        }
        let message =
            words(format!("“{name}”不是“是否”类事实"), format!("`{name}` is not a yes-or-no fact"));
        self.say("unit-mismatch", name.place, message)
    }

    /// The code list of a coded fact.
    pub(super) fn code_list(&mut self, name: &Located<String>, path: &Path) -> Option<u16> {
        match path.kind {
            Kind::Code(list) | Kind::Codes(list) => Some(list),
            Kind::Flag
            | Kind::Date
            | Kind::Year
            | Kind::Number
            | Kind::Money
            | Kind::Area
            | Kind::Ratio
            | Kind::Text
            | Kind::Row(_)
            | Kind::Party(_) => {
                let message = words(
                    format!("“{name}”不是代码类事实"),
                    format!("`{name}` is not a coded fact"),
                );
                self.say("unit-mismatch", name.place, message)
            }
        }
    }

    fn codes(&mut self, list: u16, written: &[Located<String>]) -> Option<Vec<u16>> {
        let def = self.vocabulary().code_def(list)?;
        let mut codes = Vec::new();
        for code in written {
            if let Some(at) = def.code(code) {
                codes.push(at);
            } else {
                let message = words(
                    format!("代码表“{}”中没有“{code}”", def.id),
                    format!("the code list `{}` has no `{code}`", def.id),
                );
                let known = def.codes.iter().map(|(id, _)| id.clone());
                self.say_help::<()>(
                    "unknown-code",
                    code.place,
                    message,
                    super::nearest(code, known),
                );
            }
        }
        (codes.len() == written.len()).then_some(codes)
    }

    fn one_of(&mut self, one: &syntax::OneOf) -> Option<TestKind> {
        let fact = self.fact(&one.fact)?;
        let list = self.code_list(&one.fact, &fact)?;
        let listed = self.codes(list, &one.listed)?;
        let otherwise = match &one.otherwise {
            Some(other) => Some(self.question(&other.judge, other.about.as_ref())?),
            None => None,
        };
        Some(TestKind::OneOf { fact, listed, otherwise })
    }

    /// The place of a slot.
    pub(super) fn slot(&mut self, name: &Located<String>) -> Option<u16> {
        let found = self.names.slot(name);
        if found.is_some() {
            return found;
        }
        let known = self.names.slots.iter().map(|slot| slot.id.value.clone());
        let help = super::nearest(name, known);
        let message =
            words(format!("没有判断事项“{name}”"), format!("there is no judgement slot `{name}`"));
        self.say_help("unknown-slot", name.place, message, help)
    }

    fn question(
        &mut self,
        name: &Located<String>,
        about: Option<&Located<String>>,
    ) -> Option<Question> {
        let slot = self.slot(name)?;
        let def = self.names.slot_def(slot)?;
        let by_row = def.about.is_some();
        if def.points.is_some() {
            let message = words(
                format!("“{name}”以打分回答，不是是非题；请在量中用 points"),
                format!("`{name}` is answered with a number: use the quantity `points`"),
            );
            return self.say("slot-shape", name.place, message);
        }
        if by_row != about.is_some() {
            let message = words(
                format!("判断事项“{name}”{}逐行判断", if by_row { "须" } else { "不" }),
                format!(
                    "the slot `{name}` is {}asked row by row",
                    if by_row { "" } else { "not " }
                ),
            );
            return self.say("slot-shape", name.place, message);
        }
        let about = match about {
            Some(row) => Some(self.row_path(row)?),
            None => None,
        };
        Some(Question { slot, about })
    }

    fn row_path(&mut self, name: &Located<String>) -> Option<Path> {
        let path = self.path(name, name.place)?;
        if matches!(path.kind, Kind::Row(_)) {
            return Some(path);
        }
        let message =
            words(format!("“{name}”不指向一行"), format!("`{name}` does not lead to a row"));
        self.say("not-a-row", name.place, message)
    }

    fn covered(&mut self, covered: &syntax::Coverage, place: Place) -> Option<TestKind> {
        let span = self.span(&covered.span, place)?;
        let rows = self.rows(&covered.of, covered.filter.as_deref())?;
        self.scope.push(rows.record);
        let from = self.of_kind(&covered.from, &Kind::Date);
        let to = self.of_kind(&covered.to, &Kind::Date);
        self.scope.pop();
        Some(TestKind::Covered { span, rows, from: from?, to: to? })
    }

    fn in_list(&mut self, written: &syntax::InList) -> Option<TestKind> {
        let fact = self.fact(&written.fact)?;
        let codes = self.code_list(&written.fact, &fact)?;
        let (list, kind) = self.parameter(&written.list)?;
        if kind != ParamKind::List(codes) {
            let name = &written.list;
            let message = words(
                format!("参数“{name}”不是“{}”所用代码的名单", written.fact),
                format!("`{name}` is not a list of the codes of `{}`", written.fact),
            );
            return self.say("parameter-kind", name.place, message);
        }
        let on = match &written.on {
            Some(day) => Some(self.of_kind(day, &Kind::Date)?),
            None => None,
        };
        Some(TestKind::InList { fact, list, on })
    }

    fn owned_by(&mut self, written: &syntax::OwnedBy) -> Option<TestKind> {
        let owner = self.fact(&written.owner)?;
        let Kind::Party(allowed) = owner.kind.clone() else {
            let name = &written.owner;
            let message =
                words(format!("“{name}”不是“归属”类事实"), format!("`{name}` is not a party"));
            return self.say("unit-mismatch", name.place, message);
        };
        let mut among = Vec::new();
        for name in &written.among {
            let record = self.vocabulary().list(name).or_else(|| self.vocabulary().record(name));
            if let Some(record) = record.filter(|record| allowed.contains(record)) {
                among.push(self.group(record));
            } else {
                let message = words(
                    format!("“{}”不能归属于“{name}”", written.owner),
                    format!("`{}` cannot be owned by `{name}`", written.owner),
                );
                self.say::<()>("unknown-party", name.place, message);
            }
        }
        let on = match &written.on {
            Some(day) => Some(self.of_kind(day, &Kind::Date)?),
            None => None,
        };
        (among.len() == written.among.len()).then_some(TestKind::OwnedBy { owner, among, on })
    }

    fn group(&self, record: u16) -> Group {
        let def = self.vocabulary().record_def(record);
        let term = def
            .filter(|def| def.list.is_some())
            .and_then(|def| Some((def.field("from")?, def.field("to")?)));
        Group { record, term }
    }

    fn same(&mut self, left: &Located<String>, right: &Located<String>) -> Option<TestKind> {
        let (a, b) = (self.path(left, left.place), self.path(right, right.place));
        let (a, b) = (a?, b?);
        if same_sort(&a.kind, &b.kind) && !super::quantity::is_measurable(&a.kind) {
            return Some(TestKind::Same(a, b));
        }
        let message = words(
            format!("“{left}”与“{right}”不是同一种可以认同的事实"),
            format!("`{left}` and `{right}` cannot be the same thing"),
        );
        self.say("unit-mismatch", right.place, message)
    }

    fn select(&mut self, written: &syntax::Select) -> Option<Rows> {
        self.rows(&written.of, written.filter.as_deref())
    }

    fn each(&mut self, each: &syntax::Each) -> Option<TestKind> {
        let rows = self.rows(&each.of, each.filter.as_deref())?;
        self.scope.push(rows.record);
        let test = self.test(&each.test);
        self.scope.pop();
        Some(TestKind::Each(rows, Box::new(test?)))
    }

    fn every_period(&mut self, every: &syntax::EveryPeriod) -> Option<TestKind> {
        let periods = self.periods(&every.periods)?;
        let outer = std::mem::replace(&mut self.in_period, true);
        let test = self.test(&every.test);
        self.in_period = outer;
        Some(TestKind::EveryPeriod(periods, Box::new(test?)))
    }

    /// A document test is a filter over the list `documents` with the fields that the vocabulary must have
    /// for it: `kind`, `languages`, `signed`, `sealed`.
    fn document(&mut self, written: &syntax::DocumentTest, place: Place) -> Option<TestKind> {
        let here = |value: &str| Located { value: value.to_owned(), place };
        let of = |test| Located { value: test, place };
        let mut limbs = vec![of(syntax::Test::OneOf(syntax::OneOf {
            fact: here("document.kind"),
            listed: vec![written.kind.clone()],
            otherwise: None,
        }))];
        for language in &written.languages {
            limbs.push(of(syntax::Test::OneOf(syntax::OneOf {
                fact: here("document.languages"),
                listed: vec![language.clone()],
                otherwise: None,
            })));
        }
        for (wanted, fact) in
            [(written.signed, "document.signed"), (written.sealed, "document.sealed")]
        {
            if wanted {
                limbs.push(of(syntax::Test::Is(here(fact))));
            }
        }
        let filter = of(syntax::Test::All(limbs));
        Some(TestKind::Document(self.rows(&here("documents"), Some(&filter))?))
    }

    pub(super) fn refer(&mut self, name: &Located<String>) -> Option<TestKind> {
        if let Some(at) = self.names.clause(name) {
            self.leans.on_more += 1;
            return Some(TestKind::Refer(at));
        }
        let known = self.names.clause_at.keys().cloned();
        let help = super::nearest(name, known);
        let message = words(format!("没有条款“{name}”"), format!("there is no clause `{name}`"));
        self.say_help("unknown-clause", name.place, message, help)
    }
}

/// Whether two facts may be the same: a party is the same as a row when it is that row.
fn same_sort(a: &Kind, b: &Kind) -> bool {
    match (a, b) {
        (Kind::Party(among), Kind::Row(record)) | (Kind::Row(record), Kind::Party(among)) => {
            among.contains(record)
        }
        (Kind::Party(a), Kind::Party(b)) => a.iter().any(|record| b.contains(record)),
        (a, b) => a == b,
    }
}
