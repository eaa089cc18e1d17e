//! The self-check and signing in.

use crate::{
    lang::Lang,
    pages::public::{
        About, CheckAll, CheckForm, CheckInstrument, CheckStart, CheckType, Demonstrator, FormPart,
        FormSection, Refusal, RowGroup, SignIn, WantedFact,
    },
    parts::{Choice, ErrorLine, Field, Input, Link, MoneyUnit, NoneBox, Outcome},
    samples::{
        findings::{fits, panel},
        frame::{Desk, cite, crumbs, measures, ui},
    },
};

pub(super) fn check_start(lang: Lang) -> CheckStart {
    let kind = |name: (&str, &str), about: (&str, &str), conditions, computed| CheckType {
        name: lang.of(name.0, name.1).to_owned(),
        about: lang.of(about.0, about.1).to_owned(),
        href: "/check/chengzhou/bases/lab".to_owned(),
        conditions,
        computed,
    };
    CheckStart {
        ui: ui(lang, Desk::Public, "/check"),
        all: Some("/check/all".to_owned()),
        instruments: vec![CheckInstrument {
            title: measures(lang).to_owned(),
            types: vec![
                kind(
                    ("联合研究基地", "Joint research base"),
                    (
                        "高校、科研院所与境外机构长期开展联合研究。",
                        "Universities and institutes that do joint research over years.",
                    ),
                    16,
                    10,
                ),
                kind(
                    ("技术转移基地", "Technology transfer base"),
                    (
                        "转移机构、孵化器促成国际技术转移。",
                        "Transfer bodies and incubators that bring technology across borders.",
                    ),
                    12,
                    8,
                ),
                kind(
                    ("产业园区基地", "Industrial park base"),
                    (
                        "科技园区为入驻单位提供国际合作服务。",
                        "Science parks that serve the cooperation of their tenants.",
                    ),
                    14,
                    9,
                ),
            ],
        }],
    }
}

pub(super) fn host_fields(lang: Lang) -> Vec<Field> {
    vec![
        Field::new(
            "host.kind",
            lang.of("单位性质", "Kind of organisation"),
            Input::Select {
                choices: vec![
                    Choice::new("institute", lang.of("科研院所", "Research institute"), true),
                    Choice::new("university", lang.of("高等学校", "University"), false),
                ],
            },
        )
        .used_by(cite(lang, "第五条", "Article 5")),
        Field::new(
            "host.registered_on",
            lang.of("登记日期", "Date of registration"),
            Input::Date { value: "2019-03-04".to_owned() },
        )
        .help(lang.of("以登记证书上的成立日期为准。", "The date of foundation on the certificate."))
        .used_by(cite(lang, "第六条第（一）项", "Article 6(1)")),
        Field::new(
            "host.valid_until",
            lang.of("证书有效期至", "Certificate valid until"),
            Input::Date { value: String::new() },
        )
        .used_by(cite(lang, "第六条第（一）项", "Article 6(1)")),
        Field::new(
            "host.office",
            lang.of("设有国际合作管理机构", "There is an office for international cooperation"),
            Input::Flag { value: None },
        )
        .used_by(cite(lang, "第六条第（三）项", "Article 6(3)")),
    ]
    .into_iter()
    .map(|mut field| {
        if field.name == "host.valid_until" {
            field.none = Some(NoneBox {
                label: lang.of("长期有效，无截止日期", "without end").to_owned(),
                chosen: true,
            });
        }
        field
    })
    .collect()
}

fn section(id: &str, title: &str, state: &str, open: bool, fields: Vec<Field>) -> FormSection {
    FormSection {
        id: id.to_owned(),
        title: title.to_owned(),
        help: None,
        state: state.to_owned(),
        open,
        fields,
        rows: Vec::new(),
        add: None,
        closing: None,
    }
}

fn means(lang: Lang) -> Vec<Field> {
    vec![
        Field::new(
            "finance.rd",
            lang.of("研究开发投入", "Spending on research"),
            Input::Money {
                value: "362.50".to_owned(),
                unit: MoneyUnit::Wan,
                shown: Some(lang.of("= 3,625,000.00 元", "= 3,625,000.00 yuan").to_owned()),
            },
        ),
        Field::new(
            "site.area",
            lang.of("科研场地面积", "Premises for research"),
            Input::Area {
                value: "2180".to_owned(),
                mu: false,
                shown: Some(lang.of("= 2,180 平方米", "= 2,180 m²").to_owned()),
            },
        )
        .used_by(cite(lang, "第七条第（四）项", "Article 7(4)")),
        Field::new(
            "finance.share",
            lang.of("国际合作投入占比", "Share for cooperation"),
            Input::Ratio { value: "12.5".to_owned() },
        ),
        Field::new(
            "staff.count",
            lang.of("专职合作人员", "Dedicated staff"),
            Input::Number { value: "1".to_owned(), unit: lang.of("人", "persons").to_owned() },
        )
        .used_by(cite(lang, "第六条第（三）项", "Article 6(3)")),
        Field::new(
            "fields",
            lang.of("合作领域", "Fields"),
            Input::Codes {
                choices: vec![
                    Choice::new("marine", lang.of("海洋装备", "marine equipment"), true),
                    Choice::new("material", lang.of("新材料", "new materials"), false),
                    Choice::new("bio", lang.of("生物医药", "biomedicine"), false),
                ],
            },
        ),
    ]
}

