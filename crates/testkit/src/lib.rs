//! What tests need from outside the process: a database server, a browser, and the packs of the repository.
//!
//! A development dependency only; no crate of the product may depend on it, and it knows nothing of
//! regulations, cases or pages. [`postgres`] gives each test an empty database of its own;
//! `browser` gives it a fresh Chromium profile, `documents` makes Word and PDF files out of its own words.
//!
//! Both refuse to pretend: where the server or the browser is not installed, they return an error
//! that says what to run, and the test fails. They never skip.

#[cfg(feature = "browser")]
pub mod browser;
#[cfg(feature = "documents")]
pub mod documents;
pub mod packs;
pub mod postgres;
