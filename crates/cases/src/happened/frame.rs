//! What all events have besides their own particulars.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{late::Late, term::Moved};

/// What all events have besides their own particulars.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Frame {
    /// The act of the procedure; absent for what every case knows: opening, typing, attaching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// The stage it led to, when it moved the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// Rows of the case file that it wrote: added, or completed under the same id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Wrote>,
    /// The phase of the pack in which the case is looked at from then on, where it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// That it took place earlier, on paper, and was entered afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
    /// The client's key, so that the same request is recognised when it comes twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<Once>,
    /// When the request had come in, of acts whose instant decides whether they are in time. It is recorded later, and
    /// never before what was recorded already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<Timestamp>,
}

/// A row of a record of the case file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Wrote {
    /// The list, by its plural noun, or the record that exists once.
    pub list: String,
    /// The row.
    pub id: String,
    /// Its facts, as in a facts file.
    pub cells: BTreeMap<String, Value>,
}

/// A client's key and the SHA-256 of the request it came with, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Once {
    /// The key.
    pub key: String,
    /// The request.
    pub request: String,
}
