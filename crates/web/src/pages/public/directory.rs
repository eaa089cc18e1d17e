//! The directory of bases and the check of a certificate.

use askama::Template;
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    licence::Licence,
    parts::{Cite, ErrorLine, Field, Link, Listed, Moment, Pager, Pair, Search},
    ui::{Crumb, Ui},
};

/// The directory with its facets.
#[derive(Debug, Template)]
#[template(path = "public/directory.html")]
pub(crate) struct Directory {
    pub(crate) ui: Ui,
    pub(crate) search: Search,
    /// Each choice, with the address that gives it up.
    pub(crate) chosen: Vec<Link>,
    pub(crate) facets: Vec<FacetView>,
    pub(crate) sorts: Vec<SortLink>,
    /// How many bases there are.
    pub(crate) among: usize,
    pub(crate) list: Listed,
    pub(crate) pager: Pager,
    /// Files and feeds of what was found.
    pub(crate) takes: Vec<Link>,
    /// Under which that may be used, where the authority has named one: its name, and where its words stand.
    pub(crate) licence: Option<Link>,
}

/// A facet: the first values, and the others.
#[derive(Debug)]
pub(crate) struct FacetView {
    pub(crate) name: String,
    pub(crate) values: Vec<FacetLine>,
    pub(crate) more: Vec<FacetLine>,
}

/// A value of a facet: how many have it, and the address that chooses it or gives it up.
#[derive(Debug)]
pub(crate) struct FacetLine {
    pub(crate) label: String,
    pub(crate) count: usize,
    pub(crate) href: String,
    pub(crate) chosen: bool,
}

/// An order in which the list can be had.
#[derive(Debug)]
pub(crate) struct SortLink {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// A feed by RFC 4287.
#[derive(Debug, Template)]
#[template(path = "public/feed.xml")]
pub(crate) struct Feed {
    pub(crate) lang: &'static str,
    /// Scheme, name and port of the installation, where they are known; addresses are relative otherwise.
    pub(crate) base: String,
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) updated: Date,
    /// Under which it may be used, where the authority has named one.
    pub(crate) licence: Option<Licence>,
    pub(crate) entries: Vec<FeedEntry>,
}

/// Something that is new.
#[derive(Debug)]
pub(crate) struct FeedEntry {
    pub(crate) id: Uuid,
    pub(crate) day: Date,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) href: String,
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
