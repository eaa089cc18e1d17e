//! Every event is chained with the act that records it, and what is shown of the chain can be proved.

use guohe_cases::personal::Subject;
use guohe_cases::ports::{Evidence as _, Store as _};
use guohe_chain::keys::PublicKey;
use guohe_chain::receipt::Receipt;
use guohe_chain::verify::{Seal, What};
use guohe_store::{CHECKPOINTS_FILE, Contradiction, Database, Notary, kept_notes};
use serde_json::json;

use crate::scene::*;

told_alike!(
    every_act_is_chained_as_it_is_recorded,
    an_act_that_fails_leaves_no_link,
    acts_at_once_are_chained_one_after_the_other,
    no_event_bears_an_earlier_time_than_one_before_it,
    an_erased_text_leaves_what_was_sealed_and_a_sound_chain,
    what_was_chained_is_neither_changed_nor_deleted_by_sql,
    a_key_that_is_taken_away_without_an_event_is_found_and_so_is_one_that_came_back,
    a_log_whose_chain_was_taken_away_is_not_chained_anew,
    a_database_that_is_read_as_evidence_stays_as_it_is,
);

/// The chain as text, without what chance decides.
async fn chain(scene: &Scene) -> Vec<String> {
    assert_eq!(scene.db.verify_chain(&north(), &[], |_| {}).await.unwrap(), []);
    let entries = scene.db.chained(&north(), 0).await.unwrap();
    let told = entries.iter().map(|entry| {
        let (chained, event) = (&entry.chained, entry.event.as_ref().unwrap());
        let (number, seq) = (chained.number, entry.place.seq);
        let (key, at) = (&chained.key, &event.recorded_at);
        format!(
            "{number} {} {seq} {} {key:?} {at} {:?}",
            entry.place.id, event.kind, chained.clock_at
        )
    });
    told.collect()
}

async fn every_act_is_chained_as_it_is_recorded(scene: &Scene) -> Vec<String> {
    let mut opened = event("opened", json!({ "title": "中\n\"文\"", "n": [1, -2] }));
    opened.personal = Some(json!({ "name": "某人" }));
    let events = [opened.clone(), event("submitted", json!({}))];
    let appends = vec![append(case(2), &[], &events), append(case(1), &[], &[opened])];
    scene.db.append(keyed("k", 7, act(appends))).await.unwrap();
    let told = chain(scene).await;
    let id = |number: u32| format!("00000000-0000-0000-0000-00000000000{number}");
    let at = "2026-02-28T17:33:20.000000Z";
    let line = |number: u32, case: u32, seq: u32, kind: &str| {
        let id = id(case);
        format!("{number} {id} {seq} {kind} Some(\"k\") {at} Some(\"{at}\")")
    };
    let expected = [line(1, 1, 1, "opened"), line(2, 2, 1, "opened"), line(3, 2, 2, "submitted")];
    assert_eq!(told, expected);
    assert_eq!(scene.db.tenants().await.unwrap(), [north()]);
    told
}

async fn an_act_that_fails_leaves_no_link(scene: &Scene) -> Vec<String> {
    let opened = event("opened", json!({}));
    scene.db.append(act(vec![append(case(1), &[], std::slice::from_ref(&opened))])).await.unwrap();
    let half = vec![
        append(case(2), &[], std::slice::from_ref(&opened)),
        append(case(1), &[], &[event("submitted", json!({}))]),
    ];
    scene.db.append(act(half)).await.unwrap_err();
    let fraction = append(case(3), &[], &[event("opened", json!({ "half": 0.5 }))]);
    scene.db.append(act(vec![fraction])).await.unwrap_err();
    let told = chain(scene).await;
    assert_eq!(told.len(), 1);
    told
}

async fn acts_at_once_are_chained_one_after_the_other(scene: &Scene) -> usize {
    let mut acts = tokio::task::JoinSet::new();
    for number in 1..=40 {
        let (db, opened) = (scene.db.clone(), event("opened", json!({})));
        acts.spawn(async move {
            db.append(act(vec![append(case(number), &[], &[opened])])).await.unwrap()
        });
    }
    acts.join_all().await;
    assert_eq!(chain(scene).await.len(), 40);
    40
}

