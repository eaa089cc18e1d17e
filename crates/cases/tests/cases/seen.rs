//! What forms remember of a case: a stale one is noticed, and nobody learns from it what they may not see.

use guohe_cases::{
    case::Case,
    person::Person,
    refusal::Sort,
    seen::Seen,
    verbs::{Failure, perform},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{World, expert, host, officer, person, refusal};

/// The words of whoever may not see what single experts do: the host, somebody who recommends, another expert.
fn words(world: &World, case: &Case) -> [String; 3] {
    let others = Seen::at_the_desk(world.law(), case, &recommender());
    let seat = Seen::from_a_seat(case, expert(2).account);
    [Seen::by_the_host(world.law(), case), others, seat].map(|word| word.to_string())
}

fn recommender() -> Person {
    person(6, "recommender", None)
}

async fn withdraws(world: &World, case: Uuid, seen: Seen) -> Result<(), Failure> {
    let input = json!({"reasons": "另行申报"});
    let mut request = world.request(host(), &[case], "withdraw", input);
    request.seen = Some(seen);
    perform(world.desk(), &request).await.map(|_| ())
}

#[tokio::test]
async fn what_an_expert_does_changes_no_word_but_their_own_and_that_of_the_officer() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.checked(case).await;
    let unasked = world.case(case).await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5, 6]).await;
    let before = world.case(case).await;
    let (one, other) = (words(&world, &unasked), words(&world, &before));
    assert_eq!(one[..2], other[..2], "that experts were asked tells itself to nobody else");

    let conflict = json!({"conflict": true, "reasons": "曾任职"});
    world.does(expert(6), case, "declare_first", conflict).await;
    world.answers(case, "first", &[1, 3]).await;
    let after = world.case(case).await;
    assert_eq!(words(&world, &before), words(&world, &after));
    let own = |case| Seen::from_a_seat(case, expert(1).account);
    assert_ne!(own(&before), own(&after));
    let run = |case| Seen::at_the_desk(world.law(), case, &officer());
    assert_ne!(run(&before), run(&after));
}

#[tokio::test]
async fn a_form_of_the_host_outlives_what_experts_do_and_nothing_that_concerns_it() {
    let world = World::new().await;
    let case = world.handed_in().await;
    let early = Seen::by_the_host(world.law(), &world.case(case).await);
    world.checked(case).await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5]).await;
    let seen = Seen::by_the_host(world.law(), &world.case(case).await);
    world.answers(case, "first", &[1, 2]).await;
    // The stage has changed since the first form was made, which the host can see.
    let stale = refusal(withdraws(&world, case, early).await);
    assert_eq!(stale.sort, Sort::Conflict);
    // Whoever guesses how much was done is told the same, right or wrong.
    let state = world.case(case).await;
    let number = Seen::whole(&state);
    assert_eq!(refusal(withdraws(&world, case, number).await), stale);
    // Neither do they get anywhere with the word of somebody who sees more.
    let course = Seen::at_the_desk(world.law(), &state, &recommender());
    assert_eq!(refusal(withdraws(&world, case, course).await), stale);
    withdraws(&world, case, seen).await.unwrap();
}

#[tokio::test]
async fn a_sheet_is_stale_once_its_expert_saved_it_elsewhere_and_not_because_others_did() {
    let world = World::new().await;
    let case = world.handed_in().await;
    world.checked(case).await;
    world.convenes(case, "convene_first", &[1, 2, 3, 4, 5]).await;
    let clear = json!({"conflict": false});
    world.does(expert(1), case, "declare_first", clear).await;
    let sheet = Seen::from_a_seat(&world.case(case).await, expert(1).account);
    world.answers(case, "first", &[2, 3]).await;
    let save = async |answers: Value| {
        let mut request = world.request(expert(1), &[case], "judge_first", answers);
        request.seen = Some(sheet.clone());
        perform(world.desk(), &request).await
    };
    let answers = world.all_yes(case, "first").await;
    save(json!({"answers": answers[..1], "final": false})).await.unwrap();
    let again = refusal(save(json!({"answers": answers[..2], "final": false})).await);
    assert_eq!(again.sort, Sort::Conflict);
}
