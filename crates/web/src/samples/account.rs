//! Samples of the pages about one's own account.

use crate::{
    lang::Lang,
    pages::account::{
        Ask, DataGroup, DataPage, DataRow, DeliveryLine, FactorPage, Form, HookLine, HooksPage,
        LeavePage, LoginLine, LoginsPage, Overview, PasskeyLine, PasskeysPage, RecoveryPage,
        SecondStep, SessionLine, SessionsPage, TokenLine, TokensPage, ViewLine, ViewsPage,
    },
    parts::{Choice, ErrorLine, Field, Input, Link, Pair},
    second_factor,
};

use super::{
    Sample,
    frame::{Desk, ui},
    sample,
};

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    vec![
        sample("account", &overview(lang)),
        sample("account-factor", &factor(lang, true)),
        sample("account-factor-replace", &factor(lang, false)),
        sample("account-passkeys", &passkeys(lang)),
        sample("account-recovery", &recovery(lang)),
        sample("account-sessions", &sessions(lang)),
        sample("account-data", &data(lang)),
        sample("account-step-up", &step_up(lang)),
        sample("account-logins", &logins(lang)),
        sample("account-tokens", &tokens(lang)),
        sample("account-views", &views(lang)),
        sample("account-views-none", &no_views(lang)),
        sample("account-hooks", &hooks(lang)),
        sample("account-leave", &leave(lang)),
        sample("account-second-step", &second_step(lang)),
    ]
}

fn overview(lang: Lang) -> Overview {
    let pair = |label: (&str, &str), value: (&str, &str)| {
        Pair::new(lang.of(label.0, label.1), lang.of(value.0, value.1))
    };
    Overview {
        ui: ui(lang, Desk::Officer, "/account"),
        facts: vec![
            pair(("账号", "Account"), ("zhou", "zhou")),
            pair(("姓名", "Name"), ("周明远", "Zhou Mingyuan")),
            pair(
                ("两步验证", "Second factor"),
                ("自 2026-03-02 09:12 起启用", "In use since 2026-03-02 09:12"),
            ),
        ],
        ways: vec![
            Link::new(lang.of("两步验证", "Second factor"), "/account/second-factor"),
            Link::new(lang.of("我的登录会话", "My sessions"), "/account/sessions"),
        ],
    }
}

fn factor(lang: Lang, owed: bool) -> FactorPage {
    let mut field = Field::new("code", lang.of("验证码", "Code"), Input::Code);
    if owed {
        field = field.wrong(lang.of("与密钥不符，请重新输入", "It does not match; try again"));
    }
    FactorPage {
        ui: ui(lang, Desk::Officer, "/account/second-factor"),
        errors: ErrorLine::of(std::slice::from_ref(&field)),
        fields: vec![field],
        owed,
        now: (!owed).then(|| ("2026-03-02 09:12".to_owned(), 9)),
        picture: second_factor::picture(&[7; 20], "zhou"),
        secret: "A4DQ OBYH A4DQ OBYH A4DQ OBYH A4DQ OBYH".to_owned(),
    }
}

fn passkeys(lang: Lang) -> PasskeysPage {
    let line = |name: &str, alone, doubted| PasskeyLine {
        id: if doubted { "0196" } else { "0197" }.to_owned(),
        name: name.to_owned(),
        since: "2026-03-02 09:12".to_owned(),
        used: "2026-05-15 08:58".to_owned(),
        alone,
        doubted,
    };
    PasskeysPage {
        ui: ui(lang, Desk::Officer, "/account/passkeys"),
        errors: Vec::new(),
        field: Field::new("name", lang.of("名称", "Name"), Input::Text { value: String::new() }),
        owed: false,
        possible: true,
        full: false,
        passkeys: vec![
            line(lang.of("办公室电脑", "The computer in the office"), true, false),
            line(lang.of("旧钥匙", "An old key"), false, true),
        ],
    }
}

fn recovery(lang: Lang) -> RecoveryPage {
    let codes = (2..8).map(|n| format!("k{n}wd-p{n}hc-x{n}ae-m{n}tq")).collect();
    RecoveryPage { ui: ui(lang, Desk::Officer, "/account/second-factor"), codes }
}

