//! Conditions that hold whatever the facts are, or never, judged from numbers and types alone.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a check looks at the kinds it is about and at no others"
)]

use super::{Finder, ranges};
use crate::{
    model::{Clause, Op, Periods, Quantity, QuantityKind, Question, Test, TestKind, Window},
    prose::{self, Lang},
    value::{Num, Truth},
    vocabulary::Kind,
    walk,
    yaml::Place,
};

pub(super) fn check(finder: &mut Finder<'_>, clause: &Clause) {
    walk::clause(clause, &mut Dead { finder, clause });
}

struct Dead<'f, 'p, 'c> {
    finder: &'f mut Finder<'p>,
    clause: &'c Clause,
}

impl<'m> walk::Visitor<'m> for Dead<'_, '_, '_> {
    fn test(&mut self, test: &'m Test) {
        if let TestKind::Compare(op, left, right) = &test.what {
            self.compare(test, *op, left, right);
        }
        if let TestKind::AtLeastKOf(k, limbs) = &test.what {
            self.enough(test.place, *k as usize, limbs.len());
        }
        if let TestKind::Overlap(spans) = &test.what
            && spans.len() < 2
        {
            self.always(
                test.place,
                "只有一段时间，没有可与之重合的",
                "there is only one stretch of time",
            );
        }
        if let TestKind::OneOf { fact, listed, otherwise: _ } = &test.what {
            self.type_of_another(test.place, fact, listed);
        }
    }

    fn quantity(&mut self, quantity: &'m Quantity) {
        if let QuantityKind::Shift(_, step) = &quantity.what
            && step.years.is_none()
            && step.months.is_none()
            && step.days.is_none()
        {
            self.finder.error(
                "no-shift",
                self.clause,
                quantity.place,
                "日期没有移动：年、月、日都没有写",
                "the date is not moved: neither years nor months nor days are given",
            );
        }
        if let QuantityKind::Deadline(deadline) = &quantity.what
            && deadline.roll
            && deadline.working_days.is_some()
        {
            self.finder.advice(
                "roll-without-effect",
                self.clause,
                quantity.place,
                "以工作日计的期限，末日总是工作日，“顺延”不起作用",
                "a period of working days always ends on one, so rolling has no effect",
            );
        }
    }

    fn window(&mut self, window: &'m Window, place: Place) {
        match window {
            Window::RecentYears(n)
            | Window::CompleteYears(n)
            | Window::CompleteYearsAndCurrent(n) => self.years(n),
            Window::Between(from, to) => self.between(from, to),
            Window::Since(_) | Window::Period => {}
            Window::Readings(_, options) => {
                if options.is_empty() {
                    self.never(place, "没有写明任何期间", "no window is given");
                }
            }
        }
    }

    fn periods(&mut self, periods: &'m Periods, _place: Place) {
        match periods {
            Periods::CompleteYears(n, _) | Periods::TwelveMonths(n) => self.years(n),
            Periods::Readings(..) => {}
        }
    }

    fn question(&mut self, question: &'m Question) {
        self.asked_about_another(question);
    }
}

