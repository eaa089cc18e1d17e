//! The form of an application: what is asked follows from what the clauses of its type look at.

mod ask;
pub(crate) mod entered;
pub(crate) mod fact_words;
mod field;
mod measured;
mod on_file;
pub(crate) mod parameter;
mod show;
mod union;

pub(crate) use ask::{Section, sections};
pub(crate) use field::{added_row, as_field, edits_of, typed};
pub(crate) use on_file::{OnFile, on_file};
pub(crate) use show::{fen, row_title, shown};
pub(crate) use union::{Joint, JointPart, alone, union};
