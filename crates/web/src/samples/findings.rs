//! Invented findings that show every outcome, rows that counted and rows that did not, and advice.

use crate::{
    lang::Lang,
    parts::{
        Caution, Cite, Finding, Gauge, JudgementLine, Link, Outcome, Panel, PanelGroup,
        ReadingLine, Repair, RowLine, RuleText, ScoreLine, ScoreSection, ScoreSheet, TypeFit,
    },
};

use super::frame::{TODAY, cite};

fn row(lang: Lang, title: (&str, &str), why: (&str, &str), maybe: bool) -> RowLine {
    RowLine {
        title: lang.of(title.0, title.1).to_owned(),
        why: lang.of(why.0, why.1).to_owned(),
        maybe,
        href: Some("/applications/1/lists/agreements/rows/3".to_owned()),
    }
}

fn base(lang: Lang, name: (&str, &str), at: (&str, &str), outcome: Outcome) -> Finding {
    let cite = cite(lang, at.0, at.1);
    Finding {
        id: format!("f-{}", cite.href.rsplit('/').next().unwrap_or_default()),
        outcome,
        name: lang.of(name.0, name.1).to_owned(),
        cite,
        ..Finding::default()
    }
}

fn registered(lang: Lang) -> Finding {
    Finding {
        text: lang.of("依托单位应在本市依法登记，登记满二年。", "The host is lawfully registered in the city, for two full years.").to_owned(),
        rule: vec![RuleText { outcome: Some(Outcome::Met), ..RuleText::plain(lang.of("登记地在本市，且登记日期加2年不晚于基准日。", "The place of registration is in the city and the date of registration plus two years is not after the reference date.")) }],
        gist: lang.of("2019-03-04 登记，已满 7 年", "Registered on 2019-03-04, seven full years").to_owned(),
        ..base(lang, ("登记满二年", "Registered for two years"), ("第六条第（一）项", "Article 6(1)"), Outcome::Met)
    }
}

fn credit(lang: Lang) -> Finding {
    Finding {
        text: lang.of("近二年内无严重失信记录。", "No serious breach of trust on record in the last two years.").to_owned(),
        rule: vec![RuleText { outcome: Some(Outcome::Met), ..RuleText::plain(lang.of("基准日前2年内，失信记录中没有一条认定日期落在其中。", "No row of the credit record has its date within the two years up to the reference date.")) }],
        gist: lang.of("尚未说明失信记录是否已填全", "It has not been said whether the list of records is complete").to_owned(),
        missing: vec![Link::new(
            lang.of("失信记录：确认“仅有以上各条，没有其他”", "Credit records: confirm “these and no others”"),
            "/applications/1/lists/records",
        )],
        ..base(lang, ("近二年无失信", "No breach of trust"), ("第六条第（二）项", "Article 6(2)"), Outcome::Undetermined)
    }
}

fn staff(lang: Lang) -> Finding {
    Finding {
        text: lang.of("配备专职国际合作人员不少于二人。", "At least two staff members work on international cooperation full time.").to_owned(),
        rule: vec![RuleText { outcome: Some(Outcome::Met), ..RuleText::plain(lang.of("人员名单中，在职且专职从事国际合作的人数不少于2。", "The number of staff employed now and dedicated to international cooperation is at least 2.")) }],
        gist: lang.of("已有 1 人，还差 1 人", "One person; one more is needed").to_owned(),
        figure: Some(("1".to_owned(), lang.of("2 人", "2").to_owned())),
        gauges: vec![Gauge { label: lang.of("专职人员", "Dedicated staff").to_owned(), have: lang.of("1 人", "1").to_owned(), need: lang.of("不少于 2 人", "at least 2").to_owned(), sure: 50, maybe: 50 }],
        counted: vec![row(lang, ("沈知行", "Shen Zhixing"), ("2023-09-01 起专职", "dedicated since 2023-09-01"), false)],
        uncounted: vec![row(lang, ("叶嘉禾", "Ye Jiahe"), ("为兼职，条文要求专职", "part time; the clause asks for dedicated staff"), false)],
        repairs: vec![
            Repair { text: lang.of("将叶嘉禾转为专职，或新增一名专职人员；", "Make Ye Jiahe full time, or add one dedicated person;").to_owned(), when: Some(lang.of("须在 2026-05-29 前到岗", "in post by 2026-05-29").to_owned()) },
        ],
        open: true,
        ..base(lang, ("专职合作人员", "Dedicated staff"), ("第六条第（三）项", "Article 6(3)"), Outcome::NotMet)
    }
}

