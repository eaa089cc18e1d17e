//! A passkey in a real browser, with the authenticator that Chromium brings along.

use guohe_testkit::browser::Options;

use crate::{
    house::{House, PASSWORD, morning},
    walk::{Reads, Walk},
};

#[tokio::test]
async fn somebody_makes_a_passkey_and_signs_in_with_nothing_else() {
    let mut house = House::embedded(morning("2026-03-02")).await;
    house.people().await;
    house.serve(false).await;
    let mut walk = Walk::begin(&house, Reads::Chinese, Options::default()).await;
    walk.has_authenticator().await;
    walk.open("/sign-in").await;
    walk.sign_in("host", PASSWORD).await;
    walk.open("/account/passkeys").await;
    walk.fill_all(&[("name", "办公室电脑")]).await;
    walk.click("#alone").await;
    walk.press("[data-passkey]").await;
    assert_eq!(walk.path().await, "/account/passkeys");
    assert_eq!(walk.every(".card h2", "textContent").await, ["办公室电脑"]);
    walk.leave().await;
    walk.open("/sign-in").await;
    walk.press("[data-passkey]").await;
    assert_eq!(walk.path().await, "/applications");
    // The browser says once that RSA is not offered, which is the price that ADR 0036 names.
    let mut faults = walk.end().await;
    faults
        .retain(|fault| !fault.contains("pubKeyCredParams is missing at least one of the default"));
    assert_eq!(faults, Vec::<String>::new());
    house.close().await;
}
