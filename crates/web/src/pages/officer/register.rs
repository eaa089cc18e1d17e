//! Registers: what is known of each, its rows, what was loaded and stated, loading a list.

use askama::Template;

use crate::{
    pages::applicant::PasteError,
    parts::{Choice, ErrorLine, Field, Pager, Pair, Search},
    ui::{Crumb, Ui},
};

/// The registers of every authority.
#[derive(Debug, Template)]
#[template(path = "officer/registers.html")]
pub(crate) struct RegistersPage {
    pub(crate) ui: Ui,
    pub(crate) authorities: Vec<AuthorityRegisters>,
}

/// The registers that one regulation looks at.
#[derive(Debug)]
pub(crate) struct AuthorityRegisters {
    pub(crate) title: String,
    pub(crate) registers: Vec<RegisterRow>,
}

/// A register in the list.
#[derive(Debug)]
pub(crate) struct RegisterRow {
    pub(crate) name: String,
    pub(crate) href: String,
    /// The parts that are looked at, in words; empty when it is all of it.
    pub(crate) parts: String,
    pub(crate) state: RegisterState,
    pub(crate) rows: usize,
}

/// What is known of a register today.
#[derive(Debug, Clone)]
pub(crate) struct RegisterState {
    /// Whether it is known to be complete.
    pub(crate) complete: bool,
    /// On what that rests: loaded as of a day, kept since a day; nothing when nobody has said anything.
    pub(crate) basis: String,
    /// Why it is open.
    pub(crate) open: Option<String>,
}

/// One register.
#[derive(Debug, Template)]
#[template(path = "officer/register.html")]
pub(crate) struct RegisterPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) title: String,
    pub(crate) parts: String,
    pub(crate) state: RegisterState,
    /// The address of the page, for its forms.
    pub(crate) action: String,
    pub(crate) search: Search,
    pub(crate) rows: Vec<EntryRow>,
    pub(crate) pager: Pager,
    pub(crate) history: Vec<SheetRow>,
    pub(crate) load: Vec<Field>,
    pub(crate) keep: Vec<Field>,
    pub(crate) part: Vec<Choice>,
    pub(crate) text: String,
    /// The columns of a list that can be loaded: key and name.
    pub(crate) columns: Vec<Pair>,
    /// What in the list cannot be read.
    pub(crate) faults: Vec<PasteError>,
}

/// An entry of a register.
#[derive(Debug)]
pub(crate) struct EntryRow {
    pub(crate) title: String,
    pub(crate) facts: Vec<Pair>,
    /// The list it was loaded with, or the case that wrote it.
    pub(crate) from: String,
    pub(crate) href: Option<String>,
}

/// What was loaded or stated.
#[derive(Debug)]
pub(crate) struct SheetRow {
    pub(crate) basis: String,
    pub(crate) part: String,
    pub(crate) source: String,
    pub(crate) by: String,
    pub(crate) at: String,
}

/// A list that can be loaded, before it is.
#[derive(Debug, Template)]
#[template(path = "officer/register_confirm.html")]
pub(crate) struct RegisterConfirmPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) title: String,
    /// What is to be recorded.
    pub(crate) facts: Vec<Pair>,
    /// What follows from it.
    pub(crate) consequences: Vec<String>,
    pub(crate) action: String,
    /// Everything that was typed, for the second step.
    pub(crate) hidden: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) confirm: String,
    /// The first rows as they were read.
    pub(crate) rows: Vec<EntryRow>,
    /// How many rows there are besides those shown.
    pub(crate) more: usize,
}
