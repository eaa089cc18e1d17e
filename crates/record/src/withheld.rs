//! Values that one edition leaves out, and the commitments that stand in their place.
//!
//! A commitment is a digest by both algorithms over 16 bytes of salt and the value as canonical JSON. Salts follow from
//! the keys of the installation and the place of the value: the same decision gives the same file, and nobody without
//! the keys can try out values.

use std::collections::BTreeMap;

use guohe_chain::both::{Both, from_hex, hex};
use guohe_rules::syntax::Words;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{json::canonical, report::words};

/// The member by which a commitment is known.
const MARK: &str = "withheld";
/// Bytes of a salt.
const SALT: usize = 16;

/// A value that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Left {
    /// Where it stands: the part, and the path in it.
    pub(crate) at: String,
    /// Random bytes in hexadecimal digits.
    pub(crate) salt: String,
    /// The value.
    pub(crate) value: Value,
}

impl Left {
    /// The same as it stands in a record.
    pub(crate) fn into_value(self) -> Value {
        let Self { at, salt, value } = self;
        let whole = [("at", at.into()), ("salt", salt.into()), ("value", value)];
        Value::Object(whole.map(|(name, value)| (name.to_owned(), value)).into_iter().collect())
    }

    fn commitment(&self) -> Option<Both> {
        let salt = from_hex(&self.salt).filter(|salt| salt.len() == SALT)?;
        Some(Both::of(&[&salt, canonical(&self.value)?.as_bytes()]))
    }
}

/// Leaves values out.
#[derive(Debug)]
pub(crate) struct Leaving {
    secret: [u8; 32],
    pub(crate) left: Vec<Left>,
}

impl Leaving {
    /// With bytes that nobody can guess.
    pub(crate) fn new(secret: [u8; 32]) -> Self {
        Self { secret, left: Vec::new() }
    }

    /// Puts a commitment in the place of a value. Nothing is not left out: that nothing stands there is no secret.
    pub(crate) fn leave(&mut self, at: &str, class: &str, value: &mut Value) {
        if value.is_null() || commitment(value).is_some() {
            return;
        }
        let salt = Both::of(&[&self.secret, at.as_bytes()]).sha256;
        let salt = hex(salt.first_chunk::<SALT>().copied().unwrap_or_default());
        let left = Left { at: at.to_owned(), salt, value: value.take() };
        let digest = left.commitment().unwrap_or_default();
        let (sha256, sm3) = (hex(digest.sha256), hex(digest.sm3));
        *value = json!({ MARK: {"class": class, "sha256": sha256, "sm3": sm3} });
        self.left.push(left);
    }
}

/// The SHA-256 of a commitment, where a value is one.
pub(crate) fn commitment(value: &Value) -> Option<&str> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    object.get(MARK)?.get("sha256")?.as_str()
}

/// How many commitments a value holds.
pub(crate) fn count(value: &Value) -> usize {
    match value {
        _ if commitment(value).is_some() => 1,
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// The values that were left out, by their commitments.
#[derive(Debug, Default)]
pub(crate) struct Kept(BTreeMap<String, (String, Value)>);

impl Kept {
    /// Takes the list of them, and says which are not those of their commitments once they are used.
    ///
    /// # Errors
    /// A salt or a value that cannot be.
    pub(crate) fn of(list: &[Left]) -> Result<Self, Words> {
        let mut kept = BTreeMap::new();
        for left in list {
            let Some(digest) = left.commitment() else {
                let at = &left.at;
                return Err(words(
                    format!("{at} 的随机数或值不合规定"),
                    format!("the salt or the value of {at} is not as it has to be"),
                ));
            };
            kept.insert(hex(digest.sha256), (hex(digest.sm3), left.value.clone()));
        }
        Ok(Self(kept))
    }

    /// The value with what was left out in its place.
    ///
    /// # Errors
    /// The first commitment for which there is no value, by its path.
    pub(crate) fn open(&self, value: &Value, at: &str) -> Result<Value, String> {
        if let Some(sha256) = commitment(value) {
            let sm3 = value.get(MARK).and_then(|mark| mark.get("sm3")).and_then(Value::as_str);
            let found = self.0.get(sha256).filter(|(other, _)| Some(other.as_str()) == sm3);
            return found.map(|(_, value)| value.clone()).ok_or_else(|| at.to_owned());
        }
        Ok(match value {
            Value::Array(items) => {
                let each = items.iter().enumerate();
                Value::Array(
                    each.map(|(n, item)| self.open(item, &format!("{at}/{n}")))
                        .collect::<Result<_, _>>()?,
                )
            }
            Value::Object(members) => {
                let each = members.iter();
                let open = |(name, value): (&String, &Value)| {
                    Ok((name.clone(), self.open(value, &format!("{at}/{name}"))?))
                };
                Value::Object(each.map(open).collect::<Result<Map<_, _>, String>>()?)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        })
    }
}

/// The value without what was left out: a fact whose value is a commitment is one of which nothing is known.
pub(crate) fn without(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(
            items.iter().filter(|item| commitment(item).is_none()).map(without).collect(),
        ),
        Value::Object(members) => {
            let unknown = |value: &Value| {
                commitment(value).is_some()
                    || value.get("value").is_some_and(|value| commitment(value).is_some())
            };
            let known = members.iter().filter(|(_, value)| !unknown(value));
            Value::Object(known.map(|(name, value)| (name.clone(), without(value))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_was_left_out_comes_back_by_its_own_salt_and_no_other_value_does() {
        let mut leaving = Leaving::new([7; 32]);
        let mut value = json!("甲");
        leaving.leave("facts/leader.name", "personal", &mut value);
        assert!(commitment(&value).is_some() && !value.to_string().contains('甲'));
        let again = {
            let mut leaving = Leaving::new([7; 32]);
            let mut value = json!("甲");
            leaving.leave("facts/leader.name", "personal", &mut value);
            value
        };
        assert_eq!(value, again);
        let part = json!({"leader": {"name": {"value": value, "level": "declared"}, "role": 1}});
        let kept = Kept::of(&leaving.left).unwrap();
        let open = json!({"leader": {"name": {"value": "甲", "level": "declared"}, "role": 1}});
        assert_eq!(kept.open(&part, ""), Ok(open));
        assert_eq!(without(&part), json!({"leader": {"role": 1}}));
        let mut other = leaving.left.clone();
        other[0].value = json!("乙");
        let kept = Kept::of(&other).unwrap();
        assert_eq!(kept.open(&part, ""), Err("/leader/name/value".to_owned()));
    }
}
