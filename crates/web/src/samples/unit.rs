//! Samples of the pages about units and deputies.

use guohe_cases::unit::Standing;

use crate::{
    desks::shown_standing as standing,
    lang::Lang,
    pages::{
        account::Form,
        applicant::PasteError,
        unit::{
            AcceptPage, AuditPage, AuditRow, AuditsPage, DeputiesPage, InvitationRow, MemberRow,
            MembersPage, OwnUnitPage, Replacing, SpanRow, UnitSeen, UnitsImportPage, UnitsSeen,
        },
    },
    parts::{Choice, ErrorLine, Field, Input, Link, Moment, MomentKind, Pair},
    ui::Crumb,
};

use super::{
    Sample,
    frame::{Desk, search, ui},
    sample,
};

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    vec![
        sample("registration", &register(lang)),
        sample("unit-returned", &own(lang, Standing::Returned)),
        sample("unit-stated", &own(lang, Standing::Stated)),
        sample("unit-members", &members(lang)),
        sample("unit-members-ask", &asks(lang)),
        sample("unit-replace", &replaced(lang, false)),
        sample("unit-replace-confirm", &replaced(lang, true)),
        sample("unit-accept", &accept(lang)),
        sample("unit-audits", &audits(lang)),
        sample("units-import", &import(lang)),
        sample("units-import-wrong", &import_wrong(lang)),
        sample("unit-audit", &audit(lang)),
        sample("deputies", &deputies(lang)),
    ]
}

fn text(name: &str, label: &str, value: &str) -> Field {
    Field::new(name, label, Input::Text { value: value.to_owned() })
}

fn register(lang: Lang) -> Form {
    let fields = vec![
        text("name", lang.of("您的姓名", "Your name"), lang.of("林若溪", "Lin Ruoxi")),
        text("word", lang.of("登录名的开头", "Beginning of your login"), "L!")
            .wrong(lang.of("用 2 至 20 个小写字母或数字", "2 to 20 small letters or digits")),
        Field::new("new", lang.of("口令", "Password"), Input::NewPassword),
    ];
    Form {
        ui: ui(lang, Desk::Public, "/register"),
        title: lang.of("单位注册", "Register an organisation").to_owned(),
        lead: lang.of("由将来的单位管理员办理。", "For its future administrator.").to_owned(),
        errors: ErrorLine::of(&fields),
        fields,
        action: "/register".to_owned(),
        by_passkey: false,
        carried: vec![("once".to_owned(), "0".to_owned())],
        submit: lang.of("建立账号", "Make the account").to_owned(),
    }
}

fn moments(lang: Lang) -> Vec<Moment> {
    let moment = |what: (&str, &str), who: (&str, &str), detail: Option<&str>| Moment {
        kind: MomentKind::Done,
        what: lang.of(what.0, what.1).to_owned(),
        when: "2026-05-15 10:31".to_owned(),
        who: lang.of(who.0, who.1).to_owned(),
        detail: detail.map(str::to_owned),
        cite: None,
        papers: Vec::new(),
    };
    vec![
        moment(
            ("退回更正", "Returned for correction"),
            ("周明远（代 何清川）", "Zhou Mingyuan (for He Qingchuan)"),
            Some(lang.of("名称与登记证书不一致", "the name differs from the certificate")),
        ),
        moment(("提交审核", "Handed in for audit"), ("林若溪", "Lin Ruoxi"), None),
    ]
}

fn facts(lang: Lang) -> Vec<Pair> {
    vec![
        Pair::new(
            lang.of("单位全称", "Full name in Chinese"),
            lang.of("云汐国际技术转移中心", "Yunxi Transfer Centre"),
        ),
        Pair::new(lang.of("统一社会信用代码", "Unified social credit code"), "Y1990000MA0000001X"),
        Pair::new(lang.of("电子邮箱", "Mail"), "").blank(),
    ]
}

