//! The directory, a base, the check of a certificate.

use crate::{
    lang::Lang,
    pages::public::{
        BasePage, Directory, FacetLine, FacetView, FiguresPage, PastBlock, Plot, PlotBar, SortLink,
        Verdict, Verify,
    },
    parts::{
        Field, Input, Link, Listed, ListedCell, ListedRow, Moment, MomentKind, Pager, Pair, Search,
    },
    samples::frame::{Desk, cite, crumbs, search, ui},
};

pub(super) fn directory(lang: Lang) -> Directory {
    let row = |name: (&str, &str),
               number: (&str, &str),
               kind: (&str, &str),
               dates: (&str, &str),
               state: (&str, &str),
               tone| {
        let cell = |label: (&str, &str), text: &str| ListedCell {
            label: lang.of(label.0, label.1).to_owned(),
            text: text.to_owned(),
            ..ListedCell::default()
        };
        let day = |label, text| ListedCell { keeps: true, ..cell(label, text) };
        ListedRow {
            name: lang.of(name.0, name.1).to_owned(),
            href: "/bases/7".to_owned(),
            below: vec![lang.of(number.0, number.1).to_owned()],
            cells: vec![
                cell(("类型", "Type"), lang.of(kind.0, kind.1)),
                day(("认定日期", "Certified on"), dates.0),
                day(("有效期至", "Valid to"), dates.1),
                ListedCell {
                    tone: Some(tone),
                    ..cell(("状态", "State"), lang.of(state.0, state.1))
                },
            ],
        }
    };
    let active = ("有效", "In force");
    let lab = ("联合研究基地", "Joint research base");
    Directory {
        ui: ui(lang, Desk::Public, "/bases"),
        search: Search {
            kept: vec![("sort".to_owned(), "name".to_owned())],
            keep: None,
            ..search(lang, "/bases")
        },
        chosen: vec![Link::new(lang.of("状态：有效", "State: in force"), "/bases")],
        facets: vec![
            facet(
                lang.of("类型", "Type"),
                &[(lang.of("联合研究基地", "Joint research base"), 31, false)],
            ),
            facet(
                lang.of("状态", "State"),
                &[
                    (lang.of("有效", "In force"), 42, true),
                    (lang.of("已到期", "Expired"), 7, false),
                ],
            ),
        ],
        sorts: vec![
            sorted(lang.of("新认定在前", "last certified first"), false),
            sorted(lang.of("名称", "name"), true),
        ],
        among: 49,
        list: Listed {
            label: lang.of("基地名录", "Bases").to_owned(),
            heads: [
                ("基地名称", "Name"),
                ("类型", "Type"),
                ("认定日期", "Certified on"),
                ("有效期至", "Valid to"),
                ("状态", "State"),
            ]
            .map(|(zh, en)| lang.of(zh, en).to_owned())
            .to_vec(),
            rows: vec![
                row(
                    ("潮汐能国际联合研究基地", "Base for Tidal Energy"),
                    ("澄合基2024-研-003", "CZ-2024-R-003"),
                    lab,
                    ("2024-11-18", "2027-11-17"),
                    active,
                    "good",
                ),
                row(
                    ("海岸生态国际联合研究基地", "Base for Coastal Ecology"),
                    ("澄合基2024-研-004", "CZ-2024-R-004"),
                    lab,
                    ("2024-11-18", "2027-11-17"),
                    active,
                    "good",
                ),
                row(
                    ("澄湾技术转移基地", "Chengwan Base for Technology Transfer"),
                    ("澄合基2022-转-001", "CZ-2022-T-001"),
                    ("技术转移基地", "Technology transfer base"),
                    ("2022-12-05", "2025-12-04"),
                    ("已到期", "Expired"),
                    "mute",
                ),
                row(
                    ("北港产业园区基地", "North Harbour Park Base"),
                    ("澄合基2023-园-002", "CZ-2023-P-002"),
                    ("产业园区基地", "Industrial park base"),
                    ("2023-10-30", "2026-10-29"),
                    ("已撤销", "Revoked"),
                    "bad",
                ),
            ],
        },
        pager: Pager {
            total: 42,
            shown: 4,
            before: None,
            after: Some("/bases?after=4".to_owned()),
        },
        takes: vec![Link::new(lang.of("表格（CSV）", "table (CSV)"), "/bases.csv")],
        licence: Some(Link::new(
            lang.of("开放数据许可（示例）", "Open Data Licence (an example)"),
            "https://example.org/licence",
        )),
    }
}

