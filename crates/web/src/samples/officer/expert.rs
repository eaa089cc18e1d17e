//! Samples of the pool of experts.

use crate::{
    lang::Lang,
    pages::{
        applicant::PasteError,
        officer::{ConflictsPage, ExpertPage, ExpertsPage, ImportPage, PoolRow, TieRow},
    },
    parts::{Choice, Field, Input, Pager},
    samples::frame::{Desk, crumbs, search, ui},
    ui::Crumb,
};

fn up(lang: Lang) -> Vec<Crumb> {
    crumbs(lang, &[("专家库", "Experts", "/desk/experts")])
}

fn row(lang: Lang, name: (&str, &str), state: Option<(&str, &str)>) -> PoolRow {
    PoolRow {
        name: lang.of(name.0, name.1).to_owned(),
        href: "/desk/experts/1".to_owned(),
        titles: lang.of("教授、博士生导师", "Professor, doctoral supervisor").to_owned(),
        unit: lang.of("临岸大学", "Lin'an Coast University").to_owned(),
        fields: lang.of("海洋科技、机器人", "Ocean technology, Robotics").to_owned(),
        region: lang.of("澄州", "Chengzhou").to_owned(),
        year: lang.of("3 件，至多 12 件", "3 of at most 12").to_owned(),
        state: state.map(|(zh, en)| lang.of(zh, en).to_owned()),
    }
}

pub(super) fn experts(lang: Lang) -> ExpertsPage {
    ExpertsPage {
        ui: ui(lang, Desk::Officer, "/desk/experts"),
        search: search(lang, "/desk/experts"),
        fields: vec![Choice::new("ocean", lang.of("海洋科技", "Ocean technology"), true)],
        regions: vec![Choice::new("1", lang.of("澄州", "Chengzhou"), false)],
        retired: false,
        rows: vec![
            row(lang, ("许砚", "Xu Yan"), None),
            row(lang, ("高棠", "Gao Tang"), Some(("没有登录账户", "No account"))),
        ],
        pager: Pager { total: 2, shown: 2, before: None, after: None },
        all: 61,
    }
}

pub(super) fn none(lang: Lang) -> ExpertsPage {
    ExpertsPage { rows: Vec::new(), all: 0, ..experts(lang) }
}

pub(super) fn expert(lang: Lang) -> ExpertPage {
    let text = |name: &str, label: (&str, &str), value: (&str, &str)| {
        let value = lang.of(value.0, value.1).to_owned();
        Field::new(name, lang.of(label.0, label.1), Input::Text { value })
    };
    ExpertPage {
        ui: ui(lang, Desk::Officer, "/desk/experts/1"),
        crumbs: up(lang),
        errors: Vec::new(),
        title: lang.of("许砚", "Xu Yan").to_owned(),
        state: None,
        action: "/desk/experts/1".to_owned(),
        seen: "3".to_owned(),
        fields: vec![
            text("name", ("姓名", "Name"), ("许砚", "Xu Yan")),
            text("titles", ("职称", "Titles"), ("教授", "Professor")).optional(),
        ],
        retire: Some("/desk/experts/1/retire".to_owned()),
        erase: None,
        gone: false,
        erasing: false,
    }
}

/// One who left the pool.
pub(super) fn retired(lang: Lang) -> ExpertPage {
    let state = lang.of("2026-03-02 出库：退休", "left the pool on 2 March 2026: retired");
    ExpertPage {
        state: Some(state.to_owned()),
        retire: None,
        erase: Some("1".to_owned()),
        ..expert(lang)
    }
}

pub(super) fn import(lang: Lang) -> ImportPage {
    ImportPage {
        ui: ui(lang, Desk::Officer, "/desk/experts/import"),
        crumbs: up(lang),
        errors: Vec::new(),
        faults: Vec::new(),
        text: "name,login\nXu Yan,expert1".to_owned(),
        seen: Some(vec![row(lang, ("许砚", "Xu Yan"), None)]),
    }
}

pub(super) fn import_wrong(lang: Lang) -> ImportPage {
    let fault = PasteError {
        place: lang.of("第 3 行 login", "Line 3 login").to_owned(),
        text: lang.of("没有登录名为“x”的专家账户", "No expert signs in as `x`").to_owned(),
    };
    ImportPage { faults: vec![fault], seen: None, ..import(lang) }
}

pub(super) fn conflicts(lang: Lang) -> ConflictsPage {
    let tie = |key: &str, state: (&str, &str), tone, open| {
        TieRow {
        name: lang.of("许砚", "Xu Yan").to_owned(),
        expert: "a1".to_owned(),
        key: key.to_owned(),
        kind: lang.of("任职单位", "Employer").to_owned(),
        told: lang
            .of(
                "专家一方“临岸大学”，申报材料为“临岸大学”（仅文字一致）",
                "“Lin’an University” on the expert’s side, “Lin’an University” in the application (only the text is the same)",
            )
            .to_owned(),
        cites: Vec::new(),
        state: lang.of(state.0, state.1).to_owned(),
        tone,
        ruled: None,
        open,
        typed: String::new(),
    }
    };
    ConflictsPage {
        ui: ui(lang, Desk::Officer, "/desk/cases/1/conflicts"),
        crumbs: super::path(lang),
        errors: Vec::new(),
        case: lang.of("深海装备国际联合研究基地", "Base for Deep-sea Equipment").to_owned(),
        action: "/desk/cases/1/conflicts".to_owned(),
        rows: vec![
            tie("k1", ("待认定", "To be decided"), "warn", true),
            tie("k2", ("应当回避", "Must stand back"), "bad", false),
        ],
        looked_at: 61,
    }
}
