//! Secrets that lie sealed in the file of the database.

use guohe_cases::credential::{Credentials as _, Enrolment, Factor};
use guohe_cases::linked::Links as _;
use guohe_cases::ports::Store as _;
use guohe_store::{Database, KEYS_FOLDER, Resealed, SECRETS_FILE, Safe};
use jiff::Timestamp;

use crate::contract::people::account;
use crate::scene::{id, north};

const SECRET: &[u8] = b"twenty bytes secret!";

/// Whether the secret stands anywhere in the folder, but for the keys.
fn lies_open(folder: &std::path::Path) -> bool {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|path| path.is_file());
    files.into_iter().any(|path| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(SECRET.len()).any(|part| part == SECRET)
    })
}

async fn open(folder: &std::path::Path) -> Database {
    Database::connect(folder.to_str().unwrap()).await.unwrap()
}

async fn enrol(db: &Database) {
    let factor = Factor { secret: SECRET.to_vec(), since: Timestamp::UNIX_EPOCH, used: 0 };
    let enrolment = Enrolment { factor, recovery: Vec::new() };
    db.put_factor(&north(), id(1), &enrolment, None).await.unwrap();
    db.set_provider_secret(&north(), "province", Some(SECRET)).await.unwrap();
}

async fn read(db: &Database) -> [Vec<u8>; 2] {
    let factor = db.factor(&north(), id(1)).await.unwrap().unwrap();
    [factor.secret, db.provider_secret(&north(), "province").await.unwrap().unwrap()]
}

#[tokio::test]
async fn secrets_do_not_lie_open_and_those_from_before_are_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let plain = open(folder.path()).await;
    plain.add_account(&north(), &account(1, "one")).await.unwrap();
    enrol(&plain).await;
    plain.close().await;
    assert!(lies_open(folder.path()), "without a safe it does");
    let db = open(folder.path()).await.kept_in(Safe::open(folder.path()).unwrap());
    assert_eq!(read(&db).await, [SECRET, SECRET], "what was written before is read");
    let [first, again] = [db.seal_secrets().await.unwrap(), db.seal_secrets().await.unwrap()];
    assert_eq!((first.sealed, again.sealed), (2, 0));
    db.close().await;
    assert!(!lies_open(folder.path()));
    let db = open(folder.path()).await.kept_in(Safe::open(folder.path()).unwrap());
    assert_eq!(read(&db).await, [SECRET, SECRET]);
    enrol(&db).await;
    db.close().await;
    assert!(!lies_open(folder.path()), "what is written now is sealed");
}

#[tokio::test]
async fn a_key_is_replaced_and_one_that_is_lost_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(folder.path()).await.kept_in(Safe::open(folder.path()).unwrap());
    db.add_account(&north(), &account(1, "one")).await.unwrap();
    enrol(&db).await;
    let file = folder.path().join(KEYS_FOLDER).join(SECRETS_FILE);
    let running = open(folder.path()).await.kept_in(Safe::open(folder.path()).unwrap());
    db.safe().unwrap().renew().unwrap();
    assert_eq!(db.seal_secrets().await.unwrap(), Resealed { sealed: 2, lost: 0 });
    assert_eq!(read(&running).await, [SECRET, SECRET], "a program that began before goes on");
    running.close().await;
    // Without the new key nothing can be read, and nothing is thrown away.
    let keys = std::fs::read_to_string(&file).unwrap();
    let (old, _) = keys.split_once('\n').unwrap();
    std::fs::write(&file, format!("{old}\n")).unwrap();
    let lost = open(folder.path()).await.kept_in(Safe::open(folder.path()).unwrap());
    assert_eq!(lost.seal_secrets().await.unwrap(), Resealed { sealed: 0, lost: 2 });
    assert!(lost.factor(&north(), id(1)).await.is_err());
    std::fs::write(&file, keys).unwrap();
    assert_eq!(read(&lost).await, [SECRET, SECRET], "put back, it is found");
    lost.close().await;
}
