//! Pages of the three administrators: one shape of lists, facts and short forms for all of them.

use askama::Template;

use crate::{
    parts::{ErrorLine, Field, Link, Pager, Pair, Search},
    ui::{Crumb, Ui},
};

/// A page of an administrator.
#[derive(Debug, Template)]
#[template(path = "admin/page.html")]
pub(crate) struct AdminPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    /// What was refused, and what to do next.
    pub(crate) refused: Option<(String, String)>,
    /// What was done, to be read once: a password that is shown this once.
    pub(crate) told: Vec<Pair>,
    pub(crate) title: String,
    pub(crate) lead: String,
    /// Its place among the tabs of registers and data; empty where it does not stand there.
    pub(crate) tab: &'static str,
    pub(crate) ways: Vec<Link>,
    pub(crate) sections: Vec<Section>,
}

/// A part of such a page.
#[derive(Debug, Default)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) facts: Vec<Pair>,
    /// The box over a list that can be searched.
    pub(crate) search: Option<Search>,
    pub(crate) table: Option<Table>,
    pub(crate) forms: Vec<ShortForm>,
    pub(crate) ways: Vec<Link>,
}

/// A list.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What to say where there is nothing.
    pub(crate) none: String,
    /// The pages of a long list, which can be had as a workbook too.
    pub(crate) pager: Option<Pager>,
}

/// A cell of a list.
#[derive(Debug, Default, Clone)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
    pub(crate) sub: String,
    /// The tone of a tag; plain text without one.
    pub(crate) tone: Option<&'static str>,
}

/// A form of a few fields.
#[derive(Debug)]
pub(crate) struct ShortForm {
    pub(crate) action: String,
    /// It only asks, and changes nothing.
    pub(crate) asks: bool,
    /// What is sent along.
    pub(crate) carried: Vec<(String, String)>,
    pub(crate) fields: Vec<Field>,
    /// What to know before it is sent.
    pub(crate) note: String,
    pub(crate) submit: String,
    pub(crate) grave: bool,
}

impl ShortForm {
    /// Whether its fields stand side by side where there is room: there are many of them, and each is short.
    fn is_beside(&self) -> bool {
        self.fields.len() > 4
    }
}

impl Section {
    /// Whether its list was narrowed by a search.
    fn narrows(&self) -> bool {
        self.search.as_ref().is_some_and(|search| search.narrows)
    }
}

impl Cell {
    /// Plain text.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Text that leads somewhere.
    pub(crate) fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..Self::new(text) }
    }

    /// A tag.
    pub(crate) fn tag(text: impl Into<String>, tone: &'static str) -> Self {
        Self { tone: Some(tone), ..Self::new(text) }
    }

    /// All that it says.
    pub(crate) fn words(&self) -> String {
        let gap = if self.sub.is_empty() { "" } else { " " };
        format!("{}{gap}{}", self.text, self.sub)
    }

    /// With a second line.
    #[must_use]
    pub(crate) fn sub(self, sub: impl Into<String>) -> Self {
        Self { sub: sub.into(), ..self }
    }
}

impl Table {
    /// The head of a column, shown beside its cells on a narrow screen.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
    pub(crate) fn head(&self, at: &usize) -> &str {
        self.heads.get(*at).map_or("", String::as_str)
    }
}
