//! A form whose end is missing counts as nothing.

use axum::http::StatusCode;
use guohe_web::app;

use crate::{town::Town, visitor::Visitor};

#[tokio::test]
async fn a_form_that_is_cut_between_two_parts_is_broken_and_hands_nothing_in() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    town.fill("host", case, "park").await;
    let site = app(town.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let path = format!("/applications/{case}/submit");
    let form = host.gets(&path).await;
    let hidden = ["form_token", "once", "seen"].map(|name| (name, form.value(name).unwrap()));
    let declared =
        ["truthful", "no_secrets", "personal_data"].map(|one| ("declare", one.to_owned()));
    let part = |(name, value): &(&str, String)| {
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts: String = hidden.iter().chain(&declared).map(part).collect();
    let stage = async || town.desk().case(case).await.unwrap().was_handed_in();
    // All that has to be declared is there, and what would have come after it is not.
    for cut in ["", "--edge", "--edge\r\nContent-Disposition: form-data; name=\"dec"] {
        let body = format!("{parts}{cut}").into_bytes();
        let seen = host.posts_parts(&path, "edge", body).await;
        assert_eq!(seen.status, StatusCode::BAD_REQUEST, "{cut:?}: {}", seen.text());
        assert!(seen.text().contains("提交的内容不完整"), "{}", seen.text());
        assert!(!stage().await, "{cut:?}");
    }
    let seen = host.posts_parts(&path, "edge", format!("{parts}--edge--\r\n").into_bytes()).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text());
    assert!(stage().await);
}
