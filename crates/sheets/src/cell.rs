//! What stands in a cell: as it is to be written, and as it was found.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// What is to be written into a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing: not known, or nothing to say.
    #[default]
    Empty,
    /// Text, also for whatever looks like a number and is a name: codes, identifiers, telephone numbers.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// An amount in fen; the cell holds yuan.
    Fen(i64),
    /// So many hundredths as a decimal text: `4.6` for 4.6 %.
    Percent(String),
    /// A number as a decimal text.
    Decimal(String),
    /// A day.
    Day(Date),
}

/// What was found in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// Text; line ends are `\n`.
    Text(String),
    /// A number in decimal digits, without an exponent.
    Number(String),
    /// A number that the cell shows in hundredths: `4.6` where it shows 4.6 %.
    Percent(String),
    /// A day.
    Day(Date),
    /// A day with a time, or a time, as the cell holds it.
    Moment(String),
    /// Yes or no as spreadsheets have it.
    Flag(bool),
    /// A formula that failed: `#REF!`.
    Error(String),
}

/// A cell of a spreadsheet holds so many units of UTF-16.
pub(crate) const LONGEST: usize = 32_767;
/// So many digits of a number are exact in a spreadsheet.
const EXACT: usize = 15;
/// The first day that spreadsheets count right: they believe in a 29 February 1900.
const FIRST_DAY: Date = date(1900, 3, 1);

/// What a cell holds once it is in the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content<'c> {
    Nothing,
    Text(String),
    /// A number, with how it is shown.
    Number(f64, Shown),
    Day(&'c Date),
}

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Whole,
    Money,
    Percent,
    Decimal,
}

impl Cell {
    /// Text; nothing where there is none.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A day; nothing where there is none.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// What is written: a number that a spreadsheet would round is written as text.
    pub(crate) fn content(&self) -> Content<'_> {
        match self {
            Self::Empty => Content::Nothing,
            Self::Text(text) => written(text),
            Self::Whole(number) => exact(&number.to_string(), 0).map_or_else(
                || Content::Text(number.to_string()),
                |value| Content::Number(value, Shown::Whole),
            ),
            Self::Fen(fen) => {
                let yuan = yuan(*fen);
                exact(&yuan, 0)
                    .map_or(Content::Text(yuan), |value| Content::Number(value, Shown::Money))
            }
            Self::Percent(number) => exact(number, 2).map_or_else(
                || Content::Text(format!("{number}%")),
                |value| Content::Number(value, Shown::Percent),
            ),
            Self::Decimal(number) => exact(number, 0).map_or_else(
                || Content::Text(number.clone()),
                |value| Content::Number(value, Shown::Decimal),
            ),
            Self::Day(day) if *day < FIRST_DAY => Content::Text(day.to_string()),
            Self::Day(day) => Content::Day(day),
        }
    }

    /// What is found in the cell when the file is read again unchanged.
    pub fn found(&self) -> Option<Found> {
        Some(match self.content() {
            Content::Nothing => return None,
            Content::Text(text) => Found::Text(text),
            Content::Number(value, Shown::Percent) => Found::Percent(hundredths(value)),
            Content::Number(value, Shown::Whole | Shown::Money | Shown::Decimal) => {
                Found::Number(decimal(value))
            }
            Content::Day(day) => Found::Day(*day),
        })
    }
}

/// A text as a cell can hold it: with plain line ends, without what XML cannot carry, and not too long.
fn written(text: &str) -> Content<'static> {
    let mut units = 0;
    let plain = text.replace("\r\n", "\n").replace('\r', "\n");
    let fits = plain.chars().take_while(|c| {
        units += c.len_utf16();
        units <= LONGEST
    });
    let carried = |c: char| {
        let noncharacter = matches!(c, '\u{fffe}' | '\u{ffff}');
        if (c.is_control() && c != '\n') || noncharacter { ' ' } else { c }
    };
    let text: String = fits.map(carried).collect();
    if text.trim().is_empty() { Content::Nothing } else { Content::Text(text) }
}

/// Yuan to the fen.
fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

/// A decimal text, moved to the right by some digits, as a number that gives the same digits again; none where a
/// spreadsheet would round it.
fn exact(text: &str, moved: usize) -> Option<f64> {
    let bare = text.strip_prefix('-').unwrap_or(text);
    let plain = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit() || c == '.');
    let digits = bare.chars().filter(char::is_ascii_digit).collect::<String>();
    let counted = digits.trim_start_matches('0').len();
    if !plain || counted > EXACT || bare.len() > EXACT * 2 {
        return None;
    }
    let exponent = if moved == 0 { String::new() } else { format!("e-{moved}") };
    format!("{text}{exponent}").parse::<f64>().ok().filter(|value| value.is_finite())
}

/// The shortest digits of a number, without an exponent.
pub(crate) fn decimal(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { value.to_string() }
}

/// The same in hundredths: its digits with the point moved by two, so that nothing is rounded.
pub(crate) fn hundredths(value: f64) -> String {
    let text = decimal(value);
    let (sign, bare) = text.strip_prefix('-').map_or(("", text.as_str()), |bare| ("-", bare));
    let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
    let padded = format!("{part:0<2}");
    let (up, rest) = padded.split_at_checked(2).unwrap_or((padded.as_str(), ""));
    let whole = format!("{whole}{up}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_keep_their_digits() {
        for (value, said) in [
            (0.046, "4.6"),
            (0.1, "10"),
            (1.0, "100"),
            (0.000_001, "0.0001"),
            (-0.075, "-7.5"),
            (0.0, "0"),
            (1234.5, "123450"),
        ] {
            assert_eq!(hundredths(value), said);
        }
    }

    #[test]
    fn a_number_that_a_spreadsheet_would_round_is_text() {
        let found = |cell: Cell| cell.found().unwrap();
        assert_eq!(found(Cell::Whole(i64::MAX)), Found::Text(i64::MAX.to_string()));
        assert_eq!(found(Cell::Fen(123_456_789_012_345)), Found::Number("1234567890123.45".into()));
        assert_eq!(
            found(Cell::Fen(12_345_678_901_234_567)),
            Found::Text("123456789012345.67".into())
        );
        assert_eq!(found(Cell::Percent("1/3".into())), Found::Text("1/3%".into()));
        assert_eq!(found(Cell::Day(date(1899, 12, 31))), Found::Text("1899-12-31".into()));
    }

    #[test]
    fn a_text_loses_only_what_a_cell_cannot_carry() {
        let found = |text: &str| Cell::text(text).found();
        assert_eq!(found("甲\r\n乙\u{1}"), Some(Found::Text("甲\n乙 ".into())));
        assert_eq!(found(""), None);
        let Some(Found::Text(long)) = found(&"𠮷".repeat(20_000)) else { unreachable!() };
        assert_eq!(long.chars().count(), LONGEST / 2);
    }
}
