//! What shows everybody that the log is what was recorded.

use askama::Template;

use crate::ui::Ui;

/// The checkpoints, the keys, and how they are checked.
#[derive(Debug, Template)]
#[template(path = "public/log.html")]
pub(crate) struct LogPage {
    pub(crate) ui: Ui,
    /// The newest first.
    pub(crate) checkpoints: Vec<CheckpointRow>,
    /// As they are published, one a line.
    pub(crate) keys: Vec<String>,
}

/// A checkpoint in the list.
#[derive(Debug)]
pub(crate) struct CheckpointRow {
    pub(crate) at: String,
    pub(crate) size: u64,
    pub(crate) short: String,
    /// When an authority outside stamped it.
    pub(crate) stamped: Option<String>,
}
