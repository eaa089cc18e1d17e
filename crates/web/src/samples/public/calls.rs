//! The home page and a call.

use crate::{
    lang::Lang,
    pages::public::{
        AddedCondition, CallCard, CallPage, ExtensionLine, FixedReading, Home, HomeNotice,
        Material, MaterialGroup, Phase, RuleCard, TypeBlock,
    },
    parts::{Link, Moment, MomentKind, Pair},
    samples::frame::{Desk, call_clock, cite, crumbs, measures, object, ui},
};

fn types(lang: Lang) -> Vec<String> {
    [
        ("联合研究基地", "Joint research base"),
        ("技术转移基地", "Technology transfer base"),
        ("产业园区基地", "Industrial park base"),
    ]
    .map(|(zh, en)| lang.of(zh, en).to_owned())
    .to_vec()
}

pub(super) fn rule_card(lang: Lang) -> RuleCard {
    RuleCard {
        title: measures(lang).to_owned(),
        href: "/rules/chengzhou/bases".to_owned(),
        number: Some(lang.of("澄科规〔2026〕3号", "No. 3 of 2026").to_owned()),
        in_force: lang.of("2026年1月20日起施行", "in force since 20 January 2026").to_owned(),
        clauses: 64,
        computed: 27,
        judged: 15,
    }
}

fn phases(lang: Lang) -> Vec<Phase> {
    let step = |name: (&str, &str),
                who: (&str, &str),
                note: (&str, &str),
                at: Option<(&str, &str)>| Phase {
        name: lang.of(name.0, name.1).to_owned(),
        who: lang.of(who.0, who.1).to_owned(),
        note: lang.of(note.0, note.1).to_owned(),
        cite: at.map(|(zh, en)| cite(lang, zh, en)),
    };
    vec![
        step(
            ("填报提交", "Apply"),
            ("依托单位", "host"),
            ("填写、上传、自查、提交", "fill in, attach, check, submit"),
            Some(("第九条第（一）项", "Article 9(1)")),
        ),
        step(
            ("材料审核", "Check of the material"),
            ("市科技局", "authority"),
            ("缺什么一次告知", "everything missing in one letter"),
            Some(("第九条第（二）项", "Article 9(2)")),
        ),
        step(
            ("专家初评", "First review"),
            ("专家组", "experts"),
            ("逐项判断并写明理由", "each question with reasons"),
            Some(("第九条第（三）项", "Article 9(3)")),
        ),
        step(
            ("实地考察", "Site visit"),
            ("专家组", "experts"),
            ("核对场地与人员", "premises and people"),
            Some(("第九条第（四）项", "Article 9(4)")),
        ),
        step(
            ("公示", "Public notice"),
            ("社会公众", "everybody"),
            ("7个工作日，可提异议", "seven working days; anybody may object"),
            Some(("第十条", "Article 10")),
        ),
        step(
            ("认定发证", "Decision"),
            ("市科技局", "authority"),
            ("两人分别拟办和审定", "prepared by one, confirmed by another"),
            Some(("第十一条", "Article 11")),
        ),
    ]
}

pub(super) fn home(lang: Lang) -> Home {
    Home {
        ui: ui(lang, Desk::Public, "/"),
        object: object(lang).to_owned(),
        regulation: Link::new(measures(lang), "/rules/chengzhou/bases"),
        calls: vec![CallCard {
            title: lang
                .of("2026年度澄州国际科技合作基地申报通知", "Call 2026 for Chengzhou bases")
                .to_owned(),
            href: "/calls/2026".to_owned(),
            clock: Some(call_clock(lang)),
            types: types(lang),
            check: "/check".to_owned(),
            start: Some("/applications/start".to_owned()),
        }],
        notices: vec![HomeNotice {
            title: lang
                .of("2025年度第二批拟认定名单公示", "Second list proposed in 2025")
                .to_owned(),
            href: "/notices/2".to_owned(),
            entries: 6,
            until: lang.of("5月22日24时截止", "until the end of 22 May").to_owned(),
            left: lang.of("剩 5 个工作日", "5 working days left").to_owned(),
        }],
        phases: phases(lang),
        rules: vec![rule_card(lang)],
        certified: 38,
    }
}

