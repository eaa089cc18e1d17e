//! Notices and objections.

use crate::{
    lang::Lang,
    pages::public::{
        AskErasure, NoticeEntry, NoticePage, NoticeRow, Notices, ObjectPage, ObjectReceipt,
        ObjectionFound, ObjectionLookup,
    },
    parts::{Choice, ErrorLine, Field, Input, Moment, MomentKind, Pair},
    samples::frame::{Desk, cite, crumbs, notice_clock, search, ui},
};

fn row(
    lang: Lang,
    title: (&str, &str),
    dates: (&str, &str),
    left: Option<(&str, &str)>,
    counts: (usize, usize),
) -> NoticeRow {
    NoticeRow {
        title: lang.of(title.0, title.1).to_owned(),
        href: "/notices/2".to_owned(),
        entries: counts.0,
        posted: dates.0.to_owned(),
        ends: dates.1.to_owned(),
        left: left.map(|(zh, en)| lang.of(zh, en).to_owned()),
        objections: counts.1,
    }
}

pub(super) fn notices(lang: Lang) -> Notices {
    Notices {
        ui: ui(lang, Desk::Public, "/notices"),
        search: search(lang, "/notices"),
        running: vec![row(
            lang,
            ("2025年度第二批拟认定名单公示", "Second list proposed in 2025"),
            ("2026-05-13", "2026-05-22"),
            Some(("剩 5 个工作日", "5 working days left")),
            (6, 0),
        )],
        past: vec![
            row(
                lang,
                ("2025年度第一批拟认定名单公示", "First list proposed in 2025"),
                ("2025-11-03", "2025-11-12"),
                None,
                (9, 2),
            ),
            row(
                lang,
                ("2024年度拟认定名单公示", "List proposed in 2024"),
                ("2024-10-21", "2024-10-30"),
                None,
                (12, 0),
            ),
        ],
    }
}

pub(super) fn notice(lang: Lang) -> NoticePage {
    let columns = [("基地名称", "Base"), ("类型", "Type"), ("依托单位", "Host")]
        .map(|(zh, en)| lang.of(zh, en).to_owned());
    let entry = |number,
                 name: (&str, &str),
                 kind: (&str, &str),
                 host: (&str, &str),
                 state: Option<(&str, &str)>| NoticeEntry {
        number,
        cells: columns
            .iter()
            .zip([name, kind, host])
            .map(|(label, (zh, en))| Pair::new(label.as_str(), lang.of(zh, en)))
            .collect(),
        state: state.map(|(zh, en)| lang.of(zh, en).to_owned()),
    };
    let lab = ("联合研究基地", "Joint research base");
    NoticePage {
        ui: ui(lang, Desk::Public, "/notices/2"),
        crumbs: crumbs(lang, &[("公示", "Notices", "/notices")]),
        title: lang.of("2025年度第二批澄州国际科技合作基地拟认定名单公示", "Second list of bases proposed in 2025").to_owned(),
        body: lang.of("经材料审核、专家评审和实地考察，现将拟认定名单予以公示。", "After the check of the material, reviews and site visits the following bases are proposed.").to_owned(),
        cite: cite(lang, "第十条第（一）项", "Article 10(1)"),
        clock: notice_clock(lang),
        running: true,
        columns: columns.to_vec(),
        entries: vec![
            entry(1, ("深海装备国际联合研究基地", "Base for Deep-sea Equipment"), lab, ("澄州海洋装备研究院", "Chengzhou Institute of Marine Equipment"), None),
            entry(2, ("先进陶瓷国际联合研究基地", "Base for Advanced Ceramics"), lab, ("澄州理工学院", "Chengzhou Institute of Technology"), Some(("异议处理中，暂缓认定", "objection being examined; on hold"))),
            entry(3, ("云帆机器人技术转移基地", "Yunfan Base for Robotics Transfer"), ("技术转移基地", "Technology transfer base"), ("云帆机器人（澄州）股份有限公司", "Yunfan Robotics (Chengzhou)"), None),
            entry(4, ("澄州创新港产业园区基地", "Chengzhou Innovation Harbour Base"), ("产业园区基地", "Industrial park base"), ("澄州创新港发展有限公司", "Chengzhou Innovation Harbour"), None),
        ],
        list: "/notices/2/list.pdf".to_owned(),
        edited: Some("/notices/2/list.docx".to_owned()),
        object: "/notices/2/object".to_owned(),
        object_rule: lang.of("对名单有异议的，请在公示期内书面提出，写明事实并附证据。单位应加盖公章，个人应写明真实姓名和联系方式。", "If you object, do so in writing within the period, with facts and evidence. Organisations seal it; persons give their real name and contact.").to_owned(),
        object_cite: cite(lang, "第十条第（二）项", "Article 10(2)"),
        digest: "6f1ed002ab5595859014ebf0951522d9e1f2c7d0a3a8b5e4c6d7f8091a2b3c4d".to_owned(),
        checkpoint: Some("48213 9f2c-11ab-7e05-d3c4 60b1-fe82-4d9a-0c77".to_owned()),
        contacts: vec![
            Pair::new(lang.of("业务处室", "Division"), lang.of("国际合作处 000-0000 0001", "International Cooperation, 000-0000 0001")),
            Pair::new(lang.of("监督部门", "Supervision"), lang.of("机关纪委 000-0000 0002", "Discipline office, 000-0000 0002")),
            Pair::new(lang.of("地址", "Address"), lang.of("澄州市学府路1号，邮编 000000", "1 Xuefu Road, Chengzhou 000000")),
        ],
    }
}

