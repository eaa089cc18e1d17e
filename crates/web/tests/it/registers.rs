//! The pages of registers: who may see them, how a list is checked and loaded in two steps.

use axum::http::StatusCode;
use guohe_web::app;

use crate::{town::Town, visitor::Visitor};

const BANS: &str = "/desk/registers/beijing/bases-2025/ban";
const LIST: &str = "单位,jurisdiction,blocks,decided_on,lifted_on,decision_number\n";

/// A list under headings by key and by name, with one row.
fn list() -> String {
    let heading = LIST.replace("单位", "被禁单位统一社会信用代码");
    format!("{heading}Z91110000000000011,北京市,申报,2025-06-01,无,示例〔2025〕3号\n")
}

async fn officer(town: &Town) -> Visitor {
    Visitor::signed_in(&app(town.site()).unwrap(), "officer").await
}

#[tokio::test]
async fn registers_are_shown_to_officers_and_to_nobody_else() {
    let mut town = Town::new().await;
    town.round().await;
    let site = app(town.site()).unwrap();
    for login in ["host", "leader", "expert1"] {
        let mut other = Visitor::signed_in(&site, login).await;
        assert_eq!(other.gets("/desk/registers").await.status, StatusCode::FORBIDDEN, "{login}");
        assert_eq!(other.gets(BANS).await.status, StatusCode::FORBIDDEN, "{login}");
    }
    let mut officer = officer(&town).await;
    let seen = officer.gets("/desk/registers").await.text();
    assert!(seen.contains("自 2025-01-01 起由本系统登记，此前为空"), "{seen}");
    assert!(seen.contains(BANS));
}

#[tokio::test]
async fn a_list_is_checked_confirmed_and_then_stands_in_the_register() {
    let town = Town::new().await;
    let mut officer = officer(&town).await;
    let empty = officer.gets(BANS).await.text();
    assert!(empty.contains("登记可能不全：没有列出的，不等于没有"), "{empty}");
    let list = list();
    let typed = [
        ("table", list.as_str()),
        ("as_of", "2026-05-06"),
        ("source", "京科函〔2026〕1号"),
        ("part", "jurisdiction=110000"),
    ];
    let step = |what| typed.iter().copied().chain([("do", what)]).collect::<Vec<_>>();
    let checked = officer.fills(BANS, BANS, &step("check")).await;
    assert_eq!(checked.status, StatusCode::OK);
    assert!(checked.text().contains("确认载入") && checked.text().contains("示例〔2025〕3号"));
    // Nothing is recorded before the second step.
    assert!(!officer.gets(BANS).await.text().contains("示例〔2025〕3号"));
    assert_eq!(officer.fills(BANS, BANS, &step("load")).await.to(), BANS);
    let seen = officer.gets(BANS).await.text();
    for told in ["示例〔2025〕3号", "京科函〔2026〕1号", "周明远", "截至 2026-05-06 载入，1 条"]
    {
        assert!(seen.contains(told), "{told}: {seen}");
    }
    let found = officer.gets(&format!("{BANS}?q=2025%E3%80%95")).await.text();
    assert!(found.contains("示例〔2025〕3号"));
    let missed = officer.gets(&format!("{BANS}?q=nobody")).await.text();
    assert!(missed.contains("没有符合的登记项"), "{missed}");
    // Beside the box it stands as an example as well, and in the row once.
    let days = |page: &str| page.matches("2025-06-01").count();
    assert_eq!(days(&found), days(&missed) + 1, "{missed}");
}

#[tokio::test]
async fn what_is_wrong_in_a_list_is_named_by_line_and_column() {
    let town = Town::new().await;
    let mut officer = officer(&town).await;
    let wrong = list().replace("2025-06-01", "去年春天");
    let typed =
        [("table", wrong.as_str()), ("as_of", "2026-05-06"), ("source", "函"), ("do", "check")];
    let seen = officer.fills(BANS, BANS, &typed).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.text().contains("第 2 行，决定日期"), "{}", seen.text());
    assert!(seen.text().contains("去年春天"), "the list comes back as it was pasted");
    let typed = [("table", LIST), ("as_of", "someday"), ("source", ""), ("do", "check")];
    let seen = officer.fills(BANS, BANS, &typed).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_statement_that_cases_keep_a_register_is_made_in_two_steps() {
    let town = Town::new().await;
    let mut officer = officer(&town).await;
    let typed = [
        ("since", "2026-01-01"),
        ("empty_before", "yes"),
        ("reasons", "自今年起在本系统办理"),
        ("part", "jurisdiction=110000"),
    ];
    let step = |what| typed.iter().copied().chain([("do", what)]).collect::<Vec<_>>();
    let checked = officer.fills(BANS, BANS, &step("check_keep")).await.text();
    assert!(checked.contains("确认说明"), "{checked}");
    assert!(officer.gets(BANS).await.text().contains("登记可能不全"));
    assert_eq!(officer.fills(BANS, BANS, &step("keep")).await.to(), BANS);
    let seen = officer.gets(BANS).await.text();
    assert!(seen.contains("登记完整：没有列出的，就是没有"), "{seen}");
}
