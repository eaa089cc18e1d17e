//! Sections, lists, rows, pasting, attachments.

use crate::{
    lang::Lang,
    pages::{
        applicant::{
            AttachmentRow, AttachmentsPage, ConfirmPage, KnownOn, ListPage, ListRow, NeededPaper,
            PanelPage, PasteError, PastePage, RowPage, SectionPage,
        },
        public::FieldGroup,
    },
    parts::{Choice, ErrorLine, Field, Input, Level, Link, NoneBox, Pair},
    samples::{
        findings::{fits, panel},
        frame::{Desk, cite, ui},
    },
};

use super::path;

fn host(lang: Lang) -> Vec<Field> {
    vec![
        Field::new(
            "host.name",
            lang.of("单位名称", "Name"),
            Input::Text {
                value: lang
                    .of("澄州海洋装备研究院", "Chengzhou Institute of Marine Equipment")
                    .to_owned(),
            },
        )
        .at(Level::Verified),
        Field::new(
            "host.kind",
            lang.of("单位性质", "Kind of organisation"),
            Input::Select {
                choices: vec![Choice::new(
                    "institute",
                    lang.of("科研院所", "Research institute"),
                    true,
                )],
            },
        )
        .used_by(cite(lang, "第五条", "Article 5"))
        .at(Level::Evidenced),
        Field::new(
            "host.registered_on",
            lang.of("登记日期", "Date of registration"),
            Input::Date { value: "2019-03-04".to_owned() },
        )
        .help(lang.of("以登记证书上的成立日期为准。", "The date of foundation on the certificate."))
        .used_by(cite(lang, "第六条第（一）项", "Article 6(1)"))
        .at(Level::Evidenced),
        Field {
            none: Some(NoneBox {
                label: lang.of("长期有效，无截止日期", "without end").to_owned(),
                chosen: true,
            }),
            ..Field::new(
                "host.valid_until",
                lang.of("证书有效期至", "Certificate valid until"),
                Input::Date { value: String::new() },
            )
        }
        .used_by(cite(lang, "第六条第（一）项", "Article 6(1)")),
        Field::new(
            "host.office",
            lang.of(
                "是否设有国际合作管理机构",
                "Is there an office for international cooperation?",
            ),
            Input::Flag { value: None },
        )
        .used_by(cite(lang, "第六条第（三）项", "Article 6(3)")),
        Field::new(
            "host.about",
            lang.of("单位简介", "About the host"),
            Input::Long {
                value: lang
                    .of(
                        "从事深海装备的设计、试验与验证。",
                        "Design, test and validation of deep-sea equipment.",
                    )
                    .to_owned(),
                limit: Some(800),
            },
        )
        .optional(),
    ]
}

pub(super) fn section(lang: Lang) -> SectionPage {
    SectionPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/sections/host"),
        crumbs: path(lang),
        title: lang.of("依托单位", "The host").to_owned(),
        help: Some(lang.of("以登记证书上的内容为准。知道多少填多少，随时自动保存。", "As on the certificate of registration. Enter what you know; it is saved as you go.").to_owned()),
        step: lang.of("第 1 项，共 9 项", "Task 1 of 9").to_owned(),
        action: "/applications/1/sections/host".to_owned(),
        seen: "w24".to_owned(),
        saved: lang.of("10:24 已保存", "saved 10:24").to_owned(),
        errors: Vec::new(),
        groups: vec![FieldGroup { title: lang.of("登记信息", "Registration").to_owned(), help: None, folds: false, fields: host(lang) }],
        next: Link::new(lang.of("场地", "Premises"), "/applications/1/sections/site"),
        panel: panel(lang),
    }
}

pub(super) fn section_wrong(lang: Lang) -> SectionPage {
    let mut page = section(lang);
    for group in &mut page.groups {
        for field in group.fields.iter_mut().filter(|field| field.name == "host.registered_on") {
            field.input = Input::Date { value: "2029-03-04".to_owned() };
            field.error = Some(
                lang.of(
                    "登记日期在今天之后，请核对年份",
                    "The date of registration lies in the future; check the year",
                )
                .to_owned(),
            );
        }
        page.errors.extend(ErrorLine::of(&group.fields));
    }
    page
}

