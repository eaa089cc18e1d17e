//! Samples of the pages of the administrators.

use crate::{
    lang::Lang,
    pages::admin::{AdminPage, Cell, Section, ShortForm, Table},
    parts::{Choice, ErrorLine, Field, Input, Link, Pair},
    ui::Crumb,
};

use super::{
    Sample,
    frame::{Desk, ui},
    sample,
};

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    vec![sample("admin-account", &account(lang)), sample("admin-log", &log(lang))]
}

fn page(lang: Lang, here: &str, title: (&str, &str), lead: (&str, &str)) -> AdminPage {
    AdminPage {
        ui: ui(lang, Desk::Leader, here),
        crumbs: Vec::new(),
        errors: Vec::new(),
        refused: None,
        told: Vec::new(),
        title: lang.of(title.0, title.1).to_owned(),
        lead: lang.of(lead.0, lead.1).to_owned(),
        tab: "",
        ways: Vec::new(),
        sections: Vec::new(),
    }
}

fn form(lang: Lang, action: &str, fields: Vec<Field>, submit: (&str, &str)) -> ShortForm {
    ShortForm {
        action: action.to_owned(),
        asks: false,
        carried: vec![("do".to_owned(), "roles".to_owned())],
        fields,
        note: String::new(),
        submit: lang.of(submit.0, submit.1).to_owned(),
        grave: false,
    }
}

fn account(lang: Lang) -> AdminPage {
    let choice = |value: &str, name: (&str, &str), chosen| {
        Choice::new(value, lang.of(name.0, name.1), chosen)
    };
    let choices = vec![
        choice("system", ("系统管理员", "System administrator"), true),
        choice("security", ("安全管理员", "Security administrator"), true),
    ];
    let wrong = lang.of("两种角色不得由同一人担任", "one person cannot hold both");
    let field =
        Field::new("roles", lang.of("角色", "Roles"), Input::Codes { choices }).wrong(wrong);
    let errors = ErrorLine::of(std::slice::from_ref(&field));
    AdminPage {
        crumbs: vec![Crumb::new(lang.of("账号", "Accounts"), "/admin/accounts")],
        errors,
        refused: Some((
            lang.of("不能办理自己的账号", "nobody does this to their own account").to_owned(),
            lang.of("请由另一位管理员办理", "let another administrator do it").to_owned(),
        )),
        told: vec![Pair::new(lang.of("首次密码", "First password"), "0a1b2-c3d4e-5f607")],
        sections: vec![
            Section {
                title: lang.of("现状", "As it is").to_owned(),
                facts: vec![Pair::new(lang.of("账号名", "Login"), "zhou")],
                ..Section::default()
            },
            Section {
                title: lang.of("角色", "Roles").to_owned(),
                text: lang
                    .of("由安全管理员确认。", "The security administrator confirms.")
                    .to_owned(),
                forms: vec![form(lang, "/admin/accounts/1", vec![field], ("提出", "Propose"))],
                ..Section::default()
            },
        ],
        ..page(
            lang,
            "/admin/accounts",
            ("账号", "Account"),
            ("提出的角色由另一人确认。", "Another person confirms what is proposed."),
        )
    }
}

fn log(lang: Lang) -> AdminPage {
    let head = |zh: &str, en: &str| lang.of(zh, en).to_owned();
    let filter = Field::new("from", lang.of("自", "From"), Input::Date { value: String::new() });
    AdminPage {
        ways: vec![Link::new(lang.of("核验日志", "Verify the log"), "/admin/audit/chain")],
        sections: vec![
            Section {
                title: head("记录", "Entries"),
                forms: vec![ShortForm {
                    asks: true,
                    carried: Vec::new(),
                    ..form(lang, "/admin/audit", vec![filter.optional()], ("查询", "Search"))
                }],
                table: Some(Table {
                    heads: vec![head("时间", "When"), head("何人", "Who"), head("事项", "What")],
                    rows: vec![vec![
                        Cell::new("2026-05-15 10:31").sub("412"),
                        Cell::link(lang.of("周明远", "Zhou Mingyuan"), "/admin/audit"),
                        Cell::tag(lang.of("退回补正", "Returned"), "warn"),
                    ]],
                    none: String::new(),
                    pager: None,
                }),
                ways: vec![Link::new(lang.of("更早", "Older"), "/admin/audit")],
                ..Section::default()
            },
            Section {
                title: head("告警", "Alarms"),
                table: Some(Table {
                    heads: Vec::new(),
                    rows: Vec::new(),
                    none: head("没有告警。", "There are no alarms."),
                    pager: None,
                }),
                ..Section::default()
            },
        ],
        ..page(
            lang,
            "/admin/audit",
            ("操作日志", "Log"),
            ("不含申报内容与评分。", "It holds neither applications nor scores."),
        )
    }
}
