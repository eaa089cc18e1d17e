//! The alarm drill: attacks one after the other, and what the security administrator sees of each on the same page.

use std::{
    io::{Error, ErrorKind},
    sync::Arc,
};

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use guohe_cases::{
    account::History,
    event::{About, StreamId},
    ports::Inspector,
};
use guohe_rules::syntax::Words;
use guohe_web::{
    app,
    surface::{Rate, Surface},
    throttle::Throttle,
};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::{
    accounts::{OFFICER, office_with},
    town::{PASSWORD, Town},
    visitor::Visitor,
};

/// Rates that stand in no attack's way, so that the alarms alone are looked at.
pub(crate) fn patient() -> Surface {
    let mut surface = Surface::default();
    let rates = &mut surface.rates;
    for rate in [&mut rates.sign_in, &mut rates.second_factor, &mut rates.other, &mut rates.upload]
    {
        *rate = Rate { burst: 10_000, per_minute: 10_000 };
    }
    surface
}

/// A scanner that nobody can reach.
#[derive(Debug)]
struct Unreachable;

#[async_trait]
impl Inspector for Unreachable {
    async fn inspect(&self, _bytes: &[u8]) -> Result<Option<Words>, Error> {
        Ok(None)
    }

    fn holds(&self) -> bool {
        true
    }

    async fn scan(&self, _bytes: &[u8]) -> Result<bool, Error> {
        Err(Error::from(ErrorKind::ConnectionRefused))
    }
}

async fn watched(town: &Town) -> Router {
    let mut site = town.site();
    let surface = patient();
    site.throttle = Some(Throttle::new(&surface));
    site.surface = surface;
    site.inspector = Arc::new(Unreachable);
    for office in ["security", "audit"] {
        town.administrator(office).await;
    }
    app(site).unwrap()
}

/// The words of the alarms in the file for whoever has to be told: kind, about whom, how often.
async fn told(site: &Router) -> Vec<String> {
    let mut security = Visitor::signed_in(site, "security").await;
    let file = security.gets("/admin/security/alarms.csv").await;
    assert_eq!(file.status, 200);
    let text = file.text();
    let mut lines: Vec<String> = text
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('"').split("\",\"").collect();
            [cells[1], cells[4], cells[6], cells[7]].join(" ")
        })
        .collect();
    lines.sort();
    lines
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one attack after the other, in the same town")]
async fn each_attack_of_the_drill_raises_its_alarm_and_none_of_it_sooner() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.open("host", round, "PARK").await;
    town.fill("host", case, "park").await;
    let site = watched(&town).await;
    let stranger = Visitor::of(&site);
    let wrong = async |login: &str, times: usize| {
        for _ in 0..times {
            let seen = stranger.clone().shows(login, "falsch-und-lang", "").await;
            assert_eq!(seen.status, 422);
        }
    };
    wrong("officer", 4).await;
    assert_eq!(told(&site).await, Vec::<String>::new());
    wrong("officer", 1).await;
    assert_eq!(told(&site).await, ["passwords 周明远 5 4"]);
    // From one address, at accounts that there are and others.
    for login in ["expert1", "nobody", "nobody-else", "somebody"] {
        wrong(login, 4).await;
    }
    assert_eq!(told(&site).await[1..], ["sign_ins  21 20"]);

    for _ in 0..5 {
        assert_eq!(stranger.clone().shows("leader", PASSWORD, "000000").await.status, 422);
    }
    let mut park = Visitor::signed_in(&site, "park").await;
    for n in 0..31 {
        assert_eq!(park.gets(&format!("/applications/{}", Uuid::from_u128(n))).await.status, 404);
    }
    for _ in 0..21 {
        let program = Request::builder()
            .uri("/api/v1/applications")
            .header(header::HOST, "localhost:8080")
            .header(header::AUTHORIZATION, "Bearer guohe_falsch");
        let seen = site.clone().oneshot(program.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(seen.status(), 401);
    }
    for _ in 0..6 {
        let seen = stranger.clone().posts("/sign-in", &[("form_token", "x")]).await;
        assert_eq!(seen.status, 403);
    }
    let mut host = Visitor::signed_in(&site, "host").await;
    let page = format!("/applications/{case}/attachments");
    let file = ("证书.pdf", b"%PDF-1.7 x".as_slice());
    let seen = host.sends(&page, &[("supports", "host.name")], file).await;
    assert_eq!(seen.to(), page);
    let mut audit = Visitor::signed_in(&site, "audit").await;
    let chain = "/admin/audit/chain";
    assert_eq!(audit.fills(chain, chain, &[("do", "verify")]).await.to(), chain);
    while audit.gets(chain).await.headers.contains_key("refresh") {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        told(&site).await,
        [
            "factors 何清川 5 4",
            "forged  6 5",
            "log  1 0",
            "passwords 周明远 5 4",
            "refused 顾长风 31 30",
            "sign_ins  21 20",
            "tokens  21 20",
            "unscanned  1 0",
        ]
    );
    let mut security = Visitor::signed_in(&site, "security").await;
    let shown = security.gets("/admin/security").await.text();
    for words in ["反复尝试登录密码", "同一地址反复登录失败", "扫描程序没有答复", "下载全部告警"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    // The list is searched as others are, in words that stand in it, and nothing else on the page is narrowed.
    let found = security.gets("/admin/security?q=%E5%91%A8%E6%98%8E%E8%BF%9C").await.text();
    assert!(found.contains("反复尝试登录密码") && !found.contains("扫描程序没有答复"), "{found}");
    assert!(found.contains("顾长风"), "who holds which role is not narrowed: {found}");
    let none = security.gets("/admin/security?q=nirgends").await.text();
    assert!(!none.contains("反复尝试登录密码") && none.contains("nirgends"), "{none}");
}

#[tokio::test]
async fn a_copied_passkey_is_an_alarm_that_outlasts_the_server() {
    let office = office_with(|site, _| {
        let surface = patient();
        site.throttle = Some(Throttle::new(&surface));
        site.surface = surface;
    })
    .await;
    crate::passkeys::copied(&office).await;
    let stream = StreamId { about: About::Account, id: OFFICER };
    let events = office.store.stream(&office.tenant, stream).await.unwrap();
    let kept = History::fold(OFFICER, &events).unwrap();
    let raised: Vec<_> = kept.alarms.iter().map(|one| (one.kind.word(), one.count)).collect();
    assert_eq!(raised, [("copied", 1)]);
}
