//! Letters with defects: whose round they are, what became of them, and the clock that stands still meanwhile.

use guohe_cases::case::Letter;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{World, day, host, leader, officer};

const CHECK: &str = "    waits_for: authority\n    help: {zh: 初评的第一步。";
const ENDS: &str = "      ends: {deadline: {from: reference_date, working_days: 10";
const ONCE: &str = "      times: 1\n      ends: {deadline: {from: reference_date, working_days: 10";
/// An act of somebody else that returns the application as a whole, before the own act of the authority.
const RETURNS: &str = "  - id: return_for_correction\n";
const RETURNS_TWICE: &str = "  - id: return_whole\n    kind: return_for_correction\n    name: {zh: 退回修改, en: return for revision}\n    by: [leader]\n    from: [material_check]\n    to: returned\n    sets: {returns: revision, times: 2}\n    operational: true\n  - id: return_for_correction\n";

fn letter() -> Value {
    json!({"defects": [{"place": "host.name", "what": "与证书不一致"}]})
}

async fn comes_back(world: &World, case: Uuid) {
    let input = json!({"declarations": ["truthful", "no_secrets"]});
    world.does(host(), case, "resubmit", input).await;
}

async fn last(world: &World, case: Uuid) -> Letter {
    world.case(case).await.letter().unwrap().clone()
}

#[tokio::test]
async fn each_act_has_rounds_of_its_own() {
    let world = World::changed(&[(ENDS, ONCE), (RETURNS, RETURNS_TWICE)]).await;
    let case = world.handed_in().await;
    world.does(leader(), case, "return_whole", letter()).await;
    comes_back(&world, case).await;
    world.does(officer(), case, "return_for_correction", letter()).await;
    let state = world.case(case).await;
    let rounds: Vec<_> = state
        .letters
        .iter()
        .map(|one| (one.act.as_str(), one.revision, state.round_of(one)))
        .collect();
    assert_eq!(rounds, [("return_whole", true, 1), ("return_for_correction", false, 1)]);
    comes_back(&world, case).await;
    let refused = world.refused(officer(), case, "return_for_correction", letter()).await;
    assert!(refused.what.zh.contains("最多 1 次"), "{refused:?}");
    world.does(leader(), case, "return_whole", letter()).await;
    let state = world.case(case).await;
    assert_eq!(state.round_of(state.letter().unwrap()), 2);
}

#[tokio::test]
async fn a_letter_that_nobody_answers_is_over_with_its_term_or_with_the_case() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.does(officer(), case, "return_for_correction", letter()).await;
    let open = last(&world, case).await;
    assert!(open.is_open());
    world.on("2026-03-17");
    world.time_passes(case).await.unwrap();
    let over = last(&world, case).await;
    assert_eq!((over.answered_on, over.over_on), (None, Some(day("2026-03-17"))));
    assert!(!over.is_open());

    world.does(officer(), case, "return_for_correction", letter()).await;
    world.does(host(), case, "withdraw", json!({})).await;
    let state = world.case(case).await;
    let ended: Vec<_> = state.letters.iter().map(|one| (one.answered_on, one.over_on)).collect();
    assert_eq!(ended, [(None, Some(day("2026-03-17"))); 2]);
}

/// The stage of the check, with a term.
fn term(of: &str) -> String {
    format!("    waits_for: authority\n    due: {of}\n    help: {{zh: 初评的第一步。")
}

const WORKING: &str =
    "{deadline: {from: reference_date, working_days: 10, calendar: china_working_days}}";

/// Where a case that was corrected stands: until when, and how that was found.
async fn restarted(due: &str, (sent, back): (&str, &str)) -> (Option<String>, String) {
    let world = World::changed(&[(CHECK, &term(due))]).await;
    let case = world.handed_in().await;
    world.on(sent);
    world.does(officer(), case, "return_for_correction", letter()).await;
    world.on(back);
    comes_back(&world, case).await;
    let told = last(&world, case).await.restarted.map(|how| how.zh);
    (world.row(case).await.due.map(|day| day.to_string()), told.unwrap_or_default())
}

#[tokio::test]
async fn a_term_in_working_days_written_under_readings_stays_one() {
    let readings = format!(
        "{{readings: {{register: G-A6, options: {{day_after_posting: {WORKING}, day_of_posting: {WORKING}}}}}}}"
    );
    let plain = restarted(WORKING, ("2026-03-04", "2026-03-10")).await;
    assert_eq!(plain.0.as_deref(), Some("2026-03-20"));
    assert_eq!(restarted(&readings, ("2026-03-04", "2026-03-10")).await, plain);
}

#[tokio::test]
async fn without_the_calendar_of_a_year_nobody_says_when_the_term_ends() {
    let world = World::changed(&[(CHECK, &term(WORKING)), (ENDS, FAR)]).await;
    let case = world.handed_in().await;
    world.on("2026-03-04");
    world.does(officer(), case, "return_for_correction", letter()).await;
    world.on("2026-12-28");
    comes_back(&world, case).await;
    assert_eq!(world.row(case).await.due, None, "no day is guessed");
    let told = last(&world, case).await.restarted.unwrap();
    assert!(told.zh.contains("2027") && told.zh.contains("放假调休"), "{told:?}");
}

/// The applicant has the year for a correction.
const FAR: &str = "      ends: {deadline: {from: reference_date, days: 300";
