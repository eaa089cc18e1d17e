//! The rule language against the packs as they stand, and against small packs made for one question.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "tests stop at the first surprise"
)]

mod bars;
mod calls;
mod chains;
mod diff;
mod duties;
mod edges;
mod fixture;
mod foreign;
mod holders;
mod inventory;
mod language;
mod lint;
mod mutate;
mod naming;
mod official;
mod overflow;
mod packs;
mod properties;
mod prose;
mod rare;
mod rows;
mod scores;
mod shortfall;
mod terms;
mod types;
