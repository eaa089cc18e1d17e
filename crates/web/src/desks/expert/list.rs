//! The reviews of whoever reads.

use axum::extract::Query;

use crate::{
    format,
    pages::review::{InvitationRow, ReviewsPage},
    sheets::list::wanted,
    views::case,
    visit::Here,
    words::{fill, word},
};

use super::{
    super::{
        answer::{Answer, Asked},
        lists,
        officer::panel_name,
    },
    Place, first_due, place, seated, workbook,
};

/// The cases in which the reader sits.
pub(crate) async fn reviews(here: Here, Query(asked): Asked) -> Answer {
    let files = seated(&here).await?;
    let places = files.iter().filter_map(|file| place(&here, file));
    let all: Vec<_> = places.map(|place| (place.is_open(), invitation(&place))).collect();
    let (list, total) = (lists::reviews(), all.len());
    let (found, search) = list.look(&here, &asked, all).await?;
    if wanted(&asked) {
        return list.workbook(&here, &found).await;
    }
    let (open, done): (Vec<_>, Vec<_>) = found.into_iter().partition(|(is_open, _)| *is_open);
    let plain = |rows: Vec<(bool, InvitationRow)>| rows.into_iter().map(|row| row.1).collect();
    let shown = ReviewsPage {
        ui: here.frame().await?,
        open: plain(open),
        done: plain(done),
        search: search.clone().over(total),
        offline: (workbook::fillable(&here).await? > 0).then_some(workbook::PAGE),
    };
    search.answer(&shown)
}

/// One of them.
fn invitation(place: &Place<'_>) -> InvitationRow {
    let lang = place.here.lang();
    let (law, case) = (&place.file.law, &place.file.case);
    let (answered, asked) = (place.seat.answers.len(), place.panel.questions.len());
    let (state, tone, button) = match (&place.seat.declared, place.seat.final_on) {
        (None, _) => (word(lang, "reviews.declare_first").into_owned(), "open", "declare.title"),
        (Some(declared), _) if declared.conflict => {
            (word(lang, "seat.recused").into_owned(), "human", "do.open")
        }
        (_, Some(day)) => (fill(lang, "reviews.handed_in", &[&day]), "good", "do.open"),
        (Some(_), None) if place.panel.closed.is_some() => {
            (word(lang, "panels.closed").into_owned(), "mute", "do.open")
        }
        (Some(_), None) => {
            (fill(lang, "seat.progress", &[&answered, &asked]), "eased", "reviews.go_on")
        }
    };
    InvitationRow {
        title: case::title(lang, case),
        href: format!("/reviews/{}", case.id),
        kind: case::kind(lang, law, &case.kind),
        host: case::title(lang, case),
        partners: String::new(),
        panel: panel_name(place.here, law, &place.panel.key),
        state,
        tone,
        button: word(lang, button).into_owned(),
        due: first_due(place).map(format::day),
    }
}
