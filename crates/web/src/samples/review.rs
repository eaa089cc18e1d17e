//! Samples of the pages of experts and of those who decide.

use crate::{
    lang::Lang,
    pages::applicant::{ComparedView, DifferenceRow},
    pages::officer::{MinutesShown, SaidRow},
    pages::review::{
        DeclarePage, GivenAnswer, GivenAnswers, InvitationRow, MaterialBlock, ProposalPage,
        ReviewsPage, RoomAnswers, RoomPage, RuleLine, ScoresWorkbookPage, SheetDone, SheetPage,
        SheetSlot, Vote,
    },
    parts::{ErrorLine, Field, Input, Link, Moment, MomentKind, Outcome, Pair},
};

use super::{
    Sample,
    findings::{panel, tally},
    frame::{Desk, cite, crumbs, ui},
    officer::outcome,
    sample,
};

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    vec![
        sample("reviews", &reviews(lang)),
        sample(
            "reviews-none",
            &ReviewsPage { open: Vec::new(), done: Vec::new(), ..reviews(lang) },
        ),
        sample("reviews-workbook", &workbook(lang)),
        sample(
            "reviews-workbook-none",
            &ScoresWorkbookPage { open: 0, compared: None, ..workbook(lang) },
        ),
        sample("declare", &declare(lang)),
        sample("sheet", &sheet(lang)),
        sample("sheet-done", &done(lang)),
        sample("room", &room(lang)),
        sample("proposal", &proposal(lang)),
        sample("proposal-own", &own_proposal(lang)),
    ]
}

fn reviews(lang: Lang) -> ReviewsPage {
    let row =
        |title: (&str, &str), state: (&str, &str), tone, button: (&str, &str)| InvitationRow {
            title: lang.of(title.0, title.1).to_owned(),
            href: "/reviews/1".to_owned(),
            kind: lang.of("联合研究基地", "Joint research base").to_owned(),
            host: lang
                .of("澄州海洋装备研究院", "Chengzhou Institute of Marine Equipment")
                .to_owned(),
            partners: lang
                .of(
                    "北海海洋技术大学、科英布拉深海研究中心",
                    "North Sea University of Marine Technology, Coimbra Deep Sea Centre",
                )
                .to_owned(),
            panel: lang.of("初评", "First review").to_owned(),
            state: lang.of(state.0, state.1).to_owned(),
            tone,
            button: lang.of(button.0, button.1).to_owned(),
            due: Some(lang.of("5月29日前", "by 29 May").to_owned()),
        };
    ReviewsPage {
        search: None,
        offline: Some("/reviews/workbook"),
        ui: ui(lang, Desk::Expert, "/reviews"),
        open: vec![
            row(
                ("深海装备国际联合研究基地", "Base for Deep-sea Equipment"),
                ("先声明利害关系", "declare first"),
                "open",
                ("声明利害关系", "Declare"),
            ),
            row(
                ("海洋观测国际联合研究基地", "Base for Ocean Observation"),
                ("已答 2 / 4 题", "2 of 4 answered"),
                "eased",
                ("继续评审", "Continue"),
            ),
        ],
        done: vec![row(
            ("澄州创新港产业园区基地", "Chengzhou Innovation Harbour Base"),
            ("已提交", "handed in"),
            "good",
            ("查看", "Open"),
        )],
    }
}

fn path(lang: Lang) -> Vec<crate::ui::Crumb> {
    crumbs(lang, &[("评审任务", "Reviews", "/reviews")])
}

