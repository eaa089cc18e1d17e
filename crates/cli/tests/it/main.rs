//! The binary as its users meet it: arguments and files in, text, documents and exit codes out.
#![cfg(test)]

mod account;
mod bad_input;
mod demo;
mod document;
mod explain;
mod memo;
mod memory;
mod overall;
mod packs;
mod ranking;
mod serve;
mod served;
mod story;
mod versions;
mod world;
