//! The pages of parameters: all of a list, values typed with their unit, and only by those who may enter them.

use axum::http::StatusCode;
use guohe_web::app;

use crate::{town::Town, visitor::Visitor};

const GROWTH: &str = "/desk/parameters/beijing/bases-2025/lme_rd_growth";
const SOURCED: [(&str, &str); 2] = [("source", "统计公报"), ("published_on", "2026-03-20")];

async fn officer() -> Visitor {
    let town = Town::new().await;
    Visitor::signed_in(&app(town.site()).unwrap(), "officer").await
}

#[tokio::test]
async fn a_list_is_shown_whole_with_the_days_from_which_its_entries_count() {
    let page = officer().await.gets("/desk/parameters/beijing/bases-2025/belt_and_road").await;
    let text = page.text();
    assert!(text.contains("全部内容（153 项）"), "{text}");
    assert!(text.contains("<dt>哥伦比亚</dt><dd>自2025-05-14起</dd>"), "{text}");
}

#[tokio::test]
async fn a_share_is_typed_in_percent_and_covers_its_year() {
    let mut officer = officer().await;
    let year = [("year", "2025"), ("value", "4.6")];
    let whole = [("covers_from", "2025-01-01"), ("covers_to", "2025-12-31")];
    let part = [("covers_from", "2025-01-01"), ("covers_to", "2025-09-30")];
    let form = |covers: [(&'static str, &'static str); 2]| -> Vec<_> {
        year.into_iter().chain(covers).chain(SOURCED).collect()
    };
    let refused = officer.fills(GROWTH, GROWTH, &form(part)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("name=\"value\" value=\"4.6\""), "{}", refused.text());
    assert_eq!(officer.fills(GROWTH, GROWTH, &form(whole)).await.to(), GROWTH);
    let page = officer.gets(GROWTH).await.text();
    assert!(page.contains("<strong>2025: 4.6%</strong>"), "{page}");
}

#[tokio::test]
async fn values_of_another_law_are_as_if_they_did_not_exist() {
    let mut officer = officer().await;
    let other = "/desk/parameters/hubei/bases-2025/year_plan_due";
    let absent = "/desk/parameters/beijing/bases-2025/nothing";
    for page in [other, absent] {
        assert_eq!(officer.gets(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    let typed: Vec<_> =
        [("year", "2026"), ("value", "2026-03-31")].into_iter().chain(SOURCED).collect();
    assert_eq!(officer.fills(GROWTH, other, &typed).await.status, StatusCode::NOT_FOUND);
    assert!(!officer.gets("/desk/parameters").await.text().contains(other));
}