fn goals(lang: Lang) -> Finding {
    Finding {
        text: lang
            .of("合作目标清晰，实施方案可行。", "Clear goals of cooperation and a feasible plan.")
            .to_owned(),
        gist: lang.of("由初评专家判断", "Experts of the first review decide").to_owned(),
        judgements: vec![JudgementLine {
            question: lang
                .of(
                    "合作目标是否清晰、实施方案是否可行？",
                    "Are the goals clear and is the plan feasible?",
                )
                .to_owned(),
            by: lang.of("专家", "experts").to_owned(),
            answer: None,
        }],
        ..base(
            lang,
            ("目标与方案", "Goals and plan"),
            ("第六条第（四）项", "Article 6(4)"),
            Outcome::NeedsJudgement,
        )
    }
}

fn partners(lang: Lang) -> Finding {
    Finding {
        text: lang.of("与不少于四家境外知名机构签有在有效期内的合作协议。", "Agreements in force with at least four notable institutions abroad.").to_owned(),
        rule: vec![RuleText { outcome: Some(Outcome::Met), ..RuleText::plain(lang.of("合作协议中，对方在境外、签署日期不晚于基准日、且在基准日仍有效的，按机构去重计数，不少于4。", "Among the agreements whose partner is abroad, signed not after the reference date and in force on it, the number of different partners is at least 4.")) }],
        gist: lang.of("计入 3 家，还差 1 家", "Three count; one more is needed").to_owned(),
        figure: Some(("3".to_owned(), lang.of("4 家", "4").to_owned())),
        gauges: vec![Gauge { label: lang.of("境外机构", "Institutions abroad").to_owned(), have: lang.of("3 家", "3").to_owned(), need: lang.of("不少于 4 家", "at least 4").to_owned(), sure: 75, maybe: 75 }],
        counted: vec![
            row(lang, ("北海海洋技术大学（挪威）", "North Sea University of Marine Technology (Norway)"), ("2024-03-11 至 2029-03-10", "2024-03-11 to 2029-03-10"), false),
            row(lang, ("科英布拉深海研究中心（葡萄牙）", "Coimbra Deep Sea Centre (Portugal)"), ("2025-06-01 起，无固定期限", "since 2025-06-01, without end"), false),
            row(lang, ("南方水下机器人研究所（新加坡）", "Southern Institute of Subsea Robotics (Singapore)"), ("2023-10-20 至 2026-10-19", "2023-10-20 to 2026-10-19"), false),
        ],
        uncounted: vec![
            row(lang, ("汉堡船舶研究协会（德国）", "Hamburg Ship Research Association (Germany)"), ("2026-04-30 已到期，差 15 天", "ended on 2026-04-30, 15 days before the reference date"), false),
            row(lang, ("北海海洋技术大学（挪威）第二份协议", "North Sea University of Marine Technology (Norway), second agreement"), ("同一机构只计一次", "the same institution counts once"), false),
        ],
        repairs: vec![
            Repair { text: lang.of("与汉堡船舶研究协会续签，续签后计入；", "Renew the agreement with the Hamburg Ship Research Association;").to_owned(), when: Some(lang.of("不晚于 2026-05-29", "by 2026-05-29").to_owned()) },
            Repair { text: lang.of("或与另一家境外机构签订协议。", "or sign with one more institution abroad.").to_owned(), when: Some(lang.of("不晚于 2026-05-29", "by 2026-05-29").to_owned()) },
        ],
        open: true,
        ..base(lang, ("境外合作机构", "Partners abroad"), ("第七条第（一）项", "Article 7(1)"), Outcome::NotMet)
    }
}