fn declare(lang: Lang) -> DeclarePage {
    DeclarePage {
        ui: ui(lang, Desk::Expert, "/reviews/1"),
        crumbs: path(lang),
        errors: Vec::new(),
        title: lang.of("深海装备国际联合研究基地（初评）", "Base for Deep-sea Equipment (first review)").to_owned(),
        parties: vec![
            Pair::new(lang.of("依托单位", "Host"), lang.of("澄州海洋装备研究院", "Chengzhou Institute of Marine Equipment")),
            Pair::new(lang.of("合作机构", "Partners"), lang.of("北海海洋技术大学（挪威）、科英布拉深海研究中心（葡萄牙）、南方水下机器人研究所（新加坡）", "North Sea University of Marine Technology (Norway), Coimbra Deep Sea Centre (Portugal), Southern Institute of Subsea Robotics (Singapore)")),
        ],
        people: [("林若溪", "Lin Ruoxi"), ("沈知行", "Shen Zhixing")].map(|(zh, en)| lang.of(zh, en).to_owned()).to_vec(),
        action: "/reviews/1/declare".to_owned(),
        seen: "w36".to_owned(),
        reasons: String::new(),
        cites: vec![cite(lang, "第九条第（三）项", "Article 9(3)")],
    }
}

fn sheet(lang: Lang) -> SheetPage {
    let words = |list: &[(&str, &str)]| {
        list.iter().map(|(zh, en)| lang.of(zh, en).to_owned()).collect::<Vec<_>>()
    };
    let slot = |name: &str,
                question: (&str, &str),
                rubric: &[(&str, &str)],
                answer,
                reasons: (&str, &str),
                error: Option<(&str, &str)>| SheetSlot {
        name: name.to_owned(),
        question: lang.of(question.0, question.1).to_owned(),
        row: None,
        rubric: words(rubric),
        cites: vec![cite(lang, "第六条第（四）项", "Article 6(4)")],
        look: vec![Link::new(lang.of("看相关材料", "see the material"), "#plan")],
        answer,
        points: None,
        reasons: lang.of(reasons.0, reasons.1).to_owned(),
        error: error.map(|(zh, en)| lang.of(zh, en).to_owned()),
    };
    let slots = vec![
        slot(
            "goals",
            (
                "合作目标是否清晰、实施方案是否可行？",
                "Are the goals clear and is the plan feasible?",
            ),
            &[
                ("三年目标是否分年度列出", "goals listed by year"),
                ("经费来源是否落实", "funds secured"),
            ],
            Some(true),
            ("目标分年度列出，经费来源明确。", "Goals are listed by year and funds are named."),
            None,
        ),
        slot(
            "ability",
            ("是否具备较强的联合研究能力？", "Is there a strong capacity for joint research?"),
            &[],
            None,
            ("", ""),
            Some(("请回答并写明理由", "Answer it and give reasons")),
        ),
    ];
    let plan = SheetSlot {
        points: Some(("46".to_owned(), "0".to_owned(), "60".to_owned())),
        ..slot(
            "points",
            ("实施方案可得几分？", "How many points for the plan?"),
            &[
                (
                    "45 分以上：目标、分工和退出安排都已写明",
                    "45 and more: aims, shares and ways out are written down",
                ),
                ("30 至 45 分：写明其中两项", "30 to 45: two of the three"),
            ],
            None,
            ("分工写得清楚。", "The shares of work are clear."),
            None,
        )
    };
    let slots: Vec<SheetSlot> = slots.into_iter().chain([plan]).collect();
    SheetPage {
        ui: ui(lang, Desk::Expert, "/reviews/1"),
        crumbs: path(lang),
        errors: vec![ErrorLine {
            field: "ability".to_owned(),
            text: lang.of("第2题尚未回答", "Question 2 has not been answered").to_owned(),
        }],
        title: lang.of("深海装备国际联合研究基地", "Base for Deep-sea Equipment").to_owned(),
        kind: lang.of("联合研究基地 · 初评", "Joint research base · first review").to_owned(),
        alias: "H29".to_owned(),
        material: vec![
            MaterialBlock {
                anchor: "host".to_owned(),
                title: lang.of("依托单位", "The host").to_owned(),
                pairs: vec![
                    Pair::new(
                        lang.of("单位性质", "Kind"),
                        lang.of("科研院所", "Research institute"),
                    ),
                    Pair::new(lang.of("登记日期", "Registered on"), "2019-03-04"),
                    Pair::new(
                        lang.of("研究开发投入", "Spending on research"),
                        lang.of("362.50 万元", "3,625,000.00 yuan"),
                    ),
                ],
                columns: Vec::new(),
                rows: Vec::new(),
            },
            MaterialBlock {
                anchor: "plan".to_owned(),
                title: lang.of("目标与实施方案", "Goals and plan").to_owned(),
                pairs: vec![Pair::new(
                    lang.of("三年目标", "Goals"),
                    lang.of(
                        "2026年完成样机，2027年海试，2028年形成标准草案。",
                        "A prototype in 2026, sea trials in 2027, a draft standard in 2028.",
                    ),
                )],
                columns: Vec::new(),
                rows: Vec::new(),
            },
            MaterialBlock {
                anchor: "agreements".to_owned(),
                title: lang.of("合作机构与协议", "Partners and agreements").to_owned(),
                pairs: Vec::new(),
                columns: words(&[
                    ("合作机构", "Partner"),
                    ("国家（地区）", "Country or region"),
                    ("有效期至", "Until"),
                ]),
                rows: vec![
                    words(&[
                        ("北海海洋技术大学", "North Sea University of Marine Technology"),
                        ("挪威", "Norway"),
                        ("2029-03-10", "2029-03-10"),
                    ]),
                    words(&[
                        ("科英布拉深海研究中心", "Coimbra Deep Sea Centre"),
                        ("葡萄牙", "Portugal"),
                        ("无固定期限", "without end"),
                    ]),
                ],
            },
        ],
        files: vec![Link::new(
            lang.of("A2 框架协议.pdf", "A2 agreement.pdf"),
            "/reviews/1/files/A2",
        )],
        findings: panel(lang)
            .groups
            .into_iter()
            .flat_map(|group| group.findings)
            .map(|mut finding| {
                finding.open = false;
                finding
            })
            .collect(),
        slots,
        total: Some(("46".to_owned(), "60".to_owned())),
        answered: 1,
        action: "/reviews/1".to_owned(),
        late: "/reviews/1/conflict".to_owned(),
        seen: "w38".to_owned(),
        next: Some(lang.of("海洋观测国际联合研究基地", "Base for Ocean Observation").to_owned()),
        room: None,
        saved: lang.of("10:24 已保存", "saved 10:24").to_owned(),
    }
}

