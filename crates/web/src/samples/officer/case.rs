//! A case, its material, its letters.

use jiff::civil::date;

use crate::{
    lang::Lang,
    pages::officer::{
        ActLink, CasePage, CertificatePage, FactBlock, FactLine, FactRow, Handling, LetterPage,
        MaterialPage, PanelSummary,
    },
    parts::{Due, Level, Link, Moment, MomentKind, Nearness, Outcome, Pair},
    samples::{
        findings::{panel, tally},
        frame::{Desk, cite, ui},
    },
};

use super::path;

pub(crate) fn facts(lang: Lang) -> Vec<Pair> {
    vec![
        Pair::new(lang.of("受理编号", "Case number"), "CZ-2026-0019"),
        Pair::new(lang.of("类型", "Type"), lang.of("联合研究基地", "Joint research base")),
        Pair::new(
            lang.of("依托单位", "Host"),
            lang.of("澄州海洋装备研究院", "Chengzhou Institute of Marine Equipment"),
        ),
        Pair::new(lang.of("批次", "Round"), lang.of("2026年度", "Call 2026")),
        Pair::new(lang.of("适用办法", "Regulation"), lang.of("澄科规〔2026〕3号", "No. 3 of 2026")),
    ]
}

pub(crate) fn moments(lang: Lang) -> Vec<Moment> {
    let moment =
        |kind, words: [(&str, &str); 3], at: Option<(&str, &str)>, detail: Option<(&str, &str)>| {
            let [what, when, who] = words.map(|(zh, en)| lang.of(zh, en).to_owned());
            Moment {
                kind,
                what,
                when,
                who,
                detail: detail.map(|(zh, en)| lang.of(zh, en).to_owned()),
                cite: at.map(|(zh, en)| cite(lang, zh, en)),
                papers: Vec::new(),
            }
        };
    vec![
        moment(
            MomentKind::Now,
            [
                ("材料审核", "Check of the material"),
                ("2026-05-15 起", "since 2026-05-15"),
                ("等国际合作处办理", "waits for the division"),
            ],
            Some(("第九条第（二）项", "Article 9(2)")),
            None,
        ),
        moment(
            MomentKind::Done,
            [
                ("提交申报", "Handed in"),
                ("2026-05-15 10:42", "2026-05-15 10:42"),
                ("林若溪 · 依托单位", "Lin Ruoxi · host"),
            ],
            Some(("第九条第（一）项", "Article 9(1)")),
            None,
        ),
        moment(
            MomentKind::Done,
            [
                ("豁免：科研场地", "Waived: premises"),
                ("2026-05-12 16:20", "2026-05-12 16:20"),
                ("周明远 · 经办", "Zhou Mingyuan · officer"),
            ],
            Some(("第七条第（四）项", "Article 7(4)")),
            Some((
                "新实验楼已竣工验收，下半年启用后面积为3,600平方米。",
                "The new building has passed acceptance; with it the area is 3,600 m².",
            )),
        ),
        moment(
            MomentKind::Done,
            [
                ("开始填报", "Started"),
                ("2026-04-22 09:05", "2026-04-22 09:05"),
                ("林若溪 · 依托单位", "Lin Ruoxi · host"),
            ],
            None,
            None,
        ),
    ]
}

