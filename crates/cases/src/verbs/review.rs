//! The work of a panel besides answering: corrections with leave, what members say to each other, minutes, dissent.
//!
//! None of it is an act of the procedure: every panel knows it, whatever its pack. Members act under their aliases.

use guohe_rules::syntax::ActorKind;
use serde_json::json;

use super::{
    Failure, Receipt,
    append::{AtDesk, append, at_desk},
    conflict::left,
    fill::Filling,
    panel::{is_sealed, member_runs},
    scene::no_reasons,
};
use crate::{
    case::{Case, Panel, Seat},
    desk::Desk,
    happened::{Entry, Frame, Happened},
    law::Law,
    procedure::{Discussion, Kind},
    refusal::{Fault, Refusal, Sort, words},
    review::Step,
};

/// What a member of a panel does besides answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word<'t> {
    /// Asks to correct what was handed in, with reasons.
    Correct(&'t str),
    /// Says something to the others.
    Say(&'t str),
    /// Confirms the minutes, or says what they should say instead.
    Answer(bool, &'t str),
    /// Differs from the panel.
    Dissent(&'t str),
}

/// Whether members of a panel may talk to each other now.
pub fn may_talk(law: &Law, panel: &Panel) -> bool {
    let mut convening = law.procedure.acts.iter().filter(|act| {
        act.kind.value == Kind::PanelConvene
            && act.sets.panel.as_ref().is_some_and(|key| key.value == panel.key)
    });
    let when = convening.find_map(|act| act.sets.discussion);
    panel.closed.is_none()
        && match when {
            None => false,
            Some(Discussion::FromTheStart) => true,
            Some(Discussion::AfterOpening) => !is_sealed(law, panel),
        }
}

/// Whether a member may take part in the talk: without a conflict, and after the own answers where the pack has the
/// answers opened first.
pub fn takes_part(law: &Law, panel: &Panel, seat: &Seat) -> bool {
    let cleared = seat.declared.as_ref().is_some_and(|declared| !declared.conflict);
    let first = panel.work.opened && seat.final_on.is_none();
    may_talk(law, panel) && cleared && !seat.recused() && !first
}

/// Records what a member of the panel at work does besides answering.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn speak(desk: Desk<'_>, by: &Filling, word: Word<'_>) -> Result<Receipt, Failure> {
    let case = super::conflict::recheck(desk, &by.moment, by.case).await?;
    let law = desk.law_of(&case)?;
    let (panel, seat) = own_seat(&case, by)?;
    let (id, alias) = (panel.id.clone(), seat.alias.clone());
    let (step, personal) = match word {
        Word::Correct(reasons) => {
            if seat.final_on.is_none() || panel.work.open_correction(&alias).is_some() {
                return Err(condition(
                    "没有可以申请更正的意见，或更正申请正在等待处理",
                    "there is nothing to correct, or a correction has been asked for already",
                )
                .into());
            }
            let text = filled(reasons, "reasons", "请写明理由", "give reasons")?;
            (Step::CorrectionAsked { panel: id, alias }, Some(json!(text)))
        }
        Word::Say(text) => {
            if !takes_part(law, panel, seat) {
                return Err(condition(
                    "本组现在不能讨论，或您尚未提交自己的意见",
                    "this panel does not talk now, or your own answers come first",
                )
                .into());
            }
            let text = filled(text, "text", "请填写发言内容", "say something")?;
            (Step::Said { panel: id, alias }, Some(json!(text)))
        }
        Word::Answer(agrees, reasons) => (answered(panel, seat, agrees, reasons)?, None),
        Word::Dissent(text) => {
            if seat.final_on.is_none() || is_sealed(law, panel) {
                return Err(condition(
                    "请先提交自己的评审意见，并等意见开启后再写不同意见",
                    "hand in your own answers first, and differ once the answers are open",
                )
                .into());
            }
            let text = filled(text, "text", "请写明不同意见", "say in what you differ")?;
            (Step::Dissented { panel: id, alias, text }, None)
        }
    };
    let entry = Entry { frame: Frame::default(), what: Happened::Review(step), personal };
    append(desk, by, (&case, &expert_role(law, by)), entry, Vec::new()).await
}

fn answered(panel: &Panel, seat: &Seat, agrees: bool, reasons: &str) -> Result<Step, Refusal> {
    let (id, alias) = (panel.id.clone(), seat.alias.clone());
    let open = panel.work.minutes.as_ref().filter(|one| one.answer(&alias).is_none());
    if open.is_none() || panel.closed.is_some() {
        return Err(condition("没有待您确认的纪要", "no minutes wait for you"));
    }
    let reasons = reasons.trim().to_owned();
    if !agrees && reasons.is_empty() {
        return Err(Refusal::of_faults("minutes", vec![no_reasons("reasons")]));
    }
    Ok(Step::MinutesAnswered { panel: id, alias, agrees, reasons })
}

/// An officer rules on a correction that a member asked for.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn rule(
    desk: Desk<'_>,
    by: &Filling,
    (panel, alias): (&str, &str),
    allowed: bool,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let AtDesk { case, role, .. } = at_desk(desk, by).await?;
    let found = at_work(&case, panel)?;
    let asked = found.work.open_correction(alias);
    let seat = found.seats.iter().find(|seat| seat.alias == alias && asked.is_some());
    let Some(seat) = seat else {
        return Err(condition("没有待处理的更正申请", "no correction waits for a ruling").into());
    };
    if by.person.stands_behind(seat.account) {
        return Err(Refusal::new(
            Sort::NotAllowed,
            "correction",
            words("本人不能同意自己的更正申请", "nobody allows their own correction"),
            words("请由另一位工作人员办理", "let another officer do it"),
        )
        .into());
    }
    if !found.is_run_by(&by.person) {
        return Err(member_runs("correction").into());
    }
    let reasons = filled(reasons, "reasons", "请写明理由", "give reasons")?;
    // The row of the member says again that no answers were given, as long as there is no new version.
    let frame = if allowed {
        let rows = left(desk, &by.moment, &case, (panel, alias, super::panel::Left::ToCorrect));
        rows.await?
    } else {
        Frame::default()
    };
    let (panel, alias) = (panel.to_owned(), alias.to_owned());
    let what = Happened::Review(Step::CorrectionRuled { panel, alias, allowed, reasons });
    append(desk, by, (&case, &role), Entry { frame, what, personal: None }, Vec::new()).await
}

/// Takes back leave to correct that was not used, so that whoever never hands in again does not hold the panel up.
///
/// What was handed in first stands again, and what was only saved since falls. Once the member has handed in again there
/// is nothing to take back.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn take_back(
    desk: Desk<'_>,
    by: &Filling,
    (panel, alias): (&str, &str),
    reasons: &str,
) -> Result<Receipt, Failure> {
    let AtDesk { case, role, .. } = at_desk(desk, by).await?;
    let found = at_work(&case, panel)?;
    if !found.is_run_by(&by.person) {
        return Err(member_runs("correction").into());
    }
    let mut corrects = found.sitting().filter(|seat| seat.corrects());
    if !corrects.any(|seat| seat.alias == alias) {
        return Err(condition(
            "没有可以收回的更正许可：该成员未获准更正，或已重新提交意见",
            "there is no leave to take back: none was given, or the member has handed in again",
        )
        .into());
    }
    let reasons = filled(reasons, "reasons", "请写明理由", "give reasons")?;
    let frame = left(desk, &by.moment, &case, (panel, alias, super::panel::Left::Again)).await?;
    let (panel, alias) = (panel.to_owned(), alias.to_owned());
    let what = Happened::Review(Step::CorrectionTakenBack { panel, alias, reasons });
    append(desk, by, (&case, &role), Entry { frame, what, personal: None }, Vec::new()).await
}

