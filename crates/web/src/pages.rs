//! The pages: each is a struct of plain data in the language of the reader, with a template beside it.
//!
//! A page knows nothing of cases or rules; `views` makes it from them. To add a page: a struct here, a
//! template under `templates/`, a sample in `samples` — the tests render every sample in both languages.

pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod applicant;
pub(crate) mod bulk;
pub(crate) mod error;
pub(crate) mod message;
pub(crate) mod officer;
pub(crate) mod public;
pub(crate) mod review;
pub(crate) mod unit;
