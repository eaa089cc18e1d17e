//! What is to be printed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is made of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Form {
    /// A PDF/A file, set on pages.
    #[default]
    Pdf,
    /// A Word file with the same words, for those who go on writing in it.
    Word,
}

/// One document before it is set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sheet {
    /// What is made of it.
    #[serde(default)]
    pub form: Form,
    /// The template, by its name among [`Self::templates`] or among the layouts: `letters/certificate.typ`,
    /// `layout/plain/certificate.typ`.
    pub template: String,
    /// The templates of the pack by name; they may import each other and the layouts.
    pub templates: BTreeMap<String, String>,
    /// What the template reads as `json("/data.json")`. A string beside a key `label` is named by that label when it
    /// cannot be printed.
    pub data: Value,
    /// What the code `/code.svg` says; a page to check the document, for instance.
    pub code: Option<String>,
    /// By what a page is known when it comes back on paper; the codes `/mark/1.svg`, `/mark/2.svg`, … say it with the
    /// number of the page.
    pub mark: Option<Mark>,
    /// What identifies the document through its life; part of the file.
    pub ident: String,
    /// The day of the document; the file was made on it as far as anybody can tell from the file.
    pub day: Date,
}

/// By what a page is known when it comes back on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The number of the document.
    pub number: String,
    /// Its version.
    pub version: u64,
    /// The beginning of the digest of what it says.
    pub digest: String,
}

impl Mark {
    /// What the code on a page says.
    pub(crate) fn on_page(&self, page: usize) -> String {
        format!("{}/{}/{}/{page}", self.number, self.version, self.digest)
    }

    /// What the code on a page says; none where it is no code of a page.
    pub fn read(code: &str) -> Option<(Self, usize)> {
        let mut parts = code.rsplitn(4, '/');
        let (page, digest, version) = (parts.next()?, parts.next()?, parts.next()?);
        let number = parts.next().filter(|number| !number.is_empty())?.to_owned();
        let mark = Self { number, version: version.parse().ok()?, digest: digest.to_owned() };
        Some((mark, page.parse().ok()?))
    }
}
