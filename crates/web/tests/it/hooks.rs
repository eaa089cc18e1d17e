//! Webhooks: who is told of what, signed how, and what becomes of what does not arrive.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use guohe_cases::{auditing::Auditing as _, memory::Memory, ports::Session};
use guohe_web::{
    app,
    hooks::Teller,
    unified::{Outward, OutwardError},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::town::{PACK, Still, TODAY, Town};

/// Somebody outside, who answers as they are told and remembers what they heard.
#[derive(Debug, Default)]
struct Elsewhere {
    status: Mutex<u16>,
    heard: Mutex<Vec<Request<Vec<u8>>>>,
}

#[async_trait::async_trait]
impl Outward for Elsewhere {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutwardError> {
        self.heard.lock().unwrap().push(request);
        match *self.status.lock().unwrap() {
            0 => Err(OutwardError("nobody answers".to_owned())),
            status => Ok(Response::builder().status(status).body(Vec::new()).unwrap()),
        }
    }
}

impl Elsewhere {
    fn answers(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }

    fn heard(&self) -> Vec<Request<Vec<u8>>> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }
}

fn morning() -> Timestamp {
    format!("{TODAY}T02:00:00Z").parse().unwrap()
}

/// Somebody signs in; the word of their session is their login.
async fn signs_in(town: &Town, login: &str) {
    let session = Session {
        token: Sha256::digest(login).into(),
        id: Uuid::from_u128(login.len() as u128),
        account: Town::person(login).account,
        opened_at: morning(),
        proved_at: morning(),
        two_factors: true,
        device: String::new(),
        place: String::new(),
        provider: String::new(),
        ends_at: morning().checked_add(SignedDuration::from_hours(12)).unwrap(),
        seen_at: morning(),
        form_token: format!("form-{login}"),
    };
    town.desk().store.open_session(town.desk().tenant, &session).await.unwrap();
}

/// Fills in the form by which one subscribes; gives the page that comes back.
async fn subscribes(site: &Router, login: &str, address: &str, what: &str) -> (StatusCode, String) {
    let address = address.replace(':', "%3A").replace('/', "%2F");
    let form =
        format!("form_token=form-{login}&address={address}&what={}", what.replace('/', "%2F"));
    let request = Request::post("/account/webhooks")
        .header(header::HOST, "localhost:8080")
        .header(header::COOKIE, format!("guohe={login}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form));
    let answer = site.clone().oneshot(request.unwrap()).await.unwrap();
    let (head, body) = answer.into_parts();
    let page = to_bytes(body, usize::MAX).await.unwrap();
    (head.status, String::from_utf8(page.to_vec()).unwrap())
}

/// The secret that a page shows.
fn secret(page: &str) -> Vec<u8> {
    let (_, rest) = page.split_once("whsec_").expect("a secret");
    STANDARD
        .decode(rest.split('<').next().unwrap().replace("&#43;", "+").replace("&#61;", "="))
        .unwrap()
}

/// Somebody outside who answers slowly: another program looks meanwhile at what is to be sent.
#[derive(Debug)]
struct Slow<'a> {
    told: &'a Told,
    second: i64,
    meanwhile: Mutex<Vec<usize>>,
}

#[async_trait::async_trait]
impl Outward for Slow<'_> {
    async fn send(&self, _: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutwardError> {
        let heard = self.told.after(self.second).await.len();
        self.meanwhile.lock().unwrap().push(heard);
        Ok(Response::builder().status(204).body(Vec::new()).unwrap())
    }
}

/// A town whose log a teller reads.
struct Told {
    town: Town,
    elsewhere: Arc<Elsewhere>,
}

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Told").finish_non_exhaustive()
    }
}

impl Told {
    /// Notices and sends at an instant after the morning; gives what was heard.
    async fn after(&self, seconds: i64) -> Vec<Request<Vec<u8>>> {
        self.tells(seconds, &*self.elsewhere).await;
        self.elsewhere.heard()
    }

    async fn tells(&self, seconds: i64, outward: &dyn Outward) {
        let later = morning().checked_add(SignedDuration::from_secs(seconds)).unwrap();
        let clock = Still::at(later);
        let log: Arc<Memory> = self.town.store();
        let teller = Teller {
            desk: self.town.desk(),
            log: &*log,
            outward,
            outside: &clock,
            origin: "https://bases.example.gov.cn",
        };
        teller.notice().await.unwrap();
        teller.send().await.unwrap();
    }
}

async fn told() -> Told {
    let town = Town::new().await;
    let elsewhere = Arc::new(Elsewhere::default());
    elsewhere.answers(204);
    Told { town, elsewhere }
}

fn value(request: &Request<Vec<u8>>) -> Value {
    serde_json::from_slice(request.body()).unwrap()
}

