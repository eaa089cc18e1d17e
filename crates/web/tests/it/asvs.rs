//! Requirements of the ASVS that no other test says by name.

use axum::http::{StatusCode, header};
use guohe_web::{app, declared, routes::Method};

use crate::{accounts::office, town::PASSWORD, town::Town, visitor::Visitor};

/// Media types that have signs, and so say which.
fn says_its_signs(kind: &str) -> bool {
    !kind.starts_with("text/") || kind.ends_with("; charset=utf-8")
}

#[tokio::test]
async fn every_answer_with_a_body_says_what_it_is_and_in_which_signs() {
    let mut town = Town::new().await;
    let round = town.round().await;
    let case = town.reviewable("host", round).await;
    let site = app(town.site()).unwrap();
    let mut visitors = vec![Visitor::of(&site)];
    for login in ["host", "officer", "leader", "expert1"] {
        visitors.push(Visitor::signed_in(&site, login).await);
    }
    let mut wrong = Vec::new();
    let (mut looked, mut bodies) = (0, 0);
    for route in declared().iter().filter(|route| route.method == Method::Get) {
        let path = route.path.replace("{case}", &case.to_string());
        let path = path.replace("{round}", &round.to_string()).replace(['{', '}'], "");
        for visitor in &mut visitors {
            let seen = visitor.gets(&path).await;
            looked += 1;
            if seen.bytes.is_empty() {
                continue;
            }
            bodies += 1;
            let kind = seen.headers.get(header::CONTENT_TYPE);
            let kind = kind.map_or("", |kind| kind.to_str().unwrap());
            if kind.is_empty() || !says_its_signs(kind) {
                wrong.push(format!("{path}: {:?} {kind}", seen.status));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(bodies > looked / 2, "{bodies} of {looked}");
}

#[tokio::test]
async fn fields_for_passwords_hide_what_is_typed_and_hinder_neither_pasting_nor_managers() {
    let town = Town::new().await;
    let site = app(town.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let mut fields = Vec::new();
    for page in [Visitor::of(&site).gets("/sign-in").await, host.gets("/account/password").await] {
        let text = page.text();
        let inputs = text.split("<input ").skip(1).map(|rest| rest.split('>').next().unwrap());
        let secret = |input: &&str| {
            ["password", "now", "new", "again"]
                .iter()
                .any(|name| input.contains(&format!("name=\"{name}\"")))
        };
        fields.extend(inputs.filter(secret).map(str::to_owned).collect::<Vec<_>>());
    }
    assert_eq!(fields.len(), 4, "{fields:?}");
    for field in &fields {
        assert!(field.contains("type=\"password\""), "{field}");
        let known = ["current-password", "new-password"]
            .iter()
            .any(|kind| field.contains(&format!("autocomplete=\"{kind}\"")));
        assert!(known && !field.contains("readonly") && !field.contains("maxlength"), "{field}");
    }
    let start = Visitor::of(&site).gets("/sign-in").await.text();
    let scripts = start.split("<script src=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    for script in scripts {
        let told = Visitor::of(&site).gets(script).await.text();
        assert!(!told.contains("\"paste\"") && !told.contains("onpaste"), "{script}");
    }
}

#[tokio::test]
async fn a_password_of_the_greatest_length_is_taken_whole() {
    let office = office().await;
    let mut host = office.visitor();
    host.shows("lu", PASSWORD, "").await;
    let page = "/account/password";
    let longest = "长ab2 3x ".repeat(16);
    assert_eq!(longest.chars().count(), 128);
    let longer = format!("{longest}x");
    let typed = |new| [("now", PASSWORD), ("new", new), ("again", new)];
    let refused = host.fills(page, page, &typed(&longer)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(host.fills(page, page, &typed(&longest)).await.status, StatusCode::OK);
    let cut: String = longest.chars().take(127).collect();
    let cut = office.visitor().shows("lu", &cut, "").await;
    assert_eq!(cut.status, StatusCode::UNPROCESSABLE_ENTITY, "no sign of it is left out");
    assert_eq!(office.visitor().shows("lu", &longest, "").await.to(), "/home");
}
