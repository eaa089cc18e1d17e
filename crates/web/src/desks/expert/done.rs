//! What an expert sees once nothing more is to be done.

use crate::{
    pages::review::{GivenAnswer, GivenAnswers, SheetDone},
    trouble::Trouble,
    views::slot,
    words::{fill, word},
};

use super::Place;

/// What was handed in, or why nothing more is to be done.
pub(super) async fn done(place: &Place<'_>) -> Result<SheetDone, Trouble> {
    let (here, lang) = (place.here, place.here.lang());
    let (law, case) = (&place.file.law, &place.file.case);
    let (headline, text) = match (place.seat.recused(), place.seat.final_on) {
        (true, _) => ("done.recused", word(lang, "done.recused.text").into_owned()),
        (false, Some(day)) => ("done.handed_in", fill(lang, "done.handed_in.text", &[&day])),
        (false, None) => ("done.closed", word(lang, "done.closed.text").into_owned()),
    };
    let groups = place.seat.answers.chunk_by(|one, next| one.slot == next.slot);
    let answers = groups.map(|group| GivenAnswers {
        question: group
            .first()
            .map(|answer| slot::question(lang, law, &answer.slot))
            .unwrap_or_default(),
        lines: group
            .iter()
            .map(|answer| GivenAnswer {
                about: slot::about(lang, law, case, answer.row.as_deref()),
                told: slot::told(lang, answer),
                reasons: answer.reasons.clone(),
            })
            .collect(),
    });
    let answers = answers.collect();
    Ok(SheetDone {
        ui: here.frame().await?,
        crumbs: place.crumbs(),
        headline: word(lang, headline).into_owned(),
        text,
        answers,
        next: Vec::new(),
        late: (!place.seat.recused()).then(|| format!("/reviews/{}/conflict", case.id)),
    })
}
