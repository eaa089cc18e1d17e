//! Tokens of programs, answers that are given once, webhooks.
#![expect(clippy::cognitive_complexity, reason = "a story is told in one piece")]

use guohe_cases::credential::Credentials as _;
use guohe_cases::hook::{Delivery, Hook, Hooks as _};
use guohe_cases::people::{Change, People as _};
use guohe_cases::ports::{Act, Store as _};
use guohe_cases::token::{Asked, Known, Token, Tokens as _};
use serde_json::{Value, json};

use super::people::account;
use crate::scene::*;

told_alike!(
    a_token_is_found_by_its_digest_and_withdrawn_by_its_owner_alone,
    whatever_acts_for_an_account_goes_with_it,
    of_calls_with_one_key_one_is_begun_and_the_others_wait_or_hear_its_answer,
    what_is_due_is_sent_in_order_and_the_last_about_a_case_is_kept,
);

async fn begin(scene: &Scene) {
    for (number, login) in [(1, "one"), (2, "two")] {
        scene.db.add_account(&north(), &account(number, login)).await.unwrap();
    }
}

fn token(number: u8, of: u128) -> Token {
    Token {
        digest: [number; 32],
        id: id(u128::from(number)),
        account: id(of),
        name: format!("夜间同步 {number}"),
        scopes: vec!["applications:read".to_owned(), "desk:write".to_owned()],
        two_factors: number % 2 == 1,
        made_at: at(number.into()),
        ends_at: at(1_000),
        used_at: None,
    }
}

async fn a_token_is_found_by_its_digest_and_withdrawn_by_its_owner_alone(
    scene: &Scene,
) -> Vec<Token> {
    begin(scene).await;
    let all = [token(3, 1), token(4, 1), token(5, 2)];
    for one in &all {
        scene.db.add_token(&north(), one).await.unwrap();
    }
    assert_eq!(scene.db.token(&north(), &[3; 32]).await.unwrap(), Some(all[0].clone()));
    assert_eq!(scene.db.token(&north(), &[9; 32]).await.unwrap(), None);
    assert_eq!(scene.db.token(&south(), &[3; 32]).await.unwrap(), None, "another realm");
    for second in [50, 40] {
        scene.db.use_token(&north(), &[3; 32], at(second)).await.unwrap();
    }
    let used = Token { used_at: Some(at(50)), ..all[0].clone() };
    assert_eq!(scene.db.tokens(&north(), id(1)).await.unwrap(), [all[1].clone(), used.clone()]);
    assert!(!scene.db.drop_token(&north(), id(2), all[1].id).await.unwrap(), "not theirs");
    assert!(scene.db.drop_token(&north(), id(1), all[1].id).await.unwrap());
    assert_eq!(scene.db.drop_tokens(&north(), id(2)).await.unwrap(), 1);
    // A new password withdraws those of its account and no others.
    scene.db.add_token(&north(), &all[2]).await.unwrap();
    scene.db.set_password(&north(), id(2), ("$new", at(9)), Some([7; 32])).await.unwrap();
    assert_eq!(scene.db.tokens(&north(), id(2)).await.unwrap(), []);
    scene.db.tokens(&north(), id(1)).await.unwrap()
}

fn hook(number: u128, of: u128) -> Hook {
    Hook {
        id: id(number),
        account: id(of),
        address: "https://example.org/told".to_owned(),
        law: String::new(),
        made_at: at(1),
        failing_since: None,
        stopped_at: None,
    }
}

async fn whatever_acts_for_an_account_goes_with_it(scene: &Scene) -> usize {
    begin(scene).await;
    let changes = [
        Change::Password { account: id(1), hash: "another".to_owned() },
        Change::Closed { account: id(1), closed: true },
        Change::DropFactors(id(1)),
        Change::Erased { account: id(1), texts: Vec::new() },
    ];
    for (number, change) in (10_u8..).zip(changes) {
        scene.db.add_token(&north(), &token(number, 1)).await.unwrap();
        scene.db.add_hook(&north(), &hook(number.into(), 1)).await.unwrap();
        let act = Act {
            tenant: north(),
            at: at(20),
            idempotency: None,
            appends: Vec::new(),
            freezes: false,
        };
        scene.db.append_with(act, &[change]).await.unwrap();
        assert_eq!(scene.db.tokens(&north(), id(1)).await.unwrap(), []);
        assert_eq!(scene.db.hooks(&north(), Some(id(1))).await.unwrap(), []);
    }
    scene.db.hooks(&north(), None).await.unwrap().len()
}

