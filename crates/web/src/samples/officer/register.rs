//! Samples of the pages of registers.

use crate::{
    lang::Lang,
    pages::{
        applicant::PasteError,
        officer::{
            AuthorityRegisters, EntryRow, RegisterConfirmPage, RegisterPage, RegisterRow,
            RegisterState, RegistersPage, SheetRow,
        },
    },
    parts::{Choice, Field, Input, Pager, Pair},
    samples::frame::{Desk, crumbs, measures, search, ui},
};

const AT: &str = "/desk/registers/a/b/base";

fn complete(lang: Lang) -> RegisterState {
    RegisterState {
        complete: true,
        basis: lang
            .of("截至 2026-05-01 载入，2 条", "loaded as of 2026-05-01, 2 entries")
            .to_owned(),
        open: None,
    }
}

fn open(lang: Lang) -> RegisterState {
    RegisterState {
        complete: false,
        basis: String::new(),
        open: Some(
            lang.of(
                "尚未载入，也没有说明由本系统自何日起登记；请工作人员载入登记或作出说明",
                "it was never loaded, and nobody has said since when cases keep it; let an officer load it or say \
                 so",
            )
            .to_owned(),
        ),
    }
}

pub(super) fn registers(lang: Lang) -> RegistersPage {
    let row = |name: (&str, &str), parts: (&str, &str), state, rows| RegisterRow {
        name: lang.of(name.0, name.1).to_owned(),
        href: AT.to_owned(),
        parts: lang.of(parts.0, parts.1).to_owned(),
        state,
        rows,
    };
    RegistersPage {
        ui: ui(lang, Desk::Officer, "/desk/registers"),
        authorities: vec![AuthorityRegisters {
            title: measures(lang).to_owned(),
            registers: vec![
                row(
                    ("登记在册的基地", "Registered bases"),
                    ("只看：认定地区：澄州", "Only: certified in: Chengzhou"),
                    complete(lang),
                    2,
                ),
                row(("禁止申报登记", "Bans"), ("", ""), open(lang), 0),
            ],
        }],
    }
}

pub(super) fn none(lang: Lang) -> RegistersPage {
    RegistersPage { ui: ui(lang, Desk::Officer, "/desk/registers"), authorities: Vec::new() }
}

fn entry(lang: Lang, name: (&str, &str), from: (&str, &str), href: Option<&str>) -> EntryRow {
    EntryRow {
        title: lang.of(name.0, name.1).to_owned(),
        facts: vec![
            Pair::new(lang.of("认定地区", "Certified in"), lang.of("澄州", "Chengzhou")),
            Pair::new(
                lang.of("依托单位统一社会信用代码", "Unified social credit code of its host"),
                "Z9145000000000003X",
            ),
            Pair::new(lang.of("状态", "Status"), lang.of("有效", "active")),
        ],
        from: lang.of(from.0, from.1).to_owned(),
        href: href.map(str::to_owned),
    }
}

fn entries(lang: Lang) -> Vec<EntryRow> {
    vec![
        entry(
            lang,
            ("深海装备国际联合研究基地", "Base for Deep-sea Equipment"),
            ("案件 0000-0001", "case 0000-0001"),
            Some("/desk/cases/1"),
        ),
        entry(
            lang,
            ("海洋能源国际合作基地", "Base for Marine Energy"),
            ("截至 2026-05-01 载入", "loaded as of 2026-05-01"),
            None,
        ),
    ]
}

