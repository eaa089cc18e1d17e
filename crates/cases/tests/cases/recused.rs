//! A conflict holds for the whole case and does not go with what is taken out of the pool; nobody rules on their own; and
//! conflicts are looked at again before each step that counts.

use guohe_cases::{
    account::AlarmKind,
    case::Case,
    conflict::{Bar, Kind},
    person::Person,
    refusal::Sort,
    verbs::{
        account::history,
        conflict::{Reading, declare_late, reading, rule, ties, worst},
        draw::{Wish, assemble},
        review::{self, Word, minute, speak},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    conflicts::{at_first_review, kinds, tie},
    experts::wish,
    world::{World, expert, leader, officer, refusal, second_officer},
};

const CLOSES: &str = "  - id: close_first\n    kind: panel_close\n";
const OPENS: &str = "  - {id: open_first, kind: open_answers, name: {zh: 开启, en: open}, by: [authority, leader], from: [first_review], sets: {panel: first}, operational: true}\n  - id: close_first\n    kind: panel_close\n";

async fn host_of(world: &World, case: Uuid, field: &str) -> String {
    world.case(case).await.facts.text("host", field).unwrap().to_owned()
}

async fn bar_of(world: &World, case: Uuid, n: u128) -> Option<Bar> {
    let now = world.case(case).await;
    worst(world.desk(), &now, expert(n).account, &world.moment()).await.unwrap()
}

/// An officer decides on the only thing that is possible.
async fn rules(world: &World, case: Uuid, n: u128, conflict: bool) {
    let now = world.case(case).await;
    let found = ties(world.desk(), &now, expert(n).account, &world.moment()).await.unwrap();
    let (finding, _) = found.iter().find(|(finding, _)| !finding.certain).unwrap();
    let of = (expert(n).account, finding.key.as_str());
    rule(world.desk(), &world.filling(officer(), case), of, conflict, "已核对").await.unwrap();
}

#[tokio::test]
async fn whoever_declared_a_conflict_on_one_panel_is_neither_drawn_nor_named_for_another() {
    let (world, case) = at_first_review().await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5, 6]).await;
    world.does(expert(6), case, "declare_first", json!({"conflict": true})).await;
    world.answers(case, "first", &[1, 2, 3, 4, 5]).await;
    let closing = world.closing(case, "first").await;
    world.does(officer(), case, "close_first", closing).await;
    assert_eq!(kinds(&world, case, 6).await, [(Kind::Declared, true)]);
    let named = json!({"experts": [expert(6).account], "reasons": "点名"});
    let refused = world.refused(officer(), case, "convene_second", named).await;
    assert!(refused.faults[0].what.zh.contains("应当回避"), "{refused:?}");
    let second = Wish { panel: "second".to_owned(), ..wish(case) };
    let found = assemble(world.desk(), world.law(), &second, &world.moment()).await.unwrap();
    let left: Vec<&str> =
        found.left.iter().flat_map(|one| &one.reasons).map(String::as_str).collect();
    assert_eq!(left, ["conflict"]);
}

#[tokio::test]
async fn a_conflict_declared_on_the_second_panel_takes_the_sheet_of_the_first_away() {
    let (world, case) = at_first_review().await;
    world.reviewed(case, "first", &[1, 2, 3, 4, 5]).await;
    world.convenes(case, "convene_second", &[5, 6, 7, 8, 9, 10]).await;
    world.does(expert(5), case, "declare_second", json!({"conflict": true})).await;
    let (now, seen) =
        reading(world.desk(), &world.moment(), case, expert(5).account).await.unwrap();
    assert_eq!(seen, Reading::Out);
    assert_eq!((now.stage.at.to.as_str(), now.panels[0].closed.is_none()), ("first_review", true));
    assert_eq!(now.panels[0].effective().count(), 4);
    assert_eq!(world.outcome(case, "BJ-9.b", "2026-05-15").await, "not_done");
}

#[tokio::test]
async fn a_late_declaration_empties_every_seat_of_the_case() {
    let (world, case) = at_first_review().await;
    world.reviewed(case, "first", &[1, 2, 3, 4, 5]).await;
    world.convenes(case, "convene_second", &[5, 6, 7, 8, 9]).await;
    let by = world.filling(expert(5), case);
    declare_late(world.desk(), &by, "刚得知配偶任职于申报单位").await.unwrap();
    let now = world.case(case).await;
    let recused = now.panels.iter().filter_map(|panel| panel.seat_of(expert(5).account));
    assert_eq!(recused.map(guohe_cases::case::Seat::recused).collect::<Vec<_>>(), [true, true]);
}

