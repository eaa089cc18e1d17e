//! The room of a panel: answers once they are opened, talk, minutes, dissent, and asking for a correction.

use axum::extract::Path;
use guohe_cases::{
    case::{Answer as Given, Question, Seat},
    verbs::{
        Failure,
        conflict::Reading,
        fill::Filling,
        panel::is_sealed,
        review::{Word, speak as record, takes_part},
    },
};
use uuid::Uuid;

use super::{
    super::answer::{Answer, go, once, page, wrong},
    Place, place, reading,
};
use crate::{
    pages::review::{RoomAnswers, RoomPage},
    sent::Sent,
    trouble::Trouble,
    views::{
        case,
        panel::{dissents, minutes, said, spreads},
        slot,
    },
    visit::Here,
    words::word,
};

/// The room of the panel in which the reader sits.
pub(crate) async fn room(here: Here, Path(id): Path<Uuid>) -> Answer {
    let found = reading(&here, id).await?;
    let file = here.dossier(id).await?;
    let place = place(&here, &file).ok_or(Trouble::NotFound)?;
    page(&shown(&place, found, None, "").await?)
}

/// Takes what the reader says.
pub(crate) async fn speak(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let found = reading(&here, id).await?;
    let (text, reasons) = (sent.text("text"), sent.text("reasons"));
    let said = match sent.text("do") {
        "say" => Word::Say(text),
        "confirm" => Word::Answer(true, ""),
        "object" => Word::Answer(false, reasons),
        "dissent" => Word::Dissent(text),
        "correct" => Word::Correct(reasons),
        _ => return Err(Trouble::NotFound),
    };
    let (person, moment) = (here.person(), here.moment(&sent));
    let by = Filling { person, moment, case: id, seen: None, once: once(&sent) };
    match record(here.site.desk(), &by, said).await {
        Ok(_) if matches!(said, Word::Correct(_)) => go(&format!("/reviews/{id}")),
        Ok(_) => go(&format!("/reviews/{id}/panel")),
        Err(Failure::Refused(refusal)) => {
            let file = here.dossier(id).await?;
            let place = place(&here, &file).ok_or(Trouble::NotFound)?;
            let faults = refusal.faults.iter().map(|fault| here.say(&fault.what));
            let what = faults.collect::<Vec<_>>().join(here.lang().of("；", "; "));
            let what = if what.is_empty() { here.say(&refusal.what).to_owned() } else { what };
            let refused = Some((what, here.say(&refusal.next).to_owned()));
            wrong(&shown(&place, found, refused, text).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What a member may see of the room: nothing before the own answers are handed in, no answers of others before two people have
/// opened them.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen, or not, by itself")]
pub(crate) struct Sight {
    /// Whether the member is let in at all.
    pub(crate) inside: bool,
    /// Whether both who have to have opened the answers.
    pub(crate) opened: bool,
    /// Whether the answers are read.
    pub(crate) reads: bool,
    /// Whether the member may say something.
    pub(crate) talks: bool,
    /// Whether what the others say is heard.
    pub(crate) hears: bool,
    /// Whether minutes wait for the member.
    pub(crate) confirms: bool,
}

impl Sight {
    /// What is seen from a place.
    pub(crate) fn of(place: &Place<'_>, found: Reading) -> Self {
        let (law, panel, seat) = (&place.file.law, place.panel, place.seat);
        let inside = found == Reading::Open;
        let opened = panel.work.opened || panel.closed.is_some();
        let reads = inside && seat.final_on.is_some() && opened && !is_sealed(law, panel);
        let talks = inside && takes_part(law, panel, seat);
        let minutes = panel.work.minutes.as_ref();
        let waits = minutes.is_some_and(|one| one.answer(&seat.alias).is_none());
        let confirms = reads && waits && panel.closed.is_none();
        Self { inside, opened, reads, talks, hears: talks || reads, confirms }
    }
}

async fn shown(
    place: &Place<'_>,
    found: Reading,
    refused: Option<(String, String)>,
    typed: &str,
) -> Result<RoomPage, Trouble> {
    let (here, lang) = (place.here, place.here.lang());
    let (law, case, panel, seat) = (&place.file.law, &place.file.case, place.panel, place.seat);
    let Sight { inside, opened, reads, talks, hears, confirms } = Sight::of(place, found);
    let lead = match (inside, seat.final_on.is_some(), opened, panel.closed.is_some()) {
        (false, ..) => "room.outside",
        (true, _, _, true) => "room.lead.ended",
        (true, true, true, false) => "room.lead.open",
        (true, true, false, false) => "room.lead.sealed",
        (true, false, ..) => "room.lead.first",
    };
    Ok(RoomPage {
        ui: here.frame().await?,
        crumbs: place.crumbs(),
        refused,
        title: case::title(lang, case),
        alias: seat.alias.clone(),
        lead: word(lang, lead).into_owned(),
        answers: if reads { answers(place) } else { Vec::new() },
        spreads: if reads { spreads(lang, law, panel) } else { Vec::new() },
        said: if hears { said(lang, panel) } else { Vec::new() },
        talks,
        minutes: minutes(lang, panel).filter(|_| reads),
        confirms,
        dissents: if reads { dissents(panel) } else { Vec::new() },
        differs: reads && panel.closed.is_none(),
        opinion: panel.closed.as_ref().filter(|_| reads).map(|closed| closed.opinion.clone()),
        typed: typed.to_owned(),
        action: format!("/reviews/{}/panel", case.id),
    })
}

fn answers(place: &Place<'_>) -> Vec<RoomAnswers> {
    let lang = place.here.lang();
    let (law, case) = (&place.file.law, &place.file.case);
    let group = |question: &Question| {
        let same = |given: &&Given| given.slot == question.slot && given.row == question.row;
        let line = |seat: &Seat| {
            let given = seat.answers.iter().find(same)?;
            Some((seat.alias.clone(), slot::told(lang, given), given.reasons.clone()))
        };
        let about = slot::about(lang, law, case, question.row.as_deref());
        let name = slot::question(lang, law, &question.slot);
        RoomAnswers {
            question: about.map_or(name.clone(), |row| format!("{name} · {row}")),
            lines: place.panel.effective().filter_map(line).collect(),
        }
    };
    place.panel.questions.iter().map(group).collect()
}
