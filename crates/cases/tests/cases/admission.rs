//! What registers say about somebody before there is a case, and once more when it is decided.

use std::collections::BTreeMap;

use guohe_cases::{
    admission::{self, Admission},
    event::About,
    facts::Edit,
    happened::Wrote,
    ports::{RowQuery, Store as _},
    registry::Part,
    verbs::{
        open::Opening,
        registry::{Loading, load},
        round::Calling,
    },
};
use guohe_rules::report::Outcome;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{World, day, host, law, leader, officer};

const USCC: &str = "Z91110000000000011";

fn ban(decided_on: &str, subject: &str) -> Wrote {
    let cells: [(&str, Value); 6] = [
        ("subject_uscc", json!(subject)),
        ("jurisdiction", json!("110000")),
        ("blocks", json!(["apply"])),
        ("decided_on", json!(decided_on)),
        ("lifted_on", json!("none")),
        ("decision_number", json!("示例〔2025〕3号")),
    ];
    let cells: BTreeMap<_, _> =
        cells.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
    Wrote { list: "bans".to_owned(), id: "N1".to_owned(), cells }
}

async fn loads(world: &World, list: &str, as_of: &str, rows: Vec<Wrote>) {
    let by = Calling { person: officer(), moment: world.moment(), once: None };
    let loading = Loading {
        list: list.to_owned(),
        part: Some(Part { field: "jurisdiction".to_owned(), code: "110000".to_owned() }),
        as_of: day(as_of),
        source: "市科委函告的名录".to_owned(),
        rows,
    };
    load(world.desk(), world.law(), &by, loading).await.unwrap();
}

async fn asked(world: &World, round: Uuid, who: &[(&str, &str)]) -> Admission {
    let set = |(place, typed): &(&str, &str)| Edit::Set {
        place: (*place).to_owned(),
        typed: (*typed).to_owned(),
    };
    let edits: Vec<Edit> = who.iter().map(set).collect();
    let opening = Opening {
        person: host(),
        moment: world.moment(),
        round,
        kind: "PARK".to_owned(),
        once: None,
    };
    admission::before(world.desk(), &opening, &edits).await.unwrap()
}

/// The clauses that are told, with what each came to.
fn told(found: &Admission) -> Vec<(&str, Outcome)> {
    found.clauses.iter().map(|clause| (clause.id.as_str(), clause.outcome)).collect()
}

#[tokio::test]
async fn a_ban_refuses_before_there_is_a_case_and_says_until_when() {
    let world = World::under(law()).await;
    let round = world.round().await;
    loads(&world, "bases", "2026-03-02", Vec::new()).await;
    loads(&world, "bans", "2026-03-02", vec![ban("2025-06-01", USCC)]).await;
    let found = asked(&world, round, &[("host.uscc", USCC)]).await;
    assert_eq!(told(&found), [("BJ-17.0#bar", Outcome::NotMet)]);
    let until = found.barred().unwrap().blocked.unwrap();
    assert_eq!((until.last_day, until.first_admissible), (day("2028-06-01"), day("2028-06-02")));
    let cases = RowQuery { about: Some(About::Case), ..RowQuery::default() };
    assert!(world.store.rows(&world.tenant, &cases).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_ban_that_ends_within_the_round_is_told_and_keeps_nobody_from_starting() {
    let world = World::under(law()).await;
    let round = world.round().await;
    loads(&world, "bases", "2026-03-02", Vec::new()).await;
    // The round closes on 15 May 2026.
    for (decided_on, barred) in [("2023-05-14", false), ("2023-05-15", true)] {
        world.on("2026-03-02");
        loads(&world, "bans", "2026-03-02", vec![ban(decided_on, USCC)]).await;
        let found = asked(&world, round, &[("host.uscc", USCC)]).await;
        assert_eq!(told(&found), [("BJ-17.0#bar", Outcome::NotMet)]);
        assert_eq!(found.barred().is_some(), barred, "{decided_on}");
    }
}

#[tokio::test]
async fn nothing_is_told_where_loaded_registers_hold_nothing_about_whoever_asks() {
    let world = World::under(law()).await;
    let round = world.round().await;
    loads(&world, "bases", "2026-03-02", Vec::new()).await;
    loads(&world, "bans", "2026-03-02", vec![ban("2025-06-01", "SOMEBODY-ELSE")]).await;
    assert_eq!(told(&asked(&world, round, &[("host.uscc", USCC)]).await), []);
}

#[tokio::test]
async fn a_register_that_nobody_has_loaded_is_told_as_unknown() {
    let world = World::under(law()).await;
    let round = world.round().await;
    let found = asked(&world, round, &[("host.uscc", USCC)]).await;
    let unknown = Outcome::Undetermined;
    assert_eq!(told(&found), [("BJ-5.3.a", unknown), ("BJ-17.0#bar", unknown)]);
    assert!(found.barred().is_none());
    let open = &found.clauses[1].open[0].text.zh;
    assert!(open.contains("请工作人员载入登记或作出说明"), "{open}");
}

#[tokio::test]
async fn whoever_does_not_say_who_they_are_is_told_what_is_needed_for_it() {
    let world = World::new().await;
    let round = world.round().await;
    let found = asked(&world, round, &[]).await;
    assert_eq!(found.clauses.len(), 2);
    for clause in &found.clauses {
        let mut open = clause.open.iter().map(|open| &open.text.zh);
        assert!(open.any(|text| text.contains("统一社会信用代码")), "{clause:#?}");
    }
}

#[tokio::test]
async fn a_ban_that_entered_after_the_decision_was_prepared_refuses_its_confirmation() {
    let world = World::new().await;
    let case = world.decision_prepared().await;
    let today = world.today().to_string();
    loads(&world, "bans", &today, vec![ban(&today, USCC)]).await;
    let yes = json!({"outcome": "confirmed", "reasons": "同意"});
    let refusal = world.refused(leader(), case, "confirm_decision", yes).await;
    assert!(refusal.cites.contains(&"BJ-17.0".to_owned()), "{refusal:?}");
    let back = json!({"outcome": "sent_back", "reasons": "登记中有新的禁止"});
    world.does(leader(), case, "confirm_decision", back).await;
}
