//! What is said about natural persons can be erased while the log stays.

use guohe_cases::credential::Credentials as _;
use guohe_cases::event::{About, NewEvent, StreamId};
use guohe_cases::linked::{Link, Links as _};
use guohe_cases::people::{Change, People as _};
use guohe_cases::personal::Subject;
use guohe_cases::ports::{Account, Head, Store as _};
use serde_json::{Value, json};

use super::people::{account, session};
use crate::scene::*;

told_alike!(
    personal_text_is_erased_and_the_log_stays,
    one_person_is_erased_and_the_others_stay,
    where_a_stream_stands_is_told_before_and_after_an_erasure,
    an_account_is_erased_with_everything_that_lets_in_and_the_log_stays,
    what_is_kept_about_the_owner_of_an_account_goes_with_it_or_nothing_does,
);

/// Long enough not to stand anywhere by accident.
const NAME: &str = "某某某-canary-0F41";

async fn fill(scene: &Scene) {
    for number in [1, 2] {
        let mut opened = event("opened", json!({ "title": "基地" }));
        opened.personal = Some(json!({ "name": NAME }));
        let events = [opened, event("submitted", json!({}))];
        scene.db.append(act(vec![append(case(number), &[], &events)])).await.unwrap();
    }
}

#[expect(clippy::cognitive_complexity, reason = "one story, told from its beginning to its end")]
async fn personal_text_is_erased_and_the_log_stays(scene: &Scene) -> String {
    fill(scene).await;
    let mut expected = scene.db.stream(&north(), case(1)).await.unwrap();
    let other = scene.db.stream(&north(), case(2)).await.unwrap();
    expected[0].what.personal = None;

    assert_eq!(erase_all(&scene.db, case(1)).await, 1);
    let left = scene.db.stream(&north(), case(1)).await.unwrap();
    assert_eq!((&left[..2], left.len()), (&expected[..], 3));
    assert_eq!(scene.db.stream(&north(), case(2)).await.unwrap(), other);
    assert_eq!(erase_all(&scene.db, case(1)).await, 0);
    assert_eq!(scene.db.verify_chain(&north(), &[], |_| {}).await.unwrap(), []);

    // The log goes on where it was.
    let next = append(case(1), &what(left), &[event("closed", json!({}))]);
    scene.db.append(act(vec![next])).await.unwrap();
    json!(scene.db.stream(&north(), case(1)).await.unwrap()).to_string()
}

/// What a form says about two people, and the act by which one of them is erased.
#[expect(clippy::cognitive_complexity, reason = "a story is told in one go")]
async fn one_person_is_erased_and_the_others_stay(scene: &Scene) -> String {
    let (leader, other) = ("leader.name", "persons[person-1].name");
    let mut filled = event("facts_changed", json!({}));
    filled.personal = Some(json!({ leader: NAME, other: "另一人" }));
    let mut more = event("facts_changed", json!({}));
    more.personal = Some(json!({ "leader.title": NAME }));
    scene.db.append(act(vec![append(case(1), &[], &[filled, more])])).await.unwrap();
    let before = scene.db.tail(&north(), case(1), 1).await.unwrap();
    assert_eq!(before.events[0].what.personal, Some(json!({ leader: NAME, other: "另一人" })));

    let said = what(before.events.clone());
    let next = append(case(1), &said, &[erasing("leader")]);
    let subject = |name: &str| Subject { stream: case(1), name: name.to_owned() };
    let nobody = append(case(1), &said, &[erasing("nobody")]);
    let nobody = scene.db.erase(act(vec![nobody]), &[subject("nobody")]).await;
    assert!(nobody.is_err(), "whoever is not there is not erased, and nothing is recorded");
    let unsaid = scene.db.erase(act(vec![next.clone()]), &[subject("persons[person-1]")]).await;
    assert!(unsaid.is_err(), "nobody is erased of whom no event says so");
    scene.db.erase(act(vec![next]), &[subject("leader")]).await.unwrap();

    let after = scene.db.tail(&north(), case(1), 1).await.unwrap();
    assert_eq!((before.erased, after.erased, after.events.len()), (0, 1, 3));
    assert_eq!(after.events[0].what.personal, Some(json!({ other: "另一人" })));
    assert_eq!(after.events[1].what.personal, None);
    assert_eq!(scene.db.verify_chain(&north(), &[], |_| {}).await.unwrap(), []);

    // Named anew, the person has another key; what was erased stays so.
    let mut again = event("facts_changed", json!({}));
    again.personal = Some(json!({ leader: "新负责人" }));
    scene.db.append(act(vec![append(case(1), &what(after.events), &[again])])).await.unwrap();
    let now = scene.db.stream(&north(), case(1)).await.unwrap();
    assert_eq!(now[1].what.personal, None);
    assert_eq!(now[3].what.personal, Some(json!({ leader: "新负责人" })));
    json!(now).to_string()
}

