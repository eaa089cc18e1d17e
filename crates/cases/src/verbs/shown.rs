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

/// By what the directory finds the base: the codes of each fact, in rising order. Facts that are not known are left
/// out, and so are codes of which nobody can say the words.
pub(super) fn found_by(scene: &Scene<'_>) -> BTreeMap<String, Vec<String>> {
    let facts = scene.facts(scene.case, scene.today());
    let mut found = BTreeMap::new();
    for path in &scene.act.sets.found_by {
        let Some((record, field)) = path.value.split_once('.') else { continue };
        let Some(list) = scene.law.list_of(record) else { continue };
        let given = facts.get("facts").and_then(|facts| facts.get(&list));
        let rows = given.and_then(|given| given.get("rows")).and_then(Value::as_array);
        let rows: Vec<&Value> =
            rows.map_or_else(|| given.into_iter().collect(), |rows| rows.iter().collect());
        let cells = rows.into_iter().filter_map(|row| row.get(field));
        let mut codes: Vec<String> = cells.flat_map(codes).collect();
        codes.sort_unstable();
        codes.dedup();
        if !codes.is_empty() {
            found.insert(path.value.clone(), codes);
        }
    }
    found
}

/// The codes of a cell.
fn codes(cell: &Value) -> Vec<String> {
    let value = cell.get("value").unwrap_or(cell);
    match value {
        Value::String(code) => vec![code.clone()],
        Value::Array(codes) => codes.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}
