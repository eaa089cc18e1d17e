//! Backups of the embedded database and its files, and their way back.
//!
//! A backup may be made while the program runs. The database is copied as it is at one moment, and the
//! files after it: a file is kept before the event that names it is recorded and is never deleted, so
//! every file that the copy names is there. A restored directory appears whole and proved, or not at all.
//! A PostgreSQL server has tools of its own for this.
//!
//! Checkpoints and public keys go with it, copied before the database, so that the copy knows of every event of
//! every checkpoint. The keys that sign do not: who finds a backup can sign nothing, and whoever restores one where
//! the keys were lost goes on with new ones.
//!
//! The keys under which texts about persons are sealed go into a second file beside it ([`keys`]): whoever keeps only the
//! newest of those has erased from every backup what was erased here.

mod keys;

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use guohe_cases::ports::LAST_BACKUP;
use jiff::Timestamp;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use crate::archive::{self, Item};
use crate::notary::{CHECKPOINTS_FILE, KEYS_FOLDER, PUBLIC_KEYS_FILE};
use crate::stamps::{STAMP_ROOTS_FILE, STAMPS_FILE};
use crate::{DATABASE_FILE, FILES_FOLDER, connect, digest, files, sql};

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed {
    /// Number of files, the database being one.
    pub files: u64,
    /// Number of their bytes.
    pub bytes: u64,
    /// Number of keys of persons in the second file.
    pub keys: u64,
}

