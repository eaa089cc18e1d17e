//! The certificate: a number of its own, the day of certification, the last day of validity by the rule.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    scene::{Deed, Scene},
    shown,
    write::asked_fields,
};
use crate::{happened::Happened, refusal::Refusal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

/// Issues the certificate.
pub(super) fn certify<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Input { fields } = scene.read(input)?;
    let decided = scene.case.decision.as_ref();
    let decided = decided.filter(|decision| decision.favourable && decision.confirmed.is_some());
    if decided.is_none() {
        return Err(scene.condition(
            "认定决定尚未确认，不能发证",
            "the decision to certify has not been confirmed",
        ));
    }
    let certified_on = scene.today();
    let valid_to = scene.act.sets.valid_to.as_ref();
    let valid_to = valid_to.map(|quantity| scene.day(quantity, scene.case)).transpose()?;
    let valid_to = valid_to.map(|day| day.day);
    let fields = asked_fields(scene, &fields)?;
    let (number, shown) = (number(scene), shown::facts(scene)?);
    let mut deed = Deed::of(Happened::Certified {
        number: number.clone(),
        certified_on,
        valid_to,
        shown,
        found_by: shown::found_by(scene),
    });
    deed.words = BTreeMap::from([
        ("number", json!(number)),
        ("certified_on", json!(certified_on)),
        ("valid_to", valid_to.map_or(json!("none"), |day| json!(day))),
        ("type", json!(scene.case.kind)),
    ]);
    Ok(Deed { fields, ..deed })
}

fn number(scene: &Scene<'_>) -> String {
    let template = scene.act.sets.number.as_ref().map_or("{year}-{n}", |number| &number.value);
    let n = scene.gathered.number.unwrap_or_default();
    template.replace("{year}", &scene.today().year().to_string()).replace("{n}", &format!("{n:03}"))
}

/// The counter from which certificates of a pack take their numbers in a year.
pub(super) fn counter(pack: &str, year: i16) -> String {
    format!("certificate:{pack}:{year}")
}
