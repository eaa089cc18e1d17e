//! Cases that the domain keeps folded are those that a fresh fold gives, whoever wrote and whatever was
//! erased in between.

use std::{
    cell::Cell,
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use guohe_cases::case::Case;
use guohe_cases::event::{Actor, Event, NewEvent};
use guohe_cases::facts::edit::{Change, Typed};
use guohe_cases::happened::{Entry, Frame, Happened, Moved, Wrote};
use guohe_cases::kept::Kept;
use guohe_cases::law::PackRef;
use guohe_cases::ports::{Append, Store as _};
use guohe_store::Database;
use jiff::civil::date;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use crate::scene::{Scene, act, at, case, erase_all, id, north, reason, told_alike};

told_alike!(
    what_is_kept_is_what_the_events_fold_to,
    a_case_to_which_nothing_came_is_not_folded_again,
    what_another_program_wrote_is_folded_on,
    what_was_erased_is_kept_no_longer,
    another_history_under_the_same_number_is_noticed,
    the_case_that_was_not_used_for_longest_goes_first,
    a_case_for_which_there_is_no_room_is_not_kept,
);

/// Room for whatever a story keeps.
const PLENTY: usize = 1 << 20;

fn record(entry: &Entry) -> NewEvent {
    let actor = Actor { account: id(1), role: "host".to_owned(), acting_for: None };
    entry.record(actor, date(2026, 3, 1)).unwrap()
}

fn opened() -> NewEvent {
    let to = "draft".to_owned();
    let at = Moved { to, waits_for: None, due: None, due_at: None, end: None, arithmetic: None };
    let frame = Frame { moved: Some(at), ..Frame::default() };
    let what = Happened::CaseOpened {
        pack: PackRef { id: "north/bases".to_owned(), hash: "0".repeat(64) },
        round: id(7),
        organisation: id(8),
        kind: "A".to_owned(),
    };
    record(&Entry { frame, what, personal: None })
}

/// The host got a name.
fn named(name: &str) -> NewEvent {
    let typed = Typed { typed: name.to_owned(), value: json!(name), personal: false };
    let change = Change::Set { place: "host.name".to_owned(), typed };
    record(&Entry::plain(Happened::FactsChanged { changes: vec![change] }))
}

/// A person was named, in the part of the event that can be erased.
fn person(name: &str) -> NewEvent {
    let place = "host.contact";
    let typed = Typed { personal: true, ..Typed::default() };
    let change = Change::Set { place: place.to_owned(), typed };
    let what = Happened::FactsChanged { changes: vec![change] };
    let text = json!({"typed": name, "value": name});
    record(&Entry { frame: Frame::default(), what, personal: Some(json!({ place: text })) })
}

/// A row of the case file was written.
fn noted(text: &str) -> NewEvent {
    let cells = BTreeMap::from([("note".to_owned(), json!(text))]);
    let row = Wrote { list: "notes".to_owned(), id: format!("note-{}", text.len()), cells };
    let frame = Frame { act: Some("note".to_owned()), rows: vec![row], ..Frame::default() };
    let what = Happened::Recorded { note: text.to_owned() };
    record(&Entry { frame, what, personal: None })
}

/// Writes one more event of a case, which is opened first.
async fn write(db: &Database, number: u128, event: NewEvent) {
    let stream = case(number);
    let mut events = db.stream(&north(), stream).await.unwrap();
    let expected = u64::try_from(events.len()).unwrap();
    let added = if events.is_empty() { vec![opened(), event] } else { vec![event] };
    for (seq, what) in (expected + 1..).zip(added.clone()) {
        events.push(Event { stream, seq, recorded_at: at(0), what });
    }
    let row = Case::fold(&events).unwrap().unwrap().row();
    let append = Append { stream, expected, events: added, row, registered: Vec::new() };
    db.append(act(vec![append])).await.unwrap();
}

async fn kept(kept: &Kept, db: &Database, number: u128) -> Option<Arc<Case>> {
    kept.case(db, &north(), id(number)).await.unwrap()
}

async fn fresh(db: &Database, number: u128) -> Option<Case> {
    Case::fold(&db.stream(&north(), case(number)).await.unwrap()).unwrap()
}

/// Two programs at one database.
async fn two(scene: &Scene) -> [(Database, Kept); 2] {
    let other = Database::connect(scene.place()).await.unwrap();
    [(scene.db.clone(), Kept::of(PLENTY)), (other, Kept::of(PLENTY))]
}

/// Something that happens to one of three cases, through one of two programs.
#[derive(Debug, Clone)]
enum Beat {
    Written(NewEvent),
    Erased,
    Looked,
}

#[derive(Debug, Clone)]
struct Step {
    case: u128,
    by: usize,
    beat: Beat,
}

fn stories() -> impl Strategy<Value = Vec<Step>> {
    let text = "[a-c中]{0,3}";
    let beat = prop_oneof![
        3 => text.prop_map(|text| Beat::Written(named(&text))),
        3 => text.prop_map(|text| Beat::Written(person(&text))),
        2 => text.prop_map(|text| Beat::Written(noted(&text))),
        1 => Just(Beat::Erased),
        4 => Just(Beat::Looked),
    ];
    let step = (0..3_u128, 0..2_usize, beat);
    prop::collection::vec(step.prop_map(|(case, by, beat)| Step { case, by, beat }), 1..25)
}

/// Plays a story, and looks at all its cases in the end; gives what was seen.
async fn play(programs: &[(Database, Kept); 2], from: u128, story: &[Step]) -> Vec<String> {
    let last =
        (0..6).map(|at| Step { case: at / 2, by: usize::from(at % 2 == 1), beat: Beat::Looked });
    let mut told = Vec::new();
    for step in story.iter().cloned().chain(last) {
        let (db, shelf) = &programs[step.by];
        let number = from + step.case;
        match &step.beat {
            Beat::Written(event) => write(db, number, event.clone()).await,
            Beat::Erased => {
                erase_all(db, case(number)).await;
            }
            Beat::Looked => {
                let case = kept(shelf, db, number).await;
                assert_eq!(case.as_deref(), fresh(db, number).await.as_ref());
                told.push(format!("{:?}", case.map(|case| (case.version, case.facts.clone()))));
            }
        }
    }
    told
}

async fn what_is_kept_is_what_the_events_fold_to(scene: &Scene) -> Vec<Vec<String>> {
    let [(here, _), (there, _)] = two(scene).await;
    let runtime = tokio::runtime::Handle::current();
    let (told, begun) = (Mutex::new(Vec::new()), Cell::new(0));
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    // The same stories on both engines.
    let dice = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    // Now and then there is room for some of the three cases only.
    let strategy = (stories(), prop_oneof![Just(PLENTY), 0..6000_usize]);
    let played = TestRunner::new_with_rng(config, dice).run(&strategy, |(story, most)| {
        // Every story has cases of its own.
        let from = 1 + 3 * begun.replace(begun.get() + 1);
        let programs = [(here.clone(), Kept::of(most)), (there.clone(), Kept::of(PLENTY))];
        let one = tokio::task::block_in_place(|| runtime.block_on(play(&programs, from, &story)));
        told.lock().unwrap().push(one);
        Ok(())
    });
    played.unwrap_or_else(|error| panic!("{error}"));
    there.close().await;
    told.into_inner().unwrap()
}

async fn a_case_to_which_nothing_came_is_not_folded_again(scene: &Scene) {
    let shelf = Kept::of(PLENTY);
    assert_eq!(kept(&shelf, &scene.db, 1).await, None);
    write(&scene.db, 1, person("王某")).await;
    write(&scene.db, 1, named("园区")).await;
    let first = kept(&shelf, &scene.db, 1).await.unwrap();
    assert!(Arc::ptr_eq(&first, &kept(&shelf, &scene.db, 1).await.unwrap()));
    for event in [named("园区"), person("李某"), person("赵某"), named("科技园")] {
        write(&scene.db, 1, event).await;
        let next = kept(&shelf, &scene.db, 1).await.unwrap();
        assert!(!Arc::ptr_eq(&first, &next));
        assert!(Arc::ptr_eq(&next, &kept(&shelf, &scene.db, 1).await.unwrap()));
    }
}

async fn what_another_program_wrote_is_folded_on(scene: &Scene) -> String {
    let [(here, mine), (there, theirs)] = two(scene).await;
    write(&here, 1, named("甲")).await;
    let before = kept(&mine, &here, 1).await.unwrap();
    kept(&theirs, &there, 1).await.unwrap();
    write(&there, 1, person("王某")).await;
    write(&there, 1, named("乙")).await;

    // What was folded here does not hold up a write on top of it, and is not overwritten either.
    let mut after = (*before).clone();
    let event = named("丙");
    let seq = before.version + 1;
    let what = event.clone();
    after.follow(&[Event { stream: case(1), seq, recorded_at: at(0), what }]).unwrap();
    let stale = Append {
        stream: case(1),
        expected: before.version,
        events: vec![event],
        row: after.row(),
        registered: Vec::new(),
    };
    let refused = reason(here.append(act(vec![stale])).await);

    let now = kept(&mine, &here, 1).await.unwrap();
    assert_eq!(Some(&*now), fresh(&there, 1).await.as_ref());
    assert_eq!((before.version, now.version, now.title()), (2, 4, "乙"));
    there.close().await;
    refused
}

async fn what_was_erased_is_kept_no_longer(scene: &Scene) {
    let [(here, mine), (there, theirs)] = two(scene).await;
    write(&here, 1, person("王某")).await;
    write(&here, 1, named("园区")).await;
    write(&here, 2, person("最后一件")).await;
    for number in [1, 2] {
        let said = format!("{:?}", kept(&mine, &here, number).await.unwrap().facts);
        assert!(said.contains("contact"), "{said}");
        kept(&theirs, &there, number).await.unwrap();
        // By a program that keeps nothing.
        assert_eq!(erase_all(&scene.db, case(number)).await, 1);
        for (shelf, db) in [(&mine, &here), (&theirs, &there)] {
            let said = format!("{:?}", kept(shelf, db, number).await.unwrap().facts);
            assert!(!said.contains("王某") && !said.contains("最后一件"), "{said}");
        }
    }
    there.close().await;
}

async fn another_history_under_the_same_number_is_noticed(scene: &Scene) {
    let shelf = Kept::of(PLENTY);
    for (number, name) in [(1, "甲"), (2, "甲"), (3, "甲")] {
        write(&scene.db, number, named(name)).await;
        kept(&shelf, &scene.db, number).await.unwrap();
    }
    // The database is put back to an earlier copy, on which people went on differently.
    let earlier = Scene::sqlite().await;
    write(&earlier.db, 1, named("乙")).await;
    write(&earlier.db, 2, named("乙")).await;
    write(&earlier.db, 2, named("丙")).await;
    for number in [1, 2, 3] {
        let case = kept(&shelf, &earlier.db, number).await;
        assert_eq!(case.as_deref(), fresh(&earlier.db, number).await.as_ref());
    }
    earlier.db.close().await;
}

async fn the_case_that_was_not_used_for_longest_goes_first(scene: &Scene) {
    for number in [1, 2, 3] {
        write(&scene.db, number, named("园区")).await;
    }
    let one = json!(scene.db.stream(&north(), case(1)).await.unwrap()).to_string().len();
    let shelf = Kept::of(2 * one);
    let look = async |number: u128| kept(&shelf, &scene.db, number).await.unwrap();
    let (first, second) = (look(1).await, look(2).await);
    assert!(Arc::ptr_eq(&first, &look(1).await));
    look(3).await;
    assert!(Arc::ptr_eq(&first, &look(1).await), "it was used after the second");
    assert!(!Arc::ptr_eq(&second, &look(2).await), "there is room for two");
}

async fn a_case_for_which_there_is_no_room_is_not_kept(scene: &Scene) {
    write(&scene.db, 1, named("园区")).await;
    let one = json!(scene.db.stream(&north(), case(1)).await.unwrap()).to_string().len();
    for (room, stays) in [(one, true), (one - 1, false)] {
        let shelf = Kept::of(room);
        let first = kept(&shelf, &scene.db, 1).await.unwrap();
        assert_eq!(Arc::ptr_eq(&first, &kept(&shelf, &scene.db, 1).await.unwrap()), stays);
    }
    let shelf = Kept::of(one);
    kept(&shelf, &scene.db, 1).await.unwrap();
    write(&scene.db, 1, named("科技园")).await;
    let grown = kept(&shelf, &scene.db, 1).await.unwrap();
    assert!(!Arc::ptr_eq(&grown, &kept(&shelf, &scene.db, 1).await.unwrap()), "it has grown");
}
