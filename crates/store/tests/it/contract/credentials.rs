//! Second factors, attempts, and the end of sessions.

use guohe_cases::credential::{Attempt, Credentials as _, Device, Enrolment, Factor, Lifetime};
use guohe_cases::people::{Change, People as _};
use guohe_cases::ports::{Account, Act, Store as _};
use serde_json::json;

use super::people::{account, session};
use crate::scene::*;

told_alike!(
    sessions_of_an_account_are_listed_by_their_last_use,
    a_renewed_session_has_one_token,
    roles_and_passwords_end_sessions_of_their_account_alone,
    accounts_change_with_an_act_or_not_at_all,
    a_session_that_was_ended_is_not_renewed,
    whoever_leaves_an_organisation_is_closed_and_keeps_nothing_of_it,
    a_step_is_used_once_and_no_earlier_one_after_it,
    another_factor_takes_the_recovery_codes_along,
    attempts_are_counted_up_to_the_most_and_anew_after_a_pause,
    attempts_at_once_have_numbers_of_their_own,
    a_device_is_strange_where_others_were_used_and_it_never_was,
    how_long_an_account_is_used_is_known_and_counts_anew_when_it_is_opened_again,
);

/// Two people of the north, the first with three sessions and the second with one.
async fn begin(scene: &Scene) {
    for (number, login) in [(1, "one"), (2, "two")] {
        scene.db.add_account(&north(), &account(number, login)).await.unwrap();
    }
    for (token, number) in [(1, 1), (2, 1), (3, 1), (4, 2)] {
        scene.db.open_session(&north(), &session(token, number)).await.unwrap();
    }
}

/// The first bytes of the tokens of everybody's sessions.
async fn open(scene: &Scene) -> Vec<u8> {
    let mut tokens = Vec::new();
    for number in [1, 2] {
        let found = scene.db.sessions_of(&north(), id(number)).await.unwrap();
        tokens.extend(found.into_iter().map(|session| session.token[0]));
    }
    tokens
}

async fn sessions_of_an_account_are_listed_by_their_last_use(scene: &Scene) -> Vec<u8> {
    begin(scene).await;
    scene.db.touch_session(&north(), &[2; 32], at(60)).await.unwrap();
    let listed = open(scene).await;
    assert_eq!(listed, [2, 1, 3, 4]);
    assert_eq!(scene.db.sessions_of(&south(), id(1)).await.unwrap(), []);
    listed
}

async fn a_renewed_session_has_one_token(scene: &Scene) -> Vec<u8> {
    begin(scene).await;
    let new = guohe_cases::ports::Session { id: session(2, 1).id, ..session(9, 1) };
    assert!(scene.db.renew_session(&north(), &[2; 32], &new).await.unwrap());
    let listed = open(scene).await;
    assert_eq!(listed, [1, 9, 3, 4]);
    listed
}

async fn a_session_that_was_ended_is_not_renewed(scene: &Scene) -> Vec<u8> {
    begin(scene).await;
    let renewed = async |old: u8, new: u8| {
        scene.db.renew_session(&north(), &[old; 32], &session(new, 1)).await.unwrap()
    };
    scene.db.close_session(&north(), &[2; 32]).await.unwrap();
    assert!(!renewed(2, 9).await, "what was ended does not come back");
    assert!(renewed(1, 8).await && !renewed(1, 7).await, "once");
    scene.db.close_sessions_of(&north(), id(1), None).await.unwrap();
    assert!(!renewed(8, 6).await && !renewed(3, 5).await);
    let listed = open(scene).await;
    assert_eq!(listed, [4]);
    listed
}