impl Dead<'_, '_, '_> {
    fn always(&mut self, place: Place, why_zh: &str, why_en: &str) {
        let (zh, en) =
            (format!("这一项总是成立：{why_zh}"), format!("this always holds: {why_en}"));
        self.finder.error("always-true", self.clause, place, &zh, &en);
    }

    fn never(&mut self, place: Place, why_zh: &str, why_en: &str) {
        let (zh, en) =
            (format!("这一项不可能成立：{why_zh}"), format!("this can never hold: {why_en}"));
        self.finder.error("never-true", self.clause, place, &zh, &en);
    }

    fn compare(&mut self, test: &Test, op: Op, left: &Quantity, right: &Quantity) {
        let pack = self.finder.pack;
        let (a, b) = (ranges::possible(pack, left), ranges::possible(pack, right));
        let truth = a.range.compare(b.range, |order| op.holds(order));
        let certain = !a.may_be_absent && !b.may_be_absent;
        let constant = matches!(right.what, QuantityKind::Constant(..));
        let place = if constant { right.place } else { left.place };
        let say = |lang| prose::sentence(pack, test, lang);
        match truth {
            Truth::True if certain => self.always(place, &say(Lang::Zh), &say(Lang::En)),
            Truth::False => self.never(place, &say(Lang::Zh), &say(Lang::En)),
            Truth::True | Truth::Unknown(_) => self.part_of_a_thing(left, right),
        }
    }

    /// Things are counted whole; a threshold with a part of one was meant for something else.
    fn part_of_a_thing(&mut self, left: &Quantity, right: &Quantity) {
        let QuantityKind::Constant(n, _) = right.what else { return };
        let counted =
            matches!(left.what, QuantityKind::Count(..) | QuantityKind::LongestRun { .. });
        if counted && n.as_whole().is_none() {
            let zh = format!("数目是整数，不会是 {n}");
            let en = format!("a count is whole and never {n}");
            self.finder.error("part-of-a-thing", self.clause, right.place, &zh, &en);
        }
    }

    fn enough(&mut self, place: Place, k: usize, of: usize) {
        if k == 0 {
            self.always(place, "至少零项", "at least none of the limbs");
        } else if k > of {
            let (zh, en) = (format!("{of} 项之中要有 {k} 项"), format!("{k} of {of} limbs"));
            self.never(place, &zh, &en);
        } else if k == of || k == 1 {
            let (zh, en) = if k == 1 { ("any", "any") } else { ("all", "all") };
            self.finder.advice(
                "simpler-join",
                self.clause,
                place,
                &format!("{of} 项之中至少 {k} 项，就是 {zh}"),
                &format!("at least {k} of {of} limbs is what `{en}` says"),
            );
        }
    }

    fn years(&mut self, n: &Quantity) {
        let QuantityKind::Constant(count, _) = n.what else { return };
        if count < Num::ONE {
            self.never(n.place, "期间的年数不到一年", "the window has less than one year");
        } else if count.as_whole().is_none() {
            self.never(n.place, "期间的年数不是整数", "the number of years is not whole");
        }
    }

    fn between(&mut self, from: &Quantity, to: &Quantity) {
        let (QuantityKind::Constant(first, _), QuantityKind::Constant(last, _)) =
            (&from.what, &to.what)
        else {
            return;
        };
        if first > last {
            self.never(to.place, "期间的末日早于首日", "the window ends before it begins");
        }
    }

    /// A clause that is restricted to some types and asks for another one.
    fn type_of_another(&mut self, place: Place, fact: &crate::model::Path, listed: &[u16]) {
        let pack = self.finder.pack;
        let is_type = pack
            .kind
            .is_some_and(|(record, field)| fact.root == record && fact.steps.as_slice() == [field]);
        let (Kind::Code(list), false) = (&fact.kind, self.clause.written.types.is_empty()) else {
            return;
        };
        let Some(codes) = pack.names.vocabulary.code_def(*list).filter(|_| is_type) else { return };
        let ids = listed.iter().filter_map(|code| codes.codes.get(usize::from(*code)));
        let mut ids = ids.map(|(id, _)| id);
        if !ids.any(|id| self.clause.written.types.iter().any(|of| **of == **id)) {
            self.never(
                place,
                "条款只适用于别的类别",
                "the clause is restricted to other types than these",
            );
        }
    }

    /// A question about one kind of row that is asked about another.
    fn asked_about_another(&mut self, question: &Question) {
        let names = &self.finder.pack.names;
        let (Some(slot), Some(path)) = (names.slot_def(question.slot), &question.about) else {
            return;
        };
        let Some(wanted) = slot.about.as_ref().and_then(|name| names.vocabulary.record(name))
        else {
            return;
        };
        let found = match path.kind {
            Kind::Row(record) => record,
            _ => path.root,
        };
        if found == wanted {
            return;
        }
        let name = |record| names.vocabulary.record_def(record).map(|def| &def.written.name);
        let (Some(wanted), Some(found)) = (name(wanted), name(found)) else { return };
        let id = &slot.id;
        let place = super::places::near(
            self.finder.pack,
            &self.clause.file,
            self.clause.written.id.place,
            id,
        );
        let zh = format!("判断事项“{id}”问的是{}，这里指的是{}", wanted.zh, found.zh);
        let en = format!("`{id}` asks about a {} and is pointed at a {}", wanted.en, found.en);
        self.finder.error("slot-row", self.clause, place, &zh, &en);
    }
}
