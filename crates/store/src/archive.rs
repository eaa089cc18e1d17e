//! What a backup looks like: a tar file that begins with the digests of all that follows.
//!
//! The list has the form that `sha256sum --check` reads, so a backup can be looked at and proved without
//! this program. Reading takes nothing on trust: a name that is not of the two expected forms, a file
//! that is not listed, listed twice, missing, or has other bytes ends it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::backup::{BackupError, Packed};
use crate::digest::{Digest, Witness, from_hex, hex};
use crate::notary::{CHECKPOINTS_FILE, KEYS_FOLDER, PUBLIC_KEYS_FILE};
use crate::stamps::{STAMP_ROOTS_FILE, STAMPS_FILE};
use crate::{DATABASE_FILE, FILES_FOLDER, files};

/// The name of the list.
const LIST: &str = "SHA256SUMS";
/// A list of ten million files is below this; a longer one is no list.
const LONGEST_LIST: u64 = 2 << 30;

/// A file to be packed.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) digest: Digest,
}

/// Writes an archive of the items.
pub(crate) fn pack(target: impl Write, items: &[Item]) -> Result<Packed, BackupError> {
    let mut tar = tar::Builder::new(target);
    let mut list = String::new();
    for item in items {
        writeln!(list, "{}  {}", hex(item.digest), item.name).map_err(io::Error::other)?;
    }
    add(&mut tar, LIST, byte_count(list.len())?, list.as_bytes())?;
    let mut packed = Packed { files: 0, bytes: 0, keys: 0 };
    for item in items {
        let file = File::open(&item.path)?;
        let size = file.metadata()?.len();
        let mut witness = Witness::new(file);
        add(&mut tar, &item.name, size, &mut witness)?;
        if witness.seen() != (item.digest, size) {
            return Err(BackupError::Damaged { name: item.name.clone() });
        }
        packed.files += 1;
        packed.bytes += size;
    }
    tar.into_inner()?.flush()?;
    Ok(packed)
}

fn add<W: Write>(
    tar: &mut tar::Builder<W>,
    name: &str,
    size: u64,
    bytes: impl Read,
) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    tar.append_data(&mut header, name, bytes)
}

fn byte_count(length: usize) -> io::Result<u64> {
    u64::try_from(length).map_err(io::Error::other)
}

/// Writes the files of an archive into an empty directory, and proves each.
pub(crate) fn unpack(source: impl Read, into: &Path) -> Result<Packed, BackupError> {
    let mut tar = tar::Archive::new(source);
    let mut entries = tar.entries().map_err(unreadable)?;
    let first = entries.next().ok_or(BackupError::NotABackup)?.map_err(unreadable)?;
    let mut listed = read_list(first)?;
    let mut packed = Packed { files: 0, bytes: 0, keys: 0 };
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        let name = name_of(&entry)?;
        let Some(digest) = listed.remove(&name) else {
            return Err(BackupError::Unlisted { name });
        };
        packed.bytes += write_out(entry, &into.join(&name), &name, &digest)?;
        packed.files += 1;
    }
    match listed.into_keys().next() {
        Some(name) => Err(BackupError::Missing { name }),
        None => Ok(packed),
    }
}

fn read_list<R: Read>(
    mut entry: tar::Entry<'_, R>,
) -> Result<BTreeMap<String, Digest>, BackupError> {
    if name_of(&entry)? != LIST || entry.size() > LONGEST_LIST {
        return Err(BackupError::NotABackup);
    }
    let mut text = String::new();
    entry.read_to_string(&mut text).map_err(unreadable)?;
    let mut listed = BTreeMap::new();
    for line in text.lines() {
        let (digits, name) = line.split_once("  ").ok_or(BackupError::NotABackup)?;
        let digest = from_hex(digits).ok_or(BackupError::NotABackup)?;
        if !expected(name, &digest) || listed.insert(name.to_owned(), digest).is_some() {
            return Err(BackupError::NotABackup);
        }
    }
    if listed.contains_key(DATABASE_FILE) { Ok(listed) } else { Err(BackupError::NotABackup) }
}

/// Whether it is the database, what goes with its checkpoints, or a file under the name that its digest gives it.
fn expected(name: &str, digest: &Digest) -> bool {
    let file = || name.strip_prefix(FILES_FOLDER)?.strip_prefix('/').and_then(files::digest_of);
    let key = |name: &str| format!("{KEYS_FOLDER}/{name}");
    let (public, roots) = (key(PUBLIC_KEYS_FILE), key(STAMP_ROOTS_FILE));
    let whole = [DATABASE_FILE, CHECKPOINTS_FILE, STAMPS_FILE, &public, &roots];
    whole.contains(&name) || file() == Some(*digest)
}

fn name_of<R: Read>(entry: &tar::Entry<'_, R>) -> Result<String, BackupError> {
    String::from_utf8(entry.path_bytes().into_owned()).ok().ok_or(BackupError::NotABackup)
}

fn write_out<R: Read>(
    entry: tar::Entry<'_, R>,
    path: &Path,
    name: &str,
    digest: &Digest,
) -> Result<u64, BackupError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = File::create_new(path)?;
    let mut witness = Witness::new(entry);
    io::copy(&mut witness, &mut file).map_err(unreadable)?;
    file.sync_all()?;
    let (found, bytes) = witness.seen();
    if found == *digest { Ok(bytes) } else { Err(BackupError::Damaged { name: name.to_owned() }) }
}

/// The archive ends in the middle, or is no archive.
fn unreadable(source: io::Error) -> BackupError {
    BackupError::Unreadable { source }
}