async fn whoever_leaves_an_organisation_is_closed_and_keeps_nothing_of_it(
    scene: &Scene,
) -> Vec<u8> {
    begin(scene).await;
    let member = Account {
        organisation: Some(id(0xC)),
        roles: vec!["unit:submitter".to_owned(), "pack:expert".to_owned()],
        ..account(3, "three")
    };
    scene.db.add_account(&north(), &member).await.unwrap();
    scene.db.open_session(&north(), &session(5, 3)).await.unwrap();
    let events = [event("left", json!({}))];
    let roles = vec!["pack:expert".to_owned()];
    let left = Change::Left { account: id(3), roles: roles.clone() };
    let done = act(vec![append(case(1), &[], &events)]);
    scene.db.append_with(done, &[left]).await.unwrap();
    let closed = member.hash_when(true);
    let now = scene.db.account(&north(), id(3)).await.unwrap().unwrap();
    assert_eq!(now, Account { organisation: None, roles, password: closed, ..member });
    assert_eq!(scene.db.sessions_of(&north(), id(3)).await.unwrap(), []);
    open(scene).await
}

async fn roles_and_passwords_end_sessions_of_their_account_alone(scene: &Scene) -> Vec<Vec<u8>> {
    begin(scene).await;
    let mut told = Vec::new();
    scene.db.set_password(&north(), id(1), ("$new", at(9)), Some([2; 32])).await.unwrap();
    told.push(open(scene).await);
    scene.db.set_roles(&north(), id(1), &["pack:other".to_owned()]).await.unwrap();
    told.push(open(scene).await);
    assert_eq!(told, [vec![2, 4], vec![4]]);
    let now = scene.db.account(&north(), id(1)).await.unwrap().unwrap();
    assert_eq!((now.password.as_str(), now.roles), ("$new", vec!["pack:other".to_owned()]));
    assert_eq!(scene.db.account(&north(), id(2)).await.unwrap(), Some(account(2, "two")));
    assert_eq!(scene.db.close_sessions_of(&north(), id(2), None).await.unwrap(), 1);
    told
}

#[expect(clippy::cognitive_complexity, reason = "a story is told in one go")]
async fn accounts_change_with_an_act_or_not_at_all(scene: &Scene) -> Vec<String> {
    begin(scene).await;
    let events = [event("left", json!({}))];
    let once = |key: &str| keyed(key, 1, act(vec![append(case(1), &[], &events)]));
    let mut told = Vec::new();
    // A login that is taken refuses the whole.
    let closed = |closed| Change::Closed { account: id(1), closed };
    let taken = [closed(true), Change::Add(account(3, "two"))];
    told.push(outcome(&scene.db.append_with(once("a"), &taken).await));
    told.push(format!(
        "{} {:?}",
        scene.db.streams(&north()).await.unwrap().len(),
        open(scene).await
    ));
    let roles = vec!["unit:submitter".to_owned()];
    let changes = [
        closed(true),
        Change::Roles { account: id(2), roles: roles.clone() },
        Change::Add(account(3, "three")),
    ];
    told.push(outcome(&scene.db.append_with(once("b"), &changes).await));
    assert_eq!(open(scene).await, Vec::<u8>::new());
    let shut = scene.db.account(&north(), id(1)).await.unwrap().unwrap();
    assert!(shut.is_closed() && !account(1, "one").is_closed());
    assert_eq!(scene.db.account(&north(), id(2)).await.unwrap().unwrap().roles, roles);
    // The same once more changes nothing.
    scene.db.set_roles(&north(), id(2), &[]).await.unwrap();
    told.push(outcome(&scene.db.append_with(once("b"), &changes).await));
    assert_eq!(
        scene.db.account(&north(), id(2)).await.unwrap().unwrap().roles,
        Vec::<String>::new()
    );
    // The stream has moved on, so the account stays as it is.
    let stale = keyed("c", 1, act(vec![append(case(1), &[], &events)]));
    let stale = outcome(&scene.db.append_with(stale, &[closed(false)]).await);
    told.push(stale.chars().take_while(|sign| sign.is_alphabetic()).collect());
    assert!(scene.db.account(&north(), id(1)).await.unwrap().unwrap().is_closed());
    // Closed twice is closed once, and opened again it has the password that it had.
    let again = keyed("d", 1, act(vec![append(case(2), &[], &events)]));
    told.push(outcome(&scene.db.append_with(again, &[closed(true), closed(false)]).await));
    assert_eq!(
        scene.db.account(&north(), id(1)).await.unwrap().unwrap().password,
        account(1, "one").password
    );
    assert_eq!(told, ["Database", "0 [1, 2, 3, 4]", "Now", "Before", "Conflict", "Now"]);
    told
}

