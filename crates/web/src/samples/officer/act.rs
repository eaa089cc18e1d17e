//! Acts: a site visit, a refusal, the formal review, a panel, a decision.

use crate::{
    lang::Lang,
    pages::officer::{
        ActPage, ClosePage, ConvenePage, CorrectionRow, DecisionPage, DefectForm, Expert,
        MemberAnswer, MinutesShown, OverrideForm, PanelWork, ReviewPage, SaidRow, SeatRow,
        SlotResult, Spread, SpreadMember,
    },
    parts::{Choice, Field, Input, Link, Outcome, Pair},
    samples::{
        findings::panel,
        frame::{Desk, cite, ui},
    },
};

use super::{case::facts, outcome, path};

fn name(lang: Lang) -> String {
    lang.of("深海装备国际联合研究基地", "Base for Deep-sea Equipment").to_owned()
}

pub(super) fn site_visit(lang: Lang) -> ActPage {
    ActPage {
        ui: ui(lang, Desk::Officer, "/desk/cases/1/acts/site-visit"),
        crumbs: path(lang),
        errors: Vec::new(),
        refused: None,
        title: lang.of("记录实地考察", "Record the site visit").to_owned(),
        case: name(lang),
        help: Some(
            lang.of(
                "考察当天或次日录入，参加人员各自核对。",
                "Enter it on the day or the day after; those who took part check it.",
            )
            .to_owned(),
        ),
        cites: vec![cite(lang, "第九条第（四）项", "Article 9(4)")],
        action: "/desk/cases/1/acts/site-visit".to_owned(),
        seen: "w41".to_owned(),
        outcomes: Vec::new(),
        fields: vec![
            Field::new(
                "visited_on",
                lang.of("考察日期", "Date of the visit"),
                Input::Date { value: "2026-05-14".to_owned() },
            ),
            Field::new(
                "area",
                lang.of("实测科研场地面积", "Area found"),
                Input::Area {
                    value: "2180".to_owned(),
                    mu: false,
                    shown: Some(lang.of("= 2,180 平方米", "= 2,180 m²").to_owned()),
                },
            ),
            Field::new(
                "consistent",
                lang.of("场地、人员与填报是否一致", "Do premises and people agree with the form?"),
                Input::Flag { value: Some(true) },
            ),
            Field::new(
                "note",
                lang.of("考察记录", "Record"),
                Input::Long { value: String::new(), limit: Some(2000) },
            ),
        ],
        button: lang.of("保存考察记录", "Save the record").to_owned(),
        grave: false,
        facts: facts(lang),
        back: "/desk/cases/1".to_owned(),
    }
}

pub(super) fn refused(lang: Lang) -> ActPage {
    ActPage {
        refused: Some((
            lang.of(
                "“列入拟认定名单”不具备办理条件：复评须有不少于7名专家提交意见，现有5名。",
                "“Put on the list” is not possible: seven experts must have handed in, five have.",
            )
            .to_owned(),
            lang.of(
                "等其余专家提交，或增补专家后再办理。",
                "Wait for the others or invite more experts.",
            )
            .to_owned(),
        )),
        title: lang.of("列入拟认定名单", "Put on the proposed list").to_owned(),
        outcomes: vec![
            outcome(
                lang,
                "propose",
                ("列入", "Put on the list"),
                ("随后公示", "public notice follows"),
                true,
            ),
            outcome(lang, "not", ("不列入", "Do not"), ("须写明理由", "with reasons"), false),
        ],
        fields: vec![
            Field::new(
                "reasons",
                lang.of("理由", "Reasons"),
                Input::Long { value: String::new(), limit: None },
            )
            .optional(),
        ],
        button: lang.of("确定", "Confirm").to_owned(),
        ..site_visit(lang)
    }
}

