//! Cases that the authority opened, as their host sees them.

use axum::http::StatusCode;
use guohe_cases::credit_code::CreditCode;
use guohe_web::app;

use crate::{town::Town, visitor::Visitor};

const WAY: &str = "/desk/open/hubei/bases-2025/ministry_base";
const CODE: &str = "91350100M000100Y43";

#[tokio::test]
async fn the_host_of_an_opened_case_finds_it_among_its_own_and_changes_nothing_in_it() {
    let mut town = Town::new().await;
    town.round().await;
    let role = |actor: &str| vec![format!("hubei/bases-2025:{actor}")];
    let own = CreditCode::read(CODE).unwrap().organisation().as_u128();
    town.joins(93, ("province", "省厅经办"), role("authority"), 0).await;
    town.joins(94, ("institute", "示例研究院"), role("host"), own).await;
    town.joins(95, ("another", "另一单位"), role("host"), 0xC).await;
    let site = app(town.site()).unwrap();
    let typed =
        [("host.name", "汉江示例研究院"), ("host.uscc", CODE), ("host.registered_in", "420000")];
    let mut officer = Visitor::signed_in(&site, "province").await;
    let opened = officer.fills(WAY, WAY, &typed).await.to().to_owned();
    let case = opened.replace("/desk/cases/", "/applications/");

    let mut host = Visitor::signed_in(&site, "institute").await;
    assert!(host.gets("/applications").await.text().contains(&case));
    let seen = host.gets(&case).await;
    assert_eq!(seen.status, StatusCode::OK);
    let page = seen.text();
    for said in ["汉江示例研究院", CODE, "待纳入省级管理"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // It applies for nothing, so nothing is found of it and there is no form.
    assert!(!page.contains("class=\"verdict\"") && !page.contains("/sections/"), "{page}");
    assert_eq!(host.gets(&format!("{case}/panel")).await.status, StatusCode::NOT_FOUND);
    let mut another = Visitor::signed_in(&site, "another").await;
    assert!(!another.gets("/applications").await.text().contains(&case));
    assert_eq!(another.gets(&case).await.status, StatusCode::NOT_FOUND);
}
