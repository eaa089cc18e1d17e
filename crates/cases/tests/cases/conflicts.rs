//! Conflicts of interest: found, judged, declared late; and in no state does anybody in conflict read, score or count.

use std::collections::{BTreeMap, BTreeSet};

use guohe_cases::{
    conflict::{Bar, Kind},
    expert::{pool, table},
    verbs::{
        Failure,
        conflict::{Naming, Reading, declare_late, name, reading, rule, ties},
        expert::{Known, enter},
    },
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    experts::{calling, cells, fill_pool, listed},
    world::{World, expert, host, officer, refusal, second_officer},
};

pub(crate) async fn at_first_review() -> (World, Uuid) {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.checked(case).await;
    fill_pool(&world, &listed(12, &BTreeMap::new())).await;
    (world, case)
}

/// Writes into the pool what an expert is tied to.
pub(crate) async fn tie(world: &World, n: u128, column: &str, cell: &str) -> Result<(), Failure> {
    let login = format!("expert{n}");
    let all = pool(world.desk()).await.unwrap();
    let own = all.iter().find(|one| one.profile.account == Some(expert(n).account)).unwrap();
    let mut typed = table::typed(&own.profile, own.person.as_ref().unwrap(), &login);
    typed.extend(cells(&[(column, cell)]));
    enter(world.desk(), world.law(), &calling(world, officer()), Some(Known::now(own.id)), &typed)
        .await
        .map(drop)
}

pub(crate) async fn kinds(world: &World, case: Uuid, n: u128) -> Vec<(Kind, bool)> {
    let case = world.case(case).await;
    let found = ties(world.desk(), &case, expert(n).account, &world.moment()).await.unwrap();
    found.into_iter().map(|(finding, _)| (finding.kind, finding.certain)).collect()
}

#[tokio::test]
async fn identities_are_certain_texts_are_possible_and_windows_end() {
    let (world, case) = at_first_review().await;
    let (code, host_name, partner) = {
        let facts = world.case(case).await.facts;
        let text = |field: &str| facts.text("host", field).unwrap_or_default().to_owned();
        let partner = facts.lists["partners"].rows[0].cells["name"].typed.clone();
        (text("uscc"), text("name"), partner)
    };
    let looked = [
        ("employers", format!("别的写法|{code}"), vec![(Kind::Employer, true)]),
        ("employers", host_name.clone(), vec![(Kind::Employer, false)]),
        // Another code tells two units of one name apart.
        ("employers", format!("{host_name}|X00000000000000099"), vec![]),
        (
            "employers",
            format!("别的写法|{code}|2019-01-01|2023-03-02"),
            vec![(Kind::Employer, true)],
        ),
        ("employers", format!("别的写法|{code}|2019-01-01|2023-03-01"), vec![]),
        ("ties", format!("family|{host_name}|{code}"), vec![(Kind::Family, true)]),
        ("ties", format!("partner|{}", partner.to_uppercase()), vec![(Kind::Partner, false)]),
        ("ties", format!("recommended|x|{code}|2023-03-01"), vec![]),
        ("ties", format!("recommended|x|{code}|2023-03-02"), vec![(Kind::Recommended, true)]),
    ];
    // Each of an expert of their own: what was taken out of an entry goes on to be looked at.
    for (n, (column, cell, expected)) in (1..).zip(looked) {
        tie(&world, n, column, &cell).await.unwrap();
        assert_eq!(kinds(&world, case, n).await, expected, "{cell}");
    }
}

