//! All open sheets of the reader as one workbook: taken along, filled in without the network, and laid beside the drafts
//! when it comes back. What is ticked goes into the drafts, all of it or nothing; nothing is handed in by that.

use std::collections::BTreeMap;

use guohe_cases::{
    case::{Answer, Panel, Seat},
    procedure::Kind,
    refusal::Refusal,
    seen::Seen,
    verbs::{Failure, Request, answer_all, conflict::Reading},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    pages::{applicant::ComparedView, review::ScoresWorkbookPage},
    parts::ErrorLine,
    sent::Sent,
    sheets::{
        self,
        scores::{OwnSheet, Scores, Take},
    },
    trouble::Trouble,
    ui::Crumb,
    visit::Here,
    words::word,
};

use super::{
    super::{
        answer::{Answer as Answered, go, once, page, wrong},
        applicant::not_so,
        compared::{book_of, shown},
    },
    lines, place, reading, seated,
};

/// The address of the page.
pub(super) const PAGE: &str = "/reviews/workbook";

/// The sheets that the reader may fill in now: seated, declared without conflict, not handed in, in the stage of the act.
async fn open(here: &Here) -> Result<Vec<Dossier>, Trouble> {
    let mut files = Vec::new();
    for file in seated(here).await? {
        if !is_open(here, &file) {
            continue;
        }
        // Conflicts are looked at again, as before each page with content.
        if reading(here, file.case.id).await? == Reading::Open {
            let file = here.dossier(file.case.id).await?;
            if is_open(here, &file) {
                files.push(file);
            }
        }
    }
    Ok(files)
}

fn is_open(here: &Here, file: &Dossier) -> bool {
    place(here, file).is_some_and(|place| {
        let cleared = place.seat.declared.as_ref().is_some_and(|declared| !declared.conflict);
        cleared && place.is_open() && place.act(Kind::Judge).is_some()
    })
}

/// How many sheets can be filled in by a workbook.
pub(super) async fn fillable(here: &Here) -> Result<usize, Trouble> {
    Ok(seated(here).await?.iter().filter(|file| is_open(here, file)).count())
}

/// The sheets as they are written into a workbook.
fn scores<'f>(here: &'f Here, files: &'f [Dossier]) -> Scores<'f> {
    let sheet = |file: &'f Dossier| {
        let place = place(here, file)?;
        let (panel, seat): (&'f Panel, &'f Seat) = (place.panel, place.seat);
        Some(OwnSheet {
            law: &file.law,
            case: &file.case,
            panel: &panel.key,
            questions: &panel.questions,
            answers: &seat.answers,
        })
    };
    Scores { lang: here.lang(), sheets: files.iter().filter_map(sheet).collect() }
}

/// The way out and the way in.
pub(crate) async fn form(here: Here) -> Answered {
    let files = open(&here).await?;
    page(&workbook_page(&here, &files, Vec::new(), None).await?)
}

async fn workbook_page(
    here: &Here,
    files: &[Dossier],
    errors: Vec<ErrorLine>,
    compared: Option<ComparedView>,
) -> Result<ScoresWorkbookPage, Trouble> {
    let account = here.person().account;
    let seen = |file: &Dossier| {
        (format!("seen.{}", file.case.id), Seen::from_a_seat(&file.case, account).to_string())
    };
    Ok(ScoresWorkbookPage {
        crumbs: vec![Crumb::new(word(here.lang(), "reviews.title"), "/reviews")],
        errors,
        open: files.len(),
        action: PAGE,
        seen: files.iter().map(seen).collect(),
        compared,
        ui: here.frame().await?,
    })
}

/// The workbook.
pub(crate) async fn download(here: Here) -> Answered {
    let files = open(&here).await?;
    if files.is_empty() {
        return form(here).await;
    }
    let bytes = scores(&here, &files).workbook(&here.site.authority(), here.site.today());
    sheets::answer("reviews.xlsx", bytes.map_err(Trouble::broken)?)
}

/// Says what a workbook would change, or takes over what was ticked.
pub(crate) async fn send(here: Here, sent: Sent) -> Answered {
    let files = open(&here).await?;
    if sent.text("do") == "take" {
        take(&here, &files, &sent).await
    } else {
        look(&here, &files, &sent).await
    }
}

async fn look(here: &Here, files: &[Dossier], sent: &Sent) -> Answered {
    let book = match book_of(here, sent).await {
        Ok(book) => book,
        Err(errors) => return wrong(&workbook_page(here, files, errors, None).await?),
    };
    let view = shown(here.lang(), scores(here, files).compare(&book))?;
    let faulty = !view.faults.is_empty();
    let found = workbook_page(here, files, Vec::new(), Some(view)).await?;
    if faulty { wrong(&found) } else { page(&found) }
}

/// Takes what was ticked into the drafts, as one step.
async fn take(here: &Here, files: &[Dossier], sent: &Sent) -> Answered {
    let ticked = sent.all("take").map(|text| serde_json::from_str::<Take>(text).ok());
    let Some(ticked) = ticked.collect::<Option<Vec<Take>>>() else {
        return Err(Trouble::Unreadable);
    };
    if ticked.is_empty() {
        return go("/reviews");
    }
    let mut by_case: BTreeMap<Uuid, Vec<Take>> = BTreeMap::new();
    for one in ticked {
        by_case.entry(one.case).or_default().push(one);
    }
    let mut requests = Vec::new();
    for (case, takes) in by_case {
        // Whatever is not open any more is no longer to be found here.
        let file = files.iter().find(|file| file.case.id == case).ok_or(Trouble::NotFound)?;
        requests.push(request(here, file, &takes, sent)?);
    }
    match answer_all(here.site.desk(), &requests).await {
        Ok(_) => go("/reviews"),
        Err(Failure::Refused(refusal)) => again(here, files, &refusal).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn again(here: &Here, files: &[Dossier], refusal: &Refusal) -> Answered {
    let errors = lines(here, refusal);
    not_so(refusal, &workbook_page(here, files, errors, None).await?)
}

/// The answers of one application with what was ticked, as a draft.
fn request(here: &Here, file: &Dossier, takes: &[Take], sent: &Sent) -> Result<Request, Trouble> {
    let place = place(here, file).ok_or(Trouble::NotFound)?;
    let act = place.act(Kind::Judge).ok_or(Trouble::NotFound)?;
    let of = |take: &&Take, slot: &str, row: &Option<String>| take.slot == slot && take.row == *row;
    let asked = |take: &Take| {
        let own = take.answer.as_ref();
        let about = own.is_none_or(|own| own.slot == take.slot && own.row == take.row);
        let mut questions = place.panel.questions.iter();
        about && questions.any(|one| one.slot == take.slot && one.row == take.row)
    };
    if !takes.iter().all(asked) {
        return Err(Trouble::Unreadable);
    }
    let answers = place.panel.questions.iter().filter_map(|one| {
        let ticked = takes.iter().find(|take| of(take, &one.slot, &one.row));
        let known =
            || place.seat.answers.iter().find(|own| own.slot == one.slot && own.row == one.row);
        match ticked {
            Some(take) => take.answer.as_ref(),
            None => known(),
        }
    });
    let answers: Vec<&Answer> = answers.collect();
    // A word that was not sent is one that does not stand.
    let seen = Seen::sent(sent.text(&format!("seen.{}", file.case.id)));
    Ok(Request {
        person: here.person(),
        moment: here.moment(sent),
        cases: vec![file.case.id],
        act: act.id.value.clone(),
        input: json!({"answers": answers, "final": false}),
        seen: seen.or_else(|| Seen::sent("none")),
        once: once(sent),
    })
}
