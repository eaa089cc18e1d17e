//! Days as people type them: a year, a month, a day, or so many days from today.

use jiff::{ToSpan as _, civil::Date};

/// The first and the last day that are meant: `2026`, `2026-11`, `2026-11-05`, also with slashes or 年月日;
/// `today`, `今天`, and `today+7` or `今天-30`, in days.
pub(super) fn span(typed: &str, today: Date) -> Option<(Date, Date)> {
    let lower = typed.to_lowercase();
    if let Some(rest) = lower.strip_prefix("today").or_else(|| lower.strip_prefix("今天")) {
        let days = if rest.is_empty() { 0 } else { ahead(rest)? };
        let day = today.checked_add(days.days()).ok()?;
        return Some((day, day));
    }
    let plain = lower.replace(['年', '月', '/'], "-").replace('日', "");
    let parts: Vec<&str> = plain.trim_end_matches('-').split('-').collect();
    let number = |at: usize, most: usize| {
        let text = parts.get(at)?;
        let sound = (1..=most).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
        if sound { text.parse::<i16>().ok() } else { None }
    };
    let small = |at: usize| i8::try_from(number(at, 2)?).ok();
    let year = number(0, 4).filter(|year| *year >= 1000)?;
    match parts.len() {
        1 => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
        2 => {
            let first = Date::new(year, small(1)?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        3 => {
            let day = Date::new(year, small(1)?, small(2)?).ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

/// So many days after today, with a sign.
fn ahead(text: &str) -> Option<i32> {
    let signed = text.starts_with(['+', '-']) && text.len() <= 6;
    if signed { text.parse().ok() } else { None }
}
