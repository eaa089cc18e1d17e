//! The plaque, after certification.

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
}

/// Awards the plaque.
pub(super) fn award<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    let Input { fields } = scene.read(input)?;
    match &scene.case.certificate {
        None => {
            return Err(scene.condition(
                "尚未正式认定，不能授牌",
                "there is no certification yet after which a plaque could be awarded",
            ));
        }
        Some(certificate) if certificate.plaque_on.is_some() => {
            return Err(scene.condition("已经授牌", "the plaque has been awarded already"));
        }
        Some(_) => {}
    }
    let fields = asked_fields(scene, &fields)?;
    Ok(Deed { fields, ..Deed::of(Happened::Awarded {}) })
}
