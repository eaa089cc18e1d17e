//! The three administrators at their pages: accounts and roles between two of them, and the log for the third.

use axum::http::StatusCode;
use guohe_cases::message::{
    Messages as _,
    owner::{Affair, Origin},
};
use guohe_rules::syntax::Words;
use guohe_web::{app, chores::Chore};
use jiff::SignedDuration;
use scraper::{ElementRef, Html, Selector};
use serde_json::json;
use uuid::Uuid;

use crate::{logged::Log, town::Town, visitor::Visitor};

#[tokio::test]
async fn an_account_is_made_by_one_and_gets_its_roles_by_another() {
    let town = Town::new().await;
    for office in ["system", "security", "audit"] {
        town.administrator(office).await;
    }
    let site = app(town.site()).unwrap();
    let mut system = Visitor::signed_in(&site, "system").await;
    assert_eq!(system.gets("/home").await.to(), "/admin/system");
    let new = "/admin/accounts/new";
    let wrong =
        system.fills(new, new, &[("login", "officer"), ("name", ""), ("unit", "9135")]).await;
    assert_eq!(wrong.status, 422);
    let wrong =
        system.fills(new, new, &[("login", "officer"), ("name", ""), ("unit", "")]).await.text();
    assert!(wrong.contains("已有人使用") && wrong.contains("请填写姓名"), "{wrong}");
    let made = system.fills(new, new, &[("login", "Lin"), ("name", "林一"), ("unit", "")]).await;
    assert!(made.status == 200 && made.text().contains("首次密码"), "{}", made.text());
    let id = address_of(&mut system, "lin").await;

    let page = format!("/admin/accounts/{id}");
    let both = [("do", "roles"), ("roles", "system"), ("roles", "audit")];
    let refused = system.fills(&page, &page, &both).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("不得由同一人担任"), "{}", refused.text());
    let one = [("do", "roles"), ("roles", "audit")];
    assert_eq!(system.fills(&page, &page, &one).await.to(), page);
    assert_eq!(system.gets(&format!("/admin/security/{id}")).await.status, 403);

    let mut security = Visitor::signed_in(&site, "security").await;
    let waiting = security.gets("/admin/security").await.text();
    assert!(waiting.contains("林一"), "{waiting}");
    let confirm = format!("/admin/security/{id}");
    let done = security.fills(&confirm, &confirm, &[("do", "confirm"), ("number", "2")]).await;
    assert_eq!(done.to(), confirm);
    let after = security.gets(&confirm).await.text();
    assert!(after.contains("已确认") && after.contains("审计管理员"), "{after}");

    let own: Uuid = id.parse().unwrap();
    assert_eq!(told(&town, own).await, [Affair::Roles]);
    for (what, said) in [("close", "已停用"), ("reopen", "正常")] {
        assert_eq!(system.fills(&page, &page, &[("do", what)]).await.to(), page);
        assert!(system.gets(&page).await.text().contains(said), "{what}");
    }
    let mut audit = Visitor::signed_in(&site, "audit").await;
    let log =
        audit.gets(&format!("/admin/audit?kind=account&person={}", Town::system())).await.text();
    assert!(log.contains("账号事项") && log.contains(&id), "{log}");
    assert!(!log.contains("安全管理员</span>"), "only what that person did");
}