#[tokio::test]
async fn a_possible_conflict_waits_for_an_officer_with_reasons() {
    let (world, case) = at_first_review().await;
    let host_name = world.case(case).await.facts.text("host", "name").unwrap().to_owned();
    tie(&world, 1, "employers", &host_name).await.unwrap();
    let all = json!({"experts": [expert(1).account], "reasons": "未组织抽取"});
    let refused = world.refused(officer(), case, "convene_first", all.clone()).await;
    assert!(refused.faults[0].what.zh.contains("认定"), "{refused:?}");
    let found = ties(world.desk(), &world.case(case).await, expert(1).account, &world.moment())
        .await
        .unwrap();
    let key = found[0].0.key.clone();
    let by = || world.filling(officer(), case);
    let of = (expert(1).account, key.as_str());
    refusal(rule(world.desk(), &by(), of, false, " ").await);
    refusal(rule(world.desk(), &by(), (expert(1).account, "0000"), false, "同名").await);
    refusal(rule(world.desk(), &world.filling(host(), case), of, false, "同名").await);
    rule(world.desk(), &by(), of, false, "同名不同单位，已核对登记证书").await.unwrap();
    world.does(officer(), case, "convene_first", all).await;
    // Decided otherwise later, the seat falls empty.
    rule(world.desk(), &by(), of, true, "核实为同一单位").await.unwrap();
    assert!(world.case(case).await.panels[0].seats[0].recused());
    let events = world.events(case).await;
    let payloads: String = events.iter().map(|event| event.what.payload.to_string()).collect();
    assert!(!payloads.contains("登记证书"), "reasons about persons stand in the payload");
}

#[tokio::test]
async fn applicants_name_whom_to_avoid_within_the_limit_and_officers_judge() {
    let (world, case) = at_first_review().await;
    let naming = |who: &str, reasons: &str| Naming {
        name: who.to_owned(),
        unit: "某单位".to_owned(),
        reasons: reasons.to_owned(),
        account: None,
    };
    let by = || world.filling(host(), case);
    refusal(name(world.desk(), &by(), naming("专家1", "")).await);
    refusal(name(world.desk(), &world.filling(officer(), case), naming("专家1", "竞争")).await);
    for who in ["专家1", "外人甲", "外人乙"] {
        name(world.desk(), &by(), naming(who, "项目直接竞争")).await.unwrap();
    }
    refusal(name(world.desk(), &by(), naming("外人丙", "项目直接竞争")).await);
    assert_eq!(kinds(&world, case, 1).await, [(Kind::Avoided, false)]);
    assert_eq!(kinds(&world, case, 2).await, []);
}

#[tokio::test]
async fn a_conflict_found_after_the_opinion_sends_the_case_back_without_that_sheet() {
    let (world, case) = at_first_review().await;
    world.reviewed(case, "first", &[1, 2, 3, 4, 5]).await;
    assert_eq!(world.stage(case).await, "second_review");
    assert_eq!(world.outcome(case, "BJ-9.b", "2026-05-15").await, "done");
    let by = world.filling(expert(3), case);
    declare_late(world.desk(), &by, "刚得知配偶任职于申报单位").await.unwrap();
    let now = world.case(case).await;
    assert_eq!((now.stage.at.to.as_str(), now.panels[0].closed.is_none()), ("first_review", true));
    assert_eq!(now.judgements, []);
    assert_eq!(world.outcome(case, "BJ-9.b", "2026-05-15").await, "not_done");
    let closing = world.closing(case, "first").await;
    let refused = world.refused(officer(), case, "close_first", closing.clone()).await;
    assert_eq!(refused.cites, ["BJ-9.b"]);
    world.convenes(case, "convene_first", &[6]).await;
    world.answers(case, "first", &[6]).await;
    world.does(officer(), case, "close_first", closing).await;
    assert_eq!(world.stage(case).await, "second_review");
}

/// What somebody tries, with an expert from one to six.
#[derive(Debug, Clone, Copy)]
enum Try {
    Declare(bool),
    Judge,
    Works(bool),
    SharesName,
    Rule(bool),
    Late,
    Call,
    Close,
    Read,
    CallSecond,
    DeclareSecond(bool),
    JudgeSecond,
}