fn projects(lang: Lang) -> Finding {
    Finding {
        text: lang.of("近三年承担国际合作项目不少于六项。", "At least six international projects in the last three years.").to_owned(),
        rule: vec![RuleText { outcome: Some(Outcome::Met), ..RuleText::plain(lang.of("立项日期在基准日前3年内的国际合作项目，不少于6项。", "Projects of international cooperation approved within the three years up to the reference date number at least 6.")) }],
        gist: lang.of("确定 5 项，另有 2 项立项日期不详", "Five for certain; two more without a date of approval").to_owned(),
        figure: Some(("5–7".to_owned(), lang.of("6 项", "6").to_owned())),
        gauges: vec![Gauge { label: lang.of("国际合作项目", "International projects").to_owned(), have: lang.of("5–7 项", "5–7").to_owned(), need: lang.of("不少于 6 项", "at least 6").to_owned(), sure: 83, maybe: 100 }],
        missing: vec![
            Link::new(lang.of("“耐压壳体联合攻关”的立项日期", "Date of approval of “Pressure hulls”"), "/applications/1/lists/projects/rows/6#approved_on"),
            Link::new(lang.of("“极地观测网络”的立项日期", "Date of approval of “Polar observation network”"), "/applications/1/lists/projects/rows/7#approved_on"),
        ],
        counted: vec![
            row(lang, ("深海取样装备联合研制", "Deep-sea sampling equipment"), ("2024-01-15 立项", "approved 2024-01-15"), false),
            row(lang, ("水声通信标准互认", "Mutual recognition of acoustic standards"), ("2024-07-02 立项", "approved 2024-07-02"), false),
            row(lang, ("耐压壳体联合攻关", "Pressure hulls"), ("立项日期不详", "date of approval unknown"), true),
        ],
        ..base(lang, ("国际合作项目", "International projects"), ("第七条第（二）项", "Article 7(2)"), Outcome::Undetermined)
    }
}

fn events(lang: Lang) -> Finding {
    Finding {
        text: lang
            .of(
                "每年主办高水平国际学术活动不少于三场。",
                "At least three international academic events of high level every year.",
            )
            .to_owned(),
        rule: vec![RuleText {
            outcome: Some(Outcome::Met),
            ..RuleText::plain(lang.of(
                "最近两个完整年度中的每一年，主办的国际学术活动均不少于3场。",
                "In each of the last two complete years, the events hosted number at least 3.",
            ))
        }],
        gist: lang
            .of(
                "“每年”指哪些年，本批次尚未明确",
                "The round has not said which years “every year” means",
            )
            .to_owned(),
        readings: vec![
            ReadingLine {
                text: lang
                    .of(
                        "最近两个完整自然年（2024、2025）",
                        "the last two complete calendar years (2024, 2025)",
                    )
                    .to_owned(),
                outcome: Outcome::Met,
                chosen: false,
            },
            ReadingLine {
                text: lang
                    .of(
                        "截至基准日的连续两个12个月",
                        "two periods of twelve months up to the reference date",
                    )
                    .to_owned(),
                outcome: Outcome::NotMet,
                chosen: false,
            },
        ],
        ..base(
            lang,
            ("年度学术活动", "Events every year"),
            ("第七条第（三）项", "Article 7(3)"),
            Outcome::NeedsJudgement,
        )
    }
}

fn site(lang: Lang) -> Finding {
    Finding {
        text: lang.of("科研场地面积原则上不少于二千四百平方米。", "Premises for research of at least 2,400 m² in principle.").to_owned(),
        gist: lang.of("2,180 平方米，已豁免", "2,180 m², waived").to_owned(),
        figure: Some(("2,180".to_owned(), "2,400 m²".to_owned())),
        gauges: vec![Gauge { label: lang.of("科研场地", "Premises").to_owned(), have: "2,180 m²".to_owned(), need: lang.of("原则上不少于 2,400 m²", "in principle at least 2,400 m²").to_owned(), sure: 91, maybe: 91 }],
        waiver: Some(lang.of(
            "国际合作处于2026年5月12日豁免：新实验楼已竣工验收，下半年启用后面积为3,600平方米。",
            "Waived by the Division for International Cooperation on 12 May 2026: the new building has passed acceptance; with it the area is 3,600 m².",
        ).to_owned()),
        ..base(lang, ("科研场地", "Premises"), ("第七条第（四）项", "Article 7(4)"), Outcome::Waived)
    }
}

