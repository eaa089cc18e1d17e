//! How numbers, money and dates are written. Chinese documents and English ones differ; lists do not.

use jiff::{Timestamp, civil::Date, tz::Offset};

use crate::lang::Lang;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date as in lists: 2026-08-22.
pub fn day(date: Date) -> String {
    date.to_string()
}

/// A date as in documents: 2026年8月22日, 22 August 2026.
pub fn long_day(lang: Lang, date: Date) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Lang::En => {
            let month = usize::try_from(date.month() - 1).ok().and_then(|m| MONTHS.get(m));
            format!("{} {} {}", date.day(), month.unwrap_or(&""), date.year())
        }
    }
}

/// An instant on the clock of the authority (UTC+8, without summer time since 1991): 2026-08-22 17:30.
pub fn instant(at: Timestamp) -> String {
    let local = Offset::constant(8).to_datetime(at);
    format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
}

/// Thousands separated: 1,234,567.
pub fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Money in yuan and fen: 1,234.50.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let amount = fen.unsigned_abs();
    let whole = i64::try_from(amount / 100).unwrap_or(i64::MAX);
    format!("{sign}{}.{:02}", thousands(whole), amount % 100)
}

/// Money in ten thousands of yuan, as forms of Chinese authorities state it: 123.45.
pub fn wan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let amount = fen.unsigned_abs();
    let (whole, rest) = (amount / 1_000_000, amount % 1_000_000);
    let whole = thousands(i64::try_from(whole).unwrap_or(i64::MAX));
    let rest = format!("{rest:06}");
    let rest = rest.trim_end_matches('0');
    let rest = if rest.len() < 2 { format!("{rest:0<2}") } else { rest.to_owned() };
    format!("{sign}{whole}.{rest}")
}

/// A cell of a table for spreadsheets (RFC 4180). What any of them would take for a formula begins with an apostrophe;
/// some take the wide signs of Chinese keyboards for it too.
pub(crate) fn table_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '|', '＝', '＋', '－', '＠']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{instant, long_day, table_cell, thousands, wan, yuan};
    use crate::lang::Lang;

    #[test]
    fn money_is_written_without_losing_a_fen() {
        assert_eq!(yuan(123_456_789), "1,234,567.89");
        assert_eq!(yuan(-5), "-0.05");
        assert_eq!(wan(123_456_789), "123.456789");
        assert_eq!(wan(500_000_000), "500.00");
        assert_eq!(wan(-1_500_000), "-1.50");
    }

    #[test]
    fn thousands_are_separated_from_the_right() {
        assert_eq!(
            [0, 999, 1_000, -12_345_678].map(thousands),
            ["0", "999", "1,000", "-12,345,678"]
        );
    }

    #[test]
    fn dates_follow_the_language_in_documents() {
        let day = date(2026, 8, 22);
        assert_eq!(long_day(Lang::Zh, day), "2026年8月22日");
        assert_eq!(long_day(Lang::En, day), "22 August 2026");
    }

    #[test]
    fn an_instant_is_shown_on_the_clock_of_the_authority() {
        let at = "2026-05-19T16:30:00Z".parse().unwrap();
        assert_eq!(instant(at), "2026-05-20 00:30");
    }

    #[test]
    fn no_cell_of_an_export_is_a_formula() {
        for sign in ["=", "+", "-", "@", "\t", "\r", "|", "＝", "＋", "－", "＠"] {
            assert_eq!(table_cell(&format!("{sign}1")), format!("\"'{sign}1\""));
        }
        assert_eq!(table_cell("a \"b\""), "\"a \"\"b\"\"\"");
        assert_eq!(table_cell("1=1"), "\"1=1\"");
    }
}
