//! Decision records: of every story, whole, changed, and of others' making.
#![cfg(test)]

mod damaged;
mod forged;
mod hostile;
mod ledger;
mod public;
mod rounds;
mod world;
