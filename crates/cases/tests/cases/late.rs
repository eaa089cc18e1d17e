//! Late entries: what took place on paper is entered by two people, shown with both days, and counts from the day on
//! which it is recorded unless a clause says otherwise.

use std::sync::Arc;

use guohe_cases::{
    case::Case,
    happened::{Entry, Happened},
    late::Step,
    law::Law,
    notice::Standing,
    person::Person,
    refusal::{Refusal, Sort},
    verbs::{
        Failure,
        attach::{AttachError, Incoming},
        erase::erase,
        erasing::propose,
        late::{Paper, confirm, decline, enter},
    },
};
use guohe_rules::pack::Shelf;
use guohe_testkit::packs;
use jiff::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{
    BEIJING, World, day, host, leader, objection, officer, once, refusal, second_officer, visitor,
};

const SCAN: &[u8] = b"%PDF-1.7 scan of a letter";

fn paper<'a>(act: &'a str, on: &str, input: Value) -> Paper<'a> {
    let file = Incoming { name: "letter.pdf", label: "", proves: &[], bytes: SCAN };
    Paper {
        act,
        took_place_on: Some(day(on)),
        reasons: "系统停机期间收到纸质来件",
        input,
        file: Some(file),
    }
}

async fn enters(world: &World, who: Person, case: Uuid, paper: &Paper<'_>) -> Result<u64, Refusal> {
    let by = world.filling(who, case);
    match enter(world.desk(), world.room(), &by, paper).await {
        Ok(receipt) => Ok(receipt.version),
        Err(AttachError::Failure(Failure::Refused(refusal))) => Err(*refusal),
        Err(error) => panic!("{error:?}"),
    }
}

/// A case whose notice ran out on 9 May, two days later, with an objection that came by letter within it.
async fn by_letter(world: &World) -> (Uuid, u64) {
    let case = world.handed_in().await;
    world.made_public(case).await;
    world.on("2026-05-11");
    let letter = paper("object", "2026-05-09", objection());
    (case, enters(world, officer(), case, &letter).await.unwrap())
}

fn last(case: &Case) -> (Option<Date>, Date) {
    let step = case.timeline.last().unwrap();
    (step.late.map(|late| late.took_place_on), step.on)
}

/// The pack without the clause by which letters count from the day on which they were handed over.
const BY_LETTER: (&str, &str) = ("    on_paper: {cites: [BJ-9.e]}\n", "");

#[tokio::test]
async fn where_no_clause_says_otherwise_a_letter_counts_from_the_day_it_is_recorded() {
    let world = World::changed(&[BY_LETTER]).await;
    let (case, entry) = by_letter(&world).await;
    assert!(world.case(case).await.objections.is_empty(), "one person alone brought it about");

    let confirming = world.filling(second_officer(), case);
    confirm(world.desk(), &confirming, entry).await.unwrap();
    let state = world.case(case).await;
    let objection = &state.objections[0];
    assert_eq!(objection.status, Standing::RejectedLate);
    assert_eq!(objection.filed_on, day("2026-05-11"));
    assert_eq!(objection.late.map(|late| late.took_place_on), Some(day("2026-05-09")));
    assert_eq!(last(&state), (Some(day("2026-05-09")), day("2026-05-11")));
    let notice = world.notice(state.notice.unwrap().id).await;
    assert_eq!(notice.objections[0].status, Standing::RejectedLate);
}

#[tokio::test]
async fn what_came_by_letter_in_time_is_in_time_however_late_it_is_entered() {
    let world = World::new().await;
    let (case, entry) = by_letter(&world).await;
    confirm(world.desk(), &world.filling(second_officer(), case), entry).await.unwrap();
    let state = world.case(case).await;
    let objection = &state.objections[0];
    assert_eq!((objection.status, objection.filed_on), (Standing::Filed, day("2026-05-09")));
    let notice = world.notice(objection.notice).await;
    assert_eq!(notice.objections[0].status, Standing::Filed);
    assert_eq!(last(&state), (Some(day("2026-05-09")), day("2026-05-09")));
    let event = world.events(case).await.pop().unwrap();
    assert!(event.recorded_at.to_string().starts_with("2026-05-11"), "{event:?}");
}

#[tokio::test]
async fn a_letter_of_the_last_day_is_in_time_where_the_notice_ends_at_a_minute_and_one_of_the_next_is_not()
 {
    let shows = "      shows: [host.name, application.type]\n      tells: {zh: 公示已发布";
    let minute = format!("      ends_at: \"09:00\"\n{shows}");
    let world = World::changed(&[(shows, &minute)]).await;
    let (case, entry) = by_letter(&world).await;
    confirm(world.desk(), &world.filling(second_officer(), case), entry).await.unwrap();
    let letter = paper("object", "2026-05-10", objection());
    let entry = enters(&world, officer(), case, &letter).await.unwrap();
    confirm(world.desk(), &world.filling(second_officer(), case), entry).await.unwrap();
    let standing: Vec<Standing> =
        world.case(case).await.objections.iter().map(|one| one.status).collect();
    assert_eq!(standing, [Standing::Filed, Standing::RejectedLate]);
}

