//! Unified logins: honest answers of a provider, and those that no honest one gives.

mod more;
mod out;
mod provider;

use std::sync::Arc;

use axum::http::StatusCode;
use guohe_cases::{linked::Link, message::owner::Affair};
use guohe_rules::syntax::Words;
use guohe_web::unified::{Counts, Finds, Holds, Provider, Unified};
use scraper::{Html, Selector};
use serde_json::json;
use url::Url;
use uuid::Uuid;

use crate::{
    accounts::{ENROL, OFFICER, Office, office_with},
    town::PASSWORD,
    visitor::{Seen, Visitor},
};
use provider::{CLIENT, Flaw, Providers, SECRET};

const FAILED: &str = "/sign-in?failed=unified";
const LOGINS: &str = "/account/logins";
const APPLICANT: Uuid = Uuid::from_u128(0xE2);

fn set(host: &str, finds: Option<Finds>, amr: &[&str]) -> Provider {
    let words = |text: &str| Words { zh: text.to_owned(), en: text.to_owned() };
    Provider {
        issuer: format!("https://{host}.example"),
        client: CLIENT.to_owned(),
        name: words(host),
        scopes: [].into(),
        finds,
        counts: Counts {
            amr: amr.iter().map(|one| (*one).to_owned()).collect(),
            ..Counts::default()
        },
    }
}

/// An office that two providers know, the first of which finds accounts by a claim where that is said.
async fn office(finds: Option<Finds>, amr: &[&str]) -> (Office, Arc<Providers>) {
    let mut providers = None;
    let office = office_with(|site, clock| {
        let outside = Providers::new(clock);
        providers = Some(Arc::clone(&outside));
        let set = [("north", set("north", finds, amr)), ("south", set("south", None, &[]))];
        let set = set.map(|(id, provider)| (id.to_owned(), provider)).into();
        site.unified = Unified::new(set, outside);
    })
    .await;
    for id in ["north", "south"] {
        let secret = Some(SECRET.as_bytes());
        office.store.set_provider_secret(&office.tenant, id, secret).await.unwrap();
    }
    (office, providers.unwrap())
}

impl Office {
    async fn links(&self, account: Uuid) -> Vec<Link> {
        self.store.links(&self.tenant, account).await.unwrap()
    }
}

/// Where a page sends somebody by itself, and by its link.
fn leaves(seen: &Seen) -> String {
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
    let refresh = seen.headers["refresh"].to_str().unwrap();
    let page = Html::parse_document(&seen.text());
    let link = Selector::parse("main a.btn").unwrap();
    let link = page.select(&link).next().unwrap().value().attr("href").unwrap().to_owned();
    assert_eq!(refresh, format!("0;url={link}"));
    link
}

/// Somebody is sent to a provider to sign in.
async fn sent(visitor: &mut Visitor, provider: &str) -> String {
    let action = format!("/sign-in/with/{provider}");
    leaves(&visitor.fills("/sign-in", &action, &[("next", "")]).await)
}

async fn signs_in(office: &Office, outside: &Providers, subject: &str) -> (Visitor, Seen) {
    let mut visitor = office.visitor();
    let to = sent(&mut visitor, "north").await;
    let seen = visitor.gets(&outside.signs_in(&to, subject)).await;
    (visitor, seen)
}

/// Somebody who is signed in links their login at a provider.
async fn links(visitor: &mut Visitor, outside: &Providers, subject: &str) -> String {
    let to = leaves(&visitor.fills(LOGINS, LOGINS, &[("provider", "north")]).await);
    assert!(to.contains("prompt=login"), "{to}");
    visitor.gets(&outside.signs_in(&to, subject)).await.to().to_owned()
}

async fn applicant(office: &Office) -> Visitor {
    let mut applicant = office.visitor();
    assert_eq!(applicant.shows("lu", PASSWORD, "").await.to(), "/home");
    applicant
}

