//! Papers of a case: the letter with its defects, the certificate.

use axum::extract::Path;
use guohe_cases::ports::RowQuery;
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    format,
    pages::officer::{CertificatePage, LetterPage},
    parts::Link,
    policy::Relation,
    print::{self, Paper, Reader, SealKind, Seated},
    trouble::Trouble,
    views::{case, finding::cite, words::say},
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, page};

/// A paper of a case: a page, or a file under a name with an end, such as `decision.pdf`, `decision.docx` to go on writing
/// in, `decision.pdf.sig` for the signature beside it.
pub(crate) async fn paper(here: Here, Path((id, paper)): Path<(Uuid, String)>) -> Answer {
    let file = here.dossier(id).await?;
    if let Some(Paper::Letter(number)) = Paper::named(&paper) {
        return page(&letter(&here, &file, number).await?);
    }
    match paper.as_str() {
        "certificate" => page(&certificate(&here, &file).await?),
        name => match name.strip_suffix(".docx") {
            Some(name) => edited(&here, &file, name).await,
            None => printed(&here, &file, name).await,
        },
    }
}

impl Here {
    /// Scheme, name and port under which the visitor reaches the pages.
    fn reached(&self) -> String {
        format!("{}://{}", if self.site.secure { "https" } else { "http" }, self.visit.host)
    }
}

/// A paper of a case as it is printed, or its seal, by the end of the name.
pub(super) async fn printed(here: &Here, file: &Dossier, name: &str) -> Answer {
    let (name, end) = name.split_once('.').ok_or(Trouble::NotFound)?;
    let paper = Paper::named(name).ok_or(Trouble::NotFound)?;
    let origin = here.reached();
    let reader = Reader { lang: here.lang(), origin: &origin };
    if end == "pdf" {
        return here.site.print(reader, file, paper).await?.answer();
    }
    let kind = SealKind::ending(end).ok_or(Trouble::NotFound)?;
    here.site.seal_of(reader, (file, paper), kind).await?.answer()
}

/// A paper of a case as a Word file.
async fn edited(here: &Here, file: &Dossier, name: &str) -> Answer {
    let paper = Paper::named(name).ok_or(Trouble::NotFound)?;
    let origin = here.reached();
    let reader = Reader { lang: here.lang(), origin: &origin };
    here.site.write(reader, file, paper).await?.answer()
}

/// Links to the seals from outside that are kept of the papers of a case.
pub(super) async fn seals(here: &Here, file: &Dossier, under: &str) -> Result<Vec<Link>, Trouble> {
    let origin = here.reached();
    here.site.seals(Reader { lang: here.lang(), origin: &origin }, file, under).await
}

/// The papers that show what people judged: the sheet of each expert, under an alias, and what goes to the meeting.
pub(super) fn of_review(here: &Here, file: &Dossier) -> Vec<Link> {
    let lang = here.lang();
    let sheets = Seated::all(file).map(|seated| {
        let label = fill(lang, "print.sheet.of", &[&seated.alias()]);
        let label = fill(lang, "print.as_pdf", &[&label]);
        Link::new(label, format!("/desk/cases/{}/{}", file.case.id, seated.path()))
    });
    let called = !file.case.kind.is_empty() && file.case.was_handed_in();
    let proposal = called.then(|| {
        let label = fill(lang, "print.as_pdf", &[&word(lang, "print.proposal")]);
        Link::new(label, format!("/desk/rounds/{}/proposal.pdf", file.case.round))
    });
    sheets.chain(proposal).collect()
}

/// The sheet of a seat on a panel.
pub(crate) async fn sheet(
    here: Here,
    Path((id, panel, sheet)): Path<(Uuid, String, String)>,
) -> Answer {
    let file = here.dossier(id).await?;
    let seated = Seated::all(&file).find(|seated| seated.is_named(&panel, &sheet));
    let seated = seated.ok_or(Trouble::NotFound)?;
    here.site.print_sheet(here.lang(), &file, seated).await?.answer()
}

/// The papers for the meeting on a round.
pub(crate) async fn proposal(here: Here, Path(id): Path<Uuid>) -> Answer {
    let round = here.round(id).await?;
    let law = here.law_of(&round)?;
    let query = RowQuery { round: Some(id), ..RowQuery::default() };
    let mut files = Vec::new();
    for row in here.cases(Relation::Before, query).await? {
        files.push(here.dossier(row.stream.id).await?);
    }
    here.site.print_proposal(here.lang(), (&law, &round), &files).await?.answer()
}

async fn letter(here: &Here, file: &Dossier, number: Option<usize>) -> Result<LetterPage, Trouble> {
    let lang = here.lang();
    let (case, round) = print::as_sent(&here.site, file, number).await?;
    let letter = case.letter().ok_or(Trouble::NotFound)?;
    let now = file.case.letters.iter().find(|one| one.seq == letter.seq);
    let item = |defect: &guohe_cases::case::Defect| {
        let cite = defect.clause.as_deref().and_then(|clause| cite(lang, &file.law, clause));
        (defect.place.clone(), defect.what.clone(), cite)
    };
    Ok(LetterPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        number: case::number(file.case.id),
        title: word(lang, if letter.revision { "paper.revision" } else { "paper.letter" })
            .into_owned(),
        to: fill(lang, "letter.to", &[&case::title(lang, &case)]),
        paragraphs: vec![fill(
            lang,
            if letter.revision { "letter.body.revision" } else { "letter.body" },
            &[&say(lang, &round), &case::kind(lang, &file.law, &case.kind)],
        )],
        items: letter.defects.iter().map(item).collect(),
        closing: print::closing(lang, &file.law, &case, letter),
        since: now.map(|now| super::applicant::letter::since(lang, now)).unwrap_or_default(),
        pdf: format!("{}.pdf", Paper::Letter(number).asked()),
        from: say(lang, &file.law.pack.file.authority),
        date: format::long_day(lang, letter.sent_on),
    })
}

async fn certificate(here: &Here, file: &Dossier) -> Result<CertificatePage, Trouble> {
    let lang = here.lang();
    let certificate = file.case.certificate.as_ref().ok_or(Trouble::NotFound)?;
    let object = &file.law.pack.file.object;
    let lines = |lang| {
        let until = certificate.valid_to.map_or_else(
            || word(lang, "fact.no_end").into_owned(),
            |day| format::long_day(lang, day),
        );
        let kind = case::kind(lang, &file.law, &file.case.kind);
        let stated = super::directory::stated(lang, &file.law, certificate);
        let stated = stated.map(|one| format!("{}{}{}", one.label, lang.of("：", ": "), one.value));
        let mut lines = vec![
            fill(lang, "certificate.type", &[&kind]),
            fill(
                lang,
                "certificate.term",
                &[&format::long_day(lang, certificate.certified_on), &until],
            ),
        ];
        lines.extend(stated);
        lines
    };
    Ok(CertificatePage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        title: lang.of(&object.zh, &object.en).to_owned(),
        number: certificate.number.clone(),
        code: here.site.check_code(file.case.id, &certificate.number).await?,
        name: case::title(lang, &file.case),
        other_name: lang.other().of(&object.zh, &object.en).to_owned(),
        lines: lines(lang),
        other_lines: lines(lang.other()),
        from: say(lang, &file.law.pack.file.authority),
        date: format::long_day(lang, certificate.certified_on),
        verify: format!("{}/verify", here.reached()),
    })
}
