//! Why an account is closed by the passing of time.

use serde::{Deserialize, Serialize};

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiry {
    /// Its last day is over.
    Ended,
    /// Nobody has used it for as long as the security administrator says.
    Unused,
}
