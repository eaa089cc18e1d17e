//! Public notice: several cases made known together, with the last day for objections found by the rules.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    scene::{Deed, Scene},
    shown,
};
use crate::{happened::Happened, refusal::Refusal, term::Until};

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
    let ends_at = scene.act.sets.ends_at.as_ref().map(|at| at.value);
    let shown = shown::facts(scene)?;
    let notice = scene.moment.fresh;
    let what = Happened::Noticed {
        notice,
        posted_on,
        ends_on: end.day,
        ends_at,
        arithmetic: end.arithmetic,
        shown: shown.clone(),
    };
    let mut deed = Deed::of(what);
    deed.words = BTreeMap::from([
        ("notice", json!(notice)),
        ("posted_on", json!(posted_on)),
        ("ends_on", json!(end.day)),
    ]);
    deed.until = Some(Until { day: end.day, at: ends_at });
    deed.shown = Some(shown);
    Ok(deed)
}