fn fields(lang: Lang) -> Vec<Field> {
    vec![
        Field::new(
            "entry",
            lang.of("对哪一家提出异议", "Which entry"),
            Input::Select {
                choices: vec![
                    Choice::new(
                        "2",
                        lang.of("先进陶瓷国际联合研究基地", "Base for Advanced Ceramics"),
                        true,
                    ),
                    Choice::new(
                        "3",
                        lang.of("云帆机器人技术转移基地", "Yunfan Base for Robotics Transfer"),
                        false,
                    ),
                ],
            },
        ),
        Field::new(
            "who",
            lang.of("提出异议的是", "Who objects"),
            Input::Radios {
                choices: vec![
                    Choice::new("organisation", lang.of("单位", "An organisation"), false)
                        .hint(lang.of("附加盖公章的异议函", "with a sealed letter")),
                    Choice::new("person", lang.of("个人", "A person"), true)
                        .hint(lang.of("写明真实姓名", "with the real name")),
                ],
            },
        ),
        Field::new("name", lang.of("姓名或单位名称", "Name"), Input::Text { value: String::new() })
            .wrong(lang.of(
                "请填写真实姓名；匿名异议不予受理",
                "Enter your real name; anonymous objections are not examined",
            )),
        Field::new(
            "contact",
            lang.of("联系电话或邮箱", "Telephone or mail"),
            Input::Text { value: "observer@example.org".to_owned() },
        ),
        Field::new(
            "facts",
            lang.of("事实与理由", "Facts and reasons"),
            Input::Long {
                value: lang
                    .of(
                        "名单中所列场地与另一单位共用……",
                        "The premises stated are shared with another organisation …",
                    )
                    .to_owned(),
                limit: Some(2000),
            },
        )
        .help(lang.of(
            "写明时间、地点、事情经过，以及认为不符合哪一条。",
            "State when, where and what, and which clause you think is not met.",
        )),
        Field::new(
            "evidence",
            lang.of("证据材料", "Evidence"),
            Input::File { accept: ".pdf,.jpg,.png".to_owned() },
        )
        .help(lang.of("PDF 或图片，单个不超过 20 MB。", "PDF or images, 20 MB each at most.")),
    ]
}

