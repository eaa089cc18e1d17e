//! What waits is listed for whoever holds the role under the regulation of the case: roles of several have one name.

use axum::Router;
use guohe_web::app;

use crate::{town::Town, visitor::Visitor};

const WAY: &str = "/desk/open/hubei/bases-2025/ministry_base";
const OTHER: [(&str, &str); 3] = [
    ("host.name", "汉江示例研究院"),
    ("host.uscc", "91350100M000100Y43"),
    ("host.registered_in", "420000"),
];

/// The cases in the inbox of somebody, and the count beside it in the menu.
async fn inbox(site: &Router, login: &str) -> (Vec<String>, String) {
    let page = Visitor::signed_in(site, login).await.gets("/desk").await.text();
    let lists = page.split("<table").nth(1).unwrap_or_default();
    let mut cases: Vec<String> = lists
        .split("href=\"")
        .filter_map(|after| Some(after.split('"').next()?.to_owned()))
        .filter(|href| href.starts_with("/desk/cases/"))
        .collect();
    cases.sort();
    cases.dedup();
    let count = page.split("class=\"count\">").nth(1).and_then(|after| after.split('<').next());
    (cases, count.unwrap_or_default().to_owned())
}

#[tokio::test]
async fn cases_wait_for_the_role_of_their_own_regulation_and_not_for_one_of_that_name() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let role = |pack: &str| format!("{pack}:authority");
    let (here, there) = (role("beijing/bases-2025"), role("hubei/bases-2025"));
    town.joins(93, ("province", "省厅经办"), vec![there.clone()], 0).await;
    town.joins(94, ("both", "两处经办"), vec![here, there], 0).await;
    let case = town.reviewable("park", round).await;
    let own = vec![format!("/desk/cases/{case}")];
    let site = app(town.site()).unwrap();
    assert_eq!(inbox(&site, "officer").await, (own.clone(), "1".to_owned()));
    assert_eq!(inbox(&site, "province").await, (vec![], String::new()));

    let opened = Visitor::signed_in(&site, "province").await.fills(WAY, WAY, &OTHER).await;
    let other = vec![opened.to().to_owned()];
    assert_eq!(inbox(&site, "province").await, (other.clone(), "1".to_owned()));
    assert_eq!(inbox(&site, "officer").await, (own.clone(), "1".to_owned()));
    let mut all = [own, other].concat();
    all.sort();
    assert_eq!(inbox(&site, "both").await, (all, "2".to_owned()));
}
