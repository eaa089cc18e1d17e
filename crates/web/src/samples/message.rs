//! Samples of the pages about messages.

use crate::{
    lang::Lang,
    pages::{
        bulk::{BulkDone, BulkDonePage, BulkPage, BulkRow},
        message::{
            DeliveryRow, MessageRow, MessagesPage, OutboxOnePage, OutboxPage, OutboxRow, Preview,
            ReachPage, TryRow,
        },
        officer::Tab,
    },
    parts::{Choice, ErrorLine, Field, Input, Search, Slip},
    words::{fill, word},
};

use super::{
    Sample,
    frame::{Desk, crumbs, search, ui},
    sample,
};

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    vec![
        sample("messages", &messages(lang)),
        sample("messages-none", &none(lang)),
        sample("reach", &reach(lang)),
        sample("outbox", &outbox(lang)),
        sample("outbox-none", &empty(lang)),
        sample("outbox-slipped", &slipped(lang)),
        sample("bulk", &bulk(lang)),
        sample("bulk-done", &bulk_done(lang)),
        sample("outbox-one", &one(lang)),
    ]
}

fn messages(lang: Lang) -> MessagesPage {
    let row =
        |id: &str, title: (&str, &str), details: (&str, &str), note: &str, unread| MessageRow {
            id: id.to_owned(),
            title: lang.of(title.0, title.1).to_owned(),
            details: vec![
                lang.of("编号 3F2A-77C1", "number 3F2A-77C1").to_owned(),
                lang.of(details.0, details.1).to_owned(),
            ],
            otherwise: String::new(),
            note: note.to_owned(),
            at: "2026-05-15 08:30".to_owned(),
            unread,
        };
    let mut ui = ui(lang, Desk::Applicant, "/messages");
    ui.unread = 1;
    MessagesPage {
        ui,
        search: search(lang, "/messages"),
        unread: 1,
        rows: vec![
            row(
                "1",
                ("您单位的申报等待您继续办理", "Your application waits for you"),
                ("最后一日 2026年5月20日", "last day 20 May 2026"),
                lang.of("请附上加盖公章的附件", "Please attach the sealed annex"),
                true,
            ),
            of_account(lang),
            row(
                "2",
                ("您单位的申报已列入公示", "Your application stands in a public notice"),
                ("最后一日 2026年5月12日", "last day 12 May 2026"),
                "",
                false,
            ),
        ],
    }
}

/// What somebody is told of their own account.
fn of_account(lang: Lang) -> MessageRow {
    let say = |key| word(lang, key).into_owned();
    MessageRow {
        id: "3".to_owned(),
        title: say("message.account.new_device"),
        details: vec![
            fill(lang, "message.account.at", &[&"2026-05-14 21:07"]),
            fill(lang, "message.account.device", &[&"Firefox · Linux"]),
            fill(lang, "message.account.place", &[&"203.0.113.7"]),
        ],
        otherwise: say("message.account.otherwise"),
        note: String::new(),
        at: "2026-05-14 21:07".to_owned(),
        unread: false,
    }
}

fn none(lang: Lang) -> MessagesPage {
    let search = Search { narrows: false, ..search(lang, "/messages") };
    let (rows, unread) = (Vec::new(), 0);
    MessagesPage { ui: ui(lang, Desk::Applicant, "/messages"), unread, rows, search }
}

fn reach(lang: Lang) -> ReachPage {
    let text = |value: &str| Input::Text { value: value.to_owned() };
    let fields = vec![
        Field::new(
            "lang",
            lang.of("使用的语言", "Language"),
            Input::Radios {
                choices: vec![
                    Choice::new("zh", lang.of("中文", "Chinese"), lang == Lang::Zh),
                    Choice::new("en", lang.of("英文", "English"), lang == Lang::En),
                ],
            },
        ),
        Field::new("mail", lang.of("邮箱地址", "Mail address"), text("name@example"))
            .wrong(lang.of("不是有效的邮箱地址", "This is no mail address")),
    ];
    ReachPage {
        ui: ui(lang, Desk::Officer, "/account/messages"),
        errors: ErrorLine::of(&fields),
        failed: Some("550 5.1.1 no such mailbox".to_owned()),
        fields,
        calendar: Some("2026-05-15 08:58".to_owned()),
        word: Some(
            "https://bases.example/calendar/0f1e2d3c4b5a69788796a5b4c3d2e1f0.ics".to_owned(),
        ),
    }
}

