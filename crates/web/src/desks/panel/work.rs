//! The work of a panel at the desk of those who run it: who lies far off, corrections, minutes.

use axum::extract::Path;
use guohe_cases::{
    case::{ByHand, Case, Panel},
    law::Law,
    procedure::Kind,
    verbs::{
        Failure,
        fill::Filling,
        panel::is_sealed,
        review::{minute, rule},
    },
};
use uuid::Uuid;

use super::super::{
    answer::{Answer, go, once, wrong},
    deed::Tried,
};
use crate::{
    access::OFFICERS,
    format,
    pages::officer::{CorrectionRow, PanelWork},
    parts::{Choice, Link},
    sent::Sent,
    trouble::Trouble,
    views::{
        case::{acts_now, may},
        panel::{dissents, minutes, said, spreads},
        words::say,
    },
    visit::Here,
    words::{fill, word},
};

/// What a panel did besides answering, and what the reader can do about it.
pub(super) fn of(here: &Here, (law, case): (&Law, &Case), panel: &Panel, sent: &Sent) -> PanelWork {
    let lang = here.lang();
    let sealed = is_sealed(law, panel);
    let runs = OFFICERS.under(Some(&here.person()), law) && panel.closed.is_none();
    let chair = panel.work.minutes.as_ref().map_or("", |minutes| minutes.chair.as_str());
    let choice =
        |alias: &str| Choice::new(alias, alias, [chair, sent.text("chair")].contains(&alias));
    let chairs = panel.effective().filter(|_| runs && !sealed);
    PanelWork {
        sealed: sealed.then(|| sealed_words(here, panel)),
        by_hand: panel.by_hand.iter().map(|one| by_hand(here, one)).collect(),
        next: next(here, law, case, panel),
        spreads: if sealed { Vec::new() } else { spreads(lang, law, panel) },
        corrections: corrections(here, panel, runs),
        said: said(lang, panel),
        minutes: minutes(lang, panel),
        chairs: chairs.map(|seat| choice(&seat.alias)).collect(),
        draft: match sent.text("minutes") {
            "" => panel.work.minutes.as_ref().map(|one| one.text.clone()).unwrap_or_default(),
            typed => typed.to_owned(),
        },
        dissents: dissents(panel),
        action: format!("/desk/cases/{}/panels/{}", case.id, panel.id),
    }
}

/// That members were named and not drawn. Which of them is not told.
fn by_hand(here: &Here, one: &ByHand) -> String {
    fill(here.lang(), "work.by_hand", &[&format::day(one.on), &one.members, &one.reasons])
}

fn sealed_words(here: &Here, panel: &Panel) -> String {
    let lang = here.lang();
    match panel.work.opening.first() {
        Some((_, day)) => fill(lang, "work.sealed.one", &[&format::day(*day)]),
        None => word(lang, "work.sealed").into_owned(),
    }
}

/// Acts on this panel that are the reader's to do now.
fn next(here: &Here, law: &Law, case: &Case, panel: &Panel) -> Vec<Link> {
    let lang = here.lang();
    let kinds = [Kind::OpenAnswers, Kind::PanelConvene, Kind::PanelClose];
    let person = here.person();
    let acts = acts_now(law, case).filter(|act| {
        panel.closed.is_none()
            && kinds.contains(&act.kind.value)
            && act.sets.panel.as_ref().is_some_and(|key| key.value == panel.key)
            && may(law, act, &person, case)
    });
    let link = |act: &guohe_cases::procedure::Act| {
        let again = act.kind.value == Kind::PanelConvene && panel.work.opened;
        let label = if again { word(lang, "work.call").into_owned() } else { say(lang, &act.name) };
        Link::new(label, format!("/desk/cases/{}/acts/{}", case.id, act.id.value))
    };
    acts.map(link).collect()
}

fn corrections(here: &Here, panel: &Panel, runs: bool) -> Vec<CorrectionRow> {
    let lang = here.lang();
    let row = |one: &guohe_cases::review::Correction| {
        let key = if one.after_opening { "work.asked.after" } else { "work.asked" };
        let ruled = one.ruled.as_ref().map(|(allowed, reasons, _, day)| {
            let key = if *allowed { "work.allowed" } else { "work.not_allowed" };
            fill(lang, key, &[&format::day(*day), &reasons])
        });
        CorrectionRow {
            alias: one.alias.clone(),
            asked: fill(lang, key, &[&format::day(one.asked_on)]),
            reasons: one
                .reasons
                .clone()
                .unwrap_or_else(|| word(lang, "objection.erased").into_owned()),
            open: runs && ruled.is_none(),
            ruled,
        }
    };
    panel.work.corrections.iter().map(row).collect()
}

/// Writes minutes, or rules on a correction.
pub(crate) async fn act(here: Here, Path((id, panel)): Path<(Uuid, String)>, sent: Sent) -> Answer {
    let file = here.dossier(id).await?;
    if !file.case.panels.iter().any(|one| one.id == panel) {
        return Err(Trouble::NotFound);
    }
    let (person, moment) = (here.person(), here.moment(&sent));
    let by = Filling { person, moment, case: id, seen: None, once: once(&sent) };
    let desk = here.site.desk();
    let done = match sent.text("do") {
        "minutes" => minute(desk, &by, (&panel, sent.text("chair")), sent.text("minutes")).await,
        "allow" | "deny" => {
            let allowed = sent.text("do") == "allow";
            rule(desk, &by, (&panel, sent.text("alias")), allowed, sent.text("reasons")).await
        }
        _ => return Err(Trouble::NotFound),
    };
    match done {
        Ok(_) => go(&format!("/desk/cases/{id}/panels/{panel}")),
        Err(Failure::Refused(refusal)) => {
            let tried = Tried::refused_as(&sent, &refusal);
            wrong(&super::shown_one(&here, id, &panel, tried).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}