/// An officer writes the minutes of a panel; what members confirmed of earlier ones falls.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn minute(
    desk: Desk<'_>,
    by: &Filling,
    (panel, chair): (&str, &str),
    text: &str,
) -> Result<Receipt, Failure> {
    let AtDesk { case, law, role } = at_desk(desk, by).await?;
    let found = at_work(&case, panel)?;
    if !found.is_run_by(&by.person) {
        return Err(member_runs("minutes").into());
    }
    if is_sealed(law, found) {
        return Err(condition(
            "评审意见开启之后再写纪要",
            "minutes are written once the answers are open",
        )
        .into());
    }
    let mut faults = Vec::new();
    if !found.effective().any(|seat| seat.alias == chair) {
        faults.push(Fault::at(
            "chair",
            "请在已提交意见的成员中指明组长",
            "name who took the chair, among those who have handed in",
        ));
    }
    if text.trim().is_empty() {
        faults.push(Fault::at("minutes", "请填写纪要", "write the minutes"));
    }
    if !faults.is_empty() {
        return Err(Refusal::of_faults("minutes", faults).into());
    }
    let (panel, chair, text) = (panel.to_owned(), chair.to_owned(), text.trim().to_owned());
    let entry = Entry::plain(Happened::Review(Step::Minuted { panel, chair, text }));
    append(desk, by, (&case, &role), entry, Vec::new()).await
}

fn at_work<'c>(case: &'c Case, id: &str) -> Result<&'c Panel, Refusal> {
    let found = case.panels.iter().find(|panel| panel.id == id && panel.closed.is_none());
    found.ok_or_else(|| condition("专家组的工作已经结束", "the panel has ended"))
}

fn own_seat<'c>(case: &'c Case, by: &Filling) -> Result<(&'c Panel, &'c Seat), Refusal> {
    let at_work = case.panels.iter().rev().filter(|panel| panel.closed.is_none());
    let mut own = at_work.filter_map(|panel| Some((panel, panel.seat_of(by.person.account)?)));
    own.find(|(_, seat)| !seat.recused()).ok_or_else(|| {
        condition("您在本件正在工作的专家组中没有席位", "you have no seat on a panel at work here")
    })
}

/// The role in which an expert acts.
fn expert_role(law: &Law, by: &Filling) -> String {
    let mut actors = law.pack.file.actors.iter().filter(|actor| actor.kind == ActorKind::Expert);
    let held = actors.find(|actor| by.person.holds(law.pack.id(), &actor.id.value, actor.kind));
    held.map_or_else(|| "expert".to_owned(), |actor| actor.id.value.clone())
}

fn filled(text: &str, place: &str, zh: &str, en: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::of_faults(place, vec![Fault::at(place, zh, en)])),
        text => Ok(text.to_owned()),
    }
}

fn condition(zh: &str, en: &str) -> Refusal {
    Refusal::new(
        Sort::Condition,
        "panel",
        words(zh, en),
        words("请刷新页面，查看专家组现状", "reload the page to see how the panel stands"),
    )
}