pub(super) fn case(lang: Lang) -> CasePage {
    let act = |label: (&str, &str),
               help: Option<(&str, &str)>,
               at: Option<(&str, &str)>,
               whose: Option<(&str, &str)>| ActLink {
        label: lang.of(label.0, label.1).to_owned(),
        href: "/desk/cases/1/acts/check".to_owned(),
        help: help.map(|(zh, en)| lang.of(zh, en).to_owned()),
        cites: at.map(|(zh, en)| cite(lang, zh, en)).into_iter().collect(),
        whose: whose.map(|(zh, en)| lang.of(zh, en).to_owned()),
        not_yet: None,
        done: false,
    };
    CasePage {
        ui: ui(lang, Desk::Officer, "/desk/cases/1"),
        crumbs: path(lang).into_iter().take(1).collect(),
        title: lang.of("深海装备国际联合研究基地", "Base for Deep-sea Equipment").to_owned(),
        facts: facts(lang),
        stage: lang.of("材料审核", "Check of the material").to_owned(),
        help: Some(
            lang.of(
                "核对材料是否齐全、与填报是否一致。",
                "Is the material complete, and does it agree with what was entered?",
            )
            .to_owned(),
        ),
        waits: lang.of("等经办人办理", "waits for the officer").to_owned(),
        since: lang.of("自 2026-05-15 起", "since 2026-05-15").to_owned(),
        due: Some(Due {
            date: date(2026, 6, 26),
            words: lang.of("剩 30 个工作日", "30 working days left").to_owned(),
            near: Nearness::Far,
        }),
        clock: None,
        acts: vec![
            act(
                ("审核材料", "Check the material"),
                Some(("通过，或不予受理", "accept or refuse")),
                Some(("第九条第（二）项", "Article 9(2)")),
                None,
            ),
            act(
                ("退回补正", "Return for correction"),
                Some(("一次告知全部缺项", "everything missing in one letter")),
                None,
                None,
            ),
            act(
                ("豁免原则性条件", "Waive a condition"),
                None,
                Some(("第七条第（四）项", "Article 7(4)")),
                None,
            ),
        ],
        others: vec![act(("撤回申报", "Withdraw"), None, None, Some(("依托单位", "host")))],
        applied: true,
        overall: Outcome::NotMet,
        tally: tally([2, 2, 2, 2, 1, 1]),
        findings: "/desk/cases/1/findings".to_owned(),
        material: "/desk/cases/1/material".to_owned(),
        panels: vec![PanelSummary {
            name: lang.of("初评", "First review").to_owned(),
            href: "/desk/cases/1/panels/panel-1".to_owned(),
            answered: 5,
            sitting: 7,
            recused: 1,
            opinion: None,
        }],
        handlings: vec![Handling {
            what: lang.of("豁免：科研场地", "Waiver: premises").to_owned(),
            state: lang.of("已豁免", "waived").to_owned(),
            tone: "eased",
            reasons: lang
                .of("新实验楼已竣工验收，下半年启用。", "The new building has passed acceptance.")
                .to_owned(),
            who: lang.of("周明远，2026-05-12", "Zhou Mingyuan, 2026-05-12").to_owned(),
            href: None,
        }],
        moments: moments(lang),
        papers: vec![
            Link::new(lang.of("提交回执", "Receipt"), "/desk/cases/1/papers/receipt"),
            Link::new(lang.of("补正通知", "Request for correction"), "/desk/cases/1/papers/letter"),
        ],
    }
}

pub(super) fn material(lang: Lang) -> MaterialPage {
    let line = |place: &str,
                label: (&str, &str),
                value: (&str, &str),
                level,
                file: Option<&str>| {
        FactLine {
            place: place.to_owned(),
            label: lang.of(label.0, label.1).to_owned(),
            value: lang.of(value.0, value.1).to_owned(),
            blank: value.0.is_empty(),
            level,
            files: file.map(|name| Link::new(name, "/desk/cases/1/files/A1")).into_iter().collect(),
        }
    };
    MaterialPage {
        ui: ui(lang, Desk::Officer, "/desk/cases/1/material"),
        crumbs: path(lang),
        title: lang.of("深海装备国际联合研究基地", "Base for Deep-sea Equipment").to_owned(),
        action: "/desk/cases/1/marks".to_owned(),
        seen: "w33".to_owned(),
        blocks: vec![
            FactBlock {
                anchor: "host".to_owned(),
                title: lang.of("依托单位", "The host").to_owned(),
                closing: None,
                facts: vec![
                    line(
                        "host.name",
                        ("单位名称", "Name"),
                        ("澄州海洋装备研究院", "Chengzhou Institute of Marine Equipment"),
                        Level::Verified,
                        Some("A1 登记证书.pdf"),
                    ),
                    line(
                        "host.office",
                        ("国际合作管理机构", "Office for cooperation"),
                        ("", ""),
                        Level::Declared,
                        None,
                    ),
                ],
                rows: Vec::new(),
            },
            agreements(lang),
        ],
        may_mark: true,
        panel: panel(lang),
        files: vec![
            Link::new("A1 登记证书.pdf", "/desk/cases/1/files/A1"),
            Link::new("A2 框架协议.pdf", "/desk/cases/1/files/A2"),
        ],
    }
}

