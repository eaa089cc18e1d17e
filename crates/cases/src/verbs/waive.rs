//! Waiving a condition that holds in principle: by the actor the clause names, with reasons.

use guohe_rules::syntax::Modality;
use serde::Deserialize;
use serde_json::{Value, json};

use super::scene::{Deed, Scene};
use crate::{
    happened::Happened,
    refusal::{Fault, Refusal},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    clause: String,
    #[serde(default)]
    reasons: String,
}

/// Waives a condition.
pub(super) fn waive<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Input { clause, reasons } = scene.read(input)?;
    let Some(found) = scene.law.pack.clause(&clause) else {
        return Err(scene.invalid(vec![Fault::at(
            "clause",
            format!("没有条款 {clause}"),
            format!("there is no clause {clause}"),
        )]));
    };
    let written = &found.written;
    let by = written.waiver.as_ref().map(|waiver| waiver.by.value.as_str());
    if written.modality != Modality::InPrinciple || by.is_none() {
        return Err(scene
            .condition(
                format!("{}不是原则性条件，不能豁免", written.cite.zh),
                format!("{} does not hold in principle only and cannot be waived", written.cite.en),
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
    if scene.case.waivers.iter().any(|waiver| waiver.clause == clause) {
        return Err(scene.condition("该条件已经豁免", "this condition has been waived already"));
    }
    let reasons = scene.reasons(&reasons)?;
    let mut deed = Deed::of(Happened::Waived { clause: clause.clone(), reasons });
    deed.words.insert("clause", json!(clause));
    Ok(deed)
}
