//! What a panel does besides answering, as those see it who run it, and its members under their aliases.

use crate::parts::{Choice, Link};

/// The work of a panel.
#[derive(Debug, Default)]
pub(crate) struct PanelWork {
    /// That nobody sees the answers yet, and who has asked to open them.
    pub(crate) sealed: Option<String>,
    /// How many were named and not drawn, and why.
    pub(crate) by_hand: Vec<String>,
    /// What the reader can do next.
    pub(crate) next: Vec<Link>,
    pub(crate) spreads: Vec<Spread>,
    pub(crate) corrections: Vec<CorrectionRow>,
    pub(crate) said: Vec<SaidRow>,
    pub(crate) minutes: Option<MinutesShown>,
    /// Who can be named as the chair; nobody where no minutes can be written now.
    pub(crate) chairs: Vec<Choice>,
    pub(crate) draft: String,
    pub(crate) dissents: Vec<(String, String)>,
    pub(crate) action: String,
}

/// How far the numbers on one question lie apart.
#[derive(Debug)]
pub(crate) struct Spread {
    pub(crate) question: String,
    /// What they are joined to.
    pub(crate) joined: String,
    pub(crate) distance: String,
    /// The most that the pack lets pass.
    pub(crate) most: Option<String>,
    /// Whether they lie further apart than that.
    pub(crate) far: bool,
    pub(crate) members: Vec<SpreadMember>,
}

/// A member's number among the others.
#[derive(Debug)]
pub(crate) struct SpreadMember {
    pub(crate) alias: String,
    pub(crate) points: String,
    /// How far from the median, signed.
    pub(crate) away: String,
    /// Whether that is far.
    pub(crate) outlier: bool,
    /// Whether it does not count, as an extreme.
    pub(crate) left_out: bool,
}

/// A correction that a member asked for.
#[derive(Debug)]
pub(crate) struct CorrectionRow {
    pub(crate) alias: String,
    pub(crate) asked: String,
    pub(crate) reasons: String,
    /// What was ruled, and why; nothing yet.
    pub(crate) ruled: Option<String>,
    /// Why the leave was taken back, where it was.
    pub(crate) taken_back: Option<String>,
    /// Whether the reader rules on it.
    pub(crate) open: bool,
    /// Whether the reader can take the leave back.
    pub(crate) leave: bool,
}

/// Something said under an alias.
#[derive(Debug)]
pub(crate) struct SaidRow {
    pub(crate) alias: String,
    pub(crate) at: String,
    pub(crate) text: String,
}

/// Minutes with who has confirmed them.
#[derive(Debug)]
pub(crate) struct MinutesShown {
    pub(crate) chair: String,
    pub(crate) on: String,
    pub(crate) text: String,
    /// By alias: the word, its tone, and what the minutes should say instead.
    pub(crate) answers: Vec<(String, String, &'static str, String)>,
}
