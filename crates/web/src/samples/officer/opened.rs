//! Cases that the authority opens.

use crate::{
    lang::Lang,
    pages::officer::{OpenPage, OpenWay, OpenWayPage},
    parts::{ErrorLine, Field, Input},
    samples::frame::{Desk, cite, crumbs, measures, ui},
};

fn way(lang: Lang) -> OpenWay {
    OpenWay {
        name: lang
            .of("纳入上级认定的基地", "take in a base that another body certified")
            .to_owned(),
        href: "/desk/open/chengzhou/bases-2026/other_base".to_owned(),
        regulation: measures(lang).to_owned(),
        help: Some(
            lang.of(
                "纳入管理不等于认定，也不需要申报。",
                "Taking it in is no certification and needs no application.",
            )
            .to_owned(),
        ),
        cites: vec![cite(lang, "第二十条", "Article 20")],
    }
}

pub(super) fn list(lang: Lang) -> OpenPage {
    OpenPage {
        ui: ui(lang, Desk::Officer, "/desk/open"),
        crumbs: crumbs(lang, &[("待办", "To do", "/desk")]),
        ways: vec![way(lang)],
    }
}

pub(super) fn none(lang: Lang) -> OpenPage {
    OpenPage { ways: Vec::new(), ..list(lang) }
}

pub(super) fn form(lang: Lang) -> OpenWayPage {
    let text = |zh: &str, en: &str, name: &str, value: &str| {
        let input = Input::Text { value: value.to_owned() };
        Field::new(name, lang.of(zh, en), input)
    };
    let fields = vec![
        text("单位名称", "name", "host.name", "澄州示例大学"),
        text("统一社会信用代码", "unified social credit code", "host.uscc", "")
            .wrong(lang.of("请填写“统一社会信用代码”", "fill in “unified social credit code”")),
    ];
    OpenWayPage {
        ui: ui(lang, Desk::Officer, "/desk/open/chengzhou/bases-2026/other_base"),
        crumbs: crumbs(
            lang,
            &[("待办", "To do", "/desk"), ("建立案卷", "Open a case", "/desk/open")],
        ),
        errors: ErrorLine::of(&fields),
        way: way(lang),
        fields,
    }
}
