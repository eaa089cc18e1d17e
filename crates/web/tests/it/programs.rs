//! The API as programs meet it: tokens, scopes, one effect for each key, states, problems; and that every page is
//! accounted for.

mod administrators;
mod alike;
mod calls;
mod desk;
mod lists;
mod officers;
mod opening;
mod people;
mod rooms;
mod units;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use guohe_cases::{people::Change, ports::Act, token::Token};
use guohe_web::{app, declared, openapi};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::{
    broken::Brittle,
    town::{PACK, TODAY, Town},
};

/// What a program got.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    pub(crate) body: Value,
}

impl Got {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The status with the kind of the problem.
    pub(crate) fn problem(&self) -> (u16, &str) {
        let kind = self.body["type"].as_str().filter(|_| !self.status.is_success());
        let kind = kind.unwrap_or_default();
        (self.status.as_u16(), kind.rsplit('/').next().unwrap())
    }
}

/// A program with the word of its token, and more headers.
pub(crate) struct Program<'a> {
    pub(crate) site: &'a Router,
    pub(crate) word: &'a str,
}

impl Program<'_> {
    async fn sends(&self, method: &str, path: &str, more: &[(&str, &str)], body: &str) -> Got {
        self.sends_bytes(method, path, more, body.as_bytes()).await
    }

    pub(crate) async fn sends_bytes(
        &self,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: &[u8],
    ) -> Got {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost:8080")
            .header(header::ACCEPT_LANGUAGE, "en");
        if !self.word.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.word));
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_vec())).unwrap();
        let (head, body) = self.site.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Got { status: head.status, headers: head.headers, body }
    }

    pub(crate) async fn gets(&self, path: &str) -> Got {
        self.sends("GET", path, &[], "").await
    }

    async fn posts(&self, path: &str, key: &str, body: &Value) -> Got {
        self.posts_seen(path, key, body, &[]).await
    }

    async fn posts_seen(&self, path: &str, key: &str, body: &Value, more: &[(&str, &str)]) -> Got {
        let json = [("content-type", "application/json"), ("idempotency-key", key)];
        self.sends("POST", path, &[&json, more].concat(), &body.to_string()).await
    }
}

fn now() -> Timestamp {
    format!("{TODAY}T02:00:00Z").parse().unwrap()
}

pub(crate) fn token(word: &str, account: Uuid, scopes: &[&str]) -> Token {
    Token {
        digest: Sha256::digest(word).into(),
        id: Uuid::from_u128(u128::from(word.len() as u64) << 64 | account.as_u128()),
        account,
        name: word.to_owned(),
        scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
        two_factors: true,
        made_at: now(),
        ends_at: now().checked_add(SignedDuration::from_hours(1)).unwrap(),
        used_at: None,
    }
}

pub(crate) const ALL: [&str; 12] = [
    "account:read",
    "account:write",
    "applications:read",
    "applications:write",
    "unit:read",
    "unit:write",
    "desk:read",
    "desk:write",
    "reviews:read",
    "reviews:write",
    "admin:read",
    "admin:write",
];

/// The town with a token for everybody whose word is their login, and a filled application.
async fn town() -> (Town, Uuid, Uuid) {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    town.fill("host", case, "park").await;
    for login in ["host", "park", "officer", "leader"] {
        let account = Town::person(login).account;
        town.desk()
            .store
            .add_token(town.desk().tenant, &token(login, account, &ALL))
            .await
            .unwrap();
    }
    (town, round, case)
}

fn in_docs(name: &str) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/");
    std::fs::read_to_string(format!("{path}{name}")).unwrap()
}

#[test]
#[expect(clippy::print_stdout, reason = "how much is covered is for people to read")]
fn every_page_says_what_it_is_in_the_api_and_every_operation_stands_for_one() {
    let text = in_docs("api-routes.tsv");
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<[&str; 3]> =
        rows.map(|line| line.split('\t').collect::<Vec<_>>().try_into().unwrap()).collect();
    let pages: Vec<String> = declared()
        .iter()
        .filter(|one| !one.path.starts_with("/api/v1/"))
        .map(|one| format!("{} {}", one.method, one.path))
        .collect();
    let told: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    let (is, should): (BTreeSet<&str>, BTreeSet<&str>) =
        (told.iter().copied().collect(), pages.iter().map(String::as_str).collect());
    assert_eq!(is, should);
    assert_eq!(told.len(), pages.len(), "each stands once");
    let named: BTreeSet<&str> =
        rows.iter().filter(|row| row[1] == "operation").flat_map(|row| row[2].split(',')).collect();
    assert_eq!(named, operations().keys().map(String::as_str).collect());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        assert!(["operation", "none", "open"].contains(&row[1]) && !row[2].is_empty(), "{row:?}");
        *counts.entry(row[1]).or_default() += 1;
    }
    println!("{} operations; pages: {counts:?}", operations().len());
}