#[tokio::test]
async fn a_letter_that_is_handed_over_today_is_entered_today() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.made_public(case).await;
    world.on("2026-05-09");
    let letter = paper("object", "2026-05-09", objection());
    let entry = enters(&world, officer(), case, &letter).await.unwrap();
    world.on("2026-05-11");
    confirm(world.desk(), &world.filling(second_officer(), case), entry).await.unwrap();
    assert_eq!(world.case(case).await.objections[0].status, Standing::Filed);
}

#[tokio::test]
async fn an_objection_in_time_that_is_entered_after_the_decision_holds_it_back() {
    let world = World::new().await;
    let case = world.decision_prepared().await;
    let letter = paper("object", "2026-05-09", objection());
    let entry = enters(&world, officer(), case, &letter).await.unwrap();
    confirm(world.desk(), &world.filling(second_officer(), case), entry).await.unwrap();
    let yes = json!({"outcome": "confirmed"});
    let refused = world.refused(leader(), case, "confirm_decision", yes).await;
    assert_eq!(refused.sort, Sort::Condition);
    assert!(refused.what.zh.contains("objection-1"), "{refused:?}");
    let input =
        json!({"objection": "objection-1", "outcome": "not_accepted", "reasons": "不属异议范围"});
    world.does(officer(), case, "examine_objection", input).await;
    assert_eq!(world.stage(case).await, "decision", "the case stays where it is");
    world.confirmed(case).await;

    let letter = paper("object", "2026-05-09", objection());
    let entry = enters(&world, officer(), case, &letter).await.unwrap();
    confirm(world.desk(), &world.filling(second_officer(), case), entry).await.unwrap();
    let refused = world.refused(officer(), case, "certify", Value::Null).await;
    assert_eq!(refused.sort, Sort::Condition);
    let input =
        json!({"objection": "objection-2", "outcome": "accepted", "reasons": "属于异议范围"});
    world.does(officer(), case, "examine_objection", input).await;
    assert_eq!(world.stage(case).await, "objection_handling");
}

#[tokio::test]
async fn it_takes_two_and_is_done_once() {
    let world = World::new().await;
    let (case, entry) = by_letter(&world).await;
    let own = confirm(world.desk(), &world.filling(officer(), case), entry).await;
    assert_eq!(refusal(own).sort, Sort::NotAllowed);
    let stranger = confirm(world.desk(), &world.filling(host(), case), entry).await;
    assert_eq!(refusal(stranger).sort, Sort::NotAllowed);

    let mut twice = world.filling(second_officer(), case);
    twice.once = Some(once("late", 1));
    let first = confirm(world.desk(), &twice, entry).await.unwrap();
    let second = confirm(world.desk(), &twice, entry).await.unwrap();
    assert_eq!(first.version, second.version);
    let again = confirm(world.desk(), &world.filling(second_officer(), case), entry).await;
    assert_eq!(refusal(again).sort, Sort::WrongStage);
    assert_eq!(world.case(case).await.objections.len(), 1);
}

#[tokio::test]
async fn the_entry_is_an_event_of_its_own_kind_right_before_the_act_that_bears_its_mark() {
    let world = World::new().await;
    let (case, entry) = by_letter(&world).await;
    confirm(world.desk(), &world.filling(second_officer(), case), entry).await.unwrap();
    let events = world.events(case).await;
    let kinds: Vec<&str> = events.iter().rev().take(3).map(|e| e.what.kind.as_str()).collect();
    assert_eq!(kinds, ["objected", "late_entry", "late_entry"]);
    let entered = Entry::read(&events[usize::try_from(entry).unwrap() - 1]).unwrap();
    let Happened::LateEntry(Step::Entered { took_place_on, evidence, .. }) = entered.what else {
        panic!("{entered:?}")
    };
    assert_eq!(took_place_on, day("2026-05-09"));
    assert_eq!(evidence.size, u64::try_from(SCAN.len()).unwrap());
    let payload = events[usize::try_from(entry).unwrap() - 1].what.payload.to_string();
    assert!(!payload.contains("示例园区管理公司"), "what the letter says is personal: {payload}");
    let act = Entry::read(events.last().unwrap()).unwrap();
    assert_eq!(act.frame.late.map(|late| late.entry), Some(entry));
}

#[tokio::test]
async fn what_is_declined_never_takes_effect() {
    let world = World::new().await;
    let (case, entry) = by_letter(&world).await;
    let by = world.filling(second_officer(), case);
    let silent = refusal(decline(world.desk(), &by, entry, " ").await);
    assert_eq!(silent.faults[0].place, "reasons");
    decline(world.desk(), &by, entry, "信封上没有邮戳").await.unwrap();
    let after = confirm(world.desk(), &by, entry).await;
    assert_eq!(refusal(after).sort, Sort::WrongStage);
    assert!(world.case(case).await.objections.is_empty());
}

