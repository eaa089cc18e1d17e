//! What changed between two versions of an instrument, clause by clause.

use askama::Template;

use crate::{
    parts::{Choice, Link},
    ui::{Crumb, Ui},
};

/// Two versions side by side.
#[derive(Debug, Template)]
#[template(path = "public/versions.html")]
pub(crate) struct VersionsPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    /// Every version with its dates, the newest first.
    pub(crate) versions: Vec<VersionRow>,
    pub(crate) action: String,
    /// The older one, and the newer one, to be chosen.
    pub(crate) old: Vec<Choice>,
    pub(crate) new: Vec<Choice>,
    /// How many clauses were added, removed and changed, in a sentence.
    pub(crate) tally: String,
    pub(crate) groups: Vec<ChangeGroup>,
}

/// A version with its dates; a date that is not known says so.
#[derive(Debug)]
pub(crate) struct VersionRow {
    pub(crate) number: String,
    pub(crate) signed: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) effective: Option<String>,
    pub(crate) expires: Option<String>,
    pub(crate) repealed: Option<String>,
    /// Whether it is in force today, as far as its dates say.
    pub(crate) state: String,
    pub(crate) tone: &'static str,
}

/// The clauses that were changed, added or removed.
#[derive(Debug)]
pub(crate) struct ChangeGroup {
    pub(crate) title: String,
    pub(crate) clauses: Vec<ChangedClause>,
}

/// A clause that differs.
#[derive(Debug)]
pub(crate) struct ChangedClause {
    /// Its page, or its id where the version on the shelf no longer has it.
    pub(crate) place: Link,
    pub(crate) name: String,
    /// What it says, for one that only one version has.
    pub(crate) text: Option<String>,
    pub(crate) parts: Vec<ChangedPart>,
}

/// A part of a clause in both versions.
#[derive(Debug)]
pub(crate) struct ChangedPart {
    pub(crate) name: String,
    pub(crate) old: Marked,
    pub(crate) new: Marked,
}

/// A sentence in stretches; without any it was not there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Marked(pub(crate) Vec<Stretch>);

/// A stretch of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) text: String,
    /// Whether the other sentence says something else here.
    pub(crate) differs: bool,
}