/// The operations of the document, by their names.
fn operations() -> BTreeMap<String, (String, String, Value)> {
    let document = openapi();
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().iter().map(move |(method, operation)| {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            (id, (method.clone(), path.clone(), operation.clone()))
        })
    });
    let all: Vec<_> = all.collect();
    let (count, all) = (all.len(), all.into_iter().collect::<BTreeMap<_, _>>());
    assert_eq!(all.len(), count, "a name stands for one operation");
    all
}

#[test]
fn the_document_names_only_shapes_that_it_has() {
    let document = openapi();
    let text = document.to_string();
    let names = text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    let mut seen = 0;
    for name in names {
        assert!(document.pointer(name).is_some(), "{name}");
        seen += 1;
    }
    assert!(seen > 40, "{seen}");
}

#[tokio::test]
async fn a_program_gets_as_far_as_its_token_and_its_account_go() {
    let (town, _, case) = town().await;
    let desk = town.desk();
    let host = Town::person("host").account;
    let narrow = token("narrow", host, &["applications:read"]);
    desk.store.add_token(desk.tenant, &narrow).await.unwrap();
    let mut ended = token("ended", host, &ALL);
    ended.ends_at = now();
    desk.store.add_token(desk.tenant, &ended).await.unwrap();
    let site = app(town.site()).unwrap();
    let one = format!("/api/v1/applications/{case}");
    let (acts, facts) = (format!("{one}/acts/withdraw"), format!("{one}/facts"));
    let as_whom = |word| Program { site: &site, word };
    for (word, path, wanted) in [
        ("host", one.as_str(), (200, "")),
        ("narrow", &one, (200, "")),
        ("", &one, (401, "no-token")),
        ("nobody", &one, (401, "no-token")),
        ("ended", &one, (401, "no-token")),
        ("park", &one, (404, "not-found")),
        ("officer", &one, (403, "forbidden")),
        ("host", "/api/v1/desk/cases", (403, "forbidden")),
        ("narrow", "/api/v1/account", (403, "scope-missing")),
        ("host", "/api/v1/applications/no-id", (404, "not-found")),
        ("host", "/api/v1/nothing", (404, "not-found")),
    ] {
        assert_eq!(as_whom(word).gets(path).await.problem(), wanted, "{word} {path}");
    }
    let withdraws = as_whom("narrow").posts(&acts, "k1", &json!({})).await;
    assert_eq!(withdraws.problem(), (403, "scope-missing"));
    let anonymous = as_whom("").posts(&facts, "k1", &json!({"edits": []})).await;
    assert_eq!(anonymous.problem(), (401, "no-token"));
    assert_eq!(anonymous.header("www-authenticate"), Some("Bearer"));
    assert_eq!(anonymous.header("content-type"), Some("application/problem+json"));
    // A token opens no page.
    let page = as_whom("host").gets("/applications").await;
    assert_eq!(
        (page.status, page.header("location")),
        (StatusCode::SEE_OTHER, Some("/sign-in?next=/applications"))
    );
}