fn talent(lang: Lang) -> Finding {
    Finding {
        text: lang
            .of(
                "近三年聘用外国高层次人才不少于三人。",
                "At least three foreign experts of high level employed in the last three years.",
            )
            .to_owned(),
        gist: lang.of("计入 3 人", "Three count").to_owned(),
        figure: Some(("3".to_owned(), lang.of("3 人", "3").to_owned())),
        gauges: vec![Gauge {
            label: lang.of("外国人才", "Foreign experts").to_owned(),
            have: lang.of("3 人", "3").to_owned(),
            need: lang.of("不少于 3 人", "at least 3").to_owned(),
            sure: 100,
            maybe: 100,
        }],
        ..base(
            lang,
            ("外国高层次人才", "Foreign experts"),
            ("第七条第（五）项", "Article 7(5)"),
            Outcome::Met,
        )
    }
}

fn ratio(lang: Lang) -> Finding {
    Finding {
        text: lang
            .of(
                "依托单位为企业的，研发投入占比应达到规定比例。",
                "A host that is an enterprise spends the prescribed share on research.",
            )
            .to_owned(),
        gist: lang.of("依托单位不是企业", "The host is not an enterprise").to_owned(),
        ..base(
            lang,
            ("企业研发投入", "Research spending"),
            ("第七条第（六）项", "Article 7(6)"),
            Outcome::NotApplicable,
        )
    }
}

pub(super) fn tally(counts: [usize; 6]) -> Vec<(Outcome, usize)> {
    Outcome::CONDITION.into_iter().zip(counts).filter(|(_, n)| *n > 0).collect()
}

/// A score of which points are still awaited.
pub(super) fn score(lang: Lang) -> ScoreSheet {
    let line =
        |name: (&str, &str), how: (&str, &str), points: &str, up_to: &str, given| ScoreLine {
            name: lang.of(name.0, name.1).to_owned(),
            how: lang.of(how.0, how.1).to_owned(),
            points: points.to_owned(),
            up_to: up_to.to_owned(),
            given,
        };
    let awaited = lang.of("待评审专家打分", "points by experts are awaited").to_owned();
    ScoreSheet {
        id: "score-sample".to_owned(),
        name: lang.of("综合评分表", "Overall sheet").to_owned(),
        sheet: Some(lang.of("科研院所之表", "sheet for institutes").to_owned()),
        total: lang.of("31.2 至 71.2", "31.2 to 71.2").to_owned(),
        settled: false,
        sections: vec![
            ScoreSection {
                name: lang.of("合作基础", "Foundations").to_owned(),
                points: "52".to_owned(),
                weight: Some("60%".to_owned()),
                up_to: None,
                adds: "31.2".to_owned(),
                lines: vec![line(
                    ("专职人员", "Dedicated staff"),
                    ("专职人员人数的 4 倍", "four times the number of staff"),
                    "52",
                    "60",
                    None,
                )],
            },
            ScoreSection {
                name: lang.of("合作方案", "Plan").to_owned(),
                points: lang.of("0 至 100", "0 to 100").to_owned(),
                weight: Some("40%".to_owned()),
                up_to: None,
                adds: lang.of("0 至 40", "0 to 40").to_owned(),
                lines: vec![line(
                    ("方案质量", "Quality of the plan"),
                    ("", ""),
                    lang.of("0 至 100", "0 to 100"),
                    "100",
                    Some(awaited),
                )],
            },
        ],
        cites: Vec::new(),
    }
}

