//! A rule that is changed in one place reads differently, in both languages: every number, operator, window,
//! listed code, list, key, quantifier and join of every rule of every pack.
#![expect(clippy::wildcard_enum_match_arm, reason = "a change is made where there is one to make")]

use guohe_rules::{
    model::{Clause, Op, Periods, Quantity, QuantityKind, Rows, Span, Test, TestKind, Window},
    naming::{Piece, Template},
    pack::Pack,
    prose::{Lang, Writer},
    syntax::{Brackets, Literal},
    value::Num,
};

use super::all;

/// Counts places, and changes the one whose turn it is.
struct Changer<'p> {
    pack: &'p Pack,
    turn: usize,
    seen: usize,
    what: &'static str,
}

impl Changer<'_> {
    /// Whether it is the turn of this place.
    fn hit(&mut self, what: &'static str) -> bool {
        let hit = self.seen == self.turn;
        self.seen += 1;
        if hit {
            self.what = what;
        }
        hit
    }

    fn clause(&mut self, clause: &mut Clause) {
        for test in
            [&mut clause.applies_if, &mut clause.rule, &mut clause.bar].into_iter().flatten()
        {
            self.test(test);
        }
        if let Some(duty) = &mut clause.duty {
            self.rows(&mut duty.rows);
            if let Some(due) = &mut duty.due {
                self.quantity(due);
            }
            if let Some(form) = &mut duty.form {
                self.test(form);
            }
        }
    }

    fn test(&mut self, test: &mut Test) {
        if let Some(inner) = self.negated(test) {
            *test = inner;
            return;
        }
        match &mut test.what {
            TestKind::All(limbs) => {
                if limbs.len() > 1 && self.hit("all becomes any") {
                    test.what = TestKind::Any(limbs.clone());
                    return;
                }
                self.limbs(limbs);
            }
            TestKind::Any(limbs) => {
                if limbs.len() > 1 && self.hit("any becomes all") {
                    test.what = TestKind::All(limbs.clone());
                    return;
                }
                self.limbs(limbs);
            }
            TestKind::AtLeastKOf(k, limbs) => {
                if self.hit("k") {
                    *k += 1;
                }
                self.limbs(limbs);
            }
            TestKind::Readings(_, limbs) => {
                for limb in limbs.iter_mut() {
                    self.test(limb);
                }
            }
            TestKind::Not(limb) => self.test(limb),
            TestKind::Some(rows) => {
                if self.hit("some becomes none") {
                    test.what = TestKind::No(rows.clone());
                    return;
                }
                self.rows(rows);
            }
            TestKind::No(rows) | TestKind::Document(rows) => self.rows(rows),
            TestKind::Each(rows, limb) => {
                self.rows(rows);
                self.test(limb);
            }
            TestKind::EveryPeriod(periods, limb) => {
                self.periods(periods);
                self.test(limb);
            }
            TestKind::Compare(op, left, right) => {
                self.op(op);
                self.quantity(left);
                self.quantity(right);
            }
            _ => self.leaf(test),
        }
    }

    /// Every test may become its contrary.
    fn negated(&mut self, test: &Test) -> Option<Test> {
        if matches!(test.what, TestKind::Readings(..)) || !self.hit("negation") {
            return None;
        }
        Some(match &test.what {
            TestKind::Not(inner) => (**inner).clone(),
            _ => Test {
                what: TestKind::Not(Box::new(test.clone())),
                place: test.place,
                column: None,
            },
        })
    }

    fn template(&mut self, template: &mut Template) {
        if self.hit("words of a name") {
            template.zh.push(Piece::Text("改".to_owned()));
        }
        if self.hit("a fact of a name left out")
            && let Some(at) = template.zh.iter().position(|p| matches!(p, Piece::Fact(_)))
        {
            template.zh.remove(at);
        }
        if self.hit("width of brackets") {
            template.brackets = Brackets::Half;
        }
    }

    fn list(&mut self, list: &mut u16) {
        let kind = &self.pack.names.parameters[usize::from(*list)].1;
        let parameters = self.pack.names.parameters.iter();
        let other = parameters
            .enumerate()
            .position(|(at, (_, other))| at != usize::from(*list) && other == kind);
        if let Some(other) = other
            && self.hit("another list")
        {
            *list = u16::try_from(other).unwrap();
        }
    }

    fn leaf(&mut self, test: &mut Test) {
        match &mut test.what {
            TestKind::OneOf { fact, listed, otherwise } => {
                let codes = self.codes(&fact.kind);
                for code in listed.iter_mut() {
                    if self.hit("a listed code") {
                        *code = (*code + 1) % codes;
                    }
                }
                let more = (0..codes).find(|code| !listed.contains(code));
                if let Some(more) = more
                    && self.hit("one code more")
                {
                    listed.push(more);
                }
                if otherwise.is_some() && self.hit("an open list is closed") {
                    *otherwise = None;
                }
            }
            TestKind::Within(date, window) => {
                self.quantity(date);
                self.window(window);
            }
            TestKind::Overlap(spans) => {
                for span in spans.iter_mut() {
                    self.span(span);
                }
            }
            TestKind::Covered { span, rows, from, to } => {
                self.span(span);
                self.rows(rows);
                self.quantity(from);
                self.quantity(to);
            }
            TestKind::InList { list, on, .. } => {
                self.list(list);
                for on in on.iter_mut() {
                    self.quantity(on);
                }
            }
            TestKind::Named(_, template) => self.template(template),
            TestKind::OwnedBy { among, on, .. } => {
                if among.len() > 1 && self.hit("one owner less") {
                    among.pop();
                } else if on.is_some()
                    && among.iter().any(|group| group.term.is_some())
                    && self.hit("no day of membership")
                {
                    *on = None;
                }
            }
            _ => {}
        }
    }

    fn codes(&self, kind: &guohe_rules::vocabulary::Kind) -> u16 {
        use guohe_rules::vocabulary::Kind;
        let (Kind::Code(list) | Kind::Codes(list)) = kind else { return 1 };
        let def = self.pack.names.vocabulary.code_def(*list).unwrap();
        u16::try_from(def.codes.len()).unwrap()
    }

    fn limbs(&mut self, limbs: &mut Vec<Test>) {
        for at in 0..limbs.len() {
            if limbs.len() > 1 && self.hit("a limb left out") {
                limbs.remove(at);
                return;
            }
        }
        for limb in limbs.iter_mut() {
            self.test(limb);
        }
    }

    fn op(&mut self, op: &mut Op) {
        for other in [Op::AtLeast, Op::MoreThan, Op::AtMost, Op::LessThan, Op::Equal] {
            if other != *op && self.hit("an operator") {
                *op = other;
                return;
            }
        }
    }

    fn rows(&mut self, rows: &mut Rows) {
        if rows.filter.is_some() && self.hit("no filter") {
            rows.filter = None;
            return;
        }
        if let Some(filter) = &mut rows.filter {
            self.test(filter);
        }
    }

    fn span(&mut self, span: &mut Span) {
        match span {
            Span::Days(from, to) => {
                self.quantity(from);
                self.quantity(to);
            }
            Span::Window(window) => self.window(window),
        }
    }

    fn window(&mut self, window: &mut Window) {
        if let Window::RecentYears(n)
        | Window::CompleteYears(n)
        | Window::CompleteYearsAndCurrent(n) = window
        {
            let n = n.clone();
            let kinds =
                [Window::RecentYears, Window::CompleteYears, Window::CompleteYearsAndCurrent];
            for kind in kinds {
                let other = kind(n.clone());
                let same = std::mem::discriminant(&other) == std::mem::discriminant(window);
                if !same && self.hit("another kind of window") {
                    *window = other;
                    return;
                }
            }
        }
        match window {
            Window::RecentYears(n)
            | Window::CompleteYears(n)
            | Window::CompleteYearsAndCurrent(n)
            | Window::Since(n) => self.quantity(n),
            Window::Between(from, to) => {
                self.quantity(from);
                self.quantity(to);
            }
            Window::Period => {}
            Window::Readings(_, options) => {
                for one in options.iter_mut() {
                    self.window(one);
                }
            }
        }
    }

    fn periods(&mut self, periods: &mut Periods) {
        match periods {
            Periods::CompleteYears(last, since) => {
                if since.is_some() && self.hit("years before a day count too") {
                    *since = None;
                } else if self.hit("slices of twelve months") {
                    *periods = Periods::TwelveMonths(last.clone());
                } else {
                    self.quantity(last);
                    for since in since.iter_mut() {
                        self.quantity(since);
                    }
                }
            }
            Periods::TwelveMonths(last) => self.quantity(last),
            Periods::Readings(_, options) => {
                for one in options.iter_mut() {
                    self.periods(one);
                }
            }
        }
    }

    fn quantity(&mut self, quantity: &mut Quantity) {
        match &mut quantity.what {
            QuantityKind::Constant(n, literal) => self.constant(n, literal),
            QuantityKind::Count(rows, keys) => {
                self.keys(keys);
                self.rows(rows);
            }
            QuantityKind::Sum(rows, value, keys) => {
                self.keys(keys);
                self.rows(rows);
                self.quantity(value);
            }
            QuantityKind::Lowest(rows, value) => {
                if self.hit("lowest becomes highest") {
                    quantity.what = QuantityKind::Highest(rows.clone(), value.clone());
                    return;
                }
                self.rows(rows);
                self.quantity(value);
            }
            QuantityKind::Highest(rows, value) => {
                if self.hit("highest becomes lowest") {
                    quantity.what = QuantityKind::Lowest(rows.clone(), value.clone());
                    return;
                }
                self.rows(rows);
                self.quantity(value);
            }
            QuantityKind::LongestRun { rows, skip_empty_years, .. } => {
                if self.hit("empty years") {
                    *skip_empty_years = !*skip_empty_years;
                }
                self.rows(rows);
            }
            QuantityKind::YearBefore(back) => {
                if self.hit("how many years back") {
                    *back += 1;
                }
            }
            _ => self.derived(quantity),
        }
    }

    fn derived(&mut self, quantity: &mut Quantity) {
        match &mut quantity.what {
            QuantityKind::Lookup { equals, .. } => self.quantity(equals),
            QuantityKind::Param(_, year) => {
                for year in year.iter_mut() {
                    self.quantity(year);
                }
            }
            QuantityKind::Ratio(pair)
            | QuantityKind::Growth(pair)
            | QuantityKind::Difference(pair) => {
                if self.hit("the two sides change places") {
                    **pair = (pair.1.clone(), pair.0.clone());
                    return;
                }
                self.quantity(&mut pair.0);
                self.quantity(&mut pair.1);
            }
            QuantityKind::Total(parts) | QuantityKind::Readings(_, parts) => {
                for part in parts.iter_mut() {
                    self.quantity(part);
                }
            }
            QuantityKind::Band(_, by) => self.quantity(by),
            QuantityKind::Shift(date, step) => {
                self.quantity(date);
                for part in [&mut step.years, &mut step.months, &mut step.days] {
                    for part in part.iter_mut() {
                        self.quantity(part);
                    }
                }
            }
            QuantityKind::Deadline(deadline) => {
                if self.hit("the first day") {
                    deadline.count_first_day = !deadline.count_first_day;
                }
                if self.hit("rest days") {
                    deadline.roll = !deadline.roll;
                }
                self.quantity(&mut deadline.from);
                if let Some(days) = &mut deadline.working_days {
                    self.quantity(days);
                }
                let step = &mut deadline.step;
                for part in [&mut step.years, &mut step.months, &mut step.days] {
                    for part in part.iter_mut() {
                        self.quantity(part);
                    }
                }
            }
            QuantityKind::YearOf(one) | QuantityKind::YearEnd(one) => self.quantity(one),
            _ => {}
        }
    }

    fn keys(&mut self, keys: &mut Vec<guohe_rules::model::Path>) {
        if !keys.is_empty() && self.hit("one key less") {
            keys.pop();
        }
    }

    fn constant(&mut self, n: &mut Num, literal: &mut Literal) {
        let by = match literal {
            Literal::Date(_) => Num::ONE,
            Literal::Number(_, unit) => unit.in_base(),
        };
        let changes = [by, Num::ZERO.minus(by).unwrap()];
        for change in changes {
            if self.hit("a constant") {
                *n = n.plus(change).unwrap();
                if let Literal::Number(written, unit) = literal {
                    *written = n.over(unit.in_base()).unwrap();
                }
                return;
            }
        }
    }
}

