//! Whatever people try, in whatever order: the rows are what the events say, and a refusal changes nothing.

use guohe_cases::{
    case::Case,
    desk::{possible, rebuild, stands},
    person::Person,
    procedure::{Act, Kind},
    verbs::{Failure, perform},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{
    World, declarations, expert, host, leader, objection, officer, second_officer, visitor,
};

/// One attempt: which act, which of the ways to do it, and how many days pass before.
#[derive(Debug, Clone)]
struct Attempt {
    act: prop::sample::Index,
    way: prop::sample::Index,
    days: i64,
    /// Whether only acts are tried that exist in this stage for this person.
    sensible: bool,
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let one = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        prop_oneof![8 => Just(0_i64), 2 => 1..12_i64],
        prop::bool::weighted(0.85),
    );
    let attempt = one.prop_map(|(act, way, days, sensible)| Attempt { act, way, days, sensible });
    prop::collection::vec(attempt, 50)
}

fn people() -> Vec<Person> {
    let mut all =
        vec![host(), officer(), officer(), officer(), leader(), second_officer(), visitor()];
    all.extend((1..=7).map(expert));
    all
}

/// Something that a person could hand in for an act.
async fn input(world: &World, case: Uuid, act: &Act, way: &prop::sample::Index) -> Value {
    let outcome = match act.outcomes.as_slice() {
        [] => Value::Null,
        all => json!(all.get(way.index(4 * all.len())).unwrap_or(&all[0]).id.value),
    };
    let key = act.sets.panel.as_ref().map(|panel| panel.value.clone()).unwrap_or_default();
    let yes = match world.case(case).await.panel(&key) {
        Some(_) => world.all_yes(case, &key).await,
        None => Vec::new(),
    };
    match act.kind.value {
        Kind::Submit | Kind::Resubmit => declarations(),
        Kind::ReturnForCorrection => json!({"defects": [{"place": "host.name", "what": "更正"}]}),
        Kind::Record | Kind::File => json!({"fields": {
            "text": "目标", "visited_on": "2026-03-02", "due_year": "2026", "subject": "事项",
            "kind": "other", "obtained_on": "2026-03-01", "occurred_on": "2026-03-01",
            "authority": "agency", "grade": "general", "name": "分支", "internal": "是",
            "established_on": "2026-03-01",
        }}),
        Kind::PanelConvene => {
            let experts: Vec<Uuid> = (1..=7).map(|n| expert(n).account).collect();
            json!({"experts": experts, "reasons": "未组织抽取"})
        }
        Kind::Declare => json!({"conflict": way.index(10) == 0}),
        Kind::Judge => json!({"answers": yes, "final": true}),
        Kind::PanelClose => json!({"outcome": outcome, "opinion": "意见", "findings": yes}),
        Kind::Object => objection(),
        Kind::AdmitObjection | Kind::SettleObjection => {
            json!({"objection": "objection-1", "outcome": outcome, "reasons": "理由"})
        }
        Kind::Waive => json!({"clause": "BJ-8.1.2", "reasons": "理由"}),
        Kind::Countersign => json!({"clause": "BJ-8.1.2", "outcome": outcome, "reasons": "理由"}),
        Kind::Check | Kind::Propose | Kind::PrepareDecision | Kind::ConfirmDecision => {
            json!({"outcome": outcome, "reasons": "理由"})
        }
        Kind::Evaluate => json!({
            "outcome": outcome, "reasons": "理由",
            "fields": {"dimensions": "organisation、channels、resources、demonstration"},
        }),
        Kind::Withdraw
        | Kind::OpenAnswers
        | Kind::PublishNotice
        | Kind::Certify
        | Kind::Award
        | Kind::Rank
        | Kind::Lapse => {
            json!({})
        }
    }
}

/// What could sensibly be tried now, by whom. What ends a story is tried now and then only, so that stories
/// get somewhere.
fn sensible(world: &World, case: &Case, attempt: &Attempt) -> Option<(Person, String)> {
    let ends = [Kind::Withdraw, Kind::ReturnForCorrection, Kind::PrepareDecision];
    let mut now = Vec::new();
    for who in people() {
        for found in possible(world.law(), case, &who) {
            let kind = found.act.kind.value;
            let favours = found.act.outcomes.iter().any(|way| way.favourable == Some(true));
            if !ends.contains(&kind) || favours || attempt.way.index(9) == 0 {
                now.push((who.clone(), found.act.id.value.clone()));
            }
        }
    }
    (!now.is_empty()).then(|| attempt.act.get(&now).clone())
}

/// Tries one thing; gives whether it was done.
async fn attempt(world: &World, case: Uuid, attempt: &Attempt) -> bool {
    let before = world.case(case).await;
    let sensible = sensible(world, &before, attempt).filter(|_| attempt.sensible);
    let (who, act) = sensible.unwrap_or_else(|| {
        let act = attempt.act.get(&world.law().procedure.acts);
        (attempt.way.get(&people()).clone(), act.id.value.clone())
    });
    let act = world.law().procedure.act(&act).unwrap();
    let input = input(world, case, act, &attempt.way).await;
    let request = world.request(who, &[case], &act.id.value, input);
    match perform(world.desk(), &request).await {
        Ok(_) => true,
        Err(Failure::Refused(_)) => {
            assert_eq!(world.case(case).await, before, "a refusal of `{}` left a trace", act.id);
            false
        }
        Err(other) => panic!("{}: {other:?}", act.id),
    }
}