#[tokio::test]
async fn a_token_goes_with_its_account_and_with_its_second_factors() {
    for change in ["closed", "factors"] {
        let (town, _, case) = town().await;
        let site = app(town.site()).unwrap();
        let account = Town::person("host").account;
        let host = Program { site: &site, word: "host" };
        let path = format!("/api/v1/applications/{case}");
        assert_eq!(host.gets(&path).await.status, StatusCode::OK);
        let change = match change {
            "closed" => Change::Closed { account, closed: true },
            _ => Change::DropFactors(account),
        };
        let tenant = town.desk().tenant.clone();
        let act = Act { tenant, at: now(), idempotency: None, appends: Vec::new(), freezes: false };
        town.desk().store.append_with(act, &[change]).await.unwrap();
        assert_eq!(host.gets(&path).await.problem(), (401, "no-token"));
        assert_eq!(town.desk().store.tokens(town.desk().tenant, account).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_call_has_one_effect_for_each_key() {
    let (town, round, _) = town().await;
    let site = app(town.site()).unwrap();
    let host = Program { site: &site, word: "host" };
    let park = Program { site: &site, word: "park" };
    let start = json!({"call": round, "type": "PARK"});
    let path = "/api/v1/applications";
    let first = host.posts(path, "one", &start).await;
    assert_eq!(first.status, StatusCode::OK, "{first:?}");
    let again = host.posts(path, "one", &start).await;
    assert_eq!(
        (again.status, again.header("idempotency-replayed")),
        (StatusCode::OK, Some("true"))
    );
    assert_eq!(again.body, first.body);
    let other = host.posts(path, "one", &json!({"call": round, "type": "PLATFORM"})).await;
    assert_eq!(other.problem(), (422, "key-reused"));
    // The same key of somebody else is another key.
    let theirs = park.posts(path, "one", &start).await;
    assert_eq!(theirs.status, StatusCode::OK);
    assert_ne!(theirs.body["id"], first.body["id"]);
    // What was refused frees its key.
    let refused = host.posts(path, "two", &json!({"call": round, "type": "NONE"})).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(host.posts(path, "two", &start).await.status, StatusCode::OK);
    let without = host.sends("POST", path, &[("content-type", "application/json")], "{}").await;
    assert_eq!(without.problem(), (400, "key-missing"));
    let listed = host.gets(path).await;
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 3, "{listed:?}");
}

#[tokio::test]
async fn a_call_that_panics_does_not_hold_its_key() {
    let (town, round, _) = town().await;
    let mut site = town.site();
    let store = Brittle::around(&site.store);
    site.store = Arc::<Brittle>::clone(&store);
    let site = app(site).unwrap();
    let host = Program { site: &site, word: "host" };
    let (path, start) = ("/api/v1/applications", json!({"call": round, "type": "PARK"}));
    store.panics_at(&["append", "append_with"]);
    assert_eq!(host.posts(path, "one", &start).await.problem(), (500, "broken"));
    store.panics_at(&[]);
    let again = host.posts(path, "one", &start).await;
    assert_eq!(again.status, StatusCode::OK, "{again:?}");
    let listed = host.gets(path).await;
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 2, "{listed:?}");
}

#[tokio::test]
async fn facts_are_changed_from_the_state_that_was_read_and_from_no_other() {
    let (town, _, case) = town().await;
    let site = app(town.site()).unwrap();
    let host = Program { site: &site, word: "host" };
    let path = format!("/api/v1/applications/{case}/facts");
    let read = host.gets(&path).await;
    let etag = read.header("etag").unwrap().to_owned();
    let sets =
        |name: &str| json!({"edits": [{"edit": "set", "place": "host.name", "typed": name}]});
    let seen = [("if-match", etag.as_str())];
    let done = host.posts_seen(&path, "a", &sets("甲园"), &seen).await;
    assert_eq!((done.status, done.body["faults"].clone()), (StatusCode::OK, json!([])));
    assert_ne!(done.header("etag"), Some(etag.as_str()));
    let stale = host.posts_seen(&path, "b", &sets("乙园"), &seen).await;
    assert_eq!(stale.problem(), (412, "stale"));
    let now = host.gets(&path).await;
    assert_eq!(now.body["facts"]["host"]["name"]["value"], "甲园");
    assert_eq!(now.header("etag"), done.header("etag"));
    let nowhere = json!({"edits": [{"edit": "set", "place": "host.nothing", "typed": "x"}]});
    let wrong = host.posts(&path, "c", &nowhere).await;
    assert_eq!(wrong.problem(), (422, "invalid"));
    assert_eq!(wrong.body["errors"][0]["place"], "host.nothing");
    let unread = host.posts(&path, "d", &json!({"edits": 7})).await;
    assert_eq!(unread.problem(), (400, "malformed"));
    let media = [("content-type", "text/plain"), ("idempotency-key", "e")];
    let media = host.sends("POST", &path, &media, "{}").await;
    assert_eq!(media.problem(), (415, "other-media"));
}

#[tokio::test]
async fn an_application_is_handed_in_and_checked_by_programs_and_decided_by_none() {
    let (town, _, case) = town().await;
    let site = app(town.site()).unwrap();
    let host = Program { site: &site, word: "host" };
    let officer = Program { site: &site, word: "officer" };
    let acts = host.gets(&format!("/api/v1/applications/{case}/acts")).await;
    let submit = acts.body.as_array().unwrap().iter().find(|act| act["id"] == "submit").unwrap();
    assert_eq!(submit["takes"], json!(["declarations"]));
    let declared = submit["declarations"].as_array().unwrap().iter();
    let declared: Vec<&Value> = declared.map(|one| &one["id"]).collect();
    let handing_in = format!("/api/v1/applications/{case}/acts/submit");
    let bare = host.posts(&handing_in, "s0", &json!({"declarations": []})).await;
    assert_eq!(bare.problem(), (422, "invalid"), "{bare:?}");
    let pointer = bare.body["errors"][0]["pointer"].as_str().unwrap();
    assert!(pointer.starts_with("#/declarations/"), "{pointer}");
    let input = json!({"declarations": declared});
    let handed_in = host.posts(&handing_in, "s1", &input).await;
    assert_eq!(handed_in.status, StatusCode::OK, "{handed_in:?}");
    // Sent again after the case has moved on, it is what it was.
    let again = host.posts(&handing_in, "s1", &input).await;
    assert_eq!((again.status, again.body), (StatusCode::OK, handed_in.body.clone()));
    let checking = format!("/api/v1/desk/cases/{case}/acts/check_material");
    let seen = officer.gets(&checking).await;
    let etag = seen.header("etag").unwrap().to_owned();
    let passed = json!({"outcome": "passed"});
    let checked = officer.posts_seen(&checking, "c1", &passed, &[("if-match", &etag)]).await;
    assert_eq!(checked.status, StatusCode::OK, "{checked:?}");
    let not_theirs = host
        .posts(&format!("/api/v1/applications/{case}/acts/check_material"), "c2", &passed)
        .await;
    assert_eq!(not_theirs.problem(), (404, "not-found"));
    let gone = officer.posts(&checking, "c3", &passed).await;
    assert_eq!(gone.problem(), (404, "not-found"), "it is no more in this stage");
    for act in ["prepare_decision", "confirm_decision"] {
        let path = format!("/api/v1/desk/cases/{case}/acts/{act}");
        for word in ["officer", "leader"] {
            let tried = Program { site: &site, word }.posts(&path, act, &json!({})).await;
            assert!(
                [(403, "proof-needed"), (404, "not-found")].contains(&tried.problem()),
                "{tried:?}"
            );
        }
    }
    let law = town.desk().laws.iter().find(|law| law.pack.id() == PACK).unwrap();
    let kinds = law
        .procedure
        .acts
        .iter()
        .filter(|act| act.kind.value == guohe_cases::procedure::Kind::ConfirmDecision);
    let confirm = kinds.map(|act| act.id.value.clone()).next().unwrap();
    let path = format!("/api/v1/desk/cases/{case}/acts/{confirm}");
    let tried = Program { site: &site, word: "leader" }
        .posts(&path, "x", &json!({"outcome": "agreed"}))
        .await;
    assert_eq!(tried.problem(), (403, "proof-needed"));
}

#[tokio::test]
async fn lists_come_a_page_at_a_time_with_a_link_to_the_next() {
    let (mut town, round, first) = town().await;
    let mut all = vec![first.to_string()];
    for _ in 0..4 {
        all.push(town.open("host", round, "PARK").await.to_string());
    }
    all.sort();
    let site = app(town.site()).unwrap();
    let host = Program { site: &site, word: "host" };
    let (mut path, mut seen, mut pages) =
        ("/api/v1/applications?limit=2".to_owned(), Vec::new(), 0);
    loop {
        let page = host.gets(&path).await;
        let items = page.body["items"].as_array().unwrap();
        seen.extend(items.iter().map(|one| one["id"].as_str().unwrap().to_owned()));
        pages += 1;
        let Some(link) = page.header("link") else { break };
        path = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned();
    }
    assert_eq!((seen, pages), (all, 3));
    assert_eq!(host.gets("/api/v1/applications?limit=201").await.problem(), (400, "malformed"));
    assert_eq!(host.gets("/api/v1/desk/cases?view=some").await.problem(), (403, "forbidden"));
}

#[tokio::test]
async fn every_kind_of_problem_has_a_page_in_both_languages() {
    let (town, _, _) = town().await;
    let site = app(town.site()).unwrap();
    let text = openapi()["components"]["responses"]["Problem"]["description"].to_string();
    let kinds: Vec<&str> =
        text.split("/problems/").skip(1).map(|rest| rest.split('`').next().unwrap()).collect();
    assert!(kinds.len() >= 18, "{kinds:?}");
    for kind in kinds {
        for lang in ["zh", "en"] {
            let request = Request::get(format!("/problems/{kind}?lang={lang}"))
                .header(header::HOST, "localhost:8080")
                .body(Body::empty());
            let answer = site.clone().oneshot(request.unwrap()).await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{kind}");
            let page = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            let page = String::from_utf8(page.to_vec()).unwrap();
            assert!(page.contains(kind) && !page.contains('⟦'), "{kind} {lang}");
        }
    }
}
