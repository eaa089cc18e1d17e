//! What a panel does besides answering, as those at the desk and its members read it: who lies far off, talk, minutes, dissent,
//! corrections. Everybody appears by alias.

use guohe_cases::{
    case::{Panel, Seat},
    law::Law,
    review::{Correction, Dissent, Minutes, Said},
    verbs::panel::is_sealed,
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// What a panel did besides answering, as it is seen at the desk.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WorkView {
    /// Whether its answers are sealed until two people open them.
    sealed: bool,
    /// The day on which the first of them wanted that.
    opening_asked_on: Option<Date>,
    /// Corrections for which members asked.
    corrections: Vec<CorrectionView>,
    /// What members said to each other.
    pub(super) said: Vec<SaidView>,
    /// The minutes.
    pub(super) minutes: Option<MinutesView>,
    /// Who differs from the panel.
    pub(super) dissents: Vec<DissentView>,
}

/// A correction for which a member asked.
#[derive(Debug, Serialize, JsonSchema)]
struct CorrectionView {
    /// Whose.
    alias: String,
    /// The day.
    asked_on: Date,
    /// Whether the answers of all had been opened by then.
    after_opening: bool,
    /// Why; absent once it was erased.
    reasons: Option<String>,
    /// What was ruled.
    ruled: Option<RulingView>,
    /// The day on which the leave was taken back before it was used; what was handed in first stands again then.
    taken_back_on: Option<Date>,
}

/// What was ruled on a correction.
#[derive(Debug, Serialize, JsonSchema)]
struct RulingView {
    /// Whether it was allowed.
    allowed: bool,
    /// The day.
    on: Date,
    /// Why.
    reasons: String,
}

/// Something that a member said.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SaidView {
    /// Who.
    alias: String,
    /// When.
    at: String,
    /// What; absent once it was erased.
    text: Option<String>,
}

/// Minutes.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MinutesView {
    /// Who took the chair.
    chair: String,
    /// The day.
    on: Date,
    /// What they say.
    text: String,
    /// What the members whose answers count said of them.
    answers: Vec<MinutesAnswer>,
}

/// What a member said of minutes.
#[derive(Debug, Serialize, JsonSchema)]
struct MinutesAnswer {
    /// Who.
    alias: String,
    /// Whether they confirm them; absent while they have said nothing.
    confirms: Option<bool>,
    /// What the minutes should say instead.
    instead: String,
}

/// A member who differs.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DissentView {
    /// Who.
    alias: String,
    /// In which words.
    text: String,
}

impl From<&Correction> for CorrectionView {
    fn from(one: &Correction) -> Self {
        let ruled = one.ruled.as_ref().map(|(allowed, reasons, _, on)| RulingView {
            allowed: *allowed,
            on: *on,
            reasons: reasons.clone(),
        });
        Self {
            alias: one.alias.clone(),
            asked_on: one.asked_on,
            after_opening: one.after_opening,
            reasons: one.reasons.clone(),
            ruled,
            taken_back_on: one.taken_back.as_ref().map(|(_, _, on)| *on),
        }
    }
}

impl From<&Said> for SaidView {
    fn from(said: &Said) -> Self {
        let Said { alias, text, at } = said.clone();
        Self { alias, at: at.to_string(), text }
    }
}

impl From<&Dissent> for DissentView {
    fn from(one: &Dissent) -> Self {
        Self { alias: one.alias.clone(), text: one.text.clone() }
    }
}

impl MinutesView {
    fn of(panel: &Panel, minutes: &Minutes) -> Self {
        let answer = |seat: &Seat| {
            let said = minutes.answer(&seat.alias);
            MinutesAnswer {
                alias: seat.alias.clone(),
                confirms: said.map(|(confirms, _)| confirms),
                instead: said.map(|(_, instead)| instead.to_owned()).unwrap_or_default(),
            }
        };
        Self {
            chair: minutes.chair.clone(),
            on: minutes.on,
            text: minutes.text.clone(),
            answers: panel.effective().map(answer).collect(),
        }
    }
}

impl WorkView {
    pub(super) fn of(law: &Law, panel: &Panel) -> Self {
        let work = &panel.work;
        Self {
            sealed: is_sealed(law, panel),
            opening_asked_on: work.opening.first().map(|(_, on)| *on),
            corrections: work.corrections.iter().map(CorrectionView::from).collect(),
            said: work.said.iter().map(SaidView::from).collect(),
            minutes: work.minutes.as_ref().map(|minutes| MinutesView::of(panel, minutes)),
            dissents: work.dissents.iter().map(DissentView::from).collect(),
        }
    }
}
