//! What people do: one file for each thing.
//!
//! Two kinds of doing: what every case knows, whatever its pack ([`open`], [`fill`], [`attach`], [`mark`], and
//! rounds), and the acts of a procedure, which all go through [`perform()`]. An act kind is one function from a
//! [`scene::Scene`] and what was handed in to a [`scene::Deed`]; it decides and touches nothing.
//!
//! To add one: a variant of [`crate::procedure::Kind`], a file here, a line in [`decide`].

pub mod account;
pub mod ahead;
pub mod allowed;
mod append;
pub mod attach;
mod award;
mod certify;
mod check;
pub mod conflict;
mod decision;
pub mod department;
pub mod deputy;
pub mod draw;
pub mod erase;
pub mod erasing;
mod evaluate;
pub mod expert;
pub mod extend;
pub mod fill;
mod guard;
mod holding;
pub mod joint;
pub mod lapse;
pub mod late;
pub mod mark;
mod notice;
pub(crate) mod objection;
pub mod open;
pub mod opened;
pub mod outage;
pub mod panel;
pub mod parameter;
mod perform;
mod rank;
pub mod ready;
mod record;
pub mod registry;
pub mod reveal;
pub mod review;
pub mod round;
pub mod scan;
mod scene;
mod shown;
pub mod signed;
mod stopped;
mod submission;
pub(crate) mod term;
pub mod unit;
mod waive;
mod write;

pub use decision::{Room, room};
use guohe_rules::syntax::Words;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    case::Case,
    event::{About, StreamId},
    happened::{Moved, Unreadable},
    moment::Moment,
    person::Person,
    ports::{IdempotencyKey, StoreError, Written},
    procedure::Kind,
    refusal::{Fault, Refusal},
    seen::Seen,
};
use scene::{Deed, Scene};

pub(crate) use objection::{IN_TIME, LATE, NAMELESS};
pub use perform::{answer_all, perform};

/// An act that somebody wants to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who.
    pub person: Person,
    /// The instant, with an unused id and randomness.
    pub moment: Moment,
    /// On which case; several for acts that treat several together.
    pub cases: Vec<Uuid>,
    /// The act, by its id in the procedure.
    pub act: String,
    /// What the person handed in; its shape belongs to the kind of the act.
    pub input: Value,
    /// The case as the person saw it; however it stands now when absent.
    pub seen: Option<Seen>,
    /// The client's key, so that the same request has one effect.
    pub once: Option<IdempotencyKey>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Done {
    /// Whether it was recorded now, or had been before under the same key.
    #[serde(skip)]
    pub written: Written,
    /// For each case, where it stands now.
    pub receipts: Vec<Receipt>,
}

/// Where something stands after an act: who is next, until when, and what there is to say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Receipt {
    /// The stream.
    pub stream: StreamId,
    /// Its version now.
    pub version: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// The stage, whose turn it is, until when.
    pub stage: Option<Moved>,
    /// Words that go out with the act.
    pub tells: Option<Words>,
    /// Cells that could not be read; they are kept as typed.
    pub faults: Vec<Fault>,
}

impl Receipt {
    /// Where a case stands.
    pub(crate) fn of_case(case: &Case, at: Timestamp) -> Self {
        Self {
            stream: StreamId { about: About::Case, id: case.id },
            version: case.version,
            at,
            stage: Some(case.stage.at.clone()),
            tells: None,
            faults: Vec::new(),
        }
    }
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The answer is no, for reasons a person can act on.
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// The log holds what this program cannot read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// A value could not be written as JSON.
    #[error("an event could not be written")]
    Unwritable(#[from] serde_json::Error),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } | StoreError::KeyReused => {
                Self::from(write::refusal_of(&error))
            }
            StoreError::Inconsistent { .. } | StoreError::Database(_) => Self::Store(error),
        }
    }
}

/// The verb of an act.
fn decide<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    match joint::sign(scene)? {
        Some(signed) => Ok(signed),
        None => whole(scene, input),
    }
}

/// The same without regard to who else has to sign.
fn whole<'a>(scene: &Scene<'a>, input: &Value) -> Result<Deed<'a>, Refusal> {
    match scene.act.kind.value {
        Kind::Submit => submission::submit(scene, input),
        Kind::Withdraw => submission::withdraw(scene, input),
        Kind::ReturnForCorrection => submission::return_for_correction(scene, input),
        Kind::Resubmit => submission::resubmit(scene, input),
        Kind::Record => record::record(scene, input),
        Kind::File => record::file(scene, input),
        Kind::Check => check::check(scene, input),
        Kind::PanelConvene => panel::convene(scene, input),
        Kind::Declare => panel::declare(scene, input),
        Kind::Judge => panel::judge(scene, input),
        Kind::OpenAnswers => panel::open(scene, input),
        Kind::PanelClose => panel::close(scene, input),
        Kind::Propose => check::propose(scene, input),
        Kind::PublishNotice => notice::publish(scene, input),
        Kind::Object => objection::object(scene, input),
        Kind::AdmitObjection => objection::examine(scene, input),
        Kind::SettleObjection => objection::settle(scene, input),
        Kind::Waive => waive::waive(scene, input),
        Kind::Countersign => waive::countersign(scene, input),
        Kind::PrepareDecision => decision::prepare(scene, input),
        Kind::ConfirmDecision => decision::confirm(scene, input),
        Kind::Certify => certify::certify(scene, input),
        Kind::Award => award::award(scene, input),
        Kind::Evaluate => evaluate::evaluate(scene, input),
        Kind::Rank => rank::rank(scene),
        Kind::Lapse => Ok(lapse::lapse()),
    }
}