#[tokio::test]
async fn an_applicant_is_told_of_what_they_may_know_and_of_nothing_else() {
    let mut told = told().await;
    let round = told.town.round().await;
    let case = told.town.reviewable("host", round).await;
    let other = told.town.reviewable("park", round).await;
    signs_in(&told.town, "host").await;
    let site = app(told.town.site()).unwrap();
    let (status, page) = subscribes(&site, "host", "https://example.org/told", "own").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert_eq!(told.after(0).await.len(), 0, "nothing has happened since");
    // What experts do changes nothing that the applicant sees; neither does what others do in theirs.
    told.town.turns("2026-03-03");
    told.town.convened("first", case, &[1, 2, 3, 4, 5]).await;
    let seen = told.after(10).await.len();
    told.town.convened("first", other, &[6, 7, 8, 9, 10]).await;
    let none = serde_json::json!({"conflict": false});
    told.town.does(Town::expert(1), case, "declare_first", none).await;
    assert_eq!(told.after(20).await.len(), 0);
    assert!(seen <= 1, "at most that the case is in another stage: {seen}");
    told.town.turns("2026-03-04");
    let withdraws = serde_json::json!({"reasons": ""});
    told.town.does(Town::person("host"), case, "withdraw", withdraws).await;
    let heard = told.after(30).await;
    assert_eq!(heard.len(), 1);
    let body = value(&heard[0]);
    let href = format!("https://bases.example.gov.cn/api/v1/applications/{case}");
    assert_eq!((&body["type"], &body["data"]["href"]), (&"case.changed".into(), &href.into()));
    assert_eq!(body["data"].as_object().unwrap().len(), 3, "{body}");
    assert_eq!(told.after(40).await.len(), 0, "once");
}

#[tokio::test]
async fn an_officer_is_told_of_every_act_under_the_law_and_a_leader_may_not_subscribe() {
    let mut told = told().await;
    let round = told.town.round().await;
    for login in ["officer", "leader"] {
        signs_in(&told.town, login).await;
    }
    let site = app(told.town.site()).unwrap();
    assert_eq!(subscribes(&site, "officer", "https://example.org/o", PACK).await.0, StatusCode::OK);
    let (status, _) = subscribes(&site, "leader", "https://example.org/l", PACK).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _) = subscribes(&site, "officer", "https://10.0.0.1/o", PACK).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(told.after(0).await.len(), 0);
    told.town.turns("2026-03-03");
    let draft = told.town.open("host", round, "PARK").await;
    assert_eq!(told.after(10).await.len(), 0, "a draft is nobody else's");
    told.town.fill("host", draft, "park").await;
    told.town.hand_in("host", draft).await;
    let heard = told.after(20).await;
    assert_eq!(heard.len(), 1);
    let href = format!("https://bases.example.gov.cn/api/v1/desk/cases/{draft}");
    assert_eq!(value(&heard[0])["data"]["href"], href);
}

#[tokio::test]
async fn what_does_not_arrive_is_sent_again_under_one_id_and_signed_anew() {
    let mut told = told().await;
    let round = told.town.round().await;
    signs_in(&told.town, "host").await;
    let site = app(told.town.site()).unwrap();
    let (_, page) = subscribes(&site, "host", "https://example.org/told", "own").await;
    let secret = secret(&page);
    assert_eq!(told.after(0).await.len(), 0);
    told.town.turns("2026-03-03");
    told.town.open("host", round, "PARK").await;
    let mut ids = Vec::new();
    for (status, second, sent) in
        [(503, 1, 1), (0, 3, 0), (0, 6, 1), (204, 30, 0), (204, 70, 1), (204, 9_999, 0)]
    {
        told.elsewhere.answers(status);
        let heard = told.after(second).await;
        assert_eq!(heard.len(), sent, "after {second} s");
        for request in heard {
            let text = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
            let (id, at) = (text("webhook-id"), text("webhook-timestamp"));
            let body = String::from_utf8(request.body().clone()).unwrap();
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret);
            let tag = ring::hmac::sign(&key, format!("{id}.{at}.{body}").as_bytes());
            assert_eq!(text("webhook-signature"), format!("v1,{}", STANDARD.encode(tag)));
            assert_eq!(at.parse::<i64>().unwrap(), morning().as_second() + second);
            ids.push(id);
        }
    }
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    // Whoever says that it is gone is told no more.
    told.elsewhere.answers(410);
    told.town.open("host", round, "PARK").await;
    assert_eq!(told.after(20_000).await.len(), 1);
    told.town.open("host", round, "PARK").await;
    assert_eq!(told.after(30_000).await.len(), 0);
    let host = Town::person("host").account;
    let hooks = told.town.desk().store.hooks(told.town.desk().tenant, Some(host)).await.unwrap();
    assert!(hooks[0].stopped_at.is_some());
    assert!(told.town.store().size(told.town.desk().tenant).await.unwrap() > 0);
}

#[tokio::test]
async fn of_two_programs_one_sends_it_and_the_other_if_that_one_has_died() {
    let mut told = told().await;
    let round = told.town.round().await;
    signs_in(&told.town, "host").await;
    let site = app(told.town.site()).unwrap();
    subscribes(&site, "host", "https://example.org/told", "own").await;
    assert_eq!(told.after(0).await.len(), 0);
    told.town.turns("2026-03-03");
    told.town.open("host", round, "PARK").await;
    let slow = Slow { told: &told, second: 11, meanwhile: Mutex::default() };
    told.tells(10, &slow).await;
    assert_eq!(*slow.meanwhile.lock().unwrap(), [0], "sent once, and not by the other meanwhile");
    assert_eq!(told.after(999).await.len(), 0, "it has arrived");
    told.town.open("host", round, "PARK").await;
    let slow = Slow { told: &told, second: 1_061, meanwhile: Mutex::default() };
    told.tells(1_000, &slow).await;
    assert_eq!(*slow.meanwhile.lock().unwrap(), [1], "a minute later nobody else is waited for");
}