#[tokio::test]
async fn a_login_that_its_owner_has_linked_signs_in_and_no_other_does() {
    let (office, outside) = office(None, &[]).await;
    assert_eq!(signs_in(&office, &outside, "a1").await.1.to(), FAILED, "nobody has linked it");
    let (mut here, mut there) = (applicant(&office).await, applicant(&office).await);
    assert_eq!(links(&mut here, &outside, "a1").await, LOGINS);
    assert_eq!(here.gets("/applications").await.status, StatusCode::OK, "the session goes on");
    assert!(there.gets("/applications").await.to().starts_with("/sign-in"), "the others ended");
    let (mut visitor, seen) = signs_in(&office, &outside, "a1").await;
    assert_eq!((seen.to(), visitor.session().len()), ("/home", 64));
    assert_eq!(visitor.gets("/applications").await.status, StatusCode::OK);
    assert_eq!(signs_in(&office, &outside, "a2").await.1.to(), FAILED, "another subject");
    // Signing out goes on at the provider, and the session here has ended by then.
    let out = visitor.fills("/account", "/sign-out", &[]).await;
    let out = Url::parse(&leaves(&out)).unwrap();
    let back = ("post_logout_redirect_uri".into(), "http://localhost:8080/".into());
    assert_eq!((out.host_str(), out.path()), (Some("north.example"), "/end"));
    assert!(out.query_pairs().any(|pair| pair == back), "{out}");
    assert!(visitor.gets("/applications").await.to().starts_with("/sign-in"));
    // Taken away, it signs in nobody any more.
    let gone = here.fills(LOGINS, LOGINS, &[("provider", "north"), ("unlink", "yes")]).await;
    assert_eq!(gone.to(), LOGINS);
    assert_eq!(signs_in(&office, &outside, "a1").await.1.to(), FAILED);
    let told = [Affair::LoginLinked, Affair::LoginUnlinked];
    assert_eq!(office.told(APPLICANT).await, told, "their owner is told of both");
}

#[tokio::test]
async fn a_unified_login_leads_to_no_other_site_however_the_address_is_written() {
    let (office, outside) = office(None, &[]).await;
    let mut here = applicant(&office).await;
    assert_eq!(links(&mut here, &outside, "a1").await, LOGINS);
    for (next, to) in [
        ("/applications", "/applications"),
        ("/\t/evil.example", "/home"),
        ("/\r\n/evil.example", "/home"),
        ("/\\evil.example", "/home"),
        ("//evil.example", "/home"),
    ] {
        let mut visitor = office.visitor();
        let away = visitor.fills("/sign-in", "/sign-in/with/north", &[("next", next)]).await;
        let back = outside.signs_in(&leaves(&away), "a1");
        assert_eq!(visitor.gets(&back).await.to(), to, "{next:?}");
    }
}

#[tokio::test]
async fn a_login_belongs_to_one_account_and_linking_asks_for_a_fresh_proof() {
    let (office, outside) = office(None, &[]).await;
    let mut lu = applicant(&office).await;
    assert_eq!(links(&mut lu, &outside, "a1").await, LOGINS);
    assert_eq!(
        links(&mut lu, &outside, "a2").await,
        "/account/logins?failed=unified",
        "a second one"
    );
    let (mut officer, _, _) = office.officer().await;
    assert_eq!(links(&mut officer, &outside, "a1").await, "/account/logins?failed=unified");
    assert_eq!((office.links(OFFICER).await.len(), office.links(APPLICANT).await.len()), (0, 1));
    office.clock.goes_on(5);
    for change in
        [[("provider", "south"), ("unlink", "")], [("provider", "north"), ("unlink", "yes")]]
    {
        let asked = lu.fills(LOGINS, LOGINS, &change).await;
        assert!(asked.text().contains("proof_of_person"), "{change:?}");
    }
    // What was asked for somebody else, or by somebody who has gone since, links nothing.
    let mut fresh = applicant(&office).await;
    let to = leaves(&fresh.fills(LOGINS, LOGINS, &[("provider", "south")]).await);
    let back = outside.signs_in(&to, "a3");
    fresh.fills("/account", "/sign-out", &[]).await;
    fresh.gets(&back).await;
    assert_eq!(office.links(APPLICANT).await.len(), 1);
}