#[tokio::test]
async fn what_is_taken_out_of_the_pool_goes_on_to_bar_until_somebody_decides() {
    let (world, case) = at_first_review().await;
    let (code, name) = (host_of(&world, case, "uscc").await, host_of(&world, case, "name").await);
    // Before anybody sits: an employer that is deleted counts as one that has ended.
    tie(&world, 1, "employers", &format!("别的写法|{code}")).await.unwrap();
    tie(&world, 1, "employers", "").await.unwrap();
    assert_eq!(bar_of(&world, case, 1).await, Some(Bar::Undecided));
    // A tie, and a login that is taken away.
    tie(&world, 2, "ties", &format!("family|{name}|{code}")).await.unwrap();
    tie(&world, 2, "login", "").await.unwrap();
    assert_eq!(bar_of(&world, case, 2).await, Some(Bar::Undecided));
    let both = json!({"experts": [expert(1).account, expert(2).account], "reasons": "点名"});
    let refused = world.refused(officer(), case, "convene_first", both).await;
    assert_eq!(refused.faults.len(), 2, "{refused:?}");
    rules(&world, case, 1, false).await;
    assert_eq!(bar_of(&world, case, 1).await, None);
    // Beyond the window of the pack it is over for both.
    world.on("2029-03-03");
    assert_eq!(kinds(&world, case, 1).await, []);
}

#[tokio::test]
async fn what_was_found_of_somebody_who_sits_stays_and_the_change_raises_an_alarm() {
    let (world, case) = at_first_review().await;
    let name = host_of(&world, case, "name").await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5]).await;
    world.does(expert(1), case, "declare_first", json!({"conflict": false})).await;
    tie(&world, 1, "employers", &name).await.unwrap();
    let alarms = async || {
        let own = history(world.desk(), officer().account).await.unwrap();
        own.alarms.iter().filter(|one| one.kind == AlarmKind::Pool).count()
    };
    // The entry before says of another employer than the one that was added.
    assert_eq!(alarms().await, 1, "an employer of somebody who sits was replaced");
    let (_, seen) = reading(world.desk(), &world.moment(), case, expert(1).account).await.unwrap();
    assert_eq!(seen, Reading::Undecided);
    let pinned: Vec<(Uuid, Kind)> =
        world.case(case).await.pinned.iter().map(|one| (one.account, one.pin.kind)).collect();
    assert_eq!(pinned, [(expert(1).account, Kind::Employer)]);
    // Once the text about the person was erased from the pool, the case still knows.
    tie(&world, 1, "employers", "").await.unwrap();
    let mut now: Case = world.case(case).await;
    assert_eq!(bar_of(&world, case, 1).await, Some(Bar::Undecided));
    now.pinned.clear();
    let answers = world.all_yes(case, "first").await;
    let sheet = json!({"answers": answers, "final": true});
    let waits = refusal(world.tries(expert(1), case, "judge_first", sheet.clone()).await);
    assert!(waits.what.zh.contains("待认定"), "{waits:?}");
    rules(&world, case, 1, false).await;
    world.does(expert(1), case, "judge_first", sheet).await;
    let events = world.events(case).await;
    let payloads: String = events.iter().map(|event| event.what.payload.to_string()).collect();
    assert!(!payloads.contains(&format!("“{name}”")), "words about persons stand in the payload");
}

#[tokio::test]
async fn changing_who_has_nothing_to_do_with_a_panel_raises_no_alarm() {
    let (world, case) = at_first_review().await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5]).await;
    tie(&world, 9, "employers", "").await.unwrap();
    tie(&world, 1, "away_until", "2026-12-31").await.unwrap();
    let own = history(world.desk(), officer().account).await.unwrap();
    assert_eq!(own.alarms, []);
}