pub(super) fn list(lang: Lang) -> ListPage {
    let columns =
        [("国家（地区）", "Country or region"), ("签署日期", "Signed"), ("有效期至", "Until")]
            .map(|(zh, en)| lang.of(zh, en).to_owned());
    let row = |title: (&str, &str), cells: [(&str, &str); 3], missing| ListRow {
        title: lang.of(title.0, title.1).to_owned(),
        cells: columns
            .iter()
            .zip(cells)
            .map(|(label, (zh, en))| Pair::new(label.as_str(), lang.of(zh, en)))
            .collect(),
        edit: "/applications/1/lists/agreements/rows/3".to_owned(),
        remove: "/applications/1/lists/agreements/rows/3/remove".to_owned(),
        missing,
    };
    ListPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/lists/agreements"),
        crumbs: path(lang),
        title: lang.of("合作机构与协议", "Partners and agreements").to_owned(),
        help: Some(
            lang.of(
                "与境外机构签订的全部合作协议，包括已到期的。",
                "All agreements with institutions abroad, ended ones included.",
            )
            .to_owned(),
        ),
        step: lang.of("第 4 项，共 9 项", "Task 4 of 9").to_owned(),
        columns: columns.to_vec(),
        rows: vec![
            row(
                ("北海海洋技术大学", "North Sea University of Marine Technology"),
                [("挪威", "Norway"), ("2024-03-11", "2024-03-11"), ("2029-03-10", "2029-03-10")],
                0,
            ),
            row(
                ("科英布拉深海研究中心", "Coimbra Deep Sea Centre"),
                [
                    ("葡萄牙", "Portugal"),
                    ("2025-06-01", "2025-06-01"),
                    ("无固定期限", "without end"),
                ],
                0,
            ),
            row(
                ("南方水下机器人研究所", "Southern Institute of Subsea Robotics"),
                [
                    ("新加坡", "Singapore"),
                    ("2023-10-20", "2023-10-20"),
                    ("2026-10-19", "2026-10-19"),
                ],
                0,
            ),
            row(
                ("汉堡船舶研究协会", "Hamburg Ship Research Association"),
                [("德国", "Germany"), ("2021-05-01", "2021-05-01"), ("2026-04-30", "2026-04-30")],
                0,
            ),
            row(
                ("香港海洋科技中心", "Hong Kong Marine Technology Centre"),
                [("中国香港", "Hong Kong, China"), ("", ""), ("", "")],
                2,
            ),
        ],
        add: "/applications/1/lists/agreements/rows/new".to_owned(),
        add_label: lang.of("添加一份协议", "Add an agreement").to_owned(),
        paste: "/applications/1/lists/agreements/paste".to_owned(),
        action: "/applications/1/lists/agreements".to_owned(),
        seen: "w24".to_owned(),
        closed: false,
        statement: lang
            .of("确认：以上 5 份之外没有其他协议", "Confirm: these five agreements and no others")
            .to_owned(),
        next: Link::new(
            lang.of("国际合作项目", "International projects"),
            "/applications/1/lists/projects",
        ),
        tasks: "/applications/1".to_owned(),
        panel: panel(lang),
    }
}

pub(super) fn list_empty(lang: Lang) -> ListPage {
    ListPage {
        rows: Vec::new(),
        closed: true,
        statement: lang.of("已确认：没有失信记录", "Confirmed: there are no records").to_owned(),
        title: lang.of("失信记录", "Credit records").to_owned(),
        ..list(lang)
    }
}

