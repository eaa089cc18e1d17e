//! Backups that are known to restore.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use guohe_cases::ports::{Account, Files as _, KEY_MISSING, LAST_BACKUP, Store as _};
use guohe_store::{
    DATABASE_FILE, Database, FILES_FOLDER, FileDirectory, Packed, backup, note_backup, restore,
};
use serde_json::json;
use tempfile::TempDir;

use crate::files::tree;
use crate::scene::*;

/// A data directory with one of everything that could be lost.
struct House {
    scene: Scene,
    files: FileDirectory,
    away: TempDir,
}

impl House {
    async fn new() -> Self {
        let scene = Scene::sqlite().await;
        let files = FileDirectory::open(&Path::new(scene.place()).join(FILES_FOLDER)).unwrap();
        files.keep(b"the application").await.unwrap();
        files.keep(&vec![9; 200_000]).await.unwrap();
        let mut opened = event("opened", json!({ "title": "基地", "people": [id(1)] }));
        opened.personal = Some(json!({ "name": "某人" }));
        scene.db.append(act(vec![append(case(1), &[], &[opened])])).await.unwrap();
        let account = Account {
            id: id(1),
            login: "one".to_owned(),
            name: "某甲".to_owned(),
            password: "$argon2id$".to_owned(),
            roles: vec!["officer".to_owned()],
            organisation: None,
            demonstration: false,
        };
        scene.db.add_account(&north(), &account).await.unwrap();
        scene.db.next_number(&north(), "certificates").await.unwrap();
        Self { scene, files, away: tempfile::tempdir().unwrap() }
    }

    fn root(&self) -> &Path {
        Path::new(self.scene.place())
    }

    fn away(&self, name: &str) -> PathBuf {
        self.away.path().join(name)
    }

    async fn packed(&self) -> PathBuf {
        let target = self.away("backup.tar");
        backup(self.root(), &target).await.unwrap();
        target
    }
}

async fn refused(archive: &Path, directory: &Path) -> String {
    restore(archive, directory).await.unwrap_err().to_string()
}

fn names_in(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn when_a_backup_was_made_is_known_to_every_authority_with_people_and_to_the_latest_alone() {
    let house = House::new().await;
    let db = &house.scene.db;
    assert_eq!(db.setting(&north(), LAST_BACKUP).await.unwrap(), None);
    for at in ["2026-03-01T02:00:00Z", "2026-03-08T02:00:00Z"] {
        note_backup(house.root(), at.parse().unwrap()).await.unwrap();
        assert_eq!(db.setting(&north(), LAST_BACKUP).await.unwrap(), Some(json!(at)));
    }
    assert_eq!(db.setting(&south(), LAST_BACKUP).await.unwrap(), None, "nobody works there");
    let nowhere = tempfile::tempdir().unwrap();
    let at = "2026-03-08T02:00:00Z".parse().unwrap();
    assert!(note_backup(nowhere.path(), at).await.is_err());
    assert_eq!(names_in(nowhere.path()), Vec::<String>::new(), "no database is made for it");
}

#[tokio::test]
async fn what_was_lost_comes_back_whole() {
    let house = House::new().await;
    let before = everything(&house.scene.db, &north()).await;
    let files = tree(&house.root().join(FILES_FOLDER));
    let archive = house.packed().await;
    let root = house.root().to_owned();
    house.scene.db.close().await;
    fs::remove_dir_all(&root).unwrap();

    let packed = restore(&archive, &root).await.unwrap();
    assert_eq!(packed.files, 3);
    assert_eq!(tree(&root.join(FILES_FOLDER)), files);
    let db = Database::connect(root.to_str().unwrap()).await.unwrap();
    assert_eq!(everything(&db, &north()).await, before);
    let stream = db.stream(&north(), case(1)).await.unwrap();
    assert_eq!(stream[0].what.personal, Some(json!({ "name": "某人" })));
    assert_eq!(db.next_number(&north(), "certificates").await.unwrap(), 2);
    // And work goes on.
    let next = append(case(1), &what(stream), &[event("submitted", json!({}))]);
    db.append(act(vec![next])).await.unwrap();
    let bytes = house.files.fetch(&sha(b"the application")).await.unwrap();
    assert_eq!(bytes.as_deref(), Some(&b"the application"[..]));
    db.close().await;
}

#[tokio::test]
async fn a_backup_without_its_keys_tells_nothing_about_anybody() {
    let house = House::new().await;
    let archive = house.packed().await;
    let keys = house.away("backup.tar.keys");
    assert_eq!(fs::metadata(&keys).unwrap().permissions().mode() & 0o077, 0);
    let key = house.scene.keys().await.remove(0);
    let bytes = fs::read(&archive).unwrap();
    assert_eq!(bytes.windows(key.len()).filter(|window| *window == key).count(), 0);

    let aside = house.away("aside");
    fs::rename(&keys, &aside).unwrap();
    let target = house.away("restored");
    assert_eq!(restore(&archive, &target).await.unwrap().keys, 0);
    let db = Database::connect(target.to_str().unwrap()).await.unwrap();
    assert_eq!(db.stream(&north(), case(1)).await.unwrap()[0].what.personal, None);
    let nobody = db.accounts(&north()).await.unwrap().remove(0);
    assert_eq!((nobody.login.as_str(), nobody.name.as_str()), ("", KEY_MISSING));
    let findings = db.verify_chain(&north(), &[], |_| {}).await.unwrap();
    let told: Vec<_> = findings.into_iter().map(|one| (one.first, one.en())).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].0 == 1 && told[0].1.contains("restored without its keys"), "{told:?}");
    db.close().await;

    // The keys of today, after somebody was erased, give an older backup back without them.
    erase_all(&house.scene.db, case(1)).await;
    let newest = house.away("newest.tar");
    assert_eq!(backup(house.root(), &newest).await.unwrap().keys, 1, "that of the account");
    fs::rename(house.away("newest.tar.keys"), &keys).unwrap();
    let again = house.away("again");
    assert_eq!(restore(&archive, &again).await.unwrap().keys, 1);
    let db = Database::connect(again.to_str().unwrap()).await.unwrap();
    assert_eq!(db.stream(&north(), case(1)).await.unwrap()[0].what.personal, None);
    assert_eq!(db.accounts(&north()).await.unwrap()[0].name, "某甲");
    db.close().await;
}