#[tokio::test]
async fn the_second_factor_stays_where_the_provider_does_not_stand_for_it() {
    let (office, outside) = office(None, &["otp"]).await;
    let (mut officer, secret, _) = office.officer().await;
    assert_eq!(links(&mut officer, &outside, "b1").await, LOGINS);
    outside.say(json!({ "amr": ["pwd"], "acr": "otp" }));
    let (mut visitor, seen) = signs_in(&office, &outside, "b1").await;
    assert_eq!((seen.to(), visitor.session()), ("/sign-in/code", String::new()));
    assert!(visitor.gets("/desk").await.to().starts_with("/sign-in"));
    let wrong = visitor.fills("/sign-in/code", "/sign-in/code", &[("code", "000000")]).await;
    assert_eq!(
        (wrong.status, visitor.session()),
        (StatusCode::UNPROCESSABLE_ENTITY, String::new())
    );
    office.clock.goes_on(1);
    let code = office.code(&secret);
    let other = office.visitor().fills("/sign-in/code", "/sign-in/code", &[("code", &code)]).await;
    assert_eq!(other.to(), FAILED, "whom no provider has named");
    let right = visitor.fills("/sign-in/code", "/sign-in/code", &[("code", &code)]).await;
    assert_eq!(right.to(), "/home");
    assert_eq!(visitor.gets("/desk").await.status, StatusCode::OK);
    // What the operator lists stands for it.
    outside.say(json!({ "amr": ["pwd", "otp"] }));
    let (mut visitor, seen) = signs_in(&office, &outside, "b1").await;
    assert_eq!(seen.to(), "/home");
    assert_eq!(visitor.gets("/desk").await.status, StatusCode::OK);
}

#[tokio::test]
async fn whoever_owes_a_second_factor_owes_it_after_a_unified_login_too() {
    let (office, outside) = office(None, &[]).await;
    let link = Link {
        provider: "north".to_owned(),
        subject: "b1".to_owned(),
        account: OFFICER,
        since: "2026-05-01T00:00:00Z".parse().unwrap(),
        used_at: "2026-05-01T00:00:00Z".parse().unwrap(),
    };
    assert!(office.store.link(&office.tenant, &link, None).await.unwrap());
    let (mut visitor, seen) = signs_in(&office, &outside, "b1").await;
    assert_eq!(seen.to(), "/home");
    assert_eq!(visitor.gets("/desk").await.to(), ENROL);
}

#[tokio::test]
async fn an_applicant_is_found_by_a_claim_and_nobody_who_decides() {
    let finds = Finds { claim: "who".to_owned(), holds: Holds::Login };
    let (office, outside) = office(Some(finds), &[]).await;
    for (who, to) in [("shen", FAILED), ("nobody", FAILED), ("LU", "/home")] {
        outside.say(json!({ "who": who }));
        assert_eq!(signs_in(&office, &outside, who).await.1.to(), to, "{who}");
    }
    let linked = office.links(APPLICANT).await;
    assert_eq!(linked.iter().map(|link| link.subject.as_str()).collect::<Vec<_>>(), ["LU"]);
    // Once linked, another subject with the same claim is another person.
    outside.say(json!({ "who": "lu" }));
    assert_eq!(signs_in(&office, &outside, "somebody").await.1.to(), FAILED);
    outside.say(json!({}));
    assert_eq!(signs_in(&office, &outside, "LU").await.1.to(), "/home");
}

/// Tokens that no honest provider issues for this sign-in.
const HOSTILE: [Flaw; 24] = [
    Flaw::Audience,
    Flaw::IssuedToAnother,
    Flaw::IssuedToNobody,
    Flaw::NoAudience,
    Flaw::Issuer,
    Flaw::OtherProvider,
    Flaw::Expired,
    Flaw::NotYet,
    Flaw::Old,
    Flaw::NoTimes,
    Flaw::Nonce,
    Flaw::NoNonce,
    Flaw::NoSubject,
    Flaw::AlgNone,
    Flaw::PublicKeyAsSecret,
    Flaw::AlgOther,
    Flaw::UnknownKey,
    Flaw::OtherKey,
    Flaw::Changed,
    Flaw::Critical,
    Flaw::NoToken,
    Flaw::Garbled,
    Flaw::Status,
    Flaw::Silent,
];

