//! The room that knows HTTP and HTML: pages, forms, sessions, languages.
//!
//! It refuses to know SQL, the clock and any rule of any regulation. Words of the interface are in
//! `i18n/`; words of a regulation come from its pack. A page is a struct with a template and a sample;
//! `views` makes it from cases and rules, `desks` answers requests with it, `routes` says
//! what each demands, and `policy` decides who meets it.

pub mod access;
mod acting;
mod alarms;
mod api;
mod arrival;
pub mod assets;
mod busy;
pub mod caught;
pub mod chores;
pub mod crowd;
pub mod demands;
mod desks;
mod dossier;
pub mod format;
mod frame;
pub mod hooks;
pub mod lang;
mod licence;
pub mod message;
mod noted;
mod owner;
mod pages;
pub mod parts;
mod passkey;
pub mod password;
pub mod policy;
pub mod print;
pub mod routes;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
mod search;
pub mod second_factor;
mod sent;
mod server;
pub mod session;
pub mod sheets;
pub mod site;
mod step_up;
pub mod surface;
pub mod throttle;
mod trouble;
pub mod ui;
pub mod unified;
mod views;
mod visit;
mod watch;
pub mod words;

pub use desks::{declared, openapi};
pub use routes::Undeclared;
pub use server::app;
