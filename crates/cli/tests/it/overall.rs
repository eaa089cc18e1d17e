//! Where an application stands, as an exit code and as a word.

use crate::world::{FACTS, Run, SAMPLE, check, guohe, with};

fn standing(run: &Run) -> (i32, String) {
    let word = run.out.lines().last().and_then(|line| line.split("Result: ").nth(1));
    (run.code, word.unwrap_or_else(|| panic!("no result in {run:?}")).to_owned())
}

fn stands(facts: &str, more: &[&str]) -> (i32, String) {
    let more: Vec<&str> = more.iter().chain(&["--lang", "en"]).copied().collect();
    standing(&check(facts, &more))
}

fn word(word: &str, code: i32) -> (i32, String) {
    (code, word.to_owned())
}

const TWO_PARTNERS: &str = "{id: C2, owner: host, partner: P2, form: agreement,";

#[test]
fn facts_that_meet_every_condition_exit_with_zero() {
    assert_eq!(stands(FACTS, &[]), word("eligible", 0));
}

#[test]
fn a_failing_condition_exits_with_one_whatever_else_is_open() {
    let one_partner = with(TWO_PARTNERS, "{id: C2, owner: host, partner: P2, form: contact,");
    assert_eq!(stands(&one_partner, &[]), word("not eligible", 1));
    let and_pending = one_partner.replace("{worthwhile: yes}", "{worthwhile: pending}");
    assert_eq!(stands(&and_pending, &[]), word("not eligible", 1));
}

#[test]
fn a_missing_fact_exits_with_two_before_a_pending_judgement() {
    let unknown = with(TWO_PARTNERS, "{id: C2, owner: host, partner: P2, form: unknown,");
    assert_eq!(stands(&unknown, &[]), word("undetermined", 2));
    let and_pending = unknown.replace("{worthwhile: yes}", "{worthwhile: pending}");
    assert_eq!(stands(&and_pending, &[]), word("undetermined", 2));
}

#[test]
fn a_pending_judgement_exits_with_three() {
    let pending = with("{worthwhile: yes}", "{worthwhile: pending}");
    assert_eq!(stands(&pending, &[]), word("needs judgement", 3));
}

#[test]
fn readings_that_disagree_exit_with_three_until_the_round_chooses() {
    let late = with("held_on: 2024-09-18", "held_on: 2026-02-18");
    let late = late.replace("held_on: 2025-09-18", "held_on: 2026-03-18");
    assert_eq!(stands(&late, &[]), word("eligible", 0));
    let open = late.replace(", readings: {EX-A1: rolling}", "");
    assert_eq!(stands(&open, &[]), word("needs judgement", 3));
    let complete = late.replace("EX-A1: rolling", "EX-A1: complete_years");
    assert_eq!(stands(&complete, &[]), word("not eligible", 1));
}

#[test]
fn a_failure_in_principle_waits_for_a_waiver_and_never_refuses_by_itself() {
    let small = with("land_area: 80 mu", "land_area: 74 mu");
    assert_eq!(stands(&small, &[]), word("needs judgement", 3));
    let waived = format!(
        "{small}waivers:\n  - {{clause: EX-2, by: authority, on: 2026-05-20, reasons: 已有替代条件}}\n"
    );
    assert_eq!(stands(&waived, &[]), word("eligible", 0));
    let by_another = waived.replace("by: authority", "by: expert");
    assert_eq!(stands(&by_another, &[]), word("needs judgement", 3));
}

#[test]
fn a_fact_counts_only_with_the_evidence_that_is_asked_for() {
    let declared = with("land_area: 80 mu", "land_area: {value: 80 mu, level: declared}");
    assert_eq!(stands(&declared, &[]), word("eligible", 0));
    assert_eq!(stands(&declared, &["--level", "declared"]), word("eligible", 0));
    assert_eq!(stands(&declared, &["--level", "evidenced"]), word("undetermined", 2));
    assert_eq!(stands(&declared, &["--level", "verified"]), word("undetermined", 2));
}

#[test]
fn a_contested_fact_counts_nowhere() {
    let contested = with("land_area: 80 mu", "land_area: {value: 80 mu, level: contested}");
    assert_eq!(stands(&contested, &[]), word("undetermined", 2));
}

#[test]
fn a_date_on_the_command_line_replaces_the_one_in_the_facts() {
    assert_eq!(stands(FACTS, &["--on", "2029-05-15"]), word("not eligible", 1));
    let dateless = with("date: 2026-05-15, ", "");
    assert_eq!(stands(&dateless, &["--on", "2026-05-15"]), word("eligible", 0));
    assert_eq!(check(&dateless, &[]).code, 65);
}

#[test]
fn conditions_of_another_type_do_not_bind() {
    let one_year = with("held_on: 2024-09-18", "held_on: 2025-03-18");
    assert_eq!(stands(&one_year, &[]), word("eligible", 0));
    let arguments = ["check", SAMPLE, "--type", "CLOSED", "-", "--lang", "en"];
    assert_eq!(standing(&guohe(&arguments, one_year.as_bytes())), word("not eligible", 1));
}

#[test]
fn facts_may_be_json() {
    let facts = r#"{"round": {"date": "2026-05-15", "readings": {"EX-A1": "rolling"}}, "lists": "closed",
        "facts": {"partners": [{"id": "P1"}, {"id": "P2"}], "cooperations": [
            {"id": "C1", "partner": "P1", "form": "agreement"},
            {"id": "C2", "partner": "P2", "form": "agreement"}],
          "sites": [{"id": "A1", "land_area": "50000 m2"}],
          "events": [{"id": "E1", "held_on": "2025-09-18"}]},
        "judgements": {"worthwhile": true}}"#;
    assert_eq!(stands(facts, &[]), word("eligible", 0));
}

#[test]
fn a_priority_never_decides() {
    let without = with("has_international_office: true", "has_international_office: false");
    assert_eq!(stands(&without, &[]), word("eligible", 0));
    let unknown = with("has_international_office: true, ", "");
    assert_eq!(stands(&unknown, &[]), word("eligible", 0));
}
