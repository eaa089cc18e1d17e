//! Signed pages that came back.

use askama::Template;

use crate::{
    parts::{ErrorLine, Field, Link},
    ui::{Crumb, Ui},
};

/// What came back of the signed pages, and the form for one more scan.
#[derive(Debug, Template)]
#[template(path = "applicant/signed.html")]
pub(crate) struct SignedPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) action: String,
    pub(crate) seen: String,
    /// The version that is locked.
    pub(crate) version: u64,
    /// Where that version is printed.
    pub(crate) print: Link,
    /// Whether every page of it came back.
    pub(crate) complete: bool,
    /// The pages of it that did not, once any did.
    pub(crate) missing: Option<String>,
    /// What the scan shows that was not bound.
    pub(crate) found: Vec<String>,
    /// The scans that were bound, the latest first.
    pub(crate) scans: Vec<ScanLine>,
    pub(crate) fields: Vec<Field>,
}

/// A scan that was bound.
#[derive(Debug)]
pub(crate) struct ScanLine {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) when: String,
    /// What it shows.
    pub(crate) says: Vec<String>,
}
