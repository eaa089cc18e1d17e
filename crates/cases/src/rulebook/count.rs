//! The arithmetic of a period of working days, day by day, in words.

use guohe_rules::{
    calendar::{DayStep, WorkingDays},
    syntax::Words,
};
use jiff::civil::Weekday;

use crate::refusal::words;

/// Every day of a count, with the notices that set the calendar.
pub(super) fn told(count: &WorkingDays, source: impl Fn(i16) -> Option<String>) -> Words {
    let zh: Vec<String> = count.steps.iter().map(in_chinese).collect();
    let en: Vec<String> = count.steps.iter().map(in_english).collect();
    let mut years: Vec<i16> = count.steps.iter().map(|step| step.day.year()).collect();
    years.dedup();
    let sources: Vec<String> = years.into_iter().filter_map(source).collect();
    let (end, sources) = (count.end, sources.join("; "));
    words(
        format!("{}；截止{end}。日历依据：{sources}", zh.join("，")),
        format!("{}; last day {end}. Calendar: {sources}", en.join(", ")),
    )
}

fn in_chinese(step: &DayStep) -> String {
    let day = format!("{}月{}日", step.day.month(), step.day.day());
    match (step.counted, step.made_up, step.named_off) {
        (0, _, true) => format!("{day}放假"),
        (0, _, false) if step.day.weekday() == Weekday::Saturday => format!("{day}周六"),
        (0, _, false) => format!("{day}周日"),
        (n, true, _) => format!("{day}（调休上班）第{n}日"),
        (n, false, _) => format!("{day}第{n}日"),
    }
}

fn in_english(step: &DayStep) -> String {
    let day = step.day;
    match (step.counted, step.made_up, step.named_off) {
        (0, _, true) => format!("{day} holiday"),
        (0, _, false) => format!("{day} weekend"),
        (n, true, _) => format!("{day} (make-up working day) day {n}"),
        (n, false, _) => format!("{day} day {n}"),
    }
}
