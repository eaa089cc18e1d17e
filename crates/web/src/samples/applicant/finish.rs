//! Answers, handing in, the receipt, taking back, the letter of defects.

use crate::{
    lang::Lang,
    pages::applicant::{
        AnswerBlock, CheckAnswers, Declaration, DefectLine, DefectsPage, ReceiptPage, SubmitPage,
        Warning, WithdrawPage,
    },
    parts::{ErrorLine, Field, Input, Link, Moment, MomentKind, Outcome, Pair},
    samples::{
        findings::{cautions, tally},
        frame::{Desk, cite, notice_clock, ui},
    },
};

use super::path;

pub(super) fn answers(lang: Lang) -> CheckAnswers {
    let words = |list: &[(&str, &str)]| {
        list.iter().map(|(zh, en)| lang.of(zh, en).to_owned()).collect::<Vec<_>>()
    };
    CheckAnswers {
        ui: ui(lang, Desk::Applicant, "/applications/1/answers"),
        crumbs: path(lang),
        title: lang.of("深海装备国际联合研究基地", "Base for Deep-sea Equipment").to_owned(),
        kind: lang.of("联合研究基地", "Joint research base").to_owned(),
        blocks: vec![
            AnswerBlock {
                title: lang.of("依托单位", "The host").to_owned(),
                change: Some("/applications/1/sections/host".to_owned()),
                pairs: vec![
                    Pair::new(
                        lang.of("单位名称", "Name"),
                        lang.of("澄州海洋装备研究院", "Chengzhou Institute of Marine Equipment"),
                    )
                    .change("/applications/1/sections/host#host.name"),
                    Pair::new(lang.of("登记日期", "Registered on"), "2019-03-04")
                        .change("/applications/1/sections/host#host.registered_on"),
                    Pair::new(lang.of("国际合作管理机构", "Office for cooperation"), "")
                        .blank()
                        .change("/applications/1/sections/host#host.office"),
                    Pair::new(
                        lang.of("研究开发投入（上一年度）", "Spending on research (last year)"),
                        lang.of("362.50 万元（3,625,000.00 元）", "3,625,000.00 yuan"),
                    )
                    .change("/applications/1/sections/finance"),
                ],
                columns: Vec::new(),
                rows: Vec::new(),
                closing: None,
            },
            AnswerBlock {
                title: lang.of("合作机构与协议", "Partners and agreements").to_owned(),
                change: Some("/applications/1/lists/agreements".to_owned()),
                pairs: Vec::new(),
                columns: words(&[
                    ("合作机构", "Partner"),
                    ("国家（地区）", "Country or region"),
                    ("签署日期", "Signed"),
                    ("有效期至", "Until"),
                ]),
                rows: vec![
                    words(&[
                        ("北海海洋技术大学", "North Sea University of Marine Technology"),
                        ("挪威", "Norway"),
                        ("2024-03-11", "2024-03-11"),
                        ("2029-03-10", "2029-03-10"),
                    ]),
                    words(&[
                        ("科英布拉深海研究中心", "Coimbra Deep Sea Centre"),
                        ("葡萄牙", "Portugal"),
                        ("2025-06-01", "2025-06-01"),
                        ("无固定期限", "without end"),
                    ]),
                ],
                closing: Some(
                    lang.of(
                        "已确认：以上各份之外没有其他协议。",
                        "Confirmed: these agreements and no others.",
                    )
                    .to_owned(),
                ),
            },
        ],
        overall: Outcome::NotMet,
        tally: tally([2, 2, 2, 2, 1, 1]),
        panel: "/applications/1/panel".to_owned(),
        submit: "/applications/1/submit".to_owned(),
    }
}

pub(super) fn submit(lang: Lang) -> SubmitPage {
    let statement =
        |name: &str, text: (&str, &str), error: Option<(&str, &str)>, made| Declaration {
            name: name.to_owned(),
            text: lang.of(text.0, text.1).to_owned(),
            cite: error.is_none().then(|| cite(lang, "第九条第（一）项", "Article 9(1)")),
            error: error.map(|(zh, en)| lang.of(zh, en).to_owned()),
            made,
            whose: (name == "leader").then(|| {
                lang.of("由负责人声明，尚未声明", "to be declared by the leader").to_owned()
            }),
        };
    SubmitPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/submit"),
        crumbs: path(lang),
        errors: vec![ErrorLine { field: "secrets".to_owned(), text: lang.of("请确认材料不涉及国家秘密", "Confirm that the material holds no state secrets").to_owned() }],
        action: "/applications/1/submit".to_owned(),
        seen: "w31".to_owned(),
        button: lang.of("提交至澄州市科学技术局", "Hand in to the Chengzhou Science and Technology Bureau").to_owned(),
        overall: Outcome::NotMet,
        cautions: cautions(lang).into_iter().take(1).collect(),
        warnings: vec![
            Warning { outcome: Outcome::NotMet, text: lang.of("还差 1 家。", "one more is needed.").to_owned(), link: Link::new(lang.of("境外合作机构", "Partners abroad"), "/applications/1/panel#f-CZ-7.1") },
            Warning { outcome: Outcome::Undetermined, text: lang.of("2 个项目缺立项日期。", "two projects without a date of approval.").to_owned(), link: Link::new(lang.of("国际合作项目", "International projects"), "/applications/1/panel#f-CZ-7.2") },
        ],
        declarations: vec![
            statement("truth", ("所填内容和附件真实、完整。", "What is entered and attached is true and complete."), None, true),
            statement("secrets", ("材料不涉及国家秘密。", "The material holds no state secrets."), Some(("请确认材料不涉及国家秘密", "Confirm that the material holds no state secrets")), false),
            statement("leader", ("负责人保证材料真实。", "The leader answers for the truth of the material."), None, false),
        ],
        next: lang.of("由澄州市科学技术局国际合作处审核材料，2026年6月26日前告知结果；缺什么一次告知。", "The Division for International Cooperation checks the material and answers by 26 June 2026; whatever is missing is told at once.").to_owned(),
        cite: Some(cite(lang, "第九条第（二）项", "Article 9(2)")),
    }
}

