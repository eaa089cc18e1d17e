//! Numbers and ranges in the unit of their kind. Nothing is rounded: what cannot be written out ends in “…”,
//! so that 19.9999999% never reads as 20%.

use super::Lang;
use crate::{
    model::{Quantity, QuantityKind, date_of},
    syntax::{Literal, Unit},
    value::{Num, Range, Reasons},
    vocabulary::Kind,
};

/// The words behind a number of things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counter {
    /// The Chinese measure word.
    pub(super) zh: String,
    /// The English singular.
    pub(super) one: String,
    /// The English plural.
    pub(super) many: String,
}

/// So many decimals are tried before a number is cut.
const MOST_DECIMALS: usize = 12;

/// The digits of a number: exact where they end within twelve decimals, cut with “…” otherwise.
pub(super) fn decimal(number: Num) -> String {
    let (above, below) = number.parts();
    let sign = if above < 0 { "-" } else { "" };
    let (above, below) = (above.unsigned_abs(), below.unsigned_abs());
    let mut rest = above % below;
    let mut digits = String::new();
    while rest != 0 && digits.len() < MOST_DECIMALS {
        let Some(tenfold) = rest.checked_mul(10) else { break };
        let digit = u32::try_from(tenfold / below).ok().and_then(|d| char::from_digit(d, 10));
        digits.push(digit.unwrap_or('0'));
        rest = tenfold % below;
    }
    let whole = above / below;
    match (digits.is_empty(), rest) {
        (true, 0) => format!("{sign}{whole}"),
        (_, 0) => format!("{sign}{whole}.{digits}"),
        (_, _) => format!("{sign}{whole}.{}…", telling(&digits)),
    }
}

/// Two decimals, or as many as show that the number is not the round one beside it.
fn telling(digits: &str) -> &str {
    let telling =
        digits.find(|digit| digit != '0' && digit != '9').map_or(digits.len(), |at| at + 1);
    digits.get(..telling.max(2)).unwrap_or(digits)
}

/// Digits in groups of three, for English.
fn grouped(plain: &str) -> String {
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, part) = plain.split_once('.').map_or((plain, None), |(w, p)| (w, Some(p)));
    let mut text = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(part) = part {
        text.push('.');
        text.push_str(part);
    }
    text
}

/// A stretch of time by its first and last day; a calendar year by its number.
pub(super) fn period(first: i64, last: i64, lang: Lang) -> String {
    let year = date_of(first).filter(|day| (day.month(), day.day()) == (1, 1));
    let year = year.filter(|day| {
        date_of(last)
            .is_some_and(|last| (last.year(), last.month(), last.day()) == (day.year(), 12, 31))
    });
    let (from, to) = (day(Num::whole(first)), day(Num::whole(last)));
    match (year, lang) {
        (Some(year), Lang::Zh) => format!("{}年", year.year()),
        (Some(year), Lang::En) => year.year().to_string(),
        (None, Lang::Zh) => format!("{from}至{to}的期间"),
        (None, Lang::En) => format!("the time from {from} to {to}"),
    }
}

/// A number in the unit of its kind.
pub(super) fn number(number: Num, kind: &Kind, lang: Lang) -> String {
    match kind {
        Kind::Date => day(number),
        Kind::Year => match lang {
            Lang::Zh => format!("{}年", decimal(number)),
            Lang::En => decimal(number),
        },
        Kind::Money => money(number, lang),
        Kind::Area => area(number, lang),
        Kind::Ratio => percent(number),
        Kind::Number
        | Kind::Flag
        | Kind::Text
        | Kind::Code(_)
        | Kind::Codes(_)
        | Kind::Row(_)
        | Kind::Party(_) => plain(number, lang),
    }
}

fn plain(number: Num, lang: Lang) -> String {
    match lang {
        Lang::Zh => decimal(number),
        Lang::En => grouped(&decimal(number)),
    }
}

/// A day number as a date.
pub(super) fn day(number: Num) -> String {
    let date = number.as_whole().and_then(date_of);
    date.map_or_else(|| decimal(number), |date| date.to_string())
}

fn percent(number: Num) -> String {
    let hundredfold = number.times(Num::whole(100));
    hundredfold.map_or_else(|| number.to_string(), |percent| format!("{}%", decimal(percent)))
}

