//! My applications, a new one, the task list.

use crate::{
    lang::Lang,
    pages::applicant::{
        ApplicationRow, Looked, MyApplications, StartPage, TaskGroup, TaskListPage,
    },
    parts::{Choice, Field, Input, Link, Outcome, Task, TaskState},
    samples::{
        findings::{cautions, fits, tally},
        frame::{Desk, call_clock, crumbs, ui},
    },
};

pub(super) fn applications(lang: Lang) -> MyApplications {
    let row = |words: [(&str, &str); 4],
               number: Option<&str>,
               mine,
               due: Option<(&str, &str)>,
               overall| {
        let [title, round, stage, waits] = words.map(|(zh, en)| lang.of(zh, en).to_owned());
        ApplicationRow {
            title,
            href: "/applications/1".to_owned(),
            round,
            number: number.map(str::to_owned),
            stage,
            mine,
            waits,
            due: due.map(|(zh, en)| lang.of(zh, en).to_owned()),
            overall,
        }
    };
    let round = ("2026年度", "Call 2026");
    MyApplications {
        search: None,
        ui: ui(lang, Desk::Applicant, "/applications"),
        current: vec![
            row(
                [
                    ("深海装备国际联合研究基地", "Base for Deep-sea Equipment"),
                    round,
                    ("填报中", "Draft"),
                    ("等您填报提交", "waits for you"),
                ],
                None,
                true,
                Some(("5月29日17:30截止，剩14天", "by 29 May 17:30, 14 days left")),
                Some(Outcome::NotMet),
            ),
            row(
                [
                    ("海洋观测国际联合研究基地", "Base for Ocean Observation"),
                    ("2025年度第二批", "Second call 2025"),
                    ("专家初评", "First review"),
                    ("等专家组评审", "waits for the experts"),
                ],
                Some("CZ-2025-0046"),
                false,
                None,
                Some(Outcome::NeedsJudgement),
            ),
        ],
        past: vec![row(
            [
                ("海水淡化技术转移基地", "Base for Desalination"),
                ("2024年度", "Call 2024"),
                ("未予认定", "Not certified"),
                ("", ""),
            ],
            Some("CZ-2024-0012"),
            false,
            None,
            None,
        )],
        calls: vec![Link::new(lang.of("2026年度申报通知", "Call 2026"), "/calls/2026")],
    }
}

pub(super) fn none(lang: Lang) -> MyApplications {
    MyApplications { current: Vec::new(), past: Vec::new(), ..applications(lang) }
}

pub(super) fn start(lang: Lang) -> StartPage {
    let choice = |value: &str, label: (&str, &str), hint: (&str, &str), chosen| {
        Choice::new(value, lang.of(label.0, label.1), chosen).hint(lang.of(hint.0, hint.1))
    };
    StartPage {
        ui: ui(lang, Desk::Applicant, "/applications/start"),
        crumbs: crumbs(lang, &[("我的申报", "My applications", "/applications")]),
        errors: Vec::new(),
        calls: vec![choice(
            "2026",
            ("2026年度澄州国际科技合作基地申报", "Call 2026 for Chengzhou bases"),
            ("2026-05-29 17:30 截止，剩 14 天", "until 2026-05-29 17:30, 14 days left"),
            true,
        )],
        types: vec![
            choice(
                "lab",
                ("联合研究基地", "Joint research base"),
                (
                    "面向高校和科研院所 · 16 项条件",
                    "for universities and institutes · 16 conditions",
                ),
                true,
            ),
            choice(
                "transfer",
                ("技术转移基地", "Technology transfer base"),
                (
                    "面向转移机构和孵化器 · 12 项条件",
                    "for transfer bodies and incubators · 12 conditions",
                ),
                false,
            ),
            choice(
                "park",
                ("产业园区基地", "Industrial park base"),
                ("面向科技园区 · 14 项条件", "for science parks · 14 conditions"),
                false,
            ),
        ],
        bars: Vec::new(),
        who: vec![Field::new(
            "host.uscc",
            lang.of("依托单位统一社会信用代码", "Unified social credit code of the host"),
            Input::Text { value: "Z9145000000000003X".to_owned() },
        )],
        looked: vec![
            Looked {
                title: lang
                    .of(
                        "2026年度澄州国际科技合作基地申报 · 联合研究基地",
                        "Call 2026 for Chengzhou bases · Joint research base",
                    )
                    .to_owned(),
                barred: true,
                cautions: cautions(lang),
            },
            Looked {
                title: lang
                    .of(
                        "2026年度澄州国际科技合作基地申报 · 产业园区基地",
                        "Call 2026 for Chengzhou bases · Industrial park base",
                    )
                    .to_owned(),
                barred: false,
                cautions: Vec::new(),
            },
        ],
    }
}

