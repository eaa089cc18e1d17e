//! The check that anybody may do without signing in; nothing of it is stored.

use askama::Template;

use crate::{
    parts::{Field, Link, Panel, TypeFit},
    ui::{Crumb, Ui},
};

/// The choice of what to check against.
#[derive(Debug, Template)]
#[template(path = "public/check_start.html")]
pub(crate) struct CheckStart {
    pub(crate) ui: Ui,
    /// The form with which everything is checked at once; none where there is one type.
    pub(crate) all: Option<String>,
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
    pub(crate) parts: Vec<FormPart>,
    pub(crate) panel: Panel,
    pub(crate) fits: Vec<TypeFit>,
    pub(crate) start: Option<String>,
}

/// All facts once, and every type of every regulation beside them.
#[derive(Debug, Template)]
#[template(path = "public/check_all.html")]
pub(crate) struct CheckAll {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) action: String,
    pub(crate) parts: Vec<FormPart>,
    /// Every type, the nearest first.
    pub(crate) fits: Vec<TypeFit>,
    /// What several regulations wait for, the most wanted first.
    pub(crate) shared: Vec<WantedFact>,
    /// What only one regulation waits for.
    pub(crate) differing: Vec<WantedFact>,
}

/// A fact that types wait for.
#[derive(Debug)]
pub(crate) struct WantedFact {
    pub(crate) place: Link,
    /// How many types wait for it, and of which regulation where it is one.
    pub(crate) by: String,
}

/// A part of the form.
#[derive(Debug)]
pub(crate) struct FormPart {
    /// What its questions have in common; empty where the form has one part.
    pub(crate) title: String,
    pub(crate) help: String,
    pub(crate) sections: Vec<FormSection>,
}

/// A record of the form, folded until somebody opens it.
#[derive(Debug)]
pub(crate) struct FormSection {
    /// Its anchor.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) help: Option<String>,
    /// How much of it is filled in.
    pub(crate) state: String,
    pub(crate) open: bool,
    /// The questions of a record that exists once.
    pub(crate) fields: Vec<Field>,
    /// The rows of a list.
    pub(crate) rows: Vec<RowGroup>,
    /// What asks for one row more; none for what exists once.
    pub(crate) add: Option<String>,
    /// Whether the list is complete.
    pub(crate) closing: Option<Field>,
}

/// Questions under a heading.
#[derive(Debug)]
pub(crate) struct FieldGroup {
    pub(crate) title: String,
    pub(crate) help: Option<String>,
    /// Nobody has to answer it: it is folded while nothing is in it and nothing is wrong with it.
    pub(crate) folds: bool,
    pub(crate) fields: Vec<Field>,
}

impl FieldGroup {
    /// Whether it is shown folded.
    pub(crate) fn is_folded(&self) -> bool {
        self.folds && self.fields.iter().all(Field::is_blank)
    }
}

/// A row of a list.
#[derive(Debug)]
pub(crate) struct RowGroup {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) open: bool,
    pub(crate) fields: Vec<Field>,
}