pub(super) fn quiet_home(lang: Lang) -> Home {
    Home { calls: Vec::new(), notices: Vec::new(), certified: 1, ..home(lang) }
}

pub(super) fn call(lang: Lang) -> CallPage {
    CallPage {
        ui: ui(lang, Desk::Public, "/calls/2026"),
        crumbs: crumbs(lang, &[("首页", "Home", "/")]),
        title: lang.of("2026年度澄州国际科技合作基地申报通知", "Call 2026 for Chengzhou bases").to_owned(),
        lead: lang
            .of(
                "面向在本市登记的高校、科研院所、转移机构、科技园区和科技企业，分三类受理。",
                "For universities, institutes, transfer bodies, science parks and technology companies registered in the city; three types.",
            )
            .to_owned(),
        clock: Some(call_clock(lang)),
        open: true,
        closed_because: None,
        facts: facts(lang),
        extensions: vec![extension(lang)],
        types: type_blocks(lang),
        added: vec![added(lang)],
        materials: materials(lang),
        schedule: schedule(lang),
        contacts: contacts(lang),
        parameters: vec![
            Pair::new(lang.of("重点领域", "Key fields"), lang.of("海洋装备、智能制造、生物医药、新材料", "marine equipment, smart manufacturing, biomedicine, new materials")),
            Pair::new(lang.of("“每年”所看的年数", "Years looked at by “every year”"), lang.of("2 年", "2")),
            Pair::new(lang.of("条件的基准日", "Reference date of the conditions"), "2026-05-29"),
        ],
        readings: vec![FixedReading {
            question: lang.of("境外机构的协议以何时有效为准？", "On which day must agreements be in force?").to_owned(),
            reading: lang.of("以申报截止日有效为准。", "On the closing day of the call.").to_owned(),
        }],
        check: "/check".to_owned(),
        start: Some("/applications/start".to_owned()),
    }
}

fn extension(lang: Lang) -> ExtensionLine {
    ExtensionLine {
        what: lang
            .of(
                "截止日由2026年5月22日延至2026年5月29日",
                "The last day was moved from 22 May 2026 to 29 May 2026",
            )
            .to_owned(),
        since: lang.of("2026年5月22日起生效", "in force since 22 May 2026").to_owned(),
        reasons: lang
            .of("截止当日服务中断。", "Nobody could reach the service on the last day.")
            .to_owned(),
        outage: Some("2026-05-22 18:00 – 21:00".to_owned()),
    }
}

fn added(lang: Lang) -> AddedCondition {
    AddedCondition {
        name: lang.of("外方无异议", "No objection from abroad").to_owned(),
        text: lang
            .of(
                "每一家主要境外合作方均书面表示对申报无异议。",
                "Each main partner abroad has said in writing that it has no objection.",
            )
            .to_owned(),
        cite: cite(lang, "《2026年度申报通知》第三条", "Notice of the call 2026, point 3"),
        decided: lang.of("由系统按填报核对", "checked by the system").to_owned(),
        types: types(lang),
    }
}

pub(super) fn closed_call(lang: Lang) -> CallPage {
    let mut call = call(lang);
    call.open = false;
    call.closed_because = Some(
        lang.of(
            "申报已于2026年5月29日17:30截止；下一批预计2027年5月。",
            "Closed on 29 May 2026, 17:30; the next call is expected in May 2027.",
        )
        .to_owned(),
    );
    if let Some(clock) = &mut call.clock {
        clock.left = None;
    }
    call
}

fn facts(lang: Lang) -> Vec<Pair> {
    vec![
        Pair::new(lang.of("依据", "Basis"), measures(lang)),
        Pair::new(
            lang.of("受理机关", "Authority"),
            lang.of("澄州市科学技术局", "Chengzhou Science and Technology Bureau"),
        ),
        Pair::new(
            lang.of("办理方式", "How"),
            lang.of("全程网上办理，不收纸件", "online throughout, no paper"),
        ),
        Pair::new(lang.of("收费", "Fee"), lang.of("不收费", "none")),
    ]
}

