//! The work of a panel at the desk of those who run it: who lies far off, corrections, minutes.

use axum::extract::Path;
use guohe_cases::{
    case::{ByHand, Case, Panel},
    desk::Desk,
    law::Law,
    procedure::{Act, Kind},
    verbs::{
        Failure, Receipt,
        fill::Filling,
        panel::is_sealed,
        review::{minute, rule, take_back},
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
        next: links(here, law, case, panel),
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
pub(crate) fn next<'l>(here: &Here, law: &'l Law, case: &'l Case, panel: &Panel) -> Vec<&'l Act> {
    let kinds = [Kind::OpenAnswers, Kind::PanelConvene, Kind::PanelClose];
    let person = here.person();
    let acts = acts_now(law, case).filter(|act| {
        panel.closed.is_none()
            && kinds.contains(&act.kind.value)
            && act.sets.panel.as_ref().is_some_and(|key| key.value == panel.key)
            && may(law, act, &person, case)
    });
    acts.collect()
}

/// Where they are done.
fn links(here: &Here, law: &Law, case: &Case, panel: &Panel) -> Vec<Link> {
    let lang = here.lang();
    let link = |act: &Act| {
        let again = act.kind.value == Kind::PanelConvene && panel.work.opened;
        let label = if again { word(lang, "work.call").into_owned() } else { say(lang, &act.name) };
        Link::new(label, format!("/desk/cases/{}/acts/{}", case.id, act.id.value))
    };
    next(here, law, case, panel).into_iter().map(link).collect()
}

fn corrections(here: &Here, panel: &Panel, runs: bool) -> Vec<CorrectionRow> {
    let lang = here.lang();
    let row = |one: &guohe_cases::review::Correction| {
        let key = if one.after_opening { "work.asked.after" } else { "work.asked" };
        let ruled = one.ruled.as_ref().map(|(allowed, reasons, _, day)| {
            let key = if *allowed { "work.allowed" } else { "work.not_allowed" };
            fill(lang, key, &[&format::day(*day), &reasons])
        });
        let corrects = panel.sitting().any(|seat| seat.alias == one.alias && seat.corrects());
        let leave = panel.work.leave(&one.alias).filter(|_| corrects);
        let taken_back = one.taken_back.as_ref().map(|(reasons, _, day)| {
            fill(lang, "work.taken_back", &[&format::day(*day), &reasons])
        });
        CorrectionRow {
            alias: one.alias.clone(),
            asked: fill(lang, key, &[&format::day(one.asked_on)]),
            reasons: one
                .reasons
                .clone()
                .unwrap_or_else(|| word(lang, "objection.erased").into_owned()),
            open: runs && ruled.is_none(),
            leave: runs && leave.is_some_and(|leave| std::ptr::eq(leave, one)),
            ruled,
            taken_back,
        }
    };
    panel.work.corrections.iter().map(row).collect()
}

/// What is done at the desk about the work of a panel.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Working<'a> {
    /// Writes minutes: who took the chair, by alias, and what they say.
    Minutes(&'a str, &'a str),
    /// Rules on the correction that a member asked for, by alias: whether it is allowed, and why.
    Rule(&'a str, bool, &'a str),
    /// Takes back the leave that a member does not use, by alias, and why.
    TakeBack(&'a str, &'a str),
}

impl Working<'_> {
    /// Does it.
    pub(crate) async fn done(
        self,
        desk: Desk<'_>,
        by: &Filling,
        panel: &str,
    ) -> Result<Receipt, Failure> {
        match self {
            Self::Minutes(chair, text) => minute(desk, by, (panel, chair), text).await,
            Self::Rule(alias, allowed, reasons) => {
                rule(desk, by, (panel, alias), allowed, reasons).await
            }
            Self::TakeBack(alias, reasons) => take_back(desk, by, (panel, alias), reasons).await,
        }
    }
}

/// Writes minutes, rules on a correction, or takes leave to correct back.
pub(crate) async fn act(here: Here, Path((id, panel)): Path<(Uuid, String)>, sent: Sent) -> Answer {
    let file = here.dossier(id).await?;
    if !file.case.panels.iter().any(|one| one.id == panel) {
        return Err(Trouble::NotFound);
    }
    let (person, moment) = (here.person(), here.moment(&sent));
    let by = Filling { person, moment, case: id, seen: None, once: once(&sent) };
    let (alias, reasons) = (sent.text("alias"), sent.text("reasons"));
    let wanted = match sent.text("do") {
        "minutes" => Working::Minutes(sent.text("chair"), sent.text("minutes")),
        "allow" => Working::Rule(alias, true, reasons),
        "deny" => Working::Rule(alias, false, reasons),
        "take_back" => Working::TakeBack(alias, reasons),
        _ => return Err(Trouble::NotFound),
    };
    match wanted.done(here.site.desk(), &by, &panel).await {
        Ok(_) => go(&format!("/desk/cases/{id}/panels/{panel}")),
        Err(Failure::Refused(refusal)) => {
            let tried = Tried::refused_as(&sent, &refusal);
            wrong(&super::shown_one(&here, id, &panel, tried).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}
