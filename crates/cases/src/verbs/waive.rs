//! Waiving a condition that holds in principle or as a rule: by the actor the clause names, with reasons.

use serde::Deserialize;
use serde_json::{Value, json};

use super::scene::{Deed, Scene};
use crate::{
    happened::Happened,
    procedure::Kind,
    refusal::{Fault, Refusal, Sort, words},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    clause: String,
    /// The way out, where the act has several: one that does not favour the applicant refuses the waiver.
    #[serde(default)]
    outcome: Option<String>,
    #[serde(default)]
    reasons: String,
}

/// Waives a condition, or refuses to.
pub(super) fn waive<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Input { clause, outcome, reasons } = scene.read(input)?;
    let Some(found) = scene.law.pack.clause(&clause) else {
        return Err(scene.invalid(vec![Fault::at(
            "clause",
            format!("没有条款 {clause}"),
            format!("there is no clause {clause}"),
        )]));
    };
    let written = &found.written;
    let by = written.waiver.as_ref().map(|waiver| waiver.by.value.as_str());
    if !written.modality.leaves_room() || by.is_none() {
        return Err(scene
            .condition(
                format!("{}不是原则上或一般应达到的条件，不能豁免", written.cite.zh),
                format!("{} is not a condition that holds in principle or as a rule, and cannot be waived", written.cite.en),
            )
            .citing([clause]));
    }
    if by != Some(scene.role) {
        return Err(scene
            .condition(
                format!("{}只能由有权主体豁免", written.cite.zh),
                format!("{} can only be waived by the actor the pack names", written.cite.en),
            )
            .citing([clause]));
    }
    let mut before = scene.case.waivers.iter().filter(|waiver| !waiver.is_declined());
    if before.any(|waiver| waiver.clause == clause) {
        return Err(scene.condition(
            "该条件是否豁免已经决定",
            "whether this condition is waived has been decided already",
        ));
    }
    let outcome = match scene.act.outcomes.as_slice() {
        [] => None,
        _ => Some(scene.outcome(&outcome.unwrap_or_default())?),
    };
    let refused = outcome.is_some_and(|outcome| outcome.favourable == Some(false));
    let reasons = scene.reasons(&reasons)?;
    let mut acts = scene.law.procedure.acts.iter();
    let awaits = acts.any(|act| act.kind.value == Kind::Countersign);
    let what = Happened::Waived { clause: clause.clone(), refused, awaits, reasons };
    let mut deed = Deed { outcome, ..Deed::of(what) };
    deed.words.insert("clause", json!(clause));
    Ok(deed)
}

/// Another person countersigns what was decided on a waiver, or does not; then it can be asked for anew.
pub(super) fn countersign<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Input { clause, outcome, reasons } = scene.read(input)?;
    let mut open = scene.case.waivers.iter().filter(|waiver| waiver.is_open());
    let Some(waiver) = open.find(|waiver| waiver.clause == clause) else {
        return Err(scene.invalid(vec![Fault::at(
            "clause",
            "请选择一项待会签的豁免",
            "choose a waiver that waits to be countersigned",
        )]));
    };
    if scene.person.is_behind(&waiver.by) {
        return Err(Refusal::new(
            Sort::NotAllowed,
            &scene.act.id.value,
            words(
                "提出豁免的人不能会签自己的决定",
                "whoever decided on a waiver cannot countersign it",
            ),
            words("请由另一位有权会签的人员办理", "let another person who may countersign do it"),
        )
        .citing([clause]));
    }
    let chosen = scene.outcome(&outcome.unwrap_or_default())?;
    let agreed = chosen.favourable.unwrap_or_default();
    let reasons = scene.reasons(&reasons)?;
    let what = Happened::Countersigned { clause: clause.clone(), agreed, reasons };
    let mut deed = Deed { outcome: Some(chosen), ..Deed::of(what) };
    deed.words.insert("clause", json!(clause));
    Ok(deed)
}
