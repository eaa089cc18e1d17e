//! A workbook that came back: reading it, and what it would change as a page shows it.

use guohe_sheets::Workbook;
use serde::Serialize;

use crate::{
    lang::Lang,
    pages::applicant::{ComparedView, DifferenceRow, PasteError},
    parts::ErrorLine,
    sent::Sent,
    sheets::compared::{Compared, Difference, Sort},
    trouble::Trouble,
    views::words::say,
    visit::Here,
    words::word,
};

/// The workbook that was sent, or why there is none to be read.
pub(super) async fn book_of(here: &Here, sent: &Sent) -> Result<Workbook, Vec<ErrorLine>> {
    let line = |text: String| vec![ErrorLine { field: "file".to_owned(), text }];
    let missing = || line(word(here.lang(), "attach.no_file").into_owned());
    let file = sent.files.first().ok_or_else(missing)?;
    let read = here.site.reader.read(file.bytes.clone()).await;
    read.map_err(|unread| line(say(here.lang(), &unread)))
}

/// What a workbook would change.
///
/// # Errors
/// What takes a difference over cannot be written.
pub(super) fn shown<E: Serialize>(
    lang: Lang,
    compared: Compared<E>,
) -> Result<ComparedView, Trouble> {
    let Compared { differences, faults, unchanged } = compared;
    let count = |sort| differences.iter().filter(|one| one.sort == sort).count();
    let faults = faults
        .iter()
        .map(|fault| PasteError { place: fault.place.clone(), text: say(lang, &fault.what) });
    Ok(ComparedView {
        new: count(Sort::New),
        changed: count(Sort::Changed),
        gone: count(Sort::Gone),
        unchanged,
        faults: faults.collect(),
        rows: differences.into_iter().map(row).collect::<Result<_, _>>()?,
    })
}

fn row<E: Serialize>(difference: Difference<E>) -> Result<DifferenceRow, Trouble> {
    let Difference { at, what, was, becomes, sort, edit } = difference;
    let (key, tone) = match sort {
        Sort::New => ("workbook.new", "good"),
        Sort::Changed => ("workbook.changed", "open"),
        Sort::Gone => ("workbook.gone", "bad"),
    };
    let edit = serde_json::to_string(&edit).map_err(Trouble::broken)?;
    Ok(DifferenceRow { at, what, was, becomes, key, tone, edit })
}