fn own(lang: Lang, at: Standing) -> OwnUnitPage {
    let open = at.is_open();
    let name = lang.of("单位全称", "Full name in Chinese");
    let code = lang.of("统一社会信用代码", "Unified social credit code");
    let fields = vec![
        text("name_zh", name, lang.of("云汐国际技术转移中心", "Yunxi Transfer Centre")),
        text("code", code, "Y1990000MA000000")
            .wrong(lang.of("应为 18 位，现为 16 位", "it has 18 signs and this has 16")),
    ];
    OwnUnitPage {
        ui: ui(lang, Desk::Applicant, "/unit"),
        errors: if open { ErrorLine::of(&fields) } else { Vec::new() },
        standing: standing(lang, at),
        reasons: open.then(|| {
            lang.of("名称与登记证书不一致", "The name differs from the certificate").to_owned()
        }),
        own: vec![Pair::new(lang.of("您的登录账号", "Your login"), "lin.7kq3m9")],
        fields: if open { fields } else { Vec::new() },
        facts: facts(lang),
        history: moments(lang),
        receipt: (!open).then(|| "/unit/receipt.json".to_owned()),
    }
}

fn members(lang: Lang) -> MembersPage {
    let row = |id: &str, name: (&str, &str), role: (&str, &str), administers| MemberRow {
        id: id.to_owned(),
        name: lang.of(name.0, name.1).to_owned(),
        login: format!("{id}.7kq3m9"),
        role: lang.of(role.0, role.1).to_owned(),
        administers,
    };
    MembersPage {
        ui: ui(lang, Desk::Applicant, "/unit/members"),
        crumbs: vec![Crumb::new(lang.of("本单位", "My organisation"), "/unit")],
        errors: Vec::new(),
        manages: true,
        rows: vec![
            row("lin", ("林若溪", "Lin Ruoxi"), ("单位管理员", "Administrator"), true),
            row("gu", ("顾长风", "Gu Changfeng"), ("填报人", "Filler"), false),
        ],
        invitations: vec![InvitationRow {
            id: "0197".to_owned(),
            role: lang.of("提交人", "Submitter").to_owned(),
            until: "2026-05-22 10:31".to_owned(),
        }],
        link: Some("https://guohe.example.org/join/0197#5f3a".to_owned()),
        offered: Some(
            lang.of(
                "管理员身份拟移交给 顾长风，待其确认。",
                "The administrator's role is offered to Gu Changfeng, who has to accept it.",
            )
            .to_owned(),
        ),
        to_me: true,
        told: Some(
            lang.of(
                "周明远 提议由 顾长风 接任单位管理员，理由：原管理员已离职。",
                "Zhou Mingyuan proposes Gu Changfeng as the administrator: the present one has left.",
            )
            .to_owned(),
        ),
        asking: Vec::new(),
    }
}

/// The fields by which another administrator is named.
fn asking(lang: Lang, evidence: bool) -> Vec<Field> {
    let choices = vec![Choice::new("gu", lang.of("顾长风", "Gu Changfeng"), true)];
    let long = || Input::Long { value: String::new(), limit: None };
    let mut fields = vec![
        Field::new("to", lang.of("接任的成员", "Who takes over"), Input::Select { choices }),
        Field::new("reasons", lang.of("理由", "Reasons"), long()),
    ];
    if evidence {
        fields.push(Field::new("evidence", lang.of("依据材料", "What shows it"), long()));
    }
    fields
}

fn accept(lang: Lang) -> AcceptPage {
    AcceptPage {
        ui: ui(lang, Desk::Applicant, "/join/0197"),
        errors: Vec::new(),
        action: "/join/0197".to_owned(),
        carried: vec![("invitation".to_owned(), "5f3a".to_owned())],
        lead: lang.of("接受后需要重新登录。", "You sign in anew when you accept.").to_owned(),
    }
}

fn audits(lang: Lang) -> AuditsPage {
    let row = |title: (&str, &str), at| AuditRow {
        title: lang.of(title.0, title.1).to_owned(),
        href: "/desk/units/0197".to_owned(),
        code: "Y1990000MA0000001X".to_owned(),
        since: "2026-05-14".to_owned(),
        standing: standing(lang, at),
    };
    AuditsPage {
        ui: ui(lang, Desk::Officer, "/desk/units"),
        search: search(lang, "/desk/units"),
        rows: vec![
            row(("云汐国际技术转移中心", "Yunxi Transfer Centre"), Standing::Stated),
            row(("松禾孵化器", "Songhe Incubator"), Standing::Refused),
        ],
        imports: true,
    }
}

