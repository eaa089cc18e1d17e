//! Samples of filling in without the network.

use crate::{
    lang::Lang,
    pages::applicant::{ComparedView, DifferenceRow, PasteError, WorkbookPage},
    samples::frame::{Desk, ui},
};

use super::path;

/// Before anything was sent.
pub(super) fn out(lang: Lang) -> WorkbookPage {
    WorkbookPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/workbook"),
        crumbs: path(lang),
        errors: Vec::new(),
        download: "/applications/1/workbook.xlsx".to_owned(),
        action: "/applications/1/workbook".to_owned(),
        seen: "w24".to_owned(),
        open: true,
        compared: None,
        tasks: "/applications/1".to_owned(),
    }
}

/// A workbook that changes something.
pub(super) fn differences(lang: Lang) -> WorkbookPage {
    let row = |at: (&str, &str), what: (&str, &str), was: &str, becomes: (&str, &str), sort| {
        let (key, tone) = sort;
        DifferenceRow {
            at: lang.of(at.0, at.1).to_owned(),
            what: lang.of(what.0, what.1).to_owned(),
            was: was.to_owned(),
            becomes: lang.of(becomes.0, becomes.1).to_owned(),
            key,
            tone,
            edit: "{}".to_owned(),
        }
    };
    let rows = vec![
        row(
            ("单项 D7", "Single facts D7"),
            ("依托单位 · 登记日期", "Host · registered on"),
            "2019-03-04",
            ("2019-03-05", "2019-03-05"),
            ("workbook.changed", "open"),
        ),
        row(
            ("合作项目 A9", "Projects A9"),
            ("合作项目 · 新增一行", "Projects · a new row"),
            "",
            ("名称：深海取样装备；经费：1200000元", "name: deep-sea sampling; funds: 1200000 yuan"),
            ("workbook.new", "good"),
        ),
    ];
    let compared =
        ComparedView { new: 1, changed: 1, gone: 0, unchanged: 48, faults: Vec::new(), rows };
    WorkbookPage { compared: Some(compared), ..out(lang) }
}

/// A workbook that cannot be read everywhere.
pub(super) fn wrong(lang: Lang) -> WorkbookPage {
    let mut page = differences(lang);
    if let Some(compared) = &mut page.compared {
        compared.faults.push(PasteError {
            place: lang.of("合作项目 D9", "Projects D9").to_owned(),
            text: lang
                .of(
                    "“四成”不是百分比；请按 4.6% 填写",
                    "`forty` is not a percentage; write it as 4.6%",
                )
                .to_owned(),
        });
    }
    page
}
