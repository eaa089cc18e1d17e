//! Cases that people of the authority open themselves.

use askama::Template;

use crate::{
    parts::{Cite, ErrorLine, Field},
    ui::{Crumb, Ui},
};

/// The sorts of case that the reader may open.
#[derive(Debug, Template)]
#[template(path = "officer/open.html")]
pub(crate) struct OpenPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) ways: Vec<OpenWay>,
}

/// A sort of case.
#[derive(Debug)]
pub(crate) struct OpenWay {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) regulation: String,
    pub(crate) help: Option<String>,
    pub(crate) cites: Vec<Cite>,
}

/// The form in which a case is opened.
#[derive(Debug, Template)]
#[template(path = "officer/open_way.html")]
pub(crate) struct OpenWayPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) way: OpenWay,
    pub(crate) fields: Vec<Field>,
}
