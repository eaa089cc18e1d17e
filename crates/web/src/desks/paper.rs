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
    print::{Paper, Reader, Seated},
    trouble::Trouble,
    views::{
        case::{self, number},
        finding::cite,
        words::say,
    },
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, page};

/// A paper of a case: a page, or a file to be printed under a name that ends with `.pdf`.
pub(crate) async fn paper(here: Here, Path((id, paper)): Path<(Uuid, String)>) -> Answer {
    let file = here.dossier(id).await?;
    if let Some(name) = paper.strip_suffix(".pdf") {
        return printed(&here, &file, name).await;
    }
    match paper.as_str() {
        "letter" => page(&letter(&here, &file).await?),
        "certificate" => page(&certificate(&here, &file).await?),
        _ => Err(Trouble::NotFound),
    }
}

impl Here {
    /// Scheme, name and port under which the visitor reaches the pages.
    fn reached(&self) -> String {
        format!("{}://{}", if self.site.secure { "https" } else { "http" }, self.visit.host)
    }
}

/// A paper of a case as a file.
pub(super) async fn printed(here: &Here, file: &Dossier, name: &str) -> Answer {
    let paper = Paper::named(name).ok_or(Trouble::NotFound)?;
    let origin = here.reached();
    let reader = Reader { lang: here.lang(), origin: &origin };
    here.site.print(reader, file, paper).await?.answer()
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

async fn letter(here: &Here, file: &Dossier) -> Result<LetterPage, Trouble> {
    let lang = here.lang();
    let letter = file.case.letter().ok_or(Trouble::NotFound)?;
    let due = letter.due.map(|due| fill(lang, "letter.due", &[&format::long_day(lang, due)]));
    let item = |defect: &guohe_cases::case::Defect| {
        let cite = defect.clause.as_deref().and_then(|clause| cite(lang, &file.law, clause));
        (defect.place.clone(), defect.what.clone(), cite)
    };
    Ok(LetterPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        number: number(file.case.id),
        title: word(lang, if letter.revision { "paper.revision" } else { "paper.letter" })
            .into_owned(),
        to: fill(lang, "letter.to", &[&case::title(lang, &file.case)]),
        paragraphs: vec![fill(
            lang,
            if letter.revision { "letter.body.revision" } else { "letter.body" },
            &[&say(lang, &file.round.terms.name), &case::kind(lang, &file.law, &file.case.kind)],
        )],
        items: letter.defects.iter().map(item).collect(),
        closing: due
            .into_iter()
            .chain(letter.arithmetic.as_ref().map(|how| say(lang, how)))
            .chain(super::applicant::letter::notes(lang, &file.law, &file.case))
            .chain([word(lang, "letter.whole").into_owned()])
            .collect(),
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
