//! Handing in, taking back, returning for correction, handing in again.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::scene::{Deed, Scene, no_reasons};
use crate::{
    case::Defect,
    facts::edit::faults,
    happened::Happened,
    refusal::{Fault, Refusal},
    round::Status,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Submit {
    #[serde(default)]
    declarations: BTreeSet<String>,
}

/// The applicant hands in.
pub(super) fn submit<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let terms = &scene.round.terms;
    let today = scene.today();
    if scene.round.status == Status::Closed || scene.round.closes().is_some_and(|day| today > day) {
        return Err(scene.condition(
            format!("本轮申报已于{}截止", terms.closes_on),
            format!("this round closed on {}", terms.closes_on),
        ));
    }
    if today < terms.opens_on {
        return Err(scene.condition(
            format!("本轮申报自{}起受理", terms.opens_on),
            format!("this round opens on {}", terms.opens_on),
        ));
    }
    let declarations = declarations(scene, input)?;
    Ok(Deed::of(Happened::Submitted { declarations }))
}

/// The applicant hands in again after correction.
pub(super) fn resubmit<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let due = scene.case.letter.as_ref().and_then(|letter| letter.due);
    if due.is_some_and(|due| scene.today() > due) {
        let due = due.map(|due| due.to_string()).unwrap_or_default();
        return Err(scene.condition(
            format!("补正期限已于{due}届满"),
            format!("the last day for correction was {due}"),
        ));
    }
    declarations(scene, input)?;
    Ok(Deed::of(Happened::Resubmitted {}))
}

/// The statements made; all that the act asks for must be, and no cell may be unreadable.
fn declarations(scene: &Scene<'_>, input: &Value) -> Result<Vec<String>, Refusal> {
    let Submit { declarations } = scene.read(input)?;
    let mut wrong = faults(&scene.case.facts, scene.law.vocabulary());
    for asked in &scene.act.sets.declarations {
        if !declarations.contains(&asked.id.value) {
            wrong.push(Fault::at(
                format!("declarations.{}", asked.id.value),
                format!("请确认：{}", asked.text.zh),
                format!("please confirm: {}", asked.text.en),
            ));
        }
    }
    let known = |id: &String| scene.act.sets.declarations.iter().any(|asked| asked.id.value == *id);
    if wrong.is_empty() {
        Ok(declarations.into_iter().filter(known).collect())
    } else {
        Err(scene.invalid(wrong))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reasons {
    #[serde(default)]
    reasons: String,
}

/// The applicant takes the application back.
pub(super) fn withdraw<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Reasons { reasons } = scene.read(input)?;
    Ok(Deed::of(Happened::Withdrawn { reasons }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Letter {
    #[serde(default)]
    defects: Vec<Defect>,
}

/// One letter with all defects.
pub(super) fn return_for_correction<'a>(
    scene: &Scene<'a>,
    input: &Value,
) -> Result<Deed<'a>, Refusal> {
    let Letter { defects } = scene.read(input)?;
    let defects = sound(scene, defects)?;
    if defects.is_empty() {
        return Err(scene.invalid(vec![Fault::at(
            "defects",
            "请一次列出全部需要补正的内容",
            "list everything that needs correction, at once",
        )]));
    }
    let ends = scene.act.sets.ends.as_ref();
    let due = ends.map(|ends| scene.day(ends, scene.case)).transpose()?.map(|day| day.day);
    Ok(Deed { due, ..Deed::of(Happened::Returned { defects, due }) })
}

/// Defects with words, citing clauses that exist.
pub(super) fn sound(scene: &Scene<'_>, defects: Vec<Defect>) -> Result<Vec<Defect>, Refusal> {
    let mut faults = Vec::new();
    for (at, defect) in defects.iter().enumerate() {
        if defect.what.trim().is_empty() {
            faults.push(no_reasons(&format!("defects[{at}].what")));
        }
        let clause = defect.clause.as_deref();
        if let Some(clause) = clause.filter(|clause| scene.law.pack.clause(clause).is_none()) {
            faults.push(Fault::at(
                format!("defects[{at}].clause"),
                format!("没有条款 {clause}"),
                format!("there is no clause {clause}"),
            ));
        }
    }
    if faults.is_empty() { Ok(defects) } else { Err(scene.invalid(faults)) }
}