/// What an event is known by outlasts what it says about persons; how often something was erased is told beside it.
async fn where_a_stream_stands_is_told_before_and_after_an_erasure(scene: &Scene) -> String {
    let mut filled = event("facts_changed", json!({}));
    filled.personal = Some(json!({ "leader.name": NAME }));
    let first = append(case(1), &[], &[filled, event("closed", json!({}))]);
    scene.db.append(act(vec![first])).await.unwrap();
    let head = async |of, seq| scene.db.head(&north(), of, seq).await.unwrap();
    let (one, two) = (head(case(1), 1).await, head(case(1), 2).await);
    assert_eq!((one.version, one.erased, two.version), (2, 0, 2));
    assert!(one.mark.is_some() && two.mark.is_some() && one.mark != two.mark);

    let before = what(scene.db.stream(&north(), case(1)).await.unwrap());
    let next = append(case(1), &before, &[erasing("leader")]);
    let leader = Subject { stream: case(1), name: "leader".to_owned() };
    scene.db.erase(act(vec![next]), &[leader]).await.unwrap();
    let after = head(case(1), 1).await;
    assert_eq!((after.version, after.erased, &after.mark), (3, 1, &one.mark));
    let beyond = head(case(1), 4).await;
    assert_eq!((beyond.version, beyond.mark), (3, None));
    let elsewhere = scene.db.head(&south(), case(1), 1).await.unwrap();
    let nothing = Head { version: 0, erased: 0, mark: None };
    assert_eq!([head(case(2), 1).await, elsewhere], [nothing.clone(), nothing]);
    format!("{} {}", after.version, after.erased)
}

/// The first account is erased, with texts about its owner.
fn gone(texts: Vec<Subject>) -> Change {
    Change::Erased { account: id(1), texts }
}

/// Two accounts, the first with a unified login and a session.
async fn with_a_way_in(scene: &Scene) {
    for one in [account(1, "one"), account(2, "two")] {
        scene.db.add_account(&north(), &one).await.unwrap();
    }
    let link = Link {
        provider: "province".to_owned(),
        subject: "subject-1".to_owned(),
        account: id(1),
        since: at(0),
        used_at: at(0),
    };
    scene.db.link(&north(), &link, None).await.unwrap();
    scene.db.open_session(&north(), &session(1, 1)).await.unwrap();
}

/// Nothing tells whose the first account was, and nobody signs in with it.
async fn nothing_lets_in(scene: &Scene) {
    let left = scene.db.account(&north(), id(1)).await.unwrap().unwrap();
    assert_eq!((left.login.as_str(), left.name.as_str()), ("", Account::ERASED));
    assert!(left.is_closed() && left.roles.is_empty());
    assert_eq!(scene.db.account_by_login(&north(), "one").await.unwrap(), None);
    assert_eq!(scene.db.links(&north(), id(1)).await.unwrap(), []);
    assert_eq!(scene.db.sessions_of(&north(), id(1)).await.unwrap(), []);
}

