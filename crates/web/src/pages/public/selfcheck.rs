//! The check that anybody may do without signing in; nothing of it is stored.

use askama::Template;

use crate::{
    parts::{Field, Panel, TypeFit},
    ui::{Crumb, Ui},
};

/// The choice of what to check against.
#[derive(Debug, Template)]
#[template(path = "public/check_start.html")]
pub(crate) struct CheckStart {
    pub(crate) ui: Ui,
    pub(crate) instruments: Vec<CheckInstrument>,
}

/// An instrument with its types.
#[derive(Debug)]
pub(crate) struct CheckInstrument {
    pub(crate) title: String,
    pub(crate) types: Vec<CheckType>,
}

/// A type to check against.
#[derive(Debug)]
pub(crate) struct CheckType {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) href: String,
    pub(crate) conditions: usize,
    pub(crate) computed: usize,
}

/// The key facts and the findings beside them.
#[derive(Debug, Template)]
#[template(path = "public/check.html")]
pub(crate) struct CheckForm {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) kind: String,
    pub(crate) action: String,
    pub(crate) groups: Vec<FieldGroup>,
    pub(crate) panel: Panel,
    pub(crate) fits: Vec<TypeFit>,
    pub(crate) start: Option<String>,
}

/// Questions under a heading.
#[derive(Debug)]
pub(crate) struct FieldGroup {
    pub(crate) title: String,
    pub(crate) help: Option<String>,
    pub(crate) fields: Vec<Field>,
}