/// A bar to certification until a day, and a register that nobody has loaded.
pub(super) fn cautions(lang: Lang) -> Vec<Caution> {
    let cite = |zh: &str, en: &str| Cite::new(lang.of(zh, en), "/rules/chengzhou/bases/CZ-9");
    vec![
        Caution {
            outcome: Outcome::NotMet,
            text: lang
                .of(
                    "可以申报，但目前不能认定：“不在两年内”不满足。限制截至 2027-03-01（含当日），2027-03-02 起可以认定。",
                    "One may apply, but nothing is certified for now: “not within the two years” is not met. \
                     The last blocked day is 2027-03-01; certification is possible from 2027-03-02 on.",
                )
                .to_owned(),
            grounds: vec![lang.of("示例〔2025〕3号", "No. 3 of 2025").to_owned()],
            cite: cite("第九条", "Article 9"),
        },
        Caution {
            outcome: Outcome::Undetermined,
            text: lang
                .of(
                    "能否申报尚不能确定（“没有其他称号”）：登记册尚未载入。",
                    "Whether one may apply is not known yet (“no other title”): the register was never loaded.",
                )
                .to_owned(),
            grounds: Vec::new(),
            cite: cite("第十条", "Article 10"),
        },
    ]
}

/// A panel with every outcome.
pub(super) fn panel(lang: Lang) -> Panel {
    Panel {
        kind: lang.of("联合研究基地", "Joint research base").to_owned(),
        overall: Outcome::NotMet,
        tally: tally([2, 2, 2, 2, 1, 1]),
        cautions: cautions(lang),
        groups: vec![
            PanelGroup {
                title: lang.of("第六条 基本条件", "Article 6 Basic conditions").to_owned(),
                findings: vec![registered(lang), credit(lang), staff(lang), goals(lang)],
            },
            PanelGroup {
                title: lang
                    .of("第七条 联合研究基地条件", "Article 7 Joint research bases")
                    .to_owned(),
                findings: vec![
                    partners(lang),
                    projects(lang),
                    events(lang),
                    site(lang),
                    talent(lang),
                    ratio(lang),
                ],
            },
        ],
        scores: vec![score(lang)],
        level: lang
            .of(
                "按申报的事实计算，尚未核对佐证。",
                "Computed from what was declared; evidence has not been looked at.",
            )
            .to_owned(),
        reference: TODAY,
        href: "/applications/1/panel".to_owned(),
    }
}

/// How far away each type is.
pub(super) fn fits(lang: Lang) -> Vec<TypeFit> {
    [
        (
            "联合研究基地",
            "Joint research base",
            "面向高校和科研院所",
            "for universities and institutes",
            Outcome::NotMet,
            [2, 2, 2, 2, 1, 1],
            "还差：专职人员 1 人、境外机构 1 家；最早 2026-05-29 前可补齐",
            "short of one dedicated person and one partner; can be made up before 2026-05-29",
            true,
        ),
        (
            "技术转移基地",
            "Technology transfer base",
            "面向转移机构和孵化器",
            "for transfer bodies and incubators",
            Outcome::Undetermined,
            [3, 0, 4, 1, 0, 0],
            "缺 4 项信息；已知的条件没有不符合的",
            "four facts are missing; nothing known fails",
            false,
        ),
        (
            "产业园区基地",
            "Industrial park base",
            "面向科技园区",
            "for science parks",
            Outcome::NotMet,
            [2, 4, 1, 1, 0, 0],
            "依托单位性质不符，无法补齐",
            "the kind of host does not fit and cannot be changed",
            false,
        ),
    ]
    .into_iter()
    .map(|(zh, en, about_zh, about_en, overall, counts, gap_zh, gap_en, current)| TypeFit {
        name: lang.of(zh, en).to_owned(),
        about: lang.of(about_zh, about_en).to_owned(),
        href: "/check/chengzhou/bases/transfer".to_owned(),
        overall,
        tally: tally(counts),
        gap: lang.of(gap_zh, gap_en).to_owned(),
        current,
    })
    .collect()
}
