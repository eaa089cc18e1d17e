//! Accounts, sessions, settings and the words of documents.

use guohe_cases::ports::{Account, OfficialSentence, OfficialText, Session, Store as _};
use serde_json::json;

use crate::scene::*;

told_alike!(
    an_account_is_found_by_its_login_and_by_its_id,
    a_login_is_taken_once,
    accounts_are_listed_in_the_order_of_code_points,
    a_session_is_opened_used_and_closed,
    whose_a_session_is_is_known_until_it_is_closed,
    a_closed_session_stays_closed_however_often_one_clicks,
    a_later_use_of_a_session_is_not_undone_by_an_earlier_one,
    a_session_that_has_ended_goes_when_another_is_opened,
    a_session_that_ends_within_the_second_is_not_taken_for_one_that_has,
    a_session_needs_an_account,
    a_setting_is_what_it_was_last_set_to,
    words_are_those_imported_last_for_their_edition_and_realm,
);

pub(crate) fn account(number: u128, login: &str) -> Account {
    Account {
        id: id(number),
        login: login.to_owned(),
        name: "某甲".to_owned(),
        password: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".to_owned(),
        roles: vec!["pack:officer".to_owned(), "auditor".to_owned()],
        organisation: (number == 1).then(|| id(80)),
        demonstration: number == 1,
    }
}

pub(super) fn session(token: u8, account: u128) -> Session {
    Session {
        token: [token; 32],
        id: id(0x100 + u128::from(token)),
        account: id(account),
        opened_at: at(0),
        ends_at: at(3600),
        seen_at: at(0),
        proved_at: at(0),
        two_factors: token == 1,
        form_token: format!("form-{token}"),
        device: "Firefox · Linux".to_owned(),
        place: String::new(),
        provider: "province".to_owned(),
    }
}

async fn an_account_is_found_by_its_login_and_by_its_id(scene: &Scene) -> String {
    let (one, two) = (account(1, "one"), account(2, "two"));
    for account in [&one, &two] {
        scene.db.add_account(&north(), account).await.unwrap();
    }
    assert_eq!(scene.db.account_by_login(&north(), "one").await.unwrap(), Some(one.clone()));
    assert_eq!(scene.db.account(&north(), id(2)).await.unwrap(), Some(two.clone()));
    assert_eq!(scene.db.account_by_login(&north(), "ONE").await.unwrap(), None);
    assert_eq!(scene.db.account(&north(), id(3)).await.unwrap(), None);
    format!("{:?}", (one, two))
}

async fn a_login_is_taken_once(scene: &Scene) -> String {
    scene.db.add_account(&north(), &account(1, "one")).await.unwrap();
    let told = reason(scene.db.add_account(&north(), &account(2, "one")).await);
    assert_eq!(told, "the database refused");
    assert_eq!(scene.db.accounts(&north()).await.unwrap(), [account(1, "one")]);
    told
}

async fn accounts_are_listed_in_the_order_of_code_points(scene: &Scene) -> Vec<String> {
    // A Chinese locale would put the last two the other way round, an English one the first two.
    let logins = ["Z", "a", "啊", "中", "乙"];
    for (number, login) in (1..).zip(logins) {
        scene.db.add_account(&north(), &account(number, login)).await.unwrap();
    }
    let listed = scene.db.accounts(&north()).await.unwrap();
    let listed: Vec<String> = listed.into_iter().map(|account| account.login).collect();
    assert_eq!(listed, ["Z", "a", "中", "乙", "啊"]);
    listed
}

async fn a_session_is_opened_used_and_closed(scene: &Scene) -> String {
    scene.db.add_account(&north(), &account(1, "one")).await.unwrap();
    let (one, other) = (session(1, 1), session(2, 1));
    scene.db.open_session(&north(), &one).await.unwrap();
    scene.db.open_session(&north(), &other).await.unwrap();
    scene.db.touch_session(&north(), &[1; 32], at(60)).await.unwrap();
    let used = Session { seen_at: at(60), ..one };
    assert_eq!(scene.db.session(&north(), &[1; 32]).await.unwrap(), Some(used.clone()));
    assert_eq!(scene.db.session(&north(), &[2; 32]).await.unwrap(), Some(other.clone()));

    scene.db.close_session(&north(), &[1; 32]).await.unwrap();
    assert_eq!(scene.db.session(&north(), &[1; 32]).await.unwrap(), None);
    assert_eq!(scene.db.session(&north(), &[2; 32]).await.unwrap(), Some(other));
    format!("{used:?}")
}

async fn whose_a_session_is_is_known_until_it_is_closed(scene: &Scene) -> String {
    let owner = account(1, "one");
    scene.db.add_account(&north(), &owner).await.unwrap();
    scene.db.add_account(&north(), &account(2, "two")).await.unwrap();
    scene.db.open_session(&north(), &session(1, 1)).await.unwrap();
    let of = async |realm, token| scene.db.account_of_session(&realm, &[token; 32]).await.unwrap();
    assert_eq!(of(north(), 1).await.as_ref(), Some(&owner));
    assert_eq!((of(north(), 2).await, of(south(), 1).await), (None, None));
    scene.db.close_session(&north(), &[1; 32]).await.unwrap();
    assert_eq!(of(north(), 1).await, None);
    owner.name
}