pub(super) fn receipt(lang: Lang) -> ReceiptPage {
    let step = |kind, what: (&str, &str), when: (&str, &str), who: (&str, &str)| Moment {
        kind,
        what: lang.of(what.0, what.1).to_owned(),
        when: lang.of(when.0, when.1).to_owned(),
        who: lang.of(who.0, who.1).to_owned(),
        detail: None,
        cite: None,
        papers: Vec::new(),
    };
    ReceiptPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/receipt"),
        crumbs: path(lang),
        headline: lang.of("申报已提交", "The application was handed in").to_owned(),
        number: "CZ-2026-0019".to_owned(),
        received: lang
            .of(
                "2026年5月15日 10:42 收到，在截止时间之前。",
                "Received on 15 May 2026 at 10:42, before the close.",
            )
            .to_owned(),
        cautions: cautions(lang).into_iter().take(1).collect(),
        next: vec![
            step(
                MomentKind::Done,
                ("提交申报", "Handed in"),
                ("2026-05-15 10:42", "2026-05-15 10:42"),
                ("澄州海洋装备研究院", "Chengzhou Institute of Marine Equipment"),
            ),
            step(
                MomentKind::Now,
                ("材料审核", "Check of the material"),
                ("2026-06-26 前", "by 2026-06-26"),
                ("国际合作处", "Division for International Cooperation"),
            ),
            step(
                MomentKind::Ahead,
                ("专家初评", "First review"),
                ("预计 2026年7月", "expected July 2026"),
                ("专家组", "experts"),
            ),
        ],
        facts: vec![
            Pair::new(lang.of("类型", "Type"), lang.of("联合研究基地", "Joint research base")),
            Pair::new(lang.of("提交人", "Handed in by"), lang.of("林若溪", "Lin Ruoxi")),
            Pair::new(lang.of("内容摘要", "Digest of the content"), "sha256 5e1f 09ab 77c2 31d0"),
        ],
        file: Some("/applications/1/receipt.json".to_owned()),
        withdraw: Some("/applications/1/withdraw".to_owned()),
        application: "/applications/1".to_owned(),
    }
}

pub(super) fn withdraw(lang: Lang) -> WithdrawPage {
    WithdrawPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/withdraw"),
        crumbs: path(lang),
        errors: Vec::new(),
        action: "/applications/1/withdraw".to_owned(),
        seen: "w31".to_owned(),
        consequences: vec![
            lang.of(
                "撤回后不再审核和评审，本批次截止前可以重新申报。",
                "It is no longer checked or reviewed; until the close you can apply again.",
            )
            .to_owned(),
            lang.of(
                "已填内容保留，可用于新的申报。",
                "What you entered is kept for a new application.",
            )
            .to_owned(),
        ],
        fields: vec![Field::new(
            "reasons",
            lang.of("撤回原因", "Reasons"),
            Input::Long { value: String::new(), limit: Some(500) },
        )],
        back: "/applications/1".to_owned(),
    }
}

pub(super) fn defects(lang: Lang) -> DefectsPage {
    let line = |place: (&str, &str), what: (&str, &str), at: (&str, &str), touched| DefectLine {
        place: lang.of(place.0, place.1).to_owned(),
        what: lang.of(what.0, what.1).to_owned(),
        cite: Some(cite(lang, at.0, at.1)),
        mend: Some(Link::new(
            lang.of("去修改", "Mend it"),
            "/applications/1/lists/agreements/rows/3",
        )),
        touched,
    };
    DefectsPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/defects"),
        crumbs: path(lang),
        title: lang.of("补正通知", "Request for correction").to_owned(),
        sent: lang.of("2026年5月13日发出", "sent on 13 May 2026").to_owned(),
        notes: vec![lang.of("第 1 次退回，最多 2 次。", "Return 1 of 2 at most.").to_owned()],
        clock: Some(notice_clock(lang)),
        defects: vec![
            line(
                ("协议：南方水下机器人研究所", "Agreement: Southern Institute of Subsea Robotics"),
                (
                    "缺签署页，请补传双方签字的页面。",
                    "The page with signatures is missing; attach the page signed by both.",
                ),
                ("第七条第（一）项", "Article 7(1)"),
                true,
            ),
            line(
                ("项目：耐压壳体联合攻关", "Project: Pressure hulls"),
                (
                    "立项日期未填，立项批件也未附。请填写日期并附批件首页。",
                    "The date of approval and the approval are missing. Enter the date and attach its first page.",
                ),
                ("第七条第（二）项", "Article 7(2)"),
                false,
            ),
            line(
                ("场地证明", "Proof of premises"),
                (
                    "租赁合同面积为1,980平方米，与填报的2,180平方米不一致。请更正其一或说明差异。",
                    "The lease says 1,980 m², the form 2,180 m². Correct one of them or explain.",
                ),
                ("第七条第（四）项", "Article 7(4)"),
                false,
            ),
        ],
        basis: vec![cite(lang, "第九条第（二）项", "Article 9(2)")],
        resubmit: "/applications/1/resubmit".to_owned(),
    }
}