fn tries() -> impl Strategy<Value = Vec<(Try, u128)>> {
    let one = prop_oneof![
        2 => any::<bool>().prop_map(Try::Declare),
        3 => Just(Try::Judge),
        2 => any::<bool>().prop_map(Try::Works),
        1 => Just(Try::SharesName),
        1 => any::<bool>().prop_map(Try::Rule),
        1 => Just(Try::Late),
        2 => Just(Try::Call),
        2 => Just(Try::Close),
        2 => Just(Try::Read),
        2 => Just(Try::CallSecond),
        2 => any::<bool>().prop_map(Try::DeclareSecond),
        1 => Just(Try::JudgeSecond),
    ];
    proptest::collection::vec((one, 1_u128..=6), 1..20)
}

/// What ties an expert: the same code, or the same name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tied {
    Code,
    Name,
}

/// What is true of each expert, told apart from the code: by what was tried and done.
#[derive(Debug, Default)]
struct Truth {
    /// Who works for the applicant by what the pool says now.
    works: BTreeSet<u128>,
    /// What the pool says or once said.
    said: BTreeSet<(u128, Tied)>,
    ruled: BTreeMap<(u128, Tied), bool>,
    /// Declarations, on the first panel and on the second.
    declared: BTreeMap<(u128, usize), bool>,
}

impl Truth {
    /// Whether somebody may take no part: in conflict, declared on whichever panel, or not decided on whatever was taken out of
    /// the pool meanwhile.
    fn barred(&self, n: u128) -> bool {
        let open = |tied: Tied| {
            self.said.contains(&(n, tied)) && self.ruled.get(&(n, tied)) != Some(&false)
        };
        let declares = self.declared.iter().any(|((who, _), conflict)| *who == n && *conflict);
        self.works.contains(&n) || open(Tied::Code) || open(Tied::Name) || declares
    }

    /// Whether somebody said on some panel that there is no conflict.
    fn is_clear(&self, n: u128) -> bool {
        self.declared.iter().any(|((who, _), conflict)| *who == n && !conflict)
    }
}

#[expect(
    clippy::cognitive_complexity,
    clippy::too_many_lines,
    reason = "one arm for each thing that people try"
)]
async fn attempt(
    world: &World,
    case: Uuid,
    (what, n): (Try, u128),
    truth: &mut Truth,
) -> Option<()> {
    let own = expert(n);
    let host = world.case(case).await.facts;
    let host = |field: &str| host.text("host", field).unwrap_or_default().to_owned();
    match what {
        Try::Declare(conflict) => {
            let input = json!({"conflict": conflict});
            world.tries(own, case, "declare_first", input).await.ok()?;
            truth.declared.insert((n, 0), conflict);
        }
        Try::Judge => {
            let answers = world.all_yes(case, "first").await;
            let input = json!({"answers": answers, "final": true});
            world.tries(own, case, "judge_first", input).await.ok()?;
            assert!(!truth.barred(n), "expert {n} scored though {truth:?}");
            assert_eq!(truth.declared.get(&(n, 0)), Some(&false));
        }
        Try::Works(does) => {
            let unit = if does {
                format!("写法不同|{}", host("uscc"))
            } else {
                format!("机构{n}|X{n:017}")
            };
            tie(world, n, "employers", &unit).await.unwrap();
            if does {
                truth.works.insert(n);
                truth.said.insert((n, Tied::Code));
            } else {
                truth.works.remove(&n);
            }
        }
        Try::SharesName => {
            tie(world, n, "employers", &host("name")).await.unwrap();
            truth.works.remove(&n);
            truth.said.insert((n, Tied::Name));
        }
        Try::Rule(conflict) => {
            let now = world.case(case).await;
            let found = ties(world.desk(), &now, own.account, &world.moment()).await.unwrap();
            let (finding, _) = found.iter().find(|(finding, _)| !finding.certain)?;
            let of = (own.account, finding.key.as_str());
            rule(world.desk(), &world.filling(second_officer(), case), of, conflict, "核对")
                .await
                .ok()?;
            let tied =
                if finding.told.zh.contains("写法不同") { Tied::Code } else { Tied::Name };
            truth.ruled.insert((n, tied), conflict);
        }
        Try::Late => {
            declare_late(world.desk(), &world.filling(own, case), "补充声明").await.ok()?;
            // Whichever seat it was: it holds for the case.
            truth.declared.insert((n, 2), true);
        }
        Try::Call => {
            let input = json!({"experts": [own.account], "reasons": "补充"});
            world.tries(officer(), case, "convene_first", input).await.ok()?;
            assert!(!truth.barred(n), "expert {n} was called though {truth:?}");
        }
        Try::Close => {
            let closing = world.closing(case, "first").await;
            world.tries(officer(), case, "close_first", closing).await.ok()?;
            let counted = counted(world, case).await;
            assert!(counted.len() >= 5, "{counted:?}");
            assert!(!counted.iter().any(|n| truth.barred(*n)), "{counted:?} though {truth:?}");
        }
        Try::Read => {
            let (_, found) =
                reading(world.desk(), &world.moment(), case, own.account).await.unwrap();
            let may = !truth.barred(n) && truth.is_clear(n);
            assert!(found != Reading::Open || may, "expert {n} reads though {truth:?}");
        }
        Try::CallSecond => {
            let input = json!({"experts": [own.account], "reasons": "复评"});
            world.tries(officer(), case, "convene_second", input).await.ok()?;
            assert!(!truth.barred(n), "expert {n} was called again though {truth:?}");
        }
        Try::DeclareSecond(conflict) => {
            let input = json!({"conflict": conflict});
            world.tries(own, case, "declare_second", input).await.ok()?;
            truth.declared.insert((n, 1), conflict);
        }
        Try::JudgeSecond => {
            world.case(case).await.panel("second")?;
            let answers = world.all_yes(case, "second").await;
            let input = json!({"answers": answers, "final": true});
            world.tries(own, case, "judge_second", input).await.ok()?;
            assert!(!truth.barred(n), "expert {n} scored again though {truth:?}");
        }
    }
    Some(())
}

