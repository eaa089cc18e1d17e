//! The invented authority in the browser: what its story says of one unit is done by hand, page by page, from the
//! call to the first evaluation; the others do theirs meanwhile. Everything typed stands in the pack, so nothing
//! here knows a word of it.

use guohe_cases::{
    moment::instant,
    procedure::Level,
    replay::{Case, Script, Stage, What, begin, timeline},
};
use guohe_testkit::browser::Options;
use guohe_web::site::Outside as _;

use crate::{
    hand::Hand,
    house::{House, PACK, hashed, morning},
    walk::{Reads, Walk},
};

/// Somebody who is an officer of two authorities.
const OF_TWO: &str = "both";

/// The case with the longest life.
fn longest(script: &Script) -> &Case {
    script.cases.iter().max_by_key(|case| case.acts.len()).unwrap()
}

/// Tells the story, of which one case is lived by hand.
async fn lives(house: &mut House, reads: Reads, options: Options) {
    let law = house.law();
    let mut script = Script::of(&law).unwrap().unwrap();
    let told = script.clone();
    let password = hashed(&script.password);
    let own = longest(&told);
    let beats = timeline(&told);
    house.clock.set_to(instant(beats[0].at));
    begin(stage(house, &law, &script, &password)).await.unwrap();
    let officer = told.accounts.iter().find(|account| account.login == beats[0].by).unwrap();
    let role = format!("{}:{}", law.pack.id(), officer.roles[0]);
    let roles = vec![role, format!("{PACK}:authority")];
    house.somebody(OF_TWO, roles, &password).await;
    house.serve(false).await;

    let walk = Walk::begin(house, reads, options).await;
    let mut hand = Hand::new(walk, &told.password);
    hand.chooses_a_regulation(OF_TWO).await;
    for beat in beats {
        house.clock.set_to(instant(beat.at));
        match beat.what {
            What::Round(round) => {
                let id = hand.opens_round(beat.by, round).await;
                script.came_about(&round.id, id);
            }
            What::Step(case, step) if case.id == own.id && step.open => {
                let round = script.round_id(&case.round).unwrap();
                let id = hand.starts(beat.by, case, round).await;
                script.came_about(&case.id, id);
            }
            What::Step(case, step) if case.id == own.id => {
                hand.takes(&script, (case, step), beat.by).await;
            }
            What::Together(all) if all.cases.contains(&own.id) => {
                hand.treats(&script, all, &own.id).await;
            }
            What::Step(..) | What::Together(_) => {
                beat.happen(stage(house, &law, &script, &password)).await.unwrap();
            }
        }
    }
    let id = script.case_id(&own.id).unwrap();
    let case = house.desk().case(id).await.unwrap();
    let at = &case.stage.at;
    let expected = (&own.expect.stage, own.expect.waits_for.as_ref(), own.expect.due);
    assert_eq!((&at.to, at.waits_for.as_ref(), at.due), expected);
    let machine = house.desk().asked(&case, Level::Declared).await.unwrap().machine();
    assert_eq!(machine.overall, own.expect.overall);
    hand.finds_it_in_the_directory(&case).await;
    assert_eq!(hand.walk.end().await, Vec::<String>::new());
}

fn stage<'a>(
    house: &'a House,
    law: &'a guohe_cases::law::Law,
    script: &'a Script,
    password: &'a str,
) -> Stage<'a> {
    Stage { desk: house.desk(), room: house.room(), law, script, password }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_of_the_invented_authority_lives_its_whole_life_in_chinese() {
    let mut house = House::invented(morning("2018-01-01")).await;
    lives(&mut house, Reads::Chinese, Options::default()).await;
    assert!(house.clock.now() > morning("2023-01-01"), "years have passed");
    house.close().await;
}