fn facet(name: &str, values: &[(&str, usize, bool)]) -> FacetView {
    let line = |(label, count, chosen): &(&str, usize, bool)| FacetLine {
        label: (*label).to_owned(),
        count: *count,
        href: "/bases?type=lab".to_owned(),
        chosen: *chosen,
    };
    let more = values.iter().take(1).map(line).collect();
    FacetView { name: name.to_owned(), values: values.iter().map(line).collect(), more }
}

fn sorted(label: &str, current: bool) -> SortLink {
    SortLink { label: label.to_owned(), href: "/bases?sort=name".to_owned(), current }
}

pub(super) fn figures(lang: Lang) -> FiguresPage {
    let bar = |label: &str, count, at: usize| PlotBar {
        label: label.to_owned(),
        count,
        cells: vec![count.to_string()],
        href: Some("/bases?type=lab".to_owned()),
        x: 10 + 60 * at,
        y: 20 + 26 * at,
        width: 40,
        height: 18,
    };
    let past_plot = |name: &str, bars: Vec<PlotBar>| Plot {
        title: name.to_owned(),
        name: name.to_owned(),
        width: 640,
        height: 120,
        columns: false,
        heads: vec![lang.of("件数", "How many").to_owned(), lang.of("最长", "Longest").to_owned()],
        shown: bars.len(),
        bars,
    };
    let plot = |name: &str, columns, bars: Vec<PlotBar>| Plot {
        title: name.to_owned(),
        name: name.to_owned(),
        width: 640,
        height: 224,
        columns,
        heads: vec![lang.of("数量", "How many").to_owned()],
        shown: bars.len(),
        bars,
    };
    FiguresPage {
        ui: ui(lang, Desk::Public, "/figures"),
        total: 49,
        in_force: 42,
        past: vec![PastBlock {
            law: Link::new(lang.of("某管理办法", "A regulation"), "/rules/some/law".to_owned()),
            procedures: 51,
            plots: vec![past_plot(
                lang.of("各环节用时", "Time in each stage"),
                vec![PlotBar {
                    cells: vec!["51".to_owned(), "120".to_owned()],
                    href: None,
                    ..bar(lang.of("形式审查", "Formal review"), 12, 0)
                }],
            )],
        }],
        plots: vec![
            plot(
                lang.of("按认定年份", "By year"),
                true,
                vec![bar("2024", 3, 0), bar("2025", 9, 1)],
            ),
            plot(
                lang.of("按类型", "By type"),
                false,
                vec![bar(
                    lang.of("名称很长很长很长的联合研究基地类型", "A type with a very long name"),
                    7,
                    2,
                )],
            ),
        ],
    }
}

pub(super) fn figures_none(lang: Lang) -> FiguresPage {
    let (plots, past) = (Vec::new(), Vec::new());
    FiguresPage { total: 0, in_force: 0, plots, past, ..figures(lang) }
}

pub(super) fn none(lang: Lang) -> Directory {
    Directory {
        search: Search {
            typed: lang.of("火星", "Mars").to_owned(),
            narrows: true,
            ..search(lang, "/bases")
        },
        list: Listed::default(),
        pager: Pager::default(),
        ..directory(lang)
    }
}

