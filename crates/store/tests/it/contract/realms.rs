//! Nothing is read or changed across realms, although both hold the same ids, logins and keys.

use guohe_cases::event::Tenant;
use guohe_cases::ports::{Account, Act, RowQuery, Session, Store as _, Written};
use guohe_store::Database;
use serde_json::json;

use super::people::session;
use crate::scene::*;

told_alike!(
    realms_with_the_same_ids_read_only_their_own,
    what_one_realm_does_leaves_the_other_as_it_was,
    a_realm_that_does_not_exist_is_empty,
    a_key_belongs_to_the_realm_in_which_it_was_used,
    a_conflict_says_what_was_found_in_its_own_realm,
    a_person_is_found_by_the_lists_of_the_realm_alone,
);

/// Puts into a realm one of everything, each marked with the realm's word.
async fn fill(scene: &Scene, realm: &Tenant, word: &str) {
    let mut opened =
        event("opened", json!({ "title": word, "people": [id(1)], "waits_for": "officer" }));
    opened.personal = Some(json!({ "name": word }));
    let opened = append(case(1), &[], &[opened]);
    let one = Act { tenant: realm.clone(), ..keyed("k", 1, act(vec![opened])) };
    assert_eq!(scene.db.append(one).await.unwrap(), Written::Now);
    let account = Account {
        id: id(1),
        login: "one".to_owned(),
        name: word.to_owned(),
        password: word.to_owned(),
        roles: vec![word.to_owned()],
        organisation: None,
        demonstration: false,
    };
    scene.db.add_account(realm, &account).await.unwrap();
    let session = Session { form_token: word.to_owned(), ends_at: at(60), ..session(1, 1) };
    scene.db.open_session(realm, &session).await.unwrap();
    scene.db.set_setting(realm, "word", &json!(word)).await.unwrap();
    assert_eq!(scene.db.next_number(realm, "n").await.unwrap(), 1);
}

/// All that can be asked in a realm.
async fn asked(scene: &Scene, realm: &Tenant) -> String {
    let db = &scene.db;
    let mut told = everything(db, realm).await;
    for query in [
        RowQuery { person: Some(id(1)), ..RowQuery::default() },
        RowQuery { waits_for: Some("officer".to_owned()), ..RowQuery::default() },
    ] {
        told.push_str(&json!(db.rows(realm, &query).await.unwrap()).to_string());
    }
    told.push_str(&json!(db.row(realm, case(1)).await.unwrap()).to_string());
    let login = db.account_by_login(realm, "one").await.unwrap();
    let account = db.account(realm, id(1)).await.unwrap();
    let session = db.session(realm, &[1; 32]).await.unwrap();
    let setting = db.setting(realm, "word").await.unwrap();
    told + &format!("{login:?} {account:?} {session:?} {setting:?}")
}

async fn realms_with_the_same_ids_read_only_their_own(scene: &Scene) -> Vec<String> {
    fill(scene, &north(), "snow").await;
    fill(scene, &south(), "palm").await;
    let told = [asked(scene, &north()).await, asked(scene, &south()).await];
    let words = |text: &String| (text.matches("snow").count(), text.matches("palm").count());
    // Everything holds it 6 times, each list and the row once, each account thrice, the others once.
    let times = 6 + 2 + 1 + 3 + 3 + 1 + 1;
    assert_eq!(told.iter().map(words).collect::<Vec<_>>(), [(times, 0), (0, times)]);
    assert_eq!(told[0].replace("snow", "palm"), told[1]);
    told.to_vec()
}

async fn what_one_realm_does_leaves_the_other_as_it_was(scene: &Scene) -> String {
    fill(scene, &north(), "snow").await;
    fill(scene, &south(), "palm").await;
    let before = asked(scene, &south()).await;
    change_everything(&scene.db).await;

    assert_eq!(asked(scene, &south()).await, before);
    assert_eq!(scene.db.next_number(&south(), "n").await.unwrap(), 2);
    before
}

/// Every verb there is, in the north.
async fn change_everything(db: &Database) {
    let opened = what(db.stream(&north(), case(1)).await.unwrap());
    let closed = append(case(1), &opened, &[event("closed", json!({ "people": [] }))]);
    db.append(act(vec![closed])).await.unwrap();
    let row = db.row(&north(), case(1)).await.unwrap().unwrap();
    db.replace_row(&north(), &row).await.unwrap();
    assert_eq!(erase_all(db, case(1)).await, 1);
    db.touch_session(&north(), &[1; 32], at(30)).await.unwrap();
    db.close_session(&north(), &[1; 32]).await.unwrap();
    // By then every session of either realm has ended.
    let late = Session { ends_at: at(999), seen_at: at(900), ..session(2, 1) };
    db.open_session(&north(), &late).await.unwrap();
    db.set_setting(&north(), "word", &json!("ice")).await.unwrap();
    assert_eq!(db.next_number(&north(), "n").await.unwrap(), 2);
}

async fn a_realm_that_does_not_exist_is_empty(scene: &Scene) -> String {
    fill(scene, &north(), "snow").await;
    let nowhere = Tenant("nort".to_owned());
    let told = asked(scene, &nowhere).await;
    assert_eq!(told, "[[]] [][][]nullNone None None None");
    told
}

/// An act of one realm on the case that both have.
fn opening(realm: &Tenant, request: u8, events: usize) -> Act {
    let events = vec![event("opened", json!({})); events];
    let act = keyed("k", request, act(vec![append(case(1), &[], &events)]));
    Act { tenant: realm.clone(), ..act }
}

async fn a_key_belongs_to_the_realm_in_which_it_was_used(scene: &Scene) -> Vec<String> {
    let (here, there) = (opening(&north(), 1, 1), opening(&south(), 2, 1));
    let mut told = Vec::new();
    for act in [&here, &there, &here, &there] {
        told.push(outcome(&scene.db.append(act.clone()).await));
    }
    assert_eq!(told, ["Now", "Now", "Before", "Before"]);
    told
}

async fn a_conflict_says_what_was_found_in_its_own_realm(scene: &Scene) -> Vec<String> {
    let mut told = Vec::new();
    for (realm, events) in [(north(), 2), (south(), 3)] {
        scene.db.append(opening(&realm, 1, events)).await.unwrap();
    }
    for realm in [north(), south()] {
        let late = Act { idempotency: None, ..opening(&realm, 1, 1) };
        told.push(reason(scene.db.append(late).await));
    }
    let conflict = |found: u64| format!("{:?} has {found} events, not 0", case(1));
    assert_eq!(told, [conflict(2), conflict(3)]);
    told
}

async fn a_person_is_found_by_the_lists_of_the_realm_alone(scene: &Scene) -> Vec<usize> {
    for (realm, person) in [(north(), 71), (south(), 72)] {
        let opened = append(case(1), &[], &[event("opened", json!({ "people": [id(person)] }))]);
        scene.db.append(Act { tenant: realm, ..act(vec![opened]) }).await.unwrap();
    }
    let mut told = Vec::new();
    for realm in [north(), south()] {
        for person in [71, 72] {
            let query = RowQuery { person: Some(id(person)), ..RowQuery::default() };
            told.push(scene.db.rows(&realm, &query).await.unwrap().len());
        }
    }
    assert_eq!(told, [1, 0, 0, 1]);
    told
}