/// The clause with one change, and what was changed; none when there are no more places.
fn changed(pack: &Pack, clause: &Clause, turn: usize) -> Option<(&'static str, Clause)> {
    let mut clause = clause.clone();
    let mut changer = Changer { pack, turn, seen: 0, what: "" };
    changer.clause(&mut clause);
    (changer.seen > turn).then_some((changer.what, clause))
}

/// Every combination of the readings on which a clause depends, the recommended one first.
fn combinations(pack: &Pack, clause: &Clause) -> Vec<Vec<u16>> {
    let mut all = vec![vec![0; pack.names.registers.len()]];
    for register in &clause.registers {
        let options = u16::try_from(pack.names.options(*register).len()).unwrap();
        let more: Vec<Vec<u16>> = (1..options)
            .flat_map(|option| {
                all.iter().map(move |choice| {
                    let mut choice = choice.clone();
                    choice[usize::from(*register)] = option;
                    choice
                })
            })
            .collect();
        all.extend(more);
    }
    all
}

fn text(pack: &Pack, clause: &Clause, choice: &[u16], lang: Lang) -> String {
    let writer = Writer::new(pack, lang).under(choice);
    let tests = [&clause.applies_if, &clause.rule, &clause.bar];
    let mut text: Vec<String> =
        tests.into_iter().flatten().map(|test| writer.sentence(test)).collect();
    text.extend(clause.duty.as_ref().map(|duty| writer.duty(duty).sentence(lang)));
    text.join("\n")
}

#[test]
fn a_changed_rule_reads_differently() {
    let mut places = 0;
    for pack in all() {
        for clause in &pack.clauses {
            let choices = combinations(&pack, clause);
            let plain = choices
                .iter()
                .map(|choice| Lang::ALL.map(|lang| text(&pack, clause, choice, lang)));
            let plain: Vec<[String; 2]> = plain.collect();
            let mut turn = 0;
            while let Some((what, other)) = changed(&pack, clause, turn) {
                for (at, lang) in Lang::ALL.into_iter().enumerate() {
                    let differs = choices
                        .iter()
                        .zip(&plain)
                        .any(|(choice, plain)| text(&pack, &other, choice, lang) != plain[at]);
                    let id = &clause.written.id;
                    assert!(differs, "{id}: {what} (place {turn}) in {lang:?}: {}", plain[0][at]);
                }
                turn += 1;
            }
            places += turn;
        }
    }
    assert!(places > 1_000, "only {places} places were changed");
}