pub(super) fn base(lang: Lang) -> BasePage {
    let moment = |what: (&str, &str), when: &str, at: Option<(&str, &str)>| Moment {
        kind: MomentKind::Done,
        what: lang.of(what.0, what.1).to_owned(),
        when: when.to_owned(),
        who: String::new(),
        detail: None,
        cite: at.map(|(zh, en)| cite(lang, zh, en)),
        papers: Vec::new(),
    };
    BasePage {
        ui: ui(lang, Desk::Public, "/bases/7"),
        crumbs: crumbs(lang, &[("基地名录", "Directory", "/bases")]),
        name: lang.of("潮汐能国际联合研究基地", "Base for Tidal Energy").to_owned(),
        other_name: lang.other().of("潮汐能国际联合研究基地", "Base for Tidal Energy").to_owned(),
        state: lang.of("有效", "In force").to_owned(),
        tone: "good",
        facts: vec![
            Pair::new(lang.of("编号", "Number"), lang.of("澄合基2024-研-003", "CZ-2024-R-003")),
            Pair::new(lang.of("类型", "Type"), lang.of("联合研究基地", "Joint research base")),
            Pair::new(
                lang.of("依托单位", "Host"),
                lang.of("澄州理工学院", "Chengzhou Institute of Technology"),
            ),
            Pair::new(
                lang.of("认定日期", "Certified on"),
                lang.of("2024年11月18日", "18 November 2024"),
            ),
            Pair::new(
                lang.of("有效期至", "Valid to"),
                lang.of("2027年11月17日", "17 November 2027"),
            ),
            Pair::new(
                lang.of("主要合作国家（地区）", "Main countries and regions"),
                lang.of("挪威、葡萄牙、新加坡", "Norway, Portugal, Singapore"),
            ),
        ],
        grounds: vec![
            cite(lang, "第六条", "Article 6"),
            cite(lang, "第七条", "Article 7"),
            cite(lang, "第十一条", "Article 11"),
        ],
        life: vec![
            moment(
                ("公示", "On public notice"),
                "2024-10-21 – 2024-10-30",
                Some(("第十条", "Article 10")),
            ),
            moment(("认定", "Certified"), "2024-11-18", Some(("第十一条", "Article 11"))),
            moment(
                ("报送年度总结", "Yearly summary filed"),
                "2025-12-20",
                Some(("第十四条", "Article 14")),
            ),
        ],
        verify: Link::new(lang.of("核验本基地证书", "Check its certificate"), "/verify"),
        record: Some(Link::new(
            lang.of("下载公开版决定档案", "Download the public record"),
            "/bases/7/record",
        )),
    }
}

fn verify_fields(lang: Lang) -> Vec<Field> {
    vec![
        Field::new(
            "number",
            lang.of("证书编号", "Number"),
            Input::Text { value: lang.of("澄合基2024-研-003", "CZ-2024-R-003").to_owned() },
        ),
        Field::new(
            "code",
            lang.of("校验码", "Check code"),
            Input::Text { value: "7KQM-2RTA-9XW4".to_owned() },
        ),
    ]
}

pub(super) fn verify(lang: Lang) -> Verify {
    Verify {
        ui: ui(lang, Desk::Public, "/verify"),
        errors: Vec::new(),
        fields: verify_fields(lang),
        verdict: None,
    }
}

pub(super) fn verify_good(lang: Lang) -> Verify {
    let verdict = Verdict::Found {
        good: true,
        headline: lang
            .of("证书真实，目前有效", "The certificate is genuine and in force")
            .to_owned(),
        facts: base(lang).facts,
        base: Link::new(lang.of("查看该基地", "See the base"), "/bases/7"),
    };
    Verify { verdict: Some(verdict), ..verify(lang) }
}

pub(super) fn verify_unknown(lang: Lang) -> Verify {
    Verify {
        verdict: Some(Verdict::Unknown { number: "CZ-2024-R-999".to_owned() }),
        ..verify(lang)
    }
}
