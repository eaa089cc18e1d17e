//! What a notice or a certificate shows of a case.

use std::collections::BTreeMap;

use serde_json::Value;

use super::scene::Scene;
use crate::refusal::{Fault, Refusal};

/// The facts that an act must show; all of them must be known.
///
/// # Errors
/// Each fact that the case does not have.
pub(super) fn facts(scene: &Scene<'_>) -> Result<BTreeMap<String, Value>, Refusal> {
    let facts = scene.facts(scene.case, scene.today());
    let mut shown = BTreeMap::new();
    let mut faults = Vec::new();
    for path in &scene.act.sets.shows {
        let found = path.value.split_once('.').and_then(|(record, field)| {
            let last = scene.case.last_of(scene.law, record).and_then(|row| row.get(field));
            let cell = last.or_else(|| facts.get("facts")?.get(record)?.get(field))?;
            Some(cell.get("value").unwrap_or(cell).clone())
        });
        match found {
            Some(value) => {
                shown.insert(path.value.clone(), value);
            }
            None => faults.push(Fault::at(
                path.value.clone(),
                "必须载明，但本件没有这一事实",
                "this must be shown, and the case does not have it",
            )),
        }
    }
    if faults.is_empty() { Ok(shown) } else { Err(scene.invalid(faults)) }
}
