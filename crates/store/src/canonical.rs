//! The one form of JSON that is stored: what both engines give back byte for byte.
//!
//! Keys stand in the order of their code points, without white space. Numbers are integers of 64 bits,
//! for a fraction would come back differently written (`1e2` as `100`), and the domain has none. No text
//! holds U+0000, which PostgreSQL cannot keep. Nothing is nested deeper than can be read back.
//! What does not comply is refused before it is written, on both engines alike.

use std::collections::BTreeMap;

use serde_json::Value;
use sqlx::types::Json;

/// Reading gives up at 128; this leaves room for whatever wraps the value.
const DEEPEST: u32 = 100;

/// The value in canonical form; `None` when it has none. Most values have it already and are given back as they are:
/// whether a map is sorted depends on a feature that any crate of the build may switch on.
pub(crate) fn canonical(value: Value) -> Option<Json<Value>> {
    let ordered = is_ordered(&value, 0)?;
    Some(Json(if ordered { value } else { sorted(value) }))
}

/// Whether every key stands in its place; `None` when the value cannot be kept.
fn is_ordered(value: &Value, depth: u32) -> Option<bool> {
    if depth > DEEPEST {
        return None;
    }
    let mut ordered = true;
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => (number.is_i64() || number.is_u64()).then_some(())?,
        Value::String(text) => storable(text).then_some(())?,
        Value::Array(items) => {
            for item in items {
                ordered &= is_ordered(item, depth + 1)?;
            }
        }
        Value::Object(fields) => {
            ordered = fields.keys().is_sorted();
            for (name, field) in fields {
                storable(name).then_some(())?;
                ordered &= is_ordered(field, depth + 1)?;
            }
        }
    }
    Some(ordered)
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        Value::Object(fields) => {
            let fields: BTreeMap<String, Value> = fields.into_iter().collect();
            fields.into_iter().map(|(name, field)| (name, sorted(field))).collect()
        }
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain,
    }
}

/// Whether both engines can keep the text.
pub(crate) fn storable(text: &str) -> bool {
    !text.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bytes(value: &Value) -> Option<String> {
        canonical(value.clone()).map(|Json(value)| value.to_string())
    }

    #[test]
    fn keys_stand_in_the_order_of_code_points() {
        let value = json!({ "中": 1, "b": { "z": 0, "a": null }, "B": [true, "é"] });
        let expected = r#"{"B":[true,"é"],"b":{"a":null,"z":0},"中":1}"#;
        assert_eq!(bytes(&value).as_deref(), Some(expected));
    }

    #[test]
    fn the_largest_integers_stay_what_they_are() {
        let value = json!([u64::MAX, i64::MIN]);
        assert_eq!(bytes(&value).as_deref(), Some("[18446744073709551615,-9223372036854775808]"));
    }

    #[test]
    fn what_the_engines_would_not_give_back_alike_is_refused() {
        let mut deep = json!(0);
        for _ in 0..=DEEPEST {
            deep = json!([deep]);
        }
        for value in [json!(0.5), json!(1e2), json!("a\0"), json!({ "a\0": 1 }), deep] {
            assert_eq!(bytes(&value), None);
        }
    }
}