pub(super) fn review(lang: Lang) -> ReviewPage {
    let defect =
        |index, place: (&str, &str), what: (&str, &str), clause: &str, proposed| DefectForm {
            index,
            place: lang.of(place.0, place.1).to_owned(),
            what: lang.of(what.0, what.1).to_owned(),
            clause: clause.to_owned(),
            proposed,
        };
    ReviewPage {
        ui: ui(lang, Desk::Officer, "/desk/cases/1/acts/check"),
        crumbs: path(lang),
        errors: Vec::new(),
        refused: None,
        title: lang.of("审核材料", "Check the material").to_owned(),
        case: name(lang),
        help: Some(
            lang.of(
                "左侧是按佐证计算的规则对照，右侧写审核结果。",
                "On the left what the rules find on the evidence; on the right what you find.",
            )
            .to_owned(),
        ),
        cites: vec![cite(lang, "第九条第（二）项", "Article 9(2)")],
        action: "/desk/cases/1/acts/check".to_owned(),
        seen: "w33".to_owned(),
        outcomes: vec![
            outcome(
                lang,
                "accept",
                ("通过", "Accept"),
                ("进入专家初评", "goes to the first review"),
                false,
            ),
            outcome(
                lang,
                "correct",
                ("退回补正", "Return for correction"),
                ("发出一份补正通知", "one letter goes out"),
                true,
            ),
            outcome(
                lang,
                "refuse",
                ("不予受理", "Refuse"),
                ("须写明理由，告知救济途径", "with reasons and remedies"),
                false,
            ),
        ],
        defects: vec![
            defect(
                0,
                ("项目：耐压壳体联合攻关", "Project: Pressure hulls"),
                (
                    "立项日期未填，请填写并附批件首页。",
                    "Enter the date of approval and attach its first page.",
                ),
                "CZ-7.2",
                true,
            ),
            defect(
                1,
                ("协议：南方水下机器人研究所", "Agreement: Southern Institute"),
                ("缺签署页，请补传双方签字的页面。", "The page with signatures is missing."),
                "CZ-7.1",
                false,
            ),
        ],
        slots: Vec::new(),
        clauses: vec![
            Choice::new(
                "CZ-7.1",
                lang.of("第七条第（一）项 境外合作机构", "Article 7(1) Partners abroad"),
                false,
            ),
            Choice::new(
                "CZ-7.2",
                lang.of("第七条第（二）项 国际合作项目", "Article 7(2) Projects"),
                false,
            ),
        ],
        fields: vec![
            Field::new(
                "reasons",
                lang.of("审核意见", "Remarks"),
                Input::Long { value: String::new(), limit: None },
            )
            .optional(),
        ],
        button: lang.of("提交审核结果", "Submit").to_owned(),
        material: "/desk/cases/1/material".to_owned(),
        panel: panel(lang),
        until: Some(
            lang.of(
                "如今天发出，补正到2026年5月26日（7个工作日）。",
                "Sent today, it is due on 26 May 2026 (seven working days).",
            )
            .to_owned(),
        ),
    }
}

pub(super) fn decision(lang: Lang) -> DecisionPage {
    let review = review(lang);
    DecisionPage {
        ui: review.ui,
        crumbs: review.crumbs,
        errors: Vec::new(),
        refused: None,
        title: lang.of("拟定认定决定", "Prepare the decision").to_owned(),
        case: review.case,
        help: Some(
            lang.of("由经办人拟定，另由局领导审定。", "You prepare it; another person confirms.")
                .to_owned(),
        ),
        cites: vec![cite(lang, "第十一条", "Article 11")],
        action: "/desk/cases/1/acts/prepare".to_owned(),
        seen: "w52".to_owned(),
        outcomes: vec![
            outcome(
                lang,
                "certify",
                ("予以认定", "Certify"),
                ("颁发证书，有效期三年", "a certificate for three years"),
                true,
            ),
            outcome(
                lang,
                "reject",
                ("不予认定", "Do not certify"),
                ("告知理由和救济途径", "with reasons and remedies"),
                false,
            ),
        ],
        fields: vec![Field::new(
            "reasons",
            lang.of("理由", "Reasons"),
            Input::Long { value: String::new(), limit: None },
        )],
        overrides: vec![OverrideForm {
            clause: "CZ-7.1".to_owned(),
            name: lang.of("境外合作机构", "Partners abroad").to_owned(),
            outcome: Outcome::NotMet,
            cite: cite(lang, "第七条第（一）项", "Article 7(1)"),
            gist: lang.of("计入 3 家，还差 1 家", "three count, one more is needed").to_owned(),
            bars: None,
            reasons: String::new(),
            error: Some(lang.of("须写明理由", "Reasons are needed").to_owned()),
        }],
        button: lang.of("提交审定", "Submit for confirmation").to_owned(),
        confirmer: lang
            .of(
                "提交后由局领导审定；拟定人不能自己审定。",
                "The leadership confirms; whoever prepares it cannot.",
            )
            .to_owned(),
        panel: panel(lang),
        slipped: Vec::new(),
        opinions: vec![
            Pair::new(
                lang.of("初评", "First review"),
                lang.of("同意进入复评（7名专家）", "go on (seven experts)"),
            ),
            Pair::new(
                lang.of("复评", "Second review"),
                lang.of("建议认定（7名专家）", "certify (seven experts)"),
            ),
        ],
    }
}