fn sha(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_made_while_people_work_is_of_one_moment() {
    let house = House::new().await;
    let (db, files) = (house.scene.db.clone(), house.files.clone());
    let (started, writing) = tokio::sync::oneshot::channel();
    let work = tokio::spawn(async move {
        let mut started = Some(started);
        // Each act on two streams, each naming a file that was kept before.
        let mut before = Vec::new();
        for number in 0_u32..120 {
            let file = files.keep(&number.to_le_bytes()).await.unwrap();
            let next = event("noted", json!({ "file": file, "number": number }));
            let appends = [case(2), case(3)]
                .map(|stream| append(stream, &before, std::slice::from_ref(&next)));
            db.append(act(appends.into())).await.unwrap();
            before.push(next);
            if number == 10 {
                started.take().unwrap().send(()).unwrap();
            }
        }
    });
    writing.await.unwrap();
    let archive = house.packed().await;
    work.await.unwrap();

    let restored = house.away("restored");
    restore(&archive, &restored).await.unwrap();
    let db = Database::connect(restored.to_str().unwrap()).await.unwrap();
    let files = FileDirectory::open(&restored.join(FILES_FOLDER)).unwrap();
    let (left, right) = (
        what(db.stream(&north(), case(2)).await.unwrap()),
        what(db.stream(&north(), case(3)).await.unwrap()),
    );
    assert!((11..=120).contains(&left.len()), "{}", left.len());
    assert_eq!(left, right);
    assert_eq!(db.row(&north(), case(3)).await.unwrap(), Some(row_of(case(3), &right)));
    for (number, event) in (0_u32..).zip(&left) {
        let digest: [u8; 32] = serde_json::from_value(event.payload["file"].clone()).unwrap();
        let bytes = files.fetch(&digest).await.unwrap().expect("a named file is in the backup");
        assert_eq!(bytes, number.to_le_bytes());
    }
}

#[tokio::test]
async fn a_backup_can_be_proved_with_the_tools_of_every_system() {
    let house = House::new().await;
    let archive = house.packed().await;
    let checked = Command::new("sh")
        .args([
            "-c",
            "tar --extract --file \"$1\" && sha256sum --check --strict --quiet SHA256SUMS",
            "sh",
        ])
        .arg(&archive)
        .current_dir(house.away.path())
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let list = fs::read_to_string(house.away("SHA256SUMS")).unwrap();
    assert_eq!(list.lines().count(), 3);
}

#[tokio::test]
async fn nothing_is_overwritten_and_nothing_unfinished_is_left() {
    let house = House::new().await;
    let archive = house.packed().await;
    assert_eq!(names_in(house.away.path()), ["backup.tar", "backup.tar.keys"]);
    let bytes = fs::read(&archive).unwrap();
    let taken = backup(house.root(), &archive).await.unwrap_err().to_string();
    assert_eq!(
        taken,
        format!("{} exists and is not overwritten; name another place", archive.display())
    );
    assert_eq!(fs::read(&archive).unwrap(), bytes);

    let lived_in = house.away("lived-in");
    fs::create_dir(&lived_in).unwrap();
    fs::write(lived_in.join("letter"), b"mine").unwrap();
    let taken = format!("{} exists and is not overwritten; name another place", lived_in.display());
    assert_eq!(refused(&archive, &lived_in).await, taken);
    assert_eq!(names_in(&lived_in), ["letter"]);

    let empty = house.away("empty");
    fs::create_dir(&empty).unwrap();
    restore(&archive, &empty).await.unwrap();
    assert_eq!(names_in(&empty), [FILES_FOLDER, DATABASE_FILE]);
    assert_eq!(names_in(house.away.path()), ["backup.tar", "backup.tar.keys", "empty", "lived-in"]);
}

#[tokio::test]
async fn a_directory_without_a_database_is_not_packed() {
    let (empty, away) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let told = backup(empty.path(), &away.path().join("b.tar")).await.unwrap_err().to_string();
    let place = empty.path().display();
    assert_eq!(told, format!("{place} holds no guohe.db; name the data directory to back up"));
    assert_eq!(names_in(away.path()), [""; 0]);
    assert_eq!(names_in(empty.path()), [""; 0]);
}

#[tokio::test]
async fn a_file_that_was_damaged_stops_the_backup_and_is_named() {
    let house = House::new().await;
    let (path, mut bytes) = tree(&house.root().join(FILES_FOLDER)).remove(0);
    bytes[0] ^= 1;
    fs::write(&path, bytes).unwrap();
    let told = backup(house.root(), &house.away("b.tar")).await.unwrap_err().to_string();
    let name = path.strip_prefix(house.root()).unwrap().display();
    assert_eq!(told, format!("{name} is damaged: its bytes are not those that were stored"));
    assert_eq!(names_in(house.away.path()), [""; 0]);
}

#[tokio::test]
async fn one_altered_byte_anywhere_in_a_file_is_found() {
    let house = House::new().await;
    let archive = house.packed().await;
    let bytes = fs::read(&archive).unwrap();
    let (broken, target) = (house.away("broken.tar"), house.away("restored"));
    // Past the list and the header of the database, on to the end of the last file.
    let positions = (4096..bytes.len() - 1024).step_by(bytes.len() / 60);
    let mut found = 0;
    for position in positions {
        let mut altered = bytes.clone();
        altered[position] ^= 1;
        fs::write(&broken, altered).unwrap();
        if let Err(error) = restore(&broken, &target).await {
            assert!(!target.exists(), "{error}");
            found += 1;
        } else {
            // Only what fills a block up to 512 bytes belongs to no file; what was restored is whole.
            let again = house.away("again.tar");
            // What was restored without the file of keys has none.
            let whole = Packed { keys: 1, ..backup(&target, &again).await.unwrap() };
            assert_eq!(whole, packed_size(&archive, &house).await, "at {position}");
            fs::remove_dir_all(&target).unwrap();
            fs::remove_file(house.away("again.tar.keys")).unwrap();
            fs::remove_file(again).unwrap();
        }
        assert_eq!(names_in(house.away.path()), ["backup.tar", "backup.tar.keys", "broken.tar"]);
    }
    assert!(found >= 55, "found {found}");
}

async fn packed_size(archive: &Path, house: &House) -> Packed {
    let aside = house.away("aside");
    let packed = restore(archive, &aside).await.unwrap();
    fs::remove_dir_all(aside).unwrap();
    packed
}

/// A backup with a database that was spoilt before its digest was taken.
async fn restored_after(spoil: &str) -> String {
    let scene = Scene::sqlite().await;
    let opened = append(case(1), &[], &[event("opened", json!({ "title": "基地" }))]);
    scene.db.append(act(vec![opened])).await.unwrap();
    scene.db.close().await;
    scene.meddle(spoil).await.unwrap();
    let bytes = fs::read(Path::new(scene.place()).join(DATABASE_FILE)).unwrap();
    let away = tempfile::tempdir().unwrap();
    let archive = away.path().join("spoilt.tar");
    let digits = digits_of(&bytes);
    forged(&archive, &format!("{digits}  guohe.db\n"), &[("guohe.db", &bytes)]);
    let told = refused(&archive, &away.path().join("restored")).await;
    assert_eq!(names_in(away.path()), ["spoilt.tar"]);
    told
}

fn digits_of(bytes: &[u8]) -> String {
    sha(bytes).iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

#[tokio::test]
async fn a_database_that_is_not_whole_or_not_ours_is_not_restored() {
    let damaged = "guohe.db is damaged: its bytes are not those that were stored";
    // An index that holds something else than its table does.
    let torn = "PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, ', stage,', ', title,')
        WHERE name = 'listing_by_stage'";
    assert_eq!(restored_after(torn).await, damaged);
    assert_eq!(restored_after("DELETE FROM _sqlx_migrations").await, damaged);
    let gone = restored_after("DROP TABLE _sqlx_migrations").await;
    assert_eq!(gone, "the database could not be copied or checked");
}

#[tokio::test]
async fn a_backup_that_was_cut_off_is_not_restored() {
    let house = House::new().await;
    let bytes = fs::read(house.packed().await).unwrap();
    let (cut, target) = (house.away("cut.tar"), house.away("restored"));
    for length in [0, 1, 511, 512, 600, 2048, 20_000, bytes.len() / 2, bytes.len() - 20_000] {
        fs::write(&cut, &bytes[..length]).unwrap();
        restore(&cut, &target).await.expect_err(&length.to_string());
        assert_eq!(names_in(house.away.path()), ["backup.tar", "backup.tar.keys", "cut.tar"]);
    }
}

/// An archive with entries of any name, behind a list.
fn forged(path: &Path, list: &str, entries: &[(&str, &[u8])]) {
    let mut tar = tar::Builder::new(fs::File::create(path).unwrap());
    for (name, bytes) in [&[("SHA256SUMS", list.as_bytes())], entries].concat() {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len().try_into().unwrap());
        header.set_mode(0o600);
        // Past the builder's own check of names.
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, bytes).unwrap();
    }
    tar.finish().unwrap();
}

