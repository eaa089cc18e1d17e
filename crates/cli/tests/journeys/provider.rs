//! A unified login at a real provider, in a real browser: the pages of the provider are its own.

use std::process::Command;

use guohe_testkit::{browser::Options, provider::Provider};
use serde_json::json;

use crate::{
    house::{House, PASSWORD, morning},
    walk::{Reads, Walk},
};

const CLIENT: &str = "guohe";
const SECRET: &str = "a secret+of 100%";

/// An installation that a provider knows and that knows the provider, as an operator sets it.
async fn house() -> (House, Provider) {
    let mut provider = Provider::start().unwrap();
    let mut house = House::embedded(morning("2026-03-02")).await;
    house.people().await;
    let secret = house.folder.path().join("secret-of-provider");
    std::fs::write(&secret, format!("{SECRET}\n")).unwrap();
    let set = json!({
        "issuer": provider.issuer,
        "client": CLIENT,
        "name": { "zh": "省统一身份认证", "en": "Provincial login" },
    });
    let told = Command::new(env!("CARGO_BIN_EXE_guohe"))
        .args(["account", "provider", "province", "--set", &set.to_string(), "--secret"])
        .args([secret.to_str().unwrap(), "--data", house.folder.path().to_str().unwrap()])
        .output()
        .unwrap();
    let said = String::from_utf8(told.stdout).unwrap();
    assert!(said.ends_with("1 providers\n") && !said.contains(SECRET), "{said}");
    house.serve_by_binary();
    let address = &house.address;
    let client = json!({
        "client": CLIENT,
        "secret": SECRET,
        "back": format!("{address}/sign-in/with/province/back"),
        "home": format!("{address}/"),
    });
    provider.knows(&client.to_string()).unwrap();
    (house, provider)
}

/// Somebody signs in on the pages of the provider, and agrees that it says who they are.
async fn at_the_provider(walk: &Walk<'_>, who: &str) {
    walk.arrives("input[name=login]").await;
    walk.keys("input[name=login]", who).await;
    walk.keys("input[name=password]", "any").await;
    walk.click("button[type=submit]").await;
    walk.arrives("input[name=prompt][value=consent]").await;
    walk.click("button[type=submit]").await;
}

/// The pages of the provider ask for a font of another site, which nobody reaches here.
fn ours(faults: Vec<String>) -> Vec<String> {
    faults.into_iter().filter(|fault| !fault.contains("fonts.g")).collect()
}

const BUTTON: &str = "form[action='/sign-in/with/province'] button";

#[tokio::test]
async fn somebody_links_a_unified_login_and_signs_in_and_out_by_it() {
    let (house, _provider) = house().await;
    let mut walk = Walk::begin(&house, Reads::Chinese, Options::default()).await;
    walk.open("/sign-in").await;
    walk.sign_in("host", PASSWORD).await;
    walk.open("/account/logins").await;
    walk.click("form[action='/account/logins'] button").await;
    at_the_provider(&walk, "lin").await;
    walk.arrives("input[name=unlink]").await;
    walk.open("/account/logins").await;
    assert!(walk.text("main form p").await.starts_with("自 "), "it is linked");
    walk.leave().await;
    // The provider still knows who sits there.
    walk.open("/sign-in").await;
    walk.click(BUTTON).await;
    walk.arrives("details.account").await;
    assert_eq!(walk.path().await, "/applications");
    walk.click("details.account summary").await;
    walk.click("details.account form button").await;
    walk.arrives("button[name=logout]").await;
    walk.click("button[name=logout]").await;
    walk.arrives("a[href^='/sign-in']").await;
    assert_eq!(walk.path().await, "/");
    // It asks again who one is.
    walk.open("/sign-in").await;
    walk.click(BUTTON).await;
    at_the_provider(&walk, "somebody").await;
    walk.arrives("[role=alert]").await;
    assert_eq!(walk.path().await, "/sign-in?failed=unified");
    assert_eq!(ours(walk.end().await), Vec::<String>::new());
    house.close().await;
}

#[tokio::test]
async fn an_officer_without_scripts_shows_a_code_after_a_unified_login() {
    let (house, _provider) = house().await;
    let options = Options { javascript: false, ..Options::phone() };
    let mut walk = Walk::begin(&house, Reads::English, options).await;
    walk.open("/sign-in").await;
    walk.sign_in("officer", PASSWORD).await;
    walk.open("/account/logins").await;
    walk.click("form[action='/account/logins'] button").await;
    at_the_provider(&walk, "zhou").await;
    walk.arrives("input[name=unlink]").await;
    walk.leave().await;
    walk.open("/sign-in").await;
    walk.click(BUTTON).await;
    walk.arrives("form[action='/sign-in/code']").await;
    walk.keys("input[name=code]", &house.code("officer")).await;
    walk.press("form[action='/sign-in/code'] button").await;
    assert_eq!(walk.path().await, "/desk");
    assert_eq!(ours(walk.end().await), Vec::<String>::new());
    house.close().await;
}
