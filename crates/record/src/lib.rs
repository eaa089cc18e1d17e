//! Decision records: one file that holds a decision with everything it rests on.
//!
//! [`export()`] makes it from the log of an installation: the pack itself, the facts with what supports them, what the
//! machine found clause by clause, what people judged, waived and did, and the proof that all of it is in the log.
//! [`Verifier`] reads such a file and nothing else, works the result out again and says what holds, what does not, and
//! what cannot be checked and why.
//!
//! There are two editions of one record with one signature: the full one, and the public one in which every value
//! that is not public is left out. In its place stands a commitment, in both editions the same. `docs/record.md`
//! describes the format for those who write a verifier of their own.
//!
//! It knows cases, rules and the chain; no database, no file, no clock, no page.

mod again;
mod classes;
pub mod container;
mod export;
pub mod json;
mod manifest;
mod matter;
mod order;
pub mod paper;
mod people;
mod report;
mod tell;
mod verify;
mod withheld;

pub use export::{Edition, Exported, decisions, export};
pub use manifest::{Manifest, Part, statement};
pub use report::{Count, Found, Line, Report, Verdict};
pub use verify::Verifier;
