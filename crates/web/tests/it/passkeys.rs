//! Passkeys: honest answers of an authenticator in software, and those that no honest one gives.

use axum::http::StatusCode;
use guohe_cases::ports::Account;
use guohe_testkit::passkeys::{Authenticator, Flaw};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    accounts::{ENROL, OFFICER, Office, look, office},
    town::{PACK, PASSWORD},
    visitor::{Seen, Visitor},
};

const PAGE: &str = "/account/passkeys";
const HOME: &str = "http://localhost:8080";

/// What the script gets when it asks what to ask the browser.
async fn asked(visitor: &mut Visitor, page: &str, address: &str, purpose: &str) -> Value {
    let seen = visitor.fills(page, address, &[("purpose", purpose)]).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
    serde_json::from_str(&seen.text()).unwrap()
}

async fn registers(
    visitor: &mut Visitor,
    key: &mut Authenticator,
    alone: &str,
    flaw: Flaw,
) -> Seen {
    let asked = asked(visitor, PAGE, "/account/passkeys/ask", "new").await;
    let answer = key.registers(&asked, flaw);
    visitor.fills(PAGE, PAGE, &[("name", "钥匙"), ("alone", alone), ("passkey", &answer)]).await
}

/// Signs in with a passkey, and with what is typed beside it.
async fn signs_in(
    visitor: &mut Visitor,
    key: &mut Authenticator,
    typed: [&str; 2],
    flaw: Flaw,
) -> Seen {
    let asked = asked(visitor, "/sign-in", "/sign-in/passkey", "sign-in").await;
    let answer = key.signs(&asked, flaw);
    let fields = [("login", typed[0]), ("password", typed[1]), ("passkey", answer.as_str())];
    visitor.fills("/sign-in", "/sign-in", &fields).await
}

/// The officer with a passkey as the only second factor.
async fn officer(office: &Office, alone: &str) -> (Visitor, Authenticator) {
    let mut officer = office.visitor();
    assert_eq!(officer.shows("shen", PASSWORD, "").await.to(), "/home");
    assert_eq!(officer.gets("/desk").await.to(), ENROL);
    let mut key = Authenticator::new(1, HOME);
    let seen = registers(&mut officer, &mut key, alone, Flaw::None).await;
    assert_eq!(seen.to(), PAGE);
    (officer, key)
}

