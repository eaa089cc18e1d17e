//! Filling in: nothing typed is lost, faults point at their cell, lists are complete when their owner says so.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use guohe_cases::{
    attachment::FileKind,
    case::Case,
    desk::Desk,
    facts::{Edit, Place},
    kept::Kept,
    refusal::Sort,
    registry::Registries,
    seen::Seen,
    verbs::{
        attach::{AttachError, Incoming, attach, detach},
        fill::{self, Filling},
    },
};

use crate::world::{World, declarations, host, officer, other_host, refusal};

fn set(place: &str, typed: &str) -> Edit {
    Edit::Set { place: place.to_owned(), typed: typed.to_owned() }
}

fn add(list: &str, cells: &[(&str, &str)]) -> Edit {
    let cells: BTreeMap<String, String> =
        cells.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect();
    Edit::Add { list: list.to_owned(), cells }
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_as_typed_and_named_with_its_place() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let edits = [
        set("host.founded_on", "2023年2月30日"),
        set("host.kind", "俱乐部"),
        add("visits", &[("headcount", "-5"), ("received_on", "2025-03-01")]),
        add("finance_years", &[("year", "2025"), ("sales_total", "1200")]),
    ];
    let receipt = world.edit(host(), case, &edits).await;
    let places: Vec<&str> = receipt.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(
        places,
        [
            "host.founded_on",
            "host.kind",
            "visits[visit-1].headcount",
            "finance_years[finance_year-1].sales_total",
        ]
    );
    assert!(receipt.faults[0].what.zh.contains("没有30日"), "{:?}", receipt.faults[0]);
    assert!(receipt.faults[1].what.zh.contains("科技园区"), "{:?}", receipt.faults[1]);
    assert!(receipt.faults[2].what.en.contains("negative"), "{:?}", receipt.faults[2]);
    assert!(receipt.faults[3].what.zh.contains("万元"), "{:?}", receipt.faults[3]);
    let state = world.case(case).await;
    let cell = state.facts.cell(&Place::read("host.founded_on").unwrap()).unwrap();
    assert_eq!((cell.typed.as_str(), &cell.value), ("2023年2月30日", &Value::Null));
}

#[tokio::test]
async fn an_application_with_unreadable_cells_is_not_handed_in_and_all_are_named() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.fill(host(), case, "park").await;
    let edits = [set("host.founded_on", "去年"), set("sites[site-1].land_area", "很大")];
    world.edit(host(), case, &edits).await;
    let refusal = world.refused(host(), case, "submit", declarations()).await;
    let places: Vec<&str> = refusal.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["host.founded_on", "sites[site-1].land_area"]);
}

#[tokio::test]
async fn amounts_dates_areas_and_codes_are_taken_as_people_write_them() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let edits = [
        set("host.founded_on", "２０１５年３月２日"),
        set("host.kind", "科技园区"),
        set("host.valid_until", "长期存续或未定期限"),
        set("host.has_international_office", "是"),
        set("host.fields", "人工智能、robotics"),
        add("finance_years", &[("year", "2025年"), ("sales_total", "1,234.5万元")]),
        add("sites", &[("name", "主园区"), ("land_area", "75亩")]),
    ];
    let receipt = world.edit(host(), case, &edits).await;
    assert_eq!(receipt.faults, []);
    let facts = world.case(case).await.facts;
    let read = |place: &str| facts.cell(&Place::read(place).unwrap()).unwrap().value.clone();
    assert_eq!(read("host.founded_on"), "2015-03-02");
    assert_eq!(read("host.kind"), "st_park");
    assert_eq!(read("host.valid_until"), "none");
    assert_eq!(read("host.has_international_office"), true);
    assert_eq!(read("host.fields"), json!(["artificial_intelligence", "robotics"]));
    assert_eq!(read("finance_years[finance_year-1].year"), 2025);
    assert_eq!(read("finance_years[finance_year-1].sales_total"), "12345000.00 yuan");
    assert_eq!(read("sites[site-1].land_area"), "75 mu");
}

#[tokio::test]
async fn a_row_that_others_name_leaves_a_fault_and_the_text_behind_when_it_is_removed() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let edits = [
        add("partners", &[("name", "Northfield University")]),
        add("cooperations", &[("owner", "host"), ("partner", "Northfield University")]),
    ];
    world.edit(host(), case, &edits).await;
    let remove = [Edit::Remove { list: "partners".to_owned(), row: "partner-1".to_owned() }];
    let receipt = world.edit(host(), case, &remove).await;
    assert_eq!(receipt.faults[0].place, "cooperations[cooperation-1].partner");
    let facts = world.case(case).await.facts;
    let cell = facts.cell(&Place::read("cooperations[cooperation-1].partner").unwrap()).unwrap();
    assert_eq!((cell.typed.as_str(), &cell.value), ("Northfield University", &Value::Null));
    let again = [add("partners", &[("name", "Another")])];
    world.edit(host(), case, &again).await;
    assert_eq!(world.case(case).await.facts.lists["partners"].rows[0].id, "partner-2");
}

