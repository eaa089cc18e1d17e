//! The one door to YAML.
//!
//! Every file of a pack enters through [`parse`] and leaves through [`print()`]. The parser behind it is
//! `serde-saphyr`, chosen because it keeps the position of every value through nested enums, so that a
//! diagnostic can point at a word and not at the start of a block; nothing outside this module names it.

mod told;

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

/// Where a value stands in its file, in bytes and in lines; lines and columns count from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Byte offset of the first byte.
    pub offset: usize,
    /// Length in bytes.
    pub len: usize,
    /// Line, from one; zero when the place is not known.
    pub line: u64,
    /// Column in characters, from one.
    pub column: u64,
}

impl Place {
    /// The place of a byte in a text; a byte inside a character is taken as its first.
    pub fn at_offset(text: &[u8], offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let starts_character = |byte: &&u8| **byte & 0xC0 != 0x80;
        let last = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        Self {
            offset: before.len(),
            len: 1,
            line: count(before.split(|byte| *byte == b'\n').count()),
            column: 1 + count(last.iter().filter(starts_character).count()),
        }
    }
}

impl From<serde_saphyr::Location> for Place {
    fn from(at: serde_saphyr::Location) -> Self {
        let span = at.span();
        let offset = span.byte_offset().unwrap_or_else(|| span.offset());
        let len = span.byte_len().unwrap_or_else(|| span.len());
        Self {
            offset: usize::try_from(offset).unwrap_or(0),
            len: usize::try_from(len).unwrap_or(0),
            line: at.line(),
            column: at.column(),
        }
    }
}

/// A value together with the place it was read from.
///
/// Two of them are equal when their values are: the place is for people, not for meaning.
#[derive(Debug, Clone, Default)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stood; all zero for a value that was made in memory.
    pub place: Place,
}

impl<T> Located<T> {
    /// A value that was made in memory and stands in no file.
    pub fn nowhere(value: T) -> Self {
        Self { value, place: Place::default() }
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Located<T> {}

impl std::ops::Deref for Located<String> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.value
    }
}

impl<T: fmt::Display> fmt::Display for Located<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = serde_saphyr::Spanned::<T>::deserialize(deserializer)?;
        Ok(Self { place: Place::from(spanned.referenced), value: spanned.value })
    }
}

/// The schema of the value: a place stands in no file.
impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl<T: Serialize> Serialize for Located<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// A file that could not be read as YAML of the expected shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, in one line, as the parser says it.
    pub message: String,
    /// Where.
    pub place: Place,
}

/// So many bytes of a document are read at most: ten mebibytes.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// Reads one document of at most [`LARGEST`] bytes; anything larger is refused before it is parsed.
///
/// # Errors
/// The first fault found, with its place.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    if text.len() > LARGEST {
        let message =
            format!("the file is larger than {LARGEST} bytes; it is not read further than this");
        return Err(Fault { message, place: Place::at_offset(text.as_bytes(), LARGEST) });
    }
    serde_saphyr::from_str(text).map_err(|error| {
        let place = error.location().map(Place::from).unwrap_or_default();
        let long = error.to_string();
        let first = long.lines().next().unwrap_or_default();
        let first = first.strip_prefix("error: ").unwrap_or(first);
        let message = match first.split_once(": ") {
            Some((head, rest)) if head.starts_with("line ") => rest,
            Some(_) | None => first,
        };
        Fault { message: message.to_owned(), place }
    })
}

/// Writes a value as YAML.
///
/// # Errors
/// When the value has a shape that YAML cannot hold.
pub fn print<T: Serialize>(value: &T) -> Result<String, Fault> {
    serde_saphyr::to_string(value)
        .map_err(|error| Fault { message: error.to_string(), place: Place::default() })
}
