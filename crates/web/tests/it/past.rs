//! Looking back: a case as known on a past day, and what changed between versions.

use axum::http::StatusCode;
use guohe_web::app;

use crate::{town::Town, visitor::Visitor};

#[tokio::test]
async fn an_officer_sees_a_case_as_it_was_known_on_a_past_day() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    town.fill("host", case, "park").await;
    town.hand_in("host", case).await;
    let mut officer = Visitor::signed_in(&app(town.site()).unwrap(), "officer").await;
    let page = format!("/desk/cases/{case}/findings");
    let now = officer.gets(&page).await;
    assert_eq!(now.status, StatusCode::OK);
    assert_eq!(now.value("known").as_deref(), Some(""));
    assert!(!now.text().contains("以下为截至"), "now is no past day");
    assert!(now.text().contains("自 2025-01-01 起由本系统登记"), "what the registers rest on");
    let on = async |officer: &mut Visitor, day: &str| {
        officer.gets(&format!("{page}?known={day}")).await.text()
    };
    let then = on(&mut officer, "2026-03-02").await;
    assert!(then.contains("以下为截至 2026-03-02"), "{then}");
    let told = ["这一天申报尚未开始", "还没有到这一天", "请填写日期"];
    for (day, told) in ["2026-03-01", "2099-01-01", "soon"].into_iter().zip(told) {
        let answer = on(&mut officer, day).await;
        assert!(answer.contains(told) && !answer.contains("以下为截至"), "{day}");
    }
    let mut host = Visitor::signed_in(&app(town.site()).unwrap(), "host").await;
    assert_eq!(host.gets(&page).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_instrument_with_one_version_has_nothing_to_compare_and_does_not_link_there() {
    let town = Town::new().await;
    let mut anybody = Visitor::of(&app(town.site()).unwrap());
    let page = anybody.gets("/rules/beijing/bases-2025").await;
    assert!(!page.text().contains("/rules/beijing/bases-2025/versions"));
    let seen = anybody.gets("/rules/beijing/bases-2025/versions").await;
    assert_eq!(seen.status, StatusCode::OK);
    let page = seen.text();
    assert!(page.contains("已装入的只有这一个版本。") && !page.contains("改动 0 款"), "{page}");
    let none = anybody.gets("/rules/nobody/nothing/versions").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
