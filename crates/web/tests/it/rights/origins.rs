//! What comes from elsewhere: forms of other origins, methods that are told in a header, and addresses that are spelt otherwise.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use guohe_web::{app, declared, policy::House, routes::Method};
use tower::ServiceExt as _;

use super::scene::Scene;

/// The one under which the site is asked.
const HOST: &str = "localhost:8080";
/// Where forms may come from that are not the site's.
const ELSEWHERE: [&[(&str, &str)]; 10] = [
    &[("origin", "https://example.org")],
    &[("origin", "null")],
    &[("origin", "http://localhost:8081")],
    &[("origin", "http://localhost")],
    &[("origin", "http://localhost:8080.example.org")],
    &[("origin", "http://sub.localhost:8080")],
    &[("sec-fetch-site", "cross-site")],
    // Another name of the same domain is not the same site to us.
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:8080")],
    &[("sec-fetch-site", "same-site"), ("origin", "http://localhost:8080")],
];
/// Where they may come from.
const OWN: [&[(&str, &str)]; 4] = [
    &[],
    &[("origin", "http://localhost:8080")],
    &[("sec-fetch-site", "same-origin"), ("origin", "http://localhost:8080")],
    &[("sec-fetch-site", "none")],
];

/// The status and the text of an answer to a form of the officer with everything in it that a form needs.
async fn send(
    site: &Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> (StatusCode, String) {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, HOST)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request = if path.starts_with("/api/v1/") {
        request.header(header::AUTHORIZATION, "Bearer officer")
    } else {
        request.header(header::COOKIE, "guohe=officer")
    };
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let form = if method == "POST" { "form_token=officer" } else { "" };
    let answer = site.clone().oneshot(request.body(Body::from(form)).unwrap()).await.unwrap();
    let status = answer.status();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn no_form_of_another_origin_is_taken_on_any_route() {
    let scene = Scene::told().await;
    let site = app(scene.site(House)).unwrap();
    let (before, mut asked) = (scene.events().await, 0);
    for route in declared().iter().filter(|route| route.method == Method::Post) {
        let path = scene.address(route.path, "check");
        for headers in ELSEWHERE {
            let (status, text) = send(&site, "POST", &path, headers).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path} with {headers:?}: {text}");
            asked += 1;
        }
    }
    assert!(asked > 1000, "{asked}");
    assert_eq!(scene.events().await, before, "something was recorded");
    // The session goes on, so that it was not the form that was wrong.
    assert_eq!(send(&site, "GET", "/desk", &[]).await.0, StatusCode::OK);
    for headers in OWN {
        let (status, text) = send(&site, "POST", "/desk/rounds/new", headers).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{headers:?}: {text}");
    }
}

#[tokio::test]
async fn what_is_looked_at_may_be_asked_for_from_anywhere_and_changes_nothing() {
    let scene = Scene::told().await;
    let site = app(scene.site(House)).unwrap();
    for path in ["/", "/desk", "/api/v1/account"] {
        for headers in ELSEWHERE {
            assert_eq!(send(&site, "GET", path, headers).await.0, StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn a_header_does_not_make_another_method_of_a_request() {
    let scene = Scene::told().await;
    let site = app(scene.site(House)).unwrap();
    let before = scene.events().await;
    let draft = scene.cases["check"];
    for (method, path) in [
        ("GET", format!("/desk/cases/{draft}")),
        ("GET", format!("/desk/cases/{draft}/acts/check_material")),
        ("GET", "/desk/rounds/new".to_owned()),
        ("GET", "/sign-out".to_owned()),
        ("POST", "/desk/rounds/new".to_owned()),
        ("GET", format!("/api/v1/desk/cases/{draft}")),
    ] {
        let plain = send(&site, method, &path, &[]).await.0;
        for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
            for other in ["POST", "GET", "DELETE", "PUT"] {
                let told = send(&site, method, &path, &[(name, other)]).await.0;
                assert_eq!(told, plain, "{method} {path} with {name}: {other}");
            }
        }
        let behind = format!("{path}?_method=POST");
        assert_eq!(send(&site, method, &behind, &[]).await.0, plain, "{behind}");
    }
    assert_eq!(scene.events().await, before, "something was recorded");
}

#[tokio::test]
async fn no_spelling_of_an_address_comes_past_its_door() {
    let scene = Scene::told().await;
    let site = app(scene.site(House)).unwrap();
    let before = scene.events().await;
    let mut wrong = Vec::new();
    for route in declared().iter().filter(|route| route.path.starts_with("/desk/")) {
        let method = route.method.to_string();
        let path = scene.address(route.path, "review");
        let rest = path.trim_start_matches("/desk/");
        for other in [
            format!("{path}/"),
            format!("//desk/{rest}"),
            format!("/desk//{rest}"),
            format!("/desk/./{rest}"),
            format!("/about/../desk/{rest}"),
            format!("/%64esk/{rest}"),
            format!("/desk/%2e%2e/desk/{rest}"),
            format!("/desk%2f{rest}"),
            format!("/Desk/{rest}"),
            format!("{path}%00"),
            format!("{path};a=b"),
            format!("/desk/{rest}%20"),
        ] {
            let status = as_applicant(&site, &method, &other).await;
            // An applicant gets what does not exist, or the answer that the room itself gives them.
            let shut = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN];
            if !shut.contains(&status) && status != StatusCode::METHOD_NOT_ALLOWED {
                wrong.push(format!("{method} {other}: {status}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(scene.events().await, before, "something was recorded");
}

/// The status of what somebody is answered who applies.
async fn as_applicant(site: &Router, method: &str, path: &str) -> StatusCode {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, HOST)
        .header(header::COOKIE, "guohe=other")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("form_token=other"))
        .unwrap();
    site.clone().oneshot(request).await.unwrap().status()
}
