//! Passkeys and ceremonies.

use guohe_cases::credential::{Credentials as _, Enrolment, Factor};
use guohe_cases::passkey::{Ceremony, Passkey, Passkeys as _};
use guohe_cases::ports::Store as _;
use serde_json::json;

use super::people::{account, session};
use crate::scene::*;

told_alike!(
    a_passkey_is_kept_as_it_is_and_its_id_is_taken_once,
    a_counter_goes_on_or_stays_at_zero_and_a_doubted_passkey_is_not_used,
    the_last_second_factor_stays_where_one_is_needed,
    of_two_last_passkeys_removed_at_once_one_stays,
    a_ceremony_is_answered_once_and_in_time,
);

async fn begin(scene: &Scene) {
    for (number, login) in [(1, "one"), (2, "two")] {
        scene.db.add_account(&north(), &account(number, login)).await.unwrap();
        let open = session(u8::try_from(number).unwrap(), number);
        scene.db.open_session(&north(), &open).await.unwrap();
    }
}

fn passkey(word: u8, of: u128) -> Passkey {
    Passkey {
        id: vec![word; 16],
        account: id(of),
        name: "钥匙".to_owned(),
        key: json!({"cred": {"x": [1, 2]}}),
        counter: 0,
        alone: false,
        doubted: false,
        since: at(word.into()),
        used_at: at(word.into()),
    }
}

#[expect(clippy::cognitive_complexity, reason = "a story is told in one go")]
async fn a_passkey_is_kept_as_it_is_and_its_id_is_taken_once(scene: &Scene) -> Vec<Passkey> {
    begin(scene).await;
    let mut told = Vec::new();
    for (word, of) in [(2, 1), (1, 1), (1, 2)] {
        told.push(scene.db.add_passkey(&north(), &passkey(word, of), None).await.unwrap());
    }
    assert_eq!(told, [true, true, false], "whoever has an id, nobody else gets it");
    assert_eq!(scene.db.sessions_of(&north(), id(1)).await.unwrap(), []);
    assert_eq!(scene.db.sessions_of(&north(), id(2)).await.unwrap().len(), 1);
    assert!(!scene.db.change_passkey(&north(), id(2), &[1; 16], "x", true).await.unwrap());
    assert!(scene.db.change_passkey(&north(), id(1), &[1; 16], "x", true).await.unwrap());
    let kept = scene.db.passkeys(&north(), id(1)).await.unwrap();
    let changed = Passkey { name: "x".to_owned(), alone: true, ..passkey(1, 1) };
    assert_eq!(kept, [changed, passkey(2, 1)]);
    assert_eq!(scene.db.passkeys(&south(), id(1)).await.unwrap(), []);
    kept
}

async fn a_counter_goes_on_or_stays_at_zero_and_a_doubted_passkey_is_not_used(
    scene: &Scene,
) -> Vec<bool> {
    begin(scene).await;
    scene.db.add_passkey(&north(), &passkey(1, 1), None).await.unwrap();
    let mut told = Vec::new();
    for counter in [0, 0, 3, 3, 2, 0, 4] {
        told.push(scene.db.use_passkey(&north(), &[1; 16], counter, at(50)).await.unwrap());
    }
    scene.db.doubt_passkey(&north(), &[1; 16]).await.unwrap();
    told.push(scene.db.use_passkey(&north(), &[1; 16], 5, at(51)).await.unwrap());
    assert_eq!(told, [true, true, true, false, false, false, true, false]);
    let kept = scene.db.passkeys(&north(), id(1)).await.unwrap();
    let used = Passkey { counter: 4, doubted: true, used_at: at(50), ..passkey(1, 1) };
    assert_eq!(kept, [used]);
    told
}

#[expect(clippy::cognitive_complexity, reason = "a story is told in one go")]
async fn the_last_second_factor_stays_where_one_is_needed(scene: &Scene) -> Vec<bool> {
    begin(scene).await;
    for word in [1, 2] {
        scene.db.add_passkey(&north(), &passkey(word, 1), None).await.unwrap();
    }
    let mut told = Vec::new();
    // Somebody else's is not theirs to remove.
    told.push(scene.db.remove_passkey(&north(), id(2), &[1; 16], false, None).await.unwrap());
    told.push(scene.db.remove_passkey(&north(), id(1), &[1; 16], true, None).await.unwrap());
    told.push(scene.db.remove_passkey(&north(), id(1), &[2; 16], true, None).await.unwrap());
    let factor = Factor { secret: vec![7; 20], since: at(5), used: 1 };
    let enrolment = Enrolment { factor, recovery: Vec::new() };
    scene.db.put_factor(&north(), id(1), &enrolment, None).await.unwrap();
    told.push(scene.db.remove_passkey(&north(), id(1), &[2; 16], true, None).await.unwrap());
    scene.db.add_passkey(&north(), &passkey(3, 2), None).await.unwrap();
    told.push(scene.db.remove_passkey(&north(), id(2), &[3; 16], false, None).await.unwrap());
    assert_eq!(told, [false, true, false, true, true]);
    scene.db.add_passkey(&north(), &passkey(4, 1), None).await.unwrap();
    scene.db.drop_factors(&north(), id(1)).await.unwrap();
    assert_eq!(scene.db.passkeys(&north(), id(1)).await.unwrap(), []);
    told
}

async fn of_two_last_passkeys_removed_at_once_one_stays(scene: &Scene) -> usize {
    begin(scene).await;
    for word in [1, 2] {
        scene.db.add_passkey(&north(), &passkey(word, 1), None).await.unwrap();
    }
    let (realm, one, other) = (north(), [1; 16], [2; 16]);
    let both = tokio::join!(
        scene.db.remove_passkey(&realm, id(1), &one, true, None),
        scene.db.remove_passkey(&realm, id(1), &other, true, None),
    );
    let left = scene.db.passkeys(&realm, id(1)).await.unwrap().len();
    assert_ne!(both.0.unwrap(), both.1.unwrap());
    assert_eq!(left, 1);
    left
}

fn ceremony(word: u8, ends: i64) -> Ceremony {
    Ceremony { binder: [word; 32], state: json!({ "challenge": word }), ends_at: at(ends) }
}

async fn a_ceremony_is_answered_once_and_in_time(scene: &Scene) -> Vec<Option<serde_json::Value>> {
    for (word, ends, now) in [(1, 10, 0), (2, 20, 0), (1, 30, 5)] {
        scene.db.begin_ceremony(&north(), &ceremony(word, ends), at(now)).await.unwrap();
    }
    let mut told = Vec::new();
    for (word, now) in [(3, 1), (1, 29), (1, 29), (2, 20), (2, 1)] {
        told.push(scene.db.take_ceremony(&north(), &[word; 32], at(now)).await.unwrap());
    }
    assert_eq!(told, [None, Some(json!({"challenge": 1})), None, None, None]);
    // What is over is forgotten when something else begins.
    scene.db.begin_ceremony(&north(), &ceremony(4, 40), at(30)).await.unwrap();
    scene.db.begin_ceremony(&north(), &ceremony(5, 50), at(40)).await.unwrap();
    assert_eq!(scene.db.take_ceremony(&north(), &[4; 32], at(31)).await.unwrap(), None);
    told
}