async fn an_account_is_erased_with_everything_that_lets_in_and_the_log_stays(
    scene: &Scene,
) -> String {
    with_a_way_in(scene).await;
    let own = |number, seq: &[NewEvent]| {
        append(StreamId { about: About::Account, id: id(number) }, &[], seq)
    };
    let step = act(vec![own(1, &[event("account", json!({}))])]);
    scene.db.append_with(step, &[gone(Vec::new())]).await.unwrap();

    nothing_lets_in(scene).await;
    assert_eq!(scene.db.account(&north(), id(2)).await.unwrap(), Some(account(2, "two")));
    assert_eq!(scene.db.verify_chain(&north(), &[], |_| {}).await.unwrap(), []);
    // Nothing is left to erase, and what says so is not recorded then.
    let again = act(vec![own(2, &[event("account", json!({}))])]);
    assert!(scene.db.append_with(again, &[gone(Vec::new())]).await.is_err());
    // The login is free.
    scene.db.add_account(&north(), &account(3, "one")).await.unwrap();
    format!("{:?}", scene.db.accounts(&north()).await.unwrap())
}

/// What the events of a stream say about persons.
async fn said(scene: &Scene, stream: StreamId) -> Vec<Option<Value>> {
    let events = scene.db.stream(&north(), stream).await.unwrap();
    events.into_iter().map(|event| event.what.personal).collect()
}

async fn what_is_kept_about_the_owner_of_an_account_goes_with_it_or_nothing_does(
    scene: &Scene,
) -> String {
    with_a_way_in(scene).await;
    let stream = |about, number| StreamId { about, id: id(number) };
    let (pool, unit) = (stream(About::Expert, 7), stream(About::Organisation, 8));
    let mut entered = event("expert", json!({}));
    entered.personal = Some(json!({ "name": NAME }));
    let mut stated = event("unit", json!({}));
    stated.personal = Some(json!({ "name": NAME }));
    let mut other = event("unit", json!({}));
    other.personal = Some(json!({ "name": "另一人" }));
    let appends = vec![append(pool, &[], &[entered]), append(unit, &[], &[stated, other])];
    scene.db.append(act(appends)).await.unwrap();
    let own = |texts: &[Subject]| {
        let stream = stream(About::Account, 1);
        let step = json!({ "what": { "erased": { "proposal": 1, "texts": texts } } });
        act(vec![append(stream, &[], &[event("account", step)])])
    };
    let text = |stream, name: &str| Subject { stream, name: name.to_owned() };
    let texts = vec![text(pool, "expert"), text(unit, "unit-1")];
    // With one that is not there nothing is erased, and nothing recorded.
    let wrong = [texts.clone(), vec![text(unit, "unit-9")]].concat();
    let refused = scene.db.append_with(own(&wrong), &[gone(wrong)]).await.is_err();
    let kept = (scene.db.account(&north(), id(1)).await.unwrap(), said(scene, pool).await);
    assert_eq!((refused, kept.0, kept.1[0].is_some()), (true, Some(account(1, "one")), true));

    scene.db.append_with(own(&texts), &[gone(texts)]).await.unwrap();
    nothing_lets_in(scene).await;
    let left = [said(scene, pool).await, said(scene, unit).await].concat();
    assert_eq!(left, [None, None, Some(json!({ "name": "另一人" }))]);
    assert_eq!(scene.db.verify_chain(&north(), &[], |_| {}).await.unwrap(), []);
    format!("{left:?}")
}

/// How often some bytes stand in the files of a data directory.
fn traces(scene: &Scene, wanted: &[u8]) -> usize {
    let mut found = 0;
    for entry in std::fs::read_dir(scene.place()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            found += bytes.windows(wanted.len()).filter(|window| *window == wanted).count();
        }
    }
    found
}

#[tokio::test]
async fn a_text_never_stands_in_the_files_and_an_erased_key_no_longer() {
    let scene = Scene::sqlite().await;
    fill(&scene).await;
    assert_eq!(traces(&scene, NAME.as_bytes()), 0);
    let keys: Vec<Vec<u8>> = scene.keys().await;
    assert_eq!(keys.len(), 2);
    assert!(keys.iter().all(|key| traces(&scene, key) >= 1), "they stand there before");
    for number in [1, 2] {
        erase_all(&scene.db, case(number)).await;
    }
    assert!(keys.iter().all(|key| traces(&scene, key) == 0));
}