#[tokio::test]
async fn whose_an_account_was_is_erased_by_two_and_stands_nowhere_any_more() {
    let mut town = Town::new().await;
    town.round().await;
    for office in ["system", "security", "audit"] {
        town.administrator(office).await;
    }
    let site = app(town.site()).unwrap();
    let mut system = Visitor::signed_in(&site, "system").await;
    let mut security = Visitor::signed_in(&site, "security").await;
    let mut audit = Visitor::signed_in(&site, "audit").await;
    let log = "/admin/audit?kind=round";
    let told = audit.gets(log).await.text();
    assert!(told.contains("周明远"));
    assert!(told.contains("<span class=\"sub\">市科委、中关村管委会</span>"), "{told}");

    let id = Town::person("officer").account;
    let page = format!("/admin/accounts/{id}");
    assert!(!system.gets(&page).await.text().contains("提出删除"), "only what is closed");
    assert_eq!(system.fills(&page, &page, &[("do", "close")]).await.to(), page);
    let none = system.fills(&page, &page, &[("do", "erase"), ("reasons", "")]).await;
    assert_eq!(none.status, 422);
    let why = [("do", "erase"), ("reasons", "离职满三年")];
    assert_eq!(system.fills(&page, &page, &why).await.to(), page);
    let confirm = format!("/admin/security/{id}");
    let asked = security.gets("/admin/security").await.text();
    assert!(asked.contains("删除登录名和姓名：离职满三年"), "{asked}");
    let number = [("do", "confirm"), ("number", "2")];
    assert_eq!(security.fills(&confirm, &confirm, &number).await.to(), confirm);

    let pages = [
        ("/admin/accounts", system.gets("/admin/accounts").await),
        (page.as_str(), system.gets(&page).await),
        (confirm.as_str(), security.gets(&confirm).await),
        (log, audit.gets(log).await),
    ];
    for (address, shown) in pages {
        let shown = shown.text();
        assert!(!shown.contains("周明远"), "{address}: {shown}");
        assert!(shown.contains("已依法删除 / erased under the law"), "{address}: {shown}");
    }
    assert!(!system.gets(&page).await.text().contains("name=\"do\""), "nothing is left to do");
}

#[tokio::test]
async fn accounts_are_looked_through_and_taken_along() {
    let town = Town::new().await;
    town.administrator("system").await;
    let site = app(town.site()).unwrap();
    let mut system = Visitor::signed_in(&site, "system").await;
    let logins = |page: &str| {
        let page = Html::parse_document(page);
        let links = Selector::parse("table.data tbody th a").unwrap();
        page.select(&links).map(|link| link.text().collect::<String>()).collect::<Vec<_>>()
    };
    let all = logins(&system.gets("/admin/accounts").await.text());
    assert!(all.len() > 5, "{all:?}");
    let found = logins(&system.gets("/admin/accounts?q=login:expert2").await.text());
    assert_eq!(found, ["expert2"]);
    let wrong = system.gets("/admin/accounts?q=login:").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(logins(&wrong.text()), [""; 0]);
    let beyond = system.gets(&format!("/admin/accounts?after={}", usize::MAX)).await;
    assert_eq!((beyond.status, logins(&beyond.text())), (StatusCode::OK, Vec::new()));
    let book = system.gets("/admin/accounts?q=login:expert2&as=xlsx").await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.headers["content-type"].to_str().unwrap().contains("spreadsheetml"));
}

/// What the owner of an account was told that administrators did with it, in the order of the words for it.
async fn told(town: &Town, account: Uuid) -> Vec<Affair> {
    let store = town.store();
    let told = store.messages_of(town.desk().tenant, account, 9).await.unwrap();
    let told = told.iter().map(|one| {
        let of = one.matter.of_account().unwrap();
        assert_eq!(of.origin, Origin::Office);
        of.affair
    });
    let mut told: Vec<Affair> = told.collect();
    told.sort_unstable();
    told
}