#[tokio::test]
async fn no_hostile_token_signs_in_or_tells_anything() {
    let (office, outside) = office(None, &[]).await;
    assert_eq!(links(&mut applicant(&office).await, &outside, "a1").await, LOGINS);
    let mut answers = Vec::new();
    for flaw in HOSTILE {
        outside.are(flaw);
        let (visitor, seen) = signs_in(&office, &outside, "a1").await;
        assert_eq!(visitor.session(), "", "{flaw:?}");
        answers.push((seen.status, seen.to().to_owned(), seen.bytes));
        answers.dedup();
        assert_eq!(answers.len(), 1, "{flaw:?}: {answers:#?}");
    }
    assert_eq!(answers[0].1, FAILED);
    outside.are(Flaw::None);
    assert_eq!(signs_in(&office, &outside, "a1").await.1.to(), "/home");
    let told = office.visitor().gets(FAILED).await.text();
    assert!(told.contains("统一登录没有完成") && told.contains("关联"), "{told}");
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let (office, outside) = office(None, &[]).await;
    assert_eq!(links(&mut applicant(&office).await, &outside, "a1").await, LOGINS);
    let now = 1_780_000_000;
    for said in [
        json!({ "exp": now - 59 }),
        json!({ "iat": now + 60 }),
        json!({ "nbf": now + 60 }),
        json!({ "aud": ["guohe"] }),
        json!({ "aud": ["guohe", "other"], "azp": "guohe" }),
        json!({ "iat": f64::from(now) + 0.5 }),
    ] {
        outside.say(said.clone());
        assert_eq!(signs_in(&office, &outside, "a1").await.1.to(), "/home", "{said}");
    }
    outside.say(json!({ "nbf": now + 61 }));
    assert_eq!(signs_in(&office, &outside, "a1").await.1.to(), FAILED);
}

#[tokio::test]
async fn an_answer_counts_once_in_time_for_the_visit_and_the_provider_it_was_asked_of() {
    let (office, outside) = office(None, &[]).await;
    assert_eq!(links(&mut applicant(&office).await, &outside, "a1").await, LOGINS);
    let mut visitor = office.visitor();
    let to = sent(&mut visitor, "north").await;
    let back = outside.signs_in(&to, "a1");
    let wrong = |changed: String| {
        let mut visitor = visitor.clone();
        async move { visitor.gets(&changed).await.to().to_owned() }
    };
    assert_eq!(office.visitor().gets(&back).await.to(), FAILED, "another visit");
    let state = back.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    assert_eq!(wrong(back.replace(&state, &"0".repeat(64))).await, FAILED, "another state");
    assert_eq!(wrong(back.replace("&state=", "&other=")).await, FAILED, "no state");
    // Neither has used up what was asked.
    let mut twin = visitor.clone();
    assert_eq!(visitor.gets(&back).await.to(), "/home");
    assert_eq!(twin.gets(&back).await.to(), FAILED, "used before");
    let mut late = office.visitor();
    let to = sent(&mut late, "north").await;
    let back = outside.signs_in(&to, "a1");
    office.clock.goes_on(10);
    assert_eq!(late.gets(&back).await.to(), FAILED, "too late");
}

#[tokio::test]
async fn the_answer_of_one_provider_is_none_of_another() {
    let (office, outside) = office(None, &[]).await;
    assert_eq!(links(&mut applicant(&office).await, &outside, "a1").await, LOGINS);
    let changes: [(&str, &str, &str); 5] = [
        ("the address of the other", "/with/north/", "/with/south/"),
        ("the address of nobody", "/with/north/", "/with/nobody/"),
        ("said to be of the other", "north.example", "south.example"),
        ("not said of whom", "&iss=", "&was="),
        ("an error beside a code", "?code=", "?error=access_denied&code="),
    ];
    for (what, from, to) in changes {
        let mut visitor = office.visitor();
        let sent_to = sent(&mut visitor, "north").await;
        let back = outside.signs_in(&sent_to, "a1");
        assert_ne!(back, back.replace(from, to), "{what}");
        assert_eq!(visitor.gets(&back.replace(from, to)).await.to(), FAILED, "{what}");
        assert_eq!(visitor.session(), "", "{what}");
    }
}

#[tokio::test]
async fn people_are_sent_back_to_the_address_of_the_site_and_to_no_other() {
    let (office, _) = office(None, &[]).await;
    let to = Url::parse(&sent(&mut office.visitor(), "north").await).unwrap();
    let back = ("redirect_uri".into(), "http://localhost:8080/sign-in/with/north/back".into());
    assert!(to.query_pairs().any(|pair| pair == back), "{to}");
    let mut elsewhere = office.visitor().from("evil.example");
    let page = elsewhere.gets("/about").await;
    let token = page.value("form_token").unwrap_or_default();
    let seen = elsewhere.posts("/sign-in/with/north", &[("form_token", &token)]).await;
    assert_ne!(seen.status, StatusCode::OK, "{}", seen.text());
    let mut visitor = office.visitor();
    assert_eq!(visitor.fills("/sign-in", "/sign-in/with/nobody", &[]).await.to(), FAILED);
}
