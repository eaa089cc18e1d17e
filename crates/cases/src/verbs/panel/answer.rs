//! What an expert answers: only what is asked, with reasons, frozen once it is final.

use guohe_rules::value::Num;
use serde::Deserialize;
use serde_json::Value;

use super::member::{Part, member_row, own_seat};
use crate::{
    case::{Answer, Panel, Question},
    happened::Happened,
    refusal::{Fault, Refusal},
    verbs::scene::{Deed, Scene, no_reasons},
};

/// Where an expert's answers stand in the input.
const ANSWERS: &str = "answers";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Judge {
    #[serde(default)]
    answers: Vec<Answer>,
    #[serde(default, rename = "final")]
    last: bool,
}

/// An expert answers; as long as the answers are not final they can be changed.
pub(in crate::verbs) fn judge<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Judge { answers, last } = scene.read(input)?;
    let (panel, seat) = own_seat(scene)?;
    if seat.declared.is_none() {
        return Err(scene.condition(
            "请先声明有无利害关系，再查阅材料和评审",
            "declare first whether there is a conflict of interest",
        ));
    }
    check_answers(scene, panel, (ANSWERS, &answers), last)?;
    let (panel, alias) = (panel.id.clone(), seat.alias.clone());
    let part = if last { Part::Answered } else { Part::Sits };
    let rows = member_row(scene, &panel, &alias, part).into_iter().collect();
    let what = Happened::Answered { panel, alias, answers, last };
    Ok(Deed { rows, ..Deed::of(what) })
}

/// Answers only to questions that are asked; when they are to be final, all of them and with reasons.
pub(super) fn check_answers(
    scene: &Scene<'_>,
    panel: &Panel,
    (place, answers): (&str, &[Answer]),
    last: bool,
) -> Result<(), Refusal> {
    let about = |answer: &Answer| Question { slot: answer.slot.clone(), row: answer.row.clone() };
    let mut faults = Vec::new();
    for (at, answer) in answers.iter().enumerate() {
        if !panel.questions.contains(&about(answer)) {
            faults.push(not_asked(&format!("{place}[{at}].slot"), &answer.slot));
        }
        faults.extend(misgiven(scene, answer, &format!("{place}[{at}]")));
        if last && answer.reasons.trim().is_empty() {
            faults.push(no_reasons(&format!("{place}[{at}].reasons")));
        }
    }
    let open = |question: &&Question| !answers.iter().any(|answer| about(answer) == **question);
    // What a panel says on points is what its members gave, and is not entered again.
    let own = |question: &&Question| place == ANSWERS || !is_scored(scene, question);
    for question in panel.questions.iter().filter(|_| last).filter(open).filter(own) {
        faults.push(not_answered(scene, place, question));
    }
    if faults.is_empty() { Ok(()) } else { Err(scene.invalid(faults)) }
}

/// Points where none are asked, none where they are, or a number out of the range of the question.
fn misgiven(scene: &Scene<'_>, answer: &Answer, place: &str) -> Option<Fault> {
    let range = scene.law.slot(&answer.slot).and_then(|slot| slot.points.as_ref()?.ends());
    let Some((low, high)) = range else {
        return (!answer.points.is_empty()).then(|| {
            Fault::at(
                format!("{place}.points"),
                "这一问题以是或否回答，不打分",
                "this question is answered yes or no, not with a number",
            )
        });
    };
    let fits = match &answer.points[..] {
        [one] => Num::read(one).is_some_and(|n| low <= n && n <= high),
        _ => false,
    };
    (!fits).then(|| {
        Fault::at(
            format!("{place}.points"),
            format!("请打 {low} 至 {high} 之间的一个分数"),
            format!("give one number from {low} to {high}"),
        )
    })
}

/// Whether a question is answered with a number.
pub(super) fn is_scored(scene: &Scene<'_>, question: &Question) -> bool {
    scene.law.slot(&question.slot).is_some_and(|slot| slot.points.is_some())
}

fn not_answered(scene: &Scene<'_>, place: &str, question: &Question) -> Fault {
    let slot = scene.law.slot(&question.slot);
    let words = slot.map(|slot| slot.question.clone()).unwrap_or_default();
    let row = question.row.as_ref().map(|row| format!("[{row}]")).unwrap_or_default();
    Fault::at(
        format!("{place}.{}{row}", question.slot),
        format!("尚未回答：{}{row}", words.zh),
        format!("not answered yet: {}{row}", words.en),
    )
}

/// The fault of answering what is not asked.
pub(in crate::verbs) fn not_asked(place: &str, slot: &str) -> Fault {
    Fault::at(
        place,
        format!("本次评审没有“{slot}”这一问题"),
        format!("`{slot}` is not among the questions"),
    )
}
