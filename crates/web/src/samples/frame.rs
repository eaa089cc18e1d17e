//! The frame around the samples: an invented authority on an invented day.

use jiff::civil::{Date, date};

use crate::{
    lang::Lang,
    parts::{Choice, Cite, Clock, ClockDay, DayKind, Keep, Pill, Search, SearchField},
    ui::{Crumb, Entry, Person, Ui},
};

/// The day of the samples.
pub(super) const TODAY: Date = date(2026, 5, 15);

/// At whose desk a sample is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Desk {
    Public,
    Applicant,
    Officer,
    Expert,
    Leader,
}

pub(super) fn object(lang: Lang) -> &'static str {
    lang.of("澄州国际科技合作基地", "Chengzhou Bases for International S&T Cooperation")
}

pub(super) fn measures(lang: Lang) -> &'static str {
    lang.of(
        "《澄州国际科技合作基地管理办法》",
        "Measures for Chengzhou Bases for International S&T Cooperation",
    )
}

/// The frame of a page at a desk.
pub(super) fn ui(lang: Lang, desk: Desk, here: &str) -> Ui {
    Ui {
        lang,
        here: here.to_owned(),
        authority: lang
            .of("澄州市科学技术局", "Chengzhou Science and Technology Bureau")
            .to_owned(),
        today: TODAY,
        demonstration: true,
        person: person(lang, desk),
        menu: menu(lang, desk, here),
        unread: 0,
        flash: None,
        form_token: "sample".to_owned(),
        once: "once".to_owned(),
        made: "2026-05-15T10:30:00+08:00".to_owned(),
    }
}

fn person(lang: Lang, desk: Desk) -> Option<Person> {
    let (name, organisation, role) = match desk {
        Desk::Public => return None,
        Desk::Applicant => (
            lang.of("林若溪", "Lin Ruoxi"),
            Some(lang.of("澄州海洋装备研究院", "Chengzhou Institute of Marine Equipment")),
            lang.of("依托单位", "Host"),
        ),
        Desk::Officer => (
            lang.of("周明远", "Zhou Mingyuan"),
            Some(lang.of("国际合作处", "Division for International Cooperation")),
            lang.of("经办", "Officer"),
        ),
        Desk::Expert => (lang.of("评审专家 07", "Expert 07"), None, lang.of("专家", "Expert")),
        Desk::Leader => (lang.of("何清川", "He Qingchuan"), None, lang.of("局领导", "Leadership")),
    };
    Some(Person {
        name: name.to_owned(),
        organisation: organisation.map(str::to_owned),
        role: role.to_owned(),
    })
}

fn menu(lang: Lang, desk: Desk, here: &str) -> Vec<Entry> {
    let entries: &[(&str, &str, &str, usize)] = match desk {
        Desk::Public => &[
            ("首页", "Home", "/", 0),
            ("办法与条文", "Regulation", "/rules", 0),
            ("自查", "Check yourself", "/check", 0),
            ("公示", "Notices", "/notices", 0),
            ("基地名录", "Directory", "/bases", 0),
            ("证书核验", "Certificate check", "/verify", 0),
        ],
        Desk::Applicant => &[
            ("我的申报", "My applications", "/applications", 1),
            ("自查", "Check yourself", "/check", 0),
            ("办法与条文", "Regulation", "/rules", 0),
            ("公示", "Notices", "/notices", 0),
        ],
        Desk::Officer => &[
            ("待办", "To do", "/desk", 7),
            ("批次", "Rounds", "/desk/rounds", 0),
            ("专家评审", "Panels", "/desk/panels", 0),
            ("公示与异议", "Notices and objections", "/desk/objections", 2),
            ("办法与条文", "Regulation", "/rules", 0),
        ],
        Desk::Expert => {
            &[("评审任务", "Reviews", "/reviews", 2), ("办法与条文", "Regulation", "/rules", 0)]
        }
        Desk::Leader => {
            &[("待决事项", "To decide", "/decisions", 3), ("办法与条文", "Regulation", "/rules", 0)]
        }
    };
    entries
        .iter()
        .map(|(zh, en, href, count)| Entry {
            label: lang.of(zh, en).to_owned(),
            href: (*href).to_owned(),
            current: *href == here || (*href != "/" && here.starts_with(href)),
            count: *count,
        })
        .collect()
}