#[tokio::test]
async fn a_table_from_a_spreadsheet_becomes_rows_with_the_faults_of_each_cell() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let table = "接待日期\t参访团队名称\t备注\t接待人数\n2025/3/1\t\"德国\"\"访问\"\"团\"\t内部\t6\n2025-13-01\t英国团\t\t七\n";
    let receipt =
        fill::paste(world.desk(), &world.filling(host(), case), "visits", table).await.unwrap();
    let places: Vec<&str> = receipt.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["visits[visit-2].headcount", "visits[visit-2].received_on"]);
    let facts = world.case(case).await.facts;
    let first = facts.row("visits", "visit-1").unwrap();
    assert_eq!(first.cells["delegation"].value, "德国\"访问\"团");
    assert_eq!(first.cells["received_on"].value, "2025-03-01");
    assert_eq!(first.cells["headcount"].value, 6);
}

#[tokio::test]
async fn a_table_wider_than_the_form_is_refused_and_adds_nothing() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let table = "甲\thost\tDE\t2025-01-01\t3\t多余\n";
    let by = world.filling(host(), case);
    let refusal = refusal(fill::paste(world.desk(), &by, "visits", table).await);
    assert_eq!(refusal.faults[0].place, "visits:1:6");
    assert_eq!(world.case(case).await.version, 1);
}

#[tokio::test]
async fn places_that_do_not_exist_are_refused_and_nothing_of_the_batch_is_kept() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let edits = [
        set("host.name", "园区"),
        set("host.nickname", "小园"),
        set("panels[panel-1].stage", "first"),
        set("events[event-9].name", "会"),
    ];
    let by = world.filling(host(), case);
    let refusal = refusal(fill::edit(world.desk(), &by, &edits).await);
    let places: Vec<&str> = refusal.faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["host.nickname", "panels[panel-1].stage", "events[event-9].name"]);
    assert_eq!(world.case(case).await.version, 1);
}

#[tokio::test]
async fn facts_are_locked_once_handed_in_and_open_again_when_returned() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let by = world.filling(host(), case);
    let edits = [set("host.name", "改名园区")];
    let refused = refusal(fill::edit(world.desk(), &by, &edits).await);
    assert_eq!(refused.sort, Sort::WrongStage);
    let letter = json!({"defects": [
        {"place": "documents", "what": "缺少加盖公章的工作计划", "clause": "BJ-5.1"},
        {"place": "host.name", "what": "与登记证书不一致"},
    ]});
    world.does(officer(), case, "return_for_correction", letter).await;
    world.edit(host(), case, &edits).await;
    let input = json!({"declarations": ["truthful", "no_secrets"]});
    world.does(host(), case, "resubmit", input).await;
    let state = world.case(case).await;
    assert_eq!((state.stage.at.to.as_str(), state.locked), ("material_check", true));
    assert_eq!(state.title(), "改名园区");
    assert_eq!(state.letter().unwrap().defects.len(), 2);
}

#[tokio::test]
async fn an_unanswered_letter_lapses_and_the_application_goes_on_as_it_stands() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let letter = json!({"defects": [{"place": "host.name", "what": "与证书不一致"}]});
    world.does(officer(), case, "return_for_correction", letter).await;
    assert_eq!(world.row(case).await.due.unwrap().to_string(), "2026-03-16");
    world.on("2026-03-16");
    assert!(world.time_passes(case).await.is_none());
    world.on("2026-03-17");
    let input = json!({"declarations": ["truthful", "no_secrets"]});
    assert_eq!(world.refused(host(), case, "resubmit", input).await.sort, Sort::Condition);
    assert!(world.time_passes(case).await.is_some());
    let state = world.case(case).await;
    assert_eq!((state.stage.at.to.as_str(), state.locked), ("material_check", true));
    assert!(world.time_passes(case).await.is_none());
}

#[tokio::test]
async fn a_letter_without_defects_or_about_a_clause_that_does_not_exist_is_not_sent() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let empty = json!({"defects": []});
    let refusal = world.refused(officer(), case, "return_for_correction", empty).await;
    assert_eq!(refusal.faults[0].place, "defects");
    let letter = json!({"defects": [{"place": "host", "what": "x", "clause": "BJ-99"}]});
    let refusal = world.refused(officer(), case, "return_for_correction", letter).await;
    assert_eq!(refusal.faults[0].place, "defects[0].clause");
}

#[tokio::test]
async fn others_cannot_type_into_an_application() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    for who in [other_host(), officer()] {
        let by = world.filling(who, case);
        let refusal = refusal(fill::edit(world.desk(), &by, &[set("host.name", "x")]).await);
        assert_eq!(refusal.sort, Sort::NotAllowed);
    }
}