fn factor(word: u8) -> Factor {
    Factor { secret: vec![word; 20], since: at(5), used: 58 }
}

fn enrolment(word: u8, recovery: &[[u8; 32]]) -> Enrolment {
    Enrolment { factor: factor(word), recovery: recovery.to_vec() }
}

async fn a_step_is_used_once_and_no_earlier_one_after_it(scene: &Scene) -> Vec<bool> {
    begin(scene).await;
    scene.db.put_factor(&north(), id(1), &enrolment(7, &[]), None).await.unwrap();
    let mut told = Vec::new();
    for step in [58, 60, 60, 59, 61] {
        told.push(scene.db.use_step(&north(), id(1), step).await.unwrap());
    }
    told.push(scene.db.use_step(&north(), id(2), 99).await.unwrap());
    assert_eq!(told, [false, true, false, false, true, false]);
    let kept = scene.db.factor(&north(), id(1)).await.unwrap();
    assert_eq!(kept, Some(Factor { used: 61, ..factor(7) }));
    assert_eq!(open(scene).await, [4], "whoever gets a factor signs in with it");
    told
}

async fn another_factor_takes_the_recovery_codes_along(scene: &Scene) -> Vec<(bool, u64)> {
    begin(scene).await;
    let codes = [[21; 32], [22; 32], [23; 32]];
    scene.db.put_factor(&north(), id(1), &enrolment(7, &codes[..2]), None).await.unwrap();
    let mut told = Vec::new();
    for code in [21, 21, 24] {
        let used = scene.db.use_recovery(&north(), id(1), &[code; 32]).await.unwrap();
        told.push((used, scene.db.recovery_left(&north(), id(1)).await.unwrap()));
    }
    scene.db.put_factor(&north(), id(1), &enrolment(8, &codes[2..]), None).await.unwrap();
    let used = scene.db.use_recovery(&north(), id(1), &[22; 32]).await.unwrap();
    told.push((used, scene.db.recovery_left(&north(), id(1)).await.unwrap()));
    assert_eq!(told, [(true, 1), (false, 1), (false, 1), (false, 1)]);
    scene.db.drop_factors(&north(), id(1)).await.unwrap();
    assert_eq!(scene.db.factor(&north(), id(1)).await.unwrap(), None);
    assert_eq!(scene.db.recovery_left(&north(), id(1)).await.unwrap(), 0);
    told
}

/// An attempt in a second, where three are looked at and a pause lasts ten seconds.
fn attempt(second: i64) -> Attempt {
    Attempt { who: [9; 32], at: at(second), since: at(second - 10), most: 3 }
}

async fn attempts_are_counted_up_to_the_most_and_anew_after_a_pause(scene: &Scene) -> Vec<u64> {
    let mut told = Vec::new();
    for second in [100, 105, 112, 113, 121, 122, 123] {
        told.push(scene.db.attempt(&north(), &attempt(second)).await.unwrap());
    }
    // The third came at 112, and the pause ends with 122.
    assert_eq!(told, [1, 2, 3, 4, 4, 1, 2]);
    let other = Attempt { who: [8; 32], ..attempt(123) };
    assert_eq!(scene.db.attempt(&north(), &other).await.unwrap(), 1);
    assert_eq!(scene.db.attempt(&south(), &attempt(123)).await.unwrap(), 1);
    scene.db.forget_attempts(&north(), &[9; 32]).await.unwrap();
    assert_eq!(scene.db.attempt(&north(), &attempt(123)).await.unwrap(), 1);
    told
}

