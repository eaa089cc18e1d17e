//! What is said about natural persons can be erased while the log stays.

use guohe_cases::ports::Store as _;
use guohe_store::FILES_FOLDER;
use serde_json::json;

use crate::scene::*;

told_alike!(personal_text_is_erased_and_the_log_stays);

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

async fn personal_text_is_erased_and_the_log_stays(scene: &Scene) -> String {
    fill(scene).await;
    let mut expected = scene.db.stream(&north(), case(1)).await.unwrap();
    let other = scene.db.stream(&north(), case(2)).await.unwrap();
    expected[0].what.personal = None;

    assert_eq!(scene.db.erase_personal(&north(), case(1)).await.unwrap(), 1);
    let left = scene.db.stream(&north(), case(1)).await.unwrap();
    assert_eq!(left, expected);
    assert_eq!(scene.db.stream(&north(), case(2)).await.unwrap(), other);
    assert_eq!(scene.db.erase_personal(&north(), case(1)).await.unwrap(), 0);

    // The log goes on where it was.
    let next = append(case(1), &what(left), &[event("closed", json!({}))]);
    scene.db.append(act(vec![next])).await.unwrap();
    json!(scene.db.stream(&north(), case(1)).await.unwrap()).to_string()
}

/// How often the name stands in the files of a data directory.
fn traces(scene: &Scene) -> usize {
    let mut found = 0;
    for entry in std::fs::read_dir(scene.place()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            found += bytes.windows(NAME.len()).filter(|window| *window == NAME.as_bytes()).count();
        }
    }
    found
}

#[tokio::test]
async fn an_erased_text_leaves_no_trace_in_the_files_of_the_embedded_database() {
    let scene = Scene::sqlite().await;
    assert_eq!(traces(&scene), 0);
    fill(&scene).await;
    assert!(traces(&scene) >= 2, "it stands there before");
    assert!(!std::path::Path::new(scene.place()).join(FILES_FOLDER).exists());
    for number in [1, 2] {
        scene.db.erase_personal(&north(), case(number)).await.unwrap();
    }
    assert_eq!(traces(&scene), 0);
}
