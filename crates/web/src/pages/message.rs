//! Pages about messages: those of a person, how they are told, and the outbox of officers.

use askama::Template;

use super::officer::Tab;
use crate::{
    parts::{ErrorLine, Field, Search},
    ui::{Crumb, Ui},
};

/// The messages of a person.
#[derive(Debug, Template)]
#[template(path = "account/messages.html")]
pub(crate) struct MessagesPage {
    pub(crate) ui: Ui,
    /// How many were not read.
    pub(crate) unread: u64,
    pub(crate) rows: Vec<MessageRow>,
    pub(crate) search: Search,
}

/// One message.
#[derive(Debug)]
pub(crate) struct MessageRow {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The number of the case and the last day; or when something happened to the account, and from where.
    pub(crate) details: Vec<String>,
    /// What to do when it was somebody else.
    pub(crate) otherwise: String,
    /// What an officer added.
    pub(crate) note: String,
    pub(crate) at: String,
    pub(crate) unread: bool,
}

/// How somebody is told.
#[derive(Debug, Template)]
#[template(path = "account/reach.html")]
pub(crate) struct ReachPage {
    pub(crate) ui: Ui,
    pub(crate) errors: Vec<ErrorLine>,
    /// What the server said when something was refused.
    pub(crate) failed: Option<String>,
    pub(crate) fields: Vec<Field>,
    /// Since when there is an address of the calendar.
    pub(crate) calendar: Option<String>,
    /// The address, shown once.
    pub(crate) word: Option<String>,
}

/// The outbox.
#[derive(Debug, Template)]
#[template(path = "officer/outbox.html")]
pub(crate) struct OutboxPage {
    pub(crate) ui: Ui,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) search: Search,
    /// Which part it is.
    pub(crate) view: &'static str,
    /// Whether messages can be chosen to be released, and to be held back.
    pub(crate) can_release: bool,
    pub(crate) can_hold: bool,
    pub(crate) rows: Vec<OutboxRow>,
}

/// A message in the outbox.
#[derive(Debug)]
pub(crate) struct OutboxRow {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) details: String,
    pub(crate) to: String,
    pub(crate) case: String,
    pub(crate) number: String,
    pub(crate) made: String,
    /// When and by whom it was settled.
    pub(crate) settled: String,
}

/// One message, as it would go out and as it went.
#[derive(Debug, Template)]
#[template(path = "officer/outbox_one.html")]
pub(crate) struct OutboxOnePage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) errors: Vec<ErrorLine>,
    pub(crate) row: OutboxRow,
    pub(crate) state: String,
    /// Why it is held back.
    pub(crate) reasons: String,
    pub(crate) note: String,
    /// It in both languages.
    pub(crate) previews: Vec<Preview>,
    /// What may still be done: the note, and why it is held back.
    pub(crate) open: Option<(Field, Field)>,
    pub(crate) deliveries: Vec<DeliveryRow>,
}

/// A message in a language.
#[derive(Debug)]
pub(crate) struct Preview {
    pub(crate) lang: &'static str,
    pub(crate) name: &'static str,
    pub(crate) inside: String,
    pub(crate) subject: String,
    pub(crate) text: String,
}

/// A delivery.
#[derive(Debug)]
pub(crate) struct DeliveryRow {
    pub(crate) way: String,
    pub(crate) state: String,
    pub(crate) tone: &'static str,
    /// When it goes out or is tried again, while it waits.
    pub(crate) next: Option<String>,
    pub(crate) gathered: bool,
    pub(crate) tries: Vec<TryRow>,
}

/// An attempt.
#[derive(Debug)]
pub(crate) struct TryRow {
    pub(crate) at: String,
    pub(crate) outcome: String,
    pub(crate) said: String,
}