fn task(lang: Lang, label: (&str, &str), note: Option<(&str, &str)>, state: TaskState) -> Task {
    Task {
        label: lang.of(label.0, label.1).to_owned(),
        href: (state != TaskState::NotYet).then(|| "/applications/1/sections/host".to_owned()),
        note: note.map(|(zh, en)| lang.of(zh, en).to_owned()),
        state,
    }
}

fn groups(lang: Lang) -> Vec<TaskGroup> {
    use TaskState::{Begun, Finished, NotStarted, NotYet};
    let group = |zh: &str, en: &str, tasks| TaskGroup { title: lang.of(zh, en).to_owned(), tasks };
    vec![
        group(
            "单位与条件",
            "The host and its means",
            vec![
                task(lang, ("填写依托单位", "The host"), None, Finished),
                task(
                    lang,
                    ("填写场地", "Premises"),
                    Some(("缺 2 项信息", "two facts missing")),
                    Begun,
                ),
                task(lang, ("填写年度财务", "Finances by year"), None, NotStarted),
            ],
        ),
        group(
            "清单",
            "Lists",
            vec![
                task(
                    lang,
                    ("列出合作机构与协议", "Partners and agreements"),
                    Some(("5 条，已确认填全", "five rows, complete")),
                    Finished,
                ),
                task(
                    lang,
                    ("列出国际合作项目", "International projects"),
                    Some(("7 条，2 条缺立项日期", "seven rows, two without a date of approval")),
                    Begun,
                ),
                task(
                    lang,
                    ("列出学术活动", "Events"),
                    Some(("6 条，未确认填全", "six rows, not yet complete")),
                    Begun,
                ),
                task(lang, ("列出人员", "Staff"), Some(("4 条", "four rows")), Begun),
            ],
        ),
        group(
            "附件与提交",
            "Attach and hand in",
            vec![
                task(
                    lang,
                    ("上传附件", "Attachments"),
                    Some(("还缺 3 份", "three missing")),
                    Begun,
                ),
                task(
                    lang,
                    ("核对并提交", "Check and hand in"),
                    Some((
                        "随时可以核对；提交前会再显示一次逐条结果",
                        "check at any time; the findings are shown once more before you hand in",
                    )),
                    NotYet,
                ),
            ],
        ),
    ]
}

pub(super) fn tasks(lang: Lang) -> TaskListPage {
    TaskListPage {
        ui: ui(lang, Desk::Applicant, "/applications/1"),
        crumbs: crumbs(lang, &[("我的申报", "My applications", "/applications")]),
        title: lang.of("深海装备国际联合研究基地", "Base for Deep-sea Equipment").to_owned(),
        kind: lang.of("联合研究基地", "Joint research base").to_owned(),
        round: lang.of("2026年度", "Call 2026").to_owned(),
        saved: lang.of("2026-05-15 10:24 已保存", "saved 2026-05-15 10:24").to_owned(),
        done: 2,
        total: 9,
        groups: groups(lang),
        clock: Some(call_clock(lang)),
        overall: Outcome::NotMet,
        tally: tally([2, 2, 2, 2, 1, 1]),
        panel: "/applications/1/panel".to_owned(),
        first_gaps: vec![
            Link::new(
                lang.of("专职合作人员还差 1 人", "One more dedicated person"),
                "/applications/1/panel#f-CZ-6.3",
            ),
            Link::new(
                lang.of("境外合作机构还差 1 家", "One more partner abroad"),
                "/applications/1/panel#f-CZ-7.1",
            ),
            Link::new(
                lang.of("2 个项目缺立项日期", "Two projects without a date of approval"),
                "/applications/1/panel#f-CZ-7.2",
            ),
        ],
        fits: fits(lang),
        switch: "/applications/1/type".to_owned(),
        offline: "/applications/1/workbook".to_owned(),
        withdraw: Some("/applications/1/withdraw".to_owned()),
    }
}
