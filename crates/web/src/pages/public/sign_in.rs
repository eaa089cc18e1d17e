//! Signing in, and what this is.

use askama::Template;

use crate::{
    parts::{ErrorLine, Field, Link, Outcome},
    ui::Ui,
};

/// The form to sign in.
#[derive(Debug, Template)]
#[template(path = "public/sign_in.html")]
pub(crate) struct SignIn {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) fields: Vec<Field>,
    /// Where to go afterwards.
    pub(crate) next: String,
    /// What happens after several failures.
    pub(crate) pause: String,
    /// Why nobody can sign in over this connection.
    pub(crate) refusal: Option<Refusal>,
    /// A passkey may sign in.
    pub(crate) by_passkey: bool,
    /// A unified login came to nothing just now.
    pub(crate) unified_failed: bool,
    /// Unified logins: where each is asked for, and what its button says.
    pub(crate) providers: Vec<Link>,
    /// Invented persons of a demonstration.
    pub(crate) demonstrators: Vec<Demonstrator>,
}

/// Why signing in is refused and what to do.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) host: String,
}

/// An invented person.
#[derive(Debug)]
pub(crate) struct Demonstrator {
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) role: String,
}

/// What this is, how findings are to be read, how accessible it is.
#[derive(Debug, Template)]
#[template(path = "public/about.html")]
pub(crate) struct About {
    pub(crate) ui: Ui,
    pub(crate) outcomes: Vec<(Outcome, &'static str)>,
    pub(crate) version: String,
}