pub(super) fn cite(lang: Lang, zh: &str, en: &str) -> Cite {
    let id = en.replace("Article ", "").replace(['(', ')'], ".").replace("..", ".");
    Cite::new(lang.of(zh, en), format!("/rules/chengzhou/bases/CZ-{}", id.trim_matches('.')))
}

pub(super) fn crumbs(lang: Lang, steps: &[(&str, &str, &str)]) -> Vec<Crumb> {
    steps.iter().map(|(zh, en, href)| Crumb::new(lang.of(zh, en), *href)).collect()
}

/// The end of a notice period counted in working days.
pub(super) fn notice_clock(lang: Lang) -> Clock {
    let days: &[(i8, i8, DayKind, &str, &str)] = &[
        (5, 13, DayKind::Start, "发布，不计", "posted"),
        (5, 14, DayKind::Counts, "第1日", "day 1"),
        (5, 15, DayKind::Counts, "第2日", "day 2"),
        (5, 16, DayKind::Off, "周六", "Sat"),
        (5, 17, DayKind::Off, "周日", "Sun"),
        (5, 18, DayKind::Counts, "第3日", "day 3"),
        (5, 19, DayKind::Counts, "第4日", "day 4"),
        (5, 20, DayKind::Counts, "第5日", "day 5"),
        (5, 21, DayKind::Counts, "第6日", "day 6"),
        (5, 22, DayKind::End, "第7日", "day 7"),
    ];
    Clock {
        until: "2026-05-22T23:59:59+08:00".to_owned(),
        until_words: lang.of("5月22日24时截止", "until the end of 22 May").to_owned(),
        left: Some(lang.of("剩 5 个工作日", "5 working days left").to_owned()),
        rule: lang
            .of(
                "2026年5月13日发布，公示7个工作日；发布当日不计，周末与节假日不计，调休上班日计入。",
                "Posted on 13 May 2026 for seven working days; the day of posting, weekends and holidays do not count, make-up working days do.",
            )
            .to_owned(),
        days: days
            .iter()
            .map(|(month, day, kind, zh, en)| ClockDay {
                date: date(2026, *month, *day),
                kind: *kind,
                note: lang.of(zh, en).to_owned(),
            })
            .collect(),
        source: lang
            .of(
                "日历：国务院办公厅关于2026年部分节假日安排的通知。",
                "Calendar: the State Council's notice on public holidays in 2026.",
            )
            .to_owned(),
    }
}

/// The end of a call: a stated moment, nothing to count.
pub(super) fn call_clock(lang: Lang) -> Clock {
    Clock {
        until: "2026-05-29T17:30:00+08:00".to_owned(),
        until_words: lang.of("2026年5月29日 17:30 截止", "29 May 2026, 17:30").to_owned(),
        left: Some(lang.of("剩 14 天", "14 days left").to_owned()),
        rule: lang
            .of(
                "截止时刻由申报通知写明。到点时已点击提交的申报照常受理。",
                "The moment is stated in the call. Applications being submitted at that moment are accepted.",
            )
            .to_owned(),
        days: Vec::new(),
        source: lang.of("时间以服务器所示中国标准时间为准。", "China Standard Time as shown by the server.").to_owned(),
    }
}

/// The box of a list, with what is kept of it.
pub(super) fn search(lang: Lang, path: &str) -> Search {
    let field = |name: (&str, &str), id: &str, example: (&str, &str)| SearchField {
        name: lang.of(name.0, name.1).to_owned(),
        id: id.to_owned(),
        example: lang.of(example.0, example.1).to_owned(),
        href: format!("{path}?q=x"),
    };
    let pill = |name: (&str, &str), current, shared| Pill {
        name: lang.of(name.0, name.1).to_owned(),
        href: format!("{path}?q=x"),
        current,
        shared,
    };
    let with =
        lang.of("澄州市科学技术局的经办", "Officer, Chengzhou Science and Technology Bureau");
    Search {
        action: path.to_owned(),
        fields: vec![
            field(("名称", "Name"), "name", ("名称:大学", "name:university")),
            field(("截止日期", "Due"), "due", ("截止日期:..今天+7", "due:..today+7")),
            field(("已等待", "Waiting"), "waiting", ("已等待:>=3", "waiting:>=3")),
        ],
        views: vec![
            pill(("本周到期", "Due this week"), true, false),
            pill(("园区类", "Parks"), false, true),
        ],
        keep: Some(Keep {
            list: path.to_owned(),
            query: "q=x".to_owned(),
            with: vec![Choice::new("a", with, false)],
        }),
        ..Search::default()
    }
}