/// The id of an account, from the list.
async fn address_of(system: &mut Visitor, login: &str) -> String {
    let list = system.gets("/admin/accounts").await.text();
    let row = list.split("/admin/accounts/").find(|part| part.contains(&format!(">{login}<")));
    row.unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_the_audit_administrator_takes_away_or_has_verified_is_recorded() {
    let town = Town::new().await;
    town.administrator("audit").await;
    let site = app(town.site()).unwrap();
    let mut audit = Visitor::signed_in(&site, "audit").await;
    let own = async |visitor: &mut Visitor| {
        let page = visitor.gets("/admin/audit?kind=account").await.text();
        page.matches("账号事项").count()
    };
    let before = own(&mut audit).await;
    assert_eq!(audit.gets("/admin/audit/log.csv").await.status, 405, "looking records nothing");
    let taken = audit.fills("/admin/audit", "/admin/audit/log.csv", &[]).await;
    assert_eq!(taken.status, 200);
    assert_eq!(own(&mut audit).await, before + 1);
    audit.fills("/admin/audit/chain", "/admin/audit/chain", &[("do", "verify")]).await.to();
    assert_eq!(own(&mut audit).await, before + 2);
    // Nobody else writes such an event, not even another administrator.
    town.administrator("security").await;
    let mut other = Visitor::signed_in(&site, "security").await;
    let page = other.gets("/admin/security").await.value("form_token").unwrap_or_default();
    let refused = other.posts("/admin/audit/log.csv", &[("form_token", &page)]).await;
    assert_eq!(refused.status, 403);
    assert_eq!(own(&mut audit).await, before + 2);
}

#[tokio::test]
async fn the_log_names_no_expert_and_finds_none_by_person() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    town.reviewed(case, &[1, 2, 3, 4, 5], &[]).await;
    town.administrator("audit").await;
    let site = app(town.site()).unwrap();
    let mut audit = Visitor::signed_in(&site, "audit").await;
    let mut export = async |filter: &[(&str, &str)]| {
        audit.fills("/admin/audit", "/admin/audit/log.csv", filter).await.text()
    };
    let all = export(&[("kind", "answered")]).await;
    assert_eq!(all.matches("\"answered\"").count(), 5, "{all}");
    assert!(all.contains("专家（不显示姓名）") && !all.contains("专家0"), "{all}");
    let one = Town::expert(1).account.to_string();
    let found = export(&[("person", &one)]).await;
    assert_eq!(found.lines().count(), 1, "{found}");
    // By the officer there is something, so that the search can find at all.
    let officer = Uuid::from_u128(3).to_string();
    let found = export(&[("person", &officer), ("kind", "checked")]).await;
    assert_eq!(found.lines().count(), 2, "{found}");
    // Nothing that was typed into the case is in what the log shows.
    let log = audit.gets("/admin/audit").await.text();
    assert!(!log.contains("同意") && !log.contains("材料齐备"), "{log}");
    assert_eq!(audit.gets(&format!("/desk/cases/{case}")).await.status, 403);
}

#[tokio::test]
async fn a_first_password_opens_nothing_but_the_choice_of_another() {
    let town = Town::new().await;
    town.administrator("system").await;
    let site = app(town.site()).unwrap();
    let mut system = Visitor::signed_in(&site, "system").await;
    let new = "/admin/accounts/new";
    let made = system.fills(new, new, &[("login", "lin"), ("name", "林一"), ("unit", "")]).await;
    let made = made.text();
    let first = made.split(['<', '>']).find(|text| text.split('-').count() == 5).unwrap();

    let (choose, own) = ("/account/password", "xuelian-7319-hailu");
    let mut lin = Visitor::of(&site);
    lin.signs_in("lin", first).await;
    for elsewhere in ["/home", "/account", "/account/second-factor", "/bases"] {
        assert_eq!(lin.gets(elsewhere).await.to(), choose, "{elsewhere}");
    }
    assert_eq!(lin.posts("/account/sessions", &[("do", "others")]).await.to(), choose);
    let page = lin.gets(choose).await;
    assert!(page.status == 200 && page.text().contains("首次密码"), "{}", page.text());
    let typed = |now, new, again| [("now", now), ("new", new), ("again", again)];
    let wrong = [
        typed(own, own, own),
        typed(first, "short", "short"),
        typed(first, own, first),
        typed(first, first, first),
    ];
    for wrong in wrong {
        assert_eq!(lin.fills(choose, choose, &wrong).await.status, 422, "{wrong:?}");
        assert_eq!(lin.gets("/account").await.to(), choose);
    }
    assert_eq!(lin.fills(choose, choose, &typed(first, own, own)).await.to(), "/home");
    assert_eq!(lin.gets("/account").await.status, 200);

    let with = async |password| {
        let mut again = Visitor::of(&site);
        again.signs_in("lin", password).await;
        again.gets("/account").await.status
    };
    assert_eq!(with(own).await, 200);
    assert_ne!(with(first).await, 200);
}

/// The fields of the forms of two settings.
const LIMITS: [&str; 5] =
    ["staff_idle_minutes", "idle_minutes", "longest_hours", "failures", "locked_minutes"];
