//! Publishing a notice, objections.

use jiff::civil::date;

use crate::{
    lang::Lang,
    pages::officer::{
        Candidate, HandleForm, NoticeLine, ObjectionPage, ObjectionRow, ObjectionsDesk, PublishPage,
    },
    parts::{Due, Field, Input, Moment, MomentKind, Nearness, Outcome, Pair},
    samples::frame::{Desk, cite, crumbs, notice_clock, search, ui},
};

use super::outcome;

pub(super) fn publish(lang: Lang) -> PublishPage {
    let candidate = |id: &str, name: (&str, &str), host: (&str, &str), overall| Candidate {
        id: id.to_owned(),
        name: lang.of(name.0, name.1).to_owned(),
        href: "/desk/cases/1".to_owned(),
        kind: lang.of("联合研究基地", "Joint research base").to_owned(),
        host: lang.of(host.0, host.1).to_owned(),
        overall,
        opinion: lang.of("建议认定", "certify").to_owned(),
        chosen: true,
    };
    PublishPage {
        ui: ui(lang, Desk::Officer, "/desk/objections/publish"),
        crumbs: crumbs(lang, &[("公示与异议", "Notices and objections", "/desk/objections")]),
        errors: Vec::new(),
        refused: None,
        title: lang.of("发布公示", "Publish a notice").to_owned(),
        help: Some(
            lang.of(
                "同一次发布的案件共用一个公示期。",
                "Cases published together share one period.",
            )
            .to_owned(),
        ),
        cites: vec![cite(lang, "第十条第（一）项", "Article 10(1)")],
        action: "/desk/objections/publish".to_owned(),
        candidates: vec![
            candidate(
                "1",
                ("深海装备国际联合研究基地", "Base for Deep-sea Equipment"),
                ("澄州海洋装备研究院", "Chengzhou Institute of Marine Equipment"),
                Outcome::Met,
            ),
            candidate(
                "2",
                ("先进陶瓷国际联合研究基地", "Base for Advanced Ceramics"),
                ("澄州理工学院", "Chengzhou Institute of Technology"),
                Outcome::Met,
            ),
        ],
        shown: [("基地名称", "name"), ("类型", "type"), ("依托单位", "host")]
            .map(|(zh, en)| lang.of(zh, en).to_owned())
            .to_vec(),
        clock: Some(notice_clock(lang)),
        no_clock: None,
        button: lang.of("发布公示", "Publish").to_owned(),
    }
}

pub(super) fn objections(lang: Lang) -> ObjectionsDesk {
    let row =
        |number: (&str, &str), filed: &str, in_time, state: (&str, &str), tone| ObjectionRow {
            number: lang.of(number.0, number.1).to_owned(),
            href: "/desk/cases/2/objections/objection-1".to_owned(),
            case: lang.of("先进陶瓷国际联合研究基地", "Base for Advanced Ceramics").to_owned(),
            filed: filed.to_owned(),
            in_time,
            state: lang.of(state.0, state.1).to_owned(),
            tone,
        };
    ObjectionsDesk {
        ui: ui(lang, Desk::Officer, "/desk/objections"),
        search: search(lang, "/desk/objections"),
        notices: vec![NoticeLine {
            title: lang
                .of("2025年度第二批拟认定名单公示", "Second list proposed in 2025")
                .to_owned(),
            href: "/notices/2".to_owned(),
            entries: 6,
            ends: Due {
                date: date(2026, 5, 22),
                words: lang.of("剩 5 个工作日", "5 working days left").to_owned(),
                near: Nearness::Far,
            },
            open: 2,
        }],
        rows: vec![
            row(
                ("澄科异〔2026〕4号", "4 of 2026"),
                "2026-05-14 09:12",
                true,
                ("待审核", "to be examined"),
                "open",
            ),
            row(
                ("澄科异〔2026〕3号", "3 of 2026"),
                "2026-05-13 15:40",
                true,
                ("已受理，处理中", "taken up"),
                "human",
            ),
            row(
                ("澄科异〔2025〕9号", "9 of 2025"),
                "2025-11-14 08:01",
                false,
                ("逾期，不予受理", "late, not taken up"),
                "mute",
            ),
        ],
        publish: Some("/desk/objections/publish".to_owned()),
    }
}

pub(super) fn objection(lang: Lang) -> ObjectionPage {
    ObjectionPage {
        ui: ui(lang, Desk::Officer, "/desk/objections/4"),
        crumbs: crumbs(lang, &[("公示与异议", "Notices and objections", "/desk/objections")]),
        errors: Vec::new(),
        refused: None,
        title: lang.of("异议 澄科异〔2026〕4号", "Objection 4 of 2026").to_owned(),
        case: lang.of("先进陶瓷国际联合研究基地", "Base for Advanced Ceramics").to_owned(),
        case_href: "/desk/cases/2".to_owned(),
        facts: vec![
            Pair::new(lang.of("收到", "Received"), "2026-05-14 09:12"),
            Pair::new(lang.of("公示期", "Period"), "2026-05-13 – 2026-05-22"),
            Pair::new(lang.of("提出人", "By"), lang.of("个人，实名", "a person, by name")),
            Pair::new(lang.of("联系方式", "Contact"), "observer@example.org"),
        ],
        said: Some(lang.of("名单所列科研场地与另一单位共用，共用部分不应全部计入。\n附平面图一张。", "The premises stated are shared with another organisation and should not count in full.\nA plan is attached.").to_owned()),
        late: None,
        late_cite: None,
        handled: Vec::new(),
        form: Some(HandleForm {
            title: lang.of("审核异议", "Examine the objection").to_owned(),
            action: "/desk/cases/2/acts/examine".to_owned(),
            objection: "objection-1".to_owned(),
            seen: "w60".to_owned(),
            cites: vec![cite(lang, "第十条第（三）项", "Article 10(3)")],
            outcomes: vec![outcome(lang, "admit", ("受理", "Admit"), ("该案暂缓认定", "the entry is on hold"), false), outcome(lang, "not", ("不予受理", "Do not admit"), ("须写明理由并通知提出人", "with reasons, and the objector is told"), false)],
            fields: vec![Field::new("reasons", lang.of("理由", "Reasons"), Input::Long { value: String::new(), limit: None })],
            button: lang.of("确定", "Confirm").to_owned(),
        }),
    }
}

pub(super) fn objection_late(lang: Lang) -> ObjectionPage {
    ObjectionPage {
        late: Some(
            lang.of(
                "该异议在公示期届满后收到，只登记，不受理。",
                "It came after the period; it is registered and not taken up.",
            )
            .to_owned(),
        ),
        late_cite: Some(cite(lang, "第十条第（二）项", "Article 10(2)")),
        said: None,
        form: None,
        handled: vec![Moment {
            kind: MomentKind::Done,
            what: lang.of("登记", "Registered").to_owned(),
            when: "2025-11-14 08:01".to_owned(),
            who: String::new(),
            detail: None,
            cite: None,
            papers: Vec::new(),
        }],
        ..objection(lang)
    }
}