pub(super) fn row(lang: Lang) -> RowPage {
    let fields = vec![
        Field::new(
            "agreement.partner",
            lang.of("合作机构", "Partner"),
            Input::Select {
                choices: vec![Choice::new(
                    "p1",
                    lang.of(
                        "南方水下机器人研究所（新加坡）",
                        "Southern Institute of Subsea Robotics (Singapore)",
                    ),
                    true,
                )],
            },
        )
        .used_by(cite(lang, "第七条第（一）项", "Article 7(1)")),
        Field::new(
            "agreement.kind",
            lang.of("协议种类", "Kind of agreement"),
            Input::Radios {
                choices: vec![
                    Choice::new("framework", lang.of("框架协议", "Framework agreement"), true),
                    Choice::new("project", lang.of("项目协议", "Project agreement"), false),
                ],
            },
        ),
        Field::new(
            "agreement.signed_on",
            lang.of("签署日期", "Date signed"),
            Input::Date { value: "2023-10-20".to_owned() },
        )
        .used_by(cite(lang, "第七条第（一）项", "Article 7(1)"))
        .at(Level::Declared),
        Field {
            none: Some(NoneBox {
                label: lang.of("无固定期限", "without end").to_owned(),
                chosen: false,
            }),
            ..Field::new(
                "agreement.until",
                lang.of("有效期至", "In force until"),
                Input::Date { value: "2026-10-19".to_owned() },
            )
        },
        Field::new(
            "agreement.languages",
            lang.of("协议文字", "Languages"),
            Input::Codes {
                choices: vec![
                    Choice::new("zh", lang.of("中文", "Chinese"), true),
                    Choice::new("en", lang.of("英文", "English"), true),
                    Choice::new("no", lang.of("挪威文", "Norwegian"), false),
                ],
            },
        ),
    ];
    RowPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/lists/agreements/rows/3"),
        crumbs: path(lang),
        title: lang.of("南方水下机器人研究所", "Southern Institute of Subsea Robotics").to_owned(),
        help: None,
        action: "/applications/1/lists/agreements/rows/3".to_owned(),
        seen: "w24".to_owned(),
        errors: Vec::new(),
        fields,
        fresh: false,
        list: "/applications/1/lists/agreements".to_owned(),
        panel: panel(lang),
    }
}

pub(super) fn paste(lang: Lang) -> PastePage {
    PastePage {
        ui: ui(lang, Desk::Applicant, "/applications/1/lists/projects/paste"),
        crumbs: path(lang),
        title: lang.of("粘贴国际合作项目", "Paste international projects").to_owned(),
        action: "/applications/1/lists/projects/paste".to_owned(),
        seen: "w24".to_owned(),
        columns: vec![
            Pair::new(lang.of("项目名称", "Name"), lang.of("文字", "text")),
            Pair::new(lang.of("立项日期", "Approved on"), lang.of("日期，如 2024-01-15 或 2024年1月15日", "date such as 2024-01-15")),
            Pair::new(lang.of("经费", "Funds"), lang.of("写明单位，如 120万元 或 1200000元", "with its unit, such as 120万元 or 1200000元")),
            Pair::new(lang.of("角色", "Role"), lang.of("牵头 或 参与", "lead or participant")),
        ],
        text: lang.of("深海取样装备联合研制\t2024-01-15\t120万元\t牵头\n水声通信标准互认\t2024年7月2日\t80\t参与", "Deep-sea sampling\t2024-01-15\t120万元\tlead\nAcoustic standards\t2024-07-02\t80\tparticipant").to_owned(),
        errors: vec![PasteError { place: lang.of("第 2 行，经费", "line 2, funds").to_owned(), text: lang.of("“80”没有单位，分不清万元还是元；请写成 80万元 或 800000元", "“80” has no unit; write 80万元 or 800000元").to_owned() }],
        ready: Some(1),
        list: "/applications/1/lists/projects".to_owned(),
    }
}

pub(super) fn remove(lang: Lang) -> ConfirmPage {
    ConfirmPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/lists/agreements/rows/3/remove"),
        crumbs: path(lang),
        question: lang.of("删除这份协议？", "Delete this agreement?").to_owned(),
        consequences: vec![
            lang.of(
                "“境外合作机构”计入的家数将由 3 家变为 2 家。",
                "“Partners abroad” will count two instead of three.",
            )
            .to_owned(),
            lang.of("附件不会删除，可重新关联。", "Attachments stay and can be linked again.")
                .to_owned(),
        ],
        facts: vec![
            Pair::new(
                lang.of("合作机构", "Partner"),
                lang.of(
                    "南方水下机器人研究所（新加坡）",
                    "Southern Institute of Subsea Robotics (Singapore)",
                ),
            ),
            Pair::new(lang.of("签署日期", "Signed"), "2023-10-20"),
        ],
        action: "/applications/1/lists/agreements/rows/3/remove".to_owned(),
        seen: "w24".to_owned(),
        confirm: lang.of("删除", "Delete").to_owned(),
        grave: true,
        back: "/applications/1/lists/agreements".to_owned(),
    }
}