pub(super) fn register(lang: Lang) -> RegisterPage {
    let day = |name: &str, zh: &str, en: &str, value: &str| {
        Field::new(name, lang.of(zh, en), Input::Date { value: value.to_owned() })
    };
    let text = |name: &str, zh: &str, en: &str| {
        Field::new(name, lang.of(zh, en), Input::Text { value: String::new() })
    };
    let empty = lang.of("此前为空", "Empty before");
    RegisterPage {
        ui: ui(lang, Desk::Officer, AT),
        crumbs: crumbs(lang, &[("登记册", "Registers", "/desk/registers")]),
        errors: Vec::new(),
        title: lang.of("登记在册的基地", "Registered bases").to_owned(),
        parts: lang.of("只看：认定地区：澄州", "Only: certified in: Chengzhou").to_owned(),
        state: complete(lang),
        action: AT.to_owned(),
        search: search(lang, AT),
        rows: entries(lang),
        pager: Pager { total: 2, shown: 2, before: None, after: None },
        history: vec![SheetRow {
            basis: lang
                .of("截至 2026-05-01 载入，2 条", "loaded as of 2026-05-01, 2 entries")
                .to_owned(),
            part: lang.of("认定地区：澄州", "certified in: Chengzhou").to_owned(),
            source: lang
                .of("澄科函〔2026〕3号所附名单", "List with letter No. 3 of 2026")
                .to_owned(),
            by: lang.of("李工", "Li").to_owned(),
            at: "2026-05-02 09:30".to_owned(),
        }],
        load: vec![
            day("as_of", "名单截至", "Complete as of", "2026-05-15"),
            text("source", "出处或理由", "Source or reasons"),
        ],
        keep: vec![
            day("since", "起始日期", "First day", ""),
            Field::new(
                "empty_before",
                empty,
                Input::Codes { choices: vec![Choice::new("yes", empty, false)] },
            ),
            text("reasons", "依据", "Reasons"),
        ],
        part: vec![
            Choice::new(
                "jurisdiction=1",
                lang.of("认定地区：澄州", "certified in: Chengzhou"),
                true,
            ),
            Choice::new("", lang.of("全部", "all of it"), false),
        ],
        text: String::new(),
        columns: vec![
            Pair::new("name", lang.of("基地名称", "name")),
            Pair::new("jurisdiction", lang.of("认定地区", "certified in")),
            Pair::new("host_uscc", lang.of("依托单位统一社会信用代码", "code of its host")),
            Pair::new("status", lang.of("状态", "status")),
        ],
        faults: Vec::new(),
    }
}

pub(super) fn empty(lang: Lang) -> RegisterPage {
    RegisterPage {
        state: open(lang),
        rows: Vec::new(),
        history: Vec::new(),
        pager: Pager { total: 0, shown: 0, before: None, after: None },
        ..register(lang)
    }
}

pub(super) fn wrong(lang: Lang) -> RegisterPage {
    let faults = vec![PasteError {
        place: lang.of("第 2 行，状态", "line 2, status").to_owned(),
        text: lang.of("“aktiv”不在代码表中", "`aktiv` is not one of the codes").to_owned(),
    }];
    let text = "name,status\nA,aktiv".to_owned();
    RegisterPage { text, faults, ..register(lang) }
}

pub(super) fn confirm(lang: Lang) -> RegisterConfirmPage {
    RegisterConfirmPage {
        ui: ui(lang, Desk::Officer, AT),
        crumbs: crumbs(
            lang,
            &[("登记册", "Registers", "/desk/registers"), ("登记在册的基地", "Registered bases", AT)],
        ),
        title: lang.of("载入一份名单", "Load a list").to_owned(),
        facts: vec![
            Pair::new(
                lang.of("登记册", "Register"),
                lang.of("登记在册的基地", "Registered bases"),
            ),
            Pair::new(lang.of("名单截至", "Complete as of"), "2026-05-15"),
            Pair::new(lang.of("条数", "Entries"), "12"),
        ],
        consequences: vec![
            lang.of(
                "截至 2026-05-15，名单中没有的即视为没有；条款据此得出结论。",
                "As of 2026-05-15, what is not on the list counts as not existing, and clauses are decided by that.",
            )
            .to_owned(),
        ],
        action: AT.to_owned(),
        hidden: vec![("do".to_owned(), "load".to_owned())],
        text: "name,status".to_owned(),
        confirm: lang.of("确认载入", "Confirm and load").to_owned(),
        rows: entries(lang),
        more: 10,
    }
}
