//! The headers by which browsers guard the pages, on every route, and the reports that browsers send.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use guohe_web::{app, declared, policy::House, routes::Method};
use tower::ServiceExt as _;

use super::scene::Scene;

const PAGES: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                     require-trusted-types-for 'script'; trusted-types guohe; \
                     report-uri /csp-report; report-to csp";
const SAME: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("reporting-endpoints", "csp=\"/csp-report\""),
];

async fn send(site: &Router, request: Request<Body>) -> (StatusCode, HeaderMap) {
    let answer = site.clone().oneshot(request).await.unwrap();
    (answer.status(), answer.headers().clone())
}

fn asked(method: &str, path: &str) -> axum::http::request::Builder {
    let form = "application/x-www-form-urlencoded";
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost:8080")
        .header(header::CONTENT_TYPE, form)
}

/// What is missing or other than it should be.
fn wrong(headers: &HeaderMap, path: &str, secure: bool) -> Vec<String> {
    let value = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
    let mut wanted: Vec<(&str, Option<&str>)> =
        SAME.iter().map(|(name, value)| (*name, Some(*value))).collect();
    wanted.push((
        "strict-transport-security",
        secure.then_some("max-age=31536000; includeSubDomains"),
    ));
    if !path.starts_with("/assets/") {
        wanted.push(("cache-control", Some("no-store")));
    }
    if path.ends_with("/files/A1") && value("content-disposition").is_some() {
        wanted.push(("content-security-policy", Some("sandbox; default-src 'none'")));
    } else {
        wanted.push(("content-security-policy", Some(PAGES)));
    }
    let mut wrong: Vec<String> = wanted
        .into_iter()
        .filter(|(name, wanted)| value(name) != *wanted)
        .map(|(name, _)| format!("{path}: {name} is {:?}", value(name)))
        .collect();
    for cookie in headers.get_all(header::SET_COOKIE) {
        let cookie = cookie.to_str().unwrap();
        let held = cookie.starts_with("__Host-") && cookie.contains("; Secure");
        if held != secure || !cookie.contains("; Path=/; HttpOnly; SameSite=Lax") {
            wrong.push(format!("{path}: cookie {cookie}"));
        }
    }
    wrong
}

#[tokio::test]
async fn every_answer_of_every_route_is_guarded() {
    let scene = Scene::told().await;
    let mut found = Vec::new();
    for secure in [false, true] {
        let mut site = scene.site(House);
        site.secure = secure;
        let site = app(site).unwrap();
        let name = if secure { "__Host-guohe" } else { "guohe" };
        for route in declared() {
            let method = if route.method == Method::Get { "GET" } else { "POST" };
            let path = scene.address(route.path, "review");
            for who in [None, Some("officer"), Some("expert-cleared"), Some("own review")] {
                let mut request = asked(method, &path);
                if let Some(who) = who {
                    request = request.header(header::COOKIE, format!("{name}={who}"));
                }
                let (_, headers) = send(&site, request.body(Body::empty()).unwrap()).await;
                found.extend(wrong(&headers, &path, secure));
            }
        }
        let elsewhere = asked("POST", "/sign-in").header("sec-fetch-site", "cross-site");
        let (status, headers) = send(&site, elsewhere.body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        found.extend(wrong(&headers, "/sign-in", secure));
    }
    assert_eq!(found, Vec::<String>::new());
}

#[tokio::test]
async fn reports_of_browsers_are_taken_from_anybody_and_have_to_be_short() {
    let scene = Scene::told().await;
    let site = app(scene.site(House)).unwrap();
    let report = |body: String| asked("POST", "/csp-report").body(Body::from(body)).unwrap();
    let body = r#"{"csp-report":{"effective-directive":"img-src","blocked-uri":"data"}}"#;
    assert_eq!(send(&site, report(body.to_owned())).await.0, StatusCode::NO_CONTENT);
    assert_eq!(send(&site, report("no report".to_owned())).await.0, StatusCode::BAD_REQUEST);
    let long = format!("{body}{}", " ".repeat(16 * 1024));
    assert_eq!(send(&site, report(long)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}
