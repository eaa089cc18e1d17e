//! Evaluation of a base: a person enters the grade with reasons; what follows from it stands in the pack.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    scene::{Deed, Scene},
    write::asked_fields,
};
use crate::{happened::Happened, refusal::Refusal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    reasons: String,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

/// Enters the result of an evaluation. A favourable one begins the new term that the act sets.
pub(super) fn evaluate<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Input { outcome, reasons, fields } = scene.read(input)?;
    let chosen = scene.outcome(&outcome)?;
    let reasons = scene.reasons(&reasons)?;
    let fields = asked_fields(scene, &fields)?;
    let term = scene.act.sets.valid_to.as_ref().filter(|_| chosen.favourable == Some(true));
    let valid_to = term.map(|term| scene.day(term, scene.case)).transpose()?.map(|day| day.day);
    let mut deed = Deed::of(Happened::Evaluated { outcome, reasons, valid_to });
    if let Some(day) = valid_to {
        deed.words.insert("valid_to", json!(day));
    }
    Ok(Deed { fields, outcome: Some(chosen), ..deed })
}
