//! The store as the domain sees it, on both engines.
//!
//! One binary, because linking takes longer than testing. [`contract`] holds what must be told alike by
//! both engines; the other modules are about one of them, about files, or about backups.
#![cfg(test)]

mod backup;
mod contract;
mod files;
mod opening;
mod scene;
mod sealed;
mod speed;
mod tampered;
