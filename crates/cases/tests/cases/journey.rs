//! The whole way, from the first page to the certificate.

use guohe_cases::{case::NO_CLAUSE, notice::Standing};
use serde_json::{Value, json};

use crate::world::{World, day, declarations, host, objection, officer, visitor};

#[tokio::test]
async fn an_application_becomes_a_base_step_by_step() {
    let world = World::new().await;
    let case = world.certified().await;
    let state = world.case(case).await;
    let certificate = state.certificate.clone().unwrap();
    assert_eq!(state.stage.at.to, "certified");
    assert_eq!(certificate.certified_on, day("2026-05-11"));
    assert_eq!(certificate.valid_to, Some(day("2029-05-11")));
    assert_eq!(certificate.number, "示例认定〔2026〕001号");
}

#[tokio::test]
async fn how_it_went_is_told_once_it_is_over() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.on("2026-03-04");
    let letter = json!({"defects": [
        {"place": "documents", "what": "缺少工作计划", "clause": "BJ-5.1"},
        {"place": "host.name", "what": "与登记证书不一致"},
    ]});
    world.does(officer(), case, "return_for_correction", letter).await;
    world.on("2026-03-10");
    world.does(host(), case, "resubmit", declarations()).await;
    world.on("2026-04-20");
    world.proposed(case).await;
    world.on("2026-04-29");
    world.posted(&[case]).await;
    world.verified(case).await;
    world.on("2026-05-10");
    world.does(visitor(), case, "object", objection()).await;
    world.on("2026-05-11");
    world.prepared(case).await;
    world.on("2026-05-14");
    assert_eq!(world.case(case).await.course(), None);
    assert_eq!(world.row(case).await.extra.get("course"), None);
    world.confirmed(case).await;
    world.does(officer(), case, "certify", Value::Null).await;
    let course = world.case(case).await.course().unwrap();
    let stays: Vec<(&str, u32)> = course
        .spent
        .iter()
        .map(|(stage, days)| (stage.as_str(), *days))
        .filter(|(_, days)| *days > 0)
        .collect();
    let told = [
        ("decision", 3),
        ("material_check", 43),
        ("proposed", 9),
        ("public_notice", 12),
        ("returned", 6),
    ];
    assert_eq!(stays, told);
    let wanting: Vec<&str> = course.wanting.iter().map(String::as_str).collect();
    assert_eq!(wanting, [NO_CLAUSE, "BJ-5.1"]);
    assert_eq!(course.objections, [Standing::RejectedLate]);
    assert_eq!(world.row(case).await.extra["course"], json!(course));
    assert!(!course.spent.contains_key("draft"), "{:?}", course.spent);
}