#[tokio::test]
async fn nobody_decides_on_their_own_conflict_nor_runs_the_panel_on_which_they_sit() {
    let (world, case) = at_first_review().await;
    let name = host_of(&world, case, "name").await;
    tie(&world, 9, "employers", &name).await.unwrap();
    let found = ties(world.desk(), &world.case(case).await, expert(9).account, &world.moment())
        .await
        .unwrap();
    let of = (expert(9).account, found[0].0.key.as_str());
    // An officer who is the expert, and one who acts for the expert.
    let both = |n: u128| Person { account: expert(n).account, ..officer() };
    let deputy = |n: u128| Person { acting_for: Some(expert(n).account), ..second_officer() };
    for who in [both(9), deputy(9)] {
        let refused = rule(world.desk(), &world.filling(who, case), of, false, "同名").await;
        assert_eq!(refusal(refused).sort, Sort::NotAllowed);
    }
    for who in [both(1), deputy(1)] {
        let own = json!({"experts": [expert(1).account], "reasons": "点名"});
        let refused = world.refused(who, case, "convene_first", own).await;
        assert!(refused.faults[0].what.en.contains("does not sit on it"), "{refused:?}");
    }
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5]).await;
    world.answers(case, "first", &[1, 2, 3, 4, 5]).await;
    let alias = world.case(case).await.panels[0].seat_of(expert(2).account).unwrap().alias.clone();
    let member = world.filling(expert(2), case);
    speak(world.desk(), &member, Word::Correct("误填")).await.unwrap();
    let closing = world.closing(case, "first").await;
    for who in [both(1), deputy(1)] {
        let more = json!({"experts": [expert(7).account], "reasons": "点名"});
        let refused = world.refused(who.clone(), case, "convene_first", more).await;
        assert_eq!(refused.sort, Sort::NotAllowed);
        let refused = world.refused(who.clone(), case, "close_first", closing.clone()).await;
        assert_eq!(refused.sort, Sort::NotAllowed);
        let by = || world.filling(who.clone(), case);
        let minutes = minute(world.desk(), &by(), ("panel-1", &alias), "纪要").await;
        assert_eq!(refusal(minutes).sort, Sort::NotAllowed);
        let of = ("panel-1", alias.as_str());
        let allowed = review::rule(world.desk(), &by(), of, true, "同意").await;
        assert_eq!(refusal(allowed).sort, Sort::NotAllowed);
    }
}

#[tokio::test]
async fn a_sheet_that_may_be_corrected_is_waited_for() {
    let (world, case) = at_first_review().await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5, 6]).await;
    world.answers(case, "first", &[1, 2, 3, 4, 5, 6]).await;
    let alias = world.case(case).await.panels[0].seat_of(expert(6).account).unwrap().alias.clone();
    speak(world.desk(), &world.filling(expert(6), case), Word::Correct("误填")).await.unwrap();
    let by = world.filling(officer(), case);
    review::rule(world.desk(), &by, ("panel-1", &alias), true, "确属误填").await.unwrap();
    let closing = world.closing(case, "first").await;
    let waits = world.refused(officer(), case, "close_first", closing.clone()).await;
    assert!(waits.what.zh.contains(&alias) && waits.what.zh.contains("更正"), "{waits:?}");
    let sheet = json!({"answers": world.all_yes(case, "first").await, "final": true});
    world.does(expert(6), case, "judge_first", sheet).await;
    world.does(officer(), case, "close_first", closing).await;
}

#[tokio::test]
async fn conflicts_are_looked_at_again_before_answers_are_opened() {
    for certain in [true, false] {
        let world = World::changed(&[(CLOSES, OPENS)]).await;
        let case = world.handed_in().await;
        world.checked(case).await;
        world.convenes(case, "convene_first", &[1, 2, 3, 4, 5]).await;
        world.answers(case, "first", &[1, 2, 3, 4, 5]).await;
        let (code, name) =
            (host_of(&world, case, "uscc").await, host_of(&world, case, "name").await);
        let unit = if certain { format!("别的写法|{code}") } else { name };
        tie(&world, 1, "employers", &unit).await.unwrap();
        let refused = refusal(world.tries(officer(), case, "open_first", Value::Null).await);
        let said = if certain { "有效专家 4 名" } else { "待认定" };
        assert!(refused.what.zh.contains(said), "{refused:?}");
        assert!(!world.case(case).await.panels[0].work.opened);
    }
}

#[tokio::test]
async fn conflicts_are_looked_at_again_before_a_decision_is_prepared_and_confirmed() {
    for (certain, prepared) in [(true, false), (true, true), (false, false), (false, true)] {
        let world = World::new().await;
        let case =
            if prepared { world.decision_prepared().await } else { world.ready_to_decide().await };
        let (code, name) =
            (host_of(&world, case, "uscc").await, host_of(&world, case, "name").await);
        let unit = if certain { format!("别的写法|{code}") } else { name };
        tie(&world, 7, "employers", &unit).await.unwrap();
        let tried = if prepared {
            let confirms = json!({"outcome": "confirmed"});
            world.tries(leader(), case, "confirm_decision", confirms).await
        } else {
            let input = json!({"outcome": "certify", "reasons": "符合全部条件"});
            world.tries(officer(), case, "prepare_decision", input).await
        };
        let refused = refusal(tried);
        let now = world.case(case).await;
        if certain {
            assert_eq!(refused.sort, Sort::WrongStage, "{refused:?}");
            assert_eq!(now.stage.at.to, "second_review");
            assert!(now.decision.is_none(), "what was prepared rested on that sheet");
        } else {
            assert!(refused.what.zh.contains("待认定"), "{refused:?}");
            assert!(now.decision.is_none_or(|decision| decision.confirmed.is_none()));
        }
    }
}