/// The largest unit in which an amount has at most four decimals.
fn money(fen: Num, lang: Lang) -> String {
    const ZH: [(i64, &str); 2] = [(10_000_000_000, " 亿元"), (1_000_000, " 万元")];
    const EN: [(i64, &str); 1] = [(100_000_000, " million yuan")];
    let (units, yuan): (&[(i64, &str)], &str) = match lang {
        Lang::Zh => (&ZH, " 元"),
        Lang::En => (&EN, " yuan"),
    };
    for (unit, name) in units {
        let in_unit = fen.over(Num::whole(*unit)).filter(|n| at_least_one(*n) && is_short(*n));
        if let Some(amount) = in_unit {
            return format!("{}{name}", plain(amount, lang));
        }
    }
    let amount = fen.over(Num::whole(100)).unwrap_or(fen);
    format!("{}{yuan}", plain(amount, lang))
}

fn at_least_one(n: Num) -> bool {
    n >= Num::ONE || n <= Num::whole(-1)
}

/// Whether four decimals are enough.
fn is_short(n: Num) -> bool {
    n.times(Num::whole(10_000)).and_then(Num::as_whole).is_some()
}

/// Square metres; mu where only they can be written out.
fn area(square_metres: Num, lang: Lang) -> String {
    let ends = |n: &Num| !decimal(*n).ends_with('…');
    let in_mu = square_metres.over(Unit::Mu.in_base()).filter(ends);
    match (ends(&square_metres), in_mu) {
        (false, Some(mu)) => in_unit(mu, Unit::Mu, lang),
        (_, _) => in_unit(square_metres, Unit::SquareMetre, lang),
    }
}

fn in_unit(number: Num, unit: Unit, lang: Lang) -> String {
    let name = match (unit, lang) {
        (Unit::One, _) => "",
        (Unit::Yuan, Lang::Zh) => " 元",
        (Unit::Yuan, Lang::En) => " yuan",
        (Unit::SquareMetre, Lang::Zh) => " 平方米",
        (Unit::SquareMetre, Lang::En) => " square metres",
        (Unit::Mu, Lang::Zh) => " 亩",
        (Unit::Mu, Lang::En) => " mu",
        (Unit::Percent, _) => "%",
        (Unit::ToOne, _) => ":1",
    };
    format!("{}{name}", plain(number, lang))
}

/// A value as an author or an officer wrote it, in words; what is no literal stays as it is.
pub(super) fn written(text: &str, lang: Lang) -> String {
    match Literal::read(text) {
        Some(Literal::Number(number, Unit::Yuan)) => number
            .times(Unit::Yuan.in_base())
            .map_or_else(|| text.to_owned(), |fen| money(fen, lang)),
        Some(Literal::Number(number, unit)) => in_unit(number, unit, lang),
        Some(Literal::Date(_)) | None => text.to_owned(),
    }
}

/// How far a constant moves back, when it is negative.
pub(super) fn backward(part: &Quantity) -> Option<Num> {
    let QuantityKind::Constant(n, _) = &part.what else { return None };
    Num::ZERO.minus(*n).filter(|back| back.is_positive())
}

/// A constant as its author wrote it, in the unit in which it was written.
pub(super) fn constant(value: Num, literal: &Literal, kind: &Kind, lang: Lang) -> String {
    match (literal, kind) {
        (Literal::Number(n, unit @ Unit::Mu), Kind::Area)
        | (Literal::Number(n, unit @ Unit::ToOne), Kind::Ratio) => in_unit(*n, *unit, lang),
        (_, _) => number(value, kind, lang),
    }
}

/// What can be said of a quantity, with its unit.
pub(super) fn range(range: Range, kind: &Kind, counter: Option<&Counter>, lang: Lang) -> String {
    let one = |n: Num| number(n, kind, lang);
    let unit = |n: Num| unit(counter, n, lang);
    if range.absent {
        return pick(lang, "无", "none").to_owned();
    }
    match (range.low, range.high) {
        (Some(low), Some(high)) if low == high => format!("{}{}", one(low), unit(low)),
        (Some(low), Some(high)) => {
            let to = pick(lang, "至", "to");
            format!("{} {to} {}{}", bare(&one(low), &one(high)), one(high), unit(high))
        }
        (Some(low), None) => {
            format!("{} {}{}", pick(lang, "至少", "at least"), one(low), unit(low))
        }
        (None, Some(high)) => {
            format!("{} {}{}", pick(lang, "至多", "at most"), one(high), unit(high))
        }
        (None, None) if range.why.has(Reasons::NUMBER_TOO_LARGE) => {
            pick(lang, "数值过大，无法精确计算", "too large to be computed exactly").to_owned()
        }
        (None, None) => pick(lang, "未知", "unknown").to_owned(),
    }
}