fn done(lang: Lang) -> SheetDone {
    SheetDone {
        ui: ui(lang, Desk::Expert, "/reviews/1"),
        crumbs: path(lang),
        headline: lang.of("评审意见已提交", "Your answers are handed in").to_owned(),
        text: lang
            .of(
                "2026年5月15日 11:03 收到。提交后不能再修改。",
                "Received on 15 May 2026 at 11:03. They cannot be changed any more.",
            )
            .to_owned(),
        answers: vec![GivenAnswers {
            question: lang
                .of(
                    "合作目标是否清晰、实施方案是否可行？",
                    "Are the goals clear and is the plan feasible?",
                )
                .to_owned(),
            lines: vec![GivenAnswer {
                about: None,
                told: lang.of("是", "Yes").to_owned(),
                reasons: lang
                    .of(
                        "目标分年度列出，经费来源明确。",
                        "Goals are listed by year and funds are named.",
                    )
                    .to_owned(),
            }],
        }],
        next: vec![Moment {
            kind: MomentKind::Ahead,
            what: lang.of("录入专家组意见", "The panel's opinion is entered").to_owned(),
            when: lang.of("全部专家提交后", "when all have handed in").to_owned(),
            who: lang.of("国际合作处", "Division for International Cooperation").to_owned(),
            detail: None,
            cite: None,
            papers: Vec::new(),
        }],
        on: Some(Link::new(
            lang.of("下一件：海洋观测国际联合研究基地", "Next: Base for Ocean Observation"),
            "/reviews/2",
        )),
        paper: Some("/reviews/3f2a/sheet.pdf".to_owned()),
        room: Some("/reviews/1/panel".to_owned()),
        correct: Some("/reviews/1/panel".to_owned()),
        correction: Some(
            lang.of(
                "已于 2026-05-16 申请更正，等待处理。",
                "A correction was asked for on 2026-05-16 and waits for a ruling.",
            )
            .to_owned(),
        ),
        late: Some("/reviews/1/conflict".to_owned()),
    }
}