/// Whose sheets a panel counts: by the rows of the case file, which is what clauses look at.
async fn counted(world: &World, case: Uuid) -> BTreeSet<u128> {
    let now = world.case(case).await;
    let panel = &now.panels[0];
    let rows = now.rows.iter().filter(|row| {
        row.list == "panel_members"
            && row.cells["attended"] == true
            && row.cells["recused"] == false
    });
    let of_row = |alias: &str| panel.seats.iter().find(|seat| seat.alias == alias).unwrap();
    rows.map(|row| of_row(row.cells["expert"].as_str().unwrap()).account.as_u128() - 100).collect()
}

#[test]
fn in_no_state_does_anybody_in_conflict_read_score_or_count() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (world, case) = runtime.block_on(async {
        let (world, case) = at_first_review().await;
        world.convenes(case, "convene_first", &[1, 2, 3, 4, 5]).await;
        (world, case)
    });
    let start = world.store.clone();
    let mut runner =
        TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let world = std::cell::RefCell::new(world);
    let told = runner.run(&tries(), |all| {
        world_from(&mut world.borrow_mut(), &start);
        let world = &*world.borrow();
        runtime.block_on(async {
            let mut truth = Truth::default();
            // Four have answered already, so that few steps lead to a panel that can end.
            for n in 1..=4 {
                truth.declared.insert((n, 0), false);
            }
            world.answers(case, "first", &[1, 2, 3, 4]).await;
            for one in all {
                attempt(world, case, one, &mut truth).await;
            }
            let bar =
                |bars: Vec<(_, Option<Bar>)>| bars.into_iter().filter_map(|(_, bar)| bar).max();
            for n in 1..=6 {
                let now = world.case(case).await;
                let found = bar(ties(world.desk(), &now, expert(n).account, &world.moment())
                    .await
                    .unwrap());
                assert_eq!(found.is_some(), truth.barred(n), "expert {n}: {truth:?}");
            }
        });
        Ok(())
    });
    told.unwrap();
}

/// The world as it was, with nothing kept from before.
fn world_from(world: &mut World, start: &guohe_cases::memory::Memory) {
    world.store = start.clone();
    world.kept = guohe_cases::kept::Kept::default();
}