fn agreements(lang: Lang) -> FactBlock {
    let fact = |label: (&str, &str), value: &str, level| {
        (Pair::new(lang.of(label.0, label.1), value), level)
    };
    FactBlock {
        anchor: "agreements".to_owned(),
        title: lang.of("合作机构与协议", "Partners and agreements").to_owned(),
        closing: Some(lang.of("已确认填全，共 2 份", "complete, two rows").to_owned()),
        facts: Vec::new(),
        rows: vec![
            FactRow {
                place: "agreements[a1]".to_owned(),
                anchor: "agreements.a1".to_owned(),
                title: lang
                    .of(
                        "北海海洋技术大学（挪威）",
                        "North Sea University of Marine Technology (Norway)",
                    )
                    .to_owned(),
                level: Level::Evidenced,
                files: vec![Link::new("A2 框架协议.pdf", "/desk/cases/1/files/A2")],
                facts: vec![
                    fact(("签署日期", "Signed"), "2024-03-11", None),
                    fact(("有效期至", "Until"), "2029-03-10", Some(Level::Verified)),
                ],
                blank: Vec::new(),
            },
            FactRow {
                place: "agreements[a3]".to_owned(),
                anchor: "agreements.a3".to_owned(),
                title: lang
                    .of(
                        "南方水下机器人研究所（新加坡）",
                        "Southern Institute of Subsea Robotics (Singapore)",
                    )
                    .to_owned(),
                level: Level::Contested,
                files: Vec::new(),
                facts: vec![fact(("签署日期", "Signed"), "2023-10-20", None)],
                blank: vec![lang.of("有效期至", "Until").to_owned()],
            },
        ],
    }
}

pub(super) fn letter(lang: Lang) -> LetterPage {
    LetterPage {
        ui: ui(lang, Desk::Officer, "/desk/cases/1/papers/letter"),
        crumbs: path(lang),
        number: lang.of("澄科补〔2026〕7号", "Correction 7 of 2026").to_owned(),
        title: lang.of("补正通知书", "Request for correction").to_owned(),
        to: lang.of("澄州海洋装备研究院：", "To the Chengzhou Institute of Marine Equipment").to_owned(),
        paragraphs: vec![lang.of("你单位申报的深海装备国际联合研究基地（CZ-2026-0019）材料已收悉。经审核，以下内容需要补正：", "We have checked the material of your application CZ-2026-0019. The following must be corrected:").to_owned()],
        items: vec![
            (lang.of("协议：南方水下机器人研究所。", "Agreement: Southern Institute of Subsea Robotics.").to_owned(), lang.of("缺签署页，请补传双方签字的页面。", "The page with signatures is missing; attach the page signed by both.").to_owned(), Some(cite(lang, "第七条第（一）项", "Article 7(1)"))),
            (lang.of("项目：耐压壳体联合攻关。", "Project: Pressure hulls.").to_owned(), lang.of("立项日期未填，请填写并附批件首页。", "Enter the date of approval and attach the first page of the approval.").to_owned(), Some(cite(lang, "第七条第（二）项", "Article 7(2)"))),
        ],
        closing: vec![lang.of("请于2026年5月22日前补正。以上为全部需要补正的内容。逾期未补正的，按现有材料审核。", "Please correct them by 22 May 2026. This is everything that must be corrected; after that day the material is checked as it stands.").to_owned()],
        since: vec![lang.of("已于 2026-05-18 再次提交。", "Handed in again on 2026-05-18.").to_owned()],
        from: lang.of("澄州市科学技术局", "Chengzhou Science and Technology Bureau").to_owned(),
        date: lang.of("2026年5月13日", "13 May 2026").to_owned(),
        pdf: "letter.pdf".to_owned(),
    }
}

pub(super) fn certificate(lang: Lang) -> CertificatePage {
    let other = lang.other();
    let lines = |lang: Lang| {
        vec![
            lang.of("依托单位：澄州理工学院", "Host: Chengzhou Institute of Technology").to_owned(),
            lang.of(
                "有效期：2024年11月18日至2027年11月17日",
                "Valid from 18 November 2024 to 17 November 2027",
            )
            .to_owned(),
        ]
    };
    CertificatePage {
        ui: ui(lang, Desk::Officer, "/desk/cases/1/papers/certificate"),
        crumbs: path(lang),
        title: lang.of("国际科技合作基地证书", "Certificate").to_owned(),
        number: lang.of("澄合基2024-研-003", "CZ-2024-R-003").to_owned(),
        code: "7KQM-2RTA-9XW4".to_owned(),
        name: lang.of("潮汐能国际联合研究基地", "Base for Tidal Energy").to_owned(),
        other_name: other.of("潮汐能国际联合研究基地", "Base for Tidal Energy").to_owned(),
        lines: lines(lang),
        other_lines: lines(other),
        from: lang.of("澄州市科学技术局", "Chengzhou Science and Technology Bureau").to_owned(),
        date: lang.of("2024年11月18日", "18 November 2024").to_owned(),
        verify: "http://localhost:8080/verify".to_owned(),
    }
}
