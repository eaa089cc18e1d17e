//! The binary as its users meet it: arguments and files in, text, documents and exit codes out.
#![cfg(test)]

mod account;
mod audit;
mod audit_million;
mod authorities;
mod bad_input;
mod decided;
mod demo;
mod diff;
mod document;
mod draw;
mod explain;
mod guide;
mod hostile;
#[expect(
    clippy::print_stdout,
    reason = "it says when the official documents are not there to be tried"
)]
mod imported;
mod known;
mod live;
mod memo;
mod memory;
mod messages;
mod outages;
mod overall;
mod packs;
mod persons;
mod printed;
mod programs;
mod ranking;
mod record;
mod schema;
mod sealed;
mod serve;
mod served;
mod stamped;
mod starter;
mod storm;
mod story;
mod versions;
mod world;
