//! Binding a scan of the signed pages to the version of the application that stands on them; while it is locked.

use super::{
    Receipt,
    append::append,
    attach::{self, AttachError, Incoming, Room},
    fill::{Filling, own_application},
    holding::Among,
    write,
};
use crate::{
    desk::Desk,
    happened::{Entry, Happened},
    refusal::{Refusal, Sort, words},
    signed::Pages,
    verbs::Failure,
};

/// What the codes on the pages of a scan came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The version of the application that stands on them.
    pub version: u64,
    /// The numbers of the pages, in order, each once.
    pub there: Vec<usize>,
    /// How many pages that version has.
    pub of: usize,
    /// How many pages show no code that can be read.
    pub unread: usize,
}

/// Keeps a scan and binds it to the version of the application.
///
/// # Errors
/// A refusal: the application is not locked, it is another version by now, the file is not taken, no page is of it. The
/// failure of the store or of the files.
pub async fn bind(
    desk: Desk<'_>,
    room: Room<'_>,
    by: &Filling,
    file: &Incoming<'_>,
    shown: Shown,
) -> Result<Receipt, AttachError> {
    let (case, role) = own_application(desk, by).await?;
    if write::done_before(&case.done, by.once.as_ref())? {
        return Ok(Receipt::of_case(&case, by.moment.now));
    }
    let Shown { version, there, of, unread } = shown;
    if case.locked_version() != Some(version) || there.is_empty() {
        return Err(Failure::from(not_this_version()).into());
    }
    let id = format!("S{}", case.came_back.len() + 1);
    let file = attach::kept(desk, room, by, (file, id), (&*case, Among::Applicants)).await?;
    let pages = Pages { version, file, there, of, unread };
    let entry = Entry::plain(Happened::PagesSigned(pages));
    Ok(append(desk, by, (&case, &role), entry, Vec::new()).await?)
}

fn not_this_version() -> Refusal {
    Refusal::new(
        Sort::WrongStage,
        "signed",
        words(
            "扫描件不属于本申报当前锁定的版本",
            "the scan is not of the version that is locked now",
        ),
        words(
            "请下载并打印当前版本，签字盖章后扫描上传",
            "download and print the current version, sign, seal and scan it",
        ),
    )
}
