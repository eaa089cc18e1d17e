//! The directory of bases and the check of a certificate.

use askama::Template;

use crate::{
    parts::{Choice, Cite, ErrorLine, Field, Link, Listed, Moment, Pager, Pair},
    ui::{Crumb, Ui},
};

/// The directory with its filters.
#[derive(Debug, Template)]
#[template(path = "public/directory.html")]
pub(crate) struct Directory {
    pub(crate) ui: Ui,
    pub(crate) query: String,
    pub(crate) types: Vec<Choice>,
    pub(crate) states: Vec<Choice>,
    pub(crate) filtered: bool,
    pub(crate) list: Listed,
    pub(crate) pager: Pager,
}

/// One base.
#[derive(Debug, Template)]
#[template(path = "public/base.html")]
pub(crate) struct BasePage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) name: String,
    pub(crate) other_name: String,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    pub(crate) facts: Vec<Pair>,
    pub(crate) grounds: Vec<Cite>,
    pub(crate) life: Vec<Moment>,
    pub(crate) verify: Link,
    /// The public record of the decision.
    pub(crate) record: Option<Link>,
}

/// The check of a certificate.
#[derive(Debug, Template)]
#[template(path = "public/verify.html")]
pub(crate) struct Verify {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) fields: Vec<Field>,
    pub(crate) verdict: Option<Verdict>,
}

/// What the check found.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The certificate was issued; its state today.
    Found { good: bool, headline: String, facts: Vec<Pair>, base: Link },
    /// No such certificate.
    Unknown { number: String },
}
