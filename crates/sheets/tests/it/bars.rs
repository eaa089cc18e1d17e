//! What writing and reading take. They print and compare with nothing: `cargo nextest run --release -p guohe-sheets
//! --run-ignored all bars --no-capture` on a quiet machine; docs/performance.md has the figures.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "the time is what is measured, and told"
)]

use std::time::Instant;

use guohe_sheets::{Cell, Kind, read};
use jiff::civil::date;

use super::{book, list, text, words};

/// The most memory that this process has had, in kilobytes, where the system says it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap_or(" unknown").trim().to_owned()
}

fn row(at: i64) -> Vec<Cell> {
    vec![
        Cell::text(format!("国合〔2026〕{at:06}号")),
        Cell::text(format!("第{at}国际联合研究中心")),
        Cell::text(format!("9111010855{at:07}Q")),
        Cell::text("国际联合研究类"),
        Cell::Day(date(2026, 5, 15)),
        Cell::Fen(at * 1_234_567),
        Cell::Percent("4.6".into()),
        Cell::Whole(at % 365),
        Cell::text(if at % 3 == 0 { "有效" } else { "已到期" }),
        Cell::text("=not a formula"),
    ]
}

fn written(rows: i64) -> Vec<u8> {
    let mut book = book();
    let mut columns =
        ["编号", "名称", "代码", "类别", "日", "额", "率", "天", "状态", "注"].map(text);
    columns[5].kind = Kind::Money;
    columns[5].unit = Some(words("元", "yuan"));
    let mut sheet = book.sheet(list(columns.to_vec())).unwrap();
    for at in 0..rows {
        book.row(&mut sheet, &row(at)).unwrap();
    }
    book.close(sheet).unwrap();
    book.finish().unwrap()
}

#[test]
#[ignore = "measures; compares with nothing"]
fn export_of_a_hundred_thousand_rows() {
    let begun = Instant::now();
    let bytes = written(100_000);
    println!(
        "export of 100,000 rows of 10 cells: {:?}, {} bytes, peak {}",
        begun.elapsed(),
        bytes.len(),
        peak()
    );
}

#[test]
#[ignore = "measures; compares with nothing"]
fn reading_of_ten_thousand_rows() {
    let bytes = written(10_000);
    let begun = Instant::now();
    let book = read(&bytes).unwrap();
    println!(
        "reading of 10,000 rows of 10 cells: {:?}, {} rows, peak {}",
        begun.elapsed(),
        book.sheets[0].rows.len(),
        peak()
    );
}
