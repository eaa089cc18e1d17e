//! What the security administrator demands of accounts, and what nobody demands unless they say so.

use std::net::SocketAddr;

use axum::{Extension, Router, extract::ConnectInfo};
use guohe_web::{second_factor, site::Outside as _};
use jiff::SignedDuration;

use super::{Office, office, office_with};
use crate::{town::PASSWORD, visitor::Visitor};

const PAGE: &str = "/admin/security";
const CHOOSE: &str = "/account/password";
const A_DAY: i64 = 24 * 60;

impl Office {
    /// The site as it is reached from an address.
    fn from(&self, address: [u8; 4]) -> Router {
        let peer = ConnectInfo(SocketAddr::from((address, 50_000)));
        self.site.clone().layer(Extension(peer))
    }
}

#[tokio::test]
async fn administrators_are_let_in_from_the_networks_that_are_named_and_others_as_before() {
    let office = office_with(|site, _| {
        site.demands.admin_networks = vec!["10.1.0.0/16".parse().unwrap()];
    })
    .await;
    let code = office.appoints("system", 1).await;
    let (inside, outside) = (office.from([10, 1, 2, 3]), office.from([10, 2, 2, 3]));
    let mut system = Visitor::of(&inside);
    assert_eq!(system.shows("system", PASSWORD, &code).await.to(), "/home");
    assert_eq!(system.gets("/admin/accounts").await.status, 200);
    let elsewhere = [Visitor::of(&outside), office.visitor()];
    for elsewhere in elsewhere {
        let mut elsewhere = elsewhere.with_session(&system.session());
        for path in ["/admin/accounts", "/admin/system", "/api/v1/admin/accounts"] {
            assert_eq!(elsewhere.gets(path).await.status, 403, "{path}");
        }
        let sent = [("do", "open_data")];
        assert_eq!(elsewhere.posts("/admin/system", &sent).await.status, 403);
        assert_eq!(elsewhere.gets("/account").await.status, 200);
    }
    let mut stranger = Visitor::of(&outside);
    assert!(stranger.gets("/admin/accounts").await.to().starts_with("/sign-in"));
    let mut owner = Visitor::of(&outside);
    assert_eq!(owner.shows("lu", PASSWORD, "").await.to(), "/home");
    assert_eq!(owner.gets("/applications").await.status, 200);
}

#[tokio::test]
async fn whoever_says_from_where_administrators_come_does_not_lock_themselves_out() {
    let office = office().await;
    let code = office.appoints("security", 2).await;
    let mut security = Visitor::of(&office.from([10, 1, 2, 3]));
    assert_eq!(security.shows("security", PASSWORD, &code).await.to(), "/home");
    let sent = |networks| [("do", "demands"), ("admin_networks", networks)];
    for (wrong, said) in [("192.0.2.0/24", "10.1.2.3"), ("office", "不是地址或网段")] {
        let refused = security.fills(PAGE, PAGE, &sent(wrong)).await;
        assert_eq!(refused.status, 422, "{wrong}");
        let refused = refused.text();
        assert!(refused.contains(said) && refused.contains(wrong), "{refused}");
    }
    let mut unknown = office.visitor().with_session(&security.session());
    assert_eq!(unknown.fills(PAGE, PAGE, &sent("10.1.0.0/16")).await.status, 422);
    let kept = async || office.store.setting(&office.tenant, "account_demands").await.unwrap();
    assert_eq!(kept().await, None);
    assert_eq!(security.fills(PAGE, PAGE, &sent("10.1.0.0/16\n")).await.to(), PAGE);
    assert_eq!(kept().await.unwrap()["admin_networks"][0], "10.1.0.0/16");
    assert_eq!(security.fills(PAGE, PAGE, &sent("")).await.to(), PAGE);
    assert_eq!(kept().await.unwrap()["admin_networks"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn a_password_past_its_term_opens_nothing_but_the_choice_of_another() {
    let office = office_with(|site, _| site.demands.password_days = 30).await;
    let mut owner = office.visitor();
    owner.shows("lu", PASSWORD, "").await;
    assert_eq!(owner.gets("/applications").await.status, 200);
    office.clock.goes_on(30 * A_DAY - 1);
    owner.shows("lu", PASSWORD, "").await;
    assert_eq!(owner.gets("/applications").await.status, 200);
    office.clock.goes_on(1);
    for path in ["/applications", "/account", "/account/second-factor"] {
        assert_eq!(owner.gets(path).await.to(), CHOOSE, "{path}");
    }
    let page = owner.gets(CHOOSE).await.text();
    assert!(page.contains("您的密码已到期"), "{page}");
    let change = |new: &'static str| [("now", PASSWORD), ("new", new), ("again", new)];
    assert_eq!(owner.fills(CHOOSE, CHOOSE, &change(PASSWORD)).await.status, 422, "another");
    let new = "xuelian-7319-hailu";
    assert_eq!(owner.fills(CHOOSE, CHOOSE, &change(new)).await.to(), "/home");
    assert_eq!(owner.gets("/applications").await.status, 200);
    office.clock.goes_on(29 * A_DAY);
    owner.shows("lu", new, "").await;
    assert_eq!(owner.gets("/applications").await.status, 200, "it counts from the choice");
    office.clock.goes_on(A_DAY);
    owner.shows("lu", new, "").await;
    assert_eq!(owner.gets("/applications").await.to(), CHOOSE);
}

#[tokio::test]
async fn kinds_of_signs_are_demanded_of_a_password_where_that_is_set() {
    let (small, mixed) = ("long enough to do", "Long enough to do 7");
    for (kinds, new, status) in [(0, small, 200), (4, small, 422), (4, mixed, 200)] {
        let office = office_with(|site, _| site.demands.password_kinds = kinds).await;
        let mut owner = office.visitor();
        owner.shows("lu", PASSWORD, "").await;
        let change = [("now", PASSWORD), ("new", new), ("again", new)];
        let seen = owner.fills(CHOOSE, CHOOSE, &change).await;
        assert_eq!(seen.status, status, "{kinds} {new}");
        let said = "密码应同时含大写字母、小写字母、数字和其他字符";
        assert_eq!(seen.text().contains(said), status == 422);
    }
}

#[tokio::test]
async fn a_code_lives_thirty_seconds_unless_the_one_beside_it_is_let_in() {
    for (steps, status) in [(0, 422), (1, 303)] {
        let office = office_with(|site, _| site.demands.code_steps = steps).await;
        let (_, secret, _) = office.officer().await;
        office.clock.goes_on(2);
        let before = office.clock.now() - SignedDuration::from_secs(30);
        let late = second_factor::code(&secret, before);
        assert_eq!(office.visitor().shows("shen", PASSWORD, &late).await.status, status);
        let now = office.code(&secret);
        assert_eq!(office.visitor().shows("shen", PASSWORD, &now).await.to(), "/home");
    }
}
