//! Who signs checkpoints: keys in files that only the program may read, and a file to which checkpoints are added.
//!
//! Neither is in the database, so whoever can rewrite the database can sign nothing and leaves the file as it was.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use guohe_chain::keys::{Algorithm, PublicKey, SecretKey};
use guohe_chain::note::Note;

use crate::stamps::Stamps;

/// The folder of keys within a data directory.
pub const KEYS_FOLDER: &str = "keys";
/// The file of public keys within it: one a line, those no longer in use among them.
pub const PUBLIC_KEYS_FILE: &str = "public";
/// The file of checkpoints within a data directory.
pub const CHECKPOINTS_FILE: &str = "checkpoints";
/// So much of the end of the file is read to find the newest checkpoint.
const END: u64 = 16 * 1024;
/// The name of the keys, before the word of the algorithm.
const NAME: &str = "guohe/log";

/// Why checkpoints cannot be signed or read.
#[derive(Debug, thiserror::Error)]
pub enum NotaryError {
    /// A file cannot be read or written.
    #[error("{} cannot be read or written", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Others may read the key.
    #[error("{} can be read by others; take that right away (chmod 600) and consider whether the key was copied", path.display())]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// A file does not hold what it should.
    #[error("{}, entry {entry}, is damaged; use another copy", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Which of its entries, from one.
        entry: usize,
    },
}

/// Signs checkpoints and keeps them outside the database.
#[derive(Debug)]
pub struct Notary {
    keys: Vec<SecretKey>,
    public: Vec<PublicKey>,
    file: PathBuf,
}

impl Notary {
    /// Takes the keys of a data directory, made when there are none.
    ///
    /// # Errors
    /// They cannot be read or made, or others may read them.
    pub fn open(data: &Path) -> Result<Self, NotaryError> {
        let folder = data.join(KEYS_FOLDER);
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        made.map_err(|source| NotaryError::Io { path: folder.clone(), source })?;
        let keys = [Algorithm::Ed25519, Algorithm::Sm2]
            .into_iter()
            .map(|algorithm| secret(&folder.join(algorithm.word()), algorithm))
            .collect::<Result<Vec<_>, _>>()?;
        let list = folder.join(PUBLIC_KEYS_FILE);
        let mut public = if list.exists() { public_keys(&list)? } else { Vec::new() };
        for key in &keys {
            if !public.contains(key.public()) {
                add(&list, &format!("{}\n", key.public().text()))?;
                public.push(key.public().clone());
            }
        }
        Ok(Self { keys, public, file: data.join(CHECKPOINTS_FILE) })
    }

    /// The keys with which its signatures are checked, those no longer in use among them.
    pub fn public(&self) -> &[PublicKey] {
        &self.public
    }

    /// The keys that sign.
    pub(crate) fn keys(&self) -> &[SecretKey] {
        &self.keys
    }

    /// The time stamps of its checkpoints.
    pub(crate) fn stamps(&self) -> Stamps {
        self.file.parent().map(Stamps::of).unwrap_or_default()
    }

    /// The largest checkpoint of a log that it has signed, as its file tells: that is no part of the database. None
    /// where it has signed none.
    pub(crate) fn last(&self, tenant: &str) -> Result<Option<Note>, NotaryError> {
        let prefix = origins(tenant);
        let of = |notes: Vec<Note>| {
            let own = notes.into_iter().filter(|note| note.checkpoint.origin.starts_with(&prefix));
            own.max_by_key(|note| note.checkpoint.size)
        };
        // The newest stands at the end of a file that grows for years.
        let failed = |source| NotaryError::Io { path: self.file.clone(), source };
        if let Some(note) = of(end_of(&self.file).map_err(failed)?) {
            return Ok(Some(note));
        }
        kept_notes(&self.file).map(of)
    }

    /// The file to which it adds.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Adds a checkpoint to the file.
    pub(crate) fn keep(&self, note: &Note) -> Result<(), NotaryError> {
        add(&self.file, &format!("{}\n", note.text()))
    }
}

