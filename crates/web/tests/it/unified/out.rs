//! A provider says that somebody has signed out there.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    Office, PASSWORD, Providers, applicant, links, office,
    provider::{CLIENT, Flaw, signed},
    signs_in,
};
use crate::visitor::{Seen, Visitor};

const OUT: &str = "/sign-in/with/north/out";
const HOST: &str = "north.example";
const KIND: &str = "logout+jwt";

/// A provider says something; no browser is there.
async fn says(office: &Office, at: &str, word: &str) -> Seen {
    office.visitor().posts(at, &[("logout_token", word)]).await
}

/// The word that somebody has signed out, which holds but for what is changed.
fn word(outside: &Providers, changed: &Value) -> String {
    signed(&outside.signs_out(HOST, "a1", changed), HOST, (Flaw::None, KIND))
}

async fn is_in(visitor: &mut Visitor) -> bool {
    visitor.gets("/applications").await.status == StatusCode::OK
}

#[tokio::test]
async fn signing_out_at_a_provider_ends_the_sessions_that_began_there_and_no_others() {
    let (office, outside) = office(None, &[]).await;
    let mut lu = applicant(&office).await;
    links(&mut lu, &outside, "a1").await;
    let (mut one, _) = signs_in(&office, &outside, "a1").await;
    let (mut two, _) = signs_in(&office, &outside, "a1").await;
    let (mut officer, _, _) = office.officer().await;
    links(&mut officer, &outside, "b1").await;
    // Of somebody who is not signed in, and of nobody, the answer is the same.
    let mut told = Vec::new();
    for (number, subject) in ["b1", "nobody", "a1"].into_iter().enumerate() {
        assert!(is_in(&mut one).await && is_in(&mut two).await, "{subject}");
        let said = outside.signs_out(HOST, subject, &json!({ "jti": format!("n{number}") }));
        let seen = says(&office, OUT, &signed(&said, HOST, (Flaw::None, KIND))).await;
        told.push((seen.status, seen.bytes));
    }
    assert_eq!(told, vec![(StatusCode::OK, Vec::new()); 3]);
    assert!(!is_in(&mut one).await && !is_in(&mut two).await);
    assert!(is_in(&mut lu).await, "a session that was opened by a password goes on");
    assert_eq!(officer.gets("/desk").await.status, StatusCode::OK);
    // The same word again ends nothing, also after its owner has come back.
    let (mut again, _) = signs_in(&office, &outside, "a1").await;
    let said = outside.signs_out(HOST, "a1", &json!({ "jti": "n2" }));
    let seen = says(&office, OUT, &signed(&said, HOST, (Flaw::None, KIND))).await;
    assert_eq!((seen.status, is_in(&mut again).await), (StatusCode::BAD_REQUEST, true));
    assert_eq!(says(&office, OUT, &word(&outside, &json!({}))).await.status, StatusCode::OK);
    assert!(!is_in(&mut again).await);
}

/// What makes a word that is right otherwise one that signs nobody out; `-` takes a claim away.
fn changes() -> Vec<Value> {
    let now = 1_780_000_000;
    let event = "http://schemas.openid.net/event/backchannel-logout";
    vec![
        json!({ "iss": "https://south.example" }),
        json!({ "aud": "another" }),
        json!({ "aud": [CLIENT, "another"] }),
        json!({ "aud": "-" }),
        json!({ "iat": now - 1000 }),
        json!({ "iat": now + 61 }),
        json!({ "iat": "-" }),
        json!({ "exp": now - 61 }),
        json!({ "exp": "-" }),
        json!({ "nonce": "x" }),
        json!({ "nonce": null }),
        json!({ "events": "-" }),
        json!({ "events": event }),
        json!({ "events": { event: true } }),
        json!({ "events": { "http://schemas.openid.net/event/another": {} } }),
        json!({ "sub": "-", "sid": "of a session" }),
        json!({ "sub": "" }),
        json!({ "jti": "-" }),
        json!({ "jti": 1 }),
    ]
}

#[tokio::test]
async fn no_other_word_signs_anybody_out_and_all_are_answered_alike() {
    let (office, outside) = office(None, &[]).await;
    links(&mut applicant(&office).await, &outside, "a1").await;
    let (mut lu, _) = signs_in(&office, &outside, "a1").await;
    let mut words: Vec<(String, String)> =
        changes().iter().map(|changed| (changed.to_string(), word(&outside, changed))).collect();
    let honest = outside.signs_out(HOST, "a1", &json!({}));
    let flaws = [
        Flaw::AlgNone,
        Flaw::PublicKeyAsSecret,
        Flaw::AlgOther,
        Flaw::UnknownKey,
        Flaw::OtherKey,
        Flaw::Changed,
        Flaw::Critical,
        Flaw::Garbled,
    ];
    words.extend(flaws.map(|flaw| (format!("{flaw:?}"), signed(&honest, HOST, (flaw, KIND)))));
    for kind in ["JWT", "at+jwt", ""] {
        words.push((kind.to_owned(), signed(&honest, HOST, (Flaw::None, kind))));
    }
    words.push(("of the other".to_owned(), signed(&honest, "south.example", (Flaw::None, KIND))));
    words.push(("nothing".to_owned(), String::new()));
    let right = word(&outside, &json!({}));
    let mut told = Vec::new();
    for (what, word) in &words {
        let seen = says(&office, OUT, word).await;
        told.push((what.as_str(), seen.status, seen.bytes.len()));
    }
    for at in ["/sign-in/with/south/out", "/sign-in/with/nobody/out"] {
        let seen = says(&office, at, &right).await;
        told.push((at, seen.status, seen.bytes.len()));
    }
    let twice = [("logout_token", right.as_str()), ("logout_token", right.as_str())];
    for fields in [&twice[..], &[("other", right.as_str())], &[]] {
        let seen = office.visitor().posts(OUT, fields).await;
        told.push(("fields", seen.status, seen.bytes.len()));
    }
    let other: Vec<_> =
        told.iter().filter(|one| (one.1, one.2) != (StatusCode::BAD_REQUEST, 0)).collect();
    assert_eq!(other, Vec::<&(&str, StatusCode, usize)>::new());
    assert!(is_in(&mut lu).await);
    // An ID token is no such word, and such a word signs nobody in.
    assert_eq!(office.visitor().gets(OUT).await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(says(&office, OUT, &right).await.status, StatusCode::OK);
    assert!(!is_in(&mut lu).await);
    assert_eq!(office.visitor().shows("lu", PASSWORD, "").await.to(), "/home");
}
