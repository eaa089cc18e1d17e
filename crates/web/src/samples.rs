//! Every page with invented content, in both languages: for the tests and for looking at them.
//!
//! The authority, its measures, its clauses and everybody in it are made up.

#![expect(clippy::too_many_lines, reason = "the content of a page reads best in one piece")]

mod account;
mod admin;
mod applicant;
mod error;
mod findings;
mod frame;
mod message;
mod officer;
mod public;
mod review;
mod unit;

use askama::Template;

use crate::lang::Lang;

/// A rendered sample.
#[derive(Debug)]
pub struct Sample {
    /// Its name; also its address in the preview.
    pub name: &'static str,
    /// The page.
    pub html: String,
}

/// A page under its name; an error of the template is shown in its place.
fn sample(name: &'static str, page: &impl Template) -> Sample {
    let html = page.render().unwrap_or_else(|error| format!("⟦{error}⟧"));
    Sample { name, html }
}

/// All samples in a language.
pub fn all(lang: Lang) -> Vec<Sample> {
    [
        public::samples(lang),
        applicant::samples(lang),
        officer::samples(lang),
        review::samples(lang),
        account::samples(lang),
        unit::samples(lang),
        message::samples(lang),
        admin::samples(lang),
        error::samples(lang),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests;
