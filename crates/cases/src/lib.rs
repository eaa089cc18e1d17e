//! The domain of Guohe: cases, the acts of people, stages, deadlines and decisions.
//!
//! Which stages exist, who may act and by when is read from the pack; this crate knows how a procedure is
//! carried out, not which one. It knows no SQL, no HTTP and no clock.
//!
//! The way of an act: [`verbs::perform`] loads the case, [`case::Case::fold`]s its events, asks whether the
//! person may act ([`person`]), lets the verb decide, folds the result once more to see whether the guard of
//! the act holds afterwards, and appends everything in one transaction ([`ports::Store::append`]).

pub mod account;
pub mod admission;
pub mod attachment;
pub mod auditing;
pub mod case;
pub mod conflict;
pub mod credential;
pub mod credit_code;
mod csv;
pub mod department;
pub mod deputy;
pub mod desk;
pub mod directory;
pub mod draw;
pub mod erasing;
pub mod event;
pub mod expert;
pub mod extension;
pub mod facts;
pub mod happened;
pub mod hook;
pub mod intake;
pub mod journey;
pub mod kept;
pub mod late;
pub mod law;
pub mod linked;
pub mod memory;
pub mod message;
pub mod moment;
pub mod notice;
pub mod outage;
pub mod outside;
pub mod parameter;
pub mod passkey;
pub mod people;
pub mod person;
pub mod personal;
pub mod ports;
pub mod procedure;
pub mod provenance;
pub mod query;
pub mod refusal;
pub mod registry;
pub mod replay;
pub mod review;
pub mod round;
pub mod rulebook;
pub mod saved;
pub mod schema;
pub mod seen;
pub mod signed;
pub mod tables;
pub mod term;
pub mod timetable;
pub mod token;
pub mod unit;
pub mod verbs;