fn row(lang: Lang, id: &str, title: (&str, &str), to: (&str, &str)) -> OutboxRow {
    OutboxRow {
        id: id.to_owned(),
        href: format!("/desk/outbox/{id}"),
        title: lang.of(title.0, title.1).to_owned(),
        details: lang.of("最后一日 2026年5月20日", "last day 20 May 2026").to_owned(),
        to: lang.of(to.0, to.1).to_owned(),
        case: lang.of("澄州示例大学", "Chengzhou Example University").to_owned(),
        number: "3F2A-77C1".to_owned(),
        made: "2026-05-15 08:31".to_owned(),
        settled: String::new(),
    }
}

fn rows(lang: Lang) -> Vec<OutboxRow> {
    vec![
        row(
            lang,
            "1",
            ("您单位的申报等待您继续办理", "Your application waits for you"),
            ("林知远", "Lin Zhiyuan"),
        ),
        row(lang, "2", ("您受邀参加评审", "You are invited to review"), ("评审专家", "an expert")),
    ]
}

fn tabs(lang: Lang, counts: [usize; 4]) -> Vec<Tab> {
    let names = [
        ("draft", "等待发出", "To be released"),
        ("held", "暂缓", "Held back"),
        ("released", "已发出", "Released"),
        ("failed", "未能送达", "Not delivered"),
    ];
    let tab = |((view, zh, en), count): ((&str, &str, &str), usize)| Tab {
        label: lang.of(zh, en).to_owned(),
        href: format!("/desk/outbox?view={view}"),
        count,
        current: view == "draft",
    };
    names.into_iter().zip(counts).map(tab).collect()
}

fn outbox(lang: Lang) -> OutboxPage {
    OutboxPage {
        ui: ui(lang, Desk::Officer, "/desk/outbox"),
        tabs: tabs(lang, [2, 0, 14, 1]),
        search: search(lang, "/desk/outbox"),
        errors: Vec::new(),
        view: "draft",
        can_release: true,
        can_hold: true,
        rows: rows(lang),
    }
}

fn empty(lang: Lang) -> OutboxPage {
    OutboxPage { rows: Vec::new(), tabs: tabs(lang, [0; 4]), ..outbox(lang) }
}

/// A query that cannot be read, with its place.
fn slipped(lang: Lang) -> OutboxPage {
    let slip = Slip {
        before: lang.of("案件:大学 ", "case:university ").to_owned(),
        at: "made:soon".to_owned(),
        after: String::new(),
        from: lang.of("7", "17").parse().unwrap_or_default(),
        what: lang
            .of(
                "“生成时间”要写日期，如 2026、2026-11、2026-11-05、..今天+7",
                "\"Made\" is a day, such as 2026, 2026-11, 2026-11-05 or ..today+7",
            )
            .to_owned(),
    };
    let typed = format!("{}{}", slip.before, slip.at);
    let search = Search { typed, wrong: Some(slip), keep: None, ..search(lang, "/desk/outbox") };
    OutboxPage { search, ..empty(lang) }
}

fn bulk_row(lang: Lang, id: &str, why_not: Option<&str>) -> BulkRow {
    BulkRow {
        id: format!("01930000-0000-7000-8000-00000000000{id}"),
        short: format!("0000000{id}"),
        href: format!("/desk/outbox/{id}"),
        name: lang.of("您单位的申报等待您继续办理", "Your application waits for you").to_owned(),
        below: vec![
            lang.of("最后一日 2026年5月20日", "last day 20 May 2026").to_owned(),
            lang.of("林知远", "Lin Zhiyuan").to_owned(),
            lang.of("澄州示例大学 3F2A-77C1", "Chengzhou Example University 3F2A-77C1").to_owned(),
        ],
        why_not: why_not.map(str::to_owned),
    }
}