#[tokio::test]
async fn a_passkey_is_a_second_factor_and_signs_in_alone_where_its_owner_says_so() {
    let office = office().await;
    let (mut here, mut key) = officer(&office, "").await;
    assert_eq!(here.gets("/desk").await.status, StatusCode::OK);
    // Neither the password alone nor the passkey alone lets anybody in, nor the passkey with another's password.
    let wrong = office.visitor().shows("shen", PASSWORD, "").await;
    let mut answers = vec![look(&wrong)];
    for typed in [["", ""], ["shen", "wrong"], ["lu", PASSWORD], ["nobody", PASSWORD]] {
        answers.push(look(&signs_in(&mut office.visitor(), &mut key, typed, Flaw::None).await));
    }
    answers.dedup();
    assert_eq!(
        (answers.len(), answers[0].0),
        (1, StatusCode::UNPROCESSABLE_ENTITY),
        "{answers:#?}"
    );
    let mut there = office.visitor();
    assert_eq!(signs_in(&mut there, &mut key, ["shen", PASSWORD], Flaw::None).await.to(), "/home");
    assert_eq!(there.gets("/desk").await.status, StatusCode::OK);
    let id = there.gets(PAGE).await.text();
    let id = id.split("id=\"name-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let change = [("passkey", id.as_str()), ("name", "办公室"), ("alone", "yes")];
    assert_eq!(there.fills(PAGE, "/account/passkeys/change", &change).await.to(), PAGE);
    assert!(there.gets(PAGE).await.text().contains("value=\"办公室\""));
    let mut alone = office.visitor();
    assert_eq!(signs_in(&mut alone, &mut key, ["", ""], Flaw::None).await.to(), "/home");
    assert_eq!(alone.gets("/desk").await.status, StatusCode::OK);
    // The last second factor of somebody who needs one stays.
    let remove = [("passkey", id.as_str()), ("remove", "yes")];
    let kept = alone.fills(PAGE, "/account/passkeys/change", &remove).await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut second = Authenticator::new(2, HOME);
    assert_eq!(registers(&mut alone, &mut second, "yes", Flaw::None).await.to(), PAGE);
    assert!(there.gets("/desk").await.to().starts_with("/sign-in"), "other sessions have ended");
    assert_eq!(alone.fills(PAGE, "/account/passkeys/change", &remove).await.to(), PAGE);
    let gone = signs_in(&mut office.visitor(), &mut key, ["", ""], Flaw::None).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(alone.gets("/desk").await.status, StatusCode::OK);
}

/// Answers that no honest authenticator or browser gives to the question who signs in.
const HOSTILE: [Flaw; 12] = [
    Flaw::Origin("http://localhost:8081"),
    Flaw::Origin("https://evil.example"),
    Flaw::Party("evil.example"),
    Flaw::Challenge,
    Flaw::Unverified,
    Flaw::Absent,
    Flaw::Signature,
    Flaw::Purpose,
    Flaw::OtherKey,
    Flaw::Unknown,
    Flaw::NoOwner,
    // The account of somebody else.
    Flaw::Owner(Uuid::from_u128(0xE2).into_bytes()),
];

#[tokio::test]
async fn no_hostile_answer_signs_in_or_tells_anything() {
    let office = office().await;
    let (_, mut key) = officer(&office, "yes").await;
    let mut answers = vec![look(&office.visitor().shows("nobody", PASSWORD, "").await)];
    for flaw in HOSTILE {
        let mut visitor = office.visitor();
        let seen = signs_in(&mut visitor, &mut key, ["nobody", ""], flaw).await;
        assert_eq!(visitor.session(), "", "{flaw:?}");
        answers.push(look(&seen));
        answers.dedup();
        assert_eq!(answers.len(), 1, "{flaw:?}: {answers:#?}");
    }
    assert_eq!(answers[0].0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(signs_in(&mut office.visitor(), &mut key, ["", ""], Flaw::None).await.to(), "/home");
    for not_one in ["{}", "null", "[]", "x", "\u{0}"] {
        let fields = [("login", "nobody"), ("password", ""), ("passkey", not_one)];
        let seen = office.visitor().fills("/sign-in", "/sign-in", &fields).await;
        assert_eq!(look(&seen), answers[0], "{not_one}");
    }
}

#[tokio::test]
async fn no_hostile_answer_puts_a_passkey_into_use() {
    let office = office().await;
    let mut officer = office.visitor();
    officer.shows("shen", PASSWORD, "").await;
    let mut key = Authenticator::new(1, HOME);
    for flaw in HOSTILE.into_iter().take(6).chain([Flaw::Purpose]) {
        let seen = registers(&mut officer, &mut key, "yes", flaw).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{flaw:?}");
    }
    assert_eq!(office.store.passkeys(&office.tenant, OFFICER).await.unwrap(), []);
    assert_eq!(officer.gets("/desk").await.to(), ENROL);
    assert_eq!(registers(&mut officer, &mut key, "yes", Flaw::None).await.to(), PAGE);
    // A key that somebody has is nobody else's.
    let mut applicant = office.visitor();
    applicant.shows("lu", PASSWORD, "").await;
    let again = registers(&mut applicant, &mut key, "yes", Flaw::None).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_answer_counts_once_in_time_and_for_the_visit_and_purpose_it_was_asked_for() {
    let office = office().await;
    let (_, mut key) = officer(&office, "yes").await;
    let mut visitor = office.visitor();
    let mut other = office.visitor();
    let asked_here = asked(&mut visitor, "/sign-in", "/sign-in/passkey", "sign-in").await;
    let answer = key.signs(&asked_here, Flaw::None);
    let fields = [("login", ""), ("password", ""), ("passkey", answer.as_str())];
    let stolen = other.fills("/sign-in", "/sign-in", &fields).await;
    assert_eq!(stolen.status, StatusCode::UNPROCESSABLE_ENTITY, "another visit");
    let mut twin = visitor.clone();
    assert_eq!(visitor.fills("/sign-in", "/sign-in", &fields).await.to(), "/home");
    let replayed = twin.fills("/sign-in", "/sign-in", &fields).await;
    assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY, "used before");
    let asked_late = asked(&mut twin, "/sign-in", "/sign-in/passkey", "sign-in").await;
    let answer = key.signs(&asked_late, Flaw::None);
    office.clock.goes_on(5);
    let fields = [("login", ""), ("password", ""), ("passkey", answer.as_str())];
    let late = twin.fills("/sign-in", "/sign-in", &fields).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "too late");
}

#[tokio::test]
async fn a_passkey_proves_anew_who_acts_and_nobody_elses_does() {
    let office = office().await;
    let (mut officer, key) = officer(&office, "yes").await;
    let stranger = Account {
        id: Uuid::from_u128(0xE3),
        login: "wu".to_owned(),
        name: "wu".to_owned(),
        password: guohe_web::password::hash(PASSWORD, &[3; 16]).unwrap(),
        roles: vec![format!("{PACK}:leader")],
        organisation: None,
        demonstration: false,
    };
    office.store.add_account(&office.tenant, &stranger).await.unwrap();
    let mut leader = office.visitor();
    leader.shows("wu", PASSWORD, "").await;
    let mut theirs = Authenticator::new(3, HOME);
    assert_eq!(registers(&mut leader, &mut theirs, "yes", Flaw::None).await.to(), PAGE);
    office.clock.goes_on(6);
    let before = officer.session();
    let id = officer.gets(PAGE).await.text();
    let id = id.split("id=\"name-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let change = [("passkey", id.as_str()), ("name", "新名"), ("alone", "yes")];
    let step = officer.fills(PAGE, "/account/passkeys/change", &change).await;
    assert!(step.text().contains("name=\"proof_by_passkey\""), "{}", step.text());
    let mut told = Vec::new();
    let tries = [(theirs, Flaw::None), (key.clone(), Flaw::Unverified), (key, Flaw::None)];
    for (mut one, flaw) in tries {
        let asked = asked(&mut officer, PAGE, "/account/passkeys/ask", "prove").await;
        let answer = one.signs(&asked, flaw);
        let mut fields = change.to_vec();
        fields.push(("proof_by_passkey", &answer));
        let seen = officer.fills(PAGE, "/account/passkeys/change", &fields).await;
        told.push((seen.status, officer.session() == before));
    }
    let (asks_again, done) = (StatusCode::OK, StatusCode::SEE_OTHER);
    assert_eq!(told, [(asks_again, true), (asks_again, true), (done, false)]);
    let kept = office.store.passkeys(&office.tenant, OFFICER).await.unwrap();
    assert_eq!(kept[0].name, "新名");
}

/// The officer, whose passkey somebody has copied: its counter goes back. The officer's browser.
pub(crate) async fn copied(office: &Office) -> Visitor {
    let (here, mut key) = officer(office, "yes").await;
    let mut seen = Vec::new();
    for counter in [4, 9, 8, 10] {
        key.counter = counter;
        let answer = signs_in(&mut office.visitor(), &mut key, ["", ""], Flaw::None).await;
        seen.push(answer.status == StatusCode::SEE_OTHER);
    }
    assert_eq!(seen, [true, true, false, false]);
    here
}

#[tokio::test]
async fn a_counter_that_goes_back_is_noticed_and_the_passkey_refused_from_then_on() {
    let office = office().await;
    let mut here = copied(&office).await;
    assert!(here.gets(PAGE).await.text().contains("call grave"), "its owner is told");
}
