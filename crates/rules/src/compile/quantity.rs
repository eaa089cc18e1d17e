//! Quantities: units and kinds.

use super::{Compiler, name::ParamKind};
use crate::{
    diagnostic::words,
    model::{Deadline, Path, Quantity, QuantityKind, Rows, Step},
    syntax::{self, Day, Literal, QuantityNode, Unit},
    vocabulary::Kind,
    yaml::{Located, Place},
};

type Written = Located<syntax::Quantity>;

/// At most so many facts tell rows apart.
pub(crate) const MOST_KEYS: usize = 3;

impl Compiler<'_> {
    /// A quantity of any measurable kind.
    pub fn quantity(&mut self, written: &Written) -> Option<Quantity> {
        let place = written.place;
        match &written.value {
            syntax::Quantity::Literal(literal) => Some(constant(literal, place)?),
            syntax::Quantity::Fact(text) => self.named(text, place),
            syntax::Quantity::Node(node) => self.node(node, place),
        }
    }

    fn named(&mut self, text: &str, place: Place) -> Option<Quantity> {
        if text == Day::ReferenceDate.word() {
            return Some(Quantity { what: QuantityKind::ReferenceDate, kind: Kind::Date, place });
        }
        if text == Day::PeriodEnd.word() {
            if !self.in_period {
                let message = words(
                    "period_end 只能写在 every_period 之内",
                    "`period_end` stands only inside every_period",
                );
                return self.say("period-out-of-scope", place, message);
            }
            self.leans.on_period += 1;
            return Some(Quantity { what: QuantityKind::PeriodEnd, kind: Kind::Date, place });
        }
        let path = self.path(text, place)?;
        if !is_measurable(&path.kind) {
            let message = words(
                format!("“{text}”不是可以比较大小的量"),
                format!("`{text}` is not a quantity that can be compared"),
            );
            return self.say("not-a-quantity", place, message);
        }
        let kind = path.kind.clone();
        Some(Quantity { what: QuantityKind::Fact(path), kind, place })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`pointed` knows the rest")]
    fn node(&mut self, node: &QuantityNode, place: Place) -> Option<Quantity> {
        let (what, kind) = match node {
            QuantityNode::Count(count) => self.count(count)?,
            QuantityNode::Sum(of) => {
                let (rows, value) = self.measure((&of.of, of.filter.as_deref()), &of.value)?;
                let keys = self.keys(rows.record, &of.distinct)?;
                let kind = value.kind.clone();
                (QuantityKind::Sum(rows, value, keys), kind)
            }
            QuantityNode::Lowest(of) => {
                let (rows, value) = self.measure((&of.of, of.filter.as_deref()), &of.value)?;
                let kind = value.kind.clone();
                (QuantityKind::Lowest(rows, value), kind)
            }
            QuantityNode::Highest(of) => {
                let (rows, value) = self.measure((&of.of, of.filter.as_deref()), &of.value)?;
                let kind = value.kind.clone();
                (QuantityKind::Highest(rows, value), kind)
            }
            QuantityNode::Lookup(lookup) => self.lookup(lookup)?,
            QuantityNode::Param(param) => self.param(param)?,
            QuantityNode::Ratio(ratio) => {
                let pair = self.same_kind(&ratio.of, &ratio.to)?;
                (QuantityKind::Ratio(Box::new(pair)), Kind::Ratio)
            }
            QuantityNode::Growth(growth) => {
                let pair = self.same_kind(&growth.from, &growth.to)?;
                (QuantityKind::Growth(Box::new(pair)), Kind::Ratio)
            }
            QuantityNode::Difference(pair) => {
                let pair = self.same_kind(&pair.0, &pair.1)?;
                let kind =
                    if pair.0.kind == Kind::Date { Kind::Number } else { pair.0.kind.clone() };
                (QuantityKind::Difference(Box::new(pair)), kind)
            }
            QuantityNode::Band(band) => self.band(band)?,
            QuantityNode::Shift(shift) => {
                let date = self.of_kind(&shift.date, &Kind::Date)?;
                let step = self.step_of(
                    shift.years.as_deref(),
                    shift.months.as_deref(),
                    shift.days.as_deref(),
                )?;
                (QuantityKind::Shift(Box::new(date), step), Kind::Date)
            }
            QuantityNode::Deadline(deadline) => self.deadline(deadline, place)?,
            QuantityNode::YearBefore(back) => (QuantityKind::YearBefore(*back), Kind::Year),
            QuantityNode::YearOf(date) => {
                let date = self.of_kind(date, &Kind::Date)?;
                (QuantityKind::YearOf(Box::new(date)), Kind::Year)
            }
            QuantityNode::YearEnd(year) => {
                let year = self.of_kind(year, &Kind::Year)?;
                (QuantityKind::YearEnd(Box::new(year)), Kind::Date)
            }
            QuantityNode::LongestRun(run) => self.longest_run(run)?,
            QuantityNode::Readings(readings) => self.quantity_readings(readings)?,
            _ => self.pointed(node, place)?,
        };
        Some(Quantity { what, kind, place })
    }

    fn count(&mut self, count: &syntax::Count) -> Option<(QuantityKind, Kind)> {
        let rows = self.rows(&count.of, count.filter.as_deref())?;
        let keys = self.keys(rows.record, &count.distinct)?;
        Some((QuantityKind::Count(rows, keys), Kind::Number))
    }

    /// The paths by which rows are told apart.
    fn keys(&mut self, record: u16, written: &[Located<String>]) -> Option<Vec<Path>> {
        if let Some(extra) = written.get(MOST_KEYS) {
            let message = words(
                format!("区分各行的事实至多 {MOST_KEYS} 项"),
                format!("at most {MOST_KEYS} facts tell rows apart"),
            );
            return self.say("too-many-keys", extra.place, message);
        }
        self.scope.push(record);
        let keys: Vec<_> = written.iter().map(|key| self.path(key, key.place)).collect();
        self.scope.pop();
        keys.into_iter().collect()
    }

    /// A field of a list's rows by its bare name.
    pub(super) fn field(&mut self, record: u16, name: &Located<String>) -> Option<(u16, Kind)> {
        let mut path =
            Path { root: record, steps: Vec::new(), end: record, kind: Kind::Row(record) };
        self.step(&mut path, name, name.place)?;
        path.steps.first().map(|field| (*field, path.kind.clone()))
    }

    /// The rows of a list under a filter; the row is in scope inside the filter.
    pub(super) fn rows(
        &mut self,
        of: &Located<String>,
        filter: Option<&Located<syntax::Test>>,
    ) -> Option<Rows> {
        let record = self.list(of)?;
        if self.scope.contains(&record) {
            let message = words(
                format!("列表“{of}”不能嵌套在自身之内"),
                format!("the list `{of}` cannot be nested in itself"),
            );
            return self.say("nested-list", of.place, message);
        }
        self.scope.push(record);
        let filter = filter.map(|test| self.test(test));
        self.scope.pop();
        let filter = match filter {
            Some(test) => Some(Box::new(test?)),
            None => None,
        };
        Some(Rows { record, filter })
    }

    /// The rows of a list under a filter, with a value of each.
    fn measure(
        &mut self,
        (of, filter): (&Located<String>, Option<&Located<syntax::Test>>),
        value: &Written,
    ) -> Option<(Rows, Box<Quantity>)> {
        let rows = self.rows(of, filter)?;
        self.scope.push(rows.record);
        let value = self.quantity(value);
        self.scope.pop();
        Some((rows, Box::new(value?)))
    }

    fn lookup(&mut self, lookup: &syntax::Lookup) -> Option<(QuantityKind, Kind)> {
        let record = self.list(&lookup.list)?;
        let (key, key_kind) = self.field(record, &lookup.key)?;
        let (value, kind) = self.field(record, &lookup.value)?;
        let equals = Box::new(self.of_kind(&lookup.equals, &key_kind)?);
        Some((QuantityKind::Lookup { record, key, equals, value }, kind))
    }

    /// A parameter of any kind, by its name.
    pub(super) fn parameter(&mut self, name: &Located<String>) -> Option<(u16, ParamKind)> {
        let found = self.names.parameter(name).and_then(|at| {
            let (_, kind) = self.names.parameter_def(at)?;
            Some((at, kind.clone()))
        });
        if found.is_some() {
            return found;
        }
        let message =
            words(format!("没有登记参数“{name}”"), format!("no parameter `{name}` is declared"));
        let known = self.names.parameter_at.keys().cloned();
        self.say_help("unknown-parameter", name.place, message, super::nearest(name, known))
    }

    fn param(&mut self, param: &syntax::Param) -> Option<(QuantityKind, Kind)> {
        let (at, kind) = self.parameter(&param.name)?;
        match (kind, &param.year) {
            (ParamKind::Value(kind), None) => Some((QuantityKind::Param(at, None), kind)),
            (ParamKind::Series(kind), Some(year)) => {
                let year = self.of_kind(year, &Kind::Year)?;
                Some((QuantityKind::Param(at, Some(Box::new(year))), kind))
            }
            (_, _) => {
                let name = &param.name;
                let message = words(
                    format!(
                        "参数“{name}”在这里的用法与其种类不符（逐年数列须写年份，单一数值不写）"
                    ),
                    format!(
                        "`{name}` is used against its kind (a yearly series needs a year, a value none)"
                    ),
                );
                self.say("parameter-kind", name.place, message)
            }
        }
    }

    fn band(&mut self, band: &syntax::Band) -> Option<(QuantityKind, Kind)> {
        let (at, kind) = self.parameter(&band.table)?;
        let ParamKind::Bands(by, of) = kind else {
            let name = &band.table;
            let message = words(
                format!("参数“{name}”不是分档表"),
                format!("`{name}` is not a table of bands"),
            );
            return self.say("parameter-kind", name.place, message);
        };
        let by = self.of_kind(&band.by, &by)?;
        Some((QuantityKind::Band(at, Box::new(by)), of))
    }

    fn step_of(
        &mut self,
        years: Option<&Written>,
        months: Option<&Written>,
        days: Option<&Written>,
    ) -> Option<Step> {
        let mut one = |part: Option<&Written>| match part {
            Some(part) => self.of_kind(part, &Kind::Number).map(|q| Some(Box::new(q))),
            None => Some(None),
        };
        Some(Step { years: one(years)?, months: one(months)?, days: one(days)? })
    }

    fn deadline(
        &mut self,
        written: &syntax::Deadline,
        place: Place,
    ) -> Option<(QuantityKind, Kind)> {
        let from = self.of_kind(&written.from, &Kind::Date)?;
        let working_days = match &written.working_days {
            Some(days) => Some(self.of_kind(days, &Kind::Number)?),
            None => None,
        };
        let step = self.step_of(
            written.years.as_deref(),
            written.months.as_deref(),
            written.days.as_deref(),
        )?;
        let moved = step.years.is_some() || step.months.is_some() || step.days.is_some();
        if working_days.is_some() == moved {
            let message = words(
                "期限要么以工作日计，要么以年、月、日计，两者须且只能择一",
                "a period is counted either in working days or in years, months and days",
            );
            return self.say("deadline-shape", place, message);
        }
        let (calendar, kind) = self.parameter(&written.calendar)?;
        if kind != ParamKind::Calendar {
            let name = &written.calendar;
            let message =
                words(format!("参数“{name}”不是工作日历"), format!("`{name}` is not a calendar"));
            return self.say("parameter-kind", name.place, message);
        }
        let (back, roll, count_first_day) = (written.back, written.roll, written.count_first_day);
        let deadline = Deadline { from, working_days, step, back, roll, count_first_day, calendar };
        Some((QuantityKind::Deadline(Box::new(deadline)), Kind::Date))
    }

    fn longest_run(&mut self, run: &syntax::LongestRun) -> Option<(QuantityKind, Kind)> {
        let rows = self.rows(&run.of, run.filter.as_deref())?;
        let (year, kind) = self.field(rows.record, &run.year)?;
        if kind != Kind::Year {
            let name = &run.year;
            let message = words(format!("“{name}”不是年份"), format!("`{name}` is not a year"));
            return self.say("unit-mismatch", name.place, message);
        }
        let skip_empty_years = run.skip_empty_years;
        Some((QuantityKind::LongestRun { rows, year, skip_empty_years }, Kind::Number))
    }

    fn quantity_readings(
        &mut self,
        readings: &syntax::Readings<Written>,
    ) -> Option<(QuantityKind, Kind)> {
        let (at, branches) = self.branches(readings)?;
        let branches: Vec<_> = branches.into_iter().map(|one| self.quantity(one)).collect();
        let branches = branches.into_iter().collect::<Option<Vec<_>>>()?;
        let kind = branches.first().map(|one| one.kind.clone())?;
        Some((QuantityKind::Readings(at, branches), kind))
    }

    /// A quantity that must be of a kind; a bare number may stand for a year or a ratio.
    pub fn of_kind(&mut self, written: &Written, kind: &Kind) -> Option<Quantity> {
        let mut quantity = self.quantity(written)?;
        adapt(&mut quantity, kind);
        if quantity.kind == *kind {
            return Some(quantity);
        }
        let (found, wanted) = (kind_words(&quantity.kind), kind_words(kind));
        let message = words(
            format!("这里应为{}，写的是{}", wanted.0, found.0),
            format!("this should be {} and is {}", wanted.1, found.1),
        );
        self.say("unit-mismatch", written.place, message)
    }

    /// Two quantities of one kind.
    pub(super) fn same_kind(
        &mut self,
        left: &Written,
        right: &Written,
    ) -> Option<(Quantity, Quantity)> {
        let (a, b) = (self.quantity(left), self.quantity(right));
        let (mut a, mut b) = (a?, b?);
        let (of_a, of_b) = (a.kind.clone(), b.kind.clone());
        adapt(&mut a, &of_b);
        adapt(&mut b, &of_a);
        if a.kind == b.kind {
            return Some((a, b));
        }
        let (x, y) = (kind_words(&a.kind), kind_words(&b.kind));
        let message = words(
            format!("{}与{}不能相比", x.0, y.0),
            format!("{} cannot be compared with {}", x.1, y.1),
        );
        self.say("unit-mismatch", right.place, message)
    }
}

