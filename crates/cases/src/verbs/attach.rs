//! Attaching files to facts, and taking them off again; while the facts are open.

use super::{
    Failure, Receipt,
    append::append,
    fill::{Filling, open_facts},
    holding::{Among, has_room},
    write,
};
use guohe_rules::syntax::Words;

use crate::{
    attachment::{Attachment, Scan, examine, hexadecimal},
    case::Case,
    desk::Desk,
    facts::Place,
    happened::{Entry, Happened},
    ports::{Files, Inspector},
    refusal::{Fault, Refusal, Sort, words},
};

/// A file as it came in.
#[derive(Debug, Clone)]
pub struct Incoming<'a> {
    /// The name it came with.
    pub name: &'a str,
    /// What it proves, in the person's words.
    pub label: &'a str,
    /// Places of facts, rows or records it is evidence for.
    pub proves: &'a [String],
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// Where files are looked over and kept.
#[derive(Debug, Clone, Copy)]
pub struct Room<'a> {
    /// Who looks them over.
    pub inspector: &'a dyn Inspector,
    /// Where they are kept.
    pub files: &'a dyn Files,
}

/// The files could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// As for other acts.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// The file store failed.
    #[error("the file could not be kept")]
    Files(#[from] std::io::Error),
}

/// Attaches a file.
///
/// # Errors
/// A refusal, or the failure of the store or of the files.
pub async fn attach(
    desk: Desk<'_>,
    room: Room<'_>,
    by: &Filling,
    file: &Incoming<'_>,
) -> Result<Receipt, AttachError> {
    let (case, role) = open_facts(desk, by).await?;
    let wrong: Vec<Fault> =
        file.proves.iter().filter(|place| !exists(&case, place)).map(|p| nowhere(p)).collect();
    if !wrong.is_empty() {
        return Err(Failure::from(Refusal::of_faults("proves", wrong)).into());
    }
    let id = format!("A{}", case.attached.files + 1);
    let among = (&*case, Among::Applicants);
    let attachment = kept(desk, room, by, (file, id), among).await?;
    let entry = Entry::plain(Happened::FileAttached { attachment });
    Ok(append(desk, by, (&case, &role), entry, Vec::new()).await?)
}

/// Looks a file over and keeps it under an id of the case, where there is room for it.
///
/// # Errors
/// A refusal where it is not taken, or the failure of the files.
pub(super) async fn kept(
    desk: Desk<'_>,
    room: Room<'_>,
    by: &Filling,
    (file, id): (&Incoming<'_>, String),
    (case, among): (&Case, Among),
) -> Result<Attachment, AttachError> {
    let (kind, name, digest) = examine(file.name, file.bytes)
        .map_err(|fault| Failure::from(Refusal::of_faults("file", vec![fault])))?;
    let size = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
    // What was done already is answered as it was then, however much there is by now.
    if !write::done_before(&case.done, by.once.as_ref())? {
        has_room(desk, case, among, size).await?;
    }
    if let Some(fault) = objection(room.inspector, file.bytes).await {
        return Err(Failure::from(Refusal::of_faults("file", vec![fault])).into());
    }
    let kept = room.files.keep(file.bytes).await?;
    debug_assert_eq!(hexadecimal(kept), digest);
    Ok(Attachment {
        id,
        digest,
        kind,
        size,
        name,
        label: file.label.trim().to_owned(),
        proves: file.proves.to_vec(),
        by: by.person.account,
        scan: if room.inspector.holds() { Scan::Held } else { Scan::None },
    })
}

/// What is wrong with a file, without keeping it.
pub(super) async fn wrong(room: Room<'_>, file: &Incoming<'_>) -> Option<Fault> {
    match examine(file.name, file.bytes) {
        Ok(_) => objection(room.inspector, file.bytes).await,
        Err(fault) => Some(fault),
    }
}

/// What keeps a file from being taken; one that cannot be looked at is not taken.
async fn objection(inspector: &dyn Inspector, bytes: &[u8]) -> Option<Fault> {
    match inspector.inspect(bytes).await {
        Ok(found) => found.map(|Words { zh, en }| Fault::at("file", zh, en)),
        Err(_) => Some(Fault::at(
            "file",
            "文件暂时无法检查，没有保存；请稍后再试，仍不行请与受理机关联系",
            "the file cannot be looked over at the moment and was not kept; try again later, and ask the \
             authority if it goes on",
        )),
    }
}

/// Takes a file off the case; its bytes and the event of attaching it stay.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn detach(desk: Desk<'_>, by: &Filling, id: &str) -> Result<Receipt, Failure> {
    let (case, role) = open_facts(desk, by).await?;
    if !case.attachments.contains_key(id) {
        return Err(Refusal::new(
            Sort::NotFound,
            id,
            words(format!("没有附件 {id}"), format!("there is no file {id}")),
            words("请刷新页面", "reload the page"),
        )
        .into());
    }
    let entry = Entry::plain(Happened::FileDetached { id: id.to_owned() });
    append(desk, by, (&case, &role), entry, Vec::new()).await
}

/// Whether a place names something that was filled in: a fact, a row, a record, a list.
fn exists(case: &Case, place: &str) -> bool {
    let facts = &case.facts;
    if let Some(at) = Place::read(place) {
        return facts.cell(&at).is_some();
    }
    match place.strip_suffix(']').and_then(|head| head.split_once('[')) {
        Some((list, row)) => facts.row(list, row).is_some(),
        None => facts.once.contains_key(place) || facts.lists.contains_key(place),
    }
}

fn nowhere(place: &str) -> Fault {
    Fault::at(
        place,
        "没有填写这一项，附件无处可附",
        "nothing was filled in here to which a file could be tied",
    )
}