async fn no_event_bears_an_earlier_time_than_one_before_it(scene: &Scene) -> Vec<String> {
    for (number, second) in [(1, 100), (2, 40), (3, 101)] {
        let mut one = act(vec![append(case(number), &[], &[event("opened", json!({}))])]);
        one.at = at(second);
        scene.db.append(one).await.unwrap();
    }
    let told = chain(scene).await;
    let ends = ["17:35:00.000000Z", "17:34:00.000000Z", "17:35:01.000000Z"];
    let recorded: Vec<_> = told.iter().map(|line| line.split(' ').nth(5).unwrap()).collect();
    assert!(recorded[0] == recorded[1] && recorded[1] < recorded[2], "{recorded:?}");
    for (line, end) in told.iter().zip(ends) {
        let clock = format!("{end}\")");
        assert!(line.ends_with(&clock), "the clock is kept as it was: {line}");
    }
    told
}

async fn an_erased_text_leaves_what_was_sealed_and_a_sound_chain(scene: &Scene) -> Vec<String> {
    let mut opened = event("opened", json!({}));
    opened.personal = Some(json!({ "name": "某人" }));
    scene.db.append(act(vec![append(case(1), &[], &[opened])])).await.unwrap();
    let commitment = async || {
        let entries = scene.db.chained(&north(), 0).await.unwrap();
        (entries[0].chained.personal, entries[0].event.clone().unwrap().personal)
    };
    let (before, text) = commitment().await;
    assert_eq!(before, text.as_ref().map(guohe_chain::leaf::Personal::commitment));
    assert_eq!(erase_all(&scene.db, case(1)).await, 1);
    let erased = scene.db.stream(&north(), case(1)).await.unwrap();
    assert_eq!(erased[0].what.personal, None);
    assert_eq!(commitment().await, (before, text), "what was sealed stays");
    chain(scene).await
}

async fn what_was_chained_is_neither_changed_nor_deleted_by_sql(scene: &Scene) -> Vec<String> {
    let mut opened = event("opened", json!({}));
    opened.personal = Some(json!({ "name": "某人" }));
    scene.db.append(act(vec![append(case(1), &[], &[opened])])).await.unwrap();
    scene
        .meddle("INSERT INTO checkpoint VALUES ('north', 1, '2026-03-01T00:00:00.000000Z', 'note')")
        .await
        .unwrap();
    let before = chain(scene).await;
    for text in [
        "UPDATE chain SET seq = 2",
        "DELETE FROM chain",
        "DELETE FROM chain_head",
        "UPDATE chain_head SET size = 0",
        "DELETE FROM checkpoint",
        "UPDATE checkpoint SET note = ''",
        "UPDATE personal_text SET body = '{}'",
        "UPDATE personal_text SET salt = NULL",
        "DELETE FROM personal_text",
    ] {
        scene.meddle(text).await.expect_err(text);
    }
    assert_eq!(chain(scene).await, before);
    before
}

/// What is wrong with the log, as a number and a word for what it is.
async fn wrong(db: &Database) -> Vec<(u64, &'static str)> {
    let findings = db.verify_chain(&north(), &[], |_| {}).await.unwrap();
    let word = |what: &What| {
        let gone = if matches!(what, What::TextGone(_)) { "text gone" } else { "key gone" };
        assert!(
            matches!(what, What::TextGone(_) | What::KeyGone(_) | What::KeyKept(_)),
            "{what:?}"
        );
        if matches!(what, What::KeyKept(_)) { "key kept" } else { gone }
    };
    findings.iter().map(|finding| (finding.first, word(&finding.what))).collect()
}

