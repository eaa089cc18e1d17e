//! What somebody finds who sits down at an open session, or sends somebody else to sign in.

use axum::http::StatusCode;
use guohe_cases::{ports::Account, token::Token};
use guohe_web::{password, site::Outside as _};
use jiff::Timestamp;
use uuid::Uuid;

use super::{ENROL, OFFICER, office, secret as secret_on};
use crate::town::{PACK, PASSWORD};

#[tokio::test]
async fn whoever_judges_or_keeps_the_house_owes_a_second_factor_as_whoever_decides() {
    let office = office().await;
    let roles = ["expert", "leader", "authority"].map(|actor| format!("{PACK}:{actor}"));
    let offices = ["system", "security", "audit"].map(str::to_owned);
    for (role, at) in roles.into_iter().chain(offices).zip(0xA00..) {
        let account = Account {
            id: Uuid::from_u128(at),
            login: format!("someone{at}"),
            name: "某人".to_owned(),
            password: password::hash(PASSWORD, &[3; 16]).unwrap(),
            roles: vec![role.clone()],
            organisation: None,
            demonstration: false,
        };
        office.store.add_account(&office.tenant, &account).await.unwrap();
        let mut who = office.visitor();
        assert_eq!(who.shows(&account.login, PASSWORD, "").await.to(), "/home");
        for path in ["/home", "/reviews", "/desk", "/admin/system", "/account"] {
            assert_eq!(who.gets(path).await.to(), ENROL, "{role}: {path}");
        }
    }
}

#[tokio::test]
async fn signing_in_leads_to_no_other_site_however_the_address_is_written() {
    let office = office().await;
    for (asked, typed, to) in [
        ("/applications", "/applications", "/applications"),
        ("/%09/evil.example", "/\t/evil.example", "/home"),
        ("/%0a/evil.example", "/\n/evil.example", "/home"),
        ("/%0D%0A/evil.example", "/\r\n/evil.example", "/home"),
        ("%09//evil.example", "\t//evil.example", "/home"),
        ("/%5Cevil.example", "/\\evil.example", "/home"),
        ("%2F%2Fevil.example", "//evil.example", "/home"),
        ("https:%2F%2Fevil.example", "https://evil.example", "/home"),
        // Encoded twice it is a path of this site, and none that browsers take anything out of.
        ("/%2509/evil.example", "/%09/evil.example", "/%09/evil.example"),
    ] {
        let mut visitor = office.visitor();
        let page = visitor.gets(&format!("/sign-in?next={asked}")).await;
        assert_eq!(page.value("next").as_deref(), Some(to), "{asked}");
        let fields = [("login", "lu"), ("password", PASSWORD), ("code", ""), ("next", typed)];
        assert_eq!(visitor.fills("/sign-in", "/sign-in", &fields).await.to(), to, "{asked}");
    }
}

#[tokio::test]
async fn a_first_authenticator_asks_for_the_password_unless_it_was_just_typed() {
    let office = office().await;
    let mut lu = office.visitor();
    assert_eq!(lu.shows("lu", PASSWORD, "").await.to(), "/home");
    // Left open: whoever sits down there has not the password.
    office.clock.goes_on(6);
    let offered = secret_on(&lu.gets(ENROL).await.text());
    let code = office.code(&offered);
    let asked = lu.fills(ENROL, ENROL, &[("code", &code)]).await;
    assert!(asked.text().contains("name=\"proof_of_person\""), "{}", asked.text());
    let account = office.store.account_by_login(&office.tenant, "lu").await.unwrap().unwrap();
    let factor = || office.store.factor(&office.tenant, account.id);
    assert!(factor().await.unwrap().is_none());
    let guessed = lu.fills(ENROL, ENROL, &[("code", &code), ("proof_of_person", "guessed")]).await;
    assert!(guessed.text().contains("name=\"proof_of_person\""), "{}", guessed.text());
    assert!(factor().await.unwrap().is_none());
    let proved = lu.fills(ENROL, ENROL, &[("code", &code), ("proof_of_person", PASSWORD)]).await;
    assert!(proved.text().contains("id=\"recovery\""), "{}", proved.text());
    assert_eq!(factor().await.unwrap().unwrap().secret, offered);
    assert_eq!(lu.gets("/applications").await.status, StatusCode::OK, "the session goes on");
    // Whoever has just signed in has typed it; they are asked for nothing twice.
    office.officer().await;
}

#[tokio::test]
async fn another_factor_ends_all_other_sessions() {
    let office = office().await;
    let (mut here, secret, _) = office.officer().await;
    office.clock.goes_on(11);
    let mut there = office.visitor();
    assert_eq!(there.shows("shen", PASSWORD, &office.code(&secret)).await.to(), "/home");
    office.clock.goes_on(1);
    assert_eq!(there.gets("/desk").await.status, StatusCode::OK);
    let offered = secret_on(&here.gets(ENROL).await.text());
    let fields = [("code", office.code(&offered)), ("proof_of_person", office.code(&secret))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let done = here.fills(ENROL, ENROL, &fields).await;
    assert!(done.text().contains("id=\"recovery\""), "{}", done.text());
    assert!(there.gets("/desk").await.to().starts_with("/sign-in"));
    assert_eq!(here.gets("/desk").await.status, StatusCode::OK);
}

#[tokio::test]
async fn tokens_of_programs_end_with_the_password_and_with_signing_out_everywhere() {
    let office = office().await;
    let account = office.store.account_by_login(&office.tenant, "lu").await.unwrap().unwrap().id;
    let now = office.clock.now();
    let token = |number: u8, account| Token {
        digest: [number; 32],
        id: Uuid::from_u128(number.into()),
        account,
        name: "夜间同步".to_owned(),
        scopes: vec!["applications:read".to_owned()],
        two_factors: false,
        made_at: now,
        ends_at: Timestamp::from_second(now.as_second() + 86_400).unwrap(),
        used_at: None,
    };
    let adds = async |number, account| {
        office.store.add_token(&office.tenant, &token(number, account)).await.unwrap();
    };
    let left = async |account| office.store.tokens(&office.tenant, account).await.unwrap().len();
    adds(1, account).await;
    adds(2, OFFICER).await;
    let mut lu = office.visitor();
    lu.shows("lu", PASSWORD, "").await;
    let new = "another long word of lu";
    let page = "/account/password";
    let changed = [("now", PASSWORD), ("new", new), ("again", new)];
    let said = lu.fills(page, page, &changed).await.text();
    assert!(said.contains("程序令牌和变动通知均已作废"), "{said}");
    assert_eq!((left(account).await, left(OFFICER).await), (0, 1));
    adds(3, account).await;
    // Ending one session says nothing of programs; ending all does.
    let mut there = office.visitor();
    there.shows("lu", new, "").await;
    let page = "/account/sessions";
    let sessions = office.store.sessions_of(&office.tenant, account).await.unwrap();
    let one = sessions[0].id.to_string();
    lu.fills(page, page, &[("session", &one)]).await;
    assert_eq!(left(account).await, 1);
    let mut here = office.visitor();
    here.shows("lu", new, "").await;
    assert!(here.gets(page).await.text().contains("程序令牌和变动通知一并作废"));
    assert_eq!(here.fills(page, page, &[("session", "all")]).await.to(), "/");
    assert_eq!((left(account).await, left(OFFICER).await), (0, 1));
}
