//! The directory of bases is read once, and afterwards only what was written since, whoever wrote it.

use guohe_cases::directory::{Directory, Wanted};
use guohe_cases::event::StreamId;
use guohe_cases::ports::Store as _;
use guohe_cases::query::{bind, read};
use jiff::civil::date;
use serde_json::json;

use crate::scene::*;

told_alike!(
    what_is_certified_is_found_at_once_by_whoever_looked_before,
    a_case_that_came_to_no_base_and_a_base_of_others_are_not_found,
);

async fn certified(scene: &Scene, stream: StreamId, title: &str, number: &str) {
    let opened = event("opened", json!({"title": title}));
    scene.db.append(act(vec![append(stream, &[], std::slice::from_ref(&opened))])).await.unwrap();
    let certified = [event("certified", json!({"title": title, "number": number}))];
    let act = act(vec![append(stream, std::slice::from_ref(&opened), &certified)]);
    scene.db.append(act).await.unwrap();
}

/// The names that a directory finds by a word, and how many bases it has.
async fn found(scene: &Scene, directory: &Directory, text: &str) -> (Vec<String>, usize) {
    let query = bind(&read(text).unwrap(), &[], date(2026, 3, 1)).unwrap();
    let wanted = Wanted { query, most: 10, ..Wanted::default() };
    let store = (&scene.db as &dyn guohe_cases::ports::Store, Some(&scene.db as _));
    let found = directory.find(store, &north(), &wanted, date(2026, 3, 1)).await.unwrap();
    (found.bases.into_iter().map(|base| base.title).collect(), found.among)
}

async fn what_is_certified_is_found_at_once_by_whoever_looked_before(scene: &Scene) -> String {
    let (one, other) = (Directory::default(), Directory::default());
    certified(scene, case(1), "绿色园区", "N-1").await;
    assert_eq!(found(scene, &one, "").await, (vec!["绿色园区".to_owned()], 1));
    certified(scene, case(2), "蓝色园区", "N-2").await;
    let blue = (vec!["蓝色园区".to_owned()], 2);
    assert_eq!(found(scene, &one, "lanse").await, blue);
    assert_eq!(found(scene, &other, "lanse").await, blue);
    // A name that changes is found as it is now, and not as it was.
    let before = [
        event("opened", json!({"title": "蓝色园区"})),
        event("certified", json!({"title": "蓝色园区", "number": "N-2"})),
    ];
    let renamed = [event("renamed", json!({"title": "红色园区", "number": "N-2"}))];
    scene.db.append(act(vec![append(case(2), &before, &renamed)])).await.unwrap();
    assert_eq!(found(scene, &one, "lanse").await, (Vec::new(), 2));
    assert_eq!(found(scene, &one, "N-").await.0, ["绿色园区", "红色园区"]);
    json!(found(scene, &other, "").await).to_string()
}

async fn a_case_that_came_to_no_base_and_a_base_of_others_are_not_found(scene: &Scene) -> String {
    let directory = Directory::default();
    let opened = [event("opened", json!({"title": "未认定园区"}))];
    scene.db.append(act(vec![append(case(3), &[], &opened)])).await.unwrap();
    let mut foreign = act(vec![append(
        case(4),
        &[],
        &[event("certified", json!({"title": "别处园区", "number": "S-1"}))],
    )]);
    foreign.tenant = south();
    scene.db.append(foreign).await.unwrap();
    assert_eq!(found(scene, &directory, "").await, (Vec::new(), 0));
    String::new()
}