fn proposal(lang: Lang) -> ProposalPage {
    let computed = panel(lang)
        .groups
        .into_iter()
        .flat_map(|group| group.findings)
        .map(|finding| RuleLine {
            name: finding.name,
            cite: finding.cite,
            outcome: finding.outcome,
            gist: finding.gist,
        })
        .collect();
    let vote = |question: (&str, &str), finding, yes, no, reasons: (&str, &str)| Vote {
        question: lang.of(question.0, question.1).to_owned(),
        cite: Some(cite(lang, "第六条第（四）项", "Article 6(4)")),
        finding,
        by: lang.of("复评专家组", "second panel").to_owned(),
        yes,
        no,
        reasons: lang.of(reasons.0, reasons.1).to_owned(),
    };
    ProposalPage {
        ui: ui(lang, Desk::Leader, "/decisions"),
        crumbs: crumbs(lang, &[("待决事项", "To decide", "/decisions")]),
        errors: Vec::new(),
        refused: None,
        title: lang.of("审定认定决定", "Confirm the decision").to_owned(),
        case: lang.of("深海装备国际联合研究基地", "Base for Deep-sea Equipment").to_owned(),
        case_href: "/desk/cases/1".to_owned(),
        facts: super::officer::facts(lang),
        proposal: lang.of("予以认定，有效期三年", "Certify, for three years").to_owned(),
        favourable: true,
        reasons: lang.of("条件基本具备，专家组一致建议认定；境外机构第4份协议已完成续签，待补附件。", "The conditions are largely met and the panel recommends it; the fourth agreement was renewed and its copy is to follow.").to_owned(),
        prepared: lang.of("周明远拟定，2026-05-14", "prepared by Zhou Mingyuan, 2026-05-14").to_owned(),
        overall: Outcome::NotMet,
        tally: tally([2, 2, 2, 2, 1, 1]),
        slipped: vec![RuleLine {
            name: lang.of("合作协议有效", "Agreement in force").to_owned(),
            cite: cite(lang, "第六条第（二）项", "Article 6(2)"),
            outcome: Outcome::NotMet,
            gist: lang.of("协议于 2026-05-10 到期", "the agreement ran out on 2026-05-10").to_owned(),
        }],
        computed,
        judged: vec![
            vote(("合作目标是否清晰、实施方案是否可行？", "Are the goals clear and is the plan feasible?"), Some(true), 6, 1, ("目标清晰；试验条件已在考察中核实。", "Clear goals; the test conditions were checked on site.")),
            vote(("是否具备较强的联合研究能力？", "Is there a strong capacity for joint research?"), Some(true), 7, 0, ("近三年联合成果在同类中居前。", "Joint results of the last three years are among the best.")),
            vote(("年度学术活动的层次是否较高？", "Are the events of high level?"), None, 0, 0, ("", "")),
        ],
        overrides: vec![Pair::new(lang.of("境外合作机构", "Partners abroad"), lang.of("第4份协议已续签，副本于发证前补齐。", "The fourth agreement was renewed; its copy is filed before the certificate goes out."))],
        waivers: vec![Pair::new(lang.of("科研场地", "Premises"), lang.of("新实验楼已竣工验收。", "The new building has passed acceptance."))],
        procedure: super::officer::moments(lang),
        cites: vec![cite(lang, "第十一条", "Article 11")],
        action: "/desk/cases/1/acts/confirm".to_owned(),
        seen: "w55".to_owned(),
        bar: None,
        outcomes: vec![outcome(lang, "confirm", ("同意", "Confirm"), ("决定生效，颁发证书", "the decision takes effect"), false), outcome(lang, "back", ("退回重拟", "Send back"), ("须写明理由", "with reasons"), false)],
        fields: vec![Field::new("reasons", lang.of("意见", "Remarks"), Input::Long { value: String::new(), limit: None }).optional()],
        button: lang.of("签发决定", "Sign").to_owned(),
        papers: vec![Link::new(lang.of("复评意见", "Opinion of the second panel"), "/desk/cases/1/papers/opinion")],
    }
}

