//! What an expert sees once nothing more is to be done.

use crate::{
    pages::review::{GivenAnswer, GivenAnswers, SheetDone},
    parts::Link,
    print::Seated,
    trouble::Trouble,
    views::slot,
    words::{fill, word},
};

use super::Place;

/// Whether the reader can ask for a correction of what was handed in.
fn may_correct(place: &Place<'_>) -> bool {
    let open = place.panel.work.open_correction(&place.seat.alias).is_some();
    place.seat.final_on.is_some() && place.panel.closed.is_none() && !place.seat.recused() && !open
}

/// How the last correction that the reader asked for stands.
fn correction(place: &Place<'_>) -> Option<String> {
    let lang = place.here.lang();
    let mut own = place.panel.work.corrections.iter();
    let last = own.rfind(|one| one.alias == place.seat.alias)?;
    if let Some((reasons, _, on)) = &last.taken_back {
        return Some(fill(lang, "done.correction.taken_back", &[on, reasons]));
    }
    Some(match &last.ruled {
        None => fill(lang, "done.correction.open", &[&last.asked_on]),
        Some((true, reasons, _, on)) => fill(lang, "done.correction.allowed", &[on, reasons]),
        Some((false, reasons, _, on)) => fill(lang, "done.correction.not", &[on, reasons]),
    })
}

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
        on: super::next_open(here, case.id)
            .await?
            .map(|(title, href)| Link::new(fill(lang, "reviews.next", &[&title]), href)),
        paper: Seated::own(place.panel, place.seat)
            .map(|_| format!("/reviews/{}/sheet.pdf", case.id)),
        room: place.seat.final_on.map(|_| format!("/reviews/{}/panel", case.id)),
        correct: may_correct(place).then(|| format!("/reviews/{}/panel", case.id)),
        correction: correction(place),
        late: (!place.seat.recused()).then(|| format!("/reviews/{}/conflict", case.id)),
    })
}