#[tokio::test]
async fn a_paper_without_day_reasons_or_scan_or_of_today_is_not_entered() {
    let world = World::new().await;
    let (case, _) = by_letter(&world).await;
    let nothing = Paper {
        took_place_on: None,
        reasons: "",
        file: None,
        ..paper("object", "2026-05-09", objection())
    };
    let refused = enters(&world, officer(), case, &nothing).await.unwrap_err();
    let places: Vec<&str> = refused.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["took_place_on", "reasons", "file"]);
    for on in ["2026-05-12", "2026-03-01"] {
        let refused = enters(&world, officer(), case, &paper("object", on, objection())).await;
        assert_eq!(refused.unwrap_err().faults[0].place, "took_place_on", "{on}");
    }
    let withdrawal = paper("withdraw", "2026-05-11", Value::Null);
    let refused = enters(&world, officer(), case, &withdrawal).await.unwrap_err();
    assert_eq!(refused.faults[0].place, "took_place_on", "the unit withdraws by itself today");
    let letter = paper("object", "2026-05-09", objection());
    for who in [host(), visitor()] {
        let refused = enters(&world, who, case, &letter).await.unwrap_err();
        assert_eq!(refused.sort, Sort::NotAllowed);
    }
    let decision = paper("prepare_decision", "2026-05-09", Value::Null);
    let refused = enters(&world, officer(), case, &decision).await.unwrap_err();
    assert_eq!(refused.sort, Sort::Invalid);
}

#[tokio::test]
async fn the_conditions_of_the_act_hold_for_what_comes_late_as_well() {
    let world = World::new().await;
    let (case, _) = by_letter(&world).await;
    let mut spoken = objection();
    spoken["written"] = json!(false);
    let entry = enters(&world, officer(), case, &paper("object", "2026-05-09", spoken)).await;
    let by = world.filling(second_officer(), case);
    let refused = refusal(confirm(world.desk(), &by, entry.unwrap()).await);
    assert_eq!(refused.cites, ["BJ-9.e"]);
    assert_eq!(world.case(case).await.late_entries_waiting().count(), 2);
}

#[test]
fn a_day_on_paper_rests_on_a_clause() {
    let codes = |found: Result<Law, Vec<String>>| found.unwrap_err();
    assert_eq!(codes(by_paper("[]")), ["missing-setting"]);
    assert_eq!(codes(by_paper("[BJ-99.z]")), ["unknown-clause"]);
}

/// The law of the pack, where objections on paper count from the day on which they were handed over by some clauses; or
/// what is found wrong with it.
fn by_paper(cites: &str) -> Result<Law, Vec<String>> {
    let mut files = packs::files().unwrap();
    files.retain(|name, _| {
        let own = name.strip_prefix(BEIJING).is_some_and(|rest| !rest.starts_with("/examples/"));
        own || name.starts_with("vocabulary/") || name.starts_with("parameters/")
    });
    let procedure = files.get_mut(&format!("{BEIJING}/procedure.yaml")).unwrap();
    assert_eq!(procedure.matches(BY_LETTER.0).count(), 1);
    *procedure = procedure.replace(BY_LETTER.0, &format!("    on_paper: {{cites: {cites}}}\n"));
    let pack = Arc::clone(Shelf::load(&files).pack(BEIJING).unwrap());
    Law::of(pack).map_err(|found| found.iter().map(|one| one.code.to_owned()).collect())
}

#[tokio::test]
async fn what_a_letter_says_is_erased_when_its_term_is_over_and_that_it_came_stays() {
    let world = World::new().await;
    let (case, entry) = by_letter(&world).await;
    confirm(world.desk(), &world.filling(second_officer(), case), entry).await.unwrap();
    world.does(host(), case, "withdraw", Value::Null).await;
    let told = "objection@example.org";
    assert!(format!("{:?}", world.events(case).await).contains(told));
    world.on("2036-05-12");
    for said in world.case(case).await.spoken {
        let reasons = "保存期满";
        let by = |who| world.filling(who, case);
        propose(world.desk(), &by(officer()), &said.subject, reasons).await.unwrap();
        erase(world.desk(), &by(second_officer()), &said.subject, reasons).await.unwrap();
    }
    let state = world.case(case).await;
    assert_eq!(state.spoken, []);
    let events = format!("{:?}", world.events(case).await);
    assert!(!events.contains(told) && !format!("{state:?}").contains(told), "{events}");
    let came: Vec<_> =
        state.late_entries.iter().map(|one| (one.number, one.took_place_on)).collect();
    assert_eq!(came, [(entry, day("2026-05-09"))]);
    assert_eq!(state.objections[0].filed_on, day("2026-05-09"));
}
