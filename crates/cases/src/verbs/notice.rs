//! Public notice: several cases made known together, with the last day for objections found by the rules.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::scene::{Deed, Scene};
use crate::{
    happened::Happened,
    refusal::{Fault, Refusal},
};

/// The part of the notice that one case gives; the notice itself is made of all of them.
pub(super) fn publish<'a>(scene: &Scene<'a>, _input: &Value) -> Result<Deed<'a>, Refusal> {
    let Some(ends) = &scene.act.sets.ends else {
        return Err(scene.condition(
            "规则包没有写明公示期",
            "the pack does not say how long the notice stands",
        ));
    };
    let posted_on = scene.today();
    let end = scene.day(ends, scene.case)?;
    let shown = shown(scene)?;
    let notice = scene.moment.fresh;
    let what = Happened::Noticed {
        notice,
        posted_on,
        ends_on: end.day,
        arithmetic: end.arithmetic,
        shown: shown.clone(),
    };
    let mut deed = Deed::of(what);
    deed.words = BTreeMap::from([
        ("notice", json!(notice)),
        ("posted_on", json!(posted_on)),
        ("ends_on", json!(end.day)),
    ]);
    deed.due = Some(end.day);
    deed.shown = Some(shown);
    Ok(deed)
}

/// The facts that a notice must show; all of them must be known.
fn shown(scene: &Scene<'_>) -> Result<BTreeMap<String, Value>, Refusal> {
    let facts = scene.facts(scene.case, scene.today());
    let mut shown = BTreeMap::new();
    let mut faults = Vec::new();
    for path in &scene.act.sets.shows {
        let found = path.value.split_once('.').and_then(|(record, field)| {
            let cell = facts.get("facts")?.get(record)?.get(field)?;
            Some(cell.get("value").unwrap_or(cell).clone())
        });
        match found {
            Some(value) => {
                shown.insert(path.value.clone(), value);
            }
            None => faults.push(Fault::at(
                path.value.clone(),
                "公示必须载明，但本件没有这一事实",
                "the notice must show this, and the case does not have it",
            )),
        }
    }
    if faults.is_empty() { Ok(shown) } else { Err(scene.invalid(faults)) }
}
