//! A member of a panel: the seat, the declaration about conflicts, the row in the case file.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::at_work;
use crate::{
    case::{Panel, Seat},
    happened::{Happened, Wrote},
    procedure::{Act, Kind},
    refusal::{Refusal, Sort, words},
    verbs::{
        scene::{Deed, Scene},
        write::filled,
    },
};

/// What part a member takes, for the rows of members.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// Has a seat and has not answered.
    Sits,
    /// Has declared a conflict.
    Recused,
    /// Has given final answers.
    Answered,
}

/// The act that convenes the panel of this act.
fn convening<'a>(scene: &Scene<'a>) -> Option<&'a Act> {
    let mut acts = scene.law.procedure.acts.iter();
    acts.find(|act| act.kind.value == Kind::PanelConvene && act.sets.panel == scene.act.sets.panel)
}

/// The row of a member, by the settings of the act that convenes the panel.
pub(super) fn member_row(scene: &Scene<'_>, panel: &str, alias: &str, part: Part) -> Option<Wrote> {
    let members = convening(scene)?.sets.members.as_ref()?;
    let list = scene.law.list_of(&members.record)?;
    let mut own = Deed::of(Happened::Lapsed {});
    own.words = BTreeMap::from([
        ("panel", json!(panel)),
        ("alias", json!(alias)),
        ("recused", json!(matches!(part, Part::Recused))),
        ("answered", json!(matches!(part, Part::Answered))),
    ]);
    let cells = filled(scene, &own, members.fill.iter());
    Some(Wrote { list, id: format!("{panel}-{alias}"), cells })
}

/// What becomes of a sheet that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::verbs) enum Left {
    /// The member is in conflict; the seat is empty.
    InConflict,
    /// The member corrects it.
    ToCorrect,
    /// It counts again as it was.
    Again,
}

/// The rows that say that a sheet no longer counts, or that it counts again.
pub(in crate::verbs) fn vacated(
    scene: &Scene<'_>,
    panel: &str,
    alias: &str,
    why: Left,
) -> Vec<Wrote> {
    let part = match why {
        Left::InConflict => Part::Recused,
        Left::ToCorrect => Part::Sits,
        Left::Again => Part::Answered,
    };
    member_row(scene, panel, alias, part).into_iter().collect()
}

/// The row of a panel whose opinion is taken back: what the closing act fills reads again as when it was convened.
pub(in crate::verbs) fn at_work_again(
    scene: &Scene<'_>,
    panel: &str,
    closing: &Act,
) -> Option<Wrote> {
    let list = scene.law.list_of(&scene.act.sets.record.as_ref()?.value)?;
    let fills = &scene.act.sets.fill;
    let again = fills.iter().filter(|(field, _)| closing.sets.fill.contains_key(*field));
    let cells = filled(scene, &Deed::of(Happened::Lapsed {}), again);
    Some(Wrote { list, id: panel.to_owned(), cells })
}

/// The seat of the person who acts.
pub(super) fn own_seat<'a>(scene: &Scene<'a>) -> Result<(&'a Panel, &'a Seat), Refusal> {
    let panel = at_work(scene)?;
    let seat = panel.seat_of(scene.person.account).ok_or_else(|| {
        Refusal::new(
            Sort::NotAllowed,
            &scene.act.id.value,
            words("您不是本件专家组的成员", "you do not sit on the panel of this case"),
            words(
                "如认为有误，请联系组织评审的工作人员",
                "if you think this is wrong, ask the officer who convened the panel",
            ),
        )
    })?;
    if seat.recused() {
        return Err(scene.condition(
            "您已声明回避，或经核查存在利害关系，不再参加本件评审",
            "you declared a conflict, or one was found, and take no part in this case",
        ));
    }
    if seat.shut {
        return Err(scene.condition(
            "评审意见已经开启，此后不再接收新的意见",
            "the answers were opened; nothing more is taken after that",
        ));
    }
    if seat.final_on.is_some() {
        return Err(scene.condition(
            "您的评审意见已经提交，不能再修改；如有错误，请写明理由申请更正",
            "your answers are final and cannot be changed; if something is wrong, ask for a correction with reasons",
        ));
    }
    Ok((panel, seat))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declare {
    conflict: bool,
    #[serde(default)]
    reasons: String,
}

/// An expert declares whether there is a conflict of interest.
pub(in crate::verbs) fn declare<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Declare { conflict, reasons } = scene.read(input)?;
    let (panel, seat) = own_seat(scene)?;
    let (panel, alias) = (panel.id.clone(), seat.alias.clone());
    let part = if conflict { Part::Recused } else { Part::Sits };
    let rows = member_row(scene, &panel, &alias, part).into_iter().collect();
    let personal = (!reasons.trim().is_empty()).then(|| json!(reasons.trim()));
    let what = Happened::ConflictDeclared { panel, alias, conflict };
    Ok(Deed { personal, rows, ..Deed::of(what) })
}