/// The first number of a range without its unit, when the second has the same.
fn bare<'t>(low: &'t str, high: &str) -> &'t str {
    let unit = |text: &str| text.split_once(' ').map(|(_, unit)| unit.to_owned());
    match (low.split_once(' '), unit(high)) {
        (Some((number, of_low)), Some(of_high)) if of_low == of_high => number,
        (_, _) => low,
    }
}

fn unit(counter: Option<&Counter>, n: Num, lang: Lang) -> String {
    match (counter, lang) {
        (None, _) => String::new(),
        (Some(counter), Lang::Zh) => format!(" {}", counter.zh),
        (Some(counter), Lang::En) if n == Num::ONE => format!(" {}", counter.one),
        (Some(counter), Lang::En) => format!(" {}", counter.many),
    }
}

pub(super) fn pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(above: i64, below: i64) -> String {
        number(Num::ratio(above, below), &Kind::Ratio, Lang::Zh)
    }

    #[test]
    fn a_hair_below_a_fifth_does_not_read_as_a_fifth() {
        assert_eq!(share(199_999_999, 1_000_000_000), "19.9999999%");
        assert_eq!(share(1, 5), "20%");
        assert_eq!(share(199_999_999, 1_000_000_003), "19.9999998…%");
        assert_eq!(share(200_000_001, 1_000_000_003), "20.00000003…%");
        assert_eq!(share(1, 3), "33.33…%");
    }

    #[test]
    fn money_is_written_in_the_largest_unit_that_loses_nothing() {
        let all = |fen| Lang::ALL.map(|lang| number(Num::whole(fen), &Kind::Money, lang));
        assert_eq!(written("50000000 yuan", Lang::Zh), "5000 万元");
        assert_eq!(written("50000000 yuan", Lang::En), "50 million yuan");
        assert_eq!(written("4.6%", Lang::Zh), "4.6%");
        assert_eq!(written("GB, DE", Lang::En), "GB, DE");
        assert_eq!(all(12_500_000), ["12.5 万元", "125,000 yuan"]);
        assert_eq!(all(10_000_000_000), ["1 亿元", "100 million yuan"]);
        assert_eq!(all(9_999_999_999), ["99999999.99 元", "99,999,999.99 yuan"]);
        assert_eq!(all(0), ["0 元", "0 yuan"]);
    }

    #[test]
    fn an_area_of_one_mu_is_written_as_one_mu() {
        let mu = Unit::Mu.in_base();
        assert_eq!(number(mu, &Kind::Area, Lang::Zh), "1 亩");
        assert_eq!(number(Num::whole(40_000), &Kind::Area, Lang::En), "40,000 square metres");
    }

    #[test]
    fn ranges_name_their_unit_once() {
        let counter = Counter { zh: "家".into(), one: "partner".into(), many: "partners".into() };
        let between = |low, high| {
            let range = Range::between(low, high, Reasons::MISSING_FACT);
            Lang::ALL.map(|lang| self::range(range, &Kind::Number, Some(&counter), lang))
        };
        let n = |n| Some(Num::whole(n));
        assert_eq!(between(n(5), n(7)), ["5 至 7 家", "5 to 7 partners"]);
        assert_eq!(between(n(5), None), ["至少 5 家", "at least 5 partners"]);
        assert_eq!(between(n(1), n(1)), ["1 家", "1 partner"]);
        assert_eq!(between(None, None), ["未知", "unknown"]);
        let money = Range::between(n(1_000_000), n(2_000_000), Reasons::MISSING_FACT);
        assert_eq!(range(money, &Kind::Money, None, Lang::Zh), "1 至 2 万元");
    }

    #[test]
    fn dates_are_written_as_in_lists() {
        let date = Num::whole(crate::model::day_number(jiff::civil::Date::constant(2026, 5, 15)));
        assert_eq!(number(date, &Kind::Date, Lang::Zh), "2026-05-15");
        assert_eq!(range(Range::absent(), &Kind::Date, None, Lang::En), "none");
    }
}
