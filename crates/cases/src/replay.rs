//! A story told by acts: accounts, rounds and cases that come about through the same verbs people use.
//!
//! A pack may carry such a story to show itself with. Every act is done at its own instant, with ids and
//! randomness that follow from the story alone, so that the same story gives the same bytes; each act has a
//! key of its own, so that telling a story a second time, or going on after an interruption, does nothing
//! twice. Nothing is written past the verbs, and what the story is about is not known here.

pub(crate) mod facts;
pub(crate) mod ids;
mod play;
mod script;
mod step;

use guohe_rules::yaml;
use jiff::Timestamp;

use crate::{desk::Desk, happened::Unreadable, ports::StoreError, verbs};

pub use play::{Beat, Stage, What, begin, play, timeline};
pub use script::{Account, By, Case, Expected, Round, Script, Step, Together};

/// The setting under which an installation keeps that it holds a story.
pub const SETTING: &str = "demonstration";

/// Why a story could not be told.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// A file of the story cannot be read.
    #[error("{file}: line {}, column {}: {}", fault.place.line, fault.place.column, fault.message)]
    Unreadable {
        /// The file.
        file: String,
        /// What is wrong, and where.
        fault: yaml::Fault,
    },
    /// The story names what it does not have.
    #[error("the story has no {what} `{name}`")]
    Unknown {
        /// What sort of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A step says nothing, or two things at once.
    #[error("the step at {at} must do exactly one thing")]
    Ambiguous {
        /// When.
        at: jiff::civil::DateTime,
    },
    /// An act was not done.
    #[error("{by} at {at}, {what}: {source:?}")]
    Act {
        /// Who.
        by: String,
        /// When.
        at: jiff::civil::DateTime,
        /// What.
        what: String,
        /// Why.
        #[source]
        source: Box<verbs::Failure>,
    },
    /// A file could not be attached.
    #[error("a file of the story could not be attached: {0:?}")]
    Attach(#[from] Box<verbs::attach::AttachError>),
    /// Cells of the facts cannot be read.
    #[error("{case}: {places}")]
    Faults {
        /// The case.
        case: String,
        /// The places.
        places: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log holds what this program cannot read.
    #[error(transparent)]
    Log(#[from] Unreadable),
    /// A value could not be written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// The latest instant at which anything was recorded in a realm; none in an empty one.
///
/// # Errors
/// The failure of the store.
pub async fn latest(desk: Desk<'_>) -> Result<Option<Timestamp>, StoreError> {
    let mut latest = None;
    for stream in desk.store.streams(desk.tenant).await? {
        let events = desk.store.stream(desk.tenant, stream).await?;
        latest = latest.max(events.last().map(|event| event.recorded_at));
    }
    Ok(latest)
}
