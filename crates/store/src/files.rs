//! Files, kept under the digest of their bytes.
//!
//! A file is named by its SHA-256, so it can be neither changed unnoticed nor kept twice, and keeping it
//! again mends a copy that was damaged. It is written beside its place, brought to disk, and only then
//! given its name, so a name never stands for half a file. It knows no file's title, type or owner.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use guohe_cases::ports::{Archive, Files};

use crate::digest::{self, Digest, from_hex, hex};

/// Files in a directory.
#[derive(Debug, Clone)]
pub struct FileDirectory {
    root: PathBuf,
}

impl FileDirectory {
    /// Opens a directory of files, made when there is none.
    pub fn open(root: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(root)?;
        Ok(Self::there(root))
    }

    /// A directory of files as it is, and none made; where there is none it holds nothing.
    pub fn there(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }
}

impl FileDirectory {
    /// The digests of all files, in ascending order.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn all(&self) -> io::Result<Vec<[u8; 32]>> {
        all(&self.root)
    }
}

#[async_trait]
impl Files for FileDirectory {
    async fn keep(&self, bytes: &[u8]) -> Result<[u8; 32], io::Error> {
        let (root, bytes) = (self.root.clone(), bytes.to_vec());
        tokio::task::spawn_blocking(move || keep(&root, &bytes)).await.map_err(io::Error::other)?
    }

    async fn fetch(&self, digest: &[u8; 32]) -> Result<Option<Vec<u8>>, io::Error> {
        let path = place(&self.root, digest);
        let digest = *digest;
        tokio::task::spawn_blocking(move || fetch(&path, &digest))
            .await
            .map_err(io::Error::other)?
    }
}

impl Archive for FileDirectory {
    fn bundle(&self, hash: &[u8; 32]) -> Result<Option<Vec<u8>>, io::Error> {
        fetch(&place(&self.root, hash), hash)
    }

    fn keep_bundle(&self, bytes: &[u8]) -> Result<(), io::Error> {
        keep(&self.root, bytes).map(drop)
    }
}

/// Where a file lies: in a folder named by the first two digits, since directories with very many
/// entries are slow to list and to copy.
pub(crate) fn place(root: &Path, digest: &Digest) -> PathBuf {
    root.join(name(digest))
}

/// The same, within the directory.
pub(crate) fn name(digest: &Digest) -> String {
    let mut digits = hex(digest);
    digits.insert(2, '/');
    digits
}

/// The digest that a name within the directory stands for.
pub(crate) fn digest_of(name: &str) -> Option<Digest> {
    let (folder, rest) = name.split_once('/')?;
    (folder.len() == 2).then(|| from_hex(&format!("{folder}{rest}")))?
}

/// The digests of all files, in ascending order. What is still being written is not among them.
pub(crate) fn all(root: &Path) -> io::Result<Vec<Digest>> {
    let mut digests = Vec::new();
    let folders = match fs::read_dir(root) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(digests),
        folders => folders?,
    };
    for folder in folders {
        let folder = folder?;
        if !folder.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path())? {
            let name = Path::new(&folder.file_name()).join(file?.file_name());
            digests.extend(name.to_str().and_then(digest_of));
        }
    }
    digests.sort_unstable();
    Ok(digests)
}

fn keep(root: &Path, bytes: &[u8]) -> io::Result<Digest> {
    let digest = digest::of(bytes);
    let path = place(root, &digest);
    let folder = path.parent().unwrap_or(root);
    if fetch(&path, &digest).ok().flatten().is_none() {
        make_folder(root, folder)?;
        write(folder, &path, bytes)?;
    }
    // Also when it was there: whoever wrote it may not have come this far.
    File::open(folder)?.sync_all()?;
    Ok(digest)
}

fn make_folder(root: &Path, folder: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        made => made?,
    }
    File::open(root)?.sync_all()
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let beside = folder.join(format!("unfinished-{}-{number}", std::process::id()));
    let written = write_whole(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The failure to write is what is reported; what is left of it has no name that counts.
        drop(fs::remove_file(&beside));
    }
    written
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A program of the same number may have died over it.
    let mut file =
        File::options().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn fetch(path: &Path, digest: &Digest) -> io::Result<Option<Vec<u8>>> {
    let bytes = match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    if digest::of(&bytes) == *digest {
        return Ok(Some(bytes));
    }
    Err(io::Error::new(
        ErrorKind::InvalidData,
        "the file is damaged: its bytes have another digest",
    ))
}
