//! Time stamps that others gave to checkpoints, in a file beside these: one a line, the name of the log, the size, and the
//! token in base64. The roots that are trusted for them lie among the keys, put there by the operator.

use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guohe_chain::note::Note;
use guohe_chain::stamp::{self, BadStamp, Expected, Policy, Roots, Stamp};

use crate::notary::{KEYS_FOLDER, NotaryError, add};

/// The file of time stamps within a data directory.
pub const STAMPS_FILE: &str = "timestamps";
/// The file of trusted roots within the folder of keys, PEM.
pub const STAMP_ROOTS_FILE: &str = "tsa.pem";

/// A time stamp that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptStamp {
    /// The name of the log of the checkpoint.
    pub origin: String,
    /// Its size.
    pub size: u64,
    /// The token, DER.
    pub token: Vec<u8>,
}

impl KeptStamp {
    /// Whether it says to be of a checkpoint.
    pub fn is_of(&self, note: &Note) -> bool {
        self.origin == note.checkpoint.origin && self.size == note.checkpoint.size
    }

    /// Checks it against the checkpoint with its signatures, and against a policy where one is wanted.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(
        &self,
        note: &Note,
        policy: Option<&Policy>,
        roots: &Roots,
    ) -> Result<Stamp, BadStamp> {
        let text = note.text();
        let expected = Expected { text: text.as_bytes(), nonce: None, policy };
        stamp::check(&self.token, expected, roots)
    }
}

/// Keeps a token beside the checkpoints of a data directory, brought to disk.
///
/// # Errors
/// The file cannot be written.
pub fn keep_stamp(data: &Path, note: &Note, token: &[u8]) -> Result<(), NotaryError> {
    let (origin, size) = (&note.checkpoint.origin, note.checkpoint.size);
    add(&data.join(STAMPS_FILE), &format!("{origin} {size} {}\n", STANDARD.encode(token)))
}

/// The time stamps of a file; none where there is no file.
///
/// # Errors
/// It cannot be read, or a line is no time stamp.
pub fn kept_stamps(path: &Path) -> Result<Vec<KeptStamp>, NotaryError> {
    let Some(text) = text(path)? else { return Ok(Vec::new()) };
    let stamp = |(number, line): (usize, &str)| {
        let damaged = || NotaryError::Damaged { path: path.to_owned(), entry: number + 1 };
        entry(line).ok_or_else(damaged)
    };
    text.lines().enumerate().map(stamp).collect()
}

fn entry(line: &str) -> Option<KeptStamp> {
    let mut words = line.split(' ');
    let (origin, size) = (words.next()?.to_owned(), words.next()?.parse().ok()?);
    let token = STANDARD.decode(words.next()?).ok()?;
    words.next().is_none().then_some(KeptStamp { origin, size, token })
}

/// The roots of a file; none where there is no file.
///
/// # Errors
/// It cannot be read, or holds no certificate.
pub fn stamp_roots(path: &Path) -> Result<Option<Roots>, NotaryError> {
    let Some(text) = text(path)? else { return Ok(None) };
    let damaged = |_why| NotaryError::Damaged { path: path.to_owned(), entry: 1 };
    Roots::parse(&text).map(Some).map_err(damaged)
}

fn text(path: &Path) -> Result<Option<String>, NotaryError> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        text => text.map(Some).map_err(|source| NotaryError::Io { path: path.to_owned(), source }),
    }
}

/// The time stamps of a data directory, with the roots that are trusted there.
#[derive(Debug, Default)]
pub(crate) struct Stamps {
    kept: Vec<KeptStamp>,
    roots: Option<Roots>,
}

impl Stamps {
    /// Reads them. What cannot be read is shown to nobody; the audit says what is wrong.
    pub(crate) fn of(data: &Path) -> Self {
        let kept = kept_stamps(&data.join(STAMPS_FILE)).unwrap_or_default();
        let roots = stamp_roots(&data.join(KEYS_FOLDER).join(STAMP_ROOTS_FILE));
        Self { kept, roots: roots.ok().flatten() }
    }

    /// The good time stamp of a checkpoint, if there is one.
    pub(crate) fn over(&self, note: &Note) -> Option<Stamp> {
        let roots = self.roots.as_ref()?;
        let mut own = self.kept.iter().filter(|one| one.is_of(note));
        own.find_map(|one| one.check(note, None, roots).ok())
    }
}