pub(super) fn object(lang: Lang) -> ObjectPage {
    let fields = fields(lang);
    ObjectPage {
        ui: ui(lang, Desk::Public, "/notices/2/object"),
        crumbs: crumbs(
            lang,
            &[
                ("公示", "Notices", "/notices"),
                ("2025年度第二批", "Second list 2025", "/notices/2"),
            ],
        ),
        notice: lang
            .of(
                "2025年度第二批澄州国际科技合作基地拟认定名单公示",
                "Second list of bases proposed in 2025",
            )
            .to_owned(),
        action: "/notices/2/object".to_owned(),
        late: None,
        rule: lang
            .of(
                "异议应在公示期内书面提出，截止时间：",
                "Objections are made in writing within the notice period, by",
            )
            .to_owned(),
        cite: cite(lang, "第十条第（二）项", "Article 10(2)"),
        until: lang.of("2026年5月22日24时", "the end of 22 May 2026").to_owned(),
        errors: ErrorLine::of(&fields),
        fields,
    }
}

pub(super) fn late(lang: Lang) -> ObjectPage {
    let mut page = object(lang);
    page.late = Some(lang.of("公示期已于2026年5月22日24时届满。您仍可提交，系统会登记收到时间，但按第十条第（二）项不予受理。", "The period ended with 22 May 2026. You may still submit and the time of receipt is registered, but by Article 10(2) it will not be examined.").to_owned());
    page
}

pub(super) fn receipt(lang: Lang) -> ObjectReceipt {
    ObjectReceipt {
        ui: ui(lang, Desk::Public, "/notices/2/object"),
        crumbs: crumbs(lang, &[("公示", "Notices", "/notices"), ("2025年度第二批", "Second list 2025", "/notices/2")]),
        number: lang.of("澄科异〔2026〕4号", "Objection 4 of 2026").to_owned(),
        received: lang.of("2026年5月15日 10:42 收到，在公示期内。", "Received on 15 May 2026 at 10:42, within the notice period.").to_owned(),
        late: None,
        next: lang.of("国际合作处核实异议是否属于受理范围，受理与否均会通知您；受理期间，该家暂缓认定。", "The Division for International Cooperation examines whether it can be taken up and tells you either way; meanwhile the entry is on hold.").to_owned(),
        cite: cite(lang, "第十条第（三）项", "Article 10(3)"),
        code: "KQ7M-2XWD-9FHA-RTBN".to_owned(),
    }
}

pub(super) fn lookup(lang: Lang) -> ObjectionLookup {
    ObjectionLookup {
        ui: ui(lang, Desk::Public, "/objections"),
        title: lang.of("查询异议办理结果", "What became of an objection").to_owned(),
        code: "KQ7M-2XWD-9FHA-RTBN".to_owned(),
        unknown: false,
        found: Some(ObjectionFound {
            number: "2026-0004".to_owned(),
            filed: "2026-05-15 10:42".to_owned(),
            state: lang.of("已处理", "dealt with").to_owned(),
            tone: "good",
            next: lang.of("办理已经结束。", "It has been dealt with.").to_owned(),
            steps: vec![Moment {
                kind: MomentKind::Done,
                what: lang
                    .of("异议不成立，保留在名单上", "unfounded; stays on the list")
                    .to_owned(),
                when: "2026-05-20".to_owned(),
                who: lang.of("澄州市科学技术局", "Chengzhou Bureau").to_owned(),
                detail: Some(
                    lang.of(
                        "场地租赁合同经核实有效。",
                        "The lease was looked into and is in force.",
                    )
                    .to_owned(),
                ),
                cite: None,
                papers: Vec::new(),
            }],
            erasing: None,
            asks: Some(AskErasure::default()),
        }),
    }
}

pub(super) fn lookup_unknown(lang: Lang) -> ObjectionLookup {
    ObjectionLookup { unknown: true, found: None, ..lookup(lang) }
}
