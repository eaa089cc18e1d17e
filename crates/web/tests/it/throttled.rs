//! Asking too often, and opening too much.

use std::sync::Arc;

use axum::http::header;
use guohe_web::{
    app,
    crowd::PLACES,
    site::Site,
    surface::{Rate, Surface},
    throttle::Throttle,
};

use crate::{
    broken::Brittle,
    town::Town,
    visitor::{Seen, Visitor},
};

/// The site of a town with figures of its own; its clock stands still.
fn with(town: &Town, change: impl FnOnce(&mut Surface)) -> Site {
    let mut surface = Surface::default();
    change(&mut surface);
    let mut site = town.site();
    site.throttle = Some(Throttle::new(&surface));
    site.surface = surface;
    site
}

#[tokio::test]
async fn whoever_asks_too_often_is_told_when_to_come_again_and_keeps_what_was_typed() {
    let town = Town::new().await;
    let once = |burst| Rate { burst, per_minute: 6 };
    let site = app(with(&town, |surface| surface.rates.other = once(3))).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(officer.gets("/account").await);
    }
    let codes: Vec<u16> = seen.iter().map(|one| one.status.as_u16()).collect();
    assert_eq!(codes, [200, 200, 200, 429]);
    let late = seen.pop().unwrap();
    assert_eq!(late.headers[header::RETRY_AFTER], "10");
    assert!(late.text().contains("请等候 10 秒"), "{}", late.text());
    let english = officer.gets("/account?lang=en").await;
    assert_eq!(english.status, 200, "lists and queries have a bucket of their own");

    let typed = [("form_token", "x"), ("reasons", "写了很久的理由"), ("do", "save")];
    let kept = officer.posts("/desk/rounds/new", &typed).await;
    assert_eq!(
        (kept.status.as_u16(), &kept.headers[header::RETRY_AFTER]),
        (429, &"10".parse().unwrap())
    );
    let page = kept.text();
    assert!(
        page.contains("Nothing that you typed is lost") && page.contains("写了很久的理由"),
        "{page}"
    );
    assert_eq!(kept.value("do").as_deref(), Some("save"));
    assert_ne!(kept.value("form_token").as_deref(), Some("x"), "the token is the page's own");
    // A secret is never sent back.
    let secret = [("form_token", "x"), ("now", "Geheimnis"), ("new", "Geheimnis-2")];
    let page = officer.posts("/account/password", &secret).await;
    assert_eq!(page.status, 429);
    assert!(!page.text().contains("Geheimnis"));
}

#[tokio::test]
async fn signing_in_is_limited_before_any_password_is_looked_at() {
    let town = Town::new().await;
    let site = app(with(&town, |surface| surface.rates.sign_in = Rate { burst: 1, per_minute: 1 }));
    let site = site.unwrap();
    // Nothing is known of the address in this test, so what counts is the account that is signed in.
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let forged = [("login", "officer"), ("form_token", "x")];
    let codes =
        [officer.posts("/sign-in", &forged).await, officer.posts("/sign-in", &forged).await];
    assert_eq!(codes.map(|one| one.status.as_u16()), [403, 429]);
}

#[tokio::test]
async fn opening_unusually_many_applications_raises_an_alarm_and_there_is_an_end_to_it() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let mut cases = Vec::new();
    for login in ["host", "park"] {
        cases.push(town.reviewable(login, round).await);
    }
    let figures = |surface: &mut Surface| {
        surface.alarm_from_cases = 0;
        surface.cases_per_hour = 1;
    };
    let site = app(with(&town, figures)).unwrap();
    town.administrator("security").await;
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let mut opens =
        async |at: usize| officer.gets(&format!("/desk/cases/{}", cases[at])).await.status.as_u16();
    assert_eq!(
        [opens(0).await, opens(0).await, opens(1).await, opens(0).await],
        [200, 200, 429, 200]
    );
    let mut security = Visitor::signed_in(&site, "security").await;
    let page = security.gets("/admin/security").await.text();
    assert!(page.contains("打开申报数量异常") && page.contains("周明远"), "{page}");
    // A page that names the same alarm twice would say it of one hour twice.
    assert_eq!(page.matches("<span class=\"tag is-warn\">打开申报数量异常</span>").count(), 1);
}

async fn signs_in(mut one: Visitor, token: String) -> Seen {
    let typed = [("form_token", token.as_str()), ("login", "host"), ("password", "x")];
    one.posts("/sign-in", &typed).await
}

async fn searches(mut one: Visitor) -> Seen {
    one.gets("/desk?q=x").await
}

/// Waits until so many have come to where the store hangs.
async fn come(store: &Brittle, verb: &str, many: usize) {
    let mut there = 0;
    while there < many {
        tokio::task::yield_now().await;
        there += store.asked().into_iter().filter(|asked| *asked == verb).count();
    }
}

#[tokio::test]
async fn of_a_crowd_that_signs_in_or_searches_at_once_those_without_a_place_are_told_and_others_go_on()
 {
    let town = Town::new().await;
    let mut site = town.site();
    let store = Brittle::around(&site.store);
    site.store = Arc::<Brittle>::clone(&store);
    let site = app(site).unwrap();
    let officer = Visitor::signed_in(&site, "officer").await;
    let mut stranger = Visitor::of(&site);
    let token = stranger.gets("/sign-in").await.value("form_token").unwrap();

    // So many as there are places wait for a store that gives no answer, and one more.
    store.hangs_at(&["account_by_login"]);
    store.asked();
    let crowd = (0..PLACES).map(|_| tokio::spawn(signs_in(stranger.clone(), token.clone())));
    let crowd: Vec<_> = crowd.collect();
    come(&store, "account_by_login", PLACES).await;
    let late = signs_in(stranger.clone(), token.clone()).await;
    assert_eq!(
        (late.status.as_u16(), &late.headers[header::RETRY_AFTER]),
        (503, &"5".parse().unwrap())
    );
    assert!(late.text().contains("请等候 5 秒再试"), "{}", late.text());
    assert_eq!(searches(officer.clone()).await.status, 200);
    assert_eq!(officer.clone().gets("/account").await.status, 200);

    store.hangs_at(&["account_by_login", "rows"]);
    store.asked();
    let lists = (0..PLACES).map(|_| tokio::spawn(searches(officer.clone())));
    let lists: Vec<_> = lists.collect();
    come(&store, "rows", PLACES).await;
    assert_eq!(searches(officer.clone()).await.status, 503);
    assert_eq!(stranger.gets("/rules").await.status, 200);

    // Whoever goes away leaves their place.
    for one in crowd.into_iter().chain(lists) {
        one.abort();
        assert!(one.await.unwrap_err().is_cancelled());
    }
    store.hangs_at(&[]);
    assert_eq!(searches(officer).await.status, 200);
    assert_eq!(Visitor::signed_in(&site, "leader").await.gets("/account").await.status, 200);
}
