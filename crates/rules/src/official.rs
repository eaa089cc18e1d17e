//! The words of an official document, laid beside the clauses of a pack.
//!
//! A pack never holds the words. It holds, in `words.yaml`, the digest of each sentence in the order of the
//! document with the clauses that paraphrase it. A document that somebody imports is split into sentences here
//! and matched by digest, so that a sentence that was deleted, altered or moved is found wherever its printed
//! number stands. Nothing here reads a file: it is given lines.

mod compare;
mod headings;
mod ledger;
mod marks;
mod normal;
mod propose;
mod split;

pub use compare::{Comparison, Deviation, Figures, compare};
pub use ledger::{Entry, FILE, Ledger, NoNorm};
pub use normal::{Digest, digest};
pub use propose::propose;
pub use split::{Dropped, Kind, MOST_UNITS, Split, TooLong, Unit, split};
