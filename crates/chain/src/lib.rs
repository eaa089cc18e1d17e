//! What makes the log provable to somebody who does not trust whoever keeps it.
//!
//! Every event has a [`Leaf`](leaf::Leaf): one line of canonical JSON that says who did what, when, and on which
//! particulars, these by their digests. Each leaf is linked to the one before it, and all leaves are the leaves of
//! a tree of digests, so that one can be shown to belong to a log without showing the log. A
//! [`Checkpoint`](note::Checkpoint) states size and root; it is signed by keys that the database does not hold.
//! [`Verifier`](verify::Verifier) goes through a log as it lies there and says where it is not what was recorded.
//!
//! Everything is done twice, by SHA-256 and by SM3, so that neither has to be believed alone.
//!
//! Pure: no database, no file, no clock. What an event means is not known here. `docs/log.md` describes the format
//! for those who write a verifier of their own.

pub mod both;
pub mod keys;
pub mod leaf;
pub mod note;
pub mod receipt;
pub mod signed;
pub mod stamp;
pub mod tree;
pub mod verify;
