//! Formal review, and the list of those proposed: a person chooses the way out and gives reasons; what the
//! machine found is put beside it and decides nothing.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{
    panel::not_asked,
    scene::{Deed, Scene, no_reasons},
    submission::sound,
    write::asked_fields,
};
use crate::{
    case::{Defect, Finding, Machine},
    happened::Happened,
    procedure::Level,
    refusal::Refusal,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    defects: Vec<Defect>,
    #[serde(default)]
    findings: Vec<Finding>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

/// What the machine finds at the level of this desk, on the reference date of the round.
pub(super) fn machine(scene: &Scene<'_>, level: Level) -> Machine {
    scene.asked(scene.case, scene.round.terms.reference_date, level).machine()
}

/// A formal review.
pub(super) fn check<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Input { outcome, reasons, defects, findings, fields } = scene.read(input)?;
    let chosen = scene.outcome(&outcome)?;
    let reasons = if chosen.favourable == Some(false) { scene.reasons(&reasons)? } else { reasons };
    let defects = sound(scene, defects)?;
    let fields = asked_fields(scene, &fields)?;
    let machine = scene.act.sets.level.map(|level| machine(scene, level));
    check_findings(scene, &findings)?;
    let what = Happened::Checked { outcome, defects, findings, reasons, machine };
    Ok(Deed { fields, outcome: Some(chosen), ..Deed::of(what) })
}

/// Answers to the questions that the act puts to the reviewer, each with reasons.
fn check_findings(scene: &Scene<'_>, findings: &[Finding]) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        if !scene.law.asks(scene.act).any(|slot| slot == finding.slot) {
            faults.push(not_asked(&format!("findings[{at}].slot"), &finding.slot));
        }
        if finding.reasons.trim().is_empty() {
            faults.push(no_reasons(&format!("findings[{at}].reasons")));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(scene.invalid(faults)) }
}

/// Putting a case on the list of those proposed, or not.
pub(super) fn propose<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Input { outcome, reasons, fields, .. } = scene.read(input)?;
    let chosen = scene.outcome(&outcome)?;
    let reasons = if chosen.favourable == Some(false) { scene.reasons(&reasons)? } else { reasons };
    let fields = asked_fields(scene, &fields)?;
    let what = Happened::Proposed { outcome, reasons };
    Ok(Deed { fields, outcome: Some(chosen), ..Deed::of(what) })
}