fn constant(literal: &Literal, place: Place) -> Option<Quantity> {
    let (n, kind) = match literal {
        Literal::Number(n, unit) => {
            let kind = match unit {
                Unit::One => Kind::Number,
                Unit::Yuan => Kind::Money,
                Unit::SquareMetre | Unit::Mu => Kind::Area,
                Unit::Percent | Unit::ToOne => Kind::Ratio,
            };
            (n.times(unit.in_base())?, kind)
        }
        Literal::Date(date) => {
            (crate::value::Num::whole(crate::model::day_number(*date)), Kind::Date)
        }
    };
    Some(Quantity { what: QuantityKind::Constant(n, literal.clone()), kind, place })
}

/// A bare constant takes the kind of what it is compared with, where that needs no unit.
fn adapt(quantity: &mut Quantity, kind: &Kind) {
    let bare = matches!(quantity.what, QuantityKind::Constant(_, Literal::Number(_, Unit::One)));
    if bare && matches!(kind, Kind::Year | Kind::Ratio) {
        quantity.kind = kind.clone();
    }
}

/// Whether values of the kind have an order.
pub(crate) fn is_measurable(kind: &Kind) -> bool {
    match kind {
        Kind::Date | Kind::Year | Kind::Number | Kind::Money | Kind::Area | Kind::Ratio => true,
        Kind::Flag
        | Kind::Text
        | Kind::Code(_)
        | Kind::Codes(_)
        | Kind::Row(_)
        | Kind::Party(_) => false,
    }
}

/// A kind in words.
pub(crate) fn kind_words(kind: &Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Flag => ("是否", "a yes or no"),
        Kind::Date => ("日期", "a date"),
        Kind::Year => ("年份", "a year"),
        Kind::Number => ("数目", "a number"),
        Kind::Money => ("金额", "an amount of money"),
        Kind::Area => ("面积", "an area"),
        Kind::Ratio => ("比率", "a ratio"),
        Kind::Text => ("文字", "a text"),
        Kind::Code(_) | Kind::Codes(_) => ("代码", "a code"),
        Kind::Row(_) | Kind::Party(_) => ("记录", "a record"),
    }
}