fn sessions(lang: Lang) -> SessionsPage {
    let line = |device: &str, place: &str, current| SessionLine {
        id: "0198".to_owned(),
        device: device.to_owned(),
        place: place.to_owned(),
        opened: "2026-05-15 08:58".to_owned(),
        seen: "2026-05-15 10:31".to_owned(),
        current,
    };
    SessionsPage {
        ui: ui(lang, Desk::Officer, "/account/sessions"),
        sessions: vec![
            line("Firefox · Linux", "10.0.8.15", true),
            line("Edge · Windows", "10.0.8.22", false),
        ],
        ends: lang
            .of(
                "15 分钟不使用自动退出；最长 12 小时。",
                "A session ends after 15 minutes without use, and after 12 hours at the latest.",
            )
            .to_owned(),
    }
}

fn step_up(lang: Lang) -> Form {
    let field = Field::new("proof_of_person", lang.of("验证码", "Code"), Input::Code)
        .help(lang.of("验证器应用上的 6 位数字", "The 6 digits of your authenticator"));
    Form {
        ui: ui(lang, Desk::Leader, "/desk"),
        title: lang.of("再次确认是您本人", "Confirm that it is you").to_owned(),
        lead: lang.of("这一步有法律后果。", "This step has legal effect.").to_owned(),
        errors: Vec::new(),
        fields: vec![field],
        action: "/desk".to_owned(),
        carried: vec![("reason".to_owned(), lang.of("符合条件", "conditions met").to_owned())],
        by_passkey: true,
        submit: lang.of("确认并继续", "Confirm and go on").to_owned(),
    }
}

fn logins(lang: Lang) -> LoginsPage {
    let line = |id: &str, name: (&str, &str), state: (&str, &str), linked| LoginLine {
        id: id.to_owned(),
        name: lang.of(name.0, name.1).to_owned(),
        state: lang.of(state.0, state.1).to_owned(),
        linked,
    };
    LoginsPage {
        ui: ui(lang, Desk::Officer, "/account/logins"),
        failed: true,
        logins: vec![
            line(
                "province",
                ("省统一身份认证", "Provincial login"),
                ("自 2026-03-02 09:12 起关联。", "Linked since 2026-03-02 09:12."),
                true,
            ),
            line("park", ("园区门户", "Park portal"), ("还没有关联。", "Not linked yet."), false),
        ],
    }
}

fn leave(lang: Lang) -> LeavePage {
    LeavePage {
        ui: ui(lang, Desk::Public, "/sign-in"),
        title: lang.of("正在前往“省统一身份认证”", "On the way to Provincial login").to_owned(),
        lead: lang.of("完成后会自动回到这里。", "You come back here by yourself.").to_owned(),
        to: "https://sso.example/authorize?state=x".to_owned(),
        go: lang.of("前往“省统一身份认证”", "Go to Provincial login").to_owned(),
    }
}

fn second_step(lang: Lang) -> SecondStep {
    SecondStep {
        ui: ui(lang, Desk::Public, "/sign-in/code"),
        errors: Vec::new(),
        field: Field::new("code", lang.of("验证码", "Code"), Input::Code),
        by_passkey: true,
    }
}

fn data(lang: Lang) -> DataPage {
    let row = |what: (&str, &str), value: &str| DataRow {
        what: lang.of(what.0, what.1).to_owned(),
        value: value.to_owned(),
        class: lang.of("个人信息", "Personal").to_owned(),
        purpose: lang.of("知道谁是基地负责人", "To know who leads the base").to_owned(),
        basis: lang.of("第十二条", "Article 12").to_owned(),
        until: lang.of("办结后 10 年", "10 years after the case has ended").to_owned(),
    };
    DataPage {
        ui: ui(lang, Desk::Applicant, "/account/data"),
        groups: vec![
            DataGroup {
                title: lang.of("我的账号", "My account").to_owned(),
                href: None,
                rows: vec![row(("账号", "Account"), "zhou")],
                asks: None,
            },
            DataGroup {
                title: lang
                    .of("国际联合研究中心 3F2A-77C1", "Joint research centre 3F2A-77C1")
                    .to_owned(),
                href: Some("/applications/1".to_owned()),
                rows: vec![row(("职称", "Title"), lang.of("正高级", "full senior"))],
                asks: Some(Ask {
                    subjects: Vec::new(),
                    case: "1".to_owned(),
                    fields: vec![Field::new(
                        "reasons",
                        lang.of("理由", "Reasons"),
                        Input::Long { value: String::new(), limit: None },
                    )],
                }),
            },
        ],
        refused: None,
    }
}

