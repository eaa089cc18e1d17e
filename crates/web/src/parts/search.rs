//! The box by which a list is looked through, with its views, its help, and what is wrong with what was typed.

use super::Choice;

/// The box.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Where it leads.
    pub action: String,
    /// As it was typed.
    pub typed: String,
    /// What the form sends besides: name and value.
    pub kept: Vec<(String, String)>,
    /// Whether anything narrows the list.
    pub narrows: bool,
    /// What is wrong with what was typed.
    pub wrong: Option<Slip>,
    /// What can be asked for here.
    pub fields: Vec<SearchField>,
    /// What is kept of this list.
    pub views: Vec<Pill>,
    /// How this view can be kept; not by strangers, and not when nothing narrows the list.
    pub keep: Option<Keep>,
}

/// What is wrong, with the place in what was typed.
#[derive(Debug, Clone)]
pub struct Slip {
    /// What stands before the place.
    pub before: String,
    /// The place.
    pub at: String,
    /// What stands after it.
    pub after: String,
    /// At which character it begins, from 1.
    pub from: usize,
    /// What is wrong there and what would be right.
    pub what: String,
}

/// Something that can be asked for.
#[derive(Debug, Clone)]
pub struct SearchField {
    /// What it is called.
    pub name: String,
    /// Its id, which will do in either language.
    pub id: String,
    /// How it is asked for.
    pub example: String,
    /// Where that is asked.
    pub href: String,
}

/// A view that is kept.
#[derive(Debug, Clone)]
pub struct Pill {
    /// What it is called.
    pub name: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is what is shown.
    pub current: bool,
    /// Whether somebody else keeps it.
    pub shared: bool,
}

/// How a view is kept.
#[derive(Debug, Clone)]
pub struct Keep {
    /// The path of the list.
    pub list: String,
    /// What follows the question mark.
    pub query: String,
    /// With whom it can be shared.
    pub with: Vec<Choice>,
}
