//! Why a name behind an alias is asked for, and whose.

use guohe_rules::syntax::Words;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::refusal::words;

/// Why somebody asks for the name behind an alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// A complaint or a tip is looked into.
    Complaint,
    /// A conflict of interest is looked into.
    Conflict,
    /// The expert has to be reached.
    Contact,
    /// The panel wants another member.
    Addition,
    /// A court, an auditor or a supervisor asks.
    Order,
}

impl Need {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Complaint, Self::Conflict, Self::Contact, Self::Addition, Self::Order];

    /// Its word in forms and events.
    pub fn word(self) -> &'static str {
        match self {
            Self::Complaint => "complaint",
            Self::Conflict => "conflict",
            Self::Contact => "contact",
            Self::Addition => "addition",
            Self::Order => "order",
        }
    }

    /// What it is called.
    pub fn name(self) -> Words {
        match self {
            Self::Complaint => words("核查投诉举报", "A complaint is looked into"),
            Self::Conflict => words("核查利益冲突", "A conflict of interest is looked into"),
            Self::Contact => words("需联系专家本人", "The expert has to be reached"),
            Self::Addition => words("增补专家组成员", "The panel wants another member"),
            Self::Order => {
                words("司法、审计或监督部门调取", "A court, an auditor or a supervisor asks")
            }
        }
    }
}

/// A seat whose name is asked for; or all of them at once, where somebody is to be added to a panel that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behind {
    /// The case.
    pub case: Uuid,
    /// The panel.
    pub panel: String,
    /// The alias; [`EVERYBODY`] for the list of those who can be added, from which one sees who is there already.
    pub alias: String,
}

/// In the place of an alias: everybody.
pub const EVERYBODY: &str = "*";

impl Behind {
    /// Whether the names of all are asked for.
    pub fn is_everybody(&self) -> bool {
        self.alias == EVERYBODY
    }
}