const SURFACE: [&str; 4] =
    ["https", "trusted_proxies", "rates.sign_in.burst", "rates.sign_in.per_minute"];

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told from its beginning to its end")]
async fn settings_have_bounds_an_office_each_and_a_record_for_whoever_audits() {
    let town = Town::new().await;
    for office in ["system", "security", "audit"] {
        town.administrator(office).await;
    }
    let whole = town.site();
    let (store, tenant) = (std::sync::Arc::clone(&whole.store), whole.tenant.clone());
    let kept = async |name: &str| store.setting(&tenant, name).await.unwrap();
    let site = app(whole).unwrap();
    let mut system = Visitor::signed_in(&site, "system").await;
    let page = "/admin/system";
    let token = "form_token";
    let shown = system.gets(page).await;
    // What stands on the page, but for one field.
    let with = |setting: &'static str, field: &'static str, typed: &'static str| {
        let names = if setting == "sign_in_limits" { &LIMITS[..] } else { &SURFACE[..] };
        let mut all = vec![("do".to_owned(), setting.to_owned())];
        for name in names {
            let now = shown.value(name).unwrap_or_default();
            let value = if *name == field { typed.to_owned() } else { now };
            all.push(((*name).to_owned(), value));
        }
        all
    };
    for (setting, field, typed, said) in [
        ("sign_in_limits", "failures", "0", "连续失败多少次后锁定：0 超出范围，请填 3 至 20"),
        ("sign_in_limits", "failures", "5000", "连续失败多少次后锁定：5000 超出范围，请填 3 至 20"),
        ("sign_in_limits", "staff_idle_minutes", "0", "工作人员无操作多久后退出：0 超出范围"),
        ("sign_in_limits", "failures", "viele", "请填写 0 至 65535 的整数"),
        ("web_surface", "trusted_proxies", "0.0.0.0/0", "0.0.0.0/0 范围过大"),
        ("web_surface", "trusted_proxies", "10.0.0.1\nnebenan", "“nebenan”不是地址或网段"),
        ("web_surface", "rates.sign_in.burst", "1", "登录：短时间内最多：1 超出范围"),
    ] {
        let form = with(setting, field, typed);
        let form: Vec<_> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
        let refused = system.fills(page, page, &form).await;
        assert_eq!(refused.status, 422, "{typed}");
        assert!(refused.text().contains(said), "{said}: {}", refused.text());
        assert!(refused.text().contains(typed.lines().last().unwrap()), "what was typed is gone");
        assert_eq!(kept(setting).await, None, "{typed}");
    }
    let form = with("sign_in_limits", "failures", "4");
    let form: Vec<_> = form.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(system.fills(page, page, &form).await.to(), page);
    let limits = json!({
        "staff_idle_minutes": 15, "idle_minutes": 30, "longest_hours": 12, "failures": 4, "locked_minutes": 10,
        "second_factor_for_all": false,
    });
    assert_eq!(kept("sign_in_limits").await.unwrap(), limits);
    // What is left empty is as usual.
    let form = [("do", "sign_in_limits"), ("failures", "4"), ("idle_minutes", "")];
    assert_eq!(system.fills(page, page, &form).await.to(), page);
    assert_eq!(kept("sign_in_limits").await.unwrap(), limits);

    // What guards identities is the security administrator's, within bounds, and stays when the rest is changed.
    let guards = "/admin/security";
    let figures = |names| {
        [
            ("do", "guards"),
            ("names_per_hour", names),
            ("cases_per_hour", "50"),
            ("alarm_from_cases", "9"),
        ]
    };
    let own = system.gets(page).await.value(token).unwrap();
    let stolen = [&figures("3")[..], &[(token, own.as_str())]].concat();
    assert_eq!(system.posts(guards, &stolen).await.status, 403);
    let mut security = Visitor::signed_in(&site, "security").await;
    for (names, said) in [
        ("51", "每人每小时凭本人一句话可查看的专家姓名数：51 超出范围"),
        ("viele", "请填写 0 至 65535 的整数"),
    ] {
        let refused = security.fills(guards, guards, &figures(names)).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains(said), "{}", refused.text());
    }
    assert_eq!(kept("web_surface").await, None);
    assert_eq!(security.fills(guards, guards, &figures("3")).await.to(), guards);
    // Figures of the other office are not taken from the form of this one.
    let sets = [
        ("do", "web_surface"),
        ("https", "yes"),
        ("trusted_proxies", "10.0.0.0/8\r\n::1"),
        ("names_per_hour", "50"),
        ("alarm_from_cases", "200"),
    ];
    assert_eq!(system.fills(page, page, &sets).await.to(), page);
    let now = kept("web_surface").await.unwrap();
    let figures =
        ["https", "trusted_proxies", "names_per_hour", "cases_per_hour", "alarm_from_cases"]
            .map(|one| &now[one]);
    let expected = ["true", r#"["10.0.0.0/8","::1/128"]"#, "3", "50", "9"];
    assert_eq!(figures.map(ToString::to_string), expected);

    let mut audit = Visitor::signed_in(&site, "audit").await;
    let log = audit.gets("/admin/audit").await.text();
    for told in [
        "sign_in_limits",
        "failures: 5",
        "failures: 4",
        "names_per_hour: 5",
        "names_per_hour: 3",
        "https: false",
    ] {
        assert!(log.contains(told), "{told}: {log}");
    }
    assert!(!log.contains("names_per_hour: 51"), "what was refused is no change");
}

