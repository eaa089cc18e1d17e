//! JSON in the one form of RFC 8785: members in the order of their names by UTF-16, no white space, one way to write
//! every text.
//!
//! Numbers are integers that every reader keeps exact (up to 2⁵³ − 1); the domain has no others. What is read has to
//! be the very bytes that would be written, so a name cannot stand there twice and nothing can be said in two ways.

use std::cmp::Ordering;

use guohe_rules::syntax::Words;
use serde_json::{Map, Value};

use crate::report::words;

/// How deep values may be nested.
const DEEPEST: usize = 64;
/// The largest integer that a reader with doubles keeps exact.
const LARGEST: u64 = (1 << 53) - 1;

/// The bytes of a value; none where it has no such form.
pub fn canonical(value: &Value) -> Option<String> {
    let mut out = String::new();
    write(value, &mut out, &RFC)?;
    Some(out)
}

/// The bytes of a value as the log keeps payloads: by code points, and with all integers of 64 bits.
pub(crate) fn stored(value: &Value) -> Option<String> {
    let mut out = String::new();
    write(value, &mut out, &Way { order: |one, other| one.cmp(other), largest: u64::MAX })?;
    Some(out)
}

/// How members are ordered, and which integers there are.
struct Way {
    order: fn(&str, &str) -> Ordering,
    largest: u64,
}

const RFC: Way =
    Way { order: |one, other| one.encode_utf16().cmp(other.encode_utf16()), largest: LARGEST };

fn write(value: &Value, out: &mut String, way: &Way) -> Option<()> {
    match value {
        Value::Null | Value::Bool(_) => out.push_str(&value.to_string()),
        Value::String(_) => out.push_str(&serde_json::to_string(value).ok()?),
        Value::Number(number) => {
            let exact = match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => number <= way.largest,
                (None, Some(number)) => number.unsigned_abs() <= way.largest,
                (None, None) => false,
            };
            exact.then(|| out.push_str(&number.to_string()))?;
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out, way)?;
            }
            out.push(']');
        }
        Value::Object(members) => object(members, out, way)?,
    }
    Some(())
}

fn object(members: &Map<String, Value>, out: &mut String, way: &Way) -> Option<()> {
    let mut names: Vec<&String> = members.keys().collect();
    names.sort_by(|one, other| (way.order)(one, other));
    out.push('{');
    for (at, name) in names.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&serde_json::to_string(name).ok()?);
        out.push(':');
        write(members.get(name)?, out, way)?;
    }
    out.push('}');
    Some(())
}

/// Reads what [`canonical`] has written, and nothing else.
///
/// # Errors
/// What is wrong with it, and at which byte.
pub fn read(bytes: &[u8]) -> Result<Value, Words> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        words(format!("第 {at} 字节起不是 UTF-8 文本"), format!("from byte {at} on it is no UTF-8"))
    })?;
    if let Some(at) = too_deep(text) {
        return Err(words(
            format!("第 {at} 字节处嵌套超过 {DEEPEST} 层"),
            format!("at byte {at} it is nested deeper than {DEEPEST}"),
        ));
    }
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let at = error.column();
        words(
            format!("第 {at} 字节处不是有效的 JSON"),
            format!("at byte {at} it is no JSON: {error}"),
        )
    })?;
    let written = canonical(&value).unwrap_or_default();
    if written == text {
        return Ok(value);
    }
    let same = |(_, (one, other)): &(usize, (u8, u8))| one != other;
    let differs = written.bytes().zip(text.bytes()).enumerate().find(same);
    let at = differs.map_or(written.len().min(text.len()), |(at, _)| at);
    Err(words(
        format!("第 {at} 字节处不是 RFC 8785 的写法（成员顺序、重复的名称、空白或数字）"),
        format!(
            "at byte {at} it is not written as RFC 8785 has it: order, a name twice, white space or a number"
        ),
    ))
}

/// The byte at which brackets are nested too deep; texts are skipped.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut within, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match (within, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => within = !within,
            (false, b'[' | b'{') => depth += 1,
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}

/// Where two values differ first, as a path; none where they are the same.
pub(crate) fn difference(one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let mut names: Vec<&String> = a.keys().chain(b.keys()).collect();
            names.sort();
            names.dedup();
            names.into_iter().find_map(|name| match (a.get(name), b.get(name)) {
                (Some(a), Some(b)) => difference(a, b).map(|below| below_of(name, &below)),
                _ => Some(name.clone()),
            })
        }
        (Value::Array(a), Value::Array(b)) => {
            let pairs = a.iter().zip(b).enumerate();
            let mut within = pairs.filter_map(|(at, (a, b))| {
                difference(a, b).map(|below| below_of(&named(a, at), &below))
            });
            let longer = || (a.len() != b.len()).then(|| a.len().min(b.len()).to_string());
            within.next().or_else(longer)
        }
        _ => (one != other).then(String::new),
    }
}

/// What a list entry is called: by what tells it apart, where it has such.
fn named(entry: &Value, at: usize) -> String {
    let named = ["id", "clause", "place", "slot"].iter().find_map(|key| entry.get(key)?.as_str());
    named.map_or_else(|| at.to_string(), str::to_owned)
}

fn below_of(name: &str, below: &str) -> String {
    if below.is_empty() { name.to_owned() } else { format!("{name}/{below}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_stand_in_the_order_of_utf_16_and_what_is_written_otherwise_is_refused() {
        let value = json!({"\u{fb33}": 1, "\u{1f600}": "a\n\u{1}", "b": [null, true, -5]});
        let text = canonical(&value).unwrap();
        assert_eq!(text, "{\"b\":[null,true,-5],\"\u{1f600}\":\"a\\n\\u0001\",\"\u{fb33}\":1}");
        assert_eq!(read(text.as_bytes()), Ok(value));
        for other in ["{\"a\":1,\"a\":1}", "{ }", "[1e2]", "[0.5]", "[-0]", "[9007199254740992]"] {
            let told = read(other.as_bytes()).unwrap_err();
            assert!(told.en.contains("RFC 8785"), "{other}: {}", told.en);
        }
        for other in ["[1e999]", "[", "[\"\u{1}\"]", "\"\\ud800\""] {
            assert!(read(other.as_bytes()).unwrap_err().en.contains("no JSON"), "{other}");
        }
        assert!(read(b"\"\xff\"").unwrap_err().en.contains("UTF-8"));
        let deep = "[".repeat(100_000);
        assert!(read(deep.as_bytes()).unwrap_err().en.contains("at byte 64 "));
        assert_eq!(canonical(&json!(0.5)), None);
    }

    #[test]
    fn the_first_place_that_differs_is_named_by_what_tells_it_apart() {
        let one = json!({"a": [{"id": "x", "v": 1}, {"id": "y", "v": 2}]});
        let other = json!({"a": [{"id": "x", "v": 1}, {"id": "y", "v": 3}]});
        assert_eq!(difference(&one, &other).as_deref(), Some("a/y/v"));
        assert_eq!(difference(&one, &one), None);
        assert_eq!(difference(&json!([1]), &json!([1, 2])).as_deref(), Some("1"));
        assert_eq!(difference(&json!({"a": 1}), &json!({})).as_deref(), Some("a"));
    }
}
