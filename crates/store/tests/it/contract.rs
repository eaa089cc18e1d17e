//! What the domain may rely on, as stories that both engines tell alike.
//!
//! A story is a function from a scene to what came out of it. It asserts what it expects, and what it
//! returns on PostgreSQL is compared with what it returns on SQLite. To add one, write it and name it in
//! the list at the top of its module.

mod chained;
mod credentials;
mod directory;
mod erasing;
mod kept;
mod lines;
mod linked;
mod lists;
mod log;
mod messages;
mod passkeys;
pub(crate) mod people;
mod races;
mod realms;
mod registers;
mod saved;
mod tampering;
mod tokens;