fn bulk(lang: Lang) -> BulkPage {
    let input = Input::Long { value: String::new(), limit: Some(300) };
    let fields = vec![
        Field::new("reasons", lang.of("暂缓的理由", "Why it is held back"), input)
            .optional()
            .wrong(lang.of("请说明为什么暂缓", "Say why it is held back")),
    ];
    BulkPage {
        ui: ui(lang, Desk::Officer, "/desk/outbox"),
        crumbs: crumbs(lang, &[("发件箱", "Outbox", "/desk/outbox")]),
        errors: ErrorLine::of(&fields),
        title: lang.of("将暂缓 2 条消息", "2 messages will be held back").to_owned(),
        lead: lang.of("暂缓后不会发出。", "What is held back does not go out.").to_owned(),
        action: "/desk/outbox",
        field: "message",
        act: "hold",
        rows: vec![
            bulk_row(lang, "1", None),
            bulk_row(lang, "2", None),
            bulk_row(lang, "3", Some(lang.of("已发出", "Released"))),
        ],
        fields,
        go: lang.of("确认暂缓", "Hold back").to_owned(),
    }
}

fn bulk_done(lang: Lang) -> BulkDonePage {
    let done = |id: &str, done: bool, says: (&str, &str)| BulkDone {
        row: bulk_row(lang, id, None),
        done,
        says: lang.of(says.0, says.1).to_owned(),
    };
    BulkDonePage {
        ui: ui(lang, Desk::Officer, "/desk/outbox"),
        crumbs: crumbs(lang, &[("发件箱", "Outbox", "/desk/outbox")]),
        title: lang.of("已发出 1 条；另有 1 条未办理", "1 released; 1 not").to_owned(),
        lead: String::new(),
        rows: vec![done("1", true, ("", "")), done("2", false, ("已过时", "Overtaken"))],
        back: "/desk/outbox".to_owned(),
    }
}

fn one(lang: Lang) -> OutboxOnePage {
    let long = |name: &str, label: (&str, &str)| {
        let input = Input::Long { value: String::new(), limit: Some(300) };
        Field::new(name, lang.of(label.0, label.1), input).optional()
    };
    let preview = |of: Lang| Preview {
        lang: of.tag(),
        name: of.own_name(),
        inside: of
            .of("一项期限临近 · 编号 3F2A-77C1", "A term comes near · number 3F2A-77C1")
            .to_owned(),
        subject: of.of("一项期限临近——澄州市科技局", "A term comes near — the Bureau").to_owned(),
        text: of
            .of(
                "澄州市科技局提醒您：\n\n· 一项期限临近\n",
                "A reminder from the Bureau:\n\n· A term comes near\n",
            )
            .to_owned(),
    };
    let tried = |outcome: (&str, &str), said: &str| TryRow {
        at: "2026-05-15 08:31".to_owned(),
        outcome: lang.of(outcome.0, outcome.1).to_owned(),
        said: said.to_owned(),
    };
    OutboxOnePage {
        ui: ui(lang, Desk::Officer, "/desk/outbox"),
        crumbs: crumbs(lang, &[("发件箱", "Outbox", "/desk/outbox")]),
        errors: Vec::new(),
        row: row(lang, "1", ("一项期限临近", "A term comes near"), ("林知远", "Lin Zhiyuan")),
        state: lang.of("暂缓", "Held back").to_owned(),
        reasons: lang.of("等待补充说明", "An explanation is awaited").to_owned(),
        note: lang.of("请附上附件", "Please attach the annex").to_owned(),
        previews: Lang::ALL.map(preview).into(),
        open: Some((
            long("note", ("附言", "Note")),
            long("reasons", ("暂缓的理由", "Why it is held back")),
        )),
        deliveries: vec![DeliveryRow {
            way: lang.of("邮件", "Mail").to_owned(),
            state: lang.of("等待投递", "To be delivered").to_owned(),
            tone: "open",
            next: Some("2026-05-15 08:36".to_owned()),
            gathered: true,
            tries: vec![
                tried(("暂未接收", "not taken yet"), "451 4.3.0 try again later"),
                tried(("已开始，结果未知", "begun, outcome not known"), ""),
            ],
        }],
    }
}
