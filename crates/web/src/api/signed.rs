//! Signed pages of an application that is locked: what came back, what is missing, and one more scan.

use axum::extract::{Path, Query};
use guohe_cases::{
    refusal::{Fault, Refusal},
    seen::Seen,
    signed::{CameBack, missing},
    verbs::{attach::Incoming, signed::bind},
};
use guohe_rules::syntax::Words;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{
    body::{Bytes, Call},
    cases::with_state,
    operation::{Area, Operation, Param, schema},
};
use crate::{
    desks::{
        Answer, Asked, scanned,
        signed_pages::{laid, lines},
    },
    dossier::Dossier,
    lang::Lang,
    print::returned::Scan,
    trouble::Trouble,
    visit::Here,
    words::word,
};

pub(crate) const LIST: Operation = Operation::gives(
    "getSignedPages",
    Area::Applications,
    (
        "读取已收到的签字盖章页和还缺的页",
        "Reads which signed pages came back, and which are missing",
    ),
    schema::<SignedView>,
)
.with_state();
pub(crate) const TAKE: Operation = Operation::gives(
    "handInSignedPages",
    Area::Applications,
    (
        "上传签字盖章页的扫描件；不属于锁定版本的不收",
        "Hands in a scan of signed pages; one that is not of the version that is locked is not taken",
    ),
    schema::<SignedView>,
)
.takes_bytes()
.asked(&[Param::text("name", "文件名", "its name").needed()])
.changes()
.with_state();

/// Signed pages.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SignedView {
    /// The version that is locked.
    version: u64,
    /// The pages of it that are missing; nothing is known while none came back.
    missing: Option<Vec<usize>>,
    /// The scans, the latest last.
    scans: Vec<ScanView>,
}

/// A scan.
#[derive(Debug, Serialize, JsonSchema)]
struct ScanView {
    /// The id under which it is read.
    file: String,
    /// Its name.
    name: String,
    /// When it came.
    at: String,
    /// The version that stands on its pages.
    version: u64,
    /// The pages that it shows.
    there: Vec<usize>,
    /// How many pages that version has.
    of: usize,
    /// How many pages of the scan show no code that can be read.
    unread: usize,
}

impl From<&CameBack> for ScanView {
    fn from(back: &CameBack) -> Self {
        let pages = &back.pages;
        Self {
            file: pages.file.id.clone(),
            name: pages.file.name.clone(),
            at: back.at.to_string(),
            version: pages.version,
            there: pages.there.clone(),
            of: pages.of,
            unread: pages.unread,
        }
    }
}

/// What came back; nothing before there is something to sign.
fn told(file: &Dossier) -> Answer {
    let (case, version) = (&file.case, file.case.locked_version().ok_or(Trouble::NotFound)?);
    let view = SignedView {
        version,
        missing: missing(&case.came_back, version),
        scans: case.came_back.iter().map(ScanView::from).collect(),
    };
    with_state(&view, &Seen::by_the_host(&file.law, case))
}

pub(crate) async fn list(here: Here, Path(id): Path<Uuid>) -> Answer {
    told(&here.dossier(id).await?)
}

pub(crate) async fn take(Path(id): Path<Uuid>, Query(asked): Asked, call: Call<Bytes>) -> Answer {
    let name = super::needed(&asked, "name")?;
    let file = call.here.dossier(id).await?;
    file.case.locked_version().ok_or(Trouble::NotFound)?;
    let scan = match laid(&call.here, &file, &call.body).await? {
        Ok(scan) => scan,
        Err(what) => return Err(refused(vec![Fault { place: "file".to_owned(), what }])),
    };
    let what = scan.shown().ok_or_else(|| refused(not_bound(&scan)))?;
    let incoming = Incoming { name, label: "", proves: &[], bytes: &call.body };
    let site = &call.here.site;
    let bound = bind(site.desk(), site.room(), &call.filling(id), &incoming, what).await;
    bound.map_err(|error| call.stale(error.into()))?;
    scanned(&call.here, id).await?;
    told(&call.here.dossier(id).await?)
}

fn refused(faults: Vec<Fault>) -> Trouble {
    Refusal::of_faults("signed", faults).into()
}

/// That a scan was not bound, and what it shows instead.
fn not_bound(scan: &Scan) -> Vec<Fault> {
    let whole = |lang| word(lang, "signed.not_bound").into_owned();
    let all = |lang| std::iter::once(whole(lang)).chain(lines(lang, scan));
    let fault = |(zh, en)| Fault { place: "file".to_owned(), what: Words { zh, en } };
    all(Lang::Zh).zip(all(Lang::En)).map(fault).collect()
}
