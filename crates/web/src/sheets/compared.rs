//! What a workbook that came back would change: every difference with its place, and whatever cannot be read with its own.

use guohe_cases::refusal::Fault;
use guohe_rules::{diagnostic::words, syntax::Words};
use guohe_sheets::{Found, Place, Table};

/// The keys of columns stand among the first rows of a sheet.
pub(super) const KEYS_WITHIN: u32 = 10;

/// How the workbook differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Something that was not there.
    New,
    /// Something else than before.
    Changed,
    /// Nothing where there was something.
    Gone,
}

/// A difference between a draft and the workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference<E> {
    /// The sheet and the cell.
    pub(crate) at: String,
    /// What it is about.
    pub(crate) what: String,
    /// As it is in the draft.
    pub(crate) was: String,
    /// As it is in the workbook.
    pub(crate) becomes: String,
    pub(crate) sort: Sort,
    /// What takes it over.
    pub(crate) edit: E,
}

/// What came of laying a workbook beside a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compared<E> {
    pub(crate) differences: Vec<Difference<E>>,
    /// What cannot be read, by sheet and cell.
    pub(crate) faults: Vec<Fault>,
    /// So many cells say what the draft says.
    pub(crate) unchanged: usize,
}

impl<E> Default for Compared<E> {
    fn default() -> Self {
        Self { differences: Vec::new(), faults: Vec::new(), unchanged: 0 }
    }
}

/// A sheet and a cell, as people look for it.
pub(super) fn at(table: &Table, place: Place) -> String {
    format!("{} {place}", table.name)
}

/// What a cell says, also where a spreadsheet took it for something else.
pub(super) fn plain(found: &Found) -> String {
    match found {
        Found::Text(text) | Found::Number(text) | Found::Moment(text) | Found::Error(text) => {
            text.trim().to_owned()
        }
        Found::Percent(number) => format!("{number}%"),
        Found::Day(day) => day.to_string(),
        Found::Flag(flag) => flag.to_string(),
    }
}

/// Whether a cell says yes or no.
pub(super) fn says(found: &Found) -> Option<bool> {
    if let Found::Flag(flag) = found {
        return Some(*flag);
    }
    match plain(found).to_lowercase().as_str() {
        "是" | "yes" | "y" | "√" => Some(true),
        "否" | "no" | "n" | "×" => Some(false),
        _ => None,
    }
}

/// Cells that were merged: what they hold belongs to one row and looks as if it did to several.
pub(super) fn merged() -> Words {
    words(
        "单元格已合并，分不清属于哪一行；请取消合并，每行分别填写",
        "cells were merged, so it is not known to which row they belong; split them and fill in each row",
    )
}

/// A cell in a column that is none of the sheet.
pub(super) fn no_column() -> Words {
    words(
        "这一列不属于本表，内容未读取；请移到已有的列，或删除",
        "this column is none of the sheet and was not read; move what it holds, or take it out",
    )
}

/// The keys of the columns, by one of which they are found, are gone.
pub(super) fn no_keys(one: &str) -> Words {
    words(
        format!("找不到列代码所在的一行（含 {one}）；请不要删除灰色的小字"),
        format!(
            "the row with the keys of the columns (`{one}` among them) is gone; leave the small grey text in place"
        ),
    )
}

/// A formula that a spreadsheet could not work out.
pub(super) fn failed(error: &str) -> Words {
    words(
        format!("公式没有结果（{error}）；请改填数值或文字"),
        format!("the formula came to nothing ({error}); write the value itself"),
    )
}
