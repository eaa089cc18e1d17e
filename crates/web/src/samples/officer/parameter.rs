//! Samples of the pages of parameters.

use crate::{
    lang::Lang,
    pages::officer::{ParameterPage, ParameterRow, ParametersPage, ProposalRow},
    parts::{ErrorLine, Field, Input, Pair},
    samples::frame::{Desk, crumbs, measures, search, ui},
};

pub(super) fn parameters(lang: Lang) -> ParametersPage {
    let row = |name: (&str, &str), value: &str, source: (&str, &str), waits| ParameterRow {
        name: lang.of(name.0, name.1).to_owned(),
        href: "/desk/parameters/a/b/c".to_owned(),
        regulation: measures(lang).to_owned(),
        value: value.to_owned(),
        source: lang.of(source.0, source.1).to_owned(),
        entered_by: lang.of("市科技局", "the Bureau").to_owned(),
        waits,
    };
    ParametersPage {
        ui: ui(lang, Desk::Officer, "/desk/parameters"),
        search: search(lang, "/desk/parameters"),
        rows: vec![
            row(
                ("工作日历", "Working calendar"),
                "2025; 2026",
                ("放假安排通知 (2025-11-04)", "Notice of public holidays (2025-11-04)"),
                false,
            ),
            row(
                ("研发费用增速", "Growth of research spending"),
                "",
                ("统计局全年数据", "Full-year figures of the statistics office"),
                true,
            ),
        ],
    }
}

pub(super) fn none(lang: Lang) -> ParametersPage {
    ParametersPage { rows: Vec::new(), ..parameters(lang) }
}

pub(super) fn parameter(lang: Lang) -> ParameterPage {
    let row = |value: &str, state: (&str, &str), tone, open: bool| ProposalRow {
        value: value.to_owned(),
        source: lang.of("统计公报", "Statistical bulletin").to_owned(),
        published_on: "2026-03-20".to_owned(),
        by: lang.of("李工", "Li").to_owned(),
        at: "2026-03-21 09:30".to_owned(),
        state: lang.of(state.0, state.1).to_owned(),
        tone,
        confirm: open.then(|| "/desk/parameters/a/b/c/3/confirm".to_owned()),
        decline: open.then(|| "/desk/parameters/a/b/c/3/decline".to_owned()),
    };
    let text = |name: &str, zh: &str, en: &str| {
        Field::new(name, lang.of(zh, en), Input::Text { value: String::new() })
    };
    ParameterPage {
        ui: ui(lang, Desk::Officer, "/desk/parameters/a/b/c"),
        crumbs: crumbs(lang, &[("参数", "Parameters", "/desk/parameters")]),
        errors: Vec::new(),
        title: lang.of("研发费用增速", "Growth of research spending").to_owned(),
        value: "2024: 4.1%".to_owned(),
        source: lang.of("统计公报 (2025-03-18)", "Statistical bulletin (2025-03-18)").to_owned(),
        entered_by: lang.of("市科技局", "the Bureau").to_owned(),
        entries: vec![
            Pair::new(lang.of("2024年", "2024"), "4.1%"),
            Pair::new(lang.of("2025年", "2025"), "5.2%"),
        ],
        kept_from: None,
        proposals: vec![
            row("2025: 5.2%", ("待确认", "Waits for confirmation"), "warn", true),
            row("2024: 4.1%", ("已由王工确认", "Confirmed by Wang"), "good", false),
        ],
        action: "/desk/parameters/a/b/c".to_owned(),
        fields: vec![
            Field::new("year", lang.of("年份", "Year"), Input::Year { value: String::new() }),
            text("value", "现行数值", "Value"),
            text("source", "出处", "Source"),
            Field::new(
                "published_on",
                lang.of("出处的发布日期", "Day the source was published"),
                Input::Date { value: String::new() },
            ),
        ],
    }
}

pub(super) fn refused(lang: Lang) -> ParameterPage {
    let wrong = lang.of("请写明出处", "say where the value comes from");
    let mut page = parameter(lang);
    page.value = String::new();
    page.proposals = Vec::new();
    page.errors = vec![ErrorLine { field: "source".to_owned(), text: wrong.to_owned() }];
    for field in page.fields.iter_mut().filter(|field| field.name == "source") {
        *field = field.clone().wrong(wrong);
    }
    page
}