/// Why a backup was not made or not restored. Nothing was left behind.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is no embedded database.
    #[error("{} holds no {DATABASE_FILE}; name the data directory to back up", path.display())]
    NoDatabase {
        /// The directory.
        path: PathBuf,
    },
    /// There is something where the result should go.
    #[error("{} exists and is not overwritten; name another place", path.display())]
    Taken {
        /// The place.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("this is not a backup of Guohe: its list of digests is missing or malformed")]
    NotABackup,
    /// The file cannot be read to its end.
    #[error("the backup cannot be read to its end; it was cut off or damaged, use another copy")]
    Unreadable {
        /// What went wrong.
        source: io::Error,
    },
    /// Bytes are not what they were.
    #[error("{name} is damaged: its bytes are not those that were stored")]
    Damaged {
        /// The file within the data directory.
        name: String,
    },
    /// A listed file is not there.
    #[error("{name} is listed but missing; the backup is not complete, use another copy")]
    Missing {
        /// The file within the data directory.
        name: String,
    },
    /// A file is there that is not listed.
    #[error("{name} is not listed; the backup was changed, use another copy")]
    Unlisted {
        /// The name it has.
        name: String,
    },
    /// Reading or writing failed.
    #[error("reading or writing failed")]
    Io(#[from] io::Error),
    /// The database failed.
    #[error("the database could not be copied or checked")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Packs a data directory into one new file, also while it is in use.
pub async fn backup(directory: &Path, target: &Path) -> Result<Packed, BackupError> {
    let database = directory.join(DATABASE_FILE);
    if !database.is_file() {
        return Err(BackupError::NoDatabase { path: directory.to_owned() });
    }
    for taken in [target.to_owned(), keys_beside(target)] {
        if taken.exists() {
            return Err(BackupError::Taken { path: taken });
        }
    }
    let (copy, notes) = (beside(target, ".database"), beside(target, ".checkpoints"));
    let (stamps, unfinished) = (beside(target, ".timestamps"), beside(target, ".unfinished"));
    let root = directory.join(FILES_FOLDER);
    let made = async {
        // Before the checkpoints, so that each time stamp in the copy has its own.
        let (from, to) = (directory.join(STAMPS_FILE), stamps.clone());
        let stamped = from.is_file();
        if stamped {
            blocking(move || Ok(fs::copy(&from, &to)?)).await?;
        }
        let (from, to) = (directory.join(CHECKPOINTS_FILE), notes.clone());
        let kept = blocking(move || copy_notes(&from, &to)).await?;
        snapshot(&database, &copy).await?;
        let persons = keys::take(&copy, &keys_beside(target)).await?;
        prove(&copy).await?;
        let keys = directory.join(KEYS_FOLDER).join(PUBLIC_KEYS_FILE);
        let public = format!("{KEYS_FOLDER}/{PUBLIC_KEYS_FILE}");
        let mut whole = vec![(DATABASE_FILE.to_owned(), copy.clone())];
        whole.extend(kept.then(|| (CHECKPOINTS_FILE.to_owned(), notes.clone())));
        whole.extend(keys.is_file().then_some((public, keys)));
        whole.extend(stamped.then(|| (STAMPS_FILE.to_owned(), stamps.clone())));
        let roots = directory.join(KEYS_FOLDER).join(STAMP_ROOTS_FILE);
        let name = format!("{KEYS_FOLDER}/{STAMP_ROOTS_FILE}");
        whole.extend(roots.is_file().then_some((name, roots)));
        let (unfinished, target) = (unfinished.clone(), target.to_owned());
        let packed = blocking(move || pack(&whole, &root, &unfinished, &target)).await?;
        Ok(Packed { keys: persons, ..packed })
    }
    .await;
    for path in [&copy, &notes, &stamps, &unfinished] {
        // Usually some of them are no longer there.
        drop(fs::remove_file(path));
    }
    if made.is_err() {
        drop(fs::remove_file(keys_beside(target)));
    }
    made
}

/// Leaves in the settings of every authority when the last backup was made, for the page of its system administrator.
/// The backup that was just made does not know of itself.
///
/// # Errors
/// The database cannot be written.
pub async fn note_backup(directory: &Path, at: Timestamp) -> Result<(), BackupError> {
    let database = directory.join(DATABASE_FILE);
    if !database.is_file() {
        return Err(BackupError::NoDatabase { path: directory.to_owned() });
    }
    let mut connection = connect::embedded(&database).connect().await.map_err(failed)?;
    let value = format!("\"{at}\"");
    let noted =
        sqlx::query(sql::NOTE_BACKUP).bind(LAST_BACKUP).bind(value).execute(&mut connection).await;
    connection.close().await.map_err(failed)?;
    noted.map_err(failed)?;
    Ok(())
}

/// Copies the database as it is at this moment.
async fn snapshot(database: &Path, copy: &Path) -> Result<(), BackupError> {
    match fs::remove_file(copy) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        removed => removed?,
    }
    // The name is bound as text, so it has to be text.
    let name = copy.to_str().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
    let mut connection = connect::embedded(database).connect().await.map_err(failed)?;
    let copied = sqlx::query(sql::SNAPSHOT).bind(name).execute(&mut connection).await;
    connection.close().await.map_err(failed)?;
    copied.map_err(failed)?;
    Ok(())
}

/// Asks the engine whether a database is whole, and ours.
async fn prove(database: &Path) -> Result<(), BackupError> {
    let mut connection =
        connect::embedded(database).read_only(true).connect().await.map_err(failed)?;
    let asked = ask(&mut connection).await;
    connection.close().await.map_err(failed)?;
    match asked.map_err(failed)? {
        (found, steps) if found == ["ok"] && steps > 0 => Ok(()),
        _ => Err(BackupError::Damaged { name: DATABASE_FILE.to_owned() }),
    }
}

async fn ask(connection: &mut SqliteConnection) -> sqlx::Result<(Vec<String>, i64)> {
    let found = sqlx::query_scalar(sql::INTEGRITY).fetch_all(&mut *connection).await?;
    let steps = sqlx::query_scalar(sql::STEPS_TAKEN).fetch_one(connection).await?;
    Ok((found, steps))
}

/// Copies the checkpoints as far as they are written; says whether there are any.
fn copy_notes(from: &Path, to: &Path) -> Result<bool, BackupError> {
    let mut file = match File::open(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        file => file?,
    };
    file.lock_shared()?;
    io::copy(&mut file, &mut File::create(to)?)?;
    Ok(true)
}

fn pack(
    whole: &[(String, PathBuf)],
    root: &Path,
    unfinished: &Path,
    target: &Path,
) -> Result<Packed, BackupError> {
    let mut items = Vec::new();
    for (name, path) in whole {
        let (digest, _) = digest::of_reader(File::open(path)?)?;
        items.push(Item { name: name.clone(), path: path.clone(), digest });
    }
    for digest in files::all(root)? {
        let name = format!("{FILES_FOLDER}/{}", files::name(&digest));
        items.push(Item { name, path: files::place(root, &digest), digest });
    }
    let file =
        File::options().write(true).create(true).truncate(true).mode(0o600).open(unfinished)?;
    let packed = archive::pack(io::BufWriter::new(&file), &items)?;
    file.sync_all()?;
    fs::rename(unfinished, target)?;
    sync(parent(target))?;
    Ok(packed)
}

/// Unpacks a backup into a directory that is new or empty, and proves every byte of it.
pub async fn restore(archive: &Path, directory: &Path) -> Result<Packed, BackupError> {
    if !vacant(directory)? {
        return Err(BackupError::Taken { path: directory.to_owned() });
    }
    let staging = beside(directory, ".unfinished");
    if staging.exists() {
        return Err(BackupError::Taken { path: staging });
    }
    let restored = async {
        let (source, into) = (archive.to_owned(), staging.clone());
        let packed = blocking(move || unpack(&source, &into)).await?;
        prove(&staging.join(DATABASE_FILE)).await?;
        let persons = keys::give_back(&staging.join(DATABASE_FILE), &keys_beside(archive)).await?;
        let (from, to) = (staging.clone(), directory.to_owned());
        blocking(move || settle(&from, &to)).await?;
        Ok(Packed { keys: persons, ..packed })
    }
    .await;
    if restored.is_err() {
        // The reason why it failed is what is reported.
        drop(fs::remove_dir_all(&staging));
    }
    restored
}

fn vacant(directory: &Path) -> io::Result<bool> {
    match fs::read_dir(directory) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}

fn unpack(archive: &Path, into: &Path) -> Result<Packed, BackupError> {
    let source = io::BufReader::new(File::open(archive)?);
    DirBuilder::new().recursive(true).mode(0o700).create(into)?;
    archive::unpack(source, into)
}

/// Brings the folders to disk, then gives the directory its name.
fn settle(from: &Path, to: &Path) -> Result<(), BackupError> {
    let files = from.join(FILES_FOLDER);
    DirBuilder::new().recursive(true).mode(0o700).create(&files)?;
    for folder in fs::read_dir(&files)? {
        sync(&folder?.path())?;
    }
    sync(&files)?;
    sync(from)?;
    // Takes the place of an empty directory, and of nothing else.
    fs::rename(from, to)?;
    sync(parent(to))?;
    Ok(())
}

fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The file of keys that belongs to a backup.
fn keys_beside(archive: &Path) -> PathBuf {
    beside(archive, ".keys")
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

fn failed(error: sqlx::Error) -> BackupError {
    BackupError::Database(Box::new(error))
}
