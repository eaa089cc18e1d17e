//! Samples of pages in place of others.

use crate::{
    lang::Lang,
    pages::error::ErrorPage,
    parts::{ErrorLine, Link},
};

use super::{
    Sample,
    frame::{Desk, cite, ui},
    sample,
};

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let page = |status, words: [(&str, &str); 3]| {
        let [title, what, next] = words.map(|(zh, en)| lang.of(zh, en).to_owned());
        ErrorPage {
            ui: ui(lang, Desk::Public, "/somewhere"),
            status,
            title,
            what,
            next,
            cites: Vec::new(),
            faults: Vec::new(),
            ways: vec![Link::new(lang.of("返回首页", "To the home page"), "/")],
            trace: None,
        }
    };
    let missing = page(
        404,
        [
            ("没有这个页面", "There is no such page"),
            (
                "地址可能有误，或者内容已经移走。",
                "The address may be wrong, or the content has moved.",
            ),
            ("从首页或目录重新进入。", "Start from the home page."),
        ],
    );
    let stage = ErrorPage {
        ui: ui(lang, Desk::Officer, "/desk/cases/1/acts/certify"),
        cites: vec![cite(lang, "第十条第（一）项", "Article 10(1)")],
        faults: vec![ErrorLine {
            field: String::new(),
            text: lang
                .of("公示期到2026年5月22日届满", "the notice period ends on 22 May 2026")
                .to_owned(),
        }],
        ways: vec![
            Link::new(lang.of("返回案件", "Back to the case"), "/desk/cases/1"),
            Link::new(lang.of("待办事项", "To do"), "/desk"),
        ],
        ..page(
            422,
            [
                ("现在不能办理“颁发证书”", "“Issue the certificate” cannot be done now"),
                ("公示期尚未届满。", "The notice period has not ended."),
                (
                    "公示期满且没有未办结的异议后办理。",
                    "Do it when the period is over and no objection is open.",
                ),
            ],
        )
    };
    let broken = ErrorPage {
        trace: Some("01J9-7F3K".to_owned()),
        ..page(
            500,
            [
                ("系统出了故障", "Something broke"),
                (
                    "您的操作没有生效，已填的内容没有丢失。",
                    "Nothing was recorded; what you typed before is kept.",
                ),
                (
                    "请稍后再试；仍不行请告知管理员。",
                    "Try again in a while; if it stays, tell the operator.",
                ),
            ],
        )
    };
    vec![
        sample("error-missing", &missing),
        sample("error-stage", &stage),
        sample("error-broken", &broken),
    ]
}