pub(super) fn panel_page(lang: Lang) -> PanelPage {
    PanelPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/panel"),
        crumbs: path(lang),
        title: lang.of("深海装备国际联合研究基地", "Base for Deep-sea Equipment").to_owned(),
        panel: panel(lang),
        fits: fits(lang),
        switch: Some("/applications/1/type".to_owned()),
        known: Some(KnownOn {
            action: "/desk/cases/1/findings".to_owned(),
            carried: vec![("level".to_owned(), "declared".to_owned())],
            day: "2026-05-01".to_owned(),
            latest: "2026-05-18".to_owned(),
            error: None,
            told: Some(
                lang.of(
                    "以下为截至 2026-05-01 本系统所知的情况，当时处于“填报”环节。",
                    "This is what was known here on 2026-05-01; the stage then was “filling in”.",
                )
                .to_owned(),
            ),
        }),
        levels: vec![
            (Link::new(lang.of("按填报内容", "as declared"), "/applications/1/panel"), true),
            (Link::new(lang.of("按已核实的内容", "verified only"), "/applications/1/panel"), false),
        ],
    }
}

pub(super) fn attachments(lang: Lang) -> AttachmentsPage {
    let file = |name: &str, kind: (&str, &str), size: &str, supports: &[(&str, &str)], level| {
        AttachmentRow {
            name: name.to_owned(),
            href: "/applications/1/files/A1".to_owned(),
            kind: lang.of(kind.0, kind.1).to_owned(),
            size: size.to_owned(),
            digest: "sha256 5e1f 09ab 77c2".to_owned(),
            added: "2026-05-14 16:02".to_owned(),
            scan: (lang.of("查毒通过", "found clean").to_owned(), "good"),
            supports: supports.iter().map(|(zh, en)| lang.of(zh, en).to_owned()).collect(),
            level,
            remove: (level != Level::Verified)
                .then(|| "/applications/1/attachments/A1/remove".to_owned()),
        }
    };
    AttachmentsPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/attachments"),
        crumbs: path(lang),
        errors: Vec::new(),
        action: "/applications/1/attachments".to_owned(),
        rows: vec![
            file(
                "登记证书.pdf",
                ("登记证书", "Certificate of registration"),
                "1.2 MB",
                &[
                    ("依托单位：登记日期", "host: date of registration"),
                    ("依托单位：单位性质", "host: kind"),
                ],
                Level::Verified,
            ),
            file(
                "挪威-框架协议-2024.pdf",
                ("合作协议", "Agreement"),
                "3.8 MB",
                &[("协议：北海海洋技术大学", "agreement: North Sea University")],
                Level::Evidenced,
            ),
        ],
        needed: vec![
            NeededPaper {
                what: lang.of("登记证书", "Certificate of registration").to_owned(),
                cite: cite(lang, "第六条第（一）项", "Article 6(1)"),
                there: true,
            },
            NeededPaper {
                what: lang
                    .of(
                        "协议签署页与期限页（还缺 3 份）",
                        "Pages with signatures and term (three missing)",
                    )
                    .to_owned(),
                cite: cite(lang, "第七条第（一）项", "Article 7(1)"),
                there: false,
            },
            NeededPaper {
                what: lang.of("场地证明", "Proof of premises").to_owned(),
                cite: cite(lang, "第七条第（四）项", "Article 7(4)"),
                there: false,
            },
        ],
        fields: vec![
            Field::new(
                "file",
                lang.of("文件", "File"),
                Input::File { accept: ".pdf,.jpg,.png".to_owned() },
            )
            .help(lang.of("PDF 或图片，单个不超过 20 MB。", "PDF or images, 20 MB each at most.")),
            Field::new(
                "kind",
                lang.of("类别", "Kind"),
                Input::Select {
                    choices: vec![Choice::new(
                        "agreement",
                        lang.of("合作协议", "Agreement"),
                        false,
                    )],
                },
            ),
            Field::new(
                "supports",
                lang.of("支持哪些内容", "What it supports"),
                Input::Codes {
                    choices: vec![
                        Choice::new(
                            "r3",
                            lang.of("协议：南方水下机器人研究所", "agreement: Southern Institute"),
                            false,
                        ),
                        Choice::new(
                            "r4",
                            lang.of("协议：汉堡船舶研究协会", "agreement: Hamburg Association"),
                            false,
                        ),
                    ],
                },
            ),
        ],
        next: Link::new(lang.of("核对并提交", "Check and hand in"), "/applications/1/answers"),
    }
}
