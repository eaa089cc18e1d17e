//! Who may come in, and what keeps others out.

use axum::http::StatusCode;
use guohe_web::app;

use crate::{
    town::{PASSWORD, Town},
    visitor::Visitor,
};

#[tokio::test]
async fn a_wrong_account_and_a_wrong_password_get_the_same_answer() {
    let site = app(Town::new().await.site()).unwrap();
    let mut answers = Vec::new();
    for (login, password) in [("host", "wrong"), ("nobody", PASSWORD)] {
        let seen = Visitor::of(&site).signs_in(login, password).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        let secrets = ["form_token", "once"].map(|name| seen.value(name).unwrap());
        let mut text = seen.text().replace(&format!("value=\"{login}\""), "");
        for secret in secrets {
            text = text.replace(&secret, "");
        }
        answers.push(text);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn signing_in_opens_a_desk_and_signing_out_closes_it() {
    let site = app(Town::new().await.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    assert_eq!(host.gets("/applications").await.status, StatusCode::OK);
    assert_eq!(host.fills("/applications", "/sign-out", &[]).await.to(), "/");
    let seen = host.gets("/applications").await;
    assert_eq!(seen.to(), "/sign-in?next=/applications");
}

#[tokio::test]
async fn nobody_signs_in_over_plain_http_from_another_machine() {
    let site = app(Town::new().await.site()).unwrap();
    let mut far = Visitor::of(&site).from("10.0.8.15:8080");
    let seen = far.gets("/sign-in").await;
    assert_eq!((seen.status, seen.text().contains("10.0.8.15")), (StatusCode::FORBIDDEN, true));
    let token = far.gets("/check").await;
    assert_eq!(token.status, StatusCode::OK);
}

#[tokio::test]
async fn forms_of_another_site_or_another_session_change_nothing() {
    let site = app(Town::new().await.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let foreign = host.posts_with("/sign-out", &[], &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert_eq!(
        host.posts("/sign-out", &[("form_token", "guessed")]).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(host.gets("/applications").await.status, StatusCode::OK);
}

#[tokio::test]
async fn each_route_of_the_applicants_opens_for_them_alone() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    let site = app(town.site()).unwrap();
    let of_case = [
        "",
        "/panel",
        "/sections/host",
        "/lists/events",
        "/lists/events/paste",
        "/lists/events/rows/new",
        "/attachments",
        "/answers",
        "/submit",
        "/withdraw",
    ];
    let mut paths: Vec<String> =
        of_case.iter().map(|page| format!("/applications/{case}{page}")).collect();
    paths.extend(["/applications".to_owned(), "/applications/start".to_owned()]);
    let mut found = Vec::new();
    for login in ["host", "officer", "leader", "expert1"] {
        let mut visitor = Visitor::signed_in(&site, login).await;
        for path in &paths {
            found.push((login, path.clone(), visitor.gets(path).await.status));
        }
    }
    let expected =
        |login: &str| if login == "host" { StatusCode::OK } else { StatusCode::FORBIDDEN };
    let wrong: Vec<_> =
        found.iter().filter(|(login, _, status)| *status != expected(login)).collect();
    assert_eq!(wrong, Vec::<&(&str, String, StatusCode)>::new());
    let mut anybody = Visitor::of(&site);
    for path in &paths {
        assert!(anybody.gets(path).await.to().starts_with("/sign-in?next="), "{path}");
    }
}

#[tokio::test]
async fn an_application_of_others_looks_like_one_that_does_not_exist() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    let site = app(town.site()).unwrap();
    let mut other = Visitor::signed_in(&site, "park").await;
    let mut looks = Vec::new();
    let missing = "00000000-0000-0000-0000-00000000ffff";
    for id in [case.to_string(), missing.to_owned(), "no-id".to_owned()] {
        for page in ["", "/sections/host", "/answers", "/files/A1"] {
            let seen = other.gets(&format!("/applications/{id}{page}")).await;
            let text = seen.text().replace(&id, "");
            let text = [seen.value("form_token"), seen.value("once")]
                .into_iter()
                .flatten()
                .fold(text, |t, s| t.replace(&s, ""));
            looks.push((page, seen.status, text));
        }
    }
    let (first, rest) = looks.split_at(4);
    assert_eq!(first[0].1, StatusCode::NOT_FOUND);
    assert_eq!([first, first].concat(), rest);
}

#[tokio::test]
async fn an_application_is_offered_to_whoever_may_begin_one_and_to_nobody_else() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let site = app(town.site()).unwrap();
    let begin = format!("href=\"/applications/start?call={round}\"");
    for path in ["/".to_owned(), format!("/calls/{round}")] {
        let offered = |text: String| text.contains(&begin);
        assert!(offered(Visitor::of(&site).gets(&path).await.text()), "{path}: a visitor");
        for (login, may) in [("host", true), ("officer", false), ("expert1", false)] {
            let mut visitor = Visitor::signed_in(&site, login).await;
            assert_eq!(offered(visitor.gets(&path).await.text()), may, "{path}: {login}");
        }
    }
}