#[tokio::test]
async fn what_panics_beside_the_pages_stands_before_the_administrator_until_it_is_done() {
    let town = Town::new().await;
    town.administrator("system").await;
    let whole = town.site();
    let (chores, now) = (std::sync::Arc::clone(&whole.chores), whole.outside.now());
    let site = app(whole).unwrap();
    let mut system = Visitor::signed_in(&site, "system").await;
    let told = async |system: &mut Visitor| {
        let page = Html::parse_document(&system.gets("/admin/system").await.text());
        let pairs = Selector::parse("dl.pairs > div").unwrap();
        let text = |pair: ElementRef<'_>| pair.text().map(str::trim).collect::<Vec<_>>().join("");
        let all = page.select(&pairs).map(text).filter(|text| text.starts_with("后台任务"));
        all.collect::<Vec<_>>()
    };
    assert_eq!(told(&mut system).await, ["后台任务正常"]);
    let log = Log::begin();
    for chore in [Chore::Terms, Chore::Webhooks] {
        chores.does(("town", chore), now, async { panic!("what somebody typed") }).await;
    }
    let lines = [
        "后台任务：到期处理连续 1 次意外中断，2026-05-06 10:01 再次执行；请查看程序日志",
        "后台任务：对外通知（Webhook）连续 1 次意外中断，2026-05-06 10:01 再次执行；请查看程序日志",
    ];
    assert_eq!(told(&mut system).await, lines);
    // Where it was is told as well, where somebody has asked for that.
    let before = |line: &String| line.split(" why=").next().map(str::to_owned);
    let security = log.security();
    let panicked = security.iter().filter_map(before).filter(|one| one.contains("chore"));
    let line = |chore: &str| {
        format!(
            "ERROR guohe::security: a chore panicked authority=\"town\" chore=\"{chore}\" times=1 \
             again=2026-05-06T02:01:00Z"
        )
    };
    assert_eq!(panicked.collect::<Vec<_>>(), ["terms", "webhooks"].map(line));
    assert!(!log.whole().contains("typed"), "{}", log.whole());
    let later = now.checked_add(SignedDuration::from_mins(1)).unwrap();
    chores.does(("town", Chore::Terms), later, async {}).await;
    assert_eq!(told(&mut system).await, lines[1..]);
}

#[tokio::test]
async fn what_is_to_be_mended_in_the_program_stands_before_the_system_administrator_alone() {
    let town = Town::new().await;
    for office in ["system", "security", "audit"] {
        town.administrator(office).await;
    }
    let mut whole = town.site();
    let whole_one = app(town.site()).unwrap();
    let (zh, en) = ("数据库角色 root 是超级用户", "the database role root is a superuser");
    whole.concerns = vec![Words { zh: zh.to_owned(), en: en.to_owned() }];
    let site = app(whole).unwrap();
    let mut system = Visitor::signed_in(&site, "system").await;
    let page = system.gets("/admin/system").await.text();
    assert!(page.contains("需要运维处理") && page.contains(zh) && !page.contains(en), "{page}");
    let page = system.gets("/admin/system?lang=en").await.text();
    assert!(page.contains(en) && !page.contains(zh), "{page}");
    for (office, page) in [("security", "/admin/security"), ("audit", "/admin/audit")] {
        let page = Visitor::signed_in(&site, office).await.gets(page).await.text();
        assert!(!page.contains(zh), "{office}");
    }
    let page = Visitor::signed_in(&whole_one, "system").await.gets("/admin/system").await.text();
    assert!(!page.contains("需要运维处理"), "{page}");
}