fn seats(lang: Lang) -> Vec<SeatRow> {
    let seat =
        |alias: &str, declared: (&str, &str), tone, progress: (&str, &str), done: &str| SeatRow {
            alias: alias.to_owned(),
            declared: lang.of(declared.0, declared.1).to_owned(),
            tone,
            progress: lang.of(progress.0, progress.1).to_owned(),
            done: done.to_owned(),
        };
    vec![
        seat("A47", ("无利害关系", "no conflict"), "good", ("4 / 4 题", "4 of 4"), "2026-05-12"),
        seat("H29", ("无利害关系", "no conflict"), "good", ("4 / 4 题", "4 of 4"), "2026-05-13"),
        seat("K72", ("回避", "recused"), "human", ("—", "—"), ""),
        seat("W56", ("未声明", "not declared"), "open", ("未开始", "not started"), ""),
    ]
}

pub(super) fn convene(lang: Lang) -> ConvenePage {
    let expert = |id: &str,
                  name: (&str, &str),
                  organisation: (&str, &str),
                  bar: Option<(&str, &str)>,
                  chosen| Expert {
        id: id.to_owned(),
        name: lang.of(name.0, name.1).to_owned(),
        organisation: lang.of(organisation.0, organisation.1).to_owned(),
        bar: bar.map(|(zh, en)| lang.of(zh, en).to_owned()),
        chosen,
    };
    ConvenePage {
        ui: ui(lang, Desk::Officer, "/desk/cases/1/acts/convene"),
        crumbs: path(lang),
        errors: Vec::new(),
        refused: None,
        title: lang.of("组织专家组", "Convene the panel").to_owned(),
        case: name(lang),
        help: None,
        cites: vec![cite(lang, "第九条第（三）项", "Article 9(3)")],
        action: "/desk/cases/1/acts/convene".to_owned(),
        seen: "w35".to_owned(),
        seats: seats(lang),
        asks: None,
        experts: vec![
            expert("x1", ("许砚", "Xu Yan"), ("临岸大学", "Lin'an Coast University"), None, true),
            expert("x2", ("高棠", "Gao Tang"), ("远山研究所", "Yuanshan Institute"), None, false),
            expert(
                "x3",
                ("陆鸣", "Lu Ming"),
                ("澄州海洋装备研究院", "Chengzhou Institute of Marine Equipment"),
                Some(("属于申报单位", "belongs to the applicant")),
                false,
            ),
        ],
        draws: vec![Choice::new(
            "d1",
            lang.of("使用 2026-05-14 09:30 封存的抽取", "Use the draw sealed 2026-05-14 09:30"),
            false,
        )],
        conflicts: "/desk/cases/1/conflicts".to_owned(),
        questions: vec![
            lang.of(
                "合作目标是否清晰、实施方案是否可行？",
                "Are the goals clear and is the plan feasible?",
            )
            .to_owned(),
            lang.of("合作机构是否属于本领域知名机构？", "Are the partners notable in the field?")
                .to_owned(),
        ],
        calls: None,
        reasons: None,
        rule: Some(
            lang.of(
                "录入意见时，须有不少于7名专家提交。",
                "Seven experts must have handed in when the opinion is entered.",
            )
            .to_owned(),
        ),
        button: lang.of("发出邀请", "Send the invitations").to_owned(),
    }
}

