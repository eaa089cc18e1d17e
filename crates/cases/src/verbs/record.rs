//! Writing a row of the case file: a site visit, task goals; and, in the life of a base, what the host files.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{
    scene::{Deed, Scene},
    write::asked_fields,
};
use crate::{happened::Happened, refusal::Refusal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    outcome: Option<String>,
}

fn written<'a>(scene: &Scene<'a>, input: &Value) -> Result<(Deed<'a>, String), Refusal> {
    let Input { fields, note, outcome } = scene.read(input)?;
    let outcome = match (outcome, scene.act.outcomes.is_empty()) {
        (None, true) => None,
        (chosen, _) => Some(scene.outcome(&chosen.unwrap_or_default())?),
    };
    let fields = asked_fields(scene, &fields)?;
    let nothing = Happened::Recorded { note: String::new() };
    Ok((Deed { outcome, fields, ..Deed::of(nothing) }, note))
}

/// The authority writes a row.
pub(super) fn record<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let (deed, note) = written(scene, input)?;
    Ok(Deed { what: Happened::Recorded { note }, ..deed })
}

/// The host files something.
pub(super) fn file<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let (deed, note) = written(scene, input)?;
    Ok(Deed { what: Happened::Filed { note }, ..deed })
}
