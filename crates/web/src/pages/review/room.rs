//! The room of a panel: what its members said, to the question and to each other, under their aliases.

use askama::Template;

use crate::{
    pages::officer::{MinutesShown, SaidRow, Spread},
    ui::{Crumb, Ui},
};

/// The room, for a member.
#[derive(Debug, Template)]
#[template(path = "expert/room.html")]
#[expect(clippy::struct_excessive_bools, reason = "three forms that are there or not")]
pub(crate) struct RoomPage {
    pub(crate) ui: Ui,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) refused: Option<(String, String)>,
    pub(crate) title: String,
    pub(crate) alias: String,
    /// How things stand, and what comes next.
    pub(crate) lead: String,
    /// What each member answered, once that was opened.
    pub(crate) answers: Vec<RoomAnswers>,
    pub(crate) spreads: Vec<Spread>,
    pub(crate) said: Vec<SaidRow>,
    /// Whether the reader may say something now.
    pub(crate) talks: bool,
    pub(crate) minutes: Option<MinutesShown>,
    /// Whether they wait for the reader.
    pub(crate) confirms: bool,
    pub(crate) dissents: Vec<(String, String)>,
    /// Whether the reader may differ now.
    pub(crate) differs: bool,
    /// The opinion of the panel, once it has ended.
    pub(crate) opinion: Option<String>,
    pub(crate) typed: String,
    pub(crate) action: String,
}

/// What members answered to one question.
#[derive(Debug)]
pub(crate) struct RoomAnswers {
    pub(crate) question: String,
    /// Alias, answer, reasons.
    pub(crate) lines: Vec<(String, String, String)>,
}
