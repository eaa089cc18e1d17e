//! The whole way, from the first page to the certificate.

use crate::world::{World, day};

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
