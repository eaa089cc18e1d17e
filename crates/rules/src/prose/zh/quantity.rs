//! Quantities in Chinese.

use super::{OTHER_READINGS, Zh, quoted};
use crate::{
    model::{Deadline, Path, Quantity, QuantityKind, Rows, Step},
    prose::{amount, lookup, passage::marked},
    vocabulary::Kind,
};

impl Zh<'_> {
    /// A quantity as a noun.
    pub(super) fn quantity(&mut self, quantity: &Quantity) -> String {
        match &quantity.what {
            QuantityKind::Constant(n, literal) => {
                amount::constant(*n, literal, &quantity.kind, self.at.lang)
            }
            QuantityKind::ReferenceDate => "基准日".to_owned(),
            QuantityKind::PeriodEnd => format!("{}的最后一日", self.period),
            QuantityKind::Fact(path) => self.path(path),
            QuantityKind::Count(rows, keys) => format!("{}的数量", self.told_apart(rows, keys)),
            QuantityKind::Sum(rows, value, keys) => {
                format!("{}的{}合计", self.told_apart(rows, keys), self.of_row(rows, value))
            }
            QuantityKind::Lowest(rows, value) => self.extreme(rows, value, "最早", "最小"),
            QuantityKind::Highest(rows, value) => self.extreme(rows, value, "最晚", "最大"),
            QuantityKind::Lookup { record, key, equals, value } => {
                self.lookup((*record, *key, *value), equals)
            }
            QuantityKind::Param(at, year) => self.param(*at, year.as_deref()),
            QuantityKind::Ratio(pair) => {
                format!("{}占{}的比例", self.quantity(&pair.0), self.quantity(&pair.1))
            }
            QuantityKind::Growth(pair) => {
                format!("{}比{}的增长率", self.quantity(&pair.1), self.quantity(&pair.0))
            }
            QuantityKind::Total(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.quantity(part)).collect();
                format!("{}之和", super::and_list(&parts))
            }
            QuantityKind::Difference(pair) => self.difference(&pair.0, &pair.1),
            QuantityKind::Band(table, by) => {
                format!("{}中与{}相应的数额", quoted(self.at.title(*table)), self.quantity(by))
            }
            QuantityKind::Shift(date, step) => {
                format!("{}{}的日期", self.quantity(date), self.moved(step))
            }
            QuantityKind::Deadline(deadline) => self.deadline(deadline),
            QuantityKind::YearBefore(back) => year_before(*back),
            QuantityKind::YearOf(date) => format!("{}所在年度", self.quantity(date)),
            QuantityKind::YearEnd(year) => format!("{}的12月31日", self.quantity(year)),
            QuantityKind::LongestRun { rows, year, skip_empty_years } => {
                self.longest_run(rows, *year, *skip_empty_years)
            }
            QuantityKind::Scaled(_)
            | QuantityKind::LeastOf(_)
            | QuantityKind::GreatestOf(_)
            | QuantityKind::Depending(_)
            | QuantityKind::Points(_)
            | QuantityKind::Score(_)
            | QuantityKind::HeldThrough(_) => self.pointed(quantity),
            QuantityKind::Readings(register, options) => {
                let Some(one) = self.at.option(*register, options) else { return String::new() };
                marked(self.quantity(one), OTHER_READINGS)
            }
        }
    }

    fn told_apart(&mut self, rows: &Rows, keys: &[Path]) -> String {
        let text = self.rows(rows);
        format!("{text}{}", self.distinct(rows.record, keys))
    }

    fn lookup(&mut self, (record, key, value): (u16, u16, u16), equals: &Quantity) -> String {
        let sought = self.quantity(equals);
        let by_year = self.at.field(record, key).is_some_and(|field| field.kind == Kind::Year);
        let by = if by_year {
            sought
        } else {
            format!("{}为{sought}", self.at.field_name(record, key))
        };
        let name = self.at.field_name(record, value);
        if self.at.is_unique(name) {
            return format!("{by}的{name}");
        }
        format!("{by}的{}中的{name}", self.at.record_name(record))
    }

    fn longest_run(&mut self, rows: &Rows, year: u16, skip_empty_years: bool) -> String {
        let text = self.rows(rows);
        let year = self.at.field_name(rows.record, year);
        let gap = if skip_empty_years { "跳过不计" } else { "视为中断" };
        format!("{text}按{year}连续的最长年数（没有记录的年份{gap}）")
    }

    fn of_row(&mut self, rows: &Rows, value: &Quantity) -> String {
        self.within(rows.record, |zh| zh.quantity(value))
    }

    fn extreme(
        &mut self,
        rows: &Rows,
        value: &Quantity,
        of_dates: &str,
        of_numbers: &str,
    ) -> String {
        let text = self.rows(rows);
        let word =
            if matches!(value.kind, Kind::Date | Kind::Year) { of_dates } else { of_numbers };
        format!("{text}中{word}的{}", self.of_row(rows, value))
    }

    fn difference(&mut self, left: &Quantity, right: &Quantity) -> String {
        let (a, b) = (self.quantity(left), self.quantity(right));
        if left.kind == Kind::Date {
            format!("自{b}至{a}的日数")
        } else {
            format!("{a}减去{b}的差")
        }
    }

    fn param(&mut self, at: u16, year: Option<&Quantity>) -> String {
        let title = quoted(self.at.title(at));
        match year {
            Some(year) => format!("{}的{title}", self.quantity(year)),
            None => title,
        }
    }

    /// A number before a measure word, and where it comes from when it is no constant.
    pub(super) fn many(&mut self, n: &Quantity) -> (String, String) {
        if let QuantityKind::Constant(n, _) = &n.what {
            return (amount::decimal(*n), String::new());
        }
        let source = self.quantity(n);
        let QuantityKind::Param(at, None) = &n.what else {
            return ("若干".to_owned(), format!("，依{source}"));
        };
        match self.at.value(*at) {
            Some(n) => (amount::decimal(n), format!("，依{source}")),
            None => ("若干".to_owned(), format!("，依{source}，尚未录入")),
        }
    }

    /// 往后推3年, 往前推1日.
    fn moved(&mut self, step: &Step) -> String {
        let parts = [(&step.years, "年"), (&step.months, "个月"), (&step.days, "日")];
        let parts: Vec<String> = parts
            .into_iter()
            .filter_map(|(part, unit)| part.as_deref().map(|part| (part, unit)))
            .map(|(part, unit)| {
                if let Some(back) = amount::backward(part) {
                    return format!("往前推{}{unit}", amount::decimal(back));
                }
                let (n, source) = self.many(part);
                format!("往后推{n}{unit}{}", bracketed(&source))
            })
            .collect();
        parts.join("再")
    }

    fn deadline(&mut self, deadline: &Deadline) -> String {
        let from = self.quantity(&deadline.from);
        let first = match (deadline.count_first_day, deadline.back) {
            (true, _) => "当日",
            (false, false) => "次日",
            (false, true) => "前一日",
        };
        let length = match &deadline.working_days {
            Some(days) => {
                let (n, source) = self.many(days);
                format!("的第{n}个工作日{}", bracketed(&source))
            }
            None => format!("{}的最后一日", self.length(&deadline.step)),
        };
        let roll = match (deadline.roll, deadline.back) {
            (false, _) => "",
            (true, false) => "，末日为休息日的顺延至其后第一个工作日",
            (true, true) => "，末日为休息日的提前至其前第一个工作日",
        };
        let way = if deadline.back { "向前倒算" } else { "起算" };
        let calendar = quoted(self.at.title(deadline.calendar));
        format!("自{from}{first}{way}{length}（按{calendar}{roll}）")
    }

    /// 满1个月.
    fn length(&mut self, step: &Step) -> String {
        let parts = [(&step.years, "年"), (&step.months, "个月"), (&step.days, "日")];
        let mut text = "满".to_owned();
        for (part, unit) in parts {
            if let Some(part) = part.as_deref() {
                let (n, source) = self.many(part);
                text.push_str(&n);
                text.push_str(unit);
                text.push_str(&bracketed(&source));
            }
        }
        text
    }

    /// A count on the left of a comparison: the rows themselves, since the measure word stands on the right.
    pub(super) fn counted(&mut self, left: &Quantity, right: &Quantity) -> Option<String> {
        if !matches!(right.what, QuantityKind::Constant(..)) {
            return None;
        }
        let QuantityKind::Count(rows, keys) = &left.what else { return None };
        let text = self.rows(rows);
        Some(format!("{text}{}", self.distinct(rows.record, keys)))
    }

    /// The measure word behind a constant that a count is compared with.
    pub(super) fn unit_beside(&self, left: &Quantity, right: &Quantity) -> String {
        let counter = lookup::counter_of(self.at, left);
        match (&right.what, counter) {
            (QuantityKind::Constant(..), Some(counter)) => format!(" {}", counter.zh),
            (_, _) => String::new(),
        }
    }

    /// A quantity on the right of a comparison: digits stand apart from the words before them.
    pub(super) fn measured(&mut self, quantity: &Quantity) -> String {
        let text = self.quantity(quantity);
        if matches!(quantity.what, QuantityKind::Constant(..)) { format!(" {text}") } else { text }
    }
}

fn bracketed(source: &str) -> String {
    let inner = source.strip_prefix('，').unwrap_or(source);
    if inner.is_empty() { String::new() } else { format!("（{inner}）") }
}

fn year_before(back: i64) -> String {
    match back {
        0 => "本年度".to_owned(),
        1 => "上一年度".to_owned(),
        2 => "再上一年度".to_owned(),
        back if back < 0 => format!("基准日所在年度之后第{}个年度", back.unsigned_abs()),
        back => format!("基准日所在年度之前第{back}个年度"),
    }
}
