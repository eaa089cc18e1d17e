//! What changed between two versions of the invented measures.

use crate::{
    lang::Lang,
    pages::public::{
        ChangeGroup, ChangedClause, ChangedPart, Marked, Stretch, VersionRow, VersionsPage,
    },
    parts::{Choice, Link},
    samples::frame::{Desk, crumbs, ui},
};

fn marked(parts: &[(&str, bool)]) -> Marked {
    let stretch =
        |(text, differs): &(&str, bool)| Stretch { text: (*text).to_owned(), differs: *differs };
    Marked(parts.iter().map(stretch).collect())
}

pub(super) fn versions(lang: Lang) -> VersionsPage {
    let day = |zh: &str, en: &str| Some(lang.of(zh, en).to_owned());
    let number = |new: bool| {
        let (zh, en) = if new {
            ("澄科规〔2026〕3号", "No. 3 of 2026")
        } else {
            ("澄科规〔2021〕8号", "No. 8 of 2021")
        };
        lang.of(zh, en).to_owned()
    };
    let choices = |new: bool| {
        vec![Choice::new("a1b2c3", number(true), new), Choice::new("d4e5f6", number(false), !new)]
    };
    let rule = ChangedPart {
        name: lang.of("规则", "Rule").to_owned(),
        old: marked(&[
            (lang.of("专职合作人员不少于 ", "dedicated staff at least "), false),
            ("1", true),
            (lang.of(" 人。", "."), false),
        ]),
        new: marked(&[
            (lang.of("专职合作人员不少于 ", "dedicated staff at least "), false),
            ("2", true),
            (lang.of(" 人。", "."), false),
        ]),
    };
    let consequence = ChangedPart {
        name: lang.of("后果", "Consequence").to_owned(),
        old: Marked::default(),
        new: marked(&[(lang.of("责令限期改正。", "Ordered to correct it in time."), true)]),
    };
    VersionsPage {
        ui: ui(lang, Desk::Public, "/rules/chengzhou/bases/versions"),
        crumbs: crumbs(lang, &[("办法与条文", "Regulation", "/rules")]),
        title: lang.of("澄州国际科技合作基地管理办法", "Measures for Chengzhou bases").to_owned(),
        versions: vec![
            VersionRow {
                number: number(true),
                signed: day("2026年1月5日", "5 January 2026"),
                published: day("2026年1月8日", "8 January 2026"),
                effective: day("2026年1月20日", "20 January 2026"),
                expires: None,
                repealed: None,
                state: lang.of("有效", "in force").to_owned(),
                tone: "good",
            },
            VersionRow {
                number: number(false),
                signed: day("2021年3月1日", "1 March 2021"),
                published: None,
                effective: None,
                expires: None,
                repealed: day("2026年1月20日", "20 January 2026"),
                state: lang.of("不在有效期", "not in force").to_owned(),
                tone: "mute",
            },
        ],
        action: "/rules/chengzhou/bases/versions".to_owned(),
        old: choices(false),
        new: choices(true),
        tally: lang
            .of("改动 1 款，新增 1 款，删去 0 款。", "1 changed, 1 added, 0 removed.")
            .to_owned(),
        groups: vec![
            ChangeGroup {
                title: lang.of("改动的条款（1）", "Changed clauses (1)").to_owned(),
                clauses: vec![ChangedClause {
                    place: Link::new(
                        lang.of("第六条第（三）项", "Article 6(3)"),
                        "/rules/chengzhou/bases/CZ-6.3",
                    ),
                    name: lang.of("专职合作人员", "Dedicated staff").to_owned(),
                    text: None,
                    parts: vec![rule, consequence],
                }],
            },
            ChangeGroup {
                title: lang.of("新增的条款（1）", "Added clauses (1)").to_owned(),
                clauses: vec![ChangedClause {
                    place: Link::new("CZ-6.4", String::new()),
                    name: lang.of("目标与方案", "Goals and plan").to_owned(),
                    text: day("合作目标清晰。", "Clear goals of cooperation."),
                    parts: Vec::new(),
                }],
            },
        ],
    }
}
