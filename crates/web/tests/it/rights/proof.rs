//! What is grave asks for a fresh proof of who one is: each form that does, sent by somebody who proved it an hour ago.

use std::{fs, path::Path};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use guohe_cases::procedure::Kind;
use guohe_web::{app, declared, policy::House};
use tower::ServiceExt as _;

use super::scene::Scene;
use crate::town::PACK;

/// A form that asks for a proof.
struct Grave {
    route: &'static str,
    /// As whom, about what, as in the table of rights.
    who: (&'static str, &'static str),
    /// What is sent; as good as it has to be to come as far as the question.
    form: &'static [(&'static str, &'static str)],
}

const fn grave(
    route: &'static str,
    who: (&'static str, &'static str),
    form: &'static [(&'static str, &'static str)],
) -> Grave {
    Grave { route, who, form }
}

const TOKEN: &[(&str, &str)] = &[("name", "x"), ("scopes", "desk:read"), ("days", "7")];
const HOOK: &[(&str, &str)] = &[("address", "https://example.org/told"), ("what", PACK)];
const OFFICER: (&str, &str) = ("officer", "review");

/// All of them, each once.
const ALL: [Grave; 18] = [
    grave("/account/sessions", OFFICER, &[("session", "all")]),
    grave("/account/deputies", OFFICER, &[]),
    grave("/account/second-factor", OFFICER, &[]),
    grave("/account/webhooks", OFFICER, HOOK),
    grave("/account/logins", OFFICER, &[("provider", "x")]),
    grave("/account/passkeys", OFFICER, &[("name", "x")]),
    grave("/account/passkeys/change", OFFICER, &[("remove", "yes")]),
    grave("/account/tokens", OFFICER, TOKEN),
    grave("/admin/accounts/new", ("system", ""), &[("login", "x")]),
    grave("/admin/accounts/{account}", ("system", ""), &[("do", "close")]),
    grave("/admin/security/{account}", ("security", ""), &[("do", "tokens")]),
    grave("/admin/security", ("security", ""), &[("do", "guards")]),
    grave("/admin/system", ("system", ""), &[("do", "sign_in_limits")]),
    grave("/desk/cases/{case}/acts/{act}", ("leader", "decision/confirm_decision"), &[]),
    grave("/desk/erasures", OFFICER, &[("case", "0"), ("do", "propose")]),
    grave("/desk/cases/{case}/panels/{panel}/names", OFFICER, &[("alias", "X")]),
    grave("/unit/members", ("own", "draft"), &[("do", "end")]),
    grave("/desk/units/{unit}", ("officer", "to-authority"), &[("do", "propose")]),
];

/// The acts of the procedure that decide, each on an application on which it can be done.
const ACTS: [(&str, &str); 4] = [
    ("officer", "check/waive"),
    ("officer", "notice/prepare_decision"),
    ("officer", "check/prepare_refusal"),
    ("leader", "decision/confirm_decision"),
];

/// Those that stand in no stage of the demonstration; they are of the same kinds, by which the same handler asks.
const AFTERWARDS: [&str; 2] = ["prepare_status", "confirm_status"];

/// The status, whether the page asks for a proof, and where it would send that.
async fn sends(
    site: &Router,
    word: &str,
    path: &str,
    form: &[(&str, &str)],
) -> (StatusCode, bool, bool) {
    let fields = [("form_token", Scene::UNPROVED)];
    let fields = fields.iter().chain(form).map(|(name, value)| format!("{name}={value}"));
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::HOST, "localhost:8080")
        .header(header::COOKIE, format!("guohe={word}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields.collect::<Vec<_>>().join("&")));
    let (head, body) = site.clone().oneshot(request.unwrap()).await.unwrap().into_parts();
    let page = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    let back = page.contains(&format!("action=\"{path}\""));
    (head.status, page.contains("name=\"proof_of_person\""), back)
}

#[tokio::test]
async fn every_form_that_is_grave_asks_for_a_fresh_proof_and_does_nothing_before() {
    let scene = Scene::told().await;
    let site = app(scene.site(House)).unwrap();
    let case = scene.cases["review"].to_string();
    let acts = ACTS.map(|who| grave("/desk/cases/{case}/acts/{act}", who, &[]));
    for Grave { route, who: (principal, object), form } in ALL.iter().chain(&acts) {
        let word = Scene::token(principal, object).unwrap();
        let word = scene.unproved(&word).await;
        let path = scene.address(route, object);
        let named = |(name, value): &(&'static str, &'static str)| match *name {
            "case" => (*name, case.clone()),
            _ => (*name, (*value).to_owned()),
        };
        let form: Vec<_> = form.iter().map(named).collect();
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let before = scene.everything();
        let seen = sends(&site, &word, &path, &form).await;
        assert_eq!(seen, (StatusCode::OK, true, true), "{route} as {principal} on {object}");
        assert!(scene.everything() == before, "{route} has changed something");
    }
}

/// Forms of the same routes that are not grave.
const EASY: [Grave; 5] = [
    grave("/account/deputies", OFFICER, &[("do", "end")]),
    grave("/account/tokens", OFFICER, &[("withdraw", "x")]),
    grave("/account/webhooks", OFFICER, &[("end", "x")]),
    grave("/unit/members", ("own", "draft"), &[("do", "withdraw")]),
    grave("/desk/cases/{case}/acts/{act}", ("officer", "check/return_for_correction"), &[]),
];

#[tokio::test]
async fn what_is_not_grave_asks_for_no_proof_where_something_else_does() {
    let scene = Scene::told().await;
    let site = app(scene.site(House)).unwrap();
    for Grave { route, who: (principal, object), form } in &EASY {
        let word = scene.unproved(&Scene::token(principal, object).unwrap()).await;
        let (_, asks, _) = sends(&site, &word, &scene.address(route, object), form).await;
        assert!(!asks, "{route} as {principal} on {object}");
    }
}

#[test]
fn the_routes_that_ask_for_a_proof_are_those_of_the_list() {
    let declared = declared().into_iter().filter(|one| one.proof.is_some());
    let mut found: Vec<&str> = declared.map(|one| one.path).collect();
    let mut listed: Vec<&str> = ALL.iter().map(|one| one.route).collect();
    found.sort_unstable();
    listed.sort_unstable();
    assert_eq!(found, listed);
}

/// The door asks where the route declares it, so a handler that asked by itself would be seen by nobody who reads that.
#[test]
fn no_handler_asks_for_a_proof_by_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desks");
    assert_eq!(ask(&root), Vec::<String>::new());
}

/// The files that ask.
fn ask(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(ask(&path));
        } else if fs::read_to_string(&path).unwrap().contains("step_up::asks") {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test]
async fn the_acts_that_decide_are_those_of_the_list() {
    let town = crate::town::Town::new().await;
    let law = town.desk().laws.iter().find(|law| law.pack.id() == PACK).unwrap();
    let decides = [Kind::Waive, Kind::PrepareDecision, Kind::ConfirmDecision];
    let acts = law.procedure.acts.iter().filter(|act| decides.contains(&act.kind.value));
    let acts: Vec<&str> = acts.map(|act| act.id.value.as_str()).collect();
    let sent = ACTS.map(|(_, object)| object.split_once('/').unwrap().1);
    assert_eq!(acts, [&sent[..], &AFTERWARDS].concat());
}
