//! The one form of JSON that is stored: what both engines give back byte for byte.
//!
//! Keys stand in the order of their code points, without white space. Numbers are integers of 64 bits,
//! for a fraction would come back differently written (`1e2` as `100`), and the domain has none. No text
//! holds U+0000, which PostgreSQL cannot keep. Nothing is nested deeper than can be read back.
//! What does not comply is refused before it is written, on both engines alike.

use serde_json::{Map, Value};
use sqlx::types::Json;

/// Reading gives up at 128; this leaves room for whatever wraps the value.
const DEEPEST: u32 = 100;

/// The value in canonical form; `None` when it has none.
pub(crate) fn canonical(value: &Value) -> Option<Json<Value>> {
    sorted(value, 0).map(Json)
}

fn sorted(value: &Value, depth: u32) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    match value {
        Value::Null | Value::Bool(_) => Some(value.clone()),
        Value::Number(number) => (number.is_i64() || number.is_u64()).then(|| value.clone()),
        Value::String(text) => storable(text).then(|| value.clone()),
        Value::Array(items) => items.iter().map(|item| sorted(item, depth + 1)).collect(),
        Value::Object(fields) => object(fields, depth),
    }
}

/// Sorts although the map usually is sorted: whether it is depends on a feature that any crate of the
/// build may switch on.
fn object(fields: &Map<String, Value>, depth: u32) -> Option<Value> {
    let mut names: Vec<&String> = fields.keys().collect();
    names.sort();
    let mut canonical = Map::new();
    for name in names {
        let field = sorted(fields.get(name)?, depth + 1)?;
        storable(name).then(|| canonical.insert(name.clone(), field))?;
    }
    Some(Value::Object(canonical))
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
        canonical(value).map(|Json(value)| value.to_string())
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