fn own_proposal(lang: Lang) -> ProposalPage {
    ProposalPage {
        bar: Some(
            lang.of(
                "这项决定由您拟定，须由另一人审定。",
                "You prepared this decision; another person must confirm it.",
            )
            .to_owned(),
        ),
        ..proposal(lang)
    }
}

fn room(lang: Lang) -> RoomPage {
    let text = |zh: &str, en: &str| lang.of(zh, en).to_owned();
    RoomPage {
        ui: ui(lang, Desk::Expert, "/reviews/1/panel"),
        crumbs: path(lang),
        refused: None,
        title: text("深海装备国际联合研究基地", "Base for Deep-sea Equipment"),
        alias: "K72".to_owned(),
        lead: text(
            "各成员的意见已经开启，可以讨论并确认纪要。",
            "The answers are open; talk, and confirm the minutes.",
        ),
        answers: vec![RoomAnswers {
            question: text("合作目标是否清晰？", "Are the goals clear?"),
            lines: vec![
                ("A47".to_owned(), text("是", "yes"), text("目标分年度列出。", "Goals by year.")),
                (
                    "H29".to_owned(),
                    text("否", "no"),
                    text("第二年不清楚。", "The second year is not clear."),
                ),
            ],
        }],
        spreads: Vec::new(),
        said: vec![SaidRow {
            alias: "A47".to_owned(),
            at: "2026-05-17 10:20".to_owned(),
            text: text("第二年的试验条件可由考察核实。", "A visit can settle the test conditions."),
        }],
        talks: true,
        minutes: Some(MinutesShown {
            chair: text("组长 A47", "Chair: A47"),
            on: "2026-05-18".to_owned(),
            text: text("各成员就目标交换意见。", "Members exchanged views on the goals."),
            answers: vec![("K72".to_owned(), text("尚未确认", "not yet"), "open", String::new())],
        }),
        confirms: true,
        dissents: vec![("H29".to_owned(), text("方案缺少退路。", "The plan has no way out."))],
        differs: true,
        opinion: None,
        typed: String::new(),
        action: "/reviews/1/panel".to_owned(),
    }
}

fn workbook(lang: Lang) -> ScoresWorkbookPage {
    let rows = vec![DifferenceRow {
        at: lang.of("联合研究基地 F4", "Joint research base F4").to_owned(),
        what: lang
            .of("澄州海洋装备研究院 · 合作基础", "Chengzhou Institute · Basis of cooperation")
            .to_owned(),
        was: "7".to_owned(),
        becomes: "8.5".to_owned(),
        key: "workbook.changed",
        tone: "open",
        edit: "{}".to_owned(),
    }];
    let compared =
        ComparedView { new: 0, changed: 1, gone: 0, unchanged: 11, faults: Vec::new(), rows };
    ScoresWorkbookPage {
        ui: ui(lang, Desk::Expert, "/reviews/workbook"),
        crumbs: crumbs(lang, &[("评审任务", "Reviews", "/reviews")]),
        errors: Vec::new(),
        open: 3,
        action: "/reviews/workbook",
        seen: vec![("seen.1".to_owned(), "0123456789abcdef".to_owned())],
        compared: Some(compared),
    }
}
