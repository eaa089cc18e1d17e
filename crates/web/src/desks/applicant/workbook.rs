//! Filling in without the network: the form as a workbook, and what one that came back would change, taken over piece
//! by piece as somebody ticks it.

use axum::extract::Path;
use guohe_cases::{
    facts::{Edit, Place},
    verbs::fill::edit,
};

use crate::{
    pages::applicant::{ComparedView, WorkbookPage},
    parts::ErrorLine,
    sent::Sent,
    sheets::{
        self,
        form::{Form, Of},
    },
    trouble::Trouble,
    views::case::{self, number},
    visit::Here,
};

use super::{
    super::{
        answer::{Answer, go, page, wrong},
        compared::{book_of, shown},
    },
    Own, mendable, not_so, own, summary,
};

/// Room for a workbook, and for what was ticked of one.
pub(super) const MOST: usize = 20 * 1024 * 1024;

pub(crate) async fn form(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    page(&workbook_page(&own, Vec::new(), None).await?)
}

async fn workbook_page(
    own: &Own,
    errors: Vec<ErrorLine>,
    compared: Option<ComparedView>,
) -> Result<WorkbookPage, Trouble> {
    Ok(WorkbookPage {
        crumbs: own.crumbs(),
        errors,
        download: own.href("/workbook.xlsx"),
        action: own.href("/workbook"),
        seen: own.seen().to_string(),
        open: !own.dossier.case.locked,
        compared,
        tasks: own.href(""),
        ui: own.here.frame().await?,
    })
}

impl Own {
    /// The form as it is written into a workbook.
    fn form(&self) -> Form<'_> {
        let today = self.here.site.today();
        let (lang, case) = (self.here.lang(), &self.dossier.case);
        let of = Of { case: case.id, title: case::title(lang, case), kind: &case.kind };
        Form::new(lang, &self.dossier.law, &case.facts, of, today)
    }
}

/// The workbook with what is in the draft.
pub(crate) async fn download(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    let bytes = own.form().workbook().map_err(Trouble::broken)?;
    sheets::answer(&format!("{}.xlsx", number(own.dossier.case.id)), bytes)
}

pub(crate) async fn send(here: Here, Path(id): Path<String>, sent: Sent) -> Answer {
    let own = own(here, &id).await?;
    if sent.text("do") == "take" { take(own, &sent).await } else { look(own, &sent).await }
}

/// Says what would change.
async fn look(own: Own, sent: &Sent) -> Answer {
    let book = match book_of(&own.here, sent).await {
        Ok(book) => book,
        Err(errors) => return wrong(&workbook_page(&own, errors, None).await?),
    };
    let compared = shown(own.here.lang(), own.form().compare(&book))?;
    let faulty = !compared.faults.is_empty();
    let shown = workbook_page(&own, Vec::new(), Some(compared)).await?;
    if faulty { wrong(&shown) } else { page(&shown) }
}

/// Takes over what was ticked, as one step.
async fn take(own: Own, sent: &Sent) -> Answer {
    let ticked = sent.all("take").map(|text| serde_json::from_str::<Edit>(text).ok());
    let ticked: Option<Vec<Edit>> =
        ticked.map(|edit| edit.filter(|edit| is_asked(&own, edit))).collect();
    let Some(edits) = ticked else { return Err(Trouble::Unreadable) };
    if !edits.is_empty()
        && let Err(failure) = edit(own.here.site.desk(), &own.filling(sent), &edits).await
    {
        let refusal = mendable(failure)?;
        let errors = summary(&own.here, &refusal);
        return not_so(&refusal, &workbook_page(&own, errors, None).await?);
    }
    go(&own.href(""))
}

/// Whether a change is one to something that the form asks.
fn is_asked(own: &Own, edit: &Edit) -> bool {
    let sections = own.sections();
    let of = |key: &str, list: bool| {
        sections.iter().find(|section| section.key() == key && section.is_list() == list)
    };
    let asks = |section: &crate::views::form::Section<'_>, field: &str| {
        section.fields.iter().any(|def| def.id == field)
    };
    match edit {
        Edit::Set { place, .. } => Place::read(place).is_some_and(|place| {
            of(&place.of, place.row.is_some()).is_some_and(|section| asks(section, &place.field))
        }),
        Edit::Add { list, cells } => {
            of(list, true).is_some_and(|section| cells.keys().all(|field| asks(section, field)))
        }
        Edit::Remove { list, .. } | Edit::Close { list } | Edit::Reopen { list } => {
            of(list, true).is_some()
        }
    }
}
