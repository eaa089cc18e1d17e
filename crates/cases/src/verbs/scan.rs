//! Files that are held until a scanner has found them clean. Whoever scans is outside; when it cannot be reached the
//! file stays held, and it is asked again later.

use std::io;

use uuid::Uuid;

use super::{
    Failure,
    append::append,
    attach::{AttachError, Room},
    fill::Filling,
};
use crate::{
    attachment::{Scan, bytes_of},
    desk::Desk,
    event::About,
    happened::{Entry, Happened},
    moment::Moment,
    person::Person,
    ports::{Row, RowQuery},
};

/// The role in which is recorded what a scanner has said.
const SCANNER: &str = "scanner";

/// What became of the held files of a case.
#[derive(Debug, Default)]
pub struct Scanned {
    /// So many were found clean or not clean.
    pub settled: usize,
    /// So many stay held, with what the scanner failed with.
    pub held: Vec<(String, io::Error)>,
}

/// Has the held files of a case scanned and records what was said.
///
/// # Errors
/// The failure of the store or of the files; a scanner that fails is no error here.
pub async fn scan_held(
    desk: Desk<'_>,
    room: Room<'_>,
    moment: impl Fn() -> Moment + Send,
    case: Uuid,
) -> Result<Scanned, AttachError> {
    let mut scanned = Scanned::default();
    let held: Vec<(String, String)> = desk
        .case(case)
        .await?
        .files()
        .filter(|file| file.scan == Scan::Held)
        .map(|file| (file.id.clone(), file.digest.clone()))
        .collect();
    for (id, digest) in held {
        let bytes = match bytes_of(&digest) {
            Some(digest) => room.files.fetch(&digest).await?,
            None => None,
        };
        let Some(bytes) = bytes else {
            scanned.held.push((id, io::Error::from(io::ErrorKind::NotFound)));
            continue;
        };
        match room.inspector.scan(&bytes).await {
            Ok(clean) => {
                settle(desk, moment(), case, &id, clean).await?;
                scanned.settled += 1;
            }
            Err(error) => scanned.held.push((id, error)),
        }
    }
    Ok(scanned)
}

async fn settle(
    desk: Desk<'_>,
    moment: Moment,
    case: Uuid,
    id: &str,
    clean: bool,
) -> Result<(), Failure> {
    // Several tries: somebody may be typing meanwhile, and whoever does must not see a failure because of this.
    const TRIES: usize = 5;
    let person = Person::operator();
    let mut last = Ok(());
    for _ in 0..TRIES {
        let now = desk.case(case).await?;
        // It may have been taken off.
        if now.file(id).is_none_or(|file| file.scan != Scan::Held) {
            return Ok(());
        }
        let by = Filling { person: person.clone(), moment, case, seen: None, once: None };
        let entry = Entry::plain(Happened::FileScanned { id: id.to_owned(), clean });
        match append(desk, &by, (&now, SCANNER), entry, Vec::new()).await {
            Ok(_) => return Ok(()),
            Err(failure @ Failure::Refused(_)) => last = Err(failure),
            Err(failure) => return Err(failure),
        }
    }
    last
}

/// Asks again about every file that is held, of all cases.
///
/// # Errors
/// The failure of the store or of the files.
pub async fn sweep(
    desk: Desk<'_>,
    room: Room<'_>,
    moment: impl Fn() -> Moment + Send + Copy,
) -> Result<Scanned, AttachError> {
    let mut all = Scanned::default();
    let query = RowQuery { about: Some(About::Case), ..RowQuery::default() };
    let holding = |row: &Row| row.extra.get("held").is_some();
    for row in desk.rows_where(query, usize::MAX, holding).await? {
        let scanned = scan_held(desk, room, moment, row.stream.id).await?;
        all.settled += scanned.settled;
        all.held.extend(scanned.held);
    }
    Ok(all)
}
