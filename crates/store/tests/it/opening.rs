//! Opening a database: new, again, at the same time, and one that is newer than the program.

use std::os::unix::fs::PermissionsExt as _;

use guohe_cases::ports::Store as _;
use guohe_store::{DATABASE_FILE, Database};
use serde_json::json;
use tokio::task::JoinSet;

use crate::scene::*;

told_alike!(
    what_was_acknowledged_is_there_when_it_is_opened_again,
    tables_of_a_newer_program_are_left_alone,
    tables_made_in_another_form_are_left_alone,
);

async fn what_was_acknowledged_is_there_when_it_is_opened_again(scene: &Scene) -> String {
    let opened = append(case(1), &[], &[event("opened", json!({ "title": "中" }))]);
    scene.db.append(act(vec![opened])).await.unwrap();
    let before = everything(&scene.db, &north()).await;
    scene.db.close().await;
    let again = Database::connect(scene.place()).await.unwrap();
    let read = json!(again.stream(&north(), case(1)).await.unwrap()).to_string();
    assert!(before.contains(&read));
    again.close().await;
    read
}

async fn refused(scene: &Scene) -> String {
    Database::connect(scene.place()).await.unwrap_err().to_string()
}

async fn tables_of_a_newer_program_are_left_alone(scene: &Scene) -> String {
    let newer = "INSERT INTO _sqlx_migrations
            (version, description, installed_on, success, checksum, execution_time)
        SELECT version + 41, description, installed_on, success, checksum, execution_time
        FROM _sqlx_migrations WHERE version = 1";
    scene.meddle(newer).await.unwrap();
    let told = refused(scene).await;
    assert_eq!(
        told,
        "the database was made by a newer version of this program: it has step 42, this version \
         knows 17; use the newer version, or restore a backup made before it"
    );
    told
}

async fn tables_made_in_another_form_are_left_alone(scene: &Scene) -> String {
    scene.meddle("UPDATE _sqlx_migrations SET checksum = '00'").await.unwrap();
    let told = refused(scene).await;
    assert_eq!(
        told,
        "step 1 of the database was taken in another form than this version holds; it was made by \
         an unpublished version, start with a new one"
    );
    told
}

async fn all_at_once(place: &str) {
    let mut programs = JoinSet::new();
    for number in 0..6 {
        let place = place.to_owned();
        programs.spawn(async move {
            let database = Database::connect(&place).await.unwrap();
            database.set_setting(&north(), &number.to_string(), &json!(number)).await.unwrap();
            database.close().await;
        });
    }
    programs.join_all().await;
    let database = Database::connect(place).await.unwrap();
    for number in 0..6 {
        let set = database.setting(&north(), &number.to_string()).await.unwrap();
        assert_eq!(set, Some(json!(number)));
    }
    database.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_programs_may_open_a_new_directory_at_once() {
    let directory = tempfile::tempdir().unwrap();
    all_at_once(directory.path().join("new").to_str().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_programs_may_open_a_new_server_at_once() {
    let server = guohe_testkit::postgres::Database::fresh().unwrap();
    all_at_once(server.url()).await;
}

#[tokio::test]
async fn a_new_data_directory_is_for_its_owner_alone() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("a/b");
    Database::connect(place.to_str().unwrap()).await.unwrap().close().await;
    let mode = std::fs::metadata(&place).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    assert!(place.join(DATABASE_FILE).is_file());
}

#[tokio::test]
async fn what_cannot_be_opened_says_what_to_look_at() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    std::fs::write(&file, b"").unwrap();
    let told = Database::connect(file.to_str().unwrap()).await.unwrap_err().to_string();
    assert_eq!(told, format!("{} cannot be used as a data directory", file.display()));

    let nobody = format!("postgres://guohe@localhost/guohe?host={}", directory.path().display());
    let told = Database::connect(&nobody).await.unwrap_err().to_string();
    let expected =
        "the database could not be opened; check its address, its rights, and that it runs";
    assert_eq!(told, expected);
}