#[expect(clippy::cognitive_complexity, reason = "one story, told from its beginning to its end")]
async fn a_key_that_is_taken_away_without_an_event_is_found_and_so_is_one_that_came_back(
    scene: &Scene,
) -> Vec<(u64, &'static str)> {
    let said = |name: &str| {
        let mut one = event("facts_changed", json!({}));
        one.personal = Some(json!({ "leader.name": name }));
        one
    };
    let events = [event("opened", json!({})), said("甲"), said("乙")];
    scene.db.append(act(vec![append(case(1), &[], &events)])).await.unwrap();
    assert_eq!(wrong(&scene.db).await, []);
    let gone = "UPDATE subject_key SET key = NULL, erased_at = '2026-03-01T00:00:00.000000Z'";
    scene.meddle(gone).await.unwrap();
    let mut told = wrong(&scene.db).await;
    assert_eq!(told, [(2, "key gone")], "the first event that nobody can read any more");

    // An event from before does not explain what is missing of what was said since.
    let other = [said("甲"), erasing("leader"), said("丙")];
    scene.db.append(act(vec![append(case(2), &[], &other[..1])])).await.unwrap();
    let leader = Subject { stream: case(2), name: "leader".to_owned() };
    let next = append(case(2), &other[..1], &other[1..2]);
    scene.db.erase(act(vec![next]), &[leader]).await.unwrap();
    scene.db.append(act(vec![append(case(2), &other[..2], &other[2..])])).await.unwrap();
    assert_eq!(wrong(&scene.db).await, told, "whoever was erased by an event is no fault");
    scene.meddle(&format!("{gone} WHERE number = 2")).await.unwrap();
    told = wrong(&scene.db).await;
    assert_eq!(told, [(2, "key gone"), (6, "key gone")]);

    // A key from an old copy makes readable what an event says was erased.
    scene
        .meddle(&untied("subject_key_is_erased_or_left_alone", "subject_key", scene))
        .await
        .unwrap();
    let back = "UPDATE subject_key SET key = KEY, erased_at = NULL
        WHERE number = 1 AND id IN (SELECT id FROM subject_key WHERE number = 2)";
    let key = if scene.is_sqlite() { "zeroblob(32)" } else { "decode(repeat('00', 32), 'hex')" };
    scene.meddle(&back.replace("KEY", key)).await.unwrap();
    told = wrong(&scene.db).await;
    assert_eq!(told, [(2, "key gone"), (4, "key kept"), (6, "key gone")]);

    scene.meddle(&untied("personal_text_is_not_deleted", "personal_text", scene)).await.unwrap();
    scene.meddle(&untied("personal_text_is_not_changed", "personal_text", scene)).await.unwrap();
    scene.meddle("DELETE FROM personal_text WHERE seq = 3").await.unwrap();
    told = wrong(&scene.db).await;
    assert_eq!(told, [(2, "key gone"), (3, "text gone"), (4, "key kept"), (6, "text gone")]);
    told
}

/// What takes a trigger away, as whoever owns a database can.
fn untied(trigger: &str, table: &str, scene: &Scene) -> String {
    let on = if scene.is_sqlite() { String::new() } else { format!(" ON {table}") };
    format!("DROP TRIGGER {trigger}{on}")
}

async fn a_log_whose_chain_was_taken_away_is_not_chained_anew(scene: &Scene) -> String {
    scene.db.append(act(vec![append(case(1), &[], &[event("opened", json!({}))])])).await.unwrap();
    for (trigger, table) in
        [("chain_is_not_deleted", "chain"), ("chain_head_is_not_deleted", "chain_head")]
    {
        scene.meddle(&untied(trigger, table, scene)).await.unwrap();
    }
    if !scene.is_sqlite() {
        scene.meddle(&untied("chain_is_not_changed", "chain", scene)).await.unwrap();
    }
    scene.meddle("DELETE FROM chain; DELETE FROM chain_head").await.unwrap();
    let told = Database::connect(scene.place()).await.unwrap_err().to_string();
    assert!(told.starts_with("the log of north has events and no chain over them"), "{told}");
    // Whoever looks at it as evidence still sees what is there.
    let read = Database::connect_to_read(scene.place()).await.unwrap();
    let findings = read.verify_chain(&north(), &[], |_| {}).await.unwrap();
    let found: Vec<String> = findings.iter().map(guohe_chain::verify::Finding::en).collect();
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("event not in the chain"), "{found:?}");
    read.close().await;
    told
}

async fn a_database_that_is_read_as_evidence_stays_as_it_is(scene: &Scene) -> usize {
    scene.db.append(act(vec![append(case(1), &[], &[event("opened", json!({}))])])).await.unwrap();
    let read = Database::connect_to_read(scene.place()).await.unwrap();
    assert_eq!(read.verify_chain(&north(), &[], |_| {}).await.unwrap(), []);
    let next = append(case(2), &[], &[event("opened", json!({}))]);
    read.append(act(vec![next])).await.unwrap_err();
    read.set_setting(&north(), "word", &json!("x")).await.unwrap_err();
    read.close().await;
    // Tables of an older program are not brought up to date by whoever looks at them.
    scene.meddle("DELETE FROM _sqlx_migrations WHERE version = 15").await.unwrap();
    let told = Database::connect_to_read(scene.place()).await.unwrap_err().to_string();
    assert!(told.contains("made by an older version"), "{told}");
    chain(scene).await.len()
}

