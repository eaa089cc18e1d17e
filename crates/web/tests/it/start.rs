//! What somebody is told before the first keystroke of a form.

use axum::http::StatusCode;
use guohe_web::app;
use serde_json::json;

use crate::{town::Town, visitor::Visitor};

const START: &str = "/applications/start";
const USCC: &str = "Z91110000000000011";

fn ban(decided_on: &str) -> [(&'static str, serde_json::Value); 6] {
    [
        ("subject_uscc", json!(USCC)),
        ("jurisdiction", json!("110000")),
        ("blocks", json!(["apply"])),
        ("decided_on", json!(decided_on)),
        ("lifted_on", json!("none")),
        ("decision_number", json!("示例〔2025〕3号")),
    ]
}

#[tokio::test]
async fn a_barred_unit_is_told_the_clause_the_ground_and_the_day_and_starts_nothing() {
    let mut town = Town::new().await;
    let round = town.round().await.to_string();
    town.loads("bans", &ban("2025-06-01")).await;
    let site = app(town.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let looked = host.fills(START, START, &[("host.uscc", USCC), ("do", "look")]).await;
    assert_eq!(looked.status, StatusCode::OK);
    let seen = looked.text();
    for told in ["第十七条", "示例〔2025〕3号", "2028-06-01", "2028-06-02 起可以申报"]
    {
        assert!(seen.contains(told), "{told}: {seen}");
    }
    let form = [("host.uscc", USCC), ("call", round.as_str()), ("type", "PARK")];
    let refused = host.fills(START, START, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.value("host.uscc").as_deref(), Some(USCC));
    assert!(host.gets("/applications").await.text().contains("还没有申报"));
}

#[tokio::test]
async fn a_unit_that_nothing_stands_against_is_told_so_and_types_its_code_once() {
    let mut town = Town::new().await;
    let round = town.round().await.to_string();
    let site = app(town.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let looked = host.fills(START, START, &[("host.uscc", USCC), ("do", "look")]).await.text();
    assert!(looked.contains("登记中没有妨碍申报和认定的记录"), "{looked}");
    let form = [("host.uscc", USCC), ("call", round.as_str()), ("type", "PARK")];
    let case = host.fills(START, START, &form).await.to().to_owned();
    let host_facts = host.gets(&format!("{case}/sections/host")).await;
    assert_eq!(host_facts.value("uscc").as_deref(), Some(USCC));
    // The next time the code is known, and asked about at once.
    let again = host.gets(START).await;
    assert_eq!(again.value("host.uscc").as_deref(), Some(USCC));
    assert!(again.text().contains("登记中没有妨碍申报和认定的记录"));
}
