//! Samples of the page of extensions.

use crate::{
    lang::Lang,
    pages::officer::{ExtendPage, ExtensionRow},
    parts::{Field, Input},
    samples::frame::{Desk, crumbs, ui},
};

pub(super) fn extend(lang: Lang) -> ExtendPage {
    let row = |number, state: (&str, &str), tone, open: bool, own| ExtensionRow {
        number,
        what: lang
            .of(
                "截止日由2026年5月29日延至2026年6月5日",
                "The last day was moved from 29 May 2026 to 5 June 2026",
            )
            .to_owned(),
        reasons: lang
            .of("截止当日服务中断三小时。", "Nobody could reach the service for three hours.")
            .to_owned(),
        outage: open.then(|| "2026-05-29 18:00 – 21:00".to_owned()),
        by: lang.of("李工提出", "proposed by Li").to_owned(),
        state: lang.of(state.0, state.1).to_owned(),
        tone,
        open,
        own,
    };
    ExtendPage {
        ui: ui(lang, Desk::Officer, "/desk/rounds/1/extend"),
        crumbs: crumbs(lang, &[("轮次", "Rounds", "/desk/rounds")]),
        errors: Vec::new(),
        refused: None,
        call: lang.of("2026年度申报", "Call 2026").to_owned(),
        closes: "2026-05-29".to_owned(),
        rows: vec![
            row(4, ("待确认", "waits for confirmation"), "warn", true, false),
            row(3, ("不予确认", "declined"), "mute", false, false),
        ],
        action: "/desk/rounds/1/extend".to_owned(),
        fields: fields(lang),
    }
}

fn fields(lang: Lang) -> Vec<Field> {
    let day = Input::Date { value: String::new() };
    let why = Input::Long { value: String::new(), limit: None };
    vec![
        Field::new("closes_on", lang.of("新的截止日", "New last day"), day),
        Field::new("reasons", lang.of("理由", "Reasons"), why),
    ]
}

pub(super) fn refused(lang: Lang) -> ExtendPage {
    let mut page = extend(lang);
    page.rows.clear();
    page.refused = Some((
        lang.of("提出延期的人不能自己确认", "nobody confirms an extension that they proposed")
            .to_owned(),
        lang.of("请由另一人确认", "let another person confirm it").to_owned(),
    ));
    page
}
