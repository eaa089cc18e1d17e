//! Samples of draws.

use crate::{
    lang::Lang,
    pages::officer::{DrawNewPage, DrawPage, DrawRow, DrawnRow, DrawsPage, PartyRow, Seen},
    parts::{Choice, Field, Input, Link, Pair},
    samples::frame::{Desk, crumbs, search, ui},
    ui::Crumb,
};

const DIGEST: &str = "84d62655ea2c754f85de17f30e20d465d1872963a4dcea0e68636942cf2948a7";

fn up(lang: Lang) -> Vec<Crumb> {
    crumbs(lang, &[("专家抽取", "Draws", "/desk/draws")])
}

fn panel(lang: Lang) -> String {
    lang.of("抽取：初评", "Draw: first review").to_owned()
}

pub(super) fn draws(lang: Lang) -> DrawsPage {
    let row = |state: (&str, &str), tone, alarms| DrawRow {
        panel: lang.of("初评", "First review").to_owned(),
        href: "/desk/draws/1".to_owned(),
        sealed: "2026-05-14 09:30".to_owned(),
        cases: 3,
        candidates: 41,
        state: lang.of(state.0, state.1).to_owned(),
        tone,
        alarms,
    };
    DrawsPage {
        ui: ui(lang, Desk::Officer, "/desk/draws"),
        search: search(lang, "/desk/draws"),
        rows: vec![row(("已抽取", "Drawn"), "good", 0), row(("已作废", "Void"), "bad", 2)],
        begin: vec![Link::new(panel(lang), "/desk/draws/new/a/b/first")],
    }
}

pub(super) fn none(lang: Lang) -> DrawsPage {
    DrawsPage { rows: Vec::new(), ..draws(lang) }
}

pub(super) fn new(lang: Lang) -> DrawNewPage {
    let cases = vec![Choice::new(
        "c1",
        lang.of("深海装备国际联合研究基地", "Base for Deep-sea Equipment"),
        true,
    )];
    let unit = lang.of("名", "experts").to_owned();
    DrawNewPage {
        ui: ui(lang, Desk::Officer, "/desk/draws/new/a/b/first"),
        crumbs: up(lang),
        errors: Vec::new(),
        title: panel(lang),
        action: "/desk/draws/new/a/b/first".to_owned(),
        fields: vec![
            Field::new("cases", lang.of("要评审的申报", "Cases"), Input::Codes { choices: cases }),
            Field::new(
                "seats",
                lang.of("抽取人数", "Seats"),
                Input::Number { value: "7".to_owned(), unit },
            ),
        ],
        waits: true,
        seen: Some(Seen {
            able: 41,
            left: vec![Pair::new(lang.of("存在利害关系", "Conflict of interest"), "2")],
            lacks: Vec::new(),
        }),
    }
}

pub(super) fn lacking(lang: Lang) -> DrawNewPage {
    let lack = lang.of(
        "“外省市专家”至少 2 名，可抽取的只有 1 名，缺 1 名",
        "At least 2 of “experts from other regions” are wanted and only 1 can be drawn; 1 are lacking",
    );
    let seen = Seen { able: 5, left: Vec::new(), lacks: vec![lack.to_owned()] };
    DrawNewPage { seen: Some(seen), ..new(lang) }
}

pub(super) fn sealed(lang: Lang) -> DrawPage {
    let party = |name: (&str, &str), committed: bool| PartyRow {
        name: lang.of(name.0, name.1).to_owned(),
        committed: committed.then(|| "2026-05-14 10:00".to_owned()),
        commitment: if committed { DIGEST.to_owned() } else { String::new() },
        opened: None,
    };
    DrawPage {
        ui: ui(lang, Desk::Officer, "/desk/draws/1"),
        crumbs: up(lang),
        errors: Vec::new(),
        title: panel(lang),
        state: lang.of("已封存，等待双方", "Sealed, waits for both").to_owned(),
        tone: "wait",
        facts: vec![Pair::new(lang.of("可抽取人数", "Can be drawn"), "41")],
        digest: DIGEST.to_owned(),
        parties: vec![
            party(("科学技术局", "Bureau"), true),
            party(("负责人", "Leadership"), false),
        ],
        alarms: vec![Pair::new(
            "2026-05-14 11:00",
            lang.of("周工 在封存期间改动了专家库", "Zhou changed the pool while it was sealed"),
        )],
        action: "/desk/draws/1".to_owned(),
        commits: true,
        opens: false,
        reopens: true,
        commitment: "9f2c".to_owned(),
        reasons: lang.of("名单录入有误", "The list was entered wrongly").to_owned(),
        made: Some(("3f2a".to_owned(), DIGEST.to_owned())),
        seats: Vec::new(),
        substitutes: Vec::new(),
        record: None,
        cases: Vec::new(),
    }
}

pub(super) fn drawn(lang: Lang) -> DrawPage {
    let one = |name: (&str, &str)| DrawnRow {
        ticket: DIGEST.to_owned(),
        name: lang.of(name.0, name.1).to_owned(),
    };
    DrawPage {
        state: lang.of("已抽取", "Drawn").to_owned(),
        tone: "good",
        alarms: Vec::new(),
        commits: false,
        opens: true,
        made: None,
        seats: vec![one(("许砚", "Xu Yan")), one(("高棠", "Gao Tang"))],
        substitutes: vec![one(("陆鸣", "Lu Ming"))],
        record: Some("/draws/1".to_owned()),
        cases: vec![Link::new(
            lang.of("深海装备国际联合研究基地", "Base for Deep-sea Equipment"),
            "/desk/cases/1",
        )],
        ..sealed(lang)
    }
}
