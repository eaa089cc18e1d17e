//! Signed pages that came back: a scan of the printed application, bound to the version of which its pages are.
//!
//! Which pages a scan shows is read off the codes on them, outside this room; here stands what was found.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{attachment::Attachment, event::Actor};

/// What is recorded of a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pages {
    /// The version of the application that stands on them.
    pub version: u64,
    /// The scan.
    pub file: Attachment,
    /// The numbers of the pages that it shows, in order, each once.
    pub there: Vec<usize>,
    /// How many pages the application of that version has.
    pub of: usize,
    /// How many pages of the scan show no code that can be read.
    #[serde(default)]
    pub unread: usize,
}

/// A scan that came back, as it stands in the case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CameBack {
    /// What it shows.
    pub pages: Pages,
    /// Who handed it in.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// The day of that instant.
    pub on: Date,
}

/// The pages of a version that none of some scans show; nothing is known while none of that version came back.
pub fn missing(scans: &[CameBack], version: u64) -> Option<Vec<usize>> {
    let mut of_version =
        scans.iter().map(|scan| &scan.pages).filter(|pages| pages.version == version).peekable();
    let of = of_version.peek()?.of;
    let there: Vec<usize> = of_version.flat_map(|pages| pages.there.iter().copied()).collect();
    Some((1..=of).filter(|page| !there.contains(page)).collect())
}
