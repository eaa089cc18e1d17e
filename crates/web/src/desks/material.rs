//! The material of a case with the findings beside it, the marks of those who looked, and its files.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use guohe_cases::{
    case::Case,
    facts::{Cells, Standing},
    verbs::{fill::Filling, mark::mark},
};
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    pages::{
        applicant::PanelPage,
        officer::{FactBlock, FactLine, MaterialPage},
    },
    parts::Link,
    sent::Sent,
    trouble::Trouble,
    views::{
        case::{self},
        finding::{Links, Teller},
        form::{row_title, sections, shown},
        words::{say, standing},
    },
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, Asked, go, page};

/// All findings about a case.
pub(crate) async fn findings(here: Here, Path(id): Path<Uuid>, asked: Asked) -> Answer {
    let lang = here.lang();
    let file = here.dossier(id).await?;
    let kind = asked.get("type").map_or(file.case.kind.as_str(), String::as_str);
    let teller = Teller { lang, law: &file.law, links: Links::Material(id) };
    let level = file.level();
    let fits = file.law.pack.file.types.iter().map(|def| {
        let check = file.check_of(&def.id.value, level);
        (
            check.distance,
            teller.fit(
                &check,
                format!("/desk/cases/{id}/findings?type={}", def.id.value),
                def.id.value == kind,
            ),
        )
    });
    let mut fits: Vec<_> = fits.collect();
    fits.sort_by_key(|(distance, _)| *distance);
    page(&PanelPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        title: case::title(lang, &file.case),
        panel: teller.panel(&file.check_of(kind, level)),
        fits: fits.into_iter().map(|(_, fit)| fit).collect(),
        switch: None,
    })
}

/// The material with the marks.
pub(crate) async fn material(here: Here, Path(id): Path<Uuid>) -> Answer {
    let lang = here.lang();
    let file = here.dossier(id).await?;
    let teller = Teller { lang, law: &file.law, links: Links::Material(id) };
    let files = file.case.attachments.values().map(|one| {
        Link::new(format!("{} {}", one.id, one.name), format!("/desk/cases/{id}/files/{}", one.id))
    });
    page(&MaterialPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        title: case::title(lang, &file.case),
        action: format!("/desk/cases/{id}/material"),
        version: file.case.version,
        blocks: blocks(&here, &file, id),
        may_mark: file.case.stage.at.end.is_none() && file.case.locked,
        panel: teller.panel(&file.check(file.level())),
        files: files.collect(),
    })
}

/// The facts of an application under the headings of its form.
fn blocks(here: &Here, file: &Dossier, id: Uuid) -> Vec<FactBlock> {
    let lang = here.lang();
    let (law, facts) = (&file.law, &file.case.facts);
    let proofs = file.case.proofs();
    let block = |section: &crate::views::form::Section<'_>| {
        let key = section.key();
        let lines = |place: &str, cells: Option<&Cells>, mut row: Option<String>| {
            section
                .fields
                .iter()
                .map(|def| {
                    let cell = cells.and_then(|cells| cells.get(&def.id));
                    let value = shown(lang, law, facts, def, cell);
                    let own = format!("{place}.{}", def.id);
                    let files: Vec<&String> = [place, &own]
                        .iter()
                        .filter_map(|place| proofs.get(*place))
                        .flatten()
                        .collect();
                    FactLine {
                        row: row.take(),
                        label: say(lang, &def.written.name),
                        blank: value.is_none(),
                        value: value.unwrap_or_default(),
                        level: standing(
                            cell.map(|cell| cell.standing).unwrap_or_default(),
                            !files.is_empty(),
                        ),
                        files: files
                            .into_iter()
                            .map(|file| {
                                Link::new(file.as_str(), format!("/desk/cases/{id}/files/{file}"))
                            })
                            .collect(),
                        place: own,
                    }
                })
                .collect::<Vec<_>>()
        };
        let listing = facts.lists.get(key);
        let mut all = Vec::new();
        if section.is_list() {
            for row in listing.map_or(&[][..], |listing| &listing.rows) {
                let title = row_title(lang, law, facts, section.record, row);
                all.extend(lines(&format!("{key}[{}]", row.id), Some(&row.cells), Some(title)));
            }
        } else {
            all = lines(key, facts.once.get(key), None);
        }
        let closed = listing.is_some_and(|listing| listing.closed);
        FactBlock {
            anchor: key.to_owned(),
            title: say(lang, &section.record.written.name),
            closing: section
                .is_list()
                .then(|| closing(here, listing.map_or(0, |listing| listing.rows.len()), closed)),
            lines: all,
        }
    };
    sections(law, &file.case.kind).iter().map(block).collect()
}

/// What was said about whether a list is complete.
pub(crate) fn closing(here: &Here, rows: usize, closed: bool) -> String {
    let key = match (closed, rows) {
        (true, 0) => return word(here.lang(), "closing.none").into_owned(),
        (true, _) => "closing.complete",
        (false, _) => "closing.open",
    };
    fill(here.lang(), key, &[&rows])
}

/// Marks facts as verified or contested.
pub(crate) async fn mark_material(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let places = |wanted: &str| {
        let marked = sent.under("mark.").filter(|(_, mark)| *mark == wanted);
        marked.map(|(place, _)| place.to_owned()).collect::<Vec<_>>()
    };
    let mut seen = sent.version();
    for (wanted, standing) in [("verified", Standing::Verified), ("contested", Standing::Contested)]
    {
        let places = places(wanted);
        if places.is_empty() {
            continue;
        }
        let by = Filling {
            person: here.person(),
            moment: here.site.moment(),
            case: id,
            seen,
            once: None,
        };
        let reasons = sent.text("reasons");
        mark(here.site.desk(), &by, &places, standing, reasons).await?;
        seen = None;
    }
    go(&format!("/desk/cases/{id}/material"))
}

/// A file of a case, as it was attached.
pub(crate) async fn file(here: Here, Path((id, file)): Path<(Uuid, String)>) -> Answer {
    let dossier = here.dossier(id).await?;
    served(&here, &dossier.case, &file).await
}

/// The bytes of a file, to be saved and not shown inside the site.
pub(crate) async fn served(here: &Here, case: &Case, file: &str) -> Result<Response, Trouble> {
    let attachment = case.attachments.get(file).ok_or(Trouble::NotFound)?;
    let digest = bytes_of(&attachment.digest).ok_or(Trouble::NotFound)?;
    let bytes =
        here.site.files.fetch(&digest).await.map_err(Trouble::broken)?.ok_or(Trouble::NotFound)?;
    let name = format!("attachment; filename*=UTF-8''{}", crate::routes::escaped(&attachment.name));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(attachment.kind.media_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Trouble::broken)?),
    ];
    Ok((headers, bytes).into_response())
}

/// Thirty-two bytes of a digest in hexadecimal.
fn bytes_of(digest: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digest.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    (digest.len() == 64).then_some(bytes)
}