/// The chapter in which a story begins, so that late ones are told as often as early ones.
#[derive(Debug, Clone, Copy)]
enum Chapter {
    HandedIn,
    Listed,
    Posted,
    Certified,
}

async fn begun(world: &World, chapter: Chapter) -> Uuid {
    if matches!(chapter, Chapter::Certified) {
        return world.certified().await;
    }
    let case = world.handed_in().await;
    world.verified(case).await;
    if !matches!(chapter, Chapter::HandedIn) {
        world.proposed(case).await;
    }
    if matches!(chapter, Chapter::Posted) {
        world.posted(&[case]).await;
    }
    case
}

/// Numbers without a gap, and from them the row that stands in the lists and the case that is kept.
async fn is_its_events(world: &World, case: Uuid) {
    let events = world.events(case).await;
    let numbers: Vec<u64> = events.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    let written = serde_json::to_vec(&world.row(case).await).unwrap();
    let rebuilt = serde_json::to_vec(&world.case(case).await.row()).unwrap();
    assert_eq!(rebuilt, written);
    assert_eq!(*world.desk().case(case).await.unwrap(), world.case(case).await);
}

async fn story(chapter: Chapter, attempts: &[Attempt]) -> usize {
    let world = World::new().await;
    world.listed(&[1, 2, 3, 4, 5, 6, 7]).await;
    let case = begun(&world, chapter).await;
    let mut today = world.today();
    let mut done = 0;
    for one in attempts {
        today = today.checked_add(jiff::Span::new().days(one.days)).unwrap();
        world.on(&today.to_string());
        done += usize::from(attempt(&world, case, one).await);
        world.time_passes(case).await;
        is_its_events(&world, case).await;
        if world.case(case).await.stage.at.end.is_some_and(|end| !end.is_good()) {
            break;
        }
    }
    assert_eq!(rebuild(world.desk()).await.unwrap(), []);
    done
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_of_acts_keeps_rows_equal_to_what_the_events_say(
        chapter in prop::sample::select(vec![
            Chapter::HandedIn,
            Chapter::Listed,
            Chapter::Posted,
            Chapter::Certified,
        ]),
        attempts in attempts(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let done = runtime.block_on(story(chapter, &attempts));
        prop_assert!(done > 0);
    }
}

#[tokio::test]
async fn a_row_that_was_spoilt_is_mended_from_the_events() {
    use guohe_cases::ports::Store as _;
    let world = World::new().await;
    let case = world.handed_in().await;
    let good = world.row(case).await;
    let mut spoilt = good.clone();
    spoilt.stage = "certified".to_owned();
    world.store.replace_row(&world.tenant, &spoilt).await.unwrap();
    let mended = rebuild(world.desk()).await.unwrap();
    assert_eq!(mended.len(), 1);
    assert_eq!((mended[0].was.as_ref(), &mended[0].is), (Some(&spoilt), &good));
    assert_eq!(world.row(case).await, good);
}

/// Something done to a row behind the back of the log.
type Change = fn(&mut guohe_cases::ports::Row);

#[tokio::test]
async fn a_row_that_differs_in_any_column_from_its_events_is_noticed_and_left_alone() {
    use guohe_cases::{
        event::{About, StreamId},
        ports::Store as _,
    };
    let world = World::new().await;
    let case = world.handed_in().await;
    let good = world.row(case).await;
    let stream = StreamId { about: About::Case, id: case };
    assert!(stands(world.desk(), stream).await.unwrap());
    let columns: [(&str, Change); 13] = [
        ("pack", |row| row.pack.push('x')),
        ("round", |row| row.round = None),
        ("organisation", |row| row.organisation = Some(Uuid::nil())),
        ("kind", |row| row.kind = None),
        ("stage", |row| row.stage.push('x')),
        ("waits_for", |row| row.waits_for = None),
        ("since", |row| row.since = row.since.tomorrow().unwrap()),
        ("due", |row| row.due = Some(row.since)),
        ("title", |row| row.title.push('x')),
        ("number", |row| row.number = Some("1".to_owned())),
        ("extra", |row| row.extra = json!({})),
        ("people", |row| row.people.push(Uuid::nil())),
        ("people, fewer", |row| row.people = vec![Uuid::max()]),
    ];
    for (column, spoil) in columns {
        let mut spoilt = good.clone();
        spoil(&mut spoilt);
        world.store.replace_row(&world.tenant, &spoilt).await.unwrap();
        assert!(!stands(world.desk(), stream).await.unwrap(), "{column}");
        assert_eq!(world.row(case).await, spoilt, "{column} is left as it was found");
    }
    world.is_spoilt();
}