async fn a_closed_session_stays_closed_however_often_one_clicks(scene: &Scene) -> String {
    scene.db.add_account(&north(), &account(1, "one")).await.unwrap();
    scene.db.open_session(&north(), &session(1, 1)).await.unwrap();
    for _ in 0..2 {
        scene.db.close_session(&north(), &[1; 32]).await.unwrap();
        scene.db.touch_session(&north(), &[1; 32], at(90)).await.unwrap();
    }
    let left = scene.db.session(&north(), &[1; 32]).await.unwrap();
    assert_eq!(left, None);
    format!("{left:?}")
}

async fn a_later_use_of_a_session_is_not_undone_by_an_earlier_one(scene: &Scene) -> String {
    scene.db.add_account(&north(), &account(1, "one")).await.unwrap();
    scene.db.open_session(&north(), &session(1, 1)).await.unwrap();
    for second in [60, 30] {
        scene.db.touch_session(&north(), &[1; 32], at(second)).await.unwrap();
    }
    let seen = scene.db.session(&north(), &[1; 32]).await.unwrap().unwrap().seen_at;
    assert_eq!(seen, at(60));
    seen.to_string()
}

async fn a_session_that_has_ended_goes_when_another_is_opened(scene: &Scene) -> Vec<bool> {
    scene.db.add_account(&north(), &account(1, "one")).await.unwrap();
    let ended = Session { ends_at: at(10), ..session(1, 1) };
    let lasting = session(2, 1);
    for session in [ended, lasting, Session { seen_at: at(10), ..session(3, 1) }] {
        scene.db.open_session(&north(), &session).await.unwrap();
    }
    let mut told = Vec::new();
    for token in 1..=3 {
        told.push(scene.db.session(&north(), &[token; 32]).await.unwrap().is_some());
    }
    assert_eq!(told, [false, true, true]);
    told
}

async fn a_session_that_ends_within_the_second_is_not_taken_for_one_that_has(
    scene: &Scene,
) -> Vec<bool> {
    scene.db.add_account(&north(), &account(1, "one")).await.unwrap();
    let half = jiff::SignedDuration::from_millis(500);
    let lasting = Session { ends_at: at(10) + half, ..session(1, 1) };
    let ended = Session { ends_at: at(10) - half, ..session(2, 1) };
    for session in [lasting, ended, Session { seen_at: at(10), ..session(3, 1) }] {
        scene.db.open_session(&north(), &session).await.unwrap();
    }
    let mut told = Vec::new();
    for token in 1..=3 {
        told.push(scene.db.session(&north(), &[token; 32]).await.unwrap().is_some());
    }
    assert_eq!(told, [true, false, true]);
    told
}

async fn a_session_needs_an_account(scene: &Scene) -> String {
    let told = reason(scene.db.open_session(&north(), &session(1, 1)).await);
    assert_eq!(told, "the database refused");
    assert_eq!(scene.db.session(&north(), &[1; 32]).await.unwrap(), None);
    told
}

async fn a_setting_is_what_it_was_last_set_to(scene: &Scene) -> String {
    let last = json!({ "b": [1, { "乙": null, "a": "x" }], "a": "2026-03-01" });
    for value in [json!(1), last.clone()] {
        scene.db.set_setting(&north(), "day", &value).await.unwrap();
    }
    let read = scene.db.setting(&north(), "day").await.unwrap().unwrap();
    assert_eq!(read.to_string(), last.to_string());
    assert_eq!(scene.db.setting(&north(), "night").await.unwrap(), None);
    read.to_string()
}

async fn words_are_those_imported_last_for_their_edition_and_realm(scene: &Scene) -> String {
    let text = |edition: &str, words: &str| OfficialText {
        pack: "pack".to_owned(),
        edition: edition.to_owned(),
        imported_at: at(5),
        imported_by: "某乙".to_owned(),
        source: [7; 32],
        sentences: vec![
            OfficialSentence {
                path: "art1".to_owned(),
                words: words.to_owned(),
                clauses: vec!["A-1".to_owned()],
            },
            OfficialSentence { path: "art2".to_owned(), words: String::new(), clauses: Vec::new() },
        ],
    };
    let (first, last, other) = (text("one", "某句。"), text("one", "另一句；"), text("two", "x"));
    for text in [&first, &other, &last] {
        scene.db.keep_official_text(&north(), text).await.unwrap();
    }
    assert_eq!(scene.db.official_text(&north(), "pack", "one").await.unwrap(), Some(last.clone()));
    assert_eq!(scene.db.official_text(&north(), "pack", "two").await.unwrap(), Some(other));
    assert_eq!(scene.db.official_text(&north(), "pack", "three").await.unwrap(), None);
    assert_eq!(scene.db.official_text(&south(), "pack", "one").await.unwrap(), None);
    format!("{last:?}")
}