/// What is asked once, and a list with one row.
fn form_part(lang: Lang) -> FormPart {
    let agreements = FormSection {
        rows: vec![RowGroup {
            id: "agreements.1".to_owned(),
            title: lang.of("合作协议 1", "Agreement 1").to_owned(),
            open: true,
            fields: vec![Field::new(
                "agreements.1.signed_on",
                lang.of("签署日期", "Signed on"),
                Input::Date { value: "2025-03-01".to_owned() },
            )],
        }],
        add: Some("agreements".to_owned()),
        closing: Some(Field::new(
            "agreements-closed",
            lang.of("是否填全", "Complete"),
            Input::Codes {
                choices: vec![Choice::new("yes", lang.of("已填全", "These are all"), true)],
            },
        )),
        ..section(
            "s-agreements",
            lang.of("合作协议", "Agreements"),
            lang.of("1 条，已填全", "1 entered, complete"),
            true,
            Vec::new(),
        )
    };
    let state = lang.of("已填 4 / 5", "4 of 5 filled in");
    let mut means = section("s-means", lang.of("条件与投入", "Means"), state, false, means(lang));
    means.help = Some(lang.of("填最近一个完整年度。", "For the last complete year.").to_owned());
    let host = section("s-host", lang.of("依托单位", "Host"), state, true, host_fields(lang));
    FormPart { title: String::new(), help: String::new(), sections: vec![host, means, agreements] }
}

pub(super) fn check(lang: Lang) -> CheckForm {
    CheckForm {
        ui: ui(lang, Desk::Public, "/check/chengzhou/bases/lab"),
        crumbs: crumbs(lang, &[("自查", "Check yourself", "/check")]),
        kind: lang.of("联合研究基地", "Joint research base").to_owned(),
        action: "/check/chengzhou/bases/lab".to_owned(),
        parts: vec![form_part(lang)],
        panel: panel(lang),
        fits: fits(lang),
        start: Some("/applications/start".to_owned()),
    }
}

pub(super) fn check_all(lang: Lang) -> CheckAll {
    let wanted = |zh: &str, en: &str, href: &str, count: usize| WantedFact {
        place: Link::new(lang.of(zh, en), href),
        by: lang
            .of(&format!("{count} 个类别在等这一项"), &format!("{count} types wait for it"))
            .to_owned(),
    };
    CheckAll {
        ui: ui(lang, Desk::Public, "/check/all"),
        crumbs: crumbs(lang, &[("自查", "Check yourself", "/check")]),
        action: "/check/all".to_owned(),
        parts: vec![FormPart {
            title: lang.of("几个办法都要的", "What several regulations ask").to_owned(),
            help: lang
                .of("填一次，几个办法同时用到。", "Entered once, used by several.")
                .to_owned(),
            ..form_part(lang)
        }],
        fits: fits(lang),
        shared: vec![
            wanted("依托单位：登记日期", "Host: day of registration", "#host.valid_until", 6),
            wanted("合作协议", "Agreements", "#agreements-closed", 3),
        ],
        differing: vec![wanted("依托单位：所在园区", "Host: its park", "", 1)],
    }
}

pub(super) fn sign_in(lang: Lang) -> SignIn {
    let account = |login: &str, name: (&str, &str), role: (&str, &str)| Demonstrator {
        login: login.to_owned(),
        name: lang.of(name.0, name.1).to_owned(),
        role: lang.of(role.0, role.1).to_owned(),
    };
    SignIn {
        ui: ui(lang, Desk::Public, "/sign-in"),
        errors: Vec::new(),
        fields: vec![
            Field::new("login", lang.of("账号", "Account"), Input::Text { value: String::new() }),
            Field::new("password", lang.of("密码", "Password"), Input::Password),
            Field::new("code", lang.of("验证码", "Code"), Input::Code).optional(),
        ],
        pause: lang
            .of(
                "连续 5 次失败后暂停 10 分钟",
                "After 5 failures in a row there is a pause of 10 minutes",
            )
            .to_owned(),
        next: "/".to_owned(),
        by_passkey: true,
        unified_failed: false,
        providers: vec![Link::new(
            lang.of("用“省统一身份认证”登录", "Sign in with Provincial login"),
            "/sign-in/with/province",
        )],
        refusal: None,
        demonstrators: vec![
            account("host", ("林若溪", "Lin Ruoxi"), ("依托单位", "Host")),
            account("officer", ("周明远", "Zhou Mingyuan"), ("经办", "Officer")),
            account("expert07", ("评审专家 07", "Expert 07"), ("专家", "Expert")),
            account("leader", ("何清川", "He Qingchuan"), ("局领导", "Leadership")),
        ],
    }
}

pub(super) fn sign_in_wrong(lang: Lang) -> SignIn {
    let mut page = sign_in(lang);
    page.demonstrators.clear();
    if let Some(first) = page.fields.first_mut() {
        first.error = Some(
            lang.of(
                "账号或密码不对，请重新输入",
                "The account or the password is not right; try again",
            )
            .to_owned(),
        );
    }
    page.errors = ErrorLine::of(&page.fields);
    page.unified_failed = true;
    page
}

pub(super) fn sign_in_refused(lang: Lang) -> SignIn {
    SignIn { refusal: Some(Refusal { host: "http://10.0.8.15:8080".to_owned() }), ..sign_in(lang) }
}

pub(super) fn about(lang: Lang) -> About {
    About {
        ui: ui(lang, Desk::Public, "/about"),
        outcomes: vec![
            (Outcome::Met, "about.met"),
            (Outcome::NotMet, "about.not_met"),
            (Outcome::Undetermined, "about.undetermined"),
            (Outcome::NeedsJudgement, "about.needs_judgement"),
            (Outcome::Waived, "about.waived"),
            (Outcome::NotApplicable, "about.not_applicable"),
        ],
        version: "0.1.0".to_owned(),
    }
}
