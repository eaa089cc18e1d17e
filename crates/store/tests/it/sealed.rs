//! Secrets that lie sealed in the file of the database.

use guohe_cases::credential::{Credentials as _, Enrolment, Factor};
use guohe_cases::linked::Links as _;
use guohe_cases::ports::{Account, Store as _};
use guohe_store::{DATABASE_FILE, Database, KEYS_FOLDER, Resealed, SECRETS_FILE, Safe};
use jiff::Timestamp;

use crate::contract::people::account;
use crate::scene::{id, north};

/// Long enough not to stand anywhere by accident.
const LOGIN: &str = "canary-login-0F41";

const SECRET: &[u8] = b"twenty bytes secret!";

/// Whether the secret stands anywhere in the folder, but for the keys.
fn lies_open(folder: &std::path::Path) -> bool {
    stands(folder, SECRET)
}

fn stands(folder: &std::path::Path, wanted: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|path| path.is_file());
    files.into_iter().any(|path| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(wanted.len()).any(|part| part == wanted)
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

/// An account as it was written before names were sealed.
async fn written_before(folder: &std::path::Path) {
    use sqlx::{ConnectOptions as _, Connection as _};
    open(folder).await.close().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join(DATABASE_FILE));
    let mut connection = options.connect().await.unwrap();
    let told =
        "INSERT INTO account VALUES ('north', $1, $2, 'canary-name-0F41', '!', '[]', NULL, 0)";
    let put = sqlx::query(told).bind(id(1)).bind(LOGIN);
    put.execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn found(db: &Database, login: &str) -> Option<String> {
    db.account_by_login(&north(), login).await.unwrap().map(|account| account.name)
}

#[tokio::test]
async fn names_and_logins_do_not_lie_open_and_those_from_before_are_sealed() {
    let folder = tempfile::tempdir().unwrap();
    written_before(folder.path()).await;
    let safe = || Safe::open(folder.path()).unwrap();
    let db = open(folder.path()).await.kept_in(safe());
    assert!(stands(folder.path(), LOGIN.as_bytes()));
    assert_eq!(found(&db, LOGIN).await.as_deref(), Some("canary-name-0F41"), "is read as it lies");
    assert_eq!(db.seal_accounts().await.unwrap(), 1);
    assert_eq!(db.seal_accounts().await.unwrap(), 0);
    let new =
        Account { name: "canary-name-second".to_owned(), ..account(2, "canary-login-second") };
    db.add_account(&north(), &new).await.unwrap();
    db.close().await;
    assert!(!stands(folder.path(), b"canary-"), "nothing of the four lies open");

    let db = open(folder.path()).await.kept_in(safe());
    assert_eq!(found(&db, LOGIN).await.as_deref(), Some("canary-name-0F41"));
    assert_eq!(found(&db, "canary-login-second").await, Some(new.name.clone()));
    assert_eq!(found(&db, "canary-login-third").await, None);
    assert!(db.add_account(&north(), &account(3, LOGIN)).await.is_err(), "a login is taken once");
    db.close().await;
    // What stands in the database is no login itself.
    let bytes = std::fs::read(folder.path().join(DATABASE_FILE)).unwrap();
    let at = bytes.windows(10).position(|part| part[0] == b'~' && part[9] == b':').unwrap();
    let index = String::from_utf8(bytes[at..at + 74].to_vec()).unwrap();
    let db = open(folder.path()).await.kept_in(safe());
    assert_eq!(found(&db, &index).await, None, "{index}");
    db.close().await;
}

#[tokio::test]
async fn logins_are_found_after_the_key_was_replaced_and_after_it_was_lost() {
    let folder = tempfile::tempdir().unwrap();
    let safe = || Safe::open(folder.path()).unwrap();
    let db = open(folder.path()).await.kept_in(safe());
    db.add_account(&north(), &account(1, LOGIN)).await.unwrap();
    let running = open(folder.path()).await.kept_in(safe());
    db.safe().unwrap().renew().unwrap();
    assert!(found(&db, LOGIN).await.is_some(), "entered under the key before");
    assert_eq!(db.seal_accounts().await.unwrap(), 1);
    for one in [&db, &running] {
        assert!(found(one, LOGIN).await.is_some());
    }
    running.close().await;
    db.close().await;
    std::fs::remove_file(folder.path().join(KEYS_FOLDER).join(SECRETS_FILE)).unwrap();
    let db = open(folder.path()).await.kept_in(safe());
    assert_eq!(found(&db, LOGIN).await, None);
    assert_eq!(db.seal_accounts().await.unwrap(), 1);
    assert!(found(&db, LOGIN).await.is_some(), "the index follows from what is sealed");
    db.close().await;
}