fn asked(request: u8, second: i64) -> Asked {
    Asked {
        account: id(1),
        key: [1; 32],
        request: [request; 32],
        at: at(second),
        given_up: at(second - 300),
        forgotten: at(second - 86_400),
    }
}

async fn of_calls_with_one_key_one_is_begun_and_the_others_wait_or_hear_its_answer(
    scene: &Scene,
) -> Vec<String> {
    let asks = async |request, second| {
        scene.db.begin_answer(&north(), &asked(request, second)).await.unwrap()
    };
    let answer = json!({"status": 200, "body": "{\"id\":1}"});
    let mut told = vec![
        asks(7, 100_000).await,
        asks(7, 100_001).await,
        asks(8, 100_001).await,
        // Given up by then.
        asks(7, 100_301).await,
        asks(7, 100_302).await,
    ];
    let keep = async |answer: Option<&Value>| {
        scene.db.keep_answer(&north(), &asked(7, 100_302), answer).await.unwrap();
    };
    keep(Some(&answer)).await;
    told.push(asks(7, 100_303).await);
    told.push(asks(8, 100_303).await);
    let expected = [
        Known::Begun,
        Known::UnderWay,
        Known::Other,
        Known::Begun,
        Known::UnderWay,
        Known::Answered(answer),
        Known::Other,
    ];
    assert_eq!(told, expected);
    // Forgotten after a day, and free again where nothing came of it.
    assert_eq!(asks(8, 100_301 + 86_400).await, Known::Begun);
    keep(None).await;
    assert_eq!(asks(7, 100_302 + 86_400).await, Known::Begun);
    told.iter().map(|known| format!("{known:?}")).collect()
}

async fn what_is_due_is_sent_in_order_and_the_last_about_a_case_is_kept(
    scene: &Scene,
) -> Vec<Delivery> {
    begin(scene).await;
    scene.db.add_hook(&north(), &hook(3, 1)).await.unwrap();
    let delivery = |number: u128, subject: u128, second: i64| Delivery {
        id: id(number),
        hook: id(3),
        subject: id(subject),
        state: format!("w{number}"),
        made_at: at(second),
        tries: 0,
        next_at: Some(at(second)),
        done_at: None,
        said: String::new(),
    };
    let all = [delivery(21, 7, 10), delivery(22, 7, 20), delivery(23, 8, 5)];
    for one in &all {
        scene.db.add_delivery(&north(), one).await.unwrap();
    }
    let again = Delivery { state: "another".to_owned(), ..all[0].clone() };
    scene.db.add_delivery(&north(), &again).await.unwrap();
    let due = async |second| scene.db.due_deliveries(&north(), at(second), 2).await.unwrap();
    assert_eq!(due(10).await, [all[2].clone(), all[0].clone()]);
    let take = async || scene.db.take_delivery(&north(), &all[2], at(25)).await.unwrap();
    assert_eq!((take().await, take().await), (true, false), "one sends it");
    assert_eq!(due(24).await, all[..2]);
    assert_eq!(due(25).await, all[..2], "two at most, and the one that was taken is the last");
    for one in all.clone() {
        let done = one.after(true, "204".to_owned(), at(30));
        scene.db.note_delivery(&north(), &done).await.unwrap();
    }
    assert_eq!(due(99).await, []);
    let about = scene.db.deliveries(&north(), id(3), Some(id(7)), 1).await.unwrap();
    assert_eq!(about[0].state, "w22");
    let fails = hook(3, 1).after(false, at(40));
    scene.db.note_hook(&north(), &fails).await.unwrap();
    assert_eq!(scene.db.hooks(&north(), Some(id(1))).await.unwrap(), [fails]);
    scene.db.forget_deliveries(&north(), at(99)).await.unwrap();
    let kept = scene.db.deliveries(&north(), id(3), None, 9).await.unwrap();
    assert_eq!(kept.iter().map(|one| one.state.as_str()).collect::<Vec<_>>(), ["w22", "w23"]);
    assert!(!scene.db.drop_hook(&north(), id(2), id(3)).await.unwrap(), "not theirs");
    assert!(scene.db.drop_hook(&north(), id(1), id(3)).await.unwrap());
    assert_eq!(scene.db.deliveries(&north(), id(3), None, 9).await.unwrap(), []);
    kept
}
