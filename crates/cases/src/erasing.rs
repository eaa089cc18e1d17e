//! What is to be erased about a natural person: asked for by whoever it concerns or found to be due, proposed by one
//! officer, confirmed by another.
//!
//! Only the confirmation erases. Until then nothing is lost, and every step says who took it and why.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::event::Actor;

/// What may happen on the way to an erasure, in the stream of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Somebody whom it concerns asked for it. Why is personal text.
    Asked {
        /// Whom it is about: see [`crate::personal`].
        subject: String,
    },
    /// An officer proposed it: it was asked for, or no rule demands keeping any longer.
    Proposed {
        /// Whom it is about.
        subject: String,
        /// Why.
        reasons: String,
    },
    /// An officer declined what was asked for, or what another had proposed.
    Declined {
        /// Whom it is about.
        subject: String,
        /// Why, with the rule that demands keeping where there is one.
        reasons: String,
    },
}

impl Step {
    /// Whom it is about.
    pub fn subject(&self) -> &str {
        match self {
            Self::Asked { subject }
            | Self::Proposed { subject, .. }
            | Self::Declined { subject, .. } => subject,
        }
    }
}

/// An erasure on its way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Wanted {
    /// Whom it is about.
    pub subject: String,
    /// Who asked for it, when and why, as far as the text was not erased.
    pub asked: Option<(Actor, Date, Option<String>)>,
    /// Who proposed it, when and why.
    pub proposed: Option<(Actor, Date, String)>,
    /// Who declined it, when and why.
    pub declined: Option<(Actor, Date, String)>,
}

impl Wanted {
    /// Whether something is still to be decided.
    pub fn is_open(&self) -> bool {
        self.declined.is_none()
    }
}

/// Takes a step into what is on its way; nothing when it cannot follow.
pub(crate) fn follow(
    wanted: &mut Vec<Wanted>,
    step: Step,
    (by, on): (Actor, Date),
    said: Option<String>,
) -> Option<()> {
    let at = wanted.iter().position(|one| one.subject == step.subject() && one.is_open());
    let fresh = |subject: String| Wanted { subject, asked: None, proposed: None, declined: None };
    match step {
        Step::Asked { subject } if at.is_none() => {
            wanted.push(Wanted { asked: Some((by, on, said)), ..fresh(subject) });
        }
        Step::Asked { .. } => return None,
        Step::Proposed { subject, reasons } => {
            let proposed = Some((by, on, reasons));
            match at.and_then(|at| wanted.get_mut(at)) {
                Some(open) => open.proposed = proposed,
                None => wanted.push(Wanted { proposed, ..fresh(subject) }),
            }
        }
        Step::Declined { reasons, .. } => {
            let open = wanted.get_mut(at?)?;
            open.declined = Some((by, on, reasons));
        }
    }
    Some(())
}
