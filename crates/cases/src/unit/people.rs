//! Who acts for a unit.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a member of a unit may do. The law knows one applicant; what binds it (handing in, withdrawing, reporting) is
/// kept apart from typing, and who belongs to it from both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Registers the unit and says who belongs to it; may do all that the others may. There is one.
    Administrator,
    /// Fills in and hands in.
    Submitter,
    /// Fills in, and does nothing that binds the unit.
    Filler,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Submitter, Self::Filler];

    /// The role as accounts hold it.
    pub fn held(self) -> &'static str {
        match self {
            Self::Administrator => "unit:administrator",
            Self::Submitter => "unit:submitter",
            Self::Filler => "unit:filler",
        }
    }

    /// Its word in forms.
    pub fn word(self) -> &'static str {
        self.held().trim_start_matches("unit:")
    }

    /// The role that a word in a form means; there is no inviting of administrators.
    pub fn invited(word: &str) -> Option<Self> {
        [Self::Submitter, Self::Filler].into_iter().find(|role| role.word() == word)
    }

    /// The roles of an account that has this one: it applies under every law.
    pub fn roles(self) -> Vec<String> {
        vec![APPLIES.to_owned(), self.held().to_owned()]
    }

    /// Whether a role comes from belonging to a unit: the unit gives and takes it, and nobody who keeps accounts.
    pub fn is_of_unit(role: &str) -> bool {
        role == APPLIES || Self::ALL.into_iter().any(|own| own.held() == role)
    }
}

/// The role by which whoever acts for a unit applies.
const APPLIES: &str = "applicant";

/// An invitation. Its word is known to whoever has the link; only the digest is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its id within the unit.
    pub id: Uuid,
    /// SHA-256 of the word in the link, in hexadecimal.
    pub digest: String,
    /// As what.
    pub role: Role,
    /// Until when.
    pub until: Timestamp,
}
