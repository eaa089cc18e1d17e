//! Whoever acts for another has the rights of the other and no others; whoever owes something is led there and nowhere else.

use axum::http::{StatusCode, header};
use guohe_web::{app, policy::House};

use super::{
    asked::ask,
    matrix::class,
    scene::Scene,
    table::{Row, Table},
};

/// Where somebody is let in who owes a password of their own, or a second factor.
const OWED: [(&str, &str, &[&str]); 2] = [
    ("owes-password", "/account/password", &["/account/password"]),
    (
        "owes-factor",
        "/account/second-factor",
        &["/account/second-factor", "/account/passkeys", "/account/passkeys/ask"],
    ),
];

#[tokio::test]
async fn a_deputy_has_what_the_one_has_for_whom_they_act_and_programs_only_what_is_their_own() {
    let (scene, table) = (Scene::told().await, Table::read());
    let site = app(scene.site(House)).unwrap();
    let (deputy, form_token) = (scene.deputy(), "deputy");
    let (mut wrong, mut asked) = (Vec::new(), 0);
    let rows_of = |who: &'static str| table.rows.iter().filter(move |row| row.principal == who);
    let pages = rows_of("leader").map(|row| (row, false));
    let programs = rows_of("officer").map(|row| (row, true));
    for (row, program) in pages.chain(programs) {
        // What an account itself has is its own, whoever it acts for.
        if ["account", "api-own", "way-out", "way-out-page"].contains(&row.group.as_str()) {
            continue;
        }
        let routes = table.routes_of(&row.group);
        for route in routes.filter(|route| route.path.starts_with("/api/v1/") == program) {
            for object in &row.objects {
                let address = scene.address(&route.path, object);
                let token = if row.lets_in() { "" } else { form_token };
                let answer = ask(&site, &route.method, &address, Some(&deputy), token).await;
                asked += 1;
                if class(&answer) != row.expected {
                    let found = class(&answer);
                    wrong.push(format!(
                        "{} {address}: {} expected, {found}",
                        route.method, row.expected
                    ));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(asked > 1000, "{asked}");
}

#[tokio::test]
async fn whoever_owes_something_is_led_there_from_every_page_and_is_nobody_to_programs() {
    let (scene, table) = (Scene::told().await, Table::read());
    let site = app(scene.site(House)).unwrap();
    let before = scene.events().await;
    let mut wrong = Vec::new();
    for (who, to, ways) in OWED {
        for row in table.rows.iter().filter(|row| row.principal == "anonymous") {
            for route in table.routes_of(&row.group) {
                wrong.extend(owed(&scene, &site, (row, route), (who, to, ways)).await);
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(scene.events().await, before, "something was recorded");
}

/// Where somebody who owes something comes otherwise than they should, about everything that a row is about.
async fn owed(
    scene: &Scene,
    site: &axum::Router,
    (row, route): (&Row, &super::table::Route),
    (who, to, ways): (&str, &str, &[&str]),
) -> Vec<String> {
    let mut wrong = Vec::new();
    let always = ["/sign-out", "/csp-report"].contains(&route.path.as_str());
    if always || ways.contains(&route.path.as_str()) {
        return wrong;
    }
    for object in &row.objects {
        let address = scene.address(&route.path, object);
        if address.starts_with("/assets/") {
            continue;
        }
        let answer = ask(site, &route.method, &address, Some(who), "").await;
        let fits = if address.starts_with("/api/v1/") {
            // To a program nobody is signed in.
            class(&answer) == row.expected
        } else {
            let led = answer.headers.get(header::LOCATION).and_then(|to| to.to_str().ok());
            answer.status == StatusCode::SEE_OTHER && led == Some(to)
        };
        if !fits {
            wrong.push(format!("{} {address} as {who}: {}", route.method, answer.status));
        }
    }
    wrong
}