#[tokio::test]
async fn names_of_persons_are_kept_apart_and_their_erasure_leaves_the_rest() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "RES").await;
    world.edit(host(), case, &[add("persons", &[("name", "王小明"), ("nationality", "DE")])]).await;
    let mut events = world.events(case).await;
    let last = events.last_mut().unwrap();
    assert!(!last.what.payload.to_string().contains("王小明"));
    last.what.personal = None;
    let erased = Case::fold(&events).unwrap().unwrap();
    let row = erased.facts.row("persons", "person-1").unwrap();
    assert_eq!(row.cells["name"].value, Value::Null);
    assert_eq!(
        world.case(case).await.facts.row("persons", "person-1").unwrap().cells["name"].value,
        "王小明"
    );
}

#[tokio::test]
async fn a_file_is_tied_to_facts_and_raises_their_level() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    world.edit(host(), case, &[set("host.name", "园区"), set("host.kind", "st_park")]).await;
    let proves = ["host.name".to_owned()];
    let file =
        Incoming { name: "证书.exe", label: "登记证书", proves: &proves, bytes: b"%PDF-1.7" };
    attach(world.desk(), world.room(), &world.filling(host(), case), &file).await.unwrap();
    let state = world.case(case).await;
    let attachment = &state.attachments["A1"];
    assert_eq!((attachment.kind, attachment.name.as_str()), (FileKind::Pdf, "证书.pdf"));
    let round = world.round_of(round).await;
    let facts =
        state.as_facts(&round, world.law().vocabulary(), &Registries::default(), world.today());
    assert_eq!(facts["facts"]["host"]["name"]["level"], "evidenced");
    assert_eq!(facts["facts"]["host"]["name"]["evidence"], json!(["A1"]));
    assert_eq!(facts["facts"]["host"]["kind"]["level"], "declared");
    detach(world.desk(), &world.filling(host(), case), "A1").await.unwrap();
    assert!(world.case(case).await.attachments.is_empty());
}

#[tokio::test]
async fn a_file_for_a_fact_that_was_not_filled_in_is_refused() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let proves = ["host.name".to_owned()];
    let file = Incoming { name: "a.pdf", label: "", proves: &proves, bytes: b"%PDF-1.7" };
    let result = attach(world.desk(), world.room(), &world.filling(host(), case), &file).await;
    match result.unwrap_err() {
        AttachError::Failure(failure) => assert!(failure.to_string().contains('1'), "{failure}"),
        AttachError::Files(error) => panic!("{error}"),
    }
    assert!(world.case(case).await.attachments.is_empty());
}

#[tokio::test]
async fn an_edit_builds_on_what_another_program_has_recorded() {
    let world = World::new().await;
    let round = world.round().await;
    let case = world.open(host(), round, "PARK").await;
    let kept = Kept::default();
    let other = Desk { kept: &kept, ..world.desk() };
    world.edit(host(), case, &[set("host.name", "甲园")]).await;
    let word = |case: &Case| Some(Seen::by_the_host(world.law(), case));
    let seen = word(&other.case(case).await.unwrap());
    world.edit(host(), case, &[set("host.kind", "st_park")]).await;

    let stale = Filling { seen, ..world.filling(host(), case) };
    let name = [set("host.name", "乙园")];
    assert_eq!(refusal(fill::edit(other, &stale, &name).await).sort, Sort::Conflict);
    let fresh = Filling { seen: word(&world.case(case).await), ..stale };
    fill::edit(other, &fresh, &name).await.unwrap();

    let stands = world.case(case).await;
    let said = |field: &str| stands.facts.text("host", field);
    assert_eq!((stands.version, said("name"), said("kind")), (4, Some("乙园"), Some("st_park")));
    assert_eq!(*world.desk().case(case).await.unwrap(), stands);
}

const CHECK: &str = "    waits_for: authority\n    help: {zh: 初评的第一步。";
const DUE: &str = "    waits_for: authority\n    due: {deadline: {from: reference_date, working_days: 10, calendar: china_working_days}}\n    help: {zh: 初评的第一步。";
const ENDS: &str = "      ends: {deadline: {from: reference_date, working_days: 10";
const ONCE: &str = "      times: 1\n      ends: {deadline: {from: reference_date, working_days: 10";

#[tokio::test]
async fn the_clock_of_a_stage_stands_still_while_the_applicant_corrects() {
    let world = World::changed(&[(CHECK, DUE), (ENDS, ONCE)]).await;
    let case = world.handed_in().await;
    assert_eq!(world.row(case).await.due.unwrap().to_string(), "2026-03-16");
    world.on("2026-03-04");
    let letter = json!({"defects": [{"place": "host.name", "what": "与证书不一致"}]});
    world.does(officer(), case, "return_for_correction", letter.clone()).await;
    world.on("2026-03-10");
    let input = json!({"declarations": ["truthful", "no_secrets"]});
    world.does(host(), case, "resubmit", input).await;
    assert_eq!(world.row(case).await.due.unwrap().to_string(), "2026-03-20");
    let state = world.case(case).await;
    let told = state.letter().unwrap().restarted.clone().unwrap();
    assert!(told.zh.contains("尚余 8 个工作日"), "{told:?}");
    assert!(state.letter().unwrap().arithmetic.is_some());
    let refused = world.refused(officer(), case, "return_for_correction", letter).await;
    assert!(refused.what.zh.contains("最多 1 次"), "{refused:?}");
}
