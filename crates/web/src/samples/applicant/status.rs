//! An application that was handed in.

use crate::{
    lang::Lang,
    pages::{
        applicant::{StatusFound, StatusPage},
        officer::ActLink,
    },
    parts::{Link, Outcome},
    samples::{
        findings::tally,
        frame::{Desk, crumbs, ui},
        officer::{facts, moments},
    },
};

pub(super) fn status(lang: Lang) -> StatusPage {
    let say = |zh: &str, en: &str| lang.of(zh, en).to_owned();
    StatusPage {
        ui: ui(lang, Desk::Applicant, "/applications/1"),
        crumbs: crumbs(lang, &[("我的申报", "My applications", "/applications")]),
        title: say("深海装备国际联合研究基地", "Base for Deep-sea Equipment"),
        kind: say("联合研究基地", "Joint research base"),
        round: say("2026年度", "Call 2026"),
        stage: say("材料审核", "Check of the material"),
        waits: say("等国际合作处办理", "waits for the division"),
        since: say("自 2026-05-15 起", "since 2026-05-15"),
        help: Some(say("缺什么一次告知。", "Everything missing is told at once.")),
        due: None,
        tells: Some(say("申报已收到，内容已锁定。", "The application was received and is locked.")),
        acts: vec![ActLink {
            label: say("撤回申报", "Withdraw"),
            href: "/applications/1/acts/withdraw".to_owned(),
            help: None,
            cites: Vec::new(),
            whose: None,
            not_yet: None,
            done: false,
        }],
        facts: facts(lang),
        found: Some(StatusFound {
            overall: Outcome::NeedsJudgement,
            tally: tally([8, 0, 0, 4, 1, 1]),
            panel: "/applications/1/panel".to_owned(),
        }),
        papers: vec![Link::new(say("提交回执", "Receipt"), "/applications/1/receipt")],
        moments: moments(lang),
    }
}
