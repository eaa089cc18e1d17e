//! Signed pages of an application that is locked: what came back, what is missing, and one more scan.

use axum::extract::Path;
use guohe_cases::{
    attachment::Attachment,
    signed::{CameBack, missing},
    verbs::{
        attach::{AttachError, Incoming},
        signed::bind,
    },
};
use guohe_rules::syntax::Words;

use crate::{
    dossier::Dossier,
    format,
    lang::Lang,
    pages::applicant::{ScanLine, SignedPage},
    parts::{ErrorLine, Field, Input, Link},
    print::returned::{Page, Scan},
    sent::Sent,
    trouble::Trouble,
    views::words::say,
    visit::Here,
    words::fill,
};

use super::{
    super::answer::{Answer, go, page, wrong},
    Own,
    attach::scanned,
    mendable, not_so, own,
};

/// What browsers offer to choose from; what is taken is decided by the content.
const ACCEPT: &str = ".pdf,.png,.jpg,.jpeg";

/// What came back, and the form for one more scan.
pub(crate) async fn form(here: Here, Path(id): Path<String>) -> Answer {
    let own = opened(here, &id).await?;
    page(&shown(&own, None, None).await?)
}

/// Takes a scan: says what it shows, and binds it to the version where all of it is of that version.
pub(crate) async fn take(here: Here, Path(id): Path<String>, sent: Sent) -> Answer {
    let own = opened(here, &id).await?;
    let Some(upload) = sent.files.first() else {
        return wrong(&shown(&own, None, Some(own.word("attach.no_file"))).await?);
    };
    let site = &own.here.site;
    let scan = match laid(&own.here, &own.dossier, &upload.bytes).await? {
        Ok(scan) => scan,
        Err(why) => return wrong(&shown(&own, None, Some(say(own.here.lang(), &why))).await?),
    };
    let Some(what) = scan.shown() else {
        let why = own.word("signed.not_bound");
        return wrong(&shown(&own, Some(&scan), Some(why)).await?);
    };
    let incoming = Incoming { name: &upload.name, label: "", proves: &[], bytes: &upload.bytes };
    match bind(site.desk(), site.room(), &own.filling(&sent), &incoming, what).await {
        Ok(_) => {
            scanned(&own.here, own.dossier.case.id).await?;
            go(&own.href("/signed"))
        }
        Err(AttachError::Failure(failure)) => {
            let refusal = mendable(failure)?;
            let fault = refusal.faults.first().map_or(&*refusal.what, |fault| &fault.what);
            let why = own.here.say(fault).to_owned();
            not_so(&refusal, &shown(&own, Some(&scan), Some(why)).await?)
        }
        Err(error @ AttachError::Files(_)) => Err(error.into()),
    }
}

/// What a scan shows of the version that is locked, or why it cannot be read.
pub(crate) async fn laid(
    here: &Here,
    dossier: &Dossier,
    bytes: &[u8],
) -> Result<Result<Scan, Words>, Trouble> {
    match here.site.inspector.codes(bytes).await.map_err(Trouble::broken)? {
        Ok(codes) => Ok(Ok(here.site.laid_beside(dossier, &codes).await?)),
        Err(why) => Ok(Err(why)),
    }
}

/// A scan of signed pages by its id.
pub(super) fn scan<'a>(own: &'a Own, id: &str) -> Option<&'a Attachment> {
    own.dossier.case.came_back.iter().map(|scan| &scan.pages.file).find(|file| file.id == id)
}

/// An application that is locked; before that there is nothing to sign.
async fn opened(here: Here, id: &str) -> Result<Own, Trouble> {
    let own = own(here, id).await?;
    own.dossier.case.locked_version().ok_or(Trouble::NotFound)?;
    Ok(own)
}

async fn shown(
    own: &Own,
    scan: Option<&Scan>,
    error: Option<String>,
) -> Result<SignedPage, Trouble> {
    let case = &own.dossier.case;
    let version = case.locked_version().unwrap_or_default();
    let mut file =
        Field::new("file", own.word("signed.file"), Input::File { accept: ACCEPT.to_owned() })
            .help(own.word("signed.file.help"));
    file.error = error;
    let fields = vec![file];
    let missing = missing(&case.came_back, version);
    Ok(SignedPage {
        crumbs: own.crumbs(),
        errors: ErrorLine::of(&fields),
        action: own.href("/signed"),
        seen: own.seen().to_string(),
        version,
        print: Link::new(own.word("print.pdf"), own.href("/papers/application.pdf")),
        complete: missing.as_ref().is_some_and(Vec::is_empty),
        missing: missing
            .filter(|pages| !pages.is_empty())
            .map(|pages| numbers(own.here.lang(), &pages)),
        found: scan.map_or_else(Vec::new, |scan| lines(own.here.lang(), scan)),
        scans: case.came_back.iter().rev().map(|back| line(own, back)).collect(),
        fields,
        ui: own.here.frame().await?,
    })
}

/// A scan that was bound.
fn line(own: &Own, back: &CameBack) -> ScanLine {
    let pages = &back.pages;
    let mut says = vec![own.said("signed.version", &pages.version)];
    says.push(own.said("signed.there", &numbers(own.here.lang(), &pages.there)));
    if pages.unread > 0 {
        says.push(own.said("signed.unread.count", &pages.unread));
    }
    ScanLine {
        name: pages.file.name.clone(),
        href: own.href(&format!("/files/{}", pages.file.id)),
        when: format::instant(back.at),
        says,
    }
}

/// What a scan shows that was not bound, each sort of page in a line.
pub(crate) fn lines(lang: Lang, scan: &Scan) -> Vec<String> {
    let mut lines = Vec::new();
    let there = scan.there();
    if !there.is_empty() {
        lines.push(fill(lang, "signed.there", &[&numbers(lang, &there)]));
    }
    if let Some(of) = scan.of {
        let missing: Vec<usize> = (1..=of).filter(|page| !there.contains(page)).collect();
        if !missing.is_empty() {
            lines.push(fill(lang, "signed.missing", &[&numbers(lang, &missing)]));
        }
    }
    let sorts: [(&str, &dyn Fn(Page) -> bool); 3] = [
        ("signed.other_version", &|page| matches!(page, Page::OtherVersion(_))),
        ("signed.other_case", &|page| page == Page::OtherCase),
        ("signed.unread", &|page| page == Page::Unread),
    ];
    for (key, wanted) in sorts {
        let places = scan.places(wanted);
        if !places.is_empty() {
            lines.push(fill(lang, key, &[&numbers(lang, &places)]));
        }
    }
    lines
}

fn numbers(lang: Lang, pages: &[usize]) -> String {
    let all: Vec<String> = pages.iter().map(usize::to_string).collect();
    all.join(lang.comma())
}