fn tokens(lang: Lang) -> TokensPage {
    let scope =
        |scope: &str, zh, en, chosen| Choice::new(scope, lang.of(zh, en), chosen).hint(scope);
    let scopes = vec![
        scope("applications:read", "本单位的申报：读取", "Applications: reading", true),
        scope("applications:write", "本单位的申报：办理", "Applications: acting", false),
    ];
    let name = Field::new("name", lang.of("名称", "Name"), Input::Text { value: String::new() })
        .wrong(
            lang.of("名称应有 1 至 40 个字，请更正", "A name has 1 to 40 signs; please change it"),
        );
    let fields = vec![
        name,
        Field::new("scopes", lang.of("范围", "Scopes"), Input::Codes { choices: scopes }),
    ];
    TokensPage {
        ui: ui(lang, Desk::Applicant, "/account/tokens"),
        errors: ErrorLine::of(&fields),
        fields,
        made: Some(format!("guohe_{}", "0a1b".repeat(16))),
        full: false,
        tokens: vec![TokenLine {
            id: "00000000-0000-7000-8000-000000000001".to_owned(),
            name: lang.of("夜间同步", "Nightly export").to_owned(),
            scopes: "applications:read".to_owned(),
            made: "2026-05-01 09:00".to_owned(),
            ends: "2026-07-30 09:00".to_owned(),
            ended: false,
            used: "2026-05-15 02:00".to_owned(),
        }],
    }
}

fn hooks(lang: Lang) -> HooksPage {
    let choices = vec![Choice::new("own", lang.of("本单位的申报", "Applications"), true)];
    let address = Input::Text { value: "http://example.org".to_owned() };
    let wrong = lang
        .of("地址应以 https:// 开头，请更正", "It should begin with https://; please change it");
    let fields = vec![
        Field::new("address", lang.of("地址", "Address"), address).wrong(wrong),
        Field::new("what", lang.of("通知什么", "Told of"), Input::Radios { choices }),
    ];
    let delivery = |number: &str, tries, zh, en| DeliveryLine {
        number: number.to_owned(),
        at: "2026-05-15 10:42".to_owned(),
        tries,
        state: lang.of(zh, en).to_owned(),
    };
    HooksPage {
        ui: ui(lang, Desk::Applicant, "/account/webhooks"),
        errors: ErrorLine::of(&fields),
        fields,
        made: Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()),
        full: false,
        none: false,
        hooks: vec![HookLine {
            id: "00000000-0000-7000-8000-000000000002".to_owned(),
            address: "https://hooks.example.org/guohe".to_owned(),
            told: lang.of("本单位的申报", "Applications of one's organisation").to_owned(),
            since: "2026-05-01 09:00".to_owned(),
            state: Some(
                lang.of(
                    "自 2026-05-15 10:42 起没有送达。",
                    "Nothing has arrived since 2026-05-15 10:42.",
                )
                .to_owned(),
            ),
            sent: vec![
                delivery("A1B2-C3D4", 2, "未送达（503），10:43 再试", "not yet (503), again 10:43"),
                delivery("A1B2-C3D4", 1, "10:41 送达（204）", "arrived 10:41 (204)"),
            ],
        }],
    }
}

fn view(lang: Lang, id: &str, name: (&str, &str), shared: bool) -> ViewLine {
    let with =
        lang.of("澄州市科学技术局的经办", "Officer, Chengzhou Science and Technology Bureau");
    ViewLine {
        id: id.to_owned(),
        list: "/desk".to_owned(),
        list_name: lang.of("待办", "To do").to_owned(),
        query: "q=x".to_owned(),
        href: "/desk?q=x".to_owned(),
        name: lang.of(name.0, name.1).to_owned(),
        with: vec![Choice::new("a", with, shared)],
        shared_with: String::new(),
    }
}

fn views(lang: Lang) -> ViewsPage {
    ViewsPage {
        ui: ui(lang, Desk::Officer, "/account/views"),
        errors: Vec::new(),
        removed: Some(view(lang, "3", ("上季度", "Last quarter"), false)),
        draft: None,
        lines: vec![
            view(lang, "1", ("本周到期", "Due this week"), false),
            view(lang, "2", ("园区类", "Parks"), true),
        ],
    }
}

fn no_views(lang: Lang) -> ViewsPage {
    let slipped = view(lang, "4", ("", ""), false);
    let text = lang.of("请给视图取一个名称", "Give the view a name").to_owned();
    let errors = vec![ErrorLine { field: "name-4".to_owned(), text }];
    ViewsPage { errors, removed: None, draft: Some(slipped), lines: Vec::new(), ..views(lang) }
}