async fn attempts_at_once_have_numbers_of_their_own(scene: &Scene) -> Vec<u64> {
    let one = || async { scene.db.attempt(&north(), &attempt(100)).await.unwrap() };
    let at_once = tokio::join!(one(), one(), one(), one(), one());
    let mut told = <[u64; 5]>::from(at_once).to_vec();
    told.sort_unstable();
    assert_eq!(told, [1, 2, 3, 4, 4]);
    told
}

async fn a_device_is_strange_where_others_were_used_and_it_never_was(scene: &Scene) -> Vec<bool> {
    begin(scene).await;
    let uses = async |who, digest: u8, now, stale| {
        let device = Device { digest: [digest; 32], at: at(now), stale: at(stale) };
        scene.db.uses_device(&north(), id(who), &device).await.unwrap()
    };
    let mut strange = Vec::new();
    // The first of each account is not; the same again is not; another is, once.
    for (who, digest) in [(1, 7), (1, 7), (1, 8), (1, 8), (2, 8), (1, 7)] {
        strange.push(uses(who, digest, 10, 0).await);
    }
    assert_eq!(strange, [false, false, true, false, false, false]);
    // What was not used for long is forgotten, but for the last: the next is compared with that.
    strange.extend([uses(1, 7, 20, 0).await, uses(1, 8, 40, 30).await, uses(1, 7, 41, 30).await]);
    assert_eq!(strange[6..], [false, true, true]);
    let gone = Change::Erased { account: id(1), texts: Vec::new() };
    let erased = act(vec![append(case(1), &[], &[event("erased", json!({}))])]);
    scene.db.append_with(erased, &[gone]).await.unwrap();
    assert!(!uses(1, 9, 50, 0).await, "nothing is left of what was used");
    strange
}

#[expect(clippy::cognitive_complexity, reason = "a story is told in one piece")]
async fn how_long_an_account_is_used_is_known_and_counts_anew_when_it_is_opened_again(
    scene: &Scene,
) -> Vec<Lifetime> {
    begin(scene).await;
    let opened = session(1, 1).opened_at;
    let mut own = Lifetime {
        account: id(1),
        counted_from: opened,
        used_at: Some(opened),
        ends_on: None,
        password_since: None,
    };
    let mut told = Vec::new();
    let mut now = async || {
        let found = scene.db.lifetime(&north(), id(1)).await.unwrap().unwrap();
        told.push(found);
        found
    };
    assert_eq!(now().await, own);
    scene.db.count_from(&north(), id(1), at(99)).await.unwrap();
    scene.db.set_password(&north(), id(1), ("$new", at(9)), None).await.unwrap();
    own.password_since = Some(at(9));
    assert_eq!(now().await, own, "what is known of it is not counted anew");
    let changes = [
        Change::Ends { account: id(1), on: Some(jiff::civil::date(2026, 12, 31)) },
        Change::Closed { account: id(1), closed: true },
        Change::Closed { account: id(1), closed: false },
    ];
    own.ends_on = Some(jiff::civil::date(2026, 12, 31));
    for change in changes {
        let act = Act { at: at(50), ..act(Vec::new()) };
        if change == (Change::Closed { account: id(1), closed: false }) {
            (own.counted_from, own.ends_on) = (act.at, None);
        }
        scene.db.append_with(act, std::slice::from_ref(&change)).await.unwrap();
        assert_eq!(now().await, own, "{change:?}");
    }
    let all = scene.db.lifetimes(&north()).await.unwrap();
    assert_eq!((all.len(), scene.db.lifetimes(&south()).await.unwrap()), (2, Vec::new()));
    let gone = Change::Erased { account: id(1), texts: Vec::new() };
    let erased = act(vec![append(case(1), &[], &[event("erased", json!({}))])]);
    scene.db.append_with(erased, &[gone]).await.unwrap();
    assert_eq!(scene.db.lifetime(&north(), id(1)).await.unwrap(), None);
    told
}
