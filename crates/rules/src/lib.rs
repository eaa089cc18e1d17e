//! The rule language of Guohe: parse, check, evaluate, explain.
//!
//! A regulation is a *pack*: clauses with their citations, each with a rule in a small closed set of typed
//! nodes. This crate reads packs, says what is wrong with them, evaluates them over facts that may be
//! partly unknown, and explains every result down to the rows that counted.
//!
//! It knows no clock, no files, no network, no floating point and no order of hash maps: the same pack,
//! facts and date give the same bytes on every machine.
#![deny(clippy::float_arithmetic)]

pub mod calendar;
pub mod compile;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod edges;
pub mod eval;
pub mod examples;
pub mod facts;
pub mod guard;
pub mod lint;
pub mod model;
pub mod mutate;
pub mod naming;
pub mod official;
pub mod pack;
pub mod prose;
pub mod repair;
pub mod report;
pub mod situation;
pub mod syntax;
pub mod value;
pub mod version;
pub mod vocabulary;
mod walk;
pub mod yaml;