/// An archive that lists and holds what it says, and why it is refused.
struct Forgery {
    list: String,
    entries: Vec<(&'static str, &'static [u8])>,
    reason: String,
}

fn forgeries() -> Vec<Forgery> {
    const DATABASE: (&str, &[u8]) = ("guohe.db", b"x");
    const ESCAPE: (&str, &[u8]) = ("../escaped", b"x");
    // The published digest of the letter x.
    let digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    let (folder, rest) = digest.split_at(2);
    let database = format!("{digest}  guohe.db\n");
    let file = format!("{digest}  files/{folder}/{rest}\n");
    let forgery = |list: &[&str], entries: &[_], reason: &str| Forgery {
        list: list.concat(),
        entries: entries.to_vec(),
        reason: reason.to_owned(),
    };
    let malformed = "this is not a backup of Guohe: its list of digests is missing or malformed";
    let changed = "is not listed; the backup was changed, use another copy";
    let missing = "is listed but missing; the backup is not complete, use another copy";
    let damaged = "is damaged: its bytes are not those that were stored";
    vec![
        forgery(&[], &[DATABASE], malformed),
        forgery(&[&file], &[], malformed),
        forgery(&[&database, digest, "  ../escaped\n"], &[DATABASE, ESCAPE], malformed),
        forgery(&[&database, digest, "  files/00/", rest, "\n"], &[DATABASE], malformed),
        forgery(&[&database, &database], &[DATABASE], malformed),
        forgery(&[&database], &[DATABASE, ESCAPE], &format!("../escaped {changed}")),
        forgery(&[&database], &[DATABASE, DATABASE], &format!("guohe.db {changed}")),
        forgery(&[&database, &file], &[DATABASE], &format!("files/{folder}/{rest} {missing}")),
        forgery(&[&database], &[("guohe.db", b"y")], &format!("guohe.db {damaged}")),
        // Listed and unaltered, but no database.
        forgery(&[&database], &[DATABASE], "the database could not be copied or checked"),
    ]
}

#[tokio::test]
async fn a_forged_backup_is_refused_and_writes_nowhere() {
    let away = tempfile::tempdir().unwrap();
    let (archive, target) = (away.path().join("forged.tar"), away.path().join("restored"));
    for forgery in forgeries() {
        forged(&archive, &forgery.list, &forgery.entries);
        assert_eq!(refused(&archive, &target).await, forgery.reason);
        assert_eq!(names_in(away.path()), ["forged.tar"]);
    }
}