#[tokio::test]
async fn a_log_that_goes_back_or_elsewhere_is_not_signed_again() {
    let scene = Scene::sqlite().await;
    let data = std::path::Path::new(scene.place());
    let db = Database::connect(scene.place()).await.unwrap();
    let db = db.signed_by(Notary::open(data).unwrap());
    let events: Vec<_> = (0..5).map(|number| event("noted", json!({ "n": number }))).collect();
    db.append(act(vec![append(case(1), &[], &events[..3])])).await.unwrap();
    assert_eq!(db.seal(&north(), at(1)).await.unwrap().unwrap().size, 3);
    db.append(act(vec![append(case(1), &events[..3], &events[3..])])).await.unwrap();
    assert_eq!(db.seal(&north(), at(2)).await.unwrap().unwrap().size, 5, "it goes on");
    db.close().await;

    // Another log under the same name, shorter, as long, and longer: each is sound in itself.
    for count in [2, 5, 9] {
        let other = Scene::sqlite().await;
        let there = std::path::Path::new(other.place());
        for name in [CHECKPOINTS_FILE, "keys"] {
            let (from, to) = (data.join(name), there.join(name));
            if from.is_file() {
                std::fs::copy(from, to).unwrap();
            }
        }
        let db = Database::connect(other.place()).await.unwrap();
        let db = db.signed_by(Notary::open(there).unwrap());
        let forged: Vec<_> = (0..count).map(|n| event("noted", json!({ "forged": n }))).collect();
        db.append(act(vec![append(case(1), &[], &forged)])).await.unwrap();
        let error = db.seal(&north(), at(3)).await.unwrap_err();
        let cause = std::error::Error::source(&error).unwrap();
        let size = cause.downcast_ref::<Contradiction>().map(|one| one.size);
        assert_eq!(size, Some(5), "{count}");
        assert_eq!(db.stored_notes(&north()).await.unwrap(), [], "{count}");
        assert_eq!(kept_notes(&there.join(CHECKPOINTS_FILE)).unwrap().len(), 2, "{count}");
        db.close().await;
    }
}

#[tokio::test]
async fn a_receipt_proves_an_event_and_a_checkpoint_is_kept_outside() {
    let scene = Scene::sqlite().await;
    let data = std::path::Path::new(scene.place());
    let db = Database::connect(scene.place()).await.unwrap();
    let db = db.signed_by(Notary::open(data).unwrap());
    let keys: Vec<PublicKey> =
        db.public_keys().iter().map(|key| PublicKey::parse(key).unwrap()).collect();
    assert_eq!(db.seal(&north(), at(0)).await.unwrap(), None, "there is nothing yet");

    let mut events = Vec::new();
    for number in 0..700 {
        events.push(event("noted", json!({ "n": number })));
    }
    db.append(act(vec![append(case(1), &[], &events[..300])])).await.unwrap();
    let early = db.receipt(&north(), case(1), 300, at(1)).await.unwrap().unwrap();
    let mut last = act(vec![append(case(1), &events[..300], &events[300..])]);
    last.freezes = true;
    db.append(last).await.unwrap();
    assert_eq!(early.checkpoint.size, 300);
    for seq in [1, 2, 256, 300, 301, 512, 513, 699, 700] {
        let receipt = db.receipt(&north(), case(1), seq, at(2)).await.unwrap().unwrap();
        let read: Receipt = serde_json::from_str(&receipt.document).unwrap();
        let note = read.check(&keys).unwrap();
        assert_eq!(note.checkpoint.size, if seq <= 300 { 300 } else { 700 });
        assert!(read.leaf.contains(&format!("\"seq\":{seq},")));
    }
    assert_eq!(db.receipt(&north(), case(1), 701, at(2)).await.unwrap(), None);

    let kept = kept_notes(&data.join(CHECKPOINTS_FILE)).unwrap();
    let sizes: Vec<u64> = kept.iter().map(|note| note.checkpoint.size).collect();
    assert_eq!(sizes, [300, 700]);
    let shown: Vec<u64> =
        db.checkpoints(&north(), 9).await.unwrap().iter().map(|one| one.size).collect();
    assert_eq!(shown, [700, 300]);
    let seals: Vec<Seal> = kept.into_iter().map(|note| Seal { note, outside: true }).collect();
    assert_eq!(db.verify_chain(&north(), &seals, |_| {}).await.unwrap(), []);
    db.close().await;
}