pub(super) fn close(lang: Lang) -> ClosePage {
    let answer = |alias: &str, yes, reasons: (&str, &str)| MemberAnswer {
        alias: alias.to_owned(),
        outcome: if yes { Outcome::Met } else { Outcome::NotMet },
        answer: lang.of(if yes { "是" } else { "否" }, if yes { "yes" } else { "no" }).to_owned(),
        reasons: lang.of(reasons.0, reasons.1).to_owned(),
    };
    ClosePage {
        ui: ui(lang, Desk::Officer, "/desk/cases/1/acts/close"),
        crumbs: path(lang),
        errors: Vec::new(),
        refused: None,
        title: lang.of("录入专家组意见", "Enter the panel's opinion").to_owned(),
        case: name(lang),
        help: None,
        cites: vec![cite(lang, "第九条第（三）项", "Article 9(3)")],
        action: "/desk/cases/1/acts/close".to_owned(),
        seen: "w39".to_owned(),
        seats: seats(lang),
        names: "/desk/cases/CZ/panels/panel-1/names".to_owned(),
        open: true,
        work: work(lang),
        opinion: None,
        slots: vec![SlotResult {
            name: "finding.goals".to_owned(),
            question: lang
                .of(
                    "合作目标是否清晰、实施方案是否可行？",
                    "Are the goals clear and is the plan feasible?",
                )
                .to_owned(),
            row: None,
            cites: vec![cite(lang, "第六条第（四）项", "Article 6(4)")],
            yes: 6,
            no: 1,
            answers: vec![
                answer(
                    "A47",
                    true,
                    ("三年目标分年度列出，经费来源落实。", "Goals by year, funds secured."),
                ),
                answer(
                    "H29",
                    false,
                    (
                        "第二年的试验条件未说明。",
                        "Test conditions of the second year are not explained.",
                    ),
                ),
            ],
            finding: Some(true),
            scored: false,
            reasons: lang
                .of(
                    "目标清晰；第二年试验条件由考察核实。",
                    "Clear goals; the test conditions are to be checked on site.",
                )
                .to_owned(),
            error: None,
        }],
        outcomes: vec![
            outcome(lang, "go_on", ("同意进入复评", "Go on to the second review"), ("", ""), true),
            outcome(lang, "stop", ("不同意", "Do not"), ("须写明理由", "with reasons"), false),
        ],
        fields: vec![Field::new(
            "opinion",
            lang.of("意见正文", "Opinion"),
            Input::Long { value: String::new(), limit: Some(1000) },
        )],
        button: lang.of("确认专家组意见", "Confirm the opinion").to_owned(),
    }
}

pub(super) fn panel_closed(lang: Lang) -> ClosePage {
    let opinion = lang.of("同意进入复评。", "Go on to the second review.").to_owned();
    ClosePage { open: false, opinion: Some(opinion), ..close(lang) }
}

/// A panel whose answers lie far apart, with talk, minutes and a correction.
fn work(lang: Lang) -> PanelWork {
    let member = |alias: &str, points: &str, away: &str, outlier, left_out| SpreadMember {
        alias: alias.to_owned(),
        points: points.to_owned(),
        away: away.to_owned(),
        outlier,
        left_out,
    };
    let text = |zh: &str, en: &str| lang.of(zh, en).to_owned();
    PanelWork {
        sealed: None,
        by_hand: vec![text(
            "2026-05-08 直接点名 1 名，理由：候补已用完",
            "1 named and not drawn on 2026-05-08: nobody stood by any more",
        )],
        next: vec![Link::new(
            text("增请一位专家", "Call one more expert"),
            "/desk/cases/1/acts/convene",
        )],
        spreads: vec![Spread {
            question: text("方案质量可得几分？", "How many points for the plan?"),
            joined: "41".to_owned(),
            distance: "32".to_owned(),
            most: Some("20".to_owned()),
            far: true,
            members: vec![
                member("H29", "24", "-18", true, true),
                member("A47", "42", "0", false, false),
                member("K72", "56", "+14", false, true),
            ],
        }],
        corrections: vec![CorrectionRow {
            alias: "K72".to_owned(),
            asked: text("2026-05-16 申请更正", "asked for on 2026-05-16"),
            reasons: text("第二题误填为总分。", "The total was entered for the second question."),
            ruled: None,
            taken_back: None,
            open: true,
            leave: false,
        }],
        said: vec![SaidRow {
            alias: "A47".to_owned(),
            at: "2026-05-17 10:20".to_owned(),
            text: text("第二年的试验条件可由考察核实。", "A visit can settle the test conditions."),
        }],
        minutes: Some(MinutesShown {
            chair: text("组长 A47", "Chair: A47"),
            on: "2026-05-18".to_owned(),
            text: text("各成员就方案质量交换意见。", "Members exchanged views on the plan."),
            answers: vec![("A47".to_owned(), text("已确认", "confirmed"), "good", String::new())],
        }),
        chairs: vec![Choice::new("A47", "A47", true), Choice::new("K72", "K72", false)],
        draft: text("各成员就方案质量交换意见。", "Members exchanged views on the plan."),
        dissents: vec![("H29".to_owned(), text("方案缺少退路。", "The plan has no way out."))],
        action: "/desk/cases/1/panels/panel-1".to_owned(),
    }
}
