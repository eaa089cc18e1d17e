//! What is handed in counts by the instant at which the whole request was there, and by nothing that comes after.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use futures_util::{StreamExt as _, stream};
use guohe_cases::token::{Token, Tokens as _};
use guohe_web::{app, site::Outside};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::{
    town::Town,
    visitor::{Seen, Visitor},
};

/// The first instant after the last day of the round, Asia/Shanghai.
const OVER: &str = "2026-05-16T00:00:00+08:00";

/// A clock that is read once at a stated instant and a minute later ever after.
#[derive(Debug, Default)]
struct Clock {
    now: AtomicI64,
    next: AtomicI64,
    drawn: AtomicI64,
}

impl Clock {
    fn set(&self, now: i64, next: i64) {
        self.next.store(next, Ordering::SeqCst);
        self.now.store(now, Ordering::SeqCst);
    }
}

impl Outside for Clock {
    fn now(&self) -> Timestamp {
        let now = self.now.swap(self.next.load(Ordering::SeqCst), Ordering::SeqCst);
        Timestamp::from_millisecond(now).unwrap()
    }

    fn random(&self) -> [u8; 32] {
        let mut bytes = [9; 32];
        bytes[..8].copy_from_slice(&self.drawn.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        bytes
    }
}

fn over() -> i64 {
    OVER.parse::<Timestamp>().unwrap().as_millisecond()
}

/// A park that is ready to hand in, a minute before the round is over.
async fn ready(town: &mut Town) -> (Router, Arc<Clock>, Uuid) {
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    town.fill("host", case, "park").await;
    let clock = Arc::new(Clock::default());
    clock.set(over() - 60_000, over() - 60_000);
    let mut site = town.site();
    site.outside = Arc::<Clock>::clone(&clock);
    (app(site).unwrap(), clock, case)
}

/// Hands in with a request whose last byte comes in at an instant; everything after it takes a minute.
async fn hands_in(host: &mut Visitor, clock: &Arc<Clock>, case: Uuid, last_byte: i64) -> Seen {
    let page = format!("/applications/{case}/submit");
    let form = host.gets(&page).await;
    let hidden =
        ["form_token", "once", "seen"].map(|name| format!("{name}={}", form.value(name).unwrap()));
    let declared = "declare=truthful&declare=no_secrets&declare=personal_data";
    let parts = [format!("{}&", hidden.join("&")), declared.to_owned()];
    let clock = Arc::clone(clock);
    let body = stream::iter((0..).zip(parts)).map(move |(at, part)| {
        if at == 1 {
            clock.set(last_byte, last_byte + 60_000);
        }
        Ok::<_, Infallible>(part)
    });
    host.posts_body(&page, Body::from_stream(body)).await
}

#[tokio::test]
async fn a_request_that_was_there_in_time_counts_however_long_it_takes_to_record() {
    let mut town = Town::new().await;
    let (site, clock, case) = ready(&mut town).await;
    let mut host = Visitor::signed_in(&site, "host").await;
    let seen = hands_in(&mut host, &clock, case, over() - 1).await;
    assert_eq!(seen.to(), format!("/applications/{case}/receipt"));
    let receipt = host.gets(&format!("/applications/{case}/receipt")).await.text();
    assert!(receipt.contains("2026-05-15 23:59"), "{receipt}");
}

/// The body is there at once; whatever is read from the clock after that is read a minute later, the session of whoever
/// sends it and their case among the rest.
#[tokio::test]
async fn a_request_that_was_there_in_time_counts_however_long_the_database_is_waited_for() {
    let mut town = Town::new().await;
    let (site, clock, case) = ready(&mut town).await;
    let mut host = Visitor::signed_in(&site, "host").await;
    let page = format!("/applications/{case}/submit");
    let form = host.gets(&page).await;
    let hidden =
        ["form_token", "once", "seen"].map(|name| format!("{name}={}", form.value(name).unwrap()));
    let declared = "declare=truthful&declare=no_secrets&declare=personal_data";
    let body = format!("{}&{declared}", hidden.join("&"));
    for (last_byte, counts) in [(over(), false), (over() - 1, true)] {
        clock.set(last_byte, last_byte + 60_000);
        let seen = host.posts_body(&page, Body::from(body.clone())).await;
        let expected =
            if counts { StatusCode::SEE_OTHER } else { StatusCode::UNPROCESSABLE_ENTITY };
        assert_eq!(seen.status, expected, "{last_byte}: {}", seen.text());
    }
}

/// The same by a program: its key is claimed in the database before the call is looked at.
#[tokio::test]
async fn a_call_that_was_there_in_time_counts_however_long_the_database_is_waited_for() {
    let mut town = Town::new().await;
    let (site, clock, case) = ready(&mut town).await;
    let now = Timestamp::from_millisecond(over() - 60_000).unwrap();
    let token = Token {
        digest: Sha256::digest("word").into(),
        id: Uuid::from_u128(0x70),
        account: Town::person("host").account,
        name: "word".to_owned(),
        scopes: ["applications:write".to_owned()].into(),
        two_factors: true,
        made_at: now,
        ends_at: now.checked_add(SignedDuration::from_hours(1)).unwrap(),
        used_at: None,
    };
    town.store().add_token(town.desk().tenant, &token).await.unwrap();
    let call = |key: &str| {
        let path = format!("/api/v1/applications/{case}/acts/submit");
        let request = Request::post(path)
            .header(header::HOST, "localhost:8080")
            .header(header::AUTHORIZATION, "Bearer word")
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key);
        let declared = r#"{"declarations": ["truthful", "no_secrets", "personal_data"]}"#;
        request.body(Body::from(declared)).unwrap()
    };
    for (key, last_byte, expected) in [
        ("late", over(), StatusCode::UNPROCESSABLE_ENTITY),
        ("in-time", over() - 1, StatusCode::OK),
    ] {
        clock.set(last_byte, last_byte + 60_000);
        let answer = site.clone().oneshot(call(key)).await.unwrap();
        let (head, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        assert_eq!(head.status, expected, "{key}: {}", String::from_utf8_lossy(&bytes));
    }
}

#[tokio::test]
async fn a_request_that_began_in_time_and_came_in_later_is_late() {
    let mut town = Town::new().await;
    let (site, clock, case) = ready(&mut town).await;
    let mut host = Visitor::signed_in(&site, "host").await;
    for late in [0, 1] {
        let seen = hands_in(&mut host, &clock, case, over() + late).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{late}");
        assert!(seen.text().contains("本轮申报已于2026-05-15截止"), "{}", seen.text());
        clock.set(over() - 60_000, over() - 60_000);
    }
}

#[tokio::test]
async fn a_request_for_handing_in_that_carries_more_than_declarations_is_refused() {
    let mut town = Town::new().await;
    let (site, clock, case) = ready(&mut town).await;
    let mut host = Visitor::signed_in(&site, "host").await;
    let page = format!("/applications/{case}/submit");
    let large = "x".repeat(64 * 1024);
    let seen = host.fills(&page, &page, &[("declare", "truthful"), ("more", &large)]).await;
    assert_eq!(seen.status, StatusCode::PAYLOAD_TOO_LARGE);
    let section = format!("/applications/{case}/sections/host");
    let seen = host.fills(&section, &section, &[("name", &large)]).await;
    assert_ne!(seen.status, StatusCode::PAYLOAD_TOO_LARGE, "other forms have more room");
    drop(clock);
}

#[tokio::test]
async fn one_sentence_says_what_is_in_time_wherever_somebody_hands_in_and_in_the_documentation() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    town.fill("host", case, "park").await;
    let done = town.open("park", round, "PARK").await;
    town.fill("park", done, "park").await;
    town.hand_in("park", done).await;
    let site = app(town.site()).unwrap();
    let told = include_str!("../../../../docs/security/deadline.md").replace('\n', " ");
    for (query, sentence) in [
        ("?lang=zh", "是否按期只看一个时刻：服务器收齐提交请求的时刻（中国标准时间）。"),
        (
            "?lang=en",
            "One instant decides whether it is in time: that at which the server had received",
        ),
    ] {
        assert!(told.contains(sentence), "{sentence}");
        let pages = [
            ("host", format!("/calls/{round}")),
            ("host", format!("/applications/{case}/submit")),
            ("park", format!("/applications/{done}/receipt")),
        ];
        for (who, page) in pages {
            let seen = Visitor::signed_in(&site, who).await.gets(&format!("{page}{query}")).await;
            assert!(seen.text().contains(sentence), "{page}{query}");
        }
    }
}
