//! A document of facts as read: maps, lists and scalars, each with its place.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use crate::yaml::{Located, Place};

/// A node of a document of facts.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// Nothing was written.
    Null,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A text, or any other scalar as it was written.
    Text(String),
    /// A list.
    List(Vec<Located<Tree>>),
    /// A map, in the order of writing.
    Map(Vec<(Located<String>, Located<Tree>)>),
}

impl Tree {
    /// The value under a key of a map.
    pub fn get(&self, key: &str) -> Option<&Located<Self>> {
        match self {
            Self::Map(entries) => {
                entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
            }
            Self::Null | Self::Flag(_) | Self::Whole(_) | Self::Text(_) | Self::List(_) => None,
        }
    }

    /// The text of a scalar.
    pub fn scalar(&self) -> Option<String> {
        match self {
            Self::Flag(yes) => Some(yes.to_string()),
            Self::Whole(n) => Some(n.to_string()),
            Self::Text(text) => Some(text.clone()),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// Merges changes over a document: maps merge key by key, a map over a list of rows changes those rows
    /// by their id, everything else replaces.
    #[must_use]
    pub fn merged(self, changes: &Self) -> Self {
        match (self, changes) {
            (Self::Map(entries), Self::Map(over)) => Self::Map(merged_entries(entries, over)),
            (Self::List(rows), Self::Map(over)) if !states_a_list(over) => {
                Self::List(patched_rows(rows, over))
            }
            (_, changes) => changes.clone(),
        }
    }
}

type Entries = Vec<(Located<String>, Located<Tree>)>;

fn merged_entries(mut entries: Entries, over: &Entries) -> Entries {
    for (key, value) in over {
        match entries.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => {
                let merged = old.value.clone().merged(&value.value);
                *old = Located { value: merged, place: value.place };
            }
            None => entries.push((key.clone(), value.clone())),
        }
    }
    entries
}

/// Whether a map is a list written out with its openness, and not a set of changes to rows.
fn states_a_list(map: &Entries) -> bool {
    map.iter().any(|(key, _)| key.value == "rows" || key.value == "closed")
}

/// Rows changed by their id: a map merges into the row, or adds a row with that id; `none` takes it away.
fn patched_rows(mut rows: Vec<Located<Tree>>, over: &Entries) -> Vec<Located<Tree>> {
    for (id, change) in over {
        let at = rows.iter().position(|row| {
            row.value.get("id").and_then(|id| id.value.scalar()).as_deref() == Some(&id.value)
        });
        let is_none = change.value.scalar().as_deref() == Some("none");
        match at.and_then(|at| rows.get_mut(at).map(|row| (at, row))) {
            Some((at, _)) if is_none => drop(rows.remove(at)),
            Some((_, row)) => {
                let merged = row.value.clone().merged(&change.value);
                *row = Located { value: merged, place: change.place };
            }
            None => {
                let named = (Located { value: "id".to_owned(), place: id.place }, named(id));
                let row = Tree::Map(vec![named]).merged(&change.value);
                rows.push(Located { value: row, place: change.place });
            }
        }
    }
    rows
}

fn named(id: &Located<String>) -> Located<Tree> {
    Located { value: Tree::Text(id.value.clone()), place: id.place }
}

impl From<&Value> for Tree {
    fn from(value: &Value) -> Self {
        let here = Located::nowhere;
        match value {
            Value::Null => Self::Null,
            Value::Bool(yes) => Self::Flag(*yes),
            Value::Number(n) => n.as_i64().map_or_else(|| Self::Text(n.to_string()), Self::Whole),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(all) => Self::List(all.iter().map(|one| here(Self::from(one))).collect()),
            Value::Object(all) => Self::Map(
                all.iter()
                    .map(|(key, value)| {
                        let key = Located { value: key.clone(), place: Place::default() };
                        (key, Located { value: Self::from(value), place: Place::default() })
                    })
                    .collect(),
            ),
        }
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map, a list, a number, a text, yes or no")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(yes))
    }

    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Tree, E> {
        Ok(Tree::Whole(n))
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Tree, E> {
        Ok(i64::try_from(n).map_or_else(|_| Tree::Text(n.to_string()), Tree::Whole))
    }

    fn visit_f64<E: de::Error>(self, n: f64) -> Result<Tree, E> {
        Ok(Tree::Text(n.to_string()))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = list.next_element()? {
            all.push(one);
        }
        Ok(Tree::List(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut all = Vec::new();
        while let Some(key) = map.next_key()? {
            all.push((key, map.next_value()?));
        }
        Ok(Tree::Map(all))
    }
}

/// Any shape: which facts there are is in the vocabulary, and says so when they are read.
impl JsonSchema for Tree {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Tree".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        true.into()
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    fn tree(text: &str) -> Tree {
        yaml::parse::<Located<Tree>>(text).unwrap().value
    }

    #[test]
    fn a_map_over_a_list_changes_adds_and_removes_rows_by_their_id() {
        let base = tree("[{id: A, n: 1, m: 2}, {id: B, n: 3}]");
        let changes = tree("{A: {n: 9}, B: none, C: {n: 4}}");
        assert_eq!(base.merged(&changes), tree("[{id: A, n: 9, m: 2}, {id: C, n: 4}]"));
    }

    #[test]
    fn a_list_written_out_with_its_openness_replaces_the_rows() {
        let changes = tree("{closed: false, rows: []}");
        assert_eq!(tree("[{id: A}]").merged(&changes), changes);
    }

    #[test]
    fn a_list_over_a_list_replaces_it() {
        assert_eq!(tree("[{id: A}]").merged(&tree("[{id: B}]")), tree("[{id: B}]"));
    }
}