/// How the names of all logs of a tenant begin.
pub(crate) fn origins(tenant: &str) -> String {
    format!("guohe/{tenant}/")
}

/// The checkpoints at the end of a file, as far as a piece of it holds them; those of which it holds a part are left
/// out.
fn end_of(path: &Path) -> io::Result<Vec<Note>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file?,
    };
    file.lock_shared()?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(END)))?;
    let mut bytes = Vec::new();
    io::Read::by_ref(&mut file).take(2 * END).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut rest = &*text;
    loop {
        match Note::parse_all(rest) {
            Ok(notes) => return Ok(notes),
            // It begins in the middle of one.
            Err(_) => match rest.split_once("\n\n") {
                Some((_, behind)) => rest = behind,
                None => return Ok(Vec::new()),
            },
        }
    }
}

fn secret(path: &Path, algorithm: Algorithm) -> Result<SecretKey, NotaryError> {
    let failed = |source| NotaryError::Io { path: path.to_owned(), source };
    if !path.exists() {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| failed(io::Error::other(error)))?;
        let mut file =
            File::options().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
        let text = format!("{}\n", guohe_chain::both::hex(bytes));
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    }
    if fs::metadata(path).map_err(failed)?.permissions().mode() & 0o077 != 0 {
        return Err(NotaryError::Open { path: path.to_owned() });
    }
    let text = fs::read_to_string(path).map_err(failed)?;
    let damaged = |_why| NotaryError::Damaged { path: path.to_owned(), entry: 1 };
    SecretKey::parse(NAME, algorithm, &text).map_err(damaged)
}

/// Adds a text to a file, brought to disk; programs that share the file wait for each other.
pub(crate) fn add(path: &Path, text: &str) -> Result<(), NotaryError> {
    let added = || {
        let mut file = File::options().create(true).append(true).mode(0o600).open(path)?;
        file.lock()?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    added().map_err(|source| NotaryError::Io { path: path.to_owned(), source })
}

/// The public keys of a file, one a line.
///
/// # Errors
/// It cannot be read, or a line is no key.
pub fn public_keys(path: &Path) -> Result<Vec<PublicKey>, NotaryError> {
    let text = fs::read_to_string(path)
        .map_err(|source| NotaryError::Io { path: path.to_owned(), source })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let key = |(number, line)| {
        let damaged = |_why| NotaryError::Damaged { path: path.to_owned(), entry: number + 1 };
        PublicKey::parse(line).map_err(damaged)
    };
    lines.map(key).collect()
}

/// The checkpoints of a file; none where there is no file.
///
/// # Errors
/// It cannot be read, or an entry is no checkpoint.
pub fn kept_notes(path: &Path) -> Result<Vec<Note>, NotaryError> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(|source| NotaryError::Io { path: path.to_owned(), source })?,
    };
    let damaged = |entry| NotaryError::Damaged { path: path.to_owned(), entry };
    Note::parse_all(&text).map_err(damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_once_kept_from_others_and_taken_again() {
        let data = tempfile::tempdir().unwrap();
        let first = Notary::open(data.path()).unwrap();
        let again = Notary::open(data.path()).unwrap();
        assert_eq!(first.public(), again.public());
        let folder = data.path().join(KEYS_FOLDER);
        assert_eq!(public_keys(&folder.join(PUBLIC_KEYS_FILE)).unwrap(), first.public());
        let key = folder.join("sm2");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&key)), (0o700, 0o600));

        fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Notary::open(data.path()), Err(NotaryError::Open { .. })));
    }

    #[test]
    fn a_new_key_leaves_the_old_one_among_those_that_check() {
        let data = tempfile::tempdir().unwrap();
        let first = Notary::open(data.path()).unwrap().public;
        fs::remove_file(data.path().join(KEYS_FOLDER).join("ed25519")).unwrap();
        let second = Notary::open(data.path()).unwrap().public;
        assert_eq!((second.len(), &second[..2]), (3, first.as_slice()));
    }
}
