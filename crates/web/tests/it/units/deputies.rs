//! A deputy at the pages: acting for another, and for nobody once that is over.

use axum::http::StatusCode;

use super::{fills, place};
use crate::visitor::Visitor;

#[tokio::test]
async fn a_deputy_acts_for_another_in_their_name_and_only_on_the_days() {
    let place = place().await;
    let mut leader = Visitor::signed_in(&place.site, "leader").await;
    let officer = place.store.account_by_login(&place.tenant, "officer").await.unwrap().unwrap().id;
    let officer = officer.to_string();
    let named = |from: &str, to: &str| {
        [("do", "name"), ("deputy", &officer), ("from", from), ("to", to), ("reasons", "出差")]
            .map(|(name, value)| (name, value.to_owned()))
    };
    let page = "/account/deputies";
    for (from, to) in
        [("2026-05-05", "2026-05-08"), ("2026-05-09", "2026-05-08"), ("2026-05-06", "2026-08-08")]
    {
        let seen = fills(&mut leader, page, &named(from, to)).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{from} {to}");
    }
    // Somebody of another house is not to be named.
    let host = place.store.account_by_login(&place.tenant, "host").await.unwrap().unwrap().id;
    let mut wrong = named("2026-05-06", "2026-05-08");
    wrong[1].1 = host.to_string();
    let seen = fills(&mut leader, page, &wrong).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut deputy = Visitor::signed_in(&place.site, "officer").await;
    let account = place.store.account_by_login(&place.tenant, "leader").await.unwrap().unwrap();
    let other = account.id.to_string();
    let acting = [("other", other.as_str())];
    assert_eq!(
        deputy.fills("/account/sessions", "/account/acting", &acting).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(fills(&mut leader, page, &named("2026-05-06", "2026-05-08")).await.to(), page);
    assert_eq!(deputy.fills(page, "/account/acting", &acting).await.to(), "/home");
    let seen = deputy.gets(page).await.text();
    assert!(
        seen.contains("周明远（代 何清川）") && seen.contains("您正在代 何清川 办理"),
        "{seen}"
    );
    // The deputy has the rights of the other and not their own: no rounds for a leader.
    assert_eq!(deputy.gets("/desk/rounds").await.status, StatusCode::FORBIDDEN);
    // A deputy names no deputy.
    assert_eq!(deputy.gets(page).await.value("from"), None);
    let refused = [("do", "name"), ("reasons", "x")];
    let seen = deputy.fills(page, page, &refused).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Signing out ends the choice as well: whoever signs in next in this browser acts for nobody.
    let mut leaving = deputy.clone();
    let out = leaving.fills(page, "/sign-out", &[]).await;
    let told = out.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let told: Vec<&str> = told.collect();
    assert!(
        told.iter().any(|line| line.starts_with("guohe-for=;") && line.contains("Max-Age=0")),
        "{told:?}"
    );
    let mut deputy = Visitor::signed_in(&place.site, "officer").await;
    assert_eq!(deputy.fills(page, "/account/acting", &acting).await.to(), "/home");
    // What is ended is ended with the next request.
    let seen = leader.gets(page).await;
    let number = seen.value("named").unwrap();
    let end = [("do", "end"), ("named", number.as_str())];
    assert_eq!(leader.fills(page, page, &end).await.to(), page);
    assert_eq!(deputy.gets("/desk/rounds").await.status, StatusCode::OK);
}