fn type_blocks(lang: Lang) -> Vec<TypeBlock> {
    [
        (
            "联合研究基地",
            "Joint research base",
            "高校、科研院所与境外机构长期开展联合研究。",
            "Universities and institutes that do joint research over years.",
            16,
        ),
        (
            "技术转移基地",
            "Technology transfer base",
            "转移机构、孵化器促成国际技术转移。",
            "Transfer bodies and incubators that bring technology across borders.",
            12,
        ),
        (
            "产业园区基地",
            "Industrial park base",
            "科技园区为入驻单位提供国际合作服务。",
            "Science parks that serve the cooperation of their tenants.",
            14,
        ),
    ]
    .map(|(zh, en, about_zh, about_en, conditions)| TypeBlock {
        name: lang.of(zh, en).to_owned(),
        about: lang.of(about_zh, about_en).to_owned(),
        conditions,
        check: "/check/chengzhou/bases/lab".to_owned(),
    })
    .into_iter()
    .collect()
}

fn materials(lang: Lang) -> Vec<MaterialGroup> {
    let item = |name: (&str, &str), at: (&str, &str)| Material {
        name: lang.of(name.0, name.1).to_owned(),
        cites: vec![cite(lang, at.0, at.1)],
    };
    let all = vec![
        item(("登记证书", "Certificate of registration"), ("第六条第（一）项", "Article 6(1)")),
        item(("合作协议", "Agreements of cooperation"), ("第七条第（一）项", "Article 7(1)")),
        item(("承诺书", "Undertaking"), ("第九条第（一）项", "Article 9(1)")),
    ];
    let own = vec![item(("场地证明", "Proof of premises"), ("第七条第（四）项", "Article 7(4)"))];
    vec![
        MaterialGroup {
            types: lang.of("各类型都要", "Every type").to_owned(), materials: all
        },
        MaterialGroup {
            types: lang.of("联合实验室", "joint laboratory").to_owned(),
            materials: own,
        },
    ]
}

fn schedule(lang: Lang) -> Vec<Moment> {
    let item =
        |kind, what: (&str, &str), when: &str, who: (&str, &str), at: Option<(&str, &str)>| {
            Moment {
                kind,
                what: lang.of(what.0, what.1).to_owned(),
                when: when.to_owned(),
                who: lang.of(who.0, who.1).to_owned(),
                detail: None,
                cite: at.map(|(zh, en)| cite(lang, zh, en)),
                papers: Vec::new(),
            }
        };
    vec![
        item(
            MomentKind::Done,
            ("发布申报通知", "Call published"),
            "2026-04-20",
            ("市科技局", "authority"),
            Some(("第八条", "Article 8")),
        ),
        item(
            MomentKind::Now,
            ("网上填报", "Applications"),
            "2026-04-20 – 2026-05-29 17:30",
            ("依托单位", "host"),
            Some(("第九条第（一）项", "Article 9(1)")),
        ),
        item(
            MomentKind::Ahead,
            ("材料审核", "Check of the material"),
            "2026-06",
            ("市科技局", "authority"),
            Some(("第九条第（二）项", "Article 9(2)")),
        ),
        item(
            MomentKind::Ahead,
            ("专家评审与考察", "Reviews and site visits"),
            "2026-07 – 2026-08",
            ("专家组", "experts"),
            Some(("第九条第（三）项", "Article 9(3)")),
        ),
        item(
            MomentKind::Ahead,
            ("公示", "Public notice"),
            "2026-09",
            ("市科技局", "authority"),
            Some(("第十条", "Article 10")),
        ),
    ]
}

fn contacts(lang: Lang) -> Vec<Pair> {
    vec![
        Pair::new(
            lang.of("业务咨询", "Questions"),
            lang.of(
                "国际合作处 000-0000 0001",
                "Division for International Cooperation, 000-0000 0001",
            ),
        ),
        Pair::new(
            lang.of("监督电话", "Supervision"),
            lang.of("机关纪委 000-0000 0002", "Discipline office, 000-0000 0002"),
        ),
        Pair::new(lang.of("邮箱", "Mail"), "bases@example.org"),
    ]
}
