//! How much experts take on in a year, over all rounds.

use std::{collections::BTreeMap, fmt::Write as _};

use guohe_cases::{
    expert::{pool, workload},
    verbs::draw::{Wish, assemble},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    experts::fill_pool,
    world::{World, day, expert, other_host},
};

/// Twelve experts, each of whom takes on one review a year.
fn once_a_year() -> String {
    let mut table = "name,login,fields,employers,per_year\n".to_owned();
    for n in 1..=12 {
        writeln!(table, "专家{n},expert{n},robotics,机构{n}|X{n:017},1").unwrap();
    }
    table
}

/// Those who are left out, by number, with the reasons.
async fn left(world: &World, case: Uuid) -> BTreeMap<u128, Vec<String>> {
    let (panel, cases) = ("first".to_owned(), vec![case]);
    let wish = Wish { panel, cases, seats: 5, substitutes: 1, ..Wish::default() };
    let found = assemble(world.desk(), world.law(), &wish, &world.moment()).await.unwrap();
    let pool = pool(world.desk()).await.unwrap();
    let number = |id: Uuid| {
        let own = pool.iter().find(|one| one.id == id).unwrap().profile.account;
        (1..=12).find(|n| own == Some(expert(*n).account)).unwrap()
    };
    found.left.into_iter().map(|one| (number(one.expert), one.reasons)).collect()
}

#[tokio::test]
async fn who_took_on_enough_this_year_is_not_drawn_again_whatever_the_round_until_new_year() {
    let world = World::new().await;
    let earlier = world.handed_in().await;
    world.checked(earlier).await;
    fill_pool(&world, &once_a_year()).await;
    world.convenes(earlier, "convene_first", &[1, 2, 3, 4, 5, 6]).await;
    let conflict = json!({"conflict": true, "reasons": "曾任职"});
    world.does(expert(6), earlier, "declare_first", conflict).await;
    world.answers(earlier, "first", &[1, 2, 3, 4, 5]).await;
    let closing = world.closing(earlier, "first").await;
    world.does(crate::world::officer(), earlier, "close_first", closing).await;

    let round = world.round().await;
    let case = world.open(other_host(), round, "PARK").await;
    world.fill(other_host(), case, "park").await;
    world.hands_in(other_host(), case).await;
    world.checked(case).await;
    let full = (1..=5).map(|n| (n, vec!["year_full".to_owned()])).collect();
    assert_eq!(left(&world, case).await, full, "whoever stood back did no work");

    let today = world.today();
    let counted = workload::until(world.desk(), today).await.unwrap();
    assert_eq!(counted.values().sum::<usize>(), 5);
    let before = workload::until(world.desk(), today.yesterday().unwrap()).await.unwrap();
    assert_eq!(before, BTreeMap::new());
    world.on("2027-01-02");
    assert_eq!(left(&world, case).await, BTreeMap::new());
    assert_eq!(workload::until(world.desk(), day("2027-01-02")).await.unwrap(), BTreeMap::new());
}