fn import(lang: Lang) -> UnitsImportPage {
    let row = UnitSeen {
        name: lang.of("云汐国际技术转移中心", "Yunxi Transfer Centre").to_owned(),
        code: "Y1990000MA0000001X".to_owned(),
        kind: lang.of("科研机构", "Research institution").to_owned(),
        superior: lang.of("无", "None").to_owned(),
    };
    UnitsImportPage {
        ui: ui(lang, Desk::Officer, "/desk/units/import"),
        crumbs: vec![Crumb::new(lang.of("注册审核", "Registrations"), "/desk/units")],
        errors: Vec::new(),
        faults: Vec::new(),
        text: "name_zh,code".to_owned(),
        seen: Some(UnitsSeen { rows: vec![row], same: 1 }),
    }
}

fn import_wrong(lang: Lang) -> UnitsImportPage {
    let fault = PasteError {
        place: lang.of("C4 统一社会信用代码", "C4 Unified social credit code").to_owned(),
        text: lang.of("末位应为 X", "The last sign should be X").to_owned(),
    };
    UnitsImportPage { faults: vec![fault], seen: None, ..import(lang) }
}

fn audit(lang: Lang) -> AuditPage {
    let choices = [("admitted", "通过", "Admit"), ("returned", "退回更正", "Return")]
        .map(|(value, zh, en)| Choice::new(value, lang.of(zh, en), false));
    let outcome = Field::new(
        "outcome",
        lang.of("审核结论", "Outcome"),
        Input::Radios { choices: choices.into() },
    );
    AuditPage {
        ui: ui(lang, Desk::Officer, "/desk/units/0197"),
        crumbs: vec![Crumb::new(lang.of("注册审核", "Registrations"), "/desk/units")],
        errors: Vec::new(),
        title: lang.of("云汐国际技术转移中心", "Yunxi Transfer Centre").to_owned(),
        standing: standing(lang, Standing::Stated),
        facts: facts(lang),
        caution: Some(
            lang.of(
                "该代码已属于本系统中的另一单位",
                "the code belongs to another unit of this installation",
            )
            .to_owned(),
        ),
        history: moments(lang),
        replacement: None,
        action: Some("/desk/units/0197".to_owned()),
        fields: vec![outcome],
    }
}

/// An audited unit whose administrator is gone; one is proposed, or not yet.
fn replaced(lang: Lang, pending: bool) -> AuditPage {
    let said = lang.of(
        "拟由 顾长风 接任单位管理员，由 周明远 提出。",
        "Gu Changfeng is proposed as the administrator, by Zhou Mingyuan.",
    );
    AuditPage {
        standing: standing(lang, Standing::Admitted),
        caution: None,
        replacement: Some(Replacing {
            action: "/desk/units/0197".to_owned(),
            pending: pending.then(|| said.to_owned()),
            evidence: lang.of("单位来函〔2026〕3 号", "Letter 3/2026 of the unit").to_owned(),
            answerable: true,
            fields: asking(lang, true),
        }),
        action: None,
        fields: Vec::new(),
        ..audit(lang)
    }
}

/// The members as one of them sees them who does not manage.
fn asks(lang: Lang) -> MembersPage {
    MembersPage {
        manages: false,
        invitations: Vec::new(),
        link: None,
        offered: None,
        to_me: false,
        asking: asking(lang, false),
        ..members(lang)
    }
}

fn deputies(lang: Lang) -> DeputiesPage {
    let choices = vec![Choice::new("0197", lang.of("何清川", "He Qingchuan"), true)];
    DeputiesPage {
        ui: ui(lang, Desk::Officer, "/account/deputies"),
        errors: Vec::new(),
        now: Some(lang.of("您正在代 何清川 办理。", "You are acting for He Qingchuan.").to_owned()),
        acting: vec![(
            "0197".to_owned(),
            lang.of("代 何清川 办理（至 2026-05-22）", "Act for He Qingchuan (until 2026-05-22)")
                .to_owned(),
        )],
        spans: vec![SpanRow {
            number: 1,
            name: lang.of("何清川", "He Qingchuan").to_owned(),
            days: "2026-05-15 – 2026-05-22".to_owned(),
            reasons: lang.of("年休假", "annual leave").to_owned(),
            state: String::new(),
            open: true,
        }],
        fields: vec![
            Field::new("deputy", lang.of("代理人", "Deputy"), Input::Select { choices }),
            Field::new(
                "from",
                lang.of("开始日期", "First day"),
                Input::Date { value: "2026-05-15".to_owned() },
            ),
        ],
        ways: vec![Link::new(lang.of("我的账号", "My account"), "/account")],
    }
}
