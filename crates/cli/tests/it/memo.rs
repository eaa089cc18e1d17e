//! The memo: its order, its columns, its two languages.

use crate::world::{FACTS, check, with};

/// Columns before a passage, a Chinese character taking two.
fn column(line: &str, passage: &str) -> usize {
    let before = line.split(passage).next().unwrap();
    before.chars().map(|sign| if sign.is_ascii() { 1 } else { 2 }).sum()
}

/// Facts with one clause in every group.
fn mixed() -> String {
    with("partner: P2, form: agreement", "partner: P2, form: contact")
        .replace("land_area: 80 mu", "land_area: unknown")
        .replace("{worthwhile: yes}", "{worthwhile: pending}")
}

fn headings(text: &str, signs: &[&str]) -> Vec<String> {
    let is_heading = |line: &&str| signs.iter().any(|sign| line.starts_with(sign));
    text.lines().filter(is_heading).map(str::to_owned).collect()
}

#[test]
fn what_stands_in_the_way_comes_first_and_what_is_in_order_last() {
    let chinese = check(&mixed(), &[]).out;
    assert_eq!(
        headings(&chinese, &["一、", "二、", "三、", "四、", "五、"]),
        [
            "一、不满足（1 项）",
            "二、无法确定（1 项）",
            "三、待人工判断（1 项）",
            "四、满足（1 项）",
            "五、优先条件，不计入结论（1 项）"
        ]
    );
    let english = check(&mixed(), &["--lang", "en"]).out;
    assert_eq!(
        headings(&english, &["1. ", "2. ", "3. ", "4. ", "5. "]),
        [
            "1. Not met (1)",
            "2. Undetermined (1)",
            "3. Needs judgement (1)",
            "4. Met (1)",
            "5. Priorities, no part of the result (1)"
        ]
    );
}

#[test]
fn the_last_line_gives_the_figure() {
    let last = |more: &[&str]| check(&mixed(), more).out.lines().last().unwrap().to_owned();
    assert_eq!(last(&[]), "4 项条件：满足 1，不满足 1，无法确定 1，待判断 1。结论：不符合条件");
    assert_eq!(
        last(&["--lang", "en"]),
        "4 conditions: 1 met, 1 not met, 1 undetermined, 1 to be judged. Result: not eligible"
    );
}

#[test]
fn names_and_citations_stand_in_columns_in_chinese_too() {
    let memo = check(FACTS, &[]).out;
    let lines: Vec<&str> = memo.lines().filter(|line| line.contains("第一条")).collect();
    assert_eq!(lines.len(), 4, "{memo}");
    let columns: Vec<_> = lines.iter().map(|line| column(line, "第一条")).collect();
    assert!(columns.iter().all(|one| *one == columns[0]), "{memo}");
}

#[test]
fn a_failing_clause_says_what_was_found_which_rows_counted_and_what_would_mend_it() {
    let memo = check(&mixed(), &["--lang", "en"]).out;
    let clause = memo.split("\n2. ").next().unwrap();
    for said in [
        "EX-1  two partners  Article 1 paragraph 1",
        "asks      There are agreements with at least two different partners.",
        "found     1 ",
        "counted   ",
        "left out  ",
        "C1 (Northfield University)",
        "C2 (Straits Robotics): ",
        "remedy    ",
    ] {
        assert!(clause.contains(said), "`{said}` in\n{clause}");
    }
}

#[test]
fn a_memo_carries_no_terminal_codes_and_no_long_lines() {
    for more in [&["--lang", "zh"], &["--lang", "en"]] {
        let memo = check(&mixed(), more).out;
        assert!(!memo.contains('\u{1b}'));
        let longest = memo.lines().map(|line| column(line, "\n")).max().unwrap();
        assert!(longest <= 90, "{longest} columns");
    }
}

#[test]
fn what_was_typed_cannot_command_the_terminal() {
    let facts = with("name: Northfield University", "name: \"North\\e[31mfield\"");
    let run = check(&facts, &[]);
    assert!(!run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'));
    let contact = facts.replace("partner: P2, form: agreement", "partner: P2, form: contact");
    let memo = check(&contact, &[]).out;
    assert!(memo.contains("North?[31mfield"), "{memo}");
}

#[test]
fn a_waiver_is_shown_with_its_reasons_and_the_clause_stays_not_met() {
    let facts = with("land_area: 80 mu", "land_area: 74 mu")
        + "waivers:\n  - {clause: EX-2, by: authority, on: 2026-05-20, reasons: 已有替代条件}\n";
    let memo = check(&facts, &[]).out;
    assert!(memo.contains("一、不满足，已豁免（1 项）"), "{memo}");
    assert!(memo.contains("主管机关于 2026-05-20 豁免，理由：已有替代条件"), "{memo}");
}

#[test]
fn a_reference_date_outside_the_life_of_the_instrument_is_pointed_out() {
    let note = "注意：基准日不在本办法的有效期内。";
    assert!(!check(FACTS, &[]).out.contains(note));
    assert!(check(FACTS, &["--on", "2024-12-31"]).out.contains(note));
}
